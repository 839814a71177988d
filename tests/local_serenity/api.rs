//! The rest of REST: what works, what is refused, what goes wrong on purpose.

use std::time::Duration;

use serenity::all::{
    CreateAttachment, CreateCommand, CreateEmbed, CreateMessage, CreateThread, EditChannel, EditMessage, EditThread,
    GatewayIntents, GetMessages, GuildId, Message, Nonce,
};
use twilight_model::guild::Permissions;
use viva::clock::Clock;
use viva::local::{Fault, FaultKind};

use super::bot::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_uses_the_rest_of_the_api() {
    let running = start_with(Clock::system(), GatewayIntents::all(), |demo| {
        let role = demo.world.bot_role(demo.guild, demo.bot.user_id).unwrap();
        let more = Permissions::MANAGE_THREADS
            | Permissions::MANAGE_MESSAGES
            | Permissions::MANAGE_CHANNELS
            | Permissions::MANAGE_ROLES
            | Permissions::PIN_MESSAGES
            | Permissions::CREATE_PRIVATE_THREADS;
        demo.world.set_role_permissions(demo.guild, role, viva::local::world::BOT_PERMISSIONS | more);
    })
    .await;
    let (local, demo, http) = (&running.local, &running.demo, &running.http);
    let (ada, ben) = (demo.members[0], demo.members[1]);
    let guild = GuildId::new(demo.guild.get());
    let general = serenity::all::ChannelId::new(demo.general.get());
    assert_eq!(http.get_current_user().await.unwrap().name, "Viva");
    assert_eq!(http.get_current_application_info().await.unwrap().name, "Viva");
    assert_eq!(http.get_bot_gateway().await.unwrap().shards, 1);
    assert_eq!(http.get_user(ada.get().into()).await.unwrap().global_name.as_deref(), Some("Ada"));
    assert_eq!(guild.to_partial_guild(http).await.unwrap().name, "Demo team");
    assert_eq!(guild.channels(http).await.unwrap().len(), 2);
    assert_eq!(guild.roles(http).await.unwrap().len(), 2);
    assert_eq!(guild.members(http, None, None).await.unwrap().len(), 6);
    assert_eq!(guild.member(http, ada.get()).await.unwrap().display_name(), "Ada");
    assert_eq!(http.get_guilds(None, None).await.unwrap().len(), 1);

    let png = CreateAttachment::bytes(&b"\x89PNG not really"[..], "board.png");
    let embed = CreateEmbed::new().title("Board").image("attachment://board.png");
    let text = CreateAttachment::bytes(&b"hello"[..], "notes.txt").description("what was said");
    let sent = general
        .send_message(http, CreateMessage::new().content("look").embed(embed).add_file(png).add_file(text))
        .await
        .unwrap();
    assert_eq!(sent.attachments.iter().map(|a| a.filename.as_str()).collect::<Vec<_>>(), ["notes.txt"]);
    let url = sent.embeds[0].image.as_ref().unwrap().url.clone();
    assert!(url.starts_with(&local.url()), "{url}");
    let mut sent = sent;
    sent.edit(http, EditMessage::new().content("look again")).await.unwrap();
    assert!(sent.edited_timestamp.is_some());

    let nonce =
        |text: &str| CreateMessage::new().content(text).nonce(Nonce::String("round-1".into())).enforce_nonce(true);
    let first = general.send_message(http, nonce("once")).await.unwrap();
    let second = general.send_message(http, nonce("once")).await.unwrap();
    assert_eq!(first.id, second.id);

    sent.pin(http).await.unwrap();
    assert_eq!(general.pins(http).await.unwrap().len(), 1);
    sent.unpin(http).await.unwrap();
    sent.react(http, '👍').await.unwrap();
    local.react(ada, local.messages(demo.general, None)[0].id, "👍").unwrap();
    assert_eq!(sent.reaction_users(http, '👍', None, None).await.unwrap().len(), 2);
    sent.delete_reaction(http, Some(ada.get().into()), '👍').await.unwrap();
    sent.delete_reactions(http).await.unwrap();
    let said = local.say(ada, demo.general, "hello").unwrap();
    let reply =
        CreateMessage::new().content("hi").reference_message((general, serenity::all::MessageId::new(said.get())));
    let reply = general.send_message(http, reply).await.unwrap();
    assert_eq!(reply.referenced_message.unwrap().content, "hello");
    assert_eq!(reply.mentions[0].id.get(), ada.get());
    let page = general.messages(http, GetMessages::new().limit(2).before(reply.id)).await.unwrap();
    assert_eq!(page[0].content, "hello");
    let page = general.messages(http, GetMessages::new().limit(2).after(first.id)).await.unwrap();
    assert_eq!(page.len(), 2);
    general.broadcast_typing(http).await.unwrap();

    let thread = general.create_thread(http, CreateThread::new("quiet").invitable(false)).await.unwrap();
    assert!(!local.with(|world| world.can_view(ben, viva::local::ChannelId::new(thread.id.get()))));
    thread.id.add_thread_member(http, ben.get().into()).await.unwrap();
    assert!(local.with(|world| world.can_view(ben, viva::local::ChannelId::new(thread.id.get()))));
    assert_eq!(thread.id.get_thread_members(http).await.unwrap().len(), 2);
    thread.id.edit_thread(http, EditThread::new().name("quieter").archived(true)).await.unwrap();
    assert_eq!(general.get_archived_private_threads(http, None, None).await.unwrap().threads.len(), 1);
    thread.id.edit_thread(http, EditThread::new().archived(false)).await.unwrap();
    assert_eq!(guild.get_active_threads(http).await.unwrap().threads.len(), 1);
    thread.id.remove_thread_member(http, ben.get().into()).await.unwrap();
    thread.id.delete(http).await.unwrap();

    let user = serenity::all::UserId::new(ben.get());
    let direct = user.create_dm_channel(http).await.unwrap();
    direct.say(http, "psst").await.unwrap();
    let made = guild.create_channel(http, serenity::all::CreateChannel::new("New Place")).await.unwrap();
    assert_eq!(made.name, "new-place");
    made.id.edit(http, EditChannel::new().topic("all things new")).await.unwrap();
    made.id.to_channel(http).await.unwrap();
    made.id.delete(http).await.unwrap();
    let commands = http.get_global_commands().await.unwrap();
    assert_eq!(commands.len(), 7);
    let one = CreateCommand::new("here").description("only here");
    let made = guild.create_command(http, one.clone()).await.unwrap();
    guild.edit_command(http, made.id, one.description("still here")).await.unwrap();
    assert_eq!(guild.get_commands(http).await.unwrap()[0].description, "still here");
    guild.set_commands(http, vec![CreateCommand::new("there").description("d")]).await.unwrap();
    let made = guild.get_commands(http).await.unwrap()[0].id;
    guild.delete_command(http, made).await.unwrap();
    general.delete_messages(http, [sent.id, first.id]).await.unwrap();
    reply.channel_id.delete_message(http, reply.id).await.unwrap();
    local.with(|world| {
        let role = world.add_role(demo.guild, "temporary", Permissions::empty());
        world.give_role(demo.guild, ada, role);
        world.set_nick(demo.guild, ada, Some("Countess"));
        world.remove_role(demo.guild, role);
        world.leave(demo.guild, ben);
        world.join(demo.guild, ben);
    });
    for event in ["MESSAGE_DELETE_BULK", "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "GUILD_MEMBER_UPDATE"] {
        running.log.wait_for(event).await;
    }
    for event in ["GUILD_ROLE_DELETE", "GUILD_MEMBER_REMOVE", "THREAD_UPDATE", "THREAD_DELETE", "CHANNEL_PINS_UPDATE"] {
        running.log.wait_for(event).await;
    }
    running.log.wait_for("THREAD_MEMBERS_UPDATE").await;
    running.log.wait_for("MESSAGE_REACTION_REMOVE_ALL").await;
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_is_refused_what_it_may_not_do() {
    let running = start().await;
    let (local, demo, http) = (&running.local, &running.demo, &running.http);
    let general = serenity::all::ChannelId::new(demo.general.get());
    let everyone: viva::local::RoleId = demo.guild.cast();
    let bot = demo.bot.user_id;
    let deny = |what| local.with(|world| world.set_overwrite(demo.general, bot, Permissions::empty(), what));
    let sent = general.say(http, "a first one").await.unwrap();
    let refused = |result: Result<_, serenity::Error>| code(&result.map(|_: Message| ()).unwrap_err());

    deny(Permissions::SEND_MESSAGES);
    assert_eq!(refused(general.say(http, "x").await), 50013);
    deny(Permissions::VIEW_CHANNEL);
    assert_eq!(refused(general.say(http, "x").await), 50001);
    deny(Permissions::CREATE_PUBLIC_THREADS);
    let thread = general.create_thread_from_message(http, sent.id, CreateThread::new("t")).await;
    assert_eq!(code(&thread.unwrap_err()), 50013);
    deny(Permissions::EMBED_LINKS);
    let with_embed = CreateMessage::new().content("text").embed(CreateEmbed::new().title("t"));
    assert!(general.send_message(http, with_embed).await.unwrap().embeds.is_empty());
    deny(Permissions::empty());
    let slow = CreateThread::new("t").rate_limit_per_user(0);
    assert_eq!(code(&general.create_thread_from_message(http, sent.id, slow).await.unwrap_err()), 50013);
    let thread = general.create_thread_from_message(http, sent.id, CreateThread::new("t")).await.unwrap();
    let again = general.create_thread_from_message(http, sent.id, CreateThread::new("t")).await;
    assert_eq!(code(&again.unwrap_err()), 160_004);
    thread.id.edit_thread(http, EditThread::new().archived(true)).await.unwrap();
    let late = thread.id.edit_thread(http, EditThread::new().name("new name")).await;
    assert_eq!(code(&late.unwrap_err()), 50083);
    thread.id.say(http, "awake").await.unwrap();
    assert_eq!(refused(http.get_message(general, 1.into()).await), 10008);
    assert_eq!(refused(serenity::all::ChannelId::new(1).say(http, "x").await), 10003);
    assert_eq!(refused(general.say(http, " \n ").await), 50006);
    let long = serde_json::json!({ "content": "x".repeat(2001) });
    assert_eq!(refused(http.send_message(general, vec![], &long).await), 50035);
    local.with(|world| world.set_overwrite(demo.general, everyone, Permissions::empty(), Permissions::VIEW_CHANNEL));
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_come_as_ordered_and_are_used_up() {
    let running = start().await;
    let (local, demo, http) = (&running.local, &running.demo, &running.http);
    let general = serenity::all::ChannelId::new(demo.general.get());
    let next = |kind| local.misbehave(Fault::once("POST", "/channels/*/messages", kind));
    let count = || local.messages(demo.general, None).len();
    next(FaultKind::Status(500, 0));
    assert!(general.say(http, "1").await.is_err());
    next(FaultKind::Drop);
    assert!(general.say(http, "2").await.is_err());
    assert_eq!(count(), 0);
    next(FaultKind::DoThenDrop);
    assert!(general.say(http, "3").await.is_err());
    next(FaultKind::DoThenStatus(502));
    assert!(general.say(http, "4").await.is_err());
    assert_eq!(count(), 2);
    next(FaultKind::RateLimit { retry_after: 0.5 });
    assert!(general.say(http, "5").await.is_err());
    next(FaultKind::Delay(Duration::from_millis(200)));
    let began = tokio::time::Instant::now();
    general.say(http, "6").await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(200));
    assert_eq!(count(), 3);
}
