//! The clipboard: secrets go there with a hint to leave them out of histories, and are taken off after a while.

#[cfg(target_os = "linux")]
mod x11;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::secret::Secret;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// A secret for the clipboard, until when, and whom to tell how it went.
struct Put {
    secret: Secret,
    until: Instant,
    tell: oneshot::Sender<bool>,
}

/// The thread that owns the clipboard: on some systems its content lives only as long as its owner.
pub struct Clipboard {
    puts: Mutex<Option<Sender<Put>>>,
    ended: Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Clipboard {
    /// Starts the thread.
    pub fn start() -> Self {
        let (puts, queue) = channel();
        let ended = std::thread::Builder::new().name("clipboard".to_owned()).spawn(move || run(&queue)).ok();
        Self { puts: Mutex::new(Some(puts)), ended: Mutex::new(ended) }
    }

    /// Copies a secret, to be taken off again then.
    ///
    /// # Errors
    /// `Unsupported` when there is no clipboard.
    pub async fn put(&self, secret: Secret, until: Instant) -> Result<(), Failure> {
        let (tell, told) = oneshot::channel();
        if let Some(puts) = self.puts.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            let _ = puts.send(Put { secret, until, tell });
        }
        // Without a display there is no clipboard.
        if told.await.unwrap_or(false) { Ok(()) } else { Err(FailureKind::Unsupported.into()) }
    }

    /// Takes a secret of ours off the clipboard and ends the thread.
    pub fn end(&self) {
        drop(self.puts.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.ended.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

fn run(queue: &Receiver<Put>) {
    let mut clipboard: Option<arboard::Clipboard> = None;
    let mut ours: Option<(Secret, Instant)> = None;
    loop {
        let next = match &ours {
            Some((_, until)) => queue.recv_timeout(until.saturating_duration_since(Instant::now())),
            None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match next {
            Ok(Put { secret, until, tell }) => {
                clipboard = clipboard.or_else(|| arboard::Clipboard::new().ok());
                let copied = clipboard.as_mut().map(|clipboard| hidden(clipboard.set()).text(secret.expose()));
                let copied = matches!(copied, Some(Ok(())));
                ours = copied.then_some((secret, until)).or(ours);
                let _ = tell.send(copied);
            }
            Err(reason) => {
                clear(clipboard.as_mut(), ours.take());
                if reason == RecvTimeoutError::Disconnected {
                    return;
                }
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn hidden(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "windows")]
fn hidden(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_history().exclude_from_cloud().exclude_from_monitoring()
}

#[cfg(target_os = "macos")]
fn hidden(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

/// Only what is still ours: the person may have copied something else meanwhile.
fn clear(clipboard: Option<&mut arboard::Clipboard>, ours: Option<(Secret, Instant)>) {
    let (Some(clipboard), Some((secret, _))) = (clipboard, ours) else { return };
    if clipboard.get_text().is_ok_and(|text| *Zeroizing::new(text) == secret.expose()) {
        let _ = clipboard.clear();
    }
    #[cfg(target_os = "linux")]
    x11::overwrite(clipboard);
}
