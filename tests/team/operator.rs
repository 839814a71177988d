//! What the operator does with the program: doctor, invite, config, and the database's upkeep, against a real team.

use std::path::Path;

use crate::kit::{DAILY, Team};
use chrono::TimeDelta;
use serde_json::Value;
use tokio::process::Command;
use twilight_model::guild::Permissions;
use viva::clock::Clock;
use viva::local::ChannelId;
use viva::store::Store;

/// What the program said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

async fn viva(environment: &[(&str, &str)], arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_viva"));
    for name in ["DISCORD_TOKEN", "DISCORD_TOKEN_FILE", "VIVA_STORE_URL", "VIVA_CONFIG", "VIVA_LOG"] {
        command.env_remove(name);
    }
    let done = command.args(arguments).envs(environment.iter().copied()).output().await.expect("the program runs");
    Said {
        code: done.status.code().expect("it ends by itself"),
        out: String::from_utf8(done.stdout).expect("text"),
        err: String::from_utf8(done.stderr).expect("text"),
    }
}

async fn of_team(team: &Team, arguments: &[&str]) -> Said {
    let url = team.local.url();
    let environment =
        [("DISCORD_TOKEN", &*team.bot.token), ("VIVA_DISCORD_API_URL", &url), ("VIVA_STORE_URL", team.store_url())];
    viva(&environment, arguments).await
}

/// A team whose Discord has the machine's time.
async fn team_of_today() -> Team {
    let team = Team::with(Clock::system().now(), |_| ()).await;
    team.track(DAILY).await;
    team
}

fn deny(team: &Team, channel: ChannelId, denied: Permissions) {
    team.local.with(|world| {
        let role = world.bot_role(team.guild, team.bot.user_id).expect("the bot has a role");
        world.set_overwrite(channel, role, Permissions::empty(), denied);
    });
}

/// The health of each check, and its sentence.
fn checks(said: &Said) -> Vec<(String, String, String)> {
    let report: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}\n{}", said.out, said.err));
    let text = |check: &Value, key: &str| check[key].as_str().unwrap_or_default().to_owned();
    let checks = report["checks"].as_array().expect("checks");
    checks.iter().map(|check| (text(check, "check"), text(check, "health"), text(check, "found"))).collect()
}

#[track_caller]
fn has(said: &Said, check: &str, health: &str, words: &str) {
    let all = checks(said);
    assert!(
        all.iter().any(|(name, is, found)| name == check && is == health && found.contains(words)),
        "no {check} is {health} with {words:?}:\n{all:#?}"
    );
}

