//! Discord has given up on an interaction when the bot answers it. What was asked for is done, once; and what is pressed next shows it.

use viva::domain::memory::Rating;
use viva::local::{Fault, FaultKind, MessageView, Outcome, UserId};
use viva::store::Review;

use crate::kit::{HALF_AN_ANSWER, Team, id_of, says, tea};

#[tokio::test]
async fn a_quiz_of_choices_goes_on_from_the_same_message() {
    let team = Team::start().await;
    team.commands_in_vain(team.ada, "/quiz start count:2").await;
    let offer = team.commands(team.ada, "/quiz start count:3").await;
    says(&offer, "You left a quiz (multiple choice) at question 1 of 2");
    team.clicks_in_vain(team.ada, &offer, "Go on with it").await;
    let quiz = team.clicks(team.ada, &offer, "Go on with it").await;
    says(&quiz, "Question 1 of 2");

    let (right, _) = team.letters(&quiz);
    team.clicks_in_vain(team.ada, &quiz, &right).await;
    let picked = team.clicks(team.ada, &quiz, &right).await;
    says(&picked, &format!("You picked **{right}**. You may change it once"));
    team.clicks_in_vain(team.ada, &quiz, "Reveal").await;
    assert_eq!(team.points(team.ada).await, 2, "it is closed");
    says(&team.clicks(team.ada, &quiz, "Reveal").await, &format!("**{right}** is right. 2 points."));
    team.clicks_in_vain(team.ada, &quiz, "Next question").await;
    says(&team.clicks(team.ada, &quiz, "Next question").await, "Question 2 of 2");

    let (_, wrong) = team.letters(&quiz);
    team.clicks(team.ada, &quiz, &wrong).await;
    team.clicks(team.ada, &quiz, "Reveal").await;
    team.clicks_in_vain(team.ada, &quiz, "See how it went").await;
    says(&team.clicks(team.ada, &quiz, "See how it went").await, "You knew **1 of 2**, for 2 points.");
    team.clicks_in_vain(team.ada, &quiz, "Another one like it").await;
    let offer = team.clicks(team.ada, &quiz, "Another one like it").await;
    says(&offer, "You left a quiz (multiple choice) at question 1 of 2");

    assert_eq!(team.points(team.ada).await, 2);
    let games = team.store().member_rating(team.guild_id(), id_of(team.ada)).await.unwrap().expect("a rating").1;
    assert_eq!(games, 2, "each question is one game");
    team.finish().await;
}

#[tokio::test]
async fn a_quiz_of_recall_takes_a_rating_once() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    let quiz = team.commands(team.ada, "/quiz start mode:recall").await;
    team.clicks_in_vain(team.ada, &quiz, "Reveal").await;
    says(&team.clicks(team.ada, &quiz, "Reveal").await, "How well did you know it?");
    team.clicks_in_vain(team.ada, &quiz, "Hard").await;
    // It was the last question: whatever is pressed now, that rating stands.
    says(&team.clicks(team.ada, &quiz, "Easy").await, "knew some of it");
    assert_eq!(ratings(&team, team.ada, "brewing-tea").await, [Rating::Hard]);
    team.finish().await;
}

#[tokio::test]
async fn what_was_written_in_a_quiz_is_graded_once_and_shown_to_the_next_press() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    let quiz = team.commands(team.ada, "/quiz start mode:free").await;
    team.clicks_in_vain(team.ada, &quiz, "Write your answer").await;
    let form = match team.click_outcome(team.ada, &quiz, "Write your answer").await {
        Outcome::Form(form) => form,
        other => panic!("expected a form, but it was {other:#?}"),
    };
    team.sends_form_in_vain(team.ada, &form, HALF_AN_ANSWER).await;
    assert_eq!(team.points(team.ada).await, 1);
    let result = team.clicks(team.ada, &quiz, "Write your answer").await;
    assert_eq!(result.id, quiz.id);
    says(&result, "Your answer seems to cover **2 of 4 key points**: Hard. 1 point.");
    says(&result, "“I boil the water.”");
    says(&team.clicks(team.ada, &quiz, "See how it went").await, "◐ knew some of it, 1 point");
    assert_eq!(team.points(team.ada).await, 1);
    assert_eq!(ratings(&team, team.ada, "brewing-tea").await, [Rating::Hard]);
    team.finish().await;
}

