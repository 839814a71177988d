//! A real serenity client lives in the local Discord: every event parses, every request is answered.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serenity::all::{
    AutocompleteChoice, ButtonStyle, CommandInteraction, CommandOptionType, Context, CreateActionRow, CreateAttachment,
    CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption, CreateEmbed, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage,
    CreateModal, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, CreateThread, EditChannel,
    EditInteractionResponse, EditMessage, EditThread, Event, EventHandler, GatewayIntents, GetMessages, GuildId,
    HttpBuilder, InputTextStyle, Interaction, Message, Nonce, RawEventHandler, ReactionType, Ready, ResumedEvent,
};
use serenity::async_trait;
use serenity::client::ClientBuilder;
use tokio::task::JoinHandle;
use twilight_model::guild::Permissions;
use viva::clock::Clock;
use viva::local::serve::{Demo, demo};
use viva::local::{Fault, FaultKind, Local, MessageView, Options, Outcome, World};

const PATIENCE: Duration = Duration::from_secs(15);

/// What the bot saw of the gateway.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    async fn wait_for(&self, what: &str) {
        self.wait_for_times(what, 1).await;
    }

    async fn wait_for_times(&self, what: &str, times: usize) {
        let wait = async {
            while self.all().iter().filter(|seen| *seen == what).count() < times {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, wait).await.is_err() {
            panic!("{what} never came {times} times; there came {:#?}", self.all());
        }
    }
}

struct Bot(Log);

#[async_trait]
impl RawEventHandler for Bot {
    async fn raw_event(&self, _: Context, event: Event) {
        match event {
            Event::Unknown(unknown) => self.0.note(format!("UNKNOWN {} {}", unknown.kind, unknown.value)),
            known => self.0.note(known.name().unwrap_or_default()),
        }
    }
}

#[async_trait]
impl EventHandler for Bot {
    async fn ready(&self, ctx: Context, _: Ready) {
        let option = |kind, name: &str| CreateCommandOption::new(kind, name, "an option");
        let create = option(CommandOptionType::SubCommand, "create")
            .add_sub_option(option(CommandOptionType::Channel, "channel").required(true))
            .add_sub_option(option(CommandOptionType::String, "zone").set_autocomplete(true))
            .add_sub_option(option(CommandOptionType::User, "who"))
            .add_sub_option(option(CommandOptionType::Role, "ping"))
            .add_sub_option(option(CommandOptionType::Integer, "delay").min_int_value(1).max_int_value(48))
            .add_sub_option(option(CommandOptionType::String, "mode").add_string_choice("Open", "open"));
        let commands = vec![
            CreateCommand::new("track").description("tracks").add_option(create),
            CreateCommand::new("ask").description("a question with buttons"),
            CreateCommand::new("slow").description("an answer that takes its time"),
            CreateCommand::new("silent").description("no answer"),
            CreateCommand::new("admin")
                .description("not for all")
                .default_member_permissions(serenity::all::Permissions::MANAGE_GUILD),
            CreateCommand::new("Greet").kind(serenity::all::CommandType::User),
            CreateCommand::new("Quote").kind(serenity::all::CommandType::Message),
        ];
        let made = serenity::all::Command::set_global_commands(&ctx.http, commands).await.unwrap();
        self.0.note(format!("registered {}", made.len()));
    }

    async fn resume(&self, _: Context, _: ResumedEvent) {
        self.0.note("resumed");
    }

