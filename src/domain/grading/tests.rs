//! What the grader finds and what it leaves, in the words of people.

use proptest::prelude::*;

use super::*;
use crate::domain::question::{KeyPoint, Kind, Level, Mistake, Question};

const PROMPT: &str = "A read stream is piped into a gzip stream and that into a response. What happens to the other two \
                      when the read fails, and how would you write it so that nothing leaks?";

/// A question whose key points are the lines of a table `id: phrase | phrase`; ids that begin with `!` are mistakes.
fn question(table: &str) -> Question {
    let mut question = Question {
        id: "q".into(),
        title: "Q".into(),
        topic: "t".into(),
        level: Level::Mid,
        kind: Kind::Concept,
        tags: vec![],
        minutes: 4,
        decisive: vec![],
        aliases: vec![],
        links: vec![],
        prompt: PROMPT.into(),
        answer: String::new(),
        key_points: vec![],
        mistakes: vec![],
        follow_ups: vec![],
        choice_stem: String::new(),
        choices: vec![],
    };
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (id, phrases) = line.split_once(": ").expect("id: phrases");
        let phrases = phrases.split('|').map(|phrase| phrase.trim().to_owned()).collect();
        match id.strip_prefix('!') {
            Some(id) => {
                question.mistakes.push(Mistake { id: id.into(), text: String::new(), instead: String::new(), phrases })
            }
            None => question.key_points.push(KeyPoint { id: id.into(), text: String::new(), phrases }),
        }
    }
    question
}

/// The ids found, mistakes with `!`.
fn check(table: &str, answer: &str, expected: &str) {
    let verdict = Grader::new(&question(table)).grade(answer);
    let covered = verdict.covered.iter().map(|evidence| evidence.key_point.clone());
    let mistakes = verdict.mistakes.iter().map(|evidence| format!("!{}", evidence.mistake));
    let seen: Vec<String> = covered.chain(mistakes).collect();
    assert_eq!(seen.join(" "), expected, "{answer}");
}

#[test]
fn a_phrase_is_found_in_any_inflection_and_order() {
    let table = "p: pipeline destroy/close/clean stream";
    check(table, "pipeline() destroys every stream", "p");
    check(table, "All streams get destroyed by `stream.pipeline`.", "p");
    check(table, "With pipeline each stream is cleaned up", "p");
    check(table, "pipeline is nice. Streams are closed.", "");
    check(table, "the pipelines of oil companies", "");
}

#[test]
fn words_end_where_they_end() {
    check("p: air supply", "the chair is in supply", "");
    check("p: port open", "the report is open, export opened", "");
    check("p: use cat", "we use a category", "");
}

#[test]
fn a_negation_flips_its_clause_and_no_other() {
    let table = "p: use thread-pool";
    for yes in [
        "File access uses the thread pool.",
        "It not only uses the thread pool but also the kernel",
        "It doesn't just use the threadpool",
        "It does not block, because it uses the thread pool",
        "The main thread is never blocked, it uses a pool of threads",
        "There is no doubt that it uses the thread-pool",
        "404 Not Found comes from using the thread pool",
    ] {
        check(table, yes, "p");
    }
    for no in [
        "Network I/O does not use the thread pool.",
        "The thread pool isn't used by sockets",
        "sockets dont use thread pool",
        "It works without using the thread pool",
        "Instead of using the thread pool it asks the kernel",
        "It asks the kernel rather than use the thread pool",
        "It never uses the thread pool",
        "People think that sockets use the thread pool",
        "Does it use the thread pool?",
    ] {
        check(table, no, "");
    }
}

