//! Where the keyboard is: what has it is brought into view, and it goes back when what had it is gone.

use crate::ui::open_menus;
use egui::{Context, Id, LayerId, Response};
use std::fmt::Debug;
use std::hash::Hash;

/// Controls that had the keyboard, the last one at the end; older ones are forgotten.
const REMEMBERED: usize = 12;

/// So far a ring, or the box of a field, stands out of its control: it is brought into view with it.
const AROUND: f32 = 5.0;

/// Which controls had the keyboard.
#[derive(Clone, Default)]
struct Trail {
    had: Vec<Id>,
    /// The pass in which the last of them was drawn with the keyboard.
    pass: u64,
    /// The last of them had it when its screen was left, and gets it back as soon as it is drawn.
    returns: bool,
}

fn trail_id() -> Id {
    Id::unique("focus trail")
}

fn stay_id() -> Id {
    Id::unique("focus stays")
}

/// What is drawn until this is taken back does not scroll with what is around it.
pub fn stay(ctx: &Context, stays: bool) {
    ctx.data_mut(|data| data.insert_temp(stay_id(), stays));
}

/// For each control as it is drawn: one that gets the keyboard by a key is brought into view.
pub fn follow(response: &Response) {
    open_menus::meet(response);
    if !response.has_focus() {
        return;
    }
    let ctx = &response.ctx;
    let is_still = ctx.data(|data| data.get_temp(stay_id())).unwrap_or(false);
    if response.gained_focus()
        && !is_still
        && !ctx.input(|input| input.pointer.any_down() || input.pointer.any_released())
    {
        let mut whole = response.clone();
        whole.rect = whole.rect.expand(AROUND);
        whole.scroll_to_me(None);
    }
    let (id, pass) = (response.id, ctx.cumulative_pass_nr());
    ctx.data_mut(|data| {
        let trail = data.get_temp_mut_or_default::<Trail>(trail_id());
        if trail.had.last() != Some(&id) {
            trail.had.retain(|old| *old != id);
            trail.had.push(id);
            let older = trail.had.len().saturating_sub(REMEMBERED);
            trail.had.drain(..older);
        }
        trail.pass = pass;
        trail.returns = false;
    });
}

/// Another screen is there: who had the keyboard on the one that is left is kept, and who had it last on this one gets it
/// back, unless something else has it that is still there.
pub fn change_screen(ctx: &Context, left: Option<impl Hash + Debug>, entered: impl Hash + Debug) {
    let pass = ctx.cumulative_pass_nr();
    ctx.data_mut(|data| {
        let trail: Option<Trail> = data.remove_temp(trail_id());
        if let (Some(left), Some(last)) = (left, trail.and_then(|trail| trail.had.last().copied())) {
            data.insert_temp(Id::unique(("focus left", left)), last);
        }
        if let Some(last) = data.get_temp::<Id>(Id::unique(("focus left", entered))) {
            data.insert_temp(trail_id(), Trail { had: vec![last], pass, returns: true });
        }
    });
}

/// What had the keyboard on this layer is drawn no more, and nothing has got it since. Where one of it is still drawn, it
/// gets the keyboard back by [`settle`].
#[must_use]
pub fn is_orphaned(ctx: &Context, layer: LayerId) -> bool {
    let had = ctx.data(|data| data.get_temp::<Trail>(trail_id())).unwrap_or_default().had;
    let is_drawn = |id: &Id| ctx.read_response(*id).is_some_and(|response| response.layer_id == layer);
    let is_gone = |id: &Id| ctx.read_response(*id).is_none();
    ctx.memory(egui::Memory::focused).is_none() && had.last().is_some_and(is_gone) && !had.iter().any(is_drawn)
}

/// At the end of each pass: when what had the keyboard is gone with its dialog, menu or list, who had it before gets it.
pub fn settle(ctx: &Context) {
    open_menus::settle(ctx);
    let now = ctx.cumulative_pass_nr();
    let Some(mut trail) = ctx.data(|data| data.get_temp::<Trail>(trail_id())) else { return };
    let Some(last) = trail.had.last().copied() else { return };
    let is_free = ctx.memory(egui::Memory::focused).is_none_or(|focused| focused == last);
    if trail.pass == now || !is_free {
        return;
    }
    // What is drawn no more is known one pass later.
    if now == trail.pass + 1 {
        ctx.request_repaint();
    } else if trail.returns && ctx.read_response(last).is_some() {
        trail.returns = false;
        ctx.memory_mut(|memory| memory.request_focus(last));
        ctx.request_repaint();
        ctx.data_mut(|data| data.insert_temp(trail_id(), trail));
    } else if ctx.read_response(last).is_none() {
        while trail.had.last().is_some_and(|id| ctx.read_response(*id).is_none()) {
            trail.had.pop();
        }
        if let Some(before) = trail.had.last() {
            ctx.memory_mut(|memory| memory.request_focus(*before));
            ctx.request_repaint();
        }
        ctx.data_mut(|data| data.insert_temp(trail_id(), trail));
    }
}
