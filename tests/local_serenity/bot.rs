//! The bot of these tests, and how it is started.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serenity::all::{
    AutocompleteChoice, ButtonStyle, CommandInteraction, CommandOptionType, Context, CreateActionRow,
    CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption, CreateEmbed, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateModal,
    CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, CreateThread, EditInteractionResponse, Event,
    EventHandler, GatewayIntents, HttpBuilder, InputTextStyle, Interaction, Message, RawEventHandler, ReactionType,
    Ready, ResumedEvent,
};
use serenity::async_trait;
use serenity::client::ClientBuilder;
use tokio::task::JoinHandle;
use viva::clock::Clock;
use viva::local::serve::{Demo, demo};
use viva::local::{Local, MessageView, Options, Outcome, World};

pub const PATIENCE: Duration = Duration::from_secs(15);

/// What the bot saw of the gateway.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub async fn wait_for(&self, what: &str) {
        self.wait_for_times(what, 1).await;
    }

    pub async fn wait_for_times(&self, what: &str, times: usize) {
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

pub struct Bot(Log);

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
                if press.data.custom_id == "pick" {
                    let text = EditInteractionResponse::new().content("picked");
                    press.edit_response(&ctx.http, text).await.unwrap();
                }
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
                let done = CreateActionRow::Buttons(vec![CreateButton::new("done").label("Done")]);
                let message = CreateInteractionResponseMessage::new().content(values.join("|")).components(vec![done]);
                let message = message.ephemeral(true);
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

pub struct Running {
    pub local: Local,
    pub demo: Demo,
    pub log: Log,
    pub http: Arc<serenity::http::Http>,
    client: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.client.abort();
    }
}

impl Running {
    /// Every event that came could be read.
    pub fn all_parsed(&self) {
        let unknown: Vec<_> = self.log.all().into_iter().filter(|e| e.starts_with("UNKNOWN")).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    pub async fn message_like(&self, who: viva::local::UserId, fits: impl Fn(&MessageView) -> bool) -> MessageView {
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

pub async fn start_with(clock: Clock, intents: GatewayIntents, set_up: impl FnOnce(&mut Demo)) -> Running {
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

pub async fn start() -> Running {
    let intents = GatewayIntents::all();
    start_with(Clock::system(), intents, |_| {}).await
}

pub fn message(outcome: Outcome) -> MessageView {
    match outcome {
        Outcome::Message(message) => *message,
        other => panic!("not a message: {other:?}"),
    }
}

/// Discord's code of a refusal.
pub fn code(error: &serenity::Error) -> isize {
    match error {
        serenity::Error::Http(serenity::http::HttpError::UnsuccessfulRequest(response)) => response.error.code,
        other => panic!("no refusal: {other:?}"),
    }
}
