//! A card: its prompt, its answer with the four ratings, and what came of the last press; and the numbers about all of them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::memory::stats::Retention;
use crate::domain::memory::{CardState, Rating};
use crate::domain::question::{Question, Topic};

use super::action::Action;
use super::action::review::{Face, Review};
use super::message::{Button, Embed, Field, Look, Message, Tone};
use super::text::{self, count};
use super::{reveal, time};

/// The longest bar of the load, in characters.
const BAR: usize = 16;

/// A card as it is shown.
pub struct Shown<'a> {
    /// The slug that the card goes by.
    pub slug: &'a str,
    /// How it stands.
    pub state: CardState,
    /// How often it was reviewed.
    pub reviews: u32,
    /// Its question.
    pub question: &'a Question,
    /// The question's topic.
    pub topic: Option<&'a Topic>,
}

impl Shown<'_> {
    fn face(&self) -> Face {
        Face { question: self.slug.to_owned(), reviews: self.reviews }
    }

    fn footer(&self) -> String {
        let topic = self.topic.map_or(self.question.topic.as_str(), |topic| topic.name.as_str());
        let history = match self.reviews {
            0 => "new".to_owned(),
            1 => "seen once".to_owned(),
            reviews => format!("seen {reviews} times"),
        };
        format!("{topic} · {} · {history}", self.question.level)
    }
}

/// What the last press did.
pub enum Done {
    /// A card was rated.
    Rated {
        /// Its question's title.
        title: String,
        /// How.
        rating: Rating,
        /// From then until it comes back.
        interval: TimeDelta,
        /// The card as it was rated.
        face: Face,
    },
    /// A rating was taken back, and its card cannot be shown now.
    Undone {
        /// Its question's title.
        title: String,
    },
    /// A card was deleted.
    Dropped {
        /// Its question's title.
        title: String,
    },
    /// Cards without questions were deleted.
    DroppedGone {
        /// How many.
        count: usize,
    },
}

impl Done {
    fn words(&self) -> String {
        match self {
            Done::Rated { title, rating, interval, .. } => {
                format!("**{}**: *{title}* comes back in {}.", name(*rating), long(*interval))
            }
            Done::Undone { title } => {
                format!("Taken back. *{title}* is being asked right now, so its card waits for the reveal.")
            }
            Done::Dropped { title } => format!("Your card of *{title}* is deleted, with all its reviews."),
            Done::DroppedGone { count } => {
                format!("{} without a question deleted.", text::count(*count as i64, "card"))
            }
        }
    }

    fn button(&self) -> Option<Button> {
        match self {
            Done::Rated { rating, face, .. } => {
                let undo = Action::Review(Review::Undo(face.clone()));
                Some(Button::new(undo, format!("Undo {}", name(*rating))))
            }
            _ => None,
        }
    }
}

/// The prompt of the most urgent of `due` cards.
pub fn front(card: &Shown<'_>, due: usize, done: Option<&Done>) -> Message {
    let prompt = text::shorten(&text::discord(&card.question.prompt), text::DESCRIPTION);
    let embed = Embed {
        title: format!("Review: {}", card.question.title),
        description: format!("{prompt}\n\n*Answer it aloud or in your head, then reveal.*"),
        footer: format!("{} · {due} due", card.footer()),
        ..Embed::default()
    };
    let mut buttons = vec![Button::new(Action::Review(Review::Reveal(card.face())), "Reveal").look(Look::Main)];
    buttons.extend(done.and_then(Done::button));
    buttons.push(drop_button(card.slug));
    Message { content: done.map(Done::words).unwrap_or_default(), ..Message::embed(embed).row(buttons) }
}

/// The answer, with a button for each rating that says when the card would come back.
pub fn back(card: &Shown<'_>, now: DateTime<Utc>) -> Message {
    let question = card.question;
    let prompt = Embed {
        title: format!("Review: {}", question.title),
        description: text::shorten(&text::discord(&question.prompt), 1_200),
        ..Embed::default()
    };
    let points = question.key_points.iter().map(|point| format!("- {}", point.text)).collect::<Vec<_>>().join("\n");
    let mut key_points = Embed {
        title: "Key points".to_owned(),
        description: text::shorten(&points, 1_900),
        tone: Tone::Revealed,
        footer: format!("{} · how well did you know it?", card.footer()),
        ..Embed::default()
    };
    let title = "Reference answer".to_owned();
    let left = text::MESSAGE - reveal::size(&prompt) - reveal::size(&key_points) - text::length(&title);
    let answer = text::discord(&question.answer);
    let mut parts = text::split(&answer, left.min(text::DESCRIPTION)).into_iter();
    let mut description = parts.next().unwrap_or_default();
    if parts.next().is_some() {
        // Cut between paragraphs; the rest is behind the button.
        description = text::split(&answer, left.min(text::DESCRIPTION) - 40).into_iter().next().unwrap_or_default();
        description.push_str("\n\n*… the rest: The whole answer*");
    }
    let reference = Embed { title, description, tone: Tone::Revealed, ..Embed::default() };
    key_points.description = text::shorten(&key_points.description, text::DESCRIPTION);
    let ratings = Rating::ALL.map(|rating| {
        let interval = card.state.after(rating, now).due - now;
        let look = if rating == Rating::Good { Look::Main } else { Look::Plain };
        let press = Action::Review(Review::Rate(card.face(), rating));
        Button::new(press, format!("{} · {}", name(rating), short(interval))).look(look)
    });
    let more = vec![Button::new(Action::ShowAnswer(question.id.clone()), "The whole answer"), drop_button(card.slug)];
    Message { embeds: vec![prompt, reference, key_points], ..Message::default() }.row(ratings.to_vec()).row(more)
}

