//! What an operator can set: in a TOML file, and over it by environment variables. `config/viva.example.toml` is printed from the
//! documentation of these fields.

mod keys;
mod secret;
mod show;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use confique::{Config as _, Layer as _};

use crate::domain::points::Rates;

use keys::known_keys;
pub use secret::{OPINION_KEY, OPINION_KEY_FILE, TOKEN, TOKEN_FILE, opinion_key, token};
pub use show::{Shown, show};

/// Viva's settings. Every one has a default; the bot's token is no setting: it comes from the environment variable `DISCORD_TOKEN`,
/// or from the file that `DISCORD_TOKEN_FILE` names.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Config {
    /// The connection to Discord.
    #[config(nested)]
    pub discord: Discord,
    /// Where everything is kept.
    #[config(nested)]
    pub store: Store,
    /// The topic bank.
    #[config(nested)]
    pub bank: Bank,
    /// How rounds run.
    #[config(nested)]
    pub rounds: Rounds,
    /// What things are worth. Boards are sums, so a change counts from the next round on.
    #[config(nested)]
    pub points: Points,
    /// Second opinions of a language model, beside the built-in verdict; off unless `url` is set. Members ask for one by a button,
    /// and the question, its key points and their answer, without names or ids, are sent there. A key goes into the environment
    /// variable VIVA_OPINION_KEY, or into the file that VIVA_OPINION_KEY_FILE names.
    #[config(nested)]
    pub opinion: Opinion,
    /// What is logged.
    #[config(nested)]
    pub log: Log,
    /// What other programs may ask.
    #[config(nested)]
    pub http: Http,
}

/// The connection to Discord.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Discord {
    /// The root address of a Discord-compatible server, without `/api`. Unset: Discord itself.
    #[config(env = "VIVA_DISCORD_API_URL")]
    pub api_url: Option<String>,
    /// Whether replies in a round's thread are collected as answers. It takes the Message Content intent, which is switched on in
    /// the Developer Portal; without it, or with `false`, answers are given through the Answer button's form.
    #[config(env = "VIVA_DISCORD_READ_REPLIES", default = true)]
    pub read_replies: bool,
}

/// Where everything is kept.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Store {
    /// `sqlite://` and a file, made if it is not there, or `postgres://` and a server. Give a URL with a password by the
    /// environment variable only.
    #[config(env = "VIVA_STORE_URL", default = "sqlite://data/viva.db")]
    pub url: String,
}

/// The topic bank.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Bank {
    /// A folder laid out like `content/`, read instead of the questions that are built in.
    #[config(env = "VIVA_BANK_DIR")]
    pub dir: Option<PathBuf>,
}

/// How rounds run.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Rounds {
    /// How long after its reveal a round is settled, in hours, if the track's next round does not come first: 1 to 168.
    #[config(env = "VIVA_ROUNDS_SETTLE_HOURS", default = 24)]
    pub settle_hours: u32,
    /// How late a question may be asked if it could not be asked on time, in minutes, on new tracks: 1 to 1,440.
    #[config(env = "VIVA_ROUNDS_CATCH_UP_MINUTES", default = 180)]
    pub catch_up_minutes: u32,
}

/// What things are worth.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Points {
    /// An answer in time. It outweighs any single key point, since turning up is what makes a practice.
    #[config(env = "VIVA_POINTS_PARTICIPATION", default = 5)]
    pub participation: u32,
    /// A key point of the settled checklist. With four to seven of them, a whole answer earns about twice what turning up does.
    #[config(env = "VIVA_POINTS_KEY_POINT", default = 2)]
    pub key_point: u32,
    /// A star from another member: a nod, not a currency.
    #[config(env = "VIVA_POINTS_STAR", default = 1)]
    pub star: u32,
    /// The most points that stars bring in one round, so that a large team's applause does not outweigh the answers.
    #[config(env = "VIVA_POINTS_STARS_MOST", default = 5)]
    pub stars_most: u32,
    /// The organizer's best answer: worth more than a key point, less than turning up.
    #[config(env = "VIVA_POINTS_BEST", default = 3)]
    pub best: u32,
    /// A right answer in a quiz: one fact, so as much as one key point.
    #[config(env = "VIVA_POINTS_QUIZ_RIGHT", default = 2)]
    pub quiz_right: u32,
    /// How many right answers a day earn that in quizzes alone; later ones earn half, since the tenth question in a row is worth
    /// less than tomorrow's first.
    #[config(env = "VIVA_POINTS_QUIZ_WHOLE", default = 3)]
    pub quiz_whole: u32,
    /// The most points that quizzes alone bring in one day, so that boards are won in the daily rounds.
    #[config(env = "VIVA_POINTS_QUIZ_DAILY_CAP", default = 10)]
    pub quiz_daily_cap: u32,
    /// The most points that quizzes together bring in one day: more than alone, since it takes others, and still no way to win a
    /// board in one afternoon.
    #[config(env = "VIVA_POINTS_QUIZ_TOGETHER_CAP", default = 20)]
    pub quiz_together_cap: u32,
}

