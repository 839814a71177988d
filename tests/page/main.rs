//! The playground's page: its API, who may reach it, and the page itself in a real browser.

mod access;
mod api;
mod bot;
mod browser;
mod chat;
mod program;
mod text;

use bot::Playground;
use serde_json::Value;
use viva::local::{ChannelId, UserId};

impl Playground {
    /// The address of the thread, or of a channel, as somebody.
    fn at(&self, who: UserId, channel: ChannelId) -> String {
        match channel == self.thread {
            true => format!("#as={who}&c={}&t={channel}", self.practice),
            false => format!("#as={who}&c={channel}"),
        }
    }

    fn ada(&self) -> UserId {
        self.members[0]
    }

    fn last(&self, channel: ChannelId, who: UserId) -> viva::local::MessageView {
        self.local.messages(channel, Some(who)).pop().expect("a message")
    }

    async fn get(&self, path: &str) -> Value {
        get(&self.url, path).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        post(&self.url, path, body).await
    }
}

/// Looks, by the page's API.
async fn get(url: &str, path: &str) -> Value {
    reqwest::get(format!("{url}/play/{path}")).await.unwrap().json().await.unwrap()
}

/// Does something, by the page's API; returns the status, and what came of it.
async fn post(url: &str, path: &str, body: Value) -> (u16, Value) {
    let sent = reqwest::Client::new().post(format!("{url}/play/{path}")).json(&body).send().await.unwrap();
    (sent.status().as_u16(), sent.json().await.unwrap_or(Value::Null))
}
