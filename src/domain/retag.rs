//! What hangs on a tag besides instances, as it was before the tag was called otherwise everywhere. Taken back, only that
//! is as before: what was changed meanwhile stays.

use crate::domain::annotation::{Tag, is_same, recall};
use crate::domain::views::{View, Views};
use crate::domain::watch::{Rule, Rules, Scope};

/// A tag with what hung on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    pub tag: String,
    /// How it is called since; nothing where it was dropped.
    pub to: Option<String>,
    color: Option<Tag>,
    /// The one that took it in had a colour of its own.
    is_other_colored: bool,
    /// The views that looked for it.
    looks: Vec<View>,
    /// The rules about it, by their places.
    rules: Vec<(usize, Rule)>,
}

impl Tagged {
    /// As it is now, before it is called otherwise.
    #[must_use]
    pub fn of(tag: &str, to: Option<&str>, tags: &[Tag], views: &Views, rules: &Rules) -> Self {
        let is_it = |known: &Tag| is_same(&known.name, tag);
        let is_other = |known: &Tag| to.is_some_and(|to| is_same(&known.name, to)) && !is_it(known);
        let is_about = |rule: &Rule| matches!(&rule.scope, Scope::Tag(own) if is_same(own, tag));
        Self {
            tag: tag.to_owned(),
            to: to.map(str::to_owned),
            color: tags.iter().find(|known| is_it(known)).cloned(),
            is_other_colored: tags.iter().any(is_other),
            looks: views.kept.iter().filter(|view| view.look.clone().retag(tag, to)).cloned().collect(),
            rules: rules.rules.iter().cloned().enumerate().filter(|(_, rule)| is_about(rule)).collect(),
        }
    }

    /// Puts it back into what there is now.
    pub fn take_back(&self, tags: &mut Vec<Tag>, views: &mut Views, rules: &mut Rules) {
        self.color_back(tags);
        for before in &self.looks {
            let Some(view) = views.kept.iter_mut().find(|view| view.name == before.name) else { continue };
            let mut after = before.look.clone();
            after.retag(&self.tag, self.to.as_deref());
            // The other tag may be spelled otherwise than it was typed.
            let is_as_left = match (&view.look.tag, &after.tag) {
                (Some(now), Some(then)) => is_same(now, then),
                (now, then) => now == then,
            };
            if is_as_left {
                view.look.tag.clone_from(&before.look.tag);
            }
            if is_same(&view.look.search, &after.search) {
                view.look.search.clone_from(&before.look.search);
            }
        }
        for (at, before) in &self.rules {
            self.rule_back(*at, before, &mut rules.rules);
        }
    }

    fn color_back(&self, tags: &mut Vec<Tag>) {
        let Some(color) = &self.color else { return };
        match &self.to {
            // It went on with the tag, and may be another one by now.
            Some(to) if !self.is_other_colored => recall(tags, to, Some(&color.name)),
            _ if tags.iter().any(|known| is_same(&known.name, &color.name)) => {}
            _ => tags.push(color.clone()),
        }
    }

    fn rule_back(&self, at: usize, before: &Rule, rules: &mut Vec<Rule>) {
        let Some(to) = &self.to else {
            if !rules.contains(before) {
                rules.insert(at.min(rules.len()), before.clone());
            }
            return;
        };
        let is_it =
            |rule: &Rule| rule.kind == before.kind && matches!(&rule.scope, Scope::Tag(own) if is_same(own, to));
        let was_it = |rule: &Rule| {
            is_it(rule) && (rule.minutes, rule.on, rule.never) == (before.minutes, before.on, before.never)
        };
        let place = rules.iter().position(was_it);
        // One that was changed meanwhile is still at its place.
        if let Some(at) = place.or_else(|| rules.get(at).filter(|rule| is_it(rule)).map(|_| at)) {
            rules[at].scope = before.scope.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::annotation::Color;
    use crate::domain::views::Look;
    use crate::domain::watch::Kind;

    fn tag(name: &str, color: Color) -> Tag {
        Tag { name: name.to_owned(), color }
    }

    fn about(tag: &str, kind: Kind) -> Rule {
        Rule { scope: Scope::Tag(tag.to_owned()), ..Rule::of(kind, 5) }
    }

    fn view(name: &str, tag: &str) -> View {
        let look = Look { tag: Some(tag.to_owned()), search: format!("tag:{tag} x"), ..Look::default() };
        View { name: name.to_owned(), look }
    }

    struct There {
        tags: Vec<Tag>,
        views: Views,
        rules: Rules,
    }

    impl There {
        fn new() -> Self {
            let views = Views { kept: vec![view("one", "sp"), view("two", "sp")], ..Views::default() };
            let rules = vec![about("sp", Kind::Lost), Rule::of(Kind::Gone, 0), about("sp", Kind::Waiting)];
            let tags = vec![tag("sp", Color::Amber), tag("rio", Color::Red)];
            Self { tags, views, rules: Rules { rules, ..Rules::default() } }
        }

        fn retag(&mut self, to: Option<&str>) -> Tagged {
            // As it is typed.
            let typed = to.map(str::to_uppercase);
            let before = Tagged::of("sp", typed.as_deref(), &self.tags, &self.views, &self.rules);
            recall(&mut self.tags, "sp", to);
            for view in &mut self.views.kept {
                view.look.retag("sp", to);
            }
            self.rules.retag("sp", to);
            before
        }

        fn take_back(&mut self, before: &Tagged) {
            before.take_back(&mut self.tags, &mut self.views, &mut self.rules);
        }

        fn is(&self, other: &Self) -> bool {
            let name = |tag: &Tag| tag.name.clone();
            let sorted = |mut tags: Vec<Tag>| {
                tags.sort_by_key(name);
                tags
            };
            sorted(self.tags.clone()) == sorted(other.tags.clone())
                && (&self.views, &self.rules) == (&other.views, &other.rules)
        }
    }

    #[test]
    fn all_of_it_comes_back_whether_it_was_renamed_joined_or_dropped() {
        for to in [Some("sul"), Some("rio"), Some("SP"), None] {
            let mut there = There::new();
            let before = there.retag(to);
            assert!(!there.is(&There::new()), "{to:?}");
            there.take_back(&before);
            assert!(there.is(&There::new()), "{to:?}");
        }
    }

    #[test]
    fn what_was_changed_meanwhile_stays() {
        let mut there = There::new();
        let before = there.retag(Some("sul"));
        there.tags.push(tag("vip", Color::Green));
        there.tags[1].color = Color::Blue;
        there.views.kept[1].look.tag = None;
        there.views.kept.push(view("three", "sul"));
        there.rules.rules[0].on = false;
        there.rules.rules.push(about("vip", Kind::Lost));
        there.rules.quiet.on = true;
        there.take_back(&before);
        assert!(there.tags.contains(&tag("vip", Color::Green)) && there.tags.contains(&tag("sp", Color::Blue)));
        assert_eq!(there.views.kept[0], view("one", "sp"));
        assert_eq!((&there.views.kept[1].look.tag, there.views.kept[1].look.search.as_str()), (&None, "tag:sp x"));
        assert_eq!(there.views.kept[2], view("three", "sul"), "it was made after it");
        let rules = &there.rules.rules;
        assert_eq!(rules[0], Rule { on: false, ..about("sp", Kind::Lost) });
        assert_eq!(rules[2..], [about("sp", Kind::Waiting), about("vip", Kind::Lost)]);
        assert!(there.rules.quiet.on);
    }
}
