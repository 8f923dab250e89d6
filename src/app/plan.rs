//! What is paid for an instance, in words.

use crate::app::cx::Cx;
use crate::domain::instance::Instance;
use crate::i18n::Texts;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Time left until a date, such as the end of a trial.
#[must_use]
pub fn plan(cx: &Cx<'_>, instance: &Instance) -> (String, bool) {
    if let Some(left) = trial_left(instance).filter(SignedDuration::is_positive) {
        // The hour that is told is over then.
        cx.changes_in(Duration::from_secs(left.as_secs().unsigned_abs() % 3600 + 1));
    }
    plan_words(cx.texts, instance)
}

fn trial_left(instance: &Instance) -> Option<SignedDuration> {
    instance
        .plan
        .due
        .filter(|_| instance.plan.is_trial())
        .map(|due| due.duration_since(Timestamp::now()))
}

/// What is known of what is paid, and whether it is urgent.
#[must_use]
pub fn plan_words(texts: &Texts, instance: &Instance) -> (String, bool) {
    let word = instance.plan.word.as_deref().unwrap_or_default();
    match trial_left(instance) {
        Some(left) if left.is_positive() => {
            let hours = left.as_hours();
            let told = if hours == 0 { "<1".to_owned() } else { hours.to_string() };
            (texts.with("plan-trial", &[("hours", &told)]), hours < 36)
        }
        Some(_) => (texts.t("plan-expired"), true),
        None if word.is_empty() => ("—".to_owned(), false),
        None => (plan_word(texts, word), false),
    }
}

/// A plan's word in the person's language where it is one that vendors use; otherwise as it was told.
fn plan_word(texts: &Texts, word: &str) -> String {
    let key: String = word.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    texts.find(&format!("plan-word-{key}")).unwrap_or_else(|| word.to_owned())
}
