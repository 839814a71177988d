//! What a member's reviews tell: how much was remembered, how much is to come, and where it is weakest.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::Rating;

/// A review, as far as these numbers need it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen<'a> {
    /// What it came to.
    pub rating: Rating,
    /// How likely the question was to be remembered; `None` for a card's first review.
    pub recall: Option<f64>,
    /// From the review before it, in days; 0 for the first.
    pub days: f64,
    /// The question's topic; `None` where it has left the bank.
    pub topic: Option<&'a str>,
}

/// How much was remembered of what could have been forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Retention {
    /// How often something was remembered: any rating but Again.
    pub remembered: usize,
    /// How often it was asked for.
    pub all: usize,
    /// How often it should have been, by the model: a sum of likelihoods.
    pub expected: f64,
}

/// Counts the reviews that tell something: a card's first one has nothing to remember, and what comes again on the same day was
/// not left for long enough to be forgotten.
pub fn retention<'a>(reviews: impl IntoIterator<Item = Seen<'a>>) -> Retention {
    let mut retention = Retention::default();
    for review in reviews {
        let Some(recall) = review.recall.filter(|_| review.days >= 0.5) else { continue };
        retention.all += 1;
        retention.remembered += usize::from(review.rating != Rating::Again);
        retention.expected += recall;
    }
    retention
}

/// How many cards are due on each of the next `days` days, today first; what is overdue counts for today.
pub fn load(dues: &[DateTime<Utc>], now: DateTime<Utc>, zone: Tz, days: usize) -> Vec<(NaiveDate, usize)> {
    let day = |time: DateTime<Utc>| time.with_timezone(&zone).date_naive();
    let today = day(now);
    let dates = (0..days as u64).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
    dates.map(|date| (date, dues.iter().filter(|due| day(**due).max(today) == date).count())).collect()
}

/// The topics in which most was missed, worst first, each with how often it was missed and how often it was asked.
pub fn weakest<'a>(reviews: impl IntoIterator<Item = Seen<'a>>, most: usize) -> Vec<(&'a str, usize, usize)> {
    let mut topics: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (review, topic) in reviews.into_iter().filter_map(|review| Some((review, review.topic?))) {
        let (missed, all) = topics.entry(topic).or_default();
        *missed += usize::from(review.rating.is_miss());
        *all += 1;
    }
    let mut topics: Vec<_> = topics.into_iter().map(|(topic, (missed, all))| (topic, missed, all)).collect();
    topics.retain(|(_, missed, _)| *missed > 0);
    // As if each had been asked twice more, and missed once: a single miss is not yet the worst topic of all.
    let share = |(missed, all): (usize, usize)| (missed + 1) as f64 / (all + 2) as f64;
    topics.sort_by(|a, b| share((b.1, b.2)).total_cmp(&share((a.1, a.2))).then(b.1.cmp(&a.1)).then(a.0.cmp(b.0)));
    topics.truncate(most);
    topics
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn seen(rating: Rating, recall: Option<f64>, days: f64, topic: Option<&str>) -> Seen<'_> {
        Seen { rating, recall, days, topic }
    }

    #[test]
    fn retention_counts_what_could_have_been_forgotten() {
        let reviews = [
            seen(Rating::Again, None, 0.0, None),
            seen(Rating::Good, Some(0.99), 0.2, None),
            seen(Rating::Hard, Some(0.9), 1.0, None),
            seen(Rating::Again, Some(0.8), 9.0, None),
        ];
        let Retention { remembered, all, expected } = retention(reviews);
        assert_eq!((remembered, all), (1, 2));
        assert!((expected - 1.7).abs() < 1e-9);
    }

    #[test]
    fn the_load_is_told_by_the_members_own_days() {
        let now: DateTime<Utc> = "2026-03-02T23:30:00Z".parse().unwrap();
        let dues = [now - TimeDelta::days(9), now, now + TimeDelta::hours(1), now + TimeDelta::hours(24)];
        let counts = |zone| load(&dues, now, zone, 3).into_iter().map(|(_, count)| count).collect::<Vec<_>>();
        assert_eq!(counts(Tz::UTC), [2, 2, 0]);
        assert_eq!(counts(Tz::Europe__Berlin), [3, 1, 0], "it is Tuesday there already");
        assert_eq!(load(&dues, now, Tz::UTC, 1)[0].0.to_string(), "2026-03-02");
    }

    #[test]
    fn the_weakest_topics_come_first_and_one_miss_is_not_the_worst() {
        let miss = |topic| seen(Rating::Hard, None, 0.0, Some(topic));
        let hit = |topic| seen(Rating::Good, None, 0.0, Some(topic));
        let reviews = [miss("a"), miss("b"), miss("b"), miss("b"), hit("b"), hit("c"), miss("d"), hit("d"), hit("d")];
        assert_eq!(weakest(reviews, 9), [("b", 3, 4), ("a", 1, 1), ("d", 1, 3)]);
        assert_eq!(weakest([seen(Rating::Again, None, 0.0, None)], 9), []);
    }
}
