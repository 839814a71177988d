//! For whom it is there: the keyboard alone, a phone, a screen reader, a newcomer.

use serde_json::json;

use crate::bot::{Playground, playground};
use crate::browser::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_is_enough() {
    let play = playground(false).await;
    in_browser(Screen::Wide, async |browser| {
        browser.open(&play.url, &play.at(play.owner, play.general)).await;
        browser.eval("document.activeElement.blur()").await;
        browser.tab_to("Skip to the message box").await;
        browser.keys(ENTER).await;
        assert_eq!(browser.focused().await, "Message #general");
        browser.keys(format!("From the keyboard{ENTER}")).await;
        browser.reads("#main .log", "From the keyboard").await;
        // become Ada
        browser.eval("document.activeElement.blur()").await;
        browser.tab_to("Be somebody else").await;
        browser.keys(ENTER).await;
        browser.see("[role=menu]").await;
        browser.keys(format!("{DOWN}{ENTER}")).await;
        browser.reads(".who", "Ada").await;
        // to the other channel
        browser.tab_to("channel, practice").await;
        browser.keys(ENTER).await;
        browser.reads("#main .top", "practice").await;
        browser.until("document.activeElement.matches('#main .write')").await;
        // up to the question, and its button
        for _ in 0..40 {
            if browser.focused().await == "✏️\nAnswer" {
                break;
            }
            browser.shift_tab().await;
        }
        browser.keys(ENTER).await;
        browser.see("dialog[open]").await;
        assert_eq!(browser.eval("return document.activeElement.tagName").await, "TEXTAREA");
        // the focus stays in the form
        for _ in 0..7 {
            browser.keys(TAB).await;
            assert_eq!(browser.eval("return Boolean(document.activeElement.closest('dialog'))").await, true);
        }
        browser.keys(ESCAPE).await;
        browser.until("!document.querySelector('dialog')").await;
        assert_eq!(browser.focused().await, "✏️\nAnswer", "the focus is where it was");
        browser.keys(ENTER).await;
        browser.see("dialog[open]").await;
        browser.keys(format!("Because of the one thread.{TAB}")).await;
        browser.keys(ENTER).await;
        browser.reads("#main .msg.ephemeral", "Saved").await;
        // messages with the arrows
        browser.eval("document.querySelector('#main .log li[tabindex=\"0\"]').focus()").await;
        browser.keys(UP).await;
        browser.until("document.activeElement.matches('#main li.msg') && document.activeElement.innerText.includes('Why is everything slow')").await;
        browser.keys('r').await;
        browser.reads("#main .replying", "Replying to Viva").await;
        browser.keys(ESCAPE).await;
        browser.until("!document.querySelector('#main .replying')").await;
        // What comes in is read out.
        play.local.say(play.owner, play.practice, "Lunch?").unwrap();
        browser.reads("#live", "Olga: Lunch?").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_is_shown_around_once() {
    let play = playground(false).await;
    in_browser(Screen::Wide, async |browser| {
        browser.client.goto(&play.url).await.unwrap();
        browser.reads(".tour", "1 of 5").await;
        browser.reads(".tour", "You are Olga, who organizes the practice").await;
        browser.shot("tour-wide-light").await;
        for step in 2..=5 {
            browser.keys(ENTER).await;
            browser.reads(".tour", &format!("{step} of 5")).await;
        }
        browser.keys(ENTER).await;
        browser.until("!document.querySelector('.tour')").await;
        browser.client.refresh().await.unwrap();
        browser.see("body.ready").await;
        assert_eq!(browser.eval("return document.querySelectorAll('.tour').length").await, 0);
        browser.click("[aria-label='Show me around']").await;
        browser.reads(".tour", "1 of 5").await;
        browser.click_text(".tour .btn", "Skip the tour").await;
        browser.until("!document.querySelector('.tour')").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_fits_a_phone() {
    let play = playground(false).await;
    in_browser(Screen::Phone, async |browser| {
        browser.open(&play.url, &play.at(play.ada(), play.practice)).await;
        browser.reads("#main .log", "Why is everything slow?").await;
        browser.is_well().await;
        browser.shot("channel-phone-light").await;
        browser.click("#theme").await; // dark
        browser.shot("channel-phone-dark").await;
        browser.click("#main .drawer").await;
        browser.see("#side.open").await;
        browser.is_well().await;
        browser.shot("channels-phone-dark").await;
        browser.click(".row[aria-label^='thread']").await;
        browser.reads("#aside .log", "limit the size of the body").await;
        browser.is_well().await;
        browser.shot("thread-phone-dark").await;
        browser.click("#aside [data-focus=close]").await;
        browser.click("#main [data-focus=answer]").await;
        browser.see("dialog[open]").await;
        browser.is_well().await;
        browser.shot("form-phone-dark").await;
        browser.keys(ESCAPE).await;
        browser.click("#main .slash").await;
        browser.reads("#main .offers", "/leaderboard").await;
        browser.is_well().await;
        browser.shot("commands-phone-dark").await;
        browser.click(".more-time").await;
        browser.reads("[role=menu]", "next post").await;
        browser.is_well().await;
        browser.click_text("[role=menu] button", "+1 day").await;
        browser.until("!document.querySelector('#bar.is-busy')").await;
        browser.click("#hood-button").await;
        browser.see("#hood").await;
        browser.is_well().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_a_day() {
    let play = playground(false).await;
    in_browser(Screen::Wide, async |browser| {
        browser.open(&play.url, &play.at(play.ada(), play.thread)).await;
        browser.reads("#aside .log", "limit the size of the body").await;
        browser.shot("thread-wide-light").await;
        browser.prefers("prefers-color-scheme", "dark").await;
        browser.shot("thread-wide-dark").await;
        browser.click(".row[aria-label^='channel, general']").await;
        browser.reads("#main .top", "general").await;
        browser.click("#main .write").await;
        browser.keys("/leaderboard ").await;
        browser.see("#main .command").await;
        browser.keys(ENTER).await;
        browser.reads("#main .embed", "Ties share a rank").await;
        browser.shot("channel-wide-dark").await;
    })
    .await;
}

/// The main states, one after the other; `examined` is called in each.
async fn every_state(play: &Playground, browser: &Browser, examined: impl AsyncFn(&str)) {
    browser.open(&play.url, &play.at(play.ada(), play.general)).await;
    browser.reads("#main .log", "Good morning").await;
    examined("a channel").await;
    browser.open(&play.url, &play.at(play.ada(), play.thread)).await;
    browser.reads("#aside .log", "limit the size of the body").await;
    examined("a thread beside its channel").await;
    browser.click("#aside .write").await;
    browser.keys("/").await;
    browser.reads("#aside .offers", "/track create").await;
    examined("the commands").await;
    browser.keys("track create ").await;
    browser.see("#aside .command").await;
    browser.reads("#aside .offers", "Where to ask").await;
    examined("a command's options").await;
    browser.keys(format!("{ESCAPE}{ESCAPE}")).await;
    browser.until("!document.querySelector('#aside .command')").await;
    browser.click("#aside .reaction.more").await;
    browser.see(".emojis").await;
    examined("the reactions").await;
    browser.keys(ESCAPE).await;
    if browser.eval("return innerWidth < 760").await == json!(true) {
        browser.click("#aside [data-focus=close]").await;
    }
    browser.click("#main [data-focus=answer]").await;
    browser.see("dialog[open]").await;
    browser.click("dialog [type=submit]").await;
    browser.reads("dialog .field-note", "This field is required.").await;
    examined("a form with a problem").await;
    browser.keys(ESCAPE).await;
    browser.until("!document.querySelector('dialog')").await;
    browser.click("#main [data-focus=hint]").await;
    browser.reads("#main .msg.ephemeral", "Only you can see this").await;
    examined("a message for oneself").await;
    browser.click("#who").await;
    browser.see("[role=menu]").await;
    examined("who one is").await;
    browser.keys(ESCAPE).await;
    browser.click(".more-time").await;
    browser.see("[role=menu]").await;
    examined("ways to move the clock").await;
    browser.keys(ESCAPE).await;
    browser.click("#hood-button").await;
    browser.see("#hood").await;
    play.bot.say(play.general, json!({ "content": "Something passes" })).await;
    browser.reads("#hood .pass", "/messages").await;
    examined("under the hood").await;
    browser.click("#tab-ledger").await;
    browser.reads("#hood table", "participation").await;
    examined("the ledger").await;
    browser.click("#hood-button").await;
    browser.click("[aria-label='Show me around']").await;
    browser.reads(".tour", "1 of 5").await;
    examined("the tour").await;
    browser.keys(ESCAPE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accessibility_checker_finds_nothing_serious() {
    for screen in [Screen::Wide, Screen::Phone] {
        let play = playground(false).await;
        in_browser(screen, async |browser| {
            let found = std::sync::Mutex::new(Vec::new());
            every_state(&play, browser, async |state| {
                for colors in ["dark", "light"] {
                    browser.prefers("prefers-color-scheme", colors).await;
                    let serious = browser.axe().await;
                    if serious != json!([]) {
                        found.lock().unwrap().push(format!("{state}, {colors}: {serious}"));
                    }
                    browser.is_well().await;
                }
            })
            .await;
            assert_eq!(found.into_inner().unwrap(), Vec::<String>::new());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_bar_fits_at_every_width() {
    let play = playground(false).await;
    in_browser(Screen::Wide, async |browser| {
        browser.open(&play.url, &play.at(play.ada(), play.practice)).await;
        browser.reads("#bar-due", "reveal").await;
        // What overlaps something else, and what is cut off at the screen's end.
        let script = "\
            const shown = [...document.querySelectorAll('.brand, .bar-time, #bar .chip, .bar-end > *')].filter((e) => e.getClientRects().length); \
            const room = (e) => e.getBoundingClientRect(); \
            const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; \
            const bad = shown.filter((a) => room(a).right > innerWidth || shown.some((b) => a !== b && meet(room(a), room(b)))); \
            return [bad.map((e) => e.innerText), shown.filter((e) => e.matches('.due')).length, shown.filter((e) => e.matches('.chip')).length]";
        for width in (360..=1920).step_by(20) {
            browser.resize(width, 800).await;
            let found = browser.eval(script).await;
            assert_eq!(found[0], json!([]), "at {width} pixels");
            assert!(found[1].as_u64() >= Some(if width < 1400 { 1 } else { 3 }), "at {width} pixels: {found}");
            if width == 1920 {
                assert_eq!(found[2], 7, "all is shown where there is room");
            }
        }
        // What does not fit is in the menu.
        browser.resize(360, 740).await;
        browser.click(".more-time").await;
        for way in ["reveal", "weekly recap", "next post", "+1 hour", "+1 day", "To the weekend", "+1 week"] {
            browser.reads("[role=menu]", way).await;
        }
    })
    .await;
}
