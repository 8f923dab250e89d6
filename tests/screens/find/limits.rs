//! How long texts may be, and how many tags and views there may be.

use super::*;

/// Puts so many letters into the field that has the keyboard.
fn letters(harness: &mut Screen, many: usize) {
    harness.event(Input::Text("x".repeat(many)));
    harness.run_steps(3);
}

#[test]
fn what_is_too_long_is_said_at_its_field_in_each_language() {
    for (language, most, kept) in [
        (Language::English, "at most", "are kept"),
        (Language::Portuguese, "no máximo", "são guardados"),
        (Language::Spanish, "como máximo", "se guardan"),
    ] {
        let mut harness = screen(named(&["a"]), Route::Instances, language, Theme::Light, [1280.0, 800.0]);
        let said = |harness: &Screen, n: usize, words: &str| {
            let mut all = harness.query_all_by_label_contains(words);
            all.any(|node| node.accesskit_node().value().is_some_and(|said| said.starts_with(&n.to_string())))
        };
        keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
        keys(&mut harness, Modifiers::NONE, Key::F2);
        press(&mut harness, "writing.alias", Modifiers::NONE);
        letters(&mut harness, 80);
        assert!(said(&harness, 81, kept), "the alias, {language:?}");
        press(&mut harness, "tag.new", Modifiers::NONE);
        letters(&mut harness, 32);
        assert!(!said(&harness, 32, most));
        letters(&mut harness, 1);
        assert!(said(&harness, 33, most), "a tag, {language:?}");
        keys(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(annotated(&harness), [], "half a tag is none");
        keys(&mut harness, Modifiers::NONE, Key::Escape);
        press(&mut harness, "view.save", Modifiers::NONE);
        letters(&mut harness, 33);
        assert!(said(&harness, 33, most), "a view, {language:?}");
        keys(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(views(&harness).is_empty());
    }
}

#[test]
fn the_hundredth_tag_and_the_fiftieth_view_are_the_last() {
    let mut loaded = named(&["a", "b"]);
    Arc::make_mut(&mut loaded.instances[1]).annotation.tags = (0..99).map(|n| format!("t{n:02}")).collect();
    let look = |n| View { name: format!("v{n:02}"), look: Look::default() };
    loaded.views.kept = (0..49).map(look).collect();
    let mut harness = english(loaded, Route::Instances);
    for (name, more) in [("last", 1), ("one-too-many", 1)] {
        press(&mut harness, "instance.a", Modifiers::NONE);
        keys(&mut harness, Modifiers::NONE, Key::F2);
        press(&mut harness, "tag.new", Modifiers::NONE);
        harness.event(Input::Text(name.to_owned()));
        harness.run_steps(2);
        assert_eq!(says(&harness, "There are 100 tags already; use one of them"), name != "last");
        keys(&mut harness, Modifiers::NONE, Key::Enter);
        if name == "last" {
            carry_out(&mut harness);
        }
        assert_eq!(harness.state().state.instances[0].annotation.tags.len(), more);
        keys(&mut harness, Modifiers::NONE, Key::Escape);
    }
    press(&mut harness, "view.save", Modifiers::NONE);
    letters(&mut harness, 3);
    press(&mut harness, "confirm.ok", Modifiers::NONE);
    assert_eq!(views(&harness).len(), 50);
    let save = harness.get_by(|node| node.author_id() == Some("view.save"));
    assert!(save.accesskit_node().is_disabled());
}
