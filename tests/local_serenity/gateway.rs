//! Interruptions, and what a session may see.

use std::time::Duration;

use serenity::all::{GatewayIntents, GetMessages};
use viva::clock::Clock;

use super::bot::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_resumes_after_a_dropped_connection_and_misses_nothing() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    for round in 1..=2 {
        if round == 1 {
            local.drop_gateway()
        } else {
            local.ask_reconnect()
        }
        local.say(demo.members[0], demo.general, &format!("while you were away {round}")).unwrap();
        running.log.wait_for_times("RESUMED", round).await;
        running.log.wait_for(&format!("heard \"while you were away {round}\"")).await;
    }
    let all = running.log.all();
    assert_eq!(all.iter().filter(|e| *e == "READY").count(), 1, "{all:#?}");
    for round in 1..=2 {
        let heard = format!("heard \"while you were away {round}\"");
        assert_eq!(all.iter().filter(|e| **e == heard).count(), 1);
    }
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_identifies_anew_after_an_invalid_session() {
    let running = start().await;
    let (local, demo) = (&running.local, &running.demo);
    local.invalidate_sessions(false);
    running.log.wait_for_times("READY", 2).await; // serenity waits five seconds
    local.say(demo.members[0], demo.general, "are you there?").unwrap();
    running.log.wait_for("heard \"are you there?\"").await;
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_gateway_is_left_for_a_new_session() {
    let running = start_with(Clock::system(), GatewayIntents::all(), |_| {}).await;
    let local = &running.local;
    local.set_heartbeat(Duration::from_millis(300));
    local.drop_gateway(); // the next connection has the short heartbeat
    running.log.wait_for_times("RESUMED", 1).await;
    local.gateway_quiet();
    running.log.wait_for_times("READY", 2).await; // serenity does not resume then
    local.say(running.demo.members[0], running.demo.general, "are you there?").unwrap();
    running.log.wait_for("heard \"are you there?\"").await;
    running.all_parsed();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn content_is_withheld_without_its_intent() {
    let intents = GatewayIntents::non_privileged();
    let running = start_with(Clock::system(), intents, |demo| {
        demo.world.set_intents(demo.bot.application_id, false, false, false);
    })
    .await;
    let (local, demo) = (&running.local, &running.demo);
    let ada = demo.members[0];
    local.say(ada, demo.general, "secret").unwrap();
    running.log.wait_for("heard \"\"").await;
    local.say(ada, demo.general, &format!("<@{}> hello", demo.bot.user_id)).unwrap();
    running.log.wait_for(&format!("heard \"<@{}> hello\"", demo.bot.user_id)).await;
    let direct = local.direct(ada, demo.bot.user_id).unwrap();
    local.say(ada, direct, "just us").unwrap();
    running.log.wait_for("heard \"just us\"").await;
    let channel = serenity::all::ChannelId::new(demo.general.get());
    let seen = channel.messages(&running.http, GetMessages::new()).await.unwrap();
    assert_eq!(seen[1].content, "");
    running.all_parsed();
}
