//! A display of our own: keys and wheel go in, and each picture that a program paints is seen.

use std::io::{BufRead, BufReader, IoSlice};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::xproto::{ConnectionExt, GetInputFocusReply, InputFocus, Window};
use x11rb::rust_connection::RustConnection;

/// How often it is looked whether something was painted.
const LOOK: Duration = Duration::from_micros(200);

const KEY: u8 = 2;
const BUTTON: u8 = 4;
const MOTION: u8 = 6;

/// An X server without a screen. It ends with its value.
pub struct Server {
    process: Child,
    pub name: String,
}

impl Server {
    pub fn start() -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("Xvfb is needed");
        let mut number = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Self { process, name: format!(":{}", number.trim()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A connection to it that sees everything painted.
pub struct Display {
    connection: RustConnection,
    root: Window,
    /// Codes of the extensions for what was painted and for made-up input.
    painted: u8,
    input: u8,
}

impl Display {
    pub fn connect() -> Self {
        let (connection, screen) = RustConnection::connect(None).unwrap();
        let root = connection.setup().roots[screen].root;
        let damage = connection.extension_information("DAMAGE").unwrap().unwrap();
        let input = connection.extension_information("XTEST").unwrap().unwrap().major_opcode;
        let version = words(&[&[damage.major_opcode, 0, 3, 0], &1_u32.to_ne_bytes(), &1_u32.to_ne_bytes()]);
        // Its answer has the length of this one, and what is in it does not matter.
        let answer = connection.send_request_with_reply::<GetInputFocusReply>(&[IoSlice::new(&version)], Vec::new());
        answer.unwrap().reply().unwrap();
        let id = connection.generate_id().unwrap();
        // Every rectangle is reported by itself.
        let create =
            words(&[&[damage.major_opcode, 1, 4, 0], &id.to_ne_bytes(), &root.to_ne_bytes(), &0_u32.to_ne_bytes()]);
        drop(connection.send_request_without_reply(&[IoSlice::new(&create)], Vec::new()).unwrap());
        connection.flush().unwrap();
        Self { connection, root, painted: damage.first_event, input }
    }

    /// Gives the keyboard to the window that is shown.
    pub fn focus(&self) {
        let windows = self.connection.query_tree(self.root).unwrap().reply().unwrap().children;
        let area = |window: &Window| {
            let geometry = self.connection.get_geometry(*window).ok()?.reply().ok()?;
            Some(u32::from(geometry.width) * u32::from(geometry.height))
        };
        let window = windows.into_iter().max_by_key(area).expect("a window");
        self.connection.set_input_focus(InputFocus::PARENT, window, 0_u32).unwrap();
        self.connection.flush().unwrap();
    }

    /// Presses or lets go a key, by its code on a usual keyboard.
    pub fn key(&self, code: u8, pressed: bool) {
        self.send(if pressed { KEY } else { KEY + 1 }, code, 0, 0);
    }

    /// One notch of the wheel.
    pub fn wheel(&self, down: bool) {
        let button = if down { 5 } else { 4 };
        self.send(BUTTON, button, 0, 0);
        self.send(BUTTON + 1, button, 0, 0);
    }

    pub fn point(&self, x: i16, y: i16) {
        self.send(MOTION, 0, x, y);
    }

    fn send(&self, kind: u8, detail: u8, x: i16, y: i16) {
        let place = [x.to_ne_bytes(), y.to_ne_bytes()].concat();
        let request =
            words(&[&[self.input, 2, 9, 0], &[kind, detail, 0, 0], &[0; 4], &[0; 4], &[0; 8], &place, &[0; 8]]);
        drop(self.connection.send_request_without_reply(&[IoSlice::new(&request)], Vec::new()).unwrap());
        self.connection.flush().unwrap();
    }

    /// When pictures were painted since the last look.
    pub fn painted(&self) -> Vec<Instant> {
        let mut times = Vec::new();
        while let Some(event) = self.connection.poll_for_raw_event().unwrap() {
            // A picture is put there in one piece, or in some of which one is the topmost.
            if event[0] & 0x7f == self.painted && event[18..20] == [0, 0] {
                times.push(Instant::now());
            }
        }
        times
    }

    /// When pictures were painted, until there was none for this long.
    pub fn until_quiet(&self, quiet: Duration) -> Vec<Instant> {
        let (mut times, mut since) = (Vec::new(), Instant::now());
        while since.elapsed() < quiet {
            let new = self.painted();
            since = new.last().copied().unwrap_or(since);
            times.extend(new);
            std::thread::sleep(LOOK);
        }
        times
    }

    /// Waits for the next picture.
    pub fn next(&self, patience: Duration) -> Option<Instant> {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if let Some(first) = self.painted().first() {
                return Some(*first);
            }
            std::thread::sleep(LOOK);
        }
        None
    }
}

fn words(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}
