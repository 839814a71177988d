//! The scenarios' files as an author meets them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use viva::bank::Bank;
use viva::bank::command::BankCommand;
use viva::bank::format::formatted_scenario;
use viva::domain::question::Level;
use viva::domain::scenario::{Scenario, ScenarioKind, Seen, When};

use super::{GOOD, bank_of, findings, findings_without_node, line_of, run};

const README: &str = include_str!("../../content/scenarios/README.md");

/// One stage in which nothing is wrong; `@` is its name, and begins all its ids.
const STAGE: &str = r#"
What do you look at for @, and why do you look at that first?

### Key points

- `@-scope` (decisive) Establish the scope of @ first: one pod or all of them.
  - scope one/single/all pod
  - which pod/route affected
- `@-pool` The message about @ means that no client came free.
  - no/not client free
  - pool exhausted/full
- `@-change` Ask what changed before @ began.
  - what changed before/begin
  - recent deploy/change

### Hints

- Whom does it hit?
- Compare the pods with each other.
- Which graph would tell you that it is one pod?

### Red flags

- `@-restart` Restart all the pods at once and see.
  - Instead: that destroys the evidence, and all pools reconnect together.
  - restart/bounce all/every pod
- `@-blame` It is somebody else's fault.
  - Instead: find out first which side refuses.

### Bridge

All twelve pods are affected, so let us look inside.
"#;

const FRONT: &str = r#"+++
id = "orders-slow"
title = "Orders slow at noon"
kind = "incident"
topics = ["streams"]
level = "senior"
minutes = 30
tags = ["postgres", "incidents"]
links = [
  { title = "node-postgres: Pool", url = "https://node-postgres.com/apis/pool" },
]
+++

## Setting

You are on call for `orders`, a service on twelve pods behind a load balancer.

```js
const pool = new Pool({ max: 20 });
```

"#;

const END: &str = r#"
## Rubric

- `method` Works from facts
  - 1: Guesses a cause.
  - 3: Looks, but in no order.
  - 5: Says before each look what would refute the idea.
  - From: first, second-scope, second-pool, second-change
- `depth` Knows the parts
  - 1: Knows none of them.
  - 3: Knows some of them.
  - 5: Knows where each one ends.
  - From: side, third
- `repair` Repairs with care
  - 1: Breaks more.
  - 3: Repairs it.
  - 5: Repairs it and can undo it.
  - From: fourth
- `people` Keeps people informed
  - 1: Is silent.
  - 3: Answers when asked.
  - 5: Says when they hear more.
  - From: first-scope

## Debrief

### Strong candidates

- They put a number on the queue.
- They ask who else has noticed.
- They write down what they did.

### Practice

- `pipe-errors` Say which stream hears of which error.
- `pipe-errors-two` Say it once more, of two.
- `pipe-errors-three` Say it a third time.
"#;

const BRANCHES: &str = r#"
### Branches

- red-flag `first-restart` -> `side`
  - You restart all twelve. Let us see what that does.
- covered `first-scope`, `first-pool` -> `third`
  - Let us go straight on.
- else -> `second`
"#;

/// A scenario in which nothing is wrong.
fn good() -> String {
    let stage = |kind: &str, id: &str| format!("## {kind}: `{id}` The {id} one\n{}", STAGE.replace('@', id));
    [
        FRONT,
        &stage("Stage", "first"),
        BRANCHES,
        "\n",
        &stage("Side stage", "side"),
        "\n",
        &stage("Stage", "second"),
        "\n",
        &stage("Stage", "third"),
        "\n",
        &stage("Stage", "fourth"),
        END,
    ]
    .concat()
}

/// A bank with three questions to practice, and these scenario files.
fn bank_with(scenarios: &[(&str, &str)]) -> TempDir {
    let another = |slug: &str, title: &str, prompt: &str| {
        GOOD.replace("id = \"pipe-errors\"", &format!("id = \"{slug}\""))
            .replace("Errors in pipes", title)
            .replace("\"old-pipes\"", "")
            .replace("A read stream is piped into a gzip stream and that into a response. What", prompt)
    };
    let two = another("pipe-errors-two", "Two", "Ferries cross harbors at midnight in winter without lights. What");
    let three = another("pipe-errors-three", "Three", "Seven bakers knead rye dough for a wedding on Sunday. What");
    let dir = bank_of(&[
        ("streams/pipe-errors.md", GOOD),
        ("streams/pipe-errors-two.md", &two),
        ("streams/pipe-errors-three.md", &three),
    ]);
    fs::create_dir_all(dir.path().join("scenarios")).unwrap();
    fs::write(dir.path().join("scenarios/README.md"), "# How to write one\n").unwrap();
    for (name, text) in scenarios {
        fs::write(dir.path().join("scenarios").join(name), text).unwrap();
    }
    dir
}

