//! What only a plain HTTP client sees: who may come in, headers, limits; and a world that is put away and taken out again.

use chrono::DateTime;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use viva::clock::Clock;
use viva::local::serve::{Demo, demo};
use viva::local::world::Upload;
use viva::local::{Local, Options, World};

struct Answer {
    status: u16,
    headers: String,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let line = self.headers.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }
}

async fn ask(local: &Local, line: &str, headers: &str, body: &str) -> Answer {
    let address = local.url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let host = if headers.starts_with("Host:") { String::new() } else { format!("Host: {address}\r\n") };
    let long = body.len();
    let text = format!("{line} HTTP/1.1\r\n{host}{headers}Connection: close\r\nContent-Length: {long}\r\n\r\n{body}");
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await.unwrap();
    let all = String::from_utf8_lossy(&all).into_owned();
    let (head, body) = all.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
    Answer { status, headers: head.into(), body }
}

async fn start(rate_limits: bool) -> (Local, Demo) {
    let mut demo = demo(1, "Viva");
    let world = std::mem::replace(&mut demo.world, World::new(0));
    let clock = Clock::manual(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let options = Options { port: 0, clock, record: None, rate_limits };
    (Local::start(options, world).await.unwrap(), demo)
}

#[tokio::test]
async fn only_this_machine_comes_in() {
    let (local, demo) = start(false).await;
    let gateway = "GET /api/v10/gateway";
    assert_eq!(ask(&local, gateway, "", "").await.status, 200);
    assert_eq!(ask(&local, gateway, "Host: evil.example\r\n", "").await.status, 403);
    assert_eq!(ask(&local, gateway, "Origin: https://evil.example\r\n", "").await.status, 403);
    assert_eq!(ask(&local, gateway, "Origin: http://localhost:8080\r\n", "").await.status, 200);
    assert_eq!(ask(&local, "GET /gateway/?v=10", "Origin: null\r\n", "").await.status, 403);
    assert_eq!(ask(&local, gateway, "Host: discord.com\r\n", "").await.status, 403);
    local.allow_host("discord.com");
    assert_eq!(ask(&local, gateway, "Host: discord.com\r\n", "").await.status, 200);
    let me = "GET /api/v10/users/@me";
    let refused = ask(&local, me, "", "").await;
    assert_eq!((refused.status, refused.body), (401, json!({ "message": "401: Unauthorized", "code": 0 })));
    assert_eq!(ask(&local, me, "Authorization: Bot wrong\r\n", "").await.status, 401);
    let bot = format!("Authorization: Bot {}\r\n", demo.bot.token);
    let answer = ask(&local, me, &bot, "").await;
    assert_eq!((answer.status, answer.header("date")), (200, Some("Fri, 15 Jan 2027 08:00:00 GMT")));
    assert!(answer.header("x-ratelimit-remaining").is_some_and(|left| left != "0"));
    assert_eq!(ask(&local, "GET /api/v10/nowhere", &bot, "").await.status, 404);
    assert_eq!(ask(&local, "GET /api/v6/users/@me", &bot, "").await.body["code"], 50041);
    let path = format!("POST /api/v10/channels/{}/messages", demo.general);
    assert_eq!(ask(&local, &path, &bot, "{not json").await.body["code"], 50109);
    for odd in ["null", "[]", "7", "\"x\"", r#"{"embeds":7,"components":[[]],"flags":-1,"nonce":{}}"#] {
        assert_eq!(ask(&local, &path, &bot, odd).await.status, 400, "{odd}");
    }
}

#[tokio::test]
async fn too_much_at_once_is_refused_when_limits_are_on() {
    let (local, demo) = start(true).await;
    let bot = format!("Authorization: Bot {}\r\n", demo.bot.token);
    let path = format!("POST /api/v10/channels/{}/messages", demo.general);
    for left in ["4", "3", "2", "1", "0"] {
        let sent = ask(&local, &path, &bot, r#"{"content":"x"}"#).await;
        assert_eq!((sent.status, sent.header("x-ratelimit-remaining")), (200, Some(left)));
    }
    let refused = ask(&local, &path, &bot, r#"{"content":"x"}"#).await;
    assert_eq!((refused.status, &refused.body["global"]), (429, &json!(false)));
    assert!(refused.body["retry_after"].as_f64().unwrap() > 1.0);
    assert!(refused.header("retry-after").is_some() && refused.header("x-ratelimit-scope") == Some("user"));
    assert_eq!(local.messages(demo.general, None).len(), 5);
}

#[tokio::test]
async fn a_world_can_be_put_away_and_taken_out_again() {
    let (local, demo) = start(false).await;
    let ada = demo.members[0];
    let file = Upload { name: "notes.txt".into(), bytes: b"hello".to_vec(), ..Upload::default() };
    let said = local.say_with(ada, demo.general, "look", None, vec![file]).unwrap();
    local.react(demo.owner, said, "👍").unwrap();
    let thread = local.open_thread(ada, demo.general, Some(said), "about that").unwrap();
    local.say(demo.owner, thread, "well").unwrap();
    let bot = format!("Authorization: Bot {}\r\n", demo.bot.token);
    let path = format!("POST /api/v10/channels/{}/messages", demo.general);
    let row = json!({ "type": 1, "components": [
        { "type": 3, "custom_id": "m", "options": [{ "label": "a", "value": "1", "emoji": { "name": "🎯" } }] }] });
    let rich = json!({ "embeds": [{ "title": "t", "timestamp": "2026-01-05T09:30:00Z" }], "components": [row] });
    assert_eq!(ask(&local, &path, &bot, &rich.to_string()).await.status, 200);
    let put_away = local.with(|world| serde_json::to_string(world).unwrap());
    local.stop().await;

    let world: World = serde_json::from_str(&put_away).unwrap();
    assert_eq!(serde_json::to_string(&world).unwrap(), put_away);
    let clock = Clock::manual(DateTime::from_timestamp(1_800_000_060, 0).unwrap());
    let again = Local::start(Options { port: 0, clock, record: None, rate_limits: false }, world).await.unwrap();
    let file = &again.messages(demo.general, None)[0].attachments[0];
    let answer = ask(&again, &format!("GET {}", file.url.replace(&again.url(), "")), "", "").await;
    assert_eq!((answer.status, &answer.body), (200, &json!("hello")));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(again.messages(thread, Some(ada)).len(), 2);
}
