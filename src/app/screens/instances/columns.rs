//! The columns of the list, by what stands in them, and the cells of a row.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::instances::filtered::Filtered;
use crate::app::screens::instances::query::Column;
use crate::domain::account::Account;
use crate::domain::search::Terms;
use crate::ui::icon::Icon;
use crate::ui::row::marked_text;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{Tone, paint_tile};
use egui::{Color32, CornerRadius, FontId, Pos2, Rect, Ui, Vec2};

/// What is left free at the left, and at the right for the row's buttons.
const LEFT: f32 = 22.0;
const RIGHT: f32 = 72.0;
/// Between two columns.
const GAP: f32 = 16.0;
/// Widths of a letter of a name and of a profile, on average.
const NAME_LETTER: f32 = 7.8;
const PROFILE_LETTER: f32 = 7.3;
/// A formatted phone number.
const PHONE: f32 = 132.0;
/// Less than this a column does not shrink to.
const LEAST: [f32; 6] = [80.0, 116.0, 76.0, 110.0, 0.0, 0.0];
/// Names and profiles are read with ease from this on.
const EASY: f32 = 176.0;
/// More than this a long text does not ask for.
const MOST_LETTERS: u16 = 32;
/// Accounts and open creates that are measured.
const MOST_ACCOUNTS: usize = 50;
const MOST_OPEN: usize = 20;

/// Where the columns begin.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    edges: [f32; 7],
    /// So narrow that the status stands below the name.
    stacked: bool,
    /// Accounts go by their label alone.
    pub short: bool,
}

impl Columns {
    /// By what the rows that were found have in them. Beside an open panel, and where there is too little room, accounts
    /// go by their label: the tile tells the provider.
    pub fn of(ui: &Ui, cx: &Cx<'_>, shown: &Filtered, short: bool) -> Self {
        let (width, full) = (ui.available_width(), wanted(ui, cx, shown, false));
        if short || full[..4].iter().sum::<f32>() > width - LEFT - RIGHT {
            Self::fit(wanted(ui, cx, shown, true), width, true)
        } else {
            Self::fit(full, width, false)
        }
    }

    /// Age and plan give way first, then name, account and WhatsApp shrink, and in the end there are fewer columns.
    fn fit(mut wanted: [f32; 6], width: f32, short: bool) -> Self {
        let room = (width - LEFT - RIGHT).max(0.0);
        for last in [5, 4] {
            if wanted.iter().sum::<f32>() > room {
                wanted[last] = 0.0;
            }
        }
        let least = |wanted: &[f32; 6]| -> f32 {
            wanted
                .iter()
                .zip(LEAST)
                .enumerate()
                .map(|(at, (one, least))| if at == 0 { *one } else { one.min(least) })
                .sum()
        };
        for last in [3, 2] {
            if least(&wanted) > room {
                wanted[last] = 0.0;
            }
        }
        let stacked = least(&wanted) > room;
        if stacked {
            wanted = [0.0, room, 0.0, 0.0, 0.0, 0.0];
        }
        // Long names give way before accounts do.
        for at in [1, 3] {
            let over = (wanted.iter().sum::<f32>() - room).max(0.0);
            wanted[at] -= over.min((wanted[at] - EASY).max(0.0));
        }
        let (sum, fewest) = (wanted.iter().sum::<f32>(), least(&wanted));
        if sum > room {
            let part = ((room - fewest) / (sum - fewest)).clamp(0.0, 1.0);
            for at in 1..6 {
                let least = wanted[at].min(LEAST[at]);
                wanted[at] = least + (wanted[at] - least) * part;
            }
        } else if sum > 0.0 {
            wanted = wanted.map(|one| one * room / sum);
        }
        let mut edges = [LEFT; 7];
        for (at, one) in wanted.into_iter().enumerate() {
            edges[at + 1] = edges[at] + one;
        }
        Self { edges, stacked, short }
    }

    pub fn cell(self, row: Rect, at: usize) -> Rect {
        let (left, right) = (row.left() + self.edges[at], row.left() + self.edges[at + 1] - GAP / 2.0);
        Rect::from_min_max(egui::pos2(left, row.top()), egui::pos2(right.max(left), row.bottom()))
    }
}

