//! What the window is drawn with. On Windows that is wgpu, which speaks to every graphics card there. Where it fails, at
//! the start or later, glow takes the window over with all that is in it, and is remembered until the program's next
//! version. Elsewhere there is glow only.

#[cfg(any(windows, test))]
use crate::args::Renderer;

/// Gets content ready to be drawn in a context; again, when another renderer takes over.
pub type Furnish<'a, A> = &'a dyn Fn(&mut A, &egui::Context);

#[cfg(not(windows))]
pub use elsewhere::run;
#[cfg(windows)]
pub use windows::run;

/// What can draw, in the order in which it is tried.
#[cfg(any(windows, test))]
fn order(wanted: Renderer, is_remembered: bool) -> [Renderer; 2] {
    match wanted {
        Renderer::Glow => [Renderer::Glow, Renderer::Wgpu],
        Renderer::Auto if is_remembered => [Renderer::Glow, Renderer::Wgpu],
        Renderer::Auto | Renderer::Wgpu => [Renderer::Wgpu, Renderer::Glow],
    }
}

/// That wgpu failed here, as a small file in the data folder. A new version of the program tries it again.
#[cfg(any(windows, test))]
mod memory {
    use std::fs::{self, File};
    use std::io::Read;
    use std::path::Path;

    const FILE: &str = "pairdesk.renderer";
    const TEXT: &str = concat!("glow since wgpu failed with ", env!("CARGO_PKG_VERSION"), "\n");

    pub fn has(folder: &Path) -> bool {
        let mut text = String::new();
        let read = File::open(folder.join(FILE)).and_then(|file| file.take(64).read_to_string(&mut text));
        read.is_ok() && text == TEXT
    }

    /// What cannot be remembered is found out again at the next start.
    pub fn set(folder: &Path, failed: bool) {
        let path = folder.join(FILE);
        let _ = if failed { fs::write(path, TEXT) } else { fs::remove_file(path) };
    }
}

#[cfg(not(windows))]
mod elsewhere {
    use super::Furnish;
    use crate::args::Renderer;
    use crate::desktop::display;
    use eframe::{AppCreator, NativeOptions};
    use std::path::Path;

    /// Opens a window with this content and comes back when it is closed.
    ///
    /// # Errors
    /// Why there is no window, in English.
    pub fn run<A: eframe::App>(
        _wanted: Renderer,
        _folder: &Path,
        options: &dyn Fn() -> NativeOptions,
        mut content: A,
        furnish: Furnish<'_, A>,
    ) -> Result<(), String> {
        let create: AppCreator<'_> = Box::new(move |creation| {
            furnish(&mut content, &creation.egui_ctx);
            Ok(Box::new(content))
        });
        let native = NativeOptions { renderer: eframe::Renderer::Glow, ..options() };
        display::open(native, create)
    }
}

#[cfg(windows)]
mod windows {
    use super::{Furnish, memory, order};
    use crate::args::Renderer;
    use eframe::wgpu::DeviceLostReason;
    use eframe::{AppCreator, CreationContext, NativeOptions};
    use std::cell::{Cell, RefCell};
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    use std::path::Path;
    use std::process::Command;
    use std::sync::{Arc, OnceLock};

    /// The last one counts.
    const GLOW: [&str; 2] = ["--renderer", "glow"];

