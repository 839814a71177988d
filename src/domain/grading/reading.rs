//! A part of an answer with all that is known of it: its words, what it denies, what of it only echoes the prompt, and whether it
//! is a sentence at all.

use std::collections::HashSet;
use std::ops::Range;

use super::negation;
use super::phrases::Scene;
use super::sentences::{Segment, SegmentKind, segments};
use super::tokens::{Gap, Token, tokens};
use super::vocabulary::{Hits, Vocabulary};
use super::words;

/// From so many telling words on, a sentence without a verb is a list of keywords.
const LIST_FROM: usize = 6;
/// From so many on, an answer may be such a list, however it is cut.
const LISTS_FROM: usize = 8;

/// All parts of an answer, in order.
pub fn read(answer: &str, prompt: &HashSet<[String; 3]>, vocabulary: &Vocabulary) -> Vec<Reading> {
    let mut readings: Vec<Reading> =
        segments(answer).into_iter().map(|segment| Reading::new(answer, segment, prompt, vocabulary)).collect();
    // "a; b; c", or a word a line.
    let sum = readings.iter().fold(Make::default(), |sum, reading| sum.plus(reading.make));
    if sum.is_list(LISTS_FROM) {
        let bare = |reading: &&mut Reading| reading.kind != SegmentKind::Code && reading.make.is_bare();
        readings.iter_mut().filter(bare).for_each(|reading| reading.is_list = true);
    }
    readings
}

/// A segment and all that is known of it.
pub struct Reading {
    /// Its bytes in the answer.
    pub span: Range<usize>,
    /// What it is.
    pub kind: SegmentKind,
    /// Its words.
    pub tokens: Vec<Token>,
    /// What is known of each.
    pub senses: Vec<negation::Sense>,
    /// What negates in it.
    pub cues: Vec<negation::Cue>,
    /// For each word, whether it only echoes the prompt.
    pub echoed: Vec<bool>,
    /// Which words of the vocabulary stand where.
    pub hits: Hits,
    /// True for a question, which states nothing.
    pub asks: bool,
    /// True for a row of keywords.
    pub is_list: bool,
    /// True when a mistake is told, not made.
    pub corrects: bool,
    /// Of what sorts of words it is made.
    pub make: Make,
}

/// Of what sorts of words a part is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Make {
    /// Words that tell something.
    pub telling: usize,
    /// The others.
    pub small: usize,
    verbs: usize,
    commas: usize,
    cues: usize,
}

impl Reading {
    fn new(answer: &str, segment: Segment, prompt: &HashSet<[String; 3]>, vocabulary: &Vocabulary) -> Reading {
        let tokens = tokens(answer, segment.span.clone());
        let (mut senses, mut cues) = negation::read(&tokens);
        if segment.kind == SegmentKind::Code {
            senses.iter_mut().for_each(|sense| (sense.denied, sense.kept_off, sense.reported) = (0, 0, false));
            cues.clear();
        }
        let make = Make::of(&tokens, &cues);
        let first = tokens.first().map_or("", |token| token.word.as_str());
        Reading {
            echoed: echoes(&tokens, prompt),
            asks: segment.kind == SegmentKind::Question && words::ASKERS.contains(first),
            hits: vocabulary.hits(&tokens),
            is_list: segment.kind != SegmentKind::Code && make.is_list(LIST_FROM),
            corrects: tokens.iter().any(|token| words::CORRECTIONS.contains(&*token.word)),
            span: segment.span,
            kind: segment.kind,
            tokens,
            senses,
            cues,
            make,
        }
    }

    /// Its words without the small ones.
    pub fn telling(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|token| !token.small)
    }

    /// What a phrase looks at.
    pub fn scene(&self) -> Scene<'_> {
        Scene { senses: &self.senses, cues: &self.cues, hits: &self.hits, echoed: &self.echoed }
    }

    /// "That is wrong.", "Actually not."
    pub fn takes_back(&self) -> bool {
        let begins = self.tokens.iter().take(2).any(|token| words::TAKE_BACK.contains(&*token.word));
        let start: Vec<&Token> = self.tokens.iter().take(6).collect();
        let wrong = start.iter().any(|token| words::CORRECTIONS.contains(&*token.word) || token.word == "false");
        let denied = self.cues.iter().any(|cue| cue.at < 4) && self.tokens.len() <= 8;
        begins && (wrong || denied)
    }
}

impl Make {
    fn of(tokens: &[Token], cues: &[negation::Cue]) -> Make {
        let telling = tokens.iter().filter(|token| !token.small).count();
        let verbs = tokens.iter().filter(|token| words::VERBS.contains(&*token.word)).count();
        let commas = tokens.iter().filter(|token| token.gap == Gap::Comma).count();
        // "non-repudiation" is a name.
        let cues = cues.iter().filter(|cue| tokens[cue.at].word != "non").count();
        Make { telling, small: tokens.len() - telling, verbs, commas, cues }
    }

    /// Together with another part.
    pub fn plus(self, other: Make) -> Make {
        Make {
            telling: self.telling + other.telling,
            small: self.small + other.small,
            verbs: self.verbs + other.verbs,
            commas: self.commas + other.commas,
            cues: self.cues + other.cues,
        }
    }

    /// True for names and nothing else.
    fn is_bare(self) -> bool {
        self.small == 0 && self.verbs == 0 && self.cues == 0
    }

    /// True for nouns in a row, without the small words and verbs of a sentence.
    fn is_list(self, from: usize) -> bool {
        let names = self.verbs * 8 < self.telling || self.commas * 2 >= self.telling;
        self.telling >= from && self.small * 10 <= self.telling && names && self.cues == 0
    }
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
pub fn trigrams(tokens: &[Token]) -> impl Iterator<Item = ([usize; 3], [String; 3])> {
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
