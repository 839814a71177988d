//! One story that uses every function of the store, told on SQLite (in a file and in memory) and on PostgreSQL.

#[path = "store/at_once.rs"]
mod at_once;
#[path = "store/mocks.rs"]
mod mocks;
#[path = "store/older_tables.rs"]
mod older_tables;
#[path = "kit/postgres.rs"]
mod postgres;
#[path = "store/quizzes.rs"]
mod quizzes;
#[path = "store/review.rs"]
mod review;
#[path = "store/samples.rs"]
mod samples;

use chrono::DateTime;
use chrono::{NaiveDate, Weekday};
use viva::domain::answer::{AnswerPart, Part, Revision};
use viva::domain::checklist::{Tick, Ticker};
use viva::domain::ids::{ChannelId, MessageId, RoleId, RoundId, TrackId};
use viva::domain::points::{Entry, Reason};
use viva::domain::question::Level;
use viva::domain::round::{Round, RoundState};
use viva::domain::track::{Mode, Track, TrackState};
use viva::store::{FrozenRecap, Participation, Store};

use samples::{ANN, BOB, CLEO, ELSEWHERE, GUILD, at, ids, round, track};

async fn story(store: &Store) {
    the_organizers_role_is_remembered_and_taken_back(store).await;
    tracks_are_kept_as_they_were_set_up(store).await;
    what_is_due_is_found(store).await;
    a_round_is_claimed_once_and_lives_on(store).await;
    a_delivery_is_claimed_once(store).await;
    answers_stand_as_they_were_when_the_round_closed(store).await;
    checklists_and_stars(store).await;
    boards_are_sums_of_the_ledger(store).await;
    a_recap_is_frozen_once(store).await;
    quizzes::a_quiz_is_played_alone_and_another_together(store).await;
    quizzes::answers_are_settled_once_and_move_ratings(store).await;
    an_organizer_is_told_once(store).await;
    mocks::a_mock_goes_from_stage_to_stage_and_is_closed_once(store).await;
    review::a_card_is_made_by_what_was_missed_and_its_last_review_can_be_undone(store).await;
    review::a_reminder_is_due_until_it_is_moved_on(store).await;
    review::a_member_is_forgotten(store).await;
    assert_eq!(store.verify().await.unwrap().into_iter().filter(|it| it.check.starts_with("cards")).count(), 0);
}

#[tokio::test]
async fn the_story_on_sqlite_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("new/folder/viva.db").display());
    let store = Store::open(&url).await.unwrap();
    story(&store).await;
    let told = store.tracks_of(GUILD).await.unwrap();
    store.close().await;

    let reopened = Store::open(&url).await.unwrap();
    assert_eq!(reopened.tracks_of(GUILD).await.unwrap(), told);
    assert!(store.tracks_of(GUILD).await.is_err(), "a closed store answers nothing");
    reopened.close().await;
}

#[tokio::test]
async fn the_story_on_sqlite_in_memory() {
    story(&Store::open("sqlite::memory:").await.unwrap()).await;
}

#[tokio::test]
async fn the_story_on_postgres() {
    let Some(database) = postgres::database().await else { return };
    let store = Store::open(&database.url).await.unwrap();
    story(&store).await;
    store.close().await;
}

async fn the_organizers_role_is_remembered_and_taken_back(store: &Store) {
    assert_eq!(store.organizer_role(GUILD).await.unwrap(), None);
    for role in [Some(RoleId(7)), Some(RoleId(8)), None] {
        store.set_organizer_role(GUILD, role).await.unwrap();
        assert_eq!(store.organizer_role(GUILD).await.unwrap(), role);
    }
    assert_eq!(store.organizer_role(ELSEWHERE).await.unwrap(), None);
}

