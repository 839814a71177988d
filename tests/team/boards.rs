//! Boards, one's own standing, the recap, and the bank to look at.

use crate::kit::{DAILY, HALF_AN_ANSWER, Team, says, says_not, tea, time};
use chrono::TimeDelta;
use viva::local::UserId;

async fn tea_team() -> Team {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team
}

#[tokio::test]
async fn a_board_is_over_a_period_and_a_track_or_the_server() {
    let team = tea_team().await;
    team.track(&format!("{DAILY} recap:none")).await;
    says(&team.commands(team.ada, "/leaderboard").await, "Nobody has points yet. Answer a round, and be the first.");
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    team.until_revealed().await;
    let (_, thread) = team.question().await;
    team.replies(team.ben, thread, "No idea.").await;

    let board = team.commands(team.ada, "/leaderboard").await;
    says(&board, "This week: the whole server");
    says(&board, &format!("**1.** <@{}> · 9 points, 1 round or quiz ← you", team.ada));
    says(&board, &format!("**2.** <@{}> · 5 points, 1 round or quiz", team.ben));
    let today = team.clicks(team.ada, &board, "Today").await;
    assert_eq!(today.id, board.id, "one's own board is turned in its place");
    says(&today, &format!("**1.** <@{}> · 5 points", team.ben));
    says_not(&today, &format!("<@{}>", team.ada));
    says(
        &team.commands(team.ada, "/leaderboard period:all time track:Daily practice").await,
        "All time: Daily practice",
    );

    team.track("channel:#general zone:Europe/Berlin cron:\"0 12 1 4 *\" name:Other recap:none").await;
    says(&team.commands(team.ada, "/leaderboard track:Other").await, "Nobody has points yet.");
    team.until_revealed().await;
    team.commands(team.olga, "/track pause track:Daily practice").await;
    team.advance_to(time("2026-03-08T23:00:00Z")).await;
    says(&team.commands(team.ada, "/leaderboard").await, "Nobody has points yet.");
    says(&team.commands(team.ada, "/leaderboard period:this month").await, "9 points");
    team.finish().await;
}

#[tokio::test]
async fn a_long_board_has_pages_shares_ranks_and_shows_ones_own_row() {
    let team = tea_team().await;
    team.track(DAILY).await;
    let (question, thread) = team.question().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    let names = ["Emre", "Fatou", "Goran", "Hana", "Ines", "Jonas", "Kofi", "Lena", "Mila", "Nils", "Olek"];
    let many: Vec<UserId> = names.iter().map(|name| team.newcomer(name)).collect();
    for newcomer in &many {
        team.replies(*newcomer, thread, "No idea.").await;
    }
    team.expect_edit(&question, "12 people have answered").await;
    team.until_revealed().await;
    let last = *many.last().expect("somebody");

    let board = team.commands(last, "/leaderboard").await;
    says(&board, "Page 1 of 2");
    says(&board, &format!("**1.** <@{}> · 9 points", team.ada));
    says(&board, &format!("**2.** <@{}> · 5 points, 1 round or quiz (shared)", many[0]));
    says(&board, &format!("…\n**2.** <@{last}> · 5 points, 1 round or quiz (shared) ← you"));
    assert_eq!(board.text().matches("<@").count(), 11);
    let second = team.clicks(last, &board, "Next").await;
    says(&second, "Page 2 of 2");
    says_not(&second, "…");
    says(&second, "← you");
    assert_eq!(second.text().matches("<@").count(), 2);
    says(&team.clicks(last, &second, "Previous").await, "Page 1 of 2");
    says_not(&team.commands(team.olga, "/leaderboard").await, "← you");
    team.finish().await;
}

#[tokio::test]
async fn ones_own_standing_is_private() {
    let team = tea_team().await;
    team.track(DAILY).await;
    says(&team.commands(team.ada, "/me").await, "no points yet");
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    team.replies(team.ben, thread, HALF_AN_ANSWER).await;
    team.until_revealed().await;
    let me = team.commands(team.ada, "/me").await;
    assert!(me.ephemeral);
    says(&me, "This week\n9 points, rank 1 (shared)");
    says(&me, "Streak\n1 working day (longest: 1 working day)");
    says(&me, "- Tea: 9 points");
    team.finish().await;
}

