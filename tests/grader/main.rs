//! The grader against labeled answers: loose floors, so that a change that spoils it is seen. `cargo bench --bench grader` prints
//! everything; `docs/grader.md` tells what it means.

mod answers;
mod measures;
mod methods;
mod table;

use answers::{Half, Set};
use methods::BuiltIn;
use viva::bank::Bank;
use viva::domain::grading::Grader;

/// How many of the other questions each answer is tried against, so that the test stays short: each thirty-second.
const EVERY: usize = 32;

#[test]
fn labels_name_what_is_there() {
    let bank = Bank::embedded();
    for prefix in ["answers", "earlier"] {
        let set = Set::read(&bank, prefix);
        assert_eq!(set.unknown_labels(), Vec::<String>::new());
        for question in &set.questions {
            let mut halves = set.answers.iter().filter(|(_, answer)| answer.question == question.id);
            let first = halves.next().expect("an answer").1.half;
            assert!(halves.all(|(_, answer)| answer.half == first), "{} is in both halves", question.id);
        }
    }
}

#[test]
fn the_grader_is_better_than_plain_ways_and_not_worse_than_it_was() {
    let bank = Bank::embedded();
    let set = Set::read(&bank, "answers");
    let built_in = BuiltIn::new(&set);
    let plain = table::baselines(&bank, &set);
    for half in [Half::Develop, Half::Report] {
        let rows = table::rows(&built_in, &plain, &set, half, EVERY);
        println!("{half:?}\n{}", table::methods_table(&rows));
        let ours = &rows[0];
        assert!(rows[1..].iter().all(|row| row.counts.f1() < ours.counts.f1()), "a plain way is better");
        assert!(ours.counts.precision() > FLOORS.precision, "precision {}", ours.counts.precision());
        assert!(ours.counts.recall() > FLOORS.recall, "recall {}", ours.counts.recall());
        assert!(ours.auc > FLOORS.auc, "AUC {}", ours.auc);
        assert!(ours.off_topic < 0.05, "off-topic coverage {}", ours.off_topic);
        assert!(ours.stuffed < 0.15, "coverage by keywords {}", ours.stuffed);
        let mistakes = table::mistakes(&built_in, &set, half);
        println!("mistakes: precision {:.3}, recall {:.3}\n", mistakes.precision(), mistakes.recall());
        assert!(mistakes.precision() > FLOORS.mistakes_precision, "mistakes' precision {}", mistakes.precision());
        assert!(mistakes.recall() > FLOORS.mistakes_recall, "mistakes' recall {}", mistakes.recall());
    }
}

#[test]
fn the_reference_answers_are_right() {
    for question in Bank::embedded().questions() {
        let verdict = Grader::new(question).grade(&question.answer);
        assert_eq!(verdict.missed, Vec::<String>::new(), "{}", question.id);
        assert_eq!(verdict.mistakes, [], "{}", question.id);
    }
}

/// What must be reached on either half.
struct Floors {
    precision: f64,
    recall: f64,
    auc: f64,
    mistakes_precision: f64,
    mistakes_recall: f64,
}

const FLOORS: Floors =
    Floors { precision: 0.86, recall: 0.8, auc: 0.95, mistakes_precision: 0.9, mistakes_recall: 0.65 };
