//! Evolution API 2.x: why a link ended, in its list.

use crate::domain::link::LostReason;
use serde_json::Value as Json;

/// The reason in a row; what it tells of an older link while the row is connected counts for nothing.
pub fn reason(row: &Json) -> Option<LostReason> {
    let code = row.get("disconnectionReasonCode")?;
    let code = code.as_u64().or_else(|| code.as_str()?.trim().parse().ok())?;
    let reason = LostReason::of_code(u16::try_from(code).ok()?);
    let asked_for = reason == LostReason::RemovedOnPhone && is_asked_for(row);
    Some(if asked_for { LostReason::LoggedOut } else { reason })
}

/// A log-out that was asked for at the gateway has the same number as one on the phone, and its own words.
fn is_asked_for(row: &Json) -> bool {
    let object = row.get("disconnectionObject");
    // The object comes as a text.
    let parsed = object.and_then(Json::as_str).and_then(|text| serde_json::from_str::<Json>(text).ok());
    let words = parsed.as_ref().or(object).and_then(|json| json.pointer("/error/output/payload/message"));
    words.and_then(Json::as_str).is_some_and(|words| words.starts_with("Log out instance"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_number_and_the_words_tell_who_ended_it() {
        let words = |words: &str| json!({"error": {"output": {"payload": {"message": words}}}}).to_string();
        for (code, object, wanted) in [
            (json!(401), json!(words("Stream Errored (conflict)")), Some(LostReason::RemovedOnPhone)),
            (json!("401"), json!(words("Connection Failure")), Some(LostReason::RemovedOnPhone)),
            (json!(401), json!(words("Log out instance: e-one")), Some(LostReason::LoggedOut)),
            (json!(401), json!("not JSON"), Some(LostReason::RemovedOnPhone)),
            (json!(440), json!(null), Some(LostReason::TakenOver)),
            (json!(503), json!(words("Log out instance: e-one")), Some(LostReason::Unavailable)),
            (json!(599), json!(null), Some(LostReason::Other(599))),
            (json!(null), json!(null), None),
            (json!(-1), json!(null), None),
            (json!(70_000), json!(null), None),
        ] {
            let row = json!({"disconnectionReasonCode": code, "disconnectionObject": object});
            assert_eq!(reason(&row), wanted, "{row}");
        }
    }
}
