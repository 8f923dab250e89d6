//! What the targets share: choosing by the first bytes, and a secret that must not come out again.

use pairdesk::domain::origin::Origin;
use pairdesk::domain::secret::{Kept, Secret, Secrets};
use pairdesk::domain::values::{Value, Values};
use pairdesk::form::field::{Form, Kind, NO, YES};
use pairdesk::providers::{ALL, Access, Proof, Provider, Target};
use std::time::Duration;

/// Stands in every secret. No list of words or texts of ours holds it.
pub const CANARY: &str = "CANARY-5d41402abc4b2a76";

/// Versions of every dialect, of none, and words that are no version.
pub const VERSIONS: [Option<&str>; 9] = [
    None,
    Some("1.0.5"),
    Some("1.4.8"),
    Some("1.8.2"),
    Some("2.0.10"),
    Some("2.1.1"),
    Some("2.3.7"),
    Some("v2.4.0-rc2"),
    Some("next"),
];

/// Longest time of the processor's that one input may take.
const LONGEST: Duration = Duration::from_millis(100);

/// Runs one input. Time that other programs take does not count.
pub fn timed(run: impl FnOnce()) {
    let started = cpu_time();
    run();
    let took = cpu_time().saturating_sub(started);
    assert!(took < LONGEST, "it took {took:?}");
}

fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The input, eaten from its front.
pub struct Input<'a>(pub &'a [u8]);

impl<'a> Input<'a> {
    /// The next byte; 0 after the end.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::from(self.byte()) % from.len()]
    }

    /// A text up to the next line end.
    pub fn line(&mut self) -> &'a str {
        let end = self.0.iter().position(|byte| *byte == b'\n').unwrap_or(self.0.len());
        let (line, rest) = self.0.split_at(end);
        self.0 = rest.get(1..).unwrap_or_default();
        // Whatever is no UTF-8 ends the text.
        std::str::from_utf8(line).unwrap_or_else(|error| std::str::from_utf8(&line[..error.valid_up_to()]).unwrap())
    }

    pub fn provider(&mut self) -> &'static dyn Provider {
        self.pick(ALL)
    }

    pub fn version(&mut self) -> Option<&'static str> {
        self.pick(&VERSIONS)
    }

    /// Values for a form: each field is typed, left alone, or holds a value of a wrong kind.
    pub fn values(&mut self, form: &Form) -> Values {
        let mut values = Values::default();
        for field in form.fields {
            let value = match self.byte() % 8 {
                0..=2 => continue,
                3 => Value::Text(self.line().to_owned()),
                4 => Value::Secret(Secret::from(self.line())),
                _ => self.value(field.kind),
            };
            values.set(field.key, value);
        }
        values
    }

    fn value(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Secret => Value::Secret(Secret::from(CANARY)),
            Kind::Toggle => Value::Bool(self.byte() % 2 == 1),
            Kind::Choice(words) => Value::Text(self.pick(words).to_owned()),
            Kind::Many(words) => Value::List((0..self.byte() % 8).map(|_| self.pick(words).to_owned()).collect()),
            Kind::Pairs => {
                Value::Pairs((0..self.byte() % 4).map(|_| (self.line().to_owned(), CANARY.into())).collect())
            }
            Kind::PlainPairs => {
                let rows = 0..self.byte() % 4;
                Value::PlainPairs(rows.map(|_| (self.line().to_owned(), self.line().to_owned())).collect())
            }
            Kind::YesNo => Value::Text(self.pick(&["", YES, NO]).to_owned()),
            Kind::Groups(form) => Value::Groups((0..self.byte() % 4).map(|_| self.values(form)).collect()),
            Kind::Url => Value::Text(format!("https://{}", self.line())),
            Kind::Text | Kind::LongText | Kind::Phone | Kind::Number => Value::Text(self.line().to_owned()),
        }
    }
}

/// Credentials whose every secret is the canary.
pub fn access(provider: &dyn Provider, version: Option<&str>, has_token: bool) -> Access {
    let (mut options, mut secrets) = (Values::default(), Secrets::new());
    for field in provider.account_form().fields.iter().filter(|field| field.is_secret()) {
        secrets.insert(field.key.to_owned(), Secret::from(CANARY));
        options.set(&format!("has_{}", field.key), Value::Bool(true));
    }
    let origin = Origin::of("https://gateway.example").unwrap();
    let token = has_token.then(|| Kept::token(origin.clone(), &Secret::from(CANARY)));
    let proof = match token {
        token if !provider.capabilities(version, &options).addresses_by_name => Proof::IdInAddress(token),
        Some(token) => Proof::OwnToken(token),
        None => Proof::IdJustRead(None),
    };
    let target = Target::new("3B0C5E7A".to_owned(), "vendas-sul".to_owned(), proof);
    let access = Access::open(&origin, &Kept::new(origin.clone(), secrets)).unwrap();
    access.to(version.map(str::to_owned), options).about(target).unwrap()
}
