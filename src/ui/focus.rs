//! Where the keyboard is: what has it is brought into view, and it goes back when what had it is gone.

use egui::{Context, Id, Response};

/// Controls that had the keyboard, the last one at the end; older ones are forgotten.
const REMEMBERED: usize = 12;

/// Which controls had the keyboard.
#[derive(Clone, Default)]
struct Trail {
    had: Vec<Id>,
    /// The pass in which the last of them was drawn with the keyboard.
    pass: u64,
}

fn trail_id() -> Id {
    Id::unique("focus trail")
}

/// For each control as it is drawn: one that gets the keyboard by a key is brought into view.
pub fn follow(response: &Response) {
    if !response.has_focus() {
        return;
    }
    let ctx = &response.ctx;
    if response.gained_focus() && !ctx.input(|input| input.pointer.any_down() || input.pointer.any_released()) {
        response.scroll_to_me(None);
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
    });
}

/// Forgets who had the keyboard: another screen is there.
pub fn forget(ctx: &Context) {
    ctx.data_mut(|data| data.remove::<Trail>(trail_id()));
}

/// At the end of each pass: when what had the keyboard is gone with its dialog, menu or list, who had it before gets it.
pub fn settle(ctx: &Context) {
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
