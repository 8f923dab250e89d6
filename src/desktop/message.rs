//! Why the program does not start: in English for a terminal, in the person's language where nobody reads one.

use crate::desktop::console;
use crate::domain::settings::Language;
use crate::i18n::{Texts, system_language};
use std::process::ExitCode;

/// What keeps the program from starting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Arguments,
    AlreadyRunning,
    DataFolder,
    NoWindow,
    Other,
}

impl Trouble {
    /// A contract with scripts, see README.
    fn code(self) -> u8 {
        match self {
            Self::Arguments => 2,
            Self::AlreadyRunning => 3,
            Self::DataFolder | Self::NoWindow | Self::Other => 1,
        }
    }

    fn headline(self, texts: &Texts) -> String {
        match self {
            Self::Arguments => texts.t("start-arguments"),
            Self::AlreadyRunning => texts.t("start-running"),
            Self::DataFolder => texts.t("start-folder"),
            Self::NoWindow => texts.t("start-window"),
            Self::Other => texts.t("start-failed"),
        }
    }

    /// What to do, where the reason does not say it.
    fn advice(self, texts: &Texts) -> Option<String> {
        match self {
            Self::AlreadyRunning => Some(texts.t("start-running-text")),
            Self::NoWindow => Some(texts.t("start-window-text")),
            Self::Arguments | Self::DataFolder | Self::Other => None,
        }
    }
}

/// Tells it and gives the exit code. `words` are the reason, in English.
#[must_use]
pub fn fail(trouble: Trouble, words: &str, language: Option<Language>) -> ExitCode {
    if !console::complain(&format!("pairdesk: {words}\n")) {
        let texts = Texts::new(language.unwrap_or_else(system_language));
        show(&trouble.headline(&texts), &body(trouble, words, &texts));
    }
    ExitCode::from(trouble.code())
}

/// The same for what is given to a terminal or run by another program, such as an uninstaller: no box may hold it up.
#[must_use]
pub fn complain(trouble: Trouble, words: &str) -> ExitCode {
    let _ = console::complain(&format!("pairdesk: {words}\n"));
    ExitCode::from(trouble.code())
}

/// The headline says all that there is to say of a second start.
fn body(trouble: Trouble, words: &str, texts: &Texts) -> String {
    match trouble.advice(texts) {
        Some(advice) if trouble == Trouble::AlreadyRunning => advice,
        Some(advice) => format!("{advice}\n\n{words}"),
        None => words.to_owned(),
    }
}

#[cfg(target_os = "macos")]
fn show(headline: &str, text: &str) {
    show_box(format!("{headline}\n\n{text}"));
}

/// From a thread of its own: a box takes the messages of all windows of its thread in, those of one that failed too.
#[cfg(windows)]
fn show(headline: &str, text: &str) {
    let text = format!("{headline}\n\n{text}");
    let shown = std::thread::Builder::new().name("message".to_owned()).spawn(move || show_box(text));
    let _ = shown.map(std::thread::JoinHandle::join);
}

#[cfg(any(windows, target_os = "macos"))]
fn show_box(text: String) {
    let dialog = rfd::MessageDialog::new().set_level(rfd::MessageLevel::Error).set_title("Pairdesk");
    let _ = dialog.set_description(text).show();
}

/// A desktop shows no box for a program that has no window; it shows notifications. Without anybody who does, the words
/// stand in the session's log.
#[cfg(not(any(windows, target_os = "macos")))]
fn show(headline: &str, text: &str) {
    let _ = notify(headline, text);
}

#[cfg(not(any(windows, target_os = "macos")))]
fn notify(headline: &str, text: &str) -> zbus::Result<()> {
    use crate::desktop::APP_ID;
    use std::collections::HashMap;
    use zbus::zvariant::Value;
    /// A desktop that does not answer must not keep the program.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);
    const NAME: &str = "org.freedesktop.Notifications";
    const STAYS: i32 = 0;
    let bus = zbus::blocking::connection::Builder::session()?.method_timeout(PATIENCE).build()?;
    let urgent = HashMap::from([("urgency", Value::from(2_u8)), ("desktop-entry", Value::from(APP_ID))]);
    let (actions, text) = (Vec::<&str>::new(), escaped(text));
    let call = ("Pairdesk", 0_u32, APP_ID, headline, text, actions, urgent, STAYS);
    bus.call_method(Some(NAME), "/org/freedesktop/Notifications", Some(NAME), "Notify", &call)?;
    Ok(())
}

/// Notifications may read their text as markup.
#[cfg(not(any(windows, target_os = "macos")))]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Trouble; 5] =
        [Trouble::Arguments, Trouble::AlreadyRunning, Trouble::DataFolder, Trouble::NoWindow, Trouble::Other];

    #[test]
    fn every_trouble_is_told_in_every_language_with_its_reason() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            for trouble in ALL {
                let told = body(trouble, "the reason", &texts);
                assert!(trouble.headline(&texts).len() > 10, "{trouble:?}");
                assert_eq!(told.contains("the reason"), trouble != Trouble::AlreadyRunning, "{told}");
            }
        }
    }

    #[test]
    fn exit_codes_are_those_of_the_readme() {
        assert_eq!(ALL.map(Trouble::code), [2, 3, 1, 1, 1]);
    }
}
