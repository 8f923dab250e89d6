//! What the window of a pairing holds.

use crate::app::cx::{Cx, Wish};
use crate::domain::ids::{InstanceId, JobId};
use crate::domain::instance::{Instance, NUMBER};
use crate::domain::phone::{self, Typed};
use crate::engine::command::Command;

/// A code that fills the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Large {
    /// Nothing but the code.
    Code,
    /// For the owner of the phone: the code and what to do, nothing of ours.
    Customer,
}

/// The window of one instance at a time.
#[derive(Default)]
pub struct Pair {
    pub(super) job: Option<JobId>,
    pub(super) scan: Option<JobId>,
    pub(super) save: Option<JobId>,
    pub(super) by_code: bool,
    pub(super) phone: String,
    pub(super) asked_phone: Option<String>,
    pub(super) large: Option<Large>,
}

impl Pair {
    /// Starts pairing.
    pub fn enter(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        let phone = cx.state.instance(instance).map(|row| known_phone(row)).unwrap_or_default();
        *self = Self { phone, ..Self::default() };
        self.start(cx, instance);
    }

    /// Stops asking the gateway.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        if let Some(job) = self.job.take() {
            cx.outbox.push(Wish::Do(Command::Cancel { job }));
        }
    }

    /// Asks for codes, to be typed where a phone was given.
    pub(super) fn start(&mut self, cx: &mut Cx<'_>, instance: InstanceId) {
        self.leave(cx);
        let phone = self.asked_phone.clone();
        self.job = Some(cx.run(|job| Command::Pair { job, instance, phone }));
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
