//! The client's errors → failures, without addresses and without values.

use crate::domain::failure::{Failure, FailureKind};
use crate::engine::transport::SendFailure;
use std::error::Error;

/// Reads what the client says. Only a failure to connect proves that nothing was sent.
pub fn failure_of(error: &reqwest::Error) -> SendFailure {
    let chain = chain(error);
    let has = |words: &[&str]| words.iter().any(|word| chain.contains(word));
    let kind = if error.is_builder() {
        FailureKind::BadAddress
    } else if error.is_connect() {
        if has(&["certificate", "tls", "handshake", "unknownissuer"]) {
            FailureKind::Tls
        } else if has(&["dns", "lookup address", "name or service", "resolve"]) {
            FailureKind::Dns
        } else if has(&["proxy", "tunnel"]) {
            FailureKind::Proxy
        } else if error.is_timeout() {
            FailureKind::ConnectTimeout
        } else {
            FailureKind::Refused
        }
    } else if error.is_timeout() {
        FailureKind::Timeout
    } else {
        FailureKind::ConnectionLost
    };
    SendFailure { failure: Failure::new(kind), maybe_sent: !(error.is_connect() || error.is_builder()) }
}

/// All causes, in lower case. Never shown: some of them print the address.
fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut cause: Option<&dyn Error> = error.source();
    while let Some(here) = cause {
        text.push_str(&here.to_string().to_lowercase());
        text.push('\n');
        cause = here.source();
    }
    text
}
