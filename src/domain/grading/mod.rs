//! The grader: which key points an answer covers, and which common mistakes it makes, on what words.
//!
//! An answer goes through five steps, a file each: [`sentences`] cuts it into parts, [`tokens`] cuts those into words,
//! [`negation`] sees what is denied or only reported, [`vocabulary`] recognizes the words of the question's phrases, [`phrases`]
//! finds phrases made of them, and [`verdict`] puts together what was found. What the grader knows by heart is in [`words`].
//!
//! It judges nothing but whether a fact is stated in words that the question's author foresaw. It pre-ticks; people decide.

mod negation;
mod phrases;
mod sentences;
#[cfg(test)]
mod tests;
mod tokens;
mod verdict;
mod vocabulary;
mod words;

pub use phrases::problem as phrase_problem;
pub use verdict::{Evidence, Grader, MistakeEvidence, Sheet, Trace, Verdict};

/// The stems of a text's telling words, in order: what is left of it when wording is taken away.
pub fn telling_stems(text: &str) -> Vec<String> {
    tokens::tokens(text, 0..text.len()).into_iter().filter(|token| !token.small).map(|token| token.stem).collect()
}
