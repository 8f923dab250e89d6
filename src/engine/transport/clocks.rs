//! How far this computer's clock is from each gateway's, by the `Date` of its last answer.

use crate::engine::clock;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// What gateways said, by base address.
#[derive(Clone, Default)]
pub struct Clocks(Arc<Mutex<HashMap<String, (Instant, SignedDuration)>>>);

impl Clocks {
    /// Takes the time of an answer over. One that tells none, or nonsense, leaves what is known.
    pub fn hear(&self, base: &str, headers: &HeaderMap) {
        let Some(ahead) = ahead(headers, clock::now()) else { return };
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(base.to_owned(), (Instant::now(), ahead));
    }

    /// How far this computer is ahead of the gateway, by an answer since then; negative when it is behind.
    pub fn ahead_of(&self, base: &str, since: Instant) -> Option<SignedDuration> {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get(base).filter(|(at, _)| *at >= since).map(|(_, ahead)| *ahead)
    }
}

fn ahead(headers: &HeaderMap, now: Timestamp) -> Option<SignedDuration> {
    let told = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    let ahead = now.duration_since(Timestamp::try_from(told).ok()?);
    // It tells whole seconds: a moment of the same second is no difference.
    let same_second = SignedDuration::ZERO..SignedDuration::from_secs(1);
    Some(if same_second.contains(&ahead) { SignedDuration::ZERO } else { ahead })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_date_that_can_be_read_tells_the_time() {
        let now: Timestamp = "1994-11-06T08:49:37.6Z".parse().unwrap();
        let cases = [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:44:37 GMT", Some(300)),
            ("Sun, 06 Nov 1994 08:54:38 GMT", Some(-300)),
            ("Sunday, 06-Nov-94 08:49:07 GMT", Some(30)),
            ("yesterday", None),
            ("", None),
            ("Sun, 06 Nov 9999999 08:49:37 GMT", None),
        ];
        for (date, wanted) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, date.parse().unwrap());
            assert_eq!(ahead(&headers, now).map(|ahead| ahead.as_secs()), wanted, "{date}");
        }
        assert_eq!(ahead(&HeaderMap::new(), now), None);
    }
}