impl Points {
    /// The same as the rules take them.
    pub fn rates(&self) -> Rates {
        Rates {
            participation: self.participation,
            key_point: self.key_point,
            star: self.star,
            stars_most: self.stars_most,
            best: self.best,
            quiz_right: self.quiz_right,
            quiz_whole: self.quiz_whole,
            quiz_daily_cap: self.quiz_daily_cap,
            quiz_together_cap: self.quiz_together_cap,
        }
    }
}

/// Second opinions of a language model.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Opinion {
    /// The root of an OpenAI-compatible endpoint, such as `http://127.0.0.1:8080/v1`, where `llama-server` of llama.cpp listens.
    /// Unset: no second opinions.
    #[config(env = "VIVA_OPINION_URL")]
    pub url: Option<String>,
    /// The model's name there. It is shown beside what the model says.
    #[config(env = "VIVA_OPINION_MODEL")]
    pub model: Option<String>,
    /// How long one opinion may take, in seconds: 1 to 300. A model of 7B parameters on a few cores needs half a minute or more.
    #[config(env = "VIVA_OPINION_TIMEOUT_SECONDS", default = 60)]
    pub timeout_seconds: u32,
    /// The most characters of an answer that are sent: 500 to 20,000. A form takes 4,000; of what is longer, the beginning is sent,
    /// and the member is told so.
    #[config(env = "VIVA_OPINION_MAX_CHARACTERS", default = 6_000)]
    pub max_characters: u32,
    /// The most bytes of a reply that are read: 1,024 to 1,048,576. A good one has 2,000; servers add some of their own.
    #[config(env = "VIVA_OPINION_MAX_RESPONSE_BYTES", default = 65_536)]
    pub max_response_bytes: u32,
    /// The most tokens that the model may spend on a reply: 100 to 16,000. Seven verdicts with their citations take about 600; a
    /// model that reasons first takes some thousands.
    #[config(env = "VIVA_OPINION_MAX_TOKENS", default = 1_500)]
    pub max_tokens: u32,
    /// How many a member may ask for in one server in a day (from midnight UTC): 1 to 100. One round a day needs one or two.
    #[config(env = "VIVA_OPINION_MEMBER_DAILY", default = 5)]
    pub member_daily: u32,
    /// How many all members of one server may ask for in a day: 1 to 10,000. It bounds what a server can cost: that many requests.
    #[config(env = "VIVA_OPINION_GUILD_DAILY", default = 50)]
    pub guild_daily: u32,
    /// How many requests run at once, over all servers: 1 to 16. The others wait, as long as one may take. A local server mostly
    /// works at one or two at a time.
    #[config(env = "VIVA_OPINION_AT_ONCE", default = 2)]
    pub at_once: u32,
}

impl Opinion {
    /// The endpoint's root and the model's name; `None` where second opinions are off.
    ///
    /// # Errors
    /// When the address can't be used, or the model is not named. Never repeats the address, which may hold a secret.
    pub fn endpoint(&self) -> anyhow::Result<Option<(url::Url, &str)>> {
        let Some(url) = self.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) else { return Ok(None) };
        let root = url::Url::parse(url)
            .ok()
            .filter(|root| matches!(root.scheme(), "http" | "https") && root.has_host())
            .context(
                "opinion.url must be an address that begins with http:// or https://, like http://127.0.0.1:8080/v1",
            )?;
        anyhow::ensure!(
            root.username().is_empty() && root.password().is_none(),
            "opinion.url must not hold a key or a password: set {OPINION_KEY} or {OPINION_KEY_FILE}"
        );
        anyhow::ensure!(
            root.query().is_none() && root.fragment().is_none(),
            "opinion.url must end with its path, such as /v1, without ? and #"
        );
        let model = self.model.as_deref().map(str::trim).filter(|model| !model.is_empty());
        let model = model.context("opinion.url is set, so opinion.model must name the model to ask there")?;
        Ok(Some((root, model)))
    }
}

/// What is logged, to standard error.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Log {
    /// What is logged: a level (`error`, `warn`, `info`, `debug`, `trace`), or levels by module as in `info,viva::app=debug`.
    #[config(env = "VIVA_LOG", default = "info,serenity=warn")]
    pub filter: String,
    /// `text` for people, `json` for machines.
    #[config(env = "VIVA_LOG_FORMAT", default = "text")]
    pub format: LogFormat,
}

