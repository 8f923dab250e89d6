//! The application: `logic` drains events and sends wishes out, `ui` draws.

pub mod cx;
pub mod route;
pub mod screens;
pub mod state;
