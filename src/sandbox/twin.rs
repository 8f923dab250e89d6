//! What the sandbox asks of a gateway: a twin is a folder with one of these, and a line in the registry.

use serde_json::Value;

use super::call::Call;
use super::gateway::Gateway;
use super::http::{Reply, Request};
use super::instance::Instance;
use super::world::{Key, World};

pub(super) trait Twin: Sync {
    fn gateway(&self) -> Gateway;

    /// Its keys, new ones each time.
    fn keys(&self) -> Vec<Key>;

    /// Which call a request is.
    fn call_of(&self, request: &Request) -> Call;

    fn handle(&self, world: &mut World, request: &Request) -> Reply;

    /// A refusal in its own words.
    fn refusal(&self, status: u16, retry_after: u64, request: &Request) -> Reply;

    /// The refusal of a create that leaves the instance behind.
    fn residue(&self) -> Reply;

    /// The same answer when there is no code to show.
    fn without_code(&self, call: Call, reply: Reply) -> Reply;

    /// WhatsApp asks for a passkey: the gateway's question in the place of a code, where it has one.
    fn passkey(&self, _: &mut World, _: &Request) -> Option<Reply> {
        None
    }

    /// A new instance with an id, and a token where it gives any.
    fn blank(&self, name: &str) -> Instance;

    /// The rows of a list, in whatever they are wrapped.
    fn rows<'a>(&self, list: &'a mut Value) -> Option<&'a mut Vec<Value>>;

    /// How many rows the list says that there are, where it says so.
    fn total<'a>(&self, _: &'a mut Value) -> Option<&'a mut Value> {
        None
    }

    /// The id in a row.
    fn id_of<'a>(&self, row: &'a Value) -> Option<&'a str> {
        row["id"].as_str()
    }

    /// A row in which nothing tells which instance it is.
    fn row_without_id(&self) -> Value;

    /// Makes a row say that its instance is linked.
    fn call_open(&self, row: &mut Value);

    /// The refusal of a page that is too large for a gateway with small pages.
    fn refuse_page(&self, _: &Request) -> Option<Reply> {
        None
    }

    /// Makes the page that is asked for smaller.
    fn shrink_page(&self, _: &mut Request) {}

    /// The answer of a server of long ago, where it would be another.
    fn as_old_server(&self, _: &Request) -> Option<Reply> {
        None
    }

    /// The answer of a gateway that does not hear the number it is sent, while a code is on show.
    fn ignore_number(&self, _: &Request) -> Option<Reply> {
        None
    }
}
