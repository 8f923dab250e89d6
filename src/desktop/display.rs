//! Opens the window. On Linux in Wayland where that can be, else in X11; what keeps either from it is told in plain words.

use eframe::{AppCreator, NativeOptions};

/// Opens the window and comes back when it is closed.
///
/// # Errors
/// Why there is no window, in English, and what to do.
#[cfg(not(target_os = "linux"))]
pub fn open(native: NativeOptions, create: AppCreator<'_>) -> Result<(), String> {
    eframe::run_native("Pairdesk", native, create)
        .map_err(|error| format!("no window can be opened: {error}\nIt needs a display and a graphics driver"))
}

#[cfg(target_os = "linux")]
pub use linux::open;

#[cfg(target_os = "linux")]
mod linux {
    use super::{AppCreator, NativeOptions};
    use crate::desktop::missing::{self, Desktop, Part};
    use crate::fault;
    use std::cell::Cell;
    use std::io::Write;
    use std::os::unix::net::UnixStream;
    use std::os::unix::process::CommandExt;
    use std::path::PathBuf;
    use std::process::Command;
    use std::rc::Rc;
    use winit::platform::{wayland::EventLoopBuilderExtWayland, x11::EventLoopBuilderExtX11};

    /// Name the Wayland session; without them a window opens in X11.
    const WAYLAND: [&str; 2] = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET"];

