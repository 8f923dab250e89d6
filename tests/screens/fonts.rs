//! What is drawn of names that our own fonts know no letters for, where the system has no font for them either.

use super::*;
use egui::{Color32, FontId};
use pairdesk::ui::theme;

/// Japanese, Arabic, Hindi and an emoji of newer date than the faces that are brought along.
const NAMES: [&str; 4] = ["カフェ 東京", "مقهى", "चाय की दुकान", "🫩"];

/// A window as the program makes it, save that it asks no system for fonts.
#[test]
fn a_letter_that_no_font_knows_is_a_frame_and_never_blank() {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let families: [fn(f32) -> FontId; 4] = [theme::regular, theme::medium, theme::semibold, theme::mono];
    let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
        for (name, family) in NAMES.iter().flat_map(|name| families.map(|family| (name, family))) {
            let galley = ui.painter().layout_no_wrap((*name).to_owned(), family(14.0), Color32::BLACK);
            // Letters that are joined are drawn with the first of them.
            let mut glyphs = galley.rows.iter().flat_map(|row| row.row.glyphs.iter());
            assert!(glyphs.any(|glyph| !glyph.uv_rect.is_nothing()), "{name} is blank");
            assert!(galley.size().x > 4.0, "{name}");
        }
    });
    output.textures_delta.clear();
}

/// Pictures joined of several, with a colour of skin, a sex, a key: the first face that knows the first part draws it, and
/// what it does not know of the rest is left out. Where the system has a face with all of it, the whole is drawn.
#[test]
fn a_joined_picture_has_no_frame_in_it() {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
        for family in [theme::regular, theme::medium, theme::semibold, theme::mono] {
            let drawn = |text: &str| {
                let galley = ui.painter().layout_no_wrap(text.to_owned(), family(14.0), Color32::BLACK);
                let glyphs = galley.rows.iter().flat_map(|row| row.row.glyphs.clone());
                glyphs.map(|glyph| glyph.uv_rect).filter(|it| !it.is_nothing()).collect::<Vec<_>>()
            };
            let frame = drawn("🫩");
            assert_eq!(frame.len(), 1);
            for joined in ["👩‍👩‍👧", "❤️‍🔥", "👩🏽‍🚀", "1️⃣"] {
                let parts = drawn(joined);
                assert!(!parts.is_empty() && parts.iter().all(|part| *part != frame[0]), "{joined} has a frame");
            }
        }
    });
    output.textures_delta.clear();
}

/// Accents of our three languages are in every face.
#[test]
fn what_our_own_languages_need_is_in_every_face() {
    let harness = english(Loaded::default(), Route::Settings);
    for family in [theme::regular, theme::medium, theme::semibold, theme::mono] {
        let has = |letter: char| harness.ctx.fonts_mut(|fonts| fonts.has_glyph(&family(14.0), letter));
        let missing: String = "áàâãçéêíñóôõúü¿¡…·—“”•↑↓".chars().filter(|letter| !has(*letter)).collect();
        assert_eq!(missing, "");
    }
}
