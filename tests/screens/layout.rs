//! What the widgets' own rectangles show: no text is cut, nothing lies on something else, and whatever can be clicked is
//! large enough. On every screen and in whatever lies over one, in every language, at the sizes of small windows and of
//! zoom.
//!
//! A new screen is a route in `desk::everything`; a dialog, a menu, or a screen with something in it is a row of
//! [`covers::COVERS`].

use crate::covers::{self, COVERS};
use crate::desk::{Screen, everything, job_of, screen};
use egui::{LayerId, Order, Rect, Shape};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use pairdesk::app::cx::Wish;
use pairdesk::app::route::Route;
use pairdesk::domain::instance::ConnectionState;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::domain::values::Values;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::{Done, Event, Loaded};
use pairdesk::i18n::Texts;
use pairdesk::providers::Told;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Width and height of the least that can be hit without care (WCAG 2.2, 2.5.8), in points.
const LEAST: f32 = 24.0;
/// What rounding to pixels may bring.
const SLACK: f32 = 1.0;
/// 1280 × 800 at 100, 120, 150 and 200 %, and 800 × 600 at 100, 150 and 200 %, in points.
const SIZES: [[f32; 2]; 7] =
    [[1280.0, 800.0], [800.0, 600.0], [1067.0, 667.0], [853.0, 533.0], [640.0, 400.0], [533.0, 400.0], [400.0, 300.0]];
/// What lies over a page is as large as its words, so the small ones of them tell.
const OVER: [[f32; 2]; 5] = [[800.0, 600.0], [853.0, 533.0], [640.0, 400.0], [533.0, 400.0], [400.0, 300.0]];

/// What somebody else wrote may be cut, with a tip that shows it all: names of instances, accounts and people.
const NAMES: [&str; 8] = [
    "vendas-sul",
    "Campanha Natal 03",
    "Loja São João",
    "Padaria Pão Quente",
    "· zapi",
    "· evolution",
    "· enviaai",
    "observação interna",
];
/// An opaque ground as large as that lies over what was painted before: a panel or a dialog over the page, not a button
/// over a text.
const GROUND: [f32; 2] = [120.0, 36.0];

/// A text as it is painted: where it can be seen, and whether all of it can.
struct Seen {
    words: String,
    place: Rect,
    /// Each line of it.
    lines: Vec<Rect>,
    is_cut: bool,
}

fn texts(clip: Rect, shape: &Shape, found: &mut Vec<Seen>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(clip, shape, found)),
        Shape::Rect(ground) => {
            let place = ground.rect.intersect(clip);
            if ground.fill.is_opaque() && place.width() >= GROUND[0] && place.height() >= GROUND[1] {
                found.retain(|text| !place.intersects(text.place));
            }
        }
        Shape::Text(text) => {
            let whole = text.visual_bounding_rect();
            let words = text.galley.text().to_owned();
            // What is scrolled away is not cut, and an icon is no text.
            let is_icon = words.chars().all(|c| ('\u{e000}'..'\u{f8ff}').contains(&c));
            if !whole.is_positive() || !clip.intersects(whole) || is_icon {
                return;
            }
            let is_name = NAMES.iter().any(|name| words.contains(name));
            let is_beside = whole.left() < clip.left() - SLACK || whole.right() > clip.right() + SLACK;
            found.push(Seen {
                words,
                place: whole.intersect(clip),
                lines: text
                    .galley
                    .rows
                    .iter()
                    .map(|row| row.rect_without_leading_space().translate(text.pos.to_vec2()))
                    .collect(),
                is_cut: (text.galley.elided || is_beside) && !is_name,
            });
        }
        _ => {}
    }
}

/// Something that can be clicked, by the name that a screen reader says.
struct Target {
    name: String,
    layer: LayerId,
    place: Rect,
    visible: Rect,
}

fn targets<S>(harness: &Harness<'_, S>) -> Vec<Target> {
    let names: HashMap<_, _> = harness
        .root()
        .children_recursive()
        .map(|node| {
            let node = node.accesskit_node();
            let name = node.author_id().map(str::to_owned).or_else(|| node.label()).unwrap_or_default();
            (node.locate().0, format!("{:?} {name}", node.role()))
        })
        .collect();
    harness.ctx.viewport(|viewport| {
        let all = viewport.prev_pass.widgets.layers().flat_map(|(layer, all)| all.iter().map(|it| (*layer, it)));
        let clickable = all.filter(|(_, it)| it.sense.senses_click() && it.enabled && it.visible);
        let seen = clickable.filter(|(_, it)| it.interact_rect.is_positive());
        seen.filter_map(|(layer, it)| {
            let name = names.get(&it.id.accesskit_id())?.clone();
            Some(Target { name, layer, place: it.rect, visible: it.interact_rect })
        })
        .collect()
    })
}

/// They share more than an edge, and neither stands wholly in the other as a button does in its row.
fn collide(one: Rect, other: Rect) -> bool {
    let shared = one.intersect(other);
    let within = |inner: Rect, outer: Rect| outer.expand(SLACK).contains_rect(inner);
    shared.width() > 2.0 * SLACK && shared.height() > 2.0 * SLACK && !within(one, other) && !within(other, one)
}

