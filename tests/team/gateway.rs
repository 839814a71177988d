//! The connection breaks, the bot stops and starts, and buttons are stale: nothing that a member wrote is lost.

use crate::kit::{DAILY, HALF_AN_ANSWER, Team, id_of, monday, says, says_not, tea, time};
use chrono::TimeDelta;
use std::time::Duration;
use viva::local::{ChannelId, Fault, FaultKind, Happening, MessageView, Outcome, UserId};

async fn tea_time() -> (Team, MessageView, ChannelId) {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    let (question, thread) = team.question().await;
    (team, question, thread)
}

impl Team {
    /// Waits until the bot is connected again after `breaks` did something to its connection; true if its session was resumed.
    async fn reconnects_after(&self, breaks: impl FnOnce()) -> bool {
        let mut happenings = self.local.subscribe();
        breaks();
        let back = async {
            loop {
                if let Ok(Happening::GatewayConnected { resumed, .. }) = happenings.recv().await {
                    return resumed;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), back).await.expect("the bot connects again")
    }
}

#[tokio::test]
async fn what_is_said_while_the_connection_is_broken_is_replayed() {
    let (team, question, thread) = tea_time().await;
    let mut said = None;
    let resumed = team
        .reconnects_after(|| {
            team.local.drop_gateway();
            said = Some(team.says(team.ada, thread, HALF_AN_ANSWER));
        })
        .await;
    assert!(resumed);
    team.expect_reaction(said.expect("it was said"), "✅").await;
    team.expect_edit(&question, "1 person has answered").await;
    team.until_revealed().await;
    assert_eq!(team.points(team.ada).await, 9);
    team.finish().await;
}

#[tokio::test]
async fn discord_may_ask_to_reconnect() {
    let (team, question, thread) = tea_time().await;
    let first = team.replies(team.ada, thread, "I boil the water.").await;
    assert!(team.reconnects_after(|| team.local.ask_reconnect()).await);
    team.replies(team.ben, thread, "No idea.").await;
    team.advance(TimeDelta::minutes(1)).await;
    team.edits(team.ada, first, HALF_AN_ANSWER);
    team.expect_edit(&question, "2 people have answered").await;
    team.until_revealed().await;
    assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (9, 5));
    team.finish().await;
}

#[tokio::test]
async fn an_invalid_session_that_can_be_resumed_is() {
    let (team, _, thread) = tea_time().await;
    let mut said = None;
    team.reconnects_after(|| {
        team.local.invalidate_sessions(true);
        said = Some(team.says(team.ada, thread, HALF_AN_ANSWER));
    })
    .await;
    team.expect_reaction(said.expect("it was said"), "✅").await;
    team.finish().await;
}

#[tokio::test]
async fn what_is_said_before_a_new_session_is_fetched() {
    let (team, question, thread) = tea_time().await;
    let kept = team.replies(team.chiara, thread, "I use the microwave for tea.").await;
    let gone = team.replies(team.deniz, thread, "A joke.").await;
    team.expect_edit(&question, "2 people have answered").await;
    team.advance(TimeDelta::minutes(1)).await;
    let mut said = None;
    let resumed = team
        .reconnects_after(|| {
            team.local.invalidate_sessions(false);
            said = Some(team.says(team.ada, thread, HALF_AN_ANSWER));
            team.edits(team.chiara, kept, "I boil the water.");
            team.deletes(team.deniz, gone);
        })
        .await;
    assert!(!resumed, "the session was lost");
    team.expect_reaction(said.expect("it was said"), "✅").await;
    team.until_answers(&[team.ada, team.chiara]).await;
    let reveal = team.until_revealed().await;
    assert!(reveal.text().contains("**2 of 2** · Fresh water"), "{}", reveal.text());
    team.finish().await;
}

#[tokio::test]
async fn what_happened_while_the_bot_was_stopped_is_fetched() {
    let (mut team, question, thread) = tea_time().await;
    let edited = team.replies(team.ada, thread, "I use the microwave for tea.").await;
    let deleted = team.replies(team.ben, thread, HALF_AN_ANSWER).await;
    team.replies(team.chiara, thread, "I warm the pot.").await;
    team.expect_edit(&question, "3 people have answered").await;
    team.disconnect().await;
    team.clock.advance(TimeDelta::minutes(5));
    team.edits(team.ada, edited, "I boil the water.");
    team.deletes(team.ben, deleted);
    let said = team.says(team.chiara, thread, "And I boil the water.");
    let new = team.says(team.deniz, thread, "No idea.");
    team.connect().await;
    team.expect_reaction(said, "✅").await;
    team.expect_reaction(new, "✅").await;
    team.until_answers(&[team.ada, team.chiara, team.deniz]).await;
    team.expect_edit(&question, "3 people have answered").await;
    let reveal = team.until_revealed().await;
    assert!(reveal.text().contains("**2 of 3** · Fresh water"), "{}", reveal.text());
    let earned = [team.ada, team.ben, team.chiara, team.deniz].map(|who| team.points(who));
    assert_eq!(futures::future::join_all(earned).await, [7, 0, 9, 5]);
    team.finish().await;
}