/// What there is when nothing is due.
pub struct Rest {
    /// How many cards there are.
    pub all: usize,
    /// How many wait for a reveal.
    pub held: usize,
    /// How many lost their question.
    pub gone: usize,
    /// When the next falls due.
    pub next: Option<DateTime<Utc>>,
}

/// Nothing is due.
pub fn nothing_due(rest: &Rest, done: Option<&Done>) -> Message {
    let mut lines = Vec::new();
    match (rest.all, rest.next) {
        (0, _) => lines.push(
            "You have no cards yet. They come by themselves: what you miss in a round or a quiz, and what a mock interview gives \
             you to practice, is asked here, shortly before you would forget it. `/review add` makes one by hand."
                .to_owned(),
        ),
        (all, Some(next)) => lines.push(format!("Of your {}, the next is due {}.", cards(all), time::relative(next))),
        (all, None) => lines.push(format!("You have {}.", cards(all))),
    }
    if rest.held > 0 {
        lines.push(format!("{} for the reveal of a round that is open.", waiting(rest.held)));
    }
    if rest.gone > 0 {
        lines.push(format!("{} of questions that have left the bank.", rest_on(rest.gone)));
    }
    let title = match done {
        Some(Done::Rated { .. }) => "All reviewed",
        _ => "Nothing to review",
    };
    let embed = Embed {
        title: title.to_owned(),
        description: lines.join("\n"),
        tone: Tone::Calm,
        footer: if rest.all > 0 { "`/review stats` tells how you do".replace('`', "") } else { String::new() },
        ..Embed::default()
    };
    let mut message = Message { content: done.map(Done::words).unwrap_or_default(), ..Message::embed(embed) };
    let mut buttons: Vec<Button> = done.and_then(Done::button).into_iter().collect();
    buttons.extend(drop_gone(rest.gone));
    if !buttons.is_empty() {
        message.rows.push(buttons.into());
    }
    message
}

/// A card was made by hand, or was there; it goes by `slug`. `later` is when it is due, unless that is now.
pub fn added(question: &Question, slug: &str, added: bool, later: Option<DateTime<Utc>>) -> Message {
    let title = &question.title;
    let message = Message::text(match (added, later) {
        (true, _) => format!("*{title}* is among your cards now, and due at once."),
        (false, None) => format!("You have a card of *{title}* already; it is due now."),
        (false, Some(due)) => format!("You have a card of *{title}* already; it is due {}.", time::relative(due)),
    });
    let mut buttons = Vec::new();
    if later.is_none() {
        buttons.push(Button::new(Action::Review(Review::Next), "Review what is due").look(Look::Main));
    }
    if !added {
        buttons.push(drop_button(slug));
    }
    message.row(buttons)
}

/// The numbers.
pub struct Stats<'a> {
    /// How many cards there are.
    pub cards: usize,
    /// How many are due.
    pub due: usize,
    /// How many lost their question.
    pub gone: usize,
    /// Of the last 30 days.
    pub recent: Retention,
    /// Of all time.
    pub ever: Retention,
    /// How many cards are due on which of the next days.
    pub load: &'a [(NaiveDate, usize)],
    /// Topics with how often something was missed, and how often it was asked.
    pub weakest: &'a [(String, usize, usize)],
}

