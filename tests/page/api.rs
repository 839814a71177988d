//! Without a browser: who may reach the page, and what its API does.

use serde_json::json;

use crate::bot::playground;

#[tokio::test]
async fn only_its_own_page_on_this_machine_may_ask() {
    let play = playground(false).await;
    let client = reqwest::Client::new();
    let status = |headers: &[(&str, &str)], path: &str, post: bool| {
        let url = format!("{}{path}", play.url);
        let mut request = if post { client.post(&url).json(&json!({ "by": 0 })) } else { client.get(&url) };
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        async move { request.send().await.unwrap().status().as_u16() }
    };
    let socket = [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let from = |origin| [socket.as_slice(), &[("origin", origin)]].concat();
    assert_eq!(status(&[], "/", false).await, 200);
    assert_eq!(status(&[("host", "example.org")], "/", false).await, 403);
    assert_eq!(status(&[("host", "localhost:1")], "/play/state", false).await, 403);
    assert_eq!(status(&[("origin", &play.url)], "/play/clock", true).await, 200);
    assert_eq!(status(&[("origin", "http://localhost:3000")], "/play/clock", true).await, 403);
    assert_eq!(status(&[("origin", "null")], "/play/clock", true).await, 403);
    assert_eq!(status(&from(&play.url), "/play/events", false).await, 101);
    assert_eq!(status(&from("https://example.org"), "/play/events", false).await, 403);
    // A form of another page can send text only, and without asking first: it is not understood.
    let plain =
        client.post(format!("{}/play/clock", play.url)).header("content-type", "text/plain").body("{\"by\":60}");
    assert_eq!(plain.send().await.unwrap().status(), 415);

    let page = client.get(&play.url).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"),
        "{policy}"
    );
    let text = page.text().await.unwrap();
    assert!(!text.contains("style=") && !text.contains("<script>") && !text.contains("onclick"), "nothing inline");
}

#[tokio::test]
async fn a_jump_stops_at_everything_on_its_way_in_order() {
    let play = playground(false).await;
    assert_eq!(play.get("upcoming").await[0]["what"], "reveal");
    let (_, jumped) = play.post("clock", json!({ "by": 4 * 86_400 })).await;
    assert_eq!(jumped["stops"], json!(["reveal", "weekly recap", "next post"]));
    assert_eq!(play.get("upcoming").await, json!([]));
    let reveal = play.last(play.thread, play.owner);
    let post = play.last(play.practice, play.owner);
    assert!(reveal.content.contains("The answer") && post.content.contains("pipeline"));
    // Each was written at its own time, not at the end of the jump.
    assert_eq!(reveal.at.to_rfc3339(), "2026-01-09T14:00:00+00:00");
    assert_eq!(post.at.to_rfc3339(), "2026-01-12T08:30:00+00:00");
    let (status, _) = play.post("clock", json!({ "by": 90 * 86_400 })).await;
    assert_eq!(status, 400, "nobody jumps over a quarter");
    let (_, back) = play.post("clock", json!({ "by": -86_400 })).await;
    assert_eq!(back["now"], jumped["now"], "a clock never goes back");
}

#[tokio::test]
async fn one_plays_people_and_hears_why_something_is_refused() {
    let play = playground(false).await;
    let bot = play.local.with(|world| world.user_named("Viva")).unwrap();
    let (status, _) = play.post("say", json!({ "as": bot, "channel": play.general, "text": "I am the bot" })).await;
    assert_eq!(status, 400);
    let (status, answer) = play.post("say", json!({ "as": play.ada(), "channel": play.general, "text": " " })).await;
    assert_eq!((status, answer["error"].as_str()), (422, Some("a message must say something")));
    let (status, answer) =
        play.post("command", json!({ "as": play.ada(), "channel": play.general, "line": "/track create" })).await;
    assert_eq!((status, answer["error"].as_str()), (422, Some("/track create needs channel")));
    let said = json!({ "as": play.ada(), "channel": play.general, "files": [{ "name": "plan.txt", "hex": "68690a" }] });
    assert_eq!(play.post("say", said).await.0, 200);
    let file = play.last(play.general, play.ada()).attachments[0].clone();
    let path = file.url.strip_prefix(&play.local.url()).unwrap().to_owned();
    assert_eq!(reqwest::get(format!("{}{path}", play.url)).await.unwrap().text().await.unwrap(), "hi\n");
    // What only one person sees, others are not sent.
    play.post(
        "click",
        json!({ "as": play.ada(), "channel": play.practice, "message": play.question, "custom_id": "hint" }),
    )
    .await;
    let count = async |who| {
        play.get(&format!("messages?as={who}&channel={}", play.practice)).await["messages"].as_array().unwrap().len()
    };
    assert_eq!(count(play.ada()).await, count(play.owner).await + 1);
}
