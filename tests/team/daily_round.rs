//! The daily round, as its members live it.

use crate::kit::{DAILY, HALF_AN_ANSWER, Team, id_of, says, says_not, tea};
use chrono::TimeDelta;
use viva::domain::ids::UserId;
use viva::domain::round::RoundState;
use viva::local::MessageView;

/// A team whose one question is about tea, at the moment when it was asked.
async fn tea_time() -> (Team, MessageView, viva::local::ChannelId) {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    let (question, thread) = team.question().await;
    (team, question, thread)
}

#[tokio::test]
async fn a_day_with_an_open_track() {
    let team = Team::start().await;
    team.track(DAILY).await;
    let (question, thread) = team.question().await;
    says(&question, "Round 1 · Daily practice");
    team.replies(team.ada, thread, "The event loop runs callbacks in phases.").await;
    team.replies(team.ben, thread, "No idea, honestly.").await;
    team.expect_edit(&question, "2 people have answered").await;

    let reveal = team.until_revealed().await;
    assert!(reveal.text().contains("Reference answer"), "{}", reveal.text());
    assert!(reveal.text().contains("Key points, and how many of 2 answers covered each"), "{}", reveal.text());
    team.expect_edit(&question, "Revealed").await;
    let how = team.clicks(team.ada, reveal.last(), "How did I do?").await;
    assert!(how.ephemeral);
    says(&how, "key points");

    says(&team.commands(team.ben, "/leaderboard").await, "This week");
    team.finish().await;
}

#[tokio::test]
async fn several_messages_and_the_form_are_one_answer() {
    let (team, question, thread) = tea_time().await;
    team.replies(team.ada, thread, "First I boil the water.").await;
    team.replies(team.ada, thread, "Then I warm the pot.").await;
    let sent = team.answers(team.ada, &question, "And a spoon of leaves for each cup.").await;
    says(&sent, "Your answer is in.");
    let form = team.opens_form(team.ada, &question).await;
    assert_eq!(form.fields[0].value.as_deref(), Some("And a spoon of leaves for each cup."));
    team.expect_edit(&question, "1 person has answered").await;

    let reveal = team.until_revealed().await;
    let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
    says(&page, "answer 1 of 1");
    for part in ["First I boil the water.", "Then I warm the pot.", "And a spoon of leaves for each cup."] {
        says(&page, part);
    }
    assert_eq!(team.points(team.ada).await, 5 + 3 * 2);
    team.finish().await;
}

#[tokio::test]
async fn edits_and_deletions_before_the_reveal_are_followed() {
    let (team, question, thread) = tea_time().await;
    let ada = team.replies(team.ada, thread, "I use the microwave for tea.").await;
    let ben = team.replies(team.ben, thread, HALF_AN_ANSWER).await;
    team.expect_edit(&question, "2 people have answered").await;
    team.advance(TimeDelta::minutes(1)).await;
    team.edits(team.ada, ada, "I boil the water.");
    team.deletes(team.ben, ben);
    team.expect_edit(&question, "1 person has answered").await;

    let reveal = team.until_revealed().await;
    assert!(reveal.text().contains("**1 of 1** · Fresh water"), "{}", reveal.text());
    let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
    says(&page, "I boil the water.");
    says_not(&page, "microwave");
    let how = team.clicks(team.ben, reveal.last(), "How did I do?").await;
    says(&how, "You have no answer in this round that came in time");
    assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (7, 0));
    team.finish().await;
}

#[tokio::test]
async fn what_is_written_edited_or_deleted_after_the_reveal_does_not_count() {
    let (team, question, thread) = tea_time().await;
    let ada = team.replies(team.ada, thread, "I boil the water.").await;
    let ben = team.replies(team.ben, thread, "I warm the pot.").await;
    let form = team.opens_form(team.deniz, &question).await;
    let reveal = team.until_revealed().await;

    // The clock stands at the very moment of the reveal.
    let late = team.says(team.chiara, thread, HALF_AN_ANSWER);
    team.expect_reaction(late, "⏰").await;
    team.advance(TimeDelta::minutes(1)).await;
    team.edits(team.ada, ada, "I boil the water, warm the pot, and let it steep for four minutes.");
    team.expect_reaction(ada, "⏰").await;
    team.deletes(team.ben, ben);
    let sent = team.sends_form(team.deniz, &form, HALF_AN_ANSWER).await;
    says(&sent, "Your answer came after the reveal. It is kept, but earns no points.");

    let page = team.clicks(team.chiara, reveal.last(), "Answers and stars").await;
    says(&page, "answer 1 of 2");
    says_not(&page, "steep");
    says(&team.clicks(team.chiara, &page, "Next").await, "I warm the pot.");
    says(&team.clicks(team.chiara, reveal.last(), "How did I do?").await, "no answer in this round that came in time");
    team.question().await;
    let earned = [team.ada, team.ben, team.chiara, team.deniz].map(|who| team.points(who));
    assert_eq!(futures::future::join_all(earned).await, [7, 7, 0, 0]);
    team.finish().await;
}

