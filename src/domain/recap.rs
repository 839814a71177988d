//! The recap: a week's frozen record of a track.

#[cfg(test)]
mod tests;

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::board::{Standing, rank};
use super::checklist::{Tick, settled};
use super::ids::UserId;
use super::points::{Entry, stars};
use super::question::Question;
use super::round::{Round, RoundState};
use super::schedule::instant;
use super::streak::Streak;

/// A week of a track, as it was when the recap was made. No names, only ids: these outlive the ones people carry now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recap {
    /// The track's name.
    pub track: String,
    /// The first local date of the week.
    pub first: NaiveDate,
    /// Its last one: the recap's day.
    pub last: NaiveDate,
    /// How many rounds were asked.
    pub rounds: u32,
    /// How many answers came in time.
    pub answers: u32,
    /// How many members answered in time.
    pub participants: u32,
    /// The week's board, the most points first.
    pub standings: Vec<RecapStanding>,
    /// The longest current streaks of two days or more, at most three.
    pub streaks: Vec<RecapStreak>,
    /// The week's best answer.
    pub best: Option<BestAnswer>,
    /// The key points that the fewest covered, at most three.
    pub missed: Vec<MissedKeyPoint>,
    /// Members who answered for the first time, in order of their first answer.
    pub newcomers: Vec<UserId>,
}

/// What a recap is made from.
#[derive(Clone, Copy, Debug)]
pub struct RecapFacts<'a> {
    /// The track's name.
    pub track: &'a str,
    /// The week, from [`Week::ending`].
    pub week: Week,
    /// The rounds that were due in it, oldest first; those that were not asked are passed over.
    pub rounds: &'a [RecapRound<'a>],
    /// The ledger's rows of the track that count for this week.
    pub entries: &'a [Entry],
    /// Those that count for the week before.
    pub entries_before: &'a [Entry],
    /// The members' streaks.
    pub streaks: &'a [(UserId, Streak)],
    /// Everybody who had answered in time on this track before this week.
    pub known: &'a [UserId],
}

/// One round of the week with what came of it.
#[derive(Clone, Copy, Debug)]
pub struct RecapRound<'a> {
    /// The round.
    pub round: &'a Round,
    /// Its question; `None` if it has left the bank since.
    pub question: Option<&'a Question>,
    /// Its answers, late ones too.
    pub answers: &'a [Answer],
    /// The ticks of its answers.
    pub ticks: &'a [Tick],
    /// Its stars: who gave one, and whose answer got it.
    pub votes: &'a [(UserId, UserId)],
}

/// A member's place on the week's board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecapStanding {
    /// From 1; those with the same points share one.
    pub rank: u32,
    /// Who.
    pub user: UserId,
    /// The week's points.
    pub points: i64,
    /// True where somebody shares the rank.
    pub tied: bool,
    /// How the rank differs from the week before.
    pub movement: Movement,
}

/// How a rank differs from the week before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// By so many ranks better.
    Up(u32),
    /// By so many ranks worse.
    Down(u32),
    /// The same rank.
    Same,
    /// Not on the board of the week before.
    New,
}

/// A member's streak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecapStreak {
    /// Who.
    pub user: UserId,
    /// Working days in a row, up to now.
    pub days: u32,
}

/// The week's best answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BestAnswer {
    /// The round's number on the track.
    pub round: u32,
    /// The question's slug.
    pub question: String,
    /// The question's title, or its slug where it has left the bank.
    pub title: String,
    /// Whose answer.
    pub user: UserId,
    /// How many stars it has.
    pub stars: u32,
    /// True if an organizer marked it; else it is the most starred one.
    pub marked: bool,
}

/// A key point that few covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedKeyPoint {
    /// The question's slug.
    pub question: String,
    /// The question's title.
    pub title: String,
    /// The key point's id.
    pub id: String,
    /// The key point, in one sentence of Markdown.
    pub text: String,
    /// So many answers covered it,
    pub covered: u32,
    /// of so many.
    pub answers: u32,
}

