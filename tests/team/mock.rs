//! Mock interviews: a scenario in a private thread, alone or in a pair.

use chrono::TimeDelta;
use twilight_model::guild::Permissions;
use viva::domain::mock::{MockState, SaidPart, Sight};
use viva::local::{Fault, FaultKind, MessageView, Outcome};
use viva::store::Closing;

use crate::kit::{Team, id_of, says, says_not, tea};

#[tokio::test]
async fn a_run_from_the_setting_to_the_debrief() {
    let team = Team::at_the_inn().await;
    let choices = team.completions(team.ada, "/mock start scenario:forty").await;
    assert_eq!(choices, ["Tea for forty (incident, mid, 20 min)"]);
    let (thread, kettle) = team.begins(team.ada, "").await;
    says(&kettle, "The kettle holds two liters.");
    says(&kettle, "of 20 planned minutes");
    assert_eq!(team.local.with(|world| u8::from(world.channels[&thread].kind)), 12);
    assert!(!team.local.with(|world| world.can_view(team.ben, thread)), "it is private");

    // A hint, noted; its own button gives the next.
    team.clicks(team.ada, &kettle, "Hint").await;
    let hint = team.expect_message(thread, "Who is it for?").await;
    team.clicks(team.ada, &hint, "Next hint").await;
    says(&team.expect_message(thread, "Whom could you ask").await, "hint 2 of 3");

    // Several messages are one answer, and edits and deletions are followed.
    team.tells(team.ada, thread, "First I count the guests.").await;
    let slip = team.says(team.ada, thread, "I borrow a second kettle.");
    team.expect_reaction(slip, "✅").await;
    team.deletes(team.ada, slip);
    let taps = team.says(team.ada, thread, "Then I open the taps.");
    team.expect_reaction(taps, "✅").await;
    team.edits(team.ada, taps, "Then I open all the taps.");
    let review = team.clicks(team.ada, &kettle, "Done with this stage").await;
    says(&review, "1 of 2 key points");
    says(
        &review,
        "✅ **Covered**: Count the guests, and how many cups each wants. *(decisive)*\n  “First I count the guests.”",
    );
    says(&review, "⬜ **Missed**: Borrow a second kettle from next door.");
    says(&review, "⚠️ **Red flag**: Open all the taps at once.");

    // What is said now does not belong to it; what was seen can be corrected.
    let late = team.says(team.ada, thread, "I borrow a second kettle.");
    let corrected = team.selects(team.ada, &review, &["count-guests", "second-kettle"]).await;
    says(&corrected, "2 of 2 key points");
    team.clicks(team.ada, &corrected, "Close the stage and go on").await;
    let flood = team.expect_message(thread, "2. The flood").await;
    says(&flood, "You open all the taps. Let us see what that does.");
    assert!(team.local.message(late).expect("it is there").reactions.is_empty());

    team.tells(team.ada, thread, "I would close the main valve! And should I warm the pots?").await;
    let pots = team.closes(team.ada, &flood, "3. The pots").await;
    says(&pots, "The floor is dry again.");
    team.tells(team.ada, thread, "They steep for four minutes.").await;
    team.closes(team.ada, &pots, "Debrief: Tea for forty").await;
    let rubric = team.of_bot(thread).into_iter().find(|message| message.text().contains("Debrief: Tea")).unwrap();
    // Two hints in the first stage, one of two in the second, one red flag: 4. In the third everything, said early or late: 5.
    says(&rubric, "Keeps order · 4 of 5");
    says(&rubric, "Knows the craft · 5 of 5");
    says(&rubric, "“I would close the main valve!");
    let stages = team.expect_message(thread, "Mock debrief · 2 of 3").await;
    says(&stages, "**1. The kettle** · 2 of 2 · 2 hints");
    says(&stages, "⬜ Warn the guests of the wet floor.");
    says(&stages, "Instead: one at a time, or the pipes burst.");
    let plan = team.expect_message(thread, "What to take with you").await;
    says(&plan, "They ask who wants no tea.");
    says(&plan, "1. **A good pot of tea** (`brewing-tea`): Say what each step is for.");
    assert!(team.has_card(team.ada, "brewing-tea").await);
    assert_eq!(team.points(team.ada).await, 0, "a mock earns no points");
    team.finish().await;
}