#[tokio::test]
async fn what_the_gateway_says_twice_counts_once() {
    let (team, question, thread) = tea_time().await;
    let ada = team.replies(team.ada, thread, "I boil the water.").await;
    team.hears_again(ada).await;
    team.advance(TimeDelta::minutes(1)).await;
    team.edits(team.ada, ada, "I warm the pot.");
    team.replies(team.ben, thread, "No idea.").await;
    // What it said at first comes once more, after the edit.
    team.hears_again(ada).await;
    team.expect_edit(&question, "2 people have answered").await;
    let reveal = team.until_revealed().await;
    let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
    says(&page, "answer 1 of 2");
    says(&page, "I warm the pot.");
    says_not(&page, "boil");
    team.finish().await;
}

#[tokio::test]
async fn the_reveal_counts_who_covered_what() {
    let (team, question, thread) = tea_time().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    team.replies(team.ben, thread, "Boil the water and be patient.").await;
    let reveal = team.until_revealed().await.text();
    for line in [
        "Boil fresh water and warm the pot.",
        "**2 of 2** · Fresh water is brought to the boil.",
        "**1 of 2** · The pot is warmed first.",
        "**0 of 2** · It steeps for four minutes.",
        "*Tea is made in the microwave.* Instead: water is boiled in a kettle.",
        "What about green tea?",
        "https://example.org/tea",
    ] {
        assert!(reveal.contains(line), "{line} in:\n{reveal}");
    }
    let post = team.expect_edit(&question, "Revealed: A good pot of tea").await;
    says(&post, &format!("The reference answer is in <#{thread}>"));
    assert!(post.button("Answer").is_none() && post.button("How did I do?").is_some());
    team.finish().await;
}

#[tokio::test]
async fn a_member_sees_what_was_covered_and_corrects_it_until_the_round_is_settled() {
    let (team, _, thread) = tea_time().await;
    team.replies(team.ada, thread, "I boil the water in a kettle. Some make tea in the microwave, and so do I.").await;
    let reveal = team.until_revealed().await;
    let how = team.clicks(team.ada, reveal.last(), "How did I do?").await;
    assert!(how.ephemeral);
    says(&how, "1 of 4 key points · 7 points so far");
    says(&how, "✅ **Covered**: Fresh water is brought to the boil.\n  “I boil the water in a kettle.”");
    says(&how, "⬜ **Missed**: The pot is warmed first.");
    says(&how, "⚠️ **A common mistake**: Tea is made in the microwave.");

    let corrected = team.selects(team.ada, &how, &["boil", "warm", "steep"]).await;
    says(&corrected, "3 of 4 key points · 11 points so far");
    says(&corrected, "✅ **Covered** (ticked by the member): The pot is warmed first.");
    assert_eq!(team.points(team.ada).await, 11);
    let corrected = team.selects(team.ada, &corrected, &[]).await;
    says(&corrected, "0 of 4 key points · 5 points so far");
    says(&team.selects(team.ada, &corrected, &["boil"]).await, "1 of 4 key points");

    team.question().await;
    let refused = team.selects(team.ada, &corrected, &["boil", "warm", "leaves", "steep"]).await;
    says(&refused, "This round is settled");
    assert_eq!(team.points(team.ada).await, 7);
    let settled = team.clicks(team.ada, reveal.last(), "How did I do?").await;
    says(&settled, "This round is settled.");
    assert!(settled.selects().is_empty());
    team.finish().await;
}

#[tokio::test]
async fn the_organizers_ticks_stand_above_the_members() {
    let (team, _, thread) = tea_time().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    let reveal = team.until_revealed().await;
    let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
    assert!(page.button("Overrule its ticks").is_none(), "not for members");
    let round = team.round().await.id;
    let forged = team.forges(team.general, &format!("overrule:{round}:{}", team.ada)).await;
    says(&team.clicks(team.ada, &forged, "Press me").await, "Only members with Manage Server may do that");

    let page = team.clicks(team.olga, reveal.last(), "Answers and stars").await;
    let ticks = team.clicks(team.olga, &page, "Overrule its ticks").await;
    let ruled = team.selects(team.olga, &ticks, &["boil", "warm", "leaves", "steep"]).await;
    says(&ruled, "4 of 4 key points");
    let how = team.clicks(team.ada, reveal.last(), "How did I do?").await;
    says(&how, "✅ **Covered** (ticked by an organizer): It steeps for four minutes.");
    says(&team.selects(team.ada, &how, &[]).await, "4 of 4 key points · 13 points so far");
    team.finish().await;
}

