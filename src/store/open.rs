//! Opening and closing the database.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use url::Url;

use super::Store;
use super::db::{Db, Either, on, row};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a writer waits for the one before it.
const BUSY: Duration = Duration::from_secs(5);
/// How long a caller waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

impl Store {
    /// Opens the database at `url` and brings its tables up to date: `sqlite://data/viva.db` (folder and file are made),
    /// `sqlite::memory:` (gone when it is closed), or `postgres://user:password@host/database`.
    ///
    /// Fails with words for the operator, which never hold the password: when the address is none of these, when nobody answers
    /// there, or when the tables are newer than this program.
    pub async fn open(url: &str) -> Result<Store> {
        let (db, shown) = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => (sqlite(url).await, url.to_owned()),
            Some("postgres" | "postgresql") => {
                let url = readable(url)?;
                (postgres(&url).await, without_secrets(url))
            }
            _ => bail!("the database's address must begin with sqlite:// or postgres://"),
        };
        let db = db.with_context(|| format!("cannot open the database {shown}"))?;
        if let Err(error) = on!(db, |pool| MIGRATIONS.run(pool).await) {
            close(&db).await;
            return Err(explained(error)).with_context(|| format!("cannot bring the database {shown} up to date"));
        }
        Ok(Store { db })
    }

    /// Opens the database at `url` as it is: makes nothing, and changes no table. For who looks after it, maybe while the bot runs.
    ///
    /// Fails as [`Store::open`] does, and where there is no database yet; [`Store::schema`] says how old its tables are.
    pub async fn existing(url: &str) -> Result<Store> {
        let (db, shown) = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => {
                let file = file_of(url)?;
                if !file.is_some_and(|file| file.is_file()) {
                    bail!("there is no database {url} yet: `viva run` makes it, and so does `viva store migrate`");
                }
                let options = SqliteConnectOptions::from_str(url)?.foreign_keys(true).busy_timeout(BUSY);
                let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE).max_connections(2);
                (pool.connect_with(options).await.map(Either::Sqlite).map_err(Into::into), url.to_owned())
            }
            Some("postgres" | "postgresql") => {
                let url = readable(url)?;
                (postgres(&url).await, without_secrets(url))
            }
            _ => bail!("the database's address must begin with sqlite:// or postgres://"),
        };
        Ok(Store { db: db.with_context(|| format!("cannot open the database {shown}"))? })
    }

    /// How old the tables are.
    pub async fn schema(&self) -> Result<Schema> {
        let there: Option<(i64,)> = match &self.db {
            Either::Sqlite(pool) => {
                let sql = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
                sqlx::query_as(sql).fetch_optional(pool).await
            }
            Either::Postgres(pool) => {
                let sql = "SELECT count(*) FROM information_schema.tables
                           WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";
                sqlx::query_as(sql).fetch_optional(pool).await
            }
        }
        .context("looking for the tables")?;
        let applied: Option<(i64,)> = match there {
            Some((0,)) | None => None,
            Some(_) => row!(self.db, "SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success")
                .context("reading how old the tables are")?,
        };
        Ok(Schema { applied: applied.map_or(0, |(version,)| version), known: newest() })
    }

    /// Fails, with words for the operator, unless the tables are those that this program knows.
    pub async fn must_be_current(&self) -> Result<()> {
        let Schema { applied, known } = self.schema().await?;
        match applied.cmp(&known) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Less => {
                bail!("its tables are of an older Viva (step {applied} of {known}): run `viva store migrate` first")
            }
            std::cmp::Ordering::Greater => Err(explained(MigrateError::VersionMissing(applied))),
        }
    }

    /// Closes the database, for all clones; whoever is still at it is waited for.
    pub async fn close(&self) {
        close(&self.db).await;
    }
}

/// How old a database's tables are, in steps of its making.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// The last step that was taken; 0 for an empty database.
    pub applied: i64,
    /// The last step that this program knows.
    pub known: i64,
}

/// The file of a SQLite database; `None` for one in memory.
///
/// # Errors
/// When `url` is no address of SQLite.
pub fn file_of(url: &str) -> Result<Option<PathBuf>> {
    if !url.starts_with("sqlite:") {
        bail!("this works on SQLite only; the database's address is another one");
    }
    if in_memory(url) {
        return Ok(None);
    }
    Ok(Some(SqliteConnectOptions::from_str(url)?.get_filename().to_owned()))
}