/// How wide each column would like to be.
fn wanted(ui: &Ui, cx: &Cx<'_>, shown: &Filtered, short: bool) -> [f32; 6] {
    let measure = |text: String, font: FontId| ui.painter().layout_no_wrap(text, font, Color32::PLACEHOLDER).size().x;
    let widest = |texts: &mut dyn Iterator<Item = String>, font: FontId| {
        texts.map(|text| measure(text, font.clone())).fold(0.0, f32::max)
    };
    let letters = |count: u16, of: f32| f32::from(count.min(MOST_LETTERS)) * of;
    let sizes = shown.sizes;
    let open: Vec<_> = cx.state.open_intents().take(MOST_OPEN).collect();
    let of_rows = shown.statuses.iter().map(|key| cx.t(key));
    let mut all = of_rows.chain(open.iter().map(|intent| format::intent_status(cx, intent).1));
    let statuses = widest(&mut all, theme::medium(12.5)).max(60.0);
    let accounts = cx.state.accounts.iter().take(MOST_ACCOUNTS).map(|account| name_of(account, short));
    let accounts = widest(&mut accounts.into_iter(), theme::regular(13.5));
    let clear = cx.state.accounts.iter().take(MOST_ACCOUNTS).any(Account::is_in_the_clear);
    let plan = if sizes.has_plan { cx.tw("plan-trial", &[("hours", "888")]) } else { String::new() };
    let wanted = [
        statuses + 32.0,
        letters(sizes.name, NAME_LETTER),
        accounts + if clear { 48.0 } else { 28.0 },
        letters(sizes.whatsapp, PROFILE_LETTER).max(if sizes.has_phone { PHONE } else { 0.0 }),
        measure(plan, theme::regular(13.5)).max(if open.is_empty() {
            0.0
        } else {
            measure(cx.t("plan-checking"), theme::regular(13.5))
        }),
        measure(cx.tw("age-minutes", &[("n", "88")]), theme::regular(13.5)),
    ];
    let mut with_titles = wanted;
    for (one, (_, title)) in with_titles.iter_mut().zip(Column::ALL) {
        // With the arrow of the sorted one.
        *one = one.max(measure(cx.t(title), theme::medium(12.5)) + 18.0) + GAP;
    }
    with_titles
}

pub fn name_of(account: &Account, short: bool) -> String {
    if short { account.label.clone() } else { format::account_name(account) }
}

/// What stands in a row.
pub struct Cells {
    pub tone: Tone,
    pub word: String,
    pub name: String,
    /// Provider and name.
    pub account: Option<(&'static str, String)>,
    /// Its requests can be read on the way.
    pub clear: bool,
    pub profile: String,
    pub phone: String,
    /// The words, and whether they are a warning.
    pub plan: (String, bool),
    pub age: String,
    pub selected: bool,
}

/// Paints texts in cells, and remembers the one under the pointer when it was cut.
struct Painter<'a> {
    ui: &'a Ui,
    words: &'a Terms,
    /// Where the pointer is.
    under: Option<Pos2>,
    cut: Option<String>,
}

impl Painter<'_> {
    fn text(&mut self, cell: Rect, text: &str, font: FontId, color: Color32) {
        self.marked(cell, text, font, color, &Terms::default());
    }

    fn found(&mut self, cell: Rect, text: &str, font: FontId, color: Color32) {
        let words = self.words;
        self.marked(cell, text, font, color, words);
    }

    fn marked(&mut self, cell: Rect, text: &str, font: FontId, color: Color32, words: &Terms) {
        let is_cut = marked_text(self.ui, cell, text, font, color, &words.marks(text));
        if is_cut && self.under.is_some_and(|at| cell.contains(at)) {
            self.cut = Some(text.to_owned());
        }
    }
}