/// What other programs may ask over HTTP: `/healthz`, `/readyz` and `/metrics`.
#[derive(confique::Config, Clone, Debug, serde::Serialize)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Http {
    /// The address to listen at, such as `127.0.0.1:9464`. Unset: nothing listens. There is no password, so let it be loopback,
    /// or an address that only the monitoring reaches.
    #[config(env = "VIVA_HTTP_LISTEN")]
    pub listen: Option<std::net::SocketAddr>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// Reads the settings: defaults, over them the file (`path`, or `config/viva.toml` if it is there), over them the environment.
    ///
    /// # Errors
    /// When the file can't be read, or a value or a key in it is wrong; an unknown key is named with the nearest known one.
    pub fn read(path: Option<&Path>) -> anyhow::Result<Config> {
        let path = file(path);
        let mut builder = Config::builder().env();
        if let Some(path) = path {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read the config file {}", path.display()))?;
            known_keys(&text).with_context(|| format!("in the config file {}", path.display()))?;
            builder = builder.file(path);
        }
        let config = builder.load().context("a setting is wrong")?;
        config.check()?;
        Ok(config)
    }

    /// The defaults alone.
    pub fn default_values() -> Config {
        let defaults = <Config as confique::Config>::Layer::default_values();
        Config::from_layer(defaults).expect("every setting has a default")
    }

    /// The example file: every setting with its documentation and its default.
    pub fn example() -> String {
        confique::toml::template::<Config>(confique::toml::FormatOptions::default())
    }

    fn check(&self) -> anyhow::Result<()> {
        let within = |name: &str, value: u32, least: u32, most: u32| {
            anyhow::ensure!((least..=most).contains(&value), "{name} is {value}; it takes {least} to {most}");
            Ok(())
        };
        within("rounds.settle_hours", self.rounds.settle_hours, 1, 168)?;
        within("rounds.catch_up_minutes", self.rounds.catch_up_minutes, 1, 1_440)?;
        for (name, value) in [
            ("points.participation", self.points.participation),
            ("points.key_point", self.points.key_point),
            ("points.star", self.points.star),
            ("points.stars_most", self.points.stars_most),
            ("points.best", self.points.best),
            ("points.quiz_right", self.points.quiz_right),
            ("points.quiz_whole", self.points.quiz_whole),
            ("points.quiz_daily_cap", self.points.quiz_daily_cap),
            ("points.quiz_together_cap", self.points.quiz_together_cap),
        ] {
            within(name, value, 0, 1_000)?;
        }
        let opinion = &self.opinion;
        within("opinion.timeout_seconds", opinion.timeout_seconds, 1, 300)?;
        within("opinion.max_characters", opinion.max_characters, 500, 20_000)?;
        within("opinion.max_response_bytes", opinion.max_response_bytes, 1_024, 1_048_576)?;
        within("opinion.max_tokens", opinion.max_tokens, 100, 16_000)?;
        within("opinion.member_daily", opinion.member_daily, 1, 100)?;
        within("opinion.guild_daily", opinion.guild_daily, 1, 10_000)?;
        within("opinion.at_once", opinion.at_once, 1, 16)?;
        opinion.endpoint()?;
        if let Some(url) = &self.discord.api_url {
            let parsed = url::Url::parse(url).with_context(|| format!("discord.api_url is not an address: {url:?}"))?;
            anyhow::ensure!(
                matches!(parsed.scheme(), "http" | "https"),
                "discord.api_url must begin with http:// or https://"
            );
        }
        Ok(())
    }
}

/// The file to read: the one that was named, or the usual one if it is there.
fn file(path: Option<&Path>) -> Option<&Path> {
    let usual = Path::new("config/viva.toml");
    path.or_else(|| usual.exists().then_some(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_for_second_opinions_is_a_root_without_secrets() {
        let opinion = |url: &str, model: &str| {
            let (url, model) = (Some(url.to_owned()), Some(model.to_owned()));
            Opinion { url, model, ..Config::default_values().opinion }
        };
        assert_eq!(Config::default_values().opinion.endpoint().unwrap(), None);
        assert_eq!(opinion(" ", "").endpoint().unwrap(), None);
        let given = opinion("https://llm.example/v1", " small ");
        assert_eq!(given.endpoint().unwrap(), Some(("https://llm.example/v1".parse().unwrap(), "small")));
        for (url, model, why) in [
            ("localhost:8080", "small", "begins with http://"),
            ("not an address", "small", "begins with http://"),
            ("ftp://hunter2.example", "small", "begins with http://"),
            ("https://me:hunter2@llm.example/v1", "small", "VIVA_OPINION_KEY"),
            ("https://hunter2@llm.example/v1", "small", "VIVA_OPINION_KEY"),
            ("https://llm.example/v1?key=hunter2", "small", "end with its path"),
            ("https://llm.example/v1#hunter2", "small", "end with its path"),
            ("https://llm.example/v1", " ", "opinion.model"),
        ] {
            let error = format!("{:#}", opinion(url, model).endpoint().unwrap_err());
            assert!(error.contains(why) && !error.contains("hunter2"), "{url}: {error}");
        }
    }
}
