//! What each action does to the state.

use crate::protocol::{Action, Keyring, Protocol, Treatment, View};
use crate::state::{Answer, AtHand, Broken, Create, Gateway, Row, Slot, State, Wire};
use pairdesk::domain::journal::{Stage, Step};
use pairdesk::domain::lookup::{self, Found, Sought};
use pairdesk::domain::secret::Secret;
use std::time::Duration;

impl Protocol {
    pub fn act(&self, state: &mut State, action: Action) {
        match action {
            Action::Press => {
                state.budget.presses -= 1;
                state.gestures += 1;
                state.creates.push(Create::new());
            }
            Action::ProveSlot(at, how) => self.prove_slot(state, at, how),
            Action::BeforeImage(at, view) => self.before_image(state, at, view),
            Action::Mark(at) => create(state, at).step(Step::MarkedSending),
            Action::Send(at) => Self::send(state, at),
            Action::CannotSend(at) => end(create(state, at), Step::NotSent),
            Action::Treat(at, treatment) => self.treat(state, at, treatment),
            Action::CleanUp => {
                state.clean_up = false;
                state.rows.clear();
            }
            Action::Receive(at, view) => self.receive(state, at, view),
            Action::TimeOut(at) => self.time_out(state, at),
            Action::KeepToken(at, how) => self.keep_token(state, at, how),
            Action::Commit(at) => self.commit(create(state, at)),
            Action::Look(at, view) => self.look(state, at, view),
            Action::Sync => self.watch_absent(state),
            Action::Adopt(at, id) => self.adopt(state, at, id),
            Action::Dismiss(at) => {
                let create = create(state, at);
                end(create, Step::Decided);
                create.dismissed = true;
                create.at_hand = None;
            }
            Action::Crash => crash(state, self.gateway),
            Action::Start if state.writers == 0 || self.is(Broken::NoLock) => state.writers += 1,
            // The lock is another's.
            Action::Start => {}
            Action::ClearSlot(at) => create(state, at).slot = Slot::Empty,
            Action::Recover(at) => self.recover(create(state, at)),
            Action::Stranger => {
                state.budget.strangers -= 1;
                add_row(state, None, 100);
            }
            Action::LoseSlot(at) => {
                state.budget.keyring_faults -= 1;
                let lists = self.gateway.lists;
                let create = create(state, at);
                create.slot = Slot::Empty;
                create.token_gone |= !lists;
            }
        }
    }

    fn prove_slot(&self, state: &mut State, at: u8, how: Keyring) {
        spend(&mut state.budget.keyring_faults, how != Keyring::Works);
        let chooses = self.gateway.chooses;
        let create = create(state, at);
        let wanted = if chooses { Slot::Token(at) } else { Slot::Placeholder };
        if matches!(how, Keyring::Works | Keyring::Slow) {
            create.slot = wanted;
        }
        if how == Keyring::Works {
            create.proven = true;
            create.reached = chooses.then_some(at);
        } else {
            end(create, Step::PrepareFailed);
        }
    }

    fn before_image(&self, state: &mut State, at: u8, view: View) {
        let seen = Self::list(state, view);
        let create = create(state, at);
        match seen {
            Some(rows) if rows.is_empty() => create.step(Step::Prepared),
            Some(rows) if self.is(Broken::AdoptsBefore) => {
                create.before = rows.iter().map(|row| row.id).collect();
                create.step(Step::Prepared);
            }
            _ => end(create, Step::PrepareFailed),
        }
    }

    fn send(state: &mut State, at: u8) {
        let holds = |create: &Create| create.stage.holds_name() && !create.was_absent;
        let others = state.creates.iter().enumerate().filter(|(other, _)| *other != at as usize);
        state.sent_too_early |= others.into_iter().any(|(_, create)| holds(create));
        let create = create(state, at);
        create.sends += 1;
        create.wire = Wire::OnTheWay;
    }

    fn treat(&self, state: &mut State, at: u8, treatment: Treatment) {
        let token = if self.gateway.chooses { at } else { 10 + state.next_row };
        let is_taken = self.gateway.unique && !state.rows.is_empty();
        let wire = match treatment {
            Treatment::Loses => Wire::Gone,
            Treatment::Refuses => Wire::Answered(Answer::Refused),
            Treatment::Creates if is_taken => Wire::Answered(Answer::NameTaken),
            Treatment::Creates => Wire::Answered(Answer::Created(add_row(state, Some(at), token))),
            Treatment::CreatesThenFails => {
                add_row(state, Some(at), token);
                Wire::Answered(Answer::ServerError)
            }
            Treatment::CreatesThenRefuses => {
                add_row(state, Some(at), token);
                state.clean_up = true;
                Wire::Answered(Answer::Refused)
            }
        };
        // Nobody waits any more for an answer that comes too late.
        let waits = matches!(state.creates[at as usize].stage, Stage::Sending | Stage::Intent);
        create(state, at).wire = if waits { wire } else { Wire::Gone };
    }

