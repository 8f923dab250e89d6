//! The program without a window, for scripts: the same engine, journal and keyring, one command, one answer.

mod answer;
mod client;
mod code;
mod create;
mod created;
mod find;
mod list;
mod pair;
mod words;

use crate::args::script::{Script, ScriptArgs};
use crate::desktop::console;
use crate::engine::command::Action;
use crate::i18n::{Texts, system_language};
use crate::script::answer::{Answer, Exit, Stop};
use crate::script::client::Client;
use std::process::ExitCode;

/// Carries the command out, answers, and gives the exit code.
#[must_use]
pub fn run(args: &ScriptArgs) -> ExitCode {
    // Who starts it there ends it there, by Ctrl+C.
    let _console = console::hold();
    let texts = Texts::new(args.lang.unwrap_or_else(system_language));
    let answer = Answer::new(args.json);
    let ended = Client::start(args, texts.clone()).and_then(|mut client| {
        let ended = carry_out(&mut client, args, answer);
        let texts = client.texts.clone();
        // In order: what was sent is written down before the program ends.
        drop(client);
        ended.map_err(|stop| (stop, texts))
    });
    match ended {
        Ok(()) => ExitCode::from(Exit::Done as u8),
        Err((stop, _)) => answer.stop(&stop),
    }
}

/// What is said of arguments that cannot be used, where JSON was asked for.
#[must_use]
pub fn misused(words: &str) -> ExitCode {
    Answer::new(true).stop(&Stop::new(Exit::Usage, "usage", words.to_owned()))
}

fn carry_out(client: &mut Client, args: &ScriptArgs, answer: Answer) -> Result<(), Stop> {
    match &args.command {
        Script::List { states } => list::list(client, args, states, answer),
        Script::Show { name } => list::show(client, args, name, answer),
        Script::Create { name, set, secrets } => create::create(client, args, name, set, secrets, answer),
        Script::Pair { name, phone, shown } => pair::pair(client, args, name, (phone.as_deref(), shown), answer),
        Script::Restart { name } => {
            let row = find::instance(client, name, args.account.as_deref())?;
            client.act(row.id, Action::Restart)?;
            list::tell(client, row.id, answer, "script-restarted")
        }
    }
}
