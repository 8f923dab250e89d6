//! Where the keyboard is: what has it is brought into view, and it goes back when what had it is gone.

use crate::ui::open_menus;
use egui::{Context, Event, FocusDirection, Id, Key, LayerId, Popup, Response, Sense};
use std::fmt::Debug;
use std::hash::Hash;

/// Controls that had the keyboard, the last one at the end; older ones are forgotten.
const REMEMBERED: usize = 12;

/// So far a ring, or the box of a field, stands out of its control: it is brought into view with it.
const AROUND: f32 = 5.0;

/// What scrolls comes to rest within so many passes.
const LOOKED: u8 = 24;

/// So many controls on either side of one are remembered, for when it goes.
const BESIDE: usize = 64;

/// A control that had the keyboard, or was clicked: egui gives no keyboard for a click.
#[derive(Clone)]
struct Had {
    id: Id,
    /// What stood beside it in the same layer: what comes next to it first.
    beside: Vec<Id>,
    is_clicked: bool,
    takes_text: bool,
    /// A click beside it, or Escape in a text, has taken the keyboard from it: it gets it back from nobody.
    let_go: bool,
}

impl Had {
    fn new(id: Id) -> Self {
        Self { id, beside: Vec::new(), is_clicked: false, takes_text: false, let_go: false }
    }
}

/// Which controls had the keyboard.
#[derive(Clone, Default)]
struct Trail {
    had: Vec<Had>,
    /// The pass in which the last of them was drawn with the keyboard.
    pass: u64,
    /// The last of them had it when its screen was left, and gets it back as soon as it is drawn.
    returns: bool,
    /// The last of them cannot be pressed while what it began is under way, and gets it back after that.
    waits: bool,
}

impl Trail {
    fn last(&self) -> Option<Id> {
        self.had.last().map(|had| had.id)
    }

    /// Puts it at the end, once.
    fn put(&mut self, had: Had) {
        self.had.retain(|old| old.id != had.id);
        self.had.push(had);
        let older = self.had.len().saturating_sub(REMEMBERED);
        self.had.drain(..older);
    }

    /// A click has taken the keyboard from what had it in the layer that was clicked.
    fn let_go(&mut self, ctx: &Context, focused: Option<Id>) {
        let clicked = ctx.input(|input| input.pointer.interact_pos()).and_then(|at| ctx.layer_id_at(at));
        let layer_of = |had: &Had| ctx.read_response(had.id).map(|response| response.layer_id);
        for had in self.had.iter_mut().filter(|had| clicked.is_some() && layer_of(had) == clicked) {
            had.let_go = !had.is_clicked && focused != Some(had.id);
        }
    }
}