    fn receive(&self, state: &mut State, at: u8, view: View) {
        // The look for what a refusal left behind reads the table that the create wrote to: late, never stale.
        let seen = Self::list(state, view);
        let rows = state.rows.clone();
        let Gateway { tokens, lists, residue, .. } = self.gateway;
        let create = create(state, at);
        let Wire::Answered(answer) = std::mem::replace(&mut create.wire, Wire::Gone) else { return };
        match answer {
            Answer::Created(id) => {
                let made = rows.iter().find(|row| row.id == id).map(|row| row.token);
                create.step(Step::Acknowledged);
                create.reached = made.filter(|_| tokens).or(create.reached);
                let kept = create.slot == made.map_or(Slot::Empty, Slot::Token);
                create.at_hand = Some(AtHand { row: id, token: made.filter(|_| tokens), kept });
            }
            Answer::ServerError => self.unknown(create),
            Answer::Refused | Answer::NameTaken => {
                let ours = token_in(create.slot);
                let stays = match seen {
                    _ if !residue && answer == Answer::Refused => false,
                    None => true,
                    Some(rows) => rows.iter().any(|row| {
                        let token = Some(secret(row.token)).filter(|_| lists);
                        lookup::is_residue(token.as_ref(), ours.as_ref())
                    }),
                };
                if stays { self.unknown(create) } else { end(create, Step::Refused) }
            }
        }
    }

    fn time_out(&self, state: &mut State, at: u8) {
        let create = create(state, at);
        if matches!(create.wire, Wire::Answered(_)) {
            create.wire = Wire::Gone;
        }
        if self.is(Broken::ResendsOnTimeout) && create.sends == 1 {
            create.sends = 2;
            create.wire = Wire::OnTheWay;
        } else if self.is(Broken::TrustsTimeouts) {
            end(create, Step::NotSent);
        } else {
            self.unknown(create);
        }
    }

    fn unknown(&self, create: &mut Create) {
        create.step(Step::AnswerUnknown);
        if self.is(Broken::ClearsSlotOnUnknown) {
            create.slot = Slot::Empty;
        }
    }

    fn keep_token(&self, state: &mut State, at: u8, how: Keyring) {
        spend(&mut state.budget.keyring_faults, how != Keyring::Works);
        let mut on_disk = false;
        let create = create(state, at);
        let Some(mut at_hand) = create.at_hand else { return };
        if matches!(how, Keyring::Works | Keyring::Slow) {
            create.slot = at_hand.token.map_or(Slot::Empty, Slot::Token);
        } else if how == Keyring::Lossy {
            create.slot = Slot::Empty;
        }
        if how == Keyring::Works || self.is(Broken::IgnoresKeyring) {
            at_hand.kept = true;
        } else if create.stage == Stage::Escrow {
            create.step(Step::KeyringFailed);
            on_disk = self.is(Broken::TokenIntoJournal);
        }
        create.at_hand = Some(at_hand);
        state.secret_on_disk |= on_disk;
    }

    fn commit(&self, create: &mut Create) {
        let Some(at_hand) = create.at_hand.take() else { return };
        if at_hand.token.is_none() && self.gateway.tokens {
            create.step(Step::NoToken);
            return;
        }
        if at_hand.token.is_none() {
            create.slot = Slot::Empty;
        }
        create.step(Step::TokenKept);
        create.adopted = Some(at_hand.row);
    }

    fn look(&self, state: &mut State, at: u8, view: View) {
        let Some(rows) = Self::list(state, view) else { return };
        let taken: Vec<String> = self.taken(state, at).iter().map(u8::to_string).collect();
        let found = self.find(&rows, &taken, token_in(state.creates[at as usize].slot).as_ref());
        let waited = self.waited(state.creates[at as usize].lists_here + 1);
        let absent_after = self.timing.absent_after;
        let create = create(state, at);
        create.lists_here += 1;
        if !self.is(Broken::NeverAbsent) {
            create.lists += 1;
        }
        match found {
            Found::One(place) => self.adopt(state, at, rows[place].id),
            Found::Several(places) => {
                create.candidates = places.iter().map(|place| rows[*place].id).collect();
                create.step(Step::SeveralCandidates);
            }
            Found::None if lookup::is_absent(u32::from(create.lists), waited, absent_after) => {
                create.step(Step::ProvenAbsent);
                if self.is(Broken::CreatesAgain) && state.creates.len() == 1 {
                    state.creates.push(Create::new());
                }
            }
            Found::None => {}
        }
    }

    /// The time between the first look-up and this one.
    fn waited(&self, lists: u8) -> Duration {
        let last = self.timing.lookups.last().copied().unwrap_or_default();
        let pauses = self.timing.lookups.iter().copied().chain(std::iter::repeat(last));
        pauses.take(lists as usize).skip(1).sum()
    }

