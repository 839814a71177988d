//! `/quiz`: its options, and where it is given.

use super::complete::topics;
use super::{Command, Context, Level, respond};
use crate::app::quiz;

/// The commands of this file.
pub fn all() -> Vec<Command> {
    vec![quiz_command()]
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
