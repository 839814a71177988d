//! `/quiz start` alone: one private message, question after question.

use chrono::TimeDelta;
use viva::domain::rating::Strength;
use viva::local::{MessageView, Outcome, UserId};

use crate::kit::{DAILY, HALF_AN_ANSWER, Team, id_of, says, says_not, tea};

/// Answers the choice that is shown, rightly, and returns its result.
async fn gets_right(team: &Team, who: UserId, quiz: &MessageView) -> MessageView {
    let (right, _) = team.letters(quiz);
    team.clicks(who, quiz, &right).await;
    team.clicks(who, quiz, "Reveal").await
}

#[tokio::test]
async fn a_choice_is_private_shuffled_changed_once_and_explained() {
    let team = Team::start().await;
    let quiz = team.commands(team.ada, "/quiz start topic:streams level:mid count:2").await;
    assert!(quiz.ephemeral, "nobody sees what is picked");
    says(&quiz, "Question 1 of 2: ");
    says(&quiz, "Streams and buffers · mid · choose one");
    let question = team.shows(&quiz);
    assert_eq!((question.topic.as_str(), question.level.as_str()), ("streams", "mid"));
    assert!(quiz.button("Reveal").is_some_and(|button| button.disabled), "nothing is picked yet");
    let (right, wrong) = team.letters(&quiz);
    says(&team.clicks(team.ada, &quiz, &wrong).await, &format!("You picked **{wrong}**. You may change it once"));
    let changed = team.clicks(team.ada, &quiz, &right).await;
    assert_eq!(changed.id, quiz.id, "it is one message");
    says(&changed, &format!("You picked **{right}**, and changed it once."));
    assert!(changed.button(&wrong).is_some_and(|button| button.disabled), "once only");
    let stale = changed.button(&wrong).and_then(|button| button.custom_id).expect("a choice");
    let forged = team.forges(team.general, &stale).await;
    says(&team.clicks(team.ada, &forged, "Press me").await, "You changed your pick once already.");
    let foreign = team.clicks(team.ben, &forged, "Press me").await;
    assert!(foreign.ephemeral);
    says(&foreign, &format!("This quiz is <@{}>'s. Start your own with `/quiz start`.", team.ada));

    let result = team.clicks(team.ada, &quiz, "Reveal").await;
    says(&result, &format!("**{right}** is right. 2 points."));
    for choice in &question.choices {
        says(&result, &choice.reason);
    }
    let whole = team.clicks(team.ada, &result, "The whole answer").await;
    says(&whole, "Reference answer");
    let second = team.clicks(team.ada, &quiz, "Next question").await;
    says(&second, "Question 2 of 2: ");
    says(&team.clicks(team.ada, &forged, "Press me").await, "Question 1 is over; this is where you are.");
    let (right, wrong) = team.letters(&second);
    team.clicks(team.ada, &quiz, &wrong).await;
    says(&team.clicks(team.ada, &quiz, "Reveal").await, &format!("You picked **{wrong}**; **{right}** is right.\n"));
    let end = team.clicks(team.ada, &quiz, "See how it went").await;
    says(&end, "You knew **1 of 2**, for 2 points.");
    says(&end, &format!("1. {} · ✅ knew it, 2 points", question.title));
    says(&end, "✗ missed it");
    says(&team.clicks(team.ada, &forged, "Press me").await, "How your quiz went");
    assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (2, 0));
    let another = team.clicks(team.ada, &end, "Another one like it").await;
    says(&another, "Question 1 of 2: ");
    let another = team.shows(&another);
    assert_eq!((another.topic.as_str(), another.level.as_str()), ("streams", "mid"), "it is like the one before");
    team.finish().await;
}

#[tokio::test]
async fn recall_is_thought_revealed_and_rated_by_oneself_and_makes_a_card() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    let quiz = team.commands(team.ada, "/quiz start mode:recall").await;
    says(&quiz, "Say it in your head");
    says_not(&quiz, "Key points");
    let rate = |grade: &str| {
        let id = quiz.button("Reveal").and_then(|button| button.custom_id).expect("an id");
        id.replace(":reveal:1", &format!(":rate:1:{grade}"))
    };
    let early = team.forges(team.general, &rate("easy")).await;
    says(&team.clicks(team.ada, &early, "Press me").await, "Reveal the answer first.");
    let revealed = team.clicks(team.ada, &quiz, "Reveal").await;
    says(&revealed, "**Key points**");
    says(&revealed, "Reference answer");
    let end = team.clicks(team.ada, &quiz, "Hard").await;
    says(&end, "Question 1: Hard.");
    says(&end, "knew some of it");
    assert_eq!(team.points(team.ada).await, 0, "nobody can check how one rates oneself");
    let card = team.store().card(id_of(team.ada), "brewing-tea").await.unwrap().expect("a card");
    assert_eq!(card.reviews, 1);
    team.finish().await;
}

