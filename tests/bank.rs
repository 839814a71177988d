//! The bank's files as an author meets them: what is found where, layout, export, grading.

#[path = "bank/scenarios.rs"]
mod scenarios;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use viva::bank::command::BankCommand;
use viva::bank::files::Files;
use viva::bank::findings::{Report, Severity};
use viva::bank::format::{formatted, formatted_scenario};
use viva::bank::{Bank, Sources, checks};
use viva::domain::question::{Level, Question};

const README: &str = include_str!("../content/README.md");

const TOPICS: &str = "[streams]\nname = \"Streams\"\nabout = \"Piece by piece\"\n";

/// A question in which nothing is wrong.
const GOOD: &str = r#"+++
id = "pipe-errors"
title = "Errors in pipes"
topic = "streams"
level = "mid"
kind = "concept"
tags = ["streams", "errors"]
minutes = 4
decisive = ["pipe-is-silent"]
aliases = ["old-pipes"]
links = [
  { title = "Node.js: stream.pipeline", url = "https://nodejs.org/api/stream.html#streampipeline" },
]
+++

## Question

A read stream is piped into a gzip stream and that into a response. What happens to the others
when one of them fails?

## Answer

`pipe()` does not forward errors: it passes data and the end of the data along, and nothing else. When the source
fails, the gzip stream stays open for ever, and so does the response behind it, because nobody told them.

`stream.pipeline` is the cure. It destroys every stream of the chain as soon as one of them fails, and it reports the
first error exactly once, to a callback or through a promise. A premature close counts as an error as well, which is
what happens when the client goes away in the middle.

```js
await pipeline(source, createGzip(), response);
```

With plain pipes each stream needs an error handler of its own, and the handler has to destroy all the other streams by
hand. An unhandled error event ends the process. To cancel a pipeline from outside, pass an abort signal in the options
and the streams are destroyed with an abort error. None of this costs throughput worth speaking of, so there is hardly
a reason to write a plain pipe in new code.

## Key points

- `pipe-is-silent` An error in one stream of a `pipe()` chain does not reach the others.
  - pipe not forward/propagate error
  - error not reach/pass next/other stream
- `pipeline-cleans-up` `stream.pipeline` destroys every stream of the chain.
  - pipeline destroy/close stream
  - destroy/close every/all stream fail
- `own-handlers` With plain pipes each stream needs its own handler.
  - each/every stream error handler
  - handler per stream
- `signal` An abort signal cancels a pipeline.
  - abort signal cancel/option
  - signal cancel pipeline

## Common mistakes

- `one-handler` One error handler at the end of the chain catches everything.
  - Instead: each stream emits its own `error`, and an unhandled one ends the process.
  - last/final handler catch all/everything
- `ends-alone` The destination is closed when the source fails.
  - Instead: it stays open and leaks.

## Follow-ups

- How do you cancel a running pipeline?
  - Pass an `AbortSignal` in the options.
- What is a premature close?
  - A stream that closed before its end was seen.

## Choices

The source emits `error`. What becomes of the destination of a plain pipe?

- [ ] It is destroyed with the same error
  - That is what `pipeline()` adds.
- [x] It stays open until something closes it
  - Nobody ends or destroys it.
- [ ] It ends normally, as after the last data
  - Only a source that ends calls `end()`.
- [ ] It emits `close`, but it emits no error
  - Without `destroy()` there is no `close`.
"#;

/// A bank in a directory of its own, with these question files.
fn bank_of(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("topics.toml"), TOPICS).unwrap();
    for (path, text) in files {
        let file = dir.path().join("questions").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    dir
}

/// Runs a command on a bank; whether all was well, and what it said, without the directory's name.
fn run(dir: &Path, command: &BankCommand, input: &str) -> (bool, String) {
    let mut out = Vec::new();
    let well = command.run(Some(dir), input.as_bytes(), &mut out).unwrap();
    (well, String::from_utf8(out).unwrap().replace(&format!("{}/", dir.display()), ""))
}

fn findings(dir: &Path) -> (bool, String) {
    run(dir, &BankCommand::Check { explain: false }, "")
}

/// The same, much faster, but for JavaScript.
fn findings_without_node(dir: &Path) -> (bool, String) {
    let mut report = Report::new();
    let sources = Sources::read(Files::of_dir(dir, &mut report), &mut report);
    checks::run(&sources, &mut report);
    let findings = report.finish();
    let said = findings.to_string().replace(&format!("{}/", dir.display()), "");
    (findings.count(Severity::Error) == 0, said)
}