    /// Opens a window with this content and comes back when it is closed.
    ///
    /// # Errors
    /// Why there is no window, in English.
    pub fn run<A: eframe::App>(
        wanted: Renderer,
        folder: &Path,
        options: &dyn Fn() -> NativeOptions,
        content: A,
        furnish: Furnish<'_, A>,
    ) -> Result<(), String> {
        let content = Inside { content: RefCell::new(content), is_busy: Cell::new(false) };
        let is_remembered = memory::has(folder);
        let mut reasons: Vec<String> = Vec::new();
        for renderer in order(wanted, is_remembered) {
            let loss = Loss::default();
            let create: AppCreator<'_> = Box::new(|creation| {
                loss.watch(creation);
                content.with(|content| furnish(content, &creation.egui_ctx));
                let failed = renderer == Renderer::Glow;
                let is_news = if failed { !reasons.is_empty() } else { is_remembered };
                if is_news {
                    remember(folder, failed);
                }
                Ok(Box::new(Shown { content: &content, loss: loss.clone() }))
            });
            let native = NativeOptions { renderer: of_eframe(renderer), ..options() };
            match catch_unwind(AssertUnwindSafe(|| eframe::run_native("Pairdesk", native, create))) {
                Ok(Ok(())) => match loss.0.get() {
                    None => return Ok(()),
                    Some(words) => reasons.push(words.clone()),
                },
                Ok(Err(error)) => reasons.push(error.to_string()),
                Err(panic) if content.is_busy.get() => resume_unwind(panic),
                Err(_) if renderer == Renderer::Wgpu && reasons.is_empty() => {
                    memory::set(folder, true);
                    drop(content);
                    return again();
                }
                Err(_) => {
                    reasons.push("the graphics driver gave up".to_owned());
                    break;
                }
            }
        }
        let reasons = reasons.join("; ");
        Err(format!("no window can be opened: {reasons}\nIt needs a display and a graphics driver"))
    }

    /// Starts the program once more, with glow: an event loop that a panic has left is good for nothing. Nothing is open
    /// any more by now.
    fn again() -> Result<(), String> {
        let start = || Command::new(std::env::current_exe()?).args(std::env::args_os().skip(1)).args(GLOW).spawn();
        start().map(drop).map_err(|error| format!("the program cannot be started again: {error}"))
    }

    /// The window waits for no disk.
    fn remember(folder: &Path, failed: bool) {
        let folder = folder.to_owned();
        drop(
            std::thread::Builder::new()
                .name("renderer".to_owned())
                .spawn(move || memory::set(&folder, failed)),
        );
    }

    fn of_eframe(renderer: Renderer) -> eframe::Renderer {
        match renderer {
            Renderer::Glow => eframe::Renderer::Glow,
            Renderer::Auto | Renderer::Wgpu => eframe::Renderer::Wgpu,
        }
    }

    /// The words with which the graphics device went away.
    #[derive(Clone, Default)]
    struct Loss(Arc<OnceLock<String>>);

    impl Loss {
        /// From now on what fails in the device ends this window and not the program.
        fn watch(&self, creation: &CreationContext<'_>) {
            let Some(state) = &creation.wgpu_render_state else { return };
            let (loss, context) = (self.clone(), creation.egui_ctx.clone());
            let tell = Arc::new(move |words: String| {
                let _ = loss.0.set(words);
                context.request_repaint();
            });
            let told = Arc::clone(&tell);
            state
                .device
                .on_uncaptured_error(Arc::new(move |error: eframe::wgpu::Error| told(error.to_string())));
            state.device.set_device_lost_callback(move |reason, words| {
                if reason != DeviceLostReason::Destroyed {
                    tell(words);
                }
            });
        }
    }

    /// The content, whichever window it is in. Libraries that draw panic where a device is lost at the wrong moment; what
    /// panics while the content is busy is a fault of the program's own.
    struct Inside<A> {
        content: RefCell<A>,
        is_busy: Cell<bool>,
    }

    impl<A> Inside<A> {
        fn with(&self, act: impl FnOnce(&mut A)) {
            self.is_busy.set(true);
            act(&mut self.content.borrow_mut());
            self.is_busy.set(false);
        }
    }

    /// The content in one window. It stays when the window goes for want of a device.
    struct Shown<'a, A> {
        content: &'a Inside<A>,
        loss: Loss,
    }

    impl<A: eframe::App> eframe::App for Shown<'_, A> {
        fn logic(&mut self, context: &egui::Context, frame: &mut eframe::Frame) {
            if self.loss.0.get().is_some() {
                context.send_viewport_cmd(egui::ViewportCommand::Close);
            } else {
                self.content.with(|content| content.logic(context, frame));
            }
        }

        fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
            if self.loss.0.get().is_none() {
                self.content.with(|content| content.ui(ui, frame));
            }
        }

        fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
            self.content.content.borrow().clear_color(visuals)
        }

        fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
            if self.loss.0.get().is_none() {
                self.content.with(|content| content.on_exit(gl));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_tried_last() {
        use Renderer::{Auto, Glow, Wgpu};
        assert_eq!(order(Auto, false), [Wgpu, Glow]);
        assert_eq!(order(Auto, true), [Glow, Wgpu]);
        assert_eq!([order(Wgpu, true), order(Wgpu, false)], [[Wgpu, Glow]; 2], "the way back");
        assert_eq!([order(Glow, true), order(Glow, false)], [[Glow, Wgpu]; 2]);
    }

    #[test]
    fn a_failure_is_remembered_until_the_next_version() {
        let folder = std::env::temp_dir().join(format!("pairdesk-renderer-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).unwrap();
        assert!(!memory::has(&folder));
        memory::set(&folder, true);
        assert!(memory::has(&folder));
        let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
        std::fs::write(&file, "glow since wgpu failed with 0.0.1\n").unwrap();
        assert!(!memory::has(&folder), "another version");
        memory::set(&folder, true);
        memory::set(&folder, false);
        assert!(!memory::has(&folder) && !file.exists());
        std::fs::remove_dir(&folder).unwrap();
    }
}
