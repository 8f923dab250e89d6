use super::*;
use crate::domain::failure::FailureKind;
use crate::domain::journal::Stage;
use crate::domain::phone::{self, Typed};
use crate::engine::event::{Event, Loaded};
use jiff::Timestamp;

fn state() -> State {
    let made = crate::made::account("evolution");
    let account = Account { base_url: "https://evo.acme.example".to_owned(), ..made };
    let mut state = State::default();
    state.apply(Event::Loaded(Box::new(Loaded { accounts: vec![account], ..Loaded::default() })));
    state
}

#[test]
fn a_stand_in_is_the_same_each_time_and_is_taken_back_when_it_is_sent() {
    let (mut state, mut veil) = (state(), Veil::default());
    let first = veil.over(&mut state).accounts[0].clone();
    assert_eq!((first.label.as_str(), first.base_url.as_str()), ("account-1", "https://host-1"));
    assert_eq!(veil.over(&mut state).accounts[0], first);
    let mut values = Values::default();
    values.set_text("label", first.label);
    values.set_text("base_url", first.base_url);
    values.set_text("other", "typed");
    let (provider, existing) = (first.provider, Some(first.id));
    let sent = veil.meant(Command::TestAccount { provider, values, existing });
    let Command::TestAccount { values, .. } = sent else { panic!("another command") };
    let texts = ["label", "base_url", "other"].map(|key| values.text(key));
    assert_eq!(texts, ["vps-01", "https://evo.acme.example", "typed"]);
    assert_eq!(veil.meant_text("https://host-1".to_owned()), "https://evo.acme.example");
    assert_eq!(veil.meant_page("https://host-1/manager/a"), "https://evo.acme.example/manager/a");
    assert_eq!(veil.meant_page("https://other.example/a"), "https://other.example/a");
}

#[test]
fn rows_and_entries_are_copied_when_they_change_and_stay_where_they_are_found() {
    let (mut state, mut veil) = (state(), Veil::default());
    let account = state.accounts[0].id;
    let rows = ["a", "b", "c"].map(|name| Arc::new(crate::made::instance(account, name)));
    state.apply(Event::InstancesChanged(rows.to_vec()));
    let first = veil.over(&mut state).instances.clone();
    assert_eq!((first.len(), state.instances.len()), (3, 3));
    // A frame in which nothing changed, and one after a row changed and one went.
    assert!(
        veil.over(&mut state)
            .instances
            .iter()
            .zip(first.iter())
            .all(|(now, before)| Arc::ptr_eq(now, before))
    );
    state
        .apply(Event::InstancesChanged(vec![Arc::new(Instance { profile: Some("Ana".into()), ..(*rows[1]).clone() })]));
    state.apply(Event::InstancesRemoved(vec![rows[2].id]));
    let shown = veil.over(&mut state);
    assert!(Arc::ptr_eq(&shown.instances[0], &first[0]) && shown.instances.len() == 2);
    assert_eq!(shown.instance(rows[1].id).and_then(|row| row.profile.as_deref()), Some(HIDDEN));
    assert_eq!(shown.instance(rows[2].id), None);
    assert_eq!(state.instance(rows[1].id).and_then(|row| row.profile.as_deref()), Some("Ana"));
}

#[test]
fn a_number_has_a_stand_in_that_pairing_takes_and_sends_as_the_real_one() {
    let (mut state, mut veil) = (state(), Veil::default());
    let mut row = crate::made::instance(state.accounts[0].id, "a");
    row.phone = Some("5511988771234".to_owned());
    row.facts = vec![(NUMBER.to_owned(), "5511988771234".to_owned())];
    let id = row.id;
    state.apply(Event::InstancesChanged(vec![Arc::new(row)]));
    let shown = veil.over(&mut state).instances[0].phone.clone().unwrap();
    assert_eq!(veil.copy().instances[0].facts[0].1, shown);
    let Typed::Number(typed) = phone::read(&Phone::write(&shown)) else { panic!("no number: {shown}") };
    assert_ne!(typed.digits(), "5511988771234");
    let sent = veil.meant(Command::Pair { instance: id, phone: Some(typed.digits().to_owned()) });
    let Command::Pair { phone, .. } = sent else { panic!("another command") };
    assert_eq!(phone.as_deref(), Some("5511988771234"));
    assert_eq!(veil.meant_text(Phone::write(&shown)), "+55 11 98877-1234");
    // What a person types stands for itself.
    let sent = veil.meant(Command::Pair { instance: id, phone: Some("5511977770000".to_owned()) });
    assert_eq!(sent, Command::Pair { instance: id, phone: Some("5511977770000".to_owned()) });
}