impl Cells {
    /// Paints them with what was looked for marked. Gives the full text of a cut one under the pointer.
    pub fn paint(&self, ui: &Ui, row: Rect, columns: Columns, words: &Terms) -> Option<String> {
        let tokens = Tokens::of(ui);
        let under = ui.input(|input| input.pointer.hover_pos()).filter(|at| row.contains(*at));
        let mut painter = Painter { ui, words, under, cut: None };
        let (status, name) = if columns.stacked {
            let cell = columns.cell(row, 1);
            (cell.translate(Vec2::new(0.0, 11.0)), cell.translate(Vec2::new(0.0, -11.0)))
        } else {
            (columns.cell(row, 0), columns.cell(row, 1))
        };
        self.status(&mut painter, status);
        painter.found(name, &self.name, theme::semibold(14.0), tokens.text);
        self.account(&mut painter, columns.cell(row, 2));
        let whatsapp = columns.cell(row, 3);
        if self.phone.is_empty() {
            painter.found(whatsapp, &self.profile, theme::regular(13.5), tokens.muted);
        } else {
            let line = |by: f32| whatsapp.translate(Vec2::new(0.0, by));
            painter.found(line(-10.0), &self.profile, theme::regular(13.5), tokens.text);
            painter.found(line(10.0), &self.phone, theme::mono(12.0), tokens.muted);
        }
        let plan = if self.plan.1 { tokens.warn } else { tokens.muted };
        painter.text(columns.cell(row, 4), &self.plan.0, theme::regular(13.5), plan);
        painter.text(columns.cell(row, 5), &self.age, theme::regular(13.5), tokens.muted);
        painter.cut
    }

    fn status(&self, painter: &mut Painter<'_>, cell: Rect) {
        let tokens = Tokens::of(painter.ui);
        let (ink, ground) = self.tone.colors(tokens);
        // On the ground of a selected row its own would not show.
        let ground = if self.selected { tokens.panel } else { ground };
        let font = theme::medium(12.5);
        let word = painter.ui.painter().layout_no_wrap(self.word.clone(), font.clone(), ink).size().x;
        let size = Vec2::new((word + 32.0).min(cell.width()), 22.0);
        let pill = Rect::from_min_size(egui::pos2(cell.left(), cell.center().y - 11.0), size);
        if pill.width() <= 24.0 {
            return;
        }
        painter.ui.painter().rect_filled(pill, CornerRadius::same(11), ground);
        painter.ui.painter().circle_filled(egui::pos2(pill.left() + 11.0, pill.center().y), 3.0, ink);
        let word = Rect::from_min_max(egui::pos2(pill.left() + 22.0, pill.top()), pill.max - Vec2::new(6.0, 0.0));
        painter.text(word, &self.word, font, ink);
    }

    fn account(&self, painter: &mut Painter<'_>, cell: Rect) {
        let tokens = Tokens::of(painter.ui);
        let Some((provider, name)) = self.account.as_ref().filter(|_| cell.width() > 30.0) else { return };
        let tile = Rect::from_min_size(egui::pos2(cell.left(), cell.center().y - 10.0), Vec2::splat(20.0));
        paint_tile(painter.ui, tile, format::tile(provider));
        let text = Rect::from_min_max(cell.min + Vec2::new(28.0, 0.0), cell.max);
        let text = if self.clear { text.with_max_x(text.right() - 20.0) } else { text };
        painter.text(text, name, theme::regular(13.5), tokens.text);
        if self.clear {
            Icon::Warning.paint(painter.ui, egui::pos2(cell.right() - 8.0, cell.center().y), 14.0, tokens.warn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: [f32; 6] = [130.0, 220.0, 170.0, 150.0, 90.0, 60.0];

    fn widths(width: f32) -> [f32; 6] {
        let edges = Columns::fit(WANTED, width, false).edges;
        std::array::from_fn(|at| edges[at + 1] - edges[at])
    }

    #[test]
    fn age_and_plan_give_way_first_and_nothing_goes_beyond() {
        let all: f32 = WANTED.iter().sum();
        let roomy = widths(all + LEFT + RIGHT + 100.0);
        assert!(roomy.iter().zip(WANTED).all(|(has, wants)| *has >= wants), "{roomy:?}");
        let tight = widths(all + LEFT + RIGHT - 1.0);
        assert!(tight[5] < 0.1 && tight[4] >= 90.0 && tight[1] >= 220.0, "age alone: {tight:?}");
        let tighter = widths(all + LEFT + RIGHT - 100.0);
        assert!(tighter[5] < 0.1 && tighter[4] < 0.1 && tighter[2] >= 170.0, "age and plan: {tighter:?}");
        for width in (150..1600).step_by(7) {
            let width = width as f32;
            let sum: f32 = widths(width).iter().sum();
            assert!(sum <= (width - LEFT - RIGHT).max(0.0) + 0.5, "{sum} at {width}");
        }
    }
}
