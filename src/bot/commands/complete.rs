//! What completes an option while it is typed.

use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};

use super::Context;
use crate::domain::schedule::zones_matching;
use crate::view::text::shorten;

/// How many completions Discord shows at most.
const MOST: usize = 25;

/// The first of these, each with what is shown and what is sent, as long as Discord allows.
pub fn completions(choices: impl Iterator<Item = (String, String)>) -> CreateAutocompleteResponse {
    let choices =
        choices.take(MOST).map(|(name, value)| AutocompleteChoice::new(shorten(&name, 100), shorten(&value, 100)));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}

/// Time zones.
pub async fn zones(_ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    completions(zones_matching(typed).into_iter().map(|zone| (zone.name().to_owned(), zone.name().to_owned())))
}

/// The guild's tracks.
pub async fn tracks_named(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let data = ctx.framework.user_data().await;
    let tracks = match crate::bot::guild(ctx.interaction.guild_id) {
        Some(guild) => data.app.store.tracks_of(guild).await.unwrap_or_default(),
        None => Vec::new(),
    };
    let typed = typed.to_lowercase();
    completions(
        tracks
            .into_iter()
            .map(|track| (track.name.clone(), track.name))
            .filter(|(name, _)| name.to_lowercase().contains(&typed)),
    )
}

/// The bank's topics.
pub async fn topics(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let bank = ctx.framework.user_data().await.app.bank();
    let typed = typed.to_lowercase();
    let topics =
        bank.topics().iter().filter(|topic| topic.id.contains(&typed) || topic.name.to_lowercase().contains(&typed));
    completions(topics.map(|topic| (topic.name.clone(), topic.id.clone())))
}

/// Completes the last of a list of topics.
pub async fn topic_lists(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let bank = ctx.framework.user_data().await.app.bank();
    let (before, last) = typed.rsplit_once(',').map_or(("", typed), |(before, last)| (before, last));
    let last = last.trim().to_lowercase();
    let topics =
        bank.topics().iter().filter(|topic| topic.id.contains(&last) || topic.name.to_lowercase().contains(&last));
    completions(topics.map(|topic| match before {
        "" => (topic.name.clone(), topic.id.clone()),
        before => (format!("{before}, {}", topic.id), format!("{before}, {}", topic.id)),
    }))
}

/// The bank's questions.
pub async fn questions(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let bank = ctx.framework.user_data().await.app.bank();
    completions(
        bank.search(typed)
            .into_iter()
            .map(|question| (format!("{} ({})", question.title, question.topic), question.id.clone())),
    )
}