#[test]
fn a_good_scenario_has_no_findings_and_is_read_whole() {
    let text = good();
    let dir = bank_with(&[("orders-slow.md", &text)]);
    let (well, said) = findings(dir.path());
    assert!(well, "{said}");
    assert!(said.ends_with("3 questions in 1 topics, 1 scenarios: 0 errors, 0 warnings\n"), "{said}");

    let bank = Bank::load(dir.path()).unwrap();
    let scenario = bank.scenario("orders-slow").unwrap();
    assert_eq!((scenario.kind, scenario.level, scenario.minutes), (ScenarioKind::Incident, Level::Senior, 30));
    assert!(scenario.setting.ends_with("```js\nconst pool = new Pool({ max: 20 });\n```"), "{}", scenario.setting);
    let first = &scenario.stages[0];
    assert_eq!((first.id.as_str(), first.title.as_str(), first.side), ("first", "The first one", false));
    assert_eq!(first.decisive, ["first-scope"]);
    assert_eq!(first.key_points[0].text, "Establish the scope of first first: one pod or all of them.");
    assert_eq!(first.key_points[0].phrases, ["scope one/single/all pod", "which pod/route affected"]);
    assert_eq!(first.hints.len(), 3);
    assert_eq!(first.red_flags[0].phrases, ["restart/bounce all/every pod"]);
    assert_eq!(first.bridge, "All twelve pods are affected, so let us look inside.");
    assert_eq!(first.branches[1].when, When::Covered(vec!["first-scope".into(), "first-pool".into()]));
    assert_eq!(first.branches[2].when, When::Else);
    assert!(scenario.stages[1].side);
    assert_eq!(scenario.rubric[0].levels[2], "Says before each look what would refute the idea.");
    assert_eq!(scenario.rubric[1].from, ["side", "third"]);
    assert_eq!(scenario.practice[0].question, "pipe-errors");
    assert_eq!(scenario.after(first, &Seen::default()).stage.unwrap().id, "second");
}

