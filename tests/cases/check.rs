//! What has to be so at the end: on the screen, at the gateway, on the disk.

use crate::case::{Case, Sent, Want, With};
use crate::gateway::{Came, Gateway};
use crate::play::Stage;
use crate::screen::Screen;
use crate::window::{PATIENCE, PAUSE};
use std::path::Path;
use std::time::{Duration, Instant};

/// What holds has to go on holding for this long.
const STAYS: Duration = Duration::from_millis(250);

/// Waits until everything holds and stays so. The last complaints, when that never is.
pub fn check(stage: &mut Stage, case: &Case) -> Result<(), String> {
    let want = &case.report.want;
    let deadline = Instant::now() + PATIENCE;
    let mut since = None;
    loop {
        stage.window.step();
        let screen = stage.window.look();
        let complaints = complaints(&screen, &stage.gateway, want);
        if complaints.is_empty() {
            let since = since.get_or_insert_with(Instant::now);
            if since.elapsed() > STAYS {
                return nothing_secret_on_disk(stage, want);
            }
        } else {
            since = None;
            if Instant::now() > deadline {
                let (screen, heard) = (screen.read(), stage.gateway.heard());
                return Err(format!("{}\n  screen: {screen}\n  gateway heard: {heard}", complaints.join("\n  ")));
            }
        }
        std::thread::sleep(PAUSE);
    }
}

fn complaints(screen: &Screen, gateway: &Gateway, want: &Want) -> Vec<String> {
    let mut complaints = Vec::new();
    complaints.extend(
        want.says
            .iter()
            .filter(|words| !screen.says(words))
            .map(|words| format!("does not say “{words}”")),
    );
    complaints.extend(want.says_not.iter().filter(|words| screen.says(words)).map(|words| format!("says “{words}”")));
    for (id, wanted) in &want.controls {
        if screen.can_use(id) != *wanted {
            complaints.push(format!("{id} can {}be used", if *wanted { "not " } else { "" }));
        }
    }
    complaints.extend(want.rows.iter().filter_map(|(name, word)| screen.row(name, word.as_deref())));
    complaints.extend(want.sent.iter().filter_map(|(call, sent)| came(gateway, call, sent)));
    for text in &want.kept_nowhere {
        if screen.has(text) {
            complaints.push(format!("“{text}” is on the screen"));
        }
    }
    complaints
}

fn came(gateway: &Gateway, call: &str, sent: &Sent) -> Option<String> {
    let came = gateway.came(call);
    let with = match sent {
        Sent::Times(times) => &With { times: Some(*times), ..With::default() },
        Sent::With(with) => with,
    };
    let count = came.len();
    if with.times.is_some_and(|times| times != count) || with.at_least.is_some_and(|least| count < least) {
        return Some(format!("{call} came {count} times"));
    }
    let needs = !with.headers.is_empty() || !with.query.is_empty() || !with.body.is_empty();
    match came.last() {
        None if needs => Some(format!("{call} did not come")),
        Some(last) if !came.iter().any(|came| lacks(came, with).is_none()) => {
            lacks(last, with).map(|words| format!("{call} came {words}"))
        }
        _ => None,
    }
}

/// What a request had instead of what it should have had.
fn lacks(came: &Came, with: &With) -> Option<String> {
    for (name, value) in &with.headers {
        let had = came.headers.get(name);
        if had != Some(value) {
            return Some(format!("with {name}: {had:?}"));
        }
    }
    let query = came.target.split_once('?').map_or("", |(_, query)| query);
    for (name, value) in &with.query {
        let had = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
        if had.as_ref().is_none_or(|(_, had)| had != value) {
            return Some(format!("with {name} = {:?}", had.map(|(_, value)| value.into_owned())));
        }
    }
    let body: serde_json::Value = serde_json::from_slice(&came.body).unwrap_or_default();
    for (pointer, value) in &with.body {
        let had = body.pointer(pointer).cloned().unwrap_or_default();
        if had != *value {
            return Some(format!("with {pointer} = {had}"));
        }
    }
    None
}

/// No file of the data folder holds what was typed as a secret, nor what the case wants kept nowhere.
fn nothing_secret_on_disk(stage: &Stage, want: &Want) -> Result<(), String> {
    let wanted = stage.secrets.iter().chain(&want.kept_nowhere);
    for secret in wanted.filter(|secret| secret.len() > 3) {
        if let Some(file) = holds(&stage.dir, secret) {
            return Err(format!("“{secret}” is in {file}"));
        }
    }
    Ok(())
}

fn holds(dir: &Path, secret: &str) -> Option<String> {
    let files = std::fs::read_dir(dir).ok()?.flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    let found = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
    };
    files.into_iter().find(found).map(|path| path.display().to_string())
}
