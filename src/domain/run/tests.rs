mod kept;

use super::*;
use crate::domain::failure::{Asked, Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId, IntentId, RunId};
use crate::domain::journal::{Intent, Stage};
use crate::domain::secret::SecretRef;
use crate::made;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

const QUICK: Duration = Duration::from_millis(500);

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn whole(kind: RunKind, accounts: &[AccountId]) -> WholeRun {
    let item = |account: &AccountId| NewItem::instance(*account, InstanceId::random(), "loja");
    WholeRun::new(kind, accounts.iter().map(item).collect(), now())
}

fn due(board: &mut Board) -> Vec<Due> {
    board.due(now(), |_| None).0
}

fn ending(came: &Came) -> Ending {
    Ending { came: came.clone(), at: now(), took: QUICK }
}

fn end(board: &mut Board, due: &Due, came: &Came) {
    board.end(due, &ending(came)).unwrap();
}

fn done() -> Came {
    Came::End(ItemState::Done)
}

fn failed() -> ItemState {
    ItemState::Failed(FailureKind::Rejected.into())
}

fn states(board: &Board, run: RunId) -> Vec<ItemState> {
    board.items(run).iter().map(|item| item.state.clone()).collect()
}

#[test]
fn one_at_a_time_per_account_and_several_accounts_at_once() {
    let (one, two) = (AccountId::random(), AccountId::random());
    let mut board = Board::default();
    board.add(whole(RunKind::Restart, &[one, one, two, one]));
    let first = due(&mut board);
    assert_eq!(first.len(), 2, "one of each account");
    assert!(due(&mut board).is_empty(), "both are busy");
    for one_due in &first {
        end(&mut board, one_due, &done());
    }
    let next = due(&mut board);
    assert_eq!(next.iter().map(|due| due.item.account).collect::<Vec<_>>(), [one], "the other has no more to do");
}

#[test]
fn runs_go_one_after_the_other_and_a_paused_one_gives_its_turn_away() {
    let account = AccountId::random();
    let mut board = Board::default();
    let (first, second) = (whole(RunKind::Restart, &[account; 3]), whole(RunKind::Check, &[account]));
    let (first, second) = (board.add_and_tell(first), board.add_and_tell(second));
    let item = due(&mut board).remove(0);
    assert_eq!(item.run, first);
    assert_eq!(board.run(second).unwrap().state, RunState::Waiting);
    board.pause(first);
    assert_eq!(board.run(second).unwrap().state, RunState::Running);
    assert!(due(&mut board).is_empty(), "what is on its way at the account ends first");
    end(&mut board, &item, &done());
    let other = due(&mut board).remove(0);
    assert_eq!(other.run, second);
    board.resume(first);
    assert_eq!(board.run(first).unwrap().state, RunState::Waiting);
    end(&mut board, &other, &done());
    assert_eq!(board.run(second).unwrap().state, RunState::Finished);
    assert_eq!(due(&mut board)[0].run, first);
}

#[test]
fn a_gateway_that_asks_to_wait_holds_up_nobody_else() {
    let (slow, quick) = (AccountId::random(), AccountId::random());
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[slow, quick, slow]));
    let wait = Duration::from_secs(12);
    let (first, again) = board.due(now(), |account| (account == slow).then_some(wait));
    assert_eq!(first.iter().map(|due| due.item.account).collect::<Vec<_>>(), [quick]);
    assert_eq!(again, Some(wait));
    let change = board.changes(now()).pop().unwrap();
    assert_eq!(change.waits, [(slow, now() + wait)]);
    end(&mut board, &first[0], &done());
    let item = due(&mut board).remove(0);
    end(&mut board, &item, &Came::Later(failed()));
    assert_eq!(states(&board, run)[0], ItemState::ToGo, "it goes again, as the next one");
    assert_eq!(due(&mut board)[0].item.position, 0);
}

#[test]
fn a_gateway_that_never_lets_an_item_in_has_refused_it() {
    let account = AccountId::random();
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[account]));
    let mut tries = 0;
    while let Some(item) = due(&mut board).pop() {
        tries += 1;
        end(&mut board, &item, &Came::Later(failed()));
    }
    assert_eq!(states(&board, run), [failed()]);
    assert_eq!(tries, 21);
}

