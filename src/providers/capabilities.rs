//! What an account can do, by the requests that there are, and how its provider behaves, by the adapter's own word.

use crate::domain::pairing::Pace;

/// What an account can do, and how its provider behaves where that changes what we do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a record of independent facts, read by name")]
pub struct Capabilities {
    pub create: bool,
    /// Take in an instance by its id and token.
    pub adopt: bool,
    pub list: bool,
    /// Pairing by QR.
    pub qr: bool,
    /// Pairing by a code typed on the phone.
    pub pairing_code: bool,
    /// It tells more of what WhatsApp wants besides a scan.
    pub challenge: bool,
    /// It has a read that needs the link to WhatsApp.
    pub link_read: bool,
    pub restart: bool,
    /// Stopping it without ending the link to the phone.
    pub stop: bool,
    pub logout: bool,
    /// Sending a text.
    pub sends: bool,
    pub delete: bool,
    /// Paying for an instance begins and ends by calls of their own. What that costs is said by `cost-<id>-subscribe`
    /// and `cost-<id>-unsubscribe`.
    pub subscribe: bool,
    pub unsubscribe: bool,
    /// The instance has a token of its own, which is refused for every other one.
    pub instance_token: bool,
    /// We may choose that token, and so can save it before sending.
    pub chooses_token: bool,
    /// The list gives the token back.
    pub lists_token: bool,
    /// It keeps a text that we choose and gives it back in its list, so that a create is known again by it.
    pub marks: bool,
    /// Its calls name an instance by its name, which another one can take later.
    pub addresses_by_name: bool,
    /// A list with long pages may be refused where one with short pages is not.
    pub short_pages: bool,
    /// Two instances cannot have the same name.
    pub unique_names: bool,
    /// A refused create can leave a half-made instance behind.
    pub refusal_leaves_residue: bool,
    /// Reading a code starts nothing, and costs nothing that is already there.
    pub code_only_reads: bool,
    /// Its list tells why a link was lost.
    pub tells_why: bool,
    /// Requests that it takes in a minute, where it says so.
    pub requests_a_minute: Option<u32>,
    pub pace: Pace,
}
