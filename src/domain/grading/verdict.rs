//! What an answer covers, and on what words.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::citation::citation;
use super::likeness::{Likeness, Look, Signals};
use super::phrases::Phrase;
use super::rarity::rarity;
use super::reading::{Reading, read, trigrams};
use super::sentences::SegmentKind;
use super::tokens::tokens;
use super::vocabulary::Vocabulary;
use super::weights::{MISTAKE, OPEN, SHOWN};
use crate::domain::question::{KeyPoint, Mistake, Question};

/// Recognizes a question's key points and mistakes. Made once, used for any number of answers, by any number of threads.
#[derive(Debug)]
pub struct Grader {
    vocabulary: Vocabulary,
    key_points: Vec<Claim>,
    mistakes: Vec<Claim>,
    likeness: Likeness,
    prompt: HashSet<[String; 3]>,
    asking_counts: bool,
    /// Without a reference answer there is little to weigh by: phrases settle, and nobody is told of a mistake without one.
    has_reference: bool,
}

/// What answers are held against: a question of the bank, or one stage of a scenario.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// What the interviewer says; giving it back earns nothing.
    pub prompt: &'a str,
    /// A good answer, if there is one; only its vocabulary is used.
    pub answer: &'a str,
    /// What may be covered.
    pub key_points: &'a [KeyPoint],
    /// What may be said wrongly.
    pub mistakes: &'a [Mistake],
    /// True where asking shows as much as stating: "is it one pod or all?" in the middle of an incident.
    pub asking_counts: bool,
}

/// A key point or a mistake.
#[derive(Debug)]
struct Claim {
    id: String,
    /// The phrases, compiled, each with its place in the question.
    phrases: Vec<(usize, Phrase)>,
}

/// For each key point and mistake that counts, the piece to cite.
struct Judged {
    key_points: Vec<Option<Range<usize>>>,
    mistakes: Vec<Option<Range<usize>>>,
}

/// What phrases show of a key point or a mistake.
#[derive(Debug)]
pub struct Shown {
    /// Where the first of them is found.
    trace: Trace,
    /// Its first token.
    first: usize,
    /// How many different ones are found.
    pub phrases: usize,
    /// The parts of the answer in which one is.
    pub parts: Vec<usize>,
}

/// What the decisions about an answer are made of, in the question's order.
#[derive(Debug)]
pub struct Weighable {
    /// Of the key points.
    pub key_points: Vec<Signals>,
    /// Of the mistakes.
    pub mistakes: Vec<Signals>,
}

/// What an answer covers. The machine's view: people decide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The key points found, in the question's order.
    pub covered: Vec<Evidence>,
    /// Ids of the key points not found, in the question's order.
    pub missed: Vec<String>,
    /// The common mistakes that the answer states, in the question's order.
    pub mistakes: Vec<MistakeEvidence>,
}

/// The words on which a key point counts as covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The key point's id.
    pub key_point: String,
    /// A piece of the answer, as written, of at most 160 characters: `answer[start..end]`.
    pub words: String,
    /// Where the piece begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

/// The words on which a mistake counts as made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MistakeEvidence {
    /// The mistake's id.
    pub mistake: String,
    /// A piece of the answer, as written, of at most 160 characters: `answer[start..end]`.
    pub words: String,
    /// Where the piece begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

/// A phrase that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The key point's or mistake's id.
    pub id: String,
    /// Which of its phrases, counted from 0.
    pub phrase: usize,
    /// The piece of the answer that shows it, in bytes.
    pub span: Range<usize>,
}

impl Verdict {
    /// The share of the key points that is covered, 0 to 1; 0 for a question without any.
    pub fn coverage(&self) -> f64 {
        match self.covered.len() + self.missed.len() {
            0 => 0.0,
            all => self.covered.len() as f64 / all as f64,
        }
    }
}

impl Grader {
    /// Compiles the phrases of a question.
    pub fn new(question: &Question) -> Grader {
        Grader::of(Sheet {
            prompt: &question.prompt,
            answer: &question.answer,
            key_points: &question.key_points,
            mistakes: &question.mistakes,
            asking_counts: false,
        })
    }

