//! What of the system a window needs on Linux. All of it is opened while the program runs, so that no linker misses
//! it; who lacks something is told by name, before a library of ours stumbles over it.

use std::fmt::Write;

/// The two languages of a Linux desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desktop {
    Wayland,
    X11,
}

impl Desktop {
    /// As people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wayland => "Wayland",
            Self::X11 => "X11",
        }
    }
}

/// A part of the system: any one of the libraries is enough.
#[derive(Debug)]
pub struct Part {
    pub libraries: &'static [&'static str],
    /// Its package at Debian and all that come from there.
    pub package: &'static str,
    /// What other distributions call it, give or take a suffix.
    pub elsewhere: &'static str,
    wayland: bool,
    x11: bool,
}

const fn part(libraries: &'static [&'static str], package: &'static str, elsewhere: &'static str) -> Part {
    Part { libraries, package, elsewhere, wayland: false, x11: false }
}

impl Part {
    const fn wayland(self) -> Self {
        Self { wayland: true, ..self }
    }

    const fn x11(self) -> Self {
        Self { x11: true, ..self }
    }

    const fn serves(&self, desktop: Desktop) -> bool {
        match desktop {
            Desktop::Wayland => self.wayland,
            Desktop::X11 => self.x11,
        }
    }
}

/// `RUN_PACKAGES` of scripts/setup.sh, the packages and README name the same; a test holds them together.
pub const PARTS: [Part; 11] = [
    part(&["libwayland-client.so.0"], "libwayland-client0", "wayland").wayland(),
    part(&["libwayland-egl.so.1"], "libwayland-egl1", "wayland").wayland(),
    part(&["libEGL.so.1"], "libegl1", "libglvnd").wayland(),
    part(&["libxkbcommon.so.0"], "libxkbcommon0", "libxkbcommon").wayland().x11(),
    part(&["libxkbcommon-x11.so.0"], "libxkbcommon-x11-0", "libxkbcommon-x11").x11(),
    part(&["libX11.so.6"], "libx11-6", "libX11").x11(),
    part(&["libX11-xcb.so.1"], "libx11-xcb1", "libX11-xcb").x11(),
    part(&["libxcb.so.1"], "libxcb1", "libxcb").x11(),
    part(&["libXcursor.so.1"], "libxcursor1", "libXcursor").x11(),
    part(&["libXi.so.6"], "libxi6", "libXi").x11(),
    part(&["libGL.so.1", "libEGL.so.1"], "libgl1", "libglvnd").x11(),
];

/// What draws: the driver, without which the libraries are there and cannot do anything, and its two doors.
pub const DRAWING: [Part; 3] = [
    part(&[], "libgl1-mesa-dri", "mesa"),
    part(&["libEGL.so.1"], "libegl1", "libglvnd"),
    part(&["libGL.so.1"], "libgl1", "libglvnd"),
];

/// What this desktop needs and `opens` does not find.
pub fn for_desktop(desktop: Desktop, opens: impl Fn(&str) -> bool) -> Vec<&'static Part> {
    let lacks = |part: &&Part| part.serves(desktop) && !part.libraries.iter().any(|library| opens(library));
    PARTS.iter().filter(lacks).collect()
}

/// What is missing and how to get it, line by line.
#[must_use]
pub fn words(parts: &[&Part]) -> String {
    let mut words = String::new();
    for part in parts {
        let _ = writeln!(words, "  {} (package {})", part.libraries.join(" or "), part.package);
    }
    words + &advice(parts)
}

/// How to get them.
#[must_use]
pub fn advice(parts: &[&Part]) -> String {
    let list = |name: fn(&Part) -> &'static str| {
        let mut names: Vec<&str> = parts.iter().map(|part| name(part)).collect();
        names.dedup();
        names.join(" ")
    };
    format!(
        "On Debian or Ubuntu: sudo apt install {}\nElsewhere the packages are called much like: {}",
        list(|part| part.package),
        list(|part| part.elsewhere)
    )
}

/// Whether the system has this library, with all that it needs in turn.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "opening a library runs its own start")]
pub fn opens(library: &str) -> bool {
    // SAFETY: these are the system's own, made to be opened by any program, and a window opens the same ones right after.
    let opened = unsafe { libloading::Library::new(library) };
    // Some of them do not bear being closed.
    opened.map(std::mem::forget).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn packages(parts: &[&Part]) -> Vec<&'static str> {
        parts.iter().map(|part| part.package).collect()
    }

    fn read(name: &str) -> String {
        fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn a_system_that_has_all_lacks_nothing_and_one_without_anything_lacks_all() {
        let mut needed = Vec::new();
        for desktop in [Desktop::Wayland, Desktop::X11] {
            assert!(for_desktop(desktop, |_| true).is_empty());
            needed.extend(packages(&for_desktop(desktop, |_| false)));
        }
        for part in &PARTS {
            assert!(needed.contains(&part.package), "nobody needs {}", part.package);
        }
    }

    #[test]
    fn each_missing_library_is_named_with_its_package() {
        for part in &PARTS {
            for desktop in [Desktop::Wayland, Desktop::X11].into_iter().filter(|desktop| part.serves(*desktop)) {
                let missing = for_desktop(desktop, |library| !part.libraries.contains(&library));
                assert!(packages(&missing).contains(&part.package), "{} on {desktop:?}", part.package);
                let words = words(&missing);
                for name in [part.libraries[0], part.package, part.elsewhere] {
                    assert!(words.contains(name), "{name} is not in: {words}");
                }
            }
        }
    }

    /// X11 draws by GLX or by EGL.
    #[test]
    fn one_way_to_draw_is_enough_under_x11() {
        assert!(for_desktop(Desktop::X11, |library| library != "libEGL.so.1").is_empty());
        assert!(for_desktop(Desktop::X11, |library| library != "libGL.so.1").is_empty());
    }

    #[test]
    fn setup_packages_and_readme_name_the_same() {
        let setup = read("scripts/setup.sh");
        let start = setup.find("RUN_PACKAGES=(").unwrap() + "RUN_PACKAGES=(".len();
        let list = &setup[start..start + setup[start..].find(')').unwrap()];
        let mut listed: Vec<&str> = list.split_whitespace().collect();
        listed.sort_unstable();
        // A font of the system and the certificates are no part of a window: without them there is one.
        let mut wanted = vec!["libfontconfig1", "ca-certificates", DRAWING[0].package];
        wanted.extend(PARTS.iter().map(|part| part.package));
        wanted.sort_unstable();
        assert_eq!(listed, wanted);
        for file in ["README.md", "Cargo.toml"] {
            let text = read(file);
            for package in &wanted {
                assert!(text.contains(package), "{file} does not name {package}");
            }
        }
        // RPM packages name the libraries themselves.
        let manifest = read("Cargo.toml");
        for library in PARTS.iter().flat_map(|part| part.libraries) {
            assert!(manifest.contains(&format!("\"{library}()")), "Cargo.toml does not name {library}");
        }
    }
}
