//! `Retry-After` in all the forms that servers send, as whole seconds.

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// The longest wait that the answer asks for, in seconds; `None` when it asks for none in a form that means anything.
pub fn asked_for(headers: &HeaderMap, now: SystemTime) -> Option<String> {
    let texts = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    // A date counts from the gateway's own clock, which may differ from ours.
    let there = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let seconds = texts.filter_map(|text| seconds(text.trim(), there.unwrap_or(now))).max()?;
    Some(seconds.to_string())
}

fn seconds(text: &str, now: SystemTime) -> Option<u64> {
    if let Ok(date) = httpdate::parse_http_date(text) {
        return Some(date.duration_since(now).map_or(0, rounded_up));
    }
    // Not allowed to have a fraction, and met all the same.
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let more = u64::from(fraction.bytes().any(|byte| byte != b'0'));
    // More digits than a number holds are a very long wait.
    Some(whole.parse::<u64>().unwrap_or(u64::MAX).saturating_add(more))
}

fn rounded_up(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT
    const NOW: u64 = 784_111_777;

    fn asked(values: &[&str], date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(RETRY_AFTER, value.parse().unwrap());
        }
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
        asked_for(&headers, now).map(|seconds| seconds.parse().unwrap())
    }

    #[test]
    fn fourteen_forms() {
        let forms: [(&[&str], Option<u64>); 14] = [
            (&["7"], Some(7)),
            (&["0"], Some(0)),
            (&["Sun, 06 Nov 1994 08:50:07 GMT"], Some(30)),
            (&["Sun, 06 Nov 1994 08:49:07 GMT"], Some(0)),
            (&["-5"], None),
            (&["99999999999999999999999"], Some(u64::MAX)),
            (&["soon"], None),
            (&["3", "9"], Some(9)),
            (&[], None),
            (&["  12  "], Some(12)),
            (&["2.5"], Some(3)),
            (&["Sunday, 06-Nov-94 08:49:47 GMT"], Some(10)),
            (&["Sun Nov  6 08:49:57 1994"], Some(20)),
            (&[""], None),
        ];
        for (values, wanted) in forms {
            assert_eq!(asked(values, None), wanted, "{values:?}");
        }
    }

    #[test]
    fn a_date_counts_from_the_gateways_clock() {
        let (date, later) = ("Mon, 07 Nov 1994 08:49:37 GMT", "Mon, 07 Nov 1994 08:49:42 GMT");
        assert_eq!(asked(&[later], Some(date)), Some(5));
        assert_eq!(asked(&[later], Some("yesterday")), Some(86_405));
    }
}
