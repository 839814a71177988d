//! Command lines as people type them: `/track create channel:#general time:09:30 note:"two words"`.

use twilight_model::application::command::{
    Command, CommandOption, CommandOptionChoiceValue, CommandOptionType, CommandOptionValue as Bound,
};
use twilight_model::application::interaction::application_command::{CommandDataOption, CommandOptionValue};

use super::{Refused, refuse};
use crate::local::ids::*;
use crate::local::limits::length;
use crate::local::world::World;

/// A command line that was understood.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The command with its subcommand: `track create`.
    pub name: String,
    pub options: Vec<CommandDataOption>,
    /// What the values name.
    pub named: Named,
}

/// Users, roles and channels that values name.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub users: Vec<UserId>,
    pub roles: Vec<RoleId>,
    pub channels: Vec<ChannelId>,
}

/// Where names are looked up.
pub(super) struct Place<'a> {
    pub world: &'a World,
    pub guild: Option<GuildId>,
}

/// The command's name and the rest of the line.
pub(super) fn split(line: &str) -> Result<(&str, &str), Refused> {
    let Some(line) = line.trim_start().strip_prefix('/') else { return refuse("a command begins with a slash") };
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    if name.is_empty() { refuse("which command?") } else { Ok((name, rest)) }
}

/// Understands the rest of the line after the command's name. With `completing`, the last option is the one that is being
/// typed, and others may be missing.
pub(super) fn parse(place: &Place<'_>, command: &Command, rest: &str, completing: bool) -> Result<Parsed, Refused> {
    let mut parsed = Parsed { name: command.name.clone(), ..Parsed::default() };
    let mut within = Vec::new();
    let (mut known, mut rest) = (command.options.as_slice(), rest.trim_start());
    while known.iter().any(|o| is_nested(o.kind)) {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let Some(inner) = known.iter().find(|o| o.name == word) else {
            return refuse(format!("/{} needs one of: {}", parsed.name, names(known)));
        };
        parsed.name = format!("{} {word}", parsed.name);
        within.push(inner);
        known = inner.options.as_deref().unwrap_or_default();
        rest = after.trim_start();
    }
    let values = split_values(known, rest)?;
    let last = values.len().saturating_sub(1);
    let mut options = Vec::new();
    for (i, (option, text)) in values.iter().enumerate() {
        let value = if completing && i == last {
            if option.autocomplete != Some(true) {
                return refuse(format!("{} is not completed", option.name));
            }
            CommandOptionValue::Focused(text.clone(), option.kind)
        } else {
            place.value(option, text, &mut parsed.named)?
        };
        options.push(CommandDataOption { name: option.name.clone(), value });
    }
    if completing && values.is_empty() {
        return refuse("there is nothing to complete");
    }
    let missing = known.iter().find(|o| o.required == Some(true) && !values.iter().any(|(v, _)| v.name == o.name));
    if let Some(option) = missing.filter(|_| !completing) {
        return refuse(format!("/{} needs {}", parsed.name, option.name));
    }
    for inner in within.into_iter().rev() {
        let value = match inner.kind {
            CommandOptionType::SubCommandGroup => CommandOptionValue::SubCommandGroup(options),
            _ => CommandOptionValue::SubCommand(options),
        };
        options = vec![CommandDataOption { name: inner.name.clone(), value }];
    }
    parsed.options = options;
    Ok(parsed)
}

fn is_nested(kind: CommandOptionType) -> bool {
    matches!(kind, CommandOptionType::SubCommand | CommandOptionType::SubCommandGroup)
}

