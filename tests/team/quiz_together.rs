//! `/quiz start players:together`: posts in the channel or a thread, joined by answering.

use chrono::TimeDelta;
use sqlx::Connection as _;
use twilight_model::guild::Permissions;
use viva::local::{MessageView, Outcome};

use crate::kit::{DAILY, Team, id_of, says, says_not, tea};

const TOGETHER: &str = "/quiz start players:together";

/// Starts a quiz of Ada's in the practice channel, and waits for its opening.
async fn starts(team: &Team, options: &str) -> MessageView {
    let told = team.commands(team.ada, &format!("{TOGETHER} {options}")).await;
    assert!(told.ephemeral);
    says(&told, "Your quiz begins in");
    team.idle().await;
    team.expect_message(team.practice, "A quiz, together").await
}

/// The next question's post, once its time has come.
async fn next_question(team: &Team, number: u8) -> MessageView {
    team.advance(TimeDelta::seconds(15)).await;
    team.expect_message(team.practice, &format!("Question {number} of ")).await
}

/// Lets the open question's time run out.
async fn time_is_up(team: &Team, question: &MessageView) -> MessageView {
    team.advance(TimeDelta::seconds(31)).await;
    team.expect_edit(question, ", closed: ").await
}

#[tokio::test]
async fn anyone_joins_picks_are_hidden_and_each_question_tells_who_got_it() {
    let team = Team::start().await;
    let opening = starts(&team, "count:2 topic:streams").await;
    says(&opening, &format!("<@{}> started a quiz for everybody: **2 questions**, multiple choice, Streams", team.ada));
    let question = next_question(&team, 1).await;
    let (right, wrong) = team.letters(&question);
    let note = team.clicks(team.ben, &question, &wrong).await;
    assert!(note.ephemeral);
    says(&note, &format!("You picked **{wrong}**; nobody else sees it. You may change it once"));
    says(&team.clicks(team.ben, &question, &right).await, "and changed it once");
    says(&team.clicks(team.ben, &question, &wrong).await, "You changed your pick once already; it stays.");
    team.clicks(team.ada, &question, &right).await;
    team.clicks(team.chiara, &question, &wrong).await;
    let open = team.expect_edit(&question, "3 people have answered.").await;
    says_not(&open, &format!("<@{}>", team.ben));
    assert!(open.button(&wrong).is_some_and(|button| button.style != 3), "the post tells no pick");

    let closed = time_is_up(&team, &question).await;
    says(&closed, "*✅ right* · **67% (2 of 3)**");
    says(&closed, "*✗ wrong* · **33% (1 of 3)**");
    says(&closed, "*✗ wrong* · **0% (0 of 3)**");
    for choice in &team.shows(&question).choices {
        says(&closed, &choice.reason);
    }
    let knew = closed.text().split("**Got it:** ").nth(1).expect("who got it").to_owned();
    assert!(knew.contains(&team.ada.to_string()) && knew.contains(&team.ben.to_string()));
    assert!(!knew.contains(&team.chiara.to_string()));
    assert!(closed.mentions.is_empty());
    let mine = team.clicks(team.chiara, &closed, "How did I do?").await;
    assert!(mine.ephemeral);
    says(&mine, &format!("You picked **{wrong}**; **{right}** is right."));
    says(&team.clicks(team.deniz, &closed, "How did I do?").await, "You did not answer this one.");

    let second = next_question(&team, 2).await;
    let (right, _) = team.letters(&second);
    team.clicks(team.ada, &second, &right).await;
    team.clicks(team.ben, &second, &right).await;
    team.clicks(team.chiara, &second, &right).await;
    team.idle().await;
    team.advance(TimeDelta::seconds(6)).await;
    let closed = team.expect_edit(&second, ", closed: ").await;
    says(&closed, "*✅ right* · **100% (3 of 3)**");
    let board = team.expect_message(team.practice, "The quiz's board").await;
    says(&board, "That was it: 2 questions.");
    says(&board, &format!("**1.** <@{}> · 2 of 2 right, 4 points (shared)", team.ada));
    says(&board, &format!("**1.** <@{}> · 2 of 2 right, 4 points (shared)", team.ben));
    says(&board, &format!("**3.** <@{}> · 1 of 2 right, 2 points", team.chiara));
    team.expect_edit(&opening, "It is over.").await;
    assert_eq!((team.points(team.ada).await, team.points(team.chiara).await), (4, 2));
    let recount = viva::app::recount::recount(team.store(), &team.app.bank(), &team.app.rates).await.unwrap();
    assert!(recount.differences.is_empty(), "{:?}", recount.differences);
    assert_eq!(team.store().verify().await.unwrap(), []);
    team.finish().await;
}

