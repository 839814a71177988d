//! The slash commands: their options, what completes them, and the use case that each calls.

mod review;

use std::sync::Arc;

use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse, PartialChannel, Role};

use super::Data;
use super::answer::{Asked, answer, aside, finish, think};
use crate::app::tracks::{self, Wish};
use crate::app::{Person, leaderboard, quiz, study};
use crate::domain::board::Period;
use crate::domain::question::Level as BankLevel;
use crate::domain::schedule::zones_matching;
use crate::domain::track::Mode;
use crate::error::UserError;
use crate::view;
use crate::view::message::Reply;
use crate::view::text::shorten;

pub(super) type Context<'a> = poise::ApplicationContext<'a, Arc<Data>, anyhow::Error>;
pub(super) type Command = poise::Command<Arc<Data>, anyhow::Error>;

/// How many completions Discord shows at most.
const MOST: usize = 25;

/// Every command.
pub fn all() -> Vec<Command> {
    let mut all = vec![track(), organizers(), board(), me(), quiz_command(), super::mock::mock(), question(), help()];
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
enum QuizMode {
    #[name = "choice: pick one of four"]
    Choice,
    #[name = "recall: think, reveal, rate yourself"]
    Recall,
    #[name = "free: write an answer"]
    Free,
    #[name = "mixed: now this, now that"]
    Mixed,
}

impl From<QuizMode> for crate::domain::quiz::QuizMode {
    fn from(mode: QuizMode) -> Self {
        match mode {
            QuizMode::Choice => Self::Choice,
            QuizMode::Recall => Self::Recall,
            QuizMode::Free => Self::Free,
            QuizMode::Mixed => Self::Mixed,
        }
    }
}

#[derive(Clone, Copy, poise::ChoiceParameter)]
enum Players {
    #[name = "alone: only you see it"]
    Alone,
    #[name = "together: anyone here joins by answering"]
    Together,
}

impl From<Players> for crate::domain::quiz::Company {
    fn from(players: Players) -> Self {
        match players {
            Players::Alone => Self::Alone,
            Players::Together => Self::Together,
        }
    }
}

#[derive(Clone, Copy, poise::ChoiceParameter)]
enum Place {
    #[name = "this channel"]
    Channel,
    #[name = "a new thread"]
    Thread,
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

/// Questions on demand, alone or together
#[poise::command(slash_command, guild_only, rename = "quiz", subcommands("quiz_start", "quiz_stop"))]
async fn quiz_command(_ctx: Context<'_>) -> anyhow::Result<()> {
    Ok(())
}

/// Start a quiz; without options: five questions with four choices that fit your strength, only for you
#[poise::command(slash_command, guild_only, rename = "start")]
#[expect(clippy::too_many_arguments, reason = "one for each option of the command")]
async fn quiz_start(
    ctx: Context<'_>,
    #[description = "What the questions ask for (choice)"] mode: Option<QuizMode>,
    #[description = "About which topic (any)"]
    #[autocomplete = "topics"]
    topic: Option<String>,
    #[description = "At which level (what fits your strength)"] level: Option<Level>,
    #[description = "How many questions (5)"]
    #[min = 1]
    #[max = 20]
    count: Option<u8>,
    #[description = "Seconds for each question (alone: no limit; together: 30 to choose, 60 to recall, 180 to write)"]
    #[min = 10]
    #[max = 600]
    seconds: Option<u32>,
    #[description = "Alone or together (alone)"] players: Option<Players>,
    #[description = "Where one together is played (this channel)"] place: Option<Place>,
) -> anyhow::Result<()> {
    let wish = quiz::Wish {
        mode: mode.map(Into::into),
        topic,
        level: level.map(Into::into),
        count,
        seconds,
        company: players.map(Into::into),
        threaded: matches!(place, Some(Place::Thread)),
    };
    let place = here(ctx, wish.threaded);
    respond(ctx, async |app, person| quiz::start(app, person, &place, &wish).await).await
}

/// Stop the quiz in this channel, or your own
#[poise::command(slash_command, guild_only, rename = "stop")]
async fn quiz_stop(ctx: Context<'_>) -> anyhow::Result<()> {
    let channel = ctx.interaction.channel_id.into();
    respond(ctx, async |app, person| quiz::stop(app, person, channel).await).await
}

/// Where a command was given, and what the bot lacks there to play with all, as Discord says it with the command.
fn here(ctx: Context<'_>, threaded: bool) -> quiz::Where {
    use serenity::all::ChannelType;
    let threads = [ChannelType::PublicThread, ChannelType::PrivateThread, ChannelType::NewsThread];
    let thread = ctx.interaction.channel.as_ref().is_some_and(|channel| threads.contains(&channel.kind));
    let lacks = match ctx.interaction.app_permissions {
        Some(has) => crate::discord::lacking_to_play(has, thread, threaded),
        None => Vec::new(),
    };
    quiz::Where { channel: ctx.interaction.channel_id.into(), thread, lacks }
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

pub(super) fn completions(choices: impl Iterator<Item = (String, String)>) -> CreateAutocompleteResponse {
    let choices =
        choices.take(MOST).map(|(name, value)| AutocompleteChoice::new(shorten(&name, 100), shorten(&value, 100)));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}

async fn zones(_ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    completions(zones_matching(typed).into_iter().map(|zone| (zone.name().to_owned(), zone.name().to_owned())))
}

async fn tracks_named(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let data = ctx.framework.user_data().await;
    let tracks = match super::guild(ctx.interaction.guild_id) {
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

async fn topics(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let bank = ctx.framework.user_data().await.app.bank();
    let typed = typed.to_lowercase();
    let topics =
        bank.topics().iter().filter(|topic| topic.id.contains(&typed) || topic.name.to_lowercase().contains(&typed));
    completions(topics.map(|topic| (topic.name.clone(), topic.id.clone())))
}

/// Completes the last of a list of topics.
async fn topic_lists(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
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

async fn questions(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let bank = ctx.framework.user_data().await.app.bank();
    completions(
        bank.search(typed)
            .into_iter()
            .map(|question| (format!("{} ({})", question.title, question.topic), question.id.clone())),
    )
}
