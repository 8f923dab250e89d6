//! What the engine tells is taken in a little in each frame, however much it is.

use crate::app::state::State;
use crate::engine::event::Event;
use std::time::{Duration, Instant};

/// Events taken at once, and how long a frame may take events.
const EVENTS: usize = 2;
const EVENTS_FOR: Duration = Duration::from_micros(500);

/// Takes in what `next` gives, which is asked for so many at a time, each once it was heard. True where there may be
/// more: then the next frame is to come soon.
pub fn take_in(
    state: &mut State,
    mut next: impl FnMut(usize) -> Vec<Event>,
    mut hear: impl FnMut(&State, &Event),
) -> bool {
    let started = Instant::now();
    loop {
        let events = next(EVENTS);
        let more = events.len() == EVENTS;
        for event in events {
            hear(state, &event);
            state.apply(event);
        }
        if !more || started.elapsed() > EVENTS_FOR {
            return more;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccountId;
    use std::collections::VecDeque;
    use std::sync::Arc;

    #[test]
    fn many_rows_come_in_parts_and_each_once() {
        let account = AccountId::random();
        let rows: Vec<_> = (0..4321).map(|at| Arc::new(crate::made::instance(account, &at.to_string()))).collect();
        let mut events: VecDeque<Event> = Event::of_rows(rows.clone()).collect();
        assert!(events.len() > 8, "{} parts", events.len());
        let (mut state, mut heard) = (State::default(), 0);
        while take_in(&mut state, |most| events.drain(..most.min(events.len())).collect(), |_, _| heard += 1) {}
        assert_eq!(heard, 9);
        assert_eq!(*state.instances, rows);
    }

    #[test]
    fn what_takes_long_is_left_to_the_next_frame() {
        let mut state = State::default();
        let mut asked = 0;
        let next = |most| {
            asked += 1;
            std::thread::sleep(EVENTS_FOR);
            vec![Event::InstancesRemoved(Vec::new()); most]
        };
        assert!(take_in(&mut state, next, |_, _| {}));
        assert_eq!(asked, 1);
    }
}
