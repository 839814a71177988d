//! Runs through scenarios.

use std::collections::BTreeMap;

use viva::domain::ids::{ChannelId, MessageId, MockId};
use viva::domain::mock::{Corrections, Found, Mock, MockState, SaidPart, Sight};
use viva::store::{Closing, Store};

use super::samples::{ANN, BOB, CLEO, ELSEWHERE, GUILD, at};

fn mock(id: &str) -> Mock {
    Mock {
        id: MockId(id.into()),
        guild: GUILD,
        channel: ChannelId(5),
        place: None,
        scenario: "tea".into(),
        candidate: ANN,
        interviewer: None,
        state: MockState::Placing,
        visit: 1,
        openings: 0,
        scores: BTreeMap::new(),
        started_at: at(0),
        paused_at: None,
        ended_at: None,
    }
}

fn said(message: u64, text: &str, minute: i64) -> SaidPart {
    SaidPart { message: (message > 0).then_some(MessageId(message)), text: text.into(), at: at(minute) }
}

pub async fn a_mock_goes_from_stage_to_stage_and_is_closed_once(store: &Store) {
    let mut run = mock("mock-1");
    assert!(store.add_mock(&run, "kettle").await.unwrap());
    assert!(!store.add_mock(&mock("mock-2"), "kettle").await.unwrap(), "one at a time");
    let paired = Mock { candidate: BOB, interviewer: Some(ANN), started_at: at(1), ..mock("mock-3") };
    assert!(store.add_mock(&paired, "kettle").await.unwrap());
    assert!(store.add_mock(&Mock { guild: ELSEWHERE, ..mock("mock-4") }, "kettle").await.unwrap());
    assert_eq!(store.mock(&run.id).await.unwrap().as_ref(), Some(&run));
    assert_eq!(store.mock(&MockId("mock-2".into())).await.unwrap(), None);
    assert_eq!(store.mocks_of(GUILD, ANN).await.unwrap(), [paired.clone(), run.clone()]);
    assert_eq!(store.mocks_of(GUILD, CLEO).await.unwrap(), []);

    run.place = Some(ChannelId(u64::MAX));
    (run.openings, run.state, run.paused_at) = (1, MockState::Paused, Some(at(2)));
    store.save_mock_place(&run).await.unwrap();
    assert_eq!(store.mock_of_place(ChannelId(u64::MAX)).await.unwrap().as_ref(), Some(&run));
    assert_eq!(store.mock_of_place(ChannelId(5)).await.unwrap(), None);

    // What is said: edits follow, whatever comes first; an empty text takes it out; the form is one part.
    for part in [said(71, "one", 3), said(72, "two", 4), said(0, "by form", 5), said(71, "one, later", 6)] {
        assert!(store.say_in_mock(&run.id, 1, &part).await.unwrap());
    }
    assert!(store.say_in_mock(&run.id, 1, &said(71, "one", 3)).await.unwrap(), "an older text changes nothing");
    assert!(store.say_in_mock(&run.id, 1, &said(72, "", 7)).await.unwrap());
    assert!(!store.say_in_mock(&run.id, 2, &said(73, "too early", 7)).await.unwrap());
    assert_eq!(store.visit_of_message(&run.id, MessageId(71)).await.unwrap(), Some(1));
    assert_eq!(store.visit_of_message(&run.id, MessageId(72)).await.unwrap(), None);
    let visits = store.visits(&run.id).await.unwrap();
    assert_eq!(visits[0].parts, [said(0, "by form", 5), said(71, "one, later", 6)]);

    // Two hints at once are one.
    assert!(store.take_hint(&run.id, 1, 0).await.unwrap());
    assert!(!store.take_hint(&run.id, 1, 0).await.unwrap());
    assert!(store.take_hint(&run.id, 1, 1).await.unwrap());

    // A complete answer takes nothing more in.
    store.complete_answer(&run.id, 1, at(8)).await.unwrap();
    store.complete_answer(&run.id, 1, at(9)).await.unwrap();
    assert!(!store.say_in_mock(&run.id, 1, &said(74, "too late", 9)).await.unwrap());
    let corrections = Corrections { covered: [("count".to_owned(), true)].into(), red_flags: BTreeMap::new() };
    assert!(store.correct_visit(&run.id, 1, &corrections).await.unwrap());
    let visit = store.visits(&run.id).await.unwrap().remove(0);
    assert_eq!((visit.hints, visit.answered_at, &visit.corrections), (2, Some(at(8)), &corrections));

    // Closed once, by whoever is first.
    let found = Found { id: "count".into(), words: "we \"count\"".into() };
    let sight = Sight { covered: vec![found], red_flags: vec![] };
    let closing = Closing { visit: 1, sight: &sight, next: Some(("pots", "Now the pots.")), at: at(10) };
    assert!(store.close_visit(&run.id, &closing).await.unwrap());
    assert!(!store.close_visit(&run.id, &closing).await.unwrap());
    assert!(!store.correct_visit(&run.id, 1, &corrections).await.unwrap(), "what is closed stands");
    assert!(!store.take_hint(&run.id, 1, 2).await.unwrap());
    let visits = store.visits(&run.id).await.unwrap();
    assert_eq!((visits[0].closed_at, &visits[0].sight), (Some(at(10)), &sight));
    assert_eq!((visits[1].number, &*visits[1].stage, &*visits[1].lead), (2, "pots", "Now the pots."));
    let now = store.mock(&run.id).await.unwrap().unwrap();
    assert_eq!((now.visit, now.state, now.paused_at), (2, MockState::Running, None));

    // The rubric is scored after the last stage, and the run ends once.
    store.score_mock(&run.id, "order", 5).await.unwrap();
    assert!(store.mock(&run.id).await.unwrap().unwrap().scores.is_empty(), "not yet");
    let last = Closing { visit: 2, next: None, ..closing };
    assert!(store.close_visit(&run.id, &last).await.unwrap());
    for (criterion, score) in [("order", 2), ("craft", 4), ("order", 3)] {
        store.score_mock(&run.id, criterion, score).await.unwrap();
    }
    assert!(store.open_mocks().await.unwrap().iter().any(|open| open.id == run.id));
    assert!(store.end_mock(&run.id, MockState::Done, at(12)).await.unwrap());
    assert!(!store.end_mock(&run.id, MockState::Stopped, at(13)).await.unwrap());
    let done = store.mock(&run.id).await.unwrap().unwrap();
    assert_eq!((done.state, done.ended_at, done.visit), (MockState::Done, Some(at(12)), 2));
    assert_eq!(done.scores, BTreeMap::from([("craft".to_owned(), 4), ("order".to_owned(), 3)]));
    assert!(store.open_mocks().await.unwrap().iter().all(|open| open.id != run.id));
    assert!(
        store.add_mock(&Mock { started_at: at(20), ..mock("mock-5") }, "kettle").await.unwrap(),
        "and then another"
    );
    assert_eq!(store.verify().await.unwrap().iter().filter(|it| it.check.starts_with("mocks")).count(), 0);
}
