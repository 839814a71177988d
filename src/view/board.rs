//! Boards, and a member's own standing: text first.

use crate::domain::board::{Page, Period, Standing};
use crate::domain::rating::Strength;
use crate::domain::streak::Streak;

use super::action::Action;
use super::message::{Button, Embed, Field, Look, Message, Row, Tone};
use super::text::{self, count};

/// How many rows a page has.
pub const PAGE: usize = 10;

/// A page of a leaderboard.
pub struct Board<'a> {
    /// What it is about: a track's name, or the guild.
    pub title: &'a str,
    /// `guild`, or the track's id.
    pub scope: &'a str,
    /// The time it is over.
    pub period: Period,
    /// Its rows.
    pub page: Page<'a>,
}

/// A period as a button's label.
pub fn period_name(period: Period) -> &'static str {
    match period {
        Period::Today => "Today",
        Period::Week => "This week",
        Period::Month => "This month",
        Period::AllTime => "All time",
    }
}

/// A period as an action carries it.
pub fn period_key(period: Period) -> &'static str {
    match period {
        Period::Today => "today",
        Period::Week => "week",
        Period::Month => "month",
        Period::AllTime => "all",
    }
}

/// The period of that key.
pub fn period_of(key: &str) -> Option<Period> {
    Period::ALL.into_iter().find(|period| period_key(*period) == key)
}

/// The leaderboard.
pub fn board(board: &Board<'_>) -> Message {
    let Page { number, pages, rows, own } = board.page;
    let mut lines: Vec<String> = rows.iter().map(|row| line(row, own.map(|own| own.user) == Some(row.user))).collect();
    if lines.is_empty() {
        lines.push("Nobody has points yet. Answer a round, and be the first.".to_owned());
    }
    if board.page.own_is_elsewhere()
        && let Some(own) = own
    {
        lines.push("…".to_owned());
        lines.push(line(own, true));
    }
    let embed = Embed {
        title: format!("{}: {}", period_name(board.period), text::shorten(board.title, 100)),
        description: lines.join("\n"),
        tone: Tone::Calm,
        footer: if pages > 1 { format!("Page {number} of {pages}") } else { String::new() },
        ..Embed::default()
    };
    let turn = |period: Period, page: usize| Action::Board(board.scope.to_owned(), period_key(period).to_owned(), page);
    let periods = Period::ALL.map(|period| {
        let now = period == board.period;
        let look = if now { Look::Done } else { Look::Plain };
        // Page 0 is the first one too; it keeps these ids apart from those of the pages' buttons.
        Button::new(turn(period, 0), period_name(period)).look(look).disabled(now)
    });
    let mut message = Message::embed(embed).row(periods.to_vec());
    if pages > 1 {
        message.rows.push(Row::Buttons(vec![
            Button::new(turn(board.period, number.saturating_sub(1).max(1)), "Previous").disabled(number == 1),
            Button::new(turn(board.period, number + 1), "Next").disabled(number == pages),
        ]));
    }
    message
}

fn line(row: &Standing, own: bool) -> String {
    let tied = if row.tied { " (shared)" } else { "" };
    let you = if own { " ← you" } else { "" };
    format!(
        "**{}.** <@{}> · {}, {}{tied}{you}",
        row.rank,
        row.user,
        count(row.points, "point"),
        match row.rounds {
            1 => "1 round or quiz".to_owned(),
            more => format!("{more} rounds and quizzes"),
        }
    )
}

/// A member's own standing.
pub struct Me<'a> {
    /// Their row over the week, if any.
    pub week: Option<Standing>,
    /// Their row over all time, if any.
    pub all: Option<Standing>,
    /// Their streak.
    pub streak: Streak,
    /// Points by topic's name, the most first.
    pub topics: &'a [(String, i64)],
    /// How strong they are in quizzes, and by how many answers.
    pub strength: Option<(Strength, i64)>,
}

/// A rating in words; it is shown nowhere else.
fn strength(rated: Option<(Strength, i64)>) -> String {
    let Some((strength, games)) = rated else {
        return "Not known yet: `/quiz start` finds out, and fits its questions to it.".to_owned();
    };
    let sure = if strength.deviation > 110.0 { " It is still a guess." } else { "" };
    format!(
        "{:.0}, give or take {:.0}, by {}. 1500 is a newcomer, or a mid-level question.{sure} Nobody else sees this, and it earns nothing.",
        strength.rating,
        2.0 * strength.deviation,
        count(games, "answer"),
    )
}

/// The private card of `/me`.
pub fn me(me: &Me<'_>) -> Message {
    let place = |row: Option<Standing>| match row {
        Some(row) => {
            format!("{}, rank {}{}", count(row.points, "point"), row.rank, if row.tied { " (shared)" } else { "" })
        }
        None => "no points yet".to_owned(),
    };
    let days = |days: u32| count(days, "working day");
    let topics = match me.topics {
        [] => "Nothing yet: answer a round, or try `/quiz start`.".to_owned(),
        topics => topics
            .iter()
            .map(|(topic, points)| format!("- {topic}: {}", count(*points, "point")))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    Message::embed(Embed {
        title: "Your standing".to_owned(),
        description: "Only you see this.".to_owned(),
        tone: Tone::Calm,
        fields: vec![
            Field::inline("This week", place(me.week)),
            Field::inline("All time", place(me.all)),
            Field::inline("Streak", format!("{} (longest: {})", days(me.streak.current), days(me.streak.longest))),
            Field::new("By topic", text::shorten(&topics, text::FIELD)),
            Field::new("Strength in quizzes", strength(me.strength)),
        ],
        ..Embed::default()
    })
}
