//! The client's errors → failures, without addresses and without values.

use crate::domain::failure::{Failure, FailureKind};
use crate::engine::transport::proxies::Proxy;
use rustls::{AlertDescription, CertificateError, PeerIncompatible};
use std::error::Error;
use std::io;

/// How sending went wrong.
#[derive(Clone, Debug)]
pub struct SendFailure {
    pub failure: Failure,
    /// Bytes may have left: the outcome of a create is unknown.
    pub maybe_sent: bool,
}

impl SendFailure {
    /// Nothing left.
    pub fn not_sent(failure: Failure) -> Self {
        Self { failure, maybe_sent: false }
    }
}

/// Reads what the client says. Only a failure to connect proves that nothing was sent.
pub fn failure_of(error: &reqwest::Error, proxy: Option<&Proxy>) -> SendFailure {
    let kind = if error.is_builder() {
        FailureKind::BadAddress
    } else if error.is_connect() {
        connecting(error, proxy.is_some())
    } else if error.is_timeout() {
        FailureKind::Timeout
    } else {
        answering(error)
    };
    let mut failure = Failure::new(kind);
    if let Some(proxy) = proxy.filter(|_| matches!(kind, FailureKind::Proxy | FailureKind::ProxyPassword)) {
        failure = failure.details(proxy.name());
    }
    SendFailure { failure, maybe_sent: !(error.is_connect() || error.is_builder()) }
}

/// Why no connection stood. Behind a proxy all but encryption and our own look-up of the name is about the proxy: the
/// gateway was not spoken to.
fn connecting(error: &reqwest::Error, proxied: bool) -> FailureKind {
    if let Some(kind) = causes(error).find_map(encryption) {
        return kind;
    }
    // Never shown: some of the causes print the address.
    let words: String = causes(error).map(|cause| cause.to_string().to_lowercase() + "\n").collect();
    let has = |known: &[&str]| known.iter().any(|word| words.contains(word));
    if proxied && has(&["proxy authorization required", "credentials not accepted", "user/pass"]) {
        FailureKind::ProxyPassword
    } else if has(&["certificate", "tls", "handshake"]) && !has(&["socks handshake"]) {
        FailureKind::Tls
    } else if proxied && !has(&["error resolving for socks"]) {
        FailureKind::Proxy
    } else if has(&["dns", "lookup address", "name or service", "resolve", "resolving"]) {
        FailureKind::Dns
    } else if error.is_timeout() {
        FailureKind::ConnectTimeout
    } else {
        FailureKind::Refused
    }
}

/// Why an answer did not come whole.
fn answering(error: &reqwest::Error) -> FailureKind {
    let mut kind = FailureKind::ConnectionLost;
    for cause in causes(error) {
        if let Some(http) = cause.downcast_ref::<hyper::Error>() {
            if http.is_parse_too_large() {
                return FailureKind::TooLarge;
            }
            if http.is_parse() {
                return FailureKind::NotHttp;
            }
        }
        let garbled = [io::ErrorKind::InvalidInput, io::ErrorKind::InvalidData];
        if cause.downcast_ref::<io::Error>().is_some_and(|io| garbled.contains(&io.kind())) {
            kind = FailureKind::NotHttp;
        }
    }
    kind
}

/// What is wrong with the encryption, where this cause is about it.
fn encryption(cause: &(dyn Error + 'static)) -> Option<FailureKind> {
    // Layers of the client wrap it as an error of input and output, more than once, and do not name it as its cause.
    if let Some(inner) = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return encryption(inner);
    }
    cause.downcast_ref::<rustls::Error>().map(encryption_kind)
}

/// What an error of the encryption comes to.
pub fn encryption_kind(error: &rustls::Error) -> FailureKind {
    use CertificateError as C;
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            C::Expired | C::ExpiredContext { .. } | C::NotValidYet | C::NotValidYetContext { .. } => {
                FailureKind::CertificateOutOfDate
            }
            C::NotValidForName | C::NotValidForNameContext { .. } => FailureKind::CertificateOfAnother,
            _ => FailureKind::CertificateUntrusted,
        },
        rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13 | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        )
        | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => FailureKind::TlsTooOld,
        _ => FailureKind::Tls,
    }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source())
}
