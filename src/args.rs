//! The program's arguments: a contract with scripts, see README.

pub mod script;
mod value;

use crate::args::script::ScriptArgs;
use crate::args::value::value;
use crate::domain::settings::Language;
use std::ffi::OsString;
use std::path::PathBuf;

/// What was asked for on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Args {
    Window(WindowArgs),
    /// Run only the loopback gateways, in the foreground.
    Sandbox {
        port: u16,
    },
    /// A command for scripts.
    Script(ScriptArgs),
    /// Remove everything that Pairdesk keeps.
    Erase {
        data_dir: Option<PathBuf>,
    },
    Version,
    Help,
}

/// What draws the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Renderer {
    /// What worked here, or else what is usual on this system.
    #[default]
    Auto,
    Wgpu,
    Glow,
}

impl Renderer {
    /// Only Windows has a choice.
    fn from_name(name: &str) -> Result<Self, &'static str> {
        match name {
            "auto" => Ok(Self::Auto),
            "glow" => Ok(Self::Glow),
            "wgpu" if cfg!(windows) => Ok(Self::Wgpu),
            _ if cfg!(windows) => Err("--renderer takes auto, wgpu or glow"),
            _ => Err("--renderer takes auto or glow"),
        }
    }
}

/// How to open the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowArgs {
    pub data_dir: Option<PathBuf>,
    pub sandbox: bool,
    pub lang: Option<Language>,
    pub renderer: Renderer,
}

/// The text of `--version`.
pub const VERSION: &str = concat!("pairdesk ", env!("CARGO_PKG_VERSION"), "\n");

/// The text of `--help`.
pub const HELP: &str = "\
Create WhatsApp-gateway instances, pair them and keep their credentials

Usage: pairdesk [OPTIONS]
       pairdesk list [--account NAME] [--state STATE,…] [--known]
       pairdesk show NAME [--account NAME] [--known]
       pairdesk create --account NAME --name NAME [--set FIELD=VALUE]…
                       [--secret FIELD=-|FIELD=fd:N]… [--timeout SECONDS]
       pairdesk pair NAME [--phone NUMBER] [--text | --png FILE]
                       [--timeout SECONDS]
       pairdesk restart NAME
       pairdesk sandbox [--port N]
       pairdesk erase --yes [--data-dir DIR]

Options:
      --data-dir DIR  keep everything that is not a secret under DIR
      --sandbox       start with the sandbox on and its accounts added
      --lang LANG     language of this run: en, pt-BR or es
      --renderer R    what draws the window: auto, glow, on Windows also wgpu
  -h, --help          print this help and end
  -V, --version       print the version and end

For scripts, without a window, each with --json, --data-dir and --lang:
  list                the instances, asked anew
      --account NAME  of this account alone; for the others, where to look
      --state STATE   only these: connected, phone-offline, connecting,
                      waiting-for-scan, challenge, disconnected, failed,
                      unknown or unchecked
      --known         what is known here; no gateway and no keyring is asked
  show NAME           one instance, by its name, alias or id
  create              a new instance
      --name NAME     its name
      --set F=V       a field of the account's form and its value
      --secret F=-    a secret from standard input, or F=fd:N from a descriptor
      --timeout SECS  how long to wait for a phone, or for a lost answer to be
                      looked up; 180 where nothing is said
  pair NAME           show codes until a phone is linked
      --phone NUMBER  a code to type on this phone
      --text          what the code says, in the place of a drawing
      --png FILE      the code as a picture, replaced by each new one
  restart NAME        restart it
      --json          answer with one JSON document, of pair one in each line

They end with 0 done, 1 failed here, 2 unusable arguments, 3 no such account or
instance, or several, 4 failed at the gateway, 5 unconfirmed: the answer was
lost, and nothing is sent again, 6 keyring closed, 7 another Pairdesk has the
folder, 8 waited in vain, 130 interrupted, 141 nobody reads.

Commands:
  sandbox             run only the loopback gateways: print their addresses and
                      keys as one JSON line, end on Ctrl+C or SIGTERM
      --port N        port to listen on; 0 or nothing takes a free one
  erase               remove the data folder and its keys and tokens, for ever
      --yes           said to mean it; nothing is deleted at the providers

Where Pairdesk is open already with the same data folder, its window comes to
the front and takes --sandbox and --lang over.
";

/// Whether who asked reads JSON, whatever is wrong with the rest: only commands for scripts answer in it.
#[must_use]
pub fn wants_json(args: impl IntoIterator<Item = OsString>) -> bool {
    args.into_iter().any(|arg| arg == "--json")
}

