//! Where the keyboard is: what has it is brought into view, and it goes back when what had it is gone.

use crate::ui::open_menus;
use egui::{Context, Event, Id, Key, LayerId, Response};
use std::fmt::Debug;
use std::hash::Hash;

/// Controls that had the keyboard, the last one at the end; older ones are forgotten.
const REMEMBERED: usize = 12;

/// So far a ring, or the box of a field, stands out of its control: it is brought into view with it.
const AROUND: f32 = 5.0;

/// So many controls on either side of one are remembered, for when it goes.
const BESIDE: usize = 64;

/// A control that had the keyboard.
#[derive(Clone)]
struct Had {
    id: Id,
    /// What stood beside it in the same layer: what comes next to it first.
    beside: Vec<Id>,
}

/// Which controls had the keyboard.
#[derive(Clone, Default)]
struct Trail {
    had: Vec<Had>,
    /// The pass in which the last of them was drawn with the keyboard.
    pass: u64,
    /// The last of them had it when its screen was left, and gets it back as soon as it is drawn.
    returns: bool,
    /// The last of them takes text, which Escape ends.
    takes_text: bool,
}

impl Trail {
    fn last(&self) -> Option<Id> {
        self.had.last().map(|had| had.id)
    }
}

/// The controls of a pass, in the order in which they are drawn.
#[derive(Clone, Default)]
struct Order {
    pass: u64,
    controls: Vec<(Id, LayerId)>,
}

impl Order {
    /// What stands beside this one in its layer.
    fn beside(&self, id: Id) -> Vec<Id> {
        let Some(at) = self.controls.iter().position(|(control, _)| *control == id) else { return Vec::new() };
        let layer = self.controls[at].1;
        let same = |(control, on): &(Id, LayerId)| (*on == layer && *control != id).then_some(*control);
        let after = self.controls[at..].iter().filter_map(same).take(BESIDE);
        after.chain(self.controls[..at].iter().rev().filter_map(same).take(BESIDE)).collect()
    }
}

fn trail_id() -> Id {
    Id::unique("focus trail")
}

fn order_id() -> Id {
    Id::unique("focus order")
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
    follow_control(response, false);
}

/// The same for one that takes text.
pub fn follow_text(response: &Response) {
    follow_control(response, true);
}

fn follow_control(response: &Response, takes_text: bool) {
    open_menus::meet(response);
    note(response);
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
        if trail.last() != Some(id) {
            trail.had.retain(|old| old.id != id);
            trail.had.push(Had { id, beside: Vec::new() });
            let older = trail.had.len().saturating_sub(REMEMBERED);
            trail.had.drain(..older);
        }
        (trail.pass, trail.returns, trail.takes_text) = (pass, false, takes_text);
    });
}

/// Where it stands among the others of this pass.
fn note(response: &Response) {
    if !response.sense.is_focusable() || !response.enabled() {
        return;
    }
    let (id, layer, pass) = (response.id, response.layer_id, response.ctx.cumulative_pass_nr());
    response.ctx.data_mut(|data| {
        let order = data.get_temp_mut_or_default::<Order>(order_id());
        if order.pass != pass {
            order.pass = pass;
            order.controls.clear();
        }
        if order.controls.last() != Some(&(id, layer)) {
            order.controls.push((id, layer));
        }
    });
}

/// Another screen is there: who had the keyboard on the one that is left is kept, and who had it last on this one gets it
/// back, unless something else has it that is still there.
pub fn change_screen(ctx: &Context, left: Option<impl Hash + Debug>, entered: impl Hash + Debug) {
    let pass = ctx.cumulative_pass_nr();
    ctx.data_mut(|data| {
        let trail: Option<Trail> = data.remove_temp(trail_id());
        if let (Some(left), Some(last)) = (left, trail.and_then(|trail| trail.last())) {
            data.insert_temp(Id::unique(("focus left", left)), last);
        }
        if let Some(last) = data.get_temp::<Id>(Id::unique(("focus left", entered))) {
            let had = vec![Had { id: last, beside: Vec::new() }];
            data.insert_temp(trail_id(), Trail { had, pass, returns: true, takes_text: false });
        }
    });
}

/// What had the keyboard on this layer is drawn no more, and nothing has got it since. Where one of it is still drawn, it
/// gets the keyboard back by [`settle`].
#[must_use]
pub fn is_orphaned(ctx: &Context, layer: LayerId) -> bool {
    let had = ctx.data(|data| data.get_temp::<Trail>(trail_id())).unwrap_or_default().had;
    let is_drawn = |had: &Had| ctx.read_response(had.id).is_some_and(|response| response.layer_id == layer);
    let is_gone = |had: &Had| ctx.read_response(had.id).is_none();
    ctx.memory(egui::Memory::focused).is_none() && had.last().is_some_and(is_gone) && !had.iter().any(is_drawn)
}

/// At the end of each pass: when what had the keyboard is gone with its dialog, menu or list, what stands beside it or who
/// had it before gets it. Escape, which of itself takes it from everything, takes it from texts only.
pub fn settle(ctx: &Context) {
    open_menus::settle(ctx);
    let now = ctx.cumulative_pass_nr();
    let Some(mut trail) = ctx.data(|data| data.get_temp::<Trail>(trail_id())) else { return };
    let Some(last) = trail.last() else { return };
    let focused = ctx.memory(egui::Memory::focused);
    if trail.pass == now {
        let beside = ctx.data(|data| data.get_temp::<Order>(order_id())).unwrap_or_default().beside(last);
        if let Some(had) = trail.had.last_mut().filter(|had| had.beside != beside) {
            had.beside = beside;
            ctx.data_mut(|data| data.insert_temp(trail_id(), trail));
        }
        return;
    }
    if focused.is_some_and(|focused| focused != last) {
        return;
    }
    let is_there = |id: Id| ctx.read_response(id).is_some_and(|response| response.enabled());
    if focused.is_none() && now == trail.pass + 1 && !trail.takes_text && was_escaped(ctx) && is_there(last) {
        ctx.memory_mut(|memory| memory.request_focus(last));
        ctx.request_repaint();
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
        let is_still = !is_scrolled(ctx);
        let mut gets = None;
        while let Some(had) = trail.had.last() {
            let there = Some(had.id).filter(|id| ctx.read_response(*id).is_some());
            gets = there.or_else(|| had.beside.iter().copied().filter(|_| is_still).find(|id| is_there(*id)));
            if gets.is_some() {
                break;
            }
            trail.had.pop();
        }
        if let Some(id) = gets {
            ctx.memory_mut(|memory| memory.request_focus(id));
            ctx.request_repaint();
        }
        ctx.data_mut(|data| data.insert_temp(trail_id(), trail));
    }
}

fn was_escaped(ctx: &Context) -> bool {
    let is_escape = |event: &Event| matches!(event, Event::Key { key: Key::Escape, pressed: true, .. });
    ctx.input(|input| input.raw.events.iter().any(is_escape))
}

/// What went out of view has not gone.
fn is_scrolled(ctx: &Context) -> bool {
    ctx.input(|input| input.smooth_scroll_delta != egui::Vec2::ZERO || input.pointer.any_down())
}