async fn tracks_are_kept_as_they_were_set_up(store: &Store) {
    let mut rich = Track {
        topics: vec!["streams".into(), "sql \"quoted\"".into()],
        levels: vec![Level::Junior, Level::Staff],
        mode: Mode::Sealed,
        ping: Some(RoleId(u64::MAX)),
        days_off: vec![NaiveDate::from_ymd_opt(2026, 12, 25).unwrap()],
        recap_day: Some(Weekday::Sun),
        next_recap: Some(at(500)),
        seed: i64::MIN,
        ..track("kept", "Éclair")
    };
    store.add_track(&rich).await.unwrap();
    assert_eq!(store.track(&rich.id).await.unwrap().as_ref(), Some(&rich));
    assert!(store.add_track(&rich).await.is_err(), "an id is taken once");

    let plain = track("plain", "banana");
    store.add_track(&plain).await.unwrap();
    let apple = track("apple", "Apple");
    store.add_track(&apple).await.unwrap();
    let foreign = Track { guild: ELSEWHERE, ..track("foreign", "Apple") };
    store.add_track(&foreign).await.unwrap();
    let names: Vec<_> = store.tracks_of(GUILD).await.unwrap().into_iter().map(|track| track.name).collect();
    assert_eq!(names, ["Apple", "banana", "Éclair"]);
    assert_eq!(store.track_named(GUILD, " éCLAIR ").await.unwrap().as_ref(), Some(&rich));
    assert_eq!(store.track_named(ELSEWHERE, "éclair").await.unwrap(), None);
    assert_eq!(store.guilds_with_tracks().await.unwrap(), [ELSEWHERE, GUILD]);

    for state in [TrackState::Paused { until: None }, TrackState::Paused { until: Some(at(77)) }, TrackState::Active] {
        rich.state = state;
        store.save_track(&rich).await.unwrap();
        assert_eq!(store.track(&rich.id).await.unwrap().as_ref(), Some(&rich));
    }
    let edited = Track {
        id: rich.id.clone(),
        seed: rich.seed,
        channel: ChannelId(999),
        schedule: "0 9 * * 1".into(),
        zone: chrono_tz::Asia::Kolkata,
        reveal_after: 1,
        catch_up: 2,
        ..track("another", "Renamed")
    };
    let with_other_origin = Track { guild: ELSEWHERE, created_by: CLEO, seed: 5, ..edited.clone() };
    store.save_track(&with_other_origin).await.unwrap();
    assert_eq!(store.track(&rich.id).await.unwrap(), Some(edited), "where it came from does not change");

    store.set_next_due(&plain.id, at(33)).await.unwrap();
    store.set_next_recap(&plain.id, Some(at(44))).await.unwrap();
    let moved = Track { next_due: at(33), next_recap: Some(at(44)), ..plain };
    assert_eq!(store.track(&moved.id).await.unwrap().as_ref(), Some(&moved));

    for id in ["kept", "plain", "apple", "foreign"] {
        assert!(store.delete_track(&TrackId(id.into()), at(0)).await.unwrap());
        assert!(!store.delete_track(&TrackId(id.into()), at(1)).await.unwrap());
    }
    assert_eq!(store.track(&moved.id).await.unwrap(), None);
    assert_eq!(store.track_even_deleted(&moved.id).await.unwrap().as_ref(), Some(&moved));
    assert!(store.save_track(&moved).await.is_err(), "a deleted track is not edited");
    assert_eq!(store.tracks_of(GUILD).await.unwrap(), []);
    assert_eq!(store.guilds_with_tracks().await.unwrap(), []);
}

async fn what_is_due_is_found(store: &Store) {
    assert_eq!(store.next_wake(DateTime::UNIX_EPOCH).await.unwrap(), None);
    let asking = Track { next_due: at(60), ..track("asking", "asking") };
    let recapping = Track { next_due: at(900), next_recap: Some(at(50)), ..track("recapping", "recapping") };
    let resting = Track {
        next_due: at(1),
        next_recap: Some(at(1)),
        state: TrackState::Paused { until: Some(at(40)) },
        ..track("resting", "resting")
    };
    let stopped = Track { next_due: at(2), state: TrackState::Paused { until: None }, ..track("stopped", "stopped") };
    for track in [&asking, &recapping, &resting, &stopped] {
        store.add_track(track).await.unwrap();
    }
    let due = async |minute| {
        let tracks = store.tracks_due(at(minute)).await.unwrap();
        tracks.into_iter().map(|track| track.name).collect::<Vec<_>>()
    };
    assert_eq!(due(39).await, [""; 0]);
    assert_eq!(due(40).await, ["resting"]);
    assert_eq!(due(50).await, ["resting", "recapping"]);
    assert_eq!(due(60).await, ["resting", "asking", "recapping"]);

    for (name, next) in [("", Some(40)), ("resting", Some(50)), ("recapping", Some(60)), ("asking", None)] {
        store.delete_track(&TrackId(name.into()), at(0)).await.unwrap();
        assert_eq!(store.next_wake(DateTime::UNIX_EPOCH).await.unwrap(), next.map(at), "without {name:?}");
    }
    store.delete_track(&stopped.id, at(0)).await.unwrap();
}

