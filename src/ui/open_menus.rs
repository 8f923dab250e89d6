//! Menus that are open: while one is, the keyboard is in it or at what opened it. When it is led elsewhere the menu closes.

use egui::{Context, Id, Key, LayerId, Popup, Response, Ui};

/// What is known of the menus on show, one and its sub menus.
#[derive(Clone, Default)]
struct Open {
    /// The pass in which they were drawn last.
    pass: u64,
    layers: Vec<LayerId>,
    opener: Option<Id>,
    /// The controls in them, in the order in which they are drawn.
    controls: Vec<Id>,
    /// What had the keyboard at the end of the pass before, and whether that was in a menu.
    focused: Option<Id>,
    was_inside: bool,
    /// The key that leads the keyboard on, and its pass: some take effect in the next one.
    led: Option<(Led, u64)>,
    /// Up to this pass all of them close.
    closes: u64,
    /// Who gets the keyboard, up to this pass: egui may still give it to whatever it comes to next.
    gives: Option<(Id, u64)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Led {
    Tab,
    Back,
    Arrow,
}

fn slot() -> Id {
    Id::unique("open menus")
}

/// In the content of a menu as it is drawn; its opener is what gets the keyboard back.
pub fn entered(ui: &Ui, opener: Option<Id>) {
    let (now, layer) = (ui.ctx().cumulative_pass_nr(), ui.layer_id());
    let closes = ui.data_mut(|data| {
        let open = data.get_temp_mut_or_default::<Open>(slot());
        if open.pass != now {
            (open.pass, open.opener) = (now, opener);
            open.layers.clear();
            open.controls.clear();
        }
        open.layers.push(layer);
        now <= open.closes
    });
    if closes {
        ui.close();
    }
}

/// For each control as it is drawn.
pub fn meet(response: &Response) {
    let now = response.ctx.cumulative_pass_nr();
    response.ctx.data_mut(|data| {
        let open = data.get_temp_mut_or_default::<Open>(slot());
        let is_in = open.pass == now && open.layers.contains(&response.layer_id);
        if is_in && response.sense.is_focusable() && open.controls.last() != Some(&response.id) {
            open.controls.push(response.id);
        }
    });
}

/// Closes every menu: a dialog has come.
pub fn close_all(ctx: &Context) {
    Popup::close_all(ctx);
    let until = ctx.cumulative_pass_nr() + 1;
    ctx.data_mut(|data| data.get_temp_mut_or_default::<Open>(slot()).closes = until);
}

/// At the end of each pass: a menu that the keyboard has left is closed.
pub fn settle(ctx: &Context) {
    let now = ctx.cumulative_pass_nr();
    let Some(mut open) = ctx.data(|data| data.get_temp::<Open>(slot())) else { return };
    if let Some((id, _)) = open.gives.filter(|(_, until)| now <= *until) {
        ctx.memory_mut(|memory| memory.request_focus(id));
    } else if open.pass == now {
        follow(ctx, &mut open);
    } else {
        // Who opens the next one has nothing to do with who had the keyboard in this one.
        (open.was_inside, open.led) = (false, None);
    }
    open.focused = ctx.memory(egui::Memory::focused);
    ctx.data_mut(|data| data.insert_temp(slot(), open));
}

/// Once the keyboard was given by the program itself: no menu that opens next was left by that.
pub fn given(ctx: &Context) {
    let (now, focused) = (ctx.cumulative_pass_nr(), ctx.memory(egui::Memory::focused));
    ctx.data_mut(|data| {
        let open = data.get_temp_mut_or_default::<Open>(slot());
        if open.pass != now {
            open.focused = focused;
        }
    });
}

fn follow(ctx: &Context, open: &mut Open) {
    let now = open.pass;
    if let Some(led) = led(ctx) {
        open.led = Some((led, now));
    }
    let led = open.led.filter(|(_, pass)| now <= pass + 1).map(|(led, _)| led);
    let focused = ctx.memory(egui::Memory::focused);
    // Not by reading its response: egui takes the keyboard from it then when something else was pressed.
    let is_inside = focused.is_some_and(|id| open.controls.contains(&id));
    let was_inside = std::mem::replace(&mut open.was_inside, is_inside);
    if is_inside || focused == open.focused || focused.is_none() && !was_inside {
        return;
    }
    // The arrow that leads out of a sub menu, or back to the button.
    if led == Some(Led::Arrow) && focused == open.opener {
        return;
    }
    let first = open.controls.first().copied();
    let gives = match led {
        Some(Led::Tab | Led::Arrow) if !was_inside => first,
        Some(_) => open.opener,
        None => None,
    };
    let is_entered = gives.is_some() && gives == first;
    // Escape and a press close it by themselves, and the opener may have the keyboard beside it.
    let is_left = led.is_some() || focused.is_some_and(|id| open.opener != Some(id));
    if is_left && !is_entered {
        open.closes = now + 1;
        Popup::close_all(ctx);
    }
    if let Some(id) = gives {
        open.gives = Some((id, now + 1));
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
    open.was_inside = is_entered;
    ctx.request_repaint();
}

fn led(ctx: &Context) -> Option<Led> {
    ctx.input(|input| {
        let arrows = [Key::ArrowDown, Key::ArrowUp, Key::ArrowLeft, Key::ArrowRight];
        match input.key_pressed(Key::Tab) {
            true if input.modifiers.shift => Some(Led::Back),
            true => Some(Led::Tab),
            false => arrows.iter().any(|key| input.key_pressed(*key)).then_some(Led::Arrow),
        }
    })
}
