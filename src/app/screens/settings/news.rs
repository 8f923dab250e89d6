//! What is new: the list of changes that comes with the program, which is in English.

use crate::app::cx::Cx;
use crate::domain::settings::Language;
use crate::ui::author_id;
use crate::ui::button::Button;
use crate::ui::layout::{ends_ui, modal_ui};
use crate::ui::theme;
use crate::ui::widgets::{heading, muted, tidy_width, wrapped_ui};
use egui::{RichText, ScrollArea, Ui};
use std::sync::LazyLock;

static CHANGES: &str = include_str!("../../../../CHANGELOG.md");
static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| lines(CHANGES));

/// A line of the list, whole.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Version(String),
    Change(String),
}

/// Versions are headings, changes are points; a point may go on in the next line.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for line in text.lines().skip(1).map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(version) = line.strip_prefix("## ") {
            lines.push(Line::Version(version.to_owned()));
        } else if let Some(change) = line.strip_prefix("- ") {
            lines.push(Line::Change(change.replace(['`', '*'], "")));
        } else if let Some(Line::Change(change)) = lines.last_mut() {
            change.push(' ');
            change.push_str(&line.replace(['`', '*'], ""));
        }
    }
    lines
}

/// Draws it. Returns whether it is over.
pub fn news_ui(ui: &Ui, cx: &Cx<'_>) -> bool {
    let room = ui.ctx().content_rect().size();
    let width = 620.0_f32.min(room.x - 80.0);
    let mut over = false;
    let dismissed = modal_ui(ui, "news", width, |ui| {
        heading(ui, cx.t("settings-news"));
        if cx.texts.language() != Language::English {
            muted(ui, cx.t("settings-news-english"));
        }
        ui.add_space(8.0);
        let height = (room.y - 220.0).max(120.0);
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
            for (at, line) in LINES.iter().enumerate() {
                line_ui(ui, at, line, width - 24.0);
            }
        });
        ui.add_space(12.0);
        ends_ui(ui, |ui| over = Button::secondary("confirm.cancel", cx.t("close")).show(ui).clicked());
    });
    over || dismissed
}

fn line_ui(ui: &mut Ui, at: usize, line: &Line, width: f32) {
    let (text, font) = match line {
        Line::Version(version) => {
            ui.add_space(4.0);
            (version.clone(), theme::semibold(14.0))
        }
        Line::Change(change) => (format!("• {change}"), theme::regular(13.5)),
    };
    let width = tidy_width(ui, &text, &font, width);
    let shown = wrapped_ui(ui, width, RichText::new(text).font(font));
    author_id(ui, &shown, &format!("news.{at}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_whole_and_stands_below_its_version() {
        let text = "# Changelog\n\n## 1.0\n\n- One `thing` on *Credentials*\n  goes on.\n- Two\n";
        let change = |text: &str| Line::Change(text.to_owned());
        assert_eq!(
            lines(text),
            [Line::Version("1.0".to_owned()), change("One thing on Credentials goes on."), change("Two")]
        );
        assert!(LINES.len() > 20);
    }
}
