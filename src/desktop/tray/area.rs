//! The place as Windows has it: an icon in the notification area, which Explorer keeps. Explorer may come later, go and
//! come again, and it may hang, which holds up who asks it. So icon and menu have a thread of their own, which makes, changes
//! and drops them and hears what is pressed there; the thread of the frames reads what is known and never waits for it.

use crate::desktop::press::Press;
use crate::desktop::tray::face::{Face, Pressed, Shared};
use crate::desktop::tray::picture;
use crate::desktop::tray::presence::Presence;
use crate::desktop::tray::turns::{self, Bell};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tray_icon::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tray_icon::{Icon, MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};

/// Nobody tells that Explorer is gone, so the icon is looked at this often.
const LOOK: Duration = Duration::from_secs(5);
/// An icon whose program ends before it has taken it off stays until the mouse comes over it. Explorer takes less.
const TAKEN_OFF: Duration = Duration::from_millis(500);
/// The longest text that Windows shows at an icon, in its own letters.
const LONGEST: usize = 127;

/// Who hears what is pressed. The library takes one listener for as long as the program runs.
static LISTENER: Mutex<Option<Listener>> = Mutex::new(None);

struct Listener {
    shared: Arc<Shared>,
    wake: Box<dyn Fn() + Send>,
}

/// What is asked of the thread that has the icon. Each is followed by a look.
enum Ask {
    Show(Face),
    Look,
}

/// The way to that thread. The icon is there for as long as this lives.
pub struct Place {
    asks: Option<Sender<Ask>>,
    /// Nobody can say anything here any more once the icon is off.
    off: Receiver<()>,
    link: Arc<Link>,
}

/// What both threads have.
#[derive(Default)]
struct Link {
    bell: Bell,
    presence: Mutex<Presence>,
}

impl Place {
    pub fn take(face: Face, shared: &Arc<Shared>, wake: impl Fn() + Clone + Send + Sync + 'static) -> Self {
        hear(Listener { shared: Arc::clone(shared), wake: Box::new(wake.clone()) });
        let ((asks, asked), (is_on, off)) = (mpsc::channel(), mpsc::channel());
        let link = Arc::<Link>::default();
        let hold = {
            let link = Arc::clone(&link);
            move || {
                hold(face, &asked, &link, &wake);
                drop::<Sender<()>>(is_on);
            }
        };
        // Without it there is no icon, as on a machine without a tray.
        drop(std::thread::Builder::new().name("tray".to_owned()).spawn(hold));
        Self { asks: Some(asks), off, link }
    }

    pub fn show(&self, face: Face) {
        self.ask(Ask::Show(face));
    }

    /// Tells whether it is there, as far as is known; how long until the next time.
    pub fn look(&self, shared: &Shared) -> Duration {
        shared.is_there.store(self.link.presence().is_there(Instant::now()), Ordering::Relaxed);
        LOOK
    }

    /// Asks whether Explorer has the icon at this moment.
    pub fn doubt(&self) {
        self.link.presence().doubt();
        self.ask(Ask::Look);
    }

    /// The answer, once there is one.
    pub fn surely(&self) -> Option<bool> {
        self.link.presence().surely()
    }

    /// The program ends: the icon is taken off, if Explorer does not hang.
    pub fn end(mut self) {
        self.leave();
        // Nothing is ever sent, so this ends with the other thread or with the time.
        let _ = self.off.recv_timeout(TAKEN_OFF);
    }

    fn ask(&self, ask: Ask) {
        if let Some(asks) = &self.asks {
            let _ = asks.send(ask);
            self.link.bell.ring();
        }
    }

