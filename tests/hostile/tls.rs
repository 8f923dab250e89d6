//! Certificates that must not be accepted, one that must, and encryption that is too old.

use crate::child;
use crate::good::{NAME, body};
use crate::lab::{Lab, kind, named};
use crate::promise;
use crate::rig::{SECRET, lab, values};
use crate::server::{Ask, Place, json_answer, spawn};
use base64::Engine as _;
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::settings::Language;
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Event;
use pairdesk::i18n::Texts;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, Stream};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// An authority of the test's own, and its certificate as a file has it.
pub struct Authority(Issuer<'static, KeyPair>, String);

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let encoded = base64::engine::general_purpose::STANDARD.encode(certificate.der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{encoded}\n-----END CERTIFICATE-----\n");
        Self(Issuer::new(params, key), pem)
    }

    pub fn sign(&self, host: &str, years: (i32, i32)) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let certificate = params(host, years).signed_by(&key, &self.0).unwrap();
        config(certificate.der().clone(), &key)
    }
}

/// Valid from the start of the first year to the start of the second.
fn params(host: &str, years: (i32, i32)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(years.0, 1, 1), date_time_ymd(years.1, 1, 1));
    params
}

pub fn self_signed(host: &str) -> ServerConfig {
    let key = KeyPair::generate().unwrap();
    let certificate = params(host, NOW).self_signed(&key).unwrap();
    config(certificate.der().clone(), &key)
}

fn config(certificate: rustls::pki_types::CertificateDer<'static>, key: &KeyPair) -> ServerConfig {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap()
}

pub const NOW: (i32, i32) = (2020, 2120);

/// A server at `localhost` that counts the bytes that came through its encryption, or in the clear.
pub struct Encrypted {
    pub base_url: String,
    pub bytes: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    clear: Arc<Mutex<Vec<u8>>>,
}

impl Encrypted {
    fn start(serve: impl Fn(TcpStream, &AtomicUsize, &Mutex<Vec<u8>>) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let (bytes, connections, clear) =
            (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default(), Arc::default());
        let (own_bytes, own_connections, own_clear) =
            (Arc::clone(&bytes), Arc::clone(&connections), Arc::clone(&clear));
        spawn(move || {
            for stream in listener.incoming() {
                own_connections.fetch_add(1, Ordering::SeqCst);
                serve(stream.unwrap(), &own_bytes, &own_clear);
            }
        });
        Self { base_url, bytes, connections, clear }
    }

    pub fn with(config: ServerConfig) -> Self {
        let config = Arc::new(config);
        Self::start(move |mut socket, bytes, _| {
            let mut session = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut session, &mut socket);
            let mut request = [0; 8192];
            let Ok(count) = stream.read(&mut request) else { return };
            bytes.fetch_add(count, Ordering::SeqCst);
            let list = body(Place { provider: "enviaai", ask: Ask::List });
            let _ = stream.write_all(&json_answer(200, &list));
            session.send_close_notify();
            let _ = session.complete_io(&mut socket);
        })
    }

    /// Answers the first bytes with these.
    pub fn raw(answer: &'static [u8]) -> Self {
        Self::start(move |mut socket, _, clear| {
            let mut hello = [0; 4096];
            let count = socket.read(&mut hello).unwrap_or_default();
            let _ = socket.write_all(answer);
            clear.lock().unwrap().extend(&hello[..count]);
            let mut rest = Vec::new();
            let _ = socket.read_to_end(&mut rest);
            clear.lock().unwrap().extend(rest);
        })
    }
}

/// A hello of TLS 1.1, as a server without newer versions sends it.
const HELLO_1_1: &[u8] = b"\x16\x03\x02\x00\x2a\x02\x00\x00\x26\x03\x02\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\x00\xc0\x13\x00";
/// The alert "protocol version" in TLS 1.1 and in TLS 1.0.
const ALERT_1_1: &[u8] = b"\x15\x03\x02\x00\x02\x02\x46";
const ALERT_1_0: &[u8] = b"\x15\x03\x01\x00\x02\x02\x46";