#[tokio::test]
async fn stars_go_to_others_can_be_taken_back_and_are_capped() {
    let (team, _, thread) = tea_time().await;
    team.replies(team.ada, thread, "No idea.").await;
    let reveal = team.until_revealed().await;
    let own = team.clicks(team.ada, reveal.last(), "Answers and stars").await;
    assert!(own.button("Your own answer").is_some_and(|button| button.disabled));
    let round = team.round().await.id;
    let forged = team.forges(team.general, &format!("star:{round}:{}:0", team.ada)).await;
    says(&team.clicks(team.ada, &forged, "Press me").await, "A star for oneself does not count");

    let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
    says(&page, "0 stars");
    says(&team.clicks(team.ben, &page, "☆ Star this answer").await, "1 star");
    assert_eq!(team.points(team.ada).await, 6);
    says(&team.clicks(team.ben, &page, "★ Starred: take it back").await, "0 stars");
    assert_eq!(team.points(team.ada).await, 5);

    for name in ["Emre", "Fatou", "Goran", "Hana", "Ines", "Jonas"] {
        let fan = team.newcomer(name);
        let page = team.clicks(fan, reveal.last(), "Answers and stars").await;
        team.clicks(fan, &page, "☆ Star this answer").await;
    }
    assert_eq!(team.points(team.ada).await, 5 + 5, "six stars are worth five");
    team.finish().await;
}

#[tokio::test]
async fn the_best_answer_is_the_organizers_choice() {
    let (team, _, thread) = tea_time().await;
    team.replies(team.ada, thread, "No idea.").await;
    team.replies(team.ben, thread, "Me neither.").await;
    let reveal = team.until_revealed().await;
    let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
    assert!(page.button("Mark as best answer").is_none(), "not for members");
    let round = team.round().await.id;
    let forged = team.forges(team.general, &format!("best:{round}:{}:0", team.ben)).await;
    says(&team.clicks(team.ben, &forged, "Press me").await, "Only members with Manage Server may do that");

    let page = team.clicks(team.olga, reveal.last(), "Answers and stars").await;
    says(&team.clicks(team.olga, &page, "Mark as best answer").await, "the organizer's best answer");
    assert_eq!(team.points(team.ada).await, 8);
    let next = team.clicks(team.olga, &page, "Next").await;
    team.clicks(team.olga, &next, "Mark as best answer").await;
    assert_eq!((team.points(team.ada).await, team.points(team.ben).await), (5, 8), "there is one best answer");
    team.clicks(team.olga, &next, "Best answer: take it back").await;
    assert_eq!(team.points(team.ben).await, 5);
    team.finish().await;
}

#[tokio::test]
async fn a_round_is_settled_by_the_next_one_or_after_a_day() {
    let mut team = Team::with(crate::kit::time("2026-03-05T08:00:00Z"), |_| ()).await;
    team.asks_from(tea);
    team.track(&format!("{DAILY} recap:none")).await;
    team.question().await;
    team.until_revealed().await;
    let thursday = team.round().await;
    assert_eq!(thursday.state, RoundState::Revealed);
    team.question().await;
    let thursday = team.store().round(&thursday.id).await.expect("a store").expect("a round");
    assert_eq!(thursday.state, RoundState::Settled, "Friday's round settles Thursday's");

    team.until_revealed().await;
    team.advance(TimeDelta::hours(23)).await;
    assert_eq!(team.round().await.state, RoundState::Revealed);
    team.advance(TimeDelta::hours(1)).await;
    assert_eq!(team.round().await.state, RoundState::Settled, "nothing is asked on Saturday");
    team.finish().await;
}

#[tokio::test]
async fn the_board_is_the_sum_of_the_ledger() {
    let (team, _, thread) = tea_time().await;
    team.replies(team.ada, thread, HALF_AN_ANSWER).await;
    team.replies(team.ben, thread, "Me neither.").await;
    let reveal = team.until_revealed().await;
    let page = team.clicks(team.olga, reveal.last(), "Answers and stars").await;
    team.clicks(team.olga, &page, "☆ Star this answer").await;
    team.clicks(team.olga, &page, "Mark as best answer").await;
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, "The same again.").await;

    let board = team.store().board(team.guild_id(), None, None, None).await.expect("a board");
    let ada = (id_of(team.ada), 5 + 4 + 1 + 3 + 5, 2);
    assert_eq!(board, [ada, (id_of(team.ben), 5, 1)]);
    for (user, points, _) in board {
        let rows = team.store().points_of(team.guild_id(), user).await.expect("a ledger");
        assert_eq!(rows.iter().map(|row| i64::from(row.points)).sum::<i64>(), points);
        let mut sources: Vec<_> = rows.iter().map(|row| (row.reason, &row.source)).collect();
        sources.dedup();
        assert_eq!(sources.len(), rows.len(), "every row has its own source");
    }
    let shown = team.commands(team.ada, "/leaderboard").await;
    says(&shown, &format!("**1.** <@{}> · 18 points, 2 rounds and quizzes ← you", UserId(team.ada.get())));
    team.finish().await;
}
