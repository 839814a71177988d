//! A quiz together: its posts in the channel or its thread, and what each player sees in private.

use chrono::{DateTime, Utc};

use crate::domain::ids::{ChannelId, UserId};
use crate::domain::quiz::points::Earned;
use crate::domain::quiz::tally::{Place, graded, percent, picked};
use crate::domain::quiz::{Ask, End, Grade, Quiz, QuizAnswer};
use crate::view::action::Action;
use crate::view::message::{Button, Embed, Look, Message, Tone};
use crate::view::text::{self, count};
use crate::view::time;

use super::{QuizPress, Shown, act, grade_name, mode_name};

/// How many names a line has at most.
const NAMES: usize = 20;

/// The post that a quiz together begins with; it has `of` questions.
pub fn opening(quiz: &Quiz, of: usize, topic: Option<&str>, first: Option<DateTime<Utc>>) -> Message {
    let about = match (topic, quiz.level) {
        (Some(topic), Some(level)) => format!("{topic}, {level}"),
        (Some(topic), None) => topic.to_owned(),
        (None, Some(level)) => format!("any topic, {level}"),
        (None, None) => "any topic and level".to_owned(),
    };
    let first = match (quiz.thread, first) {
        (_, Some(first)) if quiz.threaded => {
            format!("It is played in this message's thread; the first question comes {}.", time::relative(first))
        }
        (_, Some(first)) => format!("The first question comes {}.", time::relative(first)),
        (Some(thread), None) => format!("It is over; it was played in <#{thread}>."),
        (None, None) => "It is over.".to_owned(),
    };
    let description = format!(
        "<@{}> started a quiz for everybody: **{}**, {}, {about}.\n\n\
         Join by answering. Nobody sees what you answer before a question closes. It closes when its time is up, or, from the second \
         one on, five seconds after everybody who has joined has answered. Being fast earns nothing; nor does a question that only \
         one person answers. After two questions without an answer it stops by itself.\n\n{first}",
        quiz.starter,
        count(of as i64, "question"),
        mode_name(quiz.mode),
    );
    let embed = Embed { title: "A quiz, together".to_owned(), description, tone: Tone::Calm, ..Embed::default() };
    Message::embed(embed).row(vec![Button::new(opening_mark(quiz), "Stop the quiz").disabled(quiz.end.is_some())])
}

/// The id of a button that only the opening post carries.
pub fn opening_mark(quiz: &Quiz) -> String {
    act(&quiz.id, QuizPress::Stop).to_string()
}

/// The name of the quiz's thread.
pub fn thread_name(quiz: &Quiz, topic: Option<&str>) -> String {
    let about = topic.map(|topic| format!(", {topic}")).unwrap_or_default();
    text::shorten(&format!("Quiz, {}{about}", mode_name(quiz.mode)), 100)
}

/// An open question, with how many have answered.
pub fn question(shown: &Shown<'_>, answered: usize) -> Message {
    let how = match shown.asked.ask {
        Ask::Choice => "Pick one; you may change it once.",
        Ask::Recall => "Think, then press **Reveal**: only you see the answer, and rate yourself.",
        Ask::Free => "Press **Write your answer**; you may change it until the question closes.",
    };
    let closes = shown.asked.closes_at.map(|at| format!(" It closes {}.", time::relative(at))).unwrap_or_default();
    let answered = match answered {
        0 => String::new(),
        1 => "\n1 person has answered.".to_owned(),
        more => format!("\n{more} people have answered."),
    };
    let description = format!("{}\n\n{how}{closes}{answered}", shown.asks());
    let message = Message::embed(shown.card("", &description, Tone::Asking));
    let number = shown.asked.number;
    match shown.asked.ask {
        Ask::Choice => message.row(shown.picks(None, false)),
        Ask::Recall => {
            message.row(vec![Button::new(shown.press(QuizPress::Reveal(number)), "Reveal").look(Look::Main)])
        }
        Ask::Free => {
            message.row(vec![Button::new(shown.press(QuizPress::Write(number)), "Write your answer").look(Look::Main)])
        }
    }
}