#[tokio::test]
async fn what_is_written_is_graded_on_the_words_it_cites() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    let quiz = team.commands(team.ada, "/quiz start mode:free").await;
    says(&quiz, "graded by its key points");
    let result = team.writes(team.ada, &quiz, HALF_AN_ANSWER).await;
    assert_eq!(result.id, quiz.id);
    says(&result, "Your answer seems to cover **2 of 4 key points**: Hard. 1 point.");
    says(&result, "✅ **Covered**");
    says(&result, "“I boil the water.”");
    says(&result, "⬜ **Missed**");
    says(&team.clicks(team.ada, &quiz, "See how it went").await, "◐ knew some of it, 1 point");
    let hostile = team.commands(team.ben, "/quiz start mode:free").await;
    let result =
        team.writes(team.ben, &hostile, "I boil the water. @everyone [x](https://evil.example) I warm the pot.").await;
    assert!(!result.mention_everyone);
    says_not(&result, "[x](https");
    team.finish().await;
}

#[tokio::test]
async fn a_mixed_quiz_asks_in_every_way() {
    let team = Team::start().await;
    let quiz = team.commands(team.ada, "/quiz start mode:mixed count:3").await;
    let mut ways = Vec::new();
    for number in 1..=3 {
        let now = team.now(&quiz);
        says(&now, &format!("Question {number} of 3"));
        if now.button("Write your answer").is_some() {
            ways.push("free");
            team.writes(team.ada, &quiz, "No idea.").await;
        } else if now.button("A").is_some() {
            ways.push("choice");
            gets_right(&team, team.ada, &quiz).await;
        } else {
            ways.push("recall");
            team.clicks(team.ada, &quiz, "Reveal").await;
            team.clicks(team.ada, &quiz, "Good").await;
            continue;
        }
        let next = if number == 3 { "See how it went" } else { "Next question" };
        team.clicks(team.ada, &quiz, next).await;
    }
    ways.sort_unstable();
    assert_eq!(ways, ["choice", "free", "recall"]);
    says(&team.now(&quiz), "You knew **2 of 3**");
    team.finish().await;
}

#[tokio::test]
async fn a_quiz_that_was_left_goes_on_after_hours_and_a_restart() {
    let mut team = Team::start().await;
    let quiz = team.commands(team.ada, "/quiz start count:2").await;
    gets_right(&team, team.ada, &quiz).await;
    team.advance(TimeDelta::minutes(40)).await;
    team.restart().await;
    says(&team.clicks(team.ada, &quiz, "Next question").await, "Question 2 of 2");

    team.advance(TimeDelta::days(1)).await;
    let offer = team.commands(team.ada, "/quiz start topic:caching mode:recall").await;
    says(&offer, "You left a quiz (multiple choice) at question 2 of 2");
    let back = team.clicks(team.ada, &offer, "Go on with it").await;
    says(&back, "Question 2 of 2");
    says(&team.clicks(team.ada, &quiz, "Stop").await, "You stopped here. You knew **1 of 1**");
    says(&team.clicks(team.ada, &back, "A").await, "How your quiz went");

    let first = team.commands(team.ada, "/quiz start").await;
    let offer = team.commands(team.ada, "/quiz start topic:caching mode:recall").await;
    let fresh = team.clicks(team.ada, &offer, "Begin the new one").await;
    assert_eq!(team.shows(&fresh).topic, "caching");
    says(&team.clicks(team.ada, &first, "A").await, "How your quiz went");
    says(&team.commands(team.ada, "/quiz stop").await, "You stopped here.");
    says(&team.commands(team.ada, "/quiz stop").await, "No quiz runs here. Start one with `/quiz start`.");
    team.finish().await;
}