#[tokio::test]
async fn weekends_and_days_off_do_not_break_a_streak() {
    let mut team = Team::with(time("2026-03-05T08:00:00Z"), |_| ()).await;
    team.asks_from(tea);
    team.track(&format!("{DAILY} days_off:2026-03-09 recap:none")).await;
    for _ in ["Thursday", "Friday", "Tuesday"] {
        let (_, thread) = team.question().await;
        team.replies(team.ada, thread, "No idea.").await;
        team.until_revealed().await;
    }
    assert_eq!(team.clock.now(), time("2026-03-10T15:30:00Z"));
    says(&team.commands(team.ada, "/me").await, "3 working days (longest: 3 working days)");
    team.question().await;
    says(&team.commands(team.ada, "/me").await, "3 working days (longest");
    team.until_revealed().await;
    says(&team.commands(team.ada, "/me").await, "0 working days (longest: 3 working days)");
    team.finish().await;
}

#[tokio::test]
async fn the_recap_comes_on_friday_at_five() {
    let team = tea_team().await;
    team.track(DAILY).await;
    for day in 0..5 {
        let (_, thread) = team.question().await;
        team.replies(team.ada, thread, HALF_AN_ANSWER).await;
        if day > 2 {
            team.replies(team.ben, thread, "No idea.").await;
        }
        let reveal = team.until_revealed().await;
        if day == 4 {
            let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
            team.clicks(team.ben, &page, "☆ Star this answer").await;
        }
    }
    team.advance_to(time("2026-03-06T15:59:00Z")).await;
    assert!(team.of_bot(team.practice).iter().all(|message| !message.text().contains("The week of")));
    team.advance_to(time("2026-03-06T16:00:00Z")).await;
    let recap = team.expect_message(team.practice, "The week of Daily practice").await;
    says(&recap, "28 February to 6 March · 5 rounds · 7 answers from 2 members");
    says(&recap, &format!("**1.** <@{}> · 46 points, new", team.ada));
    says(&recap, &format!("**2.** <@{}> · 10 points, new", team.ben));
    says(&recap, &format!("<@{}> · 5 working days in a row", team.ada));
    says(&recap, &format!("<@{}> in round 5, A good pot of tea (1 star)", team.ada));
    says(&recap, "Most missed\n- ");
    says(&recap, &format!("Welcome, <@{}>, <@{}>.", team.ada, team.ben));
    assert!(recap.mentions.is_empty());
    team.advance(TimeDelta::hours(2)).await;
    team.finish().await;
}

#[tokio::test]
async fn a_week_without_a_round_has_no_recap() {
    let team = tea_team().await;
    team.track("channel:#practice zone:Europe/Berlin cron:\"30 9 1 * *\" recap:friday").await;
    team.advance_to(time("2026-03-07T00:00:00Z")).await;
    assert!(team.of_bot(team.practice).is_empty());
    team.finish().await;
}

#[tokio::test]
async fn the_bank_is_there_to_look_at_but_not_for_the_open_rounds_answer() {
    let team = Team::start().await;
    team.track(&format!("{DAILY} topics:caching")).await;
    let found = team.commands(team.ada, "/question search about:cdn").await;
    says(&found, "Questions about “cdn”");
    says(&found, "`cdn`");
    says(
        &team.commands(team.ada, "/question search about:quantum gravity").await,
        "No question is about “quantum gravity”.",
    );
    let shown = team.commands(team.ada, "/question show question:cdn").await;
    says(&team.clicks(team.ada, &shown, "Show the answer").await, "Reference answer");
    says(&team.commands(team.ada, "/question random topic:streams level:junior").await, "Streams and buffers");
    says(
        &team.commands(team.ada, "/question show question:nonsense-xyz").await,
        "No question is about “nonsense-xyz”.",
    );

    team.question().await;
    let asked = team.asked().await;
    let shown = team.commands(team.ada, &format!("/question show question:{}", asked.id)).await;
    let refused = team.clicks(team.ada, &shown, "Show the answer").await;
    says(&refused, "This question is being asked right now. Its answer is shown at the reveal.");
    team.until_revealed().await;
    says(&team.clicks(team.ada, &shown, "Show the answer").await, "Reference answer");
    team.finish().await;
}

#[tokio::test]
async fn help_says_what_one_can_do() {
    let team = Team::start().await;
    let help = team.commands(team.ada, "/help").await;
    assert!(help.ephemeral);
    says(&help, "Reply in a round's thread, or press **Answer**.");
    says(&help, "`/leaderboard` who stands where");
    says_not(&help, "For organizers");
    says(&team.commands(team.olga, "/help").await, "`/track create`");
    team.finish().await;
}