#[tokio::test]
async fn without_red_flags_the_way_is_another_and_runs_are_compared() {
    let team = Team::at_the_inn().await;
    says(&team.commands(team.ada, "/mock history").await, "You have run no mock interview yet.");
    for answer in ["We count the guests, and borrow a kettle.", "I count the guests and cups."] {
        let (thread, kettle) = team.begins(team.ada, "").await;
        team.tells(team.ada, thread, answer).await;
        let pots = team.closes(team.ada, &kettle, "2. The pots").await;
        says(&pots, "The kettles are on. Now the pots.");
        // Nothing said: asks before the stage is skipped.
        let asked = team.clicks(team.ada, &pots, "Done with this stage").await;
        says(&asked, "Nothing was said in this stage yet.");
        team.clicks(team.ada, &asked, "Skip this stage").await;
        for part in ["Debrief: Tea for forty", "2 of 3", "What to take with you"] {
            team.expect_message(thread, part).await;
        }
        team.advance(TimeDelta::days(1)).await;
    }
    let history = team.commands(team.ada, "/mock history").await;
    assert!(history.ephemeral);
    says(&history, "**Tea for forty** · 3.0 of 5");
    says(&history, "Tea for forty, run by run");
    says(&history, "Keeps order: **5 → 4**");
    says(&history, "Knows the craft: **1 → 1**");
    says(&history, "All in all: **3.0 → 2.5**");
    says(&team.commands(team.ben, "/mock history").await, "You have run no mock interview yet.");
    team.finish().await;
}

#[tokio::test]
async fn without_message_content_it_runs_by_forms() {
    let mut team = Team::with(crate::kit::monday(), |demo| {
        demo.world.set_intents(demo.bot.application_id, true, true, false);
    })
    .await;
    team.asks_from(tea);
    let (thread, kettle) = team.begins(team.ada, "").await;
    says(&kettle, "Send your answer by the form");
    let unheard = team.says(team.ada, thread, "I count the guests.");
    let Outcome::Form(form) = team.click_outcome(team.ada, &kettle, "Answer by form").await else { panic!("no form") };
    says(&team.sends_form(team.ada, &form, "I count the guests.").await, "Your answer is in");
    let Outcome::Form(form) = team.click_outcome(team.ada, &kettle, "Answer by form").await else { panic!("no form") };
    assert_eq!(form.fields[0].value.as_deref(), Some("I count the guests."));
    team.sends_form(team.ada, &form, "I count the guests, and borrow another kettle.").await;
    let review = team.clicks(team.ada, &kettle, "Done with this stage").await;
    says(&review, "2 of 2 key points");
    assert!(team.local.message(unheard).expect("it is there").reactions.is_empty());
    let closed = team.sends_form_refused(&kettle).await;
    says(&closed, "The answer of this stage is complete already.");
    team.clicks(team.ada, &review, "Close the stage and go on").await;
    team.expect_message(thread, "2. The pots").await;
    team.finish().await;
}

impl Team {
    async fn sends_form_refused(&self, stage: &MessageView) -> MessageView {
        self.clicks(self.ada, stage, "Answer by form").await
    }
}

