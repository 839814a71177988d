//! The tables of an older release, with rows in them, come up to date; those of a newer one are refused with words.

use std::path::Path;

use chrono::{NaiveDate, Weekday};
use sqlx::migrate::Migrator;
use sqlx::{Connection, PgConnection, SqliteConnection};
use viva::domain::checklist::{Tick, Ticker};
use viva::domain::ids::{ChannelId, MessageId, RoleId};
use viva::domain::question::Level;
use viva::domain::round::{Round, RoundState};
use viva::domain::track::{Mode, Track, TrackState};
use viva::store::Store;

use crate::postgres;
use crate::samples::{ANN, BOB, GUILD, at, round, track};

#[tokio::test]
async fn tables_of_the_first_release_come_up_to_date_with_their_rows_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("viva.db").display());
    let mut old = SqliteConnection::connect(&url).await.unwrap();
    migrations().await.run_to(1, &mut old).await.unwrap();
    sqlx::raw_sql(FIRST_RELEASE).execute(&mut old).await.unwrap();
    the_first_release_is_read(&url).await;

    sqlx::raw_sql(FROM_THE_FUTURE).execute(&mut old).await.unwrap();
    newer_tables_are_refused(&url).await;
}

#[tokio::test]
async fn tables_of_the_first_release_come_up_to_date_with_their_rows_on_postgres() {
    let Some(database) = postgres::database().await else { return };
    let mut old = PgConnection::connect(&database.url).await.unwrap();
    migrations().await.run_to(1, &mut old).await.unwrap();
    sqlx::raw_sql(FIRST_RELEASE).execute(&mut old).await.unwrap();
    the_first_release_is_read(&database.url).await;

    sqlx::raw_sql(FROM_THE_FUTURE).execute(&mut old).await.unwrap();
    newer_tables_are_refused(&database.url).await;
}

async fn migrations() -> Migrator {
    Migrator::new(Path::new("migrations")).await.unwrap()
}

/// A row in every table, as the first release wrote them. Kept as it is: a migration must bring it along.
const FIRST_RELEASE: &str = r#"
INSERT INTO guilds VALUES (-8, 7);
INSERT INTO tracks VALUES ('T', -8, 5, 'Daily', '30 9 * * 1-5', 'Europe/Berlin', '["streams"]', '["mid","senior"]', 'sealed',
    480, 120, 9, '["2026-12-25"]', 4, 1, 1728000060000, 1728000120000, 1728000180000, 42, 101, 1727999940000, NULL);
INSERT INTO rounds VALUES ('R', 'T', -8, 5, 1, 1728000000000, 'pipeline-errors', '{}', 'open', 'revealed', 1728000000000,
    1728000060000, 1728000120000, 1728000120000, 1728000180000, 11, 12, 102);
INSERT INTO deliveries VALUES ('round:R:question', 5, 1728000000000, 11, NULL);
INSERT INTO answer_revisions VALUES ('R', 102, 0, 1, 'draft', 1728000059999), ('R', 102, 0, 2, 'answer', 1728000119999),
    ('R', 102, 14, 1, NULL, 1728000120000);
INSERT INTO ticks VALUES ('R', 102, 'silent', 'organizer', 1, 'says nothing', 1728000180000);
INSERT INTO votes VALUES ('R', 101, 102, 1728000180000);
INSERT INTO ledger VALUES (-8, 'T', 102, 5, 'participation', 'round:R', 'streams', 1728000000000),
    (-8, NULL, 102, 2, 'quiz', 'quiz:Q', 'streams', 1728000060000);
INSERT INTO recaps VALUES ('T', 1728000000000, '{"week":1}', NULL);
INSERT INTO notices VALUES (-8, 'no-threads', 1728000000000);
"#;

const FROM_THE_FUTURE: &str = "
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
VALUES (9999, 'from the future', true, '', 0)";

async fn the_first_release_is_read(url: &str) {
    let store = Store::open(url).await.unwrap();
    assert_eq!(store.organizer_role(GUILD).await.unwrap(), Some(RoleId(7)));
    let expected = Track {
        topics: vec!["streams".into()],
        levels: vec![Level::Mid, Level::Senior],
        mode: Mode::Sealed,
        ping: Some(RoleId(9)),
        days_off: vec![NaiveDate::from_ymd_opt(2026, 12, 25).unwrap()],
        recap_day: Some(Weekday::Fri),
        state: TrackState::Paused { until: Some(at(1)) },
        next_due: at(2),
        next_recap: Some(at(3)),
        ..track("T", "Daily")
    };
    assert_eq!(store.tracks_of(GUILD).await.unwrap(), vec![expected.clone()]);
    let mut round = Round {
        number: 1,
        question: "pipeline-errors".into(),
        mode: Mode::Open,
        state: RoundState::Revealed,
        asked_at: Some(at(1)),
        reveal_at: Some(at(2)),
        closed_at: Some(at(2)),
        settle_at: Some(at(3)),
        message: Some(MessageId(11)),
        thread: Some(ChannelId(12)),
        best: Some(BOB),
        ..round(&expected, "R", 0)
    };
    assert_eq!(store.round(&round.id).await.unwrap().as_ref(), Some(&round));
    assert_eq!(store.delivery("round:R:question").await.unwrap().unwrap().message, Some(11));
    let answers = store.answers(&round).await.unwrap();
    assert_eq!(answers.iter().map(|answer| (answer.user, answer.text())).collect::<Vec<_>>(), [(BOB, "answer".into())]);
    round.closed_at = Some(at(1));
    assert_eq!(store.answer(&round, BOB).await.unwrap().unwrap().text(), "draft");
    let tick = Tick {
        user: BOB,
        key_point: "silent".into(),
        by: Ticker::Organizer,
        covered: true,
        words: "says nothing".into(),
    };
    assert_eq!(store.ticks(&round.id).await.unwrap(), [tick]);
    assert_eq!(store.votes(&round.id).await.unwrap(), [(ANN, BOB)]);
    assert_eq!(store.board(GUILD, None, None, None).await.unwrap(), [(BOB, 7, 2)]);
    assert_eq!(store.unposted_recaps().await.unwrap()[0].frozen, "{\"week\":1}");
    assert!(!store.notice_once(GUILD, "no-threads", at(1)).await.unwrap());
    store.close().await;
}

async fn newer_tables_are_refused(url: &str) {
    let error = format!("{:#}", Store::open(url).await.unwrap_err());
    assert!(error.contains("newer Viva (step 9999;"), "{error}");
}
