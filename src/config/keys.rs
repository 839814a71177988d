//! The settings' names.

use anyhow::Context as _;
use confique::Config as _;
use confique::meta::{FieldKind, Meta};

use super::Config;
use super::secret::{OPINION_KEY, OPINION_KEY_FILE, TOKEN, TOKEN_FILE};

/// Refuses a key that no setting has, with the nearest one that there is.
pub fn known_keys(text: &str) -> anyhow::Result<()> {
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
        _ if first == "opinion.key" => {
            anyhow::bail!(
                "`opinion.key` has no place in a file: set the environment variable {OPINION_KEY} or {OPINION_KEY_FILE}"
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
pub fn leaves(meta: &Meta, prefix: &str) -> Vec<(String, Option<&'static str>)> {
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
        assert!(known_keys("[opinion]\nkey = 'x'").unwrap_err().to_string().contains("VIVA_OPINION_KEY"));
    }

    #[test]
    fn the_example_file_sets_nothing_wrongly() {
        known_keys(&Config::example()).unwrap();
    }
}
