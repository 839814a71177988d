//! Two teams with one bot. Whatever breaks at one, the other's round runs on time; and whatever Discord does to a request, there is
//! one of everything.

use std::time::Duration;

use crate::kit::{DAILY, HALF_AN_ANSWER, Team, monday, says, tea, time};
use chrono::TimeDelta;
use twilight_model::guild::Permissions;
use viva::local::{ChannelId, Fault, FaultKind, Outcome, UserId};

/// Another team on the same Discord, with the same bot.
struct Others {
    /// Their guild's owner.
    owner: UserId,
    /// A member.
    member: UserId,
    /// Where they practise.
    channel: ChannelId,
}

/// Both teams, each with a track that asks at 09:30.
async fn both() -> (Team, Others) {
    let mut others = None;
    let mut team = Team::with(monday(), |demo| {
        let world = &mut demo.world;
        let (owner, member) = (world.add_user("Oskar"), world.add_user("Mia"));
        let guild = world.add_guild("Others", owner);
        world.join(guild, member);
        world.join(guild, demo.bot.user_id);
        others = Some(Others { owner, member, channel: world.add_text_channel(guild, "katas") });
    })
    .await;
    let others = others.expect("there are others");
    team.asks_from(tea);
    team.track(&format!("{DAILY} recap:none")).await;
    let line = format!("/track create {} recap:none", DAILY.replace("#practice", "#katas"));
    let Outcome::Message(preview) = team.command_outcome(others.owner, others.channel, &line).await else { panic!() };
    team.clicks(others.owner, &preview, "Create it").await;
    (team, others)
}

impl Team {
    fn breaks(&self, method: &str, path: String, times: u32, kind: FaultKind) {
        self.local.misbehave(Fault { method: Some(method.to_owned()), path, times, kind });
    }

    /// The others' round, from its question to its reveal.
    async fn plays_a_round_with(&self, others: &Others, number: u32) {
        let post = self.expect_message(others.channel, &format!("Round {number} · Daily practice")).await;
        let due = time("2026-03-02T08:30:00Z") + TimeDelta::days(i64::from(number) - 1);
        assert_eq!(post.at, due, "on time");
        let thread = self.until("their thread", || self.now(&post).thread).await;
        self.replies(others.member, thread, HALF_AN_ANSWER).await;
        self.advance_to(due + TimeDelta::hours(7)).await;
        let reveal = self.reveal(thread).await;
        assert_eq!(reveal[0].at, due + TimeDelta::hours(7), "on time");
        self.expect_edit(&post, "Revealed").await;
    }
}

#[tokio::test]
async fn both_are_asked_at_the_same_time_and_know_nothing_of_each_other() {
    let (team, others) = both().await;
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    let round = team.round().await;
    team.plays_a_round_with(&others, 1).await;
    team.revealed(&round).await;
    let board = team.commands(team.ada, "/leaderboard").await;
    says(&board, &format!("<@{}> · 9 points", team.ada));
    assert!(!board.text().contains(&others.member.to_string()));
    let Outcome::Message(board) = team.command_outcome(others.member, others.channel, "/leaderboard").await else {
        panic!()
    };
    says(&board, &format!("<@{}> · 9 points", others.member));
    assert!(!board.text().contains(&team.ada.to_string()));
    let Outcome::Message(list) = team.command_outcome(others.owner, others.channel, "/track list").await else {
        panic!()
    };
    says(&list, &format!("<#{}>", others.channel));
    // An organizer there is none here.
    let track = team.next_track().await.id;
    let forged = team.forges(others.channel, &format!("delete:{track}")).await;
    says(&team.clicks(others.owner, &forged, "Press me").await, "That track is deleted already.");
    team.finish().await;
}

#[tokio::test]
async fn a_guild_whose_requests_all_fail_does_not_hold_the_other_up() {
    let (team, others) = both().await;
    team.breaks("POST", format!("/channels/{}/**", team.practice), 1_000, FaultKind::Status(500, 0));
    team.advance_to(time("2026-03-02T08:30:00Z")).await;
    team.plays_a_round_with(&others, 1).await;
    team.local.behave();
    team.advance_to(time("2026-03-03T08:30:00Z")).await;
    team.expect_message(team.practice, "Daily practice").await;
    team.plays_a_round_with(&others, 2).await;
    team.reveal(team.of_bot(team.practice)[0].thread.expect("a thread")).await;
    team.expect_private(team.olga, "a question was skipped").await;
    team.finish().await;
}

