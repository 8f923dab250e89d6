//! Dates as gateways write them: numbers in seconds or milliseconds, digit strings, ISO 8601. Never fails.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

/// Below this, a number counts seconds; above, milliseconds.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// From here on, microseconds.
const MICROSECONDS_FROM: i64 = 100_000_000_000_000;

/// The moment a value names; `None` for anything that is no date.
#[must_use]
pub fn moment(value: Option<&Json>) -> Option<Timestamp> {
    match value? {
        Json::Number(number) => {
            let number = number.as_i64().or_else(|| number.as_f64().map(|float| float as i64))?;
            of_number(number)
        }
        Json::String(text) => {
            let text = text.trim();
            of_compact(text).or_else(|| text.parse().map_or_else(|_| of_text(text), of_number))
        }
        _ => None,
    }
}

fn of_text(text: &str) -> Option<Timestamp> {
    let with_zone: Option<Timestamp> = text.parse().ok();
    // Without a zone it is taken for UTC, as all samples are.
    with_zone.or_else(|| text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp()))
}

/// `20261125T095157Z`, `20261125095157`, `20261125`: the digits of a date, which as a number would be another one.
fn of_compact(text: &str) -> Option<Timestamp> {
    if text.len() > "20261125T095157Z".len() {
        return None;
    }
    let plain = text.strip_suffix('Z').unwrap_or(text).replace('T', "");
    let is_date = plain.bytes().all(|byte| byte.is_ascii_digit()) && plain.starts_with("20");
    if !is_date || !matches!(plain.len(), 8 | 14) {
        return None;
    }
    let part = |from: usize, to: usize| plain.get(from..to).unwrap_or("00");
    let (date, time) = (&plain[..8], [part(8, 10), part(10, 12), part(12, 14)].join(":"));
    of_text(&format!("{}-{}-{}T{time}", &date[..4], &date[4..6], &date[6..]))
}

fn of_number(number: i64) -> Option<Timestamp> {
    if number <= 0 {
        return None;
    }
    if number < MILLISECONDS_FROM {
        Timestamp::from_second(number).ok()
    } else if number < MICROSECONDS_FROM {
        Timestamp::from_millisecond(number).ok()
    } else {
        Timestamp::from_microsecond(number).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_every_form_met() {
        let milliseconds = Timestamp::from_millisecond(1_648_565_999_675).unwrap();
        let seconds = Timestamp::from_second(1_648_565_999).unwrap();
        assert_eq!(moment(Some(&json!(1_648_565_999_675_i64))), Some(milliseconds));
        assert_eq!(moment(Some(&json!("1648565999675"))), Some(milliseconds));
        assert_eq!(moment(Some(&json!(1_648_565_999))), Some(seconds));
        assert_eq!(moment(Some(&json!(1_648_565_999.4))), Some(seconds));
        assert_eq!(moment(Some(&json!("2022-03-29T14:59:59Z"))), Some(seconds));
        assert_eq!(moment(Some(&json!("2022-03-29 14:59:59"))), Some(seconds));
        assert_eq!(moment(Some(&json!(1_648_565_999_675_000_i64))), Some(milliseconds));
        for text in [
            "20220329T145959Z",
            "20220329T145959",
            "20220329145959",
            "2022-03-29T14:59:59+00:00",
            "2022-03-29T11:59:59-03:00",
            "2022-03-29T14:59:59+0000",
            "2022-03-29T14:59:59",
            " 2022-03-29T14:59:59.000Z ",
        ] {
            assert_eq!(moment(Some(&json!(text))), Some(seconds), "{text}");
        }
        let midnight = Timestamp::from_second(1_648_512_000).unwrap();
        assert_eq!(moment(Some(&json!("20220329"))), Some(midnight));
        for nothing in [json!(null), json!("soon"), json!(-1), json!(1e300), json!([1])] {
            assert_eq!(moment(Some(&nothing)).filter(|at| at.as_second() < 4_000_000_000), None, "{nothing}");
        }
    }
}
