//! `cargo bench --bench grader`: prints the tables of `docs/grader.md`; with `-- --fit` the weights of likeness, with `-- --rarity`
//! the words' rarities.

mod answers;
mod fit;
mod groups;
mod measures;
mod methods;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::{Duration, Instant};

use answers::{Half, Set};
use measures::Method;
use methods::BuiltIn;
use viva::bank::Bank;
use viva::domain::grading::telling_stems;

fn main() {
    let bank = Bank::embedded();
    if std::env::args().any(|argument| argument == "--rarity") {
        rarity(&bank);
        return;
    }
    if std::env::args().any(|argument| argument == "--fit") {
        fit::run(&["answers", "earlier"].map(|prefix| Set::read(&bank, prefix)));
        return;
    }
    for (prefix, what) in [("answers", "The answers"), ("earlier", "The earlier answers")] {
        let set = Set::read(&bank, prefix);
        assert!(set.unknown_labels().is_empty(), "{:?}", set.unknown_labels());
        let built_in = BuiltIn::new(&set);
        let plain = table::baselines(&bank, &set);
        for half in [Half::Develop, Half::Report] {
            println!("{what}, half {half:?}: {} answers\n", set.of(half).len());
            println!("{}", table::methods_table(&table::rows(&built_in, &plain, &set, half, 1)));
            let mistakes = table::mistakes(&built_in, &set, half);
            if !mistakes.f1().is_nan() {
                let (precision, recall) = (mistakes.precision(), mistakes.recall());
                println!("Common mistakes: precision {precision:.3}, recall {recall:.3}\n");
            }
        }
        println!("{}", groups::table("Topic", &built_in, &set, |(place, _)| set.questions[*place].topic.clone()));
        println!("{}", groups::table("Kind of answer", &built_in, &set, |(_, answer)| answer.kind.clone()));
        let ours = answers_per_second(&built_in, &set);
        println!("Speed, one core: built in {ours:.0} answers per second");
        for (name, method) in &plain {
            let speed = answers_per_second(method, &set);
            println!("  {name}: {speed:.0} answers per second, {:.2} of the built-in one's", speed / ours);
        }
        println!();
    }
}

/// Prints `src/domain/grading/rarity.txt`: in how many questions each stem occurs, if in three at least.
fn rarity(bank: &Bank) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for question in bank.questions() {
        let facts = question.key_points.iter().map(|point| &point.text);
        let stems: BTreeSet<String> =
            facts.chain([&question.answer, &question.prompt]).flat_map(|text| telling_stems(text)).collect();
        stems.into_iter().for_each(|stem| *counts.entry(stem).or_default() += 1);
    }
    println!("{}", bank.questions().len());
    counts.iter().filter(|(_, count)| **count >= 3).for_each(|(stem, count)| println!("{stem} {count}"));
}

/// How many answers are graded in a second by one thread: the best of several rounds, since others use the machine too.
fn answers_per_second(method: &impl Method, set: &Set) -> f64 {
    let round = || {
        let begun = Instant::now();
        for (place, answer) in &set.answers {
            black_box(method.scores(*place, black_box(&answer.answer)));
        }
        begun.elapsed()
    };
    let best = (0..5).map(|_| round()).min().unwrap_or(Duration::MAX);
    set.answers.len() as f64 / best.as_secs_f64()
}
