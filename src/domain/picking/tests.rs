use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

/// `("streams", 3)` stands for streams-0, streams-1 and streams-2.
fn pool(topics: &[(&str, usize)]) -> Vec<Candidate> {
    let candidate =
        |topic: &str, n| Candidate { slug: format!("{topic}-{n}"), topic: topic.to_owned(), level: Level::Mid };
    topics.iter().flat_map(|(topic, count)| (0..*count).map(|n| candidate(topic, n))).collect()
}

/// A track that asks once a day.
struct Track {
    seed: i64,
    history: Vec<(String, DateTime<Utc>)>,
}

impl Track {
    fn new(seed: i64) -> Track {
        Track { seed, history: Vec::new() }
    }

    fn next(&self, candidates: &[Candidate]) -> Option<Pick> {
        let due = "2026-01-05T08:30:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(self.history.len() as i64);
        pick(PickRequest { candidates, history: &self.history, seed: self.seed, due })
    }

    fn asks(&mut self, candidates: &[Candidate], rounds: usize) -> Vec<Pick> {
        (0..rounds)
            .map(|_| {
                let pick = self.next(candidates).unwrap();
                let at = "2026-01-05T08:30:00Z".parse::<DateTime<Utc>>().unwrap();
                self.history.push((pick.slug.clone(), at + TimeDelta::days(self.history.len() as i64)));
                pick
            })
            .collect()
    }
}

/// The longest run of one topic.
fn longest_run(picks: &[Pick], topic: &str) -> usize {
    picks.chunk_by(|a, b| a.topic == b.topic).filter(|run| run[0].topic == topic).map(<[Pick]>::len).max().unwrap_or(0)
}

#[test]
fn an_empty_pool_has_no_pick() {
    assert_eq!(Track::new(1).next(&[]), None);
}