/// What each must be refused for; `None` for the one that is good.
fn cases(known: &Authority) -> Vec<(&'static str, Encrypted, Option<FailureKind>)> {
    use FailureKind as K;
    let stranger = Authority::new("Strangers");
    vec![
        ("good", Encrypted::with(known.sign("localhost", NOW)), None),
        ("expired", Encrypted::with(known.sign("localhost", (2019, 2020))), Some(K::CertificateOutOfDate)),
        ("not yet valid", Encrypted::with(known.sign("localhost", (2119, 2120))), Some(K::CertificateOutOfDate)),
        ("another host", Encrypted::with(known.sign("other.example", NOW)), Some(K::CertificateOfAnother)),
        ("self-signed", Encrypted::with(self_signed("localhost")), Some(K::CertificateUntrusted)),
        ("unknown authority", Encrypted::with(stranger.sign("localhost", NOW)), Some(K::CertificateUntrusted)),
        ("TLS 1.1", Encrypted::raw(HELLO_1_1), Some(K::TlsTooOld)),
        ("alert of TLS 1.1", Encrypted::raw(ALERT_1_1), Some(K::TlsTooOld)),
        ("alert of TLS 1.0", Encrypted::raw(ALERT_1_0), Some(K::TlsTooOld)),
        ("no TLS at all", Encrypted::raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Some(K::Tls)),
    ]
}

#[test]
fn only_a_good_certificate_is_accepted() {
    let authority = Authority::new("Ours");
    let file = std::env::temp_dir().join(format!("pairdesk-authority-{}.pem", uuid::Uuid::new_v4().simple()));
    std::fs::write(&file, &authority.1).unwrap();
    // The program trusts what its system trusts; here the system is this one file.
    let cases = cases(&authority);
    let addresses: Vec<&str> = cases.iter().map(|(_, server, _)| server.base_url.as_str()).collect();
    let told = child::run(
        "tls::in_a_process_of_its_own",
        &[("SSL_CERT_FILE", file.to_str().unwrap()), ("SSL_CERT_DIR", ""), ("ADDRESSES", &addresses.join(" "))],
    );
    std::fs::remove_file(&file).unwrap();
    let told: Vec<&str> = told.lines().collect();
    assert_eq!(told.len(), cases.len(), "{told:?}");
    promise::cases("only_a_good_certificate_is_accepted", cases.len());
    for ((name, server, wanted), told) in cases.iter().zip(told) {
        let wanted_words = wanted.map_or("ready".to_owned(), |kind| format!("{kind:?} {kind:?}"));
        assert_eq!(told, wanted_words, "{name}");
        let (bytes, came) = (server.bytes.load(Ordering::SeqCst), server.connections.load(Ordering::SeqCst));
        assert!(came > 0, "{name}: nobody came");
        assert_eq!(bytes > 0, wanted.is_none(), "{name}: {bytes} bytes of HTTP were sent");
        let clear = String::from_utf8_lossy(&server.clear.lock().unwrap()).into_owned();
        assert!(!clear.contains("HTTP/1.1") && !clear.contains(SECRET), "{name}: {clear}");
    }
    read_differently(cases.iter().filter_map(|(_, _, wanted)| *wanted));
}

/// The causes have words of their own in every language.
fn read_differently(kinds: impl Iterator<Item = FailureKind>) {
    let keys: BTreeSet<String> = kinds.map(FailureKind::key).collect();
    assert_eq!(keys.len(), 5);
    for language in Language::ALL {
        let texts = Texts::new(language);
        for ending in ["", "-next"] {
            let told: BTreeSet<String> =
                keys.iter().map(|key| texts.find(&format!("{key}{ending}")).unwrap()).collect();
            assert_eq!(told.len(), keys.len(), "{}", language.tag());
        }
    }
}

#[test]
#[ignore = "started by the test above"]
fn in_a_process_of_its_own() {
    let mut lab = lab();
    let addresses = std::env::var("ADDRESSES").unwrap();
    let told: Vec<String> = addresses.split(' ').map(|address| of_address(&mut lab, address)).collect();
    child::tell(&told.join("\n"));
}

/// Why the account's test failed, and why a create there did; nothing of it was sent.
fn of_address(lab: &mut Lab, address: &str) -> String {
    let account = lab.save("enviaai", values("enviaai", address, address)).unwrap();
    if lab.rows().iter().any(|row| row.account == account && row.name == NAME) {
        return "ready".to_owned();
    }
    let checked = lab.wait("the check", |event| match event {
        Event::AccountChanged(changed) if changed.id == account => changed.check.clone(),
        _ => None,
    });
    let failed = kind(lab.run(Command::Create { account, values: named("nova") }));
    assert!(lab.stages().iter().all(|stage| *stage == Stage::Done));
    format!("{:?} {failed:?}", checked.result.unwrap_err().kind)
}
