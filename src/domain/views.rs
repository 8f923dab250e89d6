//! Views of the list: what is filtered, in which order, and in which columns.

use crate::domain::annotation::is_same;
use crate::domain::ids::AccountId;
use crate::domain::search;
use serde::{Deserialize, Serialize};

/// Views that are kept at most, besides the one of everything.
pub const VIEWS: usize = 50;
/// Letters of a view's name.
pub const VIEW_LETTERS: usize = 32;

/// Which states are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filter {
    #[default]
    All,
    Connected,
    Waiting,
    Disconnected,
    Attention,
    Connecting,
}

/// A column that the list can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    Status,
    #[default]
    Name,
    Account,
    Whatsapp,
    Plan,
    Age,
}

impl Column {
    /// In the order that a list begins with.
    pub const ALL: [Self; 6] = [Self::Status, Self::Name, Self::Account, Self::Whatsapp, Self::Plan, Self::Age];
}

/// One column as a person wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Laid {
    pub column: Column,
    /// It is left out.
    #[serde(default)]
    pub hidden: bool,
    /// Points; without one, by what stands in it.
    #[serde(default)]
    pub width: Option<u16>,
}

/// The columns from left to right, each once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Laid>", into = "Vec<Laid>")]
pub struct Layout([Laid; Column::ALL.len()]);

impl Default for Layout {
    fn default() -> Self {
        Self(Column::ALL.map(|column| Laid { column, hidden: false, width: None }))
    }
}

impl From<Vec<Laid>> for Layout {
    /// What is missing comes at the end, as another version may have written it; the name is always shown.
    fn from(kept: Vec<Laid>) -> Self {
        let mut all: Vec<Laid> = Vec::with_capacity(Column::ALL.len());
        for laid in kept.into_iter().chain(Self::default().0) {
            if all.iter().all(|other| other.column != laid.column) {
                all.push(Laid { hidden: laid.hidden && laid.column != Column::Name, ..laid });
            }
        }
        let mut layout = Self::default();
        layout.0.iter_mut().zip(all).for_each(|(place, laid)| *place = laid);
        layout
    }
}

impl From<Layout> for Vec<Laid> {
    fn from(layout: Layout) -> Self {
        layout.0.to_vec()
    }
}

impl Layout {
    /// From left to right.
    #[must_use]
    pub const fn columns(&self) -> &[Laid; Column::ALL.len()] {
        &self.0
    }

    /// Shows a column, or leaves it out. The name stays.
    pub fn show(&mut self, column: Column, is_shown: bool) {
        if let Some(laid) = self.0.iter_mut().find(|laid| laid.column == column && column != Column::Name) {
            laid.hidden = !is_shown;
        }
    }

    /// Gives a column this width, or lets it go by what stands in it.
    pub fn widen(&mut self, column: Column, width: Option<u16>) {
        if let Some(laid) = self.0.iter_mut().find(|laid| laid.column == column) {
            laid.width = width;
        }
    }

    /// Moves a column to this place, counted from the left.
    pub fn put(&mut self, column: Column, place: usize) {
        let Some(from) = self.0.iter().position(|laid| laid.column == column) else { return };
        let to = place.min(self.0.len() - 1);
        if from < to {
            self.0[from..=to].rotate_left(1);
        } else {
            self.0[to..=from].rotate_right(1);
        }
    }
}

/// What a person wants to see of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// As it is typed into the search.
    pub search: String,
    pub filter: Filter,
    pub account: Option<AccountId>,
    /// Only instances with this tag.
    pub tag: Option<String>,
    /// Sorted by.
    pub column: Column,
    pub descending: bool,
    pub layout: Layout,
}

/// A look that was kept under a name, which no other view has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    pub name: String,
    #[serde(flatten)]
    pub look: Look,
}

/// Every view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Views {
    /// The columns while no view is chosen.
    pub layout: Layout,
    /// In the order of the tabs.
    pub kept: Vec<View>,
}