    fn leave(&mut self) {
        self.asks = None;
        self.link.bell.ring();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Link {
    fn presence(&self) -> MutexGuard<'_, Presence> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Has the icon until nobody asks anything any more.
fn hold(face: Face, asks: &Receiver<Ask>, link: &Link, wake: &impl Fn()) {
    link.bell.hang_here();
    let mut held = Held::new(face);
    let mut next = Instant::now();
    loop {
        loop {
            match asks.try_recv() {
                Ok(ask) => {
                    if let Ask::Show(face) = ask {
                        held.wear(face);
                    }
                    next = Instant::now();
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return,
            }
        }
        if next <= Instant::now() {
            link.presence().begin_look(Instant::now());
            let is_seen = held.is_taken() || held.is_taken_anew();
            if link.presence().end_look(is_seen, Instant::now()) {
                wake();
            }
            next = Instant::now() + LOOK;
        }
        turns::wait(next.saturating_duration_since(Instant::now()));
    }
}

/// Icon and menu, on the thread that made them.
struct Held {
    icon: Option<TrayIcon>,
    lines: Lines,
    face: Face,
    /// Whether the picture that Explorer has taken has a dot.
    shown: Option<bool>,
}

impl Held {
    fn new(face: Face) -> Self {
        let lines = Lines::new(&face);
        Self { icon: build(&lines), lines, face, shown: None }
    }

    fn wear(&mut self, face: Face) {
        self.lines.say(&face);
        self.face = face;
    }

    /// Explorer takes the face, which it does only for an icon that it has.
    fn is_taken(&mut self) -> bool {
        let (dot, shown) = (self.face.is_alarmed, self.shown.take());
        let Some(icon) = &self.icon else { return false };
        let is_taken = icon.set_tooltip(Some(told(&self.face))).is_ok()
            && (shown == Some(dot) || icon.set_icon(pictured(dot)).is_ok());
        self.shown = is_taken.then_some(dot);
        is_taken
    }

    /// The same once more from the start. Where it had no time for the icon, nobody else would ask it again.
    fn is_taken_anew(&mut self) -> bool {
        self.icon = None;
        self.icon = build(&self.lines);
        self.is_taken()
    }
}

fn build(lines: &Lines) -> Option<TrayIcon> {
    let builder = TrayIconBuilder::new().with_menu(Box::new(lines.menu.clone()));
    // A click opens the window; the menu comes with the other button, as everywhere there.
    builder.with_menu_on_left_click(false).build().ok()
}

fn pictured(is_alarmed: bool) -> Option<Icon> {
    let picture = picture::one(is_alarmed);
    Icon::from_rgba(picture.rgba, picture.width, picture.height).ok()
}

/// What is read where the mouse rests on it.
fn told(face: &Face) -> String {
    let mut room = LONGEST;
    let fits = |letter: &char| {
        let left = room.checked_sub(letter.len_utf16());
        room = left.unwrap_or_default();
        left.is_some()
    };
    format!("Pairdesk\n{}", face.told).chars().take_while(fits).collect()
}

/// From now on this one hears.
fn hear(listener: Listener) {
    *LISTENER.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    // A second time these do nothing.
    TrayIconEvent::set_event_handler(Some(|event| {
        if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
            press(Pressed::Open);
        }
    }));
    MenuEvent::set_event_handler(Some(|event: MenuEvent| {
        if let Some(what) = LINES.iter().find_map(|(what, id)| (event.id == *id).then_some(*what)) {
            press(what);
        }
    }));
}

fn press(what: Pressed) {
    if let Some(listener) = &*LISTENER.lock().unwrap_or_else(PoisonError::into_inner) {
        listener.shared.presses.push(Press { what, token: None });
        (listener.wake)();
    }
}

const LINES: [(Pressed, &str); 4] =
    [(Pressed::Open, "open"), (Pressed::Alerts, "alerts"), (Pressed::Pause, "pause"), (Pressed::Quit, "quit")];

/// The menu. It is changed and not replaced, because it may be open.
struct Lines {
    menu: Menu,
    lines: [MenuItem; 4],
    has_alerts: bool,
}

impl Lines {
    fn new(face: &Face) -> Self {
        let lines = LINES.map(|(_, id)| MenuItem::with_id(id, "", true, None));
        let menu = Menu::new();
        let [open, _, pause, quit] = &lines;
        // What it refuses is not there, as on a machine without a tray.
        let _ = menu.append_items(&[open, pause, &PredefinedMenuItem::separator(), quit]);
        let mut made = Self { menu, lines, has_alerts: false };
        made.say(face);
        made
    }

    fn say(&mut self, face: &Face) {
        let [open, alerts, pause, quit] = &self.lines;
        for (line, text) in [(open, &face.open), (pause, &face.pause), (quit, &face.quit)] {
            line.set_text(label(text));
        }
        if let Some(text) = &face.alerts {
            alerts.set_text(label(text));
        }
        let has_alerts = face.alerts.is_some();
        if has_alerts != self.has_alerts {
            let _ = if has_alerts { self.menu.insert(alerts, 1) } else { self.menu.remove(alerts) };
            self.has_alerts = has_alerts;
        }
    }
}

/// One of these marks would underline the letter after it.
fn label(text: &str) -> String {
    text.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_windows_would_lose_its_end() {
        let face = |told: String| Face { told, ..Face::default() };
        assert_eq!(told(&face("2 open alerts".to_owned())), "Pairdesk\n2 open alerts");
        for letter in ["a", "é", "日", "🛵"] {
            let told = told(&face(letter.repeat(200)));
            let length = told.encode_utf16().count();
            assert!(length == LONGEST || (letter == "🛵" && length == LONGEST - 1), "{length}");
        }
    }

    #[test]
    fn the_menu_has_a_line_for_the_alerts_while_there_are_some() {
        let face = |alerts: Option<&str>| {
            let text = |text: &str| text.to_owned();
            let (open, pause, quit) = (text("Open"), text("Pause & wait"), text("Quit"));
            Face { alerts: alerts.map(text), open, pause, quit, ..Face::default() }
        };
        let mut lines = Lines::new(&face(None));
        let labels = |lines: &Lines| {
            let items = lines.menu.items();
            items.iter().filter_map(|item| Some(item.as_menuitem()?.text())).collect::<Vec<_>>()
        };
        assert_eq!(labels(&lines), ["Open", "Pause && wait", "Quit"]);
        lines.say(&face(Some("2 open alerts")));
        assert_eq!(labels(&lines), ["Open", "2 open alerts", "Pause && wait", "Quit"]);
        lines.say(&face(None));
        assert_eq!(labels(&lines), ["Open", "Pause && wait", "Quit"]);
    }
}