/// The id of a button that only the open question's post carries.
pub fn question_mark(shown: &Shown<'_>) -> String {
    let number = shown.asked.number;
    let press = match shown.asked.ask {
        Ask::Choice => QuizPress::Pick(number, shown.asked.order.first().copied().unwrap_or(0)),
        Ask::Recall => QuizPress::Reveal(number),
        Ask::Free => QuizPress::Write(number),
    };
    shown.press(press).to_string()
}

/// The question once it is closed: what share answered what, why, and who knew it.
pub fn closed(shown: &Shown<'_>, answers: &[&QuizAnswer], next: Option<DateTime<Utc>>) -> Message {
    let given: Vec<&QuizAnswer> = answers.iter().filter(|answer| answer.outcome.is_some()).copied().collect();
    let all = given.len();
    let share = |part: usize| format!("{}% ({part} of {all})", percent(part, all));
    let mut description = match shown.asked.ask {
        Ask::Choice => {
            let stem = text::discord(&shown.question.choice_stem);
            format!("{stem}\n\n{}", shown.explained(|choice| format!(" · **{}**", share(picked(&given, choice)))))
        }
        Ask::Recall => {
            let grades = Grade::ALL.map(|grade| format!("{} {}", grade_name(grade), share(graded(&given, grade))));
            format!("{}\n\n**Key points**\n{}\n\n{}", shown.asks(), shown.key_points(), grades.join(" · "))
        }
        Ask::Free => {
            let points = shown.question.key_points.iter().map(|point| {
                let covered = given.iter().filter(|answer| covers(answer, &point.id)).count();
                format!("- {} · **{}**", point.text, share(covered))
            });
            let points = points.collect::<Vec<_>>().join("\n");
            format!("{}\n\n**Key points**, and how many seem to cover each\n{points}", shown.asks())
        }
    };
    let right: Vec<UserId> = given.iter().filter(|answer| answer.is_right()).map(|answer| answer.user).collect();
    let knew = match (all, right.len()) {
        (0, _) => "Nobody answered.".to_owned(),
        (_, 0) => format!("Nobody of {} got it.", people(all)),
        _ => format!("**Got it:** {}", names(&right)),
    };
    description.push_str(&format!("\n\n{knew}"));
    if let Some(next) = next {
        description.push_str(&format!("\n-# It goes on {}.", time::relative(next)));
    }
    let number = shown.asked.number;
    let buttons = vec![
        Button::new(shown.press(QuizPress::Mine(number)), "How did I do?").look(Look::Main),
        Button::new(Action::ShowAnswer(shown.question.id.clone()), "The whole answer"),
    ];
    Message::embed(shown.card("closed", &description, Tone::Revealed)).row(buttons)
}

fn covers(answer: &QuizAnswer, key_point: &str) -> bool {
    answer.verdict.as_ref().is_some_and(|found| found.covered.iter().any(|evidence| evidence.key_point == key_point))
}

/// A question that was taken back while it was open.
pub fn left_out(number: u8) -> Message {
    Message::text(format!(
        "Question {number} is left out: a round is asking it right now, or it left the bank. Nobody's answer to it counts."
    ))
}

/// The post that a quiz together ends with.
pub fn board(quiz: &Quiz, places: &[Place], asked: usize) -> Message {
    let why = match (quiz.end, quiz.ended_by) {
        (Some(End::Stopped), Some(by)) => {
            format!("<@{by}> stopped the quiz after {}.", count(asked as i64, "question"))
        }
        (Some(End::Idle), _) => "Nobody answered two questions in a row, so the quiz is over.".to_owned(),
        (Some(End::Away), _) => "I was away for too long to go on, so the quiz is over.".to_owned(),
        _ => format!("That was it: {}.", count(asked as i64, "question")),
    };
    let lines: Vec<String> = places
        .iter()
        .take(NAMES)
        .map(|place| {
            let tied = places.iter().filter(|other| other.rank == place.rank).count() > 1;
            let shared = if tied { " (shared)" } else { "" };
            format!(
                "**{}.** <@{}> · {} of {asked} right, {}{shared}",
                place.rank,
                place.user,
                place.right,
                count(place.points, "point")
            )
        })
        .collect();
    let mut description = format!("{why}\n\n{}", lines.join("\n"));
    if places.len() > NAMES {
        description.push_str(&format!("\n… and {} more", places.len() - NAMES));
    }
    match places {
        [] => description.push_str("Nobody played this time."),
        [_] => description.push_str("\n\nPlaying together takes two: alone it earns no points."),
        _ => {}
    }
    let embed = Embed {
        title: "The quiz's board".to_owned(),
        description: description.trim().to_owned(),
        tone: Tone::Calm,
        ..Embed::default()
    };
    Message::embed(embed).row(vec![Button::new(board_mark(quiz), "Another one like it")])
}

