use chrono_tz::{America, Europe};

use super::super::checklist::Ticker;
use super::super::points::Reason;
use super::super::points::tests::{answer, round, tick};
use super::super::question::{KeyPoint, Kind, Level};
use super::*;

fn utc(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().unwrap()
}

fn question(slug: &str, key_points: &[&str]) -> Question {
    let key_point = |id: &&str| KeyPoint { id: (*id).to_owned(), text: format!("The {id}."), phrases: Vec::new() };
    Question {
        id: slug.to_owned(),
        title: format!("On {slug}"),
        topic: "streams".to_owned(),
        level: Level::Mid,
        kind: Kind::Concept,
        tags: Vec::new(),
        minutes: 3,
        decisive: Vec::new(),
        aliases: Vec::new(),
        links: Vec::new(),
        prompt: String::new(),
        answer: String::new(),
        key_points: key_points.iter().map(key_point).collect(),
        mistakes: Vec::new(),
        follow_ups: Vec::new(),
        choice_stem: String::new(),
        choices: Vec::new(),
    }
}

fn round_of(number: u32, slug: &str, best: Option<u64>) -> Round {
    let due = round().due + TimeDelta::days(i64::from(number) - 1);
    Round { number, due, question: slug.to_owned(), best: best.map(UserId), ..round() }
}

fn entry(user: u64, points: u32, source: &str) -> Entry {
    let Round { guild, track, due, .. } = round();
    let (track, topic) = (Some(track), "streams".to_owned());
    let (source, reason) = (source.to_owned(), Reason::Participation);
    Entry { guild, track, user: UserId(user), points, reason, source, topic, at: due }
}

/// A week without anything in it.
fn facts<'a>() -> RecapFacts<'a> {
    let week = Week::ending(utc("2026-11-06T16:00"), Europe::Berlin);
    RecapFacts { track: "node", week, rounds: &[], entries: &[], entries_before: &[], streaks: &[], known: &[] }
}

fn plain<'a>(round: &'a Round, question: Option<&'a Question>, answers: &'a [Answer]) -> RecapRound<'a> {
    RecapRound { round, question, answers, ticks: &[], votes: &[] }
}

#[test]
fn a_quiet_week_has_a_recap_too() {
    let recap = Recap::build(facts());
    assert_eq!((recap.rounds, recap.answers, recap.participants), (0, 0, 0));
    assert_eq!((recap.first.to_string(), recap.last.to_string()), ("2026-10-31".to_owned(), "2026-11-06".to_owned()));
    assert_eq!(recap.best, None);
    assert_eq!(serde_json::from_str::<Recap>(&serde_json::to_string(&recap).unwrap()).unwrap(), recap);
}

#[test]
fn late_answers_and_skipped_rounds_are_not_counted_and_newcomers_are_named() {
    let (monday, tuesday) = (round_of(1, "pipes", None), round_of(2, "events", None));
    let skipped = Round { state: RoundState::Skipped, ..round_of(3, "", None) };
    let first = [answer(1, 9), answer(2, 4), Answer { late: true, ..answer(5, 900) }];
    let second = [answer(2, 1500), answer(3, 1501), answer(1, 1502)];
    let rounds = [plain(&monday, None, &first), plain(&tuesday, None, &second), plain(&skipped, None, &[])];
    let recap = Recap::build(RecapFacts { rounds: &rounds, known: &[UserId(1)], ..facts() });
    assert_eq!((recap.rounds, recap.answers, recap.participants), (2, 5, 3));
    assert_eq!(recap.newcomers, [UserId(2), UserId(3)]);
}

#[test]
fn standings_say_how_they_moved() {
    let entries = [
        entry(1, 5, "round:a"),
        entry(1, 4, "round:b"),
        entry(2, 20, "round:a"),
        entry(3, 9, "round:b"),
        entry(4, 1, "round:b"),
    ];
    let before = [entry(1, 30, "round:x"), entry(2, 10, "round:x"), entry(4, 2, "round:x"), entry(5, 50, "round:x")];
    let recap = Recap::build(RecapFacts { entries: &entries, entries_before: &before, ..facts() });
    let rows: Vec<_> =
        recap.standings.iter().map(|row| (row.rank, row.user.0, row.points, row.tied, row.movement)).collect();
    assert_eq!(
        rows,
        [
            (1, 2, 20, false, Movement::Up(2)),
            (2, 1, 9, true, Movement::Same),
            (2, 3, 9, true, Movement::New),
            (4, 4, 1, false, Movement::Same),
        ]
    );
    let recap = Recap::build(RecapFacts { entries: &before, entries_before: &entries, ..facts() });
    assert_eq!(recap.standings[2].movement, Movement::Down(2));
}

#[test]
fn the_three_longest_streaks_of_two_days_or_more_are_named() {
    let streak = |user, current| (UserId(user), Streak { current, longest: 30 });
    let streaks = [streak(1, 1), streak(2, 4), streak(3, 9), streak(4, 4), streak(5, 2)];
    let recap = Recap::build(RecapFacts { streaks: &streaks, ..facts() });
    assert_eq!(recap.streaks.iter().map(|s| (s.user.0, s.days)).collect::<Vec<_>>(), [(3, 9), (2, 4), (4, 4)]);
}