#[tokio::test]
async fn it_can_be_paused_for_days_and_a_lost_thread_is_no_loss() {
    let team = Team::at_the_inn().await;
    let (thread, kettle) = team.begins(team.ada, "").await;
    team.tells(team.ada, thread, "I count the guests.").await;
    says(&team.clicks(team.ada, &kettle, "Pause").await, "`/mock resume` brings you back");
    team.expect_message(thread, "Paused. Everything said is kept.").await;
    let asleep = || team.local.with(|world| world.channels[&thread].thread.as_ref().is_some_and(|it| it.archived));
    team.until("the thread is asleep", || asleep().then_some(())).await;
    says(&team.commands(team.ada, "/mock history").await, "paused at stage 1");
    team.advance(TimeDelta::days(9)).await;
    says(&team.commands(team.ada, "/mock start scenario:tea-for-forty").await, "You are in a mock already.");
    assert_eq!(team.thread_in(&team.commands(team.ada, "/mock resume").await), thread);
    says(&team.expect_message(thread, "Welcome back.").await, "You are at stage 1, **The kettle**");
    assert!(!asleep());
    let pots = team.closes(team.ada, &kettle, "2. The pots").await;

    // Somebody deletes the thread. The buttons went with it, and what was said did not.
    team.tells(team.ada, thread, "I warm the pots.").await;
    team.local.with(|world| world.remove_channel(thread));
    let other = team.thread_in(&team.commands(team.ada, "/mock resume").await);
    assert_ne!(other, thread);
    team.expect_message(other, "Mock interview: Tea for forty").await;
    let again = team.expect_message(other, "2. The pots").await;
    says(&again, pots.text().lines().nth(1).unwrap_or_default());
    let review = team.clicks(team.ada, &again, "Done with this stage").await;
    says(&review, "“I warm the pots.”");
    team.clicks(team.ada, &review, "Close the stage and go on").await;
    for part in ["Debrief: Tea for forty", "2 of 3", "What to take with you"] {
        team.expect_message(other, part).await;
    }
    says(&team.commands(team.ada, "/mock resume").await, "You are in no mock.");
    team.finish().await;
}

#[tokio::test]
async fn a_restart_in_the_middle_takes_up_what_was_said_and_left_unsaid() {
    let mut team = Team::at_the_inn().await;
    let (thread, kettle) = team.begins(team.ada, "").await;
    team.disconnect().await;
    let said = team.says(team.ada, thread, "I count the guests.");
    team.connect().await;
    team.expect_reaction(said, "✅").await;
    says(&team.clicks(team.ada, &kettle, "Done with this stage").await, "“I count the guests.”");

    // The stage is closed in the store, and the bot is gone before it says so.
    team.disconnect().await;
    let mock = team.store().open_mocks().await.unwrap().remove(0);
    let sight = Sight::default();
    let next = Some(("pots", "So much for the kettles."));
    let closing = Closing { visit: 1, sight: &sight, next, at: team.clock.now() };
    assert!(team.store().close_visit(&mock.id, &closing).await.unwrap());
    team.connect().await;
    let pots = team.expect_message(thread, "2. The pots").await;
    says(&pots, "So much for the kettles.");

    // The same between the last stage and the debrief.
    team.disconnect().await;
    let closing = Closing { visit: 2, sight: &sight, next: None, at: team.clock.now() };
    assert!(team.store().close_visit(&mock.id, &closing).await.unwrap());
    team.connect().await;
    for part in ["Debrief: Tea for forty", "2 of 3", "What to take with you"] {
        team.expect_message(thread, part).await;
    }
    team.until_done(&mock.id).await;
    team.restart().await;
    assert_eq!(team.store().verify().await.unwrap(), []);
    team.finish().await;
}

impl Team {
    async fn until_done(&self, mock: &viva::domain::ids::MockId) {
        for _ in 0..400 {
            if self.store().mock(mock).await.unwrap().is_some_and(|mock| mock.state == MockState::Done) {
                return;
            }
            tokio::task::yield_now().await;
            let _ = self.commands(self.ben, "/mock history").await;
        }
        panic!("the mock is not done");
    }
}