impl Look {
    /// Looks for the tag that comes in the place of another; with none, what filtered by it does not any more. Whether it
    /// did.
    pub fn retag(&mut self, tag: &str, to: Option<&str>) -> bool {
        let before = (self.tag.clone(), self.search.clone());
        if self.tag.as_deref().is_some_and(|own| is_same(own, tag)) {
            self.tag = to.map(str::to_owned);
        }
        if let Some(search) = to.and_then(|to| retagged(&self.search, tag, to)) {
            self.search = search;
        }
        before != (self.tag.clone(), self.search.clone())
    }
}

/// The search with each `tag:"…"` of it that names the tag naming the other one; `None` where none does.
fn retagged(search: &str, tag: &str, to: &str) -> Option<String> {
    let mut is_changed = false;
    let parts: Vec<String> = search::parts(search)
        .map(|part| {
            let field = part.split_once(':').filter(|(key, _)| matches!(*key, "tag" | "-tag"));
            let Some((key, value)) = field.filter(|(_, value)| is_same(value.trim_matches('"'), tag)) else {
                return part.to_owned();
            };
            is_changed = true;
            let quote = if value.starts_with('"') || to.contains(char::is_whitespace) { "\"" } else { "" };
            format!("{key}:{quote}{to}{quote}")
        })
        .collect();
    is_changed.then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(layout: &Layout) -> Vec<Column> {
        layout.columns().iter().map(|laid| laid.column).collect()
    }

    #[test]
    fn every_column_stands_there_once_whatever_was_kept() {
        let kept = r#"[{"column":"age"},{"column":"age","hidden":true},{"column":"name","hidden":true,"width":200}]"#;
        let layout: Layout = serde_json::from_str(kept).unwrap();
        assert_eq!(
            order(&layout),
            [Column::Age, Column::Name, Column::Status, Column::Account, Column::Whatsapp, Column::Plan]
        );
        assert!(layout.columns().iter().all(|laid| !laid.hidden));
        assert_eq!(layout.columns()[1].width, Some(200));
        let again: Layout = serde_json::from_str(&serde_json::to_string(&layout).unwrap()).unwrap();
        assert_eq!(again, layout);
    }

    #[test]
    fn a_column_moves_and_the_others_keep_their_order() {
        let mut layout = Layout::default();
        layout.put(Column::Age, 0);
        assert_eq!(order(&layout)[..2], [Column::Age, Column::Status]);
        layout.put(Column::Age, 99);
        assert_eq!(layout, Layout::default());
        layout.put(Column::Status, 2);
        assert_eq!(order(&layout)[..3], [Column::Name, Column::Account, Column::Status]);
        layout.show(Column::Name, false);
        layout.show(Column::Plan, false);
        let hidden: Vec<Column> = layout.columns().iter().filter(|laid| laid.hidden).map(|laid| laid.column).collect();
        assert_eq!(hidden, [Column::Plan]);
    }

    #[test]
    fn a_look_follows_a_tag_that_is_called_otherwise() {
        let look = |search: &str, tag: Option<&str>| Look {
            search: search.to_owned(),
            tag: tag.map(str::to_owned),
            ..Look::default()
        };
        let mut one = look(r#"loja tag:SP -tag:"sp" tag:spx state:lost"#, Some("Sp"));
        assert!(one.retag("sp", Some("são paulo")));
        assert_eq!(one, look(r#"loja tag:"são paulo" -tag:"são paulo" tag:spx state:lost"#, Some("são paulo")));
        assert!(!one.retag("sp", Some("x")));
        assert!(one.retag("são paulo", None) && one.tag.is_none(), "what is looked for by name stays to be seen");
    }

    #[test]
    fn a_view_of_an_earlier_version_is_read() {
        let view: View = serde_json::from_str(r#"{"name":"SP","search":"tag:sp","filter":"waiting"}"#).unwrap();
        let look = Look { search: "tag:sp".to_owned(), filter: Filter::Waiting, ..Look::default() };
        assert_eq!(view, View { name: "SP".to_owned(), look });
    }
}
