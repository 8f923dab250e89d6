//! What the activity says of a link whose state changed, whoever saw it: a list in the background, too.

use crate::domain::connection::ConnectionState;
use crate::domain::instance::Instance;
use crate::domain::link::Source;

/// The key of the line about a change. None where nothing changed that anybody would look for, where it was never known
/// before, or where another line says it: what we did ourselves, and the loss of a link, which has a reason.
pub fn seen(before: &Instance, after: &Instance) -> Option<&'static str> {
    use ConnectionState as S;
    let source = after.links.best().map(|link| link.source);
    let is_first = before.state == S::Unchecked && source == Some(Source::List);
    let is_ours = matches!(source, Some(Source::Act | Source::Connect));
    let is_told = after.lost.is_some() && before.lost.is_none();
    if kind(&before.state) == kind(&after.state) || is_first || is_ours || is_told {
        return None;
    }
    kind(&after.state).filter(|what| *what != DISCONNECTED || before.state.is_linked())
}

const DISCONNECTED: &str = "activity-seen-disconnected";

/// States that come to the same for whoever reads of them.
pub(super) fn kind(state: &ConnectionState) -> Option<&'static str> {
    Some(match state {
        ConnectionState::Connected => "activity-connected",
        ConnectionState::PhoneOffline => "activity-seen-phone-offline",
        ConnectionState::Connecting | ConnectionState::WaitingForScan => "activity-seen-waiting",
        ConnectionState::Challenge => "activity-seen-challenge",
        ConnectionState::Disconnected => DISCONNECTED,
        ConnectionState::Failed => "activity-seen-failed",
        ConnectionState::Unknown(_) | ConnectionState::Unchecked => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccountId;
    use crate::domain::link::{LinkState, Lost, LostReason};
    use crate::engine::clock;

    fn row(state: ConnectionState, source: Source) -> Instance {
        let mut row = Instance::new(AccountId::random(), "1", "loja");
        row.hear(LinkState::new(source, state, clock::now()));
        row
    }

    #[test]
    fn a_change_is_told_once_and_only_where_nothing_else_tells_it() {
        use ConnectionState as S;
        let by = |state| row(state, Source::List);
        let cases = [
            (by(S::Disconnected), by(S::Connected), Some("activity-connected")),
            (by(S::Connected), by(S::Disconnected), Some(DISCONNECTED)),
            (by(S::Connected), by(S::PhoneOffline), Some("activity-seen-phone-offline")),
            (by(S::Disconnected), by(S::WaitingForScan), Some("activity-seen-waiting")),
            (by(S::Connected), by(S::Failed), Some("activity-seen-failed")),
            (by(S::Connecting), by(S::WaitingForScan), None),
            (by(S::WaitingForScan), by(S::Disconnected), None),
            (by(S::Connected), by(S::Connected), None),
            (by(S::Unchecked), by(S::Connected), None),
            (by(S::Unchecked), row(S::Connected, Source::State), Some("activity-connected")),
            (by(S::Connected), row(S::Disconnected, Source::Act), None),
            (by(S::Connected), by(S::Unknown("close?".to_owned())), None),
        ];
        for (before, after, wanted) in cases {
            assert_eq!(seen(&before, &after), wanted, "{:?} to {:?}", before.state, after.state);
        }
        let lost = Lost { since: clock::now(), reason: Some(LostReason::Stopped), dismissed: false };
        let after = Instance { lost: Some(lost), ..by(S::Disconnected) };
        assert_eq!(seen(&by(S::Connected), &after), None);
    }
}