#[tokio::test]
async fn pressing_twice_is_pressing_once() {
    let team = Team::start().await;
    let quiz = team.commands(team.ada, "/quiz start count:3").await;
    let (right, _) = team.letters(&quiz);
    tokio::join!(team.clicks(team.ada, &quiz, &right), team.clicks(team.ada, &quiz, &right));
    tokio::join!(team.clicks(team.ada, &quiz, "Reveal"), team.clicks(team.ada, &quiz, "Reveal"));
    assert_eq!(team.points(team.ada).await, 2);
    tokio::join!(team.clicks(team.ada, &quiz, "Next question"), team.clicks(team.ada, &quiz, "Next question"));
    says(&team.now(&quiz), "Question 2 of 3");
    let games = team.store().member_rating(team.guild_id(), id_of(team.ada)).await.unwrap().expect("a rating").1;
    assert_eq!(games, 1);
    team.finish().await;
}

#[tokio::test]
async fn a_time_limit_closes_a_question_whenever_one_comes_back() {
    let team = Team::start().await;
    let quiz = team.commands(team.ada, "/quiz start count:2 seconds:20").await;
    says(&quiz, "Time is up <t:");
    let (right, _) = team.letters(&quiz);
    team.clicks(team.ada, &quiz, &right).await;
    team.advance(TimeDelta::seconds(21)).await;
    says(&team.clicks(team.ada, &quiz, "Reveal").await, &format!("Time is up. **{right}** is right. 2 points."));
    team.clicks(team.ada, &quiz, "Next question").await;
    team.advance(TimeDelta::seconds(21)).await;
    says(&team.clicks(team.ada, &quiz, "A").await, "Time is up. You did not answer this one.");
    says(&team.clicks(team.ada, &quiz, "See how it went").await, "– not answered");

    // Who still writes gets it back.
    let quiz = team.commands(team.ben, "/quiz start mode:free count:1 seconds:20").await;
    let opened = team.click_outcome(team.ben, &quiz, "Write your answer").await;
    let Outcome::Form(form) = opened else { panic!("expected a form, but it was {opened:#?}") };
    team.advance(TimeDelta::seconds(21)).await;
    let late = team.sends_form(team.ben, &form, "It depends on the load.").await;
    says(&late, "this answer was not taken in. Copy it if you need it:\n> It depends on the load.");
    says(&late, "Time is up. You did not answer this one.");
    says_not(&team.clicks(team.ben, &late, "See how it went").await, "It depends");
    team.finish().await;
}

#[tokio::test]
async fn points_shrink_are_capped_and_come_back_the_next_day() {
    let team = Team::start().await;
    let quiz = team.commands(team.ada, "/quiz start count:8").await;
    for points in ["2 points.", "2 points.", "2 points.", "1 point.", "1 point.", "1 point.", "1 point."] {
        says(&gets_right(&team, team.ada, &quiz).await, &format!("is right. {points}"));
        team.clicks(team.ada, &quiz, "Next question").await;
    }
    says(&gets_right(&team, team.ada, &quiz).await, "No points: today's quiz points are used up.");
    assert_eq!(team.points(team.ada).await, 10);
    says(&team.commands(team.ada, "/leaderboard").await, "· 10 points, 1 round or quiz");
    team.advance(TimeDelta::days(1)).await;
    team.clicks(team.ada, &quiz, "See how it went").await;
    let quiz = team.commands(team.ada, "/quiz start").await;
    says(&gets_right(&team, team.ada, &quiz).await, "2 points.");
    let recount = viva::app::recount::recount(team.store(), &team.app.bank(), &team.app.rates).await.unwrap();
    assert!(recount.differences.is_empty(), "{:?}", recount.differences);
    assert_eq!(recount.counted, 9);
    team.finish().await;
}

#[tokio::test]
async fn the_same_question_earns_once_a_day() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    let quiz = team.commands(team.ada, "/quiz start").await;
    says(&quiz, "Question 1 of 1");
    says(&gets_right(&team, team.ada, &quiz).await, "2 points.");
    team.clicks(team.ada, &quiz, "See how it went").await;
    let again = team.commands(team.ada, "/quiz start").await;
    says(&gets_right(&team, team.ada, &again).await, "No points: you had this question today already.");
    assert_eq!(team.points(team.ada).await, 2);
    team.clicks(team.ada, &again, "See how it went").await;
    says(
        &team.commands(team.ada, "/quiz start topic:tea level:staff").await,
        "The bank has no question of that topic and level that could be asked now.",
    );
    says(&team.commands(team.ada, "/quiz start topic:coffee").await, "There is no topic `coffee`.");
    team.finish().await;
}

