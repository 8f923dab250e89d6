//! What the program asks of the desktop while it runs: where to save a file, to tell something, to come to the front.

use crate::app::news::{self, News};
use crate::app::state::{JobState, State};
use crate::desktop::notify::{Notifier, Press};
use crate::desktop::save_dialog::{self, Chosen};
use crate::domain::ids::JobId;
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::i18n::Texts;
use crate::ui;
use egui::Context;
use std::sync::mpsc::{Receiver, TryRecvError};

/// What became of asking where to save.
pub enum WhereTo {
    /// This saves nothing, and is done at once.
    Nothing(JobId, Command),
    Now,
    /// Another dialog is open.
    Already,
}

/// What is under way with the desktop.
#[derive(Default)]
pub struct Outside {
    /// The dialog that is open, and what is saved with its answer.
    dialog: Option<(Receiver<Chosen>, JobId, Command)>,
    /// The dialog that asks for a file, and whose choice it is.
    choice: Option<(Receiver<Chosen>, JobId)>,
    notifier: Notifier,
    pub news: News,
    /// More has come than the last frame had time for.
    pub is_behind: bool,
}

impl Outside {
    /// Asks where to save, before that is done. While a dialog is open, none follows.
    pub fn ask_where(&mut self, ctx: &Context, texts: &Texts, job: JobId, command: Command) -> WhereTo {
        let (name, extension) = match &command {
            Command::SaveCode { name, to: None, format, .. } => (name.as_str(), format.extension()),
            Command::SaveText { name, extension, to: None, .. } => (name.as_str(), *extension),
            Command::Backup { to: None, passphrase } => ("backup", if passphrase.is_some() { "age" } else { "json" }),
            Command::SealReport { to: None, report, .. } => (report.name.as_str(), "age"),
            Command::ExportList { to: None, format, .. } => ("instances", format.extension()),
            _ => return WhereTo::Nothing(job, command),
        };
        if self.dialog.is_some() {
            return WhereTo::Already;
        }
        let file = file_name(name, extension);
        let context = ctx.clone();
        let answer = save_dialog::ask(&texts.t("pair-save"), &file, extension, move || ui::wake(&context));
        self.dialog = Some((answer, job, command));
        WhereTo::Now
    }

    /// The command whose place was chosen meanwhile.
    pub fn chosen(&mut self, state: &mut State) -> Option<(JobId, Command)> {
        let (answer, ..) = self.dialog.as_ref()?;
        let chosen = match answer.try_recv() {
            Ok(chosen) => chosen,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Chosen::NoDialog,
        };
        let (_, job, mut command) = self.dialog.take()?;
        state.has_no_dialog = chosen == Chosen::NoDialog;
        if let Command::SaveCode { to, .. }
        | Command::SaveText { to, .. }
        | Command::Backup { to, .. }
        | Command::SealReport { to, .. }
        | Command::ExportList { to, .. } = &mut command
        {
            match chosen {
                Chosen::Path(path) => *to = Some(path),
                Chosen::NoDialog => {}
                Chosen::Cancelled => {
                    state.jobs.insert(job, JobState::Done(Done::Nothing));
                    return None;
                }
            }
        }
        Some((job, command))
    }

    /// Asks for a file. While a dialog is open, none follows, and nothing is chosen. Whether it asks.
    pub fn ask_for(
        &mut self,
        ctx: &Context,
        texts: &Texts,
        state: &mut State,
        job: JobId,
        kinds: &'static [&'static str],
    ) -> bool {
        if self.choice.is_some() {
            state.jobs.insert(job, JobState::Done(Done::Nothing));
            return false;
        }
        let context = ctx.clone();
        let answer = save_dialog::ask_for(&texts.t("choose-file"), kinds, move || ui::wake(&context));
        state.jobs.insert(job, JobState::Running);
        self.choice = Some((answer, job));
        true
    }

    /// Takes in which file was chosen meanwhile.
    pub fn follow_choice(&mut self, state: &mut State) {
        let Some((answer, job)) = &self.choice else { return };
        let chosen = match answer.try_recv() {
            Ok(chosen) => chosen,
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => Chosen::NoDialog,
        };
        let done = match chosen {
            Chosen::Path(path) => Done::Chosen(path),
            Chosen::Cancelled => Done::Nothing,
            Chosen::NoDialog => {
                state.has_no_dialog = true;
                Done::Nothing
            }
        };
        state.jobs.insert(*job, JobState::Done(done));
        self.choice = None;
    }

    /// Tells what there is to tell, from what is shown.
    pub fn tell(&mut self, ctx: &Context, shown: &State, texts: &Texts) {
        let in_front = !ctx.input(ui::lost_keyboard);
        for note in self.news.notes(shown, texts, in_front) {
            let context = ctx.clone();
            self.notifier.show(note, &move || ui::wake(&context));
        }
        if let Some(time) = self.news.looks_again_in() {
            ctx.request_repaint_after(time);
        }
    }

    /// Shows a notification that tells of nothing.
    pub fn try_notice(&mut self, ctx: &Context, texts: &Texts) {
        let context = ctx.clone();
        self.notifier.show(news::for_a_try(texts), &move || ui::wake(&context));
    }

    /// Takes in whether the desktop refused the last one, and gives what was pressed on others.
    pub fn follow(&self, state: &mut State) -> Vec<Press> {
        state.notify_refused = self.notifier.refused();
        self.notifier.presses()
    }
}

/// What the file of this name is called until the person says otherwise: something that every system takes. Windows refuses
/// some marks, reads others as a search, and knows devices by names that the beginning keeps away.
fn file_name(name: &str, extension: &str) -> String {
    let plain = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '-' } else { c };
    let name: String = name.chars().take(60).map(plain).collect();
    format!("pairdesk-{name}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_something_that_every_system_takes() {
        assert_eq!(file_name("Loja São João 🛵", "svg"), "pairdesk-Loja São João 🛵.svg");
        assert_eq!(file_name("a/b\\c:d\0e\n", "csv"), "pairdesk-a-b-c-d-e-.csv");
        assert_eq!(file_name(r#"Sul "2" <*?>|"#, "png"), "pairdesk-Sul -2- -----.png");
        assert_eq!(file_name(&"🛵".repeat(200), "png").len(), "pairdesk-.png".len() + 60 * "🛵".len());
    }
}
