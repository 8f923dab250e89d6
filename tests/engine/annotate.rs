//! What a person writes about instances stays, whatever their gateways say.

use crate::lab::{Lab, changed_rows, kind};
use crate::rows::{create_there, refresh};
use pairdesk::domain::annotated::Annotated;
use pairdesk::domain::annotation::{Annotation, Change, Color, TAGS, Tag};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::views::{Look, View, Views};
use pairdesk::domain::watch::{Kind, Rule, Rules, Scope};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Event;
use pairdesk::sandbox::evolution::EVOLUTION_2;

fn annotate(lab: &mut Lab, instances: &[InstanceId], change: Change) {
    lab.run(Command::Annotate { instances: instances.to_vec(), change }).unwrap();
}

/// What the engine has told last that can be taken back.
fn last_change(lab: &Lab) -> Annotated {
    let told = |event: &Event| match event {
        Event::Annotated(annotated) => Some(Annotated::clone(annotated)),
        _ => None,
    };
    lab.events.iter().rev().find_map(told).unwrap()
}

#[test]
fn what_was_written_survives_lists_and_a_restart() {
    let mut lab = Lab::with(EVOLUTION_2);
    for number in 0..4 {
        create_there(&lab, &format!("loja-{number}"));
    }
    refresh(&mut lab, EVOLUTION_2);
    let mut all: Vec<InstanceId> = lab.rows().iter().map(|row| row.id).collect();
    let last = all.pop().unwrap();
    let text = |text: &str| text.to_owned();
    let before = lab.events.len();
    annotate(&mut lab, &all, Change::AddTag(text("VIP")));
    let told: Vec<usize> = lab.events[before..].iter().map(|event| changed_rows(event).len()).collect();
    assert_eq!(told.iter().filter(|rows| **rows > 0).collect::<Vec<_>>(), [&3], "they are told together");
    annotate(&mut lab, &[last, InstanceId::random()], Change::AddTag(text("vip")));
    annotate(&mut lab, &[last], Change::Alias(text("Loja Centro")));
    annotate(&mut lab, &[last], Change::Note(text("Call first")));
    annotate(&mut lab, &all[..1], Change::RemoveTag(text("vip")));
    let views = Views { kept: vec![View { name: text("SP"), look: Look::default() }], ..Views::default() };
    let tags = vec![Tag { name: text("VIP"), color: Color::Amber }];
    lab.send(Command::SaveViews { views: views.clone() });
    lab.send(Command::SaveTags { tags: tags.clone() });
    refresh(&mut lab, EVOLUTION_2);
    lab.restart();
    assert_eq!((&lab.loaded.views, &lab.loaded.tags), (&views, &tags));
    refresh(&mut lab, EVOLUTION_2);
    let kept = Annotation { alias: text("Loja Centro"), tags: vec![text("VIP")], note: text("Call first") };
    assert_eq!(lab.row(last).annotation, kept, "the tag in the spelling that it had");
    assert_eq!(lab.row(last).title(), "Loja Centro");
    let tags = [0, 1, 2].map(|at| lab.row(all[at]).annotation.tags.len());
    assert_eq!(tags, [0, 1, 1]);
}

#[test]
fn there_are_so_many_different_tags_and_no_more() {
    let mut lab = Lab::with(EVOLUTION_2);
    create_there(&lab, "loja");
    refresh(&mut lab, EVOLUTION_2);
    let row = lab.rows()[0].id;
    for number in 0..TAGS {
        annotate(&mut lab, &[row], Change::AddTag(format!("tag {number:03}")));
    }
    let refused = lab.run(Command::Annotate { instances: vec![row], change: Change::AddTag("more".to_owned()) });
    assert_eq!(kind(refused), FailureKind::Rejected);
    annotate(&mut lab, &[row], Change::AddTag("TAG 007".to_owned()));
    assert_eq!(lab.row(row).annotation.tags.len(), TAGS);
}