fn names(options: &[CommandOption]) -> String {
    options.iter().map(|o| o.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Splits `a:1 b:two words c:"quoted"`. A value ends where a space and the name of another option follow.
fn split_values<'a>(known: &'a [CommandOption], mut rest: &str) -> Result<Vec<(&'a CommandOption, String)>, Refused> {
    let starts =
        |text: &str| known.iter().find(|o| text.strip_prefix(o.name.as_str()).is_some_and(|t| t.starts_with(':')));
    let mut values: Vec<(&CommandOption, String)> = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(values);
        }
        let Some(option) = starts(rest) else {
            let word = rest.split_whitespace().next().unwrap_or_default();
            let all = if known.is_empty() { "it has none".into() } else { format!("there are: {}", names(known)) };
            return refuse(format!("{word:?} is no option of this command; {all}"));
        };
        if values.iter().any(|(o, _)| o.name == option.name) {
            return refuse(format!("{} is given twice", option.name));
        }
        rest = rest[option.name.len() + 1..].trim_start_matches(' ');
        if let Some(quoted) = rest.strip_prefix('"') {
            let (value, after) = unquote(quoted)?;
            values.push((option, value));
            rest = after;
            continue;
        }
        let spaces = rest.char_indices().filter(|(_, c)| c.is_whitespace());
        let end = spaces.map(|(i, _)| i).find(|i| starts(rest[*i..].trim_start()).is_some()).unwrap_or(rest.len());
        // `a: b:1`: the value of a is empty
        let end = if starts(rest).is_some() { 0 } else { end };
        values.push((option, rest[..end].trim_end().to_owned()));
        rest = &rest[end..];
    }
}

/// What is before the closing quote, and what is after it.
fn unquote(text: &str) -> Result<(String, &str), Refused> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => return Ok((value, &text[i + 1..])),
            '\\' => match chars.next() {
                Some((_, c @ ('"' | '\\'))) => value.push(c),
                Some((_, 'n')) => value.push('\n'),
                Some((_, other)) => value.extend(['\\', other]),
                None => value.push('\\'),
            },
            other => value.push(other),
        }
    }
    refuse("a quote is not closed")
}

