//! One row → what is sent to create its instance.

use crate::domain::annotation::{self, ALIAS_LETTERS, Annotation, Change, NOTE_LETTERS, TAG_LETTERS};
use crate::domain::ids::AccountId;
use crate::domain::names::{self, MARKED};
use crate::domain::phone::{self, Typed};
use crate::domain::plain::plain;
use crate::domain::values::Values;
use crate::form::bulk::cell;
use crate::form::bulk::found::{Finding, Mend, What};
use crate::form::bulk::place::{Place, Use};
use crate::form::bulk::plan::TablePlan;
use crate::form::check::{self, Problem};
use crate::form::common::fields_of;
use crate::form::field::{Field, Form, Kind};
use crate::form::role::Role;

/// Letters of a mark and what stands before them.
const MARK: usize = names::MARK_LETTERS + MARKED.len();
/// None that is taken for another.
const LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";
/// Fewest digits of a number that only lacks its country code.
const SHORTEST_NUMBER: usize = 8;
/// Most tags of one row.
const MOST_TAGS: usize = 20;

/// A row as it is going to be created.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    /// Its place in the table, from 0.
    pub row: usize,
    pub account: AccountId,
    /// Secrets are in it.
    pub values: Values,
    pub annotation: Annotation,
    /// The number that is going to be linked, digits only.
    pub number: Option<String>,
    /// Its name without the mark behind it; empty where there is none.
    pub unmarked: String,
}

/// A row with what was found out about it, as far as it can be told from itself. Not to be printed: secrets
/// are in it.
#[derive(Clone, Default, PartialEq)]
pub struct RowDraft {
    pub account: Option<AccountId>,
    pub values: Values,
    pub annotation: Annotation,
    /// As the table has it, without a mark.
    pub name: String,
    /// What stands behind the name.
    pub mark: String,
    pub number: Option<String>,
    /// The number as it stands there, where it is none.
    pub typed_number: String,
    pub findings: Vec<Finding>,
    pub unique_names: bool,
}

/// What every row of a plan has in common.
pub struct Rows<'a> {
    plan: &'a TablePlan,
    places: &'a [Place],
    /// The template, as far as each place's form takes it.
    templates: Vec<Values>,
    /// The place of rows that name none.
    usual: Option<usize>,
}

impl<'a> Rows<'a> {
    pub fn of(plan: &'a TablePlan, places: &'a [Place]) -> Self {
        let fitting = |place: &Place| crate::form::fit::set_in(place.form, &plan.template);
        let usual = plan.account.and_then(|id| places.iter().position(|place| place.account == id));
        Self { plan, places, templates: places.iter().map(fitting).collect(), usual }
    }

    pub fn draft(&self, row: usize) -> RowDraft {
        // A mark would make a name of one of which nothing is seen.
        let name = self.plan.cell(row, Use::NAME).filter(|name| !plain(name).is_empty());
        let mut draft = RowDraft { name: name.unwrap_or_default().to_owned(), ..RowDraft::default() };
        self.annotate(row, &mut draft);
        self.read_number(row, &mut draft);
        let at = match self.plan.cell(row, Use::Account).filter(|cell| !cell.is_empty()) {
            Some(cell) => self.places.iter().position(|place| place.is_called(cell)).ok_or(What::UnknownAccount),
            None => self.usual.ok_or(What::NoAccount),
        };
        match at {
            Err(what) => draft.findings.push(Finding::problem(what, Some(Mend::Edit(Use::Account)))),
            Ok(at) if !self.places[at].creates => {
                draft.account = Some(self.places[at].account);
                draft.findings.push(Finding::problem(What::CannotCreate, Some(Mend::Edit(Use::Account))));
            }
            Ok(at) => self.fill(row, at, &mut draft),
        }
        draft
    }

