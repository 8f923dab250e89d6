//! A backup read back. Whoever wrote the file may mean ill: each part is checked as if it had been typed, and what does
//! not fit is left out and counted.

use crate::domain::account::Account;
use crate::domain::annotation::{
    ALIAS_LETTERS, Annotation, Change, NOTE_LETTERS, TAG_LETTERS, TAGS, Tag, letters, tag,
};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, IdSet, InstanceId};
use crate::domain::instance::{Instance, NUMBER, Plan};
use crate::domain::plain::plain;
use crate::domain::secret::{MASK, Secret, SecretRef, Secrets};
use crate::domain::values::{Value, Values};
use crate::domain::views::{VIEW_LETTERS, VIEWS, View, Views};
use crate::domain::watch::{QuietHours, Rule, Rules, Scope};
use crate::engine::command::{Books, Template};
use crate::engine::flows::accounts;
use crate::engine::flows::backup::written::{FORMAT, Facts};
use crate::engine::shared::{Backup, FromFile, RowFromFile};
use crate::form::check::problem;
use crate::form::field::Form;
use crate::form::share;
use crate::providers::{self, Provider};
use serde_json::{Map, Value as Json};

/// Longest file that is read, in bytes.
pub const LONGEST: u64 = 64 * 1024 * 1024;
/// Most entries of a kind.
const ACCOUNTS: usize = 1000;
const INSTANCES: usize = 100_000;
const TEMPLATES: usize = 1000;
const RULES: usize = 200;
/// Minutes that a rule waits at most.
const MONTH: u32 = 43_200;
/// The last minute of a day.
const DAY: u16 = 1439;
/// Longest texts, in characters.
const LABEL: usize = 100;
const WORD: usize = 100;
const REMOTE_ID: usize = 512;
const SECRET: usize = 4096;

/// Reads the text of a backup.
///
/// # Errors
/// `NotABackup`, `BackupNewer`; `BackupDamaged` for one that ends before its end.
pub fn read(text: &[u8]) -> Result<Backup, Failure> {
    // Editors of Windows put it before what they save.
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let json: Json = serde_json::from_slice(text).map_err(|error| {
        let begins_so = text.starts_with(b"{") && text.windows(15).take(200).any(|part| part == b"pairdesk_backup");
        let kind = if begins_so { FailureKind::BackupDamaged } else { FailureKind::NotABackup };
        // Where, never what: the words of the error may hold a value.
        Failure::new(kind).details(format!("line {}, column {}", error.line(), error.column()))
    })?;
    let format = json.get("pairdesk_backup").and_then(Json::as_u64).ok_or(FailureKind::NotABackup)?;
    if format > FORMAT {
        return Err(FailureKind::BackupNewer.into());
    }
    let mut backup = Backup {
        at: json.get("at").and_then(|at| at.as_str()?.parse().ok()),
        program: word(json.get("program")).unwrap_or_default(),
        ..Backup::default()
    };
    let accounts = backup.entries(&json, "accounts", ACCOUNTS, account);
    let ids: IdSet<AccountId> = accounts.iter().map(|from| from.account.id).collect();
    backup.accounts = accounts;
    backup.rows = backup.entries(&json, "instances", INSTANCES, |json| row(json, &ids));
    backup.read_books(&json);
    Ok(backup)
}

impl Backup {
    /// What can be used of a list in the file.
    fn entries<T>(&mut self, json: &Json, key: &str, most: usize, of: impl Fn(&Json) -> Option<Read<T>>) -> Vec<T> {
        let none = Vec::new();
        let all = json.get(key).and_then(Json::as_array).unwrap_or(&none);
        let mut read = Vec::with_capacity(all.len().min(most));
        for entry in all.iter().take(most) {
            match of(entry) {
                Some(Read { what, left_out }) => {
                    read.push(what);
                    self.left_out += left_out;
                }
                None => self.left_out += 1,
            }
        }
        self.left_out += all.len().saturating_sub(most);
        read
    }

    fn read_books(&mut self, json: &Json) {
        let templates = self.entries(json, "templates", TEMPLATES, template);
        let mut tags: Vec<Tag> = self.entries(json, "tags", TAGS, known_tag);
        tags.dedup_by(|one, other| one.name == other.name);
        let none = Json::Null;
        let views = json.get("views").unwrap_or(&none);
        let kept: Vec<View> = self.entries(views, "kept", VIEWS, view);
        let layout = views.get("layout").and_then(|layout| serde_json::from_value(layout.clone()).ok());
        let rules = self.read_rules(json);
        self.books = Books { templates, tags, views: Views { layout: layout.unwrap_or_default(), kept }, rules };
    }
}

