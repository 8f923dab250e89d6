//! What the widgets' own rectangles show: no text is cut, nothing lies on something else, and whatever can be clicked is
//! large enough. On every screen, in every language, at three sizes.

use crate::desk::{Screen, everything, screen};
use egui::{LayerId, Rect, Shape};
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use pairdesk::app::route::Route;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::event::Loaded;
use pairdesk::i18n::Texts;
use std::collections::{BTreeSet, HashMap};

/// Width and height of the least that can be hit without care (WCAG 2.2, 2.5.8), in points.
const LEAST: f32 = 24.0;
/// What rounding to pixels may bring.
const SLACK: f32 = 1.0;
/// 1280 × 800, 800 × 600, and 1280 × 800 at 150 %, in points.
const SIZES: [[f32; 2]; 3] = [[1280.0, 800.0], [800.0, 600.0], [853.0, 533.0]];

/// What somebody else wrote may be cut, with a tip that shows it all: names of instances, accounts and people.
const NAMES: [&str; 6] = ["vendas-sul", "Campanha Natal 03", "Loja São João", "· zapi", "· evolution", "· enviaai"];
/// An opaque ground as large as that lies over what was painted before: a panel over the page, not a button over a text.
const GROUND: f32 = 200.0;

/// A text as it is painted: where it can be seen, and whether all of it can.
struct Seen {
    words: String,
    place: Rect,
    is_cut: bool,
}

fn texts(clip: Rect, shape: &Shape, found: &mut Vec<Seen>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(clip, shape, found)),
        Shape::Rect(ground) => {
            let place = ground.rect.intersect(clip);
            if ground.fill.is_opaque() && place.width() >= GROUND && place.height() >= GROUND {
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

/// What is wrong with what the window shows now.
fn findings<S>(harness: &Harness<'_, S>) -> BTreeSet<String> {
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
    let mut found: BTreeSet<String> = cut.collect();
    for (at, one) in seen.iter().enumerate() {
        for other in &seen[at + 1..] {
            let shared = one.place.intersect(other.place);
            if shared.width() > 2.0 * SLACK && shared.height() > 4.0 * SLACK {
                found.insert(format!("on one another: {} / {}", one.words, other.words));
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
                    harness.state_mut().route = *route;
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
    });
    harness.run_steps(3);
    let found: Vec<String> = findings(&harness).into_iter().collect();
    for kind in ["cut: much", "on one another: under / over", "overlap: Button one / Button two", "small: Button low"] {
        assert!(found.iter().any(|it| it.starts_with(kind)), "{kind}: {found:?}");
    }
}
