//! Discord's limits, and our own rule about pings, held against everything that the bot ever said.

use twilight_model::channel::message::component::Component;
use twilight_model::channel::message::{Embed, MessageType};
use viva::local::world::Message;
use viva::local::{ChannelId, UserId, World};

/// Fails unless every message of the bot in that channel, private ones too, keeps the limits, pings no person, and leaves no code
/// block open.
pub fn check(world: &World, channel: ChannelId, bot: UserId) {
    let messages = world.messages.get(&channel).into_iter().flat_map(|messages| messages.values());
    for message in messages.filter(|message| message.author == bot && message.kind != MessageType::ThreadCreated) {
        let problems = problems(message);
        assert!(problems.is_empty(), "{}: {message:#?}", problems.join("; "));
    }
}

fn problems(message: &Message) -> Vec<String> {
    let mut problems = Vec::new();
    let mut most = |what: &str, text: &str, limit: usize| {
        let length = text.encode_utf16().count();
        if length > limit {
            problems.push(format!("{what} has {length} characters, and may have {limit}"));
        }
    };
    most("the content", &message.content, 2_000);
    for embed in &message.embeds {
        most("a title", embed.title.as_deref().unwrap_or_default(), 256);
        most("a description", embed.description.as_deref().unwrap_or_default(), 4_096);
        most("a footer", embed.footer.as_ref().map_or("", |footer| &footer.text), 2_048);
        for field in &embed.fields {
            most("a field's name", &field.name, 256);
            most("a field's value", &field.value, 1_024);
        }
    }
    let all: usize = message.embeds.iter().map(size).sum();
    let mut refuse = |wrong: bool, what: &str| {
        if wrong {
            problems.push(what.to_owned());
        }
    };
    refuse(all > 6_000, "its embeds have more than 6,000 characters");
    refuse(message.embeds.len() > 10, "it has more than 10 embeds");
    refuse(message.embeds.iter().any(|embed| embed.fields.len() > 25), "an embed has more than 25 fields");
    refuse(message.components.len() > 5, "it has more than 5 rows");
    refuse(message.pings.everyone || !message.pings.users.is_empty(), "it pings people");
    let texts = message
        .embeds
        .iter()
        .flat_map(|embed| embed.description.iter().chain(embed.fields.iter().map(|field| &field.value)));
    refuse(texts.chain([&message.content]).any(|text| fences(text) % 2 == 1), "a code block is left open");
    for component in message.components.iter().flat_map(inside) {
        match component {
            Component::Button(button) => {
                let id = button.custom_id.as_deref().unwrap_or_default();
                let label = button.label.as_deref().unwrap_or_default();
                refuse(id.chars().count() > 100 || label.chars().count() > 80, "a button's id or label is too long");
            }
            Component::SelectMenu(select) => {
                refuse(select.options.iter().flatten().count() > 25, "a select has more than 25 options");
                let long = |text: &str| text.chars().count() > 100;
                let mut options = select.options.iter().flatten();
                refuse(options.any(|option| long(&option.label) || long(&option.value)), "an option is too long");
            }
            _ => {}
        }
    }
    problems
}

fn inside(component: &Component) -> &[Component] {
    match component {
        Component::ActionRow(row) => &row.components,
        other => std::slice::from_ref(other),
    }
}

fn size(embed: &Embed) -> usize {
    let count = |text: &str| text.encode_utf16().count();
    let fields: usize = embed.fields.iter().map(|field| count(&field.name) + count(&field.value)).sum();
    count(embed.title.as_deref().unwrap_or_default())
        + count(embed.description.as_deref().unwrap_or_default())
        + embed.footer.as_ref().map_or(0, |footer| count(&footer.text))
        + fields
}

/// How many lines open or close a code block, in a quotation or not.
fn fences(text: &str) -> usize {
    text.lines().filter(|line| line.trim_start_matches(['>', ' ']).starts_with("```")).count()
}