    /// Opens the window and comes back when it is closed.
    ///
    /// # Errors
    /// Why there is no window, in English, and what to do.
    pub fn open(mut native: NativeOptions, create: AppCreator<'_>) -> Result<(), String> {
        let choice = choose(&Session::of_environment(), missing::opens)?;
        if let Some(words) = &choice.passed_over {
            complain(&format!("{words}\nX11 is used instead"));
        }
        prepare(&mut native, choice.desktop);
        let has_opened = Rc::new(Cell::new(false));
        let opened = Rc::clone(&has_opened);
        let create: AppCreator<'_> = Box::new(move |creation| {
            opened.set(true);
            let content = fault::ours(|| create(creation))?;
            Ok(Box::new(Ours(content)))
        });
        let run = fault::hold(|| eframe::run_native("Pairdesk", native, create));
        let name = choice.desktop.name();
        let cause = match run {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(_)) if has_opened.get() => {
                return Err(format!("the {name} display went away, and the window with it"));
            }
            // Such as a window of X11 that another program has destroyed.
            Err(place) if has_opened.get() => {
                return Err(format!("the {name} window was taken away: it could not be drawn any more, {place}"));
            }
            Ok(Err(error)) => Some(error),
            Err(_) => None,
        };
        let words = no_window(choice.desktop, cause.as_ref());
        if choice.x11_is_left {
            complain(&format!("{words}\nX11 is tried instead"));
            return Err(again_in_x11());
        }
        Err(format!("no window can be opened: {words}"))
    }

    /// The content of the window: what panics in here is a fault of the program's own, and no library that lost the window.
    struct Ours<'a>(Box<dyn eframe::App + 'a>);

    impl eframe::App for Ours<'_> {
        fn logic(&mut self, context: &egui::Context, frame: &mut eframe::Frame) {
            fault::ours(|| self.0.logic(context, frame));
        }

        fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
            fault::ours(|| self.0.ui(ui, frame));
        }

        fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
            fault::ours(|| self.0.clear_color(visuals))
        }

        fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
            fault::ours(|| self.0.on_exit(gl));
        }
    }

    fn complain(words: &str) {
        let _ = writeln!(std::io::stderr(), "pairdesk: {words}");
    }

    /// What the environment says of the desktops there are.
    #[derive(Clone, Debug, Default)]
    struct Session {
        /// Wayland is named, and whether somebody answers there.
        wayland: Option<bool>,
        x11: bool,
    }

    impl Session {
        fn of_environment() -> Self {
            let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
            let [display, socket] = WAYLAND.map(set);
            // A socket that was handed over is connected already.
            let answers = |name| UnixStream::connect(socket_of(name)).is_ok();
            let wayland = display.map(PathBuf::from).map(answers).or(socket.map(|_| true));
            Self { wayland, x11: set("DISPLAY").is_some() }
        }
    }

    fn socket_of(name: PathBuf) -> PathBuf {
        // An absolute name stays as it is.
        std::env::var_os("XDG_RUNTIME_DIR").map_or(name.clone(), |folder| PathBuf::from(folder).join(name))
    }

    struct Choice {
        desktop: Desktop,
        /// Why it is not Wayland, though that is there.
        passed_over: Option<String>,
        /// X11 can be tried when Wayland fails.
        x11_is_left: bool,
    }

    fn choose(session: &Session, opens: impl Fn(&str) -> bool) -> Result<Choice, String> {
        let wayland = session.wayland.map(|answers| {
            let lacks = missing::for_desktop(Desktop::Wayland, &opens);
            match (answers, lacks.is_empty()) {
                (true, true) => Ok(()),
                (false, _) => Err("the Wayland display of WAYLAND_DISPLAY does not answer".to_owned()),
                (true, false) => Err(lacking(Desktop::Wayland, &lacks)),
            }
        });
        if let Some(Ok(())) = wayland {
            return Ok(Choice { desktop: Desktop::Wayland, passed_over: None, x11_is_left: session.x11 });
        }
        let passed_over = wayland.and_then(Result::err);
        if !session.x11 {
            let none = "there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set";
            return Err(format!("no window can be opened: {}", passed_over.as_deref().unwrap_or(none)));
        }
        let lacks = missing::for_desktop(Desktop::X11, &opens);
        if lacks.is_empty() {
            return Ok(Choice { desktop: Desktop::X11, passed_over, x11_is_left: false });
        }
        let mut words = String::from("no window can be opened: ");
        if let Some(wayland) = passed_over {
            words += &wayland;
            words += "\nand ";
        }
        Err(words + &lacking(Desktop::X11, &lacks))
    }

    fn lacking(desktop: Desktop, parts: &[&Part]) -> String {
        format!("{} needs libraries that cannot be opened here:\n{}", desktop.name(), missing::words(parts))
    }

    fn prepare(native: &mut NativeOptions, desktop: Desktop) {
        native.event_loop_builder = Some(Box::new(move |builder| {
            match desktop {
                Desktop::Wayland => builder.with_wayland(),
                Desktop::X11 => builder.with_x11(),
            };
        }));
        if desktop == Desktop::Wayland {
            // Monitors tell a scale of 2 for 1.5, so what fits would be taken for too large. The compositor knows what fits.
            native.viewport.clamp_size_to_monitor_size = Some(false);
        }
    }

    /// Why it failed; `None`: the libraries gave up without a word. Their own words are dumps of settings and places in
    /// their sources.
    fn no_window(desktop: Desktop, cause: Option<&eframe::Error>) -> String {
        use eframe::Error::{AppCreation, Winit, WinitEventLoop};
        match cause {
            Some(AppCreation(error)) => error.to_string(),
            Some(Winit(_) | WinitEventLoop(_)) => format!("the {} display does not answer", desktop.name()),
            _ => format!(
                "{} is there, but nothing that draws. A graphics driver for OpenGL is missing\n{}",
                desktop.name(),
                missing::advice(&missing::DRAWING.each_ref())
            ),
        }
    }

    /// The libraries bear only one choice per process. Comes back only when that fails.
    fn again_in_x11() -> String {
        let program = std::env::current_exe().unwrap_or_else(|_| "/proc/self/exe".into());
        let mut again = Command::new(program);
        again.args(std::env::args_os().skip(1));
        for name in WAYLAND {
            again.env_remove(name);
        }
        format!("the program cannot be started again: {}", again.exec())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        const BOTH: Session = Session { wayland: Some(true), x11: true };

        fn outcome(session: &Session, hidden: &str) -> Result<(Desktop, String), String> {
            let choice = choose(session, |library| !hidden.split(' ').any(|name| name == library))?;
            Ok((choice.desktop, choice.passed_over.unwrap_or_default()))
        }

        #[test]
        fn wayland_is_taken_where_it_can_be_and_x11_where_it_cannot() {
            assert_eq!(outcome(&BOTH, ""), Ok((Desktop::Wayland, String::new())));
            for library in ["libwayland-client.so.0", "libwayland-egl.so.1", "libEGL.so.1"] {
                let (desktop, words) = outcome(&BOTH, library).unwrap();
                assert_eq!(desktop, Desktop::X11, "without {library}");
                assert!(words.contains(library), "{words}");
            }
            let gone = Session { wayland: Some(false), x11: true };
            let (desktop, words) = outcome(&gone, "").unwrap();
            assert_eq!(desktop, Desktop::X11);
            assert!(words.contains("does not answer"), "{words}");
            assert_eq!(outcome(&Session { wayland: None, x11: true }, "").unwrap().0, Desktop::X11);
        }

        #[test]
        fn what_both_lack_is_told_of_both() {
            let words = outcome(&BOTH, "libwayland-egl.so.1 libXi.so.6").unwrap_err();
            for name in ["Wayland", "libwayland-egl1", "X11", "libxi6"] {
                assert!(words.contains(name), "{name} is not in: {words}");
            }
            assert!(outcome(&BOTH, "libxkbcommon.so.0").unwrap_err().contains("libxkbcommon0"));
        }

        #[test]
        fn without_a_display_that_is_what_is_said() {
            assert!(outcome(&Session::default(), "").unwrap_err().contains("there is no display"));
            let gone = Session { wayland: Some(false), x11: false };
            assert!(outcome(&gone, "").unwrap_err().contains("does not answer"));
        }

        #[test]
        fn a_driver_that_fails_is_told_without_a_dump() {
            let words = no_window(Desktop::Wayland, None);
            assert!(words.contains("libgl1-mesa-dri") && words.contains("OpenGL"), "{words}");
        }
    }
}
