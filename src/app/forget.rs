//! Forgetting a member: their cards, their reviews, their reminder and their strength in quizzes. It asks first.

use chrono::DateTime;

use super::{App, Person};
use crate::view;
use crate::view::message::{Message, Reply};

/// Says what would be deleted, and what stays.
pub async fn ask(app: &App, person: &Person) -> anyhow::Result<Reply> {
    let kept = view::forget::Kept {
        cards: app.store.cards_of(person.user).await?.len(),
        reviews: app.store.reviews_of(person.user, DateTime::UNIX_EPOCH).await?.len(),
        reminder: app.store.reminder(person.user).await?.is_some(),
    };
    Ok(Reply::Private(view::forget::ask(&kept)))
}

/// Deletes it, or, for `false`, nothing.
pub async fn forget(app: &App, person: &Person, sure: bool) -> anyhow::Result<Reply> {
    if !sure {
        return Ok(Reply::Update(Message::text("Nothing was deleted.")));
    }
    let deleted = app.store.forget(person.user).await?;
    tracing::info!(guild.id = %person.guild, deleted, "forgot a member");
    Ok(Reply::Update(view::forget::done(deleted)))
}
