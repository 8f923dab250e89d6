//! Pairdesk: a desktop console that creates WhatsApp-gateway instances, pairs them and keeps their credentials.
//!
//! The interface edits values in place and sends commands; the engine does everything that can wait or fail and
//! answers with events; providers are pure tables and mappings that both sides may call.
//!
//! | Module | What it is |
//! |---|---|
//! | [`domain`] | plain types |
//! | [`form`] | the schema engine: forms as data |
//! | [`providers`] | one adapter each; sends nothing |
//! | [`qr`] | text or image → modules |
//! | [`engine`] | every effect |
//! | [`ui`] | theme, tokens, widgets |
//! | [`app`] | state and screens |
//! | [`args`] | the command line |
//! | [`script`] | commands without a window |
//! | [`desktop`] | what is asked of the desktop: console, icon, message box, second start |
//! | [`i18n`] | texts by key |
//! | [`sandbox`] | loopback gateways for trying everything |
//! | [`wipe`], [`fault`] | freed memory is zeroes; panics do not quote values |

pub mod app;
pub mod args;
pub mod desktop;
pub mod domain;
pub mod engine;
pub mod fault;
pub mod form;
pub mod i18n;
pub mod providers;
pub mod qr;
pub mod sandbox;
pub mod script;
pub mod ui;
pub mod wipe;

/// What tests make up is made up in one place, for these as for those outside.
#[cfg(test)]
extern crate self as pairdesk;
#[cfg(test)]
#[path = "../tests/support/made.rs"]
mod made;
