//! The watch: which cause is told by which rule, when it is over, and how often a gateway may be asked. Pure: it knows
//! no clock but the times that are passed in.

mod alert;
mod alerts;
mod budget;
mod pace;
mod quiet;
mod rule;

#[cfg(test)]
mod eight_hours;
#[cfg(test)]
mod tests;

pub use alert::{Alert, Subject};
pub use alerts::{AlertChanges, Alerts, Failing, Look, Watched};
pub use budget::{Budget, PER_MINUTE};
pub use pace::{Pace, closer_every, is_list_cheaper, list_every, longest_round};
pub use quiet::QuietHours;
pub use rule::{Kind, OnClose, Rule, Rules, Scope};
