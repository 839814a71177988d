//! The recap: a week's frozen record of a track.

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::checklist::Tick;
use super::ids::UserId;
use super::points::Entry;
use super::question::Question;
use super::round::Round;
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
    /// The record of that week.
    pub fn build(_facts: RecapFacts<'_>) -> Recap {
        todo!()
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
    pub fn ending(_due: DateTime<Utc>, _zone: Tz) -> Week {
        todo!()
    }

    /// The week before this one.
    pub fn before(self, zone: Tz) -> Week {
        Week::ending(self.from, zone)
    }
}

/// The first time later than `after` at which it is 17:00 on that weekday: the end of a working day, when most rounds of
/// the week are revealed.
pub fn next_recap(_after: DateTime<Utc>, _day: Weekday, _zone: Tz) -> DateTime<Utc> {
    todo!()
}
