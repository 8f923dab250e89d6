//! The columns of the list: as a person wants them, or else by what stands in them.

use crate::app::cx::Cx;
use crate::app::format;
use crate::app::screens::instances::filtered::Filtered;
use crate::app::screens::instances::query::Column;
use crate::domain::account::Account;
use crate::domain::views::Layout;
use crate::ui::theme;
use egui::{Color32, FontId, Rect, Ui};

/// What is left free at the left for the box that chooses a row, and at the right for the row's buttons.
const LEFT: f32 = 54.0;
const RIGHT: f32 = 72.0;
/// Between two columns.
const GAP: f32 = 16.0;
/// Widths of a letter of a name, of what stands below it, and of a profile, on average.
const NAME_LETTER: f32 = 7.8;
const BELOW_LETTER: f32 = 7.2;
const PROFILE_LETTER: f32 = 7.3;
/// A formatted phone number.
const PHONE: f32 = 132.0;
const COLUMNS: usize = Column::ALL.len();
/// Less than this a column does not shrink to.
const LEAST: [f32; COLUMNS] = [80.0, 96.0, 96.0, 138.0, 0.0, 0.0];
/// Names that have less than this beside the status stand above it.
const BESIDE_STATUS: f32 = 120.0;
/// Names and profiles are read with ease from this on.
const EASY: f32 = 160.0;
/// An account is read whole up to this.
const WHOLE_ACCOUNT: f32 = 200.0;
/// More than this a long text does not ask for: tags yield before anything else does.
const MOST_LETTERS: u16 = 32;
const MOST_BELOW: u16 = 40;
/// Accounts and open creates that are measured.
const MOST_ACCOUNTS: usize = 50;
const MOST_OPEN: usize = 20;

/// Where the columns stand.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Left and right end of each, in the order of [`Column::ALL`].
    spans: [(f32, f32); COLUMNS],
    /// From left to right.
    order: [Column; COLUMNS],
    /// So narrow that the status stands below the name.
    pub stacked: bool,
    /// Accounts go by their label alone.
    pub short: bool,
}

impl Columns {
    /// By what the rows that were found have in them, and as a person has laid them. Beside an open panel, and where
    /// there is too little room, accounts go by their label: the tile tells the provider.
    pub fn of(ui: &Ui, cx: &Cx<'_>, shown: &Filtered, short: bool, layout: &Layout) -> Self {
        let (width, mut full) = (ui.available_width(), laid(wanted(ui, cx, shown, false), layout));
        let room = width - LEFT - RIGHT;
        if !short && full[..4].iter().sum::<f32>() <= room {
            return Self::fit(full, width, false, layout);
        }
        let by_label = Self::fit(laid(wanted(ui, cx, shown, true), layout), width, true, layout);
        if short || by_label.width(Column::Whatsapp).is_some() {
            return by_label;
        }
        // The numbers made room for whole names.
        full[Column::Whatsapp as usize] = 0.0;
        if readable(&full) > room { by_label } else { Self::fit(full, width, false, layout) }
    }

