//! The request as a command for a POSIX shell. Secrets are variables: the text can be kept and passed on.

use crate::domain::secret::MASK;
use crate::providers::http::{Request, encode};
use serde_json::Value as Json;
use std::fmt::Write;

/// The command, given a request made from masked values.
#[must_use]
pub fn curl(base_url: &str, request: &Request) -> String {
    let url = format!("{base_url}{}", request.path);
    let mut words = Words::default();
    for (at, part) in url.split(&encode(MASK)).enumerate() {
        if at > 0 {
            words.variable("token");
        }
        words.text(part);
    }
    let mut lines = vec![format!("curl -X {} {}", request.method.word(), words.end())];
    for (name, value) in &request.headers {
        let value = value.expose();
        let mut header = Words::default();
        header.text(&format!("{name}: "));
        if value.contains(MASK) {
            header.text(if value.starts_with("Bearer ") { "Bearer " } else { "" });
            header.variable(name);
        } else {
            header.text(value);
        }
        lines.push(format!("  -H {}", header.end()));
    }
    if let Some(body) = &request.body {
        let mut words = Words::default();
        json(body, "", &mut words);
        lines.push("  -H 'content-type: application/json'".to_owned());
        lines.push(format!("  -d {}", words.end()));
    }
    lines.join(" \\\n")
}

/// One argument: quoted text with variables in between.
#[derive(Default)]
struct Words {
    done: String,
    /// Not quoted yet.
    open: String,
}

impl Words {
    fn text(&mut self, text: &str) {
        self.open.push_str(text);
    }

    /// A variable named after where the secret stands: `/chatwootToken` → `CHATWOOT_TOKEN`.
    fn variable(&mut self, place: &str) {
        self.close();
        let mut name = String::new();
        let mut was_small = false;
        for c in place.trim_start_matches('/').chars() {
            if was_small && c.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
            was_small = c.is_ascii_lowercase();
        }
        if name.starts_with(|first: char| first.is_ascii_digit()) {
            name.insert(0, '_');
        }
        let _ = write!(self.done, "\"${name}\"");
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.done.push_str(&quote(&std::mem::take(&mut self.open)));
        }
    }

    fn end(mut self) -> String {
        self.close();
        self.done
    }
}

/// JSON without white space; `place` is the pointer of what is written.
fn json(value: &Json, place: &str, words: &mut Words) {
    match value {
        Json::Object(map) => {
            for (at, (key, inner)) in map.iter().enumerate() {
                words.text(if at == 0 { "{" } else { "," });
                words.text(&format!("{}:", Json::from(key.as_str())));
                json(inner, &format!("{place}/{key}"), words);
            }
            words.text(if map.is_empty() { "{}" } else { "}" });
        }
        Json::Array(list) => {
            for (at, inner) in list.iter().enumerate() {
                words.text(if at == 0 { "[" } else { "," });
                json(inner, &format!("{place}/{at}"), words);
            }
            words.text(if list.is_empty() { "[]" } else { "]" });
        }
        Json::String(text) if text.contains(MASK) => {
            words.text("\"");
            words.variable(place);
            words.text("\"");
        }
        other => words.text(&other.to_string()),
    }
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::http::Method;
    use serde_json::json;
    use std::os::unix::fs::PermissionsExt;
    use std::process::{Command, Output};

    /// Everything that means something to a shell.
    const HOSTILE: &str = "it's $HOME `id` $(id) \\ \"q\" !x *? ~ #; & | <>\nnext ção 🛵";

    fn request() -> Request {
        let body = json!({
            "instanceName": HOSTILE,
            "token": format!("{MASK}89AB"),
            "webhook": {"url": "https://a.example/?a=1&b='2'", "headers": {"x-key": MASK}, "events": ["A", "B"]},
            "chatwootToken": MASK,
            "count": 3, "on": true, "nothing": null, "list": [], "object": {},
        });
        Request::new(Method::Post, "/instance/create")
            .header("apikey", MASK)
            .header("Client-Token", MASK)
            .header("authorization", &format!("Bearer {MASK}"))
            .header("x-plain", "it's $plain")
            .body(body)
    }

    /// Runs a text in a shell whose `curl` prints its arguments, each ended by a zero.
    fn run(flags: &[&str], text: &str) -> Output {
        let folder = std::env::temp_dir().join(format!("pairdesk-curl-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).unwrap();
        let stub = folder.join("curl");
        std::fs::write(&stub, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n").unwrap();
        std::fs::set_permissions(&stub, std::fs::Permissions::from_mode(0o700)).unwrap();
        let secret = |name: &str| format!("<{name} it's $x `y` \\>");
        let names = ["APIKEY", "CLIENT_TOKEN", "AUTHORIZATION", "TOKEN", "WEBHOOK_HEADERS_X_KEY", "CHATWOOT_TOKEN"];
        let output = Command::new("/bin/sh")
            .args(flags)
            .args(["-c", text])
            .env_clear()
            .env("PATH", &folder)
            .envs(names.map(|name| (name, secret(name))))
            .output()
            .unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        output
    }

    #[test]
    fn a_shell_reads_back_every_argument() {
        let text = curl("https://gateway.example/it's", &request());
        assert!(!text.contains('•'), "{text}");
        assert!(run(&["-n"], &text).status.success());
        let output = run(&[], &text);
        assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let secret = |name: &str| format!("<{name} it's $x `y` \\>");
        let body = request().body.unwrap().to_string();
        let body = body.replacen(&format!("{MASK}89AB"), &secret("TOKEN"), 1);
        let body = body.replacen(MASK, &secret("WEBHOOK_HEADERS_X_KEY"), 1);
        let body = body.replacen(MASK, &secret("CHATWOOT_TOKEN"), 1);
        let expected = [
            "-X",
            "POST",
            "https://gateway.example/it's/instance/create",
            "-H",
            &format!("apikey: {}", secret("APIKEY")),
            "-H",
            &format!("Client-Token: {}", secret("CLIENT_TOKEN")),
            "-H",
            &format!("authorization: Bearer {}", secret("AUTHORIZATION")),
            "-H",
            "x-plain: it's $plain",
            "-H",
            "content-type: application/json",
            "-d",
            &body,
        ];
        let printed = String::from_utf8(output.stdout).unwrap();
        let printed: Vec<&str> = printed.trim_end_matches('\0').split('\0').collect();
        assert_eq!(printed, expected);
    }
}
