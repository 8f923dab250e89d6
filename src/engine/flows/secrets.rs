//! Showing a secret for seconds, and the clipboard: with a hint to leave it out of histories, cleared after a while.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::domain::secret::Secret;
use crate::engine::command::Owner;
use crate::engine::core::Core;
use crate::engine::event::Event;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Reads one secret of an owner.
pub async fn find(core: &Core, owner: Owner, key: &str) -> Result<Secret, Failure> {
    let entry = match owner {
        Owner::Account(id) => Some(core.account(id)?.vault_key),
        Owner::Instance(id) => core.instance(id)?.vault_key,
    };
    let missing = || Failure::new(FailureKind::SecretMissing);
    let secrets = core.secrets(&entry.ok_or_else(missing)?).await?.ok_or_else(missing)?;
    secrets.get(key).cloned().ok_or_else(missing)
}

/// Shows one.
pub async fn reveal(core: &Core, job: JobId, owner: Owner, key: &str) -> Result<(), Failure> {
    let secret = find(core, owner, key).await?;
    core.emit(Event::Revealed { job, secret }).await;
    Ok(())
}

/// Copies one.
pub async fn copy(core: &Core, clipboard: &Clipboard, job: JobId, owner: Owner, key: &str) -> Result<(), Failure> {
    let secret = find(core, owner, key).await?;
    let seconds = core.inventory().settings.clipboard_seconds.max(5);
    let until = Instant::now() + Duration::from_secs(u64::from(seconds));
    clipboard.put(secret, until);
    core.emit(Event::Copied { job, until }).await;
    Ok(())
}

/// The thread that owns the clipboard: on some systems its content lives only as long as its owner.
pub struct Clipboard {
    puts: Mutex<Option<Sender<(Secret, Instant)>>>,
    ended: Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Clipboard {
    /// Starts the thread.
    pub fn start() -> Self {
        let (puts, queue) = channel();
        let ended = std::thread::Builder::new().name("clipboard".to_owned()).spawn(move || run(&queue)).ok();
        Self { puts: Mutex::new(Some(puts)), ended: Mutex::new(ended) }
    }

    fn put(&self, secret: Secret, until: Instant) {
        if let Some(puts) = self.puts.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            let _ = puts.send((secret, until));
        }
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

fn run(queue: &Receiver<(Secret, Instant)>) {
    let mut clipboard: Option<arboard::Clipboard> = None;
    let mut ours: Option<(Secret, Instant)> = None;
    loop {
        let next = match &ours {
            Some((_, until)) => queue.recv_timeout(until.saturating_duration_since(Instant::now())),
            None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match next {
            Ok((secret, until)) => {
                clipboard = clipboard.or_else(|| arboard::Clipboard::new().ok());
                if let Some(clipboard) = &mut clipboard {
                    let _ = hidden(clipboard.set()).text(secret.expose());
                }
                ours = Some((secret, until));
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
    if let (Some(clipboard), Some((secret, _))) = (clipboard, ours)
        && clipboard.get_text().is_ok_and(|text| text == secret.expose())
    {
        let _ = clipboard.clear();
    }
}
