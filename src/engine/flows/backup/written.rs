//! The text of a backup: JSON with a version, readable by people and by other programs.

use crate::domain::account::Account;
use crate::domain::annotation::Annotation;
use crate::domain::instance::{Instance, NUMBER};
use crate::domain::secret::{Secret, Secrets};
use crate::domain::values::Values;
use crate::engine::clock;
use crate::engine::command::Books;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// The format that is written, and the newest one that is read.
pub const FORMAT: u64 = 1;

#[derive(Serialize)]
struct Written<'a> {
    pairdesk_backup: u64,
    program: &'static str,
    at: Timestamp,
    accounts: Vec<WrittenAccount<'a>>,
    instances: Vec<WrittenInstance<'a>>,
    #[serde(flatten)]
    books: &'a Books,
}

#[derive(Serialize)]
struct WrittenAccount<'a> {
    id: String,
    provider: &'static str,
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    /// Its form, without secrets.
    values: Values,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    secrets: BTreeMap<&'a str, Exposed<'a>>,
}

#[derive(Serialize)]
struct WrittenInstance<'a> {
    account: String,
    #[serde(flatten)]
    of_it: Facts,
    #[serde(flatten)]
    annotation: &'a Annotation,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<Exposed<'a>>,
}

/// What is known of an instance whatever its gateway says now. Its state is not: that is asked for anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub id: String,
    pub remote_id: String,
    /// As its gateway has it.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The number that it was created for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_hint: Option<String>,
}

impl Facts {
    fn of(row: &Instance) -> Self {
        let number = row.facts.iter().find(|(key, _)| key == NUMBER).map(|(_, number)| number.clone());
        Self {
            id: row.id.to_string(),
            remote_id: row.remote_id.clone(),
            name: row.name_there().to_owned(),
            phone: row.phone.clone(),
            profile: row.profile.clone(),
            number,
            plan: row.plan.word.clone(),
            due: row.plan.due,
            created_at: row.created_at,
            token_hint: row.token_hint.clone(),
        }
    }
}

/// A secret on its way into a file that is sealed. The only place where one is written.
struct Exposed<'a>(&'a Secret);

impl Serialize for Exposed<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.expose())
    }
}

/// An account with the secrets that go along.
pub struct Leaving {
    pub account: Account,
    pub secrets: Secrets,
}

/// An instance with the token that goes along.
pub struct LeavingRow {
    pub row: std::sync::Arc<Instance>,
    pub token: Option<Secret>,
}

/// The text of all of it.
pub fn write(accounts: &[Leaving], rows: &[LeavingRow], books: &Books) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let written = Written {
        pairdesk_backup: FORMAT,
        program: env!("CARGO_PKG_VERSION"),
        at: clock::now(),
        accounts: accounts.iter().map(written_account).collect(),
        instances: rows.iter().map(written_row).collect(),
        books,
    };
    let mut text = Zeroizing::new(Vec::new());
    serde_json::to_writer_pretty(&mut *text, &written)?;
    text.push(b'\n');
    Ok(text)
}

fn written_account(Leaving { account, secrets }: &Leaving) -> WrittenAccount<'_> {
    let mut values = account.values.without_secrets();
    // Where it is stands in the row, whatever its form held.
    values.remove("label");
    values.set_text("base_url", &account.base_url);
    WrittenAccount {
        id: account.id.to_string(),
        provider: account.provider.0,
        label: &account.label,
        version: account.version.as_deref(),
        values,
        secrets: secrets.iter().map(|(key, secret)| (key.as_str(), Exposed(secret))).collect(),
    }
}

fn written_row(LeavingRow { row, token }: &LeavingRow) -> WrittenInstance<'_> {
    WrittenInstance {
        account: row.account.to_string(),
        of_it: Facts::of(row),
        annotation: &row.annotation,
        token: token.as_ref().map(Exposed),
    }
}
