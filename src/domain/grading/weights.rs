//! The weights by which signals are judged: logistic regressions, fitted on the half of the labeled answers that is there to
//! develop on by `cargo bench --bench grader -- --fit`, which prints the numbers below. The thresholds were chosen by
//! cross-validation over questions.

/// What is known of a key point of which a phrase was found.
pub const SHOWN_SIGNALS: [&str; 10] = [
    "number of its phrases found",
    "share of the reference sentences in a window",
    "lead over other key points where a phrase is found",
    "different words in a window",
    "share of its words that is denied in its window",
    "phrases found only where mistakes are made",
    "share of the mistakes' claims in windows",
    "share of the mistakes shown by phrases",
    "small words for each of the others",
    "share of the words that the question knows",
];

/// What is known of a key point of which none was found.
pub const OPEN_SIGNALS: [&str; 9] = [
    "share of the reference sentences in a window",
    "lead over other key points in its window",
    "different words in a window",
    "share of its words that is denied in its window",
    "share of the mistakes' claims in windows",
    "share of the mistakes shown by phrases",
    "small words for each of the others",
    "number of telling words",
    "weight of the words that the question knows",
];

/// What is known of a mistake in an answer.
pub const MISTAKE_SIGNALS: [&str; 8] = [
    "weight of its words in a window",
    "share of what is true instead in its window",
    "lead over the key points in its window",
    "different words in its window",
    "share of a phrase in its window",
    "number of windows",
    "share of the key points shown by phrases",
    "other mistakes shown by phrases",
];

/// A logistic regression.
#[derive(Debug)]
pub struct Model {
    /// From this chance on a claim counts.
    pub threshold: f64,
    /// What the chance is before anything is seen.
    base: f64,
    /// What each signal adds.
    weights: &'static [f64],
}

/// Judges key points of which a phrase was found.
pub const SHOWN: Model = Model {
    threshold: 0.33,
    base: -3.445,
    weights: &[
        2.471,  // number of its phrases found
        1.269,  // share of the reference sentences in a window
        0.922,  // lead over other key points where a phrase is found
        1.088,  // different words in a window
        -2.800, // share of its words that is denied in its window
        -2.773, // phrases found only where mistakes are made
        -1.208, // share of the mistakes' claims in windows
        -8.410, // share of the mistakes shown by phrases
        -1.092, // small words for each of the others
        2.920,  // share of the words that the question knows
    ],
};

/// Judges key points of which none was found.
pub const OPEN: Model = Model {
    threshold: 0.33,
    base: -11.421,
    weights: &[
        6.971,  // share of the reference sentences in a window
        0.884,  // lead over other key points in its window
        2.038,  // different words in a window
        -2.385, // share of its words that is denied in its window
        -6.129, // share of the mistakes' claims in windows
        -6.051, // share of the mistakes shown by phrases
        1.333,  // small words for each of the others
        -0.008, // number of telling words
        2.009,  // weight of the words that the question knows
    ],
};

/// Judges mistakes that no phrase shows.
pub const MISTAKE: Model = Model {
    threshold: 0.60,
    base: -5.118,
    weights: &[
        0.075,  // weight of its words in a window
        -1.752, // share of what is true instead in its window
        1.095,  // lead over the key points in its window
        3.866,  // different words in its window
        2.371,  // share of a phrase in its window
        -1.179, // number of windows
        -3.004, // share of the key points shown by phrases
        2.936,  // other mistakes shown by phrases
    ],
};

impl Model {
    /// How likely it is that the claim is made, 0 to 1.
    pub fn chance(&self, signals: &[f64]) -> f64 {
        let sum: f64 = signals.iter().zip(self.weights).map(|(signal, weight)| signal * weight).sum();
        1.0 / (1.0 + (-self.base - sum).exp())
    }
}
