//! What an answer covers, and on what words.

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::negation;
use super::phrases::{Phrase, Scene};
use super::sentences::{Segment, SegmentKind, segments};
use super::tokens::{Token, tokens};
use super::vocabulary::Vocabulary;
use super::words;
use crate::domain::question::{KeyPoint, Mistake, Question};

/// Recognizes a question's key points and mistakes. Made once, used for any number of answers, by any number of threads.
#[derive(Debug)]
pub struct Grader {
    vocabulary: Vocabulary,
    key_points: Vec<Claim>,
    mistakes: Vec<Claim>,
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

/// The longest piece that is cited, in characters.
const LONGEST_CITATION: usize = 160;
/// From so many telling words on, a sentence without a verb is a list of keywords.
const LIST_FROM: usize = 6;

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
        let key_points = sheet.key_points.iter().map(|point| claim(&point.id, &point.phrases)).collect();
        let mistakes = sheet.mistakes.iter().map(|mistake| claim(&mistake.id, &mistake.phrases)).collect();
        let texts = sheet.key_points.iter().map(|point| point.text.as_str()).chain([sheet.prompt, sheet.answer]);
        texts.for_each(|text| vocabulary.trust(text));
        let prompt = trigrams(&tokens(sheet.prompt, 0..sheet.prompt.len())).map(|(_, trigram)| trigram).collect();
        Grader { vocabulary, key_points, mistakes, prompt, asking_counts: sheet.asking_counts }
    }

    /// What the answer covers. The same answer always gets the same verdict.
    pub fn grade(&self, answer: &str) -> Verdict {
        let reading = self.read(answer);
        let mut verdict = Verdict::default();
        let found = self.found_key_points(answer, &reading);
        for claim in &self.key_points {
            match found.iter().find(|trace| trace.id == claim.id) {
                Some(trace) => verdict.covered.push(Evidence {
                    key_point: claim.id.clone(),
                    words: answer[trace.span.clone()].to_owned(),
                    start: trace.span.start,
                    end: trace.span.end,
                }),
                None => verdict.missed.push(claim.id.clone()),
            }
        }
        for trace in self.found_mistakes(answer, &reading) {
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

    /// By which phrases the verdict was reached; for those who write phrases.
    pub fn traces(&self, answer: &str) -> Vec<Trace> {
        let reading = self.read(answer);
        let mut traces = self.found_key_points(answer, &reading);
        traces.extend(self.found_mistakes(answer, &reading));
        traces
    }

    fn read(&self, answer: &str) -> Vec<Reading> {
        segments(answer).into_iter().map(|segment| Reading::new(answer, segment, &self.prompt)).collect()
    }

    fn found_key_points(&self, answer: &str, readings: &[Reading]) -> Vec<Trace> {
        let mut found: Vec<Trace> = Vec::new();
        let (lists, prose): (Vec<&Reading>, Vec<&Reading>) =
            readings.iter().filter(|reading| self.asking_counts || !reading.asks).partition(|reading| reading.is_list);
        for reading in prose.into_iter().chain(lists) {
            let hits = self.vocabulary.hits(&reading.tokens);
            let mut here: Vec<(usize, Trace)> = Vec::new();
            for claim in self.key_points.iter().filter(|claim| found.iter().all(|trace| trace.id != claim.id)) {
                here.extend(claim.find(answer, reading, reading.scene(&hits)));
            }
            if reading.is_list {
                // Whoever only names things gets the first of them.
                here.sort_by_key(|(first, _)| *first);
                here.truncate(1);
            }
            found.extend(here.into_iter().map(|(_, trace)| trace));
        }
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
            let hits = self.vocabulary.hits(&reading.tokens);
            for (place, claim) in self.mistakes.iter().enumerate() {
                if found.iter().all(|(_, trace)| trace.id != claim.id) {
                    found.extend(claim.find(answer, reading, reading.scene(&hits)).map(|(_, trace)| (place, trace)));
                }
            }
        }
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, trace)| trace).collect()
    }
}

impl Claim {
    /// The first of its phrases that is found, and its first token.
    fn find(&self, answer: &str, reading: &Reading, scene: Scene<'_>) -> Option<(usize, Trace)> {
        self.phrases.iter().find_map(|(place, phrase)| {
            let found = phrase.find(scene)?;
            let core = reading.tokens[*found.start()].span.start..reading.tokens[*found.end()].span.end;
            let span = citation(answer, &reading.span, core, &reading.tokens);
            Some((*found.start(), Trace { id: self.id.clone(), phrase: *place, span }))
        })
    }
}

/// A segment and all that is known of it.
struct Reading {
    span: Range<usize>,
    kind: SegmentKind,
    tokens: Vec<Token>,
    senses: Vec<negation::Sense>,
    cues: Vec<negation::Cue>,
    echoed: Vec<bool>,
    /// True for a question, which states nothing.
    asks: bool,
    /// True for a row of keywords.
    is_list: bool,
    /// True when a mistake is told, not made.
    corrects: bool,
}

