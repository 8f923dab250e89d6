//! What is told outside the window, as a daemon on a bus of its own hears it.

#![allow(clippy::used_underscore_binding, reason = "what zbus makes of an interface uses all that it is called with")]

use super::*;
use crate::own_bus::{play, until};
use pairdesk::app::news::News;
use pairdesk::app::state::State;
use pairdesk::desktop::notify::{Note, Notifier, OfAlerts, Press, Pressed};
use pairdesk::domain::instance::ConnectionState;
use pairdesk::domain::link::Lost;
use pairdesk::domain::watch::{Kind, Rule, Rules, Scope};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use zbus::zvariant::OwnedValue;

/// What a daemon was told: the id it had before, title, text, and the buttons.
type Told = Arc<Mutex<Vec<(u32, String, String, Vec<String>)>>>;

struct Daemon {
    told: Told,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    #[allow(clippy::too_many_arguments, clippy::needless_pass_by_value, reason = "the interface of the desktop")]
    fn notify(
        &self,
        _program: String,
        replaces: u32,
        _icon: String,
        title: String,
        text: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        let mut told = self.told.lock().unwrap();
        told.push((replaces, title, text, actions));
        if replaces == 0 { told.len() as u32 } else { replaces }
    }

    #[allow(clippy::unused_self, reason = "the interface of the desktop")]
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned(), "actions".to_owned()]
    }
}

/// A person with one instance, and what happens to it.
pub struct Scene {
    pub state: State,
    pub news: News,
    pub row: Instance,
    pub texts: Texts,
}

impl Scene {
    pub fn new() -> Self {
        let mut loaded = with_account("evolution");
        let mut row = instance(loaded.accounts[0].id);
        "Vendas 11 98877-1200".clone_into(&mut row.name);
        loaded.instances.push(row.clone().into());
        let mut state = State::default();
        state.apply(Event::Loaded(Box::new(loaded)));
        Self { state, news: News::default(), row, texts: Texts::new(Language::English) }
    }

    pub fn becomes(&mut self, now: ConnectionState, in_front: bool) -> Vec<Note> {
        self.row.state = now;
        let event = Event::InstancesChanged(vec![self.row.clone().into()]);
        self.news.hear(&self.state, &event);
        self.state.apply(event);
        self.news.notes(&self.state, &self.texts, in_front)
    }
}

#[test]
fn nothing_is_told_in_front_of_the_window_or_twice_or_where_it_is_switched_off() {
    use ConnectionState::{Connected, Disconnected, Failed};
    let mut scene = Scene::new();
    assert_eq!(scene.becomes(Connected, true), []);
    assert_eq!(scene.becomes(Disconnected, true), []);
    assert_eq!(scene.becomes(Connected, false).len(), 1);
    assert_eq!(scene.becomes(Connected, false), [], "nothing changed");
    assert_eq!(scene.becomes(Disconnected, false), []);
    assert_eq!(scene.becomes(Connected, false), [], "it was told a moment ago");
    assert_eq!(scene.becomes(Failed, false).len(), 1);
    let mut scene = Scene::new();
    scene.state.settings.notify = false;
    assert_eq!(scene.becomes(Connected, false), []);
}

#[test]
fn of_whom_nobody_wants_to_hear_nothing_is_told_at_once_either() {
    use ConnectionState::{Connected, Disconnected};
    let mut scene = Scene::new();
    scene.row.annotation.tags = vec!["test".to_owned()];
    let mut all = Rules { rules: Vec::new(), ..Rules::default() };
    // Without a rule it is told as it happens; with one, once it has lasted; with the one that never tells, never.
    for (never, told) in [(None, 1), (Some(false), 0), (Some(true), 0)] {
        let scope = Scope::Tag("test".to_owned());
        all.rules = never.map(|never| Rule { scope, never, ..Rule::of(Kind::Lost, 2) }).into_iter().collect();
        scene.state.watch.rules = all.clone();
        scene.news = News::default();
        scene.row.lost = None;
        scene.becomes(Connected, false);
        scene.row.lost = Some(Lost { since: jiff::Timestamp::now(), reason: None, dismissed: false });
        assert_eq!(scene.becomes(Disconnected, false).len(), told, "{never:?}");
    }
}

