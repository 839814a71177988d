//! Key points told in words that no phrase foresaw. A window of an answer, a sentence or two neighbors, is compared with the key
//! point's fact, its phrases and the reference answer's own sentence about it, rare words counting more than common ones. What is
//! seen is boiled down to a few [`Signals`], and [`super::weights`] decides. No window without words of the key point counts, so
//! that there is always something to cite.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::negation::Sense;
use super::phrases::{self, Slots, slots};
use super::rarity::rarity;
use super::reading::Reading;
use super::tokens::{Token, tokens};
use super::verdict::Sheet;
use super::vocabulary::{Id, Vocabulary};
use super::weights;
use super::windows::{Seen, View, Window};

/// Recognizes a question's key points by the words that they share with an answer.
#[derive(Debug)]
pub struct Likeness {
    points: Vec<Profile>,
    /// The telling words of each mistake's claim.
    mistakes: Vec<Weighed>,
}

/// The words of a key point.
#[derive(Debug, Default)]
struct Profile {
    /// Of its fact.
    fact: Weighed,
    /// Of its phrases.
    phrases: Vec<Vec<Slot>>,
    /// Of both.
    words: Vec<Word>,
    /// Of the reference answer's sentences about it.
    reference: Weighed,
    /// What the fact or its phrases deny.
    stance: Stance,
}

/// What a key point denies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stance {
    /// Nothing: whoever denies its words says the contrary.
    #[default]
    States,
    /// A phrase of it denies, the fact doesn't: a denial tells nothing.
    Either,
    /// The fact denies: whoever states its words without a denial says the contrary.
    Denies,
}

/// A word of a key point.
#[derive(Debug)]
struct Word {
    id: Id,
    /// What it counts where it is seen.
    count: f64,
}

/// Words with weights, and their sum.
#[derive(Debug, Default)]
struct Weighed {
    words: Vec<(Id, f64)>,
    sum: f64,
}

/// A word of a phrase: any of these, each a few words.
#[derive(Debug)]
struct Slot {
    alternatives: Vec<Vec<Id>>,
    weight: f64,
}

/// How much a word counts that stands in phrases only.
const PHRASE_WORD: f64 = 0.8;
/// How much a word counts that the prompt has too.
const PROMPT_WORD: f64 = 0.6;
/// How much a pair of sentences counts for the reference answer's sentence.
const PAIR: f64 = 0.8;
/// From so large a share on, a window denies what it speaks of.
const DENIES_FROM: f64 = 0.5;
/// So many different words of a key point must stand in a window.
const FEWEST_WORDS: usize = 2;

/// How many signals there are.
pub const SIGNALS: usize = 12;

/// What the decision about a key point is made of.
#[derive(Clone, Debug)]
pub struct Signals {
    /// In the order of [`NAMES`].
    pub values: [f64; SIGNALS],
    /// False where nothing could be cited, or the window denies what it speaks of.
    pub citable: bool,
    window: Window,
    /// Where the key point's words stand: part of the answer, token.
    places: Vec<(usize, usize)>,
}

/// What the signals are, for the tables and the fit.
pub const NAMES: [&str; SIGNALS] = [
    "share of a phrase in a window",
    "share of the fact in the answer",
    "weight of all its words in a window",
    "share of the reference sentences in a window",
    "share of the reference sentences in the answer",
    "lead over other key points in the window",
    "different words in a window",
    "share of its words that is denied",
    "other key points shown by phrases",
    "share of the mistakes' claims in a window",
    "share of the mistakes found",
    "number of windows",
];

/// The piece of an answer that shows a key point.
pub struct Cited<'a> {
    /// The part of the answer.
    pub segment: Range<usize>,
    /// From the first of the key point's words to the last.
    pub core: Range<usize>,
    /// The words of the part.
    pub tokens: &'a [Token],
}

impl Likeness {
    /// Learns the words of a sheet. `about` gives for each key point the stems of the reference answer's sentences that show it.
    pub fn new(
        sheet: Sheet<'_>,
        vocabulary: &mut Vocabulary,
        about: impl FnOnce(&Vocabulary) -> Vec<Vec<String>>,
    ) -> Likeness {
        vocabulary.end_phrases();
        let told: Vec<Vec<Token>> = sheet.key_points.iter().map(|point| telling(&point.text)).collect();
        let facts: Vec<BTreeMap<Id, f64>> =
            told.iter().map(|told| ids(told, |token| vocabulary.add(&token.stem, Some(&token.word)))).collect();
        let phrases: Vec<Vec<Slots>> = sheet
            .key_points
            .iter()
            .map(|point| point.phrases.iter().map(|phrase| slots(phrase, vocabulary)).collect())
            .collect();
        let prompt: BTreeSet<Id> = telling(sheet.prompt).iter().map(|token| vocabulary.know(&token.stem)).collect();
        let mistakes = sheet.mistakes.iter().map(|mistake| telling(&mistake.text)).collect::<Vec<_>>();
        let mistakes: Vec<BTreeMap<Id, f64>> =
            mistakes.iter().map(|told| ids(told, |token| vocabulary.know(&token.stem))).collect();
        let references: Vec<BTreeMap<Id, f64>> = about(vocabulary)
            .into_iter()
            .map(|stems| stems.iter().map(|stem| (vocabulary.know(stem), rarity(stem))).collect())
            .collect();
        let rarities = Rarities::of(vocabulary, &facts, &phrases, &prompt);
        let points = sheet.key_points.iter().enumerate().map(|(at, point)| {
            let senses = super::negation::read(&tokens(&point.text, 0..point.text.len())).0;
            let stance = if senses.iter().any(|sense| sense.is_denied(false)) {
                Stance::Denies
            } else if point.phrases.iter().any(|phrase| phrases::denies(phrase)) {
                Stance::Either
            } else {
                Stance::States
            };
            Profile { stance, ..Profile::new(&facts[at], &phrases[at], &references[at], &rarities) }
        });
        Likeness {
            points: points.collect(),
            mistakes: mistakes.into_iter().map(|words| Weighed::new(words.into_iter().collect())).collect(),
        }
    }

