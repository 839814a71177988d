//! What must not be there: a module that names one it may not know, a second reader of the clock, an example that is out of date.

use std::fs;
use std::path::{Path, PathBuf};

/// Which modules of the crate each may name, beside itself. Whoever is not here puts the parts together and may name all.
const MAY_NAME: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("bank", &["domain"]),
    ("store", &["domain", "meters"]),
    ("view", &["domain"]),
    ("discord", &["domain", "meters", "view"]),
    ("opinion", &["domain"]),
    ("app", &["bank", "clock", "config", "discord", "domain", "error", "meters", "opinion", "store", "view"]),
    ("bot", &["app", "bank", "clock", "config", "discord", "domain", "error", "meters", "store", "view"]),
    ("local", &["clock"]),
    ("clock", &[]),
    ("meters", &[]),
];

/// Which crates only these modules may name.
const ONLY_IN: [(&str, &[&str]); 6] = [
    ("serenity", &["bot", "discord"]),
    ("poise", &["bot"]),
    ("reqwest", &["discord", "opinion"]),
    ("sqlx", &["store"]),
    ("twilight_model", &["local"]),
    ("twilight_validate", &["local"]),
];

/// What reads the time, or a zone that is nobody's.
const READS_TIME: [&str; 4] = ["Utc::now", "Local::now", "SystemTime::now", "Instant::now"];

/// Files that measure how long something took, which is no time of day: real sockets, and the metrics of requests.
const MAY_MEASURE: [&str; 2] = ["local", "meters"];

/// Every source file, with the module at the top that it belongs to.
fn sources() -> Vec<(String, PathBuf, String)> {
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    assert!(files.len() > 40, "the sources were not found");
    files
        .into_iter()
        .map(|path| {
            let top = path.strip_prefix("src").expect("below src").components().next().expect("a file");
            let module = Path::new(top.as_os_str()).with_extension("").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("readable");
            (module, path, text)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The lines of a text that are code, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// True where `word` stands in a line as a word of its own followed by `::`.
fn names(line: &str, word: &str) -> bool {
    let path = format!("{word}::");
    line.match_indices(&path).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':' | '"'))
    })
}

#[test]
fn modules_name_only_what_is_below_them() {
    let mut found = Vec::new();
    for (module, path, text) in sources() {
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == module) else { continue };
        for (line_number, line) in code(&text) {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let named: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let macros = ["refuse"];
                if named != module
                    && !named.is_empty()
                    && !allowed.contains(&named.as_str())
                    && !macros.contains(&named.as_str())
                {
                    found.push(format!("{}:{line_number}: {module} names {named}", path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn discord_takes_only_the_message_of_the_view() {
    for (module, path, text) in sources() {
        if module == "discord" {
            for (line_number, line) in code(&text) {
                let other = line.contains("view::") && !line.contains("view::message");
                assert!(!other, "{}:{line_number}: {line}", path.display());
            }
        }
    }
}

#[test]
fn each_library_stays_in_its_room() {
    let mut found = Vec::new();
    for (module, path, text) in sources() {
        for (library, rooms) in ONLY_IN {
            if rooms.contains(&module.as_str()) {
                continue;
            }
            for (line_number, line) in code(&text).filter(|(_, line)| names(line, library)) {
                found.push(format!("{}:{line_number}: {module} names {library}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_clock_reads_the_time() {
    let mut found = Vec::new();
    for (module, path, text) in sources().into_iter().filter(|(module, ..)| module != "clock") {
        for (line_number, line) in code(&text) {
            let measures = MAY_MEASURE.contains(&module.as_str()) && line.contains("Instant::now");
            if !measures && READS_TIME.iter().any(|reads| line.contains(reads)) {
                found.push(format!("{}:{line_number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_example_config_is_current() {
    let file = fs::read_to_string("config/viva.example.toml").expect("the example is there");
    assert_eq!(
        file,
        viva::config::Config::example(),
        "print it anew: cargo run -- config example > config/viva.example.toml"
    );
}

#[test]
fn the_rules_are_never_async() {
    for (module, path, text) in sources().into_iter().filter(|(module, ..)| module == "domain" || module == "view") {
        for (line_number, line) in code(&text) {
            assert!(
                !line.contains("async fn") && !line.contains(".await"),
                "{}:{line_number}: {module} is pure: {}",
                path.display(),
                line.trim()
            );
        }
    }
}