    /// Long names and profiles shrink as far as they are read with ease. Then age and plan give way, then WhatsApp, so that
    /// names and accounts can be read; then these shrink further, and in the end there are fewer columns.
    fn fit(mut wanted: [f32; COLUMNS], width: f32, short: bool, layout: &Layout) -> Self {
        let room = (width - LEFT - RIGHT).max(0.0);
        for last in [5, 4] {
            if readable(&wanted) + wanted[4] + wanted[5] > room {
                wanted[last] = 0.0;
            }
        }
        if readable(&wanted) > room {
            wanted[3] = 0.0;
        }
        // Its tile is in the details; a name that is cut is no name.
        if wanted[0] + wanted[1].min(EASY) + wanted[2].min(LEAST[2]) > room {
            wanted[2] = 0.0;
        }
        let stacked = fewest(&wanted).max(wanted[0] + BESIDE_STATUS) > room;
        if stacked {
            wanted = [0.0; COLUMNS];
            wanted[Column::Name as usize] = room;
        }
        // Long names give way before accounts do, and profiles for the sake of both.
        for (at, to) in [(1, EASY), (3, EASY), (3, LEAST[3]), (2, WHOLE_ACCOUNT)] {
            let over = (wanted.iter().sum::<f32>() - room).max(0.0);
            wanted[at] -= over.min((wanted[at] - to).max(0.0));
        }
        let (sum, fewest) = (wanted.iter().sum::<f32>(), fewest(&wanted));
        if sum > room {
            let part = ((room - fewest) / (sum - fewest)).clamp(0.0, 1.0);
            for at in 1..COLUMNS {
                let least = wanted[at].min(LEAST[at]);
                wanted[at] = least + (wanted[at] - least) * part;
            }
        } else {
            widen(&mut wanted, room, layout);
        }
        let order = layout.columns().map(|laid| laid.column);
        let mut spans = [(LEFT, LEFT); COLUMNS];
        let mut left = LEFT;
        for column in order {
            let width = wanted[column as usize];
            spans[column as usize] = (left, left + width);
            left += width;
        }
        Self { spans, order, stacked, short }
    }

    /// From left to right.
    pub const fn order(&self) -> [Column; COLUMNS] {
        self.order
    }

    /// Where a column stands in a row.
    pub fn cell(&self, row: Rect, column: Column) -> Rect {
        let (left, right) = self.spans[column as usize];
        let (left, right) = (row.left() + left, row.left() + right - GAP / 2.0);
        Rect::from_min_max(egui::pos2(left, row.top()), egui::pos2(right.max(left), row.bottom()))
    }

    /// How wide a column is; `None` where it is left out.
    pub fn width(&self, column: Column) -> Option<f32> {
        let (left, right) = self.spans[column as usize];
        (right - left > GAP).then_some(right - left)
    }
}

/// What the columns take at least. The status does not shrink.
fn fewest(wanted: &[f32; COLUMNS]) -> f32 {
    let least = |(at, (one, least)): (usize, (&f32, f32))| if at == 0 { *one } else { one.min(least) };
    wanted.iter().zip(LEAST).enumerate().map(least).sum()
}

/// What status, name, account and WhatsApp take so that none of them is cut but long ones.
fn readable(wanted: &[f32; COLUMNS]) -> f32 {
    let [status, name, account, whatsapp, ..] = *wanted;
    status + name.min(EASY) + account.min(WHOLE_ACCOUNT) + whatsapp.min(LEAST[3])
}

/// What is left over goes to the columns that nobody has given a width.
fn widen(wanted: &mut [f32; COLUMNS], room: f32, layout: &Layout) {
    let free = layout.columns().iter().filter(|laid| laid.width.is_none()).map(|laid| laid.column as usize);
    let free: Vec<usize> = free.collect();
    let sum: f32 = free.iter().map(|at| wanted[*at]).sum();
    let over = room - wanted.iter().sum::<f32>();
    for at in free.into_iter().filter(|_| sum > 0.0) {
        wanted[at] += over * wanted[at] / sum;
    }
}

/// What columns would like, with what a person wants of them.
fn laid(mut wanted: [f32; COLUMNS], layout: &Layout) -> [f32; COLUMNS] {
    for laid in layout.columns() {
        let one = &mut wanted[laid.column as usize];
        *one = if laid.hidden { 0.0 } else { laid.width.map_or(*one, f32::from) };
    }
    wanted
}