#[test]
fn a_negative_fact_wants_a_negation() {
    let table = "p: not block event-loop";
    for yes in [
        "The event loop is not blocked",
        "So you avoid blocking the event loop.",
        "It works without blocking the event loop",
        "The event loop stays unblocked",
        "non-blocking event loop",
        "nonblocking event loop",
        "this prevents that the event loop gets blocked",
    ] {
        check(table, yes, "p");
    }
    for no in [
        "It blocks the event loop",
        "It doesn't use threads, but blocks the event loop",
        "You cannot avoid blocking the event loop",
        "No, it blocks the event loop",
    ] {
        check(table, no, "");
    }
    check("p: pipe not/without forward/propagate error", "With pipe, errors aren't propagated", "p");
    check("p: pipe not/without forward/propagate error", "pipe fails to forward the error", "p");
    check("p: mark threshold/not limit/hard", "the mark is a threshold, never a hard limit", "p");
    check("p: avoid/without overfetch", "GraphQL avoids overfetching", "p");
    check("p: avoid/without overfetch", "it avoids over-fetching", "p");
    check("p: avoid/without over-fetch", "it avoids overfetching", "p");
    check("p: not prevent csrf", "CORS does not prevent CSRF", "p");
    check("p: not prevent csrf", "CORS prevents CSRF", "");
}

#[test]
fn joined_words_are_found_in_every_spelling() {
    for answer in ["the event loop waits", "event-loop waits", "eventloop is waiting", "the loop of events waits"] {
        check("p: event-loop wait", answer, "p");
    }
    check("p: backpressure stop", "back pressure stops it", "p");
    check("p: backpressure stop", "back-pressure stops it", "p");
    check("p: event-loop wait", "an event in the queue makes some other long loop wait", "");
    check("p: I/O wait", "while I/O is waiting", "p");
    check("p: IO/I-O wait", "while i/o is waiting", "p");
}

#[test]
fn identifiers_are_found_however_people_write_them() {
    let table = "p: process.nextTick before promise";
    for answer in [
        "process.nextTick() runs before promises",
        "`nextTick` runs before promise callbacks",
        "nexttick comes before the promise",
        "next tick comes before promises",
    ] {
        check(table, answer, "p");
    }
    check("p: UV_THREADPOOL_SIZE raise", "raise uv_threadpool_size to 16", "p");
    check("p: UV_THREADPOOL_SIZE raise", "raise `UV_THREADPOOL_SIZE=16`", "p");
    check("p: setImmediate check", "setImmediate() is run in the check phase", "p");
    check("p: highWaterMark threshold", "the high water mark is a threshold", "p");
    check("p: Cache-Control no-store", "Send `Cache-Control: no-store` with it", "p");
    check("p: Node.js thread", "node has one thread", "p");
    check("p: 10,000 request", "it takes 10000 requests", "p");
    check("p: pipeline signal", "So:\n```js\nawait pipeline(src, res, { signal });\n```", "p");
}

#[test]
fn a_slip_in_a_long_word_is_forgiven() {
    check("p: destroy stream", "it detsroys the straem", "p");
    check("p: asynchronous iteration", "asynchronous iteraton", "p");
    check("p: idempotency-key", "send an idempotentcy key", "p");
    check("p: cache hit", "catch hit", "");
    check("p: caching layer", "catching layer", "");
    check("p: thread wait", "a threat waits", "");
    check("p: pool wait", "a tool waits", "");
}

#[test]
fn quoting_the_prompt_earns_nothing() {
    let table = "p: read fail | p2: stream pipe\nq: pipeline destroy";
    check(table, "A read stream is piped into a gzip stream and that into a response.", "");
    check(table, "> the read fails\nUse pipeline, it destroys all", "q");
    check(table, "When the read fails nobody tells gzip", "p");
}

#[test]
fn a_row_of_keywords_earns_one_point_at_most() {
    let table = "a: event-loop phase\nb: thread-pool size\nc: promise microtask";
    check(table, "event loop, phases, thread pool, size, libuv, promise, microtask, V8, epoll", "a");
    check(table, "The event loop has phases. The thread pool has a size, and each promise is a microtask.", "a b c");
    check(table, "event loop phases\nthread pool size", "a b");
    check(table, "event loop phases; thread pool size; promise microtask; libuv epoll kqueue", "a");
    check(table, "- event loop phases\n- thread pool size\n- promise microtask\n- libuv", "a");
    check(table, "event loop, phases, V8, libuv, epoll, kqueue; thread pool, size, threads, cores, CPU, limit", "a");
}

