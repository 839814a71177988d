//! The grader: which key points an answer covers, and which common mistakes it makes, on what words.
//!
//! An answer goes through these steps, a file each: [`sentences`] cuts it into parts, [`tokens`] cuts those into words, [`negation`]
//! sees what is denied or only reported, [`vocabulary`] recognizes the question's words ([`reading`] holds all that together),
//! [`phrases`] finds phrases made of them, [`likeness`] compares all of it with every key point and mistake ([`profile`],
//! [`windows`], [`rarity`]), [`weights`] judges what was seen, and [`verdict`] puts it together. What the grader knows by heart is in
//! [`words`].
//!
//! It judges nothing but whether a fact is stated in words like the author's. It pre-ticks; people decide. How well it does, on
//! which answers and where it fails: `docs/grader.md`.

mod citation;
mod likeness;
mod negation;
mod phrases;
mod profile;
mod rarity;
mod reading;
mod sentences;
#[cfg(test)]
mod tests;
mod tokens;
mod verdict;
mod vocabulary;
mod weights;
mod windows;
mod words;

pub use likeness::Signals;
pub use phrases::problem as phrase_problem;
pub use verdict::{Evidence, Grader, MistakeEvidence, Sheet, Trace, Verdict, Weighable};
pub use weights::{MISTAKE_SIGNALS, OPEN_SIGNALS, SHOWN_SIGNALS};

/// The stems of a text's telling words, in order: what is left of it when wording is taken away.
pub fn telling_stems(text: &str) -> Vec<String> {
    tokens::tokens(text, 0..text.len()).into_iter().filter(|token| !token.small).map(|token| token.stem).collect()
}
