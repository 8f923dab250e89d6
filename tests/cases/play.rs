//! Plays a case: a gateway, an engine, a window, the gestures, and then what has to be so.

use crate::case::{Case, Gesture};
use crate::check;
use crate::gateway::Gateway;
use crate::outside;
use crate::shelf::Shelf;
use crate::window::{PATIENCE, Window};
use pairdesk::engine::{Deadlines, Engine, Options, Timing};
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Waits of half a minute are played in a second and a half.
const HASTE: f64 = 20.0;
/// A host that is on no computer at all, for cases about ways through a proxy.
const FAR: &str = "http://192.0.2.7";

/// What a case is played on.
pub struct Stage {
    pub gateway: Gateway,
    pub dir: PathBuf,
    pub window: Window,
    /// Everything that was typed as a secret.
    pub secrets: Vec<String>,
    shelf: Shelf,
    haste: f64,
}

pub fn play(case: &Case) -> Result<(), String> {
    let given = &case.report.given;
    let haste = if given.steps.iter().any(|step| step.delay_s > 0.0) { HASTE } else { 1.0 };
    let dir = std::env::temp_dir().join(format!("pairdesk-case-{}", uuid::Uuid::new_v4().simple()));
    let shelf = Shelf::default();
    let gateway = Gateway::start(case, outside::port(), haste);
    let window = Window::on(engine(&dir, &shelf, haste)?);
    let mut stage = Stage { gateway, dir, window, secrets: Vec::new(), shelf, haste };
    let result = stage.run(case);
    let dir = stage.dir.clone();
    drop(stage);
    let _ = std::fs::remove_dir_all(dir);
    result
}

