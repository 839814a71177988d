//! `/track` and `/organizers`: what organizers set.

use serenity::all::{PartialChannel, Role};

use super::complete::{topic_lists, tracks_named, zones};
use super::{Command, Context, respond, respond_later};
use crate::app::tracks::{self, Wish};
use crate::domain::track::Mode;

/// The commands of this file.
pub fn all() -> Vec<Command> {
    vec![track(), organizers()]
}

#[derive(Clone, Copy, poise::ChoiceParameter)]
enum Answers {
    #[name = "open: replies in the thread, or the form"]
    Open,
    #[name = "sealed: the form only, hidden until the reveal"]
    Sealed,
}

impl From<Answers> for Mode {
    fn from(answers: Answers) -> Self {
        match answers {
            Answers::Open => Mode::Open,
            Answers::Sealed => Mode::Sealed,
        }
    }
}

/// Tracks: streams of scheduled questions
#[poise::command(
    slash_command,
    guild_only,
    subcommands("create", "edit", "list", "pause", "resume", "skip", "ask_now", "why", "delete")
)]
async fn track(_ctx: Context<'_>) -> anyhow::Result<()> {
    Ok(())
}

/// Make a track: when and where it asks, and what. Shows the next five posts before anything is saved
#[poise::command(slash_command, guild_only)]
#[expect(clippy::too_many_arguments, reason = "one for each option of the command")]
async fn create(
    ctx: Context<'_>,
    #[description = "Where it asks"]
    #[channel_types("Text")]
    channel: PartialChannel,
    #[description = "The time zone, such as Europe/Berlin"]
    #[autocomplete = "zones"]
    zone: String,
    #[description = "The time of day, such as 09:30"] time: Option<String>,
    #[description = "The weekdays, such as mon-fri (the default) or mon,wed,fri"] weekdays: Option<String>,
    #[description = "A cron expression in the place of time and weekdays, such as 30 9 * * 1-5"] cron: Option<String>,
    #[description = "Its name (Daily practice)"] name: Option<String>,
    #[description = "Topics, parted by commas (all)"]
    #[autocomplete = "topic_lists"]
    topics: Option<String>,
    #[description = "Levels, parted by commas: junior, mid, senior, staff (all)"] levels: Option<String>,
    #[description = "How members answer (open)"] answers: Option<Answers>,
    #[description = "From the question to the reveal, such as 8h (the default) or 90m"] reveal: Option<String>,
    #[description = "The role to tell of a new question"] ping: Option<Role>,
    #[description = "Dates without a question, such as 2026-12-24, 2026-12-25"] days_off: Option<String>,
    #[description = "The recap's weekday (friday), or none"] recap: Option<String>,
) -> anyhow::Result<()> {
    let wish = Wish {
        name,
        channel: Some(channel.id.into()),
        time,
        weekdays,
        cron,
        zone: Some(zone),
        topics,
        levels,
        mode: answers.map(Into::into),
        reveal,
        ping: ping.map(|role| role.id.into()),
        days_off,
        recap,
    };
    respond_later(ctx, async |app, person| tracks::create(app, person, wish).await).await
}

