//! The door on Windows: a named pipe, called after the data folder.
//!
//! A pipe's usual rights let its maker and the system's administrators write, and everybody else read: another user's
//! program cannot say a word. It is refused to other computers, and a name that somebody has taken before is not shared.

use std::ffi::OsString;
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
pub struct Place(NamedPipeServer);

impl Place {
    /// Makes the pipe, which serves one after the other.
    pub fn open(dir: &Path) -> io::Result<Self> {
        let mut options = ServerOptions::new();
        options.first_pipe_instance(true).reject_remote_clients(true).max_instances(1);
        options.create(name(dir)).map(Self)
    }

    /// The next who comes.
    pub async fn accept(&mut self) -> io::Result<&mut NamedPipeServer> {
        // Whoever was served before; the first time there is nobody.
        let _ = self.0.disconnect();
        self.0.connect().await?;
        Ok(&mut self.0)
    }
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