    async fn message(&self, ctx: Context, message: Message) {
        self.0.note(format!("heard {:?}", message.content));
        if message.content == "!thread" {
            let thread = message
                .channel_id
                .create_thread_from_message(&ctx.http, message.id, CreateThread::new("Round 1"))
                .await;
            let thread = thread.unwrap();
            thread.id.say(&ctx.http, "Answer here").await.unwrap();
            message.react(&ctx.http, ReactionType::Unicode("✅".into())).await.unwrap();
        }
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(command) => self.command(&ctx, command).await,
            Interaction::Autocomplete(asked) => {
                let typed = asked.data.autocomplete().unwrap();
                assert_eq!(typed.name, "zone");
                let choices = vec![AutocompleteChoice::new(format!("{}/Berlin", typed.value), "Europe/Berlin")];
                let response = CreateAutocompleteResponse::new().set_choices(choices);
                asked.create_response(&ctx.http, CreateInteractionResponse::Autocomplete(response)).await.unwrap();
            }
            Interaction::Component(press) if press.data.custom_id == "answer" => {
                let input = |id: &str, style| CreateInputText::new(style, "Your answer", id);
                let modal = CreateModal::new("form", "Answer").components(vec![
                    CreateActionRow::InputText(input("text", InputTextStyle::Paragraph).min_length(3).max_length(4000)),
                    CreateActionRow::InputText(input("note", InputTextStyle::Short).required(false)),
                ]);
                press.create_response(&ctx.http, CreateInteractionResponse::Modal(modal)).await.unwrap();
            }
            Interaction::Component(press) if press.data.custom_id == "done" => {
                let message = CreateInteractionResponseMessage::new().content("Done.").components(vec![]);
                press.create_response(&ctx.http, CreateInteractionResponse::UpdateMessage(message)).await.unwrap();
                let follow = CreateInteractionResponseFollowup::new().content("Only you see this").ephemeral(true);
                let sent = press.create_followup(&ctx.http, follow).await.unwrap();
                assert!(sent.flags.unwrap().contains(serenity::all::MessageFlags::EPHEMERAL));
            }
            Interaction::Component(press) => {
                self.0.note(format!("chosen {:?}", press.data.kind));
                press.create_response(&ctx.http, CreateInteractionResponse::Acknowledge).await.unwrap();
            }
            Interaction::Modal(form) => {
                let mut values = Vec::new();
                for row in &form.data.components {
                    for component in &row.components {
                        if let serenity::all::ActionRowComponent::InputText(input) = component {
                            values.push(input.value.clone().unwrap_or_default());
                        }
                    }
                }
                let message = CreateInteractionResponseMessage::new().content(values.join("|")).ephemeral(true);
                form.create_response(&ctx.http, CreateInteractionResponse::Message(message)).await.unwrap();
            }
            _ => {}
        }
    }
}

impl Bot {
    async fn command(&self, ctx: &Context, command: CommandInteraction) {
        let respond = |message| CreateInteractionResponse::Message(message);
        match command.data.name.as_str() {
            "ask" => {
                let buttons = CreateActionRow::Buttons(vec![
                    CreateButton::new("answer").label("Answer").style(ButtonStyle::Primary),
                    CreateButton::new("done").label("Done").emoji('✅'),
                    CreateButton::new("off").label("Off").disabled(true),
                    CreateButton::new_link("https://example.org").label("Read"),
                ]);
                let kind = CreateSelectMenuKind::String {
                    options: vec![CreateSelectMenuOption::new("One", "1"), CreateSelectMenuOption::new("Two", "2")],
                };
                let menu = CreateActionRow::SelectMenu(CreateSelectMenu::new("pick", kind));
                let users = CreateSelectMenuKind::User { default_users: None };
                let people = CreateActionRow::SelectMenu(CreateSelectMenu::new("person", users).max_values(2));
                let embed =
                    CreateEmbed::new().title("Question").description("What is it?").field("Level", "junior", true);
                let message = CreateInteractionResponseMessage::new()
                    .embed(embed.timestamp(serenity::all::Timestamp::now()))
                    .components(vec![buttons, menu, people]);
                command.create_response(&ctx.http, respond(message)).await.unwrap();
                let original = command.get_response(&ctx.http).await.unwrap();
                assert_eq!(original.components.len(), 3);
                assert!(original.interaction_metadata.is_some());
            }
            "slow" => {
                command.defer_ephemeral(&ctx.http).await.unwrap();
                tokio::time::sleep(Duration::from_millis(50)).await;
                let text = "It took a while";
                command.edit_response(&ctx.http, EditInteractionResponse::new().content(text)).await.unwrap();
                let follow = CreateInteractionResponseFollowup::new().content("and more").ephemeral(true);
                let sent = command.create_followup(&ctx.http, follow).await.unwrap();
                let edit = CreateInteractionResponseFollowup::new().content("and even more");
                command.edit_followup(&ctx.http, sent.id, edit).await.unwrap();
            }
            "silent" => {}
            name => {
                let text = format!("{name} {:?} {:?}", command.data.options(), command.data.target().is_some());
                self.0.note(text);
                let message = CreateInteractionResponseMessage::new().content("ok").ephemeral(true);
                command.create_response(&ctx.http, respond(message)).await.unwrap();
            }
        }
    }
}

