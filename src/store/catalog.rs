//! The tables as the database itself tells of them, so that what copies or counts all of them forgets none.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::Store;
use super::db::Either;

/// How many rows each table has, by its name.
pub type Counts = BTreeMap<String, i64>;

/// A table of Viva's.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// What a column holds. The migrations use no other types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Real,
}

impl Kind {
    fn of(declared: &str) -> Result<Kind> {
        Ok(match declared.to_ascii_uppercase().as_str() {
            "TEXT" => Kind::Text,
            "BIGINT" | "SMALLINT" | "INTEGER" => Kind::Integer,
            "DOUBLE PRECISION" => Kind::Real,
            other => bail!("a column of the type {other:?} cannot be copied"),
        })
    }
}

/// The tables of a SQLite database; each comes after those that it refers to.
pub async fn tables(connection: &mut SqliteConnection) -> Result<Vec<Table>> {
    let mut names: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             AND name NOT LIKE '\\_%' ESCAPE '\\'
         ORDER BY name",
    )
    .fetch_all(&mut *connection)
    .await
    .context("listing the tables")?;
    let mut tables: Vec<Table> = Vec::new();
    while !names.is_empty() {
        let before = names.len();
        let mut waiting = Vec::new();
        for (name,) in names {
            let refers: Vec<(String,)> = sqlx::query_as("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)")
                .bind(&name)
                .fetch_all(&mut *connection)
                .await?;
            let ready = refers.iter().all(|(to,)| *to == name || tables.iter().any(|table| table.name == *to));
            if ready {
                let columns = columns(connection, &name).await?;
                tables.push(Table { name, columns });
            } else {
                waiting.push((name,));
            }
        }
        if waiting.len() == before {
            bail!("the tables refer to each other in a circle");
        }
        names = waiting;
    }
    Ok(tables)
}

async fn columns(connection: &mut SqliteConnection, table: &str) -> Result<Vec<Column>> {
    let found: Vec<(String, String)> = sqlx::query_as("SELECT name, type FROM pragma_table_info($1) ORDER BY cid")
        .bind(table)
        .fetch_all(connection)
        .await?;
    found.into_iter().map(|(name, kind)| Ok(Column { name, kind: Kind::of(&kind)? })).collect()
}

/// How many rows each of the tables has.
pub async fn counts(connection: &mut SqliteConnection) -> Result<Counts> {
    let mut counts = Counts::new();
    for table in tables(connection).await? {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM \"{}\"", table.name));
        let count = sqlx::query(sql).fetch_one(&mut *connection).await?.get(0);
        counts.insert(table.name, count);
    }
    Ok(counts)
}

impl Store {
    /// How many rows each table has, by its name.
    pub async fn counts(&self) -> Result<Counts> {
        match &self.db {
            Either::Sqlite(pool) => counts(&mut *pool.acquire().await?).await,
            Either::Postgres(pool) => {
                let names: Vec<(String,)> = sqlx::query_as(
                    "SELECT table_name::text FROM information_schema.tables
                     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> '_sqlx_migrations'",
                )
                .fetch_all(pool)
                .await?;
                let mut counts = Counts::new();
                for (name,) in names {
                    let sql = AssertSqlSafe(format!("SELECT count(*) FROM \"{name}\""));
                    counts.insert(name, sqlx::query(sql).fetch_one(pool).await?.get(0));
                }
                Ok(counts)
            }
        }
        .context("counting the rows")
    }
}
