//! What a person sees, and what happened: plain data for the page and for tests.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use twilight_model::application::command::{CommandOptionChoice, CommandOptionChoiceValue};
use twilight_model::channel::message::component::{SelectMenuType, TextInputStyle};
use twilight_model::channel::message::{Component, Embed, MessageFlags};

use super::ids::*;
use super::world::{Form, Message, Source, World, emoji_key};

/// A person or bot by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The id.
    pub id: UserId,
    /// The name that is shown there.
    pub name: String,
    /// Whether it is a bot.
    pub bot: bool,
}

/// A message as one person sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Where it is.
    pub channel: ChannelId,
    /// Who wrote it.
    pub author: Person,
    /// Its type by Discord's number: 0 a message, 19 a reply, 20 and 23 an answer to a command, 18 and 21 notes on threads.
    pub kind: u8,
    /// What it says.
    pub content: String,
    /// Embeds.
    pub embeds: Vec<Embed>,
    /// Rows of buttons and the like.
    pub components: Vec<Component>,
    /// Files.
    pub attachments: Vec<FileView>,
    /// Reactions.
    pub reactions: Vec<ReactionView>,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it was edited.
    pub edited: Option<DateTime<Utc>>,
    /// Whether only one person sees it.
    pub ephemeral: bool,
    /// Whether the bot is still thinking.
    pub loading: bool,
    /// Whether it is pinned.
    pub pinned: bool,
    /// The message that it replies to.
    pub reply_to: Option<MessageId>,
    /// The thread that was opened from it.
    pub thread: Option<ChannelId>,
    /// The command that it answers, without the slash.
    pub command: Option<String>,
    /// Who used the command, pressed the button or sent the form that it answers.
    pub asked_by: Option<UserId>,
    /// People that it pings.
    pub mentions: Vec<UserId>,
    /// Roles that it pings.
    pub mention_roles: Vec<RoleId>,
    /// Whether it pings everyone.
    pub mention_everyone: bool,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// Its id.
    pub id: AttachmentId,
    /// Its name.
    pub name: String,
    /// What kind of file it is.
    pub content_type: Option<String>,
    /// What it shows.
    pub description: Option<String>,
    /// How many bytes it has.
    pub size: u64,
    /// Where it is.
    pub url: String,
}

/// A reaction, and whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionView {
    /// The character, or `name:id`.
    pub emoji: String,
    /// Whose.
    pub users: Vec<UserId>,
}

/// A button of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonView {
    /// Its id; none for a link.
    pub custom_id: Option<String>,
    /// What it says.
    pub label: String,
    /// Its emoji.
    pub emoji: Option<String>,
    /// 1 to 4: primary, secondary, success, danger; 5: link.
    pub style: u8,
    /// Where it leads, for a link.
    pub url: Option<String>,
    /// Whether it cannot be pressed.
    pub disabled: bool,
}

/// A menu of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectView {
    /// Its id.
    pub custom_id: String,
    /// `text`, `user`, `role`, `mentionable` or `channel`.
    pub kind: String,
    /// What it shows as long as nothing is chosen.
    pub placeholder: Option<String>,
    /// What can be chosen from a `text` menu: label, value, whether it is chosen already.
    pub options: Vec<(String, String, bool)>,
    /// At least this many.
    pub min: u8,
    /// At most this many.
    pub max: u8,
    /// Whether it cannot be used.
    pub disabled: bool,
}

/// A form that a person is shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FormView {
    /// The interaction that opened it: what [`submit`](super::Local::submit) wants.
    pub interaction: InteractionId,
    /// Its id.
    pub custom_id: String,
    /// Its title.
    pub title: String,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    /// Its id.
    pub custom_id: String,
    /// What it asks for.
    pub label: String,
    /// Whether it has room for more than a line.
    pub paragraph: bool,
    /// Whether it must be filled in.
    pub required: bool,
    /// At least this many characters, if any.
    pub min: u16,
    /// At most this many characters.
    pub max: u16,
    /// What it shows as long as it is empty.
    pub placeholder: Option<String>,
    /// What it is filled in with.
    pub value: Option<String>,
}