fn engine(dir: &std::path::Path, shelf: &Shelf, haste: f64) -> Result<Engine, String> {
    let millis = Duration::from_millis;
    let usual = Deadlines::default();
    let faster = |time: Duration| time.div_f64(haste);
    let deadlines =
        Deadlines { silence: faster(usual.silence), answer: faster(usual.answer), slow: faster(usual.slow), ..usual };
    let timing = Timing {
        undo: Duration::ZERO,
        lookups: vec![millis(60)],
        absent_after: millis(300),
        residue: vec![millis(50)],
        residue_after: millis(90),
        lag: millis(0),
        settle: millis(600),
        deadlines,
        ..Timing::default()
    };
    let deadline = Instant::now() + PATIENCE;
    loop {
        let options =
            Options { data_dir: Some(dir.to_owned()), sandbox: false, timing: timing.clone(), wake: Box::new(|| {}) };
        match Engine::start(options, shelf.keyring()) {
            Ok(engine) => return Ok(engine),
            Err(error) if Instant::now() > deadline => return Err(format!("the engine did not start: {error:?}")),
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

impl Stage {
    fn run(&mut self, case: &Case) -> Result<(), String> {
        let has_account = case.report.gestures.first().is_some_and(|first| first.verb.ends_with(" account"));
        if !has_account {
            self.fill_account(case, &Map::new())?;
            self.press_and_wait("account.save", "account.cancel")?;
            self.window.wait("the account", |screen| screen.can_use("account.add"))?;
        }
        for gesture in &case.report.gestures {
            self.act(case, gesture).map_err(|words| format!("at “{}”: {words}", gesture.verb))?;
        }
        check::check(self, case)
    }

    fn act(&mut self, case: &Case, gesture: &Gesture) -> Result<(), String> {
        let about = &gesture.about;
        let name = about.as_str().unwrap_or_default();
        match gesture.verb.as_str() {
            "fill account" => self.fill_account(case, &case.report.given.form),
            "test account" => {
                self.fill_account(case, &case.report.given.form)?;
                self.press_and_wait("account.test", "account.cancel")
            }
            "save account" => {
                self.fill_account(case, &case.report.given.form)?;
                self.press_and_wait("account.save", "account.cancel")
            }
            "refresh" => {
                self.window.press("nav.instances")?;
                self.press_and_wait("instances.refresh", "instances.refresh.cancel")
            }
            "fill instance" => self.fill_instance(about.as_object().unwrap_or(&case.report.given.form)),
            "create" => {
                self.fill_instance(about.as_object().unwrap_or(&case.report.given.form))?;
                self.window.press("wizard.review")?;
                self.press_and_wait("wizard.create", "wizard.cancel")
            }
            "open" => self.open(name),
            "check" => self.open(name).and_then(|()| self.check_row(name)),
            "restart" => self.open(name).and_then(|()| self.press_and_wait("detail.restart", "detail.action.cancel")),
            "log out" => {
                self.open(name)?;
                self.window.press("detail.logout")?;
                self.press_and_wait("confirm.ok", "detail.action.cancel")
            }
            "delete" => {
                self.open(name)?;
                self.window.press("detail.delete")?;
                self.window.write("confirm.text", name)?;
                self.press_and_wait("confirm.ok", "detail.action.cancel")
            }
            "pair" => self.open(name).and_then(|()| self.window.press("detail.pair")),
            "pair by code" => {
                self.open(about["name"].as_str().unwrap_or_default())?;
                self.window.press("detail.pair")?;
                self.window.press("pair.use-code")?;
                self.window.write("pair.phone", about["phone"].as_str().unwrap_or_default())?;
                self.window.press("pair.ask-code")
            }
            "press" => self.window.press(name),
            "write" => {
                let mut fields = about.as_object().into_iter().flatten();
                fields.try_for_each(|(id, text)| self.window.write(id, text.as_str().unwrap_or_default()))
            }
            "wait for" => self.window.wait(name, |screen| screen.says(name)),
            "start again" => self.start_again(),
            other => Err(format!("there is no gesture “{other}”")),
        }
    }

    /// Fills in the form of an account: what is usual, and what the case has instead.
    fn fill_account(&mut self, case: &Case, form: &Map<String, Value>) -> Result<(), String> {
        self.window.wait("the first screen", |screen| screen.can_use("nav.credentials"))?;
        self.window.press("nav.credentials")?;
        self.window.press("account.add")?;
        self.window.press(&format!("account.provider.{}", case.provider))?;
        let key = match case.provider.as_str() {
            "zapi" => "partner_token",
            "enviaai" | "waha" => "api_key",
            _ => "global_key",
        };
        let secret = case.report.given.secret.clone().unwrap_or_else(|| "KEY-OF-THE-CASE-0123456789".to_owned());
        let mut values = Map::from_iter([
            ("label".to_owned(), Value::from("vps-01")),
            ("base_url".to_owned(), Value::from("{gateway}")),
            (key.to_owned(), Value::from(secret)),
        ]);
        values.extend(form.clone());
        if case.provider == "zapi" {
            values.entry("client_token").or_insert_with(|| "CLIENT-TOKEN-0123456789".into());
        }
        for (field, value) in &values {
            if field.ends_with("_key") || field.ends_with("_token") {
                self.secrets.extend(value.as_str().map(|text| text.trim_matches(['"', '\'', ' ']).to_owned()));
            }
        }
        self.fill(&values)
    }

    fn fill_instance(&mut self, form: &Map<String, Value>) -> Result<(), String> {
        self.window.press("nav.new-instance")?;
        self.fill(form)
    }

    /// Texts are written; a switch is pressed where it is asked for.
    fn fill(&mut self, values: &Map<String, Value>) -> Result<(), String> {
        for (field, value) in values {
            let id = format!("field.{field}");
            match value {
                Value::String(text) => {
                    let text = text.replace("{gateway}", &self.gateway.address).replace("{far}", FAR);
                    self.window.write(&id, &text)?;
                }
                Value::Bool(true) => self.window.press(&id)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn open(&mut self, name: &str) -> Result<(), String> {
        self.window.press("nav.instances")?;
        self.window.press(&format!("instance.{name}"))
    }

    /// "Check now" stands in the row's own menu.
    fn check_row(&mut self, name: &str) -> Result<(), String> {
        self.window.press(&format!("instance.{name}.menu"))?;
        self.press_and_wait("menu.check", "detail.action.cancel")
    }

    /// Presses, and waits until the button that stops it is gone.
    fn press_and_wait(&mut self, id: &str, cancel: &str) -> Result<(), String> {
        self.window.press(id)?;
        self.window.wait(&format!("the end of {id}"), |screen| !screen.can_use(cancel))
    }

    fn start_again(&mut self) -> Result<(), String> {
        let elsewhere = std::env::temp_dir().join(format!("pairdesk-case-{}", uuid::Uuid::new_v4().simple()));
        // A window cannot be without an engine: the old one ends when another takes its place.
        let stand_in = engine(&elsewhere, &Shelf::default(), self.haste)?;
        self.window = Window::on(stand_in);
        self.window = Window::on(engine(&self.dir, &self.shelf, self.haste)?);
        let _ = std::fs::remove_dir_all(elsewhere);
        Ok(())
    }
}
