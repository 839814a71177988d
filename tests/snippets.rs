//! What the bank claims about running code, proved by running it on the Node.js lines in long-term support, and every code block
//! parsed by what it is written for. `tests/snippets/package.json` says which versions; npm installs them once.
//!
//! Without npm the tests are skipped with a word of warning; under CI, or with `VIVA_TEST_SNIPPETS=required`, that is a failure.
//! `VIVA_TEST_CONTENT` names another bank than `content/`, `VIVA_TEST_SNIPPETS_ONLY` a part of the path of the programs to run.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use saphyr_parser::{Parser, ScanError};
use viva::bank::Sources;
use viva::bank::files::Files;
use viva::bank::findings::Report;

/// The lines of Node.js that `package.json` pins.
const LINES: [&str; 2] = ["24", "26"];
/// Programs at a time: most of them measure order, not speed, but some want a free core.
const PARALLEL: usize = 2;
/// How long one program may take, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets")
}

fn content() -> PathBuf {
    std::env::var_os("VIVA_TEST_CONTENT")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), PathBuf::from)
}

/// Where npm puts this line of Node.js on this machine.
fn node(line: &str) -> PathBuf {
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    folder().join(format!("node_modules/node-{line}-linux-{arch}/bin/node"))
}

/// Installs what `package-lock.json` says, unless that is done already. False, with a warning, where it cannot be done.
fn installed() -> bool {
    let lock = File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join("snippets.lock")).unwrap();
    lock.lock().unwrap();
    let modules = folder().join("node_modules");
    let wanted = fs::read_to_string(folder().join("package-lock.json")).unwrap();
    let mark = modules.join(".installed");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return true;
    }
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder())
        .stdin(Stdio::null())
        .output();
    let problem = match npm {
        Ok(output) if output.status.success() && LINES.iter().all(|line| node(line).exists()) => {
            fs::write(&mark, wanted).unwrap();
            return true;
        }
        Ok(output) if output.status.success() => "the packages hold no Node.js for this machine".to_owned(),
        Ok(output) => format!("`npm ci` failed: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => format!("`npm` cannot be run: {error}"),
    };
    let required =
        std::env::var_os("CI").is_some() || std::env::var("VIVA_TEST_SNIPPETS").is_ok_and(|value| value == "required");
    assert!(!required, "{problem}");
    eprintln!("\n*** SKIPPED: no claim of the bank was run. {problem}\n");
    false
}

/// A program that proves claims, with the questions that make them.
struct Snippet {
    file: PathBuf,
    claims: Vec<(String, String)>,
}

impl Snippet {
    /// Reads the comment at the top: `// slug: "what the question says"`, which may go on in further lines.
    fn read(file: PathBuf) -> Snippet {
        let text = fs::read_to_string(&file).unwrap();
        let mut claims: Vec<(String, String)> = Vec::new();
        for line in text.lines().map_while(|line| line.strip_prefix("//")) {
            match line.trim().split_once(": \"") {
                Some((slug, claim))
                    if slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') =>
                {
                    claims.push((slug.to_owned(), claim.to_owned()));
                }
                _ => {
                    if let Some((_, claim)) = claims.last_mut() {
                        claim.push(' ');
                        claim.push_str(line.trim());
                    }
                }
            }
        }
        for (_, claim) in &mut claims {
            assert_eq!(claim.pop(), Some('"'), "{}: the claim does not end in a quotation mark", file.display());
        }
        Snippet { file, claims }
    }

    /// Topic and file.
    fn name(&self) -> String {
        self.file.strip_prefix(folder()).unwrap().display().to_string()
    }
}

