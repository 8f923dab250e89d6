//! `pair`: codes as they come, until the phone is linked or the time is over.

use crate::app::state::JobState;
use crate::args::script::{ScriptArgs, Shown};
use crate::desktop::console;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::JobId;
use crate::domain::instance::Instance;
use crate::domain::pairing::{Pairing, Phase, ShownCode, Start, Step};
use crate::domain::pairing_code::{PairingText, TypedCode};
use crate::domain::phone::{self, Typed};
use crate::domain::record::Record;
use crate::engine::command::Command;
use crate::engine::event::PairingView;
use crate::engine::save_code;
use crate::qr::Matrix;
use crate::qr::picture::Format;
use crate::script::answer::{Answer, Exit, Stop};
use crate::script::client::Client;
use crate::script::{code, find, list};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a look at the window comes to.
enum Seen {
    Code(Box<ShownCode>, Arc<Matrix>),
    /// Nobody scanned the last one: another is asked for.
    AskMore,
    Connected,
    /// Nobody reads any more: the next code would be told to nobody.
    Unread,
    /// Only a person can go on: the key of why, and of what stood in the place of a code.
    Stuck(&'static str, &'static str),
    Failed(Failure),
    /// It did not work this time; a person at the window would try again.
    PutOff(Failure),
}

/// How long to wait where a gateway does not say it.
const PAUSE: Duration = Duration::from_secs(3);

/// Pairs it.
pub fn pair(
    client: &mut Client,
    args: &ScriptArgs,
    name: &str,
    (phone, shown): (Option<&str>, &Shown),
    answer: Answer,
) -> Result<(), Stop> {
    let row = find::instance(client, name, args.account.as_deref())?;
    if let Some(phone) = phone.filter(|phone| !matches!(phone::read(phone), Typed::Number(_))) {
        let words = client.texts.with("script-bad-phone", &[("phone", phone)]);
        return Err(Stop::new(Exit::Usage, "usage", words));
    }
    let until = Instant::now() + args.timeout;
    let begin = || Command::Pair { instance: row.id, phone: phone.map(str::to_owned) };
    let mut job = client.begin(begin())?;
    let mut told = Told { shown, answer, last: None, any: false, lines: 0 };
    loop {
        let last = told.last;
        let seen = client.wait(Some(until), |state| {
            if let Some(JobState::Failed(failure)) = state.jobs.get(&job) {
                // Its token was to be read from a list, and nothing was begun.
                let ended = if is_passing(failure.kind) { Seen::PutOff } else { Seen::Failed };
                return Some(ended(failure.clone()));
            }
            if console::is_unread() {
                return Some(Seen::Unread);
            }
            state.pairing.as_ref().filter(|view| view.job == job).and_then(|view| seen(view, last))
        })?;
        match seen {
            Some(Seen::Code(code, matrix)) => told.code(client, &row, &code, &matrix)?,
            Some(Seen::AskMore) => ask_more(client, job, &mut told),
            Some(Seen::Unread) => return Err(Answer::unread()),
            Some(Seen::Connected) => return connected(client, &row, answer),
            Some(Seen::Stuck(key, kind)) => {
                let kind = if kind.is_empty() { String::new() } else { client.texts.t(kind) };
                let words = client.texts.with(&format!("{key}-text"), &[("kind", &kind)]);
                return Err(Stop::new(Exit::Gateway, key, words));
            }
            Some(Seen::PutOff(failure)) => {
                let again = Instant::now() + failure.retry_after.unwrap_or(PAUSE);
                if again >= until {
                    return Err(client.failed(&failure));
                }
                if client.wait(Some(again), |_| console::is_unread().then_some(()))?.is_some() {
                    return Err(Answer::unread());
                }
                if client.state.jobs.get(&job) == Some(&JobState::Running) {
                    ask_more(client, job, &mut told);
                } else {
                    job = client.begin(begin())?;
                }
            }
            Some(Seen::Failed(failure)) => return Err(client.failed(&failure)),
            None => return Err(timed_out(client, args.timeout, !told.any)),
        }
    }
}

/// As a person at the window does: codes are counted from one again.
fn ask_more(client: &Client, job: JobId, told: &mut Told<'_>) {
    told.last = None;
    client.send(Command::MoreCodes { job });
    // The window answers with another phase.
    std::thread::sleep(Duration::from_millis(200));
}

/// Whether asking for a code again harms nobody: where that is no more than a read, or was put off.
fn may_ask_again(pairing: &Pairing, failure: &Failure) -> bool {
    failure.kind == FailureKind::RateLimited || pairing.pace.start == Start::Reads && is_passing(failure.kind)
}

/// It may work a moment later.
const fn is_passing(kind: FailureKind) -> bool {
    use FailureKind as K;
    matches!(
        kind,
        K::RateLimited
            | K::ServerError
            | K::GatewayDown
            | K::Refused
            | K::ConnectTimeout
            | K::ConnectionLost
            | K::Timeout
    )
}

