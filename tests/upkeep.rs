//! The database's upkeep: a backup under load, a restore, a copy into PostgreSQL, and what `verify` finds.

#[path = "kit/postgres.rs"]
mod postgres;
#[path = "store/samples.rs"]
#[allow(dead_code)]
mod samples;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use samples::{ANN, BOB, GUILD, at, round, track};
use sqlx::{Connection, PgConnection, SqliteConnection};
use viva::domain::answer::{Part, Revision};
use viva::domain::checklist::{Tick, Ticker};
use viva::domain::ids::{ChannelId, MessageId, RoleId};
use viva::domain::memory::Rating;
use viva::domain::points::{Entry, Reason};
use viva::domain::quiz::End;
use viva::domain::reminder::Reminder;
use viva::domain::round::{Round, RoundState};
use viva::store::{Given, NewReview, Schema, Store, check_backup, restore};

fn url(folder: &Path, name: &str) -> String {
    format!("sqlite://{}", folder.join(name).display())
}

/// A row in every table, all of them sound.
async fn fill(store: &Store) -> Round {
    store.set_organizer_role(GUILD, Some(RoleId(u64::MAX))).await.unwrap();
    let track = track("T", "Daily — “täglich”");
    store.add_track(&track).await.unwrap();
    store.keep_draft(&track, at(0)).await.unwrap();
    let claimed = store.claim_round(&round(&track, "R", 0), at(1_440)).await.unwrap().unwrap();
    store.claim_delivery("round:R:question", track.channel, at(0)).await.unwrap();
    store.record_delivery("round:R:question", 11).await.unwrap();
    store.claim_delivery("round:R:thread", track.channel, at(0)).await.unwrap();
    store.record_delivery("round:R:thread", 11).await.unwrap();
    for (number, text) in [(1, Some("A draft")), (2, Some("It calls back.\n``` 😀")), (3, None)] {
        let revision = Revision { user: BOB, part: Part::Form, text: text.map(str::to_owned), at: at(number) };
        store.write_revision(&claimed.id, &revision).await.unwrap();
    }
    let reply = Revision { user: BOB, part: Part::Message(MessageId(77)), text: Some("Phases.".to_owned()), at: at(4) };
    store.write_revision(&claimed.id, &reply).await.unwrap();
    let tick =
        Tick { user: BOB, key_point: "phases".into(), by: Ticker::Machine, covered: true, words: "Phases".into() };
    store.set_ticks(&claimed.id, &[tick], at(5)).await.unwrap();
    store.vote(&claimed.id, ANN, BOB, at(6)).await.unwrap();
    let revealed = Round {
        state: RoundState::Revealed,
        asked_at: Some(at(0)),
        reveal_at: Some(at(5)),
        closed_at: Some(at(5)),
        settle_at: Some(at(1_445)),
        message: Some(MessageId(11)),
        thread: Some(ChannelId(11)),
        ..claimed
    };
    store.save_round(&revealed).await.unwrap();
    let entry = |reason, points, source: &str| Entry {
        guild: GUILD,
        track: source.starts_with("round").then(|| track.id.clone()),
        user: BOB,
        points,
        reason,
        source: source.into(),
        topic: "event-loop".into(),
        at: at(0),
    };
    store.rewrite_entries("round:R", &[entry(Reason::Participation, 5, "round:R")]).await.unwrap();
    let (quiz, question) = samples::quiz("Q");
    store.start_quiz(&quiz, std::slice::from_ref(&question)).await.unwrap();
    store.ask_quiz_question(&quiz.id, 1, at(7), None).await.unwrap();
    store.answer_quiz(&quiz.id, 1, BOB, (Given::Pick(2), at(7))).await.unwrap();
    store.close_quiz_question(&quiz.id, 1, at(8), false).await.unwrap();
    store.settle_quiz_answer(&samples::settling(&quiz, &question, BOB), at(8)).await.unwrap();
    store.decide_quiz_end(&quiz.id, End::Finished, None, at(8)).await.unwrap();
    store.finish_quiz(&quiz.id, at(8)).await.unwrap();
    store.rewrite_entries("quiz:Q:1", &[Entry { at: at(8), ..entry(Reason::Quiz, 2, "quiz:Q:1") }]).await.unwrap();
    store.notice_once(GUILD, "post:T", at(9)).await.unwrap();
    let missed =
        NewReview { user: BOB, question: "backpressure", source: "round:R", rating: Rating::Hard, at: at(1_445) };
    store.review(missed).await.unwrap();
    let reminder = Reminder {
        user: BOB,
        guild: GUILD,
        schedule: "30 8 * * 1-5".into(),
        zone: chrono_tz::Tz::UTC,
        set_at: at(9),
        next_due: Some(at(1_500)),
        closed_at: None,
    };
    store.set_reminder(&reminder).await.unwrap();
    revealed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_under_load_has_all_that_was_written_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&url(folder.path(), "viva.db")).await.unwrap();
    let round = fill(&store).await;
    let stop = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicU64::new(0));
    let writers: Vec<_> = (0..3)
        .map(|writer| {
            let (store, round, stop, written) = (store.clone(), round.clone(), stop.clone(), written.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let part = Part::Message(MessageId(1_000_000 * (writer + 1) + number));
                    let text = Some(format!("{number}, and some more text to fill pages with"));
                    store.write_revision(&round.id, &Revision { user: ANN, part, text, at: at(3) }).await.unwrap();
                    written.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    // As `viva store backup` does: another opening of the same file.
    let other = Store::existing(&url(folder.path(), "viva.db")).await.unwrap();
    let mut last = 0;
    for number in 0..5 {
        while written.load(Ordering::SeqCst) < last + 20 {
            tokio::task::yield_now().await;
        }
        let before = written.load(Ordering::SeqCst);
        let file = folder.path().join(format!("{number}.backup"));
        let backup = other.backup(&file).await.unwrap();
        last = written.load(Ordering::SeqCst);
        let kept = u64::try_from(backup.counts["answer_revisions"]).unwrap() - 4;
        assert!((before..=last + 3).contains(&kept), "{before} <= {kept} <= {last}");
        assert_eq!(check_backup(&file).await.unwrap(), backup);
    }
    stop.store(true, Ordering::SeqCst);
    futures::future::join_all(writers).await.into_iter().for_each(Result::unwrap);
    other.close().await;

    let quiet = store.counts().await.unwrap();
    let file = folder.path().join("quiet.backup");
    let backup = store.backup(&file).await.unwrap();
    assert_eq!(backup.counts, quiet);
    let (restored, aside) = restore(&file, &url(folder.path(), "new/viva.db"), false).await.unwrap();
    assert_eq!((&restored, aside), (&backup, None));
    let again = Store::open(&url(folder.path(), "new/viva.db")).await.unwrap();
    assert_eq!(again.counts().await.unwrap(), quiet);
    assert_eq!(again.verify().await.unwrap(), []);
    assert_eq!(again.answers(&round).await.unwrap(), store.answers(&round).await.unwrap());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".viva")), "{left:?}");
}

