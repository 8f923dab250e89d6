//! How much is painted: without a graphics card that is most of what a picture costs.

use crate::desk::*;
use crate::runs::{many, run_of, tell};
use egui::epaint::Primitive;
use egui_kittest::kittest::Queryable;
use pairdesk::app::route::Route;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::instance::Instance;
use pairdesk::domain::run::{ItemState, RunKind, RunState};
use pairdesk::engine::event::Loaded;

/// The area of all triangles of the last frame, in windows.
fn painted(harness: &Screen) -> f32 {
    let (output, window) = (harness.output(), harness.ctx.content_rect().area());
    let mut painted = 0.0;
    for part in harness.ctx.tessellate(output.shapes.clone(), output.pixels_per_point) {
        let Primitive::Mesh(mesh) = &part.primitive else { continue };
        for corners in mesh.indices.chunks(3) {
            let [a, b, c] = [0, 1, 2].map(|at| part.clip_rect.clamp(mesh.vertices[corners[at] as usize].pos));
            let area = ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)).abs() / 2.0;
            // The ground of the harness; the program's is what the window is cleared with.
            painted += if area > window / 3.0 { 0.0 } else { area };
        }
    }
    painted / window
}

#[test]
fn of_a_list_the_sidebar_the_chips_and_words_are_painted_and_no_ground_over_another() {
    let account = account("evolution");
    let rows = (0..40)
        .map(|at| Instance { name: format!("loja-{at}"), ..instance(account.id) }.into())
        .collect();
    let loaded = Loaded { accounts: vec![account], instances: rows, ..Loaded::default() };
    let painted = painted(&english(loaded, Route::Instances));
    assert!((0.3..0.47).contains(&painted), "{painted} windows");
}

/// The colours of the mark of a run in the header.
fn mark_of_run(harness: &Screen) -> Vec<egui::Color32> {
    let fold = harness.get_by(|node| node.author_id() == Some("bulk.run")).rect();
    let place = egui::Rect::from_center_size(fold.left_center() + egui::vec2(21.0, 0.0), egui::Vec2::splat(18.0));
    let output = harness.output();
    let mut colors = Vec::new();
    for part in harness.ctx.tessellate(output.shapes.clone(), output.pixels_per_point) {
        let Primitive::Mesh(mesh) = part.primitive else { continue };
        colors.extend(mesh.vertices.iter().filter(|at| place.contains(at.pos)).map(|at| at.color));
    }
    colors
}

#[test]
fn a_run_that_ended_with_failures_looks_so_in_the_header() {
    let (loaded, _) = many(2);
    let mark = |states: [ItemState; 2]| {
        let mut harness = english(loaded.clone(), Route::Instances);
        let mut whole = run_of(&loaded, RunKind::Restart, states.into());
        whole.run.state = RunState::Finished;
        tell(&mut harness, &whole);
        mark_of_run(&harness)
    };
    let failed = || ItemState::Failed(FailureKind::Refused.into());
    let lost = || ItemState::Unconfirmed(FailureKind::Timeout.into());
    let bad = mark([lost(), failed()]);
    let warn = mark([ItemState::Done, lost()]);
    let good = mark([ItemState::Done, ItemState::Done]);
    assert!(!bad.is_empty() && bad == mark([ItemState::Done, failed()]));
    assert!(bad != warn && warn != good && bad != good);
}