#[test]
fn what_keyring_or_disk_refuse_holds_the_rest_until_the_person_goes_on() {
    let account = AccountId::random();
    let locked = || Came::End(ItemState::Failed(FailureKind::KeyringDismissed.into()));
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[account; 3]));
    let item = due(&mut board).remove(0);
    end(&mut board, &item, &locked());
    assert_eq!(board.run(run).unwrap().state, RunState::Held);
    assert!(due(&mut board).is_empty(), "one prompt is enough");
    // A person's word is enough for the one at which it was held, too.
    let again = board.again_unsent(run, now()).unwrap();
    assert_eq!((again.run.state, again.items.len()), (RunState::Waiting, 1));
    assert_eq!(board.retry(&again), None);
    for came in [done(), Came::End(failed()), locked()] {
        let item = due(&mut board).remove(0);
        end(&mut board, &item, &came);
    }
    assert_eq!(board.run(run).unwrap().state, RunState::Finished, "nothing is left to hold");
    assert_eq!(board.again_unsent(run, now()), None, "it waits for nobody");
    assert_eq!(board.again(run, now()).unwrap().items.len(), 2, "what the gateway refused, and what was refused here");
}

/// An item that never left: nothing listens there.
fn unreached() -> ItemState {
    ItemState::Failed(Failure::from(FailureKind::Refused).asked(Asked::Act))
}

/// Does all that can be done now. Tells which items went, round by round.
fn play(board: &mut Board, came: impl Fn(&RunItem) -> ItemState) -> Vec<Vec<u32>> {
    let mut rounds = Vec::new();
    loop {
        let mut round = due(board);
        if round.is_empty() {
            return rounds;
        }
        round.sort_unstable_by_key(|due| due.item.position);
        for due in &round {
            end(board, due, &Came::End(came(&due.item)));
        }
        rounds.push(round.iter().map(|due| due.item.position).collect());
    }
}

#[test]
fn a_gateway_that_two_in_a_row_did_not_reach_is_left_alone_until_the_person_goes_on() {
    let (down, up) = (AccountId::random(), AccountId::random());
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[down, down, down, down, up, up, up, up]));
    for _ in 0..2 {
        for due in due(&mut board) {
            let came = if due.item.account == down { unreached() } else { ItemState::Done };
            end(&mut board, &due, &Came::End(came));
        }
    }
    let told = |board: &mut Board| {
        let change = board.changes(now()).pop().unwrap();
        let resting = change.resting.iter().map(|it| (it.account, it.failure.kind, it.waiting)).collect::<Vec<_>>();
        (change.run.state, resting, change.left)
    };
    let resting = vec![(down, FailureKind::Refused, 2)];
    assert_eq!(told(&mut board), (RunState::Running, resting.clone(), Some(2 * QUICK)), "the others go on");
    assert_eq!(play(&mut board, |_| ItemState::Done), [[6], [7]]);
    assert_eq!(told(&mut board), (RunState::Held, resting, None));
    // One press: those that did not leave go with the rest, and nothing else.
    let again = board.again_unsent(run, now()).unwrap();
    assert_eq!(again.items.iter().map(|item| item.position).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(board.retry(&again), None);
    assert_eq!(told(&mut board).1, [], "it is tried again");
    assert_eq!(play(&mut board, |_| unreached()), [[0], [1]], "still down");
    assert_eq!(board.run(run).unwrap().state, RunState::Held);
    assert_eq!(board.retry(&board.again_unsent(run, now()).unwrap()), None);
    assert_eq!(play(&mut board, |_| ItemState::Done), [[0], [1], [2], [3]]);
    assert_eq!(board.run(run).unwrap().state, RunState::Finished);
}

#[test]
fn only_what_certainly_never_left_lets_an_account_rest() {
    let account = AccountId::random();
    let answered = ItemState::Failed(Failure::from(FailureKind::ProxyPassword).status(407));
    let down = ItemState::Failed(FailureKind::GatewayDown.into());
    let lost = ItemState::Unconfirmed(FailureKind::ConnectionLost.into());
    for other in [ItemState::Done, failed(), answered, down, lost] {
        // Each second item is not reached: never two in a row.
        let mut board = Board::default();
        let run = board.add_and_tell(whole(RunKind::Restart, &[account; 7]));
        let came = |item: &RunItem| if item.position.is_multiple_of(2) { unreached() } else { other.clone() };
        assert_eq!(play(&mut board, came).len(), 7, "{other:?}");
        assert_eq!(board.run(run).unwrap().state, RunState::Finished);
    }
    for kind in [FailureKind::Dns, FailureKind::CertificateUntrusted, FailureKind::ConnectTimeout, FailureKind::Proxy] {
        let mut board = Board::default();
        let run = board.add_and_tell(whole(RunKind::Restart, &[account; 7]));
        assert_eq!(play(&mut board, |_| ItemState::Failed(kind.into())).len(), 2, "{kind:?}");
        assert_eq!(board.run(run).unwrap().state, RunState::Held);
    }
}

