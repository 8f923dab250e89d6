//! A code on the screen: black on white in both themes, quiet zone, whole pixels.

use crate::qr::picture::luma;
use crate::qr::{Matrix, QUIET};
use crate::ui::theme::{self, Tokens};
use egui::{CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

/// Side of the code in points: as many whole pixels per module as fit.
fn side_points(matrix: &Matrix, room: f32, pixels_per_point: f32) -> f32 {
    let modules = (matrix.side + 2 * QUIET) as f32;
    let per_module = (room * pixels_per_point / modules).floor().max(1.0);
    per_module * modules / pixels_per_point
}

/// Draws a code in a white card of the given width. A stale code is drawn so coarse that no phone can read it.
pub fn qr_ui(ui: &mut Ui, id: &str, name: &str, matrix: &Matrix, width: f32, stale: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (card, response) = ui.allocate_exact_size(Vec2::splat(width), Sense::hover());
    let stroke = Stroke::new(1.0, tokens.line);
    ui.painter().rect(card, CornerRadius::same(14), theme::PAPER, stroke, StrokeKind::Inside);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    crate::ui::author_id(ui, &response, id);
    if matrix.side > 0 {
        let density = ui.ctx().pixels_per_point();
        let side = side_points(matrix, width, density);
        let corner = card.center() - Vec2::splat(side / 2.0);
        let corner = egui::pos2((corner.x * density).round() / density, (corner.y * density).round() / density);
        paint_modules(ui, matrix, Rect::from_min_size(corner, Vec2::splat(side)), stale);
    }
    response
}

/// A code as a picture for the clipboard, with its quiet zone.
#[must_use]
pub fn picture(matrix: &Matrix) -> egui::ColorImage {
    let (side, pixels) = luma(matrix);
    egui::ColorImage::from_gray([side, side], &pixels)
}

/// One rectangle per run of dark modules in a row: few shapes, sharp edges, no texture to keep.
fn paint_modules(ui: &Ui, matrix: &Matrix, rect: Rect, stale: bool) {
    let module = rect.width() / (matrix.side + 2 * QUIET) as f32;
    let origin = rect.min + Vec2::splat(module * QUIET as f32);
    let coarse = if stale { 3 } else { 1 };
    let ink = if stale { theme::INK.gamma_multiply(0.18) } else { theme::INK };
    let mut mesh = egui::Mesh::default();
    for y in (0..matrix.side).step_by(coarse) {
        let mut x = 0;
        while x < matrix.side {
            let run =
                (x..matrix.side).step_by(coarse).take_while(|x| matrix.dark[y * matrix.side + x]).count() * coarse;
            if run > 0 {
                let min = origin + Vec2::new(x as f32, y as f32) * module;
                mesh.add_colored_rect(Rect::from_min_size(min, Vec2::new(run as f32, coarse as f32) * module), ink);
            }
            x += run + coarse;
        }
    }
    ui.painter().add(egui::Shape::mesh(mesh));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_code_reads_back() {
        let text = "2@abcdefghijklmnopqrstuvwxyz,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let picture =
            picture(&crate::qr::draw(&crate::domain::pairing_code::PairingText::check(text).unwrap()).unwrap());
        let [width, height] = picture.size;
        let luma = |x: usize, y: usize| picture.pixels[y * width + x].r();
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, luma);
        assert_eq!(image.detect_grids()[0].decode().unwrap().1, text);
    }

    #[test]
    fn modules_are_whole_pixels() {
        let matrix = Matrix { side: 57, dark: vec![true; 57 * 57] };
        for scale in [1.0, 1.25, 1.5, 2.0] {
            let side = side_points(&matrix, 408.0, scale);
            let per_module = side * scale / 65.0;
            assert!((per_module - per_module.round()).abs() < 1e-3, "{per_module} at {scale}");
            assert!(per_module >= 6.0);
        }
    }
}
