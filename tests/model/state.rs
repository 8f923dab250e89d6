//! What the model keeps: the creates with their stages on the disk and in memory, the keyring, and the gateway's table.

use pairdesk::domain::journal::{Stage, Step};
use pairdesk::domain::lookup::Silence;
use pairdesk::providers::capabilities::Capabilities;

/// How a gateway behaves where that changes what we do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, read by name")]
pub struct Gateway {
    /// Its instances have tokens of their own.
    pub tokens: bool,
    /// We choose the token.
    pub chooses: bool,
    /// The list gives the token back.
    pub lists: bool,
    /// It keeps a mark of ours with the instance.
    pub marks: bool,
    /// Two instances cannot have the same name.
    pub unique: bool,
    /// A refusal can leave an instance behind, which is removed later, by its name.
    pub residue: bool,
}

impl Gateway {
    /// As its adapter says that it is.
    pub fn of(can: &Capabilities) -> Self {
        Self {
            tokens: can.instance_token,
            chooses: can.chooses_token,
            lists: can.lists_token,
            marks: can.marks,
            unique: can.unique_names,
            residue: can.refusal_leaves_residue,
        }
    }
}

/// A rule broken on purpose: each must be noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A create without an answer is sent again.
    ResendsOnTimeout,
    /// A connection that broke counts as "nothing was sent".
    TrustsTimeouts,
    /// The sending mark is written after the request, not before.
    MarksAfterSending,
    /// A keyring that failed is taken for one that worked.
    IgnoresKeyring,
    /// The slot is given back although the outcome is unknown.
    ClearsSlotOnUnknown,
    /// A token that the keyring refused goes into the journal.
    TokenIntoJournal,
    /// A second program may write.
    NoLock,
    /// A restart ends a look-up.
    RecoveryForgets,
    /// What is ours already may be adopted again.
    ForgetsKnown,
    /// What another create holds in memory only may be adopted.
    ForgetsAtRisk,
    /// A name that was there before neither stops a create nor is left alone.
    AdoptsBefore,
    /// What is proven absent is created again without a person.
    CreatesAgain,
    /// A create whose outcome is open does not hold its name.
    NameIsFree,
    /// A list that shows nothing is not counted.
    NeverAbsent,
    /// Only rows of exactly our name are looked at.
    LooksByName,
    /// A list with a gap is taken for whole.
    TrustsGaps,
    /// A list of another address is taken for ours.
    TrustsOtherOrigin,
    /// A namesake is ours whenever it was made.
    AdoptsNamesakes,
    /// What a refusal left is taken in without a word.
    AdoptsLeftovers,
    /// A clock that was set ahead has waited.
    TrustsTheClock,
}

/// What may still happen from outside: the model is finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Budget {
    pub presses: u8,
    pub crashes: u8,
    pub strangers: u8,
    pub keyring_faults: u8,
    pub list_faults: u8,
    /// Times that the gateway stores another name, or refuses what it has made; lists have gaps as long as there are any.
    pub odd: u8,
    /// Times that the clock is set, and that the account's address is edited.
    pub jumps: u8,
    pub edits: u8,
}

/// What a keyring slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    Empty,
    Placeholder,
    Token(u8),
}

/// Where a request and its answer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wire {
    Quiet,
    OnTheWay,
    Answered(Answer),
    Gone,
}

/// What a gateway answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    Created(u8),
    ServerError,
    Refused,
    NameTaken,
}

/// An instance in memory, on its way to the keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AtHand {
    pub row: u8,
    pub token: Option<u8>,
    /// Its token is in the keyring.
    pub kept: bool,
}

/// One intent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, read by name")]
pub struct Create {
    pub stage: Stage,
    pub disk: Stage,
    /// A process works on it.
    pub running: bool,
    pub slot: Slot,
    pub proven: bool,
    pub sends: u8,
    pub wire: Wire,
    pub at_hand: Option<AtHand>,
    /// A token that this process held.
    pub reached: Option<u8>,
    /// A token that no list gives back died with its process, or the keyring lost it.
    pub token_gone: bool,
    pub before: Vec<u8>,
    pub before_whole: bool,
    /// The gateway refused it, and may have left something.
    pub refused: bool,
    /// Lists since this process began to look.
    pub lists_here: u8,
    /// Those of them that could prove nothing.
    pub wasted: u8,
    pub silence: Silence,
    /// The seconds that really passed since the first of the lists that count.
    pub waited: u16,
    /// A list counted that proves nothing.
    pub tainted: bool,
    /// The clock was set since the last list.
    pub jumped: bool,
    pub candidates: Vec<u8>,
    pub adopted: Option<u8>,
    /// A person chose it.
    pub chosen: bool,
    pub was_absent: bool,
    /// It was called absent before enough time had passed, or by a list that proves nothing.
    pub absent_too_early: bool,
    /// A person closed the matter.
    pub dismissed: bool,
}

impl Create {
    pub fn new() -> Self {
        Self {
            stage: Stage::Preparing,
            disk: Stage::Preparing,
            running: true,
            slot: Slot::Empty,
            proven: false,
            sends: 0,
            wire: Wire::Quiet,
            at_hand: None,
            reached: None,
            token_gone: false,
            before: Vec::new(),
            before_whole: true,
            refused: false,
            lists_here: 0,
            wasted: 0,
            silence: Silence::default(),
            waited: 0,
            tainted: false,
            jumped: false,
            candidates: Vec::new(),
            adopted: None,
            chosen: false,
            was_absent: false,
            absent_too_early: false,
            dismissed: false,
        }
    }

    /// Moves on by the program's own table, on the disk and in memory. A step that the table does not know is a fault
    /// of the program or of the model.
    pub fn step(&mut self, step: Step) {
        let next = self.stage.next(step);
        self.stage = next.unwrap_or_else(|| panic!("{step:?} cannot follow {:?}", self.stage));
        self.disk = self.stage;
        self.was_absent |= matches!(self.stage, Stage::Absent | Stage::Refused);
    }

    /// Its flow runs, from the button to the end of the request.
    pub fn is_creating(&self) -> bool {
        self.running && matches!(self.stage, Stage::Preparing | Stage::Intent)
    }
}

/// An instance at the gateway. There is one account, and one name that is asked for: that is where doubles come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    pub id: u8,
    /// The create that made it; `None` is a stranger's.
    pub owner: Option<u8>,
    pub token: u8,
    /// The gateway stored the name in its own way.
    pub renamed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, read by name")]
pub struct State {
    pub creates: Vec<Create>,
    pub rows: Vec<Row>,
    pub next_row: u8,
    /// The gateway will remove the name, whoever has it by then.
    pub clean_up: bool,
    /// The account's address is another one now, where there is nothing.
    pub elsewhere: bool,
    pub writers: u8,
    /// Times that a person pressed the button.
    pub gestures: u8,
    /// A create was sent while an earlier one was open.
    pub sent_too_early: bool,
    pub secret_on_disk: bool,
    pub budget: Budget,
}