/// What floats over the page and is larger than the window, or stands beyond its edge.
fn beyond<S>(harness: &Harness<'_, S>) -> Vec<String> {
    let window = harness.ctx.content_rect().expand(SLACK);
    harness.ctx.memory(|memory| {
        let floats = |layer: &LayerId| matches!(layer.order, Order::Middle | Order::Foreground);
        let layers = memory.areas().visible_layer_ids().into_iter().filter(floats);
        let places = layers.filter_map(|layer| memory.area_rect(layer.id));
        let beyond = places.filter(|place| place.is_positive() && !window.contains_rect(*place));
        beyond.map(|place| format!("beyond the window: {place:?}")).collect()
    })
}

/// Something lies over the page, which hides what is under it.
fn has_floats<S>(harness: &Harness<'_, S>) -> bool {
    let is_float = |layer: &LayerId| matches!(layer.order, Order::Middle | Order::Foreground);
    harness.ctx.memory(|memory| memory.areas().visible_layer_ids().iter().any(is_float))
}

/// What is wrong with what the window shows now.
pub fn findings<S>(harness: &Harness<'_, S>) -> BTreeSet<String> {
    let mut seen = Vec::new();
    for shape in &harness.output().shapes {
        texts(shape.clip_rect, &shape.shape, &mut seen);
    }
    let targets = targets(harness);
    // What can be scrolled to is not cut.
    let is_bar = |target: &&Target| target.name.starts_with("ScrollBar");
    let scrolls = targets.iter().filter(is_bar).any(|bar| bar.place.width() > bar.place.height());
    let targets: Vec<&Target> = targets.iter().filter(|target| !is_bar(target)).collect();
    let cut = seen.iter().filter(|text| text.is_cut && !scrolls).map(|text| format!("cut: {}", text.words));
    let mut found: BTreeSet<String> = cut.chain(beyond(harness)).collect();
    for (at, one) in seen.iter().enumerate() {
        for other in &seen[at + 1..] {
            // Two may share a line of a paragraph.
            let lines = one.lines.iter().flat_map(|line| other.lines.iter().map(|other| line.intersect(*other)));
            let is_in = |shared: &Rect| shared.width() > 2.0 * SLACK && shared.height() > 4.0 * SLACK;
            let shared = one.place.intersect(other.place);
            if is_in(&shared) && lines.into_iter().any(|shared| is_in(&shared)) {
                found.insert(format!("on one another: {} / {}", one.words, other.words));
            }
        }
    }
    if !has_floats(harness) {
        for (text, target) in seen.iter().flat_map(|text| targets.iter().map(move |target| (text, target))) {
            let is_over = text.lines.iter().map(|line| line.intersect(text.place)).any(|line| {
                let shared = line.intersect(target.visible);
                let is_in = target.visible.expand(2.0).contains_rect(line);
                shared.width() > 4.0 * SLACK && shared.height() > 4.0 * SLACK && !is_in
            });
            if is_over {
                found.insert(format!("over a text: {} / {}", target.name, text.words));
            }
        }
    }
    for (at, one) in targets.iter().enumerate() {
        let size = one.place.size();
        if size.x < LEAST - 0.01 || size.y < LEAST - 0.01 {
            found.insert(format!("small: {} {:.0} × {:.0}", one.name, size.x, size.y));
        }
        let others = targets[at + 1..].iter().filter(|other| {
            // One that lies over the page covers it, and is meant to.
            one.layer == other.layer && collide(one.visible, other.visible)
        });
        found.extend(others.map(|other| format!("overlap: {} / {}", one.name, other.name)));
    }
    found
}

/// Every screen, one after the other in one window per size: fonts are read but once.
fn everywhere(mut look: impl FnMut(&str, &Screen)) {
    let (loaded, routes) = everything();
    for size in SIZES {
        for (loaded, routes) in [(Loaded::default(), vec![Route::Instances]), (loaded.clone(), routes.clone())] {
            let mut harness = screen(loaded, Route::Activity, Language::English, Theme::Light, size);
            for language in Language::ALL {
                harness.state_mut().texts = Texts::new(language);
                for route in &routes {
                    harness.state_mut().go(*route);
                    harness.run_steps(4);
                    let name = format!("{route:?}");
                    let name = name.split('(').next().unwrap_or_default();
                    let which = if harness.state().state.accounts.is_empty() { "first run" } else { name };
                    look(&format!("{which} {} {}×{}", language.tag(), size[0], size[1]), &harness);
                }
            }
        }
    }
}

