//! Cards and their log.

use chrono::TimeDelta;
use viva::domain::memory::{CardState, Rating};
use viva::store::{Card, NewReview, Reviewed, Store};

use crate::samples::{ANN, BOB, at};

pub async fn a_card_is_made_by_what_was_missed_and_its_last_review_can_be_undone(store: &Store) {
    let review = |source, rating, minute| NewReview { user: ANN, question: "tea", source, rating, at: at(minute) };
    assert_eq!(store.review(review("round:0", Rating::Good, 0)).await.unwrap(), Reviewed::NoCard);
    assert_eq!(store.card(ANN, "tea").await.unwrap(), None);
    assert_eq!(store.reviews_of(ANN, at(0)).await.unwrap(), []);

    let made = CardState::new(at(1)).after(Rating::Again, at(1));
    let first = Card { user: ANN, question: "tea".into(), state: made, reviews: 1, made_at: at(1) };
    assert_eq!(store.review(review("round:1", Rating::Again, 1)).await.unwrap(), Reviewed::Moved(first.clone()));
    assert_eq!(store.card(ANN, "tea").await.unwrap().as_ref(), Some(&first), "every bit of it is kept");
    for rating in [Rating::Again, Rating::Easy] {
        assert_eq!(store.review(review("round:1", rating, 2)).await.unwrap(), Reviewed::Known);
    }
    let other_question = NewReview { question: "coffee", ..review("round:1", Rating::Again, 2) };
    assert_eq!(store.review(other_question).await.unwrap(), Reviewed::Known);
    assert_eq!(store.card(ANN, "tea").await.unwrap().as_ref(), Some(&first));

    let moved = made.after(Rating::Good, at(3000));
    let second = Card { state: moved, reviews: 2, ..first.clone() };
    assert_eq!(store.review(review("quiz:1:3", Rating::Good, 3000)).await.unwrap(), Reviewed::Moved(second.clone()));
    let others = NewReview { user: BOB, ..review("round:1", Rating::Hard, 5) };
    assert!(matches!(store.review(others).await.unwrap(), Reviewed::Moved(_)), "a source is a member's own");

    let log = store.reviews_of(ANN, at(0)).await.unwrap();
    let told: Vec<_> = log.iter().map(|row| (&*row.source, row.turn, row.rating, row.at)).collect();
    assert_eq!(told, [("round:1", 1, Rating::Again, at(1)), ("quiz:1:3", 2, Rating::Good, at(3000))]);
    assert_eq!((log[0].recall, log[0].before), (None, CardState::new(at(1))));
    assert_eq!((log[1].recall, log[1].before), (made.recall(at(3000)), made));
    assert_eq!(store.reviews_of(ANN, at(2)).await.unwrap(), log[1..]);

    assert_eq!(store.undo_review(ANN, "tea", "round:1").await.unwrap(), None, "it is not the last");
    assert_eq!(store.undo_review(ANN, "coffee", "quiz:1:3").await.unwrap(), None);
    assert_eq!(store.undo_review(ANN, "tea", "quiz:1:3").await.unwrap().as_ref(), Some(&first));
    assert_eq!(store.undo_review(ANN, "tea", "quiz:1:3").await.unwrap(), None, "it is undone already");
    assert_eq!(store.card(ANN, "tea").await.unwrap().as_ref(), Some(&first));
    assert_eq!(store.review(review("quiz:1:3", Rating::Good, 3000)).await.unwrap(), Reviewed::Moved(second));

    assert!(store.add_card(ANN, "coffee", at(7)).await.unwrap());
    assert!(!store.add_card(ANN, "coffee", at(8)).await.unwrap());
    assert!(!store.add_card(ANN, "tea", at(8)).await.unwrap());
    let by_hand = store.card(ANN, "coffee").await.unwrap().unwrap();
    assert_eq!((by_hand.state, by_hand.reviews), (CardState::new(at(7)), 0));
    let cards: Vec<_> = store.cards_of(ANN).await.unwrap().into_iter().map(|card| card.question).collect();
    assert_eq!(cards, ["coffee", "tea"], "by when they are due");
    assert!(moved.due > at(7) + TimeDelta::days(1));

    assert!(store.delete_card(ANN, "tea").await.unwrap());
    assert!(!store.delete_card(ANN, "tea").await.unwrap());
    assert_eq!(store.reviews_of(ANN, at(0)).await.unwrap(), [], "its log goes with it");
    assert_eq!(store.cards_of(BOB).await.unwrap().len(), 1, "others keep theirs");
}
