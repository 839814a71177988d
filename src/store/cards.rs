//! Cards, and the log of their reviews. A member has one memory, whatever guild they are asked in, so neither names a guild.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, time, variant, word};
use super::db::{Tx, on, row, rows, run};
use crate::domain::ids::UserId;
use crate::domain::memory::{CardState, Rating, Trace};

/// A member's memory of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Whose.
    pub user: UserId,
    /// The question's slug.
    pub question: String,
    /// How it stands.
    pub state: CardState,
    /// How often it was reviewed: the number of its rows in the log.
    pub reviews: u32,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// A review as the log has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Whose.
    pub user: UserId,
    /// What it came from, such as `round:<id>`: unique for the member.
    pub source: String,
    /// The question's slug.
    pub question: String,
    /// Which of the card's reviews it is, from 1.
    pub turn: u32,
    /// What it came to.
    pub rating: Rating,
    /// How likely the question was to be remembered, 0 to 1; `None` for a card's first review.
    pub recall: Option<f64>,
    /// When.
    pub at: DateTime<Utc>,
    /// The card before it.
    pub before: CardState,
}

/// A review to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewReview<'a> {
    /// Whose.
    pub user: UserId,
    /// The question's slug.
    pub question: &'a str,
    /// What it comes from; a second review from the same source changes nothing.
    pub source: &'a str,
    /// How well it was remembered.
    pub rating: Rating,
    /// When.
    pub at: DateTime<Utc>,
}

/// What came of a review.
#[derive(Clone, Debug, PartialEq)]
pub enum Reviewed {
    /// The card as it is now.
    Moved(Card),
    /// This source was written before; nothing changed.
    Known,
    /// There is no card, and nothing was missed that would make one.
    NoCard,
}

impl Store {
    /// Writes a review, and moves its card. What was missed makes a card where there is none.
    pub async fn review(&self, review: NewReview<'_>) -> Result<Reviewed> {
        self.try_review(review).await.context("writing a review")
    }

    async fn try_review(&self, review: NewReview<'_>) -> Result<Reviewed> {
        let mut tx = self.db.writing(&of(review.user)).await?;
        let known: Option<(i64,)> = row!(
            tx,
            "SELECT turn FROM reviews WHERE user_id = $1 AND source = $2",
            bits(review.user.0),
            review.source
        )?;
        if known.is_some() {
            return Ok(Reviewed::Known);
        }
        let card = match card(&mut tx, review.user, review.question).await? {
            Some(card) => card,
            None if review.rating.is_miss() => Card {
                user: review.user,
                question: review.question.to_owned(),
                state: CardState::new(review.at),
                reviews: 0,
                made_at: review.at,
            },
            None => return Ok(Reviewed::NoCard),
        };
        let (before, turn) = (card.state, card.reviews + 1);
        run!(
            tx,
            "INSERT INTO reviews (user_id, source, question, turn, rating, recall, at, stability, difficulty, reviewed_at, due_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            bits(review.user.0),
            review.source,
            review.question,
            i64::from(turn),
            word(&review.rating)?,
            before.recall(review.at),
            ms(review.at),
            before.trace.map(|trace| trace.stability),
            before.trace.map(|trace| trace.difficulty),
            before.trace.map(|trace| ms(trace.at)),
            ms(before.due),
        )?;
        let card = Card { state: before.after(review.rating, review.at), reviews: turn, ..card };
        save(&mut tx, &card).await?;
        tx.commit().await?;
        Ok(Reviewed::Moved(card))
    }

    /// Takes the card's last review back, if it is that one; returns the card as it was before it. `None` where the card's last
    /// review is another, or there is none.
    pub async fn undo_review(&self, user: UserId, question: &str, source: &str) -> Result<Option<Card>> {
        self.try_undo(user, question, source).await.context("taking a review back")
    }

    async fn try_undo(&self, user: UserId, question: &str, source: &str) -> Result<Option<Card>> {
        let mut tx = self.db.writing(&of(user)).await?;
        let Some(card) = card(&mut tx, user, question).await? else { return Ok(None) };
        let last: Option<ReviewRow> = row!(
            tx,
            "SELECT * FROM reviews WHERE user_id = $1 AND question = $2 AND turn = $3",
            bits(user.0),
            question,
            i64::from(card.reviews),
        )?;
        let Some(last) = last.filter(|last| last.source == source) else { return Ok(None) };
        run!(tx, "DELETE FROM reviews WHERE user_id = $1 AND source = $2", bits(user.0), source)?;
        let last = Review::try_from(last)?;
        let card = Card { state: last.before, reviews: last.turn - 1, ..card };
        save(&mut tx, &card).await?;
        tx.commit().await?;
        Ok(Some(card))
    }

    /// Makes a card that is due at once; false where there is one, which stays as it is.
    pub async fn add_card(&self, user: UserId, question: &str, now: DateTime<Utc>) -> Result<bool> {
        let added = run!(
            self.db,
            "INSERT INTO cards (user_id, question, due_at, reviews, made_at) VALUES ($1, $2, $3, 0, $3)
             ON CONFLICT (user_id, question) DO NOTHING",
            bits(user.0),
            question,
            ms(now),
        )
        .context("adding a card")?;
        Ok(added == 1)
    }