/// Nobody linked a phone: because there was no code to scan, or because the gateway does not answer, where that is so.
fn timed_out(client: &Client, timeout: Duration, is_codeless: bool) -> Stop {
    let pairing = client.state.pairing.as_ref().map(|view| &view.pairing);
    let trouble = pairing.and_then(|pairing| pairing.trouble.as_ref()).map(|failure| client.failed(failure).words);
    // That there was none is what the gateway says. Of one that does not answer nobody knows.
    let is_told = |step: Step| matches!(step, Step::NoCodeYet | Step::NoTypedYet | Step::UsedCode);
    let is_silent = pairing.is_none_or(|it| it.frozen || it.phase == Phase::Fetching && !is_told(it.step));
    let key = match (is_codeless, &trouble) {
        (true, None) if is_silent => "script-no-answer",
        (true, None) => "script-no-code",
        _ => "script-timed-out",
    };
    let words = client.texts.with(key, &[("seconds", &timeout.as_secs().to_string())]);
    let words = trouble.map_or(words.clone(), |trouble| format!("{words}. {trouble}"));
    Stop::new(Exit::TimedOut, "timed-out", words)
}

fn connected(client: &mut Client, row: &Instance, answer: Answer) -> Result<(), Stop> {
    // The row follows the window.
    let soon = Instant::now() + Duration::from_secs(3);
    client.wait(Some(soon), |state| state.instance(row.id).filter(|row| row.state.is_linked()).map(|_| ()))?;
    if !answer.json {
        return list::tell(client, row.id, answer, "script-connected");
    }
    let account = client.state.account(row.account);
    let now = client.state.instance(row.id);
    let record = account.zip(now).map(|(account, row)| Record::of(account, row));
    Answer::json(&json!({"event": "connected", "instance": record}))
}

/// What there is to say; `last` is the number of the code that was told.
fn seen(view: &PairingView, last: Option<u32>) -> Option<Seen> {
    let pairing = &view.pairing;
    match &pairing.phase {
        Phase::Showing | Phase::OnlyToScan => {
            let code = pairing.code.as_ref().filter(|code| Some(code.number) != last)?;
            Some(Seen::Code(Box::new(code.clone()), Arc::clone(&view.modules)))
        }
        Phase::Connected { .. } => Some(Seen::Connected),
        Phase::Exhausted | Phase::Closed => Some(Seen::AskMore),
        Phase::GaveUp => Some(Seen::Stuck("pair-gave-up", "")),
        Phase::InTheWay => Some(Seen::Stuck("pair-in-the-way", "")),
        Phase::Challenge(_) => Some(Seen::Stuck("pair-challenge", "")),
        Phase::NotACode(kind) => Some(Seen::Stuck("pair-not-a-code", kind.key())),
        Phase::Failed(failure) if may_ask_again(pairing, failure) => Some(Seen::PutOff(failure.clone())),
        Phase::Failed(failure) => Some(Seen::Failed(failure.clone())),
        Phase::Fetching | Phase::Silent => None,
    }
}

/// How codes are told, and which was the last.
struct Told<'a> {
    shown: &'a Shown,
    answer: Answer,
    last: Option<u32>,
    any: bool,
    /// Lines of the terminal that the last one took.
    lines: usize,
}

impl Told<'_> {
    fn code(&mut self, client: &Client, row: &Instance, code: &ShownCode, matrix: &Arc<Matrix>) -> Result<(), Stop> {
        (self.last, self.any) = (Some(code.number), true);
        if let Shown::Png(file) = self.shown
            && code.qr.is_some()
        {
            save(client, file, matrix)?;
        }
        let lives = code.lives.as_secs();
        if self.answer.json {
            let (text, typed) = (code.qr.as_ref().map(PairingText::as_str), code.typed.as_ref().map(TypedCode::halves));
            return Answer::json(&json!({"event": "code", "number": code.number, "text": text, "typed": typed,
                "expires_in": lives, "file": file(self.shown)}));
        }
        if let Some(typed) = &code.typed {
            let values = [("code", typed.halves()), ("name", row.name.clone())];
            let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
            return Answer::say(&format!("{}\n", client.texts.with("script-typed", &values)));
        }
        let Some(qr) = &code.qr else { return Ok(()) };
        match self.shown {
            Shown::Text => Answer::say(&format!("{}\n", qr.as_str())),
            Shown::Png(file) => {
                let path = file.display().to_string();
                Answer::say(&format!("{}\n", client.texts.with("script-picture", &[("path", &path)])))
            }
            Shown::Drawn => {
                let colors = console::has_colors();
                let hint = client.texts.with("script-scan", &[("name", &row.name), ("seconds", &lives.to_string())]);
                let drawn = format!("{}{hint}\n", code::drawn(matrix, colors));
                // The new one stands where the old one stood.
                let up = if colors && self.lines > 0 { format!("\x1b[{}A\x1b[J", self.lines) } else { String::new() };
                self.lines = drawn.lines().count();
                Answer::say(&format!("{up}{drawn}"))
            }
        }
    }
}

fn file(shown: &Shown) -> Option<String> {
    if let Shown::Png(file) = shown { Some(file.display().to_string()) } else { None }
}

/// The picture is whole or the one before: whoever shows it never sees half of one.
fn save(client: &Client, file: &Path, matrix: &Matrix) -> Result<(), Stop> {
    save_code(file, matrix, Format::Png).map_err(|failure| client.failed(&failure))
}