#[test]
fn many_at_once_are_told_as_one() {
    let mut scene = Scene::new();
    let rows: Vec<Arc<Instance>> = (0..20).map(|_| Arc::new(instance(scene.row.account))).collect();
    scene.state.apply(Event::InstancesChanged(rows.clone()));
    let connected = |row: &Arc<Instance>| Instance { state: ConnectionState::Connected, ..Instance::clone(row) }.into();
    let event = Event::InstancesChanged(rows.iter().map(connected).collect());
    scene.news.hear(&scene.state, &event);
    scene.state.apply(event);
    let notes = scene.news.notes(&scene.state, &scene.texts, false);
    assert_eq!(notes.iter().map(|note| note.title.as_str()).collect::<Vec<_>>(), ["20 instances are connected"]);
}

#[test]
fn a_daemon_is_told_no_number_and_a_refusal_is_kept() {
    play("notifications::on_a_bus_of_its_own");
}

#[test]
#[ignore = "run by the test above, on a bus that it has made"]
fn on_a_bus_of_its_own() {
    use ConnectionState::{Connected, Failed};
    let woken = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&woken);
    let wake = move || flag.store(true, Ordering::Relaxed);
    let mut notifier = Notifier::default();
    let mut scene = Scene::new();
    let show = |notifier: &mut Notifier, notes: Vec<Note>| {
        for note in notes {
            notifier.show(note, &wake);
        }
    };
    show(&mut notifier, scene.becomes(Connected, false));
    until("nobody is there, and that is not said", || notifier.refused().is_some());
    assert!(woken.load(Ordering::Relaxed), "the window is woken for it");

    let told = Told::default();
    let daemon = begin(&told);
    show(&mut notifier, scene.becomes(Failed, false));
    until("it is told", || told.lock().unwrap().len() == 1);
    until("the refusal is over", || notifier.refused().is_none());
    scene.state.settings.notify_numbers = true;
    let mut later = Scene::new();
    later.state.settings.notify_numbers = true;
    show(&mut notifier, later.becomes(Connected, false));
    until("it is told", || told.lock().unwrap().len() == 2);
    let heard = told.lock().unwrap().clone();
    assert_eq!(heard[0].1, "Vendas •• •••••-•••• needs attention");
    assert_eq!(heard[0].2, "Evolution · vps-01");
    assert_eq!(heard[1].1, "Vendas 11 98877-1200 is connected");
    assert_eq!(heard[1].2, "Evolution · vps-01 · +55 11 98877-1200");

    until("it is pressed", || {
        emit(&daemon, "ActionInvoked", &(1_u32, "default"));
        std::thread::sleep(Duration::from_millis(100));
        notifier.presses() == [Press { what: Pressed::Open, token: None }]
    });
    // The same cause takes the place of what was told of it before.
    let text = |text: &str| text.to_owned();
    let again = Note { cause: text("a"), title: text("a"), text: text(""), open: text("o"), of: None };
    show(&mut notifier, vec![again.clone(), again.clone()]);
    until("both are told", || told.lock().unwrap().len() == 4);
    let heard = told.lock().unwrap().clone();
    assert_eq!((heard[2].0, heard[3].0), (0, 3));
    assert_eq!(heard[3].3, ["default", "o"]);
    // Alerts have buttons that lead to them and put them off, with the leave to come to the front that was told before.
    for (id, button) in [(5_u32, "snooze"), (6, "show")] {
        let of = OfAlerts { ids: vec![text("lost:1")], show: text("Show"), snooze: text("Snooze") };
        show(&mut notifier, vec![Note { cause: text(button), of: Some(of), ..again.clone() }]);
        until("it is told", || told.lock().unwrap().len() == id as usize);
        assert_eq!(told.lock().unwrap()[id as usize - 1].3, ["default", "o", "show", "Show", "snooze", "Snooze"]);
        let wanted = if button == "show" { Pressed::Show } else { Pressed::Snooze };
        let wanted = Press { what: wanted(vec![text("lost:1")]), token: Some(text("leave")) };
        until("it is pressed", || {
            emit(&daemon, "ActivationToken", &(id, "leave"));
            emit(&daemon, "ActionInvoked", &(id, button));
            std::thread::sleep(Duration::from_millis(100));
            notifier.presses().first() == Some(&wanted)
        });
    }
    // What was closed is nobody's any more, and what comes of its cause is a new one.
    emit(&daemon, "NotificationClosed", &(6_u32, 2_u32));
    emit(&daemon, "ActionInvoked", &(6_u32, "default"));
    emit(&daemon, "ActionInvoked", &(5_u32, "default"));
    let mut pressed = Vec::new();
    until("the other one is pressed", || {
        pressed.extend(notifier.presses().into_iter().filter(|press| press.what == Pressed::Open));
        !pressed.is_empty()
    });
    assert_eq!(pressed.len(), 1);
    show(&mut notifier, vec![Note { cause: text("show"), ..again.clone() }]);
    until("it is told", || told.lock().unwrap().len() == 7);
    assert_eq!(told.lock().unwrap()[6].0, 0);
    // The daemon dies: that is said with the next one, and another daemon knows nothing of the first one's numbers.
    daemon.close().unwrap();
    show(&mut notifier, vec![again.clone()]);
    until("nobody is there any more, and that is not said", || notifier.refused().is_some());
    let told = Told::default();
    let daemon = begin(&told);
    show(&mut notifier, vec![again]);
    until("it is told", || told.lock().unwrap().len() == 1);
    assert_eq!(told.lock().unwrap()[0].0, 0);
    until("the refusal is over", || notifier.refused().is_none());
    drop(daemon);
}

