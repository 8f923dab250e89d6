//! Cases about the surroundings: another process of this test has them, and a proxy stands in for the desktop's.

use crate::case::Case;
use crate::gateway::named;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;

/// The name of the case that a child plays, and the port of its gateway.
const CHILD: &str = "CASES_CHILD";
const PORT: &str = "CASES_PORT";

/// The case that this process is to play, when it is a child.
pub fn this_child() -> Option<String> {
    std::env::var(CHILD).ok()
}

/// Where the gateway of this process listens: anywhere, unless its parent has chosen.
pub fn port() -> u16 {
    std::env::var(PORT).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Plays a case in a process with its surroundings. The addresses in them are those of stand-ins: port 1080 is a SOCKS
/// proxy that leads everything to the gateway, port 3128 is the gateway itself, which takes requests as a proxy does.
pub fn run(case: &Case) -> Option<String> {
    let port = free_port();
    let socks = socks(port);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "every_report_comes_to_its_right_outcome", "--nocapture"]);
    child.env(CHILD, &case.name).env(PORT, port.to_string()).env("RUST_BACKTRACE", "0");
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        child.env_remove(name).env_remove(name.to_uppercase());
    }
    for (name, value) in case.variables() {
        child.env(name, value.replace(":1080", &format!(":{socks}")).replace(":3128", &format!(":{port}")));
    }
    let output = child.output().unwrap();
    (!output.status.success()).then(|| {
        let words = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        words.lines().filter(|line| !line.is_empty()).take(12).collect::<Vec<_>>().join("\n  ")
    })
}

/// One that stays free until the child has it: of those that the system gives to nobody by itself.
fn free_port() -> u16 {
    let drawn = || 20_000 + (uuid::Uuid::new_v4().as_u128() % 10_000) as u16;
    std::iter::repeat_with(drawn)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .unwrap()
}

/// A case that a journey plays, `tests/e2e NAME`, must be one of them.
pub fn without_journey(case: &Case) -> Option<String> {
    let journey = case.report.elsewhere.as_ref()?.strip_prefix("tests/e2e ")?;
    let known = include_str!("../e2e/journeys.py").contains(&format!("\"{journey}\""));
    (!known).then(|| format!("{}: tests/e2e has no journey “{journey}”", case.name))
}

/// A SOCKS proxy (RFC 1928, and version 4 with names) that leads every connection to one port.
fn socks(to: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    named("socks", move || {
        for stream in listener.incoming().flatten() {
            named("relay", move || relay(stream, to));
        }
    });
    port
}

fn relay(mut near: TcpStream, to: u16) -> Option<()> {
    let byte = |stream: &mut TcpStream| {
        let mut one = [0];
        stream.read_exact(&mut one).ok().map(|()| one[0])
    };
    if byte(&mut near)? != 5 {
        return None;
    }
    for _ in 0..byte(&mut near)? {
        byte(&mut near)?;
    }
    near.write_all(&[5, 0]).ok()?;
    let mut head = [0; 4];
    near.read_exact(&mut head).ok()?;
    let length = match head[3] {
        1 => 4,
        4 => 16,
        _ => byte(&mut near)?,
    };
    for _ in 0..length + 2 {
        byte(&mut near)?;
    }
    near.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).ok()?;
    let mut far = TcpStream::connect(("127.0.0.1", to)).ok()?;
    let (mut from, mut back) = (near.try_clone().ok()?, far.try_clone().ok()?);
    named("forth", move || {
        let _ = std::io::copy(&mut from, &mut far);
        let _ = far.shutdown(Shutdown::Write);
    });
    let _ = std::io::copy(&mut back, &mut near);
    let _ = near.shutdown(Shutdown::Both);
    Some(())
}
