//! The outgoing client for second opinions: one question, its key points and one answer go to an OpenAI-compatible endpoint, and
//! judgements come back, each held against the answer. It knows the domain only, writes nothing down, and logs nothing.
//!
//! [`prompt`] words what is sent; [`reply`] reads what came back, and believes none of it.

mod prompt;
mod reply;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};
use url::{Host, Url};

use crate::domain::opinion::{Failure, Judgement};
use crate::domain::question::KeyPoint;

/// How long `viva doctor` waits for the list of models, at most.
const PROBE: Duration = Duration::from_secs(10);
/// How many bytes of that list are read at most: some endpoints have hundreds of models.
const LIST: usize = 4 << 20;

/// Where to ask, and how much.
#[derive(Clone, Debug)]
pub struct Options {
    /// The endpoint's root, such as `http://127.0.0.1:8080/v1`: `/chat/completions` is below it.
    pub root: Url,
    /// The model's name there.
    pub model: String,
    /// The key, if the endpoint wants one.
    pub key: Option<String>,
    /// How long one opinion may take, all in all.
    pub timeout: Duration,
    /// The most characters of an answer that are sent.
    pub most_characters: usize,
    /// The most bytes of a reply that are read.
    pub most_bytes: usize,
    /// The most tokens that the model may spend on its reply.
    pub most_tokens: u32,
}

/// What a second opinion is asked about: a round's answer, or any other text with key points to hold it against.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// What was asked.
    pub prompt: &'a str,
    /// The facts that a good answer states.
    pub key_points: &'a [KeyPoint],
    /// What was answered.
    pub answer: &'a str,
}

/// An endpoint that is asked for second opinions.
pub struct Client {
    http: reqwest::Client,
    options: Options,
    /// The server takes no more than what every server knows: it refused a request with a schema, and took one without.
    plain: AtomicBool,
}

impl Client {
    /// A client; nothing is sent yet.
    ///
    /// # Errors
    /// When the key has characters that no header takes; when there is no TLS on this machine.
    pub fn new(options: Options) -> anyhow::Result<Client> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &options.key {
            let bearer = HeaderValue::from_str(&format!("Bearer {key}"));
            let mut bearer = bearer.ok().context("the key for second opinions has characters that no key has")?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        let mut http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .default_headers(headers)
            .user_agent(concat!("viva/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&options.root) {
            // What is meant for this machine stays on it, whatever proxy the environment names.
            http = http.no_proxy();
        }
        Ok(Client { http: http.build()?, options, plain: AtomicBool::new(false) })
    }

    /// The host that answers are sent to, with its port where that is not the usual one.
    pub fn host(&self) -> String {
        let host = self.options.root.host_str().unwrap_or_default();
        self.options.root.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.options.model
    }

    /// How many characters of an answer are sent, where it is longer than that.
    pub fn cut(&self, answer: &str) -> Option<usize> {
        let most = self.options.most_characters;
        (prompt::without_ids(answer).chars().count() > most).then_some(most)
    }

    /// How long one opinion may take.
    pub fn timeout(&self) -> Duration {
        self.options.timeout
    }

    /// True where what is sent can be read on the way: neither encrypted, nor within this machine.
    pub fn is_in_the_clear(&self) -> bool {
        self.options.root.scheme() == "http" && !is_loopback(&self.options.root)
    }

    /// Asks for a second opinion: a judgement on each key point, in their order.
    ///
    /// # Errors
    /// With what went wrong. Nothing is tried twice but a request that the server refused for its form.
    pub async fn ask(&self, asked: &Answered<'_>) -> Result<Vec<Judgement>, Failure> {
        let answer = prompt::part(asked.answer, self.options.most_characters);
        let nonce = format!("{:032x}", rand::random::<u128>());
        let messages = prompt::messages(asked, &answer, &nonce);
        let exchange = async {
            let body = self.complete(&messages, asked.key_points).await?;
            reply::judgements(&reply::content(&body)?, asked.key_points, &answer)
        };
        tokio::time::timeout(self.options.timeout, exchange).await.unwrap_or(Err(Failure::TimedOut))
    }

    /// The names of the models that the endpoint has. Costs nothing, and shows whether it is there and takes the key.
    ///
    /// # Errors
    /// With what went wrong.
    pub async fn models(&self) -> Result<Vec<String>, Failure> {
        let exchange = async { reply::models(&self.send(self.http.get(self.below("models")), LIST).await?) };
        tokio::time::timeout(self.options.timeout.min(PROBE), exchange).await.unwrap_or(Err(Failure::TimedOut))
    }

    async fn complete(&self, messages: &Value, key_points: &[KeyPoint]) -> Result<Vec<u8>, Failure> {
        let mut body = json!({
            "model": self.options.model,
            "messages": messages,
            "max_tokens": self.options.most_tokens,
        });
        let plain = body.clone();
        let (url, most) = (self.below("chat/completions"), self.options.most_bytes);
        if !self.plain.load(Ordering::Relaxed) {
            body["temperature"] = json!(0);
            body["response_format"] = prompt::schema(key_points);
            match self.send(self.http.post(url.clone()).json(&body), most).await {
                Err(Failure::Refused(400 | 422)) => {}
                other => return other,
            }
        }
        let sent = self.send(self.http.post(url).json(&plain), most).await;
        if sent.is_ok() {
            self.plain.store(true, Ordering::Relaxed);
        }
        sent
    }

    async fn send(&self, request: RequestBuilder, most: usize) -> Result<Vec<u8>, Failure> {
        let response = request.send().await.map_err(|error| failure(&error))?;
        let status = response.status();
        match status {
            StatusCode::TOO_MANY_REQUESTS => return Err(Failure::Limited),
            _ if status.is_redirection() => return Err(Failure::Redirected),
            _ if status.is_client_error() => return Err(Failure::Refused(status.as_u16())),
            _ if !status.is_success() => return Err(Failure::Broken(status.as_u16())),
            _ => {}
        }
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            return Err(Failure::NotJson);
        }
        read(response, most).await
    }