#[tokio::test]
async fn recall_together_is_revealed_to_each_and_rated_until_it_closes() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    starts(&team, "mode:recall seconds:60").await;
    let question = next_question(&team, 1).await;
    let looked = team.clicks(team.ada, &question, "Reveal").await;
    assert!(looked.ephemeral);
    says(&looked, "How well did you know it?");
    says(&looked, "Reference answer");
    says(&team.clicks(team.ada, &looked, "Again").await, "You rated yourself **Again**.");
    let changed = team.clicks(team.ada, &looked, "Good").await;
    assert_eq!(changed.id, looked.id);
    says(&changed, "You rated yourself **Good**.");
    let bens = team.clicks(team.ben, &question, "Reveal").await;
    team.clicks(team.ben, &bens, "Again").await;
    let only_looked = team.clicks(team.chiara, &question, "Reveal").await;
    team.advance(TimeDelta::seconds(61)).await;
    let closed = team.expect_edit(&question, ", closed: ").await;
    says(&closed, "Again 50% (1 of 2) · Hard 0% (0 of 2) · Good 50% (1 of 2) · Easy 0% (0 of 2)");
    says(&closed, &format!("**Got it:** <@{}>", team.ada));
    says(&team.clicks(team.chiara, &only_looked, "Easy").await, "This question is closed.");
    says(&team.clicks(team.ada, &closed, "How did I do?").await, "No points: rating oneself earns none");
    team.expect_message(team.practice, "The quiz's board").await;
    assert!(team.store().card(id_of(team.ben), "brewing-tea").await.unwrap().is_some());
    assert_eq!(team.points(team.ada).await, 0);
    team.finish().await;
}

#[tokio::test]
async fn free_answers_together_are_sealed_and_graded_at_the_end() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    starts(&team, "mode:free").await;
    let question = next_question(&team, 1).await;
    says(&team.writes(team.ada, &question, "No idea.").await, "Your answer is in; nobody else sees it.");
    team.writes(team.ada, &question, "I boil the water. Then I warm the pot.").await;
    team.writes(team.ben, &question, "I have no idea at all.").await;
    let form = match team.click_outcome(team.chiara, &question, "Write your answer").await {
        Outcome::Form(form) => form,
        other => panic!("expected a form, but it was {other:#?}"),
    };
    team.advance(TimeDelta::seconds(181)).await;
    let closed = team.expect_edit(&question, ", closed: ").await;
    says(&closed, "· **50% (1 of 2)**");
    says_not(&closed, "I boil the water");
    says(&closed, "Nobody of 2 people got it.");
    says(
        &team.sends_form(team.chiara, &form, "I boil the water.").await,
        "This question is closed. Time is up, so this answer was not taken in. Copy it if you need it:\n> I boil the water.",
    );
    let mine = team.clicks(team.ada, &closed, "How did I do?").await;
    says(&mine, "Your answer seems to cover **2 of 4 key points**: Hard. 1 point.");
    says(&mine, "“I boil the water.”");
    team.expect_message(team.practice, "The quiz's board").await;
    team.finish().await;
}