    /// The signals of each key point that is `open`, in these parts of an answer; `made` is the share of the mistakes that it makes.
    pub fn signals(&self, readings: &[Reading], parts: &[usize], open: &[bool], made: f64) -> Vec<Option<Signals>> {
        let views = View::all(readings, parts);
        if views.is_empty() {
            return open.iter().map(|open| open.then(Signals::nothing)).collect();
        }
        if !open.contains(&true) {
            return vec![None; open.len()];
        }
        let seen = views.iter().fold(Seen::default(), |all, view| all.with(&view.seen));
        let likes: Vec<Vec<Like>> =
            self.points.iter().map(|point| views.iter().map(|view| point.like(view)).collect()).collect();
        let claimed = |mistake: &Weighed| views.iter().map(|view| mistake.share(&view.seen)).fold(0.0, f64::max);
        let claims = self.mistakes.iter().map(claimed).sum::<f64>() / self.mistakes.len().max(1) as f64;
        let others = (open.len().max(2) - 1) as f64;
        let shown = open.iter().filter(|open| !**open).count() as f64 / others;
        (0..self.points.len())
            .map(|at| {
                let point = &self.points[at];
                let like = open[at].then_some(&likes[at])?;
                let best = first_max(like.iter().map(Like::sum))?;
                let rivals = likes.iter().enumerate().filter(|(other, _)| *other != at);
                let rival = rivals.map(|(_, like)| like[best].sum()).fold(0.0, f64::max);
                let most = |value: fn(&Like) -> f64| like.iter().map(value).fold(0.0, f64::max);
                let reference = like.iter().zip(&views);
                let reference =
                    reference.map(|(like, view)| like.reference * if view.is_single() { 1.0 } else { PAIR });
                let window = views[best].window;
                let said = point.denied(readings, window);
                let denied = if point.stance == Stance::States { said } else { 0.0 };
                let contrary = match point.stance {
                    Stance::States => said >= DENIES_FROM,
                    Stance::Either => false,
                    Stance::Denies => said == 0.0,
                };
                let values = [
                    most(|like| like.phrase),
                    point.fact.share(&seen),
                    most(|like| like.words).ln_1p(),
                    reference.fold(0.0, f64::max),
                    point.reference.share(&seen),
                    like[best].sum() - rival,
                    most(|like| like.different as f64).ln_1p(),
                    denied,
                    shown,
                    claims,
                    made,
                    (views.len() as f64).ln_1p(),
                ];
                let citable = like[best].different >= FEWEST_WORDS && !contrary;
                Some(Signals { values, citable, window, places: point.places(readings, window) })
            })
            .collect()
    }
}

/// How rare the words of a question are, in the bank and among its key points.
struct Rarities(Vec<f64>);

impl Rarities {
    fn of(
        vocabulary: &Vocabulary,
        facts: &[BTreeMap<Id, f64>],
        phrases: &[Vec<Slots>],
        prompt: &BTreeSet<Id>,
    ) -> Rarities {
        let mut among = vec![0usize; vocabulary.len()];
        for (fact, phrases) in facts.iter().zip(phrases) {
            let words: BTreeSet<Id> =
                fact.keys().chain(phrases.iter().flatten().flatten().flatten()).copied().collect();
            words.into_iter().for_each(|id| among[id] += 1);
        }
        let all = facts.len() as f64;
        let mut weights = vec![0.0; vocabulary.len()];
        for (stem, id) in vocabulary.stems() {
            let among = (1.0 + all / among[id].max(1) as f64).ln() / (1.0 + all).ln();
            weights[id] = rarity(stem) * among * if prompt.contains(&id) { PROMPT_WORD } else { 1.0 };
        }
        Rarities(weights)
    }

    fn weighed(&self, words: impl Iterator<Item = Id>) -> Weighed {
        Weighed::new(words.map(|id| (id, self.0[id])).collect())
    }
}

impl Weighed {
    fn new(words: Vec<(Id, f64)>) -> Weighed {
        Weighed { sum: words.iter().map(|(_, weight)| weight).sum(), words }
    }

