//! Colours, fonts and measures. The only place where a colour is made.

use crate::domain::settings::Theme;
use egui::epaint::text::{FallbackRequest, FontInsert, FontPriority, InsertFontFamily};
use egui::style::ScrollStyle;
use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Vec2};
use std::sync::Arc;

/// Radius of controls.
pub const RADIUS: u8 = 7;
/// Radius of cards.
pub const CARD_RADIUS: u8 = 10;
/// Height of controls.
pub const CONTROL: f32 = 32.0;
/// Height of list rows.
pub const ROW: f32 = 49.0;
/// Height of a screen's header.
pub const HEADER: f32 = 59.0;
/// Width of the sidebar.
pub const SIDEBAR: f32 = 224.0;
/// Width of the panel of a run.
pub const RUN_PANEL: f32 = 424.0;
/// How opaque the handle of a scroll bar is, over whatever it stands on.
const HANDLE: f32 = 0.55;
/// Width of the detail panel.
pub const DETAIL: f32 = 304.0;

/// The colours of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub bg: Color32,
    pub panel: Color32,
    pub side: Color32,
    pub line: Color32,
    pub text: Color32,
    pub muted: Color32,
    pub hover: Color32,
    pub accent: Color32,
    pub on_accent: Color32,
    pub accent_soft: Color32,
    /// Accent as text on `accent_soft`, and in links, on whatever they stand.
    pub accent_ink: Color32,
    pub info: Color32,
    pub info_soft: Color32,
    pub warn: Color32,
    pub warn_soft: Color32,
    pub bad: Color32,
    pub bad_soft: Color32,
    /// For tags: no state has it.
    pub violet: Color32,
    pub violet_soft: Color32,
    pub mute_soft: Color32,
    /// Border of inputs and boxes: 3:1 against the panel.
    pub control: Color32,
    pub shadow: Color32,
}

/// A colour from `0xRRGGBB`.
#[must_use]
pub const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// Paper and ink of a code: black on white in both themes.
pub const PAPER: Color32 = Color32::WHITE;
/// Dark modules of a code.
pub const INK: Color32 = Color32::BLACK;

static LIGHT: Tokens = Tokens {
    bg: hex(0xF6_F7F9),
    panel: hex(0xFF_FFFF),
    side: hex(0xED_EFF2),
    line: hex(0xE1_E5EA),
    text: hex(0x15_1A21),
    muted: hex(0x5A_6472),
    hover: hex(0xE4_E8ED),
    accent: hex(0x08_805E),
    on_accent: hex(0xFF_FFFF),
    accent_soft: hex(0xE2_F3EC),
    accent_ink: hex(0x06_6F51),
    info: hex(0x24_59D6),
    info_soft: hex(0xE5_EDFD),
    warn: hex(0xA1_5C07),
    warn_soft: hex(0xFB_F0DC),
    bad: hex(0xBE_2A2F),
    bad_soft: hex(0xFB_E6E6),
    violet: hex(0x6B_3FC9),
    violet_soft: hex(0xF0_EAFC),
    mute_soft: hex(0xEB_EEF2),
    control: hex(0x7F_8895),
    shadow: Color32::from_black_alpha(28),
};

static DARK: Tokens = Tokens {
    bg: hex(0x0F_1318),
    panel: hex(0x17_1C23),
    side: hex(0x12_161C),
    line: hex(0x28_303A),
    text: hex(0xE7_EBF0),
    muted: hex(0x98_A3B2),
    hover: hex(0x20_2731),
    accent: hex(0x2C_C295),
    on_accent: hex(0x06_231A),
    accent_soft: hex(0x12_352B),
    accent_ink: hex(0x2C_C295),
    info: hex(0x7A_A2FF),
    info_soft: hex(0x1A_2745),
    warn: hex(0xE9_B15A),
    warn_soft: hex(0x3A_2C12),
    bad: hex(0xFF_8080),
    bad_soft: hex(0x43_1D1F),
    violet: hex(0xB9_9CFF),
    violet_soft: hex(0x2D_2347),
    mute_soft: hex(0x23_2A33),
    control: hex(0x6F_7A8A),
    shadow: Color32::from_black_alpha(120),
};

impl Tokens {
    /// The colours of the theme in use.
    #[must_use]
    pub fn of(ui: &egui::Ui) -> &'static Self {
        if ui.visuals().dark_mode { &DARK } else { &LIGHT }
    }
}

/// Letter on a provider's tile, white in both themes.
pub const TILE_TEXT: Color32 = Color32::WHITE;

/// A font size in the medium weight.
#[must_use]
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("medium".into()))
}

/// A font size in the semibold weight.
#[must_use]
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("semibold".into()))
}

/// A font size in the regular weight.
#[must_use]
pub fn regular(size: f32) -> FontId {
    FontId::proportional(size)
}

