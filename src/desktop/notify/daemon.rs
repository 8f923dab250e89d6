//! Notifications of a Linux desktop: its daemon is told over one connection, which also hears what is pressed.

use crate::desktop::notify::note::{Note, OfAlerts, Pressed, Shared};
use crate::desktop::press::Press;
use crate::desktop::{APP_ID, icon};
use std::collections::{BTreeMap, HashMap};
use std::io::{Error, ErrorKind};
use std::num::NonZeroU32;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Flags, Type};
use zbus::zvariant::Value;
use zbus::{MatchRule, Message};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// Who has which name on the bus.
const BUS: &str = "org.freedesktop.DBus";
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
    patience: Duration,
    wake: W,
}

/// What the daemon was told, and what is heard of it.
#[derive(Clone)]
struct Hearing {
    book: Arc<Mutex<Book>>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Book {
    /// What stands on the desktop, by the daemon's numbers.
    shown: BTreeMap<u32, Shown>,
    /// What the daemon has not answered yet, by the numbers of our messages.
    asked: BTreeMap<NonZeroU32, Asked>,
}

struct Asked {
    what: Shown,
    /// Who waits for the answer, as long as somebody does.
    waits: Option<Sender<zbus::Result<()>>>,
    /// Something later was told of the same cause, to take the place of the one with this number, or of none.
    later: Option<u32>,
}

struct Shown {
    cause: String,
    of: Option<OfAlerts>,
    /// The leave to come to the front, which is told before the press.
    token: Option<String>,
}

impl<W: Fn() + Clone + Send + 'static> Place<W> {
    /// Nobody is asked before the first one.
    pub fn new(shared: &Arc<Shared>, patience: Duration, wake: W) -> Self {
        let hearing = Hearing { book: Arc::default(), shared: Arc::clone(shared) };
        Self { bus: None, hearing, patience, wake }
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

    /// A daemon that is slow, or only just starting, shows it after all: what it says then is still heard.
    fn ask(&mut self, note: Note) -> zbus::Result<()> {
        let bus = match &self.bus {
            Some(bus) => bus.clone(),
            None => self.bus.insert(connect(self.hearing.clone(), self.patience, self.wake.clone())?).clone(),
        };
        let before = self.hearing.book().number_of(&note.cause).unwrap_or_default();
        let mut buttons = vec![DEFAULT, note.open.as_str()];
        if let Some(of) = &note.of {
            buttons.extend([SHOW, &of.show, SNOOZE, &of.snooze]);
        }
        let hints = HashMap::from([("desktop-entry", Value::from(APP_ID)), ("image-data", picture())]);
        let told = ("Pairdesk", before, APP_ID, &note.title, &note.text, buttons, hints, -1_i32);
        let call = Message::method_call(PATH, "Notify")?.destination(NAME)?.interface(NAME)?.build(&told)?;
        let serial = call.primary_header().serial_num();
        let (waits, answer) = channel();
        let what = Shown { cause: note.cause, of: note.of, token: None };
        self.hearing.book().ask(serial, before, Asked { what, waits: Some(waits), later: None });
        bus.send(&call)?;
        match answer.recv_timeout(self.patience) {
            Ok(told) => told,
            Err(RecvTimeoutError::Disconnected) => Err(Error::from(ErrorKind::BrokenPipe).into()),
            Err(RecvTimeoutError::Timeout) => match self.hearing.book().asked.get_mut(&serial) {
                Some(asked) => {
                    asked.waits = None;
                    Err(Error::from(ErrorKind::TimedOut).into())
                }
                // It came in this moment.
                None => answer.try_recv().unwrap_or(Ok(())),
            },
        }
    }
}

/// The icon by its points: unless it is installed, no theme has it by its name.
fn picture() -> Value<'static> {
    let icon = icon::small();
    let (width, height) = (icon.width.cast_signed(), icon.height.cast_signed());
    Value::from((width, height, width * 4, true, 8_i32, 4_i32, icon.rgba))
}

/// A connection with a thread that hears what becomes of what was shown.
fn connect(hearing: Hearing, patience: Duration, wake: impl Fn() + Send + 'static) -> zbus::Result<Connection> {
    let bus = Builder::session()?.method_timeout(patience).build()?;
    let messages = MessageIterator::from(&bus);
    let rules = DBusProxy::new(&bus)?;
    let of_daemon = MatchRule::builder().msg_type(Type::Signal).sender(NAME)?.interface(NAME)?;
    rules.add_match_rule(of_daemon.build())?;
    let of_bus = MatchRule::builder().msg_type(Type::Signal).sender(BUS)?.member("NameOwnerChanged")?;
    rules.add_match_rule(of_bus.add_arg(NAME)?.build())?;
    let answers = bus.clone();
    let hear = move || {
        for message in messages.map_while(Result::ok) {
            let is_news = match message.message_type() {
                Type::Signal => hearing.hear(&message),
                Type::MethodReturn | Type::Error => hearing.answered(&message, &answers),
                Type::MethodCall => false,
            };
            if is_news {
                wake();
            }
        }
        // Nobody answers any more.
        hearing.book().asked.clear();
    };
    std::thread::Builder::new().name("notified".to_owned()).spawn(hear)?;
    Ok(bus)
}

/// Takes one away that a later one should have replaced.
fn close(bus: &Connection, number: u32) -> zbus::Result<()> {
    let call = Message::method_call(PATH, "CloseNotification")?.destination(NAME)?.interface(NAME)?;
    bus.send(&call.with_flags(Flags::NoReplyExpected)?.build(&number)?)
}

impl Book {
    fn number_of(&self, cause: &str) -> Option<u32> {
        self.shown.iter().find(|(_, it)| it.cause == cause).map(|(number, _)| *number)
    }

    fn ask(&mut self, serial: NonZeroU32, before: u32, asked: Asked) {
        for earlier in self.asked.values_mut().filter(|it| it.what.cause == asked.what.cause) {
            earlier.later = Some(before);
        }
        self.asked.insert(serial, asked);
        if self.asked.len() > SHOWN {
            self.asked.pop_first();
        }
    }

    fn remember(&mut self, number: u32, what: Shown) {
        self.shown.insert(number, what);
        if self.shown.len() > SHOWN {
            self.shown.pop_first();
        }
    }
}

impl Hearing {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what the daemon answers. Whether nobody waited for it any more.
    fn answered(&self, message: &Message, bus: &Connection) -> bool {
        let mut book = self.book();
        let Some(asked) = message.header().reply_serial().and_then(|serial| book.asked.remove(&serial)) else {
            return false;
        };
        let told = match message.message_type() {
            Type::Error => Err(message.clone().into()),
            _ => message.body().deserialize::<u32>(),
        };
        let told = told.map(|number| match asked.later {
            None => book.remember(number, asked.what),
            Some(replaced) if replaced == number => {}
            Some(_) => drop(close(bus, number)),
        });
        let Some(waits) = asked.waits else {
            let refused = told.err().map(|error| error.to_string());
            *self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner) = refused;
            return true;
        };
        drop(waits.send(told));
        false
    }

    /// Takes in what the daemon says, and whether it is there. Whether something was pressed.
    fn hear(&self, message: &Message) -> bool {
        let header = message.header();
        let member = header.member().map(|name| name.as_str().to_owned()).unwrap_or_default();
        let (body, mut book) = (message.body(), self.book());
        let shown = &mut book.shown;
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
