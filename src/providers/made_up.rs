//! A provider that tests make up: it needs of the seam what those that there are do not, all at once.

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::{ConnectionState, Plan};
use crate::domain::pairing::Challenge;
use crate::domain::settings::Language;
use crate::domain::values::Values;
use crate::form::body;
use crate::form::field::{Field, Form};
use crate::providers::http::Replay;
use crate::providers::neutral::{
    About, Access, Around, Call, Capabilities, CodeReply, Created, LinkReply, Method, Provider, Remote, Reply, Request,
    Response, Rest, RowsAt,
};
use crate::providers::{images, json};
use serde_json::Value as Json;

/// Creates and lists with one key, and does the rest with user and password.
pub struct MadeUp;

static ACCOUNT: Form = Form {
    fields: &[
        Field::url("base_url").base().required(),
        Field::secret("admin_key"),
        Field::text("user"),
        Field::secret("password"),
    ],
};
static INSTANCE: Form = Form {
    fields: &[Field::text("name").at("/name").required(), Field::url("webhook_url").at("/url").section("webhook")],
};

impl Provider for MadeUp {
    fn about(&self) -> About {
        About {
            id: "made-up",
            name: "Made up",
            short_name: "Made up",
            initial: 'M',
            tint: 0,
            generations: &[],
            documentation: "",
        }
    }

    fn texts(&self, _language: Language) -> &'static str {
        ""
    }

    fn account_form(&self) -> &'static Form {
        &ACCOUNT
    }

    fn instance_form(&self, _version: Option<&str>) -> &'static Form {
        &INSTANCE
    }

    fn plan(&self, call: &Call, _version: Option<&str>) -> Vec<Call> {
        match call {
            // It takes the webhook by a call of its own.
            Call::Create { values, .. } => {
                let hook = Call::Change { keys: vec!["webhook_url"], values: values.clone(), rest: Rest::default() };
                vec![call.clone(), hook]
            }
            Call::Restart => vec![Call::Stop, Call::Connect { phone: None }],
            _ => vec![call.clone()],
        }
    }

    fn quirks(&self, _version: Option<&str>, _options: &Values) -> Capabilities {
        Capabilities { marks: true, ..Capabilities::default() }
    }

    fn request(&self, call: &Call, access: &Access) -> Result<Request, Failure> {
        let admin = |request: Request| Ok(request.header("x-admin", access.needed("admin_key")?.expose()));
        let about = |method, route| access.route(method, route);
        let request = match call {
            Call::Check | Call::List { .. } => return admin(Request::new(Method::Get, "/rows")),
            Call::Create { values, mark, .. } => {
                let mut json = body::part(&INSTANCE, values, |field| field.key == "name");
                body::put(&mut json, "/note", mark.clone().into());
                return admin(Request::new(Method::Post, "/rows").body(json));
            }
            Call::Change { values, .. } => {
                let json = body::part(&INSTANCE, values, |field| field.key == "webhook_url");
                about(Method::Put, "/rows/{id}/webhook")
                    .map(|request| Request { replay: Replay::Safe, ..request.body(json) })
            }
            Call::State | Call::Describe => about(Method::Get, "/rows/{id}"),
            Call::Connect { phone: None } | Call::Code { phone: None } => about(Method::Get, "/rows/{id}/login"),
            Call::Picture { path } => Ok(Request { path: path.clone(), ..Request::new(Method::Get, "/{picture}") }),
            Call::Challenge => about(Method::Get, "/rows/{id}/passkey"),
            Call::Confirm => about(Method::Post, "/rows/{id}/passkey"),
            Call::LinkRead => about(Method::Get, "/rows/{id}/ping"),
            Call::Stop => about(Method::Post, "/rows/{id}/stop"),
            _ => Err(FailureKind::Unsupported.into()),
        }?;
        Ok(match access.secret("password") {
            Some(password) => request.basic(access.options.text("user"), password),
            None => request,
        })
    }

    fn rows_at(&self) -> RowsAt {
        RowsAt { bare: true, ..RowsAt::default() }
    }

    fn row(&self, json: &Json) -> Option<Remote> {
        let remote_id = json::id(json, "id")?;
        let name = json::text(json, "name")?;
        Some(Remote { remote_id, name, mark: json::text(json, "note"), ..Remote::default() })
    }

    fn asks_for_password(&self) -> bool {
        true
    }

    fn understand(&self, call: &Call, _access: &Access, response: &Response) -> Result<Reply, Failure> {
        if !response.is_success() {
            let kind = if *call == Call::LinkRead { FailureKind::NotConnected } else { FailureKind::Rejected };
            return Err(Failure::new(kind).status(response.status));
        }
        if let Some(png) = images::png_of_answer(response) {
            return Ok(Reply::Code(CodeReply::Image { png, typed: None, lives: None }));
        }
        let json = response.json().ok_or(FailureKind::Unreadable)?;
        let text = |key: &str| json::text(&json, key);
        Ok(match call {
            Call::Check | Call::List { .. } => Reply::Around(Around::default()),
            Call::Create { .. } => Reply::Created(Created {
                remote_id: text("id").ok_or(FailureKind::Unreadable)?,
                name: text("name").ok_or(FailureKind::Unreadable)?,
                token: None,
                state: ConnectionState::Disconnected,
                plan: Plan::default(),
            }),
            Call::State => {
                let state = match text("state").as_deref() {
                    Some("open") => ConnectionState::Connected,
                    Some("passkey") => ConnectionState::Challenge,
                    _ => ConnectionState::Disconnected,
                };
                Reply::State(LinkReply { state, phone: None, profile: None, reason: None })
            }
            Call::Connect { .. } | Call::Code { .. } => Reply::Code(match text("picture") {
                Some(path) => CodeReply::Link { path, lives: None },
                None => CodeReply::NotYet,
            }),
            Call::Challenge => Reply::Challenge(Challenge { code: text("code"), link: None, confirm: true }),
            _ => Reply::Done,
        })
    }
}
