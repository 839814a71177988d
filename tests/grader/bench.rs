//! `cargo bench --bench grader`: prints the tables of `docs/grader.md`.

mod answers;
mod groups;
mod measures;
mod methods;
mod table;

use std::hint::black_box;
use std::time::{Duration, Instant};

use answers::{Half, Set};
use measures::Method;
use methods::BuiltIn;
use viva::bank::Bank;

fn main() {
    let bank = Bank::embedded();
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
