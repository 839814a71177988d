//! Quizzes, what is answered in them, and how strong that makes one.

use viva::domain::grading::{Evidence, Verdict};
use viva::domain::ids::{ChannelId, QuizId};
use viva::domain::question::Level;
use viva::domain::quiz::{Ask, Company, End, Grade, Quiz, QuizQuestion};
use viva::domain::rating::{Outcome, Strength, play};
use viva::store::{Given, Settling, Store, Took};

use viva::domain::quiz::points::Had;

use crate::samples::{ANN, BOB, CLEO, ELSEWHERE, GUILD, at, quiz, settling};

fn ids(quizzes: Vec<Quiz>) -> Vec<String> {
    quizzes.into_iter().map(|quiz| quiz.id.0).collect()
}

pub async fn a_quiz_is_played_alone_and_another_together(store: &Store) {
    let (alone, question) = quiz("alone");
    let second = QuizQuestion { number: 2, ask: Ask::Recall, order: vec![], ..question.clone() };
    assert_eq!(store.start_quiz(&alone, &[question.clone(), second.clone()]).await.unwrap(), None);
    assert!(store.start_quiz(&Quiz { offered: true, ..alone.clone() }, &[]).await.is_err(), "an id is taken once");
    assert_eq!(store.quiz(&alone.id).await.unwrap().as_ref(), Some(&alone));
    assert_eq!(store.quiz(&QuizId("none".into())).await.unwrap(), None);
    assert_eq!(store.quiz_questions(&alone.id).await.unwrap(), [question.clone(), second]);

    let again = quiz("again").0;
    assert_eq!(store.start_quiz(&again, &[]).await.unwrap().as_ref(), Some(&alone.id), "one alone is enough");
    assert_eq!(store.quiz(&again.id).await.unwrap(), None);
    let elsewhere = Quiz { guild: ELSEWHERE, ..quiz("elsewhere").0 };
    assert_eq!(store.start_quiz(&elsewhere, &[]).await.unwrap(), None);
    let offered = Quiz { offered: true, ..again };
    assert_eq!(store.start_quiz(&offered, std::slice::from_ref(&question)).await.unwrap(), None);
    assert_eq!(ids(store.running_quizzes(GUILD).await.unwrap()), ["alone"]);
    let pick = (Given::Pick(2), at(8));
    assert_eq!(store.answer_quiz(&offered.id, 1, BOB, pick).await.unwrap(), Took::Closed, "it has not begun");
    assert!(!store.accept_quiz(&alone, at(8)).await.unwrap(), "it runs already");
    assert!(store.accept_quiz(&offered, at(8)).await.unwrap());
    assert!(!store.accept_quiz(&offered, at(9)).await.unwrap());
    let left = store.quiz(&alone.id).await.unwrap().unwrap();
    assert_eq!((left.end, left.ended_by, left.ended_at), (Some(End::Stopped), Some(BOB), Some(at(8))));
    assert_eq!(ids(store.running_quizzes(GUILD).await.unwrap()), ["again"]);
    let idle = Quiz { offered: true, ..quiz("idle").0 };
    store.start_quiz(&idle, std::slice::from_ref(&question)).await.unwrap();
    store.forget_offers(at(7)).await.unwrap();
    assert!(store.quiz(&idle.id).await.unwrap().is_some());
    store.forget_offers(at(8)).await.unwrap();
    assert_eq!(store.quiz(&idle.id).await.unwrap(), None);
    assert!(store.quiz_questions(&idle.id).await.unwrap().is_empty());
    assert!(store.quiz(&offered.id).await.unwrap().is_some(), "that one began");
    store.ask_quiz_question(&offered.id, 1, at(8), None).await.unwrap();
    // Bob answered a round, of an earlier story, that closed.
    let round = Had { question: "question-answers".into(), at: at(30), quiz: None };
    assert_eq!(store.had_by(GUILD, BOB, at(0)).await.unwrap(), [round.clone()], "the quiz's answer is not shown yet");
    store.close_quiz_question(&offered.id, 1, at(9), false).await.unwrap();
    let had = Had { question: question.question.clone(), at: at(9), quiz: Some(offered.id.clone()) };
    assert_eq!(store.had_by(GUILD, BOB, at(9)).await.unwrap(), [had, round.clone()], "answered or not");
    assert_eq!(store.had_by(GUILD, BOB, at(10)).await.unwrap(), [round]);
    assert_eq!(store.had_by(ELSEWHERE, BOB, at(0)).await.unwrap(), []);
    store.move_quiz(&offered.id, 2, None).await.unwrap();
    assert_eq!(store.quiz(&offered.id).await.unwrap().unwrap().at, 2);
    assert!(store.decide_quiz_end(&offered.id, End::Finished, None, at(9)).await.unwrap());
    assert!(store.finish_quiz(&offered.id, at(9)).await.unwrap());
    assert!(!store.finish_quiz(&offered.id, at(10)).await.unwrap());

    let together = Quiz {
        starter: ANN,
        company: Company::Together,
        threaded: true,
        topic: None,
        level: None,
        seconds: None,
        at: 0,
        next_at: Some(at(20)),
        ..quiz("together").0
    };
    assert_eq!(store.start_quiz(&together, std::slice::from_ref(&question)).await.unwrap(), None);
    assert_eq!(store.quiz(&together.id).await.unwrap().as_ref(), Some(&together));
    store.set_quiz_thread(&together.id, ChannelId(77)).await.unwrap();
    for channel in [5, 77] {
        let other = Quiz { channel: ChannelId(channel), starter: CLEO, ..quiz("other").0 };
        let other = Quiz { company: Company::Together, next_at: Some(at(20)), ..other };
        assert_eq!(store.start_quiz(&other, &[]).await.unwrap().as_ref(), Some(&together.id), "{channel}");
    }
    assert_eq!(ids(store.quizzes_due(at(19)).await.unwrap()), [""; 0]);
    assert_eq!(ids(store.quizzes_due(at(20)).await.unwrap()), ["together"]);
    store.move_quiz(&together.id, 1, Some(at(30))).await.unwrap();
    store.ask_quiz_question(&together.id, 1, at(21), Some(at(30))).await.unwrap();
    store.hasten_quiz(&together.id, 1, at(40)).await.unwrap();
    assert_eq!(store.quiz(&together.id).await.unwrap().unwrap().next_at, Some(at(30)), "it never waits longer");
    store.hasten_quiz(&together.id, 1, at(25)).await.unwrap();
    let closes = async || store.quiz_questions(&together.id).await.unwrap()[0].closes_at;
    assert_eq!(
        (store.quiz(&together.id).await.unwrap().unwrap().next_at, closes().await),
        (Some(at(25)), Some(at(25)))
    );
    assert!(store.decide_quiz_end(&together.id, End::Stopped, Some(CLEO), at(22)).await.unwrap());
    assert!(!store.decide_quiz_end(&together.id, End::Idle, None, at(23)).await.unwrap(), "the first reason stands");
    let ending = store.quiz(&together.id).await.unwrap().unwrap();
    assert_eq!((ending.end, ending.ended_by, ending.next_at), (Some(End::Stopped), Some(CLEO), Some(at(22))));
    assert!(ending.is_running(), "until its board is posted");
    store.close_quiz_question(&together.id, 1, at(23), true).await.unwrap();
    store.finish_quiz(&together.id, at(24)).await.unwrap();
    assert_eq!(store.running_quizzes(GUILD).await.unwrap(), []);
    assert_eq!(ids(store.quizzes_due(at(99)).await.unwrap()), [""; 0]);
    assert!(store.quiz_questions(&together.id).await.unwrap()[0].left_out);
}