/// What an option could be completed to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceView {
    /// What is shown.
    pub name: String,
    /// What is sent.
    pub value: Value,
}

/// What came of an interaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// A message: a new one, or the one that the button is on, changed.
    Message(Box<MessageView>),
    /// A form to be filled in.
    Form(FormView),
    /// What an option could be completed to.
    Choices(Vec<ChoiceView>),
    /// The bot has heard it, and will say more later or nothing.
    Deferred,
    /// It failed; with what Discord would show.
    Failed(String),
}

/// Something that happened. Serialized with its name under `what`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all_fields = "snake_case")]
#[allow(missing_docs)] // the names say it
pub enum Happening {
    MessageCreated { channel: ChannelId, message: MessageId, author: UserId, ephemeral: bool },
    MessageEdited { channel: ChannelId, message: MessageId },
    MessageDeleted { channel: ChannelId, message: MessageId },
    ReactionAdded { channel: ChannelId, message: MessageId, user: UserId, emoji: String },
    ReactionRemoved { channel: ChannelId, message: MessageId, user: UserId, emoji: String },
    ReactionsCleared { channel: ChannelId, message: MessageId },
    ChannelCreated { channel: ChannelId },
    ChannelUpdated { channel: ChannelId },
    ChannelDeleted { channel: ChannelId },
    ThreadCreated { parent: ChannelId, thread: ChannelId, from: Option<MessageId> },
    ThreadMembersChanged { thread: ChannelId },
    Typing { channel: ChannelId, user: UserId },
    CommandsChanged { application: ApplicationId },
    InteractionBegun { interaction: InteractionId, user: UserId, channel: ChannelId },
    InteractionAnswered { interaction: InteractionId },
    InteractionFailed { interaction: InteractionId },
    GatewayConnected { application: ApplicationId, resumed: bool },
    GatewayDisconnected { application: ApplicationId },
    GatewaySent { t: String, d: Value },
    Request { method: String, path: String, query: String, body: Value, status: u16, resp: Value },
}

impl MessageView {
    pub(crate) fn of(world: &World, message: &Message) -> Self {
        let guild = world.channels.get(&message.channel_id).and_then(|c| c.guild_id);
        let files = message.attachments.iter().filter_map(|id| world.files.get(id));
        let interaction = message.interaction.and_then(|id| world.interactions.get(&id));
        let thread: ChannelId = message.id.cast();
        MessageView {
            id: message.id,
            channel: message.channel_id,
            author: Person::of(world, guild, message.author),
            kind: message.kind.into(),
            content: message.content.clone(),
            embeds: message.embeds.clone(),
            components: message.components.clone(),
            attachments: files
                .map(|file| FileView {
                    id: file.id,
                    name: file.name.clone(),
                    content_type: file.content_type.clone(),
                    description: file.description.clone(),
                    size: file.bytes.len() as u64,
                    url: world.file_url(file),
                })
                .collect(),
            reactions: message
                .reactions
                .iter()
                .map(|r| ReactionView { emoji: emoji_key(&r.emoji), users: r.users.clone() })
                .collect(),
            at: message.at,
            edited: message.edited_at,
            ephemeral: message.is_ephemeral(),
            loading: message.flags.contains(MessageFlags::LOADING),
            pinned: message.pinned_at.is_some(),
            reply_to: message.reply_to.as_ref().and_then(|r| r.message),
            thread: (thread != message.channel_id && world.channels.contains_key(&thread)).then_some(thread),
            command: interaction.and_then(|i| match &i.source {
                Source::Command { name, .. } => Some(name.clone()),
                _ => None,
            }),
            asked_by: interaction.map(|i| i.user),
            mentions: message.pings.users.clone(),
            mention_roles: message.pings.roles.clone(),
            mention_everyone: message.pings.everyone,
        }
    }

