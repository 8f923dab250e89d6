//! The words that the program and the adapters have in common, in one place to import them from.

pub use crate::providers::access::Access;
pub use crate::providers::call::{Call, NOBODYS_NUMBER};
pub use crate::providers::capabilities::Capabilities;
pub use crate::providers::http::{Method, Request, Response};
pub use crate::providers::provider::{About, Provider};
pub use crate::providers::reply::{Around, CodeReply, Created, LinkReply, Next, Page, Remote, Reply};
pub use crate::providers::rows::{Pages, RowsAt};
pub use crate::providers::target::{Proof, Target};
pub use crate::providers::told::{Rest, Told};