async fn a_round_is_claimed_once_and_lives_on(store: &Store) {
    let track = Track { next_due: at(10), ..track("daily", "daily") };
    store.add_track(&track).await.unwrap();
    let first = round(&track, "first", 10);
    assert_eq!(store.claim_round(&first, at(20)).await.unwrap(), Some(Round { number: 1, ..first.clone() }));
    assert_eq!(store.track(&track.id).await.unwrap().unwrap().next_due, at(20));
    assert_eq!(store.claim_round(&round(&track, "again", 10), at(15)).await.unwrap(), None);
    assert_eq!(store.track(&track.id).await.unwrap().unwrap().next_due, at(20), "it never goes back");
    assert_eq!(store.claim_round(&round(&track, "again", 10), at(30)).await.unwrap(), None);
    assert_eq!(store.track(&track.id).await.unwrap().unwrap().next_due, at(30), "but on");
    let nowhere = Track { id: TrackId("asking".into()), ..track.clone() };
    assert_eq!(store.claim_round(&round(&nowhere, "lost", 10), at(30)).await.unwrap(), None, "its track is deleted");

    let skipped = Round { state: RoundState::Skipped, number: 9, ..round(&track, "skipped", 20) };
    assert_eq!(store.claim_round(&skipped, at(30)).await.unwrap().unwrap().number, 0);
    let second = store.claim_round(&round(&track, "second", 30), at(40)).await.unwrap().unwrap();
    assert_eq!(second.number, 2);
    assert_eq!(ids(&store.unfinished_rounds().await.unwrap()), ["first", "second"]);
    assert_eq!(store.last_round(&track.id).await.unwrap(), None, "neither is asked yet");

    let mut first = store.round(&first.id).await.unwrap().unwrap();
    assert!(store.save_round(&round(&track, "nobody", 99)).await.is_err());
    first = Round {
        channel: ChannelId(888),
        question: "other-question".into(),
        why: "another reason".into(),
        state: RoundState::Asked,
        asked_at: Some(at(11)),
        reveal_at: Some(at(70)),
        settle_at: Some(at(90)),
        message: Some(MessageId(u64::MAX)),
        thread: Some(ChannelId(u64::MAX - 1)),
        ..first
    };
    store.save_round(&first).await.unwrap();
    assert_eq!(store.round(&first.id).await.unwrap().as_ref(), Some(&first));
    assert_eq!(store.round_of_thread(ChannelId(u64::MAX - 1)).await.unwrap().as_ref(), Some(&first));
    assert_eq!(store.round_of_thread(ChannelId(1)).await.unwrap(), None);
    assert_eq!(store.round_due(&track.id, at(10)).await.unwrap().as_ref(), Some(&first));
    assert_eq!(store.round_due(&track.id, at(11)).await.unwrap(), None);
    assert_eq!(store.last_round(&track.id).await.unwrap().as_ref(), Some(&first));
    assert_eq!(ids(&store.unfinished_rounds().await.unwrap()), ["second"]);
    assert_eq!(ids(&store.open_rounds().await.unwrap()), ["first"]);

    store.set_best(&first.id, Some(BOB)).await.unwrap();
    store.save_round(&Round { best: None, ..first.clone() }).await.unwrap();
    assert_eq!(store.round(&first.id).await.unwrap().unwrap().best, Some(BOB), "saving leaves it alone");
    store.set_best(&first.id, Some(ANN)).await.unwrap();
    assert_eq!(store.round(&first.id).await.unwrap().unwrap().best, Some(ANN));

    assert_eq!(ids(&store.rounds_to_reveal(at(69)).await.unwrap()), [""; 0]);
    assert_eq!(ids(&store.rounds_to_reveal(at(70)).await.unwrap()), ["first"]);
    store.set_next_due(&track.id, at(80)).await.unwrap();
    assert_eq!(store.next_wake(DateTime::UNIX_EPOCH).await.unwrap(), Some(at(70)), "the reveal");
    assert!(store.close_round(&first.id, at(71)).await.unwrap());
    assert!(!store.close_round(&first.id, at(72)).await.unwrap());
    assert_eq!(ids(&store.unfinished_rounds().await.unwrap()), ["first", "second"]);
    first.state = RoundState::Revealed;
    store.save_round(&first).await.unwrap();
    assert_eq!(store.round(&first.id).await.unwrap().unwrap().closed_at, Some(at(71)), "it stays closed");
    assert_eq!(ids(&store.rounds_to_settle(at(89)).await.unwrap()), [""; 0]);
    assert_eq!(ids(&store.rounds_to_settle(at(90)).await.unwrap()), ["first"]);
    store.set_next_due(&track.id, at(91)).await.unwrap();
    assert_eq!(store.next_wake(DateTime::UNIX_EPOCH).await.unwrap(), Some(at(90)), "the settling");
    first.state = RoundState::Settled;
    store.save_round(&first).await.unwrap();
    assert_eq!(store.next_wake(DateTime::UNIX_EPOCH).await.unwrap(), Some(at(91)), "the next question");

    assert_eq!(ids(&store.rounds_of_track(&track.id, 9, None).await.unwrap()), ["second", "skipped", "first"]);
    assert_eq!(ids(&store.rounds_of_track(&track.id, 1, Some(at(30))).await.unwrap()), ["skipped"]);
    let history = [("other-question".to_owned(), at(10)), ("question-second".to_owned(), at(30))];
    assert_eq!(store.asked_history(&track.id).await.unwrap(), history);
    let between = store.rounds_between(GUILD, None, at(10), at(30)).await.unwrap();
    assert_eq!(ids(&between), ["first", "skipped"]);
    assert_eq!(
        ids(&store.rounds_between(GUILD, Some(&track.id), at(11), at(31)).await.unwrap()),
        ["skipped", "second"]
    );
    assert_eq!(ids(&store.rounds_between(GUILD, Some(&nowhere.id), at(0), at(99)).await.unwrap()), [""; 0]);
    assert_eq!(ids(&store.rounds_between(ELSEWHERE, None, at(0), at(99)).await.unwrap()), [""; 0]);
}