    fn below(&self, path: &str) -> Url {
        let mut url = self.options.root.clone();
        url.set_path(&format!("{}/{path}", self.options.root.path().trim_end_matches('/')));
        url
    }
}

/// The body, unless it is longer than `most` bytes; what is beyond that is not kept.
async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        if body.len() + chunk.len() > most {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failure(error: &reqwest::Error) -> Failure {
    match error {
        _ if error.is_connect() => Failure::Unreachable,
        _ if error.is_timeout() => Failure::TimedOut,
        _ => Failure::Interrupted,
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(root: &str) -> Options {
        Options {
            root: root.parse().unwrap(),
            model: "small".to_owned(),
            key: None,
            timeout: Duration::from_secs(1),
            most_characters: 100,
            most_bytes: 1_000,
            most_tokens: 100,
        }
    }

    #[test]
    fn the_host_is_named_with_an_unusual_port() {
        let check = |root: &str, host: &str, below: &str| {
            let client = Client::new(options(root)).unwrap();
            assert_eq!((client.host(), client.below("models").to_string()), (host.to_owned(), below.to_owned()));
        };
        check("http://127.0.0.1:8080/v1", "127.0.0.1:8080", "http://127.0.0.1:8080/v1/models");
        check("https://llm.example/api/v1/", "llm.example", "https://llm.example/api/v1/models");
        check("http://[::1]:9", "[::1]:9", "http://[::1]:9/models");
    }

    #[test]
    fn what_leaves_the_machine_unencrypted_is_known() {
        let check = |root: &str, clear: bool| {
            assert_eq!(Client::new(options(root)).unwrap().is_in_the_clear(), clear, "{root}");
        };
        check("http://127.0.0.1:1/v1", false);
        check("http://localhost/v1", false);
        check("http://[::1]/v1", false);
        check("https://llm.example/v1", false);
        check("http://llm.example/v1", true);
        check("http://192.168.1.5:8080/v1", true);
    }

    #[test]
    fn a_key_that_is_none_is_not_repeated() {
        let key = Some("hunter2\n".to_owned());
        let error = Client::new(Options { key, ..options("http://127.0.0.1/v1") }).err().unwrap();
        assert!(!format!("{error:#}").contains("hunter2"), "{error:#}");
    }
}