#[test]
fn a_good_bank_has_no_findings() {
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD)]);
    let (well, said) = findings(dir.path());
    assert!(well, "{said}");
    assert!(said.ends_with("1 questions in 1 topics, 0 scenarios: 0 errors, 0 warnings\n"), "{said}");
}

/// What is replaced by what; then the line, the check and a part of the message that must follow. The line is that of the text
/// after `@`, so that the table survives a change of the file above.
const CHANGES: &[(&str, &str, &str, &str, &str)] = &[
    ("+++\nid", "id", "id =", "front-matter", "must begin with a line `+++`"),
    ("minutes = 4", "minutes = four", "minutes", "front-matter", "not TOML"),
    ("minutes = 4", "minutes = \"4\"", "minutes", "front-matter", "whole number"),
    ("minutes = 4", "minutes = 90", "minutes", "front-matter", "2 to 30"),
    ("level = \"mid\"", "level = \"medium\"", "level", "front-matter", "is not one of junior, mid, senior, staff"),
    ("kind =", "kinds =", "kinds", "front-matter", "did you mean `kind`"),
    ("title = \"Errors in pipes\"\n", "", "id =", "front-matter", "`title` is missing"),
    ("id = \"pipe-errors\"", "id = \"pipes\"", "id =", "place", "the file is called `pipe-errors.md`"),
    ("topic = \"streams\"", "topic = \"rivers\"", "topic =", "topics", "`rivers` is no topic"),
    ("topic = \"streams\"", "topic = \"rivers\"", "topic =", "place", "the file lies in `streams/`"),
    ("[\"streams\", \"errors\"]", "[\"Two words\"]", "tags", "front-matter", "`Two words`"),
    ("[\"streams\", \"errors\"]", "[]", "tags", "counts", "tags: 1 to 6 wanted, 0 found"),
    ("[\"pipe-is-silent\"]", "[\"pipe\"]", "decisive", "decisive", "`pipe` is no key point"),
    ("https://nodejs.org", "http://nodejs.org", "  { title", "links", "only https"),
    ("\"Errors in pipes\"", "\"E\"", "title", "lengths", "the title has 1 characters"),
    ("## Answer", "## Solution", "## Solution", "sections", "no section is called `Solution`"),
    ("## Answer", "## Solution", "## Question", "sections", "`## Answer` is missing"),
    ("## Question\n", "Hello\n\n## Question\n", "Hello", "sections", "text before the first section"),
    ("- `signal` An", "- signal An", "- signal An", "key-points", "begins with its id"),
    ("- `signal` An", "- `own-handlers` An", "- `own-handlers` An", "ids", "`own-handlers` is used twice"),
    ("  - signal cancel pipeline\n", "", "- `signal`", "counts", "phrases of `signal`: 2 to 8 wanted, 1 found"),
    ("signal cancel pipeline", "pipeline", "  - pipeline\n", "phrases", "2 to 6 words"),
    ("signal cancel pipeline", "of the", "  - of the", "phrases", "only small words"),
    ("handler per stream", "each/every stream error handler", "- `signal`-1", "phrases", "stands twice"),
    ("an abort signal in", "something in", "- `signal`", "own-answer", "no phrase of `signal`"),
    (
        "last/final handler catch all/everything",
        "pipe not forward error",
        "- `ends-alone`-1",
        "own-mistakes",
        "`one-handler`",
    ),
    ("Instead: it stays", "But it stays", "- `ends-alone`", "mistakes", "what is true"),
    (
        "- What is a premature close?\n  - A stream that closed before its end was seen.\n",
        "",
        "## Follow-ups",
        "counts",
        "follow-ups: 2 to 4 wanted, 1 found",
    ),
    ("  - A stream that closed before its end was seen.\n", "", "- What is", "follow-ups", "exactly one line below"),
    ("- [x]", "- [ ]", "## Choices", "choices", "here 0 are"),
    ("- [ ] It ends", "- [x] It ends", "## Choices", "choices", "here 2 are"),
    ("- [ ] It is destroyed", "- It is destroyed", "- It is destroyed", "choices", "begins with `- [ ]`"),
    (
        "until something closes it",
        "until something closes it, which nobody ever does",
        "- [x]",
        "choice-lengths",
        "told by its length",
    ),
    (
        "It ends normally, as after the last data",
        "pipe does not forward the error to it",
        "- [ ] pipe",
        "wrong-choice",
        "silent",
    ),
    ("```js", "```", "```\nawait", "code", "name the language"),
    ("response);", "response, andSomethingElse, andMore);", "await pipeline", "code", "64 fit a phone"),
    ("await pipeline(source,", "await pipeline(source;", "```js", "javascript", "does not parse"),
    ("hand. An", "hand. <b>An</b>", "hand. <b>", "plain-markdown", "no HTML: `<b>`"),
    ("hand. An", "hand. ![x](https://a.b/c.png) An", "hand. ![", "plain-markdown", "no pictures"),
    (
        "With plain pipes each stream needs an",
        "### More\n\nWith plain pipes each stream needs an",
        "### More",
        "plain-markdown",
        "no headings",
    ),
    (
        "With plain pipes each stream needs an",
        "<!-- note -->\n\nWith plain pipes each stream needs an",
        "<!--",
        "plain-markdown",
        "note out",
    ),
    (
        "is the cure",
        "is the favourite cure",
        "`stream.pipeline` is",
        "spelling",
        "`favourite` is British; the bank writes `favorite`",
    ),
    (
        "is the cure.",
        "is the cure (see no-such-thing).",
        "`stream.pipeline` is",
        "references",
        "no question is called `no-such-thing`",
    ),
    ("## Choices\n", "\n\n## Choices\n", "## Choices-2", "layout", "viva bank fmt"),
];

