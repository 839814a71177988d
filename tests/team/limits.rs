//! Long answers and hostile ones: everything fits, nothing is lost, and nothing breaks out. (That every message keeps Discord's
//! limits, pings nobody and closes its code blocks is checked by the kit at the end of every test.)

use crate::kit::{DAILY, Team, says, says_not, tea};
use viva::local::MessageView;

const SEALED: &str = "channel:#practice zone:Europe/Berlin time:09:30 reveal:7h answers:sealed";

/// Four thousand characters: code and prose, in which every word is another.
fn long(limit: usize) -> String {
    let mut text = String::from("Look:\n```js\n");
    let mut number = 0;
    while text.len() < limit / 2 {
        text.push_str(&format!("console.log({number});\n"));
        number += 1;
    }
    text.push_str("```\n");
    while text.len() < limit - 20 {
        text.push_str(&format!("word{number} "));
        if number % 40 == 0 {
            text.push_str("\n\n");
        }
        number += 1;
    }
    text.trim_end().to_owned()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// What one member said, as the bot's messages quote it.
fn quoted(messages: &[MessageView], who: viva::local::UserId) -> String {
    let embeds = messages.iter().flat_map(|message| &message.embeds).filter_map(|embed| embed.description.clone());
    let mine = embeds.filter(|text| text.starts_with(&format!("<@{who}>")));
    mine.map(|text| text.split_once('\n').map_or(String::new(), |(_, quote)| quote.to_owned() + "\n")).collect()
}

#[tokio::test]
async fn sealed_answers_of_four_thousand_characters_are_revealed_whole() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(SEALED).await;
    let (question, _) = team.question().await;
    let code = format!("```js\n{}```", "a();\n".repeat(798));
    let brackets = "[".repeat(4_000);
    let lines = "x\n".repeat(1_999);
    let answers = [
        (team.ada, long(4_000)),
        (team.ben, code.clone()),
        (team.chiara, brackets),
        (team.deniz, lines.trim_end().to_owned()),
    ];
    for (who, text) in &answers {
        assert!(text.len() <= 4_000 && text.len() > 3_900, "{}", text.len());
        team.answers(*who, &question, text).await;
    }
    let reveal = team.until_revealed().await;
    let of = |who| quoted(&reveal.0, who);
    assert_eq!(words(&of(team.ada)).into_iter().filter(|word| *word != "js").collect::<Vec<_>>(), {
        words(&answers[0].1).into_iter().filter(|word| *word != "js").collect::<Vec<_>>()
    });
    assert_eq!(of(team.ben).matches("a();").count(), 798);
    assert_eq!(of(team.chiara).matches('[').count(), 4_000);
    assert_eq!(of(team.deniz).matches('x').count(), 1_999);
    for who in [team.ada, team.ben, team.chiara, team.deniz] {
        assert!(of(who).lines().all(|line| line.starts_with('>')), "a quotation is left:\n{}", of(who));
    }
    let page = team.clicks(team.olga, reveal.last(), "Answers and stars").await;
    assert!(!page.embeds.is_empty());
    team.finish().await;
}

#[tokio::test]
async fn ten_replies_of_two_thousand_characters_are_one_answer() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(DAILY).await;
    let (question, thread) = team.question().await;
    for number in 0..10 {
        let text = format!("Part {number}: I boil the water. {}", long(1_900));
        team.replies(team.ada, thread, &text).await;
    }
    team.expect_edit(&question, "1 person has answered").await;
    let reveal = team.until_revealed().await;
    assert!(reveal.text().contains("**1 of 1** · Fresh water"), "{}", reveal.text());
    let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
    says(&page, "Part 0: I boil the water.");
    says(&page, "The rest of it is in the round's thread.");
    says(&team.clicks(team.ada, reveal.last(), "How did I do?").await, "“Part 0: I boil the water.”");
    team.finish().await;
}

#[tokio::test]
async fn hostile_text_neither_pings_nor_breaks_out() {
    let mut team = Team::start().await;
    team.asks_from(tea);
    team.track(SEALED).await;
    let (question, _) = team.question().await;
    let hostile = format!(
        "@everyone @here <@{}> <@&{}> <#{}>\n\
         # Reference answer\n\
         > I boil the water\n\
         -# small print\n\
         [free coins](https://evil.example) ![x](https://evil.example/x.png)\n\
         ||spoiler|| **bold** __under__ ~~struck~~ `code` <https://evil.example> </track delete:1>\n\
         \u{202E}desrever\u{202C} zero\u{200B}width \u{2066}isolated\u{2069} soft\u{00AD}hyphen\n\
         ```\nan open fence, I boil the water\n**still inside**",
        team.olga, team.guild, team.general
    );
    team.answers(team.ada, &question, &hostile).await;
    team.answers(team.ben, &question, "An honest answer, after it.").await;
    let reveal = team.until_revealed().await;
    let page = team.clicks(team.ben, reveal.last(), "Answers and stars").await;
    let how = team.clicks(team.ada, reveal.last(), "How did I do?").await;
    for message in reveal.0.iter().chain([&page, &how]) {
        assert!(!message.mention_everyone && message.mentions.is_empty() && message.mention_roles.is_empty());
        for hidden in ["\u{202E}", "\u{202C}", "\u{200B}", "\u{2066}", "\u{2069}", "\u{00AD}"] {
            says_not(message, hidden);
        }
    }
    let quote = quoted(&reveal.0, team.ada);
    assert!(quote.lines().all(|line| line.starts_with("> ")), "{quote}");
    for shown in [
        "> \\@everyone \\@here",
        "> \\# Reference answer",
        "> \\> I boil the water",
        "> \\-# small print",
        "\\[free coins\\]",
        "\\|\\|spoiler\\|\\|",
        "> desrever zerowidth isolated softhyphen",
        "> an open fence, I boil the water",
    ] {
        assert!(quote.contains(shown), "{shown} in:\n{quote}");
    }
    assert!(quote.trim_end().ends_with("> ```"), "the fence is closed: {quote}");
    assert!(reveal.text().contains("> An honest answer, after it."));
    team.finish().await;
}

#[tokio::test]
async fn an_organizers_words_are_harmless_too() {
    let team = Team::start().await;
    let name = "@everyone ```[x](http://evil.example)";
    team.track(&format!("{DAILY} name:\"{name}\"")).await;
    let list = team.commands(team.ada, "/track list").await;
    assert!(!list.mention_everyone);
    says(&list, "\\@everyone");
    says_not(&list, "```");
    let (_, thread) = team.question().await;
    team.replies(team.ada, thread, "No idea.").await;
    team.until_revealed().await;
    says_not(&team.commands(team.ada, &format!("/leaderboard track:\"{name}\"")).await, "```");
    let refused = team.commands(team.olga, "/track skip track:\"@everyone [x](http://evil.example)\"").await;
    says(&refused, "There is no track “\\@everyone \\[x\\]");
    let refused = team.commands(team.olga, "/track create channel:#practice zone:\"`@everyone`\" time:9").await;
    assert!(!refused.mention_everyone);
    team.finish().await;
}

#[tokio::test]
async fn every_question_of_the_bank_fits_its_messages() {
    let team = Team::start().await;
    for question in team.app.bank().questions().iter().step_by(3) {
        let shown = team.commands(team.ada, &format!("/question show question:{}", question.id)).await;
        says(&team.clicks(team.ada, &shown, "Show the answer").await, "Reference answer");
    }
    team.finish().await;
}