async fn ratings(team: &Team, who: UserId, question: &str) -> Vec<Rating> {
    let log: Vec<Review> = team.store().reviews_of(id_of(who), chrono::DateTime::UNIX_EPOCH).await.expect("a log");
    log.into_iter().filter(|review| review.question == question).map(|review| review.rating).collect()
}

#[tokio::test]
async fn a_review_moves_a_card_once_and_each_press_can_be_made_again() {
    let team = Team::start().await;
    team.commands_in_vain(team.ada, "/review add question:backpressure").await;
    let added = team.commands(team.ada, "/review add question:backpressure").await;
    says(&added, "You have a card of *Backpressure*");
    team.commands(team.ada, "/review add question:bloom-filter").await;
    team.commands_in_vain(team.ada, "/review start").await;
    let card = team.commands(team.ada, "/review start").await;
    says(&card, "Review: Backpressure");
    team.clicks_in_vain(team.ada, &card, "Reveal").await;
    let back = team.clicks(team.ada, &card, "Reveal").await;
    says(&back, "Reference answer");

    team.clicks_in_vain(team.ada, &card, "Good · 2 d").await;
    assert_eq!(ratings(&team, team.ada, "backpressure").await, [Rating::Good]);
    // Another rating does not take its place; it says what was taken.
    let next = team.clicks(team.ada, &card, "Easy · 8 d").await;
    says(&next, "**Good**: *Backpressure* comes back in 2 days.");
    says(&next, "Review: Bloom filters");
    assert_eq!(ratings(&team, team.ada, "backpressure").await, [Rating::Good]);

    team.clicks_in_vain(team.ada, &card, "Undo Good").await;
    assert!(ratings(&team, team.ada, "backpressure").await.is_empty());
    let again = team.clicks(team.ada, &card, "Undo Good").await;
    says(&again, "Review: Backpressure");
    says(&again, "Reference answer");
    team.clicks_in_vain(team.ada, &card, "Delete this card").await;
    let next = team.clicks(team.ada, &card, "Delete this card").await;
    says(&next, "Your card of *Backpressure* is deleted");
    says(&next, "Review: Bloom filters");
    team.finish().await;
}

/// What somebody reads in the practice channel that nobody else does.
fn reads(team: &Team, who: UserId, text: &str) -> Vec<MessageView> {
    let said = team.local.messages(team.practice, Some(who));
    said.into_iter().filter(|message| message.ephemeral && message.text().contains(text)).collect()
}

#[tokio::test]
async fn a_word_that_follows_an_answer_waits_for_the_next_command_where_the_token_has_expired() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.commands(team.ada, "/review add question:brewing-tea").await;
    team.commands(team.ada, "/review remind at:08:30 zone:Europe/Berlin").await;
    team.local.misbehave(Fault::once("POST", "/channels/*/messages", FaultKind::Status(403, 50007)));
    team.advance(chrono::TimeDelta::days(1)).await;
    const WORD: &str = "I could not send you the review reminder";

    team.local.misbehave(Fault::once("POST", "/webhooks/*/*", FaultKind::Status(401, 50027)));
    says(&team.commands(team.ada, "/review start").await, "Review: A good pot of tea");
    assert!(reads(&team, team.ada, WORD).is_empty());
    team.commands(team.ada, "/mock history").await;
    team.until("Ada is told", || (!reads(&team, team.ada, WORD).is_empty()).then_some(())).await;
    team.commands(team.ada, "/mock history").await;
    team.restart().await;
    assert_eq!(reads(&team, team.ada, WORD).len(), 1, "once");
    says(&team.commands(team.ada, "/review remind").await, "No reminder is set.");
    team.finish().await;
}