    /// Compiles the phrases of a sheet.
    pub fn of(sheet: Sheet<'_>) -> Grader {
        let mut vocabulary = Vocabulary::default();
        let mut claim = |id: &str, phrases: &[String]| Claim {
            id: id.to_owned(),
            phrases: phrases
                .iter()
                .enumerate()
                .flat_map(|(place, phrase)| {
                    Phrase::compile(phrase, &mut vocabulary).into_iter().map(move |compiled| (place, compiled))
                })
                .collect(),
        };
        let key_points: Vec<Claim> = sheet.key_points.iter().map(|point| claim(&point.id, &point.phrases)).collect();
        let mistakes = sheet.mistakes.iter().map(|mistake| claim(&mistake.id, &mistake.phrases)).collect();
        let texts = sheet.key_points.iter().map(|point| point.text.as_str()).chain([sheet.prompt, sheet.answer]);
        texts.for_each(|text| vocabulary.trust(text));
        let likeness = Likeness::new(sheet, &mut vocabulary, |vocabulary| {
            let parts = read(sheet.answer, &HashSet::new(), vocabulary);
            let stems = |claim: &Claim| {
                let everywhere: Vec<usize> = (0..parts.len()).collect();
                let about = claim.shown(sheet.answer, &parts, &everywhere).map(|shown| shown.parts).unwrap_or_default();
                about.iter().flat_map(|at| parts[*at].telling()).map(|token| token.stem.clone()).collect()
            };
            key_points.iter().map(stems).collect()
        });
        let prompt = trigrams(&tokens(sheet.prompt, 0..sheet.prompt.len())).map(|(_, trigram)| trigram).collect();
        Grader {
            vocabulary,
            key_points,
            mistakes,
            likeness,
            prompt,
            asking_counts: sheet.asking_counts,
            has_reference: !sheet.answer.is_empty(),
        }
    }

    /// What the answer covers. The same answer always gets the same verdict.
    pub fn grade(&self, answer: &str) -> Verdict {
        let Judged { key_points, mistakes } = self.judge(answer, &self.look(answer));
        let mut verdict = Verdict::default();
        for (claim, span) in self.key_points.iter().zip(key_points) {
            match span {
                Some(span) => verdict.covered.push(Evidence {
                    key_point: claim.id.clone(),
                    words: answer[span.clone()].to_owned(),
                    start: span.start,
                    end: span.end,
                }),
                None => verdict.missed.push(claim.id.clone()),
            }
        }
        let made = self.mistakes.iter().zip(mistakes).filter_map(|(claim, span)| Some((claim, span?)));
        verdict.mistakes = made
            .map(|(claim, span)| MistakeEvidence {
                mistake: claim.id.clone(),
                words: answer[span.clone()].to_owned(),
                start: span.start,
                end: span.end,
            })
            .collect();
        verdict
    }

    /// Which phrases are found; for those who write phrases. A claim that counts without one has none here.
    pub fn traces(&self, answer: &str) -> Vec<Trace> {
        let look = self.look(answer);
        look.key_points.into_iter().chain(look.mistakes).flatten().map(|shown| shown.trace).collect()
    }

    /// What the decisions are made of; for those who fit weights.
    pub fn signals(&self, answer: &str) -> Weighable {
        let look = self.look(answer);
        Weighable { key_points: self.likeness.key_points(&look), mistakes: self.likeness.mistakes(&look) }
    }

    /// Reads an answer, and looks for phrases in it.
    fn look(&self, answer: &str) -> Look {
        let readings = read(answer, &self.prompt, &self.vocabulary);
        let claims = claims(&readings);
        let words = || readings.iter().flat_map(Reading::telling).map(|token| token.stem.as_str());
        Look {
            key_points: self.shown_key_points(answer, &readings),
            mistakes: self.mistakes.iter().map(|claim| claim.shown(answer, &readings, &claims)).collect(),
            prose: (0..readings.len()).filter(|at| self.states(&readings[*at]) && !readings[*at].is_list).collect(),
            told: words().map(rarity).sum(),
            known: words().filter(|stem| self.vocabulary.knows(stem)).map(rarity).sum(),
            claims,
            readings,
        }
    }