#[tokio::test]
async fn two_presses_at_once_are_one_and_stale_buttons_say_so() {
    let team = Team::at_the_inn().await;
    let (thread, kettle) = team.begins(team.ada, "").await;
    tokio::join!(team.clicks(team.ada, &kettle, "Hint"), team.clicks(team.ada, &kettle, "Hint"));
    team.expect_message(thread, "Who is it for?").await;
    let hints = team.of_bot(thread).iter().filter(|message| message.text().contains("hint 1 of 3")).count();
    assert_eq!(hints, 1);
    says(&team.clicks(team.ada, &kettle, "Hint").await, "That hint stands in the thread already");
    team.tells(team.ada, thread, "I count the guests.").await;
    let review = team.clicks(team.ada, &kettle, "Done with this stage").await;
    let close = "Close the stage and go on";
    tokio::join!(team.click_outcome(team.ada, &review, close), team.click_outcome(team.ada, &review, close));
    team.expect_message(thread, "2. The pots").await;
    for stale in ["Done with this stage", "Answer by form", "Hint", "Pause"] {
        says(&team.clicks(team.ada, &kettle, stale).await, "That stage is closed.");
    }
    // Somebody else's.
    let (_, of_ben) = team.begins(team.ben, "").await;
    team.local.with(|world| world.join_thread(of_ben.channel, team.ada));
    for theirs in ["Done with this stage", "Answer by form", "Hint", "Pause"] {
        says(&team.clicks(team.ada, &of_ben, theirs).await, "This mock is somebody else's.");
    }
    let chat = team.says(team.ada, of_ben.channel, "I count the guests.");
    team.tells(team.ben, of_ben.channel, "Thank you, Ada.").await;
    assert!(team.local.message(chat).expect("it is there").reactions.is_empty());

    // Stopped, nothing goes on.
    let asked = team.commands(team.ben, "/mock stop").await;
    says(&asked, "Stop **Tea for forty**?");
    team.clicks(team.ben, &asked, "Stop it").await;
    team.expect_message(of_ben.channel, "Stopped.").await;
    says(&team.clicks(team.ben, &of_ben, "Hint").await, "This mock is over.");
    says(&team.commands(team.ben, "/mock stop").await, "You are in no mock.");
    says(&team.commands(team.ben, "/mock start scenario:nonsense").await, "There is no scenario `nonsense`.");
    team.finish().await;
}

#[tokio::test]
async fn in_a_pair_one_interviews_and_scores_and_both_see_the_debrief() {
    let team = Team::at_the_inn().await;
    says(
        &team.commands(team.ada, "/mock start scenario:tea-for-forty partner:@Ada").await,
        "You cannot be your own partner.",
    );
    let (thread, kettle) = team.begins(team.ada, "partner:@Ben").await;
    assert!(team.local.with(|world| world.can_view(team.ben, thread)));
    says(&kettle, "The interviewer closes the stage.");
    says(&team.of_bot(thread)[0], "each closed by the interviewer.");
    let guidance = team.clicks(team.ben, &kettle, "Guidance").await;
    assert!(guidance.ephemeral);
    says(&guidance, "⬜ not yet: Count the guests");
    says(&guidance, "1. Who is it for?");
    says(&guidance, "The kettles are on. Now the pots.");
    for hers in ["Guidance", "Done with this stage"] {
        says(&team.clicks(team.ada, &kettle, hers).await, &format!("<@{}> interviews", team.ben));
    }
    says(&team.clicks(team.ben, &kettle, "Answer by form").await, &format!("<@{}> answers here", team.ada));

    // By the form, which the interviewer must see.
    let Outcome::Form(form) = team.click_outcome(team.ada, &kettle, "Answer by form").await else { panic!("no form") };
    team.sends_form(team.ada, &form, "I count the guests.").await;
    says(&team.expect_message(thread, "I count the guests.").await, &format!("<@{}> answers:", team.ada));
    says(&team.clicks(team.ben, &kettle, "Guidance").await, "✅ said: Count the guests");
    let not_hers = team.says(team.ben, thread, "Would you borrow a kettle?");
    let pots = team.closes(team.ben, &kettle, "2. The pots").await;
    assert!(team.local.message(not_hers).expect("it is there").reactions.is_empty());
    team.tells(team.ada, thread, "I warm the pots.").await;
    let call = team.closes(team.ben, &pots, "The last stage is closed").await;
    says(&call, &format!("<@{}> now scores 2 criteria", team.ben));

    says(&team.clicks(team.ada, &call, "Score the rubric").await, "interviews");
    let page = team.clicks(team.ben, &call, "Score the rubric").await;
    says(&page, "Criterion 1 of 2: Keeps order");
    says(&page, "By rule it would be");
    says(&page, "Count the guests, and how many cups each wants. “I count the guests.”");
    let page = team.selects(team.ben, &page, &["2"]).await;
    says(&page, "Criterion 2 of 2: Knows the craft");
    let page = team.selects(team.ben, &page, &["5"]).await;
    says(&page, "All are scored");
    team.clicks(team.ben, &page, "Show the debrief").await;
    let debrief = team.expect_message(thread, "Debrief: Tea for forty").await;
    says(&debrief, "Scored by the interviewer");
    says(&debrief, "Keeps order · 2 of 5");
    says(&debrief, "Knows the craft · 5 of 5");
    team.expect_message(thread, "2 of 3").await;
    team.expect_message(thread, "What to take with you").await;
    assert!(team.has_card(team.ada, "brewing-tea").await && !team.has_card(team.ben, "brewing-tea").await);
    says(&team.commands(team.ben, "/mock history").await, &format!("you interviewed <@{}>", team.ada));
    says(&team.clicks(team.ben, &call, "Score the rubric").await, "The rubric is not open");
    team.finish().await;
}

