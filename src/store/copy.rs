//! Copying a SQLite database into PostgreSQL: all tables in one transaction, counted and summed up on both sides before it is
//! committed.

use anyhow::{Context, Result, bail, ensure};
use futures::TryStreamExt as _;
use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, PgConnection, QueryBuilder, Row, Sqlite, SqliteConnection, Transaction};

use super::Store;
use super::catalog::{self, Column, Counts, Kind, Table};
use super::db::Either;

/// How many values one INSERT carries at most; PostgreSQL takes 65,535.
const VALUES: usize = 20_000;

/// A value of any column.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Real(Option<f64>),
}

/// What a table's rows come to, in whatever order they are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: i64,
    check: [u64; 4],
}

impl Sum {
    fn add(&mut self, row: &[Value]) {
        let mut digest = Sha256::new();
        for value in row {
            // What kind it is goes first, and a text's length: no two rows are written alike.
            match value {
                Value::Text(None) | Value::Integer(None) | Value::Real(None) => digest.update([0]),
                Value::Text(Some(text)) => {
                    digest.update([1]);
                    digest.update(text.len().to_le_bytes());
                    digest.update(text.as_bytes());
                }
                Value::Integer(Some(number)) => {
                    digest.update([2]);
                    digest.update(number.to_le_bytes());
                }
                Value::Real(Some(number)) => {
                    digest.update([3]);
                    digest.update(number.to_bits().to_le_bytes());
                }
            }
        }
        let digest = digest.finalize();
        self.rows += 1;
        for (sum, bytes) in self.check.iter_mut().zip(digest.chunks_exact(8)) {
            *sum = sum.wrapping_add(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
        }
    }
}

impl Store {
    /// Copies everything into `to`, which must be an empty PostgreSQL database with the same tables; returns how many rows each table
    /// has. Both sides are compared before anything is committed. What is written to this database meanwhile is not in the copy.
    ///
    /// Refuses another kind of database, one whose tables are not current, and one that holds anything.
    pub async fn copy_to(&self, to: &Store) -> Result<Counts> {
        let (Either::Sqlite(from), Either::Postgres(into)) = (&self.db, &to.db) else {
            bail!("copies go from SQLite to PostgreSQL")
        };
        self.must_be_current().await.context("the database to copy from")?;
        to.must_be_current().await.context("the database to copy to")?;
        if let Some((table, rows)) = to.counts().await?.into_iter().find(|(_, rows)| *rows > 0) {
            bail!("the database to copy to is not empty: its table {table} has {rows} rows");
        }
        // One transaction reads: all tables as they were at one moment.
        let mut from: Transaction<'_, Sqlite> = from.begin().await?;
        let mut into = into.begin().await?;
        let mut counts = Counts::new();
        for table in catalog::tables(&mut from).await? {
            let read = fill(&mut from, &mut into, &table)
                .await
                .with_context(|| format!("copying the table {}", table.name))?;
            let written =
                summed(&mut into, &table).await.with_context(|| format!("reading back the table {}", table.name))?;
            ensure!(
                read == written,
                "the table {} differs after the copy ({} rows read, {} written); nothing was kept",
                table.name,
                read.rows,
                written.rows
            );
            counts.insert(table.name, read.rows);
        }
        into.commit().await.context("committing the copy")?;
        Ok(counts)
    }
}

async fn fill(from: &mut SqliteConnection, into: &mut PgConnection, table: &Table) -> Result<Sum> {
    let mut sum = Sum::default();
    let mut batch: Vec<Vec<Value>> = Vec::new();
    let most = VALUES / table.columns.len().max(1);
    let sql = AssertSqlSafe(select(table));
    let mut rows = sqlx::query(sql).fetch(from);
    while let Some(row) = rows.try_next().await? {
        let row = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| of_sqlite(&row, at, column))
            .collect::<Result<Vec<_>>>()?;
        sum.add(&row);
        batch.push(row);
        if batch.len() == most {
            insert(into, table, std::mem::take(&mut batch)).await?;
        }
    }
    insert(into, table, batch).await?;
    Ok(sum)
}

async fn insert(into: &mut PgConnection, table: &Table, rows: Vec<Vec<Value>>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::new(format!("INSERT INTO \"{}\" ({}) ", table.name, names(table)));
    query.push_values(rows, |mut values, row| {
        for value in row {
            match value {
                Value::Text(text) => values.push_bind(text),
                Value::Integer(number) => values.push_bind(number),
                Value::Real(number) => values.push_bind(number),
            };
        }
    });
    query.build().persistent(false).execute(into).await?;
    Ok(())
}

async fn summed(into: &mut PgConnection, table: &Table) -> Result<Sum> {
    let mut sum = Sum::default();
    let wide: Vec<String> = table.columns.iter().map(widened).collect();
    let sql = AssertSqlSafe(format!("SELECT {} FROM \"{}\"", wide.join(", "), table.name));
    let mut rows = sqlx::query(sql).fetch(into);
    while let Some(row) = rows.try_next().await? {
        let row = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| of_postgres(&row, at, column))
            .collect::<Result<Vec<_>>>()?;
        sum.add(&row);
    }
    Ok(sum)
}

fn select(table: &Table) -> String {
    format!("SELECT {} FROM \"{}\"", names(table), table.name)
}

fn names(table: &Table) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    names.join(", ")
}

/// A SMALLINT is read as the BIGINT that it fits into.
fn widened(column: &Column) -> String {
    match column.kind {
        Kind::Integer => format!("cast(\"{}\" AS BIGINT)", column.name),
        Kind::Text | Kind::Real => format!("\"{}\"", column.name),
    }
}

fn of_sqlite(row: &SqliteRow, at: usize, column: &Column) -> Result<Value> {
    let read = || -> sqlx::Result<Value> {
        Ok(match column.kind {
            Kind::Text => Value::Text(row.try_get(at)?),
            Kind::Integer => Value::Integer(row.try_get(at)?),
            Kind::Real => Value::Real(row.try_get(at)?),
        })
    };
    let value = read().with_context(|| format!("reading the column {}", column.name))?;
    if let Value::Text(Some(text)) = &value {
        ensure!(!text.contains('\0'), "a text in the column {} has a zero byte, which PostgreSQL refuses", column.name);
    }
    Ok(value)
}

fn of_postgres(row: &PgRow, at: usize, column: &Column) -> Result<Value> {
    Ok(match column.kind {
        Kind::Text => Value::Text(row.try_get(at)?),
        Kind::Integer => Value::Integer(row.try_get(at)?),
        Kind::Real => Value::Real(row.try_get(at)?),
    })
}
