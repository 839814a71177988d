//! Secrets: they come from the environment, or from files that it names; never from the settings' file.

use std::path::PathBuf;

use anyhow::Context as _;

/// The environment variable that holds the bot's token. It has no place in the file.
pub const TOKEN: &str = "DISCORD_TOKEN";
/// The environment variable that names a file which holds the token.
pub const TOKEN_FILE: &str = "DISCORD_TOKEN_FILE";

/// The environment variable that holds the key of the endpoint for second opinions. It has no place in the file.
pub const OPINION_KEY: &str = "VIVA_OPINION_KEY";
/// The environment variable that names a file which holds that key.
pub const OPINION_KEY_FILE: &str = "VIVA_OPINION_KEY_FILE";

/// The bot's token, from the environment.
///
/// # Errors
/// When neither variable is set, or the file can't be read; says how to set it.
pub fn token() -> anyhow::Result<String> {
    secret(TOKEN, TOKEN_FILE)?.with_context(|| {
        format!(
            "no token: set {TOKEN} to the bot's token, or {TOKEN_FILE} to a file that holds it. \
             The token is on the Developer Portal's page \"Bot\". To look around without one, run `viva playground`."
        )
    })
}

/// The key of the endpoint for second opinions, from the environment; `None` where there is none, as local servers need none.
///
/// # Errors
/// When the file that is to hold it can't be read, or is empty.
pub fn opinion_key() -> anyhow::Result<Option<String>> {
    secret(OPINION_KEY, OPINION_KEY_FILE)
}

/// What an environment variable holds, or else the file that another one names.
pub(super) fn secret(variable: &str, file: &str) -> anyhow::Result<Option<String>> {
    if let Ok(value) = std::env::var(variable)
        && !value.trim().is_empty()
    {
        return Ok(Some(value.trim().to_owned()));
    }
    let Some(path) = std::env::var_os(file).filter(|path| !path.is_empty()) else { return Ok(None) };
    let path = PathBuf::from(path);
    let value = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {variable} from {} (named by {file})", path.display()))?;
    anyhow::ensure!(!value.trim().is_empty(), "the file {} (named by {file}) is empty", path.display());
    Ok(Some(value.trim().to_owned()))
}