#[test]
fn a_pool_of_one_is_asked_every_time() {
    let mut track = Track::new(1);
    let picks = track.asks(&pool(&[("streams", 1)]), 3);
    assert!(picks.iter().all(|pick| pick.slug == "streams-0"));
    assert_eq!(picks.iter().map(|pick| pick.cycle).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(
        picks[2].explain(),
        "It is the only question on this track's topics and levels, so it is asked every time."
    );
}

#[test]
fn a_pool_of_two_alternates() {
    let picks = Track::new(3).asks(&pool(&[("streams", 2)]), 8);
    assert!(picks.windows(2).all(|pair| pair[0].slug != pair[1].slug));
}

#[test]
fn the_order_of_the_candidates_does_not_matter() {
    let candidates = pool(&[("streams", 5), ("events", 4), ("http", 3)]);
    let turned: Vec<Candidate> = candidates.iter().rev().cloned().collect();
    assert_eq!(Track::new(7).asks(&candidates, 30), Track::new(7).asks(&turned, 30));
}

#[test]
fn tracks_with_other_seeds_ask_in_another_order() {
    let candidates = pool(&[("streams", 10)]);
    let slugs = |seed| Track::new(seed).asks(&candidates, 10).into_iter().map(|pick| pick.slug).collect::<Vec<_>>();
    assert_ne!(slugs(1), slugs(2));
    assert_eq!(slugs(1), slugs(1));
}

/// If this fails, picks of the past can no longer be replayed.
#[test]
fn picks_stay_what_they_were() {
    let picks = Track::new(42).asks(&pool(&[("streams", 3), ("events", 3)]), 8);
    let slugs: Vec<&str> = picks.iter().map(|pick| pick.slug.as_str()).collect();
    assert_eq!(
        (slugs.join(" ").as_str(), picks[0].seed),
        ("events-2 streams-1 streams-0 events-0 events-1 streams-2 streams-1 events-0", 15_511_449_744_776_583_408)
    );
}

#[test]
fn a_new_topic_comes_soon_and_not_day_after_day() {
    for seed in 0..50 {
        let mut track = Track::new(seed);
        let old = [("streams", 20), ("events", 20), ("http", 20), ("tests", 20), ("sql", 20)];
        track.asks(&pool(&old), 150);
        let with_new = pool(&[old.as_slice(), &[("workers", 20)]].concat());
        let picks = track.asks(&with_new, 70);
        assert!(picks[..2].iter().any(|pick| pick.topic == "workers"), "starved");
        assert_eq!(longest_run(&picks, "workers"), 1);
        assert_eq!(picks.iter().map(|pick| &pick.slug).collect::<BTreeSet<_>>().len(), 70);
    }
}

#[test]
fn a_new_question_of_an_old_topic_comes_once_in_the_turn_and_not_always_first() {
    let mut came = BTreeSet::new();
    for seed in 0..50 {
        let mut track = Track::new(seed);
        track.asks(&pool(&[("streams", 9), ("events", 10)]), 19 + 4);
        let picks = track.asks(&pool(&[("streams", 10), ("events", 10)]), 16);
        let at: Vec<usize> = (0..16).filter(|at| picks[*at].slug == "streams-9").collect();
        assert_eq!(at.len(), 1, "{at:?}");
        came.insert(at[0]);
    }
    assert!(came.len() > 4, "{came:?}");
}

#[test]
fn a_question_that_left_the_pool_is_not_asked_and_does_not_hold_up_the_turn() {
    let mut track = Track::new(5);
    track.asks(&pool(&[("streams", 6)]), 4);
    let fewer = pool(&[("streams", 3)]);
    let picks = track.asks(&fewer, 9);
    let left = picks.iter().take_while(|pick| pick.cycle == 0).count();
    for turn in picks[left..].chunks_exact(3) {
        assert_eq!(turn.iter().map(|pick| &pick.slug).collect::<BTreeSet<_>>().len(), 3);
    }
    assert!(picks.iter().all(|pick| fewer.iter().any(|candidate| candidate.slug == pick.slug)));
}

#[test]
fn a_pick_says_why() {
    let mut track = Track::new(11);
    let candidates = pool(&[("streams", 4), ("events", 2)]);
    let picks = track.asks(&candidates, 14);
    assert_eq!(
        picks[0].explain(),
        "None of this track's 6 questions had been asked yet. By number of questions, it was its topic's turn: 0 of its "
            .to_owned()
            + &format!("{} were asked. ", picks[0].topic_pool)
            + "Of the topic's questions that could be asked, chance chose it; this track never asked it before."
    );
    assert!(
        picks[1]
            .explain()
            .starts_with("1 of this track's 6 questions was asked before it, and none comes again until all were.")
    );
    assert!(
        picks[6]
            .explain()
            .starts_with("All questions of this track were asked, so a new turn through its 6 questions begins")
    );
    assert!(
        picks[7]
            .explain()
            .starts_with("This track went through all of its questions once and has asked 1 of its 6 since then;")
    );
    assert!(
        picks[13]
            .explain()
            .starts_with("This track went through all of its questions 2 times and has asked 1 of its 6")
    );
    let ago = picks[13].rounds_ago.unwrap();
    assert!(picks[13].explain().ends_with(&format!("it was last asked {ago} rounds ago.")));
    assert_eq!(track.history[13 - ago].0, picks[13].slug);
    assert_eq!(picks[13].last_asked, Some(track.history[13 - ago].1));
}

#[test]
fn a_pick_is_kept_as_json() {
    let pick = Track::new(1).next(&pool(&[("streams", 3)])).unwrap();
    assert_eq!(serde_json::from_str::<Pick>(&serde_json::to_string(&pick).unwrap()).unwrap(), pick);
}

fn topics() -> impl Strategy<Value = Vec<(String, usize)>> {
    proptest::collection::vec(1..12_usize, 1..7)
        .prop_map(|counts| counts.into_iter().enumerate().map(|(n, count)| (format!("t{n}"), count)).collect())
}

fn of(topics: &[(String, usize)]) -> Vec<Candidate> {
    pool(&topics.iter().map(|(topic, count)| (topic.as_str(), *count)).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_question_comes_again_until_all_were_asked_nor_if_it_was_of_the_last_third(topics in topics(), seed: i64) {
        let candidates = of(&topics);
        let count = candidates.len();
        let picks = Track::new(seed).asks(&candidates, 3 * count);
        for (turn, picks) in picks.chunks_exact(count).enumerate() {
            prop_assert_eq!(picks.iter().map(|pick| &pick.slug).collect::<BTreeSet<_>>().len(), count);
            for (n, pick) in picks.iter().enumerate() {
                prop_assert_eq!((pick.cycle, pick.asked, pick.pool), (turn, n, count));
                let topic = picks[..n].iter().filter(|before| before.topic == pick.topic).count();
                prop_assert_eq!(pick.topic_asked, topic);
            }
        }
        let third = count.div_ceil(3).min(count - 1);
        for window in picks.windows(third + 1) {
            prop_assert_eq!(window.iter().map(|pick| &pick.slug).collect::<BTreeSet<_>>().len(), third + 1);
        }
    }

    #[test]
    fn even_topics_are_never_more_than_one_apart(count in 2..8_usize, of_each in 1..8_usize, seed: i64) {
        let topics: Vec<(String, usize)> = (0..count).map(|n| (format!("t{n}"), of_each)).collect();
        let picks = Track::new(seed).asks(&of(&topics), 3 * count * of_each);
        for turn in picks.chunks_exact(count * of_each) {
            for n in 0..turn.len() {
                let asked = |topic: &String| turn[..n].iter().filter(|pick| pick.topic == *topic).count();
                let (least, most) = (topics.iter().map(|t| asked(&t.0)).min(), topics.iter().map(|t| asked(&t.0)).max());
                prop_assert!(most.unwrap() - least.unwrap() <= 1, "after {n}");
            }
        }
    }

    #[test]
    fn uneven_topics_are_asked_in_proportion(topics in topics(), seed: i64) {
        let candidates = of(&topics);
        let picks = Track::new(seed).asks(&candidates, candidates.len());
        for n in 0..picks.len() {
            for (topic, of_topic) in &topics {
                let asked = picks[..n].iter().filter(|pick| pick.topic == *topic).count() as f64;
                let ideal = n as f64 * *of_topic as f64 / candidates.len() as f64;
                prop_assert!((asked - ideal).abs() <= 2.5, "{topic} after {n}: {asked}, not {ideal}");
            }
        }
    }

    #[test]
    fn whatever_becomes_of_the_pool_there_is_a_pick_from_it(
        pools in proptest::collection::vec((topics(), 1..12_usize), 1..6), seed: i64,
    ) {
        let mut track = Track::new(seed);
        for (topics, rounds) in pools {
            let candidates = of(&topics);
            for pick in track.asks(&candidates, rounds) {
                prop_assert!(candidates.iter().any(|candidate| candidate.slug == pick.slug && candidate.topic == pick.topic));
                prop_assert!(!pick.explain().is_empty());
            }
        }
    }
}