/// The line in which `place` begins; `…-1` means the line above it.
fn line_of(text: &str, place: &str) -> usize {
    let (place, above) = match place.rsplit_once('-') {
        Some((place, above)) if above.parse::<usize>().is_ok() => (place, above.parse().unwrap()),
        _ => (place, 0),
    };
    let at = text.find(&format!("\n{place}")).map_or(0, |at| at + 1);
    1 + text[..at].matches('\n').count() - above
}

#[test]
fn each_change_is_found_with_its_line() {
    let has_node = std::process::Command::new("node").arg("--version").output().is_ok();
    for (from, to, place, check, message) in CHANGES {
        if *check == "javascript" && !has_node {
            continue;
        }
        assert!(GOOD.contains(from), "{from}");
        let changed = GOOD.replacen(from, to, 1);
        let line = line_of(&changed, place);
        let dir = bank_of(&[("streams/pipe-errors.md", &changed)]);
        let (well, said) =
            if *check == "javascript" { findings(dir.path()) } else { findings_without_node(dir.path()) };
        let found = said.lines().any(|finding| {
            finding.starts_with(&format!("questions/streams/pipe-errors.md:{line}: "))
                && finding.contains(&format!("[{check}]"))
                && finding.contains(message)
        });
        assert!(found, "{from:?} -> {to:?}: no [{check}] with {message:?} in line {line} of\n{said}");
        assert_eq!(well, *check == "layout", "{said}");
    }
}

#[test]
fn what_concerns_two_files_is_found() {
    let twin = GOOD.replace("id = \"pipe-errors\"", "id = \"twin\"").replace("old-pipes", "pipe-errors");
    let dir = bank_of(&[
        ("streams/pipe-errors.md", GOOD),
        ("streams/twin.md", &twin),
        ("lonely.md", ""),
        ("rivers/x.txt", ""),
    ]);
    fs::write(dir.path().join("topics.toml"), format!("{TOPICS}[empty]\nname = \"Empty\"\nabout = \"None\"\n"))
        .unwrap();
    let (well, said) = findings(dir.path());
    assert!(!well);
    for expected in [
        "questions/streams/twin.md:10: error[unique]: `pipe-errors` is taken by questions/streams/pipe-errors.md",
        "questions/streams/twin.md:3: error[unique]: the title is that of questions/streams/pipe-errors.md too",
        "questions/streams/twin.md:16: error[near-duplicates]: asks nearly what",
        "topics.toml:4: error[topics]: the topic `empty` has no question",
        "questions/lonely.md:1: error[files]:",
        "questions/rivers/x.txt:1: error[files]:",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn a_bad_file_never_takes_the_others_down() {
    let bad = "+++\nid = 5\n+++\n## Nonsense\n";
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD), ("streams/bad.md", bad)]);
    let bank = Bank::load(dir.path()).unwrap();
    assert_eq!(bank.questions().len(), 1);
    assert!(bank.findings().iter().all(|finding| finding.file.ends_with("bad.md")));
    assert!(Bank::load(&dir.path().join("nowhere")).is_err());
}