#[tokio::test]
async fn a_pair_whose_thread_is_lost_before_the_debrief_sees_it_in_another_and_no_card_is_forgotten() {
    let team = Team::at_the_inn().await;
    team.commands(team.ada, "/review add question:brewing-tea").await;
    let front = team.commands(team.ada, "/review start").await;
    let back = team.clicks(team.ada, &front, "Reveal").await;
    team.clicks(team.ada, &back, "Easy · 8 d").await;
    let card = async || team.store().card(id_of(team.ada), "brewing-tea").await.unwrap().expect("a card");
    let known = card().await;

    let (thread, kettle) = team.begins(team.ada, "partner:@Ben").await;
    team.tells(team.ada, thread, "I count the guests.").await;
    let pots = team.closes(team.ben, &kettle, "2. The pots").await;
    team.tells(team.ada, thread, "I warm the pots.").await;
    let call = team.closes(team.ben, &pots, "The last stage is closed").await;
    let page = team.clicks(team.ben, &call, "Score the rubric").await;
    let page = team.selects(team.ben, &page, &["2"]).await;
    let page = team.selects(team.ben, &page, &["5"]).await;
    team.local.misbehave(Fault::once("POST", "/channels/*/messages", FaultKind::Status(403, 50001)));
    let said = team.clicks(team.ben, &page, "Show the debrief").await;
    says(&said, "both of you should see the debrief. `/mock resume` opens another thread for it; the scores are kept.");

    team.local.with(|world| world.remove_channel(thread));
    let other = team.thread_in(&team.commands(team.ben, "/mock resume").await);
    assert_ne!(other, thread);
    team.expect_message(other, "Mock interview: Tea for forty").await;
    let call = team.expect_message(other, "The last stage is closed").await;
    let page = team.clicks(team.ben, &call, "Score the rubric").await;
    says(&page, "All are scored");
    team.clicks(team.ben, &page, "Show the debrief").await;
    says(&team.expect_message(other, "Debrief: Tea for forty").await, "Knows the craft · 5 of 5");
    team.expect_message(other, "2 of 3").await;
    says(&team.expect_message(other, "What to take with you").await, "`/review start` asks what is due");
    for who in [team.ada, team.ben] {
        assert!(team.local.with(|world| world.can_view(who, other)));
    }
    assert_eq!(card().await, known, "nobody asked her, so she did not forget it");
    team.finish().await;
}

