//! A day as a member, and as an organizer; two windows; a reload in the middle.

use serde_json::json;

use crate::bot::playground;
use crate::browser::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_answers() {
    let play = playground(false).await;
    in_browser(Screen::Wide, async |browser| {
        let ada = play.ada();
        browser.open(&play.url, &play.at(ada, play.thread)).await;
        browser.reads("#aside .log", "limit the size of the body").await;
        // says
        browser.click("#aside .write").await;
        browser.keys(format!("@Ben right: *one* thread{ENTER}")).await;
        browser.reads("#aside .log", "@Ben right: one thread").await;
        let said = play.last(play.thread, ada);
        assert_eq!(said.content, format!("<@{}> right: *one* thread", play.members[1]));
        // edits what she said last, with the arrow
        browser.keys(UP).await;
        browser.see("#aside textarea.edit").await;
        browser.keys(format!(" for JavaScript{ENTER}")).await;
        browser.reads("#aside .log", "thread for JavaScript").await;
        browser.reads("#aside .log .edited", "(edited)").await;
        // replies, from the message's own tools
        let ben =
            play.local.messages(play.thread, Some(ada)).into_iter().find(|m| m.content.starts_with("Because")).unwrap();
        let line = format!("#aside li[data-id='{}']", ben.id);
        browser.click(&format!("{line} .content")).await;
        browser.eval(&format!("document.querySelector(\"{line}\").focus()")).await;
        browser.click(&format!("{line} [data-focus=reply-tool]")).await;
        browser.reads("#aside .replying", "Replying to Ben").await;
        browser.keys(format!("Yes{ENTER}")).await;
        browser.until("document.querySelectorAll('#aside .log .reply-text').length === 2").await;
        assert_eq!(play.last(play.thread, ada).reply_to, Some(ben.id));
        // reacts, and takes it back
        browser.click("#aside .reaction").await;
        browser.reads("#aside .reaction.mine", "3").await;
        browser.click("#aside .reaction.mine").await;
        browser.until("!document.querySelector('#aside .reaction.mine')").await;
        // presses buttons: an answer for her alone, one that takes thought, one that never comes
        browser.click("#main [data-focus=hint]").await;
        browser.reads("#main .msg.ephemeral", "Only you can see this").await;
        assert!(!browser.text("#main .spoiler:not(.open)").await.is_empty());
        browser.click("#main .spoiler").await;
        browser.see("#main .spoiler.open").await;
        browser.click("#main [data-focus=think]").await;
        browser.reads("#main .msg.ephemeral", "After some thought: 42.").await;
        browser.click_text("#main .msg.ephemeral .as-link", "Dismiss").await;
        browser.until("document.querySelectorAll('#main .msg.ephemeral').length === 1").await;
        browser.click("#main [data-focus=never]").await;
        browser.see("#main .btn.waits").await;
        play.clock.advance(chrono::TimeDelta::seconds(4));
        browser.reads("#main .failed", "did not respond").await;
        // fills in the form
        browser.click("#main [data-focus=answer]").await;
        browser.see("dialog[open]").await;
        browser.click("dialog [type=submit]").await;
        browser.reads("dialog .field-note", "This field is required.").await;
        browser.keys("It blocks").await;
        browser.click("dialog [type=submit]").await;
        browser.reads("dialog .field-note", "At least 10 characters").await;
        browser.keys(" the event loop.").await;
        browser.shot("form-wide-light").await;
        browser.click("dialog [type=submit]").await;
        browser.until("!document.querySelector('dialog')").await;
        browser.reads("#main .msg.ephemeral", "Saved: your answer counts.").await;
        browser.is_well().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organizer_plays_a_day() {
    let play = playground(false).await;
    in_browser(Screen::Wide, async |browser| {
        browser.open(&play.url, &play.at(play.owner, play.practice)).await;
        // a command, with offers for its options
        browser.click("#main .write").await;
        browser.keys("/").await;
        browser.reads("#main .offers", "/track create").await;
        browser.shot("commands-wide-light").await;
        browser.keys("track cr").await;
        browser.reads("#main .offers [aria-selected=true]", "/track create").await;
        browser.keys(ENTER).await;
        browser.reads("#main .offers", "Where to ask").await;
        browser.keys(format!("pract{ENTER}09:30{TAB}")).await;
        browser.reads("#main .offers", "Asia/Kolkata").await;
        browser.shot("command-options-wide-light").await;
        browser.keys(ENTER).await;
        browser.reads("#main .offers", "Who sees answers before the reveal").await;
        browser.keys(ENTER).await;
        browser.reads("#main .msg.ephemeral", "A new track in #practice").await;
        browser.reads("#main .msg.ephemeral .reply", "used /track create").await;
        // one that is refused says why, and stays
        browser.keys(format!("/track create {TAB}")).await;
        browser.see("#main .command").await;
        browser.keys(format!("{ENTER}{ESCAPE}{ESCAPE}")).await;
        // a menu
        browser.keys("/quiz ").await;
        browser.see("#main .command").await;
        browser.keys(ENTER).await;
        browser.click("#main [data-focus=many]").await;
        browser.keys(format!(" {DOWN} ")).await;
        browser.shot("select-wide-light").await;
        browser.click(".selecting .done").await;
        browser.reads("#main [data-focus=many]", "Event loop, Streams").await;
        browser.reads("#main .msg.ephemeral", "Noted.").await;
        // what happens by itself
        browser.click_text("#bar-due .chip", "reveal").await;
        browser.reads("#bar-due", "weekly recap").await;
        browser.until("!document.querySelector('#bar.is-busy')").await;
        browser.click(".row[aria-label^='thread']").await;
        browser.reads("#aside .log", "Two of four covered both").await;
        browser.click_text(".bar-steps .chip", "Weekend").await;
        browser.reads("#main .log", "The week").await;
        browser.until("!document.querySelector('#bar.is-busy')").await;
        // under the hood
        browser.click("#hood-button").await;
        browser.reads("#hood .pass", "/channels/").await;
        browser.click("#tab-why").await;
        browser.reads("#hood table", "its topic was asked least").await;
        browser.shot("hood-wide-light").await;
        // somebody else, in a second window, sees what she writes as she writes it
        let first = browser.client.window().await.unwrap();
        let second = browser.client.new_window(true).await.unwrap().handle;
        browser.client.switch_to_window(second).await.unwrap();
        browser.open(&play.url, &play.at(play.members[1], play.general)).await;
        browser.reads(".who", "Ben").await;
        browser.client.switch_to_window(first).await.unwrap();
        browser.click(".row[aria-label^='channel, general']").await;
        browser.click("#main .write").await;
        browser.keys(format!("Well done, everyone 🎉{ENTER}")).await;
        let second = browser.client.windows().await.unwrap().pop().unwrap();
        browser.client.switch_to_window(second).await.unwrap();
        browser.reads("#main .log", "Well done, everyone").await;
        browser.is_well().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_loses_nothing() {
    let play = playground(false).await;
    in_browser(Screen::Wide, async |browser| {
        browser.open(&play.url, &play.at(play.ada(), play.practice)).await;
        browser.click("#main .thread-chip").await;
        browser.click("#aside .write").await;
        browser.keys("half a sent").await;
        browser.click("#main [data-focus=answer]").await;
        browser.see("dialog[open]").await;
        browser.keys("half a thought").await;
        browser.client.refresh().await.unwrap();
        browser.see("dialog[open]").await;
        browser.reads(".who", "Ada").await;
        let typed = "document.querySelector('dialog textarea')?.value === 'half a thought'";
        browser.until(typed).await;
        browser.keys(ESCAPE).await;
        browser.until("!document.querySelector('dialog')").await;
        browser.until("document.querySelector('#aside .write')?.value === 'half a sent'").await;
        browser.reads("#aside .top", "Why is everything slow?").await;
        // The same form again: what was typed is still there.
        browser.click("#main [data-focus=answer]").await;
        browser.until(typed).await;
        browser.click("dialog [type=submit]").await;
        browser.reads("#main .msg.ephemeral", "Saved").await;
        // Back leads back.
        browser.click(".row[aria-label^='channel, general']").await;
        browser.reads("#main .top", "general").await;
        browser.client.back().await.unwrap();
        browser.reads("#aside .top", "Why is everything slow?").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_else_a_chat_has() {
    let play = playground(false).await;
    let [ada, ben, ..] = play.members[..] else { unreachable!() };
    let file = tempfile::Builder::new().prefix("notes-").suffix(".txt").tempfile().unwrap();
    std::fs::write(file.path(), "measure first").unwrap();
    in_browser(Screen::Wide, async |browser| {
        browser.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Kolkata" })).await;
        browser.open(&play.url, &play.at(ada, play.practice)).await;
        browser.reads("#main .log", "Why is everything slow?").await;
        browser.click(".row[aria-label^='channel, general']").await;
        browser.reads("#main .log", "Good morning").await;
        // times are those of whoever looks
        play.local.say(ben, play.general, "Revealed <t:1767967200:t>, on <t:1767967200:D>").unwrap();
        browser.reads("#main .log", "Revealed 07:30 PM, on January 9, 2026").await;
        browser.reads("#bar-time", "Fri, Jan 9, 02:04 PM").await;
        // who types
        play.local.typing(ben, play.general).unwrap();
        browser.reads("#main .typing", "Ben is typing").await;
        play.local.say(ben, play.general, "There it is").unwrap();
        browser.until("document.querySelector('#main .typing')?.innerText === ''").await;
        // commands of a message's and a member's menu
        browser.eval("[...document.querySelectorAll('#main .msg .content')].at(-1).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))").await;
        browser.reads("[role=menu]", "Flag this question").await;
        browser.reads("[role=menu]", "Their answers").await;
        browser.shot("context-menu-wide-light").await;
        browser.click_text("[role=menu] button", "Flag this question").await;
        browser.reads("#main .msg.ephemeral", "You used Flag this question.").await;
        // what is new elsewhere
        play.local.say(ben, play.practice, "Something new").unwrap();
        browser.see(".row.news[aria-label^='channel, practice']").await;
        play.local.say(ben, play.practice, &format!("<@{ada}> for you")).unwrap();
        browser.reads(".row[aria-label='channel, practice, 1 for you'] .badge", "1").await;
        browser.click(".row[aria-label^='channel, practice']").await;
        browser.reads("#main .log", "for you").await;
        browser.reads("#main .log .divider.new", "New").await;
        browser.until("!document.querySelector(\".row[aria-label^='channel, practice']\").matches('.news, :has(.badge)')").await;
        // a file
        let picker = browser.client.find(fantoccini::Locator::Css("#main input[type=file]")).await.unwrap();
        picker.send_keys(file.path().to_str().unwrap()).await.unwrap();
        browser.reads("#main .file-chip", "notes-").await;
        browser.click("#main .write").await;
        browser.keys(format!("My notes{ENTER}")).await;
        browser.reads("#main .attached.file", "notes-").await;
        assert_eq!(play.last(play.practice, ada).attachments.len(), 1);
        // in private
        browser.click(".row.direct").await;
        browser.reads("#main .top", "Viva").await;
        browser.keys(format!("Just between us{ENTER}")).await;
        browser.reads("#main .log", "Just between us").await;
        let seen_by = |who| play.local.with(|world| world.channels.values().filter(|c| c.recipients.contains(&who)).count());
        assert_eq!((seen_by(ada), seen_by(ben)), (1, 0));
        browser.is_well().await;
    })
    .await;
}
