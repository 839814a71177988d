//! What an answer covers, and on what words.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::citation::citation;
use super::likeness::{Likeness, Signals};
use super::phrases::Phrase;
use super::reading::{Reading, read, trigrams};
use super::sentences::SegmentKind;
use super::tokens::tokens;
use super::vocabulary::Vocabulary;
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
                let about = parts.iter().filter(|part| claim.find(sheet.answer, part).is_some());
                about.flat_map(Reading::telling).map(|token| token.stem.clone()).collect()
            };
            key_points.iter().map(stems).collect()
        });
        let prompt = trigrams(&tokens(sheet.prompt, 0..sheet.prompt.len())).map(|(_, trigram)| trigram).collect();
        Grader { vocabulary, key_points, mistakes, likeness, prompt, asking_counts: sheet.asking_counts }
    }

    /// What the answer covers. The same answer always gets the same verdict.
    pub fn grade(&self, answer: &str) -> Verdict {
        let readings = self.read(answer);
        let mut verdict = Verdict::default();
        let traces = self.by_phrases(answer, &readings);
        let mut found: HashMap<&str, Range<usize>> = self.by_likeness(answer, &readings, &traces).into_iter().collect();
        found.extend(traces.iter().map(|trace| (trace.id.as_str(), trace.span.clone())));
        for claim in &self.key_points {
            match found.remove(claim.id.as_str()) {
                Some(span) => verdict.covered.push(Evidence {
                    key_point: claim.id.clone(),
                    words: answer[span.clone()].to_owned(),
                    start: span.start,
                    end: span.end,
                }),
                None => verdict.missed.push(claim.id.clone()),
            }
        }
        for trace in self.found_mistakes(answer, &readings) {
            let words = answer[trace.span.clone()].to_owned();
            verdict.mistakes.push(MistakeEvidence {
                mistake: trace.id,
                words,
                start: trace.span.start,
                end: trace.span.end,
            });
        }
        verdict
    }

    /// Which phrases are found; for those who write phrases. A key point that is covered without one has none here.
    pub fn traces(&self, answer: &str) -> Vec<Trace> {
        let readings = self.read(answer);
        let mut traces = self.by_phrases(answer, &readings);
        traces.extend(self.found_mistakes(answer, &readings));
        traces
    }

    /// What the decision about each key point that no phrase shows is made of, in the question's order; for those who fit weights.
    /// `None` where a phrase was found.
    pub fn signals(&self, answer: &str) -> Vec<Option<Signals>> {
        let readings = self.read(answer);
        let found = self.by_phrases(answer, &readings);
        self.like(answer, &readings, &found)
    }

    fn read(&self, answer: &str) -> Vec<Reading> {
        read(answer, &self.prompt, &self.vocabulary)
    }

    /// True where what is said counts.
    fn states(&self, reading: &Reading) -> bool {
        self.asking_counts || !reading.asks
    }

    /// The key points that no phrase shows and that are told in words like theirs, with what to cite.
    fn by_likeness(&self, answer: &str, readings: &[Reading], found: &[Trace]) -> Vec<(&str, Range<usize>)> {
        let signals = self.like(answer, readings, found);
        let claims = self.key_points.iter().zip(signals);
        claims
            .filter_map(|(claim, signals)| {
                let cited = signals.filter(Signals::suffice)?.cited(readings);
                Some((claim.id.as_str(), citation(answer, &cited.segment, cited.core, cited.tokens)))
            })
            .collect()
    }

    /// Signals of the key points that phrases leave open.
    fn like(&self, answer: &str, readings: &[Reading], found: &[Trace]) -> Vec<Option<Signals>> {
        let open: Vec<bool> =
            self.key_points.iter().map(|claim| found.iter().all(|trace| trace.id != claim.id)).collect();
        let prose: Vec<usize> =
            (0..readings.len()).filter(|at| self.states(&readings[*at]) && !readings[*at].is_list).collect();
        let made = self.found_mistakes(answer, readings).len() as f64 / self.mistakes.len().max(1) as f64;
        self.likeness.signals(readings, &prose, &open, made)
    }

    fn by_phrases(&self, answer: &str, readings: &[Reading]) -> Vec<Trace> {
        let mut found: Vec<Trace> = Vec::new();
        let mut named: Vec<(usize, usize, Trace)> = Vec::new();
        let (lists, prose): (Vec<&Reading>, Vec<&Reading>) =
            readings.iter().filter(|reading| self.states(reading)).partition(|reading| reading.is_list);
        for reading in prose.into_iter().chain(lists) {
            let mut here: Vec<(usize, Trace)> = Vec::new();
            for claim in self.key_points.iter().filter(|claim| found.iter().all(|trace| trace.id != claim.id)) {
                here.extend(claim.find(answer, reading));
            }
            if reading.is_list {
                named.extend(here.into_iter().map(|(first, trace)| (reading.span.start, first, trace)));
            } else {
                found.extend(here.into_iter().map(|(_, trace)| trace));
            }
        }
        // Whoever only names things gets the first of them.
        named.sort_by_key(|(segment, first, _)| (*segment, *first));
        found.extend(named.into_iter().map(|(_, _, trace)| trace).take(1));
        found
    }

    fn found_mistakes(&self, answer: &str, readings: &[Reading]) -> Vec<Trace> {
        let mut found: Vec<(usize, Trace)> = Vec::new();
        if self.mistakes.iter().all(|mistake| mistake.phrases.is_empty()) {
            return Vec::new();
        }
        for (at, reading) in readings.iter().enumerate() {
            let taken_back = readings.get(at + 1).is_some_and(Reading::takes_back);
            if reading.kind != SegmentKind::Sentence && reading.kind != SegmentKind::Item
                || reading.is_list
                || reading.corrects
                || taken_back
            {
                continue;
            }
            for (place, claim) in self.mistakes.iter().enumerate() {
                if found.iter().all(|(_, trace)| trace.id != claim.id) {
                    found.extend(claim.find(answer, reading).map(|(_, trace)| (place, trace)));
                }
            }
        }
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, trace)| trace).collect()
    }
}

impl Claim {
    /// The first of its phrases that is found, and its first token.
    fn find(&self, answer: &str, reading: &Reading) -> Option<(usize, Trace)> {
        let scene = reading.scene();
        self.phrases.iter().find_map(|(place, phrase)| {
            let found = phrase.find(scene)?;
            let core = reading.tokens[*found.start()].span.start..reading.tokens[*found.end()].span.end;
            let span = citation(answer, &reading.span, core, &reading.tokens);
            Some((*found.start(), Trace { id: self.id.clone(), phrase: *place, span }))
        })
    }
}
