//! What an operator can set: in a TOML file, and over it by environment variables. `config/viva.example.toml` is printed from the
//! documentation of these fields.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use confique::meta::{FieldKind, Meta};
use confique::{Config as _, Layer as _};

use crate::domain::points::Rates;

/// The environment variable that holds the bot's token. It has no place in the file.
pub const TOKEN: &str = "DISCORD_TOKEN";
/// The environment variable that names a file which holds the token.
pub const TOKEN_FILE: &str = "DISCORD_TOKEN_FILE";

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

/// A setting as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its name, such as `store.url`.
    pub key: String,
    /// Its value, as TOML writes it; secrets masked.
    pub value: String,
    /// Where that comes from.
    pub from: String,
}

/// Every setting as it stands, and the token, which is not shown.
///
/// # Errors
/// Those of [`Config::read`].
pub fn show(path: Option<&Path>) -> anyhow::Result<Vec<Shown>> {
    let config = toml::Table::try_from(Config::read(path)?)?;
    let written: toml::Table = match file(path) {
        Some(path) => std::fs::read_to_string(path)?.parse()?,
        None => toml::Table::new(),
    };
    let mut shown: Vec<Shown> = leaves(&Config::META, "")
        .into_iter()
        .map(|(key, env)| {
            let given = env.filter(|env| std::env::var(env).is_ok_and(|value| !value.is_empty()));
            let from = match (given, at(&written, &key), file(path)) {
                (Some(env), ..) => format!("from the environment: {env}"),
                (None, Some(_), Some(path)) => format!("from {}", path.display()),
                _ => "the default".to_owned(),
            };
            let value = at(&config, &key).map_or_else(|| "(unset)".to_owned(), masked);
            Shown { key, value, from }
        })
        .collect();
    let (value, from) = match (token(), std::env::var(TOKEN).is_ok_and(|token| !token.trim().is_empty())) {
        (Ok(_), true) => ("(set, not shown)", format!("from the environment: {TOKEN}")),
        (Ok(_), false) => ("(set, not shown)", format!("from the file that {TOKEN_FILE} names")),
        (Err(_), _) => ("(unset)", format!("neither {TOKEN} nor {TOKEN_FILE} gives one")),
    };
    shown.push(Shown { key: "the token".to_owned(), value: value.to_owned(), from });
    Ok(shown)
}

/// The file to read: the one that was named, or the usual one if it is there.
fn file(path: Option<&Path>) -> Option<&Path> {
    let usual = Path::new("config/viva.toml");
    path.or_else(|| usual.exists().then_some(usual))
}

fn at<'a>(table: &'a toml::Table, key: &str) -> Option<&'a toml::Value> {
    let (first, rest) = key.split_once('.').unwrap_or((key, ""));
    match table.get(first)? {
        toml::Value::Table(inner) if !rest.is_empty() => at(inner, rest),
        value => rest.is_empty().then_some(value),
    }
}

/// A value without what must not be read over somebody's shoulder: passwords in addresses.
fn masked(value: &toml::Value) -> String {
    let Some(text) = value.as_str().filter(|text| text.contains("://") && !text.starts_with("sqlite:")) else {
        return value.to_string();
    };
    const HIDDEN: &str = "(hidden: it can't be read, and may hold a password)";
    let Ok(mut url) = url::Url::parse(text) else { return HIDDEN.to_owned() };
    // A password with a `/`, `?` or `#` tears an address apart.
    if url.path().contains('@') || url.query().is_some_and(|query| query.contains('@')) || url.fragment().is_some() {
        return HIDDEN.to_owned();
    }
    let secret = |key: &str| ["pass", "secret", "token", "key"].iter().any(|word| key.to_lowercase().contains(word));
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    if pairs.iter().any(|(key, _)| secret(key)) {
        pairs.iter_mut().filter(|(key, _)| secret(key)).for_each(|(_, value)| "***".clone_into(value));
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return HIDDEN.to_owned();
    }
    toml::Value::from(url.to_string()).to_string()
}