async fn a_delivery_is_claimed_once(store: &Store) {
    let step = "round:first:question";
    assert_eq!(store.delivery(step).await.unwrap(), None);
    assert!(store.record_delivery(step, 1).await.is_err(), "nobody claimed it");
    let claimed = store.claim_delivery(step, ChannelId(5), at(1)).await.unwrap();
    assert!(claimed.fresh && claimed.channel == ChannelId(5) && claimed.claimed_at == at(1));
    let again = store.claim_delivery(step, ChannelId(6), at(2)).await.unwrap();
    assert_eq!(again, viva::store::Delivery { fresh: false, ..claimed });

    store.fail_delivery(step, "no permission").await.unwrap();
    assert_eq!(store.delivery(step).await.unwrap().unwrap().failed.as_deref(), Some("no permission"));
    store.record_delivery(step, u64::MAX).await.unwrap();
    store.fail_delivery(step, "too late").await.unwrap();
    let delivered = store.delivery(step).await.unwrap().unwrap();
    assert_eq!((delivered.message, delivered.failed), (Some(u64::MAX), None));

    for step in ["round:first:Reveal", "round:second:question", "ROUND:FIRST:x", "round:%"] {
        store.claim_delivery(step, ChannelId(5), at(3)).await.unwrap();
    }
    let steps: Vec<_> = store.deliveries_of("round:first:").await.unwrap().into_iter().map(|it| it.step).collect();
    assert_eq!(steps, ["round:first:Reveal", "round:first:question"]);
    assert_eq!(store.deliveries_of("round:%").await.unwrap().len(), 1);
}

