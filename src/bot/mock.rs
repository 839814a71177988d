//! `/mock`: its options, and the use case that each calls.

use std::sync::Arc;

use serenity::all::{ChannelType, CreateAutocompleteResponse, User};

use super::Data;
use super::commands::complete::completions;
use super::commands::{Context, respond, respond_later};
use crate::app::mock::start::{self, Start};
use crate::app::mock::{self as mocks, resume as resuming};
use crate::domain::ids::ChannelId;

#[derive(Clone, Copy, poise::ChoiceParameter)]
enum Part {
    #[name = "I answer, my partner interviews"]
    Answer,
    #[name = "I interview, my partner answers"]
    Interview,
}

/// Mock interviews: a scenario, stage by stage
#[poise::command(slash_command, guild_only, subcommands("begin", "resume", "history", "stop"))]
pub(super) async fn mock(_ctx: Context<'_>) -> anyhow::Result<()> {
    Ok(())
}

/// Begin one in a private thread; with a partner, one of you interviews
#[poise::command(slash_command, guild_only, rename = "start")]
async fn begin(
    ctx: Context<'_>,
    #[description = "Which; type to search"]
    #[autocomplete = "scenarios"]
    scenario: String,
    #[description = "Who runs it with you (I interview you)"] partner: Option<User>,
    #[description = "Who does what, with a partner (I answer)"] part: Option<Part>,
) -> anyhow::Result<()> {
    // From within a thread, it runs beside that thread.
    let here = ctx.interaction.channel.as_ref().filter(|channel| {
        matches!(channel.kind, ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread)
    });
    let channel: ChannelId = here.and_then(|thread| thread.parent_id).unwrap_or(ctx.interaction.channel_id).into();
    let start = Start {
        channel,
        scenario,
        partner: partner.map(|user| (user.id.into(), user.bot)),
        i_interview: matches!(part, Some(Part::Interview)),
    };
    respond_later(ctx, async |app, person| start::start(app, person, start).await).await
}

/// Come back to yours, days later too
#[poise::command(slash_command, guild_only)]
async fn resume(ctx: Context<'_>) -> anyhow::Result<()> {
    respond_later(ctx, async |app, person| resuming::resume(app, person).await).await
}

/// Your runs, and how they compare; only you see it
#[poise::command(slash_command, guild_only)]
async fn history(ctx: Context<'_>) -> anyhow::Result<()> {
    respond(ctx, async |app, person| mocks::history(app, person).await).await
}

/// End yours without a debrief; asks first
#[poise::command(slash_command, guild_only)]
async fn stop(ctx: Context<'_>) -> anyhow::Result<()> {
    respond(ctx, async |app, person| resuming::ask_stop(app, person).await).await
}

async fn scenarios(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let data: Arc<Data> = ctx.framework.user_data().await.clone();
    let bank = data.app.bank();
    completions(bank.search_scenarios(typed).into_iter().map(|scenario| {
        (
            format!("{} ({}, {}, {} min)", scenario.title, scenario.kind, scenario.level, scenario.minutes),
            scenario.id.clone(),
        )
    }))
}
