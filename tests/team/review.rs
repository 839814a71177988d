//! Reviews: cards that come of what was missed, asked again over the weeks, rated by the member, and seen by nobody else.

use crate::kit::{DAILY, HALF_AN_ANSWER, Team, id_of, says, says_not, tea, time};
use chrono::{DateTime, TimeDelta, Utc};
use viva::domain::memory::Rating;
use viva::local::{MessageView, Outcome, UserId};
use viva::store::{Card, Review};

/// Covers all that the question about tea asks for.
const WHOLE_ANSWER: &str =
    "I boil the water. I warm the pot. I take one spoon of leaves for each cup. It steeps for four minutes.";

impl Team {
    async fn card(&self, who: UserId, question: &str) -> Option<Card> {
        self.store().card(id_of(who), question).await.expect("the store has cards")
    }

    async fn log(&self, who: UserId) -> Vec<Review> {
        self.store().reviews_of(id_of(who), DateTime::<Utc>::UNIX_EPOCH).await.expect("the store has a log")
    }

    async fn starts(&self, who: UserId) -> MessageView {
        let shown = self.commands(who, "/review start").await;
        assert!(shown.ephemeral, "reviews are private");
        shown
    }

    /// Reviews the card that is due with that rating.
    async fn reviews(&self, who: UserId, rating: &str) -> MessageView {
        let shown = self.starts(who).await;
        let back = self.clicks(who, &shown, "Reveal").await;
        self.clicks(who, &back, &button(&back, rating)).await
    }
}

/// The label of the button that begins so.
fn button(message: &MessageView, begins: &str) -> String {
    let labels: Vec<String> = message.buttons().into_iter().map(|button| button.label).collect();
    labels.iter().find(|label| label.starts_with(begins)).unwrap_or_else(|| panic!("no {begins}: {labels:?}")).clone()
}

#[tokio::test]
async fn what_a_round_missed_becomes_a_card_when_it_is_settled_and_waits_while_it_is_asked_again() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    team.replies(team.ben, thread, WHOLE_ANSWER).await;
    team.replies(team.chiara, thread, "I never made any.").await;
    let reveal = team.until_revealed().await;
    team.says(team.deniz, thread, "Too late, and nothing right.");
    says(&team.starts(team.ada).await, "You have no cards yet.");

    // Ada finds that the machine missed a point; the settled checklist counts.
    let own = team.clicks(team.ada, reveal.last(), "How did I do?").await;
    team.selects(team.ada, &own, &["boil", "warm", "leaves"]).await;
    team.question().await;
    let ratings = async |who| team.log(who).await.into_iter().map(|review| review.rating).collect::<Vec<_>>();
    assert_eq!(ratings(team.ada).await, [Rating::Hard]);
    assert_eq!(ratings(team.ben).await, [], "what one knows makes no card");
    assert_eq!(ratings(team.chiara).await, [Rating::Again]);
    assert_eq!(ratings(team.deniz).await, [], "late answers were not graded");

    let card = team.card(team.chiara, "brewing-tea").await.expect("a card");
    assert_eq!(card.state.due, team.clock.now() + TimeDelta::hours(5));
    team.advance(TimeDelta::hours(6)).await;
    let shown = team.starts(team.chiara).await;
    says(&shown, "1 card waits for the reveal of a round that is open.");
    says_not(&shown, "boil");
    team.until_revealed().await;
    says(&team.starts(team.chiara).await, "How do you make a good pot of it?");

    // Next time she knows it: the card moves, and Ben's, who has none, does not come to be.
    let (_, third) = team.question().await;
    team.replies(team.chiara, third, WHOLE_ANSWER).await;
    team.replies(team.ben, third, WHOLE_ANSWER).await;
    team.until_revealed().await;
    team.question().await;
    assert_eq!(ratings(team.chiara).await, [Rating::Again, Rating::Good]);
    assert_eq!(team.card(team.ben, "brewing-tea").await, None);
    team.restart().await;
    team.idle().await;
    assert_eq!(team.log(team.chiara).await.len(), 2, "a round counts once");
    team.until_revealed().await;
    team.finish().await;
}

