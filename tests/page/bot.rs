//! A small team with a bot that is played by this file: it posts by REST calls and answers what people press, so that the
//! page has something of everything to show. It is not Viva: it has a question, a form and a few commands by heart.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use viva::clock::Clock;
use viva::local::page::{self, Due, Page};
use viva::local::world::Source;
use viva::local::*;

/// A playground with a page.
pub struct Playground {
    pub local: Local,
    pub clock: Clock,
    pub bot: Bot,
    pub general: ChannelId,
    pub practice: ChannelId,
    pub owner: UserId,
    pub members: Vec<UserId>,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    pub question: MessageId,
    pub thread: ChannelId,
}

/// What the bot shows to be let in, and what it calls.
#[derive(Clone)]
pub struct Bot {
    api: String,
    account: BotAccount,
    http: reqwest::Client,
    guild: GuildId,
}

const PROMPT: &str = "A service answers slowly whenever one endpoint parses a **large** JSON body. \
    Why are *all* requests slow, and what would you do?\n\n```js\napp.post('/import', (req, res) => {\n  // 40 MB of JSON\n  \
    const rows = JSON.parse(req.body);\n  res.json({ ok: true, count: rows.length });\n});\n```\n> The event loop has one thread.\n\
    - Measure first: `perf_hooks.monitorEventLoopDelay()`\n- Then move the work, see [the guide](https://nodejs.org/en/learn)\n  - or stream it";