#[test]
fn likeness_to_a_fact_that_denies_wants_a_denial() {
    let mut question = question("silent: error never told onward");
    question.answer = "`pipe()` does not forward errors to other streams. Error never told onward.".into();
    question.key_points[0].text = "An error in one stream of a `pipe()` chain does not reach the others.".into();
    let grader = Grader::new(&question);
    let covered = |answer: &str| grader.grade(answer).covered.len();
    for answer in
        ["pipe forwards an error of one stream to the other streams", "an error in a pipe chain reaches every stream"]
    {
        assert_eq!(covered(answer), 0, "{answer}");
    }
}

/// A question whose only key point is found by its words, since its phrase is too narrow for anybody.
fn worded() -> Question {
    let mut question =
        question("jitter: full jitter fraction\nbudget: retry budget percent\n!storm: retry immediately harmless");
    question.answer =
        "Clients that fail together come back together, so spread the retries at random: full jitter picks any \
                       fraction of the backoff. A retry budget allows ten percent of extra load."
            .into();
    question.key_points[0].text = "Random jitter spreads the retries of clients that failed together.".into();
    question.key_points[1].text = "A retry budget limits the extra load.".into();
    question.mistakes[0].text = "Retrying at once does no harm.".into();
    question
}

#[test]
fn a_fact_in_other_words_counts_by_the_words_that_it_shares() {
    let grader = Grader::new(&worded());
    let answer = "It was a long day. Clients that failed together should spread their retries at random within the backoff. Bye.";
    let verdict = grader.grade(answer);
    let covered: Vec<&str> = verdict.covered.iter().map(|evidence| evidence.key_point.as_str()).collect();
    assert_eq!(covered, ["jitter"]);
    assert_eq!(
        verdict.covered[0].words,
        "Clients that failed together should spread their retries at random within the backoff."
    );
    assert_eq!(grader.traces(answer), [], "no phrase was found");
}

#[test]
fn likeness_needs_words_and_no_denial() {
    let grader = Grader::new(&worded());
    for answer in [
        "",
        "Random.",
        "An index speeds up reads and slows down writes. The planner picks it by its statistics.",
        "Clients that failed together should never spread their retries at random within the backoff.",
        "People think that clients that failed together should spread their retries at random within the backoff.",
        "Should clients that failed together spread their retries at random within the backoff?",
        "clients, failed, together, spread, retries, random, backoff, jitter",
    ] {
        assert_eq!(grader.grade(answer).covered, [], "{answer}");
    }
}

#[test]
fn mistakes_count_where_they_are_stated_as_true() {
    let table = "!m: last/one handler catch all/everything error";
    check(table, "One handler at the end catches all errors.", "!m");
    check(table, "One handler does not catch all errors.", "");
    check(table, "A common mistake is that one handler catches all errors", "");
    check(table, "Many believe one handler catches every error... all the errors", "");
    check(table, "One handler catches all errors. That's wrong.", "");
    check(table, "Does one handler catch all errors?", "");
}

#[test]
fn a_mistake_counts_in_the_words_of_its_claim_too() {
    let grader = Grader::new(&worded());
    let made = |answer: &str| grader.grade(answer).mistakes.into_iter().map(|it| it.words).collect::<Vec<_>>();
    assert_eq!(made("Fine. Retrying at once does no harm to anybody."), ["Retrying at once does no harm to anybody."]);
    for answer in [
        "Retrying at once does harm.",
        "People think that retrying at once does no harm.",
        "Retrying at once does no harm. That's wrong.",
        "It is a mistake to believe that retrying at once does no harm.",
        "Does retrying at once do no harm?",
    ] {
        assert_eq!(made(answer), [""; 0], "{answer}");
    }
    let stage = Question { answer: String::new(), ..worded() };
    let made = Grader::new(&stage).grade("Retrying at once does no harm to anybody.").mistakes;
    assert_eq!(made, [], "without a reference answer a phrase must show it");
}

