//! A form with every kind of field that a list can have, as several gateways want them.

use pairdesk::domain::values::{Value, Values};
use pairdesk::form::field::{Condition, Field, Form};

/// Stands in every secret.
pub const CANARY: &str = "CANARY-0123456789-LAST";

static WEBHOOK: Form = Form {
    fields: &[
        Field::url("url").at("/url").required(),
        Field::many("events", &["message", "session.status"]).at("/events").required().open(),
        Field::secret("hmac_key").at("/hmac/key").min(8),
        Field::choice("policy", &["", "linear", "constant"]).at("/retries/policy").half(),
        Field::number("delay")
            .at("/retries/delaySeconds")
            .range(1, 60)
            .half()
            .when(Condition::Filled("policy")),
        Field::pairs("headers").at("/customHeaders").as_items(),
    ],
};

pub static FORM: Form = Form {
    fields: &[
        Field::text("name").at("/name").required(),
        Field::yes_no("ignore_groups").at("/config/ignore/groups").half().always(),
        Field::yes_no("ignore_status").at("/config/ignore/status").half().always(),
        Field::many("topics", &["A", "B", "C"]).at("/topics").as_text().always(),
        Field::text("proxy_user").at("/proxy/user").together("proxy"),
        Field::secret("proxy_password").at("/proxy/password").together("proxy"),
        Field::plain_pairs("metadata").at("/config/metadata").section("metadata").always(),
        Field::groups("webhooks", &WEBHOOK).at("/config/webhooks").section("webhooks").always(),
    ],
};

/// A webhook with nothing but what it must have.
pub fn webhook(url: &str) -> Values {
    let mut item = Values::default();
    item.set_text("url", url);
    item.set("events", Value::List(vec!["message".to_owned()]));
    item
}

/// Everything filled in; the second webhook has secrets.
pub fn filled() -> Values {
    let mut second = webhook("https://hooks.acme.com.br/two");
    second.set("hmac_key", Value::Secret(CANARY.into()));
    second.set_text("policy", "linear");
    second.set_text("delay", "5");
    second.set("headers", Value::Pairs(vec![("authorization".to_owned(), format!("Bearer {CANARY}").as_str().into())]));
    let mut values = Values::default();
    values.set_text("name", "loja");
    values.set_text("ignore_groups", "yes");
    values.set("topics", Value::List(vec!["A".to_owned(), "C".to_owned()]));
    values.set_text("proxy_user", "loja");
    values.set("proxy_password", Value::Secret(CANARY.into()));
    values.set("metadata", Value::PlainPairs(vec![("shop".to_owned(), "7".to_owned())]));
    values.set("webhooks", Value::Groups(vec![webhook("https://hooks.acme.com.br/one"), second]));
    values
}
