//! The program in its window, and what it takes of the machine.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running program. It ends with its value.
pub struct Program {
    process: Child,
    pub started: Instant,
}

impl Program {
    /// The program with this data folder: the one built for benches, or the one that the environment names.
    pub fn start(folder: &Path) -> Self {
        let program = std::env::var_os("PAIRDESK_PROGRAM").unwrap_or(env!("CARGO_BIN_EXE_pairdesk").into());
        let mut command = Command::new(program);
        command.args(["--lang", "en", "--data-dir"]).arg(folder);
        Self::spawn(command)
    }

    /// A window with nothing in it.
    pub fn bare() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(crate::BARE);
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        Self { process: command.spawn().unwrap(), started }
    }

    /// What all its threads took of the processor.
    pub fn cpu(&self) -> Duration {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.process.id())).unwrap();
        let took = |task: std::io::Result<fs::DirEntry>| {
            // A thread may end while it is looked at.
            let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse::<u64>().ok()
        };
        Duration::from_nanos(tasks.filter_map(took).sum())
    }

    /// Its share of memory, in MiB: what it has alone, and its part of what it shares.
    pub fn memory(&self) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.process.id())).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap();
        line.trim().trim_end_matches("kB").trim().parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let ended = Command::new("kill").arg(self.process.id().to_string()).status();
        if ended.is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