/// Change a track. Shows the next five posts before anything is saved
#[poise::command(slash_command, guild_only)]
#[expect(clippy::too_many_arguments, reason = "one for each option of the command")]
async fn edit(
    ctx: Context<'_>,
    #[description = "Which track, if there are several"]
    #[autocomplete = "tracks_named"]
    track: Option<String>,
    #[description = "Where it asks"]
    #[channel_types("Text")]
    channel: Option<PartialChannel>,
    #[description = "The time zone, such as Europe/Berlin"]
    #[autocomplete = "zones"]
    zone: Option<String>,
    #[description = "The time of day, such as 09:30"] time: Option<String>,
    #[description = "The weekdays, such as mon-fri or mon,wed,fri; give the time as well"] weekdays: Option<String>,
    #[description = "A cron expression in the place of time and weekdays, such as 30 9 * * 1-5"] cron: Option<String>,
    #[description = "Its new name"] name: Option<String>,
    #[description = "Topics, parted by commas, or all"]
    #[autocomplete = "topic_lists"]
    topics: Option<String>,
    #[description = "Levels, parted by commas, or all"] levels: Option<String>,
    #[description = "How members answer"] answers: Option<Answers>,
    #[description = "From the question to the reveal, such as 8h or 90m"] reveal: Option<String>,
    #[description = "The role to tell of a new question; @everyone for none"] ping: Option<Role>,
    #[description = "All dates without a question, or none"] days_off: Option<String>,
    #[description = "The recap's weekday, or none"] recap: Option<String>,
) -> anyhow::Result<()> {
    let wish = Wish {
        name,
        channel: channel.map(|channel| channel.id.into()),
        time,
        weekdays,
        cron,
        zone,
        topics,
        levels,
        mode: answers.map(Into::into),
        reveal,
        ping: ping.map(|role| role.id.into()),
        days_off,
        recap,
    };
    respond_later(ctx, async |app, person| tracks::edit(app, person, track.as_deref(), wish).await).await
}

/// All tracks, and when each asks next
#[poise::command(slash_command, guild_only)]
async fn list(ctx: Context<'_>) -> anyhow::Result<()> {
    respond(ctx, async |app, person| tracks::list(app, person).await).await
}

/// Ask nothing, until a date or until you resume it
#[poise::command(slash_command, guild_only)]
async fn pause(
    ctx: Context<'_>,
    #[description = "Until that date, such as 2027-01-04"] until: Option<String>,
    #[description = "Which track, if there are several"]
    #[autocomplete = "tracks_named"]
    track: Option<String>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| tracks::pause(app, person, track.as_deref(), until.as_deref()).await).await
}

/// Go on after a pause
#[poise::command(slash_command, guild_only)]
async fn resume(
    ctx: Context<'_>,
    #[description = "Which track, if there are several"]
    #[autocomplete = "tracks_named"]
    track: Option<String>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| tracks::resume(app, person, track.as_deref()).await).await
}

/// Leave the next question out
#[poise::command(slash_command, guild_only)]
async fn skip(
    ctx: Context<'_>,
    #[description = "Which track, if there are several"]
    #[autocomplete = "tracks_named"]
    track: Option<String>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| tracks::skip(app, person, track.as_deref()).await).await
}

/// Ask a question right away, beside the schedule
#[poise::command(slash_command, guild_only, rename = "ask-now")]
async fn ask_now(
    ctx: Context<'_>,
    #[description = "Which track, if there are several"]
    #[autocomplete = "tracks_named"]
    track: Option<String>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| tracks::ask_now(app, person, track.as_deref()).await).await
}

/// Why the last question was picked
#[poise::command(slash_command, guild_only)]
async fn why(
    ctx: Context<'_>,
    #[description = "Which track, if there are several"]
    #[autocomplete = "tracks_named"]
    track: Option<String>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| tracks::why(app, person, track.as_deref()).await).await
}

/// Stop a track for good; asks first
#[poise::command(slash_command, guild_only)]
async fn delete(
    ctx: Context<'_>,
    #[description = "Which track, if there are several"]
    #[autocomplete = "tracks_named"]
    track: Option<String>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| tracks::ask_delete(app, person, track.as_deref()).await).await
}

/// Name a role that may organize, beside members with Manage Server
#[poise::command(slash_command, guild_only, default_member_permissions = "MANAGE_GUILD")]
async fn organizers(
    ctx: Context<'_>,
    #[description = "The role; leave it out to take it back"] role: Option<Role>,
) -> anyhow::Result<()> {
    respond(ctx, async |app, person| tracks::organizers(app, person, role.map(|role| role.id.into())).await).await
}
