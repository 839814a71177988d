//! A stand-in for a model's server, which can be told to misbehave.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use viva::app::opinion::Opinions;
use viva::config::{Config, Opinion};
use viva::local::{InteractionId, MessageView, UserId};

use super::Team;

/// What the stand-in does when it is asked.
#[derive(Clone, Debug)]
pub enum How {
    /// The model says that, word for word.
    Says(String),
    /// The same, once it is released.
    Held(String),
    /// The same, but it refuses requests with a schema.
    NoSchema(String),
    /// Never answers.
    Never,
    /// Answers with that status, content type and body.
    Raw(u16, &'static str, String),
    /// Points to another address.
    Redirect(String),
}

/// A model's server on loopback.
pub struct Advisor {
    /// Its address and port.
    pub host: String,
    inner: Arc<Inner>,
}

struct Inner {
    how: Mutex<How>,
    asked: watch::Sender<Vec<(HeaderMap, Value)>>,
    release: Semaphore,
}

impl Advisor {
    /// A server that answers in that way.
    pub async fn start(how: How) -> Advisor {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let inner =
            Arc::new(Inner { how: Mutex::new(how), asked: watch::Sender::new(Vec::new()), release: Semaphore::new(0) });
        let router = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route("/v1/models", get(models))
            .with_state(inner.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        Advisor { host, inner }
    }

    /// From now on it answers in that way.
    pub fn now(&self, how: How) {
        *self.inner.how.lock().expect("not poisoned") = how;
    }

    /// Lets one held answer go.
    pub fn release(&self) {
        self.inner.release.add_permits(1);
    }

    /// What it was asked so far: bodies of requests.
    pub fn asked(&self) -> Vec<Value> {
        self.inner.asked.borrow().iter().map(|(_, body)| body.clone()).collect()
    }

    /// The value of a header of the last request.
    pub fn header(&self, name: &str) -> Option<String> {
        let asked = self.inner.asked.borrow();
        let (headers, _) = asked.last()?;
        Some(headers.get(name)?.to_str().expect("text").to_owned())
    }

    /// Waits until it was asked that often.
    pub async fn until_asked(&self, times: usize) {
        let mut asked = self.inner.asked.subscribe();
        let waiting = asked.wait_for(|asked| asked.len() >= times);
        let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
        assert!(waited.is_ok(), "asked {} times, not {times}", self.asked().len());
    }

    /// Settings that name it.
    pub fn settings(&self) -> Opinion {
        Opinion {
            url: Some(format!("http://{}/v1", self.host)),
            model: Some("small".to_owned()),
            ..Config::default_values().opinion
        }
    }
}

async fn complete(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: String) -> Response {
    let body: Value = serde_json::from_str(&body).expect("a request is JSON");
    let with_schema = !body["response_format"].is_null();
    inner.asked.send_modify(|asked| asked.push((headers, body)));
    let how = inner.how.lock().expect("not poisoned").clone();
    match how {
        How::Says(words) => completion(&words),
        How::Held(words) => {
            inner.release.acquire().await.expect("open").forget();
            completion(&words)
        }
        How::NoSchema(_) if with_schema => (StatusCode::BAD_REQUEST, "what is a response_format?").into_response(),
        How::NoSchema(words) => completion(&words),
        How::Never => std::future::pending().await,
        How::Raw(status, kind, body) => {
            (StatusCode::from_u16(status).expect("a status"), [(header::CONTENT_TYPE, kind)], body).into_response()
        }
        How::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
    }
}

async fn models(State(inner): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    inner.asked.send_modify(|asked| asked.push((headers, Value::Null)));
    match inner.how.lock().expect("not poisoned").clone() {
        How::Raw(status, kind, body) => {
            (StatusCode::from_u16(status).expect("a status"), [(header::CONTENT_TYPE, kind)], body).into_response()
        }
        _ => axum::Json(json!({ "object": "list", "data": [{ "id": "small", "object": "model" }] })).into_response(),
    }
}

fn completion(words: &str) -> Response {
    axum::Json(json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": words }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 400, "completion_tokens": 90, "total_tokens": 490 },
    }))
    .into_response()
}

/// A model's words: of each key point's id, the verdict and the citation.
pub fn verdicts(of: &[(&str, &str, &str)]) -> String {
    let verdicts: Vec<Value> = of
        .iter()
        .map(|(id, verdict, citation)| json!({ "id": id, "verdict": verdict, "citation": citation }))
        .collect();
    json!({ "verdicts": verdicts }).to_string()
}

impl Team {
    /// Has the bot ask for second opinions as these settings say, also after a restart.
    pub async fn asks_a_model(&mut self, settings: Opinion) {
        self.opinion = Some(settings);
        self.restart().await;
    }

    pub(super) fn set_opinions(&self) {
        if let Some(settings) = &self.opinion {
            let opinions = Opinions::new(settings, Some("sesame".to_owned())).expect("sound settings");
            self.app.set_opinions(opinions.expect("they name an endpoint"));
        }
    }

    /// Somebody presses a button, and does not wait for what comes of it.
    pub fn presses(&self, who: UserId, message: &MessageView, label: &str) -> InteractionId {
        let button = self.now(message).button(label).unwrap_or_else(|| panic!("there is no button {label:?}"));
        let id = button.custom_id.expect("not a link");
        self.local.click(who, message.channel, message.id, &id).unwrap_or_else(|refused| panic!("{label}: {refused}"))
    }

    /// What came of a press.
    pub async fn came_of(&self, press: InteractionId) -> MessageView {
        match self.local.final_outcome(press).await {
            viva::local::Outcome::Message(message) => *message,
            other => panic!("expected a message, but it was {other:#?}"),
        }
    }
}
