//! Starts in one process: real locks, sockets and threads, with a loop in the place of the frames.

use super::*;
use crate::domain::settings::Language;
use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let dir = std::env::temp_dir().join(format!("pairdesk-second-{id}")).join(name);
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.0.parent().unwrap());
    }
}

fn letter() -> Letter {
    Letter { sandbox: true, lang: Some(Language::Spanish), token: Some("token-1".to_owned()) }
}

fn taken() -> Result<(), StartError> {
    Err(StartError::AlreadyRunning)
}

/// Takes every knock as a frame would, until told to stop; gives the letters.
fn frames(door: Door, stop: &Arc<AtomicBool>) -> thread::JoinHandle<Vec<Letter>> {
    let stop = Arc::clone(stop);
    thread::Builder::new()
        .spawn(move || {
            let mut letters = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                while let Some(knock) = door.next() {
                    letters.push(knock.letter.clone());
                    knock.seen();
                }
                thread::sleep(Duration::from_millis(5));
            }
            letters
        })
        .unwrap()
}

fn is_over(start: &Result<Start<()>, StartError>) -> bool {
    matches!(start, Ok(Start::HandedOver))
}

#[test]
fn a_second_start_hands_its_arguments_over() {
    let folder = Folder::new("data");
    let woken = Arc::new(AtomicBool::new(false));
    let waking = Arc::clone(&woken);
    let door = Door::open(&folder.0, move || waking.store(true, Ordering::Relaxed)).unwrap();
    let stop = Arc::default();
    let frames = frames(door, &stop);
    for _ in 0..3 {
        assert!(is_over(&first_or_over(Some(&folder.0), &letter(), taken)));
    }
    stop.store(true, Ordering::Relaxed);
    assert_eq!(frames.join().unwrap(), [letter(), letter(), letter()]);
    assert!(woken.load(Ordering::Relaxed), "nobody asked for a frame");
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0, "the door left something behind");
}

#[test]
fn a_folder_of_any_length_has_a_door() {
    let folder = Folder::new(&["é".repeat(60), "b".repeat(200)].join("/"));
    let stop = Arc::default();
    let frames = frames(Door::open(&folder.0, || {}).unwrap(), &stop);
    assert!(is_over(&first_or_over(Some(&folder.0), &letter(), taken)));
    stop.store(true, Ordering::Relaxed);
    assert_eq!(frames.join().unwrap(), [letter()]);
}

#[test]
fn who_comes_while_the_first_is_closing_opens_by_itself() {
    let folder = Folder::new("data");
    let door = Door::open(&folder.0, || {}).unwrap();
    let (tries, door) = (Cell::new(0), Cell::new(Some(door)));
    let started = first_or_over(Some(&folder.0), &letter(), || {
        tries.set(tries.get() + 1);
        // The door closes at the first try, and the lock is free some tries later.
        drop(door.take());
        if tries.get() < 4 { Err(StartError::AlreadyRunning) } else { Ok(tries.get()) }
    });
    assert!(matches!(started, Ok(Start::First(4))), "{started:?}");
}

#[test]
fn who_cannot_reach_the_first_says_so_in_time() {
    let folder = Folder::new("data");
    let wait = Duration::from_millis(400);
    // Nobody at all; then one whose frames stand still.
    for hangs in [false, true] {
        let door = hangs.then(|| Door::open(&folder.0, || {}).unwrap());
        let began = Instant::now();
        let started = within(wait, Some(&folder.0), &letter(), taken);
        assert!(matches!(started, Err(StartError::AlreadyRunning)), "{started:?}");
        assert!(began.elapsed() >= wait, "it did not wait");
        assert_eq!(door.and_then(|door| door.next()).is_some(), hangs);
    }
    let unusable = first_or_over(Some(&folder.0), &letter(), || Err::<(), _>(StartError::Unusable("full".to_owned())));
    assert!(matches!(unusable, Err(StartError::Unusable(_))), "{unusable:?}");
}

#[cfg(unix)]
#[test]
fn the_socket_is_private_and_one_of_a_dead_program_is_replaced() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;

    let folder = Folder::new("data");
    let socket = folder.0.join("pairdesk.sock");
    drop(UnixListener::bind(&socket).unwrap());
    assert!(socket.exists(), "a dead program leaves it");
    let stop = Arc::default();
    let frames = frames(Door::open(&folder.0, || {}).unwrap(), &stop);
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(is_over(&first_or_over(Some(&folder.0), &letter(), taken)));
    stop.store(true, Ordering::Relaxed);
    assert_eq!(frames.join().unwrap().len(), 1);
    // What is no socket is somebody's file, and stays.
    fs::write(&socket, "mine").unwrap();
    assert!(Door::open(&folder.0, || {}).is_err());
    assert_eq!(fs::read_to_string(&socket).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn what_is_no_letter_is_left_without_an_answer() {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;

    let folder = Folder::new("data");
    let stop = Arc::default();
    let frames = frames(Door::open(&folder.0, || {}).unwrap(), &stop);
    let long = [&[1, 0xff, 0xff], &vec![b' '; 0xffff][..]].concat();
    let newer = [&[2], &letter().bytes()[1..]].concat();
    let unknown = br#"{"lang":"fr"}"#;
    let odd = [&[1, u8::try_from(unknown.len()).unwrap(), 0], &unknown[..]].concat();
    let cut = letter().bytes()[..9].to_vec();
    for said in [b"GET / HTTP/1.1\r\n\r\n".to_vec(), long, newer, odd, cut, Vec::new()] {
        let mut guest = UnixStream::connect(folder.0.join("pairdesk.sock")).unwrap();
        // It may be shown out before it has said everything.
        let _ = guest.write_all(&said);
        let mut answer = Vec::new();
        let _ = guest.read_to_end(&mut answer);
        assert!(answer.is_empty(), "{said:?} was answered");
    }
    assert!(is_over(&first_or_over(Some(&folder.0), &letter(), taken)), "it stopped listening");
    stop.store(true, Ordering::Relaxed);
    assert_eq!(frames.join().unwrap(), [letter()]);
}

#[test]
fn a_letter_of_a_later_version_with_more_in_it_is_read() {
    let text = br#"{"sandbox":true,"later":[1,2]}"#;
    let bytes = [&[1, u8::try_from(text.len()).unwrap(), 0], &text[..]].concat();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let read = runtime.block_on(Letter::read(&mut &bytes[..])).unwrap();
    assert_eq!(read, Letter { sandbox: true, ..Letter::default() });
}