#[test]
fn a_run_that_rests_gives_its_turn_away_and_is_interrupted_by_the_end_of_the_program() {
    let (down, up) = (AccountId::random(), AccountId::random());
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[down; 4]));
    let next = board.add_and_tell(whole(RunKind::Check, &[up]));
    play(&mut board, |item| if item.account == down { unreached() } else { ItemState::Done });
    let state = |board: &Board, run| board.run(run).unwrap().state;
    assert_eq!((state(&board, run), state(&board, next)), (RunState::Held, RunState::Finished));
    // As the disk has it after a crash in the middle: one was on its way.
    let mut whole = WholeRun { run: board.run(run).unwrap().clone(), items: board.items(run).to_vec() };
    whole.run.state = RunState::Running;
    whole.items[2] = Arc::new(RunItem { state: ItemState::Doing, ..RunItem::clone(&whole.items[2]) });
    whole.cut_off();
    let mut board = Board::of(vec![whole]);
    assert!(due(&mut board).is_empty() && state(&board, run) == RunState::Interrupted);
    assert_eq!(board.retry(&board.again_unsent(run, now()).unwrap()), None);
    assert_eq!(play(&mut board, |_| ItemState::Done), [[0], [1], [3]], "what may have been sent is not sent again");
    assert!(matches!(states(&board, run)[2], ItemState::Unconfirmed(_)));
}

#[test]
fn to_try_the_failed_again_wakes_an_account_that_rests_while_others_go_on() {
    let (down, up) = (AccountId::random(), AccountId::random());
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[down, down, down, up]));
    let (slow, quick): (Vec<_>, Vec<_>) = due(&mut board).into_iter().partition(|due| due.item.account == up);
    end(&mut board, &quick[0], &Came::End(unreached()));
    play(&mut board, |_| unreached());
    assert_eq!(board.run(run).unwrap().state, RunState::Running, "{slow:?} is on its way");
    assert!(due(&mut board).is_empty());
    assert_eq!(board.retry(&board.again(run, now()).unwrap()), None);
    assert_eq!(play(&mut board, |_| ItemState::Done), [[0], [1], [2]]);
}

#[test]
fn going_on_repeats_nothing_that_a_gateway_may_have_done() {
    let account = AccountId::random();
    let here = || Failure::from(FailureKind::KeyringLocked);
    let states = [
        ItemState::Failed(here()),
        ItemState::Unconfirmed(here()),
        ItemState::Failed(here().asked(Asked::Create)),
        failed(),
        ItemState::ToGo,
    ];
    for state in [RunState::Held, RunState::Paused, RunState::Interrupted] {
        let mut whole = whole(RunKind::Restart, &[account; 5]);
        for (item, state) in whole.items.iter_mut().zip(&states) {
            *item = Arc::new(RunItem { state: state.clone(), ..RunItem::clone(item) });
        }
        whole.run.state = state;
        let mut board = Board::default();
        let run = board.add_and_tell(whole);
        let again = board.again_unsent(run, now()).unwrap();
        assert_eq!(board.retry(&again), None);
        let mut went = Vec::new();
        while let Some(item) = due(&mut board).pop() {
            went.push(item.item.position);
            end(&mut board, &item, &done());
        }
        assert_eq!(went, [0, 4], "{state:?}");
        assert_eq!(self::states(&board, run)[1..4], states[1..4]);
    }
}

#[test]
fn to_try_the_failed_again_is_a_word_to_go_on_where_nobody_paused_it() {
    for (state, goes_on) in [(RunState::Held, true), (RunState::Paused, false)] {
        let mut whole = whole(RunKind::Restart, &[AccountId::random(); 2]);
        whole.items[0] = Arc::new(RunItem { state: failed(), ..RunItem::clone(&whole.items[0]) });
        whole.run.state = state;
        let mut board = Board::default();
        let run = board.add_and_tell(whole);
        assert_eq!(board.retry(&board.again(run, now()).unwrap()), None);
        assert_eq!(!due(&mut board).is_empty(), goes_on, "{state:?}");
    }
}