/// The id of a button that only the board carries.
pub fn board_mark(quiz: &Quiz) -> String {
    act(&quiz.id, QuizPress::Another).to_string()
}

/// What a player sees after picking.
pub fn picked_note(shown: &Shown<'_>, answer: &QuizAnswer) -> String {
    let closes = shown.asked.closes_at.map(time::relative).unwrap_or_default();
    let letter = answer.picked.map_or("?", |pick| shown.letter(pick));
    match answer.changes {
        0 => format!(
            "You picked **{letter}**; nobody else sees it. You may change it once; the question closes {closes}."
        ),
        _ => format!("You picked **{letter}**, and changed it once. The question closes {closes}."),
    }
}

/// What a player sees after writing.
pub fn written_note(shown: &Shown<'_>) -> String {
    let closes = shown.asked.closes_at.map(time::relative).unwrap_or_default();
    format!("Your answer is in; nobody else sees it. You may change it until the question closes {closes}.")
}

/// What a player sees who had the answer shown, and has rated themselves or not.
pub fn looked(shown: &Shown<'_>, answer: &QuizAnswer) -> Message {
    let closes = shown.asked.closes_at.map(time::relative).unwrap_or_default();
    let hint = match answer.grade {
        None => {
            format!("How well did you know it? It counts once you have rated yourself; the question closes {closes}.")
        }
        Some(grade) => {
            format!(
                "You rated yourself **{}**. You may change it until the question closes {closes}.",
                grade_name(grade)
            )
        }
    };
    let description = format!("**Key points**\n{}\n\n{hint}", shown.key_points());
    let mut message = Message::embed(shown.card("", &description, Tone::Asking));
    message.embeds.push(shown.reference());
    message.row(shown.grades())
}

/// A player's own result.
pub fn mine(shown: &Shown<'_>, answer: Option<&QuizAnswer>, earned: Option<Earned>) -> Message {
    let mut description = shown.verdict(answer, earned);
    if let Some(verdict) = answer.and_then(|answer| answer.verdict.as_ref()) {
        description.push_str(&format!(
            "\n\n{}\n\n-# A machine's reading of your words, with the words it found. It can be wrong: compare with the whole answer.",
            shown.checklist(verdict)
        ));
    }
    Message::embed(shown.card("your answer", &description, Tone::Revealed))
}

/// What the starter is told at once.
pub fn started(quiz: &Quiz, of: usize) -> String {
    let fewer = if of < usize::from(quiz.count) {
        format!(" The bank has only {} that fit, so it is that many.", count(of as i64, "question"))
    } else {
        String::new()
    };
    format!("Your quiz begins in <#{}>.{fewer} You or an organizer can stop it with `/quiz stop`.", quiz.channel)
}

/// What the starter is told where Discord refused a post.
pub fn refused(quiz: &Quiz, why: &str) -> Message {
    Message::text(format!(
        "Your quiz in <#{}> could not go on: Discord did not take its messages ({why}). Check that I may see the channel, write in it \
         and embed links, then start another.",
        quiz.channel
    ))
}

/// Where a quiz together runs already.
pub fn runs_already(place: ChannelId) -> String {
    format!("A quiz runs in <#{place}> already. Join it by answering, or start yours in another channel.")
}

/// Who may stop a quiz.
pub fn may_not_stop(starter: UserId) -> String {
    format!("Only <@{starter}>, who started this quiz, or an organizer may stop it.")
}

fn people(number: usize) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{number} people") }
}

fn names(users: &[UserId]) -> String {
    let mut names: Vec<String> = users.iter().take(NAMES).map(|user| format!("<@{user}>")).collect();
    if users.len() > NAMES {
        names.push(format!("and {} more", users.len() - NAMES));
    }
    names.join(", ")
}
