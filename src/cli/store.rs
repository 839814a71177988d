//! `viva store`: the database, for whoever keeps it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use crate::app::recount;
use crate::config::Config;
use crate::store::{self, Backup, Counts, Store, shown};

/// What `viva store` can do.
#[derive(Clone, Debug, Subcommand)]
pub enum StoreCommand {
    /// Make the database if it is not there, and bring its tables up to date, as `run` does by itself
    Migrate,
    /// Write a backup of a SQLite database into a new file, while the bot runs or not, and check it
    Backup {
        /// The file to write; one that is there is never overwritten
        file: PathBuf,
    },
    /// Check a backup, and put it in the place of the database; the bot must be stopped
    Restore {
        /// The backup
        file: PathBuf,
        /// Even if the database holds something; it is put aside
        #[arg(long)]
        force: bool,
    },
    /// Copy a SQLite database into an empty PostgreSQL one, and compare; stop the bot first
    Copy {
        /// The address to copy to: postgres://user@host/database (its password by VIVA_STORE_COPY_TO)
        #[arg(long, value_name = "URL", env = "VIVA_STORE_COPY_TO", hide_env_values = true)]
        to: String,
    },
    /// Count what every round and quiz earns, at the present settings and bank, and show where the ledger differs
    Recount {
        /// Write the differences into the ledger
        #[arg(long)]
        write: bool,
    },
    /// Check what must always be so; each finding is a line
    Verify,
}

/// Does it; an exit code other than 0 says that something was found.
pub async fn run(config: &Config, command: &StoreCommand) -> anyhow::Result<ExitCode> {
    let url = &config.store.url;
    match command {
        StoreCommand::Migrate => migrate(url).await,
        StoreCommand::Backup { file } => {
            let store = Store::existing(url).await?;
            let backup = store.backup(file).await;
            store.close().await;
            println!("The backup {} is written and checked: {}.", file.display(), told(&backup?));
            Ok(ExitCode::SUCCESS)
        }
        StoreCommand::Restore { file, force } => {
            let (backup, aside) = store::restore(file, url, *force).await?;
            println!("The database {} is restored: {}.", shown(url), told(&backup));
            if let Some(aside) = aside {
                println!("What was there before is now {}.", aside.display());
            }
            Ok(ExitCode::SUCCESS)
        }
        StoreCommand::Copy { to } => copy(url, to).await,
        StoreCommand::Recount { write } => {
            let store = current(url).await?;
            let done = self::recount(&store, config, *write).await;
            store.close().await;
            done
        }
        StoreCommand::Verify => {
            let store = current(url).await?;
            let found = store.verify().await;
            store.close().await;
            let found = found?;
            for violation in &found {
                println!("{violation}");
            }
            match found.len() {
                0 => println!("Nothing is wrong."),
                count => println!(
                    "{count} things are wrong. A backup from before may be sound: `viva store backup` keeps one."
                ),
            }
            Ok(ExitCode::from(u8::from(!found.is_empty())))
        }
    }
}

async fn current(url: &str) -> anyhow::Result<Store> {
    let store = Store::existing(url).await?;
    store.must_be_current().await.with_context(|| format!("the database {}", shown(url)))?;
    Ok(store)
}

async fn migrate(url: &str) -> anyhow::Result<ExitCode> {
    let before = match Store::existing(url).await {
        Ok(store) => {
            let schema = store.schema().await;
            store.close().await;
            schema?.applied
        }
        Err(_) => 0,
    };
    let store = Store::open(url).await?;
    let after = store.schema().await?.applied;
    store.close().await;
    match before == after {
        true => println!("The tables of {} are current (step {after}).", shown(url)),
        false => println!("The tables of {} went from step {before} to step {after}.", shown(url)),
    }
    Ok(ExitCode::SUCCESS)
}

async fn copy(url: &str, to: &str) -> anyhow::Result<ExitCode> {
    let from = current(url).await?;
    let into = Store::open(to).await?;
    let copied = from.copy_to(&into).await;
    into.close().await;
    from.close().await;
    println!("Copied from {} to {} and compared:\n{}", shown(url), shown(to), table(&copied?));
    println!("Set store.url (or VIVA_STORE_URL) to the new address before the bot starts again.");
    Ok(ExitCode::SUCCESS)
}

async fn recount(store: &Store, config: &Config, write: bool) -> anyhow::Result<ExitCode> {
    let bank = super::bank(config)?;
    let counted = recount::recount(store, &bank, &config.points.rates()).await?;
    for difference in &counted.differences {
        println!("{difference}");
    }
    for source in &counted.left_alone {
        println!("{source}: its question has left the bank; its points stay as they are");
    }
    let differing = counted.differences.len();
    println!("{} rounds and quizzes counted, {differing} differ from the ledger.", counted.counted);
    if differing > 0 && write {
        recount::write(store, &counted).await?;
        println!("The ledger is corrected.");
    } else if differing > 0 {
        println!("Nothing was changed; --write corrects the ledger.");
    }
    Ok(ExitCode::from(u8::from(differing > 0 && !write)))
}

fn told(backup: &Backup) -> String {
    let rows: i64 = backup.counts.values().sum();
    format!(
        "{rows} rows in {} tables, {} KiB, tables of step {}",
        backup.counts.len(),
        backup.bytes >> 10,
        backup.schema
    )
}

fn table(counts: &Counts) -> String {
    counts.iter().map(|(table, rows)| format!("  {table:<20} {rows:>10}")).collect::<Vec<_>>().join("\n")
}
