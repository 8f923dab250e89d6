//! Connections: reads a request, lets a fault meddle, asks the gateway, sends the answer or breaks the connection.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::fault::{self, Call, Kind};
use super::http::{self, Reply, Request};
use super::world::{Gateway, World};
use super::{Shared, control, enviaai, evolution, profile, zapi};

/// Largest body that is read.
const BODY_LIMIT: usize = 1 << 20;
/// How long running answers may take after a stop.
const GRACE: Duration = Duration::from_secs(2);

/// Returned to the connection instead of an answer, it ends without a single byte sent.
#[derive(Debug)]
struct HangUp;

impl fmt::Display for HangUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection dropped on order")
    }
}

impl std::error::Error for HangUp {}

/// Accepts connections until told to halt.
pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>, mut halted: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = halted.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&shared), halted.clone()));
                }
                // Out of descriptors, most likely: give others time to close theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    let rest = async { while connections.join_next().await.is_some() {} };
    // What is still running after the grace ends with the set.
    let _ = tokio::time::timeout(GRACE, rest).await;
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, mut halted: watch::Receiver<bool>) {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { answer(request, &shared).await }
    });
    let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::pin!(serving);
    tokio::select! {
        // An error here is a client that went away, or a connection dropped on order.
        _ = serving.as_mut() => return,
        _ = halted.changed() => serving.as_mut().graceful_shutdown(),
    }
    let _ = serving.await;
}

async fn answer(incoming: hyper::Request<Incoming>, shared: &Shared) -> Result<hyper::Response<Full<Bytes>>, HangUp> {
    let (parts, body) = incoming.into_parts();
    let body = Limited::new(body, BODY_LIMIT).collect().await.map_err(|_| HangUp)?.to_bytes();
    let whole = parts.uri.path();
    let request = |path: &str| Request {
        method: parts.method.as_str().to_owned(),
        path: format!("/{}", path.trim_start_matches('/')),
        segments: http::segments(path),
        query: http::query(parts.uri.query().unwrap_or_default()),
        headers: parts.headers.clone(),
        body: body.clone(),
    };
    let below = |mount: &str| {
        let rest = whole.strip_prefix('/')?.strip_prefix(mount)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| request(rest))
    };
    let reply = if let Some(request) = below("sandbox") {
        control::handle(&mut shared.world(), &request)
    } else if let Some((gateway, request)) = Gateway::ALL.into_iter().find_map(|g| below(g.mount()).map(|r| (g, r))) {
        meddle(shared, gateway, request).ok_or(HangUp)?
    } else {
        Reply::json(404, &json!({"error": "no gateway is mounted here"}))
    };
    tokio::time::sleep(reply.delay).await;
    Ok(reply.into_response())
}

/// Answers a provider request under the fault that is due for it; `None` breaks the connection.
fn meddle(shared: &Shared, gateway: Gateway, request: Request) -> Option<Reply> {
    let call = Call::of(gateway, &request);
    let kind = {
        let mut world = shared.world();
        if call == Call::Create {
            world.note_create(gateway);
        }
        world.faults.take(gateway, call)
    };
    let commit = || profile::answer(&mut shared.world(), gateway, &request);
    let Some(kind) = kind else { return Some(commit()) };
    Some(match kind {
        Kind::AnswerLost => {
            commit();
            return None;
        }
        Kind::AnswerLostBefore => return None,
        Kind::LateCommit(after) => {
            shared.world().later.push((Instant::now() + after, gateway, request));
            return None;
        }
        Kind::Slow(time) => commit().after(time),
        Kind::Status(status, retry_after) => fault::refusal(gateway, status, retry_after, &request),
        Kind::StatusAfterCommit => {
            commit();
            fault::refusal(gateway, 500, 0, &request)
        }
        Kind::Html => fault::page(),
        Kind::Empty => {
            let reply = commit();
            Reply::raw(reply.status, reply.kind, Vec::new())
        }
        Kind::Garbage => fault::truncated(commit()),
        Kind::CountZero => fault::without_code(gateway, call, &commit()),
        Kind::Passkey if gateway == Gateway::Zapi => fault::passkey(),
        Kind::Passkey => commit(),
        Kind::QrLimit => limit(shared, gateway, call, &request),
        Kind::Residue => residue(gateway, &commit()),
    })
}

/// The codes of the instance in the path run out, and the answer shows it.
fn limit(shared: &Shared, gateway: Gateway, call: Call, request: &Request) -> Reply {
    let mut world = shared.world();
    let reply = dispatch(&mut world, gateway, request);
    let named = |id: &str| request.segments.iter().any(|part| part == id);
    if let Some(index) = world.find(gateway, |i| named(&i.id) || named(&i.name)) {
        world.instances[index].exhaust();
    }
    match call {
        Call::Status => dispatch(&mut world, gateway, request),
        _ => fault::without_code(gateway, call, &reply),
    }
}

/// A create that is refused although the instance stays, as Evolution API 1.8 does when a later step fails.
pub(super) fn residue(gateway: Gateway, committed: &Reply) -> Reply {
    if !committed.is_success() {
        return committed.clone();
    }
    match gateway {
        Gateway::Evolution1 | Gateway::Evolution2 => evolution::refuse(400, "Invalid \"url\" property in webhook"),
        Gateway::Zapi => Reply::json(400, &json!({"error": "Could not configure the instance"})),
        Gateway::EnviaAi => enviaai::failure(400, "invalid_webhook_url", "The webhook URL could not be reached"),
    }
}

/// Hands a request to its gateway.
pub(super) fn dispatch(world: &mut World, gateway: Gateway, request: &Request) -> Reply {
    match gateway {
        Gateway::Zapi => zapi::handle(world, request),
        Gateway::Evolution1 | Gateway::Evolution2 => evolution::handle(world, gateway, request),
        Gateway::EnviaAi => enviaai::handle(world, request),
    }
}
