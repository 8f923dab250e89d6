//! The door on Windows: a named pipe, called after the data folder.
//!
//! A pipe's usual rights let its maker and the system's administrators write, and everybody else read: another user's
//! program cannot say a word. It is refused to other computers, and a name that somebody has taken before is not shared.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::windows::io::AsRawHandle;
use std::path::Path;
use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions};
use windows_sys::Win32::System::Pipes::GetNamedPipeServerProcessId;
use windows_sys::Win32::UI::WindowsAndMessaging::AllowSetForegroundWindow;

fn name(dir: &Path) -> OsString {
    format!(r"\\.\pipe\{}", crate::engine::folder_name(dir)).into()
}

/// A pipe that waits; it is gone when this is dropped.
pub struct Place {
    name: OsString,
    waiting: NamedPipeServer,
}

impl Place {
    /// Makes the pipe, which serves one after the other.
    pub fn open(dir: &Path) -> io::Result<Self> {
        let name = name(dir);
        let waiting = waiting(&name, true)?;
        Ok(Self { name, waiting })
    }

    /// The next who comes. Another end waits before this one is given away, so that the name is never free; one that
    /// has served somebody serves nobody else, for it may still be busy with what that one left.
    pub async fn accept(&mut self) -> io::Result<NamedPipeServer> {
        self.waiting.connect().await?;
        let next = waiting(&self.name, false)?;
        Ok(std::mem::replace(&mut self.waiting, next))
    }
}

/// An end of the pipe that waits for somebody; `first`: the name is nobody's yet.
fn waiting(name: &OsStr, first: bool) -> io::Result<NamedPipeServer> {
    ServerOptions::new().first_pipe_instance(first).reject_remote_clients(true).create(name)
}

/// Reaches the program that has the folder, and lets its window come to the front: Windows takes that from a program
/// that the person is using only.
#[expect(clippy::unused_async, reason = "as on the other systems")]
pub async fn connect(dir: &Path) -> io::Result<NamedPipeClient> {
    let first = ClientOptions::new().open(name(dir))?;
    let_forward(&first);
    Ok(first)
}

#[expect(unsafe_code, reason = "two calls of the system that have no safe name")]
fn let_forward(first: &NamedPipeClient) {
    let mut process = 0;
    // SAFETY: the handle is open as long as `first` is borrowed, and the number is written to memory of ours.
    let known = unsafe { GetNamedPipeServerProcessId(first.as_raw_handle(), &raw mut process) };
    if known != 0 {
        // SAFETY: it takes a number. Refused, the window asks for attention in the task bar.
        unsafe { AllowSetForegroundWindow(process) };
    }
}