#[test]
fn questions_are_looked_up_by_id_and_earlier_id_and_what_people_type() {
    let second = GOOD
        .replace("id = \"pipe-errors\"", "id = \"backpressure\"")
        .replace("Errors in pipes", "Backpressure")
        .replace("level = \"mid\"", "level = \"junior\"")
        .replace("[\"old-pipes\"]", "[]");
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD), ("streams/backpressure.md", &second)]);
    let bank = Bank::load(dir.path()).unwrap();
    assert_eq!(bank.question("old-pipes").unwrap().id, "pipe-errors");
    assert_eq!(bank.topic("streams").unwrap().name, "Streams");
    assert_eq!(bank.nearest("backpresure"), Some("backpressure"));
    let search =
        |text: &str| bank.search(text).iter().map(|question| question.id.as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!(search(""), "backpressure pipe-errors");
    assert_eq!(search("pip"), "pipe-errors");
    assert_eq!(search("Errors"), "pipe-errors backpressure");
    assert_eq!(search("backpresure"), "backpressure");
    assert_eq!(search("mid streams"), "pipe-errors");
    assert_eq!(search("kubernetes"), "");
}

#[test]
fn paragraphs_are_one_line_each_because_discord_shows_every_break() {
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD)]);
    let bank = Bank::load(dir.path()).unwrap();
    let question = &bank.questions()[0];
    assert!(question.prompt.ends_with("What happens to the others when one of them fails?"), "{}", question.prompt);
    assert!(!question.prompt.contains('\n'));
    assert!(question.answer.contains("\n\n```js\nawait pipeline(source, createGzip(), response);\n```\n\n"));
    assert_eq!(
        question.mistakes[0].instead,
        "each stream emits its own `error`, and an unhandled one ends the process."
    );
    assert_eq!(question.mistakes[0].phrases, ["last/final handler catch all/everything"]);
    assert_eq!((question.level, question.right_choice()), (Level::Mid, Some(1)));
}

#[test]
fn the_layout_is_made_once_and_changes_no_word() {
    let messy = GOOD
        .replace("\n## ", "\n\n\n##  ")
        .replace("\n- `", "\n\n*   `")
        .replace("\n  - ", "\n    + ")
        .replace("error\n", "error   \n")
        .replace("id = \"pipe-errors\"\n", "")
        .replace("minutes = 4\n", "minutes   =   4\nid = \"pipe-errors\"\n")
        .replace("\n\n```js", "\n```js")
        .replace("```\n\nWith", "```\nWith")
        .replace('\n', "\r\n");
    assert_eq!(formatted(&messy).unwrap(), GOOD);
    assert_eq!(formatted(GOOD).unwrap(), GOOD);
    assert!(formatted("no front matter").is_err());

    let dir = bank_of(&[("streams/pipe-errors.md", &messy)]);
    let fmt = |check: bool| run(dir.path(), &BankCommand::Fmt { check, files: vec![] }, "");
    assert_eq!(fmt(true), (false, "questions/streams/pipe-errors.md\n1 of 1 files differ\n".to_owned()));
    assert!(fmt(false).0);
    assert_eq!(fmt(true), (true, "0 of 1 files differ\n".to_owned()));
}

#[test]
fn comments_in_the_front_matter_are_kept() {
    let commented = GOOD.replace("minutes = 4\n", "# as measured\nminutes = 4 # or so\n");
    assert_eq!(formatted(&commented).unwrap(), commented);
}

#[test]
fn a_new_file_is_a_start_and_overwrites_nothing() {
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD)]);
    let new = |place: &str| {
        let mut out = Vec::new();
        let new = BankCommand::New { place: place.into() };
        new.run(Some(dir.path()), &b""[..], &mut out).map_err(|error| error.to_string())
    };
    assert_eq!(new("streams/object-mode"), Ok(true));
    let text = fs::read_to_string(dir.path().join("questions/streams/object-mode.md")).unwrap();
    assert!(text.contains("title = \"Object mode\""));
    assert!(new("streams/object-mode").unwrap_err().contains("taken by"));
    assert!(new("streams/old-pipes").unwrap_err().contains("taken by"));
    assert!(new("rivers/x").unwrap_err().contains("no topic is called \"rivers\""));
    assert!(new("streams/../x").unwrap_err().contains("write TOPIC/SLUG"));
    let (well, said) = findings(dir.path());
    assert!(!well && said.contains("note out"), "{said}");
    assert!(!said.contains("[front-matter]") && !said.contains("[sections]"), "{said}");
}

#[test]
fn the_export_holds_every_field() {
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD)]);
    let (well, json) = run(dir.path(), &BankCommand::Export { json: true, scenarios: false }, "");
    assert!(well);
    let exported: Vec<Question> = serde_json::from_str(&json).unwrap();
    assert_eq!(exported, Bank::load(dir.path()).unwrap().questions());
}

