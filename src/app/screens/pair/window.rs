//! What the window of a pairing holds.

use crate::app::cx::{Cx, Wish};
use crate::app::route::Route;
use crate::app::screens::pair::queue::Queue;
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::{Instance, NUMBER};
use crate::domain::phone::{self, Typed};
use crate::engine::command::Command;

/// The window of one instance at a time.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, read by name")]
pub struct Pair {
    pub(super) job: Option<JobId>,
    pub(super) scan: Option<JobId>,
    pub(super) save: Option<JobId>,
    pub(super) by_code: bool,
    pub(super) phone: String,
    pub(super) asked_phone: Option<String>,
    /// The number's field takes the keyboard.
    pub(super) focus_phone: bool,
    /// The code has the whole screen.
    pub(super) large: bool,
    /// Whether the window had the whole screen before, while it has it for a code.
    pub(super) was_full: Option<bool>,
    /// The customer's view is open.
    pub(super) customer: bool,
    /// The page of what comes next was shown.
    pub(super) finished: bool,
    /// The token is being copied.
    pub(super) copy: Option<JobId>,
    /// Those that are paired one after the other.
    pub(super) queue: Queue,
}

impl Pair {
    /// Starts pairing.
    pub fn enter(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        let phone = cx.state.instance(instance).map(|row| known_phone(row)).unwrap_or_default();
        let mut queue = std::mem::take(&mut self.queue);
        queue.follow(Route::Pair(instance));
        *self = Self { phone, queue, ..Self::default() };
        self.start(cx, instance);
    }

    /// Several are to be paired, one after the other: where to begin.
    pub fn queue(&mut self, instances: Vec<InstanceId>) -> Option<Route> {
        self.queue.begin(instances)
    }

    /// The person goes elsewhere: the screen is given back, and the customer's view closes.
    pub fn close(&mut self, ctx: &egui::Context, cx: &mut Cx<'_>) {
        (self.large, self.customer) = (false, false);
        self.follow_screen(ctx);
        self.leave(cx);
    }

    /// Stops asking the gateway.
    pub(super) fn leave(&mut self, cx: &mut Cx<'_>) {
        if let Some(job) = self.job.take() {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
    }

    /// Asks for codes, to be typed where a phone was given.
    pub(super) fn start(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        self.leave(cx);
        let phone = self.asked_phone.clone();
        self.job = Some(cx.run(Command::Pair { instance, phone }));
    }
}

/// The number that stands in the field at first: the one given at create, or the one that was linked before.
fn known_phone(instance: &Instance) -> String {
    let given = instance.facts.iter().find(|(key, _)| key == NUMBER).map(|(_, number)| number.as_str());
    match phone::read(&given.or(instance.phone.as_deref()).map(phone::Phone::write).unwrap_or_default()) {
        Typed::Number(phone) => phone.to_string(),
        _ => String::new(),
    }
}
