use proptest::prelude::*;

use super::*;

fn day(day: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + day)
}

/// A card after those ratings, each on the day that the one before it made it due.
fn reviewed(ratings: &[Rating]) -> CardState {
    ratings.iter().fold(CardState::new(day(0)), |card, rating| card.after(*rating, card.due))
}

#[track_caller]
fn check_first(rating: Rating, interval: TimeDelta) {
    assert_eq!(CardState::new(day(0)).after(rating, day(0)).due - day(0), interval);
}

#[test]
fn the_first_rating_sets_the_first_interval() {
    check_first(Rating::Again, TimeDelta::hours(5));
    check_first(Rating::Hard, TimeDelta::days(1));
    check_first(Rating::Good, TimeDelta::days(2));
    check_first(Rating::Easy, TimeDelta::days(8));
}

#[test]
fn good_ratings_lead_from_days_to_months_and_no_further_than_a_year() {
    let mut card = CardState::new(day(0));
    let mut intervals = Vec::new();
    for _ in 0..8 {
        let at = card.due;
        card = card.after(Rating::Good, at);
        intervals.push((card.due - at).num_days());
    }
    assert_eq!(intervals, [2, 11, 46, 163, 365, 365, 365, 365]);
}

#[test]
fn forgetting_brings_a_card_back_soon_and_makes_it_harder() {
    let known = reviewed(&[Rating::Good; 3]);
    let forgotten = known.after(Rating::Again, known.due);
    let (before, after) = (known.trace.unwrap(), forgotten.trace.unwrap());
    assert!(after.stability < before.stability / 5.0, "{before:?} {after:?}");
    assert!(after.difficulty > before.difficulty + 3.0);
}

#[test]
fn a_card_is_remembered_as_likely_as_it_should_be_when_it_falls_due() {
    for count in 1..5 {
        let card = reviewed(&[Rating::Good].repeat(count));
        let recall = card.recall(card.due).unwrap();
        assert!(count > 4 || (recall - RETENTION).abs() < 0.02, "{count}: {recall}");
        assert!(card.recall(card.due + TimeDelta::days(30)).unwrap() < recall);
    }
    assert_eq!(CardState::new(day(0)).recall(day(1)), None);
}

#[test]
fn reviewed_a_little_before_or_after_the_same_hour_a_day_has_passed() {
    let card = reviewed(&[Rating::Good]);
    let at = card.trace.unwrap().at;
    let early = card.after(Rating::Good, at + TimeDelta::minutes(23 * 60 + 50));
    let late = card.after(Rating::Good, at + TimeDelta::minutes(24 * 60 + 10));
    assert_eq!(early.trace.unwrap().stability, late.trace.unwrap().stability);
}

#[track_caller]
fn check_coverage(covered: usize, all: usize, decisive: bool, rating: Rating) {
    assert_eq!(Rating::of_coverage(covered, all, decisive), Some(rating), "{covered} of {all}");
}

#[test]
fn a_rating_follows_what_was_covered() {
    check_coverage(0, 5, false, Rating::Again);
    check_coverage(2, 5, true, Rating::Again);
    check_coverage(2, 4, true, Rating::Hard);
    check_coverage(3, 4, true, Rating::Hard);
    check_coverage(4, 4, true, Rating::Good);
    check_coverage(4, 5, true, Rating::Good);
    check_coverage(4, 5, false, Rating::Hard);
    check_coverage(5, 6, true, Rating::Good);
    check_coverage(5, 7, true, Rating::Hard);
    check_coverage(6, 7, true, Rating::Good);
    check_coverage(7, 7, true, Rating::Good);
    assert_eq!(Rating::of_coverage(0, 0, true), None);
}

#[test]
fn ratings_are_the_same_word_everywhere() {
    for rating in Rating::ALL {
        assert_eq!(rating.to_string().parse(), Ok(rating));
        assert_eq!(serde_json::to_value(rating).unwrap(), rating.as_str());
    }
    assert!("fine".parse::<Rating>().is_err());
}

#[test]
fn numbers_that_no_model_wrote_are_survived() {
    for stability in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300] {
        let trace = Some(Trace { stability, difficulty: stability, at: day(0) });
        let card = CardState { trace, due: day(0) };
        assert!((0.0..=1.0).contains(&card.recall(day(9)).unwrap()));
        for rating in Rating::ALL {
            assert!(card.after(rating, day(9)).due >= day(9) + SHORTEST);
        }
    }
}

fn any_rating() -> impl Strategy<Value = Rating> {
    prop::sample::select(Rating::ALL.to_vec())
}

/// A card with any history: ratings, and how many hours after the one before each came.
fn any_card() -> impl Strategy<Value = (CardState, DateTime<Utc>)> {
    prop::collection::vec((any_rating(), 0_i64..24 * 500), 1..12).prop_map(|history| {
        history.into_iter().fold((CardState::new(day(0)), day(0)), |(card, at), (rating, hours)| {
            let at = at + TimeDelta::hours(hours);
            (card.after(rating, at), at)
        })
    })
}

proptest! {
    #[test]
    fn a_good_rating_on_a_due_card_never_shortens_its_interval((card, at) in any_card()) {
        let due = card.due.max(at);
        let after = card.after(Rating::Good, due);
        prop_assert!(after.trace.unwrap().stability >= card.trace.unwrap().stability);
        prop_assert!(after.due - due >= card.due - at);
    }

    #[test]
    fn again_never_lengthens_it((card, at) in any_card(), hours in 0_i64..24 * 400) {
        let now = at + TimeDelta::hours(hours);
        let after = card.after(Rating::Again, now);
        prop_assert!(after.trace.unwrap().stability <= card.trace.unwrap().stability);
        prop_assert!(after.due - now <= (card.due - at).max(SHORTEST));
    }

    #[test]
    fn a_better_rating_never_brings_it_back_sooner((card, at) in any_card(), hours in 0_i64..24 * 400) {
        let now = at + TimeDelta::hours(hours);
        let dues: Vec<_> = Rating::ALL.iter().map(|rating| card.after(*rating, now).due).collect();
        prop_assert!(dues.is_sorted(), "{dues:?}");
        prop_assert!(dues[0] >= now + SHORTEST && dues[3] <= now + LONGEST);
    }

    #[test]
    fn what_is_remembered_fades((card, at) in any_card(), hours in 0_i64..10_000, more in 1_i64..10_000) {
        let soon = card.recall(at + TimeDelta::hours(hours)).unwrap();
        let later = card.recall(at + TimeDelta::hours(hours + more)).unwrap();
        prop_assert!((0.0..=1.0).contains(&soon) && later <= soon);
    }

    #[test]
    fn the_same_reviews_lead_to_the_same_card(ratings in prop::collection::vec(any_rating(), 1..20)) {
        prop_assert_eq!(reviewed(&ratings), reviewed(&ratings));
    }
}
