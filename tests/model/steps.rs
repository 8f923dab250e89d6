//! What each action does to the state.

use crate::protocol::{Action, Keyring, Protocol, Treatment, View};
use crate::state::{Answer, AtHand, Broken, Create, Gateway, Row, Slot, State, Wire};
use jiff::{SignedDuration, Timestamp};
use pairdesk::domain::id_set::IdSet;
use pairdesk::domain::journal::{Stage, Step};
use pairdesk::domain::lookup::{self, Found, Silence, Sought};
use pairdesk::domain::origin::Origin;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::whole_list::{Reading, WholeList};
use std::sync::LazyLock;
use std::time::Duration;

/// When each request is sent; what it makes is made at the same moment.
const SENT: Timestamp = Timestamp::UNIX_EPOCH;
/// Where the account is, and where an edit moves it to.
static HERE: LazyLock<Origin> = LazyLock::new(|| Origin::of("https://a.example").unwrap());
static THERE: LazyLock<Origin> = LazyLock::new(|| Origin::of("https://b.example").unwrap());
/// When strangers make theirs.
const LATER: SignedDuration = SignedDuration::from_mins(5);

/// A list as it was read.
struct Seen {
    rows: Vec<Row>,
    has_gap: bool,
}

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
            Action::Receive(at) => self.receive(state, at),
            Action::TimeOut(at) => self.time_out(state, at),
            Action::KeepToken(at, how) => self.keep_token(state, at, how),
            Action::Commit(at) => self.commit(create(state, at)),
            Action::Look(at, view) => self.look(state, at, view),
            Action::Sync => self.watch_absent(state),
            Action::Adopt(at, id) => {
                create(state, at).chosen = true;
                self.adopt(state, at, id);
            }
            Action::Jump => {
                state.budget.jumps -= 1;
                for create in state.creates.iter_mut().filter(|create| create.lists_here > 0) {
                    create.jumped = true;
                }
            }
            Action::Edit => {
                state.budget.edits = state.budget.edits.saturating_sub(u8::from(!state.elsewhere));
                state.elsewhere = !state.elsewhere;
            }
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
                add_row(state, None, 100, false);
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
        let Some(Seen { rows, has_gap }) = seen else { return end(create, Step::PrepareFailed) };
        if rows.iter().any(|row| !row.renamed) && !self.is(Broken::AdoptsBefore) {
            return end(create, Step::PrepareFailed);
        }
        create.before = rows.iter().map(|row| row.id).collect();
        create.before_whole = !has_gap;
        create.step(Step::Prepared);
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
        let is_odd = matches!(treatment, Treatment::RenamesThenFails | Treatment::CreatesThenRefuses);
        spend(&mut state.budget.odd, is_odd);
        let wire = match treatment {
            Treatment::Loses => Wire::Gone,
            Treatment::Refuses => Wire::Answered(Answer::Refused),
            Treatment::Creates if is_taken => Wire::Answered(Answer::NameTaken),
            Treatment::Creates => Wire::Answered(Answer::Created(add_row(state, Some(at), token, false))),
            Treatment::CreatesThenFails | Treatment::RenamesThenFails => {
                add_row(state, Some(at), token, treatment == Treatment::RenamesThenFails);
                Wire::Answered(Answer::ServerError)
            }
            Treatment::CreatesThenRefuses => {
                add_row(state, Some(at), token, false);
                state.clean_up = true;
                Wire::Answered(Answer::Refused)
            }
        };
        // Nobody waits any more for an answer that comes too late.
        let waits = matches!(state.creates[at as usize].stage, Stage::Sending | Stage::Intent);
        create(state, at).wire = if waits { wire } else { Wire::Gone };
    }

    fn receive(&self, state: &mut State, at: u8) {
        let rows = state.rows.clone();
        let Gateway { tokens, residue, .. } = self.gateway;
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
            Answer::Refused if !residue => end(create, Step::Refused),
            Answer::Refused | Answer::NameTaken => {
                create.refused = true;
                self.unknown(create);
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
        let elsewhere = state.elsewhere;
        let Some(Seen { rows, has_gap }) = Self::list(state, view) else { return };
        let rows = if elsewhere { Vec::new() } else { rows };
        let proof = self.proof(&rows, has_gap, elsewhere, &state.creates[at as usize]);
        let found = self.find(state, at, &rows, proof.is_some());
        let absent_after = self.absent_after(state.creates[at as usize].refused);
        let taken = self.taken(state, at);
        // A person who gave its slot the token of another has chosen so.
        let undecided = !state.creates[at as usize].chosen;
        let is_shown = undecided && rows.iter().any(|row| row.owner == Some(at) && !taken.contains(&row.id));
        let absent = self.count(create(state, at), proof.as_ref(), has_gap || elsewhere);
        let create = create(state, at);
        let in_vain = lookup::is_in_vain(u32::from(create.lists_here), absent_after * 2, absent_after);
        match found {
            Found::One(place) => self.adopt(state, at, rows[place].id),
            Found::Several(places) if self.is(Broken::AdoptsLeftovers) => self.adopt(state, at, rows[places[0].0].id),
            Found::Several(places) => {
                create.candidates = places.iter().map(|(place, _)| rows[*place].id).collect();
                create.step(Step::Undecided);
            }
            Found::None => match absent {
                Some(absent) => {
                    let too_early = Duration::from_secs(u64::from(create.waited)) < absent_after;
                    create.absent_too_early |= too_early || create.tainted || is_shown;
                    create.step(if create.refused { Step::NothingStayed(absent) } else { Step::ProvenAbsent(absent) });
                    if self.is(Broken::CreatesAgain) && state.creates.len() == 1 {
                        state.creates.push(Create::new());
                    }
                }
                None if in_vain => create.step(Step::Undecided),
                None => {}
            },
        }
    }

    fn absent_after(&self, refused: bool) -> Duration {
        if refused { self.timing.residue_after } else { self.timing.absent_after }
    }

    /// The list as a proof of what became of a create.
    fn proof(&self, rows: &[Row], has_gap: bool, elsewhere: bool, create: &Create) -> Option<WholeList> {
        let unreadable = usize::from(has_gap && !self.is(Broken::TrustsGaps));
        let reading = Reading {
            origin: if elsewhere { &THERE } else { &HERE },
            filtered: false,
            ended: true,
            unreadable,
            totals: &[],
        };
        let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
        let whole = WholeList::prove(&reading, ids.iter().map(String::as_str)).ok()?;
        let same_place = self.is(Broken::TrustsOtherOrigin) || HERE.is_same(whole.origin());
        let trusted = create.before_whole || self.is(Broken::TrustsGaps);
        (trusted && same_place && whole.is_of(&before(create))).then_some(whole)
    }

    /// One more list.
    fn count(&self, create: &mut Create, proof: Option<&WholeList>, proves_little: bool) -> Option<lookup::Absent> {
        let absent_after = self.absent_after(create.refused);
        let mut pause = self.pause(create);
        let really = u16::try_from(pause.as_secs()).unwrap_or(u16::MAX);
        create.lists_here += 1;
        create.waited = if create.silence == Silence::default() { 0 } else { create.waited + really };
        if std::mem::take(&mut create.jumped) {
            if self.is(Broken::TrustsTheClock) {
                pause = Duration::from_hours(24);
            } else {
                create.silence = Silence::default();
                create.waited = 0;
                create.wasted = create.lists_here - 1;
            }
        }
        let Some(proof) = proof else {
            create.wasted += 1;
            return None;
        };
        if self.is(Broken::NeverAbsent) {
            return None;
        }
        create.tainted |= proves_little;
        create.silence = create.silence.again(proof, pause, absent_after);
        create.silence.proves(absent_after)
    }

    /// The time since the last list.
    fn pause(&self, create: &Create) -> Duration {
        let pauses = if create.refused { &self.timing.residue } else { &self.timing.lookups };
        let last = pauses.last().copied().unwrap_or_default();
        pauses.get(usize::from(create.lists_here)).copied().unwrap_or(last)
    }

    fn find(&self, state: &State, at: u8, rows: &[Row], whole: bool) -> Found {
        let create = &state.creates[at as usize];
        let taken: Vec<String> = self.taken(state, at).iter().map(u8::to_string).collect();
        let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
        let tokens: Vec<Option<Secret>> =
            rows.iter().map(|row| Some(secret(row.token)).filter(|_| self.gateway.lists)).collect();
        let made =
            |row: &Row| if row.owner.is_some() || self.is(Broken::AdoptsNamesakes) { SENT } else { SENT + LATER };
        let mark = |create: u8| self.gateway.marks.then(|| create.to_string());
        let marks: Vec<Option<String>> = rows.iter().map(|row| row.owner.and_then(mark)).collect();
        let our_mark = mark(at);
        let row = |at: usize| lookup::Row {
            remote_id: &ids[at],
            name: if rows[at].renamed { "LOJA" } else { "loja" },
            token: tokens[at].as_ref(),
            mark: marks[at].as_deref(),
            created_at: Some(made(&rows[at])),
        };
        let is_looked_at = |at: &usize| !self.is(Broken::LooksByName) || !rows[*at].renamed;
        let places: Vec<usize> = (0..rows.len()).filter(is_looked_at).collect();
        let rivals = state.creates.iter().enumerate().filter(|(other, _)| *other != usize::from(at));
        let is_open =
            |create: &Create| !matches!(create.stage, Stage::Done | Stage::TokenLost) && !create.stage.is_unsent();
        let ours = token_in(create.slot);
        let sought = Sought {
            name: "loja",
            before: &if self.is(Broken::AdoptsBefore) { IdSet::default() } else { before(create) },
            taken: &taken,
            token: ours.as_ref(),
            mark: our_mark.as_deref(),
            sent_at: Some(SENT),
            ended_at: Some(SENT),
            whole,
            soon: true,
            rival: rivals.into_iter().any(|(_, create)| is_open(create)),
            refused: create.refused && !self.is(Broken::AdoptsLeftovers),
        };
        let rows: Vec<lookup::Row<'_>> = places.iter().map(|at| row(*at)).collect();
        match lookup::find(&rows, &sought) {
            Found::None => Found::None,
            Found::One(at) => Found::One(places[at]),
            Found::Several(found) => Found::Several(found.into_iter().map(|(at, why)| (places[at], why)).collect()),
        }
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
            let watched = matches!(state.creates[at as usize].stage, Stage::Absent | Stage::Refused);
            if !watched || state.creates.iter().any(open) {
                continue;
            }
            let late: Vec<u8> = match self.find(state, at, &state.rows, true) {
                Found::None => Vec::new(),
                Found::One(place) => vec![state.rows[place].id],
                Found::Several(places) => places.iter().map(|(place, _)| state.rows[*place].id).collect(),
            };
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
        create.at_hand = Some(AtHand { row: id, token, kept: token.is_some() && token == ours });
    }

    fn recover(&self, create: &mut Create) {
        create.running = true;
        create.disk = recovered(create.disk, self.broken);
        create.stage = create.disk;
    }

    /// What a list shows. `None` when there is none.
    fn list(state: &mut State, view: View) -> Option<Seen> {
        spend(&mut state.budget.list_faults, view != View::All);
        let rows = match view {
            View::Fails => return None,
            View::All | View::Gap => state.rows.clone(),
            View::Without(id) => state.rows.iter().copied().filter(|row| row.id != id).collect(),
        };
        Some(Seen { rows, has_gap: view == View::Gap })
    }
}

fn before(create: &Create) -> IdSet {
    let ids: Vec<String> = create.before.iter().map(u8::to_string).collect();
    ids.iter().map(String::as_str).collect()
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

fn add_row(state: &mut State, owner: Option<u8>, token: u8, renamed: bool) -> u8 {
    let id = state.next_row;
    state.next_row += 1;
    state.rows.push(Row { id, owner, token, renamed });
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
        create.wasted = 0;
        create.silence = Silence::default();
        create.waited = 0;
        create.tainted = false;
        create.jumped = false;
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
