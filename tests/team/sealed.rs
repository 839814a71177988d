//! A sealed track: only the form counts, and nobody sees more than a number before the reveal.

use crate::kit::{Team, says, says_not, tea};
use viva::domain::round::RoundState;
use viva::local::Outcome;

const SEALED: &str = "channel:#practice zone:Europe/Berlin time:09:30 reveal:7h answers:sealed";

async fn sealed() -> Team {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(SEALED).await;
    team
}

#[tokio::test]
async fn nobody_sees_more_than_a_number_before_the_reveal() {
    let team = sealed().await;
    let requests = team.requests();
    let (question, thread) = team.question().await;
    says(&question, "Press **Answer**. Nobody sees what you write before the reveal");
    says_not(&question, "Reply in the thread");
    let sent = team.answers(team.ada, &question, "I boil the water, says Rumpelstilzchen.").await;
    assert!(sent.ephemeral);
    says(&sent, "Your answer is in.");
    team.answers(team.ben, &question, "I warm the pot, says Rumpelstilzchen.").await;
    team.expect_edit(&question, "2 people have answered").await;

    let round = team.round().await;
    let answers = team.forges(team.general, &format!("answers:{}:0", round.id)).await;
    let refused = team.clicks(team.ben, &answers, "Press me").await;
    let reveal_at = round.reveal_at.expect("it is asked").timestamp();
    says(&refused, &format!("The answers can be seen together after the reveal, <t:{reveal_at}:R>."));
    let how = team.forges(team.general, &format!("how:{}", round.id)).await;
    says(&team.clicks(team.ada, &how, "Press me").await, &format!("This round is revealed <t:{reveal_at}:R>."));
    let board = team.commands(team.ben, "/leaderboard").await;
    says(&board, "5 points");

    let before = requests.so_far();
    assert!(before.iter().any(|request| request.contains("2 people have answered")), "the record has what was sent");
    for request in before {
        assert!(!request.contains("Rumpelstilzchen"), "this tells too much: {request}");
    }
    let reveal = team.until_revealed().await;
    for (author, said) in [(team.ada, "I boil the water"), (team.ben, "I warm the pot")] {
        let line = format!("<@{author}>\n> {said}, says Rumpelstilzchen.");
        assert!(reveal.text().contains(&line), "{line} in:\n{}", reveal.text());
    }
    assert_eq!(team.of_bot(thread).len(), reveal.0.len(), "nothing but the reveal was said in the thread");
    team.finish().await;
}

#[tokio::test]
async fn replies_in_the_thread_do_not_count() {
    let team = sealed().await;
    let (question, thread) = team.question().await;
    let reply = team.says(team.ada, thread, "I boil the water.");
    team.answers(team.ben, &question, "I warm the pot.").await;
    team.expect_edit(&question, "1 person has answered").await;
    let reveal = team.until_revealed().await;
    assert!(reveal.text().contains("**0 of 1** · Fresh water is brought to the boil."), "{}", reveal.text());
    assert!(reveal.text().contains("**1 of 1** · The pot is warmed first."), "{}", reveal.text());
    assert!(team.local.message(reply).expect("it is there").reactions.is_empty());
    assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (0, 7));
    team.finish().await;
}

#[tokio::test]
async fn an_answer_can_be_changed_until_the_reveal_by_its_author_only() {
    let team = sealed().await;
    let (question, _) = team.question().await;
    team.answers(team.ada, &question, "I use the microwave for tea.").await;
    assert_eq!(team.opens_form(team.ben, &question).await.fields[0].value.as_deref().unwrap_or_default(), "");
    let form = team.opens_form(team.ada, &question).await;
    assert_eq!(form.fields[0].value.as_deref(), Some("I use the microwave for tea."));
    let held_open = team.opens_form(team.ada, &question).await;
    team.advance(chrono::TimeDelta::minutes(1)).await;
    team.sends_form(team.ada, &form, "I boil the water.").await;
    team.expect_edit(&question, "1 person has answered").await;

    let reveal = team.until_revealed().await;
    assert!(reveal.text().contains("> I boil the water."), "{}", reveal.text());
    assert!(!reveal.text().contains("I use the microwave for tea."), "{}", reveal.text());
    let sent = team.sends_form(team.ada, &held_open, "I boil the water and warm the pot.").await;
    says(&sent, "Your answer came after the reveal.");
    let answer = team.forges(team.general, &format!("answer:{}", team.round().await.id)).await;
    let refused = team.clicks(team.chiara, &answer, "Press me").await;
    says(&refused, "This round is revealed, so answers no longer count. Press **How did I do?**");
    assert_eq!(team.points(team.ada).await, 7);
    team.finish().await;
}

#[tokio::test]
async fn a_round_that_nobody_answered_is_revealed_all_the_same() {
    let team = sealed().await;
    let (question, _) = team.question().await;
    let reveal = team.until_revealed().await;
    assert!(reveal.text().contains("- Fresh water is brought to the boil."), "without counts: {}", reveal.text());
    says(&team.clicks(team.ada, reveal.last(), "Answers and stars").await, "Nobody answered this round in time.");
    let Outcome::Message(how) = team.click_outcome(team.ada, &question, "How did I do?").await else { panic!() };
    says(&how, "You have no answer in this round that came in time.");
    assert_eq!(team.round().await.state, RoundState::Revealed);
    team.finish().await;
}