/// How wide each column would like to be.
fn wanted(ui: &Ui, cx: &Cx<'_>, shown: &Filtered, short: bool) -> [f32; COLUMNS] {
    let measure = |text: String, font: FontId| ui.painter().layout_no_wrap(text, font, Color32::PLACEHOLDER).size().x;
    let widest = |texts: &mut dyn Iterator<Item = String>, font: FontId| {
        texts.map(|text| measure(text, font.clone())).fold(0.0, f32::max)
    };
    let letters = |count: u16, of: f32| f32::from(count.min(MOST_LETTERS)) * of;
    let below = f32::from(shown.sizes.below.min(MOST_BELOW)) * BELOW_LETTER;
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
        letters(sizes.name, NAME_LETTER).max(below),
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
    for (one, column) in with_titles.iter_mut().zip(Column::ALL) {
        // With the arrow of the sorted one.
        *one = one.max(measure(cx.t(column.title()), theme::medium(12.5)) + 18.0) + GAP;
    }
    with_titles
}

pub fn name_of(account: &Account, short: bool) -> String {
    if short { account.label.clone() } else { format::account_name(account) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: [f32; COLUMNS] = [130.0, 220.0, 170.0, 150.0, 90.0, 60.0];

    fn widths_in(width: f32, layout: &Layout) -> [f32; COLUMNS] {
        let spans = Columns::fit(laid(WANTED, layout), width, false, layout).spans;
        spans.map(|(left, right)| right - left)
    }

    fn widths(width: f32) -> [f32; COLUMNS] {
        widths_in(width, &Layout::default())
    }

    #[test]
    fn age_and_plan_give_way_first_and_nothing_goes_beyond() {
        let all: f32 = WANTED.iter().sum();
        let roomy = widths(all + LEFT + RIGHT + 100.0);
        assert!(roomy.iter().zip(WANTED).all(|(has, wants)| *has >= wants), "{roomy:?}");
        let tight = widths(all + LEFT + RIGHT - 60.0);
        assert!(tight[5] >= 60.0 && tight[4] >= 90.0 && tight[1] >= EASY, "long names first: {tight:?}");
        let tighter = widths(all + LEFT + RIGHT - 80.0);
        assert!(tighter[5] < 0.1 && tighter[4] >= 90.0 && tighter[1] >= EASY, "age alone: {tighter:?}");
        let tightest = widths(all + LEFT + RIGHT - 180.0);
        assert!(tightest[5] < 0.1 && tightest[4] < 0.1 && tightest[2] >= 170.0, "age and plan: {tightest:?}");
        for width in (150..1600).step_by(7) {
            let width = width as f32;
            let sum: f32 = widths(width).iter().sum();
            assert!(sum <= (width - LEFT - RIGHT).max(0.0) + 0.5, "{sum} at {width}");
        }
    }

    #[test]
    fn numbers_give_way_before_an_account_is_cut() {
        for width in (400..1000).step_by(7) {
            let widths = widths(width as f32);
            let [status, _, account, whatsapp, ..] = widths;
            assert!(whatsapp < 0.1 || account >= WANTED[2].min(EASY), "{widths:?} at {width}");
            assert!(!(0.1..WANTED[0]).contains(&status), "{widths:?} at {width}");
        }
        // As wide as the list is beside a run at 1280 pixels.
        let beside_a_run = widths(632.0);
        assert!(beside_a_run[2] >= WANTED[2] && beside_a_run[1] >= EASY, "{beside_a_run:?}");
    }

    #[test]
    fn columns_stand_as_a_person_has_laid_them() {
        let mut layout = Layout::default();
        layout.put(Column::Whatsapp, 0);
        layout.show(Column::Plan, false);
        layout.widen(Column::Account, Some(300));
        let width = WANTED.iter().sum::<f32>() + 400.0 + LEFT + RIGHT;
        let columns = Columns::fit(laid(WANTED, &layout), width, false, &layout);
        let row = Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, 49.0));
        assert!(columns.cell(row, Column::Whatsapp).right() < columns.cell(row, Column::Status).left());
        let widths = widths_in(width, &layout);
        assert_eq!((widths[Column::Plan as usize], widths[Column::Account as usize]), (0.0, 300.0));
        let sum: f32 = widths_in(width, &layout).iter().sum();
        assert!((sum - (width - LEFT - RIGHT)).abs() < 0.5, "the others take the rest: {sum}");
    }
}