/// An address for people to read: without its password, and without its parameters, which may hold one too.
pub fn shown(url: &str) -> String {
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => url.to_owned(),
        _ => readable(url).map_or_else(|_| "(hidden: it cannot be read)".to_owned(), without_secrets),
    }
}

fn in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

pub(super) fn newest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

async fn close(db: &Db) {
    on!(db, |pool| pool.close().await);
}

async fn sqlite(url: &str) -> Result<Db> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY);
    let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE);
    let pool = if in_memory(url) {
        // A second connection would see another, empty database, and the last one takes the database with it.
        pool.max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None)
    } else {
        if let Some(folder) = options.get_filename().parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        // One stays open, so that whoever would replace the file under a running bot can tell.
        pool.max_connections(4).min_connections(1)
    };
    Ok(Either::Sqlite(pool.connect_with(options).await?))
}

async fn postgres(url: &Url) -> Result<Db> {
    let options: PgConnectOptions = url.as_str().parse()?;
    // The pool would try until its patience ends, and then not say what was wrong.
    let first = tokio::time::timeout(PATIENCE, options.connect()).await.context("nobody answers there")??;
    first.close().await?;
    let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(PATIENCE);
    Ok(Either::Postgres(pool.connect_with(options).await?))
}

/// Parses an address of PostgreSQL, and refuses one that a password with a `/`, `?` or `#` has torn apart: its pieces would be taken
/// for a path or for parameters, and shown.
fn readable(url: &str) -> Result<Url> {
    const PARAMETERS: [&str; 16] = [
        "sslmode",
        "ssl-mode",
        "sslrootcert",
        "ssl-root-cert",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "application_name",
    ];
    let whole = |url: &Url| {
        url.fragment().is_none()
            && !url.path().contains('@')
            && url.path().rfind('/').is_none_or(|at| at == 0)
            && url.query_pairs().all(|(key, _)| PARAMETERS.contains(&&*key))
    };
    Url::parse(url).ok().filter(whole).context(
        "the database's address cannot be read; in its password, every character that is not a letter or a digit must be written \
         as % and its code, such as %2F for /",
    )
}

/// The address without its password and without its parameters, which may hold one too.
fn without_secrets(mut url: Url) -> String {
    url.set_query(None);
    match url.set_password(None) {
        Ok(()) => url.into(),
        // Without a host there is no password either.
        Err(()) => format!("{}://", url.scheme()),
    }
}

fn explained(error: MigrateError) -> anyhow::Error {
    let newest = newest();
    match error {
        MigrateError::VersionMissing(version) if version > newest => anyhow!(
            "its tables were made by a newer Viva (step {version}; this one knows {newest}). Run the newer Viva again, or restore \
             a backup from before the update"
        ),
        MigrateError::VersionMismatch(version) => {
            anyhow!("step {version} of its tables is not the one that this Viva knows; was it made by a changed build?")
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, shown: &str) {
        assert_eq!(without_secrets(readable(url).unwrap()), shown);
    }

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        check("postgres://viva:hunter2@db.example:5433/viva?sslmode=require", "postgres://viva@db.example:5433/viva");
        check("postgres://viva@db.example/viva?password=hunter2", "postgres://viva@db.example/viva");
        check("postgres:///viva?host=/tmp&password=hunter2", "postgres://");
    }

    #[tokio::test]
    async fn no_error_tells_the_password() {
        for url in [
            "postgres://viva:hunter2@127.0.0.1:1/viva",
            "postgres://viva:hunter2@[nowhere/viva",
            "postgres://viva:hunter2@127.0.0.1:hunter2/viva",
            "postgres://viva:1/hunter2@127.0.0.1/viva",
            "postgres://viva:1?hunter2@127.0.0.1/viva",
            "postgres://viva:1#hunter2@127.0.0.1/viva",
            "mysql://viva:hunter2@127.0.0.1/viva",
            "hunter2",
        ] {
            let error = Store::open(url).await.unwrap_err();
            assert!(!format!("{error:#} {error:?}").contains("hunter2"), "{error:#}");
        }
    }
}