#[tokio::test]
async fn a_restart_in_the_middle_loses_nothing() {
    let mut team = Team::start().await;
    starts(&team, "count:2 place:\"a new thread\"").await;
    let opening = team.of_bot(team.practice).pop().expect("the opening");
    let thread = team.now(&opening).thread.expect("its thread");
    team.advance(TimeDelta::seconds(15)).await;
    let question = team.expect_message(thread, "Question 1 of 2").await;
    let (right, wrong) = team.letters(&question);
    team.clicks(team.ada, &question, &right).await;
    team.restart().await;
    says(&team.clicks(team.ben, &question, &wrong).await, "You picked");
    let away = team.clock.now() + TimeDelta::seconds(40);
    team.is_away_until(away).await;
    let closed = team.expect_edit(&question, ", closed: ").await;
    says(&closed, "**50% (1 of 2)**");
    team.restart().await;
    team.advance(TimeDelta::seconds(15)).await;
    let second = team.expect_message(thread, "Question 2 of 2").await;
    team.restart().await;
    team.clicks(team.ben, &second, &team.letters(&second).0).await;
    team.advance(TimeDelta::seconds(31)).await;
    let board = team.expect_message(thread, "The quiz's board").await;
    says(&board, &format!("<@{}> · 1 of 2 right, 2 points", team.ada));
    says(&board, &format!("<@{}> · 1 of 2 right, 0 points", team.ben));
    says(&team.clicks(team.ben, &second, "How did I do?").await, "No points: nobody else answered it.");
    let games = team.store().member_rating(team.guild_id(), id_of(team.ben)).await.unwrap().expect("a rating").1;
    assert_eq!(games, 2);
    team.finish().await;
}

#[tokio::test]
async fn a_bot_that_was_away_for_long_ends_the_quiz_instead_of_waking_everybody() {
    let mut team = Team::start().await;
    starts(&team, "count:3").await;
    let question = next_question(&team, 1).await;
    team.clicks(team.ada, &question, "A").await;
    let away = team.clock.now() + TimeDelta::hours(3);
    team.is_away_until(away).await;
    team.expect_edit(&question, ", closed: ").await;
    let board = team.expect_message(team.practice, "The quiz's board").await;
    says(&board, "I was away for too long to go on");
    team.finish().await;
}

#[tokio::test]
async fn it_stops_by_itself_when_nobody_plays() {
    let team = Team::start().await;
    starts(&team, "count:5").await;
    let first = next_question(&team, 1).await;
    says(&time_is_up(&team, &first).await, "Nobody answered.");
    let second = next_question(&team, 2).await;
    time_is_up(&team, &second).await;
    let board = team.expect_message(team.practice, "The quiz's board").await;
    says(&board, "Nobody answered two questions in a row, so the quiz is over.");
    says(&board, "Nobody played this time.");
    team.advance(TimeDelta::hours(1)).await;
    team.finish().await;
}

#[tokio::test]
async fn the_starter_or_an_organizer_stops_it_and_nobody_else() {
    let team = Team::start().await;
    let opening = starts(&team, "count:5").await;
    let question = next_question(&team, 1).await;
    let (right, _) = team.letters(&question);
    team.clicks(team.ben, &question, &right).await;
    let refused = format!("Only <@{}>, who started this quiz, or an organizer may stop it.", team.ada);
    says(&team.clicks(team.ben, &opening, "Stop the quiz").await, &refused);
    says(&team.commands(team.ben, "/quiz stop").await, &refused);
    says(&team.commands(team.olga, "/quiz stop").await, "The quiz is stopped.");
    team.idle().await;
    team.expect_edit(&question, ", closed: ").await;
    let board = team.expect_message(team.practice, "The quiz's board").await;
    says(&board, &format!("<@{}> stopped the quiz after 1 question.", team.olga));
    says(&board, &format!("<@{}> · 1 of 1 right, 0 points", team.ben));
    says(&board, "Playing together takes two: alone it earns no points.");
    assert_eq!(team.points(team.ben).await, 0);
    says(&team.commands(team.ada, "/quiz stop").await, "No quiz runs here.");

    let opening = starts(&team, "count:5").await;
    says(&team.clicks(team.ada, &opening, "Stop the quiz").await, "The quiz is stopped.");
    team.idle().await;
    says(&team.expect_message(team.practice, "The quiz's board").await, "Nobody played this time.");
    let stale = team.forges(team.practice, &opening.button("Stop the quiz").unwrap().custom_id.unwrap()).await;
    says(&team.clicks(team.ada, &stale, "Press me").await, "This quiz is over.");
    team.finish().await;
}