/// A font size in the monospace face.
#[must_use]
pub fn mono(size: f32) -> FontId {
    FontId::monospace(size)
}

/// Sets fonts and both styles up, once.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for face in EMOJI {
        ctx.add_font_provider(Arc::new(move |request: &FallbackRequest<'_>| bundled(face, request.family)));
    }
    // Where the system does not say, light is what most desktops are.
    ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    ctx.style_mut_of(egui::Theme::Light, |style| dress(style, &LIGHT));
    ctx.style_mut_of(egui::Theme::Dark, |style| dress(style, &DARK));
}

/// Switches to the chosen theme.
pub fn apply(ctx: &egui::Context, theme: Theme) {
    let (inside, around) = match theme {
        Theme::Light => (egui::ThemePreference::Light, egui::SystemTheme::Light),
        Theme::Dark => (egui::ThemePreference::Dark, egui::SystemTheme::Dark),
        Theme::System => (egui::ThemePreference::System, egui::SystemTheme::SystemDefault),
    };
    ctx.set_theme(inside);
    // The title bar, where the desktop or the window draws one that can be light or dark.
    ctx.send_viewport_cmd(egui::ViewportCommand::SetTheme(around));
}

/// Faces with emoji in one colour that come with egui.
const EMOJI: [&str; 2] = ["NotoEmoji-Regular", "emoji-icon-font"];

