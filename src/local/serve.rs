//! `viva local`: the local Discord alone, for any library to connect to.

use std::path::PathBuf;

use super::handle::{Local, Options};
use super::ids::*;
use super::world::{BotAccount, World};
use crate::clock::Clock;

/// A guild to look at.
pub struct Demo {
    /// The world with it.
    pub world: World,
    /// The bot that is a member of it.
    pub bot: BotAccount,
    /// The guild.
    pub guild: GuildId,
    /// Its owner.
    pub owner: UserId,
    /// Four more people.
    pub members: Vec<UserId>,
    /// A channel to talk in.
    pub general: ChannelId,
    /// A channel to practise in.
    pub practice: ChannelId,
}

/// A world with one guild: an owner, four members, a bot and two channels.
pub fn demo(seed: u64, bot_name: &str) -> Demo {
    let mut world = World::new(seed);
    let bot = world.application(bot_name);
    let owner = world.add_user("Olga");
    let guild = world.add_guild("Demo team", owner);
    let members: Vec<UserId> = ["Ada", "Ben", "Chiara", "Deniz"].map(|name| world.add_user(name)).into();
    for member in &members {
        world.join(guild, *member);
    }
    world.join(guild, bot.user_id);
    let general = world.add_text_channel(guild, "general");
    let practice = world.add_text_channel(guild, "practice");
    Demo { world, bot, guild, owner, members, general, practice }
}

/// Serves a world with one demo guild until ctrl-c, and prints what one needs to connect.
pub async fn serve(port: u16, record: Option<PathBuf>) -> anyhow::Result<()> {
    let Demo { world, bot, guild, owner, members, general, practice } = demo(1, "Viva");
    let options = Options { port, clock: Clock::system(), record, rate_limits: false };
    let local = Local::start(options, world).await?;
    println!("Local Discord at {url} (REST at {url}/api/v10)", url = local.url());
    println!("  token        {}", bot.token);
    println!("  application  {}", bot.application_id);
    println!("  guild        {guild} \"Demo team\"");
    println!("  channels     {general} #general, {practice} #practice");
    println!("  owner        {owner} Olga");
    let people = local.with(|world| {
        let line = |id: &UserId| format!("{id} {}", world.shown_name(Some(guild), *id));
        members.iter().map(line).collect::<Vec<_>>().join(", ")
    });
    println!("  members      {people}");
    println!("Ctrl-C ends it.");
    tokio::signal::ctrl_c().await?;
    local.stop().await;
    Ok(())
}
