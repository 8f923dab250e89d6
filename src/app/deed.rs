//! What can be done to an instance.

use crate::engine::command::Action;

/// What an action on an instance does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Opens its panel.
    Open,
    Pair,
    /// Asks for a number and a text, and sends it.
    Message,
    Copy(Copied),
    /// Looks why it does not work.
    Diagnose,
    /// Opens what can be changed of it.
    Settings,
    /// Opens what is written about it here: alias, tags, note.
    Tags,
    /// Creates the same at another place.
    Recreate,
    /// Opens the gateway's own page about its instances in the browser.
    WebPanel,
    /// Does it at once.
    Do(Action),
    /// Asks first.
    Ask(Action),
}

/// What is copied of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    Name,
    Id,
    Phone,
    Token,
    /// The call that asks for its state, with its keys masked.
    TestCall,
}
