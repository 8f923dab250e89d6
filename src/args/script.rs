//! The commands for scripts: the same engine without a window.

use crate::args::value::value;
use crate::domain::record::STATES;
use crate::domain::settings::Language;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// How long a command waits for a phone, or for a lost answer to be looked up, where nothing else is said.
const TIMEOUT: Duration = Duration::from_mins(3);

/// A command, and how it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptArgs {
    pub data_dir: Option<PathBuf>,
    pub lang: Option<Language>,
    /// Answered for programs: one JSON document, of `pair` one in each line.
    pub json: bool,
    /// The account's label, to look in it alone. `create` needs it.
    pub account: Option<String>,
    /// What is known here is enough; no gateway is asked.
    pub known: bool,
    pub timeout: Duration,
    pub command: Script,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Script {
    List {
        /// Only these; all without one. Words of [`STATES`].
        states: Vec<String>,
    },
    Show {
        name: String,
    },
    Create {
        name: String,
        /// Fields and their texts.
        set: Vec<(String, String)>,
        secrets: Vec<(String, Source)>,
    },
    Pair {
        name: String,
        /// A code to type on this phone is wanted.
        phone: Option<String>,
        shown: Shown,
    },
    Restart {
        name: String,
    },
}

/// Where a secret is read from: never from the command line, which others can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Stdin,
    /// A file descriptor that was handed over.
    Descriptor(u32),
}

/// How a code is told to people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// In the terminal, with half blocks.
    #[default]
    Drawn,
    /// What it says.
    Text,
    /// As a picture in this file.
    Png(PathBuf),
}

/// The commands, by their first argument.
pub const NAMES: [&str; 5] = ["list", "show", "create", "pair", "restart"];

/// The command of this name.
pub fn of(first: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|name| *name == first)
}

/// Everything that may follow a command.
#[derive(Default)]
struct Given {
    data_dir: Option<PathBuf>,
    lang: Option<Language>,
    json: bool,
    known: bool,
    account: Option<String>,
    timeout: Option<Duration>,
    states: Vec<String>,
    /// The word that is no option, or `--name`.
    name: Option<String>,
    set: Vec<(String, String)>,
    secrets: Vec<(String, Source)>,
    phone: Option<String>,
    shown: Shown,
    /// The options that were given, for those that a command has no use for.
    used: Vec<&'static str>,
}

/// What an argument turned out to be.
pub enum Parsed {
    Script(ScriptArgs),
    Version,
    Help,
}

/// Reads what follows a command's name.
pub fn parse(command: &str, args: impl Iterator<Item = OsString>) -> Result<Parsed, String> {
    let mut given = Given::default();
    let mut args = args;
    // Behind `--` stands a name that may begin like an option.
    let mut is_over = false;
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--") if !is_over => is_over = true,
            Some("--version" | "-V") if !is_over => return Ok(Parsed::Version),
            Some("--help" | "-h") if !is_over => return Ok(Parsed::Help),
            Some(option) if option.starts_with('-') && !is_over => given.option(option, &mut args)?,
            Some(name) if given.name.is_none() && command != "list" && command != "create" => {
                given.name = Some(name.to_owned());
            }
            _ => return Err(format!("unknown argument {}", arg.display())),
        }
    }
    given.of(command).map(Parsed::Script)
}

impl Given {
    fn option(&mut self, option: &str, args: &mut impl Iterator<Item = OsString>) -> Result<(), String> {
        match option {
            "--data-dir" => self.data_dir = Some(PathBuf::from(value("--data-dir", args.next())?)),
            "--lang" => {
                let tag = text("--lang", args.next())?;
                self.lang = Some(Language::from_tag(&tag).ok_or("--lang takes en, pt-BR or es")?);
            }
            "--json" => self.json = true,
            "--known" => self.uses("--known", |it| it.known = true),
            "--account" => {
                let label = text("--account", args.next())?;
                self.account = Some(label);
            }
            "--timeout" => {
                let seconds = text("--timeout", args.next())?.parse().ok();
                let seconds = seconds.filter(|seconds| (1..=86_400).contains(seconds));
                let seconds: u64 = seconds.ok_or("--timeout takes seconds, from 1 to 86400")?;
                self.uses("--timeout", |it| it.timeout = Some(Duration::from_secs(seconds)));
            }
            "--state" => {
                let states = text("--state", args.next())?;
                let states: Vec<String> = states.split(',').map(str::to_owned).collect();
                if let Some(odd) = states.iter().find(|state| !STATES.contains(&state.as_str())) {
                    return Err(format!("--state takes {}; not {odd}", STATES.join(", ")));
                }
                self.uses("--state", |it| it.states.extend(states));
            }
            "--name" => {
                let name = text("--name", args.next())?;
                self.uses("--name", |it| it.name = Some(name));
            }
            "--set" => {
                let given = text("--set", args.next())?;
                let (field, value) = given.split_once('=').ok_or("--set takes FIELD=VALUE")?;
                self.uses("--set", |it| it.set.push((field.to_owned(), value.to_owned())));
            }
            "--secret" => {
                let secret = secret(&text("--secret", args.next())?)?;
                self.uses("--secret", |it| it.secrets.push(secret));
            }
            "--phone" => {
                let phone = text("--phone", args.next())?;
                self.uses("--phone", |it| it.phone = Some(phone));
            }
            "--text" => self.uses("--text", |it| it.shown = Shown::Text),
            "--png" => {
                let file = PathBuf::from(value("--png", args.next())?);
                self.uses("--png", |it| it.shown = Shown::Png(file));
            }
            _ => return Err(format!("unknown argument {option}")),
        }
        Ok(())
    }

