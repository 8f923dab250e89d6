//! Which file of the sources imports which: of the paths in its code, the longest beginning that is a module.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module by its names from the root, and the modules that it imports.
pub type Graph = BTreeMap<Vec<String>, BTreeSet<Vec<String>>>;

/// The imports among these sources, tests left out. What a module only hands on is imported from where it is.
pub fn graph(root: &Path, sources: &[PathBuf]) -> Graph {
    let read =
        |path: &PathBuf| (module(path.strip_prefix(root).unwrap()), tokens(&std::fs::read_to_string(path).unwrap()));
    let all: Files = sources.iter().map(read).collect();
    let tests: Vec<Vec<String>> = all.iter().flat_map(|(at, code)| test_modules(at, code)).collect();
    let is_test =
        |at: &[String]| at.last().is_some_and(|name| name == "tests") || tests.iter().any(|it| at.starts_with(it));
    let files: Files = all
        .into_iter()
        .filter(|(at, _)| !is_test(at))
        .map(|(at, code)| (at, without_tests(&code)))
        .collect();
    let handed_on = files.iter().map(|(at, code)| (at.clone(), handed_on(code))).collect();
    let names = Names { files: &files, handed_on };
    let imports = |at: &Vec<String>, code: &[String]| {
        let found = paths(code).into_iter().filter_map(|path| names.find(at, &path));
        found.filter(|other| other != at).collect()
    };
    files.iter().map(|(at, code)| (at.clone(), imports(at, code))).collect()
}

/// The modules that import each other in a ring, ring by ring.
pub fn rings(graph: &Graph) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<_, _> = graph.keys().map(|from| (from, reach(graph, from))).collect();
    let ring = |from: &Vec<String>| {
        let back = reached[from].iter().filter(|to| reached[*to].contains(from));
        back.map(|to| to.join("::")).collect::<BTreeSet<String>>()
    };
    let all: BTreeSet<_> = graph.keys().map(ring).filter(|ring| !ring.is_empty()).collect();
    all.into_iter().collect()
}

/// Everything that a module imports, and what that imports, and so on.
fn reach(graph: &Graph, from: &Vec<String>) -> BTreeSet<Vec<String>> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        next.extend(graph[at].iter().filter(|to| seen.insert((*to).clone())));
    }
    seen
}

type Files = BTreeMap<Vec<String>, Vec<String>>;

/// `app/screens/mod.rs` is `app::screens`, and `lib.rs` the root.
fn module(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = path.with_extension("").iter().map(|name| name.to_str().unwrap().to_owned()).collect();
    if names.last().is_some_and(|name| ["mod", "lib"].contains(&name.as_str())) {
        names.pop();
    }
    names
}

/// Names and signs, without comments and what is in quotes.
fn tokens(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    let code = lines.collect::<Vec<_>>().join("\n");
    let mut found: Vec<String> = Vec::new();
    let mut rest = code.as_str();
    while let Some(first) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let length = match first {
            '"' => quoted(rest),
            _ if is_name(first) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
            _ if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        if !first.is_whitespace() && first != '"' {
            found.push(rest[..length].to_owned());
        }
        rest = &rest[length..];
    }
    found
}

/// The length of a text in quotes.
fn quoted(code: &str) -> usize {
    let mut escaped = false;
    let end = code.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(code.len(), |(at, _)| at + 1)
}

fn starts(code: &[String], with: &[&str]) -> bool {
    code.len() >= with.len() && code.iter().zip(with).all(|(one, other)| one == other)
}

const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

/// Modules that are files of their own and there for tests only.
fn test_modules(at: &[String], code: &[String]) -> Vec<Vec<String>> {
    let marks = (0..code.len()).filter(|start| starts(&code[*start..], &TEST));
    let declared = marks.filter_map(|mark| {
        let item = &code[mark + TEST.len()..];
        let name = item.iter().take(3).position(|word| word == "mod")? + 1;
        (item.get(name + 1)? == ";").then(|| [at, &[item[name].clone()]].concat())
    });
    declared.collect()
}

