//! When questions come: days on which the clocks change, days off, outages and pauses.

use crate::kit::{DAILY, Team, says, says_not, time};
use chrono::{DateTime, TimeDelta, Utc};

impl Team {
    /// When the bot posted questions in the practice channel.
    async fn posts(&self, number: usize) -> Vec<DateTime<Utc>> {
        for round in 1..=number {
            self.expect_message(self.practice, &format!("Round {round} · ")).await;
        }
        self.of_bot(self.practice).iter().map(|post| post.at).collect()
    }
}

#[tokio::test]
async fn a_time_in_the_spring_gap_is_asked_once_right_after_it() {
    let team = Team::with(time("2026-03-27T12:00:00Z"), |_| ()).await;
    let nightly = "channel:#practice zone:Europe/Berlin time:02:30 weekdays:daily reveal:30h recap:none";
    let preview = team.commands(team.olga, &format!("/track create {nightly}")).await;
    for due in ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"] {
        says(&preview, &format!("<t:{}:F>", time(due).timestamp()));
    }
    team.clicks(team.olga, &preview, "Create it").await;
    team.advance_to(time("2026-03-30T00:29:00Z")).await;
    assert_eq!(team.posts(2).await, [time("2026-03-28T01:30:00Z"), time("2026-03-29T01:00:00Z")]);
    // The first one's reveal, thirty hours later.
    let first = team.of_bot(team.practice)[0].thread.expect("a thread");
    team.reveal(first).await;
    team.finish().await;
}

#[tokio::test]
async fn a_time_that_autumn_repeats_is_asked_once_at_its_first_pass() {
    let team = Team::with(time("2026-10-24T12:00:00Z"), |_| ()).await;
    team.track("channel:#practice zone:Europe/Berlin time:02:30 weekdays:daily reveal:30h recap:none").await;
    team.advance_to(time("2026-10-26T01:30:00Z")).await;
    assert_eq!(team.posts(2).await, [time("2026-10-25T00:30:00Z"), time("2026-10-26T01:30:00Z")]);
    team.finish().await;
}

#[tokio::test]
async fn weekdays_and_days_off_are_kept() {
    let team = Team::with(time("2026-12-21T00:00:00Z"), |_| ()).await;
    team.track(
        "channel:#practice zone:Europe/Berlin cron:\"30 9 * * 1-5\" reveal:6d recap:none \
         days_off:2026-12-24,2026-12-25,2027-01-01",
    )
    .await;
    team.advance_to(time("2026-12-27T08:00:00Z")).await;
    let days = ["2026-12-21", "2026-12-22", "2026-12-23"].map(|day| time(&format!("{day}T08:30:00Z")));
    assert_eq!(team.posts(3).await, days);
    let next = team.next_track().await.next_due;
    assert_eq!(next, time("2026-12-28T08:30:00Z"));
    team.finish().await;
}

#[tokio::test]
async fn sundays_are_0_and_7() {
    let team = Team::start().await;
    let sunday = time("2026-03-08T08:30:00Z").timestamp();
    for cron in ["30 9 * * 0", "30 9 * * 7", "30 9 * * sun"] {
        let line = format!("/track create channel:#practice zone:Europe/Berlin cron:\"{cron}\"");
        says(&team.commands(team.olga, &line).await, &format!("- <t:{sunday}:F>"));
    }
    team.finish().await;
}

#[tokio::test]
async fn a_question_due_in_a_short_outage_is_asked_late_once() {
    let mut team = Team::start().await;
    team.track(DAILY).await;
    team.is_away_until(time("2026-03-02T10:30:00Z")).await;
    let post = team.expect_message(team.practice, "Round 1 · Daily practice").await;
    assert_eq!(post.at, time("2026-03-02T10:30:00Z"));
    says(&post, &format!("<t:{}:F>", time("2026-03-02T17:30:00Z").timestamp()));
    team.restart().await;
    team.until_revealed().await;
    assert_eq!(team.next_track().await.next_due, time("2026-03-03T08:30:00Z"));
    team.finish().await;
}

