//! The schema engine: forms as data, from which screens, checks and request bodies are derived. Knows no provider.

pub mod address;
pub mod body;
pub mod bulk;
pub mod check;
pub mod common;
pub mod counterpart;
pub mod declare;
pub mod field;
pub mod fit;
pub mod paste;
pub mod role;
pub mod share;
pub mod table;
