//! WAHA's forms (`waha.md`, section 2). Each engine has options of its own, and a server runs one engine.

use crate::form::field::{Field, Form, Preset, Rule};
use crate::form::role::{Role, Topic};
use crate::providers::waha::version::{Engine, Server};

/// Where the server is. It may want no key at all.
pub static ACCOUNT: Form = Form {
    fields: &[
        Field::url("base_url")
            .base()
            .panels(&["dashboard", "api"])
            .required()
            .called(&["WAHA_BASE_URL"])
            .example("http://localhost:3000"),
        Field::secret("api_key").bare().max(512).called(&["x-api-key", "WAHA_API_KEY"]),
    ],
};

/// A session is found by its name; a key of its own opens it where the account has none.
pub static ADOPT: Form = Form {
    fields: &[
        Field::text("instance_id").required().max(LONGEST_NAME).mono(),
        Field::secret("instance_token").bare().max(512),
    ],
};

/// Longest name of a session.
pub const LONGEST_NAME: usize = 54;

/// What a choice says that leaves it to the server; never sent.
const BY_SERVER: &str = "";

const EVENTS: &[&str] = &[
    "session.status",
    "message",
    "message.any",
    "message.reaction",
    "message.ack",
    "message.ack.group",
    "message.waiting",
    "message.revoked",
    "message.edited",
    "group.v2.join",
    "group.v2.leave",
    "group.v2.update",
    "group.v2.participants",
    "presence.update",
    "poll.vote",
    "poll.vote.failed",
    "chat.archive",
    "call.received",
    "call.accepted",
    "call.rejected",
    "label.upsert",
    "label.deleted",
    "label.chat.added",
    "label.chat.deleted",
    "event.response",
    "event.response.failed",
    "engine.event",
    "state.change",
    "group.join",
    "group.leave",
];

const PRESETS: &[Preset] = &[
    Preset {
        name: "messages",
        words: &["message", "message.any", "message.reaction", "message.ack", "message.revoked", "message.edited"],
    },
    Preset { name: "connection", words: &["session.status"] },
];

/// `session.status` tells of the link and of new codes.
const TOPICS: &[(&str, Topic)] = &[
    ("message", Topic::Received),
    ("message.any", Topic::Sent),
    ("message.ack", Topic::Status),
    ("presence.update", Topic::Presence),
    ("session.status", Topic::Link),
    ("session.status", Topic::Code),
    ("call.received", Topic::Call),
];

/// One webhook.
static WEBHOOK: Form = Form {
    fields: &[
        Field::url("url")
            .at("/url")
            .required()
            .role(Role::Webhook)
            .example("https://hooks.acme.com.br/wa"),
        Field::many("events", EVENTS)
            .at("/events")
            .required()
            .open()
            .presets(PRESETS)
            .role(Role::Events)
            .topics(TOPICS),
        Field::secret("hmac_key").at("/hmac/key").max(250),
        Field::choice("retry_policy", &[BY_SERVER, "linear", "exponential", "constant"])
            .at("/retries/policy")
            .half(),
        Field::number("retry_delay").at("/retries/delaySeconds").range(1, 86_400).half(),
        Field::number("retry_attempts").at("/retries/attempts").range(0, 1000).half(),
        Field::pairs("headers").at("/customHeaders").as_items().max(1000),
    ],
};

const NEW: [Field; 2] = [
    Field::text("name")
        .at("/name")
        .required()
        .rule(Rule::Slug)
        .max(LONGEST_NAME)
        .example("vendas-sul"),
    // What a server does without it differs by edition.
    Field::toggle("start").at("/start").on().always(),
];

