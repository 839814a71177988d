//! What the bot may not do is said before it matters, told once when it does, and over when it is mended.

use crate::kit::{DAILY, HALF_AN_ANSWER, Team, says, says_not, tea, time};
use chrono::TimeDelta;
use twilight_model::guild::Permissions;

impl Team {
    fn takes_away(&self, permissions: Permissions) {
        self.local.with(|world| {
            world.set_overwrite(self.practice, self.bot.user_id, Permissions::empty(), permissions);
        });
    }

    fn gives_back(&self) {
        self.local.with(|world| world.clear_overwrite(self.practice, self.bot.user_id));
    }
}

#[tokio::test]
async fn the_preview_names_what_is_missing() {
    let team = Team::start().await;
    team.takes_away(Permissions::CREATE_PUBLIC_THREADS | Permissions::ADD_REACTIONS | Permissions::EMBED_LINKS);
    let preview = team.commands(team.olga, &format!("/track create {DAILY}")).await;
    says(&preview, "Please look at this first");
    says(&preview, &format!("I lack permissions in <#{}>:", team.practice));
    says(&preview, "- **Create Public Threads**, to open a thread for each round");
    says(&preview, "- **Add Reactions**, to acknowledge replies");
    says(&preview, "- **Embed Links**, to show questions as cards");
    says_not(&preview, "Send Messages");
    team.takes_away(Permissions::VIEW_CHANNEL);
    let preview = team.commands(team.olga, &format!("/track create {DAILY}")).await;
    says(&preview, "- **View Channel**, to see the channel");
    team.gives_back();
    let preview = team.commands(team.olga, &format!("/track create {DAILY}")).await;
    says_not(&preview, "Please look at this first");
    team.finish().await;
}

#[tokio::test]
async fn a_question_that_cannot_be_posted_is_told_once_and_posted_when_it_can() {
    let team = Team::start().await;
    team.track(&format!("{DAILY} recap:none")).await;
    team.takes_away(Permissions::SEND_MESSAGES);
    team.advance_to(time("2026-03-02T08:30:00Z")).await;
    let told = team.expect_private(team.olga, "Daily practice: a question could not be posted").await;
    says(&told, "- **Send Messages**, to post questions");
    team.advance(TimeDelta::minutes(10)).await;
    team.advance(TimeDelta::minutes(10)).await;
    assert!(team.of_bot(team.practice).is_empty());

    team.gives_back();
    team.advance(TimeDelta::minutes(30)).await;
    let post = team.expect_message(team.practice, "Round 1 · Daily practice").await;
    let reveal = (team.clock.now() + TimeDelta::hours(7)).timestamp();
    says(&post, &format!("<t:{reveal}:F>"));
    team.until_revealed().await;

    // The next time is news again.
    team.takes_away(Permissions::SEND_MESSAGES);
    team.advance_to(time("2026-03-03T08:30:00Z")).await;
    team.expect_private(team.olga, "Daily practice: a question could not be posted").await;
    team.advance(TimeDelta::hours(4)).await;
    team.gives_back();
    team.advance(TimeDelta::hours(1)).await;
    assert!(
        team.of_bot(team.practice).iter().all(|post| post.id == team.now(post).id && !post.text().contains("Round 2"))
    );
    says(&team.commands(team.olga, "/track why").await, "was skipped. It could not be posted in time.");
    let (post, _) = team.question().await;
    assert_eq!(post.at, time("2026-03-04T08:30:00Z"));
    team.finish().await;
}

#[tokio::test]
async fn without_threads_the_round_goes_on_with_the_button() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    team.takes_away(Permissions::CREATE_PUBLIC_THREADS);
    team.advance_to(time("2026-03-02T08:30:00Z")).await;
    let told = team.expect_private(team.olga, "Daily practice: no thread").await;
    says(&told, "- **Create Public Threads**, to open a thread for each round");
    says(&told, "Until that is mended, members answer with the Answer button.");
    let post = team.expect_message(team.practice, "Round 1 · Daily practice").await;
    let post = team.expect_edit(&post, "Press **Answer** for a form.").await;
    says_not(&post, "Reply in the thread");
    team.answers(team.ada, &post, HALF_AN_ANSWER).await;
    let reveal = team.until_revealed().await;
    assert_eq!(reveal.last().channel, team.practice);
    says(&team.now(&post), "The reference answer is below.");
    says(&team.clicks(team.ada, reveal.last(), "How did I do?").await, "2 of 4 key points");

    team.advance_to(time("2026-03-03T08:30:00Z")).await;
    let post = team.expect_message(team.practice, "Round 2 · Daily practice").await;
    team.expect_edit(&post, "Press **Answer** for a form.").await;
    team.gives_back();
    team.until_revealed().await;
    team.question().await;
    team.finish().await;
}

#[tokio::test]
async fn an_answer_counts_even_if_it_cannot_be_acknowledged() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    team.takes_away(Permissions::ADD_REACTIONS);
    let (question, thread) = team.question().await;
    let told = team.expect_private(team.olga, "something is wrong with the channel").await;
    says(&told, "- **Add Reactions**, to acknowledge replies");
    let reply = team.says(team.ada, thread, HALF_AN_ANSWER);
    team.expect_edit(&question, "1 person has answered").await;
    assert!(team.local.message(reply).expect("it is there").reactions.is_empty());
    team.until_revealed().await;
    assert_eq!(team.points(team.ada).await, 9);
    team.finish().await;
}

#[tokio::test]
async fn a_reveal_that_is_refused_is_told_once_and_tried_again() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    let round = team.round().await;
    team.takes_away(Permissions::SEND_MESSAGES_IN_THREADS);
    team.advance_to(round.reveal_at.expect("asked")).await;
    let told = team.expect_private(team.olga, "Daily practice: round 1 could not be revealed").await;
    says(&told, "The answers are safe, and so are the points.");
    team.advance(TimeDelta::minutes(5)).await;
    team.advance(TimeDelta::minutes(5)).await;
    let late = team.says(team.ben, thread, HALF_AN_ANSWER);
    team.expect_reaction(late, "⏰").await;
    team.gives_back();
    team.advance(TimeDelta::minutes(30)).await;
    let reveal = team.revealed(&round).await;
    assert!(reveal.text().contains("**1 of 1** · Fresh water"), "{}", reveal.text());
    assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (9, 0));
    team.finish().await;
}

#[tokio::test]
async fn who_takes_no_private_messages_is_told_in_the_channel() {
    let team = Team::start().await;
    team.track(DAILY).await;
    team.takes_away(Permissions::CREATE_PUBLIC_THREADS);
    let refuses = viva::local::FaultKind::Status(403, 50_007);
    team.local.misbehave(viva::local::Fault::once("POST", "/users/@me/channels", refuses));
    team.advance_to(time("2026-03-02T08:30:00Z")).await;
    team.expect_message(team.practice, "Round 1 · Daily practice").await;
    team.expect_message(team.practice, "Daily practice: no thread").await;
    team.finish().await;
}