#[tokio::test]
async fn a_card_is_asked_again_at_growing_intervals_over_months() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    let added = team.commands(team.ada, "/review add question:brewing-tea").await;
    says(&added, "*A good pot of tea* is among your cards now, and due at once.");
    says(&team.commands(team.ada, "/review add question:brewing-tea").await, "You have a card of *A good pot of tea*");

    let front = team.clicks(team.ada, &added, "Review what is due").await;
    assert!(front.ephemeral && front.id == added.id, "it takes the place of what was pressed");
    says(&front, "Review: A good pot of tea");
    says(&front, "How do you make a good pot of it?");
    says(&front, "Tea · junior · new · 1 due");
    says_not(&front, "four minutes");
    let back = team.clicks(team.ada, &front, "Reveal").await;
    assert_eq!(back.id, front.id);
    says(&back, "let it steep for four minutes");
    says(&back, "The pot is warmed first.");
    let labels: Vec<String> = back.buttons().into_iter().map(|button| button.label).collect();
    let ratings = ["Again · 5 h", "Hard · 1 d", "Good · 2 d", "Easy · 8 d", "The whole answer", "Delete this card"];
    assert_eq!(labels, ratings);
    let whole = team.clicks(team.ada, &back, "The whole answer").await;
    assert!(whole.ephemeral);
    says(&whole, "Tea is made in the microwave.");
    let done = team.clicks(team.ada, &back, "Good · 2 d").await;
    says(&done, "**Good**: *A good pot of tea* comes back in 2 days.");
    says(&done, "All reviewed");

    for (days, label, words) in
        [(2, "Good · 11 d", "11 days"), (11, "Good · 46 d", "46 days"), (46, "Good · 5 mo", "5 months")]
    {
        says(&team.starts(team.ada).await, "Of your 1 card, the next is due");
        team.advance(TimeDelta::days(days)).await;
        says(&team.reviews(team.ada, label).await, &format!("comes back in {words}."));
    }
    team.advance(TimeDelta::days(163)).await;
    says(&team.reviews(team.ada, "Again").await, "**Again**: *A good pot of tea* comes back in");
    let card = team.card(team.ada, "brewing-tea").await.expect("a card");
    assert!(card.state.due < team.clock.now() + TimeDelta::days(15), "{card:?}");
    says(&team.starts(team.ben).await, "You have no cards yet.");
    team.finish().await;
}

#[tokio::test]
async fn the_likeliest_forgotten_comes_first_and_a_rating_can_be_taken_back() {
    let team = Team::start().await;
    for (question, rating) in [("backpressure", "Easy"), ("bloom-filter", "Good"), ("caching-layers", "Hard")] {
        team.commands(team.ada, &format!("/review add question:{question}")).await;
        team.reviews(team.ada, rating).await;
    }
    team.advance(TimeDelta::days(10)).await;
    let first = team.starts(team.ada).await;
    says(&first, "Layers of caching");
    says(&first, "seen once · 3 due");
    let back = team.clicks(team.ada, &first, "Reveal").await;
    let before = team.card(team.ada, "caching-layers").await;
    let second = team.clicks(team.ada, &back, &button(&back, "Easy")).await;
    says(&second, "**Easy**: *Layers of caching* comes back in");
    says(&second, "Review: Bloom filters");
    says(&second, "2 due");

    let again = team.clicks(team.ada, &second, "Undo Easy").await;
    assert_eq!(again.id, first.id);
    says(&again, "Review: Layers of caching");
    assert_eq!(team.card(team.ada, "caching-layers").await, before, "as if it had not been rated");
    assert_eq!(team.log(team.ada).await.len(), 3);
    let third = team.clicks(team.ada, &again, &button(&again, "Again")).await;
    says(&third, "**Again**: *Layers of caching* comes back in");
    says(&third, "Review: Bloom filters");
    team.finish().await;
}

