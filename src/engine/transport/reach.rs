//! The first two steps to a gateway, by themselves: a connection, and a look at its certificate. Nothing of a request is
//! sent on either; whether a certificate is trusted is shown by the client that sends.

use crate::domain::diagnosis::{Encryption, Fact};
use crate::domain::failure::{Failure, FailureKind};
use crate::engine::clock;
use crate::engine::transport::errors::encryption_kind;
use crate::engine::transport::proxies::{Proxy, place};
use crate::engine::transport::{Transport, address, certificate};
use crate::providers::clear::Clear;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, ProtocolVersion, SignatureScheme};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to a gateway, or to the proxy before it.
pub struct Way {
    pub host: String,
    pub at: IpAddr,
    /// Host and port of the proxy that it leads to instead.
    pub proxy: Option<String>,
    /// What is sent to the gateway is encrypted.
    pub encrypted: bool,
    stream: TcpStream,
}

impl Way {
    /// What is told of it.
    pub fn fact(&self) -> Fact {
        match &self.proxy {
            Some(proxy) => Fact::Proxy(proxy.clone()),
            None => Fact::Reached { host: self.host.clone(), at: self.at },
        }
    }
}

impl Transport {
    /// Looks the host of a base address up and connects to its port, or to the proxy's.
    ///
    /// # Errors
    /// Why nothing may be sent there, or no connection stands.
    pub async fn reach(&self, base: &str, clear: Clear) -> Result<Way, Failure> {
        let url = address(base, clear, "")?;
        let proxy = self.proxy(&url, clear)?;
        let (host, port) = match proxy {
            Some(proxy) => proxy.place(),
            None => place(&url, 443),
        };
        let connected = tokio::time::timeout(self.deadlines.connect, connect(&host, port)).await;
        let connected = connected.unwrap_or_else(|_| Err(FailureKind::ConnectTimeout.into()));
        let (stream, at) = connected.map_err(|failure| match proxy {
            Some(proxy) => Failure::new(FailureKind::Proxy).details(proxy.name()),
            None => failure,
        })?;
        let proxy = proxy.map(Proxy::name);
        Ok(Way { host: place(&url, 443).0, at, proxy, encrypted: url.scheme() == "https", stream })
    }

    /// Which encryption the gateway offers and whose certificate it shows, whether that is trusted or not. Through a
    /// proxy nothing of it is seen.
    ///
    /// # Errors
    /// When no encryption comes to stand.
    pub async fn look(&self, way: Way) -> Result<Encryption, Failure> {
        if way.proxy.is_some() {
            return Ok(Encryption::default());
        }
        let looked = tokio::time::timeout(self.deadlines.connect, handshake(way)).await;
        looked.unwrap_or(Err(FailureKind::ConnectTimeout)).map_err(Failure::new)
    }
}

async fn connect(host: &str, port: u16) -> Result<(TcpStream, IpAddr), Failure> {
    let found = tokio::net::lookup_host((host, port)).await.map_err(|_| FailureKind::Dns)?;
    let mut failed = FailureKind::Dns;
    for at in found {
        match TcpStream::connect(at).await {
            Ok(stream) => return Ok((stream, at.ip())),
            Err(_) => failed = FailureKind::Refused,
        }
    }
    Err(failed.into())
}

async fn handshake(mut way: Way) -> Result<Encryption, FailureKind> {
    let name = ServerName::try_from(way.host).map_err(|_| FailureKind::BadAddress)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| encryption_kind(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
        .with_no_client_auth();
    let session = ClientConnection::new(Arc::new(config), name);
    let mut session = session.map_err(|error| encryption_kind(&error))?;
    shake_hands(&mut way.stream, &mut session).await?;
    let shown = session.peer_certificates().and_then(<[_]>::first).map(|first| certificate::read(first));
    let shown = shown.unwrap_or_default();
    let left = shown.ends.map(|ends| ends.duration_since(clock::now()).as_hours().div_euclid(24));
    let version = match session.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => Some("1.3"),
        Some(ProtocolVersion::TLSv1_2) => Some("1.2"),
        _ => None,
    };
    Ok(Encryption { version, issuer: shown.issuer, days: left })
}

/// Until the certificate has been seen and the handshake is over.
async fn shake_hands(stream: &mut TcpStream, session: &mut ClientConnection) -> Result<(), FailureKind> {
    let lost = |_| FailureKind::ConnectionLost;
    let mut buffer = [0; 4096];
    loop {
        let mut told = Vec::new();
        while session.wants_write() {
            session.write_tls(&mut told).map_err(lost)?;
        }
        stream.write_all(&told).await.map_err(lost)?;
        if !session.is_handshaking() {
            return Ok(());
        }
        let count = stream.read(&mut buffer).await.map_err(lost)?;
        let mut heard = &buffer[..count];
        if heard.is_empty() {
            return Err(FailureKind::Tls);
        }
        while !heard.is_empty() {
            let taken = session.read_tls(&mut heard).map_err(|_| FailureKind::Tls)?;
            session.process_new_packets().map_err(|error| encryption_kind(&error))?;
            if taken == 0 {
                return Err(FailureKind::Tls);
            }
        }
    }
}

/// Takes every certificate, to look at it: a connection made so is closed before anything is sent through it.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