/// One that takes what it is told and says nothing, until it does.
struct Silent {
    told: Arc<AtomicU32>,
    speaks: Arc<AtomicBool>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Silent {
    #[allow(clippy::too_many_arguments, reason = "the interface of the desktop")]
    async fn notify(
        &self,
        _program: String,
        _replaces: u32,
        _icon: String,
        _title: String,
        _text: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        let number = self.told.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.speaks.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        number
    }
}

#[test]
fn a_daemon_that_says_nothing_costs_no_thread_and_no_connection_and_a_press_is_heard_once() {
    play("notifications::silent_on_a_bus_of_its_own");
}

#[test]
#[ignore = "run by the test above, on a bus that it has made"]
fn silent_on_a_bus_of_its_own() {
    let (told, speaks) = (Arc::<AtomicU32>::default(), Arc::<AtomicBool>::default());
    let silent = Silent { told: Arc::clone(&told), speaks: Arc::clone(&speaks) };
    let daemon = zbus::blocking::connection::Builder::session().unwrap().serve_at(PATH, silent).unwrap();
    let daemon = daemon.name(NAME).unwrap().build().unwrap();
    let names = zbus::blocking::fdo::DBusProxy::new(&daemon).unwrap();
    let on_the_bus = || names.list_names().unwrap().len();
    let listening = || {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        let name =
            |task: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(task.ok()?.path().join("comm")).ok();
        tasks.filter_map(name).filter(|name| name.trim() == "notified").count()
    };
    let before = on_the_bus();
    let mut notifier = Notifier::patient(Duration::from_millis(500));
    let note = |cause: &str| Note {
        cause: cause.to_owned(),
        title: String::new(),
        text: String::new(),
        open: "o".to_owned(),
        of: None,
    };
    for cause in ["a", "b"] {
        notifier.show(note(cause), &|| {});
    }
    // The second one is told once nothing came of the first.
    until("both are told", || told.load(Ordering::Relaxed) == 2);
    until("that nothing came of it is said", || notifier.refused().is_some());
    assert_eq!((on_the_bus() - before, listening()), (1, 1));
    speaks.store(true, Ordering::Relaxed);
    notifier.show(note("c"), &|| {});
    until("the daemon is heard again", || told.load(Ordering::Relaxed) == 3 && notifier.refused().is_none());
    assert_eq!((on_the_bus() - before, listening()), (1, 1));
    emit(&daemon, "ActionInvoked", &(3_u32, "default"));
    let mut pressed = Vec::new();
    until("it is pressed", || {
        pressed.extend(notifier.presses());
        !pressed.is_empty()
    });
    // A press of its own comes after whatever else is heard of the first.
    emit(&daemon, "ActionInvoked", &(3_u32, "default"));
    until("it is pressed again", || {
        pressed.extend(notifier.presses());
        pressed.len() > 1
    });
    std::thread::sleep(Duration::from_millis(300));
    pressed.extend(notifier.presses());
    assert_eq!(pressed, [const { Press { what: Pressed::Open, token: None } }; 2]);
}

/// One that is busy: it answers each only after a while, one after the other.
struct Slow {
    told: Told,
    closed: Arc<Mutex<Vec<u32>>>,
}

/// How long we wait, and how long it takes.
const PATIENT: Duration = Duration::from_millis(150);
const SLOW: Duration = Duration::from_millis(400);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Slow {
    #[allow(clippy::too_many_arguments, reason = "the interface of the desktop")]
    fn notify(
        &self,
        _program: String,
        replaces: u32,
        _icon: String,
        title: String,
        text: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        let mut told = self.told.lock().unwrap();
        told.push((replaces, title, text, actions));
        let number = if replaces == 0 { told.len() as u32 } else { replaces };
        drop(told);
        std::thread::sleep(SLOW);
        number
    }

    fn close_notification(&self, number: u32) {
        self.closed.lock().unwrap().push(number);
    }
}

#[test]
fn a_daemon_that_answers_late_keeps_its_buttons_and_what_is_told_later_takes_its_place() {
    play("notifications::late_on_a_bus_of_its_own");
}

#[test]
#[ignore = "run by the test above, on a bus that it has made"]
fn late_on_a_bus_of_its_own() {
    let (told, closed) = (Told::default(), Arc::<Mutex<Vec<u32>>>::default());
    let slow = Slow { told: Arc::clone(&told), closed: Arc::clone(&closed) };
    let daemon = zbus::blocking::connection::Builder::session().unwrap().serve_at(PATH, slow).unwrap();
    let daemon = daemon.name(NAME).unwrap().build().unwrap();
    let mut notifier = Notifier::patient(PATIENT);
    let woken = Arc::new(AtomicU32::default());
    let wake = Arc::clone(&woken);
    let wake = move || {
        wake.fetch_add(1, Ordering::Relaxed);
    };
    let of = OfAlerts { ids: vec!["lost:1".to_owned()], show: "Show".to_owned(), snooze: "Snooze".to_owned() };
    let note = |cause: &str, title: &str| Note {
        cause: cause.to_owned(),
        title: title.to_owned(),
        text: String::new(),
        open: "o".to_owned(),
        of: Some(of.clone()),
    };
    // What it has got, not always in the order in which it was told: its number, and the one whose place it takes.
    let got = |title: &str| {
        let told = told.lock().unwrap();
        let nth = told.iter().position(|told| told.1 == title)?;
        Some((if told[nth].0 == 0 { nth as u32 + 1 } else { told[nth].0 }, told[nth].0))
    };

    notifier.show(note("a", "first"), &wake);
    until("that it says nothing is said", || notifier.refused().is_some());
    until("it says something after all", || notifier.refused().is_none());
    assert_eq!(woken.load(Ordering::Relaxed), 2, "the window is woken for both");
    let heard = |notifier: &Notifier, number: u32| {
        until("its button is heard", || {
            emit(&daemon, "ActionInvoked", &(number, "show"));
            std::thread::sleep(Duration::from_millis(20));
            notifier.presses().iter().any(|press| press.what == Pressed::Show(of.ids.clone()))
        });
    };
    heard(&notifier, 1);
    notifier.show(note("a", "again"), &wake);
    until("it is told again", || got("again").is_some());
    assert_eq!(got("again"), Some((1, 1)), "the first one is replaced");

    // Told twice before a number is known: the first one of both goes when it comes.
    for title in ["early", "late"] {
        notifier.show(note("b", title), &wake);
    }
    until("the first one goes", || !closed.lock().unwrap().is_empty());
    until("the second one is told", || got("late").is_some());
    let (early, late) = (got("early").unwrap(), got("late").unwrap());
    assert_eq!((early.1, late.1), (0, 0));
    heard(&notifier, late.0);
    // Both take the place of the one whose number is known, and nothing goes.
    for title in ["third", "fourth"] {
        notifier.show(note("b", title), &wake);
    }
    until("both are told", || got("third").is_some() && got("fourth").is_some());
    assert_eq!((got("third"), got("fourth")), (Some((late.0, late.0)), Some((late.0, late.0))));
    notifier.show(note("c", "end"), &wake);
    until("all are answered", || got("end").is_some());
    heard(&notifier, got("end").unwrap().0);
    heard(&notifier, late.0);
    assert_eq!(*closed.lock().unwrap(), [early.0]);
}

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

/// A daemon that notes down what it is told.
fn begin(told: &Told) -> zbus::blocking::Connection {
    let daemon = zbus::blocking::connection::Builder::session().unwrap();
    let daemon = daemon.serve_at(PATH, Daemon { told: Arc::clone(told) }).unwrap();
    daemon.name(NAME).unwrap().build().unwrap()
}

fn emit<B>(daemon: &zbus::blocking::Connection, what: &str, body: &B)
where
    B: serde::Serialize + zbus::zvariant::DynamicType,
{
    daemon.emit_signal(None::<&str>, PATH, NAME, what, body).unwrap();
}
