//! The dialogs of a Linux desktop: its portal is asked over a connection that ends with the answer, or with the portal.

use super::Chosen;
use std::collections::HashMap;
use std::time::Duration;
use url::Url;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{MatchRule, Message};

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const CHOOSER: &str = "org.freedesktop.portal.FileChooser";
const REQUEST: &str = "org.freedesktop.portal.Request";
/// Who has which name on the bus.
const BUS: &str = "org.freedesktop.DBus";
/// A portal may have to be started first. Its dialog may be open for as long as it is wanted.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is asked for.
struct Asking {
    method: &'static str,
    title: String,
    /// What the file is called so far.
    name: Option<String>,
    /// The kinds of files that are shown, and what they are called together.
    kinds: Vec<&'static str>,
    kinds_name: String,
}

/// The dialog that is open: its request, and the portal by the name that nobody else gets.
struct Open {
    request: OwnedObjectPath,
    portal: String,
}

/// Asks where to save a file.
pub fn begin(title: String, name: String, extension: &'static str, done: impl Fn(Chosen) + Send + 'static) {
    let (name, kinds_name) = (Some(name), extension.to_uppercase());
    wait_for(Asking { method: "SaveFile", title, name, kinds: vec![extension], kinds_name }, done);
}

/// Asks for a file that is there.
pub fn begin_choosing(title: String, kinds: &'static [&'static str], done: impl Fn(Chosen) + Send + 'static) {
    let asking = Asking { method: "OpenFile", title, name: None, kinds: kinds.to_vec(), kinds_name: kinds.join(", ") };
    wait_for(asking, done);
}

fn wait_for(asking: Asking, done: impl Fn(Chosen) + Send + 'static) {
    let work = move || done(chosen(&asking).unwrap_or(Chosen::NoDialog));
    drop(std::thread::Builder::new().name("dialog".to_owned()).spawn(work));
}

/// What was chosen; nothing where there is no portal, or it goes away with its dialog: no answer would come then.
fn chosen(asking: &Asking) -> Option<Chosen> {
    let bus = Builder::session().ok()?.method_timeout(PATIENCE).build().ok()?;
    // Before anything is asked, so that no answer is missed.
    let messages = MessageIterator::from(&bus);
    listen(&bus).ok()?;
    let open = ask(&bus, asking).ok()?;
    let mut signals = messages.map_while(Result::ok).filter(|message| message.message_type() == Type::Signal);
    signals.find_map(|message| open.end(&message))
}

fn listen(bus: &Connection) -> zbus::Result<()> {
    let rules = DBusProxy::new(bus)?;
    let answers = MatchRule::builder().msg_type(Type::Signal).sender(PORTAL)?.interface(REQUEST)?;
    rules.add_match_rule(answers.member("Response")?.build())?;
    let names = MatchRule::builder().msg_type(Type::Signal).sender(BUS)?.member("NameOwnerChanged")?;
    Ok(rules.add_match_rule(names.add_arg(PORTAL)?.build())?)
}

fn ask(bus: &Connection, asking: &Asking) -> zbus::Result<Open> {
    let globs: Vec<(u32, String)> = asking.kinds.iter().map(|kind| (0, format!("*.{kind}"))).collect();
    let filters = vec![(asking.kinds_name.as_str(), globs)];
    let mut options = HashMap::from([("handle_token", Value::from("pairdesk")), ("filters", Value::from(filters))]);
    options.extend(asking.name.as_deref().map(|name| ("current_name", Value::from(name))));
    let window = "";
    let asked = (window, asking.title.as_str(), options);
    let answer = bus.call_method(Some(PORTAL), PATH, Some(CHOOSER), asking.method, &asked)?;
    let request = answer.body().deserialize()?;
    let portal = answer.header().sender().map(ToString::to_string).unwrap_or_default();
    Ok(Open { request, portal })
}

impl Open {
    /// What this message ends it with.
    fn end(&self, message: &Message) -> Option<Chosen> {
        let (header, body) = (message.header(), message.body());
        match header.member()?.as_str() {
            "NameOwnerChanged" => {
                let (_, before, _) = body.deserialize::<(String, String, String)>().ok()?;
                (before == self.portal).then_some(Chosen::NoDialog)
            }
            "Response" if header.path()?.as_str() == self.request.as_str() => {
                let (code, mut results) = body.deserialize::<(u32, HashMap<String, OwnedValue>)>().ok()?;
                if code != 0 {
                    return Some(Chosen::Cancelled);
                }
                let uris = results.remove("uris").and_then(|uris| Vec::<String>::try_from(uris).ok());
                let path = uris.and_then(|uris| Url::parse(uris.first()?).ok()?.to_file_path().ok());
                Some(path.map_or(Chosen::NoDialog, Chosen::Path))
            }
            _ => None,
        }
    }
}