/// One of them, for what the system has no face for, which is asked before: these know only some emoji, and of a row of
/// them half would be in colour.
fn bundled(face: &str, family: &FontFamily) -> Option<FontInsert> {
    let data = FontDefinitions::default().font_data.remove(face)?;
    let family = InsertFontFamily { family: family.clone(), priority: FontPriority::Lowest };
    Some(FontInsert { name: face.to_owned(), data: FontData::clone(&data), families: vec![family] })
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    fonts
        .families
        .values_mut()
        .for_each(|faces| faces.retain(|face| !EMOJI.contains(&face.as_str())));
    let bundled: [(&str, &'static [u8]); 6] = [
        ("inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("inter-medium", include_bytes!("../../assets/fonts/Inter-Medium.otf")),
        ("inter-semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
        ("jetbrains", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
        ("jetbrains-medium", include_bytes!("../../assets/fonts/JetBrainsMono-Medium.ttf")),
        ("lucide", include_bytes!("../../assets/icons/lucide.ttf")),
    ];
    for (name, bytes) in bundled {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &str| std::iter::once(first.to_owned()).chain(fallback.iter().cloned()).collect();
    fonts.families.insert(FontFamily::Proportional, family("inter"));
    fonts.families.insert(FontFamily::Name("medium".into()), family("inter-medium"));
    fonts.families.insert(FontFamily::Name("semibold".into()), family("inter-semibold"));
    fonts.families.insert(FontFamily::Monospace, family("jetbrains"));
    fonts.families.insert(FontFamily::Name("icons".into()), vec!["lucide".to_owned()]);
    fonts
}

fn dress(style: &mut egui::Style, tokens: &Tokens) {
    style.text_styles = [
        (TextStyle::Body, regular(14.0)),
        (TextStyle::Button, medium(14.0)),
        (TextStyle::Small, regular(12.5)),
        (TextStyle::Heading, semibold(18.0)),
        (TextStyle::Monospace, mono(12.5)),
    ]
    .into();
    // Nothing moves by itself: an idle window must not draw.
    style.animation_time = 0.0;
    style.spacing.item_spacing = Vec2::splat(8.0);
    style.spacing.button_padding = Vec2::new(12.0, 6.0);
    style.spacing.interact_size.y = CONTROL;
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.scroll = scroll_bars();
    style.interaction.selectable_labels = false;
    let visuals = &mut style.visuals;
    visuals.text_cursor.blink = false;
    visuals.override_text_color = Some(tokens.text);
    visuals.panel_fill = tokens.bg;
    visuals.window_fill = tokens.panel;
    visuals.extreme_bg_color = tokens.bg;
    visuals.faint_bg_color = tokens.bg;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(12);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.selection.bg_fill = tokens.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, tokens.accent);
    visuals.hyperlink_color = tokens.info;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.bad;
    let widgets = &mut visuals.widgets;
    let all = [
        (&mut widgets.noninteractive, tokens.panel, tokens.line),
        (&mut widgets.inactive, tokens.bg, tokens.line),
        (&mut widgets.hovered, tokens.hover, tokens.line),
        (&mut widgets.active, tokens.hover, tokens.accent),
        (&mut widgets.open, tokens.hover, tokens.line),
    ];
    for (widget, fill, stroke) in all {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, stroke);
        widget.fg_stroke = Stroke::new(1.0, tokens.text);
        widget.corner_radius = CornerRadius::same(RADIUS);
        widget.expansion = 0.0;
    }
}

/// Thin, and seen without the pointer at them: a menu that ends between two of its lines has nothing else to say that it
/// goes on. egui's own thin ones are drawn in the colour of what is behind them.
fn scroll_bars() -> ScrollStyle {
    ScrollStyle {
        floating_width: 4.0,
        foreground_color: true,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        dormant_handle_opacity: HANDLE,
        active_handle_opacity: HANDLE,
        interact_handle_opacity: 0.8,
        ..ScrollStyle::thin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f32 {
        let channel = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.039_28 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// WCAG 2.2 AA over every pair that is drawn: 4.5 for text, 3 for what bounds or marks a control.
    #[test]
    fn every_text_can_be_read_and_every_control_seen() {
        for t in [&LIGHT, &DARK] {
            let pairs = [
                (t.text, t.bg),
                (t.text, t.panel),
                (t.text, t.side),
                (t.text, t.hover),
                (t.text, t.accent_soft),
                (t.muted, t.bg),
                (t.muted, t.panel),
                (t.muted, t.side),
                (t.muted, t.mute_soft),
                (t.muted, t.hover),
                (t.on_accent, t.accent),
                (t.accent, t.panel),
                (t.accent_ink, t.accent_soft),
                (t.accent_ink, t.info_soft),
                (t.accent_ink, t.warn_soft),
                (t.accent_ink, t.bad_soft),
                (t.accent_ink, t.bg),
                (t.info, t.info_soft),
                (t.info, t.panel),
                (t.warn, t.warn_soft),
                (t.warn, t.panel),
                (t.bad, t.bad_soft),
                (t.violet, t.violet_soft),
                (t.violet, t.panel),
                (t.bad, t.panel),
                (t.bad, t.bg),
                (t.warn, t.bg),
                // Dialogs, toasts, chosen chips, chosen rows, notices.
                (t.panel, t.text),
                (t.line, t.text),
                (t.muted, t.accent_soft),
                (t.text, t.mute_soft),
                (t.text, t.info_soft),
                (t.text, t.warn_soft),
                (t.text, t.bad_soft),
                (t.bad, t.accent_soft),
                (t.warn, t.accent_soft),
                (t.accent, t.bg),
                (t.info, t.bg),
            ];
            for (text, ground) in pairs {
                assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}: {}", contrast(text, ground));
            }
            let marks = [
                (t.control, t.panel),
                (t.control, t.bg),
                (t.control, t.side),
                (t.control, t.accent_soft),
                (t.accent, t.panel),
                (t.accent, t.bg),
                (t.accent, t.side),
                (t.accent, t.accent_soft),
                (t.bad, t.panel),
                (t.panel, t.accent),
                (t.panel, t.control),
            ];
            for (mark, ground) in marks {
                assert!(contrast(mark, ground) >= 3.0, "{mark:?} on {ground:?}: {}", contrast(mark, ground));
            }
        }
        for provider in crate::providers::ALL {
            assert!(contrast(TILE_TEXT, hex(provider.about().tint)) >= 4.5, "{}", provider.id());
        }
    }

    /// What a scroll area of this theme paints at its right end: its handle, over the ground.
    fn handle(tokens: &Tokens, theme: Theme) -> Color32 {
        let ctx = egui::Context::default();
        install(&ctx);
        apply(&ctx, theme);
        let mut painted = Vec::new();
        for _ in 0..3 {
            let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, Vec2::new(300.0, 200.0));
            let input = egui::RawInput { screen_rect: Some(screen), ..egui::RawInput::default() };
            let mut output = ctx.run_ui(input, |ui| {
                egui::ScrollArea::vertical().show(ui, |ui| ui.allocate_space(Vec2::new(200.0, 800.0)));
            });
            output.textures_delta.clear();
            painted = output.shapes;
        }
        let mut bars = painted.iter().filter_map(|clipped| match &clipped.shape {
            egui::Shape::Rect(bar) if bar.rect.width() < 12.0 && bar.rect.height() < 100.0 => Some(bar.fill),
            _ => None,
        });
        let handle = bars.next_back().unwrap();
        tokens.panel.blend(handle)
    }

    #[test]
    fn what_can_be_scrolled_shows_it_without_the_pointer() {
        for (tokens, theme) in [(&LIGHT, Theme::Light), (&DARK, Theme::Dark)] {
            let shown = contrast(handle(tokens, theme), tokens.panel);
            assert!(shown >= 3.0, "{theme:?}: {shown}");
            for ground in [tokens.bg, tokens.panel, tokens.side] {
                let shown = contrast(ground.blend(tokens.text.gamma_multiply(HANDLE)), ground);
                assert!(shown >= 3.0, "{theme:?} on {ground:?}: {shown}");
            }
        }
    }
}
