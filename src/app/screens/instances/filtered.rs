//! Which rows are shown, and in which order: done anew only when something changed, and beside the frames where it
//! would take longer than a frame may.

use super::counted::Counts;
use super::fields::{Moment, Unread, Wanted};
pub use super::found::Row;
use super::found::{FoundRows, ShownRows, Task};
use super::index::Sizes;
use super::query::{Filter, Query};
use crate::app::cx::Cx;
use crate::app::state::State;
use crate::domain::ids::InstanceId;
use crate::domain::search::{Terms, fold};
use crate::domain::views::Look;
use crate::i18n::Texts;
use crate::ui;
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::time::Duration;

/// So many changed rows are read, or let go of, within a frame.
const FEW: usize = 1000;
/// More rows than these are sorted and searched beside the frames, too.
const MANY: usize = 5_000;
/// A system that has no thread left is asked again after so long.
const AGAIN: Duration = Duration::from_secs(1);

/// What was asked for last: of which state, and how.
struct Asked {
    version: u64,
    query: Query,
    /// Where the time alone changes what is found, the minute of it.
    minute: Option<i64>,
}

/// Where the rows are.
enum Place {
    Here(Box<FoundRows>),
    /// Being read, sorted and searched by a thread of their own.
    Beside(Receiver<(Box<FoundRows>, ShownRows)>),
}

impl Default for Place {
    fn default() -> Self {
        Self::Here(Box::default())
    }
}

/// What was sorted and filtered, kept until something changes.
#[derive(Default)]
pub struct Filtered {
    asked: Option<Asked>,
    place: Place,
    pub rows: Vec<Row>,
    /// Another number whenever the rows are others.
    pub version: u64,
    /// Rows per filter, in the order of [`Filter::ALL`].
    pub counts: [usize; Filter::ALL.len()],
    /// What was looked for.
    wanted: Wanted,
    /// What the columns of the rows that were found need room for, and the words of their states.
    pub sizes: Sizes,
    pub statuses: Vec<&'static str>,
    /// Every tag that a row has, found or not.
    pub tags: Vec<String>,
    /// How many rows other looks show.
    pub looks: Counts,
}

impl Filtered {
    /// Follows the state and the query, and says whether it is up to date: what takes long is done beside the frames,
    /// which asks for a frame at its end, and what was shown stays until then.
    pub fn update(&mut self, state: &State, texts: &Texts, query: &Query, ctx: &egui::Context) -> bool {
        if let Place::Beside(receiver) = &self.place {
            match receiver.try_recv() {
                Ok((found, shown)) => {
                    self.place = Place::Here(found);
                    self.show(shown);
                }
                Err(TryRecvError::Empty) => return false,
                Err(TryRecvError::Disconnected) => (self.place, self.asked) = (Place::default(), None),
            }
        }
        let moment = Moment::now();
        let is_same = |asked: &Asked| {
            asked.version == state.rows_version
                && asked.query == *query
                && asked.minute.is_none_or(|minute| minute == moment.minute())
        };
        if self.asked.as_ref().is_some_and(is_same) {
            return true;
        }
        let wanted = Wanted::of(&query.search, state, texts);
        let minute = wanted.is_timed().then(|| moment.minute());
        self.asked = Some(Asked { version: state.rows_version, query: query.clone(), minute });
        self.follow(Task::new(state, query, wanted, moment), state, texts, ctx)
    }

    /// Does it at once, or begins to do it beside the frames.
    fn follow(&mut self, mut task: Task, state: &State, texts: &Texts, ctx: &egui::Context) -> bool {
        let Place::Here(found) = &mut self.place else { return false };
        // Of many, what has changed is found out beside the frames as well.
        let is_many = state.instances.len().max(found.rows.len()) > MANY;
        let changes = (!is_many).then(|| found.changes(&task));
        if changes.as_ref().is_some_and(|changes| changes.len(&found.rows) <= FEW) {
            let shown = found.follow(task, changes);
            self.show(shown);
            return true;
        }
        task.looks = self.looks.outdated(state, texts);
        let (sender, receiver) = mpsc::channel();
        let (mut found, context) = (std::mem::take(found), ctx.clone());
        let work = move || {
            let shown = found.follow(task, changes);
            // Nobody waits for it any more when the program ends.
            let _ = sender.send((found, shown));
            ui::wake(&context);
        };
        if std::thread::Builder::new().name("index".to_owned()).spawn(work).is_err() {
            // Its rows went with it; the next frame sees that, and begins anew.
            ctx.request_repaint_after(AGAIN);
        }
        self.place = Place::Beside(receiver);
        false
    }

    fn show(&mut self, shown: ShownRows) {
        self.version += 1;
        let ShownRows { rows, counts, sizes, statuses, tags, wanted, looks } = shown;
        (self.rows, self.counts, self.sizes, self.statuses) = (rows, counts, sizes, statuses);
        (self.tags, self.wanted) = (tags, wanted);
        self.looks.take_in(looks);
    }

    /// The words that were looked for.
    pub fn words(&self) -> &Terms {
        &self.wanted.words
    }

    /// How many rows a look shows, as far as that is known.
    pub fn count(&mut self, ui: &egui::Ui, cx: &Cx<'_>, look: &Look) -> Option<usize> {
        let rows = if let Place::Here(found) = &self.place { Some(&found.rows) } else { None };
        self.looks.of(ui, cx, look, rows)
    }

    /// What was looked for as it stands, though it was meant as a field.
    pub fn unread(&self) -> Option<&Unread> {
        self.wanted.unread()
    }

    /// Whether any row has this tag.
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|known| known == tag)
    }

    /// What is shown changes by itself.
    pub fn is_timed(&self) -> bool {
        self.wanted.is_timed()
    }

    /// The instances on show, from the top.
    pub fn instances(&self) -> impl Iterator<Item = InstanceId> {
        let id = |row: &Row| if let Row::Instance(id) = row { Some(*id) } else { None };
        self.rows.iter().filter_map(id)
    }

    /// The next row on show whose name begins with this folded text, from the chosen one on and then from the top.
    pub fn named(&self, state: &State, beginning: &str, chosen: Option<InstanceId>) -> Option<InstanceId> {
        let fits = |id: &InstanceId| state.instance(*id).is_some_and(|row| fold(row.title()).starts_with(beginning));
        let from_chosen = self.instances().skip_while(|id| chosen.is_some_and(|chosen| *id != chosen)).find(fits);
        from_chosen.or_else(|| self.instances().find(fits))
    }
}

#[cfg(test)]
mod tests;