const COMMON: [Field; 11] = [
    Field::groups("webhooks", &WEBHOOK).at("/config/webhooks").section("webhooks"),
    Field::plain_pairs("metadata").at("/config/metadata").section("metadata"),
    Field::text("device_name")
        .at("/config/client/deviceName")
        .section("device")
        .max(100)
        .half()
        .role(Role::DeviceName),
    Field::text("proxy_server")
        .at("/config/proxy/server")
        .section("proxy")
        .rule(Rule::Host)
        .mono()
        .role(Role::Proxy)
        .example("proxy.acme.com.br:3128"),
    Field::text("proxy_username")
        .at("/config/proxy/username")
        .role(Role::ProxyUser)
        .section("proxy")
        .needs(&["proxy_server"])
        .together("login")
        .half(),
    Field::secret("proxy_password")
        .at("/config/proxy/password")
        .role(Role::ProxyPassword)
        .section("proxy")
        .needs(&["proxy_server"])
        .together("login")
        .half(),
    Field::yes_no("ignore_status").at("/config/ignore/status").section("ignore").half(),
    Field::yes_no("ignore_groups")
        .at("/config/ignore/groups")
        .section("ignore")
        .half()
        .role(Role::IgnoreGroups),
    Field::yes_no("ignore_channels").at("/config/ignore/channels").section("ignore").half(),
    Field::yes_no("ignore_broadcast").at("/config/ignore/broadcast").section("ignore").half(),
    Field::toggle("debug").at("/config/debug").section("engine"),
];

/// GOWS takes it from the environment of the server alone.
const BROWSER: Field =
    Field::choice("browser_name", &[BY_SERVER, "Chrome", "Firefox", "IE", "Opera", "Safari", "Edge"])
        .at("/config/client/browserName")
        .section("device")
        .half();

const WEBJS: [Field; 2] = [BROWSER, Field::toggle("webjs_tags").at("/config/webjs/tagsEventsOn").section("engine")];

/// The group goes whole or not at all.
const NOWEB: [Field; 4] = [
    BROWSER,
    Field::toggle("noweb_online")
        .at("/config/noweb/markOnline")
        .section("engine")
        .on()
        .always()
        .role(Role::AlwaysOnline),
    Field::toggle("noweb_store").at("/config/noweb/store/enabled").section("engine").always(),
    Field::toggle("noweb_full_sync")
        .at("/config/noweb/store/fullSync")
        .section("engine")
        .always()
        .role(Role::FullHistory),
];

const GOWS: [Field; 4] = [
    Field::yes_no("gows_messages").at("/config/gows/storage/messages").section("engine").half(),
    Field::yes_no("gows_groups").at("/config/gows/storage/groups").section("engine").half(),
    Field::yes_no("gows_chats").at("/config/gows/storage/chats").section("engine").half(),
    Field::yes_no("gows_labels").at("/config/gows/storage/labels").section("engine").half(),
];

/// One list of fields after the other.
const fn joined<const A: usize, const B: usize, const N: usize>(first: [Field; A], then: [Field; B]) -> [Field; N] {
    assert!(A + B == N, "so many fields are there");
    let mut fields = [BROWSER; N];
    let mut at = 0;
    while at < N {
        fields[at] = if at < A { first[at] } else { then[at - A] };
        at += 1;
    }
    fields
}

/// The settings form of an engine, and the create form, which begins with what cannot be changed.
macro_rules! forms {
    ($($create:ident, $settings:ident = $own:ident + $count:literal;)*) => {
        $(
            static $settings: Form = Form { fields: &joined::<11, $count, { 11 + $count }>(COMMON, $own) };
            static $create: Form = Form {
                fields: &joined::<2, { 11 + $count }, { 13 + $count }>(NEW, joined::<11, $count, { 11 + $count }>(COMMON, $own)),
            };
        )*
    };
}

const OTHER: [Field; 1] = [BROWSER];

forms! {
    CREATE_WEBJS, SETTINGS_WEBJS = WEBJS + 2;
    CREATE_NOWEB, SETTINGS_NOWEB = NOWEB + 4;
    CREATE_GOWS, SETTINGS_GOWS = GOWS + 4;
    CREATE_OTHER, SETTINGS_OTHER = OTHER + 1;
}

/// The create form of a server.
pub fn create(server: Server) -> &'static Form {
    match server.engine {
        Engine::WebJs => &CREATE_WEBJS,
        Engine::NoWeb => &CREATE_NOWEB,
        Engine::GoWs => &CREATE_GOWS,
        Engine::Other => &CREATE_OTHER,
    }
}

/// The form for changing a session.
pub fn settings(server: Server) -> &'static Form {
    match server.engine {
        Engine::WebJs => &SETTINGS_WEBJS,
        Engine::NoWeb => &SETTINGS_NOWEB,
        Engine::GoWs => &SETTINGS_GOWS,
        Engine::Other => &SETTINGS_OTHER,
    }
}
