//! What columns say and what was found about rows, in words.

use crate::app::cx::Cx;
use crate::app::format;
use crate::domain::annotation::TAGS;
use crate::domain::settings::Language;
use crate::form::bulk::{Finding, Line, Mend, Place, Use, What, uses};
use crate::form::check::Problem;
use crate::form::common::COMMON;
use crate::form::role::Role;
use crate::i18n::Texts;

/// What each use is called here, in the order offered, and the items of a menu of them.
#[derive(Default)]
pub struct UseWords(Vec<(Use, String)>, Vec<(String, String)>);

impl UseWords {
    /// For these places.
    pub fn of(cx: &Cx<'_>, places: &[Place]) -> Self {
        let word = |of| word_of(cx.texts, places, of);
        let all = std::iter::once(Use::LeaveOut).chain(uses(places)).map(|of| (of, word(of)));
        let all: Vec<(Use, String)> = all.collect();
        let items = all.iter().enumerate().map(|(at, (_, word))| (format!("csv.use.{at}"), word.clone()));
        let items = items.collect();
        Self(all, items)
    }

    /// The items of a menu of them, and which of them is this one.
    pub fn items(&self, of: Use) -> (&[(String, String)], usize) {
        (&self.1, self.0.iter().position(|(known, _)| *known == of).unwrap_or_default())
    }

    /// The one at this place of the menu.
    pub fn at(&self, at: usize) -> Option<Use> {
        self.0.get(at).map(|(of, _)| *of)
    }

    /// What this one is called.
    pub fn word(&self, of: Use) -> &str {
        self.0.iter().find(|(known, _)| *known == of).map_or("", |(_, word)| word)
    }
}

fn word_of(texts: &Texts, places: &[Place], of: Use) -> String {
    let own = |key: &str| {
        let place = places.iter().find(|place| place.form.field(key).is_some());
        let texts = place.map_or_else(|| texts.clone(), |place| texts.of(place.provider));
        texts.t(&format!("field-{key}"))
    };
    match of {
        Use::LeaveOut => texts.t("csv-use-none"),
        Use::Account => texts.t("csv-use-account"),
        Use::Phone => texts.t("csv-use-phone"),
        Use::Alias => texts.t("csv-use-alias"),
        Use::Tags => texts.t("csv-use-tags"),
        Use::Note => texts.t("csv-use-note"),
        Use::Common(role) => {
            let field = COMMON.fields.iter().find(|field| field.role == Some(role));
            field.map_or_else(String::new, |field| texts.t(&format!("field-{}", field.key)))
        }
        Use::Field(key) => own(key),
    }
}

/// What each use may be called in a file, in every language.
pub fn called(places: &[Place]) -> Vec<(Use, Vec<String>)> {
    let mut all: Vec<(Use, Vec<String>)> = uses(places).into_iter().map(|of| (of, Vec::new())).collect();
    for language in Language::ALL {
        let texts = Texts::new(language);
        for (of, names) in &mut all {
            names.push(word_of(&texts, places, *of));
            let more = match of {
                Use::Account => "csv-called-account",
                Use::Phone => "csv-called-phone",
                Use::Alias => "csv-called-alias",
                Use::Tags => "csv-called-tags",
                Use::Note => "csv-called-note",
                Use::Common(Role::Webhook) => {
                    names.extend(["url", "webhook url"].map(str::to_owned));
                    "csv-called-webhook"
                }
                Use::Field("name") => "csv-called-name",
                Use::Field(key) => {
                    names.push((*key).to_owned());
                    continue;
                }
                Use::LeaveOut | Use::Common(_) => continue,
            };
            names.extend(texts.t(more).split(',').map(|name| name.trim().to_owned()));
        }
    }
    all
}

