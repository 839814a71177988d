//! One SQL text on either database, its binds checked against both drivers.
//!
//! What the two have in common is written once: `$1` placeholders, the types of the migrations, `ON CONFLICT`. Only a writing
//! transaction differs, and [`Db::writing`] is where. Sums are cast (PostgreSQL widens them), and texts are sorted in Rust, because
//! each database has its own alphabet.

use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};

/// SQLite's, or PostgreSQL's.
#[derive(Clone, Debug)]
pub enum Either<S, P> {
    /// The embedded default.
    Sqlite(S),
    /// For whoever outgrows one machine.
    Postgres(P),
}

/// The pool of connections.
pub type Db = Either<SqlitePool, PgPool>;

/// A writing transaction; undone unless it is committed.
pub type Tx = Either<Transaction<'static, Sqlite>, Transaction<'static, Postgres>>;

/// Evaluates the same expression with the connection of whichever database it is.
macro_rules! on {
    ($db:expr, |$on:ident| $then:expr) => {
        match $db.connection() {
            $crate::store::db::Either::Sqlite($on) => $then,
            $crate::store::db::Either::Postgres($on) => $then,
        }
    };
}

/// Runs a statement: how many rows it touched.
macro_rules! run {
    ($db:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        {
            let _timed = $crate::meters::store("write");
            on!($db, |on| sqlx::query($sql)$(.bind($bind))*.execute(on).await.map(|done| done.rows_affected()))
        }
    };
}

/// Every row of a query, as the type that is expected of it.
macro_rules! rows {
    ($db:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        {
            let _timed = $crate::meters::store("read");
            on!($db, |on| sqlx::query_as($sql)$(.bind($bind))*.fetch_all(on).await)
        }
    };
}

/// The row of a query, if there is one.
macro_rules! row {
    ($db:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        {
            let _timed = $crate::meters::store("read");
            on!($db, |on| sqlx::query_as($sql)$(.bind($bind))*.fetch_optional(on).await)
        }
    };
}

pub(super) use {on, row, rows, run};

impl Db {
    pub fn connection(&self) -> Either<&SqlitePool, &PgPool> {
        match self {
            Either::Sqlite(pool) => Either::Sqlite(pool),
            Either::Postgres(pool) => Either::Postgres(pool),
        }
    }

    /// Begins a transaction that reads and then writes `what`: a round's or a track's id, or the like. Those who write the same
    /// thing take turns.
    ///
    /// SQLite has one writer at a time, and only `BEGIN IMMEDIATE` queues for it: a deferred transaction that turns to writing
    /// fails when another was faster. PostgreSQL would let both read first; a lock on the name makes the second wait.
    pub async fn writing(&self, what: &str) -> sqlx::Result<Tx> {
        Ok(match self {
            Either::Sqlite(pool) => Either::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Either::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
                sqlx::query(lock).bind(what).execute(&mut *tx).await?;
                Either::Postgres(tx)
            }
        })
    }
}

impl Tx {
    pub fn connection(&mut self) -> Either<&mut SqliteConnection, &mut PgConnection> {
        match self {
            Either::Sqlite(tx) => Either::Sqlite(&mut **tx),
            Either::Postgres(tx) => Either::Postgres(&mut **tx),
        }
    }

    pub async fn commit(self) -> sqlx::Result<()> {
        match self {
            Either::Sqlite(tx) => tx.commit().await,
            Either::Postgres(tx) => tx.commit().await,
        }
    }
}