    /// How much of it was seen, 0 to 1.
    fn share(&self, seen: &Seen) -> f64 {
        let found: f64 = self.words.iter().filter(|(id, _)| seen.has(*id)).map(|(_, weight)| weight).sum();
        if self.sum > 0.0 { found / self.sum } else { 0.0 }
    }
}

/// What a window has of a key point.
struct Like {
    phrase: f64,
    fact: f64,
    words: f64,
    reference: f64,
    different: usize,
}

impl Like {
    /// How much the window is about the key point.
    fn sum(&self) -> f64 {
        const WORDS: f64 = 0.15;
        self.phrase + self.fact + WORDS * self.words
    }
}

impl Profile {
    fn new(fact: &BTreeMap<Id, f64>, phrases: &[Slots], reference: &BTreeMap<Id, f64>, rarities: &Rarities) -> Profile {
        let mut words: BTreeMap<Id, f64> =
            phrases.iter().flatten().flatten().flatten().map(|id| (*id, PHRASE_WORD)).collect();
        words.extend(fact.keys().map(|id| (*id, 1.0)));
        let slot = |alternatives: &Vec<Vec<Id>>| {
            let weight =
                |words: &Vec<Id>| words.iter().map(|id| rarities.0[*id]).sum::<f64>() / words.len().max(1) as f64;
            let sum: f64 = alternatives.iter().map(weight).sum();
            Slot { weight: sum / alternatives.len().max(1) as f64, alternatives: alternatives.clone() }
        };
        Profile {
            fact: rarities.weighed(fact.keys().copied()),
            phrases: phrases.iter().map(|phrase| phrase.iter().map(slot).collect()).collect(),
            words: words.into_iter().map(|(id, strength)| Word { id, count: strength * rarities.0[id] }).collect(),
            reference: rarities.weighed(reference.keys().copied()),
            stance: Stance::default(),
        }
    }

    fn like(&self, view: &View) -> Like {
        let seen = &view.seen;
        let phrase = |phrase: &Vec<Slot>| {
            let all: f64 = phrase.iter().map(|slot| slot.weight).sum();
            let there =
                phrase.iter().filter(|slot| slot.alternatives.iter().any(|words| words.iter().all(|id| seen.has(*id))));
            if all > 0.0 { there.map(|slot| slot.weight).sum::<f64>() / all } else { 0.0 }
        };
        let there = || self.words.iter().filter(|word| seen.has(word.id));
        Like {
            phrase: self.phrases.iter().map(phrase).fold(0.0, f64::max),
            fact: self.fact.share(seen),
            words: there().map(|word| word.count).sum(),
            reference: self.reference.share(seen),
            different: there().count(),
        }
    }

    /// Where its words stand in a window.
    fn places(&self, readings: &[Reading], window: Window) -> Vec<(usize, usize)> {
        let mut places: Vec<(usize, usize)> = window
            .parts()
            .flat_map(|part| {
                let reading = &readings[part];
                let hits = self.words.iter().flat_map(|word| reading.hits.of(word.id));
                hits.filter(|hit| !reading.echoed[hit.from]).map(move |hit| (part, hit.from))
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The share of its words in a window that are denied or only reported there.
    fn denied(&self, readings: &[Reading], window: Window) -> f64 {
        let places = self.places(readings, window);
        let is_denied = |sense: &Sense| sense.is_denied(false) || sense.reported;
        let denied = places.iter().filter(|(part, at)| is_denied(&readings[*part].senses[*at])).count();
        denied as f64 / places.len().max(1) as f64
    }
}

impl Signals {
    fn nothing() -> Signals {
        let window = Window { first: 0, last: 0 };
        Signals { values: [0.0; SIGNALS], citable: false, window, places: Vec::new() }
    }

    /// Whether they are enough for the key point to count as covered.
    pub fn suffice(&self) -> bool {
        self.citable && weights::chance(&self.values) >= weights::THRESHOLD
    }

    /// What to cite: of two sentences the one with more of the words.
    pub fn cited<'a>(&self, readings: &'a [Reading]) -> Cited<'a> {
        let count = |part: usize| self.places.iter().filter(|(other, _)| *other == part).count();
        let Window { first, last } = self.window;
        let part = if count(last) > count(first) { last } else { first };
        let reading = &readings[part];
        let here = || self.places.iter().filter(|(other, _)| *other == part).map(|(_, at)| &reading.tokens[*at].span);
        let start = here().map(|span| span.start).min().unwrap_or(reading.span.start);
        let end = here().map(|span| span.end).max().unwrap_or(reading.span.end);
        Cited { segment: reading.span.clone(), core: start..end, tokens: &reading.tokens }
    }
}

fn telling(text: &str) -> Vec<Token> {
    tokens(text, 0..text.len()).into_iter().filter(|token| !token.small).collect()
}

fn ids(told: &[Token], mut id: impl FnMut(&Token) -> Id) -> BTreeMap<Id, f64> {
    told.iter().map(|token| (id(token), rarity(&token.stem))).collect()
}

/// The place of the greatest value, the first of equals.
fn first_max(values: impl Iterator<Item = f64>) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (at, value) in values.enumerate() {
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((at, value));
        }
    }
    best.map(|(at, _)| at)
}
