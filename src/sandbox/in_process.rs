//! The gateways without a socket: what arrives is answered on the spot. For tests of what calls them.

use super::gateway::Gateway;
use super::http::{self, Reply, Request};
use super::instance::Instance;
use super::options::Options;
use super::twin::Twin;
use super::world::{SandboxAccount, World};
use super::{TWINS, shared};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

/// The gateways of one world.
pub struct InProcess(World);

/// An instance as its gateway has it.
#[derive(Clone, Debug)]
pub struct Row {
    /// What tells it from every other one that was ever there.
    pub id: String,
    pub name: String,
    /// Empty where the gateway gives none.
    pub token: String,
}

impl Default for InProcess {
    /// Empty gateways with room for any number of instances.
    fn default() -> Self {
        let options = Options { room: Some(usize::MAX), ..Options::default() };
        Self(shared::empty(TWINS, options, "http://127.0.0.1:9".to_owned()))
    }
}

impl InProcess {
    /// The account that opens a gateway.
    pub fn account(&self, gateway: Gateway) -> SandboxAccount {
        let found = self.0.accounts().find(|account| account.label == gateway.label());
        found.unwrap_or_else(|| unreachable!("{gateway:?} is in the registry"))
    }

    /// Answers a request that arrives now: status and body.
    pub fn answer<'a>(
        &mut self,
        gateway: Gateway,
        now: Timestamp,
        (method, target): (&str, &str),
        headers: impl Iterator<Item = (&'static str, &'a str)>,
        body: Option<String>,
    ) -> (u16, Vec<u8>) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let json = ("content-type", "application/json");
        let header = |(name, value): (&'static str, &str)| {
            Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?))
        };
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            segments: http::segments(path),
            query: http::query(query),
            headers: headers.chain([json]).filter_map(header).collect::<HeaderMap>(),
            body: body.unwrap_or_default().into(),
        };
        let known = self.0.instances.len();
        let Reply { status, body, .. } = twin(gateway).handle(&mut self.0, &request);
        for instance in self.0.instances.iter_mut().skip(known) {
            instance.created = now;
        }
        (status, body)
    }

    /// The instances of a gateway, oldest first.
    pub fn rows(&self, gateway: Gateway) -> Vec<Row> {
        let row = |instance: &Instance| Row {
            id: identity(instance),
            name: instance.name.clone(),
            token: instance.token.clone(),
        };
        self.0.of(gateway).map(row).collect()
    }

    /// Acts in a world without the newest instance, as a list that is stale shows it.
    pub fn without_newest<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let newest = self.0.instances.pop();
        let done = act(self);
        self.0.instances.extend(newest);
        done
    }

    /// Removes what has this name, whoever made it.
    pub fn remove(&mut self, name: &str) {
        self.0.instances.retain(|instance| instance.name != name);
    }
}

/// Its id; where that is no more than a name, with the mark that its maker wrote into it.
fn identity(instance: &Instance) -> String {
    let config = instance.record.get("config");
    let mark = config.and_then(|config| config.pointer("/metadata/pairdesk")?.as_str());
    mark.map_or_else(|| instance.id.clone(), |mark| format!("{}#{mark}", instance.id))
}

fn twin(gateway: Gateway) -> &'static dyn Twin {
    *TWINS.iter().find(|twin| twin.gateway() == gateway).expect("it is in the registry")
}
