//! What a run of many items costs beside network and disk, at its longest.

use crate::desk::{Desk, loaded};
use crate::measure::{FRAME, Report, Watch};
use jiff::Timestamp;
use pairdesk::app::route::Route;
use pairdesk::domain::run::{Board, Came, Ending, ItemState, NewItem, RunKind, WholeRun};
use pairdesk::engine::event::Event;
use std::time::Duration;

/// The most that a run can have.
const ITEMS: usize = 10_000;
/// A twentieth of the time in which what changes is told together.
const SHARE: Duration = Duration::from_millis(5);

pub fn run(report: &mut Report) {
    report.case("run: a tenth of a second of 10000 items", Some(SHARE), || tenths(Route::Activity));
    report.case("frame: the panel of 10000 items, all in view", Some(FRAME), panel);
}

/// A run over the rows of a list, on the board and on the screen.
fn begun(route: Route) -> (Board, Desk) {
    let loaded = loaded(ITEMS);
    let item =
        |row: &std::sync::Arc<pairdesk::domain::instance::Instance>| NewItem::instance(row.account, row.id, &row.name);
    let whole = WholeRun::new(RunKind::Restart, loaded.instances.iter().map(item).collect(), now());
    let mut board = Board::default();
    board.add(whole);
    let mut desk = Desk::new(loaded, route);
    tell(&mut board, &mut desk);
    desk.settle();
    (board, desk)
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap()
}

fn tell(board: &mut Board, desk: &mut Desk) {
    for change in board.changes(now()) {
        desk.state.apply(Event::RunChanged(Box::new(change)));
    }
}

/// At each account a few items end, are told, and the screen is drawn.
fn tenths(route: Route) -> Vec<Duration> {
    let (mut board, mut desk) = begun(route);
    let tenth = |_| {
        let watch = Watch::start();
        for _ in 0..3 {
            for due in board.due(now(), |_| None).0 {
                let took = Duration::from_millis(30);
                board.end(&due, &Ending { came: Came::End(ItemState::Done), at: now(), took });
            }
        }
        tell(&mut board, &mut desk);
        watch.read() + desk.frame(Vec::new())
    };
    (0..300).map(tenth).collect()
}

fn panel() -> Vec<Duration> {
    let (_, mut desk) = begun(Route::Activity);
    desk.frames((0..500).map(|_| Vec::new()))
}