#[test]
fn a_phrase_found_in_a_mistake_alone_shows_nothing() {
    let mut question = worded();
    question.key_points[0].phrases.push("jitter spread/random retry".into());
    question.mistakes[0].phrases.push("jitter retry useless/pointless".into());
    let grader = Grader::new(&question);
    let covered = |answer: &str| grader.grade(answer).covered.len();
    assert_eq!(covered("Random jitter spreads the retries."), 1);
    assert_eq!(covered("Random jitter that spreads the retries is pointless."), 0);
}

#[test]
fn other_peoples_english_is_understood() {
    let table = "a: producer fast/faster consumer\nb: write return false\nc: not reach/pass next/other stream";
    check(table, "producer more fast then consumer", "a");
    check(table, "when the `write` is returning the false, we must to wait", "b");
    check(table, "the error dont pass to other streams", "c");
    check(table, "error isn’t reaching the next stream", "c");
    check(table, "THE WRITE RETURNED FALSE!!!", "b");
}

#[test]
fn evidence_is_cited_as_it_was_written() {
    let question = question("a: pipeline destroy\nb: write false");
    let long = "word ".repeat(60);
    let answer = format!("First — café. {long} so pipeline then destroys {long}\n- `write()` returns *false*  \n");
    let verdict = Grader::new(&question).grade(&answer);
    for evidence in &verdict.covered {
        assert_eq!(evidence.words, answer[evidence.start..evidence.end]);
        assert!(evidence.words.chars().count() <= 160);
    }
    assert!(verdict.covered[0].words.contains("pipeline then destroys"));
    assert_eq!(verdict.covered[1].words, "`write()` returns *false*");
    assert_eq!(verdict.coverage(), 1.0);
}

#[test]
fn malformed_phrases_are_told_with_the_reason() {
    assert_eq!(phrase_problem("pipe not forward error"), None);
    assert_eq!(phrase_problem("stream").unwrap(), "a phrase has 2 to 6 words, this one 1");
    assert_eq!(phrase_problem("of the").unwrap(), "only small words and negations: nothing is left to look for");
    assert_eq!(phrase_problem("a//b c").unwrap(), "an alternative of `a//b` is empty");
    assert!(phrase_problem("`write` returns").is_some());
    assert!(phrase_problem("the stream").is_some());
}

#[test]
fn a_grader_is_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Grader>();
}

proptest! {
    #[test]
    fn any_text_is_graded(answer in "(?s).{0,300}", glue in prop::sample::select(vec![" ", "\n", "```", "> ", "- ", "not "])) {
        let question = question("a: pipeline destroy/close stream\nb: not block event-loop\n!m: one handler catch all");
        let grader = Grader::new(&question);
        let answer = [&answer, "it won't block the event loop", "pipeline closes streams", &answer].join(glue);
        let verdict = grader.grade(&answer);
        prop_assert_eq!(verdict.covered.len() + verdict.missed.len(), 2);
        for evidence in &verdict.covered {
            prop_assert_eq!(&answer[evidence.start..evidence.end], evidence.words.as_str());
            prop_assert!(evidence.words.chars().count() <= 160);
        }
        prop_assert_eq!(grader.grade(&answer), verdict);
    }
}

#[test]
fn asking_counts_like_stating_only_where_the_sheet_says_so() {
    let question = question("p: one/all pod affected");
    let asked = "Is it one pod that is affected, or all of them?";
    for (asking_counts, covered) in [(false, 0), (true, 1)] {
        let grader = Grader::of(Sheet {
            prompt: "",
            answer: "",
            key_points: &question.key_points,
            mistakes: &question.mistakes,
            asking_counts,
        });
        assert_eq!(grader.grade(asked).covered.len(), covered);
    }
}