/// How somebody's reviews go.
pub fn stats(stats: &Stats<'_>) -> Message {
    if stats.cards == 0 && stats.ever.all == 0 && stats.gone == 0 {
        return nothing_due(&Rest { all: 0, held: 0, gone: 0, next: None }, None);
    }
    let mut fields = vec![
        Field::new(
            "Remembered",
            format!("Last 30 days: {}\nAll time: {}", retention(stats.recent), retention(stats.ever)),
        ),
        Field::new("The next two weeks", load(stats.load)),
    ];
    let topics = stats.weakest.iter().map(|(topic, missed, all)| format!("- {topic}: {missed} of {all} missed"));
    fields.push(Field::new(
        "Weakest topics",
        match stats.weakest {
            [] => "Nothing was missed in the last 90 days.".to_owned(),
            _ => format!("{}\n*Again and Hard, in the last 90 days*", topics.collect::<Vec<_>>().join("\n")),
        },
    ));
    if stats.gone > 0 {
        fields.push(Field::new(
            "Without a question",
            format!("{} of questions that have left the bank.", rest_on(stats.gone)),
        ));
    }
    let embed = Embed {
        title: "Your reviews".to_owned(),
        description: format!("{}, {} due now.", cards(stats.cards), stats.due),
        tone: Tone::Calm,
        fields,
        footer: "Only you see this. “Remembered” is every rating but Again, a day or more after the one before"
            .to_owned(),
    };
    let mut buttons = Vec::new();
    if stats.due > 0 {
        buttons.push(Button::new(Action::Review(Review::Next), "Review what is due").look(Look::Main));
    }
    buttons.extend(drop_gone(stats.gone));
    let message = Message::embed(embed);
    if buttons.is_empty() { message } else { message.row(buttons) }
}

fn retention(retention: Retention) -> String {
    match retention.all {
        0 => "nothing measured yet".to_owned(),
        all => {
            let percent = |share: f64| (share / all as f64 * 100.0).round();
            format!(
                "{} of {all}, {}% (expected: {}%)",
                retention.remembered,
                percent(retention.remembered as f64),
                percent(retention.expected)
            )
        }
    }
}

/// A line for each day, with a bar.
fn load(days: &[(NaiveDate, usize)]) -> String {
    let most = days.iter().map(|(_, cards)| *cards).max().unwrap_or(0).max(1);
    let lines = days.iter().enumerate().map(|(at, (date, cards))| {
        let day = if at == 0 { "today ".to_owned() } else { date.format("%a %d").to_string() };
        // A day with a card has a bar, however short.
        let length = (cards * BAR).div_ceil(most.max(BAR));
        format!("{day} {cards:>3} {}", "█".repeat(length)).trim_end().to_owned()
    });
    format!("```text\n{}\n```", lines.collect::<Vec<_>>().join("\n"))
}

fn drop_button(slug: &str) -> Button {
    // Not in red: it is on every card, and would be what one sees first.
    Button::new(Action::Review(Review::Drop(slug.to_owned())), "Delete this card")
}

fn drop_gone(gone: usize) -> Option<Button> {
    (gone > 0)
        .then(|| Button::new(Action::Review(Review::DropGone), "Delete cards without a question").look(Look::Danger))
}

fn cards(number: usize) -> String {
    count(number as i64, "card")
}

fn waiting(number: usize) -> String {
    format!("{} {}", cards(number), if number == 1 { "waits" } else { "wait" })
}

fn rest_on(number: usize) -> String {
    format!("{} {}", cards(number), if number == 1 { "is" } else { "are" })
}

fn name(rating: Rating) -> &'static str {
    match rating {
        Rating::Again => "Again",
        Rating::Hard => "Hard",
        Rating::Good => "Good",
        Rating::Easy => "Easy",
    }
}

/// `5 h`, `3 d`, `2 mo`, `1 y`: for a button.
fn short(interval: TimeDelta) -> String {
    let (number, unit) = told(interval);
    format!("{number} {}", ["h", "d", "mo", "y"][unit])
}

/// `5 hours`, `3 days`, `2 months`, `1 year`.
fn long(interval: TimeDelta) -> String {
    let (number, unit) = told(interval);
    count(number, ["hour", "day", "month", "year"][unit])
}

fn told(interval: TimeDelta) -> (i64, usize) {
    match (interval.num_hours(), interval.num_days()) {
        (hours, _) if hours < 24 => (hours, 0),
        (_, days) if days < 60 => (days, 1),
        (_, days) if days < 365 => (((days as f64) / 30.4).round() as i64, 2),
        (_, days) => (days / 365, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_told_as_people_do() {
        for (interval, told) in [
            (TimeDelta::hours(5), "5 h"),
            (TimeDelta::days(1), "1 d"),
            (TimeDelta::days(46), "46 d"),
            (TimeDelta::days(163), "5 mo"),
            (TimeDelta::days(365), "1 y"),
        ] {
            assert_eq!(short(interval), told);
        }
        assert_eq!(long(TimeDelta::days(1)), "1 day");
        assert_eq!(long(TimeDelta::hours(5)), "5 hours");
    }

    #[test]
    fn every_day_has_a_line_and_the_fullest_the_longest_bar() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let shown = load(&[(day(2), 40), (day(3), 0), (day(4), 1)]);
        assert_eq!(shown, format!("```text\ntoday   40 {}\nTue 03   0\nWed 04   1 █\n```", "█".repeat(16)));
        assert!(load(&[(day(2), 3)]).contains("3 ███\n"), "few cards are not drawn as many");
    }
}