#[tokio::test]
async fn doctor_finds_a_healthy_guild_well() {
    let team = team_of_today().await;
    let clock = team.clock.clone();
    let ticking = tokio::spawn(async move {
        loop {
            clock.set(Clock::system().now());
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    });
    let said = of_team(&team, &["doctor", "--json"]).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    for check in [
        "bank",
        "zones",
        "disk",
        "database",
        "writing",
        "token",
        "clock",
        "intents",
        "commands",
        "guild",
        "permissions",
        "threads",
    ] {
        has(&said, check, "ok", "");
    }
    has(&said, "permissions", "ok", "#practice");
    let said = of_team(&team, &["doctor", "--guild", &team.guild.to_string()]).await;
    assert_eq!(said.code, 0, "{}", said.out);
    let commands = team.local.commands(team.olga, team.practice).len();
    let registered = format!("ok       commands: {commands} commands are registered and current");
    assert!(said.out.contains(&registered), "{}", said.out);
    ticking.abort();
    team.finish().await;
}

#[tokio::test]
async fn doctor_names_what_a_broken_guild_lacks() {
    let team = team_of_today().await;
    deny(&team, team.practice, Permissions::EMBED_LINKS | Permissions::CREATE_PUBLIC_THREADS);
    team.local.with(|world| {
        world.set_intents(team.bot.application_id, false, false, false);
        let help = world.commands.values().find(|command| command.body.name == "help").expect("/help").id;
        world.commands.remove(&help);
        let quiz = world.commands.values_mut().find(|command| command.body.name == "quiz").expect("/quiz");
        quiz.body.description = "An older quiz".into();
    });
    team.clock.advance(TimeDelta::seconds(20));
    let said = of_team(&team, &["doctor", "--json"]).await;
    assert_eq!(said.code, 2);
    has(&said, "permissions", "problem", "lacking Embed Links (to show questions as cards)");
    has(&said, "threads", "warning", "lacking Create Public Threads");
    has(&said, "intents", "warning", "Answer button alone");
    has(&said, "commands", "warning", "lacking: /help; of an older version: /quiz");
    has(&said, "clock", "warning", "behind Discord's");
    let said = of_team(&team, &["doctor"]).await;
    assert!(
        said.out.contains("problem  permissions: Demo team, \"Daily practice\" in #practice: lacking Embed"),
        "{}",
        said.out
    );
    assert!(said.out.contains("-> give them to the bot's role"), "{}", said.out);

    let said = of_team(&team, &["doctor", "--json", "--guild", "4"]).await;
    has(&said, "guild", "problem", "the bot is not in the server 4");
    team.local.with(|world| world.remove_channel(team.practice));
    let said = of_team(&team, &["doctor", "--json"]).await;
    has(&said, "permissions", "problem", "gone or hidden");
    team.finish().await;
}

#[tokio::test]
async fn doctor_tells_a_bad_token_and_a_missing_database() {
    let team = Team::start().await;
    let url = team.local.url();
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite://{}", folder.path().join("viva.db").display());
    let environment = [("DISCORD_TOKEN", "MTIz.abc.def"), ("VIVA_DISCORD_API_URL", &*url), ("VIVA_STORE_URL", &*store)];
    let said = viva(&environment, &["doctor", "--json"]).await;
    assert_eq!(said.code, 2);
    has(&said, "token", "problem", "Discord refuses the token");
    has(&said, "database", "warning", "there is no database");
    assert!(!folder.path().join("viva.db").exists(), "a look makes nothing");
    let said = viva(&[], &["doctor", "--json"]).await;
    has(&said, "token", "problem", "DISCORD_TOKEN");
    team.finish().await;
}

#[tokio::test]
async fn invite_asks_for_the_least_and_says_why() {
    let team = Team::start().await;
    let said = of_team(&team, &["invite"]).await;
    let link = said.out.lines().next().unwrap_or_default();
    let url = url::Url::parse(link).unwrap_or_else(|_| panic!("{}{}", said.out, said.err));
    let query: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(query["client_id"], team.bot.application_id.to_string());
    assert_eq!(query["scope"], "bot applications.commands");
    let asked = Permissions::from_bits(query["permissions"].parse().unwrap()).unwrap();
    let needed = Permissions::VIEW_CHANNEL
        | Permissions::SEND_MESSAGES
        | Permissions::EMBED_LINKS
        | Permissions::CREATE_PUBLIC_THREADS
        | Permissions::CREATE_PRIVATE_THREADS
        | Permissions::SEND_MESSAGES_IN_THREADS
        | Permissions::READ_MESSAGE_HISTORY
        | Permissions::ADD_REACTIONS;
    assert_eq!(asked, needed);
    assert!(said.out.contains("- Create Public Threads, to open a thread for each round"), "{}", said.out);
    assert_eq!(viva(&[], &["invite", "--application", "77"]).await.out.matches("client_id=77").count(), 1);
    team.finish().await;
}

#[tokio::test]
async fn with_those_permissions_alone_a_day_goes_well() {
    let team = Team::with(crate::kit::monday(), |demo| {
        let role = demo.world.bot_role(demo.guild, demo.bot.user_id).expect("the bot has a role");
        let asked = viva::discord::invite(1).url;
        let bits = asked.rsplit('=').next().and_then(|bits| bits.parse().ok()).expect("bits");
        demo.world.set_role_permissions(demo.guild, role, Permissions::from_bits(bits).expect("permissions"));
        let everyone = demo.guild.cast();
        demo.world.set_role_permissions(
            demo.guild,
            everyone,
            Permissions::VIEW_CHANNEL
                | Permissions::SEND_MESSAGES
                | Permissions::SEND_MESSAGES_IN_THREADS
                | Permissions::USE_SLASH_COMMANDS,
        );
    })
    .await;
    team.track(DAILY).await;
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, "The event loop runs callbacks in phases.").await;
    team.advance(TimeDelta::hours(7)).await;
    for _ in team.of_bot(thread) {
        team.expect_message(thread, "").await;
    }
    team.finish().await;
}