#[test]
fn the_best_answer_is_a_marked_one_or_else_the_most_starred() {
    let pipes = question("pipes", &[]);
    let (answers, votes) = ([answer(1, 1), answer(2, 2)], [1, 3, 4].map(|voter| (UserId(voter), UserId(2))));
    let (plain_round, marked) = (round_of(1, "pipes", None), round_of(2, "gone", Some(1)));
    let starred = RecapRound { votes: &votes, ..plain(&plain_round, Some(&pipes), &answers) };
    let best = |rounds: &[RecapRound<'_>]| Recap::build(RecapFacts { rounds, ..facts() }).best.unwrap();

    let found = best(&[starred]);
    assert_eq!((found.round, found.user.0, found.stars, found.marked), (1, 2, 3, false));
    assert_eq!((found.question.as_str(), found.title.as_str()), ("pipes", "On pipes"));
    let found = best(&[starred, plain(&marked, None, &answers)]);
    assert_eq!((found.round, found.user.0, found.stars, found.marked), (2, 1, 0, true));
    assert_eq!(found.title, "gone");
    assert_eq!(Recap::build(RecapFacts { rounds: &[plain(&plain_round, None, &answers)], ..facts() }).best, None);
}

#[test]
fn the_key_points_that_the_fewest_covered_are_named_once_they_are_revealed() {
    let (pipes, events) = (question("pipes", &["a", "b"]), question("events", &["c", "d"]));
    let (first, second) = (round_of(1, "pipes", None), round_of(2, "events", None));
    let open = Round { state: RoundState::Asked, ..round_of(3, "events", None) };
    let two = [answer(1, 1), answer(2, 2)];
    let four = [answer(1, 1), answer(2, 2), answer(3, 3), answer(4, 4), Answer { late: true, ..answer(5, 5) }];
    let on_first =
        [tick(1, "a", Ticker::Machine, true), tick(1, "b", Ticker::Machine, true), tick(2, "b", Ticker::Member, true)];
    let on_second = [
        tick(1, "c", Ticker::Machine, true),
        tick(1, "c", Ticker::Organizer, false),
        tick(5, "c", Ticker::Machine, true),
        tick(1, "d", Ticker::Member, true),
        tick(2, "d", Ticker::Member, true),
    ];
    let rounds = [
        RecapRound { ticks: &on_first, ..plain(&first, Some(&pipes), &two) },
        RecapRound { ticks: &on_second, ..plain(&second, Some(&events), &four) },
        plain(&open, Some(&events), &two),
    ];
    let recap = Recap::build(RecapFacts { rounds: &rounds, ..facts() });
    let missed: Vec<_> = recap.missed.iter().map(|point| (point.id.as_str(), point.covered, point.answers)).collect();
    assert_eq!(missed, [("c", 0, 4), ("d", 2, 4), ("a", 1, 2)]);
    assert_eq!((recap.missed[0].title.as_str(), recap.missed[0].text.as_str()), ("On events", "The c."));
}

#[test]
fn a_question_that_came_twice_is_one() {
    let pipes = question("pipes", &["a"]);
    let (first, second) = (round_of(1, "pipes", None), round_of(2, "pipes", None));
    let answers = [answer(1, 1)];
    let rounds = [plain(&first, Some(&pipes), &answers), plain(&second, Some(&pipes), &answers)];
    let recap = Recap::build(RecapFacts { rounds: &rounds, ..facts() });
    assert_eq!(recap.missed.iter().map(|point| (point.covered, point.answers)).collect::<Vec<_>>(), [(0, 2)]);
}

#[test]
fn a_recap_is_due_at_five_on_its_day() {
    let berlin = Europe::Berlin;
    assert_eq!(next_recap(utc("2026-11-02T09:00"), Weekday::Fri, berlin), utc("2026-11-06T16:00"));
    assert_eq!(next_recap(utc("2026-11-06T15:59"), Weekday::Fri, berlin), utc("2026-11-06T16:00"));
    assert_eq!(next_recap(utc("2026-11-06T16:00"), Weekday::Fri, berlin), utc("2026-11-13T16:00"));
    // Over the change of the clocks, it stays five.
    assert_eq!(next_recap(utc("2026-10-23T15:00"), Weekday::Fri, berlin), utc("2026-10-30T16:00"));
    assert_eq!(next_recap(utc("2026-11-07T00:30"), Weekday::Fri, America::New_York), utc("2026-11-13T22:00"));
}

#[test]
fn every_round_belongs_to_one_week() {
    let week = Week::ending(utc("2026-10-30T16:00"), Europe::Berlin);
    assert_eq!((week.from, week.to), (utc("2026-10-23T15:00"), utc("2026-10-30T16:00")));
    assert_eq!(week.before(Europe::Berlin).to, week.from);
    assert!(week.contains(week.from) && !week.contains(week.to));
}
