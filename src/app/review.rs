//! Reviews: what a member missed is asked again when it is about to be forgotten. Rounds, quizzes and mocks say how well a question
//! was answered ([`remember`]).

use anyhow::Context as _;

use super::App;
use crate::domain::ids::UserId;
use crate::domain::memory::Rating;
use crate::store::NewReview;

/// How well a member answered a question, somewhere.
#[derive(Clone, Copy, Debug)]
pub struct Memory<'a> {
    /// Who.
    pub user: UserId,
    /// The question's slug, or an earlier one of it.
    pub question: &'a str,
    /// How well.
    pub rating: Rating,
    /// Where: unique for the member, such as `round:<id>`, `quiz:<id>:3` or `mock:<id>:<slug>`. Each counts once.
    pub source: &'a str,
}

/// Takes in how well a question was answered. Cards are made by what one missed, Again or Hard; a card that is there moves by any
/// rating. What came from the same source before changes nothing, and neither does a question that left the bank.
pub async fn remember(app: &App, memory: Memory<'_>) -> anyhow::Result<()> {
    let bank = app.bank();
    let Some(question) = bank.question(memory.question) else { return Ok(()) };
    let slug = card_slug(app, memory.user, question).await?;
    let review = NewReview {
        user: memory.user,
        question: &slug,
        source: memory.source,
        rating: memory.rating,
        at: app.clock.now(),
    };
    app.store.review(review).await.with_context(|| format!("remembering {}", memory.source))?;
    Ok(())
}

/// The slug under which the member has a card of the question, which may be one of its earlier names; else its name.
async fn card_slug(app: &App, user: UserId, question: &crate::domain::question::Question) -> anyhow::Result<String> {
    for alias in &question.aliases {
        if app.store.card(user, alias).await?.is_some() {
            return Ok(alias.clone());
        }
    }
    Ok(question.id.clone())
}
