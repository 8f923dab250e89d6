//! Faults on order: what can go wrong between a console and a gateway, on the next matching requests.

use std::time::Duration;

use serde_json::{Value, json};

use super::call::Call;
use super::gateway::Gateway;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// The request takes effect, the connection breaks without an answer.
    AnswerLost,
    /// The connection breaks before the request takes effect.
    AnswerLostBefore,
    /// The connection breaks now, the effect comes later.
    LateCommit(Duration),
    /// The effect happens at once, the answer comes late.
    Slow(Duration),
    /// A refusal that has no effect; the number is `Retry-After` where it is one.
    Status(u16, u64),
    /// The effect happens, the answer says 500.
    StatusAfterCommit,
    Html,
    Empty,
    Garbage,
    /// The gateway has no code yet.
    CountZero,
    /// The gateway asks for a passkey instead of showing a code.
    Passkey,
    /// The gateway stops showing codes.
    QrLimit,
    /// The create is refused, yet the instance stays.
    Residue,
}

/// The names of all faults, and the one that ends them.
pub(super) const NAMES: [&str; 18] = [
    "answer-lost",
    "answer-lost-before",
    "late-commit",
    "slow",
    "401",
    "403",
    "405",
    "429",
    "500",
    "500-after-commit",
    "html",
    "empty",
    "garbage",
    "count-0",
    "passkey",
    "qr-limit",
    "4xx-residue",
    "none",
];

impl Kind {
    fn parse(text: &str, seconds: Option<f64>) -> Option<Self> {
        let span = |default: f64| Duration::try_from_secs_f64(seconds.unwrap_or(default)).unwrap_or_default();
        Some(match text {
            "answer-lost" => Self::AnswerLost,
            "answer-lost-before" => Self::AnswerLostBefore,
            "late-commit" => Self::LateCommit(span(3.0)),
            "slow" => Self::Slow(span(5.0)),
            "401" | "403" | "405" | "500" => Self::Status(text.parse().ok()?, 0),
            "429" => Self::Status(429, span(2.0).as_secs()),
            "500-after-commit" => Self::StatusAfterCommit,
            "html" => Self::Html,
            "empty" => Self::Empty,
            "garbage" => Self::Garbage,
            "count-0" => Self::CountZero,
            "passkey" => Self::Passkey,
            "qr-limit" => Self::QrLimit,
            "4xx-residue" => Self::Residue,
            _ => return None,
        })
    }

    /// The calls a fault applies to when none is named.
    fn suits(self, gateway: Gateway, call: Call) -> bool {
        match self {
            Self::AnswerLost
            | Self::AnswerLostBefore
            | Self::LateCommit(_)
            | Self::StatusAfterCommit
            | Self::Residue => call == Call::Create,
            Self::CountZero | Self::Passkey => call == Call::Qr,
            Self::QrLimit => call == Call::Qr || gateway.facts().tells_end.contains(&call),
            _ => true,
        }
    }
}

#[derive(Clone, Debug)]
struct Fault {
    target: String,
    name: String,
    kind: Kind,
    call: Option<Call>,
    times: u64,
}

/// The faults that are still to come, oldest first.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds the fault an order describes for the gateways that are meant: `provider`, `fault`, and optionally `times`,
    /// `call`, `seconds`.
    pub fn order(&mut self, order: &Value, meant: &[Gateway]) -> Result<(), String> {
        let target = order["provider"].as_str().unwrap_or_default();
        let name = match &order["fault"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if name == "none" {
            let inside = |fault: &Fault| meant.iter().any(|gateway| gateway.name() == fault.target);
            self.0.retain(|fault| !target.is_empty() && fault.target != target && !inside(fault));
            return Ok(());
        }
        let kind = Kind::parse(&name, order["seconds"].as_f64());
        let kind = kind.ok_or_else(|| format!("unknown fault “{name}”, known are {}", NAMES.join(", ")))?;
        let call = match order["call"].as_str() {
            Some(text) => Some(Call::parse(text).ok_or_else(|| format!("unknown call “{text}”"))?),
            None => None,
        };
        let times = match &order["times"] {
            Value::Null => 1,
            times => times.as_u64().filter(|times| *times > 0).ok_or("“times” is a whole number from 1 on")?,
        };
        self.0.push(Fault { target: target.to_owned(), name, kind, call, times });
        Ok(())
    }

    /// The fault that meets this request, counted down.
    pub fn take(&mut self, gateway: Gateway, call: Call) -> Option<Kind> {
        let index = self.0.iter().position(|fault| {
            let here = fault.target.is_empty() || fault.target == gateway.name() || fault.target == gateway.provider();
            let this = fault.call.map_or_else(|| fault.kind.suits(gateway, call), |wanted| wanted == call);
            here && this && fault.times > 0
        })?;
        let fault = &mut self.0[index];
        fault.times -= 1;
        let kind = fault.kind;
        if fault.times == 0 {
            self.0.remove(index);
        }
        Some(kind)
    }

    pub fn describe(&self) -> Value {
        let row = |fault: &Fault| json!({"provider": fault.target, "fault": fault.name, "times": fault.times});
        self.0.iter().map(row).collect()
    }
}