struct Running {
    local: Local,
    demo: Demo,
    log: Log,
    http: Arc<serenity::http::Http>,
    client: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.client.abort();
    }
}

impl Running {
    /// Every event that came could be read.
    fn all_parsed(&self) {
        let unknown: Vec<_> = self.log.all().into_iter().filter(|e| e.starts_with("UNKNOWN")).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    async fn message_like(&self, who: viva::local::UserId, fits: impl Fn(&MessageView) -> bool) -> MessageView {
        let wait = async {
            loop {
                let seen = self.local.revision();
                let all = self.local.messages(self.demo.general, Some(who));
                if let Some(found) = all.into_iter().rev().find(&fits) {
                    return found;
                }
                self.local.changed(seen).await;
            }
        };
        let Ok(found) = tokio::time::timeout(PATIENCE, wait).await else {
            panic!("no such message among {:#?}", self.local.messages(self.demo.general, Some(who)));
        };
        found
    }
}

async fn start_with(clock: Clock, intents: GatewayIntents, set_up: impl FnOnce(&mut Demo)) -> Running {
    let mut demo = demo(1, "Viva");
    set_up(&mut demo);
    let world = std::mem::replace(&mut demo.world, World::new(0));
    let record = std::env::var_os("VIVA_RECORD").map(|folder| {
        let name = std::thread::current().name().unwrap_or("test").replace(':', "_");
        std::path::PathBuf::from(folder).join(format!("{name}.jsonl"))
    });
    let options = Options { port: 0, clock, record, rate_limits: false };
    let local = Local::start(options, world).await.unwrap();
    let http = HttpBuilder::new(&demo.bot.token).proxy(local.url()).ratelimiter_disabled(true).build();
    let log = Log::default();
    let mut client = ClientBuilder::new_with_http(http, intents)
        .event_handler(Bot(log.clone()))
        .raw_event_handler(Bot(log.clone()))
        .await
        .unwrap();
    let http = client.http.clone();
    let client = tokio::spawn(async move {
        let _ = client.start().await;
    });
    let running = Running { local, demo, log, http, client };
    running.log.wait_for("registered 7").await;
    running
}

async fn start() -> Running {
    let intents = GatewayIntents::all();
    start_with(Clock::system(), intents, |_| {}).await
}

fn message(outcome: Outcome) -> MessageView {
    match outcome {
        Outcome::Message(message) => *message,
        other => panic!("not a message: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_hears_a_message_and_opens_a_thread_from_it() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    let ada = demo.members[0];
    let asked = local.say(ada, demo.general, "!thread").unwrap();
    running.log.wait_for("MESSAGE_REACTION_ADD").await;
    let view = local.message(asked).unwrap();
    let thread = view.thread.expect("a thread");
    assert_eq!(view.reactions[0].emoji, "✅");
    let inside = local.messages(thread, Some(ada));
    assert_eq!(inside.iter().map(|m| m.kind).collect::<Vec<_>>(), [21, 0]);
    let answer = local.say(ada, thread, "It is a queue").unwrap();
    local.edit(ada, answer, "It is a loop").unwrap();
    local.react(ada, answer, "👍").unwrap();
    local.unreact(ada, answer, "👍").unwrap();
    local.typing(ada, thread).unwrap();
    local.delete(ada, answer).unwrap();
    running.log.wait_for("MESSAGE_DELETE").await;
    for event in ["GUILD_CREATE", "THREAD_CREATE", "MESSAGE_UPDATE", "MESSAGE_REACTION_REMOVE", "TYPING_START"] {
        running.log.wait_for(event).await;
    }
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_answers_commands_buttons_menus_and_forms() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    let (ada, ben) = (demo.members[0], demo.members[1]);
    let command = local.command(ada, demo.general, "/ask").unwrap();
    let question = message(local.outcome(command).await);
    assert_eq!((question.kind, question.embeds.len(), question.buttons().len()), (20, 1, 4));
    assert_eq!(question.command.as_deref(), Some("ask"));

    let press = local.click(ben, demo.general, question.id, "answer").unwrap();
    let Outcome::Form(form) = local.outcome(press).await else { panic!("no form") };
    assert_eq!(form.fields.iter().map(|f| f.required).collect::<Vec<_>>(), [true, false]);
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert!(local.submit(ben, press, &[field("text", "no")]).is_err(), "too short");
    assert!(local.submit(ben, press, &[]).is_err(), "required");
    assert!(local.submit(ada, press, &[field("text", "mine")]).is_err(), "somebody else's");
    let sent = local.submit(ben, press, &[field("text", "An event loop"), field("note", "x")]).unwrap();
    let answer = message(local.outcome(sent).await);
    assert_eq!((answer.content.as_str(), answer.ephemeral), ("An event loop|x", true));
    assert!(local.messages(demo.general, Some(ada)).iter().all(|m| m.id != answer.id), "ephemeral");

    assert!(local.click(ada, demo.general, question.id, "off").is_err());
    assert!(local.click(ada, demo.general, question.id, "nowhere").is_err());
    let choice = local.select(ada, demo.general, question.id, "pick", &["2".into()]).unwrap();
    assert!(matches!(local.outcome(choice).await, Outcome::Deferred));
    running.log.wait_for(r#"chosen StringSelect { values: ["2"] }"#).await;
    let choice = local.select(ada, demo.general, question.id, "person", &["Ben".into(), "Ada".into()]).unwrap();
    assert!(matches!(local.outcome(choice).await, Outcome::Deferred));

    let press = local.click(ada, demo.general, question.id, "done").unwrap();
    let changed = message(local.outcome(press).await);
    assert_eq!((changed.id, changed.content.as_str(), changed.buttons().len()), (question.id, "Done.", 0));
    let follow = running.message_like(ada, |m| m.content == "Only you see this").await;
    assert!(follow.ephemeral);
    local.delete(ada, follow.id).unwrap();
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_completes_defers_and_follows_up() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    let ada = demo.members[0];
    let typed = local.autocomplete(ada, demo.general, "/track create channel:#general zone:Eur").unwrap();
    let Outcome::Choices(choices) = local.outcome(typed).await else { panic!("no choices") };
    assert_eq!(choices[0].name, "Eur/Berlin");
    let role = local.with(|world| world.add_role(demo.guild, "on call", Permissions::empty()));
    let line = format!("/track create channel:#general zone:Europe/Berlin who:@Ben ping:{role} delay:3 mode:open");
    let used = local.command(ada, demo.general, &line).unwrap();
    assert_eq!(message(local.outcome(used).await).content, "ok");
    assert!(local.command(ada, demo.general, "/track create").is_err());

    let slow = local.command(ada, demo.general, "/slow").unwrap();
    assert!(matches!(local.outcome(slow).await, Outcome::Deferred));
    let answer = message(local.final_outcome(slow).await);
    assert_eq!((answer.content.as_str(), answer.ephemeral, answer.loading), ("It took a while", true, false));
    running.message_like(ada, |m| m.content == "and even more" && m.ephemeral).await;

    let used = local.menu(ada, demo.general, "Greet", demo.members[1].get()).unwrap();
    assert_eq!(message(local.outcome(used).await).content, "ok");
    let said = local.say(ada, demo.general, "wise words").unwrap();
    let used = local.menu(ada, demo.general, "Quote", said.get()).unwrap();
    assert_eq!(message(local.outcome(used).await).content, "ok");

    assert!(local.command(ada, demo.general, "/admin").is_err(), "needs Manage Server");
    let used = local.command(demo.owner, demo.general, "/admin").unwrap();
    assert_eq!(message(local.outcome(used).await).content, "ok");
    let direct = local.direct(ada, demo.bot.user_id).unwrap();
    let used = local.command(ada, direct, "/ask").unwrap();
    assert_eq!(message(local.outcome(used).await).buttons().len(), 4);
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interaction_fails_when_the_clock_says_so() {
    let clock = Clock::manual(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let running = start_with(clock.clone(), GatewayIntents::all(), |_| {}).await;
    let (local, demo) = (&running.local, &running.demo);
    let used = local.command(demo.owner, demo.general, "/silent").unwrap();
    let waiting = tokio::spawn({
        let local = local.clone();
        async move { local.outcome(used).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished(), "the clock stands still");
    clock.advance(chrono::TimeDelta::seconds(4));
    assert!(matches!(waiting.await.unwrap(), Outcome::Failed(_)));
    let (id, token) = local.with(|world| {
        let known = &world.interactions[&used];
        (known.id.get(), known.token.clone())
    });
    let late = CreateInteractionResponse::Message(CreateInteractionResponseMessage::new().content("late"));
    let late = serde_json::to_value(&late).unwrap();
    let error = running.http.create_interaction_response(id.into(), &token, &late, vec![]).await.unwrap_err();
    assert_eq!(code(&error), 10062);

    let slow = local.command(demo.owner, demo.general, "/slow").unwrap();
    local.final_outcome(slow).await;
    let token = local.with(|world| world.interactions[&slow].token.clone());
    assert!(running.http.get_original_interaction_response(&token).await.is_ok());
    clock.advance(chrono::TimeDelta::minutes(16));
    let error = running.http.get_original_interaction_response(&token).await.unwrap_err();
    assert_eq!(code(&error), 50027);
}

/// Discord's code of a refusal.
fn code(error: &serenity::Error) -> isize {
    match error {
        serenity::Error::Http(serenity::http::HttpError::UnsuccessfulRequest(response)) => response.error.code,
        other => panic!("no refusal: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_resumes_after_a_dropped_connection_and_misses_nothing() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    for round in 1..=2 {
        if round == 1 {
            local.drop_gateway()
        } else {
            local.ask_reconnect()
        }
        local.say(demo.members[0], demo.general, &format!("while you were away {round}")).unwrap();
        running.log.wait_for_times("RESUMED", round).await;
        running.log.wait_for(&format!("heard \"while you were away {round}\"")).await;
    }
    let all = running.log.all();
    assert_eq!(all.iter().filter(|e| *e == "READY").count(), 1, "{all:#?}");
    for round in 1..=2 {
        let heard = format!("heard \"while you were away {round}\"");
        assert_eq!(all.iter().filter(|e| **e == heard).count(), 1);
    }
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_identifies_anew_after_an_invalid_session() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    local.invalidate_sessions(false);
    running.log.wait_for_times("READY", 2).await; // serenity waits five seconds
    local.say(demo.members[0], demo.general, "are you there?").unwrap();
    running.log.wait_for("heard \"are you there?\"").await;
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_gateway_is_left_for_a_new_session() {
    let running = start_with(Clock::system(), GatewayIntents::all(), |_| {}).await;
    let local = &running.local;
    local.set_heartbeat(Duration::from_millis(300));
    local.drop_gateway(); // the next connection has the short heartbeat
    running.log.wait_for_times("RESUMED", 1).await;
    local.gateway_quiet();
    running.log.wait_for_times("READY", 2).await; // serenity does not resume then
    local.say(running.demo.members[0], running.demo.general, "are you there?").unwrap();
    running.log.wait_for("heard \"are you there?\"").await;
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn content_is_withheld_without_its_intent() {
    let intents = GatewayIntents::non_privileged();
    let running = start_with(Clock::system(), intents, |demo| {
        demo.world.set_intents(demo.bot.application_id, false, false, false);
    })
    .await;
    let (local, demo) = (&running.local, &running.demo);
    let ada = demo.members[0];
    local.say(ada, demo.general, "secret").unwrap();
    running.log.wait_for("heard \"\"").await;
    local.say(ada, demo.general, &format!("<@{}> hello", demo.bot.user_id)).unwrap();
    running.log.wait_for(&format!("heard \"<@{}> hello\"", demo.bot.user_id)).await;
    let direct = local.direct(ada, demo.bot.user_id).unwrap();
    local.say(ada, direct, "just us").unwrap();
    running.log.wait_for("heard \"just us\"").await;
    let channel = serenity::all::ChannelId::new(demo.general.get());
    let seen = channel.messages(&running.http, GetMessages::new()).await.unwrap();
    assert_eq!(seen[1].content, "");
    running.all_parsed();
}

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