#[tokio::test]
async fn a_damaged_or_foreign_backup_is_never_restored() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&url(folder.path(), "viva.db")).await.unwrap();
    fill(&store).await;
    let file = folder.path().join("backup");
    store.backup(&file).await.unwrap();
    let target = url(folder.path(), "target.db");
    let refused = async |file: &Path, words: &str| {
        let error = format!("{:#}", restore(file, &target, true).await.unwrap_err());
        assert!(error.contains(words), "{error}");
        assert!(!folder.path().join("target.db").exists());
    };

    let mut damaged = std::fs::read(&file).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 4096].fill(0xAA);
    std::fs::write(folder.path().join("damaged"), damaged).unwrap();
    refused(&folder.path().join("damaged"), "is not restored").await;
    std::fs::write(folder.path().join("text"), "It is only a text.").unwrap();
    refused(&folder.path().join("text"), "cannot").await;
    let foreign = folder.path().join("foreign");
    let mut other = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", foreign.display())).await.unwrap();
    sqlx::raw_sql("CREATE TABLE things (a TEXT)").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    refused(&foreign, "no database of Viva's").await;
    refused(&folder.path().join("nothing"), "there is no file").await;

    let newer = folder.path().join("newer");
    std::fs::copy(&file, &newer).unwrap();
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", newer.display())).await.unwrap();
    sqlx::raw_sql("UPDATE _sqlx_migrations SET version = version + 9998").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    refused(&newer, "a newer Viva").await;
}

#[tokio::test]
async fn a_restore_refuses_what_is_in_use_or_not_empty() {
    let folder = tempfile::tempdir().unwrap();
    let address = url(folder.path(), "viva.db");
    let store = Store::open(&address).await.unwrap();
    fill(&store).await;
    let file = folder.path().join("backup");
    store.backup(&file).await.unwrap();
    store.clear_notice(GUILD, "post:T").await.unwrap();
    let words = |error: anyhow::Error| format!("{error:#}");
    assert!(words(restore(&file, &address, false).await.unwrap_err()).contains("is not empty"));
    assert!(words(restore(&file, &address, true).await.unwrap_err()).contains("stop the bot first"));
    store.close().await;
    let (_, aside) = restore(&file, &address, true).await.unwrap();
    let (old, new) = (
        Store::open(&format!("sqlite://{}", aside.unwrap().display())).await.unwrap(),
        Store::open(&address).await.unwrap(),
    );
    assert_eq!((old.counts().await.unwrap()["notices"], new.counts().await.unwrap()["notices"]), (0, 1));
}