impl Place<'_> {
    fn value(&self, option: &CommandOption, text: &str, named: &mut Named) -> Result<CommandOptionValue, Refused> {
        let name = &option.name;
        let choices = option.choices.as_deref().unwrap_or_default();
        if !choices.is_empty() {
            let fits = |value: &CommandOptionChoiceValue| match value {
                CommandOptionChoiceValue::String(value) => value == text,
                CommandOptionChoiceValue::Integer(value) => value.to_string() == text,
                CommandOptionChoiceValue::Number(value) => value.to_string() == text,
            };
            let found = choices.iter().find(|c| c.name.eq_ignore_ascii_case(text) || fits(&c.value));
            // As Discord's list does, which shrinks to what begins so while one types.
            let begins = |name: &str| name.to_lowercase().starts_with(&text.to_lowercase());
            let mut begun = choices.iter().filter(|c| begins(&c.name));
            let only = begun.next().filter(|_| begun.next().is_none());
            let Some(choice) = found.or(only) else {
                let all: Vec<_> = choices.iter().map(|c| c.name.as_str()).collect();
                return refuse(format!("{name} is one of: {}", all.join(", ")));
            };
            return Ok(match &choice.value {
                CommandOptionChoiceValue::String(value) => CommandOptionValue::String(value.clone()),
                CommandOptionChoiceValue::Integer(value) if option.kind == CommandOptionType::Number => {
                    CommandOptionValue::Number(*value as f64)
                }
                CommandOptionChoiceValue::Integer(value) => CommandOptionValue::Integer(*value),
                CommandOptionChoiceValue::Number(value) => CommandOptionValue::Number(*value),
            });
        }
        match option.kind {
            CommandOptionType::String => {
                let long = length(text);
                let max = option.max_length.unwrap_or(6000);
                if long < usize::from(option.min_length.unwrap_or(0)) || long > usize::from(max) || long == 0 {
                    let min = option.min_length.unwrap_or(1);
                    return refuse(format!("{name} has {min} to {max} characters"));
                }
                Ok(CommandOptionValue::String(text.into()))
            }
            CommandOptionType::Integer => {
                let Ok(number) = text.parse::<i64>() else { return refuse(format!("{name} is a whole number")) };
                within(option, number as f64)?;
                Ok(CommandOptionValue::Integer(number))
            }
            CommandOptionType::Number => {
                let Some(number) = text.parse::<f64>().ok().filter(|n| n.is_finite()) else {
                    return refuse(format!("{name} is a number"));
                };
                within(option, number)?;
                Ok(CommandOptionValue::Number(number))
            }
            CommandOptionType::Boolean => match text.to_lowercase().as_str() {
                "true" | "yes" | "on" => Ok(CommandOptionValue::Boolean(true)),
                "false" | "no" | "off" => Ok(CommandOptionValue::Boolean(false)),
                _ => refuse(format!("{name} is true or false")),
            },
            CommandOptionType::User => {
                let Some(user) = self.user(text) else { return refuse(format!("{name}: there is no member {text:?}")) };
                named.users.push(user);
                Ok(CommandOptionValue::User(user))
            }
            CommandOptionType::Role => {
                let Some(role) = self.role(text) else { return refuse(format!("{name}: there is no role {text:?}")) };
                named.roles.push(role);
                Ok(CommandOptionValue::Role(role))
            }
            CommandOptionType::Mentionable => {
                if let Some(user) = self.user(text) {
                    named.users.push(user);
                    return Ok(CommandOptionValue::Mentionable(user.cast()));
                }
                let Some(role) = self.role(text) else {
                    return refuse(format!("{name}: there is no member or role {text:?}"));
                };
                named.roles.push(role);
                Ok(CommandOptionValue::Mentionable(role.cast()))
            }
            CommandOptionType::Channel => {
                let Some(channel) = self.channel(text) else {
                    return refuse(format!("{name}: there is no channel {text:?}"));
                };
                let kind = self.world.channels.get(&channel).map(|c| c.kind);
                let kinds = option.channel_types.as_deref().unwrap_or_default();
                if !kinds.is_empty() && !kind.is_some_and(|kind| kinds.contains(&kind)) {
                    return refuse(format!("{name}: {text} is not that kind of channel"));
                }
                named.channels.push(channel);
                Ok(CommandOptionValue::Channel(channel))
            }
            _ => refuse(format!("{name}: files cannot be given in a command line")),
        }
    }

    pub(super) fn user(&self, text: &str) -> Option<UserId> {
        let id = text.strip_prefix("<@").and_then(|t| t.strip_suffix('>')).map(|t| t.trim_start_matches('!'));
        let known = |id: &UserId| match self.guild {
            Some(guild) => self.world.guilds.get(&guild).is_some_and(|g| g.members.contains_key(id)),
            None => self.world.users.contains_key(id),
        };
        if let Ok(id) = id.unwrap_or(text).parse::<UserId>() {
            return Some(id).filter(known);
        }
        let name = text.strip_prefix('@').unwrap_or(text);
        let fits = |id: &UserId| {
            self.world.users.get(id).is_some_and(|u| u.name == name) || self.world.shown_name(self.guild, *id) == name
        };
        self.world.users.keys().copied().find(|id| known(id) && fits(id))
    }

    pub(super) fn role(&self, text: &str) -> Option<RoleId> {
        let guild = self.world.guilds.get(&self.guild?)?;
        let id = text.strip_prefix("<@&").and_then(|t| t.strip_suffix('>')).unwrap_or(text);
        if let Ok(id) = id.parse::<RoleId>() {
            return guild.roles.contains_key(&id).then_some(id);
        }
        let name = text.strip_prefix('@').unwrap_or(text);
        guild.roles.values().find(|r| r.name == name || r.name == text).map(|r| r.id)
    }

    pub(super) fn channel(&self, text: &str) -> Option<ChannelId> {
        let guild = self.guild?;
        let id = text.strip_prefix("<#").and_then(|t| t.strip_suffix('>')).unwrap_or(text);
        if let Ok(id) = id.parse::<ChannelId>() {
            return self.world.channels.get(&id).filter(|c| c.guild_id == Some(guild)).map(|c| c.id);
        }
        self.world.channel_named(guild, text.strip_prefix('#').unwrap_or(text))
    }
}