#[tokio::test]
async fn two_who_press_or_start_at_once_are_both_served_right() {
    let team = Team::start().await;
    let start = format!("{TOGETHER} count:1");
    let (ada, ben) = tokio::join!(team.commands(team.ada, &start), team.commands(team.ben, &start));
    let begun = [&ada, &ben].into_iter().filter(|told| told.text().contains("Your quiz begins")).count();
    let refused = [&ada, &ben].into_iter().filter(|told| told.text().contains("runs in")).count();
    assert_eq!((begun, refused), (1, 1), "a channel has one quiz");
    team.idle().await;
    team.expect_message(team.practice, "A quiz, together").await;
    let question = next_question(&team, 1).await;
    let (right, wrong) = team.letters(&question);
    let (one, two) = tokio::join!(team.clicks(team.ada, &question, &right), team.clicks(team.ben, &question, &wrong));
    says(&one, &format!("You picked **{right}**"));
    says(&two, &format!("You picked **{wrong}**"));
    tokio::join!(team.clicks(team.chiara, &question, &right), team.clicks(team.chiara, &question, &right));
    let stale = team.forges(team.general, &question.button(&right).unwrap().custom_id.unwrap()).await;
    let closed = time_is_up(&team, &question).await;
    says(&closed, "**67% (2 of 3)**");
    says(&team.clicks(team.deniz, &stale, "Press me").await, "This question is closed.");
    team.expect_message(team.practice, "The quiz's board").await;
    assert_eq!((team.points(team.ada).await, team.points(team.deniz).await), (2, 0));
    team.finish().await;
}

#[tokio::test]
async fn a_question_that_a_round_begins_to_ask_is_left_out() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    team.advance_to(team.next_track().await.next_due - TimeDelta::seconds(30)).await;
    let opening = starts(&team, "").await;
    says(&opening, "**1 question**");
    let question = next_question(&team, 1).await;
    let (right, _) = team.letters(&question);
    team.clicks(team.ben, &question, &right).await;
    team.question().await;
    says(&team.clicks(team.chiara, &question, &right).await, "A round is asking this question right now");
    team.advance(TimeDelta::seconds(31)).await;
    let left_out = team.expect_edit(&question, "Question 1 is left out").await;
    says_not(&left_out, "Got it");
    says(&team.expect_message(team.practice, "The quiz's board").await, "Nobody played this time.");
    assert_eq!(team.store().member_rating(team.guild_id(), id_of(team.ben)).await.unwrap(), None);
    team.until_revealed().await;
    team.finish().await;
}

#[tokio::test]
async fn a_post_that_was_sent_and_not_recorded_is_found_again() {
    let mut team = Team::start().await;
    starts(&team, "count:1").await;
    let question = next_question(&team, 1).await;
    team.clicks(team.ada, &question, "A").await;
    team.disconnect().await;
    // As after a crash between the two.
    let mut database = sqlx::SqliteConnection::connect(team.store_url()).await.expect("the database");
    let forget = "UPDATE deliveries SET message_id = NULL WHERE step LIKE 'quiz:%:question:1'";
    sqlx::query(forget).execute(&mut database).await.expect("it is forgotten");
    database.close().await.expect("the database closes");
    team.connect().await;
    team.advance(TimeDelta::seconds(31)).await;
    team.expect_edit(&question, "1 person has answered.").await;
    team.advance(TimeDelta::seconds(31)).await;
    let closed = team.expect_edit(&question, ", closed: ").await;
    says(&closed, "(1 of 1)");
    team.expect_message(team.practice, "The quiz's board").await;
    team.finish().await;
}

#[tokio::test]
async fn what_the_bot_lacks_is_said_at_once_and_a_channel_that_shuts_ends_the_quiz() {
    let team = Team::start().await;
    let takes_away = |permissions: Permissions| {
        team.local.with(|world| {
            world.set_overwrite(team.practice, team.bot.user_id, Permissions::empty(), permissions);
        });
    };
    takes_away(Permissions::EMBED_LINKS | Permissions::CREATE_PUBLIC_THREADS);
    let refused = team.commands(team.ada, TOGETHER).await;
    says(&refused, "I can't play here: I lack the permission **Embed Links**.");
    says(&team.commands(team.ada, &format!("{TOGETHER} place:\"a new thread\"")).await, "**Create Public Threads**");
    team.local.with(|world| world.clear_overwrite(team.practice, team.bot.user_id));
    starts(&team, "count:2").await;
    takes_away(Permissions::SEND_MESSAGES);
    team.advance(TimeDelta::seconds(15)).await;
    let told = team.expect_private(team.ada, "could not go on").await;
    says(&told, "start another");
    assert_eq!(team.store().running_quizzes(team.guild_id()).await.unwrap(), []);
    assert_eq!(team.store().verify().await.unwrap(), []);
    team.finish().await;
}
