//! The turns of a thread of Windows that has windows of its own: what comes for them is handed to them, and another thread
//! can wake it.

#![expect(unsafe_code, reason = "messages of Windows have no safe form")]

use std::ptr::null_mut;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use windows_sys::Win32::System::Threading::GetCurrentThreadId;
use windows_sys::Win32::UI::WindowsAndMessaging::{
    DispatchMessageW, MSG, MWMO_INPUTAVAILABLE, MsgWaitForMultipleObjectsEx, PM_REMOVE, PeekMessageW,
    PostThreadMessageW, QS_ALLINPUT, TranslateMessage, WM_NULL,
};

/// The way to wake such a thread, which both threads have.
#[derive(Default)]
pub struct Bell(AtomicU32);

impl Bell {
    /// From now on it wakes the thread that calls this. What was told before this is to be looked for afterwards.
    pub fn hang_here(&self) {
        // A thread can be sent something once it has asked for messages.
        hand_out();
        // SAFETY: takes nothing.
        self.0.store(unsafe { GetCurrentThreadId() }, Ordering::SeqCst);
    }

    /// Ends the wait of that thread. While a menu is open it stays with that, and looks for what was told afterwards.
    pub fn ring(&self) {
        let thread = self.0.load(Ordering::SeqCst);
        if thread != 0 {
            // SAFETY: takes numbers. Should another thread have this one by now, the message means nothing to it.
            unsafe { PostThreadMessageW(thread, WM_NULL, 0, 0) };
        }
    }
}

/// Waits for something to come, for so long at the most, and hands out all that there is.
pub fn wait(most: Duration) {
    let most = u32::try_from(most.as_millis()).unwrap_or(u32::MAX);
    // SAFETY: no handles are given, so none are read.
    unsafe { MsgWaitForMultipleObjectsEx(0, null_mut(), most, QS_ALLINPUT, MWMO_INPUTAVAILABLE) };
    hand_out();
}

fn hand_out() {
    let mut message = MSG::default();
    // SAFETY: the message is memory of ours, which the system fills in before the others read it.
    unsafe {
        while PeekMessageW(&raw mut message, null_mut(), 0, 0, PM_REMOVE) != 0 {
            TranslateMessage(&raw const message);
            DispatchMessageW(&raw const message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, mpsc};
    use std::time::Instant;

    #[test]
    fn a_thread_that_waits_is_woken_by_another_and_otherwise_by_time() {
        let bell = Arc::<Bell>::default();
        bell.ring();
        let (hung, is_hung) = mpsc::channel();
        let thread = {
            let bell = Arc::clone(&bell);
            std::thread::spawn(move || {
                bell.hang_here();
                hung.send(()).unwrap();
                let begun = Instant::now();
                wait(Duration::from_mins(1));
                begun.elapsed()
            })
        };
        is_hung.recv().unwrap();
        bell.ring();
        assert!(thread.join().unwrap() < Duration::from_mins(1));
        let begun = Instant::now();
        wait(Duration::from_millis(20));
        assert!(begun.elapsed() < Duration::from_mins(1));
    }
}