#[tokio::test]
async fn a_copy_into_postgres_is_the_same_database() {
    let Some(database) = postgres::database().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let from = Store::open(&url(folder.path(), "viva.db")).await.unwrap();
    let round = fill(&from).await;
    // More rows than one statement carries.
    for number in 0..4_000 {
        let revision =
            Revision { user: ANN, part: Part::Message(MessageId(5_000 + number)), text: Some("…".into()), at: at(3) };
        from.write_revision(&round.id, &revision).await.unwrap();
    }
    let into = Store::open(&database.url).await.unwrap();
    let counts = from.copy_to(&into).await.unwrap();
    assert_eq!(counts, from.counts().await.unwrap());
    assert_eq!(counts, into.counts().await.unwrap());
    assert!(counts.values().filter(|rows| **rows > 0).count() >= 11, "{counts:?}");
    assert_eq!(into.verify().await.unwrap(), []);
    assert_eq!(into.tracks_of(GUILD).await.unwrap(), from.tracks_of(GUILD).await.unwrap());
    assert_eq!(into.answers(&round).await.unwrap(), from.answers(&round).await.unwrap());
    assert_eq!(into.board(GUILD, None, None, None).await.unwrap(), from.board(GUILD, None, None, None).await.unwrap());
    assert_eq!(into.overview(at(100_000)).await.unwrap(), from.overview(at(100_000)).await.unwrap());

    let again = format!("{:#}", from.copy_to(&into).await.unwrap_err());
    assert!(again.contains("is not empty"), "{again}");
    let backwards = format!("{:#}", into.copy_to(&from).await.unwrap_err());
    assert!(backwards.contains("from SQLite to PostgreSQL"), "{backwards}");
    let error = format!("{:#}", into.backup(&folder.path().join("dump")).await.unwrap_err());
    assert!(error.contains("pg_dump"), "{error}");
}

#[tokio::test]
async fn a_copy_that_fails_leaves_nothing() {
    let Some(database) = postgres::database().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let from = Store::open(&url(folder.path(), "viva.db")).await.unwrap();
    fill(&from).await;
    from.notice_once(GUILD, "a zero\0byte", at(9)).await.unwrap();
    let into = Store::open(&database.url).await.unwrap();
    let error = format!("{:#}", from.copy_to(&into).await.unwrap_err());
    assert!(error.contains("notices") && error.contains("zero byte"), "{error}");
    assert_eq!(into.counts().await.unwrap().values().sum::<i64>(), 0);
}

/// What breaks each check, and a word of the finding.
const BROKEN: &[(&str, &str)] = &[
    ("INSERT INTO ledger VALUES (-8, NULL, 102, 5, 'participation', 'round:gone', 'x', 0)", "points-have-a-source"),
    ("INSERT INTO ledger VALUES (-8, NULL, 102, 5, 'quiz', 'quiz:gone', 'x', 0)", "points-have-a-source"),
    ("UPDATE ledger SET guild_id = 3 WHERE source = 'round:R'", "points-agree-with-their-round"),
    ("UPDATE rounds SET state = 'skipped' WHERE id = 'R'", "points-agree-with-their-round"),
    ("UPDATE ledger SET user_id = 999 WHERE source = 'round:R'", "points-belong-to-who-took-part"),
    ("UPDATE ledger SET user_id = 999 WHERE source = 'quiz:Q:1'", "points-belong-to-who-took-part"),
    ("UPDATE ledger SET points = -5 WHERE source = 'round:R'", "points-are-positive"),
    ("UPDATE rounds SET closed_at = NULL", "rounds-have-their-times"),
    ("UPDATE rounds SET settle_at = NULL", "rounds-have-their-times"),
    ("UPDATE rounds SET message_id = 12", "rounds-have-their-post"),
    ("UPDATE rounds SET message_id = NULL", "rounds-have-their-post"),
    (
        "INSERT INTO rounds SELECT 'R2', track_id, guild_id, channel_id, number, 1, question, why, mode, state, claimed_at, asked_at,
         reveal_at, closed_at, settle_at, 13, NULL, NULL FROM rounds",
        "rounds-are-numbered-once",
    ),
    ("INSERT INTO deliveries VALUES ('round:R:reveal:0', 5, 0, 11, NULL)", "one-message-for-each-step"),
    ("UPDATE deliveries SET failed = 'refused'", "one-message-for-each-step"),
    ("INSERT INTO deliveries VALUES ('round:gone:question', 5, 0, NULL, NULL)", "steps-have-their-round"),
    ("DELETE FROM answer_revisions WHERE revision = 2", "revisions-are-counted-from-one"),
    ("UPDATE votes SET voter_id = author_id", "stars-are-for-others"),
    ("UPDATE quiz_answers SET turn = NULL", "quiz-answers-are-settled-once"),
    ("UPDATE quiz_answers SET changes = 2", "quiz-choices-are-changed-once"),
    ("UPDATE quizzes SET ending = NULL", "quizzes-go-on-or-end"),
    ("UPDATE cards SET reviews = 2", "cards-agree-with-their-log"),
    ("UPDATE cards SET stability = NULL", "cards-agree-with-their-log"),
    ("DELETE FROM cards", "cards-agree-with-their-log"),
    ("UPDATE reviews SET rating = 'fine'", "words-are-known"),
    ("UPDATE reminders SET zone = 'Mars/Olympus'", "reminders-can-be-read"),
    ("UPDATE tracks SET zone = 'Mars/Olympus'", "tracks-can-be-read"),
    ("UPDATE tracks SET schedule = 'sometimes'", "tracks-can-be-read"),
    ("UPDATE tracks SET topics = 'streams'", "tracks-can-be-read"),
    ("UPDATE ticks SET ticker = 'owl'", "words-are-known"),
    ("INSERT INTO recaps VALUES ('T', 5, 'not JSON', NULL)", "recaps-can-be-read"),
];