    fn fill(&self, row: usize, at: usize, draft: &mut RowDraft) {
        let place = &self.places[at];
        draft.account = Some(place.account);
        draft.unique_names = place.unique_names;
        draft.values = self.templates[at].clone();
        for (of, cell) in self.plan.said(row) {
            match of {
                Use::LeaveOut | Use::Account | Use::Alias | Use::Tags | Use::Note => {}
                Use::Phone => {
                    let field = place.form.fields.iter().find(|field| field.kind == Kind::Phone);
                    if let (Some(field), Some(number)) = (field, &draft.number) {
                        draft.values.set_text(field.key, phone::Phone::write(number));
                    }
                }
                Use::Common(role) => set_common(place.form, role, cell, draft),
                Use::Field(key) => match place.form.field(key) {
                    Some(field) => set(field, of, cell, draft),
                    None => draft.findings.push(Finding::note(What::NotHere(of), None)),
                },
            }
        }
        self.name(row, place, draft);
        for issue in check::check(place.form, &draft.values) {
            // A cell that could not be read says so itself.
            let field = place.form.field(issue.field);
            let of = field.map_or(Use::NAME, Use::of);
            let is_told = |finding: &Finding| matches!(finding.what, What::Wrong(told, _) if told == of);
            // The number was judged as it was typed.
            if of != Use::Phone && !draft.findings.iter().any(is_told) {
                // What is offered is shown: nothing of a secret may be in it.
                let mend = if field.is_some_and(Field::is_secret) {
                    Mend::Edit(of)
                } else {
                    mend(place.form, of, issue.problem, &draft.name, self.plan.cell(row, of).unwrap_or_default())
                };
                draft.findings.push(Finding::problem(What::Wrong(of, issue.problem), Some(mend)));
            }
        }
    }

    /// The name, with its mark where the gateway would take the same one twice.
    fn name(&self, row: usize, place: &Place, draft: &mut RowDraft) {
        let mut name = draft.name.clone();
        if self.plan.marked && !place.unique_names && !name.is_empty() {
            draft.mark = format!("{MARKED}{}", mark(self.plan.seed, row));
            let room = place.form.field("name").map_or(usize::MAX, |field| field.max).saturating_sub(MARK);
            // One that is too long by itself is told as such.
            if name.chars().count() <= room + MARK {
                name = name.chars().take(room).collect::<String>().trim_end().to_owned() + &draft.mark;
            }
            if draft.annotation.alias.is_empty() {
                draft.annotation.apply(&Change::Alias(draft.name.clone()));
            }
        }
        if name.is_empty() {
            draft.values.remove("name");
        } else {
            draft.values.set_text("name", name);
        }
    }

    fn annotate(&self, row: usize, draft: &mut RowDraft) {
        for (of, most) in [(Use::Alias, ALIAS_LETTERS), (Use::Note, NOTE_LETTERS), (Use::Tags, usize::MAX)] {
            let Some(cell) = self.plan.cell(row, of).filter(|cell| !cell.is_empty()) else { continue };
            let tags: Vec<&str> =
                cell.split([',', ';', '|', '\n']).map(str::trim).filter(|tag| !tag.is_empty()).collect();
            let too_long = match of {
                Use::Tags => tags.len() > MOST_TAGS || tags.iter().any(|tag| annotation::letters(tag) > TAG_LETTERS),
                _ => cell.chars().count() > most,
            };
            if too_long {
                draft.findings.push(Finding::note(What::Cut(of), Some(Mend::Edit(of))));
            }
            match of {
                Use::Alias => draft.annotation.apply(&Change::Alias(cell.to_owned())),
                Use::Note => draft.annotation.apply(&Change::Note(cell.to_owned())),
                _ => tags
                    .iter()
                    .take(MOST_TAGS)
                    .for_each(|tag| draft.annotation.apply(&Change::AddTag((*tag).to_owned()))),
            }
        }
    }