/// The controls of a pass, in the order in which they are drawn.
#[derive(Clone, Default)]
struct Order {
    pass: u64,
    controls: Vec<(Id, LayerId)>,
    /// In this pass, the next of them takes the keyboard.
    leads: Option<u64>,
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

/// The heading of the screen, and the pass in which it was drawn.
#[derive(Clone, Copy)]
struct Heading {
    id: Id,
    pass: u64,
}

/// A screen that was entered otherwise than by a click, in this pass: its heading gets the keyboard, unless something
/// has it.
#[derive(Clone, Copy)]
struct Entered(u64);

fn trail_id() -> Id {
    Id::unique("focus trail")
}

fn order_id() -> Id {
    Id::unique("focus order")
}

fn entered_id() -> Id {
    Id::unique("focus entered")
}

fn heading_id() -> Id {
    Id::unique("focus heading")
}

/// Whether it was a click that was done last, and no key.
fn clicks_id() -> Id {
    Id::unique("focus clicks")
}

fn stay_id() -> Id {
    Id::unique("focus stays")
}

/// What is drawn until this is taken back does not scroll with what is around it.
pub fn stay(ctx: &Context, stays: bool) {
    ctx.data_mut(|data| data.insert_temp(stay_id(), stays));
}

/// What is drawn next takes the keyboard: a heading above it was gone to by a key.
pub fn lead_on(ctx: &Context) {
    let pass = ctx.cumulative_pass_nr();
    ctx.data_mut(|data| data.get_temp_mut_or_default::<Order>(order_id()).leads = Some(pass));
}

/// For each control as it is drawn: one that gets the keyboard by a key is brought into view.
pub fn follow(response: &Response) {
    follow_control(response, false);
}

/// The same for one that takes text.
pub fn follow_text(response: &Response) {
    follow_control(response, true);
}

/// What the heading of the screen senses: it takes the keyboard where nothing else on the screen has had it yet, so that
/// it is read out and Tab leads on from there. Tab does not lead to it.
#[must_use]
pub fn heading_sense(ctx: &Context) -> Sense {
    let heading = ctx.data(|data| data.get_temp::<Heading>(heading_id())).map(|heading| heading.id);
    let has_it = heading.is_some() && ctx.memory(egui::Memory::focused) == heading;
    if has_it { Sense::focusable_noninteractive() } else { Sense::hover() }
}

/// For the heading of a screen as it is drawn.
pub fn follow_heading(response: &Response) {
    let (ctx, id) = (&response.ctx, response.id);
    let heading = Heading { id, pass: ctx.cumulative_pass_nr() };
    ctx.data_mut(|data| data.insert_temp(heading_id(), heading));
    if response.has_focus() {
        follow_control(response, false);
    }
}

/// The control that has the keyboard; a heading has no use for keys.
#[must_use]
pub fn holder(ctx: &Context) -> Option<Id> {
    let heading = ctx.data(|data| data.get_temp::<Heading>(heading_id())).map(|heading| heading.id);
    ctx.memory(egui::Memory::focused).filter(|focused| Some(*focused) != heading)
}

/// An arrow was used to put the keyboard somewhere: egui does not lead it on from there at the end of the frame.
pub fn arrow_used(ctx: &Context) {
    ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
}

/// The control that Escape has taken the keyboard from in this pass.
#[must_use]
pub fn escaped(ctx: &Context) -> Option<Id> {
    let trail = ctx.data(|data| data.get_temp::<Trail>(trail_id())).filter(|_| was_pressed(ctx, Key::Escape))?;
    let had_it = trail.pass + 1 == ctx.cumulative_pass_nr() && ctx.memory(egui::Memory::focused).is_none();
    trail.had.last().filter(|had| had_it && !had.is_clicked).map(|had| had.id)
}

fn follow_control(response: &Response, takes_text: bool) {
    open_menus::meet(response);
    note(response);
    let ctx = &response.ctx;
    let (id, pass) = (response.id, ctx.cumulative_pass_nr());
    if !response.has_focus() {
        let is_clicked = response.clicked() || response.secondary_clicked();
        if is_clicked && !takes_text && ctx.input(|input| input.pointer.any_click()) {
            ctx.data_mut(|data| {
                let trail = data.get_temp_mut_or_default::<Trail>(trail_id());
                trail.put(Had { is_clicked, ..Had::new(id) });
                (trail.pass, trail.returns) = (pass, false);
            });
        }
        return;
    }
    let is_still = ctx.data(|data| data.get_temp(stay_id())).unwrap_or(false);
    if response.gained_focus()
        && !is_still
        && !ctx.input(|input| input.pointer.any_down() || input.pointer.any_released())
    {
        let mut whole = response.clone();
        whole.rect = whole.rect.expand(AROUND);
        whole.scroll_to_me(None);
    }
    ctx.data_mut(|data| {
        let trail = data.get_temp_mut_or_default::<Trail>(trail_id());
        if trail.had.last().is_none_or(|last| last.id != id || last.is_clicked || last.let_go) {
            trail.put(Had { takes_text, ..Had::new(id) });
        }
        (trail.pass, trail.returns) = (pass, false);
    });
}

/// What has got the keyboard is brought into view at the end of this part of a window, which scrolls as a whole: what
/// scrolls in it does so by itself, and may not come far enough.
pub fn show(ui: &egui::Ui) {
    /// What had the keyboard, and in how many passes it was looked for.
    #[derive(Clone, Copy, Default, PartialEq)]
    struct Looked(Option<Id>, u8);
    let (ctx, key) = (ui.ctx(), ui.unique_id().with("focus shown"));
    let focused = ctx.memory(egui::Memory::focused);
    let before: Looked = ctx.data(|data| data.get_temp(key)).unwrap_or_default();
    let mut now = if before.0 == focused { before } else { Looked(focused, 0) };
    let place = focused
        .and_then(|id| ctx.read_response(id))
        .filter(|response| response.layer_id == ui.layer_id());
    if is_scrolled(ctx) || now.1 >= LOOKED {
        now.1 = LOOKED;
    } else if let Some(place) = place.map(|response| response.rect.expand(AROUND)) {
        now.1 += 1;
        if ui.max_rect().x_range().contains(place.center().x) {
            ui.scroll_to_rect_animation(place, None, egui::style::ScrollAnimation::none());
        }
        ctx.request_repaint();
    }
    if now != before {
        ctx.data_mut(|data| data.insert_temp(key, now));
    }
}

/// Where it stands among the others of this pass.
fn note(response: &Response) {
    if !response.sense.is_focusable() || !response.enabled() {
        return;
    }
    let (id, layer, pass) = (response.id, response.layer_id, response.ctx.cumulative_pass_nr());
    let is_led = response.ctx.data_mut(|data| {
        let order = data.get_temp_mut_or_default::<Order>(order_id());
        if order.pass != pass {
            order.pass = pass;
            order.controls.clear();
        }
        if order.controls.last() != Some(&(id, layer)) {
            order.controls.push((id, layer));
        }
        order.leads.take() == Some(pass)
    });
    if is_led {
        response.request_focus();
    }
}

/// Another screen is there: who had the keyboard on the one that is left is kept, and who had it last on this one gets it
/// back, unless something else has it that is still there. Where nobody gets it, its heading does.
pub fn change_screen(ctx: &Context, left: Option<impl Hash + Debug>, entered: impl Hash + Debug) {
    let pass = ctx.cumulative_pass_nr();
    ctx.data_mut(|data| {
        let trail = data.remove_temp::<Trail>(trail_id()).unwrap_or_default();
        // So far what is beside every screen is drawn: a row of the sidebar is not where somebody was on this one.
        let around = data.get_temp::<Order>(order_id()).filter(|order| order.pass == pass).unwrap_or_default();
        let is_around = |had: &Had| around.controls.iter().any(|(id, _)| *id == had.id);
        let is_of_it = |had: &&Had| !(had.is_clicked && is_around(had) || had.takes_text && had.let_go);
        let is_led = left.is_some();
        if let Some(left) = left {
            let left = Id::unique(("focus left", left));
            if let Some(last) = trail.had.iter().rev().find(is_of_it) {
                data.insert_temp(left, last.id);
            } else {
                data.remove::<Id>(left);
            }
        }
        if let Some(last) = data.get_temp::<Id>(Id::unique(("focus left", entered))) {
            data.insert_temp(trail_id(), Trail { had: vec![Had::new(last)], pass, returns: true, waits: false });
        }
        let by_click: bool = data.get_temp(clicks_id()).unwrap_or_default();
        if is_led && !by_click {
            data.insert_temp(entered_id(), Entered(pass));
        } else {
            data.remove::<Entered>(entered_id());
        }
    });
}

/// What had the keyboard on this layer is drawn no more, and nothing has got it since. Where one of it is still drawn, it
/// gets the keyboard back by [`settle`].
#[must_use]
pub fn is_orphaned(ctx: &Context, layer: LayerId) -> bool {
    let mut had = ctx.data(|data| data.get_temp::<Trail>(trail_id())).unwrap_or_default().had;
    had.retain(|had| !had.is_clicked);
    let is_drawn = |had: &Had| ctx.read_response(had.id).is_some_and(|response| response.layer_id == layer);
    let is_gone = |had: &Had| ctx.read_response(had.id).is_none();
    ctx.memory(egui::Memory::focused).is_none() && had.last().is_some_and(is_gone) && !had.iter().any(is_drawn)
}

/// At the end of each pass: when what had the keyboard is gone with its dialog, menu or list, what stands beside it or who
/// had it before gets it, and on a new screen its heading. Escape, which of itself takes it from everything, takes it
/// from texts only; Enter, which takes it from a line of text, leaves it there.
pub fn settle(ctx: &Context) {
    open_menus::settle(ctx);
    give_back(ctx);
    enter(ctx);
    open_menus::given(ctx);
    let (clicks, presses) = ctx.input(|input| {
        let is_press = |event: &Event| matches!(event, Event::Key { pressed: true, .. });
        (input.pointer.any_click(), input.events.iter().any(is_press))
    });
    if clicks || presses {
        ctx.data_mut(|data| data.insert_temp(clicks_id(), clicks));
    }
}

/// A screen that is there and has nothing with the keyboard.
fn enter(ctx: &Context) {
    let now = ctx.cumulative_pass_nr();
    let Some(Entered(pass)) = ctx.data(|data| data.get_temp(entered_id())) else { return };
    // Who had it here is given it two passes after this one, and what was left is known to be gone by then.
    if now < pass + 3 {
        ctx.request_repaint();
        return;
    }
    let has_it = ctx.memory(egui::Memory::focused).is_some_and(|id| ctx.read_response(id).is_some());
    // A menu that was opened meanwhile would close: it wants the keyboard in it, or where it was.
    let is_covered = ctx.memory(|memory| memory.top_modal_layer().is_some()) || Popup::is_any_open(ctx);
    ctx.data_mut(|data| data.remove::<Entered>(entered_id()));
    let heading = ctx.data(|data| data.get_temp::<Heading>(heading_id())).filter(|heading| heading.pass == now);
    if let Some(heading) = heading.filter(|_| !has_it && !is_covered) {
        ctx.memory_mut(|memory| memory.request_focus(heading.id));
        ctx.request_repaint();
    }
}

/// What had the keyboard is gone.
fn give_back(ctx: &Context) {
    let now = ctx.cumulative_pass_nr();
    let Some(mut trail) = ctx.data(|data| data.get_temp::<Trail>(trail_id())) else { return };
    let Some(last) = trail.last() else { return };
    let focused = ctx.memory(egui::Memory::focused);
    if ctx.input(|input| input.pointer.any_click()) {
        trail.let_go(ctx, focused);
        ctx.data_mut(|data| data.insert_temp(trail_id(), trail.clone()));
    }
    if trail.pass == now {
        let beside = ctx.data(|data| data.get_temp::<Order>(order_id())).unwrap_or_default().beside(last);
        if let Some(had) = trail.had.last_mut().filter(|had| !had.is_clicked && had.beside != beside) {
            had.beside = beside;
            ctx.data_mut(|data| data.insert_temp(trail_id(), trail));
        }
        return;
    }
    if focused.is_some_and(|focused| focused != last) {
        return;
    }
    let is_there = |id: Id| ctx.read_response(id).is_some_and(|response| can_have_it(&response));
    let is_taken = focused.is_none() && now == trail.pass + 1 && is_there(last);
    if is_taken && was_pressed(ctx, Key::Enter) && !was_pressed(ctx, Key::Escape) {
        // A line of text that nothing follows: Tab would begin at the top of the window.
        ctx.memory_mut(|memory| memory.request_focus(last));
        ctx.request_repaint();
        return;
    }
    if is_taken && was_pressed(ctx, Key::Escape) {
        if let Some(had) = trail.had.last_mut().filter(|had| had.takes_text) {
            had.let_go = true;
            ctx.data_mut(|data| data.insert_temp(trail_id(), trail));
        } else {
            ctx.memory_mut(|memory| memory.request_focus(last));
        }
        ctx.request_repaint();
        return;
    }
    if focused.is_none() && is_enabled_again(ctx, &mut trail, last) {
        ctx.memory_mut(|memory| memory.request_focus(last));
        ctx.request_repaint();
        return;
    }
    // What is drawn no more is known one pass later.
    if now == trail.pass + 1 {
        ctx.request_repaint();
    } else if trail.returns && ctx.read_response(last).is_some() {
        trail.returns = false;
        if !Popup::is_any_open(ctx) {
            ctx.memory_mut(|memory| memory.request_focus(last));
            ctx.request_repaint();
        }
        ctx.data_mut(|data| data.insert_temp(trail_id(), trail));
    } else if ctx.read_response(last).is_none() {
        let is_still = !is_scrolled(ctx);
        let (mut gets, mut was_had) = (None, false);
        while let Some(had) = trail.had.last() {
            let is_drawn = ctx.read_response(had.id).is_some();
            // What was only clicked gets nothing that it could not lose.
            if is_drawn && had.is_clicked && !was_had {
                break;
            }
            was_had |= !had.is_clicked;
            gets = if is_drawn {
                (!had.let_go).then_some(had.id)
            } else {
                had.beside.iter().copied().filter(|_| is_still).find(|id| is_there(*id))
            };
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

/// Whether it could not be pressed for a while, as long as what it began was under way, and can be now.
fn is_enabled_again(ctx: &Context, trail: &mut Trail, last: Id) -> bool {
    let is_disabled = ctx.read_response(last).is_some_and(|response| !can_have_it(&response));
    let did_wait = std::mem::replace(&mut trail.waits, is_disabled);
    if did_wait != is_disabled {
        ctx.data_mut(|data| data.insert_temp(trail_id(), trail.clone()));
    }
    let may = |had: &Had| !had.is_clicked && !had.let_go;
    did_wait && !is_disabled && ctx.read_response(last).is_some() && trail.had.last().is_some_and(may)
}

/// A button that cannot be pressed is pointed at all the same, for its reason.
fn can_have_it(response: &Response) -> bool {
    response.enabled() && response.sense.is_focusable()
}

fn was_pressed(ctx: &Context, wanted: Key) -> bool {
    let is_it = |event: &Event| matches!(event, Event::Key { key, pressed: true, .. } if *key == wanted);
    ctx.input(|input| input.raw.events.iter().any(is_it))
}

/// What went out of view has not gone.
fn is_scrolled(ctx: &Context) -> bool {
    ctx.input(|input| input.smooth_scroll_delta != egui::Vec2::ZERO || input.pointer.any_down())
}