#[test]
fn answers_are_graded_line_by_line_and_a_bad_line_answers_in_its_place() {
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD)]);
    let input = concat!(
        r#"{"question": "pipe-errors", "answer": "pipe doesn't propagate errors"}"#,
        "\n\n",
        r#"{"question": "pipe-error", "answer": "x"}"#,
        "\nnot json\n",
        r#"{"question": "old-pipes", "answer": "pipe propagates errors. The last handler catches everything."}"#,
    );
    let (well, out) = run(dir.path(), &BankCommand::Grade { batch: true, slug: None }, input);
    assert!(!well);
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        lines[0],
        serde_json::json!({
            "question": "pipe-errors",
            "coverage": 0.25,
            "covered": ["pipe-is-silent"],
            "missed": ["pipeline-cleans-up", "own-handlers", "signal"],
            "evidence": {"pipe-is-silent": "pipe doesn't propagate errors"},
            "mistakes": {},
        })
    );
    assert_eq!(lines[1]["line"], 3);
    assert_eq!(lines[1]["error"], "no question is called \"pipe-error\"; there is \"pipe-errors\"");
    assert_eq!(lines[2]["line"], 4);
    assert_eq!(lines[3]["coverage"], 0.0);
    assert_eq!(lines[3]["mistakes"], serde_json::json!({"one-handler": "The last handler catches everything."}));
    assert_eq!(lines.len(), 4);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD)]);
    let list = BankCommand::List { scenarios: false, topic: vec![], level: vec![] };
    for command in [list, BankCommand::Export { json: true, scenarios: false }, BankCommand::Stats] {
        assert!(command.run(Some(dir.path()), &b""[..], &mut Gone).unwrap());
    }
}

#[test]
fn lists_pages_and_figures_are_for_reading() {
    let dir = bank_of(&[("streams/pipe-errors.md", GOOD)]);
    let (_, list) = run(
        dir.path(),
        &BankCommand::List { scenarios: false, topic: vec!["streams".into()], level: vec![Level::Mid] },
        "",
    );
    assert_eq!(list, "pipe-errors  streams                mid     concept     Errors in pipes\n");
    assert_eq!(
        run(dir.path(), &BankCommand::List { scenarios: false, topic: vec![], level: vec![Level::Staff] }, "").1,
        ""
    );
    let (_, shown) = run(dir.path(), &BankCommand::Show { slug: "old-pipes".into(), phrases: true }, "");
    assert!(shown.starts_with("Errors in pipes\n===============\npipe-errors · Streams · mid"), "{shown}");
    assert!(shown.contains("      pipe not forward/propagate error\n"));
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    let (_, stats) = run(dir.path(), &BankCommand::Stats, "");
    assert!(stats.contains("streams: 1 questions of at least 5"), "{stats}");
}

#[test]
fn the_readmes_example_is_a_question() {
    let example = README.split("````markdown\n").nth(1).and_then(|rest| rest.split("````").next()).unwrap();
    let dir = bank_of(&[("streams/pipeline-errors.md", example)]);
    let bank = Bank::load(dir.path()).unwrap_or_else(|findings| panic!("{findings}"));
    let question = bank.question("pipeline-errors").unwrap();
    assert_eq!(question.key_points[0].phrases.len(), 2);
    assert_eq!(question.mistakes[0].phrases.len(), 1);
    assert!(!question.prompt.contains("<!--"));
    // It is abridged: too short, too few. Nothing else may be wrong with it, once its notes are out.
    let (_, said) = findings(dir.path());
    for finding in said.lines().filter(|line| line.contains("error[")) {
        let expected = ["[counts]", "[lengths]", "[own-answer]", "note out"].iter().any(|part| finding.contains(part));
        assert!(expected, "{finding}");
    }
    assert_eq!(formatted(&formatted(example).unwrap()).unwrap(), formatted(example).unwrap());
}

#[test]
fn the_bank_that_is_compiled_in_is_clean() {
    let files = Files::embedded();
    if files.questions.is_empty() {
        eprintln!("no questions are compiled in yet");
        return;
    }
    type Layout = fn(&str) -> Result<String, (usize, String)>;
    for (files, layout) in [(&files.questions, formatted as Layout), (&files.scenarios, formatted_scenario)] {
        for (file, text) in files {
            let once = layout(text).unwrap_or_else(|(line, message)| panic!("{}:{line}: {message}", file.display()));
            assert_eq!(layout(&once).unwrap(), once, "{}", file.display());
        }
    }
    let bank = Bank::embedded();
    assert!(bank.findings().is_empty(), "{}", bank.findings());
    let content = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("content");
    let (well, said) = findings(&content);
    assert!(well, "{said}");
}