/// What is replaced by what; then the line (as in the questions' table), the check, and a part of the message.
const CHANGES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "kind = \"incident\"",
        "kind = \"outage\"",
        "kind",
        "front-matter",
        "is not one of incident, interview, case-study",
    ),
    ("topics =", "topic =", "topic =", "front-matter", "did you mean `topics`"),
    ("minutes = 30", "minutes = 90", "minutes", "front-matter", "15 to 60"),
    ("[\"postgres\", \"incidents\"]", "[\"Post gres\"]", "tags", "front-matter", "`Post gres`"),
    ("[\"streams\"]", "[\"rivers\"]", "topics", "topics", "`rivers` is no topic"),
    ("[\"streams\"]", "[]", "topics", "counts", "topics: 1 to 3 wanted, 0 found"),
    ("id = \"orders-slow\"", "id = \"orders\"", "id =", "place", "the file is called `orders-slow.md`"),
    ("id = \"orders-slow\"", "id = \"pipe-errors\"", "id =", "unique", "taken by questions/streams/pipe-errors.md"),
    (
        "\"Orders slow at noon\"",
        "\"Two\"",
        "title",
        "unique",
        "the title is that of questions/streams/pipe-errors-two.md",
    ),
    ("\"Orders slow at noon\"", "\"O\"", "title", "lengths", "the title has 1 characters"),
    ("https://node", "http://node", "  { title", "links", "only https"),
    ("## Setting", "## Scene", "## Scene", "sections", "no section is called `Scene`"),
    ("## Setting\n", "Hello\n\n## Setting\n", "Hello", "sections", "text before the first section"),
    ("### Bridge", "### Brigde", "### Brigde", "sections", "no part is called `Brigde` here"),
    ("### Bridge", "### Brigde", "## Stage: `first`", "sections", "the part `### Bridge` is missing"),
    ("### Hints", "### Key points", "### Key points\n\n- Whom", "sections", "a second time"),
    ("## Stage: `second`", "## Stage: second", "## Stage: second", "sections", "its id and its title"),
    ("## Rubric", "### Rubric", "### Rubric", "sections", "no part is called `Rubric`"),
    ("### Practice", "### Exercise", "## Debrief", "sections", "the part `### Practice` is missing"),
    ("- `first-pool` The", "- first-pool The", "- first-pool", "key-points", "begins with its id"),
    ("  - Instead: that", "  - But that", "- `first-restart`", "red-flags", "`  - Instead: …`"),
    ("- Whom does it hit?", "- Whom does it hit?\n  - Me", "  - Me", "hints", "nothing below it"),
    (
        "- red-flag `first-restart` -> `side`",
        "- when `first-restart` -> `side`",
        "- when",
        "branches",
        "a branch is written",
    ),
    ("-> `third`", "-> `fifth`", "- covered `first-scope`", "branches", "no stage is called `fifth`"),
    ("-> `third`", "-> `first`", "- covered `first-scope`", "branches", "a branch leads forward"),
    ("red-flag `first-restart`", "red-flag `second-restart`", "- red-flag", "branches", "no red flag of this stage"),
    ("red-flag `first-restart`", "red-flag `first-pool`", "- red-flag", "branches", "`first-pool` is no red flag"),
    ("covered `first-scope`,", "covered `fourth-scope`,", "- covered", "branches", "no key point of this stage"),
    (
        "- covered `first-scope`, `first-pool` -> `third`",
        "- else -> `third`",
        "- else",
        "branches",
        "`else` comes last",
    ),
    ("  - Let us go straight on.\n", "", "- covered", "branches", "what the interviewer says instead"),
    ("- else -> `second`", "- else -> `second`\n  - So.", "- else", "branches", "the bridge leads there"),
    (
        "- red-flag `first-restart` -> `side`",
        "- red-flag `first-restart` -> end",
        "## Side stage",
        "reached",
        "no branch leads",
    ),
    ("- else -> `second`", "- else -> `third`", "## Stage: `second`", "reached", "reached only by a branch"),
    ("## Stage: `first`", "## Side stage: `first`", "## Side stage: `first`", "reached", "cannot be a side stage"),
    ("  - 3: Looks, but in no order.\n", "", "- `method`", "rubric", "needs a line `  - 3: …`"),
    ("  - From: fourth\n", "", "- `repair`", "rubric", "say what feeds"),
    ("From: fourth", "From: third", "- `fourth-pool`", "rubric", "feeds no criterion"),
    ("From: first-scope", "From: first-scoop", "  - From: first-scoop", "rubric", "`first-scoop` feeds `people`"),
    (
        "`pipe-errors-two` Say",
        "`pipe-error-two` Say",
        "- `pipe-error-two`",
        "practice",
        "no question is called `pipe-error-two`",
    ),
    ("`pipe-errors-two` Say", "`pipe-errors` Say", "- `pipe-errors` Say it", "practice", "stands here twice"),
    ("- They ask who else has noticed.\n", "", "### Strong", "counts", "3 to 6 wanted, 2 found"),
    ("- Whom does it hit?\n", "", "### Hints", "counts", "hints of `first`: 3 wanted, 2 found"),
    (" (decisive)", "", "### Key points", "counts", "decisive key points of `first`: 1 to 2 wanted, 0 found"),
    ("  - pool exhausted/full\n", "", "- `first-pool`", "counts", "phrases of `first-pool`: 2 to 8 wanted, 1 found"),
    ("## Stage: `fourth`", "## Side stage: `fourth`", "## Stage: `first`", "counts", "4 to 7 wanted, 3 found"),
    ("- Whom does it hit?", "- Why?", "- Why?", "lengths", "the hint has 4 characters"),
    (
        "`side-pool` The",
        "`first-pool` The",
        "- `first-pool` The message about side",
        "ids",
        "`first-pool` is used twice",
    ),
    ("`method` Works", "`end` Works", "- `end`", "ids", "is taken"),
    ("`method` Works", "`third` Works", "- `third`", "ids", "used twice"),
    ("pool exhausted/full", "pool", "  - pool\n", "phrases", "2 to 6 words"),
    (
        "recent deploy/change",
        "what changed before/begin",
        "### Hints-2",
        "phrases",
        "stands twice below `first-change`",
    ),
    ("that no client came free", "something else", "- `first-pool`", "own-phrase", "no phrase of `first-pool`"),
    (
        "restart/bounce all/every pod",
        "no client free",
        "- `first-pool`",
        "own-mistakes",
        "the red flag `first-restart`",
    ),
    ("```js", "```", "```\nconst", "code", "name the language"),
    ("{ max: 20 });", "{ max: 20, connectionTimeoutMillis: 5_000, idle: 1 });", "const pool", "code", "64 fit a phone"),
    ("{ max: 20 });", "{ max: 20 );", "```js", "javascript", "does not parse"),
    ("Whom does it hit?", "Whom does it hit, <b>now</b>?", "- Whom", "plain-markdown", "no HTML: `<b>`"),
    ("Guesses a cause.", "Favours a cause.", "  - 1: Favours", "spelling", "`favors`"),
    (
        "and why do you look",
        "and why (see no-such-thing) do you look",
        "What do you look",
        "references",
        "no-such-thing",
    ),
    ("## Rubric\n", "\n\n## Rubric\n", "## Rubric-2", "layout", "viva bank fmt"),
];

