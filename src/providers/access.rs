//! The credentials of one call.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::origin::Origin;
use crate::domain::secret::{Kept, MASK, Secret, Secrets};
use crate::domain::values::Values;
use crate::providers::call::Call;
use crate::providers::http::{Method, Request};
use crate::providers::target::Target;

/// The credentials a call needs, opened by the engine for one call to one origin, or masked for a preview. Nothing is
/// sent anywhere else than to that origin, for no address is given besides. It cannot be put together from secrets whose
/// origin nobody has asked for:
///
/// ```compile_fail,E0451
/// # use pairdesk::{domain::secret::Secrets, providers::Access};
/// let access = Access { secrets: Secrets::new(), ..Access::default() };
/// ```
#[derive(Clone, Debug, Default)]
pub struct Access {
    pub version: Option<String>,
    /// The account's values without secrets.
    pub options: Values,
    /// The account's secrets by field key.
    secrets: Secrets,
    /// Where all secrets in here belong; a preview has none and cannot be sent.
    origin: Option<Origin>,
    /// The instance the call is about.
    instance: Option<Target>,
}

impl Access {
    /// The credentials of an account, to be sent there.
    ///
    /// # Errors
    /// `OtherOrigin` when they belong to another place.
    pub fn open(at: &Origin, kept: &Kept) -> Result<Self, Failure> {
        let secrets = kept.secrets_for(at)?.clone();
        Ok(Self { secrets, origin: Some(at.clone()), ..Self::default() })
    }

    /// Dots for the secrets of these keys, for a preview.
    #[must_use]
    pub fn preview(keys: &[String]) -> Self {
        let secrets = keys.iter().map(|key| (key.clone(), Secret::from(MASK))).collect();
        Self { secrets, ..Self::default() }
    }

    /// One secret, to be sent to a gateway that is made up.
    #[cfg(test)]
    pub fn holding(key: &str, secret: &str) -> Self {
        let secrets = Secrets::from([(key.to_owned(), Secret::from(secret))]);
        Self { secrets, origin: Origin::of("https://gateway.example"), ..Self::default() }
    }

    /// The same for a gateway of this version with the account's values.
    #[must_use]
    pub fn to(self, version: Option<String>, options: Values) -> Self {
        Self { version, options, ..self }
    }

    /// The same for a call about an instance.
    ///
    /// # Errors
    /// `OtherOrigin` when the instance's token belongs to another place.
    pub fn about(self, target: Target) -> Result<Self, Failure> {
        let differ = |(at, token): (&Origin, &Kept)| !token.origin().is_same(at);
        if self.origin.as_ref().zip(target.kept()).is_some_and(differ) {
            return Err(FailureKind::OtherOrigin.into());
        }
        Ok(Self { instance: Some(target), ..self })
    }

    /// Where it may be sent.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The instance the call is about.
    #[must_use]
    pub fn instance(&self) -> Option<&Target> {
        self.instance.as_ref()
    }

    /// Whether an answer that tells this id is about another instance: what stands between may mix answers up.
    #[must_use]
    pub fn is_about_another(&self, told: Option<&str>) -> bool {
        let asked = self.instance.as_ref().map(Target::remote_id);
        told.zip(asked).is_some_and(|(told, asked)| !told.eq_ignore_ascii_case(asked.trim()))
    }

    /// The id of the instance that the call is about. Without one, the address would be another call's.
    ///
    /// # Errors
    /// `UnsafeName` when there is none.
    pub fn remote_id(&self) -> Result<&str, Failure> {
        let id = self.instance.as_ref().map(|target| target.remote_id().trim()).filter(|id| !id.is_empty());
        id.ok_or_else(|| FailureKind::UnsafeName.into())
    }

    /// A request about the instance, whose id is the route's one parameter.
    ///
    /// # Errors
    /// `UnsafeName` when there is none.
    pub fn route(&self, method: Method, route: &'static str) -> Result<Request, Failure> {
        Ok(Request::new(method, route).fill(&[self.remote_id()?]))
    }

    /// One of the account's secrets, where there is one.
    #[must_use]
    pub fn secret(&self, key: &str) -> Option<&Secret> {
        self.secrets.get(key).filter(|secret| !secret.is_blank())
    }

    /// One of the account's secrets, without which a call cannot be made.
    ///
    /// # Errors
    /// `SecretMissing` with its field.
    pub fn needed(&self, key: &str) -> Result<&Secret, Failure> {
        self.secret(key).ok_or_else(|| Failure::new(FailureKind::SecretMissing).field(key))
    }

    /// The same with the secrets that a call carries: a refusal may echo them, and its words are scrubbed of every
    /// secret in here.
    #[must_use]
    pub fn with_call_secrets(&self, call: &Call) -> Self {
        let mut access = self.clone();
        let (values, token) = match call {
            Call::Create { values, token, .. } => (values, token.as_ref()),
            Call::Change { values, .. } => (values, None),
            _ => return access,
        };
        access.secrets.extend(values.every_secret());
        access.secrets.extend(token.map(|token| ("token".to_owned(), token.clone())));
        access
    }

    /// Every secret in it: no text about the call may hold one.
    pub fn every_secret(&self) -> impl Iterator<Item = &Secret> {
        let token = self.instance.as_ref().and_then(Target::token);
        self.secrets.values().chain(token).filter(|secret| !secret.is_blank())
    }
}