/// The bot's token, from the environment.
///
/// # Errors
/// When neither variable is set, or the file can't be read; says how to set it.
pub fn token() -> anyhow::Result<String> {
    if let Ok(token) = std::env::var(TOKEN)
        && !token.trim().is_empty()
    {
        return Ok(token.trim().to_owned());
    }
    if let Some(path) = std::env::var_os(TOKEN_FILE) {
        let path = PathBuf::from(path);
        let token = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read the token from {} (named by {TOKEN_FILE})", path.display()))?;
        anyhow::ensure!(!token.trim().is_empty(), "the token file {} is empty", path.display());
        return Ok(token.trim().to_owned());
    }
    anyhow::bail!(
        "no token: set {TOKEN} to the bot's token, or {TOKEN_FILE} to a file that holds it. \
         The token is on the Developer Portal's page \"Bot\". To look around without one, run `viva playground`."
    )
}

/// Refuses a key that no setting has, with the nearest one that there is.
fn known_keys(text: &str) -> anyhow::Result<()> {
    let table: toml::Table = text.parse().context("it is not valid TOML")?;
    let known = keys(&Config::META, "");
    let mut unknown = Vec::new();
    walk(&table, "", &mut |key| {
        if !known.iter().any(|name| name == key || name.starts_with(&format!("{key}."))) {
            unknown.push(key.to_owned());
        }
    });
    let Some(first) = unknown.first() else { return Ok(()) };
    let nearest = known.iter().max_by(|a, b| strsim::jaro_winkler(a, first).total_cmp(&strsim::jaro_winkler(b, first)));
    match nearest {
        _ if first == "discord.token" => {
            anyhow::bail!(
                "`discord.token` has no place in a file: set the environment variable {TOKEN} or {TOKEN_FILE}"
            )
        }
        Some(nearest) => anyhow::bail!("there is no setting `{first}`; did you mean `{nearest}`?"),
        None => anyhow::bail!("there is no setting `{first}`"),
    }
}

fn walk(table: &toml::Table, prefix: &str, visit: &mut impl FnMut(&str)) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        visit(&key);
        if let toml::Value::Table(inner) = value {
            walk(inner, &key, visit);
        }
    }
}

/// Every setting's name.
fn keys(meta: &Meta, prefix: &str) -> Vec<String> {
    leaves(meta, prefix).into_iter().map(|(key, _)| key).collect()
}

/// Every setting's name, and the environment variable that sets it.
fn leaves(meta: &Meta, prefix: &str) -> Vec<(String, Option<&'static str>)> {
    let mut found = Vec::new();
    for field in meta.fields {
        let key = if prefix.is_empty() { field.name.to_owned() } else { format!("{prefix}.{}", field.name) };
        match &field.kind {
            FieldKind::Nested { meta } => found.extend(leaves(meta, &key)),
            FieldKind::Leaf { env, .. } => found.push((key, *env)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_known_one() {
        let error = known_keys("[rounds]\nsettle_hour = 3").unwrap_err().to_string();
        assert_eq!(error, "there is no setting `rounds.settle_hour`; did you mean `rounds.settle_hours`?");
        assert!(known_keys("[discord]\ntoken = 'x'").unwrap_err().to_string().contains("DISCORD_TOKEN"));
    }

    #[test]
    fn passwords_in_addresses_are_masked() {
        let check = |url: &str, shown: &str| assert_eq!(masked(&toml::Value::from(url)), shown);
        check("sqlite://data/viva.db", "\"sqlite://data/viva.db\"");
        check("postgres://viva:hunter2@db/viva", "\"postgres://viva:***@db/viva\"");
        check(
            "postgres://viva@db/viva?password=hunter2&sslmode=require",
            "\"postgres://viva@db/viva?password=***&sslmode=require\"",
        );
        for torn in [
            "postgres://viva:1/hunter2@db/viva",
            "postgres://viva:1#hunter2@db/viva",
            "postgres://viva:1?hunter2@db/viva",
        ] {
            assert!(!masked(&toml::Value::from(torn)).contains("hunter2"), "{}", masked(&toml::Value::from(torn)));
        }
    }

    #[test]
    fn the_example_file_sets_nothing_wrongly() {
        known_keys(&Config::example()).unwrap();
    }
}
