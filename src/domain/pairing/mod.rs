//! The pairing window as a pure state machine: fed with replies and time, it says what to ask next.

mod acts;
mod fresh;
mod machine;
#[cfg(test)]
mod tests;
mod words;

pub use machine::Pairing;
pub use words::{Aim, Ask, Challenge, CodeAnswer, LinkAnswer, Pace, Phase, ShownCode, Start, Step};