#[tokio::test]
async fn a_second_press_changes_nothing_and_an_old_one_says_so() {
    let team = Team::start().await;
    team.commands(team.ada, "/review add question:backpressure").await;
    let good = team.forges(team.general, "review:rate:backpressure:0:good").await;
    let easy = team.forges(team.general, "review:rate:backpressure:0:easy").await;
    let undo = team.forges(team.general, "review:undo:backpressure:0").await;
    let (one, other) = tokio::join!(team.clicks(team.ada, &good, "Press me"), team.clicks(team.ada, &easy, "Press me"));
    let written = team.log(team.ada).await;
    assert_eq!(written.len(), 1, "two ratings at once are one");
    let word = if written[0].rating == Rating::Good { "**Good**" } else { "**Easy**" };
    for answer in [&one, &other, &team.clicks(team.ada, &easy, "Press me").await] {
        assert!(answer.ephemeral, "a card is shown to its member only, wherever the button was");
        says(answer, word);
    }
    let card = team.card(team.ada, "backpressure").await;
    says(&team.clicks(team.ben, &good, "Press me").await, "You have no card of that question");
    says(&team.clicks(team.ben, &undo, "Press me").await, "You have no card of that question");
    assert_eq!(team.card(team.ada, "backpressure").await, card);

    team.advance(TimeDelta::days(40)).await;
    team.reviews(team.ada, "Hard").await;
    let card = team.card(team.ada, "backpressure").await;
    let stale = "That card was reviewed since. `/review start` shows what is due.";
    for button in [&good, &undo] {
        says(&team.clicks(team.ada, button, "Press me").await, stale);
    }
    let reveal = team.forges(team.general, "review:reveal:backpressure:0").await;
    says(&team.clicks(team.ada, &reveal, "Press me").await, stale);
    let fine = team.forges(team.general, "review:rate:backpressure:2:fine").await;
    says(&team.clicks(team.ada, &fine, "Press me").await, "This button is from another time");
    assert_eq!(team.card(team.ada, "backpressure").await, card);

    let last = team.forges(team.general, "review:undo:backpressure:1").await;
    for _ in 0..2 {
        says(&team.clicks(team.ada, &last, "Press me").await, "Review: Backpressure");
        assert_eq!(team.log(team.ada).await.len(), 1, "taken back once");
    }
    team.finish().await;
}

#[tokio::test]
async fn one_click_deletes_a_card_with_its_log() {
    let team = Team::start().await;
    team.commands(team.ada, "/review add question:backpressure").await;
    team.reviews(team.ada, "Again").await;
    team.commands(team.ada, "/review add question:bloom-filter").await;
    team.advance(TimeDelta::days(1)).await;
    let front = team.starts(team.ada).await;
    says(&front, "Bloom filters");
    let next = team.clicks(team.ada, &front, "Delete this card").await;
    says(&next, "Your card of *Bloom filters* is deleted, with all its reviews.");
    says(&next, "Review: Backpressure");
    let back = team.clicks(team.ada, &next, "Reveal").await;
    says(&team.clicks(team.ada, &back, "Delete this card").await, "You have no cards yet.");
    assert_eq!(team.log(team.ada).await, []);
    // Also one that is not due for days.
    team.commands(team.ada, "/review add question:backpressure").await;
    team.reviews(team.ada, "Easy").await;
    let known = team.commands(team.ada, "/review add question:backpressure").await;
    says(&known, "You have a card of *Backpressure* already; it is due <t:");
    says(&team.clicks(team.ada, &known, "Delete this card").await, "Your card of *Backpressure* is deleted");
    assert_eq!(team.card(team.ada, "backpressure").await, None);
    let again = team.forges(team.general, "review:drop:backpressure").await;
    says(&team.clicks(team.ada, &again, "Press me").await, "is deleted");
    team.finish().await;
}

#[tokio::test]
async fn a_restart_between_prompt_and_rating_loses_nothing() {
    let mut team = Team::start().await;
    team.commands(team.ada, "/review add question:backpressure").await;
    let front = team.starts(team.ada).await;
    team.restart().await;
    let back = team.clicks(team.ada, &front, "Reveal").await;
    team.restart().await;
    let done = team.clicks(team.ada, &back, "Good · 2 d").await;
    team.restart().await;
    says(&team.clicks(team.ada, &done, "Undo Good").await, "Review: Backpressure");
    assert_eq!(team.log(team.ada).await, []);
    team.finish().await;
}

#[tokio::test]
async fn a_card_whose_question_left_the_bank_rests_until_it_is_deleted() {
    let mut team = Team::start().await;
    team.commands(team.ada, "/review add question:backpressure").await;
    team.reviews(team.ada, "Again").await;
    let front = team.commands(team.ada, "/review add question:bloom-filter").await;
    let front = team.clicks(team.ada, &front, "Review what is due").await;
    team.asks_from(tea);
    says(&team.clicks(team.ada, &front, "Reveal").await, "That question has left the bank.");
    let shown = team.starts(team.ada).await;
    says(&shown, "2 cards are of questions that have left the bank.");
    let stats = team.commands(team.ada, "/review stats").await;
    says(&stats, "0 cards, 0 due now.");
    says(&stats, "2 cards are of questions that have left the bank.");
    let done = team.clicks(team.ada, &stats, "Delete cards without a question").await;
    says(&done, "2 cards without a question deleted.");
    says(&team.starts(team.ada).await, "You have no cards yet.");
    assert_eq!(team.log(team.ada).await, []);
    team.finish().await;
}

