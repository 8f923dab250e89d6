//! The create protocol as actions: what can happen next, in every state. Stages move by `Stage::next`, rows are told
//! apart by `lookup::find`, absence is proven by `lookup::Silence` with `WholeList`s over the program's own pauses: the
//! program and its model cannot drift apart there.

use crate::invariants;
use crate::state::{AtHand, Broken, Budget, Create, Gateway, Slot, State, Wire};
use pairdesk::domain::journal::Stage;
use pairdesk::engine::Timing;
use stateright::{Model, Property};

/// How the keyring does what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    Works,
    Fails,
    /// No answer in time; written all the same.
    Slow,
    /// What is read back differs.
    Lossy,
}

/// What a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    All,
    /// Stale, or a row slipped between two pages.
    Without(u8),
    /// All, and a row that cannot be read.
    Gap,
    Fails,
}

/// How the gateway treats a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    Creates,
    CreatesThenFails,
    /// The same under a name in another spelling.
    RenamesThenFails,
    CreatesThenRefuses,
    Refuses,
    Loses,
}

/// Everything that can happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Press,
    ProveSlot(u8, Keyring),
    BeforeImage(u8, View),
    Mark(u8),
    Send(u8),
    CannotSend(u8),
    Treat(u8, Treatment),
    CleanUp,
    Receive(u8),
    TimeOut(u8),
    KeepToken(u8, Keyring),
    Commit(u8),
    Look(u8, View),
    Sync,
    Adopt(u8, u8),
    Dismiss(u8),
    Crash,
    /// Also while another runs.
    Start,
    ClearSlot(u8),
    Recover(u8),
    Stranger,
    LoseSlot(u8),
    /// Somebody sets the clock.
    Jump,
    /// Somebody edits the account's address, there and back.
    Edit,
}

pub struct Protocol {
    pub gateway: Gateway,
    pub budget: Budget,
    pub broken: Option<Broken>,
    pub timing: Timing,
}

impl Model for Protocol {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            creates: Vec::new(),
            rows: Vec::new(),
            next_row: 0,
            clean_up: false,
            elsewhere: false,
            writers: 1,
            gestures: 0,
            sent_too_early: false,
            secret_on_disk: false,
            budget: self.budget,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for at in 0..state.creates.len() as u8 {
            self.gateway_actions(state, at, actions);
            if state.writers > 0 {
                self.program_actions(state, at, actions);
            }
        }
        self.outside_actions(state, actions);
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        self.act(&mut state, action);
        Some(state).filter(|state| state != last)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        invariants::all()
    }
}

impl Protocol {
    pub fn is(&self, broken: Broken) -> bool {
        self.broken == Some(broken)
    }

    fn gateway_actions(&self, state: &State, at: u8, actions: &mut Vec<Action>) {
        if state.creates[at as usize].wire != Wire::OnTheWay {
            return;
        }
        let mut treatments = vec![Treatment::Creates, Treatment::Refuses, Treatment::Loses];
        // Where names are unique, a second one never gets as far.
        if !self.gateway.unique || state.rows.is_empty() {
            treatments.push(Treatment::CreatesThenFails);
            if state.budget.odd > 0 {
                treatments.push(Treatment::RenamesThenFails);
                treatments.extend(self.gateway.residue.then_some(Treatment::CreatesThenRefuses));
            }
        }
        actions.extend(treatments.into_iter().map(|treatment| Action::Treat(at, treatment)));
    }