async fn answers_stand_as_they_were_when_the_round_closed(store: &Store) {
    let track = Track { next_due: at(10), ..track("answered", "answered") };
    store.add_track(&track).await.unwrap();
    let mut round = store.claim_round(&round(&track, "answers", 10), at(2000)).await.unwrap().unwrap();
    let write = async |user, part, text: Option<&str>, minute| {
        let revision = Revision { user, part, text: text.map(str::to_owned), at: at(minute) };
        store.write_revision(&RoundId("answers".into()), &revision).await.unwrap()
    };
    let message = |id| Part::Message(MessageId(id));

    assert!(write(BOB, message(21), Some("first"), 21).await);
    assert!(!write(BOB, message(21), Some("first"), 21).await, "it came twice");
    assert!(!write(BOB, message(21), Some("first"), 22).await, "it says so already");
    assert!(write(BOB, message(21), Some("edited"), 23).await);
    assert!(!write(BOB, message(21), Some("first"), 21).await, "a late replay undoes no edit");
    assert!(write(ANN, Part::Form, Some("from the form"), 22).await);
    assert!(write(BOB, Part::Form, Some("and more"), 20).await);
    assert!(write(CLEO, message(31), Some("a joke"), 24).await);
    assert!(write(CLEO, message(31), None, 25).await);
    assert!(!write(CLEO, message(31), None, 25).await, "it is deleted already");
    assert!(!write(CLEO, message(31), Some("a joke"), 24).await, "a late replay does not bring it back");
    assert!(!write(CLEO, message(99), None, 25).await, "it never was");

    let part =
        |part, text: &str, minute, revisions| AnswerPart { part, text: text.into(), written_at: at(minute), revisions };
    let answers = store.answers(&round).await.unwrap();
    assert_eq!(answers.iter().map(|answer| answer.user).collect::<Vec<_>>(), [BOB, ANN]);
    assert_eq!(answers[0].parts, [part(Part::Form, "and more", 20, 1), part(message(21), "edited", 21, 2)]);
    assert_eq!((answers[0].first_at, answers[0].late), (at(20), false));
    assert_eq!(store.answer(&round, BOB).await.unwrap().as_ref(), Some(&answers[0]));
    assert_eq!(store.answer(&round, CLEO).await.unwrap(), None);
    assert_eq!(store.answer_count(&round).await.unwrap(), 2);
    assert_eq!(store.author_of_part(&round.id, MessageId(31)).await.unwrap(), Some(CLEO));
    assert_eq!(store.author_of_part(&round.id, MessageId(99)).await.unwrap(), None);

    store.close_round(&round.id, at(30)).await.unwrap();
    round.closed_at = Some(at(30));
    assert!(write(BOB, message(21), Some("after the reveal"), 31).await);
    assert!(write(BOB, message(22), Some("one more"), 32).await);
    assert!(write(ANN, Part::Form, None, 33).await);
    assert_eq!(store.answers(&round).await.unwrap(), answers, "what comes later does not count");
    assert!(write(CLEO, message(32), Some("too lat"), 34).await);
    assert!(write(CLEO, message(32), Some("too late"), 35).await);
    let late = store.answer(&round, CLEO).await.unwrap().unwrap();
    assert!(late.late);
    assert_eq!(late.parts, [part(message(32), "too late", 34, 2)]);
    assert_eq!(store.answers(&round).await.unwrap().len(), 3);
    assert_eq!(store.answer_count(&round).await.unwrap(), 2);

    let took_part = |user| Participation { due: at(10), round: round.id.clone(), user, track: track.id.clone() };
    assert_eq!(store.participation(GUILD, None).await.unwrap(), [took_part(ANN), took_part(BOB)]);
    assert_eq!(store.participation(GUILD, Some(&track.id)).await.unwrap().len(), 2);
    assert_eq!(store.participation(GUILD, Some(&TrackId("daily".into()))).await.unwrap(), []);
    assert_eq!(store.participation(ELSEWHERE, None).await.unwrap(), []);
}