#[test]
fn a_create_is_found_by_its_newest_intent_only() {
    let account = AccountId::random();
    let (first, second) = (IntentId::random(), IntentId::random());
    let mut whole = whole(RunKind::CreateMany, &[account; 2]);
    let new = RunItem { subject: RunSubject::New(Some(first)), ..RunItem::clone(&whole.items[1]) };
    whole.items[1] = Arc::new(new);
    let mut board = Board::default();
    let run = board.add_and_tell(whole);
    for _ in 0..2 {
        let item = due(&mut board).remove(0);
        assert_eq!(board.is_creating(first), item.item.position == 1);
        end(&mut board, &item, &Came::End(ItemState::Unconfirmed(FailureKind::Timeout.into())));
    }
    board.tell(run, 1, |item| item.subject = RunSubject::New(Some(second)));
    let done = |id| Intent { id, ..made::intent(account, "loja", Stage::Absent) };
    assert_eq!(board.settled(&done(first), now()), None);
    let (_, item) = board.settled(&done(second), now()).unwrap();
    assert!(matches!((item.position, &item.state), (1, ItemState::Failed(_))), "{item:?}");
}

#[test]
fn what_a_stop_leaves_out_never_goes_and_retry_takes_the_failed_only() {
    let account = AccountId::random();
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[account; 4]));
    for came in [Came::End(failed()), Came::End(ItemState::Unconfirmed(FailureKind::Timeout.into()))] {
        let item = due(&mut board).remove(0);
        end(&mut board, &item, &came);
    }
    let item = due(&mut board).remove(0);
    let (_, left_out) = board.stop(run, now()).unwrap();
    assert_eq!(left_out.len(), 1);
    end(&mut board, &item, &Came::Later(failed()));
    assert!(due(&mut board).is_empty() && board.is_idle());
    let again = board.again(run, now()).unwrap();
    assert_eq!(again.items.iter().map(|item| item.position).collect::<Vec<_>>(), [0]);
    assert!(due(&mut board).is_empty(), "not before the disk knows it");
    assert_eq!(board.retry(&again), None);
    let item = due(&mut board).remove(0);
    end(&mut board, &item, &done());
    assert!(due(&mut board).is_empty());
    assert!(board.again(run, now()).is_none());
    let unconfirmed = |state: &ItemState| matches!(state, ItemState::Unconfirmed(_));
    assert!(unconfirmed(&states(&board, run)[1]), "never sent again");
    let states = states(&board, run);
    assert!(states[2..].iter().all(|state| matches!(state, ItemState::LeftOut(_))), "{states:?}");
    assert_eq!(board.run(run).unwrap().state, RunState::Finished);
}

#[test]
fn nothing_goes_again_before_its_end_is_on_the_disk() {
    let account = AccountId::random();
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[account; 2]));
    let item = due(&mut board).remove(0);
    let later = Came::Later(failed());
    let written = board.outcome(&item, &ending(&later)).unwrap();
    assert_eq!((&written.state, written.put_off), (&ItemState::ToGo, 1));
    assert!(due(&mut board).is_empty() && board.is_busy(), "it is on its way for everybody else");
    assert_eq!(states(&board, run)[0], ItemState::Doing);
    // Stopped while it was written.
    board.stop(run, now());
    let ended = board.end(&item, &ending(&later)).unwrap();
    assert!(matches!(ended.state, ItemState::LeftOut(_)), "{ended:?}");
}

#[test]
fn what_the_end_of_the_program_kept_from_being_begun_stays_to_go_and_leaves_its_run_open() {
    let account = AccountId::random();
    let cancelled = Came::End(ItemState::Failed(FailureKind::Cancelled.into())).at_the_end();
    for is_stopped in [false, true] {
        let mut board = Board::default();
        let mut whole = whole(RunKind::CreateMany, &[account]);
        whole.run.slots = vec![(account, SecretRef::random())];
        let run = board.add_and_tell(whole);
        let item = due(&mut board).remove(0);
        if is_stopped {
            board.stop(run, now());
        }
        end(&mut board, &item, &cancelled);
        let is_open = board.run(run).unwrap().state.is_open();
        assert_eq!((is_open, board.ended(run).is_some()), (!is_stopped, is_stopped));
        assert_eq!(states(&board, run)[0] == ItemState::ToGo, !is_stopped);
    }
    // An answer, or a failure of another kind, is what it is.
    assert_eq!(done().at_the_end(), done());
    assert_eq!(Came::End(failed()).at_the_end(), Came::End(failed()));
}