#[test]
fn what_the_activity_tells_of_is_called_what_it_is() {
    let (mut state, mut veil) = (state(), Veil::default());
    let told = |what: &str, subject: &str| Entry {
        at: Timestamp::UNIX_EPOCH,
        account: None,
        instance: None,
        intent: None,
        what: what.to_owned(),
        subject: subject.to_owned(),
        outcome: Outcome::Noted,
    };
    let label = state.accounts[0].label.clone();
    state.apply(Event::Noted(told("activity-account-added", &label)));
    let shown = veil.over(&mut state);
    assert_eq!(shown.accounts[0].label, "account-1");
    assert_eq!(shown.entries.iter().map(|entry| entry.subject.as_str()).collect::<Vec<_>>(), ["account-1"]);
}

#[test]
fn creates_and_settings_of_many_are_copied_when_they_change_with_stand_ins_in_what_failed_too() {
    let (mut state, mut veil) = (state(), Veil::default());
    let account = state.accounts[0].id;
    let intent = crate::made::intent(account, "vendas-sul", Stage::Human);
    state.apply(Event::IntentChanged(Box::new(intent.clone())));
    let ids = [InstanceId::random(), InstanceId::random()];
    for id in ids {
        let mut read = SettingsRead::of(id, Timestamp::UNIX_EPOCH);
        read.values.set_text("webhook_url", "https://hooks.acme.example/wa");
        read.failure = Some(Failure { details: "hooks.acme.example".to_owned(), ..FailureKind::Refused.into() });
        state.apply(Event::SettingsRead(Box::new(read)));
    }
    let shown = veil.over(&mut state);
    assert_eq!(shown.intent(intent.id).map(|it| it.name.as_str()), Some("instance-1"));
    assert_eq!(shown.open_intents().count(), 1);
    let first = ids.map(|id| Arc::clone(&shown.settings_read[&id]));
    assert!(first[0].values.text("webhook_url").starts_with("https://host-"));
    assert_eq!(first[0].failure.as_ref().map(|failure| failure.details.as_str()), Some(HIDDEN));
    // One is read once more, the other stays the same.
    state.apply(Event::SettingsRead(Box::new(SettingsRead::of(ids[0], Timestamp::UNIX_EPOCH))));
    let shown = veil.over(&mut state);
    assert_eq!(ids.map(|id| shown.settings_read[&id].failure.is_some()), [false, true]);
    assert!(Arc::ptr_eq(&shown.settings_read[&ids[1]], &first[1]));
    assert_eq!(state.settings_read[&ids[1]].values.text("webhook_url"), "https://hooks.acme.example/wa");
    state.forget_read();
    assert!(veil.over(&mut state).settings_read.is_empty());
}

#[test]
fn alerts_and_rules_are_shown_with_stand_ins_and_rules_are_kept_as_they_were_meant() {
    use crate::domain::watch::{Kind, Rule, Scope, Subject};
    let (mut state, mut veil) = (state(), Veil::default());
    let (account, now) = (state.accounts[0].id, Timestamp::now());
    let mut failure = Failure::new(FailureKind::Dns).details("no evo.acme.example");
    failure.request_id = Some("req_acme".to_owned());
    let alert = Alert {
        kind: Kind::Unreachable,
        about: Subject::Account(account),
        account,
        since: now,
        opened: now,
        reason: None,
        failure: Some(failure),
        told: true,
        snoozed_until: None,
        ended: None,
    };
    state.apply(Event::AlertsChanged(Arc::new(vec![alert])));
    let rule = Rule { scope: Scope::Tag("acme".to_owned()), ..Rule::of(Kind::Lost, 2) };
    state.watch.rules.rules = vec![rule];
    let shown = veil.over(&mut state).watch.clone();
    let failure = shown.alerts[0].failure.clone().unwrap();
    assert_eq!((failure.details.as_str(), failure.request_id), (HIDDEN, None));
    assert_eq!(shown.rules.rules[0].scope, Scope::Tag("tag-1".to_owned()));
    assert!(Arc::ptr_eq(&veil.over(&mut state).watch.alerts, &shown.alerts), "copied when they change");
    let sent = veil.meant(Command::SaveRules { rules: shown.rules });
    assert_eq!(sent, Command::SaveRules { rules: state.watch.rules.clone() });
}