impl Recap {
    /// The record of that week. Late answers and skipped rounds are not in it.
    pub fn build(facts: RecapFacts<'_>) -> Recap {
        let asked: Vec<&RecapRound<'_>> = facts.rounds.iter().filter(|round| round.was_asked()).collect();
        let mut first_answers: Vec<(DateTime<Utc>, UserId)> =
            asked.iter().flat_map(|round| round.in_time()).map(|answer| (answer.first_at, answer.user)).collect();
        let answers = first_answers.len();
        first_answers.sort();
        let mut participants: Vec<UserId> = Vec::new();
        for (_, user) in first_answers {
            if !participants.contains(&user) {
                participants.push(user);
            }
        }
        Recap {
            track: facts.track.to_owned(),
            first: facts.week.first,
            last: facts.week.last,
            rounds: count(asked.len()),
            answers: count(answers),
            participants: count(participants.len()),
            standings: standings(facts.entries, facts.entries_before),
            streaks: top_streaks(facts.streaks),
            best: best_answer(&asked),
            missed: most_missed(&asked),
            newcomers: participants.into_iter().filter(|user| !facts.known.contains(user)).collect(),
        }
    }
}

/// The week that a recap is about: from the recap before, so that no round falls between two recaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// From then on: when the recap before was due.
    pub from: DateTime<Utc>,
    /// Until then, exclusive: when this recap is due.
    pub to: DateTime<Utc>,
    /// The local date on which it begins: the day after the recap before.
    pub first: NaiveDate,
    /// The local date of the recap.
    pub last: NaiveDate,
}

impl Week {
    /// The week before a recap that is due at `due`.
    pub fn ending(due: DateTime<Utc>, zone: Tz) -> Week {
        let last = due.with_timezone(&zone).date_naive();
        let before = last - Days::new(7);
        Week { from: at_five(before, zone), to: due, first: before + Days::new(1), last }
    }

    /// The week before this one.
    pub fn before(self, zone: Tz) -> Week {
        Week::ending(self.from, zone)
    }

    /// Whether a round that was due then belongs to it.
    pub fn contains(self, due: DateTime<Utc>) -> bool {
        self.from <= due && due < self.to
    }
}

/// The first time later than `after` at which it is 17:00 on that weekday: the end of a working day, when most rounds of
/// the week are revealed.
pub fn next_recap(after: DateTime<Utc>, day: Weekday, zone: Tz) -> DateTime<Utc> {
    let today = after.with_timezone(&zone).date_naive();
    let ahead = u64::from(day.days_since(today.weekday()));
    let due = at_five(today + Days::new(ahead), zone);
    if due > after { due } else { at_five(today + Days::new(ahead + 7), zone) }
}

/// A zone that leaves the date out has it at the next one's first instant.
fn at_five(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    instant(date.and_time(NaiveTime::MIN) + TimeDelta::hours(17), zone)
}

impl<'a> RecapRound<'a> {
    fn was_asked(&self) -> bool {
        !matches!(self.round.state, RoundState::Claimed | RoundState::Skipped)
    }

    fn is_revealed(&self) -> bool {
        matches!(self.round.state, RoundState::Revealed | RoundState::Settled)
    }

    fn in_time(&self) -> impl Iterator<Item = &'a Answer> + use<'a> {
        self.answers.iter().filter(|answer| !answer.late)
    }
}

fn standings(entries: &[Entry], before: &[Entry]) -> Vec<RecapStanding> {
    let before: BTreeMap<UserId, u32> = board(before).into_iter().map(|row| (row.user, row.rank)).collect();
    let row = |row: Standing| {
        let movement = match before.get(&row.user) {
            None => Movement::New,
            Some(rank) => match rank.cmp(&row.rank) {
                Ordering::Greater => Movement::Up(rank - row.rank),
                Ordering::Less => Movement::Down(row.rank - rank),
                Ordering::Equal => Movement::Same,
            },
        };
        RecapStanding { rank: row.rank, user: row.user, points: row.points, tied: row.tied, movement }
    };
    board(entries).into_iter().map(row).collect()
}

