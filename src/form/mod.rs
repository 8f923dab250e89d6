//! The schema engine: forms as data, from which screens, checks and request bodies are derived. Knows no provider.

pub mod address;
pub mod body;
pub mod check;
pub mod declare;
pub mod field;
pub mod fit;
pub mod paste;
pub mod share;
