//! Grading answers by the thousand: JSON Lines in, JSON Lines out.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use super::Bank;
use crate::domain::grading::Grader;

#[derive(Deserialize)]
struct Request {
    question: String,
    answer: String,
}

#[derive(Serialize)]
struct Graded<'a> {
    question: &'a str,
    /// The share of the key points that are covered, 0 to 1.
    coverage: f64,
    /// Key points, in the question's order; so are those that are missed.
    covered: Vec<&'a str>,
    missed: &'a [String],
    /// The words on which each counts as covered.
    evidence: BTreeMap<&'a str, &'a str>,
    /// The common mistakes that the answer states, each with its words.
    mistakes: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct Refused {
    error: String,
    line: usize,
}

/// Grades `{"question": slug, "answer": text}` line by line. A bad line is answered by `{"error", "line"}` in its place. Returns
/// true if there was none. Empty lines are passed over.
pub fn grade(bank: &Bank, mut input: impl BufRead, mut out: impl Write) -> io::Result<bool> {
    let mut graders: HashMap<&str, Grader> = HashMap::new();
    let mut all_good = true;
    let mut bytes = Vec::new();
    let mut line = 0;
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            out.flush()?;
            return Ok(all_good);
        }
        line += 1;
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let request = serde_json::from_slice::<Request>(&bytes).map_err(|error| plain(&error));
        let found = request.and_then(|request| match bank.question(&request.question) {
            Some(question) => Ok((question, request)),
            None => Err(match bank.nearest(&request.question) {
                Some(near) => format!("no question is called {:?}; there is {near:?}", request.question),
                None => format!("no question is called {:?}", request.question),
            }),
        });
        match found {
            Ok((question, request)) => {
                let verdict =
                    graders.entry(&question.id).or_insert_with(|| Grader::new(question)).grade(&request.answer);
                let covered = verdict.covered.iter();
                write_line(
                    &mut out,
                    &Graded {
                        question: &request.question,
                        coverage: verdict.coverage(),
                        covered: covered.clone().map(|evidence| evidence.key_point.as_str()).collect(),
                        missed: &verdict.missed,
                        evidence: covered.map(|evidence| (&*evidence.key_point, &*evidence.words)).collect(),
                        mistakes: verdict.mistakes.iter().map(|made| (&*made.mistake, &*made.words)).collect(),
                    },
                )?;
            }
            Err(error) => {
                all_good = false;
                write_line(&mut out, &Refused { error, line })?;
            }
        }
    }
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// What is wrong with a line, without serde's line number, which would always be 1.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| format!("{what} at column {}", error.column()))
}