    /// Everything there is to read: what it says and what its embeds say, a line each.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        if !self.content.is_empty() {
            lines.push(self.content.clone());
        }
        for embed in &self.embeds {
            lines.extend(embed.author.as_ref().map(|a| a.name.clone()));
            lines.extend(embed.title.clone());
            lines.extend(embed.description.clone());
            lines.extend(embed.fields.iter().flat_map(|f| [f.name.clone(), f.value.clone()]));
            lines.extend(embed.footer.as_ref().map(|f| f.text.clone()));
        }
        lines.join("\n")
    }

    /// Its buttons, in order.
    pub fn buttons(&self) -> Vec<ButtonView> {
        let mut found = Vec::new();
        each(&self.components, &mut |component| {
            if let Component::Button(button) = component {
                found.push(ButtonView {
                    custom_id: button.custom_id.clone(),
                    label: button.label.clone().unwrap_or_default(),
                    emoji: button.emoji.as_ref().map(emoji_key),
                    style: button.style.into(),
                    url: button.url.clone(),
                    disabled: button.disabled,
                });
            }
        });
        found
    }

    /// The button that says `label`, or has it as its id.
    pub fn button(&self, label: &str) -> Option<ButtonView> {
        self.buttons().into_iter().find(|b| b.label == label || b.custom_id.as_deref() == Some(label))
    }

    /// Its menus, in order.
    pub fn selects(&self) -> Vec<SelectView> {
        let mut found = Vec::new();
        each(&self.components, &mut |component| {
            if let Component::SelectMenu(menu) = component {
                let kind = match menu.kind {
                    SelectMenuType::Text => "text",
                    SelectMenuType::User => "user",
                    SelectMenuType::Role => "role",
                    SelectMenuType::Channel => "channel",
                    _ => "mentionable",
                };
                let options = menu.options.iter().flatten();
                found.push(SelectView {
                    custom_id: menu.custom_id.clone(),
                    kind: kind.into(),
                    placeholder: menu.placeholder.clone(),
                    options: options.map(|o| (o.label.clone(), o.value.clone(), o.default)).collect(),
                    min: menu.min_values.unwrap_or(1),
                    max: menu.max_values.unwrap_or(1),
                    disabled: menu.disabled,
                });
            }
        });
        found
    }
}

/// Calls `visit` with every component, those inside others included.
pub(crate) fn each<'a>(components: &'a [Component], visit: &mut dyn FnMut(&'a Component)) {
    for component in components {
        visit(component);
        match component {
            Component::ActionRow(row) => each(&row.components, visit),
            Component::Container(container) => each(&container.components, visit),
            Component::Section(section) => {
                each(&section.components, visit);
                each(std::slice::from_ref(&section.accessory), visit);
            }
            Component::Label(label) => each(std::slice::from_ref(&label.component), visit),
            _ => {}
        }
    }
}

impl Person {
    pub(crate) fn of(world: &World, guild: Option<GuildId>, id: UserId) -> Self {
        Person { id, name: world.shown_name(guild, id), bot: world.users.get(&id).is_some_and(|u| u.bot) }
    }
}

impl FormView {
    pub(crate) fn of(interaction: InteractionId, form: &Form) -> Self {
        let mut fields = Vec::new();
        let mut label = String::new();
        each(&form.components, &mut |component| match component {
            Component::Label(under) => label = under.label.clone(),
            Component::TextInput(input) => {
                #[allow(deprecated)] // rows with inputs carry the label here
                let own = input.label.clone();
                fields.push(FieldView {
                    custom_id: input.custom_id.clone(),
                    label: own.unwrap_or_else(|| std::mem::take(&mut label)),
                    paragraph: input.style == TextInputStyle::Paragraph,
                    required: input.required.unwrap_or(true),
                    min: input.min_length.unwrap_or(0),
                    max: input.max_length.unwrap_or(4000),
                    placeholder: input.placeholder.clone(),
                    value: input.value.clone(),
                });
            }
            _ => {}
        });
        FormView { interaction, custom_id: form.custom_id.clone(), title: form.title.clone(), fields }
    }
}

impl ChoiceView {
    pub(crate) fn of(choice: &CommandOptionChoice) -> Self {
        let value = match &choice.value {
            CommandOptionChoiceValue::Integer(value) => Value::from(*value),
            CommandOptionChoiceValue::Number(value) => Value::from(*value),
            CommandOptionChoiceValue::String(value) => Value::from(value.as_str()),
        };
        ChoiceView { name: choice.name.clone(), value }
    }
}