#[tokio::test]
async fn a_question_due_in_a_long_outage_is_skipped_and_the_organizer_told() {
    let mut team = Team::start().await;
    team.track(DAILY).await;
    team.is_away_until(time("2026-03-02T11:31:00Z")).await;
    let told = team.expect_private(team.olga, "Daily practice: a question was skipped").await;
    let (due, next) = (time("2026-03-02T08:30:00Z").timestamp(), time("2026-03-03T08:30:00Z").timestamp());
    says(&told, &format!("It was due <t:{due}:F>, but I was away, and it is too late for it now."));
    says(&told, &format!("The next one comes <t:{next}:F>"));
    assert!(team.of_bot(team.practice).is_empty());
    says(&team.commands(team.ada, "/track why").await, "was skipped. I was away when it was due.");
    team.finish().await;
}

#[tokio::test]
async fn of_a_weeks_questions_only_the_last_is_asked_late_and_one_notice_is_sent() {
    let mut team = Team::start().await;
    team.track(DAILY).await;
    team.is_away_until(time("2026-03-05T09:00:00Z")).await;
    team.expect_private(team.olga, "Daily practice: a question was skipped").await;
    let post = team.expect_message(team.practice, "Round 1 · Daily practice").await;
    assert_eq!(post.at, time("2026-03-05T09:00:00Z"));
    team.until_revealed().await;
    team.finish().await;
}

#[tokio::test]
async fn a_reveal_due_in_an_outage_comes_when_the_bot_is_back_and_late_answers_stay_late() {
    let mut team = Team::start().await;
    team.asks_from(crate::kit::tea);
    team.track(DAILY).await;
    let (question, thread) = team.question().await;
    let round = team.round().await;
    team.disconnect().await;
    team.clock.set(time("2026-03-02T15:29:00Z"));
    let in_time = team.says(team.ada, thread, "I boil the water.");
    team.clock.set(time("2026-03-02T15:31:00Z"));
    let late = team.says(team.ben, thread, "I boil the water.");
    team.clock.set(time("2026-03-02T20:00:00Z"));
    team.connect().await;
    let reveal = team.revealed(&round).await;
    team.expect_reaction(in_time, "✅").await;
    team.expect_reaction(late, "⏰").await;
    assert_eq!(team.local.message(late).expect("it is there").reactions.len(), 1);
    assert!(reveal.text().contains("**1 of 1** · Fresh water"), "{}", reveal.text());
    team.expect_edit(&question, "Revealed").await;
    assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (7, 0));
    team.finish().await;
}

#[tokio::test]
async fn a_question_due_in_a_pause_is_not_caught_up_with() {
    let team = Team::start().await;
    team.track(DAILY).await;
    says(&team.commands(team.olga, "/track pause").await, "is paused");
    team.advance_to(time("2026-03-02T09:00:00Z")).await;
    let resumed = team.commands(team.olga, "/track resume").await;
    says(&resumed, &format!("Its next question comes <t:{}:F>", time("2026-03-03T08:30:00Z").timestamp()));
    team.advance(TimeDelta::hours(1)).await;
    assert!(team.of_bot(team.practice).is_empty());
    let (post, _) = team.question().await;
    says(&post, "Round 1 · ");
    team.finish().await;
}

#[tokio::test]
async fn questions_do_not_repeat_until_the_pool_is_used_up() {
    let team = Team::start().await;
    let topics = "topics:processes-and-threads recap:none";
    team.track(&format!("{DAILY} {topics}")).await;
    let bank = team.app.bank();
    let pool = bank.questions().iter().filter(|question| question.topic == "processes-and-threads").count();
    let mut asked = Vec::new();
    for _ in 0..=pool {
        team.question().await;
        asked.push(team.asked().await.id);
        team.until_revealed().await;
    }
    let again = asked.pop().expect("one more than the pool has");
    let mut different = asked.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), pool, "{asked:?}");
    assert!(asked.contains(&again));
    let why = team.commands(team.ada, "/track why").await;
    says(&why, &again);
    says(&why, "All questions of this track were asked, so a new turn");
    says_not(&why, "{");
    team.finish().await;
}