async fn checklists_and_stars(store: &Store) {
    let round = RoundId("answers".into());
    let tick = |user, key_point: &str, by, covered, words: &str| {
        let (key_point, words) = (key_point.into(), words.into());
        Tick { user, key_point, by, covered, words }
    };
    let pre_ticked = [
        tick(BOB, "silent", Ticker::Machine, true, "says nothing"),
        tick(BOB, "leak", Ticker::Machine, false, ""),
        tick(ANN, "leak", Ticker::Machine, true, "leaks"),
    ];
    store.set_ticks(&round, &pre_ticked, at(26)).await.unwrap();
    store.set_ticks(&round, &[tick(BOB, "leak", Ticker::Member, false, "")], at(27)).await.unwrap();
    store.set_ticks(&round, &[tick(BOB, "leak", Ticker::Member, true, "it stays open")], at(28)).await.unwrap();
    let others = tick(ANN, "silent", Ticker::Machine, true, "");
    assert!(store.replace_machine_ticks(&round, BOB, &[others], at(29)).await.is_err());
    let by_hand = tick(BOB, "silent", Ticker::Member, true, "");
    assert!(store.replace_machine_ticks(&round, BOB, &[by_hand], at(29)).await.is_err());
    let replaced = [tick(BOB, "cleanup", Ticker::Machine, true, "closes it")];
    store.replace_machine_ticks(&round, BOB, &replaced, at(29)).await.unwrap();
    let ticks = [
        tick(ANN, "leak", Ticker::Machine, true, "leaks"),
        tick(BOB, "cleanup", Ticker::Machine, true, "closes it"),
        tick(BOB, "leak", Ticker::Member, true, "it stays open"),
    ];
    assert_eq!(store.ticks(&round).await.unwrap(), ticks);
    assert_eq!(store.ticks(&RoundId("first".into())).await.unwrap(), []);

    assert!(store.vote(&round, BOB, ANN, at(40)).await.unwrap());
    assert!(store.vote(&round, ANN, BOB, at(41)).await.unwrap());
    assert!(store.vote(&round, ANN, CLEO, at(42)).await.unwrap());
    assert!(!store.vote(&round, ANN, CLEO, at(43)).await.unwrap(), "it is taken back");
    assert_eq!(store.votes(&round).await.unwrap(), [(ANN, BOB), (BOB, ANN)]);
    assert!(store.vote(&RoundId("nowhere".into()), ANN, BOB, at(44)).await.is_err());
}

async fn boards_are_sums_of_the_ledger(store: &Store) {
    let daily = TrackId("daily".into());
    let entry = |user, points, reason, source: &str, minute| Entry {
        guild: GUILD,
        track: source.starts_with("round").then(|| TrackId("daily".into())),
        user,
        points,
        reason,
        source: source.into(),
        topic: if source.ends_with('1') { "streams".into() } else { "sql".into() },
        at: at(minute),
    };
    let first = [
        entry(ANN, 5, Reason::Participation, "round:1", 10),
        entry(ANN, 4, Reason::KeyPoints, "round:1", 10),
        entry(BOB, 5, Reason::Participation, "round:1", 10),
        entry(CLEO, 1, Reason::Stars, "round:1", 10),
    ];
    store.rewrite_entries("round:1", &first).await.unwrap();
    assert_eq!(store.entries_of("round:1").await.unwrap(), first);
    let foreign = entry(ANN, 5, Reason::Participation, "round:2", 20);
    assert!(store.rewrite_entries("round:1", std::slice::from_ref(&foreign)).await.is_err());
    assert!(store.rewrite_entries("round:2", &[foreign.clone(), foreign]).await.is_err(), "nothing counts twice");
    assert_eq!(store.entries_of("round:1").await.unwrap(), first);
    assert_eq!(store.entries_of("round:2").await.unwrap(), []);

    let corrected = [
        entry(ANN, 5, Reason::Participation, "round:1", 10),
        entry(ANN, 6, Reason::KeyPoints, "round:1", 10),
        entry(ANN, 3, Reason::Best, "round:1", 10),
        entry(BOB, 5, Reason::Participation, "round:1", 10),
    ];
    store.rewrite_entries("round:1", &corrected).await.unwrap();
    assert_eq!(store.entries_of("round:1").await.unwrap(), corrected);
    let second = [entry(BOB, 9, Reason::KeyPoints, "round:2", 20)];
    store.rewrite_entries("round:2", &second).await.unwrap();
    let quiz = [entry(CLEO, 2, Reason::Quiz, "quiz:1", 30)];
    store.rewrite_entries("quiz:1", &quiz).await.unwrap();
    let abroad = Entry { guild: ELSEWHERE, ..entry(ANN, 100, Reason::Quiz, "quiz:2", 30) };
    store.rewrite_entries("quiz:2", &[abroad]).await.unwrap();

    let board = store.board(GUILD, None, None, None).await.unwrap();
    assert_eq!(board, [(ANN, 14, 1), (BOB, 14, 2), (CLEO, 2, 1)], "equal points: by user");
    assert_eq!(store.board(GUILD, Some(&daily), None, None).await.unwrap(), board[..2]);
    assert_eq!(store.board(GUILD, None, Some(at(10)), Some(at(20))).await.unwrap(), [(ANN, 14, 1), (BOB, 5, 1)]);
    assert_eq!(store.board(GUILD, None, Some(at(11)), None).await.unwrap(), [(BOB, 9, 1), (CLEO, 2, 1)]);
    let week = store.entries_between(GUILD, Some(&daily), at(11), at(31)).await.unwrap();
    assert_eq!(week, second);
    assert_eq!(store.entries_between(GUILD, None, at(20), at(31)).await.unwrap().len(), 2);
    assert_eq!(store.entries_between(GUILD, None, at(0), at(30)).await.unwrap().len(), 5);
    assert_eq!(store.points_of(GUILD, ANN).await.unwrap(), corrected[..3]);
    assert_eq!(store.points_by_topic(GUILD, BOB).await.unwrap(), [("sql".to_owned(), 9), ("streams".to_owned(), 5)]);
    store.rewrite_entries("quiz:1", &[]).await.unwrap();
    assert_eq!(store.points_of(GUILD, CLEO).await.unwrap(), []);
}