    /// Deletes a card with all its reviews; false where there was none.
    pub async fn delete_card(&self, user: UserId, question: &str) -> Result<bool> {
        self.try_delete(user, question).await.context("deleting a card")
    }

    async fn try_delete(&self, user: UserId, question: &str) -> Result<bool> {
        let mut tx = self.db.writing(&of(user)).await?;
        run!(tx, "DELETE FROM reviews WHERE user_id = $1 AND question = $2", bits(user.0), question)?;
        let deleted = run!(tx, "DELETE FROM cards WHERE user_id = $1 AND question = $2", bits(user.0), question)?;
        tx.commit().await?;
        Ok(deleted == 1)
    }

    /// The member's card of that question.
    pub async fn card(&self, user: UserId, question: &str) -> Result<Option<Card>> {
        let found: Option<CardRow> =
            row!(self.db, "SELECT * FROM cards WHERE user_id = $1 AND question = $2", bits(user.0), question)
                .context("reading a card")?;
        found.map(Card::try_from).transpose()
    }

    /// The member's cards, by when they are due.
    pub async fn cards_of(&self, user: UserId) -> Result<Vec<Card>> {
        let found: Vec<CardRow> = rows!(self.db, "SELECT * FROM cards WHERE user_id = $1", bits(user.0))
            .context("reading a member's cards")?;
        let mut cards = found.into_iter().map(Card::try_from).collect::<Result<Vec<_>>>()?;
        cards.sort_by(|a, b| (a.state.due, &a.question).cmp(&(b.state.due, &b.question)));
        Ok(cards)
    }

    /// The member's reviews since then, oldest first.
    pub async fn reviews_of(&self, user: UserId, since: DateTime<Utc>) -> Result<Vec<Review>> {
        let found: Vec<ReviewRow> =
            rows!(self.db, "SELECT * FROM reviews WHERE user_id = $1 AND at >= $2", bits(user.0), ms(since))
                .context("reading a member's reviews")?;
        let mut reviews = found.into_iter().map(Review::try_from).collect::<Result<Vec<_>>>()?;
        reviews.sort_by(|a, b| (a.at, &a.question, a.turn).cmp(&(b.at, &b.question, b.turn)));
        Ok(reviews)
    }
}

/// What those who write a member's cards take turns at.
fn of(user: UserId) -> String {
    format!("cards:{user}")
}

async fn card(tx: &mut Tx, user: UserId, question: &str) -> Result<Option<Card>> {
    let found: Option<CardRow> =
        row!(tx, "SELECT * FROM cards WHERE user_id = $1 AND question = $2", bits(user.0), question)?;
    found.map(Card::try_from).transpose()
}

async fn save(tx: &mut Tx, card: &Card) -> Result<()> {
    run!(
        tx,
        "INSERT INTO cards (user_id, question, stability, difficulty, reviewed_at, due_at, reviews, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (user_id, question) DO UPDATE SET stability = excluded.stability, difficulty = excluded.difficulty,
             reviewed_at = excluded.reviewed_at, due_at = excluded.due_at, reviews = excluded.reviews",
        bits(card.user.0),
        &card.question,
        card.state.trace.map(|trace| trace.stability),
        card.state.trace.map(|trace| trace.difficulty),
        card.state.trace.map(|trace| ms(trace.at)),
        ms(card.state.due),
        i64::from(card.reviews),
        ms(card.made_at),
    )?;
    Ok(())
}

fn state(stability: Option<f64>, difficulty: Option<f64>, at: Option<i64>, due: i64) -> Result<CardState> {
    let trace = match (stability, difficulty, at) {
        (Some(stability), Some(difficulty), Some(at)) => Some(Trace { stability, difficulty, at: time(at)? }),
        _ => None,
    };
    Ok(CardState { trace, due: time(due)? })
}

#[derive(sqlx::FromRow)]
struct CardRow {
    user_id: i64,
    question: String,
    stability: Option<f64>,
    difficulty: Option<f64>,
    reviewed_at: Option<i64>,
    due_at: i64,
    reviews: i64,
    made_at: i64,
}

impl TryFrom<CardRow> for Card {
    type Error = anyhow::Error;

    fn try_from(row: CardRow) -> Result<Card> {
        Ok(Card {
            user: UserId(snowflake(row.user_id)),
            question: row.question,
            state: state(row.stability, row.difficulty, row.reviewed_at, row.due_at)?,
            reviews: row.reviews.try_into()?,
            made_at: time(row.made_at)?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct ReviewRow {
    user_id: i64,
    source: String,
    question: String,
    turn: i64,
    rating: String,
    recall: Option<f64>,
    at: i64,
    stability: Option<f64>,
    difficulty: Option<f64>,
    reviewed_at: Option<i64>,
    due_at: i64,
}

impl TryFrom<ReviewRow> for Review {
    type Error = anyhow::Error;

    fn try_from(row: ReviewRow) -> Result<Review> {
        Ok(Review {
            user: UserId(snowflake(row.user_id)),
            source: row.source,
            question: row.question,
            turn: row.turn.try_into()?,
            rating: variant(&row.rating)?,
            recall: row.recall,
            at: time(row.at)?,
            before: state(row.stability, row.difficulty, row.reviewed_at, row.due_at)?,
        })
    }
}