fn board(entries: &[Entry]) -> Vec<Standing> {
    let mut sums: BTreeMap<UserId, (i64, BTreeSet<&str>)> = BTreeMap::new();
    for entry in entries {
        let (points, sources) = sums.entry(entry.user).or_default();
        *points += i64::from(entry.points);
        sources.insert(&entry.source);
    }
    rank(sums.into_iter().map(|(user, (points, sources))| (user, points, i64::from(count(sources.len())))).collect())
}

fn top_streaks(streaks: &[(UserId, Streak)]) -> Vec<RecapStreak> {
    let mut top: Vec<RecapStreak> = streaks
        .iter()
        .filter(|(_, streak)| streak.current >= 2)
        .map(|(user, streak)| RecapStreak { user: *user, days: streak.current })
        .collect();
    top.sort_by_key(|streak| (Reverse(streak.days), streak.user));
    top.truncate(MOST);
    top
}

/// A marked one before the others, then the most starred one, then the one of the earlier round, then the earlier one.
fn best_answer(rounds: &[&RecapRound<'_>]) -> Option<BestAnswer> {
    let all = rounds.iter().flat_map(|round| round.in_time().map(move |answer| (*round, answer)));
    let marked = |round: &RecapRound<'_>, answer: &Answer| round.round.best == Some(answer.user);
    let (round, answer) = all
        .filter(|(round, answer)| marked(round, answer) || stars(round.votes, answer.user) > 0)
        .min_by_key(|(round, answer)| {
            let stars = stars(round.votes, answer.user);
            (Reverse(marked(round, answer)), Reverse(stars), round.round.due, answer.first_at, answer.user)
        })?;
    Some(BestAnswer {
        round: round.round.number,
        question: round.round.question.clone(),
        title: round.question.map_or(&round.round.question, |question| &question.title).clone(),
        user: answer.user,
        stars: stars(round.votes, answer.user),
        marked: marked(round, answer),
    })
}

/// Of rounds that are revealed, since before that nothing may be said about their key points. The lowest share first; of
/// like shares, the one that more answers missed.
fn most_missed(rounds: &[&RecapRound<'_>]) -> Vec<MissedKeyPoint> {
    let mut missed: Vec<MissedKeyPoint> = Vec::new();
    for round in rounds.iter().filter(|round| round.is_revealed()) {
        for (question, point) in round.question.iter().flat_map(|q| q.key_points.iter().map(move |point| (q, point))) {
            let covers = |user| settled(round.ticks, user, &point.id).is_some_and(|tick| tick.covered);
            let (answers, covered) = (round.in_time().count(), round.in_time().filter(|a| covers(a.user)).count());
            // A small pool may ask the same question twice in a week.
            match missed.iter_mut().find(|known| known.question == question.id && known.id == point.id) {
                Some(known) => {
                    known.covered += count(covered);
                    known.answers += count(answers);
                }
                None => missed.push(MissedKeyPoint {
                    question: question.id.clone(),
                    title: question.title.clone(),
                    id: point.id.clone(),
                    text: point.text.clone(),
                    covered: count(covered),
                    answers: count(answers),
                }),
            }
        }
    }
    missed.retain(|point| point.covered < point.answers);
    // a/b < c/d, without rounding: a*d < c*b. The sort keeps the rounds' order among equals.
    missed.sort_by(|a, b| {
        let shares = (u64::from(a.covered) * u64::from(b.answers)).cmp(&(u64::from(b.covered) * u64::from(a.answers)));
        shares.then(b.answers.cmp(&a.answers))
    });
    missed.truncate(MOST);
    missed
}

/// How many of a kind a recap names.
const MOST: usize = 3;

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