pub async fn answers_are_settled_once_and_move_ratings(store: &Store) {
    let (base, choice) = quiz("answered");
    let quiz = Quiz { company: Company::Together, next_at: Some(at(60)), ..base };
    let recall = QuizQuestion { number: 2, ask: Ask::Recall, question: "recalled".into(), ..choice.clone() };
    let free = QuizQuestion { number: 3, ask: Ask::Free, question: "written".into(), ..choice.clone() };
    store.start_quiz(&quiz, &[choice.clone(), recall.clone(), free.clone()]).await.unwrap();
    let answer = async |number, user, given: Given<'static>, minute| {
        store.answer_quiz(&quiz.id, number, user, (given, at(minute))).await.unwrap()
    };
    assert!(store.answer_quiz(&quiz.id, 9, BOB, (Given::Look, at(1))).await.is_err(), "no such question");
    assert_eq!(answer(1, BOB, Given::Pick(1), 30).await, Took::Closed, "it is not asked yet");
    for number in 1..=3 {
        store.ask_quiz_question(&quiz.id, number, at(30), Some(at(40))).await.unwrap();
    }
    let picks = [(1, Took::New), (1, Took::Same), (2, Took::Changed), (2, Took::Same), (3, Took::NoMoreChanges)];
    for (choice, took) in picks {
        assert_eq!(answer(1, BOB, Given::Pick(choice), 31).await, took, "{choice}");
    }
    assert_eq!(answer(1, ANN, Given::Pick(0), 32).await, Took::New);
    assert_eq!(answer(1, CLEO, Given::Pick(0), 40).await, Took::Closed, "time is up");
    assert_eq!(answer(2, BOB, Given::Rate(Grade::Good), 33).await, Took::NotSeen);
    let looks = [
        (Given::Look, Took::New),
        (Given::Look, Took::Same),
        (Given::Rate(Grade::Hard), Took::New),
        (Given::Rate(Grade::Easy), Took::Changed),
        (Given::Rate(Grade::Easy), Took::Same),
    ];
    for (given, took) in looks {
        assert_eq!(answer(2, BOB, given, 34).await, took, "{given:?}");
    }
    let texts = [("It waits.", Took::New), ("It waits.", Took::Same), ("It waits for drain.", Took::Changed)];
    for (text, took) in texts {
        assert_eq!(answer(3, BOB, Given::Write(text), 35).await, took, "{text}");
    }
    for number in 1..=3 {
        assert!(store.close_quiz_question(&quiz.id, number, at(36), false).await.unwrap());
        assert!(!store.close_quiz_question(&quiz.id, number, at(37), true).await.unwrap());
    }
    assert_eq!(answer(1, CLEO, Given::Pick(0), 36).await, Took::Closed);
    let answers = store.quiz_answers(&quiz.id).await.unwrap();
    let of: Vec<_> = answers.iter().map(|answer| (answer.number, answer.user)).collect();
    assert_eq!(of, [(1, BOB), (1, ANN), (2, BOB), (3, BOB)]);
    assert_eq!((answers[0].picked, answers[0].changes, answers[0].at), (Some(2), 1, at(31)));
    assert_eq!((answers[2].grade, answers[2].seen_at), (Some(Grade::Easy), Some(at(34))));
    assert_eq!(answers[3].text.as_deref(), Some("It waits for drain."));

    assert_eq!(store.member_rating(GUILD, BOB).await.unwrap(), None);
    assert_eq!(store.settled_answers_of(GUILD, BOB, at(0)).await.unwrap(), []);
    let looked = Had { question: "recalled".into(), at: at(34), quiz: Some(quiz.id.clone()) };
    assert_eq!(store.had_by(GUILD, BOB, at(33)).await.unwrap(), [looked], "not what all had together: that is settled");
    assert_eq!(store.had_by(GUILD, ANN, at(33)).await.unwrap(), []);
    let first = settling(&quiz, &choice, BOB);
    assert!(store.settle_quiz_answer(&first, at(37)).await.unwrap());
    assert!(!store.settle_quiz_answer(&first, at(38)).await.unwrap());
    let (member, question) = play(Strength::newcomer(), Strength::of_level(Level::Mid), Outcome::Win);
    assert_eq!(store.member_rating(GUILD, BOB).await.unwrap(), Some((member, 1)));
    assert_eq!(store.question_ratings(GUILD).await.unwrap()["backpressure"], question);
    let missed = Settling { user: ANN, grade: Grade::Again, ..first.clone() };
    assert!(store.settle_quiz_answer(&missed, at(37)).await.unwrap());
    let (_, harder) = play(Strength::newcomer(), question, Outcome::Loss);
    assert_eq!(store.question_ratings(GUILD).await.unwrap()["backpressure"], harder, "one game after the other");
    let rated = Settling { question: &recall, grade: Grade::Easy, ..first.clone() };
    assert!(store.settle_quiz_answer(&rated, at(39)).await.unwrap());
    let evidence = Evidence { key_point: "drain".into(), words: "waits for drain".into(), start: 3, end: 18 };
    let verdict = Verdict { covered: vec![evidence], missed: vec!["x".into()], mistakes: vec![] };
    let written = Settling { question: &free, grade: Grade::Hard, verdict: Some(&verdict), ..first };
    assert!(store.settle_quiz_answer(&written, at(39)).await.unwrap());
    assert_eq!(store.member_rating(GUILD, BOB).await.unwrap().unwrap().1, 3);
    assert_eq!(store.member_rating(ELSEWHERE, BOB).await.unwrap(), None);
    assert!(store.question_ratings(ELSEWHERE).await.unwrap().is_empty());

    let answers = store.quiz_answers(&quiz.id).await.unwrap();
    assert_eq!((answers[3].outcome, answers[3].grade), (Some(Outcome::Draw), Some(Grade::Hard)));
    assert_eq!(answers[3].verdict.as_ref(), Some(&verdict));
    assert_eq!(answers[1].settled_at, Some(at(37)));
    let settled = store.settled_answers_of(GUILD, BOB, at(37)).await.unwrap();
    let rows: Vec<_> = settled.iter().map(|said| (said.number, said.outcome, said.players, said.at)).collect();
    assert_eq!(
        rows,
        [(1, Outcome::Win, 2, at(37)), (2, Outcome::Win, 1, at(39)), (3, Outcome::Draw, 1, at(39))],
        "in the order in which they were settled"
    );
    assert_eq!(
        (settled[2].question.as_str(), settled[2].ask, settled[2].company),
        ("written", Ask::Free, quiz.company)
    );
    assert_eq!(settled[0].source(), "quiz:answered:1");
    assert_eq!(store.settled_answers_of(GUILD, BOB, at(38)).await.unwrap().len(), 2);
    assert_eq!(store.settled_answers_of(ELSEWHERE, BOB, at(0)).await.unwrap(), []);
    assert_eq!(store.quiz_players().await.unwrap(), [(GUILD, ANN), (GUILD, BOB)]);
    store.decide_quiz_end(&quiz.id, End::Finished, None, at(60)).await.unwrap();
    store.finish_quiz(&quiz.id, at(60)).await.unwrap();
}
