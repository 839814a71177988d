//! The daily round, as its members live it.

mod kit;

use chrono::TimeDelta;
use kit::{DAILY, Team};

#[tokio::test]
async fn a_day_with_an_open_track() {
    let team = Team::start().await;
    team.track(DAILY).await;
    let (question, thread) = team.question().await;
    assert!(question.text().contains("Round 1 · Daily practice"), "{}", question.text());
    team.replies(team.ada, thread, "The event loop runs callbacks in phases.").await;
    team.replies(team.ben, thread, "No idea, honestly.").await;
    team.expect_edit(&question, "2 people have answered").await;

    team.advance(TimeDelta::hours(7)).await;
    let reveal = team.reveal(thread).await;
    let counts = "Key points, and how many of 2 answers covered each";
    assert!(reveal.iter().any(|part| part.text().contains(counts)), "{}", team.history(thread));
    team.expect_edit(&question, "Revealed").await;
    let last = reveal.last().expect("a reveal");
    let how = team.clicks(team.ada, last, "How did I do?").await;
    assert!(how.ephemeral && how.text().contains("key points"), "{}", how.text());

    let board = team.commands(team.ben, "/leaderboard").await;
    assert!(board.text().contains("This week"), "{}", board.text());
    team.finish().await;
}