#[tokio::test]
async fn without_message_content_the_form_works_and_the_post_says_so() {
    let mut team = Team::with(monday(), |demo| {
        demo.world.set_intents(demo.bot.application_id, true, true, false);
    })
    .await;
    team.asks_from(tea);
    let preview = team.commands(team.olga, &format!("/track create {DAILY}")).await;
    says(&preview, "Replies in threads are not collected, since the Message Content intent is off");
    team.clicks(team.olga, &preview, "Create it").await;
    says(&team.commands(team.ada, "/help").await, "Press **Answer** under a question.");
    let (question, thread) = team.question().await;
    says(&question, "Press **Answer** for a form. You can change what you wrote until the reveal.");
    says_not(&question, "Reply in the thread");
    let ignored = team.says(team.ben, thread, HALF_AN_ANSWER);
    team.answers(team.ada, &question, HALF_AN_ANSWER).await;
    team.expect_edit(&question, "1 person has answered").await;
    team.until_revealed().await;
    assert!(team.local.message(ignored).expect("it is there").reactions.is_empty());
    assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (9, 0));
    team.finish().await;
}

#[tokio::test]
async fn stale_and_forged_buttons_are_answered_kindly() {
    let (mut team, question, _) = tea_time().await;
    let round = team.round().await.id;
    let cases = [
        ("fly:me".to_owned(), "This button is from another time, and does nothing any more."),
        (format!("answers:{round}:-1"), "This button is from another time"),
        ("answer:NOSUCHROUND".to_owned(), "That round is not there any more."),
        ("how:NOSUCHROUND".to_owned(), "That round is not there any more."),
        ("confirm:NOSUCHTRACK".to_owned(), "This preview is used up. Call the command again."),
        ("delete:NOSUCHTRACK".to_owned(), "That track is deleted already."),
        ("quiz:NOSUCHQUIZ:pick:1:0".to_owned(), "That quiz is not there any more. Start another with `/quiz start`."),
        ("board:guild:yesterday:1".to_owned(), "That board is not there any more. Try `/leaderboard`."),
        ("board:NOSUCHTRACK:week:1".to_owned(), "That track is not there any more."),
        ("show:no-such-question".to_owned(), "That question has left the bank."),
    ];
    for (button, words) in cases {
        let forged = team.forges(team.general, &button).await;
        let answer = team.clicks(team.olga, &forged, "Press me").await;
        assert!(answer.ephemeral || answer.id == forged.id, "{button}");
        says(&answer, words);
    }
    // Its buttons work after any restart, and the stale form of an earlier process, too.
    let form = team.opens_form(team.ada, &question).await;
    team.restart().await;
    says(&team.sends_form(team.ada, &form, HALF_AN_ANSWER).await, "Your answer is in.");
    team.answers(team.ben, &question, HALF_AN_ANSWER).await;
    team.until_revealed().await;
    team.finish().await;
}

#[tokio::test]
async fn a_stop_in_the_middle_of_a_post_finishes_it() {
    let mut team = Team::start().await;
    team.track(DAILY).await;
    let path = format!("/channels/{}/messages", team.practice);
    team.local.misbehave(Fault::once("POST", &path, FaultKind::Delay(Duration::from_millis(700))));
    let mut happenings = team.local.subscribe();
    team.clock.set(time("2026-03-02T08:30:00Z"));
    // The claim is written before the request is sent, so the stop comes while it is under way.
    team.until_claimed().await;
    team.disconnect().await;
    let post = team.expect_message(team.practice, "Round 1 · Daily practice").await;
    assert!(team.now(&post).thread.is_some(), "what was begun is finished");
    team.clock.advance(TimeDelta::minutes(1));
    team.connect().await;
    team.idle().await;
    team.until_revealed().await;
    while let Ok(happening) = happenings.try_recv() {
        assert!(!matches!(happening, Happening::InteractionFailed { .. }));
    }
    team.finish().await;
}

#[tokio::test]
async fn a_command_that_is_interrupted_by_a_stop_is_answered() {
    let mut team = Team::start().await;
    team.local.misbehave(Fault::once("GET", "/guilds/*", FaultKind::Delay(Duration::from_millis(500))));
    let begun = team.local.command(team.olga, team.practice, &format!("/track create {DAILY}")).expect("understood");
    assert!(matches!(team.local.outcome(begun).await, Outcome::Deferred | Outcome::Message(_)));
    team.disconnect().await;
    match team.local.final_outcome(begun).await {
        Outcome::Message(preview) => says(&preview, "A new track: Daily practice"),
        other => panic!("it was not answered: {other:?}"),
    }
    team.finish().await;
}

#[tokio::test]
async fn what_is_deleted_while_the_bot_is_away_over_the_reveal_is_not_shown() {
    let (mut team, _, thread) = tea_time().await;
    team.replies(team.ada, thread, "I boil the water.").await;
    let regretted = team.replies(team.ben, thread, "I warm the pot.").await;
    let round = team.round().await;
    team.disconnect().await;
    team.deletes(team.ben, regretted);
    team.clock.set(time("2026-03-02T16:00:00Z"));
    team.connect().await;
    let reveal = team.revealed(&round).await;
    assert!(reveal.text().contains("**0 of 1** · The pot is warmed first."), "{}", reveal.text());
    says(&team.clicks(team.ada, reveal.last(), "Answers and stars").await, "answer 1 of 1");
    team.finish().await;
}

impl Team {
    /// Waits until the store has the round that is due.
    async fn until_claimed(&self) {
        self.until_stored(async || !self.store().unfinished_rounds().await.expect("a store").is_empty()).await;
    }

    /// Waits until the store has answers of these members, and of no others.
    async fn until_answers(&self, of: &[UserId]) {
        let round = self.round().await;
        self.until_stored(async || {
            let answers = self.store().answers(&round).await.expect("a store");
            answers.len() == of.len() && answers.iter().all(|answer| of.iter().any(|user| id_of(*user) == answer.user))
        })
        .await;
    }

    async fn until_stored(&self, so: impl AsyncFn() -> bool) {
        let wait = async {
            while !so().await {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect("the store has it at last");
    }
}