#[test]
fn a_tag_is_called_otherwise_wherever_it_stands_or_dropped() {
    let mut lab = Lab::with(EVOLUTION_2);
    for number in 0..3 {
        create_there(&lab, &format!("loja-{number}"));
    }
    refresh(&mut lab, EVOLUTION_2);
    let mut rows = lab.rows();
    rows.sort_by(|one, other| one.name.cmp(&other.name));
    let ids: Vec<InstanceId> = rows.iter().map(|row| row.id).collect();
    let text = |text: &str| text.to_owned();
    annotate(&mut lab, &ids[..2], Change::AddTag(text("sp")));
    annotate(&mut lab, &ids[1..], Change::AddTag(text("Vip")));
    let look = Look { tag: Some(text("sp")), search: text("tag:sp x"), ..Look::default() };
    lab.send(Command::SaveViews { views: Views { kept: vec![View { name: text("SP"), look }], ..Views::default() } });
    lab.send(Command::SaveTags { tags: vec![Tag { name: text("SP"), color: Color::Amber }] });
    let rule = Rule { scope: Scope::Tag(text("sp")), ..Rule::of(Kind::Lost, 5) };
    lab.send(Command::SaveRules { rules: Rules { rules: vec![rule.clone()], ..Rules::default() } });
    // Nobody tells when they are kept.
    lab.pause(300);
    let before = lab.events.len();
    lab.run(Command::Retag { tag: text("sp"), to: Some(text("zona sul")) }).unwrap();
    let told: Vec<usize> = lab.events[before..].iter().map(|event| changed_rows(event).len()).collect();
    assert_eq!(told.iter().filter(|rows| **rows > 0).collect::<Vec<_>>(), [&2], "they are told together");
    lab.run(Command::Retag { tag: text("VIP"), to: Some(text("vip")) }).unwrap();
    assert_eq!(kind(lab.run(Command::Retag { tag: text("vip"), to: Some(text("  ")) })), FailureKind::Rejected);
    lab.restart();
    let tags = |lab: &mut Lab| -> Vec<Vec<String>> { ids.iter().map(|id| lab.row(*id).annotation.tags).collect() };
    assert_eq!(tags(&mut lab), [vec!["zona sul"], vec!["vip", "zona sul"], vec!["vip"]]);
    assert_eq!(lab.loaded.tags, [Tag { name: text("zona sul"), color: Color::Amber }]);
    let look = &lab.loaded.views.kept[0].look;
    assert_eq!((look.tag.as_deref(), look.search.as_str()), (Some("zona sul"), "tag:\"zona sul\" x"));
    assert_eq!(lab.loaded.rules.rules, [Rule { scope: Scope::Tag(text("zona sul")), ..rule.clone() }]);
    // Taken back with what hung on it before.
    lab.run(Command::Retag { tag: text("zona sul"), to: Some(text("leste")) }).unwrap();
    lab.send(Command::TakeBack { annotated: Box::new(last_change(&lab)) });
    lab.restart();
    assert_eq!(tags(&mut lab), [vec!["zona sul"], vec!["vip", "zona sul"], vec!["vip"]]);
    assert_eq!(lab.loaded.tags, [Tag { name: text("zona sul"), color: Color::Amber }]);
    assert_eq!(lab.loaded.views.kept[0].look.tag.as_deref(), Some("zona sul"));
    assert_eq!(lab.loaded.rules.rules, [Rule { scope: Scope::Tag(text("zona sul")), ..rule }]);
    // Another one takes it in; then that one goes.
    lab.run(Command::Retag { tag: text("zona sul"), to: Some(text("VIP")) }).unwrap();
    assert_eq!(tags(&mut lab), [vec!["vip"], vec!["vip"], vec!["vip"]]);
    let annotated = Box::new(last_change(&lab));
    lab.send(Command::TakeBack { annotated });
    lab.restart();
    assert_eq!(tags(&mut lab), [vec!["zona sul"], vec!["vip", "zona sul"], vec!["vip"]], "one had both");
    lab.run(Command::Retag { tag: text("zona sul"), to: Some(text("VIP")) }).unwrap();
    lab.run(Command::Retag { tag: text("vip"), to: None }).unwrap();
    lab.restart();
    assert_eq!(tags(&mut lab), [Vec::<&str>::new(), Vec::new(), Vec::new()]);
    assert!(lab.loaded.tags.is_empty() && lab.loaded.rules.rules.is_empty());
    assert_eq!(lab.loaded.views.kept[0].look.tag, None);
}

#[test]
fn what_is_taken_back_is_what_was_done() {
    let mut lab = Lab::with(EVOLUTION_2);
    for number in 0..3 {
        create_there(&lab, &format!("loja-{number}"));
    }
    refresh(&mut lab, EVOLUTION_2);
    let ids: Vec<InstanceId> = lab.rows().iter().map(|row| row.id).collect();
    let text = |text: &str| text.to_owned();
    let alias = |lab: &mut Lab| -> Vec<String> { ids.iter().map(|id| lab.row(*id).annotation.alias).collect() };
    annotate(&mut lab, &ids[..1], Change::Alias(text("Um")));
    annotate(&mut lab, &ids[..2], Change::Alias(text(" Dois ")));
    let annotated = last_change(&lab);
    assert_eq!((annotated.rows(), &annotated.change), (2, &Change::Alias(text("Dois"))));
    // A row that was changed before stays as it is then; what changes nothing is not told.
    annotate(&mut lab, &ids[..2], Change::Alias(text("Dois")));
    assert_eq!(last_change(&lab), annotated);
    lab.send(Command::TakeBack { annotated: Box::new(annotated.clone()) });
    lab.restart();
    assert_eq!(alias(&mut lab), ["Um", "", ""]);
    assert!(!lab.events.iter().any(|event| matches!(event, Event::Annotated(_))), "taking back is not taken back");
}

#[test]
fn what_is_written_is_written_in_order_and_before_the_end() {
    let mut lab = Lab::with(EVOLUTION_2);
    create_there(&lab, "loja");
    refresh(&mut lab, EVOLUTION_2);
    let row = lab.rows()[0].id;
    let view = |number: usize| View { name: format!("view {number}"), look: Look::default() };
    for round in 0..30 {
        // As many as the engine takes at once, and the window closes.
        for number in 0..20 {
            let change = Change::Note(format!("note {round} {number}"));
            lab.send(Command::Annotate { instances: vec![row], change });
            lab.send(Command::SaveViews { views: Views { kept: vec![view(number)], ..Views::default() } });
        }
        lab.restart();
        assert_eq!(lab.row(row).annotation.note, format!("note {round} 19"));
        assert_eq!(lab.loaded.views.kept, [view(19)]);
    }
}