#[tokio::test]
async fn what_discord_lets_pass_without_a_word_is_told_once() {
    let team = Team::start().await;
    team.track(DAILY).await;
    deny(&team, team.practice, Permissions::ADD_REACTIONS);
    team.question().await;
    let told = team.expect_private(team.olga, "something is wrong with the channel").await;
    assert!(told.text().contains("Add Reactions"), "{}", told.text());
    team.advance(TimeDelta::hours(8)).await;
    for thread in team.of_bot(team.practice).iter().filter_map(|message| message.thread) {
        for _ in team.of_bot(thread) {
            team.expect_message(thread, "").await;
        }
    }
    // The next day it is no news.
    team.question().await;
    team.finish().await;
}

#[tokio::test]
async fn config_show_says_where_each_value_came_from_and_hides_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("viva.toml");
    std::fs::write(&file, "[rounds]\nsettle_hours = 12\n").unwrap();
    let environment = [("VIVA_STORE_URL", "postgres://viva:hunter2@db/viva"), ("DISCORD_TOKEN", "sesame")];
    let said = viva(&environment, &["--config", file.to_str().unwrap(), "config", "show"]).await;
    assert_eq!(said.code, 0, "{}", said.err);
    for line in [
        &*format!("rounds.settle_hours = 12  # from {}", file.display()),
        "rounds.catch_up_minutes = 180  # the default",
        "store.url = \"postgres://viva:***@db/viva\"  # from the environment: VIVA_STORE_URL",
        "bank.dir = (unset)  # the default",
        "the token = (set, not shown)  # from the environment: DISCORD_TOKEN",
    ] {
        assert!(said.out.lines().any(|said| said == line), "{line}\n{}", said.out);
    }
    assert!(!said.out.contains("hunter2") && !said.out.contains("sesame"));
}

/// A store's address in a folder.
fn in_folder(folder: &Path, name: &str) -> String {
    format!("sqlite://{}", folder.join(name).display())
}

#[tokio::test]
async fn a_lived_day_is_verified_backed_up_recounted_and_restored() {
    let team = Team::start().await;
    team.track(DAILY).await;
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, "The event loop runs callbacks in phases.").await;
    team.advance(TimeDelta::hours(7)).await;
    for _ in team.of_bot(thread) {
        team.expect_message(thread, "").await;
    }
    let said = of_team(&team, &["store", "verify"]).await;
    assert_eq!((said.code, &*said.out), (0, "Nothing is wrong.\n"), "{}", said.err);
    let said = of_team(&team, &["store", "recount"]).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("1 rounds and quizzes counted, 0 differ"), "{}", said.out);

    // The bot runs while it is backed up.
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db");
    let said = of_team(&team, &["store", "backup", backup.to_str().unwrap()]).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let again = of_team(&team, &["store", "backup", backup.to_str().unwrap()]).await;
    assert!(again.code != 0 && again.err.contains("never overwrites"), "{}", again.err);

    let before = team.store().board(team.guild_id(), None, None, None).await.unwrap();
    let round = team.store().asked_rounds().await.unwrap().pop().unwrap();
    let source = format!("round:{}", round.id);
    team.store().rewrite_entries(&source, &[]).await.unwrap();
    let said = of_team(&team, &["store", "recount"]).await;
    assert!(said.code == 1 && said.out.contains("Participation: 0 -> 5"), "{}", said.out);
    let said = of_team(&team, &["store", "recount", "--write"]).await;
    assert!(said.code == 0 && said.out.contains("corrected"), "{}", said.out);
    assert_eq!(team.store().board(team.guild_id(), None, None, None).await.unwrap(), before);

    let said = of_team(&team, &["store", "restore", backup.to_str().unwrap()]).await;
    assert!(said.code != 0 && said.err.contains("is not empty"), "{}", said.err);
    let said = of_team(&team, &["store", "restore", "--force", backup.to_str().unwrap()]).await;
    assert!(said.code != 0 && said.err.contains("stop the bot first"), "{}", said.err);
    let url = in_folder(folder.path(), "restored/viva.db");
    let said = viva(&[("VIVA_STORE_URL", &url)], &["store", "restore", backup.to_str().unwrap()]).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let restored = Store::open(&url).await.unwrap();
    assert_eq!(restored.board(team.guild_id(), None, None, None).await.unwrap(), before);
    restored.close().await;
    let said = viva(&[("VIVA_STORE_URL", &url)], &["store", "restore", "--force", backup.to_str().unwrap()]).await;
    assert!(said.code == 0 && said.out.contains("viva.db.before-restore-1"), "{}{}", said.out, said.err);
    let said = viva(&[("VIVA_STORE_URL", &url)], &["store", "migrate"]).await;
    assert!(said.out.contains("are current"), "{}{}", said.out, said.err);
    team.finish().await;
}
