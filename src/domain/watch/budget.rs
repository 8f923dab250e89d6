//! How many requests a gateway gets by itself in a minute.

use std::collections::VecDeque;
use std::time::Duration;

/// Requests a minute, unless a gateway asks for less.
pub const PER_MINUTE: u32 = 60;
/// The fewest, however often it refuses.
const FEWEST: u32 = 6;
/// After so long without a refusal twice as many may be sent as before.
const FORGIVES: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);

/// What a gateway may be asked, and was asked in the last minute. Times count from any moment, evenly. When a request comes
/// there is not known, only that it has come once it is answered: from then on it counts for a minute.
#[derive(Clone, Debug)]
pub struct Budget {
    most: u32,
    limit: u32,
    /// When it refused, or was forgiven in part.
    refused: Option<Duration>,
    under_way: u32,
    /// When each of the others was answered.
    spent: VecDeque<Duration>,
}

impl Budget {
    /// Of a gateway that takes so many a minute.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self { most, limit: most, refused: None, under_way: 0, spent: VecDeque::new() }
    }

    /// A request is being sent, whoever wants it.
    pub const fn begin(&mut self) {
        self.under_way += 1;
    }

    /// It was answered, or is given up.
    pub fn end(&mut self, at: Duration) {
        self.forget(at);
        self.under_way = self.under_way.saturating_sub(1);
        self.spent.push_back(at);
    }

    /// It said that these were too many.
    pub fn slow_down(&mut self, at: Duration) {
        self.forgive(at);
        self.limit = (self.limit / 2).max(FEWEST.min(self.most));
        self.refused = Some(at);
    }

    /// Requests of the last minute.
    #[must_use]
    pub fn used(&self, at: Duration) -> u32 {
        let recent = self.spent.iter().filter(|sent| at.saturating_sub(**sent) < MINUTE).count();
        u32::try_from(recent).unwrap_or(u32::MAX).saturating_add(self.under_way)
    }

    /// Requests a minute, as of now.
    #[must_use]
    pub const fn limit(&self) -> u32 {
        self.limit
    }

    /// How many more there are now.
    #[must_use]
    pub fn left(&mut self, at: Duration) -> u32 {
        self.forget(at);
        self.forgive(at);
        self.limit.saturating_sub(self.used(at))
    }

    /// How long until so many more may be sent, or as many as there ever are; zero when they may be sent now.
    #[must_use]
    pub fn wait(&mut self, at: Duration, requests: u32) -> Duration {
        let left = self.left(at);
        let requests = requests.clamp(1, self.limit.max(1));
        if left >= requests {
            return Duration::ZERO;
        }
        // One that is under way is answered now at the earliest.
        let over = self.used(at) + requests - self.limit;
        let last = self.spent.get(over as usize - 1).unwrap_or(&at);
        (*last + MINUTE).saturating_sub(at)
    }

    fn forget(&mut self, at: Duration) {
        while self.spent.front().is_some_and(|sent| at.saturating_sub(*sent) >= MINUTE) {
            self.spent.pop_front();
        }
    }

    fn forgive(&mut self, at: Duration) {
        while let Some(refused) = self.refused.filter(|refused| at.saturating_sub(*refused) >= FORGIVES) {
            self.limit = self.limit.saturating_mul(2).min(self.most);
            self.refused = (self.limit < self.most).then_some(refused + FORGIVES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn answered(budget: &mut Budget, at: Duration) {
        budget.begin();
        budget.end(at);
    }

    #[test]
    fn no_minute_has_more_than_the_budget_whoever_keeps_to_it() {
        let mut budget = Budget::new(60);
        let (mut sent, mut at) = (Vec::new(), Duration::ZERO);
        while at < seconds(3600) {
            let wait = budget.wait(at, 1);
            if wait.is_zero() {
                answered(&mut budget, at);
                sent.push(at);
                at += Duration::from_millis(50 + u64::from(budget.used(at)));
            } else {
                at += wait;
            }
        }
        for (place, from) in sent.iter().enumerate() {
            let within = sent[place..].iter().take_while(|other| **other < *from + MINUTE).count();
            assert!(within <= 60, "{within} from {from:?}");
        }
        assert!(sent.len() > 3000);
    }

    #[test]
    fn a_gateway_that_refuses_is_asked_less_and_trusted_again_later() {
        let mut budget = Budget::new(60);
        budget.slow_down(seconds(0));
        assert_eq!(budget.left(seconds(1)), 30);
        for _ in 0..10 {
            budget.slow_down(seconds(2));
        }
        assert_eq!(budget.left(seconds(3)), 6);
        assert_eq!(budget.left(seconds(2 + 3600)), 12);
        assert_eq!(budget.left(seconds(2 + 10 * 3600)), 60);
        // One that takes little from the first on is not asked for more.
        let mut little = Budget::new(4);
        little.slow_down(seconds(0));
        assert_eq!(little.left(seconds(1)), 4);
    }

    #[test]
    fn what_a_person_does_counts_and_is_not_held_up() {
        let mut budget = Budget::new(3);
        for at in [0, 1, 2, 3, 4] {
            answered(&mut budget, seconds(at));
        }
        assert_eq!((budget.used(seconds(5)), budget.left(seconds(5))), (5, 0));
        // Three of them have to be older than a minute.
        assert_eq!(budget.wait(seconds(5), 1), seconds(57));
        // There are never more than three at once.
        assert_eq!((budget.wait(seconds(5), 2), budget.wait(seconds(5), 9)), (seconds(58), seconds(59)));
    }
    #[test]
    fn what_is_under_way_counts_until_a_minute_after_its_answer() {
        let mut budget = Budget::new(2);
        budget.begin();
        answered(&mut budget, seconds(10));
        assert_eq!((budget.used(seconds(11)), budget.wait(seconds(11), 1)), (2, seconds(59)));
        // The other one may still come, and nobody knows when.
        assert_eq!(budget.wait(seconds(11), 2), MINUTE);
        assert_eq!((budget.used(seconds(90)), budget.wait(seconds(90), 1)), (1, Duration::ZERO));
        budget.end(seconds(90));
        assert_eq!((budget.left(seconds(149)), budget.left(seconds(150))), (1, 2));
    }
}
