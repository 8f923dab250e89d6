//! The sandbox in the app: started, its accounts added, its phone and its faults.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::secret::Secret;
use crate::domain::values::{Value, Values};
use crate::engine::event::{Done, Event, SandboxGateway, SandboxInfo};
use crate::engine::flows::accounts::{self, Sure, Typed};
use crate::engine::shared::{Core, Running};
use crate::providers;
use crate::sandbox::{self, Gateway, Sandbox};
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Starts it and adds its accounts. Accounts of an earlier run are useless and go first.
pub async fn start(core: &Arc<Core>) -> Result<Done, Failure> {
    let _turn = core.sandbox_turn.lock().await;
    let has_accounts = core.inventory().accounts.values().any(|account| account.sandbox);
    let running = core.inventory().sandbox.is_some();
    if running && has_accounts {
        return Ok(Done::Nothing);
    }
    // Running without accounts: the keyring did not take them when it was started.
    if !running {
        remove_accounts(core).await;
        let failed = |words: String| Failure::new(FailureKind::SandboxFailed).details(words);
        let sandbox = sandbox::start(0).await.map_err(|error| failed(error.to_string()))?;
        let info = SandboxInfo {
            announcement: Secret::new(sandbox.announcement().to_string()),
            control: format!("http://{}/sandbox", sandbox.addr()),
            gateways: gateways(&sandbox),
            profiles: Sandbox::profiles().collect(),
            faults: Sandbox::faults().collect(),
        };
        core.inventory().sandbox = Some(Running { sandbox, info });
    }
    let offered = core.inventory().sandbox.as_ref().map(|running| (running.sandbox.accounts(), running.info()));
    let Some((offered, info)) = offered else { return Ok(Done::Nothing) };
    let mut first_failure = None;
    for account in offered {
        let Some(provider) = providers::by_id(account.provider) else { continue };
        let mut values = Values::default();
        values.set_text("label", account.label);
        values.set_text("base_url", account.base_url);
        for (key, secret) in account.secrets {
            values.set(key, Value::Secret(Secret::new(secret)));
        }
        let typed = Typed { provider: provider.id(), values, existing: None };
        let saved = accounts::save_of_sandbox(core, typed).await;
        first_failure = first_failure.or(saved.err());
    }
    core.emit(Event::SandboxChanged(Some(info))).await;
    first_failure.map_or(Ok(Done::Nothing), Err)
}

/// Stops it and removes its accounts.
pub async fn stop(core: &Arc<Core>) -> Result<Done, Failure> {
    let _turn = core.sandbox_turn.lock().await;
    let running = core.inventory().sandbox.take();
    if let Some(running) = running {
        running.sandbox.stop().await;
    }
    remove_accounts(core).await;
    core.emit(Event::SandboxChanged(None)).await;
    Ok(Done::Nothing)
}

async fn remove_accounts(core: &Arc<Core>) {
    let stale: Vec<AccountId> = {
        let inventory = core.inventory();
        let of_sandbox = |account: &&Account| account.sandbox;
        inventory.accounts.values().filter(of_sandbox).map(|account| account.id).collect()
    };
    for id in stale {
        // One that cannot be removed now is tried again at the next start.
        let _ = accounts::remove(core, id, Sure::Anyway).await;
    }
}

/// Its phone scans a code.
pub fn scan(core: &Core, shown: &Secret, phone: &str, name: &str) -> Result<Done, Failure> {
    let inventory = core.inventory();
    let running = inventory.sandbox.as_ref().ok_or_else(|| Failure::new(FailureKind::SandboxFailed))?;
    let found = running.sandbox.scan(shown.expose(), phone, name);
    found.map(|_| Done::Nothing).map_err(|_| FailureKind::NotFound.into())
}

/// Its phone scans the code that an instance shows now.
pub fn scan_of(core: &Core, id: InstanceId, phone: &str, name: &str) -> Result<Done, Failure> {
    let row = core.instance(id)?;
    let label = core.account(row.account)?.label;
    let shown = {
        let inventory = core.inventory();
        let running = inventory.sandbox.as_ref().ok_or_else(|| Failure::new(FailureKind::SandboxFailed))?;
        let gateway = running.info.gateways.iter().find(|gateway| gateway.label == label).map(|gateway| gateway.name);
        let world = running.sandbox.state();
        let is_it = |one: &&Json| gateway.is_some_and(|name| one["gateway"] == name) && one["name"] == row.name;
        let found = world["instances"].as_array().into_iter().flatten().find(is_it);
        found.and_then(|one| one["code"].as_str()).map(|code| Secret::new(code.to_owned()))
    };
    scan(core, &shown.ok_or(FailureKind::NoCodeToScan)?, phone, name)
}

/// It misbehaves for the next requests.
pub fn fault(core: &Core, provider: &str, fault: &str, times: u32) -> Result<Done, Failure> {
    let inventory = core.inventory();
    let running = inventory.sandbox.as_ref().ok_or_else(|| Failure::new(FailureKind::SandboxFailed))?;
    let ordered = running.sandbox.set_fault(provider, fault, u64::from(times));
    ordered
        .map(|()| Done::Nothing)
        .map_err(|words| Failure::new(FailureKind::SandboxFailed).details(words))
}

/// One of its gateways becomes odd, or usual again.
pub async fn profile(core: &Core, gateway: &str, profile: &str) -> Result<Done, Failure> {
    let chosen = {
        let mut inventory = core.inventory();
        let running = inventory.sandbox.as_mut().ok_or_else(|| Failure::new(FailureKind::SandboxFailed))?;
        let order = json!({"provider": gateway, "profile": profile});
        let chosen = running.sandbox.choose_profile(&order);
        running.info.gateways = gateways(&running.sandbox);
        chosen.map(|()| running.info())
    };
    let info = chosen.map_err(|words| Failure::new(FailureKind::SandboxFailed).details(words))?;
    core.emit(Event::SandboxChanged(Some(info))).await;
    Ok(Done::Nothing)
}

fn gateways(sandbox: &Sandbox) -> Vec<SandboxGateway> {
    let chosen = sandbox.chosen_profiles().into_iter();
    let row = |(gateway, profile): (Gateway, _)| SandboxGateway {
        provider: gateway.provider(),
        name: gateway.name(),
        label: gateway.label(),
        profile,
    };
    chosen.map(row).collect()
}