    /// What counts, with the piece to cite.
    fn judge(&self, answer: &str, look: &Look) -> Judged {
        let span = |shown: &Option<Shown>, signals: &Signals| match shown {
            Some(shown) => shown.trace.span.clone(),
            None => {
                let cited = signals.cited(&look.readings);
                citation(answer, &cited.segment, cited.core, cited.tokens)
            }
        };
        let key_points = self.likeness.key_points(look).into_iter().zip(&look.key_points);
        let mistakes = self.likeness.mistakes(look).into_iter().zip(&look.mistakes);
        Judged {
            key_points: key_points
                .map(|(signals, shown)| {
                    let counts = match shown {
                        Some(_) => !self.has_reference || signals.suffice(&SHOWN),
                        None => signals.suffice(&OPEN),
                    };
                    counts.then(|| span(shown, &signals))
                })
                .collect(),
            mistakes: mistakes
                .map(|(signals, shown)| {
                    let alike = self.has_reference && signals.suffice(&MISTAKE);
                    (shown.is_some() || alike).then(|| span(shown, &signals))
                })
                .collect(),
        }
    }

    /// True where what is said counts.
    fn states(&self, reading: &Reading) -> bool {
        self.asking_counts || !reading.asks
    }

    fn shown_key_points(&self, answer: &str, readings: &[Reading]) -> Vec<Option<Shown>> {
        let parts: Vec<usize> = (0..readings.len()).filter(|at| self.states(&readings[*at])).collect();
        let (lists, prose): (Vec<usize>, Vec<usize>) = parts.into_iter().partition(|at| readings[*at].is_list);
        let mut shown: Vec<Option<Shown>> =
            self.key_points.iter().map(|claim| claim.shown(answer, readings, &prose)).collect();
        // Whoever only names things gets the first of them.
        let open = self.key_points.iter().enumerate().filter(|(at, _)| shown[*at].is_none());
        let named = open.filter_map(|(at, claim)| Some((at, claim.shown(answer, readings, &lists)?)));
        if let Some((at, first)) = named.min_by_key(|(_, shown)| (shown.parts[0], shown.first)) {
            shown[at] = Some(first);
        }
        shown
    }
}

/// The parts in which a mistake would be one: not where it is told as a mistake.
fn claims(readings: &[Reading]) -> Vec<usize> {
    let states = |at: &usize| {
        let reading = &readings[*at];
        let taken_back = readings.get(at + 1).is_some_and(Reading::takes_back);
        matches!(reading.kind, SegmentKind::Sentence | SegmentKind::Item)
            && !reading.is_list
            && !reading.corrects
            && !taken_back
    };
    (0..readings.len()).filter(states).collect()
}

impl Claim {
    /// What its phrases show in these parts of an answer.
    fn shown(&self, answer: &str, readings: &[Reading], parts: &[usize]) -> Option<Shown> {
        let mut phrases = BTreeSet::new();
        let mut shown: Option<Shown> = None;
        for part in parts {
            let reading = &readings[*part];
            let scene = reading.scene();
            for (place, phrase) in &self.phrases {
                let Some(found) = phrase.find(scene) else { continue };
                phrases.insert(*place);
                let shown = shown.get_or_insert_with(|| {
                    let core = reading.tokens[*found.start()].span.start..reading.tokens[*found.end()].span.end;
                    let span = citation(answer, &reading.span, core, &reading.tokens);
                    let trace = Trace { id: self.id.clone(), phrase: *place, span };
                    Shown { trace, first: *found.start(), phrases: 0, parts: Vec::new() }
                });
                if shown.parts.last() != Some(part) {
                    shown.parts.push(*part);
                }
            }
        }
        shown.map(|shown| Shown { phrases: phrases.len(), ..shown })
    }
}