impl Backup {
    /// Whether watching pauses, and what closing the window does, is for each computer to say.
    fn read_rules(&mut self, json: &Json) -> Rules {
        let none = Json::Null;
        let told = json.get("rules").unwrap_or(&none);
        let rules = self.entries(told, "rules", RULES, rule);
        let quiet = told.get("quiet").and_then(|quiet| serde_json::from_value(quiet.clone()).ok());
        let mut quiet: QuietHours = quiet.unwrap_or_default();
        (quiet.from, quiet.to) = (quiet.from.min(DAY), quiet.to.min(DAY));
        Rules { rules, quiet, ..Rules::default() }
    }
}

/// An entry, and how much of it could not be used.
struct Read<T> {
    what: T,
    left_out: usize,
}

fn whole<T>(what: T) -> Read<T> {
    Read { what, left_out: 0 }
}

fn text<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    json.get(key)?.as_str()
}

/// A short text that is harmless to show.
fn word(json: Option<&Json>) -> Option<String> {
    let text: String = plain(json?.as_str()?).chars().take(WORD).collect();
    Some(text).filter(|text| !text.is_empty())
}

fn account(json: &Json) -> Option<Read<FromFile>> {
    let provider = providers::by_id(text(json, "provider")?)?;
    let id = AccountId::parse(text(json, "id")?)?;
    let form = provider.account_form();
    let fitting = share::fitting(json.get("values")?.as_object()?, &[form]);
    let label: String = plain(text(json, "label")?).chars().take(LABEL).collect();
    let origin = accounts::place(form, &fitting.values).ok()?;
    if label.is_empty() {
        return None;
    }
    let none = Map::new();
    let told = json.get("secrets").and_then(Json::as_object).unwrap_or(&none);
    let secrets = secrets(told, form);
    let left_out = fitting.left_out + told.len() - secrets.len();
    let account = Account {
        id,
        provider: provider.id(),
        label,
        base_url: origin.address().to_owned(),
        version: word(json.get("version")),
        values: fitting.values,
        secret_keys: Vec::new(),
        keys: 0,
        vault_key: SecretRef::random(),
        check: None,
        sandbox: false,
    };
    Some(Read { what: FromFile { account, origin, secrets }, left_out })
}

/// Those that the account's form has, as far as it would take them.
fn secrets(told: &Map<String, Json>, form: &Form) -> Secrets {
    let secret = |(key, json): (&String, &Json)| {
        let field = form.field(key).filter(|field| field.is_secret())?;
        let secret = Secret::from(json.as_str()?).bare();
        let mut alone = Values::default();
        alone.set(field.key, Value::Secret(secret.clone()));
        let fits = !secret.is_blank() && problem(field, &alone).is_none();
        fits.then(|| (key.clone(), secret))
    };
    told.iter().filter_map(secret).collect()
}

fn row(json: &Json, accounts: &IdSet<AccountId>) -> Option<Read<RowFromFile>> {
    let account = AccountId::parse(text(json, "account")?).filter(|id| accounts.contains(id))?;
    let told: Facts = serde_json::from_value(json.clone()).ok()?;
    let is_id = |id: &String| !id.trim().is_empty() && id.chars().count() <= REMOTE_ID && !id.contains('\0');
    let remote_id = Some(told.remote_id).filter(is_id)?;
    let name: String = told.name.chars().take(REMOTE_ID).collect();
    let mut row = Instance::new(account, &remote_id, &name);
    row.id = InstanceId::parse(&told.id).unwrap_or(row.id);
    row.phone = told.phone.filter(|phone| is_number(phone));
    row.profile = told.profile.map(|profile| plain(&profile).chars().take(WORD).collect());
    let number = told.number.filter(|number| is_number(number));
    row.facts.extend(number.map(|number| (NUMBER.to_owned(), number)));
    let plan = told.plan.map(|plan| plain(&plan).chars().take(WORD).collect());
    row.plan = Plan { word: plan, due: told.due };
    row.created_at = told.created_at;
    let (annotation, unfit) = annotation(json);
    row.annotation = annotation;
    let token = text(json, "token").map(|token| Secret::from(token).bare());
    let fits = |token: &Secret| !token.is_blank() && token.expose().chars().count() <= SECRET;
    let is_odd = token.as_ref().is_some_and(|token| !fits(token));
    let token = token.filter(fits);
    let hint = told.token_hint.filter(|hint| is_hint(hint));
    row.token_hint = token.as_ref().map(Secret::masked).or(hint);
    Some(Read { what: RowFromFile { row, token }, left_out: usize::from(is_odd) + unfit })
}

fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Dots and at most four characters, as we write them.
fn is_hint(text: &str) -> bool {
    let tail = text.strip_prefix(MASK).map(|tail| plain(tail) == tail && tail.chars().count() <= 4);
    tail.unwrap_or_default()
}