    fn program_actions(&self, state: &State, at: u8, actions: &mut Vec<Action>) {
        let create = &state.creates[at as usize];
        if !create.running {
            // What a crash left unsent gives its slot back before it ends.
            let is_unsent = create.disk.is_unsent();
            let clears = is_unsent && create.slot != Slot::Empty;
            actions.push(if clears { Action::ClearSlot(at) } else { Action::Recover(at) });
            return;
        }
        let mut lists = |act: &dyn Fn(View) -> Action| {
            actions.push(act(View::All));
            if state.budget.list_faults > 0 {
                actions.push(act(View::Fails));
                actions.extend((state.budget.odd > 0).then(|| act(View::Gap)));
                actions.extend(state.rows.iter().map(|row| act(View::Without(row.id))));
            }
        };
        match create.stage {
            Stage::Preparing if !create.proven => keyring(state, &|how| Action::ProveSlot(at, how), actions),
            Stage::Preparing => lists(&|view| Action::BeforeImage(at, view)),
            Stage::Intent if self.is(Broken::MarksAfterSending) && create.sends == 0 => actions.push(Action::Send(at)),
            Stage::Intent => actions.push(Action::Mark(at)),
            Stage::Sending if create.sends == 0 => actions.extend([Action::Send(at), Action::CannotSend(at)]),
            Stage::Sending => {
                actions.push(Action::TimeOut(at));
                if matches!(create.wire, Wire::Answered(_)) {
                    actions.push(Action::Receive(at));
                }
            }
            Stage::Escrow | Stage::TokenAtRisk => match create.at_hand {
                Some(AtHand { token: Some(_), kept: false, .. }) => {
                    keyring(state, &|how| Action::KeepToken(at, how), actions);
                }
                _ => actions.push(Action::Commit(at)),
            },
            // At another address nothing is looked up.
            Stage::Reconciling if state.elsewhere && !self.is(Broken::TrustsOtherOrigin) => {}
            Stage::Reconciling => lists(&|view| Action::Look(at, view)),
            Stage::Human => {
                let there = create.candidates.iter().filter(|id| state.rows.iter().any(|row| row.id == **id));
                actions.extend(there.filter(|id| !self.taken(state, at).contains(id)).map(|id| Action::Adopt(at, *id)));
            }
            Stage::Absent | Stage::Refused | Stage::TokenLost | Stage::Done => {}
        }
        if matches!(create.stage, Stage::TokenAtRisk | Stage::Absent | Stage::Human | Stage::TokenLost) {
            actions.push(Action::Dismiss(at));
        }
    }

    fn outside_actions(&self, state: &State, actions: &mut Vec<Action>) {
        let budget = state.budget;
        if state.clean_up {
            actions.push(Action::CleanUp);
        }
        if budget.strangers > 0 && (!self.gateway.unique || state.rows.is_empty()) {
            actions.push(Action::Stranger);
        }
        actions.push(Action::Start);
        if state.writers == 0 {
            if budget.keyring_faults > 0 {
                let filled = |at: &u8| state.creates[*at as usize].slot != Slot::Empty;
                let open = |at: &u8| state.creates[*at as usize].disk != Stage::Done;
                let all = 0..state.creates.len() as u8;
                actions.extend(all.filter(filled).filter(open).map(Action::LoseSlot));
            }
            return;
        }
        let open = |create: &Create| create.is_creating() || (create.stage.holds_name() && self.holds_name(create));
        if budget.presses > 0 && !state.elsewhere && !state.creates.iter().any(open) {
            actions.push(Action::Press);
        }
        if budget.crashes > 0 && !state.creates.is_empty() {
            actions.push(Action::Crash);
        }
        if budget.jumps > 0 && state.creates.iter().any(|create| create.stage == Stage::Reconciling) {
            actions.push(Action::Jump);
        }
        let is_open = |create: &Create| create.stage == Stage::Reconciling;
        if state.elsewhere || (budget.edits > 0 && state.creates.iter().any(is_open)) {
            actions.push(Action::Edit);
        }
        let watched = |create: &Create| matches!(create.stage, Stage::Absent | Stage::Refused);
        if state.creates.iter().any(watched) && !state.rows.is_empty() && !state.elsewhere {
            actions.push(Action::Sync);
        }
    }

    fn holds_name(&self, create: &Create) -> bool {
        !(self.is(Broken::NameIsFree) && create.stage != Stage::Sending)
    }
}

/// A call of the keyring, and what may become of it.
fn keyring(state: &State, act: &dyn Fn(Keyring) -> Action, actions: &mut Vec<Action>) {
    actions.push(act(Keyring::Works));
    if state.budget.keyring_faults > 0 {
        actions.extend([Keyring::Fails, Keyring::Slow, Keyring::Lossy].map(act));
    }
}
