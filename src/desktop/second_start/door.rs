//! The first program's side: one thread that waits for knocks, and costs nothing until one comes.

use crate::desktop::second_start::letter::Letter;
use crate::desktop::second_start::place::Place;
use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long a second start tries: the first may be closing, just beginning, or hang.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// The one word that comes back: a frame has taken the letter.
pub(super) const SEEN: u8 = 1;

/// How long somebody who knocked may take to say what it is about, and to leave.
const SPEAK_WITHIN: Duration = Duration::from_secs(1);
/// After a system's error, so that one that stays does not keep a processor busy.
const PAUSE: Duration = Duration::from_millis(200);

/// A second start that waits to hear that its letter was taken.
pub struct Knock {
    pub letter: Letter,
    seen: oneshot::Sender<()>,
}

impl Knock {
    /// Says so.
    pub fn seen(self) {
        // Who has left needs no answer.
        let _ = self.seen.send(());
    }
}

/// Where second starts knock, while it is open. It belongs to whoever holds the folder's lock, and is closed before the
/// lock goes.
pub struct Door {
    knocks: mpsc::Receiver<Knock>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Door {
    /// Opens it; `wake` is called after every knock, from another thread.
    ///
    /// # Errors
    /// When the system refuses. The program is as good without it, only that a second start has to be ended by hand.
    pub fn open(dir: &Path, wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let place = runtime.block_on(async { Place::open(dir) })?;
        let (tell, knocks) = mpsc::channel();
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let thread = std::thread::Builder::new().name("second-start".to_owned()).spawn(move || {
            runtime.block_on(async { stopped.run_until_cancelled(serve(place, tell, wake)).await });
        })?;
        Ok(Self { knocks, stop, thread: Some(thread) })
    }

    /// The next knock, without waiting.
    #[must_use]
    pub fn next(&self) -> Option<Knock> {
        self.knocks.try_recv().ok()
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(mut place: Place, tell: mpsc::Sender<Knock>, wake: impl Fn()) {
    loop {
        match place.accept().await {
            // Whoever says something else than a letter is left without an answer.
            Ok(mut guest) => drop(receive(&mut guest, &tell, &wake).await),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn receive(
    guest: &mut (impl AsyncRead + AsyncWrite + Unpin),
    tell: &mpsc::Sender<Knock>,
    wake: &impl Fn(),
) -> io::Result<()> {
    let letter = timeout(SPEAK_WITHIN, Letter::read(guest)).await??;
    let (seen, was_seen) = oneshot::channel();
    if tell.send(Knock { letter, seen }).is_err() {
        return Ok(());
    }
    wake();
    if !matches!(timeout(PATIENCE, was_seen).await, Ok(Ok(()))) {
        return Ok(());
    }
    let farewell = async {
        guest.write_all(&[SEEN]).await?;
        guest.flush().await?;
        // A pipe forgets what was not read when it is closed, so the guest leaves first.
        guest.read(&mut [0]).await
    };
    timeout(SPEAK_WITHIN, farewell).await?.map(drop)
}