/// Reads the arguments, without the program's own name.
///
/// # Errors
/// A sentence for the terminal that names the unusable argument.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Args, String> {
    let mut args = args.into_iter().peekable();
    if args.peek().is_some_and(|first| first == "sandbox") {
        args.next();
        return parse_sandbox(args);
    }
    if args.peek().is_some_and(|first| first == "erase") {
        args.next();
        return parse_erase(args);
    }
    if let Some(command) = args.peek().and_then(|first| first.to_str()).and_then(script::of) {
        args.next();
        return Ok(match script::parse(command, args)? {
            script::Parsed::Script(script) => Args::Script(script),
            script::Parsed::Version => Args::Version,
            script::Parsed::Help => Args::Help,
        });
    }
    let mut window = WindowArgs::default();
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--version" | "-V") => return Ok(Args::Version),
            Some("--help" | "-h") => return Ok(Args::Help),
            Some("--sandbox") => window.sandbox = true,
            Some("--data-dir") => window.data_dir = Some(PathBuf::from(value("--data-dir", args.next())?)),
            Some("--lang") => {
                let tag = value("--lang", args.next())?;
                let language = tag.to_str().and_then(Language::from_tag);
                window.lang = Some(language.ok_or("--lang takes en, pt-BR or es")?);
            }
            Some("--renderer") => {
                let name = value("--renderer", args.next())?;
                window.renderer = Renderer::from_name(name.to_str().unwrap_or_default())?;
            }
            _ => return Err(format!("unknown argument {}", arg.display())),
        }
    }
    Ok(Args::Window(window))
}

fn parse_sandbox(mut args: impl Iterator<Item = OsString>) -> Result<Args, String> {
    let mut port = 0;
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--version" | "-V") => return Ok(Args::Version),
            Some("--help" | "-h") => return Ok(Args::Help),
            Some("--port") => {
                let number = value("--port", args.next())?;
                let number = number.to_str().and_then(|text| text.parse().ok());
                port = number.ok_or("--port takes a number from 0 to 65535")?;
            }
            _ => return Err(format!("unknown argument {}", arg.display())),
        }
    }
    Ok(Args::Sandbox { port })
}

fn parse_erase(mut args: impl Iterator<Item = OsString>) -> Result<Args, String> {
    let mut data_dir = None;
    let mut sure = false;
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--help" | "-h") => return Ok(Args::Help),
            Some("--version" | "-V") => return Ok(Args::Version),
            Some("--yes") => sure = true,
            Some("--data-dir") => data_dir = Some(PathBuf::from(value("--data-dir", args.next())?)),
            _ => return Err(format!("unknown argument {}", arg.display())),
        }
    }
    let unsure = "erase removes accounts, instances, keys and tokens for ever; nothing was removed without --yes";
    if sure { Ok(Args::Erase { data_dir }) } else { Err(unsure.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Args, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn reads_what_the_contract_names() {
        let window = WindowArgs {
            data_dir: Some(PathBuf::from("/d")),
            sandbox: true,
            lang: Some(Language::Portuguese),
            renderer: Renderer::Glow,
        };
        assert_eq!(read("--data-dir /d --sandbox --lang pt-BR --renderer glow"), Ok(Args::Window(window)));
        assert_eq!(read(""), Ok(Args::Window(WindowArgs::default())));
        assert_eq!(read("sandbox --port 8100"), Ok(Args::Sandbox { port: 8100 }));
        let folder = Some(PathBuf::from("/d"));
        assert_eq!(read("erase --yes --data-dir /d"), Ok(Args::Erase { data_dir: folder }));
        assert_eq!(read("erase --yes"), Ok(Args::Erase { data_dir: None }));
    }

    #[test]
    fn version_and_help_have_both_spellings_also_after_sandbox() {
        for line in ["--version", "-V", "--sandbox -V", "sandbox --version", "sandbox --port 1 -V"] {
            assert_eq!(read(line), Ok(Args::Version), "{line}");
        }
        for line in ["--help", "-h", "--lang en -h", "sandbox --help", "sandbox -h"] {
            assert_eq!(read(line), Ok(Args::Help), "{line}");
        }
        assert_eq!(VERSION.trim_end().split_once(' '), Some(("pairdesk", env!("CARGO_PKG_VERSION"))));
    }

    #[test]
    fn help_fits_a_terminal_and_its_columns_are_aligned() {
        assert!(HELP.lines().all(|line| line.chars().count() <= 80), "{HELP}");
        let options = || {
            HELP.lines().filter(|line| {
                line.trim_start().starts_with('-') || line.starts_with("  sandbox") || line.starts_with("  erase")
            })
        };
        let column = |line: &str| {
            line[6..]
                .find("  ")
                .map(|gap| 6 + gap + line[6 + gap..].len() - line[6 + gap..].trim_start().len())
        };
        assert_eq!(options().count(), 21);
        assert!(options().all(|line| column(line) == Some(22)), "{HELP}");
    }

    #[test]
    fn erasing_has_to_be_meant() {
        assert!(read("erase").unwrap_err().contains("nothing was removed"));
        assert!(read("erase --data-dir /d").unwrap_err().contains("nothing was removed"));
        assert_eq!(read("erase --yes --sandbox"), Err("unknown argument --sandbox".to_owned()));
    }

    #[test]
    fn names_what_it_cannot_use() {
        assert_eq!(read("--lang fr"), Err("--lang takes en, pt-BR or es".to_owned()));
        assert!(read("--renderer paper").is_err_and(|words| words.contains("takes auto")));
        assert_eq!(read("--renderer wgpu").is_ok(), cfg!(windows));
        assert_eq!(read("--data-dir"), Err("--data-dir needs a value".to_owned()));
        assert_eq!(read("sandbox --port x"), Err("--port takes a number from 0 to 65535".to_owned()));
        assert_eq!(read("--bogus"), Err("unknown argument --bogus".to_owned()));
    }
}