    /// A number without its country code is completed where it can be only one, and that is told.
    fn read_number(&self, row: usize, draft: &mut RowDraft) {
        let Some(cell) = self.plan.cell(row, Use::Phone).filter(|cell| !cell.is_empty()) else { return };
        let mut wrong = |problem| {
            let what = What::Wrong(Use::Phone, problem);
            draft.findings.push(Finding::problem(what, Some(Mend::Edit(Use::Phone))));
            None
        };
        draft.number = match phone::read(cell) {
            Typed::Empty => None,
            Typed::Number(phone) => Some(phone.digits().to_owned()),
            Typed::NoCountry { offer: Some(phone) } => {
                let what = What::Completed { was: plain(cell), by: format!("+{}", &phone.digits()[..2]) };
                draft.findings.push(Finding::note(what, None));
                Some(phone.digits().to_owned())
            }
            Typed::NoCountry { offer: None } if digits(cell) < SHORTEST_NUMBER => {
                wrong(Problem::TooShort(SHORTEST_NUMBER))
            }
            Typed::NoCountry { offer: None } => wrong(Problem::NoCountryCode),
            Typed::Wrong => wrong(Problem::NotAPhone),
        };
        if draft.number.is_none() {
            draft.typed_number = plain(cell);
        }
    }
}

fn digits(cell: &str) -> usize {
    cell.chars().filter(char::is_ascii_digit).count()
}

fn set(field: &Field, of: Use, cell: &str, draft: &mut RowDraft) {
    match cell::value(field, cell, draft.values.get(field.key)) {
        Ok(value) => draft.values.set(field.key, value),
        Err(problem) => draft.findings.push(Finding::problem(What::Wrong(of, problem), Some(Mend::Edit(of)))),
    }
}

/// What several providers have goes into the field that this one has for it. Of several addresses those that the template
/// sets, or the first.
fn set_common(form: &Form, role: Role, cell: &str, draft: &mut RowDraft) {
    let of = Use::Common(role);
    let fields = fields_of(form, role);
    match (role, fields.as_slice()) {
        (_, []) => draft.findings.push(Finding::note(What::NotHere(of), None)),
        (Role::Proxy, [host, port, ..]) => {
            let (name, number) = cell.rsplit_once(':').unwrap_or((cell, ""));
            set(host, of, name, draft);
            set(port, of, number, draft);
        }
        (Role::Webhook, [first, ..]) => {
            let is_set: Vec<&Field> = fields.iter().copied().filter(|field| field.is_set(&draft.values)).collect();
            let wanted = if is_set.is_empty() { vec![*first] } else { is_set };
            for field in wanted {
                set(field, of, cell, draft);
            }
        }
        (_, [field, ..]) => set(field, of, cell, draft),
    }
}

/// What can be done about it with one click.
fn mend(form: &Form, of: Use, problem: Problem, name: &str, cell: &str) -> Mend {
    let longest = form.field("name").map_or(usize::MAX, |field| field.max);
    let better = match (of, problem) {
        (Use::NAME, Problem::NotASlug | Problem::TooLong(_)) if is_slug_form(form) => names::slug(name, longest),
        (_, Problem::TooLong(most)) => cell.chars().take(most).collect::<String>().trim_end().to_owned(),
        (_, Problem::ControlCharacters) => plain(cell),
        (_, Problem::NotHttps) => cell.replacen("http://", "https://", 1),
        (_, Problem::NotAnAddress) if !cell.contains("://") && cell.contains('.') => format!("https://{cell}"),
        _ => String::new(),
    };
    let helps = !better.is_empty() && better != cell;
    if helps { Mend::Set(of, better) } else { Mend::Edit(of) }
}

fn is_slug_form(form: &Form) -> bool {
    form.field("name").is_some_and(|field| field.rule == crate::form::field::Rule::Slug)
}

/// Short, visible, the same each time for a row of a plan.
fn mark(seed: u64, row: usize) -> String {
    // The mixer of SplitMix64: neighbours look nothing alike.
    let mut mixed = seed.wrapping_add((row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    let letters = LETTERS.len() as u64;
    let letter = |at: u32| char::from(LETTERS[usize::try_from(mixed / letters.pow(at) % letters).unwrap_or_default()]);
    (0..names::MARK_LETTERS as u32).map(letter).collect()
}