/// All programs: `topic/slug--claim.mjs` or `.cjs`, in order.
fn snippets() -> Vec<Snippet> {
    let mut files = Vec::new();
    for topic in fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
        if topic.is_dir() && !topic.ends_with("node_modules") {
            files.extend(fs::read_dir(topic).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    files.sort();
    files.into_iter().map(Snippet::read).collect()
}

/// The text with every run of white space as one space, since a quotation does not keep the lines.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_program_names_its_question_and_quotes_it() {
    let sources = Sources::read(Files::of_dir(&content(), &mut Report::new()), &mut Report::new());
    let questions: BTreeMap<String, (String, String)> = sources
        .questions
        .iter()
        .map(|source| {
            let topic = source.file.parent().and_then(Path::file_name).unwrap_or_default();
            let slug = source.file.file_stem().unwrap_or_default();
            let text = fs::read_to_string(content().join(&source.file)).unwrap();
            (slug.display().to_string(), (topic.display().to_string(), words(&text)))
        })
        .collect();
    let mut problems = Vec::new();
    for snippet in snippets() {
        let name = snippet.name();
        let place = name.split_once('/').and_then(|(topic, file)| Some((topic, file.split_once("--")?.0)));
        match place.and_then(|(topic, slug)| Some((topic, slug, questions.get(slug)?))) {
            None => problems.push(format!("{name}: no question is called so (topic/slug--claim.mjs)")),
            Some((topic, _, (right, _))) if topic != right => problems.push(format!("{name}: belongs to {right}/")),
            Some((_, slug, _)) if snippet.claims.first().is_none_or(|(first, _)| first != slug) => {
                problems.push(format!("{name}: must begin with `// {slug}: \"what the question says\"`"));
            }
            Some(_) => {}
        }
        for (slug, claim) in &snippet.claims {
            match questions.get(slug) {
                None => problems.push(format!("{name}: no question is called {slug}")),
                Some((_, text)) if !text.contains(&words(claim)) => {
                    problems.push(format!("{name}: {slug} no longer says {claim:?}"));
                }
                Some(_) => {}
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Runs one program; `Err` is what it printed.
fn run(snippet: &Snippet, line: &str) -> Result<(), String> {
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let output = home.path().join("output");
    let printed = File::create(&output).map_err(|error| error.to_string())?;
    let temporary = home.path().join("tmp");
    fs::create_dir(&temporary).map_err(|error| error.to_string())?;
    let mut child = Command::new(node(line))
        .arg(&snippet.file)
        .current_dir(home.path())
        .env("TMPDIR", &temporary)
        .env("VIVA_TEST_CONTENT", content())
        .env_remove("NODE_OPTIONS")
        .env_remove("NODE_ENV")
        .env_remove("UV_THREADPOOL_SIZE")
        .stdin(Stdio::null())
        .stdout(printed.try_clone().map_err(|error| error.to_string())?)
        .stderr(printed)
        .spawn()
        .map_err(|error| error.to_string())?;
    let begun = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status.to_string(),
            None if begun.elapsed() > PATIENCE => {
                let _ = child.kill();
                let _ = child.wait();
                break format!("no end after {PATIENCE:?}");
            }
            None => thread::sleep(Duration::from_millis(10)),
        }
    };
    if status == "exit status: 0" {
        return Ok(());
    }
    let text = fs::read(&output).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let start: String = text.lines().take(40).collect::<Vec<_>>().join("\n");
    Err(format!("{status}\n{start}"))
}

#[test]
fn what_the_bank_claims_is_so() {
    if !installed() {
        return;
    }
    let only = std::env::var("VIVA_TEST_SNIPPETS_ONLY").unwrap_or_default();
    let snippets: Vec<Snippet> = snippets().into_iter().filter(|snippet| snippet.name().contains(&only)).collect();
    let queue = Mutex::new(snippets.iter().flat_map(|snippet| LINES.map(|line| (snippet, line))));
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..PARALLEL {
            scope.spawn(|| {
                loop {
                    let Some((snippet, line)) = queue.lock().unwrap().next() else { return };
                    // Once more, since a stolen core may spoil what is about time
                    if let Err(problem) = run(snippet, line).or_else(|_| run(snippet, line)) {
                        let claims: String =
                            snippet.claims.iter().map(|(slug, claim)| format!("  {slug}: {claim}\n")).collect();
                        let name = snippet.name();
                        failures.lock().unwrap().push(format!(
                            "{name} fails on Node.js {line}, so one of these is wrong:\n{claims}{problem}"
                        ));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    eprintln!("{} programs on Node.js {}", snippets.len(), LINES.join(" and "));
}

/// A fenced code block of the bank.
struct Block {
    file: PathBuf,
    line: usize,
    language: String,
    code: String,
}

/// All blocks of questions and scenarios in one of these languages.
fn blocks(languages: &[&str]) -> Vec<Block> {
    let mut files = Vec::new();
    let mut folders = vec![content().join("questions"), content().join("scenarios")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut blocks = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let mut open: Option<Block> = None;
        for (number, line) in text.lines().enumerate() {
            match (line.strip_prefix("```"), &mut open) {
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(language), None) => {
                    let file = file.strip_prefix(content()).unwrap().to_owned();
                    open = Some(Block {
                        file,
                        line: number + 1,
                        language: language.trim().to_owned(),
                        code: String::new(),
                    });
                }
                (None, Some(block)) => {
                    block.code.push_str(line);
                    block.code.push('\n');
                }
                (None, None) => {}
            }
        }
    }
    blocks.retain(|block| languages.contains(&block.language.as_str()));
    blocks
}

/// Fails with all the blocks that do not parse.
fn all_parse(results: impl IntoIterator<Item = (Block, Option<String>)>) {
    let problems: Vec<String> = results
        .into_iter()
        .filter_map(|(block, error)| {
            let Block { file, line, language, .. } = block;
            Some(format!("{}:{line}: this {language} block does not parse: {}", file.display(), error?))
        })
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn javascript_typescript_and_sql_blocks_parse() {
    if !installed() {
        return;
    }
    let blocks = blocks(&["js", "javascript", "mjs", "cjs", "ts", "sql"]);
    for line in LINES {
        let results = check_blocks(&blocks, line);
        assert_eq!(results.len(), blocks.len());
        all_parse(blocks.iter().zip(results).map(|(block, error)| {
            let Block { file, line, language, code } = block;
            (Block { file: file.clone(), line: *line, language: language.clone(), code: code.clone() }, error)
        }));
    }
}

fn check_blocks(blocks: &[Block], line: &str) -> Vec<Option<String>> {
    let input: Vec<_> =
        blocks.iter().map(|block| serde_json::json!({ "language": block.language, "code": block.code })).collect();
    let mut child = Command::new(node(line))
        .args(["--experimental-vm-modules", "--no-warnings"])
        .arg(folder().join("check-blocks.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // All input is read before anything is written, so the two pipes cannot wait for each other.
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(&input).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn yaml_and_json_blocks_parse() {
    let yaml = |code: &str| -> Result<(), ScanError> {
        for event in Parser::new_from_str(code) {
            event?;
        }
        Ok(())
    };
    all_parse(blocks(&["yaml", "yml", "json"]).into_iter().map(|block| {
        let error = match block.language.as_str() {
            "json" => serde_json::from_str::<serde_json::Value>(&block.code).err().map(|error| error.to_string()),
            _ => yaml(&block.code).err().map(|error| error.to_string()),
        };
        (block, error)
    }));
}

#[test]
fn what_does_not_parse_is_found() {
    assert!(Parser::new_from_str("a: [1").any(|event| event.is_err()));
    if !installed() {
        return;
    }
    let block = |language: &str, code: &str| Block {
        file: PathBuf::new(),
        line: 1,
        language: language.to_owned(),
        code: code.to_owned(),
    };
    let good = [
        block("js", "import fs from 'node:fs';\nawait 1;\n"),
        block("js", "const fs = require('node:fs');\nreturn await 1;\n"),
        block("ts", "const a: number = 1;\n"),
        block("sql", "SELECT $1::bigint FROM orders FOR UPDATE SKIP LOCKED;\n"),
    ];
    let bad = [
        block("js", "const a = ;\n"),
        block("mjs", "return 1;\n"),
        block("cjs", "import fs from 'node:fs';\n"),
        block("ts", "enum Color { red }\n"),
        block("sql", "SELECT FROM WHERE;\n"),
    ];
    assert_eq!(check_blocks(&good, LINES[0]), [const { None }; 4]);
    assert!(check_blocks(&bad, LINES[0]).iter().all(Option::is_some));
}