#[test]
fn each_change_is_found_with_its_line() {
    let good = good();
    let has_node = std::process::Command::new("node").arg("--version").output().is_ok();
    let mut unseen = String::new();
    for (from, to, place, check, message) in CHANGES {
        if *check == "javascript" && !has_node {
            continue;
        }
        assert!(good.contains(from), "{from}");
        let changed = good.replacen(from, to, 1);
        let line = line_of(&changed, place);
        let dir = bank_with(&[("orders-slow.md", &changed)]);
        let (well, said) =
            if *check == "javascript" { findings(dir.path()) } else { findings_without_node(dir.path()) };
        let found = said.lines().any(|finding| {
            finding.starts_with(&format!("scenarios/orders-slow.md:{line}: "))
                && finding.contains(&format!("[{check}]"))
                && finding.contains(message)
        });
        if !found || well != (*check == "layout") {
            unseen += &format!("{from:?} -> {to:?}: no [{check}] with {message:?} in line {line} of\n{said}\n");
        }
    }
    assert!(unseen.is_empty(), "{unseen}");
}

#[test]
fn a_bad_scenario_takes_neither_questions_nor_others_down() {
    let good = good();
    let bad = good.replace("orders-slow", "orders-bad").replace("### Bridge", "### Brigde");
    let dir = bank_with(&[("orders-slow.md", &good), ("orders-bad.md", &bad), ("notes.txt", "")]);
    let bank = Bank::load(dir.path()).unwrap();
    assert_eq!((bank.questions().len(), bank.scenarios().len()), (3, 1));
    let said = bank.findings().to_string();
    assert!(said.contains("notes.txt:1: error[files]: only scenarios"), "{said}");
    assert!(said.contains("the title is that of") && said.contains("orders-bad.md too"), "{said}");
}

fn list(dir: &Path, topic: &[&str], level: &[Level]) -> String {
    let topic = topic.iter().map(|topic| (*topic).to_owned()).collect();
    run(dir, &BankCommand::List { scenarios: true, topic, level: level.to_vec() }, "").1
}

