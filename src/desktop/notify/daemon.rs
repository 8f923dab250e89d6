//! Notifications of a Linux desktop: its daemon is told over one connection, which also hears what is pressed.

use crate::desktop::notify::note::{Note, OfAlerts, Pressed, Shared};
use crate::desktop::press::Press;
use crate::desktop::{APP_ID, icon};
use std::collections::{BTreeMap, HashMap};
use std::io::ErrorKind;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;
use zbus::zvariant::Value;
use zbus::{MatchRule, Message};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// Who has which name on the bus.
const BUS: &str = "org.freedesktop.DBus";
/// A daemon that takes longer says nothing at all.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many are remembered; some daemons never say that one was closed.
const SHOWN: usize = 200;
/// What the buttons are called between the desktop and us.
const DEFAULT: &str = "default";
const SHOW: &str = "show";
const SNOOZE: &str = "snooze";

/// Where they are shown.
pub struct Place<W> {
    bus: Option<Connection>,
    hearing: Hearing,
    wake: W,
}

/// What stands on the desktop, by the daemon's numbers, and what is heard of it.
#[derive(Clone)]
struct Hearing {
    shown: Arc<Mutex<BTreeMap<u32, Shown>>>,
    shared: Arc<Shared>,
}

struct Shown {
    cause: String,
    of: Option<OfAlerts>,
    /// The leave to come to the front, which is told before the press.
    token: Option<String>,
}

impl<W: Fn() + Clone + Send + 'static> Place<W> {
    /// Nobody is asked before the first one.
    pub fn new(shared: &Arc<Shared>, wake: W) -> Self {
        let hearing = Hearing { shown: Arc::default(), shared: Arc::clone(shared) };
        Self { bus: None, hearing, wake }
    }

    /// Shows it; else the desktop's words.
    pub fn tell(&mut self, note: Note) -> Result<(), String> {
        self.ask(note).map_err(|error| {
            // The bus itself is gone, and there may be another one the next time. A daemon that says nothing is no reason:
            // who hears it would stay, and hear each press as often as there are connections.
            if matches!(&error, zbus::Error::InputOutput(io) if io.kind() != ErrorKind::TimedOut) {
                self.bus = None;
            }
            error.to_string()
        })
    }

    fn ask(&mut self, note: Note) -> zbus::Result<()> {
        let bus = match &self.bus {
            Some(bus) => bus.clone(),
            None => self.bus.insert(connect(self.hearing.clone(), self.wake.clone())?).clone(),
        };
        let before = self.hearing.number_of(&note.cause).unwrap_or_default();
        let mut buttons = vec![DEFAULT, note.open.as_str()];
        if let Some(of) = &note.of {
            buttons.extend([SHOW, &of.show, SNOOZE, &of.snooze]);
        }
        let hints = HashMap::from([("desktop-entry", Value::from(APP_ID)), ("image-data", picture())]);
        let asked = ("Pairdesk", before, APP_ID, &note.title, &note.text, buttons, hints, -1_i32);
        let answer = bus.call_method(Some(NAME), PATH, Some(NAME), "Notify", &asked)?;
        let number = answer.body().deserialize::<u32>()?;
        self.hearing.remember(number, Shown { cause: note.cause, of: note.of, token: None });
        Ok(())
    }
}

/// The icon by its points: unless it is installed, no theme has it by its name.
fn picture() -> Value<'static> {
    let icon = icon::small();
    let (width, height) = (icon.width.cast_signed(), icon.height.cast_signed());
    Value::from((width, height, width * 4, true, 8_i32, 4_i32, icon.rgba))
}

/// A connection with a thread that hears what becomes of what was shown.
fn connect(hearing: Hearing, wake: impl Fn() + Send + 'static) -> zbus::Result<Connection> {
    let bus = Builder::session()?.method_timeout(PATIENCE).build()?;
    let messages = MessageIterator::from(&bus);
    let rules = DBusProxy::new(&bus)?;
    let of_daemon = MatchRule::builder().msg_type(Type::Signal).sender(NAME)?.interface(NAME)?;
    rules.add_match_rule(of_daemon.build())?;
    let of_bus = MatchRule::builder().msg_type(Type::Signal).sender(BUS)?.member("NameOwnerChanged")?;
    rules.add_match_rule(of_bus.add_arg(NAME)?.build())?;
    let hear = move || {
        for message in messages.map_while(Result::ok).filter(|it| it.message_type() == Type::Signal) {
            if hearing.hear(&message) {
                wake();
            }
        }
    };
    std::thread::Builder::new().name("notified".to_owned()).spawn(hear)?;
    Ok(bus)
}

impl Hearing {
    fn number_of(&self, cause: &str) -> Option<u32> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.iter().find(|(_, it)| it.cause == cause).map(|(number, _)| *number)
    }

    fn remember(&self, number: u32, what: Shown) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.insert(number, what);
        if shown.len() > SHOWN {
            shown.pop_first();
        }
    }

    /// Takes in what the daemon says, and whether it is there. Whether something was pressed.
    fn hear(&self, message: &Message) -> bool {
        let header = message.header();
        let member = header.member().map(|name| name.as_str().to_owned()).unwrap_or_default();
        let (body, mut shown) = (message.body(), self.shown.lock().unwrap_or_else(PoisonError::into_inner));
        match member.as_str() {
            "NameOwnerChanged" => {
                // Another daemon counts from the beginning, and has nothing of ours.
                if let Ok((_, old, _)) = body.deserialize::<(String, String, String)>()
                    && !old.is_empty()
                {
                    shown.clear();
                }
            }
            "NotificationClosed" => {
                if let Ok((number, _)) = body.deserialize::<(u32, u32)>() {
                    shown.remove(&number);
                }
            }
            "ActivationToken" => {
                if let Ok((number, token)) = body.deserialize::<(u32, String)>()
                    && let Some(shown) = shown.get_mut(&number)
                {
                    shown.token = Some(token);
                }
            }
            "ActionInvoked" => {
                let Ok((number, button)) = body.deserialize::<(u32, String)>() else { return false };
                let Some(press) = shown.get_mut(&number).and_then(|shown| shown.pressed(&button)) else {
                    return false;
                };
                self.shared.presses.push(press);
                return true;
            }
            _ => {}
        }
        false
    }
}

impl Shown {
    fn pressed(&mut self, button: &str) -> Option<Press<Pressed>> {
        let ids = || self.of.as_ref().map(|of| of.ids.clone());
        let what = match button {
            DEFAULT => Pressed::Open,
            SHOW => Pressed::Show(ids()?),
            SNOOZE => Pressed::Snooze(ids()?),
            _ => return None,
        };
        Some(Press { what, token: self.token.take() })
    }
}
