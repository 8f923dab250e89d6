//! What the system says when the program is to end: Ctrl+C, SIGTERM, and on Linux a terminal that is closed.

use crate::engine::event::Event;
use crate::engine::shared::Core;
use std::sync::Arc;

/// Tells of the first one.
#[cfg(unix)]
pub async fn watch(core: Arc<Core>) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    let mut hangup = if hangs_up() { signal(SignalKind::hangup()).ok() } else { None };
    let hung_up = async {
        match &mut hangup {
            Some(hangup) => hangup.recv().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hung_up => {}
    }
    core.emit(Event::Quit).await;
}

#[cfg(not(unix))]
pub async fn watch(core: Arc<Core>) {
    if tokio::signal::ctrl_c().await.is_ok() {
        core.emit(Event::Quit).await;
    }
}

/// Whether a terminal that goes away is to end the program: not one that was started by `nohup`.
#[cfg(target_os = "linux")]
fn hangs_up() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| !ignores_hangup(&status))
}

/// Only Linux tells without a call that has no safe form. What is left alone keeps to the system's rule.
#[cfg(all(unix, not(target_os = "linux")))]
const fn hangs_up() -> bool {
    false
}

/// The ignored signals are the bits of a number, the first for SIGHUP.
#[cfg(target_os = "linux")]
fn ignores_hangup(status: &str) -> bool {
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored
        .and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok())
        .is_none_or(|bits| bits & 1 == 1)
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn what_nohup_started_goes_on_without_its_terminal() {
        for (ignored, is_so) in
            [("0000000000000001", true), ("0000000000001001", true), ("0000000000001000", false), ("odd", true)]
        {
            let status = format!("Name:\tx\nSigIgn:\t{ignored}\nSigCgt:\t0\n");
            assert_eq!(super::ignores_hangup(&status), is_so, "{ignored}");
        }
    }
}