    fn find(&self, rows: &[Row], taken: &[String], ours: Option<&Secret>) -> Found {
        let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
        let tokens: Vec<Option<Secret>> =
            rows.iter().map(|row| Some(secret(row.token)).filter(|_| self.gateway.lists)).collect();
        let row = |at: usize| lookup::Row { remote_id: &ids[at], token: tokens[at].as_ref(), created_at: None };
        let rows: Vec<lookup::Row<'_>> = (0..rows.len()).map(row).collect();
        lookup::find(&rows, &Sought { taken, token: ours, sent_at: None })
    }

    /// Rows that cannot be this create's: there before, or another's.
    pub fn taken(&self, state: &State, at: u8) -> Vec<u8> {
        let others = || state.creates.iter().enumerate().filter(|(other, _)| *other != at as usize);
        let adopted = others().filter_map(|(_, create)| create.adopted);
        let at_risk = others().filter_map(|(_, create)| create.at_hand.map(|at_hand| at_hand.row));
        let mut taken = Vec::new();
        if !self.is(Broken::ForgetsKnown) {
            taken.extend(adopted);
            taken.extend(at_risk.filter(|_| !self.is(Broken::ForgetsAtRisk)));
        }
        if !self.is(Broken::AdoptsBefore) {
            taken.extend(&state.creates[at as usize].before);
        }
        taken
    }

    fn watch_absent(&self, state: &mut State) {
        for at in 0..state.creates.len() as u8 {
            let open = |create: &Create| create.stage.is_unconfirmed();
            if state.creates[at as usize].stage != Stage::Absent || state.creates.iter().any(open) {
                continue;
            }
            let taken = self.taken(state, at);
            let late: Vec<u8> = state.rows.iter().map(|row| row.id).filter(|id| !taken.contains(id)).collect();
            if !late.is_empty() {
                let create = create(state, at);
                create.candidates = late;
                create.step(Step::LateArrival);
            }
        }
    }

    fn adopt(&self, state: &mut State, at: u8, id: u8) {
        let Some(row) = state.rows.iter().copied().find(|row| row.id == id) else { return };
        let Gateway { tokens, lists, .. } = self.gateway;
        let create = create(state, at);
        let ours = match create.slot {
            Slot::Token(token) => Some(token),
            Slot::Empty | Slot::Placeholder => None,
        };
        let token = Some(row.token).filter(|_| lists).or(ours).filter(|_| tokens);
        create.step(Step::OneCandidate);
        create.reached = token.or(create.reached);
        let kept = token.is_some() && token == ours;
        create.at_hand = Some(AtHand { row: id, token, kept });
    }

    fn recover(&self, create: &mut Create) {
        create.running = true;
        let after = recovered(create.disk, self.broken);
        create.stage = after;
        create.disk = after;
    }

    /// What a list shows. `None` when there is none.
    fn list(state: &mut State, view: View) -> Option<Vec<Row>> {
        spend(&mut state.budget.list_faults, view != View::All);
        match view {
            View::Fails => None,
            View::All => Some(state.rows.clone()),
            View::Without(id) => Some(state.rows.iter().copied().filter(|row| row.id != id).collect()),
        }
    }
}

/// What a start makes of a stage.
pub fn recovered(stage: Stage, broken: Option<Broken>) -> Stage {
    if broken == Some(Broken::RecoveryForgets) && stage == Stage::Reconciling {
        return Stage::Done;
    }
    stage.next(Step::Crashed).unwrap_or(stage)
}

fn create(state: &mut State, at: u8) -> &mut Create {
    &mut state.creates[at as usize]
}

fn spend(budget: &mut u8, on: bool) {
    *budget = budget.saturating_sub(u8::from(on));
}

/// Nothing was created, or a person closed the matter: the slot is given back.
fn end(create: &mut Create, step: Step) {
    create.slot = Slot::Empty;
    create.step(step);
}

fn add_row(state: &mut State, owner: Option<u8>, token: u8) -> u8 {
    let id = state.next_row;
    state.next_row += 1;
    state.rows.push(Row { id, owner, token });
    id
}

fn crash(state: &mut State, gateway: Gateway) {
    state.budget.crashes -= 1;
    state.writers = 0;
    for create in &mut state.creates {
        create.running = false;
        let lost = create.at_hand.take().is_some_and(|at_hand| at_hand.token.is_some() && !at_hand.kept);
        create.token_gone |= lost && !gateway.lists;
        create.stage = create.disk;
        create.lists_here = 0;
        if matches!(create.wire, Wire::Answered(_)) {
            create.wire = Wire::Gone;
        }
    }
}

fn token_in(slot: Slot) -> Option<Secret> {
    match slot {
        Slot::Token(token) => Some(secret(token)),
        Slot::Empty | Slot::Placeholder => None,
    }
}

fn secret(token: u8) -> Secret {
    Secret::new(token.to_string())
}