#[tokio::test]
async fn whoever_saw_the_answer_that_day_earns_nothing_by_it() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    // Ada lets the time run out, Ben looks and does not rate himself.
    let late = team.commands(team.ada, "/quiz start seconds:10").await;
    team.advance(TimeDelta::seconds(11)).await;
    says(&team.clicks(team.ada, &late, "A").await, "Time is up. You did not answer this one.");
    team.clicks(team.ada, &late, "See how it went").await;
    let looked = team.commands(team.ben, "/quiz start mode:recall").await;
    says(&team.clicks(team.ben, &looked, "Reveal").await, "Reference answer");
    team.clicks(team.ben, &looked, "Stop").await;
    for who in [team.ada, team.ben] {
        let again = team.commands(who, "/quiz start").await;
        says(&gets_right(&team, who, &again).await, "No points: you had this question today already.");
        team.clicks(who, &again, "See how it went").await;
    }
    let first = team.commands(team.chiara, "/quiz start").await;
    says(&gets_right(&team, team.chiara, &first).await, "is right. 2 points.");
    team.clicks(team.chiara, &first, "See how it went").await;

    // Deniz had it in a round, and earned by it there.
    team.track(DAILY).await;
    let (_, thread) = team.question().await;
    team.replies(team.deniz, thread, HALF_AN_ANSWER).await;
    team.until_revealed().await;
    let points = team.points(team.deniz).await;
    let quiz = team.commands(team.deniz, "/quiz start").await;
    says(&gets_right(&team, team.deniz, &quiz).await, "No points: you had this question today already.");
    assert_eq!(team.points(team.deniz).await, points);
    let recount = viva::app::recount::recount(team.store(), &team.app.bank(), &team.app.rates).await.unwrap();
    let quizzes: Vec<_> = recount.differences.iter().filter(|it| it.source.starts_with("quiz:")).collect();
    assert!(quizzes.is_empty(), "{quizzes:?}");
    team.finish().await;
}

#[tokio::test]
async fn a_quiz_does_not_give_the_open_rounds_answer_away() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    let before = team.commands(team.ada, "/quiz start").await;
    let (right, _) = team.letters(&before);
    team.clicks(team.ada, &before, &right).await;
    team.question().await;
    let refused = team.commands(team.ben, "/quiz start").await;
    says(&refused, "that could be asked now");
    let left_out = team.clicks(team.ada, &before, "Reveal").await;
    says(&left_out, "Question 1 is left out: a round is asking it");
    says_not(&left_out, "is right");
    team.until_revealed().await;
    assert_eq!(team.points(team.ada).await, 0);
    team.finish().await;
}

#[tokio::test]
async fn questions_fit_ones_strength_which_only_oneself_sees() {
    let team = Team::start().await;
    says(&team.commands(team.ada, "/me").await, "Not known yet: `/quiz start` finds out");
    let quiz = team.commands(team.ada, "/quiz start count:6").await;
    for _ in 0..6 {
        gets_right(&team, team.ada, &quiz).await;
        let next = if team.now(&quiz).button("Next question").is_some() { "Next question" } else { "See how it went" };
        team.clicks(team.ada, &quiz, next).await;
    }
    let (strength, games) = team.store().member_rating(team.guild_id(), id_of(team.ada)).await.unwrap().unwrap();
    assert!(games == 6 && strength.rating > Strength::newcomer().rating + 100.0, "{strength:?}");
    let me = team.commands(team.ada, "/me").await;
    assert!(me.ephemeral);
    says(&me, &format!("Strength in quizzes\n{:.0}, give or take", strength.rating));

    let harder = team.commands(team.ada, "/quiz start").await;
    let why = team.clicks(team.ada, &harder, "Why this one?").await;
    assert!(why.ephemeral);
    says(&why, "of 10 such questions right");
    says(&why, "chance drew this one");
    let dealt = team.store().running_quizzes(team.guild_id()).await.unwrap().pop().unwrap();
    for question in team.store().quiz_questions(&dealt.id).await.unwrap() {
        assert!(question.why.question > 1_500.0, "{:?}", question.why);
    }
    team.finish().await;
}
