//! Where the window stood and how large it was, kept over restarts in a small file of the data folder.

use egui::{Context, Pos2, Rect, Vec2, ViewportBuilder, ViewportCommand};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

const FILE: &str = "pairdesk.window";
/// The size of a first start, and the least there is.
const SIZE: [f32; 2] = [1280.0, 800.0];
const LEAST: [f32; 2] = [640.0, 480.0];
/// Larger than any desktop.
const MOST: f32 = 16_384.0;
/// So much of the window's top has to be on a screen: enough to take hold of it.
const HOLD: Vec2 = Vec2::new(120.0, 24.0);

/// A window's place in points of the desktop, whatever the program's own zoom is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Desktops that place windows themselves tell none.
    at: Option<[f32; 2]>,
    size: [f32; 2],
    maximised: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self { at: None, size: SIZE, maximised: false }
    }
}

impl Place {
    /// What was kept, as far as it makes sense; else that of a first start.
    #[must_use]
    pub fn read(folder: &Path) -> Self {
        let mut text = String::new();
        let file = File::open(folder.join(FILE)).and_then(|file| file.take(512).read_to_string(&mut text));
        let kept = file.ok().and_then(|_| serde_json::from_str::<Self>(&text).ok()).unwrap_or_default();
        let is_sane = |size: f32, least: f32| size.is_finite() && (least..MOST).contains(&size);
        let sane = is_sane(kept.size[0], LEAST[0]) && is_sane(kept.size[1], LEAST[1]);
        let at = kept.at.filter(|at| at.iter().all(|it| it.abs() < MOST));
        if sane { Self { at, ..kept } } else { Self::default() }
    }

    /// The window begins like that.
    #[must_use]
    pub fn begin(self, builder: ViewportBuilder) -> ViewportBuilder {
        let builder = builder.with_inner_size(self.size).with_min_inner_size(LEAST).with_maximized(self.maximised);
        if let Some(at) = self.at { builder.with_position(at) } else { builder }
    }

    /// As the window stands now. One that is minimised or fills the screen keeps the place that it had before.
    fn now(self, ctx: &Context) -> Self {
        // Asked for before the input is held: both are behind one lock.
        let zoom = ctx.zoom_factor();
        ctx.input(|input| {
            let window = input.viewport();
            if window.minimized == Some(true) || window.fullscreen == Some(true) {
                return self;
            }
            let maximised = window.maximized == Some(true);
            let Some(inner) = window.inner_rect.filter(|_| !maximised) else { return Self { maximised, ..self } };
            let at = window.outer_rect.map(|outer| [outer.left() * zoom, outer.top() * zoom]);
            Self { at, size: [inner.width() * zoom, inner.height() * zoom], maximised }
        })
    }
}

/// Follows the window, and writes its place down at the end.
pub struct Keeper {
    file: PathBuf,
    kept: Place,
    now: Place,
    checked: bool,
}

impl Keeper {
    /// Begins with the place that was read.
    #[must_use]
    pub fn new(folder: &Path, place: Place) -> Self {
        Self { file: folder.join(FILE), kept: place, now: place, checked: false }
    }

    /// Takes the place of this frame; in the first one brings a window back that no screen shows any more.
    pub fn follow(&mut self, ctx: &Context, frame: &eframe::Frame) {
        if !self.checked {
            self.checked = true;
            if let Some(home) = astray(frame) {
                ctx.send_viewport_cmd(ViewportCommand::OuterPosition((home.to_vec2() / ctx.zoom_factor()).to_pos2()));
            }
        }
        self.now = self.now.now(ctx);
    }

    /// Writes it down, where it is another one. What cannot be written is the same as before at the next start.
    pub fn keep(&self) {
        if self.now != self.kept
            && let Ok(text) = serde_json::to_string(&self.now)
        {
            let _ = write(&self.file, &text);
        }
    }
}

/// As everything in the folder it is the user's alone.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

/// Where to bring a window that no screen shows; `None` for one that can be seen.
fn astray(frame: &eframe::Frame) -> Option<Pos2> {
    let window = frame.winit_window()?;
    let outer = window.outer_position().ok()?;
    let size = window.outer_size();
    let scale = window.scale_factor() as f32;
    let min = Pos2::new(outer.x as f32, outer.y as f32);
    let place = Rect::from_min_size(min, Vec2::new(size.width as f32, size.height as f32));
    let screens: Vec<Rect> = window
        .available_monitors()
        .map(|screen| {
            let (at, size) = (screen.position(), screen.size());
            let size = Vec2::new(size.width as f32, size.height as f32);
            Rect::from_min_size(Pos2::new(at.x as f32, at.y as f32), size)
        })
        .collect();
    home(place, &screens, scale).map(|at| Pos2::new(at.x / scale, at.y / scale))
}

/// The corner of the first screen, where none has hold of the window's top.
fn home(window: Rect, screens: &[Rect], scale: f32) -> Option<Pos2> {
    let top = Rect::from_min_size(window.min, Vec2::new(window.width(), HOLD.y * scale));
    let is_held = |screen: &Rect| {
        let shared = screen.intersect(top);
        shared.width() >= HOLD.x * scale && shared.height() >= HOLD.y * scale / 2.0
    };
    if screens.iter().any(is_held) {
        return None;
    }
    screens.first().map(|screen| screen.min + Vec2::splat(40.0 * scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_place_is_read_back_and_a_broken_one_is_that_of_a_first_start() {
        let folder = std::env::temp_dir().join(format!("pairdesk-place-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&folder).unwrap();
        assert_eq!(Place::read(&folder), Place::default());
        let place = Place { at: Some([-300.0, 20.0]), size: [900.0, 700.0], maximised: true };
        Keeper { now: place, ..Keeper::new(&folder, Place::default()) }.keep();
        assert_eq!(Place::read(&folder), place);
        for broken in ["", "{", r#"{"at":null,"size":[1.0,1e9],"maximised":false}"#] {
            fs::write(folder.join(FILE), broken).unwrap();
            assert_eq!(Place::read(&folder), Place::default(), "{broken}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_window_that_no_screen_shows_comes_back() {
        let rect = |x: f32, y: f32, w: f32, h: f32| Rect::from_min_size(Pos2::new(x, y), Vec2::new(w, h));
        let screens = [rect(0.0, 0.0, 1920.0, 1080.0), rect(1920.0, 0.0, 1280.0, 1024.0)];
        for seen in [rect(10.0, 10.0, 800.0, 600.0), rect(2500.0, 900.0, 800.0, 600.0), rect(-600.0, 0.0, 800.0, 600.0)]
        {
            assert_eq!(home(seen, &screens, 1.0), None, "{seen:?}");
        }
        for unseen in
            [rect(5000.0, 10.0, 800.0, 600.0), rect(10.0, -300.0, 800.0, 600.0), rect(-790.0, 0.0, 800.0, 600.0)]
        {
            assert_eq!(home(unseen, &screens, 1.0), Some(Pos2::new(40.0, 40.0)), "{unseen:?}");
        }
    }
}
