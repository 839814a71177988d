//! The weights by which likeness is judged: a logistic regression, fitted on the half of the labeled answers that is there to develop
//! on by `cargo bench --bench grader -- --fit`, which prints these constants. The threshold was chosen by cross-validation over
//! questions, a little above the best F1, for the sake of answers to something else.

use super::likeness::SIGNALS;

/// From this chance on a key point counts as covered.
pub const THRESHOLD: f64 = 0.35;

/// What the chance is before anything is seen.
const BASE: f64 = -5.380;

/// What each signal adds, in the order of [`super::likeness::NAMES`].
const WEIGHTS: [f64; SIGNALS] = [
    0.404,  // share of a phrase in a window
    -0.016, // share of the fact in the answer
    0.101,  // weight of all its words in a window
    1.691,  // share of the reference sentences in a window
    7.046,  // share of the reference sentences in the answer
    0.607,  // lead over other key points in the window
    1.862,  // different words in a window
    -0.513, // share of its words that is denied
    0.782,  // other key points shown by phrases
    -2.246, // share of the mistakes' claims in a window
    -9.789, // share of the mistakes found
    0.351,  // number of windows
];

/// How likely it is that the key point is covered, 0 to 1.
pub fn chance(signals: &[f64; SIGNALS]) -> f64 {
    let sum: f64 = signals.iter().zip(WEIGHTS).map(|(signal, weight)| signal * weight).sum();
    1.0 / (1.0 + (-BASE - sum).exp())
}
