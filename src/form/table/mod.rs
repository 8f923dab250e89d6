//! Tables as text, as spreadsheets read and write them: what goes out runs nothing there, what comes in is read whatever
//! made it.

mod cells;
pub mod encoding;
mod kinds;
mod quotes;
pub mod read;
mod refusal;
pub mod separator;
mod write;

pub use write::Writer;

#[cfg(test)]
mod tests;
