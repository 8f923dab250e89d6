//! How much is painted: without a graphics card that is most of what a picture costs.

use crate::desk::*;
use egui::epaint::Primitive;
use pairdesk::app::route::Route;
use pairdesk::domain::instance::Instance;
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
