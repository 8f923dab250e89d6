//! New instances, each by a whole create with an intent of its own, which the item names before anything is sent.

use crate::domain::annotation::{Annotation, Change};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId, IntentId, RunId};
use crate::domain::instance::Instance;
use crate::domain::run::{Came, ItemState, NewItem, RunItem, RunSubject};
use crate::domain::values::{Value, Values};
use crate::engine::event::Done;
use crate::engine::flows::act::Missed;
use crate::engine::flows::create::{New, create};
use crate::engine::flows::reconcile;
use crate::engine::flows::run::secrets;
use crate::engine::shared::Core;
use crate::form::bulk::{Line, Ready};
use crate::providers::{Call, Rest};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Where an item keeps what no form has; keys of forms have no dot.
const ALIAS: &str = "here.alias";
const TAGS: &str = "here.tags";
const NOTE: &str = "here.note";
const NUMBER: &str = "here.number";
const UNMARKED: &str = "here.unmarked";

/// A row of a table as an item. Its intent has its id already, so that a crash finds what was sent for it.
pub fn item(ready: Ready) -> NewItem {
    let Ready { row, account, mut values, annotation, number, unmarked } = ready;
    let name = values.text("name").to_owned();
    values.set_text(ALIAS, annotation.alias);
    values.set(TAGS, Value::List(annotation.tags));
    values.set_text(NOTE, annotation.note);
    values.set_text(NUMBER, number.unwrap_or_default());
    values.set_text(UNMARKED, unmarked);
    let row = u32::try_from(row + 1).ok();
    NewItem { account, subject: RunSubject::New(Some(IntentId::random())), name, values, left_out: None, row }
}

/// A row of a table that is not begun, with why. Nothing of it is kept but its name.
pub fn left_out(row: usize, line: &Line) -> NewItem {
    // Nobody's, where it names none: nothing is done with it.
    let account = line.account.unwrap_or_else(AccountId::random);
    let left_out = line.findings.first().map(|finding| finding.what.word());
    let (name, row) = (format!("{}{}", line.name, line.mark), u32::try_from(row + 1).ok());
    NewItem { account, subject: RunSubject::New(None), name, values: Values::default(), left_out, row }
}

/// Takes apart what [`item`] put together.
fn apart(mut values: Values) -> (Values, Annotation, Option<String>) {
    let mut annotation = Annotation::default();
    annotation.apply(&Change::Alias(values.text(ALIAS).to_owned()));
    annotation.apply(&Change::Note(values.text(NOTE).to_owned()));
    values.list(TAGS).iter().for_each(|tag| annotation.apply(&Change::AddTag(tag.clone())));
    let number = Some(values.text(NUMBER).to_owned()).filter(|number| !number.is_empty());
    for key in [ALIAS, TAGS, NOTE, NUMBER, UNMARKED] {
        values.remove(key);
    }
    (values, annotation, number)
}

/// Creates one.
pub async fn perform(core: &Arc<Core>, run: RunId, item: &RunItem) -> Result<Came, Missed> {
    let intent = intent_of(core, run, item).await?;
    match send(core, run, item, intent).await {
        Ok(Done::InstanceReady(id)) => {
            unmark(core, id, item.values.text(UNMARKED)).await;
            // What it was created with is nobody's business any more.
            core.inventory().board.tell(run, item.position, |item| item.values = Values::default());
            Ok(Came::End(ItemState::Done))
        }
        Ok(Done::Unconfirmed(id)) => {
            let lost = || ItemState::Unconfirmed(FailureKind::ConnectionLost.into());
            Ok(Came::End(core.intent(id).map_or_else(|_| lost(), |intent| ItemState::of_create(&intent))))
        }
        Ok(_) => Err(FailureKind::NameTaken.into()),
        Err(failure) => {
            // Created, and its token is not kept; or the keyring refused in the middle. It has a screen of its own.
            let doubtful = core.intent(intent).is_ok_and(|intent| intent.stage.holds_name() && !intent.refused);
            Err(Missed { failure, doubtful })
        }
    }
}

async fn send(core: &Arc<Core>, id: RunId, item: &RunItem, intent: IntentId) -> Result<Done, Failure> {
    let run = core.inventory().board.run(id).cloned().ok_or(FailureKind::Cancelled)?;
    let (values, annotation, number) = apart(secrets::values(core, &run, item).await?);
    let new = New { intent, account: item.account, values, annotation, number };
    create(core, new, &CancellationToken::new()).await
}

/// The mark behind a name was for the time in which its answer could be lost. Where the gateway takes another name, it
/// gets the one that was wanted; doing that again does no harm. A mark that stays is hidden by the alias.
async fn unmark(core: &Core, id: InstanceId, name: &str) {
    let (Ok(row), false) = (core.instance(id), name.is_empty()) else { return };
    let Ok(account) = core.account(row.account) else { return };
    let form = Core::provider(&account).ok().and_then(|it| it.settings_form(account.version.as_deref()));
    if form.is_none_or(|form| form.field("name").is_none()) {
        return;
    }
    let mut values = Values::default();
    values.set_text("name", name);
    let call = Call::Change { keys: vec!["name"], values, rest: Rest::default() };
    if core.ask(&account, &row, &call).await.is_ok() {
        let renamed = |row: &mut Instance| {
            row.call_it(name);
            if row.annotation.alias == row.name {
                row.annotation.alias.clear();
            }
        };
        let _ = core.change_instance(id, renamed).await;
    }
}

/// The intent of an item: a fresh one, written down, where the earlier one was used up by a try that failed.
async fn intent_of(core: &Core, run: RunId, item: &RunItem) -> Result<IntentId, Failure> {
    if let Some(id) = item.intent()
        && core.intent(id).is_err()
    {
        return Ok(id);
    }
    let fresh = IntentId::random();
    let told = core
        .inventory()
        .board
        .tell(run, item.position, |item| item.subject = RunSubject::New(Some(fresh)))
        .ok_or(FailureKind::Cancelled)?;
    core.store.save_item(run, &told).await?;
    Ok(fresh)
}

/// Looks what became of one that is not confirmed. Only reads.
pub async fn check(core: &Arc<Core>, id: IntentId) -> Option<ItemState> {
    let _ = reconcile::once(core, id).await;
    let state = ItemState::of_create(&core.intent(id).ok()?);
    (!matches!(state, ItemState::ToGo | ItemState::Unconfirmed(_))).then_some(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_goes_along() {
        let annotation = Annotation {
            alias: "Loja".to_owned(),
            tags: vec!["sp".to_owned(), "vip".to_owned()],
            note: "a\nb".to_owned(),
        };
        let mut values = Values::default();
        values.set_text("name", "loja");
        let number = Some("5511988771200".to_owned());
        let account = AccountId::random();
        let unmarked = "loja".to_owned();
        let ready = Ready {
            row: 6,
            account,
            values: values.clone(),
            annotation: annotation.clone(),
            number: number.clone(),
            unmarked,
        };
        let item = item(ready);
        assert_eq!((item.name.as_str(), item.row), ("loja", Some(7)));
        assert_eq!(apart(item.values), (values, annotation, number));
    }
}
