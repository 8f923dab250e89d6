//! Dates as gateways write them: numbers in seconds or milliseconds, digit strings, ISO 8601. Never fails.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

/// Below this, a number counts seconds; above, milliseconds.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// The moment a value names; `None` for anything that is no date.
#[must_use]
pub fn moment(value: Option<&Json>) -> Option<Timestamp> {
    match value? {
        Json::Number(number) => {
            let number = number.as_i64().or_else(|| number.as_f64().map(|float| float as i64))?;
            of_number(number)
        }
        Json::String(text) => match text.trim().parse::<i64>() {
            Ok(number) => of_number(number),
            Err(_) => of_text(text.trim()),
        },
        _ => None,
    }
}

fn of_text(text: &str) -> Option<Timestamp> {
    let with_zone: Option<Timestamp> = text.parse().ok();
    // Without a zone it is taken for UTC, as all samples are.
    with_zone.or_else(|| text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp()))
}

fn of_number(number: i64) -> Option<Timestamp> {
    if number <= 0 {
        return None;
    }
    if number < MILLISECONDS_FROM {
        Timestamp::from_second(number).ok()
    } else {
        Timestamp::from_millisecond(number).ok()
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
        for nothing in [json!(null), json!("soon"), json!(-1), json!(1e300), json!([1])] {
            assert_eq!(moment(Some(&nothing)).filter(|at| at.as_second() < 4_000_000_000), None, "{nothing}");
        }
    }
}
