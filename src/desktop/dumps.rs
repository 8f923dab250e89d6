//! What a crash leaves behind must not hold the secrets that were in memory.

/// No core files, and on Windows no reports with memory in them. Where it is refused, the system's own rule stands.
#[cfg(unix)]
pub fn forbid() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// No core files, and on Windows no reports with memory in them. Both last as long as the program: the list of excluded
/// programs in the registry would outlive it. Full dumps that an administrator has switched on for the whole machine
/// (`LocalDumps`) are not in the program's hands.
#[cfg(windows)]
#[expect(unsafe_code, reason = "the two switches have no safe form")]
pub fn forbid() {
    use windows_sys::Win32::System::Diagnostics::Debug::{SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SetErrorMode};
    use windows_sys::Win32::System::ErrorReporting::{WER_FAULT_REPORTING_FLAG_NOHEAP, WerSetFlags};
    // SAFETY: both take numbers and change this process only.
    unsafe {
        SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
        WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use rustix::process::{Resource, getrlimit};

    #[test]
    fn no_core_file_is_written() {
        forbid();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
    }
}

#[cfg(all(test, windows))]
#[expect(unsafe_code, reason = "the switch is read back by a system call")]
mod tests {
    use super::*;
    use windows_sys::Win32::System::Diagnostics::Debug::{GetErrorMode, SEM_NOGPFAULTERRORBOX};

    #[test]
    fn no_report_is_made() {
        forbid();
        // SAFETY: takes nothing.
        assert_ne!(unsafe { GetErrorMode() } & SEM_NOGPFAULTERRORBOX, 0);
    }
}