impl Bot {
    pub async fn call(&self, method: reqwest::Method, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.api);
        let request =
            self.http.request(method.clone(), &url).header("Authorization", format!("Bot {}", self.account.token));
        let request = if body.is_null() { request } else { request.json(&body) };
        let response = request.send().await.expect("the local Discord answers");
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.call(reqwest::Method::POST, path, body).await
    }

    /// Posts a message, returns its id.
    pub async fn say(&self, channel: ChannelId, message: Value) -> MessageId {
        let sent = self.post(&format!("/channels/{channel}/messages"), message).await;
        sent["id"].as_str().unwrap().parse().unwrap()
    }

    async fn register(&self) {
        let commands = json!([
            { "name": "track", "description": "Questions on a schedule", "options": [
                { "type": 1, "name": "create", "description": "Begin to ask in a channel", "options": [
                    { "type": 7, "name": "channel", "description": "Where to ask", "required": true, "channel_types": [0] },
                    { "type": 3, "name": "time", "description": "When to ask, as 09:30", "required": true },
                    { "type": 3, "name": "zone", "description": "The team's time zone, as Europe/Berlin", "required": true, "autocomplete": true },
                    { "type": 3, "name": "mode", "description": "Who sees answers before the reveal",
                      "choices": [{ "name": "Open: in the thread", "value": "open" }, { "name": "Sealed: by form, hidden", "value": "sealed" }] },
                    { "type": 4, "name": "reveal", "description": "Hours until the reveal", "min_value": 1, "max_value": 48 },
                    { "type": 8, "name": "ping", "description": "A role to ping" },
                ]},
                { "type": 1, "name": "list", "description": "All tracks of this server" },
                { "type": 1, "name": "ask-now", "description": "Ask the next question at once" },
            ]},
            { "name": "leaderboard", "description": "Who practised, and how much", "options": [
                { "type": 3, "name": "period", "description": "Since when", "choices": [
                    { "name": "Today", "value": "today" }, { "name": "This week", "value": "week" }, { "name": "All time", "value": "all" } ] } ]},
            { "name": "me", "description": "Your points, streak and topics" },
            { "name": "quiz", "description": "One question with four choices", "options": [
                { "type": 3, "name": "topic", "description": "What about", "autocomplete": true } ]},
            { "name": "silent", "description": "A command that never answers" },
            { "name": "Flag this question", "type": 3 },
            { "name": "Their answers", "type": 2 },
        ]);
        self.call(reqwest::Method::PUT, &format!("/applications/{}/commands", self.account.application_id), commands)
            .await;
    }

    async fn answer(&self, local: &Local, id: InteractionId) {
        let Some((token, source, kind)) = local.with(|world| {
            let known = world.interactions.get(&id)?;
            Some((known.token.clone(), known.source.clone(), known.kind))
        }) else {
            return;
        };
        let kind = serde_json::to_value(kind).unwrap();
        let only = |text: &str| json!({ "type": 4, "data": { "content": text, "flags": 64 } });
        let answer = match source {
            Source::Command { name, .. } if kind == 4 => {
                let all: &[&str] = match name.as_str() {
                    "quiz" => &["Event loop", "Streams", "PostgreSQL", "Security"],
                    _ => &["Europe/Berlin", "Europe/Lisbon", "America/New_York", "Asia/Kolkata"],
                };
                json!({ "type": 8, "data": { "choices": all.iter().map(|z| json!({ "name": z, "value": z })).collect::<Vec<_>>() } })
            }
            Source::Command { name, .. } => match name.as_str() {
                "silent" => return,
                "leaderboard" => json!({ "type": 4, "data": { "embeds": [{ "title": "This week", "color": 0xf0b232,
                    "description": "🥇 **Ada** · 42 points\n🥈 **Ben** · 38 points\n🥈 **Chiara** · 38 points\n-# 4. Deniz · 12 points",
                    "footer": { "text": "Ties share a rank" } }] } }),
                "quiz" => {
                    json!({ "type": 4, "data": { "content": "**Which phase runs `setImmediate` callbacks?**", "components": [{ "type": 1, "components": [
                    { "type": 3, "custom_id": "quiz", "placeholder": "Choose an answer", "options": [
                        { "label": "timers", "value": "a", "description": "where setTimeout fires" },
                        { "label": "poll", "value": "b" }, { "label": "check", "value": "c" }, { "label": "close callbacks", "value": "d" } ] } ]},
                    { "type": 1, "components": [{ "type": 3, "custom_id": "many", "placeholder": "Topics to practise", "min_values": 1, "max_values": 3, "options": [
                        { "label": "Event loop", "value": "e", "emoji": { "name": "🔁" } }, { "label": "Streams", "value": "s", "description": "Backpressure and pipelines" },
                        { "label": "Security", "value": "x" }, { "label": "SQL", "value": "q" } ] }] }] } })
                }
                "track create" => {
                    json!({ "type": 4, "data": { "flags": 64, "embeds": [{ "title": "A new track in #practice", "color": 0x5865f2,
                    "description": "Every working day at 09:30, Europe/Berlin. The next posts:\n1. <t:1767340800:F>\n2. <t:1767600000:F>",
                    "fields": [{ "name": "Mode", "value": "Open", "inline": true }, { "name": "Reveal", "value": "after 6 hours", "inline": true },
                               { "name": "Topics", "value": "all 18", "inline": true }] }],
                    "components": [{ "type": 1, "components": [{ "type": 2, "style": 3, "label": "Create", "custom_id": "create" },
                        { "type": 2, "style": 2, "label": "Change", "custom_id": "change" }] }] } })
                }
                other => only(&format!("You used {other}.")),
            },
            Source::Component { custom_id, .. } => match custom_id.as_str() {
                "answer" => {
                    json!({ "type": 9, "data": { "custom_id": "answer-form", "title": "Your answer", "components": [
                    { "type": 1, "components": [{ "type": 4, "custom_id": "text", "style": 2, "label": "What would you say in an interview?",
                        "placeholder": "A few sentences are enough", "min_length": 10, "max_length": 3000, "required": true }] },
                    { "type": 1, "components": [{ "type": 4, "custom_id": "sure", "style": 1, "label": "How sure are you, from 1 to 5?", "required": false, "max_length": 1 }] } ] } })
                }
                "hint" => only("Think of **what else** has to wait. ||The one thread that runs your JavaScript.||"),
                "think" => json!({ "type": 5, "data": { "flags": 64 } }),
                "never" => return,
                "count" => json!({ "type": 7, "data": { "content": "Pressed once more." } }),
                _ => only("Noted."),
            },
            Source::Form { .. } => only("Saved: your answer counts. You may change it until the reveal."),
        };
        let later = answer["type"] == 5;
        let path = format!("/interactions/{id}/{token}/callback");
        self.post(&path, answer).await;
        if later {
            let path = format!("/webhooks/{}/{token}/messages/@original", self.account.application_id);
            self.call(reqwest::Method::PATCH, &path, json!({ "content": "After some thought: 42." })).await;
        }
    }
}