    fn uses(&mut self, option: &'static str, take: impl FnOnce(&mut Self)) {
        self.used.push(option);
        take(self);
    }

    fn of(self, command: &str) -> Result<ScriptArgs, String> {
        let fits: &[&str] = match command {
            "list" => &["--known", "--state"],
            "show" => &["--known"],
            "create" => &["--name", "--set", "--secret", "--timeout"],
            "pair" => &["--phone", "--text", "--png", "--timeout"],
            _ => &[],
        };
        if let Some(odd) = self.used.iter().find(|option| !fits.contains(option)) {
            return Err(format!("{command} takes no {odd}"));
        }
        let missing = if command == "create" { "create needs --name NAME" } else { "which instance? give its NAME" };
        let name = || self.name.clone().filter(|name| !name.trim().is_empty()).ok_or_else(|| missing.to_owned());
        if command == "create" && self.account.is_none() {
            return Err("create needs --account NAME".to_owned());
        }
        if self.secrets.iter().filter(|(_, source)| *source == Source::Stdin).count() > 1 {
            return Err("standard input holds one secret; give the others with fd:N".to_owned());
        }
        let script = match command {
            "list" => Script::List { states: self.states.clone() },
            "show" => Script::Show { name: name()? },
            "create" => Script::Create { name: name()?, set: self.set.clone(), secrets: self.secrets.clone() },
            "pair" => Script::Pair { name: name()?, phone: self.phone.clone(), shown: self.shown.clone() },
            _ => Script::Restart { name: name()? },
        };
        let Self { data_dir, lang, json, known, account, timeout, .. } = self;
        Ok(ScriptArgs { data_dir, lang, json, account, known, timeout: timeout.unwrap_or(TIMEOUT), command: script })
    }
}

fn text(name: &str, given: Option<OsString>) -> Result<String, String> {
    value(name, given)?.into_string().map_err(|_| format!("{name} takes text"))
}

/// `field=-` or `field=fd:3`. What stands there instead is not said again: it may be the secret.
fn secret(given: &str) -> Result<(String, Source), String> {
    let odd = || {
        "--secret takes FIELD=- (from standard input) or FIELD=fd:N; on the command line others could read it"
            .to_owned()
    };
    let (field, source) = given.split_once('=').ok_or_else(odd)?;
    let source = match source.strip_prefix("fd:") {
        _ if source == "-" => Source::Stdin,
        Some(number) => Source::Descriptor(number.parse().map_err(|_| odd())?),
        None => return Err(odd()),
    };
    Ok((field.to_owned(), source))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<ScriptArgs, String> {
        let mut words = line.split_whitespace();
        let command = words.next().unwrap();
        match parse(command, words.map(OsString::from))? {
            Parsed::Script(args) => Ok(args),
            Parsed::Version | Parsed::Help => Err("no command".to_owned()),
        }
    }

    #[test]
    fn reads_what_the_contract_names() {
        let args = read("list --account Loja --state connected,failed --json --data-dir /d --lang es").unwrap();
        assert_eq!((args.account.as_deref(), args.json, args.known), (Some("Loja"), true, false));
        assert_eq!(args.command, Script::List { states: vec!["connected".to_owned(), "failed".to_owned()] });
        let args = read("create --account A --name vendas --set qrcode=true --set events=A,B --secret token=fd:3");
        let set = [("qrcode", "true"), ("events", "A,B")].map(|(key, text)| (key.to_owned(), text.to_owned()));
        let secrets = vec![("token".to_owned(), Source::Descriptor(3))];
        assert_eq!(args.unwrap().command, Script::Create { name: "vendas".to_owned(), set: set.to_vec(), secrets });
        let args = read("pair vendas --phone 5511988771200 --png /tmp/c.png --timeout 30").unwrap();
        assert_eq!(args.timeout, Duration::from_secs(30));
        assert!(matches!(args.command, Script::Pair { shown: Shown::Png(_), phone: Some(_), .. }));
        assert_eq!(read("restart vendas").unwrap().command, Script::Restart { name: "vendas".to_owned() });
        assert!(read("show vendas --known").unwrap().known);
        // A gateway may have a name that looks like an option.
        for name in ["--json", "-vendas", "--"] {
            let args = read(&format!("show --known -- {name}")).unwrap();
            assert_eq!((args.command, args.json), (Script::Show { name: name.to_owned() }, false));
        }
    }

    #[test]
    fn names_what_it_cannot_use_and_never_a_secret() {
        for (line, words) in [
            ("show", "give its NAME"),
            ("show a b", "unknown argument b"),
            ("show -- a --json", "unknown argument --json"),
            ("list a", "unknown argument a"),
            ("list --state x", "not x"),
            ("list --png x", "list takes no --png"),
            ("create --name a", "--account"),
            ("create --account a", "--name"),
            ("create --account a --name b --set x", "FIELD=VALUE"),
            ("create --account a --name b --secret x=- --secret y=-", "one secret"),
            ("pair a --timeout 0", "--timeout"),
            ("restart a --text", "restart takes no --text"),
            ("restart a --bogus", "unknown argument --bogus"),
        ] {
            let told = read(line).unwrap_err();
            assert!(told.contains(words), "{line}: {told}");
        }
        let told = read("create --account a --name b --secret token=CANARY").unwrap_err();
        assert!(told.contains("standard input") && !told.contains("CANARY"), "{told}");
    }
}
