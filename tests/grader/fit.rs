//! Fits the weights of `src/domain/grading/weights.rs` on the half to develop: logistic regressions over what the grader sees of every
//! key point and every mistake. The same answers held against other questions are examples too, of nothing covered and nothing
//! claimed. Says by cross-validation over questions what the weights are worth.

use viva::domain::grading::{Grader, MISTAKE_SIGNALS, OPEN_SIGNALS, SHOWN_SIGNALS, Signals};

use super::answers::{Answer, Half, Set};
use super::measures::Counts;

/// How much an answer to another question weighs.
const FOREIGN: f64 = 0.3;
/// To how many other questions each answer is held.
const OTHERS: usize = 2;
/// Keeps weights of standardized signals small.
const RIDGE: f64 = 1.0;
const FOLDS: usize = 8;

/// A claim and an answer.
struct Example {
    fold: usize,
    foreign: bool,
    there: bool,
    signals: Signals,
}

impl Example {
    fn can_count(&self) -> bool {
        !self.signals.values.is_empty() && (self.signals.shown || self.signals.citable)
    }
}

/// Weights for signals as they are, and the base.
struct Model {
    weights: Vec<f64>,
    base: f64,
}

/// Prints what to put into the source, and what it is worth.
pub fn run(sets: &[Set]) {
    let (mut key_points, mut mistakes) = (Vec::new(), Vec::new());
    for set in sets {
        examples(set, &mut key_points, &mut mistakes);
    }
    let (shown, open): (Vec<Example>, Vec<Example>) = key_points.into_iter().partition(|example| example.signals.shown);
    let chances = cross_validate(&shown).into_iter().chain(cross_validate(&open));
    report("Key points", &chances.collect::<Vec<_>>());
    print("SHOWN", &shown, &SHOWN_SIGNALS);
    print("OPEN", &open, &OPEN_SIGNALS);
    let mut chances = cross_validate(&mistakes);
    chances.iter_mut().filter(|(_, example)| example.signals.shown).for_each(|(chance, _)| *chance = 1.0);
    report("Mistakes", &chances);
    print("MISTAKE", &mistakes, &MISTAKE_SIGNALS);
}

/// Each example with the chance that a model gives it that was fitted on the other folds.
fn cross_validate(examples: &[Example]) -> Vec<(f64, &Example)> {
    let fold = |fold: usize| {
        let model = Model::fit(examples.iter().filter(|example| example.fold != fold));
        let held = examples.iter().filter(move |example| example.fold == fold);
        held.map(move |example| (model.chance(example), example))
    };
    (0..FOLDS).flat_map(fold).collect()
}

/// Prints what the chances are worth.
fn report(what: &str, chances: &[(f64, &Example)]) {
    println!("{what}: {} examples, {FOLDS} folds by question", chances.len());
    let mut best = (0.0, 0.0);
    for step in 15..=80 {
        let threshold = f64::from(step) / 100.0;
        let counts = counts(chances, threshold);
        if counts.f1() > best.0 {
            best = (counts.f1(), threshold);
        }
        if step % 5 == 0 {
            let (p, r, f) = (counts.precision(), counts.recall(), counts.f1());
            let foreign = foreign(chances, threshold);
            println!("  threshold {threshold:.2}: precision {p:.3}, recall {r:.3}, F1 {f:.3}, foreign {foreign:.3}");
        }
    }
    println!("cross-validated F1 {:.3} with the threshold {:.2}\n", best.0, best.1);
}

/// Prints a model fitted on all examples.
fn print(name: &str, examples: &[Example], names: &[&str]) {
    let model = Model::fit(examples.iter());
    println!("{name}: base {:.3}, weights [", model.base);
    for (weight, name) in model.weights.iter().zip(names) {
        println!("    {weight:.3}, // {name}");
    }
    println!("]\n");
}

/// Adds the examples of the half to develop.
fn examples(set: &Set, key_points: &mut Vec<Example>, mistakes: &mut Vec<Example>) {
    let graders: Vec<Grader> = set.questions.iter().map(Grader::new).collect();
    let develop: Vec<usize> = (0..set.questions.len())
        .filter(|place| set.answers.iter().any(|(own, answer)| own == place && answer.half == Half::Develop))
        .collect();
    for (at, (place, answer)) in set.of(Half::Develop).into_iter().enumerate() {
        let fold = fold(&set.questions[*place].id);
        let others = (1..=OTHERS).map(|step| develop[(at * 7 + step * 13) % develop.len()]);
        for other in std::iter::once(*place).chain(others) {
            let foreign = other != *place;
            let question = &set.questions[other];
            let seen = graders[other].signals(&answer.answer);
            for (point, signals) in question.key_points.iter().zip(seen.key_points) {
                let there = !foreign && answer.covers.contains(&point.id);
                key_points.push(Example { fold, foreign, there, signals });
            }
            let Answer { mistakes: Some(made), .. } = answer else { continue };
            for (mistake, signals) in question.mistakes.iter().zip(seen.mistakes) {
                let there = !foreign && made.contains(&mistake.id);
                mistakes.push(Example { fold, foreign, there, signals });
            }
        }
    }
}

