//! Several at once: nothing is done twice, and nobody fails.

use viva::domain::answer::{Part, Revision};
use viva::domain::ids::{ChannelId, OpinionId};
use viva::domain::points::{Entry, Reason};
use viva::store::{Allowance, Asking, Caps, Store};

use crate::postgres;
use crate::samples::{ANN, BOB, GUILD, at, round, track};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_claimers_of_one_round_exactly_one_has_it_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("viva.db").display());
    exactly_one_claims(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_claimers_of_one_round_exactly_one_has_it_on_postgres() {
    let Some(database) = postgres::database().await else { return };
    exactly_one_claims(&database.url).await;
}

/// As two programs, each with connections of its own: whatever they claim at once, one has it, and no number is given twice.
async fn exactly_one_claims(url: &str) {
    let stores = [Store::open(url).await.unwrap(), Store::open(url).await.unwrap()];
    let track = track("contested", "contested");
    stores[0].add_track(&track).await.unwrap();
    let claims = (0..40).flat_map(|minute| [0, 1].map(|program| (minute, program))).map(|(minute, program)| {
        let (store, track) = (stores[program].clone(), track.clone());
        tokio::spawn(async move {
            let round = round(&track, &format!("{minute}-{program}"), minute);
            store.claim_round(&round, at(minute + 1)).await.unwrap()
        })
    });
    let claimed: Vec<_> = futures::future::join_all(claims).await.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(claimed.len(), 40);
    let mut numbers: Vec<_> = claimed.iter().map(|round| round.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    assert_eq!(stores[1].track(&track.id).await.unwrap().unwrap().next_due, at(40));

    let deliveries = (0..20).map(|claimer| {
        let store = stores[claimer % 2].clone();
        tokio::spawn(async move { store.claim_delivery("round:1:question", ChannelId(5), at(0)).await.unwrap() })
    });
    let deliveries = futures::future::join_all(deliveries).await;
    assert_eq!(deliveries.into_iter().filter(|delivery| delivery.as_ref().unwrap().fresh).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_four_writers_on_sqlite_none_fails() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("viva.db").display());
    four_writers(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_four_writers_on_postgres_none_fails() {
    let Some(database) = postgres::database().await else { return };
    four_writers(&database.url).await;
}

/// Each reads and then writes the same answer, the same ledger source, and the same quiz, 50 times.
async fn four_writers(url: &str) {
    let store = Store::open(url).await.unwrap();
    let track = track("busy", "busy");
    store.add_track(&track).await.unwrap();
    let round = store.claim_round(&round(&track, "busy", 1), at(2)).await.unwrap().unwrap();
    let writers = (0..4).map(|writer| {
        let store = store.clone();
        let (round, track) = (round.id.clone(), track.id.clone());
        tokio::spawn(async move {
            for turn in 0..50 {
                let text = Some(format!("{writer} {turn}"));
                let revision = Revision { user: ANN, part: Part::Form, text, at: at(turn) };
                assert!(store.write_revision(&round, &revision).await.unwrap());
                store.vote(&round, BOB, ANN, at(turn)).await.unwrap();
                let entry = Entry {
                    guild: GUILD,
                    track: Some(track.clone()),
                    user: ANN,
                    points: writer,
                    reason: Reason::Stars,
                    source: "round:busy".into(),
                    topic: "sql".into(),
                    at: at(1),
                };
                store.rewrite_entries("round:busy", &[entry]).await.unwrap();
            }
        })
    });
    for writer in futures::future::join_all(writers).await {
        writer.unwrap();
    }
    let answer = store.answer(&round, ANN).await.unwrap().unwrap();
    assert_eq!(answer.parts[0].revisions, 200, "no revision is lost");
    assert_eq!(store.votes(&round.id).await.unwrap(), [], "an even number of turns");
    assert_eq!(store.entries_of("round:busy").await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_day_allows_no_more_opinions_when_many_ask_at_once_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("viva.db").display());
    no_more_than_the_cap(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_day_allows_no_more_opinions_when_many_ask_at_once_on_postgres() {
    let Some(database) = postgres::database().await else { return };
    no_more_than_the_cap(&database.url).await;
}

async fn no_more_than_the_cap(url: &str) {
    let store = Store::open(url).await.unwrap();
    let asking = (0..20).map(|turn| {
        let store = store.clone();
        let user = [ANN, BOB][turn % 2];
        let asking = Asking { id: OpinionId(format!("{turn}")), guild: GUILD, user, at: at(1), since: at(0) };
        tokio::spawn(async move { store.allow_opinion(&asking, Caps { member: 6, guild: 9 }).await.unwrap() })
    });
    let allowed = futures::future::join_all(asking).await.into_iter().map(Result::unwrap);
    assert_eq!(allowed.filter(|allowance| matches!(allowance, Allowance::Granted(_))).count(), 9);
}
