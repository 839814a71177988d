//! Fits the weights of `src/domain/grading/weights.rs` on the half to develop: a logistic regression over what the grader sees of
//! every key point that no phrase shows. The same answers held against other questions are examples too, of nothing covered.
//! Says by cross-validation over questions what the weights are worth.

use viva::domain::grading::{Grader, SIGNAL_NAMES, Signals};

use super::answers::{Half, Set};
use super::measures::Counts;

const SIGNALS: usize = SIGNAL_NAMES.len();
/// How much an answer to another question weighs.
const FOREIGN: f64 = 0.3;
/// To how many other questions each answer is held.
const OTHERS: usize = 2;
/// Keeps weights of standardized signals small.
const RIDGE: f64 = 1.0;
const FOLDS: usize = 8;

/// A key point and an answer.
struct Example {
    fold: usize,
    foreign: bool,
    covered: bool,
    /// `None` where a phrase was found.
    signals: Option<Signals>,
}

/// Weights for signals as they are, and the base.
#[derive(Clone, Copy)]
struct Model {
    weights: [f64; SIGNALS],
    base: f64,
}

/// Prints what to put into the source, and what it is worth.
pub fn run(sets: &[Set]) {
    let examples: Vec<Example> = sets.iter().flat_map(examples).collect();
    println!("{} examples, {FOLDS} folds by question", examples.len());
    let mut scored: Vec<(f64, &Example)> = Vec::new();
    for fold in 0..FOLDS {
        let others: Vec<&Example> = examples.iter().filter(|example| example.fold != fold).collect();
        let model = Model::fit(&others);
        scored.extend(
            examples.iter().filter(|example| example.fold == fold).map(|example| (model.chance(example), example)),
        );
    }
    let mut best = (0.0, 0.0);
    for step in 15..=80 {
        let threshold = f64::from(step) / 100.0;
        let counts = counts(&scored, threshold);
        if counts.f1() > best.0 {
            best = (counts.f1(), threshold);
        }
        if step % 5 == 0 {
            let (p, r, f) = (counts.precision(), counts.recall(), counts.f1());
            println!(
                "  threshold {threshold:.2}: precision {p:.3}, recall {r:.3}, F1 {f:.3}, foreign {:.3}",
                foreign(&scored, threshold)
            );
        }
    }
    println!("cross-validated F1 {:.3} with the threshold {:.2}\n", best.0, best.1);
    let model = Model::fit(&examples.iter().collect::<Vec<_>>());
    println!("pub const THRESHOLD: f64 = {:.2};\nconst BASE: f64 = {:.3};", best.1, model.base);
    println!("const WEIGHTS: [f64; SIGNALS] = [");
    for (weight, name) in model.weights.iter().zip(SIGNAL_NAMES) {
        println!("    {weight:.3}, // {name}");
    }
    println!("];");
}

fn examples(set: &Set) -> Vec<Example> {
    let graders: Vec<Grader> = set.questions.iter().map(Grader::new).collect();
    let develop: Vec<usize> = (0..set.questions.len())
        .filter(|place| set.answers.iter().any(|(own, answer)| own == place && answer.half == Half::Develop))
        .collect();
    let mut examples = Vec::new();
    for (at, (place, answer)) in set.of(Half::Develop).into_iter().enumerate() {
        // A question is in the same fold in every set.
        let fold =
            set.questions[*place].id.bytes().fold(7usize, |hash, b| (hash * 31 + usize::from(b)) % 1_000_003) % FOLDS;
        let others = (1..=OTHERS).map(|step| develop[(at * 7 + step * 13) % develop.len()]);
        for question in std::iter::once(*place).chain(others) {
            let foreign = question != *place;
            for (point, signals) in
                set.questions[question].key_points.iter().zip(graders[question].signals(&answer.answer))
            {
                let covered = !foreign && answer.covers.contains(&point.id);
                examples.push(Example { fold, foreign, covered, signals });
            }
        }
    }
    examples
}

fn counts(scored: &[(f64, &Example)], threshold: f64) -> Counts {
    let mut counts = Counts::default();
    for (chance, example) in scored.iter().filter(|(_, example)| !example.foreign) {
        counts.add(*chance >= threshold, example.covered);
    }
    counts
}