/// As if it had been typed, and how much of it there is no room for: half a tag is none.
fn annotation(json: &Json) -> (Annotation, usize) {
    let (mut written, mut unfit) = (Annotation::default(), 0);
    let alias = Change::Alias as fn(String) -> Change;
    for (key, change, most) in [("alias", alias, ALIAS_LETTERS), ("note", Change::Note, NOTE_LETTERS)] {
        if let Some(text) = text(json, key) {
            unfit += usize::from(text.trim().chars().count() > most);
            written.apply(&change(text.to_owned()));
        }
    }
    let tags = json.get("tags").and_then(Json::as_array);
    for (at, tag) in tags.into_iter().flatten().filter_map(Json::as_str).enumerate() {
        if at < TAGS && fits(tag) {
            written.apply(&Change::AddTag(tag.to_owned()));
        } else {
            unfit += 1;
        }
    }
    (written, unfit)
}

/// A tag of which nothing would be cut off.
fn fits(tag: &str) -> bool {
    letters(tag) <= TAG_LETTERS
}

fn template(json: &Json) -> Option<Read<Template>> {
    let provider = providers::by_id(text(json, "provider")?)?;
    let name = word(json.get("name"))?;
    // Whatever version its gateway has: what another one's form has is kept too.
    let forms: Vec<&'static Form> = forms(provider);
    let fitting = share::fitting(json.get("values")?.as_object()?, &forms);
    let template = Template { name, provider: provider.id().0.to_owned(), values: fitting.values };
    Some(Read { what: template, left_out: fitting.left_out })
}

fn forms(provider: &'static dyn Provider) -> Vec<&'static Form> {
    let versions = provider.about().generations.iter().copied().map(Some);
    versions.chain([None]).map(|version| provider.instance_form(version)).collect()
}

fn known_tag(json: &Json) -> Option<Read<Tag>> {
    let mut known: Tag = serde_json::from_value(json.clone()).ok().filter(|known: &Tag| fits(&known.name))?;
    known.name = tag(&known.name);
    (!known.name.is_empty()).then(|| whole(known))
}

fn rule(json: &Json) -> Option<Read<Rule>> {
    let mut rule: Rule = serde_json::from_value(json.clone()).ok()?;
    if let Scope::Tag(of) = &mut rule.scope {
        *of = Some(tag(of)).filter(|_| fits(of))?;
    }
    (rule.minutes <= MONTH).then(|| whole(rule))
}

fn view(json: &Json) -> Option<Read<View>> {
    let mut view: View = serde_json::from_value(json.clone()).ok()?;
    view.name = plain(&view.name).chars().take(VIEW_LETTERS).collect();
    view.look.search = plain(&view.look.search).chars().take(WORD).collect();
    // Without its tag it would show what it is not called after.
    let is_whole = view.look.tag.as_deref().is_none_or(fits);
    view.look.tag = view.look.tag.map(|it| tag(&it)).filter(|tag| !tag.is_empty());
    (is_whole && !view.name.is_empty()).then(|| whole(view))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Nothing is cut without a word: half a tag is none, and what does not fit is counted.
    #[test]
    fn what_is_too_long_is_counted_and_no_tag_is_cut() {
        let account = uuid::Uuid::new_v4();
        let long = "x".repeat(TAG_LETTERS + 1);
        let text = json!({"pairdesk_backup": 1, "accounts": [
            {"id": account, "provider": "evolution", "label": "x", "values": {"base_url": "https://a.example"}}
        ], "instances": [
            {"account": account, "id": "", "remote_id": "a", "name": "a", "tags": [long, "vip"],
                "alias": "x".repeat(ALIAS_LETTERS + 1), "note": "x".repeat(NOTE_LETTERS)}
        ], "tags": [{"name": long}, {"name": "vip"}],
        "views": {"kept": [{"name": "all of them", "tag": long}, {"name": "vips", "tag": "vip"}]},
        "rules": {"rules": [
            {"kind": "lost", "scope": {"tag": long}, "minutes": 2, "on": true},
            {"kind": "lost", "scope": {"tag": "vip"}, "minutes": 3, "on": true}
        ]}});
        let backup = read(text.to_string().as_bytes()).unwrap();
        assert_eq!(backup.rows[0].row.annotation.tags, ["vip"]);
        assert_eq!(backup.rows[0].row.annotation.note.len(), NOTE_LETTERS);
        let kept: Vec<&str> = backup.books.views.kept.iter().map(|view| view.name.as_str()).collect();
        assert_eq!((backup.books.tags.len(), kept), (1, vec!["vips"]));
        let minutes: Vec<u32> = backup.books.rules.rules.iter().map(|rule| rule.minutes).collect();
        assert_eq!(minutes, [3]);
        // Its tag, its alias, the colour of the tag, the view and the rule.
        assert_eq!(backup.left_out, 5);
    }
}
