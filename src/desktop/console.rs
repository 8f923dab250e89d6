//! Words for a terminal. On Windows the program has no console of its own, or Explorer would open one beside the window:
//! it borrows the one that it was started from, for as long as it has something to say there.

use std::io::{self, IsTerminal, Write};

/// Writes to standard output, wherever that leads. On Windows that is the starter's console where nothing else was chosen.
///
/// # Errors
/// When nobody can be told, or the reader has gone.
pub fn say(text: &str) -> io::Result<()> {
    let _console = Console::borrow_for(&io::stdout());
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Whether the reader of standard output has gone, as far as that is known before something is written.
#[must_use]
pub fn is_unread() -> bool {
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let out = io::stdout();
        let mut out = [PollFd::new(&out, PollFlags::empty())];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut out, Some(&at_once)).is_ok_and(|found| found > 0)
            && out[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
    }
    #[cfg(not(unix))]
    false
}

/// Stays at the console for longer than for a word: its Ctrl+C counts.
#[must_use]
pub fn hold() -> Option<Console> {
    Console::borrow_for(&io::stdout())
}

/// Whether standard output is a terminal that draws colours, and somebody wants them. Consoles of Windows show their marks
/// as text until they are told to heed them, which those of before Windows 10 never do.
#[must_use]
pub fn has_colors() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let is_plain = set("NO_COLOR").is_some() || set("TERM").is_some_and(|term| term == "dumb");
    !is_plain && io::stdout().is_terminal() && system::heeds_colors(&io::stdout())
}

/// Writes to standard error. Whether anybody is there to read it.
#[must_use]
pub fn complain(text: &str) -> bool {
    let console = Console::borrow_for(&io::stderr());
    console.is_some() && io::stderr().write_all(text.as_bytes()).is_ok() && is_read()
}

/// Somebody who starts a program by its icon reads no terminal: launchd is the parent of what the Finder starts, and on
/// the other desktops standard error is then a log.
fn is_read() -> bool {
    #[cfg(target_os = "macos")]
    return rustix::process::getppid() != Some(rustix::process::Pid::INIT);
    #[cfg(target_os = "linux")]
    return io::stderr().is_terminal();
    #[cfg(not(any(target_os = "macos", target_os = "linux")))]
    true
}

#[cfg(not(windows))]
mod system {
    /// Standard output and error always lead somewhere.
    pub struct Console;

    impl Console {
        pub fn borrow_for<T>(_stream: &T) -> Option<Self> {
            Some(Self)
        }
    }

    /// Every terminal there does.
    pub const fn heeds_colors<T>(_stream: &T) -> bool {
        true
    }
}

#[cfg(windows)]
mod system {
    #![expect(unsafe_code, reason = "consoles are asked for by system calls that have no safe form")]

    use std::fs::OpenOptions;
    use std::io;
    use std::os::windows::io::{AsHandle, AsRawHandle, IntoRawHandle, RawHandle};
    use std::ptr::null_mut;
    use windows_sys::Win32::System::Console::{
        ATTACH_PARENT_PROCESS, AttachConsole, ENABLE_VIRTUAL_TERMINAL_PROCESSING, FreeConsole, GetConsoleMode,
        STD_ERROR_HANDLE, STD_HANDLE, STD_OUTPUT_HANDLE, SetConsoleMode, SetStdHandle,
    };

    /// A stream that leads somewhere, with the starter's console for it where it led nowhere. Given back when dropped: who
    /// is attached to a console dies with it.
    pub struct Console {
        is_borrowed: bool,
    }

    impl Console {
        /// `None` when the stream leads nowhere and the starter has no console.
        pub fn borrow_for(stream: &(impl AsHandle + AsRawHandle)) -> Option<Self> {
            if leads_somewhere(stream) {
                return Some(Self { is_borrowed: false });
            }
            // What was chosen for the other stream stays chosen, whatever attaching does to it.
            let chosen = [(STD_OUTPUT_HANDLE, chosen(&io::stdout())), (STD_ERROR_HANDLE, chosen(&io::stderr()))];
            // SAFETY: takes a number.
            if unsafe { AttachConsole(ATTACH_PARENT_PROCESS) } == 0 {
                return None;
            }
            for (which, handle) in chosen {
                lead(which, handle.or_else(screen).unwrap_or(null_mut()));
            }
            Some(Self { is_borrowed: true })
        }
    }

    impl Drop for Console {
        fn drop(&mut self) {
            if self.is_borrowed {
                // SAFETY: takes nothing.
                unsafe { FreeConsole() };
            }
        }
    }

    /// The console heeds marks of colour from now on.
    pub fn heeds_colors(stream: &impl AsRawHandle) -> bool {
        let (handle, mut mode) = (stream.as_raw_handle(), 0);
        // SAFETY: the handle is asked for only, and the mode is written to memory of ours.
        let is_console = unsafe { GetConsoleMode(handle, &raw mut mode) } != 0;
        // SAFETY: takes a handle that is a console's, and a number.
        is_console && unsafe { SetConsoleMode(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) } != 0
    }

    fn leads_somewhere(stream: &(impl AsHandle + AsRawHandle)) -> bool {
        // A handle that was left over from somebody cannot be cloned.
        !stream.as_raw_handle().is_null() && stream.as_handle().try_clone_to_owned().is_ok()
    }

    fn chosen(stream: &(impl AsHandle + AsRawHandle)) -> Option<RawHandle> {
        leads_somewhere(stream).then(|| stream.as_raw_handle())
    }

    /// The attached console. It stays open: it is a standard stream from now on.
    fn screen() -> Option<RawHandle> {
        OpenOptions::new()
            .read(true)
            .write(true)
            .open("CONOUT$")
            .ok()
            .map(IntoRawHandle::into_raw_handle)
    }

    fn lead(which: STD_HANDLE, handle: RawHandle) {
        // SAFETY: the handle is one of this process, or none.
        unsafe { SetStdHandle(which, handle) };
    }
}

pub use system::Console;
