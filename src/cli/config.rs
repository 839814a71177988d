//! `viva config`: the settings.

use std::io::Write as _;
use std::path::Path;

use clap::Subcommand;

use crate::config::{self, Config};

/// What `viva config` can do.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the example file: every setting, its documentation, its default
    Example,
    /// Read the config file and the environment as `run` would, and say whether they are in order
    Check,
    /// Print every setting, its value, and where that came from; secrets are masked
    Show,
}

/// Does it.
pub fn run(path: Option<&Path>, command: &ConfigCommand) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Example => std::io::stdout().write_all(Config::example().as_bytes())?,
        ConfigCommand::Check => {
            Config::read(path)?;
            println!("The settings are in order.");
            match config::token() {
                Ok(_) => println!("There is a token."),
                Err(error) => println!("{error}"),
            }
        }
        ConfigCommand::Show => {
            for setting in config::show(path)? {
                println!("{} = {}  # {}", setting.key, setting.value, setting.from);
            }
        }
    }
    Ok(())
}
