//! Who may do what where: Discord's rules for roles, overwrites and threads.

use twilight_model::channel::ChannelType;
use twilight_model::channel::permission_overwrite::PermissionOverwrite;
use twilight_model::guild::Permissions;

use super::ids::*;
use super::world::World;

/// What each of the two may in a direct conversation.
const DIRECT: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::ADD_REACTIONS)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::PIN_MESSAGES)
    .union(Permissions::USE_SLASH_COMMANDS);

impl World {
    /// What `user` may in the guild, before any channel's exceptions.
    pub fn permissions_in_guild(&self, guild: GuildId, user: UserId) -> Permissions {
        let Some(guild) = self.guilds.get(&guild) else { return Permissions::empty() };
        let Some(member) = guild.members.get(&user) else { return Permissions::empty() };
        if guild.owner == user {
            return Permissions::all();
        }
        let everyone = guild.roles.get(&guild.id.cast()).map_or(Permissions::empty(), |r| r.permissions);
        let all = member.roles.iter().filter_map(|id| guild.roles.get(id)).fold(everyone, |all, r| all | r.permissions);
        if all.contains(Permissions::ADMINISTRATOR) { Permissions::all() } else { all }
    }

    /// What `user` may in a channel. Threads have the exceptions of their parent. Empty for who cannot see it; a private
    /// thread can be seen by its members and by who may manage threads.
    pub fn permissions_in(&self, user: UserId, channel: ChannelId) -> Permissions {
        let Some(known) = self.channels.get(&channel) else { return Permissions::empty() };
        let Some(guild) = known.guild_id else {
            return if known.recipients.contains(&user) { DIRECT } else { Permissions::empty() };
        };
        let base = self.permissions_in_guild(guild, user);
        if base == Permissions::all() {
            return base;
        }
        let Some(member) = self.guilds.get(&guild).and_then(|g| g.members.get(&user)) else {
            return Permissions::empty();
        };
        let Some(deciding) = self.deciding_channel(channel) else { return Permissions::empty() };
        let mut may = apply(base, &deciding.overwrites, guild, &member.roles, user);
        if !may.contains(Permissions::VIEW_CHANNEL) {
            return Permissions::empty();
        }
        if let Some(thread) = &known.thread {
            let hidden = known.kind == ChannelType::PrivateThread && !thread.members.contains_key(&user);
            if hidden && !may.contains(Permissions::MANAGE_THREADS) {
                return Permissions::empty();
            }
            if !may.contains(Permissions::SEND_MESSAGES_IN_THREADS) {
                may.remove(DEPENDS_ON_SENDING);
            }
        } else if !may.contains(Permissions::SEND_MESSAGES) {
            may.remove(DEPENDS_ON_SENDING);
        }
        may
    }

    /// Whether `user` can see the channel.
    pub fn can_view(&self, user: UserId, channel: ChannelId) -> bool {
        self.permissions_in(user, channel).contains(Permissions::VIEW_CHANNEL)
    }

    /// Whether `user` may write in the channel or thread, asleep or not.
    pub fn can_write(&self, user: UserId, channel: ChannelId) -> bool {
        let thread = self.channels.get(&channel).is_some_and(|c| c.thread.is_some());
        let needed = if thread { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES };
        self.permissions_in(user, channel).contains(needed)
    }
}

/// Who cannot write cannot do these either.
const DEPENDS_ON_SENDING: Permissions = Permissions::MENTION_EVERYONE
    .union(Permissions::SEND_TTS_MESSAGES)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::EMBED_LINKS);

