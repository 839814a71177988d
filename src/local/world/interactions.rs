//! Interactions: begun by a person, answered by a bot, in time or not.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use twilight_model::application::command::CommandOptionChoice;
use twilight_model::application::interaction::InteractionType;
use twilight_model::channel::message::Component;

use super::World;
use crate::local::ids::*;
use crate::local::view::Happening;

/// How long a bot has for its first answer.
pub const ANSWER_WITHIN: TimeDelta = TimeDelta::seconds(3);
/// How long an interaction's token can be used.
pub const VALID_FOR: TimeDelta = TimeDelta::minutes(15);

/// One press of a button, one command, one form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Interaction {
    /// Its id.
    pub id: InteractionId,
    /// What the bot shows to answer it.
    pub token: String,
    /// Whose command, button or form it is.
    pub application_id: ApplicationId,
    /// What kind it is.
    pub kind: InteractionType,
    /// Who began it.
    pub user: UserId,
    /// Where.
    pub guild_id: Option<GuildId>,
    /// Where.
    pub channel_id: ChannelId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// By what.
    pub source: Source,
    /// What the bot answered first.
    pub answer: Answer,
    /// The message that `@original` means.
    pub original: Option<MessageId>,
    /// Whether the bot still owes the answer that it put off.
    pub owing: bool,
    /// What the bot sent after its first answer.
    pub followups: Vec<MessageId>,
}

/// What an interaction was begun by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Source {
    /// A command, by its full name: `track create`.
    Command {
        /// Its full name.
        name: String,
        /// The user that a user command was used on.
        target_user: Option<UserId>,
        /// The message that a message command was used on.
        target_message: Option<MessageId>,
    },
    /// A button or a menu.
    Component {
        /// The message that it is on.
        message: MessageId,
        /// Its id.
        custom_id: String,
    },
    /// A form.
    Form {
        /// Its id.
        custom_id: String,
        /// The interaction that it was shown for.
        opened_by: InteractionId,
        /// The message with the button that opened it.
        message: Option<MessageId>,
    },
}

/// A bot's first answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// None yet.
    None,
    /// A message.
    Message(MessageId),
    /// A message that says that the bot is thinking.
    Deferred(MessageId),
    /// That it heard the press and may change the message later.
    DeferredUpdate,
    /// A change of the message that the button is on.
    Updated(MessageId),
    /// A form.
    Form(Form),
    /// What an option could be completed to.
    Choices(Vec<CommandOptionChoice>),
    /// None in time.
    Failed,
}

/// A form as the bot sent it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Form {
    /// Its id.
    pub custom_id: String,
    /// Its title.
    pub title: String,
    /// Its fields, each in a row or under a label.
    pub components: Vec<Component>,
}

impl Interaction {
    /// Until when its token can be used.
    pub fn valid_until(&self) -> DateTime<Utc> {
        self.created_at + VALID_FOR
    }
}

impl World {
    /// Interactions that nobody answered in time fail.
    pub(super) fn fail_unanswered(&mut self) {
        let now = self.now;
        let mut failed = Vec::new();
        for interaction in self.interactions.values_mut() {
            if matches!(interaction.answer, Answer::None) && now - interaction.created_at > ANSWER_WITHIN {
                interaction.answer = Answer::Failed;
                failed.push(interaction.id);
            }
        }
        for interaction in failed {
            self.happened(Happening::InteractionFailed { interaction });
        }
    }

    /// Records the bot's first answer.
    pub(crate) fn answer(&mut self, interaction: InteractionId, answer: Answer) {
        if let Some(known) = self.interactions.get_mut(&interaction) {
            known.owing = matches!(answer, Answer::Deferred(_) | Answer::DeferredUpdate);
            match &answer {
                Answer::Message(id) | Answer::Deferred(id) | Answer::Updated(id) => known.original = Some(*id),
                Answer::DeferredUpdate => {
                    known.original = match &known.source {
                        Source::Component { message, .. } => Some(*message),
                        Source::Form { message, .. } => *message,
                        Source::Command { .. } => None,
                    };
                }
                Answer::None | Answer::Form(_) | Answer::Choices(_) | Answer::Failed => {}
            }
            known.answer = answer;
            self.happened(Happening::InteractionAnswered { interaction });
        }
    }

    /// Finds an interaction by what the bot shows.
    pub(crate) fn interaction_by_token(&self, token: &str) -> Option<&Interaction> {
        self.interactions.values().rev().find(|i| i.token == token)
    }
}
