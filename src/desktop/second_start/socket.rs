//! The door on Unix: a socket in the data folder, which is the person's alone.

use rustix::process::geteuid;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::SocketAddr;
use std::path::{Path, PathBuf};
use tokio::net::{UnixListener, UnixStream};

/// Its name in the folder.
const SOCKET: &str = "pairdesk.sock";

/// Where the socket is, and how it is called to the system, which takes about a hundred bytes only.
struct Address {
    path: PathBuf,
    called: PathBuf,
    /// What `called` goes through, where the path is too long.
    _dir: Option<File>,
}

impl Address {
    fn of(dir: &Path) -> io::Result<Self> {
        let path = dir.join(SOCKET);
        if SocketAddr::from_pathname(&path).is_ok() {
            return Ok(Self { called: path.clone(), path, _dir: None });
        }
        if cfg!(target_os = "linux") {
            let opened = File::open(dir)?;
            let called = PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", opened.as_raw_fd()));
            return Ok(Self { path, called, _dir: Some(opened) });
        }
        // Elsewhere the person's own folder for what is temporary; what is said is for the same user's programs only.
        let path = std::env::temp_dir().join(format!("{}.sock", crate::engine::folder_name(dir)));
        Ok(Self { called: path.clone(), path, _dir: None })
    }
}

/// A socket that listens; it is gone when this is dropped.
pub struct Place {
    listener: UnixListener,
    path: PathBuf,
}

impl Place {
    /// Makes the socket. Whoever does has the folder's lock: one that lies there is of a program that has died.
    pub fn open(dir: &Path) -> io::Result<Self> {
        let Address { path, called, _dir } = Address::of(dir)?;
        if fs::symlink_metadata(&path).is_ok_and(|found| found.file_type().is_socket()) {
            fs::remove_file(&path)?;
        }
        let listener = UnixListener::bind(&called)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        Ok(Self { listener, path })
    }

    /// The next who comes.
    pub async fn accept(&mut self) -> io::Result<UnixStream> {
        let (guest, _) = self.listener.accept().await?;
        of_same_user(guest)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Reaches the program that has the folder.
pub async fn connect(dir: &Path) -> io::Result<UnixStream> {
    let address = Address::of(dir)?;
    of_same_user(UnixStream::connect(&address.called).await?)
}

fn of_same_user(other: UnixStream) -> io::Result<UnixStream> {
    if other.peer_cred()?.uid() == geteuid().as_raw() {
        return Ok(other);
    }
    Err(io::ErrorKind::PermissionDenied.into())
}