/// A question is in the same fold in every set.
fn fold(question: &str) -> usize {
    question.bytes().fold(7usize, |hash, b| (hash * 31 + usize::from(b)) % 1_000_003) % FOLDS
}

fn counts(scored: &[(f64, &Example)], threshold: f64) -> Counts {
    let mut counts = Counts::default();
    for (chance, example) in scored.iter().filter(|(_, example)| !example.foreign) {
        counts.add(*chance >= threshold, example.there);
    }
    counts
}

fn foreign(scored: &[(f64, &Example)], threshold: f64) -> f64 {
    let foreign: Vec<f64> = scored.iter().filter(|(_, example)| example.foreign).map(|(chance, _)| *chance).collect();
    foreign.iter().filter(|chance| **chance >= threshold).count() as f64 / foreign.len() as f64
}

impl Model {
    /// Newton's method on standardized signals.
    fn fit<'a>(examples: impl Iterator<Item = &'a Example>) -> Model {
        let rows: Vec<(&[f64], f64, f64)> = examples
            .filter(|example| example.can_count())
            .map(|example| {
                let weight = if example.foreign { FOREIGN } else { 1.0 };
                (example.signals.values.as_slice(), f64::from(u8::from(example.there)), weight)
            })
            .collect();
        let size = rows[0].0.len();
        let count = rows.len() as f64;
        let mut mean = vec![0.0; size];
        let mut spread = vec![0.0; size];
        for signal in 0..size {
            mean[signal] = rows.iter().map(|row| row.0[signal]).sum::<f64>() / count;
            let square = |row: &(&[f64], f64, f64)| (row.0[signal] - mean[signal]).powi(2);
            spread[signal] = (rows.iter().map(square).sum::<f64>() / count).sqrt().max(1e-9);
        }
        // The last column is the base.
        let standard = |values: &[f64]| -> Vec<f64> {
            let each = (0..size).map(|signal| (values[signal] - mean[signal]) / spread[signal]);
            each.chain([1.0]).collect()
        };
        let rows: Vec<(Vec<f64>, f64, f64)> = rows.into_iter().map(|(v, y, w)| (standard(v), y, w)).collect();
        let mut at = vec![0.0; size + 1];
        for _ in 0..25 {
            let mut slope = vec![0.0; size + 1];
            let mut curve = vec![vec![0.0; size + 1]; size + 1];
            for (row, there, weight) in &rows {
                let sum: f64 = row.iter().zip(&at).map(|(value, weight)| value * weight).sum();
                let chance = 1.0 / (1.0 + (-sum).exp());
                for one in 0..=size {
                    slope[one] += weight * (there - chance) * row[one];
                    for other in 0..=size {
                        curve[one][other] += weight * chance * (1.0 - chance) * row[one] * row[other];
                    }
                }
            }
            for signal in 0..size {
                slope[signal] -= RIDGE * at[signal];
                curve[signal][signal] += RIDGE;
            }
            let step = solve(curve, slope);
            at.iter_mut().zip(step).for_each(|(at, step)| *at += step);
        }
        let weights: Vec<f64> = (0..size).map(|signal| at[signal] / spread[signal]).collect();
        let shift: f64 = weights.iter().zip(&mean).map(|(weight, mean)| weight * mean).sum();
        Model { base: at[size] - shift, weights }
    }

    fn chance(&self, example: &Example) -> f64 {
        if !example.can_count() {
            return 0.0;
        }
        let sum: f64 = example.signals.values.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum();
        1.0 / (1.0 + (-self.base - sum).exp())
    }
}

/// Gaussian elimination with pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for at in 0..size {
        let pivot =
            (at..size).max_by(|one, other| matrix[*one][at].abs().total_cmp(&matrix[*other][at].abs())).unwrap_or(at);
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        for row in at + 1..size {
            let factor = matrix[row][at] / matrix[at][at];
            let above = matrix[at].clone();
            matrix[row].iter_mut().zip(above).skip(at).for_each(|(value, above)| *value -= factor * above);
            right[row] -= factor * right[at];
        }
    }
    let mut found = vec![0.0; size];
    for at in (0..size).rev() {
        let rest: f64 = (at + 1..size).map(|column| matrix[at][column] * found[column]).sum();
        found[at] = (right[at] - rest) / matrix[at][at];
    }
    found
}
