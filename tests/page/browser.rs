//! A headless Chromium, driven by chromedriver.

use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
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
/// How often chromedriver is started before that is given up.
const TRIES: u32 = 5;

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
    browser.prefers("prefers-reduced-motion", "reduce").await;
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

/// Starts chromedriver; `None` where there is none. It picks a free port for IPv4 and ends when IPv6 has that one in use, so it
/// gets several tries.
async fn start_driver() -> Option<(Child, u16)> {
    for _ in 0..TRIES {
        match try_driver().await {
            Ok(Some(started)) => return Some(started),
            Ok(None) => eprintln!("chromedriver ended before it listened; once more"),
            Err(_) => return None,
        }
    }
    panic!("chromedriver ended {TRIES} times before it listened");
}

async fn try_driver() -> std::io::Result<Option<(Child, u16)>> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(driver.stdout.take().expect("piped")).lines();
    while let Some(line) = lines.next_line().await? {
        let port = line.split_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.').parse());
        if let Some(Ok(port)) = port {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Some((driver, port)));
        }
    }
    Ok(None)
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

    /// Gives the page a screen of this size; a window cannot be as narrow as a phone.
    pub async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        self.until(&format!("innerWidth === {width}")).await;
        self.settles().await;
    }

    /// Makes the page look as on a machine where this is set: `prefers-color-scheme`. Nothing moves, unless that is asked for.
    pub async fn prefers(&self, feature: &str, value: &str) {
        let still = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        let media = json!({ "features": [still, { "name": feature, "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", media).await;
        self.settles().await;
    }

    /// Waits until what was changed is painted, and sizes were told.
    pub async fn settles(&self) {
        let frames = "requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))";
        self.client.execute_async(frames, vec![]).await.expect("a frame is painted");
    }

    /// A command of Chromium's own protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let asked = DevTools(json!({ "cmd": command, "params": parameters }).to_string());
        self.client.issue_cmd(asked).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// What the accessibility checker holds to be serious or critical in what is shown now.
    pub async fn axe(&self) -> Value {
        if self.eval("return typeof window.axe === 'undefined'").await == json!(true) {
            self.eval(axe_core()).await;
        }
        let script = "const done = arguments[0]; window.axe.run(document, { resultTypes: ['violations'] }).then((found) => \
            done(found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical') \
                .map((v) => [v.id, v.nodes.slice(0, 3).map((n) => [n.html.slice(0, 160), n.any[0]?.message])])), (error) => done(String(error)))";
        self.client.execute_async(script, vec![]).await.expect("axe runs")
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
        fs::create_dir_all(&folder).unwrap();
        if let Ok(png) = self.client.screenshot().await {
            fs::write(folder.join(format!("{name}.png")), png).unwrap();
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

/// A command of Chromium's own protocol, by way of chromedriver.
#[derive(Debug)]
struct DevTools(String);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (reqwest::Method, Option<String>) {
        (reqwest::Method::POST, Some(self.0.clone()))
    }
}

/// The accessibility checker's code. npm installs it once, as `package-lock.json` says.
fn axe_core() -> &'static str {
    static CODE: LazyLock<String> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page");
        let wanted = fs::read_to_string(folder.join("package-lock.json")).unwrap();
        let mark = folder.join("node_modules/.installed");
        if !fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
            let npm = std::process::Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
                .current_dir(&folder)
                .stdin(Stdio::null())
                .output()
                .expect("npm is there: apt-get install nodejs npm");
            assert!(npm.status.success(), "`npm ci` failed: {}", String::from_utf8_lossy(&npm.stderr));
            fs::write(&mark, wanted).unwrap();
        }
        fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js")).unwrap()
    });
    &CODE
}

/// JavaScript that looks for an element that says `words`.
fn finding(how: &str, css: &str, words: &str) -> String {
    let words = json!(words.to_lowercase());
    let plain = "e.innerText.replace(/\\s+/gu, ' ').toLowerCase()";
    format!("[...document.querySelectorAll({})].{how}((e) => {plain}.includes({words}))", json!(css))
}
