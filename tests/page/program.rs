//! The program itself, `viva playground`: with the real bot behind the page, killed and started again, and played in a browser.

use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::browser::*;
use crate::{get, post};

/// A running playground.
struct Program {
    child: Child,
    url: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_viva"));
    command.args(["playground", "--port", "0"]).args(arguments).env("VIVA_LOG", "warn");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    command
}

impl Program {
    async fn start(arguments: &[&str]) -> Program {
        let mut child = command(arguments).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, url)) = line.split_once("open at ") {
                // What it prints later must go somewhere.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Program { child, url: url.to_owned() };
            }
        }
        panic!("the playground did not open: {:?}", child.wait().await);
    }

    /// SIGKILL: it has no moment to save anything.
    async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    async fn state(&self) -> Value {
        get(&self.url, "state").await
    }

    /// The id of a person or a channel of that name.
    async fn id(&self, kind: &str, name: &str) -> String {
        let state = self.state().await;
        let all = if kind == "people" { &state["people"] } else { &state["guilds"][0]["channels"] };
        let found = all.as_array().unwrap().iter().find(|one| one["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} in {all}"))["id"].as_str().unwrap().to_owned()
    }

    async fn texts(&self, channel: &str) -> Vec<String> {
        let me = self.state().await["me"].as_str().unwrap().to_owned();
        let found = get(&self.url, &format!("messages?as={me}&channel={channel}")).await;
        found["messages"].as_array().unwrap().iter().map(|m| m["content"].as_str().unwrap().to_owned()).collect()
    }

    /// The thread of the newest round.
    async fn thread(&self) -> Value {
        let state = self.state().await;
        let channels = state["guilds"][0]["channels"].as_array().unwrap().clone();
        channels.into_iter().rfind(|channel| !channel["thread"].is_null()).expect("a thread")
    }

    async fn jump(&self) -> String {
        let next = get(&self.url, "upcoming").await[0].clone();
        let (status, jumped) = post(&self.url, "clock", json!({ "to": next["at"] })).await;
        assert_eq!((status, &jumped["stops"][0]), (200, &next["what"]));
        next["what"].as_str().unwrap().to_owned()
    }

    /// Everything that is written anywhere, with its author, its time, and what was made of it; and the bot's books.
    async fn transcript(&self) -> Value {
        let state = self.state().await;
        let me = state["me"].as_str().unwrap();
        let mut all = Vec::new();
        for channel in state["guilds"][0]["channels"].as_array().unwrap() {
            let id = channel["id"].as_str().unwrap();
            let found = get(&self.url, &format!("messages?as={me}&channel={id}")).await;
            let messages = found["messages"].as_array().unwrap().iter().map(|m| {
                let reactions = m["reactions"].as_array().unwrap().iter();
                let reactions: Vec<_> =
                    reactions.map(|r| json!([r["emoji"], r["users"].as_array().unwrap().len()])).collect();
                json!([m["author"]["name"], m["at"], m["edited"], m["content"], m["embeds"], reactions])
            });
            all.push(json!([channel["name"], messages.collect::<Vec<_>>()]));
        }
        json!([all, self.books("Rounds").await, self.books("Why this question").await, self.books("Ledger").await])
    }

    /// The rows of one of the bot's books.
    async fn books(&self, name: &str) -> Vec<Value> {
        let books = get(&self.url, "hood").await;
        let book = books.as_array().unwrap().iter().find(|book| book[0] == name).expect("a book")[1].clone();
        book["rows"].as_array().unwrap().clone()
    }
}