#[tokio::test]
async fn a_guild_that_refuses_or_lost_its_channel_does_not_hold_the_other_up() {
    let (team, others) = both().await;
    team.local.with(|world| {
        world.set_overwrite(team.practice, team.bot.user_id, Permissions::empty(), Permissions::SEND_MESSAGES);
    });
    team.advance_to(time("2026-03-02T08:30:00Z")).await;
    team.expect_private(team.olga, "Daily practice: a question could not be posted").await;
    team.plays_a_round_with(&others, 1).await;
    team.local.with(|world| world.clear_overwrite(team.practice, team.bot.user_id));
    team.advance_to(time("2026-03-03T08:30:00Z")).await;
    team.expect_message(team.practice, "Daily practice").await;
    team.plays_a_round_with(&others, 2).await;
    team.reveal(team.of_bot(team.practice)[0].thread.expect("a thread")).await;

    team.local.with(|world| world.remove_channel(team.practice));
    team.advance_to(time("2026-03-04T08:30:00Z")).await;
    let told = team.expect_private(team.olga, "Daily practice: a question could not be posted").await;
    says(&told, "The channel is gone, or I can't see it. Choose another with `/track edit`.");
    team.plays_a_round_with(&others, 3).await;
    team.finish().await;
}

#[tokio::test]
async fn a_guild_whose_requests_hang_does_not_hold_the_other_up() {
    let (team, others) = both().await;
    // Two questions of the other team come while the first request of this one hangs.
    let line = "/track create channel:#katas zone:Europe/Berlin time:09:31 name:Second recap:none";
    let Outcome::Message(preview) = team.command_outcome(others.owner, others.channel, line).await else { panic!() };
    team.clicks(others.owner, &preview, "Create it").await;
    let hang = FaultKind::Delay(Duration::from_secs(4));
    team.breaks("POST", format!("/channels/{}/messages", team.practice), 1, hang);
    team.clock.set(time("2026-03-02T08:30:00Z"));
    team.expect_message(others.channel, "Round 1 · Daily practice").await;
    team.clock.set(time("2026-03-02T08:31:00Z"));
    team.expect_message(others.channel, "Round 1 · Second").await;
    assert!(team.of_bot(team.practice).is_empty(), "it hangs still");
    team.expect_message(team.practice, "Round 1 · Daily practice").await;
    team.finish().await;
}

#[tokio::test]
async fn whatever_becomes_of_a_request_there_is_one_of_everything() {
    let faults = [
        FaultKind::Delay(Duration::from_millis(300)),
        FaultKind::Status(500, 0),
        FaultKind::Status(502, 0),
        FaultKind::Drop,
        FaultKind::DoThenStatus(500),
        FaultKind::DoThenDrop,
        FaultKind::RateLimit { retry_after: 0.3 },
    ];
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track("channel:#practice zone:Europe/Berlin time:09:30 weekdays:daily reveal:7h recap:none").await;
    for (number, fault) in (1..).zip(&faults) {
        team.breaks("POST", format!("/channels/{}/messages", team.practice), 1, fault.clone());
        team.breaks("POST", "/channels/*/messages/*/threads".to_owned(), 1, fault.clone());
        team.advance_to(team.next_track().await.next_due).await;
        // What failed is tried again after ten seconds, and after twenty.
        team.advance(TimeDelta::minutes(1)).await;
        team.advance(TimeDelta::minutes(1)).await;
        let post = team.expect_message(team.practice, &format!("Round {number} · Daily practice")).await;
        let thread = team.until("a thread", || team.now(&post).thread).await;
        team.breaks("PATCH", format!("/channels/{}/messages/*", team.practice), 1, fault.clone());
        team.replies(team.ada, thread, HALF_AN_ANSWER).await;
        team.replies(team.ben, thread, "No idea.").await;

        team.breaks("POST", format!("/channels/{thread}/messages"), 1, fault.clone());
        let round = team.round().await;
        team.advance_to(round.reveal_at.expect("asked")).await;
        team.advance(TimeDelta::minutes(1)).await;
        team.advance(TimeDelta::minutes(1)).await;
        let reveal = team.revealed(&round).await;
        team.expect_edit(&post, "Revealed").await;
        says(&team.clicks(team.ada, reveal.last(), "How did I do?").await, "2 of 4 key points");
        assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (number * 9, number * 5), "{fault:?}");
    }
    let threads = team.local.with(|world| world.channels.values().filter(|channel| channel.thread.is_some()).count());
    assert_eq!(threads, faults.len());
    team.finish().await;
}

#[tokio::test]
async fn a_recap_whose_answer_was_lost_is_posted_once() {
    let mut team = Team::with(time("2026-03-06T08:00:00Z"), |_| ()).await;
    team.asks_from(tea);
    team.track(DAILY).await;
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    team.until_revealed().await;
    team.breaks("POST", format!("/channels/{}/messages", team.practice), 1, FaultKind::DoThenDrop);
    team.advance_to(time("2026-03-06T16:00:00Z")).await;
    team.advance(TimeDelta::minutes(1)).await;
    team.expect_message(team.practice, "The week of Daily practice").await;
    team.restart().await;
    team.idle().await;
    team.finish().await;
}