#[test]
fn nothing_is_cut_covered_or_too_small_in_what_lies_over_a_screen() {
    let loaded = covers::much();
    let mut all = BTreeSet::new();
    for size in SIZES {
        let mut harness = screen(loaded.clone(), Route::Activity, Language::English, Theme::Light, size);
        for language in Language::ALL {
            harness.state_mut().texts = Texts::new(language);
            for cover in COVERS.iter().filter(|cover| cover.is_page() || OVER.contains(&size)) {
                covers::open(&mut harness, &loaded, cover);
                let place = format!("{} {} {}×{}", cover.name, language.tag(), size[0], size[1]);
                all.extend(findings(&harness).into_iter().map(|it| format!("{place}: {it}")));
            }
        }
    }
    assert!(all.is_empty(), "{} findings:\n{}", all.len(), all.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn nothing_is_cut_covered_or_too_small_to_hit() {
    let mut all = BTreeSet::new();
    let mut places = 0;
    everywhere(|place, harness| {
        places += 1;
        all.extend(findings(harness).into_iter().map(|it| format!("{place}: {it}")));
    });
    assert!(places >= 9 * 15, "{places}");
    assert!(all.is_empty(), "{} findings:\n{}", all.len(), all.into_iter().collect::<Vec<_>>().join("\n"));
}

/// What is wrong in any size and language with a run in the header. `look` goes somewhere, and tells what it finds there.
fn wrong_beside_a_run(loaded: &Loaded, look: impl Fn(&mut Screen) -> Vec<String>) -> Vec<String> {
    let mut all = Vec::new();
    for size in SIZES {
        let mut harness = screen(loaded.clone(), Route::Activity, Language::English, Theme::Light, size);
        covers::folded(&mut harness);
        for language in Language::ALL {
            harness.state_mut().texts = Texts::new(language);
            let place = format!("{} {}×{}", language.tag(), size[0], size[1]);
            all.extend(look(&mut harness).into_iter().map(|it| format!("{place}: {it}")));
        }
    }
    all
}

/// The header of an instance's settings, whatever its state is called.
#[test]
fn nothing_is_cut_beside_a_run_in_the_header_of_settings() {
    let (mut loaded, _) = everything();
    let states = [ConnectionState::Connected, ConnectionState::WaitingForScan, ConnectionState::PhoneOffline];
    for (row, state) in loaded.instances.iter_mut().zip(states) {
        Arc::make_mut(row).state = state;
    }
    let wrong = wrong_beside_a_run(&loaded, |harness| {
        let mut found = Vec::new();
        for row in &loaded.instances {
            harness.state_mut().go(Route::EditSettings(row.id));
            harness.run_steps(4);
            let job = job_of(harness, |command| matches!(command, Command::ReadSettings { .. }));
            let told = Done::Settings(Box::new(Told::of(Values::default())));
            harness.state_mut().state.apply(Event::JobDone { job, result: told });
            harness.run_steps(4);
            found.extend(findings(harness));
        }
        found
    });
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}

/// The header of the settings of many. In the smallest windows its title may be cut: it has a tip.
#[test]
fn nothing_lies_on_another_beside_a_run_in_the_header_of_the_settings_of_many() {
    let (loaded, _) = everything();
    let ids: Vec<_> = loaded.instances.iter().map(|row| row.id).collect();
    let wrong = wrong_beside_a_run(&loaded, |harness| {
        harness.state_mut().outbox.push(Wish::ChangeMany(ids.clone()));
        harness.run_steps(4);
        harness.get_by(|node| node.author_id() == Some("bulk.read-again"));
        findings(harness).into_iter().filter(|it| !it.starts_with("cut")).collect()
    });
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn each_kind_of_finding_is_noticed() {
    let mut harness = Harness::new_ui(|ui| {
        let place = |x: f32, y: f32, w: f32, h: f32| Rect::from_min_size(egui::pos2(x, y), egui::vec2(w, h));
        ui.put(place(10.0, 10.0, 100.0, 30.0), egui::Button::new("one"));
        ui.put(place(90.0, 10.0, 100.0, 30.0), egui::Button::new("two"));
        ui.put(place(10.0, 60.0, 60.0, 10.0), egui::Button::new("low").min_size(egui::Vec2::ZERO));
        ui.put(place(10.0, 100.0, 40.0, 20.0), egui::Label::new("much too long for its place").truncate());
        ui.painter().text(
            egui::pos2(10.0, 150.0),
            egui::Align2::LEFT_TOP,
            "under",
            egui::FontId::default(),
            egui::Color32::RED,
        );
        ui.painter().text(
            egui::pos2(14.0, 152.0),
            egui::Align2::LEFT_TOP,
            "over",
            egui::FontId::default(),
            egui::Color32::RED,
        );
        let area = egui::Area::new(egui::Id::unique("far")).fixed_pos(egui::pos2(10.0, -40.0)).constrain(false);
        area.show(ui.ctx(), |ui| drop(ui.button("far")));
    });
    harness.run_steps(3);
    let found: Vec<String> = findings(&harness).into_iter().collect();
    for kind in [
        "cut: much",
        "on one another: under / over",
        "overlap: Button one / Button two",
        "small: Button low",
        "beyond the window",
    ] {
        assert!(found.iter().any(|it| it.starts_with(kind)), "{kind}: {found:?}");
    }
}
