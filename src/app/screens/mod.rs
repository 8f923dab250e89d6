//! One file per screen. A screen keeps what is being typed and nothing that the state has.

pub mod new_instance;
pub mod pair;
pub mod unconfirmed;
