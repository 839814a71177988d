//! Backups of a SQLite database, and putting one back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::Store;
use super::catalog::{self, Counts};
use super::db::Either;
use super::open::{file_of, newest};

/// A backup that was written, or read and found sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// How many rows each table has in it.
    pub counts: Counts,
    /// Its size.
    pub bytes: u64,
    /// How old its tables are: the last step of their making.
    pub schema: i64,
}

impl Store {
    /// Writes all that is in a SQLite database into one new file, while others write to it: the file is the database as it was at
    /// one moment. It is flushed to the disk, read back and checked before it gets its name, so that a file of that name is whole.
    ///
    /// Refuses PostgreSQL, and a file that is there already.
    pub async fn backup(&self, to: &Path) -> Result<Backup> {
        let Either::Sqlite(pool) = &self.db else {
            bail!(
                "PostgreSQL is backed up with its own tool: pg_dump --format=custom --file={} and the database's address",
                to.display()
            )
        };
        ensure!(!to.exists(), "{} is there already; a backup never overwrites", to.display());
        let folder = folder_of(to);
        let partial = tempfile::Builder::new()
            .prefix(".viva-backup-")
            .tempfile_in(&folder)
            .with_context(|| format!("cannot write into the folder {}", folder.display()))?;
        let path = partial.path().to_str().context("the backup's folder has a name that is not text")?.to_owned();
        let mut connection = pool.acquire().await.context("reaching the database")?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut *connection).await.context("writing the backup")?;
        drop(connection);
        partial.as_file().sync_all().context("flushing the backup to the disk")?;
        let backup = check(partial.path()).await.context("the backup that was just written is not sound")?;
        partial
            .persist_noclobber(to)
            .with_context(|| format!("{} cannot be named so; a backup never overwrites", to.display()))?;
        sync_folder(&folder)?;
        Ok(backup)
    }
}

/// Puts a backup in the place of the database at `url`, after checking it. The file that was there stays beside it, under the name
/// that is returned.
///
/// Refuses, unless `force`, a database that holds anything; and always one that somebody has open.
pub async fn restore(from: &Path, url: &str, force: bool) -> Result<(Backup, Option<PathBuf>)> {
    let Some(to) = file_of(url).context("a backup is put back into SQLite only")? else {
        bail!("a database in memory cannot be restored")
    };
    let backup = check(from).await.with_context(|| format!("{} is not restored", from.display()))?;
    let folder = folder_of(&to);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let new = tempfile::Builder::new().prefix(".viva-restore-").tempfile_in(&folder)?;
    fs::copy(from, new.path()).with_context(|| format!("cannot copy into {}", folder.display()))?;
    File::open(new.path())?.sync_all().context("flushing the copy to the disk")?;
    ensure!(check(new.path()).await? == backup, "the copy in {} differs from the backup", folder.display());
    let aside = if to.exists() { Some(put_aside(&to, force).await?) } else { None };
    new.persist_noclobber(&to).with_context(|| format!("cannot put the backup at {}", to.display()))?;
    sync_folder(&folder)?;
    Ok((backup, aside))
}

/// Reads a backup without changing it, and says what is in it.
///
/// # Errors
/// When it is damaged, is no database of Viva's, or was made by a newer Viva.
pub async fn check(path: &Path) -> Result<Backup> {
    ensure!(path.is_file(), "there is no file {}", path.display());
    let journal = PathBuf::from(format!("{}-wal", path.display()));
    if fs::metadata(&journal).is_ok_and(|journal| journal.len() > 0) {
        bail!(
            "it is only a part of a database: the rest is in {}. Take a backup with `viva store backup`",
            journal.display()
        );
    }
    // Immutable: no journal is looked for, and no lock file is made beside it.
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    let mut connection = options.connect().await.with_context(|| format!("cannot open {}", path.display()))?;
    let backup = inspect(&mut connection, path).await;
    connection.close().await?;
    backup
}

async fn inspect(connection: &mut SqliteConnection, path: &Path) -> Result<Backup> {
    let damage: Vec<(String,)> =
        sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut *connection).await.context("it cannot be read")?;
    if let Some((first,)) = damage.iter().find(|(line,)| line != "ok") {
        bail!("it is damaged: {first}");
    }
    let dangling: Vec<(String,)> =
        sqlx::query_as("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check").fetch_all(&mut *connection).await?;
    if let Some((table,)) = dangling.first() {
        bail!("rows of its table {table} refer to rows that are not there");
    }
    let version: Option<(i64,)> =
        sqlx::query_as("SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success")
            .fetch_optional(&mut *connection)
            .await
            .context("it is no database of Viva's")?;
    let schema = version.map_or(0, |(version,)| version);
    ensure!(schema > 0, "it is no database of Viva's");
    ensure!(
        schema <= newest(),
        "its tables were made by a newer Viva (step {schema}; this one knows {}). Run the newer Viva",
        newest()
    );
    Ok(Backup { counts: catalog::counts(connection).await?, bytes: fs::metadata(path)?.len(), schema })
}

/// Moves the database out of the way, whole and closed; returns where it is then.
async fn put_aside(to: &Path, force: bool) -> Result<PathBuf> {
    let mut connection = SqliteConnectOptions::new()
        .filename(to)
        .busy_timeout(std::time::Duration::from_secs(1))
        .connect()
        .await
        .with_context(|| format!("cannot open the database {}", to.display()))?;
    let rows: i64 = catalog::counts(&mut connection).await?.values().sum();
    if rows > 0 && !force {
        connection.close().await?;
        bail!(
            "the database {} is not empty: it has {rows} rows. With --force it is put aside, and the backup takes its place",
            to.display()
        );
    }
    // Leaving WAL takes the database for oneself, and brings all that was written into the one file.
    let alone = sqlx::query("PRAGMA journal_mode = DELETE").execute(&mut connection).await;
    connection.close().await?;
    if let Err(error) = alone {
        bail!("somebody has the database {} open ({error}); stop the bot first", to.display());
    }
    let aside = (1..)
        .map(|number| PathBuf::from(format!("{}.before-restore-{number}", to.display())))
        .find(|path| !path.exists())
        .context("no name is free")?;
    fs::rename(to, &aside).with_context(|| format!("cannot move {} aside", to.display()))?;
    Ok(aside)
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// So that the new name outlives a power failure too.
fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder)?.sync_all().with_context(|| format!("flushing the folder {} to the disk", folder.display()))
}