/// A team on a Monday morning, with a question asked on Friday and one asked just now.
pub async fn playground(running: bool) -> Playground {
    let start: DateTime<Utc> = "2026-01-09T08:30:00Z".parse().unwrap();
    let clock = Clock::manual(start);
    let mut demo = viva::local::serve::demo(7, "Viva");
    let (general, practice, guild) = (demo.general, demo.practice, demo.guild);
    demo.world
        .change_channel(practice, |channel| channel.topic = Some("A question on every working day at 09:30".into()));
    let role = demo.world.add_role(guild, "backend", twilight_model::guild::Permissions::empty());
    demo.world.give_role(guild, demo.members[0], role);
    let options = Options { port: 0, clock: clock.clone(), record: None, rate_limits: false };
    let local = Local::start(options, demo.world).await.unwrap();
    let bot = Bot { api: format!("{}/api/v10", local.url()), account: demo.bot, http: reqwest::Client::new(), guild };
    bot.register().await;
    let [ada, ben, chiara, deniz] = demo.members[..] else { unreachable!() };
    local
        .say(demo.owner, general, "Good morning! Viva asks its first question today in the practice channel 🎉")
        .unwrap();
    let greeted = local.say(ada, general, "Nice. Do we answer in the thread?").unwrap();
    clock.advance(TimeDelta::minutes(1));
    local.reply(demo.owner, general, greeted, "Yes, or with the button if you'd rather not be first").unwrap();
    local
        .say(
            demo.owner,
            general,
            &format!("<@{ben}> <@&{role}> have a look at <#{practice}>, it is revealed <t:1767967200:R>"),
        )
        .unwrap();
    let question = bot
        .say(practice, json!({
            "embeds": [{ "title": "Why is everything slow?", "color": 0x5865f2, "description": PROMPT,
                "fields": [{ "name": "Topic", "value": "Event loop", "inline": true }, { "name": "Level", "value": "Mid", "inline": true },
                           { "name": "Takes", "value": "5 minutes", "inline": true },
                           { "name": "How to answer", "value": "Write in the thread, or press **Answer**. Revealed <t:1767967200:R>, <t:1767967200:t>." }],
                "footer": { "text": "event-loop/blocking-json" } }],
            "components": [{ "type": 1, "components": [
                { "type": 2, "style": 1, "label": "Answer", "custom_id": "answer", "emoji": { "name": "✏️" } },
                { "type": 2, "style": 2, "label": "Hint", "custom_id": "hint" },
                { "type": 2, "style": 2, "label": "Think", "custom_id": "think" },
                { "type": 2, "style": 4, "label": "Never", "custom_id": "never" },
                { "type": 2, "style": 2, "label": "Later", "custom_id": "later", "disabled": true },
                ] }],
        }))
        .await;
    let thread = bot
        .post(
            &format!("/channels/{practice}/messages/{question}/threads"),
            json!({ "name": "Why is everything slow?", "auto_archive_duration": 1440 }),
        )
        .await;
    let thread: ChannelId = thread["id"].as_str().unwrap().parse().unwrap();
    clock.advance(TimeDelta::minutes(2));
    let good = local.say(ada, thread, "`JSON.parse` is synchronous: while it runs, **nothing else** gets a turn. I'd stream it, or move it to a worker thread:\n```ts\nconst worker = new Worker(new URL('./parse.js', import.meta.url));\nworker.postMessage(body); // copies: mind the size\n```").unwrap();
    clock.advance(TimeDelta::minutes(1));
    local.say(ben, thread, "Because Node is single-threaded?").unwrap();
    local.say(ben, thread, "(I mean: one thread for JS. libuv has others for files and DNS.)").unwrap();
    local.reply(chiara, thread, good, "And limit the size of the body first").unwrap();
    local.react(ben, good, "⭐").unwrap();
    local.react(deniz, good, "⭐").unwrap();
    bot.call(reqwest::Method::PUT, &format!("/channels/{thread}/messages/{good}/reactions/%E2%9C%85/@me"), Value::Null)
        .await;
    local.direct(demo.owner, bot.account.user_id).unwrap();

    // What is due: the reveal, the next post, the recap; each is done by a task that sleeps until then.
    let dues = Arc::new(Mutex::new(vec![
        Due { what: "reveal".into(), at: start + TimeDelta::hours(5) + TimeDelta::minutes(30) },
        Due { what: "weekly recap".into(), at: start + TimeDelta::hours(7) },
        Due { what: "next post".into(), at: start + TimeDelta::days(3) },
    ]));
    for due in dues.lock().unwrap().clone() {
        let (clock, bot, dues) = (clock.clone(), bot.clone(), dues.clone());
        tokio::spawn(async move {
            clock.sleep_until(due.at).await;
            let (place, text) = match due.what.as_str() {
                "reveal" => (
                    thread,
                    "**The answer**\n1. `JSON.parse` runs on the one thread\n2. so every other request waits\n-# Two of four covered both",
                ),
                "next post" => (practice, "**What does `stream.pipeline` do that `pipe` does not?**"),
                _ => (practice, "## The week\nAda 42, Ben 38, Chiara 38"),
            };
            bot.say(place, json!({ "content": text })).await;
            dues.lock().unwrap().retain(|other| *other != due);
        });
    }
    let listening = {
        let (local, bot) = (local.clone(), bot.clone());
        let mut happenings = local.subscribe();
        async move {
            while let Ok(happening) = happenings.recv().await {
                if let Happening::InteractionBegun { interaction, .. } = happening {
                    let (local, bot) = (local.clone(), bot.clone());
                    tokio::spawn(async move { bot.answer(&local, interaction).await });
                }
            }
        }
    };
    tokio::spawn(listening);

    let page = Page::new(local.clone(), clock.clone())
        .upcoming(Arc::new(move || {
            let dues = dues.lock().unwrap().clone();
            Box::pin(async move { dues })
        }))
        .under_the_hood(Arc::new(|| {
            Box::pin(async {
                json!({
                    "rounds": [{ "round": "R1", "question": "event-loop/blocking-json", "state": "asked", "due": "2026-01-09T08:30:00Z", "answers": 3 }],
                    "ledger": [{ "who": "Ada", "points": 5, "why": "key points", "source": "R1" }, { "who": "Ben", "points": 2, "why": "participation", "source": "R1" }],
                    "why": { "picked": "event-loop/blocking-json", "because": "not asked yet; its topic was asked least", "pool": 40, "seed": 7 },
                })
            })
        }));
    let page = if running { page.running() } else { page };
    let (address, serving) = page::serve(page, port()).await.unwrap();
    tokio::spawn(serving);
    Playground {
        local,
        clock,
        bot,
        general,
        practice,
        owner: demo.owner,
        members: demo.members,
        url: format!("http://{address}"),
        question,
        thread,
    }
}

fn port() -> u16 {
    std::env::var("VIVA_TEST_PAGE_PORT").ok().and_then(|port| port.parse().ok()).unwrap_or(0)
}

impl Bot {
    /// The guild in which it is.
    pub fn guild(&self) -> GuildId {
        self.guild
    }
}
