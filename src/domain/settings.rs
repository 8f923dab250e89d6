//! What a person chose about the program itself. Kept in the store; holds no secret.

use serde::{Deserialize, Serialize};

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    Light,
    Dark,
    #[default]
    System,
}

/// Interface language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "pt-BR")]
    Portuguese,
    #[serde(rename = "es")]
    Spanish,
}

impl Language {
    /// All languages, in the order shown.
    pub const ALL: [Self; 3] = [Self::English, Self::Portuguese, Self::Spanish];

    /// The tag used in arguments, folders and ids: `en`, `pt-BR`, `es`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Portuguese => "pt-BR",
            Self::Spanish => "es",
        }
    }

    /// Its own name for itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Portuguese => "Português (Brasil)",
            Self::Spanish => "Español",
        }
    }

    /// The language for an exact tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

/// What a person chose about the program itself.
#[allow(clippy::struct_excessive_bools, reason = "each is a switch on the screen, and none hangs on another")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// `None`: as the system says.
    pub language: Option<Language>,
    /// 0.75 to 2.0.
    pub zoom: f32,
    /// Seconds until a copied secret leaves the clipboard.
    pub clipboard_seconds: u32,
    /// Seconds between background refreshes of all accounts; 0 turns them off.
    pub refresh_seconds: u32,
    /// Of phone numbers only the ends are shown.
    pub mask_phones: bool,
    /// Names, numbers, ids and addresses are shown as stand-ins everywhere.
    pub screenshot: bool,
    /// Tells of connections while the window is not in front.
    pub notify: bool,
    /// Notifications may hold a phone number. A locked screen may show them to anybody.
    pub notify_numbers: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            language: None,
            zoom: 1.0,
            clipboard_seconds: 30,
            refresh_seconds: 60,
            mask_phones: false,
            screenshot: false,
            notify: true,
            notify_numbers: false,
        }
    }
}
