//! The settings as they stand, for an operator to look at: each with where it comes from, secrets masked.

use std::path::Path;

use super::keys::leaves;
use super::secret::{OPINION_KEY, OPINION_KEY_FILE, TOKEN, TOKEN_FILE, secret};
use super::{Config, file};
use confique::Config as _;

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
    shown.push(secret_shown("the token", TOKEN, TOKEN_FILE));
    shown.push(secret_shown("the key for second opinions", OPINION_KEY, OPINION_KEY_FILE));
    Ok(shown)
}

/// Whether a secret is there, and from where; never the secret.
fn secret_shown(name: &str, variable: &str, file: &str) -> Shown {
    let (value, from) =
        match (secret(variable, file), std::env::var(variable).is_ok_and(|value| !value.trim().is_empty())) {
            (Ok(Some(_)), true) => ("(set, not shown)", format!("from the environment: {variable}")),
            (Ok(Some(_)), false) => ("(set, not shown)", format!("from the file that {file} names")),
            _ => ("(unset)", format!("neither {variable} nor {file} gives one")),
        };
    Shown { key: name.to_owned(), value: value.to_owned(), from }
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
