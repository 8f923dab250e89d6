//! What a second start says to the first. Nothing in it is secret, and nothing in it can do harm.

use crate::args::WindowArgs;
use crate::domain::settings::Language;
use serde::{Deserialize, Serialize};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Changes when an older program would misunderstand a letter; what is only added does not change it.
const VERSION: u8 = 1;
/// Longest letter, and longest token in it.
const LONGEST: usize = 4096;
const LONGEST_TOKEN: usize = 512;
/// Where a launcher says that the person wants this window in front.
const TOKENS: [&str; 2] = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];

/// What a second start was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    pub sandbox: bool,
    pub lang: Option<Language>,
    /// The launcher's leave to come to the front. It is good once, and for nothing else.
    pub token: Option<String>,
}

impl Letter {
    /// What this start was asked, with the leave that its launcher gave.
    #[must_use]
    pub fn new(asked: &WindowArgs) -> Self {
        let given = TOKENS.iter().find_map(|name| std::env::var(name).ok());
        let token = given.filter(|token| !token.is_empty() && token.len() <= LONGEST_TOKEN);
        Self { sandbox: asked.sandbox, lang: asked.lang, token }
    }

    /// As it travels: version, length, JSON.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let length = u16::try_from(text.len()).unwrap_or_default();
        [&[VERSION], &length.to_le_bytes()[..], &text].concat()
    }

    /// Reads one; whatever else comes is an error.
    pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let version = from.read_u8().await?;
        let length = usize::from(from.read_u16_le().await?);
        if version != VERSION || length > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut text = vec![0; length];
        from.read_exact(&mut text).await?;
        Ok(serde_json::from_slice(&text)?)
    }
}
