//! Every place where the program can be made to die. The sources must name the same.

use std::collections::BTreeSet;
use std::path::Path;

/// In the order in which they are passed, more or less.
pub const ALL: &[&str] = &[
    "create.intent.first-kept",
    "keep.slot.noted",
    "keep.written",
    "create.slot.proven",
    "call.sending",
    "call.answering",
    "create.before-image.taken",
    "create.intent.kept",
    "create.sending.marking",
    "create.sending.marked",
    "create.sending.noted",
    "create.answered",
    "create.acknowledged",
    "create.lost.noted",
    "create.lost.kept",
    "create.giving-up",
    "create.given-up.slot",
    "create.given-up",
    "drop.deleted",
    "drop.slot.dropped",
    "commit.begun",
    "commit.token.kept",
    "commit.token.noted",
    "commit.slot.given-back",
    "commit.writing",
    "commit.written",
    "commit.told",
    "commit.at-risk",
    "commit.at-risk.kept",
    "lookup.listed",
    "lookup.slot.read",
    "lookup.token.checked",
    "lookup.found.noted",
    "lookup.found.kept",
    "lookup.none.kept",
    "lookup.absent.noted",
    "lookup.absent.kept",
    "lookup.several.noted",
    "lookup.several.kept",
    "late.noted",
    "late.kept",
    "decide.begun",
    "decide.dismissed",
    "decide.dismissed.slot",
    "recover.begun",
    "recover.kept",
    "unsent.slot.dropped",
    "unsent.ended",
    "stray.dropped",
    "bind.writing",
    "bind.written",
    "bind.noted",
    "account.secrets.kept",
    "account.row.kept",
    "remove.begun",
    "remove.secrets.dropped",
    "remove.rows.removed",
    "adopt.described",
    "adopt.token.kept",
    "adopt.row.kept",
    "adopt.noted",
    "first-use.listed",
    "first-use.token.kept",
    "first-use.row.kept",
    "act.asked",
    "act.answered",
    "act.finished",
    "act.noted",
    "delete.gone",
    "forget.row.removed",
    "forget.slot.dropped",
    "forget.done",
    "forget.noted",
];

/// The list and the sources name the same labels, each once, and enough of them.
pub fn check() -> Result<(), String> {
    let mut used = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
    let (listed, named): (BTreeSet<&str>, BTreeSet<&str>) =
        (ALL.iter().copied().collect(), used.iter().map(String::as_str).collect());
    if listed != named {
        let (only_listed, only_used) = (listed.difference(&named), named.difference(&listed));
        return Err(format!(
            "only in the list: {:?}; only in the sources: {:?}",
            only_listed.collect::<Vec<_>>(),
            only_used.collect::<Vec<_>>()
        ));
    }
    if used.len() != named.len() || ALL.len() != listed.len() {
        return Err("a label is used twice".to_owned());
    }
    if ALL.len() < 30 { Err(format!("only {} labels", ALL.len())) } else { Ok(()) }
}

fn read(folder: &Path, used: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, used);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let labels = text.split("crash::point(\"").skip(1).filter_map(|rest| rest.split('"').next());
            used.extend(labels.map(str::to_owned));
        }
    }
}