#[tokio::test]
async fn verify_names_what_is_broken_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&url(folder.path(), "sound.db")).await.unwrap();
    fill(&store).await;
    assert_eq!(store.verify().await.unwrap(), []);
    store.backup(&folder.path().join("sound")).await.unwrap();
    for (sql, check) in BROKEN {
        let address = url(folder.path(), "broken.db");
        restore(&folder.path().join("sound"), &address, true).await.unwrap();
        let mut connection = SqliteConnection::connect(&address).await.unwrap();
        sqlx::raw_sql(*sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let broken = Store::existing(&address).await.unwrap();
        let found = broken.verify().await.unwrap();
        assert!(!found.is_empty() && found.iter().all(|found| found.check == *check), "{sql}: {found:?}");
        broken.close().await;
    }
}

#[tokio::test]
async fn verify_names_what_is_broken_on_postgres() {
    let Some(database) = postgres::database().await else { return };
    let store = Store::open(&database.url).await.unwrap();
    fill(&store).await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    assert_eq!(store.verify().await.unwrap(), []);
    for (sql, check) in BROKEN {
        let before = dump(&mut connection).await;
        sqlx::raw_sql(*sql).execute(&mut connection).await.unwrap();
        let found = store.verify().await.unwrap();
        assert!(!found.is_empty() && found.iter().all(|found| found.check == *check), "{sql}: {found:?}");
        put_back(&mut connection, before).await;
        assert_eq!(store.verify().await.unwrap(), [], "after {sql}");
    }
}

const TABLES: [&str; 15] = [
    "tracks",
    "rounds",
    "deliveries",
    "answer_revisions",
    "ticks",
    "votes",
    "ledger",
    "quizzes",
    "quiz_questions",
    "quiz_answers",
    "member_ratings",
    "question_ratings",
    "cards",
    "reviews",
    "reminders",
];

/// Keeps the tables aside.
async fn dump(connection: &mut PgConnection) -> Vec<(&'static str, Vec<String>)> {
    let mut kept = Vec::new();
    for table in TABLES {
        let sql = sqlx::AssertSqlSafe(format!("SELECT to_jsonb(kept)::text FROM {table} AS kept"));
        kept.push((table, sqlx::query_scalar(sql).fetch_all(&mut *connection).await.unwrap()));
    }
    kept
}

async fn put_back(connection: &mut PgConnection, kept: Vec<(&'static str, Vec<String>)>) {
    let all = format!("TRUNCATE recaps, {}", TABLES.join(", "));
    sqlx::raw_sql(sqlx::AssertSqlSafe(all)).execute(&mut *connection).await.unwrap();
    for (table, rows) in kept {
        for row in rows {
            let sql = format!("INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, $1::jsonb)");
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(row).execute(&mut *connection).await.unwrap();
        }
    }
}

#[tokio::test]
async fn who_looks_makes_nothing_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let address = url(folder.path(), "viva.db");
    assert!(Store::existing(&address).await.unwrap_err().to_string().contains("no database"));
    assert!(!folder.path().join("viva.db").exists());
    std::fs::write(folder.path().join("viva.db"), "").unwrap();
    let empty = Store::existing(&address).await.unwrap();
    assert!(matches!(empty.schema().await.unwrap(), Schema { applied: 0, known: 1.. }));
    assert!(empty.must_be_current().await.unwrap_err().to_string().contains("viva store migrate"));
    empty.close().await;
    let store = Store::open(&address).await.unwrap();
    let looking = Store::existing(&address).await.unwrap();
    looking.must_be_current().await.unwrap();
    looking.probe_writing().await.unwrap();
    looking.ping().await.unwrap();
    assert_eq!(store.counts().await.unwrap().values().sum::<i64>(), 0, "the probe leaves nothing");
}
