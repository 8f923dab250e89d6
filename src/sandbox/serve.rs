//! Connections: reads a request, lets a fault meddle, asks the gateway, sends the answer or breaks the connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::call::Call;
use super::control;
use super::fault::Kind;
use super::http::{self, Reply, Request};
use super::shared::Shared;
use super::twin::Twin;

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
    } else if let Some((twin, request)) = shared
        .twins
        .iter()
        .find_map(|twin| below(twin.gateway().mount()).map(|request| (*twin, request)))
    {
        apply_fault(shared, twin, request).ok_or(HangUp)?
    } else {
        Reply::json(404, &json!({"error": "no gateway is mounted here"}))
    };
    tokio::time::sleep(reply.delay).await;
    Ok(reply.into_response())
}

/// Answers a provider request under the fault that is due for it; `None` breaks the connection.
fn apply_fault(shared: &Shared, twin: &'static dyn Twin, request: Request) -> Option<Reply> {
    let (call, gateway) = (twin.call_of(&request), twin.gateway());
    let kind = {
        let mut world = shared.world();
        world.count_request(gateway);
        if call == Call::Create {
            world.count_create(gateway);
        }
        world.faults.take(gateway, call)
    };
    let commit = || shared.answer(twin, &request);
    let Some(kind) = kind else { return Some(commit()) };
    Some(match kind {
        Kind::AnswerLost => {
            commit();
            return None;
        }
        Kind::AnswerLostBefore => return None,
        Kind::LateCommit(after) => {
            shared.put_off(after, twin, request);
            return None;
        }
        Kind::Slow(time) => commit().after(time),
        Kind::Status(status, retry_after) => refusal(twin, status, retry_after, &request),
        Kind::StatusAfterCommit => {
            commit();
            refusal(twin, 500, 0, &request)
        }
        Kind::Html => page(),
        Kind::Empty => {
            let reply = commit();
            Reply::raw(reply.status, reply.kind, Vec::new())
        }
        Kind::Garbage => truncated(commit()),
        Kind::CountZero => twin.without_code(call, commit()),
        Kind::Passkey => {
            let question = twin.passkey(&mut shared.world(), &request);
            question.unwrap_or_else(commit)
        }
        Kind::QrLimit => limit(shared, twin, call, &request),
        Kind::Residue => {
            let reply = commit();
            if reply.is_success() { twin.residue() } else { reply }
        }
    })
}

/// A refusal in the words of the gateway.
fn refusal(twin: &dyn Twin, status: u16, retry_after: u64, request: &Request) -> Reply {
    let reply = twin.refusal(status, retry_after, request);
    if status == 429 { reply.with_header("retry-after", retry_after.to_string()) } else { reply }
}

/// A page that some box between console and gateway put in place of the answer.
fn page() -> Reply {
    let body =
        "<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>";
    Reply::raw(200, "text/html; charset=utf-8", body.as_bytes().to_vec())
}

/// The answer cut in the middle.
fn truncated(mut reply: Reply) -> Reply {
    let half = (reply.body.len() / 2).max(1);
    reply.body.truncate(half);
    reply
}

/// The codes of the instance in the path run out, and the answer shows it.
fn limit(shared: &Shared, twin: &dyn Twin, call: Call, request: &Request) -> Reply {
    let mut world = shared.world();
    let reply = twin.handle(&mut world, request);
    if let Some(index) = world.find(twin.gateway(), |instance| instance.is_meant(request)) {
        world.instances[index].exhaust();
    }
    if twin.gateway().facts().tells_end.contains(&call) {
        twin.handle(&mut world, request)
    } else {
        twin.without_code(call, reply)
    }
}