fn foreign(scored: &[(f64, &Example)], threshold: f64) -> f64 {
    let foreign: Vec<f64> = scored.iter().filter(|(_, example)| example.foreign).map(|(chance, _)| *chance).collect();
    foreign.iter().filter(|chance| **chance >= threshold).count() as f64 / foreign.len() as f64
}

impl Model {
    /// Newton's method on standardized signals.
    fn fit(examples: &[&Example]) -> Model {
        let rows: Vec<(&[f64; SIGNALS], f64, f64)> = examples
            .iter()
            .filter_map(|example| {
                let signals = example.signals.as_ref().filter(|signals| signals.citable)?;
                let weight = if example.foreign { FOREIGN } else { 1.0 };
                Some((&signals.values, f64::from(u8::from(example.covered)), weight))
            })
            .collect();
        let count = rows.len() as f64;
        let mut mean = [0.0; SIGNALS];
        let mut spread = [0.0; SIGNALS];
        for signal in 0..SIGNALS {
            mean[signal] = rows.iter().map(|row| row.0[signal]).sum::<f64>() / count;
            spread[signal] =
                (rows.iter().map(|row| (row.0[signal] - mean[signal]).powi(2)).sum::<f64>() / count).sqrt().max(1e-9);
        }
        let standard = |values: &[f64; SIGNALS]| {
            let mut row = [1.0; SIGNALS + 1];
            for signal in 0..SIGNALS {
                row[signal] = (values[signal] - mean[signal]) / spread[signal];
            }
            row
        };
        let rows: Vec<([f64; SIGNALS + 1], f64, f64)> = rows.into_iter().map(|(v, y, w)| (standard(v), y, w)).collect();
        let mut at = [0.0; SIGNALS + 1];
        for _ in 0..25 {
            let mut slope = [0.0; SIGNALS + 1];
            let mut curve = [[0.0; SIGNALS + 1]; SIGNALS + 1];
            for (row, covered, weight) in &rows {
                let sum: f64 = row.iter().zip(at).map(|(value, weight)| value * weight).sum();
                let chance = 1.0 / (1.0 + (-sum).exp());
                for one in 0..=SIGNALS {
                    slope[one] += weight * (covered - chance) * row[one];
                    for other in 0..=SIGNALS {
                        curve[one][other] += weight * chance * (1.0 - chance) * row[one] * row[other];
                    }
                }
            }
            for signal in 0..SIGNALS {
                slope[signal] -= RIDGE * at[signal];
                curve[signal][signal] += RIDGE;
            }
            let step = solve(curve, slope);
            at.iter_mut().zip(step).for_each(|(at, step)| *at += step);
        }
        let mut model = Model { weights: [0.0; SIGNALS], base: at[SIGNALS] };
        for signal in 0..SIGNALS {
            model.weights[signal] = at[signal] / spread[signal];
            model.base -= model.weights[signal] * mean[signal];
        }
        model
    }

    fn chance(&self, example: &Example) -> f64 {
        match &example.signals {
            None => 1.0,
            Some(signals) if !signals.citable => 0.0,
            Some(signals) => {
                let sum: f64 = signals.values.iter().zip(self.weights).map(|(value, weight)| value * weight).sum();
                1.0 / (1.0 + (-self.base - sum).exp())
            }
        }
    }
}

/// Gaussian elimination with pivots.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for at in 0..N {
        let pivot =
            (at..N).max_by(|one, other| matrix[*one][at].abs().total_cmp(&matrix[*other][at].abs())).unwrap_or(at);
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        for row in at + 1..N {
            let factor = matrix[row][at] / matrix[at][at];
            let above = matrix[at];
            matrix[row].iter_mut().zip(above).skip(at).for_each(|(value, above)| *value -= factor * above);
            right[row] -= factor * right[at];
        }
    }
    let mut found = [0.0; N];
    for at in (0..N).rev() {
        let rest: f64 = (at + 1..N).map(|column| matrix[at][column] * found[column]).sum();
        found[at] = (right[at] - rest) / matrix[at][at];
    }
    found
}
