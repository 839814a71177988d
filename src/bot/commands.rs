//! The slash commands: their options, and the use case that each calls.

pub mod complete;
mod quiz;
mod review;
mod track;

use std::sync::Arc;

use complete::{questions, topics, tracks_named};

use super::Data;
use super::answer::{Asked, answer, aside, finish, think};
use crate::app::{Person, leaderboard, study, tracks};
use crate::domain::board::Period;
use crate::domain::question::Level as BankLevel;
use crate::error::UserError;
use crate::view;
use crate::view::message::Reply;

pub(super) type Context<'a> = poise::ApplicationContext<'a, Arc<Data>, anyhow::Error>;
pub(super) type Command = poise::Command<Arc<Data>, anyhow::Error>;

/// Every command.
pub fn all() -> Vec<Command> {
    let mut all = track::all();
    all.extend([board(), me()]);
    all.extend(quiz::all());
    all.extend([super::mock::mock(), question(), help()]);
    all.extend(review::all());
    all
}

fn person(ctx: Context<'_>) -> anyhow::Result<Person> {
    Asked::Command(ctx.interaction)
        .person()
        .ok_or_else(|| UserError("Please use this in a server, not in private messages.".to_owned()).into())
}

/// Calls a use case with who asks, and answers with what it returns.
pub(super) async fn respond(
    ctx: Context<'_>,
    use_case: impl AsyncFnOnce(&crate::app::App, &Person) -> anyhow::Result<Reply>,
) -> anyhow::Result<()> {
    let data = ctx.framework.user_data().await;
    let in_flight = data.work.token();
    let _timed = crate::meters::interaction("command");
    let reply = match person(ctx) {
        Ok(person) => use_case(&data.app, &person).await,
        Err(error) => Err(error),
    };
    answer(data, Asked::Command(ctx.interaction), reply).await;
    aside(data, Asked::Command(ctx.interaction)).await;
    drop(in_flight);
    Ok(())
}

/// The same for a use case that asks Discord first, which may take longer than Discord waits.
pub(super) async fn respond_later(
    ctx: Context<'_>,
    use_case: impl AsyncFnOnce(&crate::app::App, &Person) -> anyhow::Result<Reply>,
) -> anyhow::Result<()> {
    let data = ctx.framework.user_data().await;
    let in_flight = data.work.token();
    let _timed = crate::meters::interaction("command");
    think(data, Asked::Command(ctx.interaction)).await;
    let reply = match person(ctx) {
        Ok(person) => use_case(&data.app, &person).await,
        Err(error) => Err(error),
    };
    finish(data, Asked::Command(ctx.interaction), reply).await;
    aside(data, Asked::Command(ctx.interaction)).await;
    drop(in_flight);
    Ok(())
}

#[derive(Clone, Copy, poise::ChoiceParameter)]
enum Level {
    #[name = "junior"]
    Junior,
    #[name = "mid"]
    Mid,
    #[name = "senior"]
    Senior,
    #[name = "staff"]
    Staff,
}

impl From<Level> for BankLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Junior => BankLevel::Junior,
            Level::Mid => BankLevel::Mid,
            Level::Senior => BankLevel::Senior,
            Level::Staff => BankLevel::Staff,
        }
    }
}

#[derive(Clone, Copy, poise::ChoiceParameter)]
enum Over {
    #[name = "today"]
    Today,
    #[name = "this week"]
    Week,
    #[name = "this month"]
    Month,
    #[name = "all time"]
    AllTime,
}

impl From<Over> for Period {
    fn from(over: Over) -> Self {
        match over {
            Over::Today => Period::Today,
            Over::Week => Period::Week,
            Over::Month => Period::Month,
            Over::AllTime => Period::AllTime,
        }
    }
}

/// Who stands where
#[poise::command(slash_command, guild_only, rename = "leaderboard")]
async fn board(
    ctx: Context<'_>,
    #[description = "Over which time (this week)"] period: Option<Over>,
    #[description = "Of one track (the whole server)"]
    #[autocomplete = "tracks_named"]
    track: Option<String>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| {
        let scope = match &track {
            Some(name) => tracks::find(app, person, Some(name)).await?.id.0,
            None => leaderboard::GUILD.to_owned(),
        };
        let period = period.map_or(Period::Week, Into::into);
        Ok(Reply::Private(leaderboard::leaderboard(app, person, &scope, period, 1).await?))
    })
    .await
}

/// Your points, your streak, your topics; only you see it
#[poise::command(slash_command, guild_only)]
async fn me(ctx: Context<'_>) -> anyhow::Result<()> {
    respond(ctx, async |app, person| leaderboard::me(app, person).await).await
}

/// The questions of the bank
#[poise::command(slash_command, guild_only, subcommands("show", "search", "random"))]
async fn question(_ctx: Context<'_>) -> anyhow::Result<()> {
    Ok(())
}

/// One question, with its answer behind a button
#[poise::command(slash_command, guild_only)]
async fn show(
    ctx: Context<'_>,
    #[description = "Which; type to search"]
    #[autocomplete = "questions"]
    question: String,
) -> anyhow::Result<()> {
    respond(ctx, async |app, _| study::show(app, &question)).await
}

/// Questions about something
#[poise::command(slash_command, guild_only)]
async fn search(
    ctx: Context<'_>,
    #[description = "About what"]
    #[autocomplete = "questions"]
    about: String,
) -> anyhow::Result<()> {
    respond(ctx, async |app, _| Ok(study::search(app, &about))).await
}

/// Any question
#[poise::command(slash_command, guild_only)]
async fn random(
    ctx: Context<'_>,
    #[description = "About which topic (any)"]
    #[autocomplete = "topics"]
    topic: Option<String>,
    #[description = "At which level (any)"] level: Option<Level>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, _| study::random(app, topic.as_deref(), level.map(Into::into))).await
}

/// What you can do here
#[poise::command(slash_command, guild_only)]
async fn help(ctx: Context<'_>) -> anyhow::Result<()> {
    respond(ctx, async |app, person| {
        let organizer = person.is_organizer(&app.store).await?;
        Ok(Reply::Private(view::help::help(organizer, app.replies())))
    })
    .await
}
