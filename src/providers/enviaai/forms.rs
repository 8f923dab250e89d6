//! EnviaAI's forms.

use crate::form::field::{Condition, Field, Form, Preset};
use crate::form::role::{Role, Topic};

const EVENTS: &[&str] = &[
    "message.received",
    "message.sent",
    "message.delivered",
    "message.read",
    "message.failed",
    "instance.connected",
    "instance.disconnected",
    "instance.qr_updated",
];

const PRESETS: &[Preset] = &[
    Preset {
        name: "messages",
        words: &["message.received", "message.sent", "message.delivered", "message.read", "message.failed"],
    },
    Preset { name: "connection", words: &["instance.connected", "instance.disconnected", "instance.qr_updated"] },
];

const TOPICS: &[(&str, Topic)] = &[
    ("message.received", Topic::Received),
    ("message.sent", Topic::Sent),
    ("message.delivered", Topic::Status),
    ("message.read", Topic::Status),
    ("message.failed", Topic::Status),
    ("instance.connected", Topic::Link),
    ("instance.disconnected", Topic::Link),
    ("instance.qr_updated", Topic::Code),
];

/// The key and where it counts.
pub static ACCOUNT: Form = Form {
    fields: &[
        Field::url("base_url")
            .base()
            .panels(&["instances"])
            .default("https://api.enviaai.app/v1")
            .required(),
        Field::secret("api_key")
            .bare()
            .max(512)
            .required()
            .called(&["authorization", "ENVIAAI_API_KEY"]),
        // Calls that the vendor's documentation does not have.
        Field::toggle("experimental_delete"),
    ],
};

/// Create.
pub static INSTANCE: Form = Form {
    fields: &[
        Field::text("name").at("/name").required().max(100).example("Vendas Sul"),
        Field::url("webhook_url")
            .at("/webhookUrl")
            .section("webhook")
            .https()
            .role(Role::Webhook)
            .example("https://hooks.acme.com.br/wa"),
        Field::many("webhook_events", EVENTS)
            .at("/webhookEvents")
            .section("webhook")
            .when(Condition::Filled("webhook_url"))
            .presets(PRESETS)
            .role(Role::Events)
            .topics(TOPICS),
        Field::toggle("auto_read")
            .at("/settings/autoRead")
            .section("behaviour")
            .role(Role::ReadMessages),
        Field::toggle("auto_typing").at("/settings/autoTyping").section("behaviour").on(),
    ],
};

/// What the documented update call takes (docs, "update"): the same fields, each sent only when it changed.
pub static SETTINGS: Form = Form {
    fields: &[
        INSTANCE.fields[0].always(),
        INSTANCE.fields[1].always(),
        INSTANCE.fields[2].always(),
        INSTANCE.fields[3].always(),
        INSTANCE.fields[4].always(),
    ],
};
