//! Our message as serenity's builders, and Discord's ids as ours.

use serenity::all::{
    ActionRowComponent, ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed,
    CreateEmbedFooter, CreateInputText, CreateInteractionResponse, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, CreateMessage, CreateModal, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, EditInteractionResponse, EditMessage, InputTextStyle,
};

use crate::domain::ids::{ChannelId, GuildId, MessageId, RoleId, UserId};
use crate::view::message::{Button, Embed, Form, Look, Message, Row, Tone};

macro_rules! ids {
    ($($name:ident),+) => {$(
        impl From<serenity::all::$name> for $name {
            fn from(id: serenity::all::$name) -> Self {
                $name(id.get())
            }
        }

        impl From<$name> for serenity::all::$name {
            fn from(id: $name) -> Self {
                // No thing of Discord's has the id 0; if one of ours is, the request meets an error that says so.
                serenity::all::$name::new(id.0.max(1))
            }
        }
    )+};
}

ids!(ChannelId, GuildId, MessageId, RoleId, UserId);

/// A new message.
pub fn create(message: &Message) -> CreateMessage {
    CreateMessage::new()
        .content(&message.content)
        .embeds(embeds(message))
        .components(rows(message))
        .allowed_mentions(pings(message))
}

/// The message in the place of what an earlier one said.
pub fn edit(message: &Message) -> EditMessage {
    EditMessage::new()
        .content(&message.content)
        .embeds(embeds(message))
        .components(rows(message))
        .allowed_mentions(pings(message))
}

/// The message as the answer to an interaction.
pub fn respond(message: &Message, private: bool) -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new()
        .content(&message.content)
        .embeds(embeds(message))
        .components(rows(message))
        .allowed_mentions(pings(message))
        .ephemeral(private)
}

/// The message in the place of an answer that was put off.
pub fn respond_later(message: &Message) -> EditInteractionResponse {
    EditInteractionResponse::new()
        .content(&message.content)
        .embeds(embeds(message))
        .components(rows(message))
        .allowed_mentions(pings(message))
}

/// The message after the first answer to an interaction.
pub fn follow_up(message: &Message, private: bool) -> CreateInteractionResponseFollowup {
    CreateInteractionResponseFollowup::new()
        .content(&message.content)
        .embeds(embeds(message))
        .components(rows(message))
        .allowed_mentions(pings(message))
        .ephemeral(private)
}

/// The form that opens over the chat.
pub fn form(form: &Form) -> CreateInteractionResponse {
    let inputs = form.inputs.iter().map(|input| {
        let style = if input.long { InputTextStyle::Paragraph } else { InputTextStyle::Short };
        let mut text = CreateInputText::new(style, &input.label, &input.id)
            .max_length(input.max)
            .required(input.required)
            .placeholder(&input.hint);
        if !input.value.is_empty() {
            text = text.value(&input.value);
        }
        CreateActionRow::InputText(text)
    });
    CreateInteractionResponse::Modal(CreateModal::new(&form.id, &form.title).components(inputs.collect()))
}

/// What a sent form holds: each input's name and text. Never indexes into what came.
pub fn fields(rows: &[serenity::all::ActionRow]) -> Vec<(String, String)> {
    rows.iter()
        .flat_map(|row| &row.components)
        .filter_map(|component| match component {
            ActionRowComponent::InputText(input) => {
                Some((input.custom_id.clone(), input.value.clone().unwrap_or_default()))
            }
            _ => None,
        })
        .collect()
}

fn pings(message: &Message) -> CreateAllowedMentions {
    let roles = message.pings.iter().map(|role| serenity::all::RoleId::from(*role));
    CreateAllowedMentions::new().empty_users().everyone(false).replied_user(false).roles(roles.collect::<Vec<_>>())
}

fn embeds(message: &Message) -> Vec<CreateEmbed> {
    message.embeds.iter().map(embed).collect()
}

fn embed(embed: &Embed) -> CreateEmbed {
    let mut built = CreateEmbed::new().color(color(embed.tone));
    if !embed.title.is_empty() {
        built = built.title(&embed.title);
    }
    if !embed.description.is_empty() {
        built = built.description(&embed.description);
    }
    for field in &embed.fields {
        built = built.field(&field.name, &field.value, field.inline);
    }
    if !embed.footer.is_empty() {
        built = built.footer(CreateEmbedFooter::new(&embed.footer));
    }
    built
}

fn color(tone: Tone) -> u32 {
    match tone {
        Tone::Asking => 0x4f_6b_ed,
        Tone::Revealed => 0x2e_8b_6f,
        Tone::Calm => 0x7a_7f_8c,
        Tone::Warning => 0xd9_82_2b,
    }
}

fn rows(message: &Message) -> Vec<CreateActionRow> {
    message.rows.iter().map(row).collect()
}

fn row(row: &Row) -> CreateActionRow {
    match row {
        Row::Buttons(buttons) => CreateActionRow::Buttons(buttons.iter().map(button).collect()),
        Row::Select(select) => {
            let options = select.options.iter().map(|option| {
                let built = CreateSelectMenuOption::new(&option.label, &option.value).default_selection(option.chosen);
                if option.about.is_empty() { built } else { built.description(&option.about) }
            });
            let kind = CreateSelectMenuKind::String { options: options.collect() };
            CreateActionRow::SelectMenu(
                CreateSelectMenu::new(&select.id, kind)
                    .placeholder(&select.hint)
                    .min_values(select.count.0)
                    .max_values(select.count.1),
            )
        }
    }
}

fn button(button: &Button) -> CreateButton {
    let style = match button.look {
        Look::Main => ButtonStyle::Primary,
        Look::Plain => ButtonStyle::Secondary,
        Look::Done => ButtonStyle::Success,
        Look::Danger => ButtonStyle::Danger,
    };
    CreateButton::new(&button.id).label(&button.label).style(style).disabled(button.disabled)
}