/// Everyone's exception first, then those of all roles together, then the member's own.
fn apply(
    base: Permissions,
    overwrites: &[PermissionOverwrite],
    guild: GuildId,
    roles: &[RoleId],
    user: UserId,
) -> Permissions {
    let mut may = base;
    if let Some(everyone) = overwrites.iter().find(|o| o.id == guild.cast()) {
        may = (may - everyone.deny) | everyone.allow;
    }
    let (mut allow, mut deny) = (Permissions::empty(), Permissions::empty());
    for overwrite in overwrites.iter().filter(|o| roles.iter().any(|r| r.cast() == o.id)) {
        allow |= overwrite.allow;
        deny |= overwrite.deny;
    }
    may = (may - deny) | allow;
    if let Some(own) = overwrites.iter().find(|o| o.id == user.cast()) {
        may = (may - own.deny) | own.allow;
    }
    may
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::world::threads::NewThread;

    struct Place {
        world: World,
        guild: GuildId,
        channel: ChannelId,
        owner: UserId,
        ada: UserId,
        helpers: RoleId,
    }

    fn place() -> Place {
        let mut world = World::new(1);
        let owner = world.add_user("Olga");
        let guild = world.add_guild("Team", owner);
        let ada = world.add_user("Ada");
        world.join(guild, ada);
        let helpers = world.add_role(guild, "helpers", Permissions::empty());
        let channel = world.add_text_channel(guild, "general");
        Place { world, guild, channel, owner, ada, helpers }
    }

    #[test]
    fn a_members_own_exception_beats_the_roles_and_a_roles_beats_everyones() {
        let Place { mut world, guild, channel, ada, helpers, .. } = place();
        let send = Permissions::SEND_MESSAGES;
        let everyone: RoleId = guild.cast();
        world.set_overwrite(channel, everyone, Permissions::empty(), send);
        assert!(!world.can_write(ada, channel));
        world.give_role(guild, ada, helpers);
        world.set_overwrite(channel, helpers, send, Permissions::empty());
        assert!(world.can_write(ada, channel));
        world.set_overwrite(channel, ada, Permissions::empty(), send);
        assert!(!world.can_write(ada, channel));
    }

    #[test]
    fn who_cannot_see_a_channel_may_nothing_in_it() {
        let Place { mut world, guild, channel, owner, ada, .. } = place();
        let everyone: RoleId = guild.cast();
        world.set_overwrite(channel, everyone, Permissions::empty(), Permissions::VIEW_CHANNEL);
        assert_eq!(world.permissions_in(ada, channel), Permissions::empty());
        assert_eq!(world.permissions_in(owner, channel), Permissions::all());
    }

    #[test]
    fn an_administrator_may_everything_in_spite_of_exceptions() {
        let Place { mut world, guild, channel, ada, helpers, .. } = place();
        world.set_role_permissions(guild, helpers, Permissions::ADMINISTRATOR);
        world.give_role(guild, ada, helpers);
        world.set_overwrite(channel, ada, Permissions::empty(), Permissions::VIEW_CHANNEL);
        assert_eq!(world.permissions_in(ada, channel), Permissions::all());
    }

    #[test]
    fn a_thread_has_its_parents_exceptions_and_a_private_one_is_for_its_members() {
        let Place { mut world, guild, channel, owner, ada, .. } = place();
        let open = |world: &mut World, kind| {
            let new = NewThread {
                name: "t".into(),
                kind,
                auto_archive_minutes: 1440,
                slowmode: 0,
                invitable: None,
                from: None,
            };
            world.open_thread(channel, owner, new)
        };
        let public = open(&mut world, ChannelType::PublicThread);
        let private = open(&mut world, ChannelType::PrivateThread);
        assert!(world.can_write(ada, public));
        assert!(!world.can_view(ada, private));
        world.join_thread(private, ada);
        assert!(world.can_write(ada, private));
        let everyone: RoleId = guild.cast();
        world.set_overwrite(channel, everyone, Permissions::empty(), Permissions::SEND_MESSAGES_IN_THREADS);
        assert!(!world.can_write(ada, public));
        assert!(world.can_view(ada, public));
        assert!(world.can_write(ada, channel));
    }

    #[test]
    fn a_direct_conversation_is_for_its_two() {
        let Place { mut world, owner, ada, .. } = place();
        let other = world.add_user("Bob");
        let direct = world.direct_channel(owner, ada);
        assert!(world.can_write(ada, direct));
        assert!(!world.can_view(other, direct));
        assert_eq!(world.direct_channel(ada, owner), direct);
    }
}