async fn a_recap_is_frozen_once(store: &Store) {
    let track = Track { next_recap: Some(at(100)), ..track("weekly", "weekly") };
    store.add_track(&track).await.unwrap();
    let next_recap = async || store.track(&track.id).await.unwrap().unwrap().next_recap;
    assert_eq!(store.recap(&track.id, at(100)).await.unwrap(), None);
    assert!(store.freeze_recap(&track.id, at(100), "{\"week\":1}", Some(at(200))).await.unwrap());
    assert_eq!(next_recap().await, Some(at(200)));
    assert!(!store.freeze_recap(&track.id, at(100), "{}", Some(at(300))).await.unwrap());
    assert_eq!(next_recap().await, Some(at(200)), "it moved on already");
    assert_eq!(store.recap(&track.id, at(100)).await.unwrap().as_deref(), Some("{\"week\":1}"));
    assert!(store.freeze_recap(&track.id, at(200), "{\"week\":2}", None).await.unwrap());
    assert_eq!(next_recap().await, None);

    let recap = |minute, frozen: &str| FrozenRecap { track: track.id.clone(), due: at(minute), frozen: frozen.into() };
    let unposted = [recap(100, "{\"week\":1}"), recap(200, "{\"week\":2}")];
    assert_eq!(store.unposted_recaps().await.unwrap(), unposted);
    store.mark_recap_posted(&track.id, at(100), at(101)).await.unwrap();
    assert_eq!(store.unposted_recaps().await.unwrap(), unposted[1..]);
    store.delete_track(&track.id, at(102)).await.unwrap();
    assert_eq!(store.unposted_recaps().await.unwrap(), []);
}

async fn an_organizer_is_told_once(store: &Store) {
    assert!(store.notice_once(GUILD, "no-threads", at(1)).await.unwrap());
    assert!(!store.notice_once(GUILD, "no-threads", at(2)).await.unwrap());
    assert!(store.notice_once(GUILD, "another", at(2)).await.unwrap());
    assert!(store.notice_once(ELSEWHERE, "no-threads", at(2)).await.unwrap());
    store.clear_notice(GUILD, "no-threads").await.unwrap();
    assert!(store.notice_once(GUILD, "no-threads", at(3)).await.unwrap());
    assert!(!store.notice_once(GUILD, "another", at(3)).await.unwrap());
}
