//! Plain http: to this computer, and elsewhere only where the account says so.

use crate::child;
use crate::good::PROVIDERS;
use crate::lab::{kind, named};
use crate::rig::{lab, values};
use crate::server::{Ask, Server};
use pairdesk::domain::account::Account;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::values::Value;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Event;

/// How often the server was asked, whatever for.
fn asked(server: &Server) -> usize {
    [Ask::Detect, Ask::Create, Ask::List, Ask::Status, Ask::Qr, Ask::Other]
        .map(|ask| server.came(ask).len())
        .iter()
        .sum()
}

/// Leads to this computer, but by an address that is none of its own.
fn from_outside(server: &Server) -> String {
    format!("http://0.0.0.0:{}", server.address.port())
}

#[test]
fn plain_http_leaves_this_computer_only_where_the_account_says_so() {
    // A proxy of the machine's own must not come between.
    let told = child::run("plain::in_a_process_of_its_own", &[("NO_PROXY", "0.0.0.0"), ("no_proxy", "0.0.0.0")]);
    assert_eq!(told, "done");
}

#[test]
#[ignore = "started by the test above"]
fn in_a_process_of_its_own() {
    for provider in PROVIDERS {
        for allowed in [false, true] {
            let mut lab = lab();
            let server = Server::start(provider);
            let mut values = values(provider, &from_outside(&server), provider);
            if allowed {
                values.set("allow_http", Value::Bool(true));
            }
            let id = lab.save(provider, values).unwrap();
            let account: Account = lab.wait("the check", |event| match event {
                Event::AccountChanged(account) if account.id == id && account.check.is_some() => {
                    Some((**account).clone())
                }
                _ => None,
            });
            // Marked in the window as long as it is there.
            assert!(account.is_in_the_clear(), "{provider}");
            let result = account.check.unwrap().result;
            // Only gateways that people run themselves are offered the choice.
            if allowed && provider == "evolution" {
                assert_eq!(result, Ok(()), "{provider}");
                assert!(asked(&server) > 0);
                continue;
            }
            assert_eq!(result.unwrap_err().kind, FailureKind::InsecureAddress, "{provider} {allowed}");
            let created = lab.run(Command::Create { account: id, values: named("nova") });
            assert_eq!(kind(created), FailureKind::InsecureAddress, "{provider} {allowed}");
            assert_eq!(asked(&server), 0, "{provider} {allowed}");
        }
    }
    child::tell("done");
}
