//! How long ago something was, and the frame in which it is told anew: none comes before what is told changes.

use crate::app::cx::Cx;
use jiff::Timestamp;
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const MONTH: u64 = 30 * DAY;
/// So many seconds are "just now". After that the first minute is one step: a frame per second for a number that nobody
/// waits for would never let the processor rest.
const NOW: u64 = 5;

/// An age as it is told: text key, count, and after how many seconds of it the next word comes.
fn told(seconds: u64) -> (&'static str, u64, u64) {
    match seconds {
        0..NOW => ("age-now", 0, NOW),
        NOW..MINUTE => ("age-moment", 0, MINUTE),
        MINUTE..HOUR => ("age-minutes", seconds / MINUTE, MINUTE),
        HOUR..DAY => ("age-hours", seconds / HOUR, HOUR),
        DAY..MONTH => ("age-days", seconds / DAY, DAY),
        _ => ("age-months", seconds / MONTH, MONTH),
    }
}

/// The time since then, and when the telling of it changes.
fn since(cx: &Cx<'_>, then: Timestamp) -> (&'static str, u64) {
    let passed = Duration::try_from(Timestamp::now().duration_since(then)).unwrap_or_default();
    let (key, count, step) = told(passed.as_secs());
    // What changes once a day changes with the next frame that there is for another reason.
    if step < DAY {
        let step = Duration::from_secs(step);
        let over = Duration::from_nanos((passed.as_nanos() % step.as_nanos()) as u64);
        cx.changes_in(step.saturating_sub(over));
    }
    (key, count)
}

/// How long ago, in the largest unit that fits.
#[must_use]
pub fn age(cx: &Cx<'_>, then: Option<Timestamp>) -> String {
    let Some(then) = then else { return "—".to_owned() };
    let (key, count) = since(cx, then);
    cx.tw(key, &[("n", &count.to_string())])
}

/// The same in a sentence, such as `updated`: `updated-ago` has a place for the age, `updated-now` needs none.
#[must_use]
pub fn ago(cx: &Cx<'_>, what: &str, then: Option<Timestamp>) -> String {
    match then.map(|then| since(cx, then)) {
        Some(("age-now", _)) => cx.t(&format!("{what}-now")),
        _ => cx.tw(&format!("{what}-ago"), &[("age", &age(cx, then))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::State;
    use crate::domain::settings::Language;
    use crate::i18n::Texts;
    use std::cell::Cell;

    #[test]
    fn an_age_is_told_in_steps() {
        let wanted = [
            (0, "age-now", 0),
            (4, "age-now", 0),
            (5, "age-moment", 0),
            (59, "age-moment", 0),
            (60, "age-minutes", 1),
            (3599, "age-minutes", 59),
            (3600, "age-hours", 1),
            (86_400, "age-days", 1),
            (2_592_000, "age-months", 1),
        ];
        for (seconds, key, count) in wanted {
            assert_eq!((told(seconds).0, told(seconds).1), (key, count), "{seconds}");
        }
    }

    /// What is told after the frame that was asked for is another text, and a moment before it is the same.
    #[test]
    fn a_frame_is_asked_for_when_the_text_changes_and_not_before() {
        let (state, texts) = (State::default(), Texts::new(Language::English));
        for seconds in [0, 3, 7, 58, 61, 119, 3_601] {
            let (mut outbox, mut next_job, changes_in) = (Vec::new(), 0, Cell::new(Duration::MAX));
            let cx = Cx {
                state: &state,
                texts: &texts,
                outbox: &mut outbox,
                next_job: &mut next_job,
                changes_in: &changes_in,
            };
            let then = Timestamp::now() - Duration::from_secs(seconds);
            let shown = ago(&cx, "updated", Some(then));
            let wait = changes_in.get();
            let at = |wait: Duration| ago(&cx, "updated", Some(then - wait));
            assert_eq!(at(wait.saturating_sub(Duration::from_millis(500))), shown, "{seconds}");
            assert_ne!(at(wait), shown, "{seconds}");
        }
    }

    #[test]
    fn what_changes_once_a_day_asks_for_no_frame() {
        let (state, texts) = (State::default(), Texts::new(Language::English));
        let (mut outbox, mut next_job, changes_in) = (Vec::new(), 0, Cell::new(Duration::MAX));
        let cx =
            Cx { state: &state, texts: &texts, outbox: &mut outbox, next_job: &mut next_job, changes_in: &changes_in };
        assert_eq!(age(&cx, Some(Timestamp::now() - Duration::from_secs(3 * DAY))), "3 d");
        assert_eq!((age(&cx, None).as_str(), changes_in.get()), ("—", Duration::MAX));
    }
}