#[tokio::test]
async fn what_comes_by_the_form_stands_before_the_interviewer_once_and_as_it_was_sent_last() {
    let mut team = Team::at_the_inn().await;
    let (thread, kettle) = team.begins(team.ada, "partner:@Ben").await;
    let shown = team.sends_by_form(&kettle, "I count the cups.").await;
    says(&shown, "Your answer is in; the same button opens it again.");
    let shown = team.expect_message(thread, "I count the cups.").await;
    team.sends_by_form(&kettle, "I count the guests.").await;
    says(&team.now(&shown), "I count the guests.");
    says_not(&team.now(&shown), "cups");

    // The bot is gone between taking it in and showing it.
    team.disconnect().await;
    let mock = team.store().open_mocks().await.unwrap().remove(0);
    let part = SaidPart { message: None, text: "I borrow a kettle.".to_owned(), at: team.clock.now() };
    assert!(team.store().say_in_mock(&mock.id, 1, &part).await.unwrap());
    team.connect().await;
    team.expect_edit(&shown, "I borrow a kettle.").await;

    // Somebody deletes it.
    team.deletes(team.olga, shown.id);
    team.sends_by_form(&kettle, "I count the guests, and borrow a kettle.").await;
    let again = team.expect_message(thread, "I count the guests, and borrow a kettle.").await;
    team.sends_by_form(&kettle, "I count the guests.").await;
    says_not(&team.now(&again), "kettle");

    // The thread takes nothing more: it is in all the same, and she is told.
    team.local.misbehave(Fault::once("PATCH", "/channels/*/messages/*", FaultKind::Status(403, 50001)));
    says(&team.sends_by_form(&kettle, "I count them.").await, "I could not show it in the thread: read it out.");
    let visits = team.store().visits(&mock.id).await.unwrap();
    assert_eq!(visits[0].parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>(), ["I count them."]);
    team.finish().await;
}

impl Team {
    async fn sends_by_form(&self, stage: &MessageView, text: &str) -> MessageView {
        let opened = self.click_outcome(self.ada, stage, "Answer by form").await;
        let Outcome::Form(form) = opened else { panic!("expected a form, but it was {opened:#?}") };
        self.sends_form(self.ada, &form, text).await
    }
}

#[tokio::test]
async fn without_the_permission_it_says_so_and_offers_other_ways() {
    let team = Team::at_the_inn().await;
    let deny = |what| {
        team.local.with(|world| world.set_overwrite(team.practice, team.bot.user_id, Permissions::empty(), what))
    };
    deny(Permissions::CREATE_PRIVATE_THREADS);
    let said = team.commands(team.ada, "/mock start scenario:tea-for-forty").await;
    says(&said, "I can't open a private thread here");
    says(&said, "- **Create Private Threads**, to open a private thread for a mock interview");

    // Privately, by forms.
    let opening = team.clicks(team.ada, &said, "Run it privately, by forms").await;
    assert!(opening.ephemeral);
    let kettle = team.commands(team.ada, "/mock resume").await;
    assert!(kettle.ephemeral);
    says(&kettle, "1. The kettle");
    says(&kettle, "Send your answer by the form");
    says(&team.clicks(team.ada, &kettle, "Hint").await, "Who is it for?");
    let Outcome::Form(form) = team.click_outcome(team.ada, &kettle, "Answer by form").await else { panic!("no form") };
    team.sends_form(team.ada, &form, "I count the guests.").await;
    let review = team.clicks(team.ada, &kettle, "Done with this stage").await;
    let pots = team.clicks(team.ada, &review, "Close the stage and go on").await;
    says(&pots, "2. The pots");
    let asked = team.clicks(team.ada, &pots, "Done with this stage").await;
    let debrief = team.clicks(team.ada, &asked, "Skip this stage").await;
    says(&debrief, "Debrief: Tea for forty");
    assert!(debrief.ephemeral);

    // In a public thread; two can't do it privately.
    let said = team.commands(team.ada, "/mock start scenario:tea-for-forty partner:@Ben").await;
    assert!(said.button("Run it privately, by forms").is_none());
    let there = team.clicks(team.ada, &said, "Run it in a public thread").await;
    let thread = team.thread_in(&there);
    team.expect_message(team.practice, "practices in the thread below").await;
    team.expect_message(thread, "Mock interview: Tea for forty").await;
    team.expect_message(thread, "1. The kettle").await;
    says(&team.clicks(team.ada, &said, "Run it in a public thread").await, "That is settled already.");
    assert!(team.local.with(|world| world.can_view(team.chiara, thread)));
    says_not(&there, "private");
    team.finish().await;
}