async fn refused(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = command(arguments).stderr(Stdio::piped()).output().await.unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_playground_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("team").display().to_string();
    let program = Program::start(&["--state", &home]).await;
    let (ada, general) = (program.id("people", "Ada").await, program.id("channels", "general").await);
    assert_eq!(program.jump().await, "next question");
    let thread = program.thread().await["id"].clone();
    let said = json!({ "as": ada, "channel": general, "text": "Before the lights went out", "files": [{ "name": "plan.txt", "hex": "68690a" }] });
    assert_eq!(post(&program.url, "say", said).await.0, 200);
    assert_eq!(post(&program.url, "say", json!({ "as": ada, "channel": thread, "text": "My answer" })).await.0, 200);
    let before = program.state().await;
    program.kill().await;

    let program = Program::start(&["--state", &home]).await;
    let after = program.state().await;
    for same in ["run", "me", "people", "clock"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(program.texts(&general).await, ["Before the lights went out"]);
    let thread = thread.as_str().unwrap();
    assert!(program.texts(thread).await.contains(&"My answer".to_owned()));
    // Others must not use the folder meanwhile, nor make another world of it.
    assert!(refused(&["--state", &home]).await.contains("another playground is using"));
    // The round goes on, and the answer counts.
    assert_eq!(program.jump().await, "reveal of round 1");
    let rounds = program.books("Rounds").await;
    assert_eq!(rounds.len(), 1, "asked once: {rounds:?}");
    assert_eq!(rounds[0][2], "revealed");
    assert_eq!(program.books("Ledger").await[0][1], "Ada");
    // Its file is still there, too.
    let found = get(&program.url, &format!("messages?as={ada}&channel={general}")).await;
    let file = found["messages"][0]["attachments"][0]["url"].as_str().unwrap();
    let path = file.split_once("/attachments/").unwrap().1;
    let held = reqwest::get(format!("{}/attachments/{path}", program.url)).await.unwrap().text().await.unwrap();
    assert_eq!(held, "hi\n");
    program.kill().await;

    assert!(refused(&["--state", &home, "--seed", "9"]).await.contains("was begun with --seed 1"));
    std::fs::remove_file(Path::new(&home).join("world.json")).unwrap();
    assert!(refused(&["--state", &home]).await.contains("remove the database to begin anew"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seed_plays_the_same_week_again() {
    let mut weeks = Vec::new();
    for seed in ["42", "42", "43"] {
        let program = Program::start(&["--seed", seed]).await;
        let (status, told) = post(&program.url, "scene", json!({ "name": "Play a week" })).await;
        assert_eq!(status, 200, "{told}");
        assert!(told["told"].as_str().unwrap().starts_with("5 rounds were played"), "{told}");
        weeks.push(program.transcript().await);
        program.kill().await;
    }
    assert_eq!(weeks[0], weeks[1]);
    assert_ne!(weeks[0], weeks[2]);
    // There is something to show: three members with points, and one who never answered.
    let ledger = weeks[0][3].as_array().unwrap();
    let points = |name: &str| {
        let theirs = ledger.iter().filter(|row| row[1] == name);
        theirs.map(|row| row[2].as_i64().unwrap()).sum::<i64>()
    };
    let [ada, ben, chiara, deniz] = ["Ada", "Ben", "Chiara", "Deniz"].map(points);
    assert!(ada > ben && ben > 0 && chiara > 0 && deniz == 0, "{ada} {ben} {chiara} {deniz}");
}

/// One round as its members see it, with the real bot; the pictures of the README are taken on the way.
#[tokio::test(flavor = "multi_thread")]
async fn a_round_from_its_question_to_its_reveal() {
    let program = Program::start(&["--seed", "5"]).await;
    let (ada, olga) = (program.id("people", "Ada").await, program.id("people", "Olga").await);
    let practice = program.id("channels", "practice").await;
    in_browser(Screen::Wide, async |browser| {
        browser.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": "Europe/Berlin" })).await;
        browser.open(&program.url, &format!("#as={ada}&c={practice}")).await;
        browser.click_text("#bar-due .chip", "Next question").await;
        browser.reads("#main .log", "Round 1").await;
        browser.until("!document.querySelector('#bar.is-busy')").await;
        browser.click("#main .thread-chip").await;
        browser.until("document.activeElement.matches('#aside .write')").await;
        browser.keys(format!("I would measure first, then move the work off the main thread.{ENTER}")).await;
        browser.reads("#aside .log", "I would measure first").await;
        browser.see("#aside .reaction").await; // it was taken in
        // by the form, too
        browser.click_text("#main .btn", "Answer").await;
        browser.see("dialog[open]").await;
        browser.keys("And limit what comes in.").await;
        browser.click("dialog [type=submit]").await;
        browser.until("!document.querySelector('dialog')").await;
        browser.reads("#main .msg.ephemeral", "Only you can see this").await;
        browser.click_text("#main .msg.ephemeral .as-link", "Dismiss").await;
        // the organizer looks at what comes next
        browser.open(&program.url, &format!("#as={olga}&c={practice}")).await;
        browser.click("#main .write").await;
        browser.keys("/track ").await;
        browser.reads("#main .offers", "/track create").await;
        browser.keys(ESCAPE).await;
        browser.eval("document.querySelector('#main .write').value = ''").await;
        browser.click_text("#bar-due .chip", "Reveal of round 1").await;
        browser.until("!document.querySelector('#bar.is-busy')").await;
        // how it went
        browser.open(&program.url, &format!("#as={ada}&c={practice}")).await;
        browser.click("#main .thread-chip").await;
        browser.reads("#aside .log", "Reference answer").await;
        browser.click_text("#aside .msg:not(.starter) .btn", "How did I do?").await;
        browser.reads("#aside .msg.ephemeral", "Only you can see this").await;
        browser.shot("round-checklist-wide-light").await;
        browser.is_well().await;
    })
    .await;
}

/// After a played week: what the README shows. `scripts/pictures` puts these into `docs`.
#[tokio::test(flavor = "multi_thread")]
async fn a_played_week_is_worth_a_picture() {
    let program = Program::start(&["--seed", "5"]).await;
    let (ada, ben) = (program.id("people", "Ada").await, program.id("people", "Ben").await);
    let practice = program.id("channels", "practice").await;
    let (status, _) = post(&program.url, "scene", json!({ "name": "Play a week" })).await;
    assert_eq!(status, 200);
    let thread = program.thread().await["id"].as_str().unwrap().to_owned();
    in_browser(Screen::Wide, async |browser| {
        browser.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": "Europe/Berlin" })).await;
        browser.prefers("prefers-color-scheme", "dark").await;
        browser.open(&program.url, &format!("#as={ada}&c={practice}&t={thread}")).await;
        browser.reads("#aside .log", "Reference answer").await;
        browser.reads("#main .log", "Recap").await;
        // The channel at its question; the thread where the answers end and the reveal begins.
        browser.resize(1440, 1000).await;
        browser
            .eval("[...document.querySelectorAll('#main .thread-chip')].at(-1).scrollIntoView({ block: 'end' })")
            .await;
        browser
            .eval("document.querySelector('#aside .msg:not(.starter):not(.note)').scrollIntoView({ block: 'start' })")
            .await;
        browser.settles().await;
        browser.shot("readme-round").await;
        browser.click("#hood-button").await;
        for (tab, words) in
            [("rounds", "revealed"), ("ledger", "key points"), ("why-this-question", "its topic's turn")]
        {
            browser.click(&format!("#tab-{tab}")).await;
            browser.reads("#hood-body table", words).await;
            browser.shot(&format!("hood-{tab}-wide-dark")).await;
            if tab == "why-this-question" {
                browser.shot("readme-hood").await;
            }
        }
        browser.is_well().await;
        assert_eq!(browser.axe().await, json!([]));
    })
    .await;
    in_browser(Screen::Phone, async |browser| {
        browser.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": "Europe/Berlin" })).await;
        browser.prefers("prefers-color-scheme", "dark").await;
        browser.open(&program.url, &format!("#as={ben}&c={practice}&t={thread}")).await;
        browser.reads("#aside .log", "Reference answer").await;
        browser
            .eval("document.querySelector('#aside .msg:not(.starter):not(.note)').scrollIntoView({ block: 'start' })")
            .await;
        browser.settles().await;
        browser.shot("readme-phone").await;
        browser.is_well().await;
        assert_eq!(browser.axe().await, json!([]));
    })
    .await;
}
