//! Cards and their log, reminders, and forgetting.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use viva::domain::ids::ChannelId;
use viva::domain::memory::{CardState, Rating};
use viva::domain::reminder::Reminder;
use viva::store::{Card, NewReview, Reviewed, Store};

use crate::samples::{ANN, BOB, ELSEWHERE, GUILD, at};

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

pub async fn a_reminder_is_due_until_it_is_moved_on(store: &Store) {
    let reminder = Reminder {
        user: ANN,
        guild: GUILD,
        schedule: "30 8 * * 1-5".into(),
        zone: Tz::Europe__Berlin,
        set_at: at(0),
        next_due: Some(at(10)),
        closed_at: None,
    };
    assert_eq!(store.reminder(ANN).await.unwrap(), None);
    assert!(!store.delete_reminder(ANN).await.unwrap());
    store.set_reminder(&reminder).await.unwrap();
    assert_eq!(store.reminder(ANN).await.unwrap().as_ref(), Some(&reminder));
    store.set_reminder(&Reminder { user: BOB, next_due: Some(at(5)), ..reminder.clone() }).await.unwrap();
    let due = async |minute| {
        let due = store.reminders_due(at(minute)).await.unwrap();
        due.into_iter().map(|reminder| reminder.user).collect::<Vec<_>>()
    };
    assert_eq!((due(4).await, due(5).await, due(10).await), (vec![], vec![BOB], vec![BOB, ANN]));
    assert!(store.next_wake(DateTime::UNIX_EPOCH).await.unwrap() <= Some(at(5)));

    store.move_reminder(ANN, at(9), Some(at(99))).await.unwrap();
    assert_eq!(store.reminder(ANN).await.unwrap().as_ref(), Some(&reminder), "the member changed it meanwhile");
    store.move_reminder(ANN, at(10), Some(at(20))).await.unwrap();
    assert_eq!(store.reminder(ANN).await.unwrap().unwrap().next_due, Some(at(20)));
    store.close_reminder(ANN, at(10), at(21)).await.unwrap();
    assert_eq!(store.reminder(ANN).await.unwrap().unwrap().closed_at, None);
    store.close_reminder(ANN, at(20), at(21)).await.unwrap();
    let closed = Reminder { next_due: None, closed_at: Some(at(21)), ..reminder.clone() };
    assert_eq!(store.reminder(ANN).await.unwrap(), Some(closed));
    assert_eq!(due(99).await, [BOB]);
    let anew = Reminder { guild: ELSEWHERE, zone: Tz::UTC, next_due: Some(at(30)), ..reminder };
    store.set_reminder(&anew).await.unwrap();
    assert_eq!(store.reminder(ANN).await.unwrap(), Some(anew));
    assert!(store.delete_reminder(BOB).await.unwrap());
}

pub async fn a_member_is_forgotten(store: &Store) {
    let step = |user| format!("reminder:{user}:2026-03-02");
    for user in [ANN, BOB] {
        store.add_card(user, "water", at(0)).await.unwrap();
        store.claim_delivery(&step(user), ChannelId(5), at(0)).await.unwrap();
    }
    let miss = NewReview { user: ANN, question: "water", source: "round:9", rating: Rating::Again, at: at(1) };
    store.review(miss).await.unwrap();
    assert!(store.forget(ANN).await.unwrap());
    assert!(!store.forget(ANN).await.unwrap());
    assert_eq!(store.cards_of(ANN).await.unwrap(), []);
    assert_eq!(store.reviews_of(ANN, at(0)).await.unwrap(), []);
    assert_eq!(store.reminder(ANN).await.unwrap(), None);
    assert_eq!(store.delivery(&step(ANN)).await.unwrap(), None);
    assert!(store.card(BOB, "water").await.unwrap().is_some());
    assert!(store.delivery(&step(BOB)).await.unwrap().is_some());
    assert!(store.member_rating(GUILD, BOB).await.unwrap().is_some(), "he took a quiz");
    assert!(store.forget(BOB).await.unwrap());
    assert_eq!(store.member_rating(GUILD, BOB).await.unwrap(), None);
}
