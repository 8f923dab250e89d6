//! Parts of a test in a process of their own: for what counts per process, such as memory and the environment.

use std::process::Command;

const OPENING: &str = "<<<told>>>";

/// Runs one ignored test of this program with these variables; gives what it told.
pub fn run(test: &str, variables: &[(&str, &str)]) -> String {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]);
    command.envs(variables.iter().copied());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{test}: {said}\n{errors}");
    said.split(OPENING).nth(1).unwrap_or_else(|| panic!("{test} told nothing: {said}")).to_owned()
}

/// Tells the process that started this one.
pub fn tell(text: &str) {
    println!("{OPENING}{text}{OPENING}");
}
