//! A headless Chromium, driven by chromedriver.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use futures::FutureExt;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

pub const TAB: char = '\u{E004}';
pub const ENTER: char = '\u{E007}';
pub const SHIFT: char = '\u{E008}';
pub const ESCAPE: char = '\u{E00C}';
pub const UP: char = '\u{E013}';
pub const DOWN: char = '\u{E015}';

/// How long something on the page may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// One browser at a time: the machine may be small.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub struct Browser {
    pub client: Client,
}

/// What kind of screen.
#[derive(Clone, Copy, PartialEq)]
pub enum Screen {
    Wide,
    Phone,
}

/// Runs `story` in a fresh browser. Without Chromium it is skipped, loudly; but that is a failure where one is required.
pub async fn in_browser(screen: Screen, story: impl AsyncFnOnce(&Browser)) {
    let _alone = ALONE.lock().await;
    let Some((mut driver, port)) = start_driver().await else {
        let required =
            std::env::var_os("CI").is_some() || std::env::var("VIVA_TEST_BROWSER").is_ok_and(|v| v == "required");
        assert!(!required, "no chromedriver: apt-get install chromium chromium-driver");
        eprintln!("\n*** SKIPPED: no chromedriver on this machine (apt-get install chromium chromium-driver) ***\n");
        return;
    };
    let profile = tempfile::tempdir().unwrap();
    let mut args: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-prefers-reduced-motion",
        "--window-size=1440,900",
    ]
    .map(String::from)
    .into();
    args.push(format!("--user-data-dir={}", profile.path().display()));
    let mut options = json!({ "args": args });
    if screen == Screen::Phone {
        options["mobileEmulation"] =
            json!({ "deviceMetrics": { "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true } });
    }
    let capabilities = json!({
        "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" },
        // A dialog that a script opens must stay, so that it is found.
        "unhandledPromptBehavior": "ignore",
    });
    let Value::Object(capabilities) = capabilities else { unreachable!() };
    let client = ClientBuilder::native()
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .expect("a browser starts");
    let browser = Browser { client: client.clone() };
    let told = AssertUnwindSafe(story(&browser)).catch_unwind().await;
    if told.is_err() {
        browser.shot("failed").await;
    }
    let _ = client.close().await;
    let _ = driver.kill().await;
    if let Err(panic) = told {
        resume_unwind(panic);
    }
}

async fn start_driver() -> Option<(Child, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let mut lines = BufReader::new(driver.stdout.take()?).lines();
    while let Some(line) = lines.next_line().await.ok()? {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            let port = port.trim_end_matches('.').parse().ok()?;
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Some((driver, port));
        }
    }
    None
}

impl Browser {
    /// Opens the page; `hash` says as whom and where. The tour is taken as seen.
    pub async fn open(&self, url: &str, hash: &str) {
        self.client.goto(&format!("{url}/static/icon.svg")).await.unwrap();
        self.eval("localStorage.setItem('viva.tour', 'true')").await;
        self.client.goto(&format!("{url}/{hash}")).await.unwrap();
        self.see("body.ready").await;
    }

    /// Waits until there is such an element and it is visible.
    pub async fn see(&self, css: &str) -> Element {
        let deadline = Instant::now() + PATIENCE;
        loop {
            for element in self.client.find_all(Locator::Css(css)).await.unwrap_or_default() {
                if element.is_displayed().await.unwrap_or(false) {
                    return element;
                }
            }
            assert!(Instant::now() < deadline, "{css} was never seen; there is: {}", self.text("body").await);
            sleep(Duration::from_millis(40)).await;
        }
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.eval(&format!("return Boolean({what})")).await != json!(true) {
            assert!(Instant::now() < deadline, "this never was so: {what}; there is: {}", self.text("body").await);
            sleep(Duration::from_millis(40)).await;
        }
    }

    /// Waits until an element of this selector says `words`; in small or capital letters, and however they are spaced.
    pub async fn reads(&self, css: &str, words: &str) {
        self.until(&finding("some", css, words)).await;
    }

    /// Presses something. The page may draw it anew at any moment.
    pub async fn click(&self, css: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.see(css).await.click().await {
                Ok(()) => return,
                Err(error) => assert!(Instant::now() < deadline, "{css} cannot be pressed: {error}"),
            }
            sleep(Duration::from_millis(60)).await;
        }
    }

    /// Presses the first of these elements that says `words`.
    pub async fn click_text(&self, css: &str, words: &str) {
        self.reads(css, words).await;
        let found = finding("find", css, words);
        self.eval(&format!(
            "document.querySelector('[data-test]')?.removeAttribute('data-test'); {found}.dataset.test = 'here'"
        ))
        .await;
        self.click("[data-test=here]").await;
    }

    /// Types into whatever has the focus.
    pub async fn keys(&self, keys: impl ToString) {
        let mut actions = KeyActions::new("keyboard".into());
        for key in keys.to_string().chars() {
            actions = actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Tab backwards.
    pub async fn shift_tab(&self) {
        let actions = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: SHIFT })
            .then(KeyAction::Down { value: TAB })
            .then(KeyAction::Up { value: TAB })
            .then(KeyAction::Up { value: SHIFT });
        self.client.perform_actions(actions).await.unwrap();
    }

    pub async fn eval(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    pub async fn text(&self, css: &str) -> String {
        let found =
            self.client.execute("return document.querySelector(arguments[0])?.innerText ?? ''", vec![json!(css)]).await;
        found.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// What has the focus: its words, or what it is called.
    pub async fn focused(&self) -> String {
        let script = "const e = document.activeElement; return e === document.body ? 'nothing' : e.getAttribute('aria-label') || e.innerText || e.placeholder || e.tagName";
        self.eval(script).await.as_str().unwrap_or_default().to_owned()
    }

    /// Tabs until something called so has the focus.
    pub async fn tab_to(&self, name: &str) {
        for _ in 0..80 {
            if self.focused().await.contains(name) {
                return;
            }
            self.keys(TAB).await;
        }
        panic!("{name} is not reached with the Tab key");
    }

    /// Keeps a picture in `target/screenshots`.
    pub async fn shot(&self, name: &str) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        if let Ok(png) = self.client.screenshot().await {
            std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
        }
    }

    /// Nothing was loaded from elsewhere, and the page is not wider than the screen.
    pub async fn is_well(&self) {
        let strangers = self
            .eval("return performance.getEntriesByType('resource').map((e) => e.name).filter((n) => !n.startsWith(location.origin) && !n.startsWith('data:'))")
            .await;
        assert_eq!(strangers, json!([]), "the page asked elsewhere");
        let wider = self.eval("return document.documentElement.scrollWidth - innerWidth").await;
        assert!(wider.as_i64().unwrap() <= 0, "the page is {wider} pixels wider than the screen");
    }
}

/// JavaScript that looks for an element that says `words`.
fn finding(how: &str, css: &str, words: &str) -> String {
    let words = json!(words.to_lowercase());
    let plain = "e.innerText.replace(/\\s+/gu, ' ').toLowerCase()";
    format!("[...document.querySelectorAll({})].{how}((e) => {plain}.includes({words}))", json!(css))
}
