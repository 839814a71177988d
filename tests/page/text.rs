//! What members write: Markdown as in Discord, and nothing that runs.

use serde_json::json;

use crate::bot::playground;
use crate::browser::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_message_is_only_text() {
    let play = playground(false).await;
    let texts = [
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script><svg onload=\"document.title='owned'\">",
        "[click](javascript:document.title='owned') [x](data:text/html,<script>1</script>) <javascript:alert(1)> [y](https://example.org\"onmouseover=\"document.title='owned')",
        "```html\n<script>document.title='owned'</script>\n```` `<b>` **<i>x</i>** ||<img src=x onerror=alert(1)>||",
        "<t:99999999999999:R> <t:8640000000001:F> <@0> <@&0> <#0> </x:1> <:e:1> <@999999999999999999999999>",
        "**__~~||*_**__~~||*_ ```` ``` ` > >>> # - 1. [[[[[](((( \\",
        "\u{202e}gnp.exe\u{202c} \u{200b}\u{200d}\u{feff} @everyone \u{202e}",
    ];
    let deep = "> ".repeat(300) + &"**".repeat(400) + &"- ".repeat(200);
    let nested = (0..200).map(|n| format!("{}- x", " ".repeat(n % 60))).collect::<Vec<_>>().join("\n");
    for text in texts.iter().copied().chain([deep.as_str(), &nested.chars().take(2000).collect::<String>()]) {
        play.local.say(play.ada(), play.general, text).unwrap();
    }
    play.local.with(|world| {
        let guild = play.bot.guild();
        world.set_nick(guild, play.members[1], Some("<img src=x onerror=document.title='owned'>"));
    });
    let markup = "<script>document.title='owned'</script>";
    play.bot
        .say(play.general, json!({
            "content": markup,
            "embeds": [{ "title": markup, "description": markup, "fields": [{ "name": markup, "value": markup }], "footer": { "text": markup },
                "image": { "url": "https://example.org/track.png" } }],
            "components": [{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "<b>x</b>", "custom_id": "\"><script>" }] }],
        }))
        .await;
    in_browser(Screen::Wide, async |browser| {
        browser.open(&play.url, &play.at(play.members[1], play.general)).await;
        browser.reads("#main .log", "<script>document.title='owned'</script>").await;
        browser.reads("#main .log", "gnp.exe").await;
        browser.click_text("#main .btn", "<b>x</b>").await;
        browser.reads("#main .msg.ephemeral", "Noted.").await;
        assert_ne!(browser.client.title().await.unwrap(), "owned");
        let made = browser.eval("return [...document.querySelectorAll('.log script, .log img, .log svg[onload], .log iframe, .log [onerror], .log b[id]')].length").await;
        assert_eq!(made, json!(0));
        let links = browser.eval("return [...document.querySelectorAll('.log a')].map((a) => new URL(a.href).protocol)").await;
        assert!(links.as_array().unwrap().iter().all(|p| p == "https:"), "{links}");
        browser.shot("hostile-wide-light").await;
        browser.is_well().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn markdown_reads_as_in_discord() {
    let play = playground(false).await;
    let cases = [
        ("a **b** *c* _d_ __e__ ~~f~~", "<t>a <strong>b</strong> <em>c</em> <em>d</em> <u>e</u> <s>f</s></t>"),
        ("***a***", "<t><strong><em>a</em></strong></t>"),
        ("snake_case_name 2 * 3 * 4", "<t>snake_case_name 2 * 3 * 4</t>"),
        (r"\*a\* `*b*` ``c`d``", "<t>*a* <code>*b*</code> <code>c`d</code></t>"),
        ("a\nb\n\nc", "<t>a<br>b<br><br>c</t>"),
        ("# a\n## b\n-# c\n#d", "<h>a</h><h>b</h><small>c</small><t>#d</t>"),
        ("> a\n> b\nc", "<q><t>a<br>b</t></q><t>c</t>"),
        (">>> a\n> b", "<q><t>a<br>&gt; b</t></q>"),
        (
            "- a\n  - b\n- c\n1. d\n2. e",
            "<ul><li><t>a</t><ul><li><t>b</t></li></ul></li><li><t>c</t></li></ul><ol><li><t>d</t></li><li><t>e</t></li></ol>",
        ),
        ("x ```js\nlet a\n``` y", "<t>x </t><pre><code>let a</code></pre><t> y</t>"),
        ("```\n> a\n```", "<pre><code>&gt; a</code></pre>"),
        ("> ```\n> a\n> ```", "<q><pre><code>a</code></pre></q>"),
        (
            "[a *b*](https://x.org/y) <https://x.org> https://x.org/a_(b).",
            "<t><a>a <em>b</em></a> <a>https://x.org</a> <a>https://x.org/a_(b)</a>.</t>",
        ),
        ("[a](javascript:b) [c](//d)", "<t>[a](javascript:b) [c](//d)</t>"),
        ("**a", "<t>**a</t>"),
        ("||a **b**||", "<t>|a <strong>b</strong>|</t>"),
        ("<t:1767947400:R> <t:x>", "<t>4 minutes ago &lt;t:x&gt;</t>"),
        ("<@1> <@&1> <#1> @here", "<t>@unknown-user @unknown-role #unknown @here</t>"),
    ];
    in_browser(Screen::Wide, async |browser| {
        browser.open(&play.url, &play.at(play.ada(), play.general)).await;
        // The nodes, written with one short name for each kind of them.
        let script = "const [text, done] = arguments; import('/static/markdown.js').then(({ markdown }) => { \
            const write = (node) => { \
                if (node.nodeType === 3) return node.data.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'); \
                const inner = [...node.childNodes].map(write).join(''); \
                const { classList: c, tagName } = node; \
                if (tagName === 'BR') return '<br>'; \
                if (c.contains('spoiler')) return `|${inner}|`; \
                if (tagName === 'SPAN' || tagName === 'TIME') return inner; \
                const name = c.contains('text') ? 't' : c.contains('h') ? 'h' : c.contains('subtext') ? 'small' : c.contains('quote') ? 'q' : tagName.toLowerCase(); \
                return `<${name}>${inner}</${name}>`; \
            }; \
            done([...markdown(text).childNodes].map(write).join('')); })";
        for (text, expected) in cases {
            let found = browser.client.execute_async(script, vec![json!(text)]).await.unwrap();
            assert_eq!(found.as_str().unwrap(), expected, "for {text:?}");
        }
    })
    .await;
}
