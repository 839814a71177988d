//! Messages, threads, commands, buttons, menus and forms.

use std::time::Duration;

use serenity::all::{CreateInteractionResponse, CreateInteractionResponseMessage, GatewayIntents};
use twilight_model::guild::Permissions;
use viva::clock::Clock;
use viva::local::Outcome;

use super::bot::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_hears_a_message_and_opens_a_thread_from_it() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    let ada = demo.members[0];
    let asked = local.say(ada, demo.general, "!thread").unwrap();
    running.log.wait_for("MESSAGE_REACTION_ADD").await;
    let view = local.message(asked).unwrap();
    let thread = view.thread.expect("a thread");
    assert_eq!(view.reactions[0].emoji, "✅");
    let inside = local.messages(thread, Some(ada));
    assert_eq!(inside.iter().map(|m| m.kind).collect::<Vec<_>>(), [21, 0]);
    let answer = local.say(ada, thread, "It is a queue").unwrap();
    local.edit(ada, answer, "It is a loop").unwrap();
    local.react(ada, answer, "👍").unwrap();
    local.unreact(ada, answer, "👍").unwrap();
    local.typing(ada, thread).unwrap();
    local.delete(ada, answer).unwrap();
    running.log.wait_for("MESSAGE_DELETE").await;
    for event in ["GUILD_CREATE", "THREAD_CREATE", "MESSAGE_UPDATE", "MESSAGE_REACTION_REMOVE", "TYPING_START"] {
        running.log.wait_for(event).await;
    }
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_answers_commands_buttons_menus_and_forms() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    let (ada, ben) = (demo.members[0], demo.members[1]);
    let command = local.command(ada, demo.general, "/ask").unwrap();
    let question = message(local.outcome(command).await);
    assert_eq!((question.kind, question.embeds.len(), question.buttons().len()), (20, 1, 4));
    assert_eq!(question.command.as_deref(), Some("ask"));

    let press = local.click(ben, demo.general, question.id, "answer").unwrap();
    let Outcome::Form(form) = local.outcome(press).await else { panic!("no form") };
    assert_eq!(form.fields.iter().map(|f| f.required).collect::<Vec<_>>(), [true, false]);
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert!(local.submit(ben, press, &[field("text", "no")]).is_err(), "too short");
    assert!(local.submit(ben, press, &[]).is_err(), "required");
    assert!(local.submit(ada, press, &[field("text", "mine")]).is_err(), "somebody else's");
    let sent = local.submit(ben, press, &[field("text", "An event loop"), field("note", "x")]).unwrap();
    let answer = message(local.outcome(sent).await);
    assert_eq!((answer.content.as_str(), answer.ephemeral), ("An event loop|x", true));
    assert!(local.messages(demo.general, Some(ada)).iter().all(|m| m.id != answer.id), "ephemeral");
    assert!(local.click(ada, demo.general, answer.id, "done").is_err(), "somebody else's");
    let press = local.click(ben, demo.general, answer.id, "done").unwrap();
    let changed = message(local.outcome(press).await);
    assert_eq!((changed.id, changed.content.as_str(), changed.ephemeral), (answer.id, "Done.", true));

    assert!(local.click(ada, demo.general, question.id, "off").is_err());
    assert!(local.click(ada, demo.general, question.id, "nowhere").is_err());
    let choice = local.select(ada, demo.general, question.id, "pick", &["2".into()]).unwrap();
    assert!(matches!(local.outcome(choice).await, Outcome::Deferred));
    running.log.wait_for(r#"chosen StringSelect { values: ["2"] }"#).await;
    let picked = message(local.final_outcome(choice).await);
    assert_eq!((picked.id, picked.content.as_str()), (question.id, "picked"));
    let choice = local.select(ada, demo.general, question.id, "person", &["Ben".into(), "Ada".into()]).unwrap();
    assert!(matches!(local.outcome(choice).await, Outcome::Deferred));

    let press = local.click(ada, demo.general, question.id, "done").unwrap();
    let changed = message(local.outcome(press).await);
    assert_eq!((changed.id, changed.content.as_str(), changed.buttons().len()), (question.id, "Done.", 0));
    let follow = running.message_like(ada, |m| m.content == "Only you see this").await;
    assert!(follow.ephemeral);
    local.delete(ada, follow.id).unwrap();
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_completes_defers_and_follows_up() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    let ada = demo.members[0];
    let typed = local.autocomplete(ada, demo.general, "/track create channel:#general zone:Eur").unwrap();
    let Outcome::Choices(choices) = local.outcome(typed).await else { panic!("no choices") };
    assert_eq!(choices[0].name, "Eur/Berlin");
    let role = local.with(|world| world.add_role(demo.guild, "on call", Permissions::empty()));
    let line = format!("/track create channel:#general zone:Europe/Berlin who:@Ben ping:{role} delay:3 mode:open");
    let used = local.command(ada, demo.general, &line).unwrap();
    assert_eq!(message(local.outcome(used).await).content, "ok");
    assert!(local.command(ada, demo.general, "/track create").is_err());

    let slow = local.command(ada, demo.general, "/slow").unwrap();
    assert!(matches!(local.outcome(slow).await, Outcome::Deferred));
    let answer = message(local.final_outcome(slow).await);
    assert_eq!((answer.content.as_str(), answer.ephemeral, answer.loading), ("It took a while", true, false));
    running.message_like(ada, |m| m.content == "and even more" && m.ephemeral).await;

    let used = local.menu(ada, demo.general, "Greet", demo.members[1].get()).unwrap();
    assert_eq!(message(local.outcome(used).await).content, "ok");
    let said = local.say(ada, demo.general, "wise words").unwrap();
    let used = local.menu(ada, demo.general, "Quote", said.get()).unwrap();
    assert_eq!(message(local.outcome(used).await).content, "ok");

    assert!(local.command(ada, demo.general, "/admin").is_err(), "needs Manage Server");
    let used = local.command(demo.owner, demo.general, "/admin").unwrap();
    assert_eq!(message(local.outcome(used).await).content, "ok");
    let direct = local.direct(ada, demo.bot.user_id).unwrap();
    let used = local.command(ada, direct, "/ask").unwrap();
    assert_eq!(message(local.outcome(used).await).buttons().len(), 4);
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interaction_fails_when_the_clock_says_so() {
    let clock = Clock::manual(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let running = start_with(clock.clone(), GatewayIntents::all(), |_| {}).await;
    let (local, demo) = (&running.local, &running.demo);
    let used = local.command(demo.owner, demo.general, "/silent").unwrap();
    let waiting = tokio::spawn({
        let local = local.clone();
        async move { local.outcome(used).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!waiting.is_finished(), "the clock stands still");
    clock.advance(chrono::TimeDelta::seconds(4));
    assert!(matches!(waiting.await.unwrap(), Outcome::Failed(_)));
    let (id, token) = local.with(|world| {
        let known = &world.interactions[&used];
        (known.id.get(), known.token.clone())
    });
    let late = CreateInteractionResponse::Message(CreateInteractionResponseMessage::new().content("late"));
    let late = serde_json::to_value(&late).unwrap();
    let error = running.http.create_interaction_response(id.into(), &token, &late, vec![]).await.unwrap_err();
    assert_eq!(code(&error), 10062);

    let slow = local.command(demo.owner, demo.general, "/slow").unwrap();
    local.final_outcome(slow).await;
    let token = local.with(|world| world.interactions[&slow].token.clone());
    assert!(running.http.get_original_interaction_response(&token).await.is_ok());
    clock.advance(chrono::TimeDelta::minutes(16));
    let error = running.http.get_original_interaction_response(&token).await.unwrap_err();
    assert_eq!(code(&error), 50027);
}