fn within(option: &CommandOption, number: f64) -> Result<(), Refused> {
    let plain = |bound: &Bound| match bound {
        Bound::Integer(value) => *value as f64,
        Bound::Number(value) => *value,
    };
    let (min, max) = (option.min_value.as_ref().map(plain), option.max_value.as_ref().map(plain));
    if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
        let bound = |b: Option<f64>| b.map_or_else(|| "any".into(), |b| b.to_string());
        return refuse(format!("{} is from {} to {}", option.name, bound(min), bound(max)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::local::limits;

    fn track() -> Command {
        limits::command(&json!({
            "name": "track", "description": "d", "options": [
                { "type": 1, "name": "create", "description": "d", "options": [
                    { "type": 7, "name": "channel", "description": "d", "required": true, "channel_types": [0] },
                    { "type": 3, "name": "time", "description": "d" },
                    { "type": 3, "name": "zone", "description": "d", "autocomplete": true },
                    { "type": 4, "name": "delay", "description": "d", "min_value": 1, "max_value": 48 },
                    { "type": 3, "name": "mode", "description": "d", "choices": [{ "name": "Open", "value": "open" }] },
                    { "type": 8, "name": "ping", "description": "d" },
                ]},
                { "type": 1, "name": "list", "description": "d" },
            ],
        }))
        .unwrap()
    }

    fn try_parse(rest: &str, completing: bool) -> Result<(String, Vec<CommandDataOption>), Refused> {
        let mut world = World::new(1);
        let owner = world.add_user("Olga");
        let guild = world.add_guild("Team", owner);
        world.add_text_channel(guild, "general");
        world.add_role(guild, "on call", twilight_model::guild::Permissions::empty());
        let place = Place { world: &world, guild: Some(guild) };
        let parsed = parse(&place, &track(), rest, completing)?;
        let [CommandDataOption { value: CommandOptionValue::SubCommand(options), .. }] = &parsed.options[..] else {
            panic!("no subcommand: {parsed:?}")
        };
        Ok((parsed.name, options.clone()))
    }

    fn refused(rest: &str) -> String {
        try_parse(rest, false).unwrap_err().0
    }

    #[test]
    fn a_full_line_is_understood() {
        let line = "create channel:#general time:09:30 zone:Europe/Berlin delay:3 mode:open ping:@on call";
        let (name, options) = try_parse(line, false).unwrap();
        assert_eq!(name, "track create");
        let find = |name: &str| options.iter().find(|o| o.name == name).map(|o| o.value.clone()).unwrap();
        assert_eq!(find("time"), CommandOptionValue::String("09:30".into()));
        assert_eq!(find("delay"), CommandOptionValue::Integer(3));
        assert_eq!(find("mode"), CommandOptionValue::String("open".into()));
        assert!(matches!(find("channel"), CommandOptionValue::Channel(_)));
        assert!(matches!(find("ping"), CommandOptionValue::Role(_)));
    }

    #[test]
    fn quotes_hold_what_looks_like_options() {
        let (_, options) = try_parse(r#"create channel:general time:"a \"b\" zone:c" delay:2"#, false).unwrap();
        assert_eq!(options[1].value, CommandOptionValue::String(r#"a "b" zone:c"#.into()));
        assert_eq!(options[2].value, CommandOptionValue::Integer(2));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(refused(""), "/track needs one of: create, list");
        assert_eq!(refused("remove"), "/track needs one of: create, list");
        assert_eq!(refused("create"), "/track create needs channel");
        assert_eq!(refused("create channel:#nowhere"), "channel: there is no channel \"#nowhere\"");
        assert_eq!(refused("create channel:#general delay:99"), "delay is from 1 to 48");
        assert_eq!(refused("create channel:#general mode:x"), "mode is one of: Open");
        assert_eq!(refused("create channel:#general channel:#general"), "channel is given twice");
        assert_eq!(
            refused("create chanel:x"),
            "\"chanel:x\" is no option of this command; there are: channel, time, zone, delay, mode, ping"
        );
        assert_eq!(refused("list x"), "\"x\" is no option of this command; it has none");
    }

    #[test]
    fn the_last_option_is_completed() {
        let (_, options) = try_parse("create time:9 zone:Eur", true).unwrap();
        assert_eq!(options[1].value, CommandOptionValue::Focused("Eur".into(), CommandOptionType::String));
        let (_, options) = try_parse("create zone:", true).unwrap();
        assert_eq!(options[0].value, CommandOptionValue::Focused(String::new(), CommandOptionType::String));
        assert!(try_parse("create time:9", true).is_err());
    }
}