#[test]
fn scenarios_are_listed_shown_counted_and_exported() {
    let dir = bank_with(&[("orders-slow.md", &good())]);
    let line = "orders-slow  streams                senior  incident    30 min  Orders slow at noon\n";
    assert_eq!(list(dir.path(), &["streams"], &[Level::Senior]), line);
    assert_eq!(list(dir.path(), &[], &[Level::Staff]), "");

    let (_, shown) = run(dir.path(), &BankCommand::Show { slug: "orders-slow".into(), phrases: true }, "");
    assert!(shown.starts_with("Orders slow at noon\n===================\norders-slow · Streams · senior"), "{shown}");
    for part in [
        "Side stage: The side one (side)\n",
        "! Establish the scope of first first",
        "      pool exhausted/full\n",
        "- red flag first-restart -> side\n",
        "- else -> second\n",
        "    5: Knows where each one ends.\n",
        "- pipe-errors: Say which stream",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    let wrong = BankCommand::Show { slug: "orders-slov".into(), phrases: false };
    let error = wrong.run(Some(dir.path()), &b""[..], &mut Vec::new()).unwrap_err();
    assert!(format!("{error:#}").contains("\"orders-slow\""), "{error:#}");

    let (_, stats) = run(dir.path(), &BankCommand::Stats, "");
    assert!(stats.contains("incident         1       ·       ·       1       ·\n"), "{stats}");
    assert!(stats.contains("no scenario is of the kind interview"), "{stats}");

    let (_, json) = run(dir.path(), &BankCommand::Export { json: true, scenarios: true }, "");
    let exported: Vec<Scenario> = serde_json::from_str(&json).unwrap();
    assert_eq!(exported, Bank::load(dir.path()).unwrap().scenarios());
    let (_, json) = run(dir.path(), &BankCommand::Export { json: true, scenarios: false }, "");
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&json).unwrap().len(), 3);
}

#[test]
fn scenarios_are_found_by_what_people_type() {
    let dir = bank_with(&[("orders-slow.md", &good())]);
    let bank = Bank::load(dir.path()).unwrap();
    for typed in ["", "orders", "noon", "postgres", "Incident", "streams", "ordres-slow"] {
        assert_eq!(bank.search_scenarios(typed).len(), 1, "{typed}");
    }
    assert!(bank.search_scenarios("kubernetes").is_empty());
    assert_eq!(bank.nearest_scenario("order-slow"), Some("orders-slow"));
}

#[test]
fn the_layout_of_a_scenario_never_changes_a_word() {
    let good = good();
    assert_eq!(formatted_scenario(&good).unwrap(), good);
    let messy = good
        .replace("### Hints\n\n", "###  Hints\n")
        .replace("- Whom does", "*  Whom does")
        .replace("  - pool exhausted", "\n     * pool exhausted")
        .replace("minutes = 30\n", "");
    let messy = messy.replacen("id =", "minutes = 30\nid =", 1);
    assert_eq!(formatted_scenario(&messy).unwrap(), good);

    let dir = bank_with(&[("orders-slow.md", &messy)]);
    let fmt = |check: bool| run(dir.path(), &BankCommand::Fmt { check, files: vec![] }, "");
    let (well, said) = fmt(true);
    assert!(!well && said.contains("scenarios/orders-slow.md\n"), "{said}");
    assert!(fmt(false).0);
    assert!(fmt(true).0);
}

#[test]
fn a_new_scenario_is_a_start_and_overwrites_nothing() {
    let dir = bank_with(&[("orders-slow.md", &good())]);
    let new = |place: &str| {
        let new = BankCommand::New { place: place.into() };
        new.run(Some(dir.path()), &b""[..], &mut Vec::new()).map_err(|error| error.to_string())
    };
    assert_eq!(new("scenarios/lost-messages"), Ok(true));
    assert!(new("scenarios/lost-messages").unwrap_err().contains("taken by"));
    assert!(new("scenarios/pipe-errors").unwrap_err().contains("taken by"));
    assert!(new("streams/orders-slow").unwrap_err().contains("taken by"));
    let (well, said) = findings(dir.path());
    assert!(!well && said.contains("scenarios/lost-messages.md") && said.contains("note out"), "{said}");
    assert!(!said.contains("[front-matter]") && !said.contains("[sections]"), "{said}");
}

#[test]
fn the_readmes_example_is_a_scenario() {
    let example = README.split("````markdown\n").nth(1).and_then(|rest| rest.split("````").next()).unwrap();
    let dir = bank_with(&[("orders-slow.md", example)]);
    let (_, said) = findings_without_node(dir.path());
    // It is abridged: too few stages and parts, and the ids that it names stand in what was left out. Nothing else may be wrong.
    for finding in said.lines().filter(|line| line.contains("error[")) {
        let parts = [
            "[counts]",
            "[lengths]",
            "[sections]",
            "[topics]",
            "[practice]",
            "[branches]",
            "[reached]",
            "[rubric]",
            "note out",
        ];
        assert!(parts.iter().any(|part| finding.contains(part)), "{finding}");
    }
    let bank = Bank::load(dir.path()).unwrap();
    assert!(bank.scenarios().is_empty());
}
