//! `/review` and `/forget`: what is a member's own.

use super::complete::{questions, zones};
use super::{Command, Context, respond};
use crate::app::remind::{self, Wish};
use crate::app::{forget, review, reviewing};

/// The commands of this file.
pub fn all() -> Vec<Command> {
    vec![review_command(), forget_command()]
}

/// Practice what you missed, before you forget it; only you see it
#[poise::command(slash_command, guild_only, rename = "review", subcommands("start", "add", "stats", "reminder"))]
async fn review_command(_ctx: Context<'_>) -> anyhow::Result<()> {
    Ok(())
}

/// What is due, the most urgent first
#[poise::command(slash_command, guild_only)]
async fn start(ctx: Context<'_>) -> anyhow::Result<()> {
    respond(ctx, async |app, person| reviewing::start(app, person).await).await
}

/// Make a card by hand
#[poise::command(slash_command, guild_only)]
async fn add(
    ctx: Context<'_>,
    #[description = "Which; type to search"]
    #[autocomplete = "questions"]
    question: String,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| reviewing::add(app, person, &question).await).await
}

/// How much you remember, what is to come, where you are weakest
#[poise::command(slash_command, guild_only)]
async fn stats(ctx: Context<'_>) -> anyhow::Result<()> {
    respond(ctx, async |app, person| review::stats(app, person).await).await
}

/// A private reminder of what is due, once a day at most; without a time it says how it stands
#[poise::command(slash_command, guild_only, rename = "remind")]
async fn reminder(
    ctx: Context<'_>,
    #[description = "The time of day, such as 08:30, or off"] at: Option<String>,
    #[description = "Your time zone, such as Europe/Berlin (the server's)"]
    #[autocomplete = "zones"]
    zone: Option<String>,
    #[description = "The weekdays, such as mon-fri (the default) or mon,wed,fri"] weekdays: Option<String>,
) -> anyhow::Result<()> {
    let wish = Wish { at, zone, weekdays };
    respond(ctx, async |app, person| remind::set(app, person, wish).await).await
}

/// Delete your cards, reviews, reminder and quiz strength; asks first
#[poise::command(slash_command, guild_only, rename = "forget")]
async fn forget_command(ctx: Context<'_>) -> anyhow::Result<()> {
    respond(ctx, async |app, person| forget::ask(app, person).await).await
}
