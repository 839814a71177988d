//! A PostgreSQL to test on: the server of `VIVA_TEST_POSTGRES_URL`, or else a throw-away cluster made from the installed binaries.
//! Each test gets a database of its own.

use std::fs;
use std::io::Write;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::LazyLock;

use rand::TryRng;
use rand::rngs::SysRng;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// An empty database, dropped with this value.
pub struct Database {
    /// Its address.
    pub url: String,
    server: &'static str,
    name: String,
}

/// A new database, or `None` with a loud line where there is no PostgreSQL. Panics instead where it must be there: under `CI`, or with
/// `VIVA_TEST_POSTGRES=required`.
pub async fn database() -> Option<Database> {
    static SERVER: LazyLock<Result<Server, String>> = LazyLock::new(Server::get);
    let server = match &*SERVER {
        Ok(server) => server,
        Err(why) => {
            let required = std::env::var("VIVA_TEST_POSTGRES").is_ok_and(|value| value == "required");
            assert!(!required && std::env::var_os("CI").is_none(), "no PostgreSQL to test on: {why}");
            eprintln!("\n!!! SKIPPED on PostgreSQL: {why}\n");
            return None;
        }
    };
    let name = format!("viva_test_{:016x}", SysRng.try_next_u64().unwrap());
    execute(&server.url, format!("CREATE DATABASE {name}")).await;
    let mut url = url::Url::parse(&server.url).unwrap();
    url.set_path(&name);
    Some(Database { url: url.into(), server: &server.url, name })
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.server, self.name.clone());
        // A runtime cannot be entered from within another one.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(execute(server, format!("DROP DATABASE {name} WITH (FORCE)")));
        });
        if dropping.join().is_err() {
            eprintln!("the test database {} was not dropped", self.name);
        }
    }
}

async fn execute(url: &str, sql: String) {
    let options: PgConnectOptions = url.parse().unwrap();
    let mut connection = PgConnection::connect_with(&options.disable_statement_logging()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

struct Server {
    url: String,
    /// Open until this process is gone, however it went: then the throw-away cluster stops and its folder is removed.
    _alive: Option<ChildStdin>,
}

/// `$1` holds the programs, `$2` the cluster. Reads until nobody holds the other end, then cleans up.
const STOP_AFTER_US: &str = r#"trap '' INT TERM HUP; cat; "$1/pg_ctl" stop -m immediate -D "$2/data"; rm -rf "$2""#;

const SETTINGS: &str = "
listen_addresses = '' # only the socket: no port that another could have
fsync = off
full_page_writes = off
synchronous_commit = off
shared_buffers = 16MB
";

impl Server {
    fn get() -> Result<Server, String> {
        match std::env::var("VIVA_TEST_POSTGRES_URL") {
            Ok(url) => Ok(Server { url, _alive: None }),
            Err(_) => Server::start().map_err(|why| format!("{why} (or set VIVA_TEST_POSTGRES_URL)")),
        }
    }

    fn start() -> Result<Server, String> {
        let programs = programs().ok_or("initdb, pg_ctl and postgres are not installed")?;
        let user = unprivileged()?;
        let folder = tempfile::Builder::new().prefix("viva-postgres-").tempdir().map_err(|error| error.to_string())?;
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).map_err(|error| error.to_string())?;
        }
        let folder = folder.keep();
        let command = |program: &Path| {
            let mut command = Command::new(program);
            if let Some((uid, gid)) = user {
                command.uid(uid).gid(gid);
            }
            command.current_dir(&folder);
            command
        };
        // Before anything is started, so that whatever is left half-way is cleaned up too.
        let mut watch = command(Path::new("/bin/sh"));
        watch.args(["-c", STOP_AFTER_US, "sh"]).args([&programs, &folder]);
        watch.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let alive = watch.spawn().map_err(|error| error.to_string())?.stdin;

        let data = folder.join("data");
        let mut initdb = command(&programs.join("initdb"));
        finish(initdb.arg("-D").arg(&data).args("-U postgres -A trust -E UTF8 --locale=C --no-sync".split(' ')))?;
        fs::OpenOptions::new()
            .append(true)
            .open(data.join("postgresql.conf"))
            .and_then(|mut file| writeln!(file, "{SETTINGS}unix_socket_directories = '{}'", folder.display()))
            .map_err(|error| error.to_string())?;
        let mut start = command(&programs.join("pg_ctl"));
        finish(start.args(["start", "-w", "-D"]).arg(&data).arg("-l").arg(folder.join("log")))?;
        let url = format!("postgres://postgres@localhost/postgres?host={}", folder.display());
        Ok(Server { url, _alive: alive })
    }
}

fn finish(command: &mut Command) -> Result<(), String> {
    // Not `output()`: the server inherits its pipes, and would be waited for.
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} failed: {status}")),
        Err(error) => Err(format!("{command:?} cannot be run: {error}")),
    }
}

/// The folder with PostgreSQL's programs: the first on the path, or else the newest that Debian installed.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path());
    let mut debian: Vec<_> = debian.collect();
    debian.sort_by_key(|folder| folder.file_name().and_then(|version| version.to_str()?.parse::<u32>().ok()));
    std::env::split_paths(&path)
        .chain(debian.into_iter().rev().map(|folder| folder.join("bin")))
        .find(|folder| ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file()))
}

/// Who runs the server, as (uid, gid), where it cannot be who runs the tests: PostgreSQL refuses to run as root.
fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    let id = |args: &[&str]| -> Result<u32, String> {
        let output = Command::new("id").args(args).output().map_err(|error| format!("id cannot be run: {error}"))?;
        let id = String::from_utf8_lossy(&output.stdout);
        id.trim().parse().map_err(|_| "there is no user postgres to run the server".to_owned())
    };
    if id(&["-u"])? != 0 {
        return Ok(None);
    }
    Ok(Some((id(&["-u", "postgres"])?, id(&["-g", "postgres"])?)))
}