#[test]
fn what_is_to_go_waits_for_the_person_even_where_its_run_is_told_to_have_ended() {
    let mut whole = whole(RunKind::Restart, &[AccountId::random(); 2]);
    whole.run.state = RunState::Finished;
    whole.cut_off();
    assert_eq!(whole.run.state, RunState::Interrupted);
    let done = |item: &mut Arc<RunItem>| Arc::make_mut(item).state = ItemState::Done;
    whole.items.iter_mut().for_each(done);
    whole.run.state = RunState::Finished;
    whole.cut_off();
    assert_eq!(whole.run.state, RunState::Finished);
    // One that an earlier end cut off stays so on the disk: the run that went on after that has ended all the same.
    for (kind, stands) in [(RunKind::Restart, RunState::Finished), (RunKind::Check, RunState::Interrupted)] {
        (whole.run.kind, whole.run.state) = (kind, RunState::Finished);
        whole.items[0] = Arc::new(RunItem { state: ItemState::Doing, ..RunItem::clone(&whole.items[0]) });
        whole.cut_off();
        assert_eq!(whole.run.state, stands);
    }
}

#[test]
fn a_stop_counts_for_what_is_just_written_down_to_go_again() {
    let account = AccountId::random();
    let mut board = Board::default();
    let run = board.add_and_tell(whole(RunKind::Restart, &[account; 2]));
    let item = due(&mut board).remove(0);
    end(&mut board, &item, &Came::End(failed()));
    let again = board.again(run, now()).unwrap();
    board.stop(run, now()).unwrap();
    let (stands, items) = board.retry(&again).unwrap();
    assert_eq!((stands.state, &items[0].state), (RunState::Stopped, &failed()));
    assert!(due(&mut board).is_empty());
    // Asked for after that, they go.
    assert_eq!(board.retry(&board.again(run, now()).unwrap()), None);
    assert_eq!(due(&mut board)[0].item.position, 0);
}

#[test]
fn what_was_on_its_way_when_the_program_ended_is_not_confirmed_and_nothing_goes_on() {
    let account = AccountId::random();
    for (kind, left) in [(RunKind::Restart, false), (RunKind::Check, true)] {
        let mut whole = whole(kind, &[account; 3]);
        let mark = |item: &RunItem, state| Arc::new(RunItem { state, ..item.clone() });
        whole.items[0] = mark(&whole.items[0], ItemState::Done);
        whole.items[1] = mark(&whole.items[1], ItemState::Doing);
        whole.run.state = RunState::Running;
        whole.cut_off();
        let run = whole.run.id;
        assert_eq!(whole.run.state, RunState::Interrupted);
        let mut board = Board::of(vec![whole]);
        assert!(due(&mut board).is_empty());
        assert_eq!(states(&board, run)[1] == ItemState::ToGo, left, "reading does no harm");
        board.resume(run);
        let mut went = HashMap::new();
        while let Some(item) = due(&mut board).pop() {
            *went.entry(item.item.position).or_insert(0) += 1;
            end(&mut board, &item, &done());
        }
        assert_eq!(went.len(), 1 + usize::from(left));
        assert!(went.values().all(|times| *times == 1));
        assert_eq!(board.run(run).unwrap().state, RunState::Finished);
    }
}

#[test]
fn only_what_changed_is_told_and_how_long_the_rest_takes() {
    let account = AccountId::random();
    let mut board = Board::default();
    board.add(whole(RunKind::Restart, &[account; 100]));
    assert_eq!(board.changes(now()).pop().unwrap().items.len(), 100, "all of them at first");
    assert!(board.changes(now()).is_empty());
    let item = due(&mut board).remove(0);
    end(&mut board, &item, &done());
    let change = board.changes(now()).pop().unwrap();
    assert_eq!(change.items.iter().map(|item| item.position).collect::<Vec<_>>(), [0]);
    assert_eq!(change.left, Some(99 * QUICK));
}

#[test]
fn items_stand_on_the_disk_without_secrets_and_come_back_the_same() {
    use crate::domain::secret::Secret;
    use crate::domain::values::Value;
    let mut new = NewItem::instance(AccountId::random(), InstanceId::random(), "loja");
    new.subject = RunSubject::New(Some(IntentId::random()));
    new.values.set_text("name", "loja");
    new.values.set("token", Value::Secret(Secret::from("CANARY")));
    let item = RunItem::new(0, new, now());
    let json = serde_json::to_string(&item).unwrap();
    assert!(!json.contains("CANARY"), "{json}");
    let back: RunItem = serde_json::from_str(&json).unwrap();
    assert_eq!(back, RunItem { values: item.values.without_secrets(), ..item });
}

impl Board {
    fn add_and_tell(&mut self, whole: WholeRun) -> RunId {
        let id = whole.run.id;
        self.add(whole);
        id
    }
}