impl Reading {
    fn new(answer: &str, segment: Segment, prompt: &HashSet<[String; 3]>) -> Reading {
        let tokens = tokens(answer, segment.span.clone());
        let (mut senses, mut cues) = negation::read(&tokens);
        if segment.kind == SegmentKind::Code {
            senses.iter_mut().for_each(|sense| (sense.denied, sense.kept_off, sense.reported) = (0, 0, false));
            cues.clear();
        }
        let first = tokens.first().map_or("", |token| token.word.as_str());
        Reading {
            echoed: echoes(&tokens, prompt),
            asks: segment.kind == SegmentKind::Question && words::ASKERS.contains(first),
            is_list: segment.kind != SegmentKind::Code && is_list(&tokens, &cues),
            corrects: tokens.iter().any(|token| words::CORRECTIONS.contains(&*token.word)),
            span: segment.span,
            kind: segment.kind,
            tokens,
            senses,
            cues,
        }
    }

    fn scene<'a>(&'a self, hits: &'a super::vocabulary::Hits) -> Scene<'a> {
        Scene { senses: &self.senses, cues: &self.cues, hits, echoed: &self.echoed }
    }

    /// "That is wrong.", "Actually not."
    fn takes_back(&self) -> bool {
        let begins = self.tokens.iter().take(2).any(|token| words::TAKE_BACK.contains(&*token.word));
        let start: Vec<&Token> = self.tokens.iter().take(6).collect();
        let wrong = start.iter().any(|token| words::CORRECTIONS.contains(&*token.word) || token.word == "false");
        let denied = self.cues.iter().any(|cue| cue.at < 4) && self.tokens.len() <= 8;
        begins && (wrong || denied)
    }
}

/// True for nouns in a row, without the small words and verbs of a sentence.
fn is_list(tokens: &[Token], cues: &[negation::Cue]) -> bool {
    let telling = tokens.iter().filter(|token| !token.small).count();
    let small = tokens.len() - telling;
    let verbs = tokens.iter().filter(|token| words::VERBS.contains(&*token.word)).count();
    telling >= LIST_FROM && small * 10 <= telling && verbs * 8 < telling && cues.is_empty()
}

/// For each token, whether it stands in words taken from the prompt: in a run of six, or in a sentence mostly made of such.
fn echoes(tokens: &[Token], prompt: &HashSet<[String; 3]>) -> Vec<bool> {
    const LONG_RUN: usize = 6;
    let mut echoed = vec![false; tokens.len()];
    for (places, trigram) in trigrams(tokens) {
        if prompt.contains(&trigram) {
            places.into_iter().for_each(|at| echoed[at] = true);
        }
    }
    let telling: Vec<usize> = (0..tokens.len()).filter(|at| !tokens[*at].small).collect();
    let taken = telling.iter().filter(|at| echoed[**at]).count();
    if taken * 4 >= telling.len() * 3 && taken > 3 {
        return vec![true; tokens.len()];
    }
    let runs: Vec<&[usize]> = telling.chunk_by(|one, other| echoed[*one] == echoed[*other]).collect();
    let short: Vec<usize> = runs.into_iter().filter(|run| run.len() < LONG_RUN).flatten().copied().collect();
    for at in short {
        echoed[at] = false;
    }
    echoed
}

/// Every three telling tokens in a row, and where they stand.
fn trigrams(tokens: &[Token]) -> impl Iterator<Item = ([usize; 3], [String; 3])> {
    let telling: Vec<(usize, &str)> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| !token.small)
        .map(|(at, token)| (at, token.stem.as_str()))
        .collect();
    let trigrams: Vec<_> = telling
        .windows(3)
        .map(|three| ([three[0].0, three[1].0, three[2].0], [three[0].1, three[1].1, three[2].1].map(str::to_owned)))
        .collect();
    trigrams.into_iter()
}

/// The piece to cite: the whole segment if it is short, else the words found with what fits around them.
fn citation(answer: &str, segment: &Range<usize>, core: Range<usize>, tokens: &[Token]) -> Range<usize> {
    let length = |span: &Range<usize>| answer[span.clone()].chars().count();
    let inner = &answer[segment.clone()];
    let start = segment.start + (inner.len() - inner.trim_start().len());
    let whole = start..start + inner.trim().len();
    if length(&whole) <= LONGEST_CITATION {
        return whole;
    }
    if length(&core) > LONGEST_CITATION {
        let cut = answer[core.clone()].char_indices().nth(LONGEST_CITATION).map_or(core.end, |(at, _)| core.start + at);
        let end = tokens.iter().map(|token| token.span.end).filter(|end| *end <= cut && *end > core.start).max();
        return core.start..end.unwrap_or(cut);
    }
    let mut span = core;
    let starts = tokens.iter().rev().map(|token| token.span.start);
    if let Some(start) = starts
        .filter(|start| *start < span.start)
        .take_while(|start| length(&(*start..span.end)) <= LONGEST_CITATION)
        .last()
    {
        span.start = start;
    }
    let ends = tokens.iter().map(|token| token.span.end);
    if let Some(end) =
        ends.filter(|end| *end > span.end).take_while(|end| length(&(span.start..*end)) <= LONGEST_CITATION).last()
    {
        span.end = end;
    }
    span
}