/// What was found about a row: what it is, and a second line where there is something to know besides.
pub fn finding(cx: &Cx<'_>, uses: &UseWords, line: &Line, finding: &Finding) -> (String, String) {
    let row = |row: usize| (row + 1).to_string();
    let provider = || line.account.and_then(|id| cx.state.account(id)).and_then(format::provider_of);
    let short = || provider().map_or("", |provider| provider.about().short_name);
    match &finding.what {
        What::Wrong(of, problem) => (wrong(cx, uses, line, *of, *problem), String::new()),
        What::NoAccount => (cx.t("csv-no-account"), String::new()),
        What::UnknownAccount => (cx.t("csv-unknown-account"), String::new()),
        What::CannotCreate => (cx.t("csv-cannot-create"), String::new()),
        What::SameName(other) => {
            let allowed =
                if line.mark.is_empty() { String::new() } else { cx.tw("csv-allows", &[("provider", short())]) };
            (cx.tw("csv-same-name", &[("row", &row(*other))]), allowed)
        }
        What::NameTaken => {
            let allowed =
                if line.mark.is_empty() { String::new() } else { cx.tw("csv-allows", &[("provider", short())]) };
            (cx.t("csv-name-taken"), allowed)
        }
        What::SameNumber(other) => (cx.tw("csv-same-number", &[("row", &row(*other))]), String::new()),
        What::NumberTaken => (cx.t("csv-number-taken"), String::new()),
        What::Completed { was, by } => {
            let was = if cx.state.settings.mask_phones { masked(was) } else { was.clone() };
            (cx.tw("csv-completed", &[("by", by)]), cx.tw("csv-was", &[("was", &was)]))
        }
        What::NotHere(of) => {
            (cx.tw("csv-not-here", &[("field", uses.word(*of))]), cx.tw("csv-has-none", &[("provider", short())]))
        }
        What::Cut(of) => (cx.tw("csv-cut", &[("field", uses.word(*of))]), String::new()),
        What::TagsFull => (cx.tw("csv-tags-full", &[("n", &TAGS.to_string())]), String::new()),
        What::Dropped => (cx.t("csv-dropped"), String::new()),
    }
}

fn wrong(cx: &Cx<'_>, uses: &UseWords, line: &Line, of: Use, problem: Problem) -> String {
    match (of, problem) {
        // A stand-in has nothing of what is wrong with the name.
        (Use::Field("name"), Problem::NotASlug) if !cx.state.settings.screenshot => not_in_names(cx, &line.name),
        (Use::Phone, Problem::TooShort(_)) => cx.t("csv-phone-short"),
        (Use::Phone, Problem::NoCountryCode) => cx.t("csv-phone-country"),
        (Use::Phone, _) if is_rounded(&line.typed_number) => cx.t("csv-phone-rounded"),
        (Use::Phone, _) => cx.t("csv-phone-wrong"),
        (Use::Field("name"), _) => problem_words(cx, uses, of, problem),
        _ => format!("{}: {}", uses.word(of), problem_words(cx, uses, of, problem)),
    }
}

/// `5,51E+12`: what a spreadsheet makes of a long number in a narrow column. The digits that it left out are lost.
fn is_rounded(number: &str) -> bool {
    let Some((digits, power)) = number.trim().split_once(['E', 'e']) else { return false };
    let power = power.trim_start_matches(['+', '-']);
    let is_made_of =
        |text: &str, signs: &[char]| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || signs.contains(&c));
    is_made_of(digits, &['.', ',', '+', '-']) && is_made_of(power, &[])
}

/// What of a name its gateway does not take: "Space, accent".
fn not_in_names(cx: &Cx<'_>, name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let parts = [
        ("csv-part-space", name.chars().any(char::is_whitespace)),
        ("csv-part-accent", name.chars().any(|c| c.is_alphabetic() && !c.is_ascii())),
        ("csv-part-sign", name.chars().any(|c| !is_plain(c) && !c.is_whitespace() && !c.is_alphabetic())),
    ];
    let parts: Vec<String> = parts.iter().filter(|(_, has)| *has).map(|(key, _)| cx.t(key)).collect();
    let text = parts.join(", ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn problem_words(cx: &Cx<'_>, uses: &UseWords, of: Use, problem: Problem) -> String {
    let name = |key: &str| if key.is_empty() { uses.word(of).to_owned() } else { cx.t(&format!("field-{key}")) };
    cx.texts.problem("", problem, name)
}

/// What the button says that does it.
pub fn mend(cx: &Cx<'_>, mend: &Mend) -> String {
    match mend {
        Mend::Set(_, text) => cx.tw("csv-mend-use", &[("text", text)]),
        Mend::Edit(_) => cx.t("csv-mend-edit"),
        Mend::Drop => cx.t("csv-mend-drop"),
        Mend::PutBack => cx.t("csv-mend-back"),
        Mend::Mark => cx.t("csv-mend-mark"),
    }
}

/// The number of a row, as people write and mask it.
pub fn number(cx: &Cx<'_>, line: &Line) -> String {
    line.number
        .as_deref()
        .map_or_else(|| line.typed_number.clone(), |digits| format::phone(cx, digits))
}

/// `(11) 9…-6644`: nothing of a number but its beginning and its end.
fn masked(was: &str) -> String {
    let digits: usize = was.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let keep = |c: char| {
        seen += usize::from(c.is_ascii_digit());
        if c.is_ascii_digit() && seen > 3 && seen + 4 <= digits { '•' } else { c }
    };
    was.chars().map(keep).collect()
}
