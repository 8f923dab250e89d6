//! How long runs, and what is kept for them, stay.

use super::*;

#[test]
fn secrets_stay_as_long_as_anything_may_be_tried_again() {
    let account = AccountId::random();
    let mut board = Board::default();
    let mut whole = whole(RunKind::CreateMany, &[account]);
    whole.run.slots = vec![(account, SecretRef::random())];
    let run = board.add_and_tell(whole);
    let item = due(&mut board).remove(0);
    end(&mut board, &item, &Came::End(ItemState::Unconfirmed(FailureKind::Timeout.into())));
    assert!(board.ended(run).unwrap().1.is_empty(), "it may turn out as failed");
    board.found(run, 0, failed(), now()).unwrap();
    assert!(board.ended(run).unwrap().1.is_empty());
    assert_eq!(board.retry(&board.again(run, now()).unwrap()), None);
    let item = due(&mut board).remove(0);
    end(&mut board, &item, &done());
    assert_eq!(board.ended(run).unwrap().1.len(), 1);
}

#[test]
fn a_run_of_which_something_is_not_confirmed_does_not_make_room_for_newer_ones() {
    let account = AccountId::random();
    let mut board = Board::default();
    let unconfirmed = Came::End(ItemState::Unconfirmed(FailureKind::ConnectionLost.into()));
    let mut runs = Vec::new();
    for number in 0..12 {
        let run = board.add_and_tell(whole(RunKind::Subscribe, &[account]));
        let item = due(&mut board).remove(0);
        let came = if number == 0 { unconfirmed.clone() } else { done() };
        end(&mut board, &item, &came);
        runs.push(run);
    }
    assert_eq!(board.outdated(), runs[1..2]);
    // A person may drop it all the same, and once it is known it is as old as any.
    board.found(runs[0], 0, ItemState::Done, now()).unwrap();
    assert_eq!(board.outdated(), runs[..2]);
}
