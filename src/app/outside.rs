//! What the program asks of the desktop while it runs: where to save a file, to tell something, to come to the front.

use crate::app::news::News;
use crate::app::state::{JobState, State};
use crate::desktop::notify::Notifier;
use crate::desktop::save_dialog::{self, Chosen};
use crate::domain::ids::JobId;
use crate::engine::command::Command;
use crate::engine::event::Done;
use crate::i18n::Texts;
use crate::ui;
use egui::{Context, UserAttentionType, ViewportCommand};
use std::sync::mpsc::{Receiver, TryRecvError};

/// What is under way with the desktop.
#[derive(Default)]
pub struct Outside {
    /// The dialog that is open, and what is saved with its answer.
    dialog: Option<(Receiver<Chosen>, JobId, Command)>,
    notifier: Notifier,
    pub news: News,
}

impl Outside {
    /// Asks where to save, before that is done. Gives back whatever saves nothing; while a dialog is open, none follows.
    pub fn ask_where(
        &mut self,
        ctx: &Context,
        texts: &Texts,
        job: JobId,
        command: Command,
    ) -> Option<(JobId, Command)> {
        let (name, extension) = match &command {
            Command::SaveCode { name, to: None, format, .. } => (name, format.extension()),
            Command::SaveText { name, to: None, .. } => (name, "txt"),
            _ => return Some((job, command)),
        };
        if self.dialog.is_none() {
            let file = format!("pairdesk-{name}.{extension}");
            let file = file.replace(['/', '\\', ':', '\0'], "-");
            let context = ctx.clone();
            let answer = save_dialog::ask(&texts.t("pair-save"), &file, extension, move || ui::wake(&context));
            self.dialog = Some((answer, job, command));
        }
        None
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
        if let Command::SaveCode { to, .. } | Command::SaveText { to, .. } = &mut command {
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

    /// Tells what there is to tell, from what is shown.
    pub fn tell(&mut self, ctx: &Context, shown: &State, texts: &Texts) {
        let in_front = !ctx.input(ui::lost_keyboard);
        for note in self.news.notes(shown, texts, in_front) {
            let context = ctx.clone();
            self.notifier.show(note, &move || ui::wake(&context));
        }
    }

    /// Takes in what became of it: a notification that was pressed brings the window to the front.
    pub fn follow(&self, ctx: &Context, state: &mut State) {
        state.notify_refused = self.notifier.refused();
        if self.notifier.take_press() {
            ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
        }
    }
}
