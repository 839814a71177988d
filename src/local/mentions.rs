//! Whom a text pings: what it names, as far as the sender allows it and may.

use serde::{Deserialize, Serialize};
use twilight_model::channel::message::{AllowedMentions, MentionType};
use twilight_model::guild::Permissions;

use super::ids::*;
use super::world::{Draft, World};

/// Whom a message pings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pings {
    /// These people.
    pub users: Vec<UserId>,
    /// Everyone with one of these roles.
    pub roles: Vec<RoleId>,
    /// Everyone.
    pub everyone: bool,
}

/// What a text names, whether it may ping or not.
#[derive(Debug, Default, PartialEq, Eq)]
struct Named {
    users: Vec<UserId>,
    roles: Vec<RoleId>,
    everyone: bool,
}

/// Whom `draft` pings when `author` sends it to `channel`. Embeds never ping.
pub(crate) fn pings(world: &World, channel: ChannelId, author: UserId, draft: &Draft) -> Pings {
    let named = named(&draft.content);
    let may_all = world.permissions_in(author, channel).contains(Permissions::MENTION_EVERYONE);
    let guild = world.channels.get(&channel).and_then(|c| world.guilds.get(&c.guild_id?));
    let allowed = draft.allowed_mentions.as_ref();
    let mut pings = Pings::default();
    for user in named.users {
        if world.users.contains_key(&user) && allows(allowed, &MentionType::Users, |a| a.users.contains(&user)) {
            push(&mut pings.users, user);
        }
    }
    for role in named.roles {
        let known = guild.and_then(|g| g.roles.get(&role));
        let may = known.is_some_and(|r| r.mentionable || may_all);
        if may && allows(allowed, &MentionType::Roles, |a| a.roles.contains(&role)) {
            push(&mut pings.roles, role);
        }
    }
    pings.everyone = named.everyone && may_all && allows(allowed, &MentionType::Everyone, |_| false);
    if let Some(reply) = &draft.reply_to
        && allowed.is_none_or(|a| a.replied_user)
        && let Some(answered) = reply.message.and_then(|id| world.message(reply.channel, id))
    {
        push(&mut pings.users, answered.author);
    }
    pings
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn allows(allowed: Option<&AllowedMentions>, all: &MentionType, this: impl Fn(&AllowedMentions) -> bool) -> bool {
    allowed.is_none_or(|a| a.parse.contains(all) || this(a))
}

/// Reads the mentions outside of code.
fn named(text: &str) -> Named {
    let mut named = Named::default();
    let text = without_code(text);
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['<', '@']) {
        rest = &rest[at..];
        if rest.starts_with("@everyone") || rest.starts_with("@here") {
            named.everyone = true;
        } else if let Some(inside) = rest.strip_prefix("<@")
            && let Some((id, _)) = inside.split_once('>')
        {
            if let Some(role) = id.strip_prefix('&') {
                named.roles.extend(role.parse::<RoleId>());
            } else {
                named.users.extend(id.strip_prefix('!').unwrap_or(id).parse::<UserId>());
            }
        }
        rest = &rest[1..];
    }
    named
}

/// The text without its code blocks and code spans.
fn without_code(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let fence = from.len() - from.trim_start_matches('`').len();
        let (ticks, inside) = from.split_at(fence);
        match inside.find(ticks) {
            Some(end) => rest = &inside[end + fence..],
            None => {
                out.push_str(ticks);
                rest = inside;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_in_code_are_none() {
        let found = named("<@5> `<@6>` ```\n<@&7> @everyone``` <@!8> <@&9> mail@example.org");
        let expected =
            Named { users: vec![UserId::new(5), UserId::new(8)], roles: vec![RoleId::new(9)], everyone: false };
        assert_eq!(found, expected);
        assert!(named("`a @here").everyone);
    }

    #[test]
    fn a_sender_pings_only_whom_they_allow() {
        let mut world = World::new(1);
        let owner = world.add_user("Olga");
        let ada = world.add_user("Ada");
        let guild = world.add_guild("Team", owner);
        let channel = world.add_text_channel(guild, "general");
        let say = |allowed: Option<AllowedMentions>| {
            let draft = Draft { content: format!("@everyone <@{ada}>"), allowed_mentions: allowed, ..Draft::default() };
            pings(&world, channel, owner, &draft)
        };
        assert_eq!(say(None), Pings { users: vec![ada], roles: vec![], everyone: true });
        assert_eq!(say(Some(AllowedMentions::default())), Pings::default());
        let only = AllowedMentions { users: vec![ada], ..AllowedMentions::default() };
        assert_eq!(say(Some(only)), Pings { users: vec![ada], roles: vec![], everyone: false });
    }
}