/// The code without the items for tests. A module of tests is the end of a file.
fn without_tests(code: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut rest = code;
    while let Some(word) = rest.first() {
        if !starts(rest, &TEST) {
            kept.push(word.clone());
            rest = &rest[1..];
            continue;
        }
        let end = rest.iter().position(|word| [";", "{"].contains(&word.as_str())).unwrap_or(rest.len() - 1);
        rest = if rest[..end].contains(&"mod".to_owned()) && rest[end] == "{" { &[] } else { &rest[end + 1..] };
    }
    kept
}

/// All paths in the code, those in braces one by one.
fn paths(code: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < code.len() {
        let begins = code[at + 1] == "::" && is_name(&code[at]) && (at == 0 || code[at - 1] != "::");
        let (inside, next) = if begins { tree(code, at) } else { (Vec::new(), at + 1) };
        found.extend(inside);
        at = next.max(at + 1);
    }
    found
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The paths that begin here, and where they end.
fn tree(code: &[String], mut at: usize) -> (Vec<Vec<String>>, usize) {
    let word = code.get(at).map_or("", String::as_str);
    if word == "{" {
        let mut found = Vec::new();
        at += 1;
        while code.get(at).is_some_and(|word| word != "}") {
            let (inside, next) = tree(code, at);
            found.extend(inside);
            at = next.max(at + 1);
        }
        return (found, at + 1);
    }
    if !is_name(word) && word != "*" {
        return (Vec::new(), at);
    }
    let (more, next) =
        if code.get(at + 1).is_some_and(|sign| sign == "::") { tree(code, at + 2) } else { (Vec::new(), at + 1) };
    if more.is_empty() {
        return (vec![vec![word.to_owned()]], next);
    }
    (more.into_iter().map(|rest| [vec![word.to_owned()], rest].concat()).collect(), next)
}

/// What a module makes known as its own that is another's: the last name, and the path it has there.
fn handed_on(code: &[String]) -> BTreeMap<String, Vec<String>> {
    let uses = (1..code.len()).filter(|at| code[*at] == "use" && ["pub", ")"].contains(&code[at - 1].as_str()));
    let paths = uses.flat_map(|at| tree(code, at + 1).0);
    paths.map(|path| (path.last().unwrap().clone(), path)).collect()
}

fn is_declared(code: &[String], module: &str) -> bool {
    code.windows(3).any(|words| words[0] == "mod" && words[1] == module && words[2] == ";")
}

struct Names<'a> {
    files: &'a Files,
    handed_on: BTreeMap<Vec<String>, BTreeMap<String, Vec<String>>>,
}

impl Names<'_> {
    /// The module that a path names from within another.
    fn find(&self, within: &[String], path: &[String]) -> Option<Vec<String>> {
        let supers = path.iter().take_while(|name| *name == "super").count();
        let whole = match path[0].as_str() {
            "crate" => path[1..].to_vec(),
            "self" => [within, &path[1..]].concat(),
            "super" => [&within[..within.len().checked_sub(supers)?], &path[supers..]].concat(),
            child if self.files.contains_key(&[within, &[child.to_owned()]].concat()) => [within, path].concat(),
            _ => return None,
        };
        let length = (0..=whole.len()).rev().find(|length| self.files.contains_key(&whole[..*length]))?;
        let (home, rest) = whole.split_at(length);
        // A module of another file on each system: what it imports is seen where it is.
        if rest.first().is_some_and(|name| is_declared(&self.files[home], name)) {
            return None;
        }
        let elsewhere = rest.first().and_then(|name| self.handed_on[home].get(name));
        let followed = elsewhere.and_then(|path| self.find(home, &[path, &rest[1..]].concat()));
        followed.or_else(|| Some(home.to_vec()))
    }
}
