//! What a person has to be told about the data folder. It stands on every screen until they have seen it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened. Its text key is [`NoticeKind::key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// The database was damaged or cut short, and was set aside.
    Damaged,
    /// The database had been emptied, and was set aside.
    Emptied,
    /// The file in the database's place was not written by us, and was set aside.
    Foreign,
    /// The folder had a database, and it is not there any more.
    Missing,
    /// The folder's database is another one than the last time.
    Replaced,
    /// Rows that this version cannot read were left alone.
    RowsSkipped,
    /// The database was deleted or replaced while the program ran: nothing can be kept.
    Lost,
    /// The keyring has entries of an earlier database of this folder.
    KeyringEntries,
    /// Settings, a draft or templates could not be written.
    NotKept,
}

impl NoticeKind {
    /// The text key, such as `notice-damaged`; with `-text` after it, the key of what can be done.
    #[must_use]
    pub fn key(self) -> String {
        let word = serde_json::to_value(self).ok();
        let word = word.as_ref().and_then(|value| value.as_str()).unwrap_or("not-kept");
        format!("notice-{word}")
    }

    /// Looked up anew at each start, so it need not be kept.
    #[must_use]
    pub fn is_of_this_run(self) -> bool {
        matches!(self, Self::RowsSkipped | Self::Lost | Self::KeyringEntries | Self::NotKept)
    }
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub kind: NoticeKind,
    /// Name of the file in the data folder that it is about, such as the one a damaged database was set aside as.
    pub file: String,
    pub at: Timestamp,
}

impl Notice {
    /// A notice of now is made where the clock is known.
    #[must_use]
    pub fn new(kind: NoticeKind, file: impl Into<String>, at: Timestamp) -> Self {
        Self { kind, file: file.into(), at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_names_its_text() {
        assert_eq!(NoticeKind::RowsSkipped.key(), "notice-rows-skipped");
    }
}
