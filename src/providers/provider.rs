//! What an adapter says and does.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::ProviderId;
use crate::domain::settings::Language;
use crate::domain::values::Values;
use crate::form::field::Form;
use crate::providers::access::Access;
use crate::providers::answerer;
use crate::providers::call::Call;
use crate::providers::capabilities::Capabilities;
use crate::providers::http::{Request, Response};
use crate::providers::reply::{Remote, Reply};
use crate::providers::rows::RowsAt;
use crate::providers::target::Target;
use serde_json::Value as Json;

/// What a provider is called, and the tile that it is known by.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// In rows, texts and ids, in small letters.
    pub id: &'static str,
    pub name: &'static str,
    /// Where there is little room.
    pub short_name: &'static str,
    /// The letter on its tile.
    pub initial: char,
    /// The tile's colour, `0xRRGGBB`. White letters on it have a contrast of at least 4.5:1.
    pub tint: u32,
    /// A version of each generation that it knows, the oldest first; none where gateways tell no version.
    pub generations: &'static [&'static str],
    /// The page of its own documentation that says where its keys come from.
    pub documentation: &'static str,
}

/// An adapter: what the provider's forms are, how a call becomes a request and an answer a reply.
pub trait Provider: Sync {
    fn about(&self) -> About;
    fn id(&self) -> ProviderId {
        ProviderId(self.about().id)
    }
    /// The provider's own name.
    fn name(&self) -> &'static str {
        self.about().name
    }
    /// What it says of itself: `provider-<id>-about`, `cost-<id>`, its fields and sections. Those that several providers
    /// have stand in `assets/i18n`; where its own differ, `field-<id>-<key>` comes before `field-<key>`.
    fn texts(&self, language: Language) -> &'static str;
    /// The account's own fields, besides the label that every account has. Has a `base_url` field.
    fn account_form(&self) -> &'static Form;
    /// The create form for a gateway of this version. Its name field is `name`.
    fn instance_form(&self, version: Option<&str>) -> &'static Form;
    /// The form for taking in an existing instance by hand, where that is possible.
    fn adopt_form(&self) -> Option<&'static Form> {
        None
    }
    /// The form for changing an instance that exists, with the create form's keys; `None` where it cannot be changed.
    fn settings_form(&self, _version: Option<&str>) -> Option<&'static Form> {
        None
    }
    /// The page of the gateway at this base address where people look after their instances; `None` where none is known.
    fn web_panel(&self, _base_url: &str) -> Option<String> {
        None
    }
    /// The calls that this one takes, in their order; each has its own request. Of a create the first one creates, and
    /// what follows is about the new instance, once it is kept.
    fn plan(&self, call: &Call, _version: Option<&str>) -> Vec<Call> {
        vec![call.clone()]
    }
    /// The steps that read these fields, where each step can be read alone; `None` where they go one after the other.
    fn settings_steps(&self, _version: Option<&str>, _keys: &[&'static str]) -> Option<Vec<u32>> {
        None
    }
    /// The answer to this call tells whose it is, and is compared with what is known: nothing need be read before it.
    fn tells_whose(&self, call: &Call) -> bool {
        *call == Call::Describe
    }
    /// The name of the instance that an answer to this call says it is about, where it says so beside what it tells.
    fn names(&self, _call: &Call, _body: &[u8]) -> Option<String> {
        None
    }
    /// How it behaves where that changes what we do; what it can do is found out from its requests. `options` are the
    /// account's values without secrets, and `has_<key>` for each secret that is kept.
    fn quirks(&self, version: Option<&str>, options: &Values) -> Capabilities;
    /// What this account can do: what there is a request for.
    fn capabilities(&self, version: Option<&str>, options: &Values) -> Capabilities {
        let access = Access::default().to(version.map(str::to_owned), options.clone());
        let is_there = |call: &Call| match self.request(call, &access) {
            Ok(_) => true,
            Err(failure) => failure.kind != FailureKind::Unsupported,
        };
        let can = |call: Call| self.plan(&call, version).iter().all(is_there);
        Capabilities {
            create: can(Call::Create { values: Values::default(), token: None, mark: None }),
            adopt: self.adopt_form().is_some(),
            list: can(Call::List { page: 1, short: false, name: None }),
            qr: can(Call::Connect { phone: None }),
            pairing_code: can(Call::Connect { phone: Some("0".to_owned()) }),
            challenge: can(Call::Challenge),
            link_read: can(Call::LinkRead),
            restart: can(Call::Restart),
            stop: can(Call::Stop),
            logout: can(Call::Logout),
            sends: can(Call::Send { phone: "0".to_owned(), text: "0".to_owned() }),
            delete: can(Call::Delete),
            subscribe: can(Call::Subscribe),
            unsubscribe: can(Call::Unsubscribe),
            ..self.quirks(version, options)
        }
    }
    /// The request for a call.
    ///
    /// # Errors
    /// `Unsupported` when the provider has no such call, `SecretMissing` when the access lacks a needed secret,
    /// `UnsafeName` when the call would be dangerous for this instance.
    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure>;
    /// Where the rows of a list stand in its answer.
    fn rows_at(&self) -> RowsAt {
        RowsAt::default()
    }
    /// One row of a list; `None` when it cannot be read, or has no id.
    fn row(&self, _json: &Json) -> Option<Remote> {
        None
    }
    /// Its own credentials are user and password, so that HTTP's question for them is its own and no stranger's.
    fn asks_for_password(&self) -> bool {
        false
    }
    /// What the answer means, once it is known to be the gateway's own.
    ///
    /// # Errors
    /// Whoever answered in the gateway's place, or what [`Provider::understand`] says.
    fn reply(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure> {
        let wall = !self.asks_for_password();
        let understood = answerer::let_through(access, response, wall)
            .and_then(|()| answerer::let_fresh_through(call, access, response))
            .and_then(|()| self.understand(call, access, response));
        let path = || self.request(call, access).ok().map(|request| request.path);
        let name = access.instance().map(Target::name);
        understood.map_err(|failure| answerer::blaming_the_name(failure, name, path))
    }
    /// What the gateway's own words mean. Of a list it is given what stands around the rows, and says
    /// [`Reply::Around`]: see [`reader`].
    ///
    /// # Errors
    /// The provider's refusal, or `Unreadable` when the answer is not of the documented shapes.
    fn understand(&self, call: &Call, access: &Access, response: &Response) -> Result<Reply, Failure>;
}
