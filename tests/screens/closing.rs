//! The question before closing, and the notice that the keyring is waited for, in every language and size.

use super::*;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use pairdesk::app::cx::Cx;
use pairdesk::app::shell;
use pairdesk::app::state::State;
use pairdesk::engine::AtStake;
use pairdesk::engine::event::VaultState;
use pairdesk::ui::theme;

/// What is asked, and the answer once there is one.
struct Question {
    at_stake: AtStake,
    texts: Texts,
    theme: Theme,
    state: State,
    answer: Option<bool>,
    ready: bool,
}

fn draw(ui: &mut egui::Ui, question: &mut Question) {
    if !std::mem::replace(&mut question.ready, true) {
        theme::install(ui.ctx());
        theme::apply(ui.ctx(), question.theme);
        return;
    }
    let (mut outbox, mut next_job) = (Vec::new(), 0);
    let changes_in = std::cell::Cell::new(Duration::MAX);
    let mut cx = Cx {
        state: &question.state,
        texts: &question.texts,
        outbox: &mut outbox,
        next_job: &mut next_job,
        changes_in: &changes_in,
    };
    shell::waiting_ui(ui, &cx, Route::Instances);
    question.answer = question.answer.or(shell::close_dialog_ui(ui, &mut cx, &question.at_stake));
}

fn ask(at_stake: AtStake, language: Language, theme: Theme, size: [f32; 2]) -> Harness<'static, Question> {
    let mut state = State::default();
    state.apply(Event::VaultChanged(VaultState::Waiting));
    let question = Question { at_stake, texts: Texts::new(language), theme, state, answer: None, ready: false };
    let mut harness = Harness::builder().with_size(size).build_ui_state(draw, question);
    harness.run_steps(4);
    harness
}

#[test]
fn every_question_before_closing_is_asked_in_every_language_and_can_be_answered_both_ways() {
    let names: Vec<String> = (1..=7).map(|number| format!("loja-{number}")).collect();
    let all = [
        (AtStake::Answer, "close-title"),
        (AtStake::Unkept(names[..1].to_vec()), "close-unkept-title"),
        (AtStake::Memory(names), "close-memory-title"),
        (AtStake::Run { ended: 9, of: 14 }, "close-run-title"),
    ];
    for language in Language::ALL {
        for (theme, size) in [(Theme::Light, [1280.0, 800.0]), (Theme::Dark, [640.0, 480.0])] {
            for (at_stake, title) in &all {
                for (id, answer) in [("confirm.cancel", false), ("confirm.ok", true)] {
                    let mut harness = ask(at_stake.clone(), language, theme, size);
                    let texts = Texts::new(language);
                    harness.get_by_label(&texts.t(title));
                    harness.get_by_label(&texts.t("vault-waiting-text"));
                    assert_eq!(harness.query_by_label_contains("14").is_some(), title.contains("run"));
                    assert_eq!(harness.query_by_label_contains("loja-5 + 2").is_some(), title.contains("memory"));
                    let button = harness
                        .get_all_by_role(Role::Button)
                        .find(|node| node.accesskit_node().author_id() == Some(id));
                    button.unwrap().click();
                    harness.run_steps(3);
                    assert_eq!(harness.state().answer, Some(answer), "{title} in {}", language.tag());
                }
            }
        }
    }
}

#[test]
fn that_the_database_is_of_no_use_is_said_in_the_window_until_it_has_been_read() {
    struct Told {
        texts: Texts,
        state: State,
        ready: bool,
        read: bool,
    }
    for language in Language::ALL {
        let mut state = State::default();
        state.apply(Event::Unusable("the damaged database cannot be set aside".to_owned()));
        let draw = |ui: &mut egui::Ui, told: &mut Told| {
            if !std::mem::replace(&mut told.ready, true) {
                theme::install(ui.ctx());
                theme::apply(ui.ctx(), Theme::Light);
                return;
            }
            let Told { texts, state, read, .. } = told;
            let changes_in = std::cell::Cell::new(Duration::MAX);
            let cx = Cx { state, texts, outbox: &mut Vec::new(), next_job: &mut 0, changes_in: &changes_in };
            let why = state.unusable.as_deref().unwrap();
            *read |= shell::unusable_ui(ui, &cx, why);
        };
        let told = Told { texts: Texts::new(language), state, ready: false, read: false };
        let mut harness = Harness::builder().with_size([640.0, 480.0]).build_ui_state(draw, told);
        harness.run_steps(4);
        harness.get_by_label(&Texts::new(language).t("start-folder"));
        harness.get_by_label("the damaged database cannot be set aside");
        assert!(!harness.state().read);
        harness.get_by_label(&Texts::new(language).t("close")).click();
        harness.run_steps(3);
        assert!(harness.state().read, "{}", language.tag());
    }
}