#[tokio::test]
async fn stats_tell_what_was_measured_what_is_to_come_and_what_is_weakest() {
    let team = Team::start().await;
    says(&team.commands(team.ada, "/review stats").await, "You have no cards yet.");
    for question in ["backpressure", "bloom-filter", "caching-layers"] {
        team.commands(team.ada, &format!("/review add question:{question}")).await;
    }
    for rating in ["Good", "Good", "Hard"] {
        team.reviews(team.ada, rating).await;
    }
    let fresh = team.commands(team.ada, "/review stats").await;
    assert!(fresh.ephemeral);
    says(&fresh, "3 cards, 0 due now.");
    says(&fresh, "Last 30 days: nothing measured yet");
    says(&fresh, "today    0\nTue 03   1 █\nWed 04   2 ██\nThu 05   0\n");
    team.advance(TimeDelta::days(2)).await;
    for rating in ["Again", "Good", "Good"] {
        team.reviews(team.ada, rating).await;
    }
    let stats = team.commands(team.ada, "/review stats").await;
    says(&stats, "Last 30 days: 2 of 3, 67% (expected: 90%)");
    says(&stats, "All time: 2 of 3, 67%");
    says(&stats, "- Caching: 2 of 4 missed");
    team.advance(TimeDelta::days(60)).await;
    let later = team.commands(team.ada, "/review stats").await;
    says(&later, "Last 30 days: nothing measured yet\nAll time: 2 of 3, 67%");
    says(&later, "today    3 ███");
    team.finish().await;
}

#[tokio::test]
async fn a_member_is_forgotten_after_a_question_and_nobody_else_is() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    let (_, thread) = team.question().await;
    for who in [team.ada, team.ben] {
        team.replies(who, thread, HALF_AN_ANSWER).await;
    }
    team.until_revealed().await;
    team.question().await;
    team.until_revealed().await;
    team.commands(team.ada, "/review remind at:08:30").await;
    let points = team.points(team.ada).await;

    let asked = team.commands(team.ada, "/forget").await;
    assert!(asked.ephemeral);
    says(&asked, "1 card and 1 review of them; your review reminder; your strength in quizzes");
    says(&asked, "Your answers in rounds and quizzes, and your points");
    says(&team.clicks(team.ada, &asked, "Keep it").await, "Nothing was deleted.");
    assert!(team.card(team.ada, "brewing-tea").await.is_some());
    let asked = team.commands(team.ada, "/forget").await;
    says(
        &team.clicks(team.ada, &asked, "Delete it").await,
        "Deleted: your cards, their reviews, your reminder and your strength in quizzes.",
    );
    assert_eq!((team.card(team.ada, "brewing-tea").await, team.log(team.ada).await), (None, Vec::new()));
    says(&team.commands(team.ada, "/review remind").await, "No reminder is set.");
    assert!(team.card(team.ben, "brewing-tea").await.is_some());
    assert_eq!(team.points(team.ada).await, points, "points are the team's");
    let again = team.forges(team.general, "forget:true").await;
    says(&team.clicks(team.chiara, &again, "Press me").await, "There was nothing to delete.");
    team.finish().await;
}

#[tokio::test]
async fn completions_find_the_question_to_add_and_nonsense_is_answered_with_words() {
    let team = Team::start().await;
    let offered = team.completions(team.ada, "/review add question:backpres").await;
    assert_eq!(offered[0], "Backpressure (streams)");
    let outcome = team.command_outcome(team.ada, team.practice, "/review add question:qqqqqq").await;
    let Outcome::Message(refused) = outcome else { panic!("expected words, but it was {outcome:?}") };
    says(&refused, "No question is about “qqqqqq”.");
    assert_eq!(team.clock.now(), time("2026-03-02T08:00:00Z"));
    team.finish().await;
}
