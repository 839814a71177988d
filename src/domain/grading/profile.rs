//! What a key point or a mistake is about, in words with weights: rare ones count more than common ones, and those that tell it
//! from the others more than those that all share.

use std::collections::{BTreeMap, BTreeSet};

use super::negation::{self, Sense};
use super::phrases::{self, Slots, slots};
use super::rarity::rarity;
use super::reading::Reading;
use super::tokens::{Token, tokens};
use super::vocabulary::{Id, Vocabulary};
use super::windows::{Seen, View, Window};

/// How much a word counts that stands in phrases only.
const PHRASE_WORD: f64 = 0.8;
/// How much a word counts that the prompt has too.
const PROMPT_WORD: f64 = 0.6;
/// How much a pair of sentences counts for the sentences around.
const PAIR: f64 = 0.8;
/// From so large a share on, a window denies what it speaks of.
const DENIES_FROM: f64 = 0.5;

/// The words of a claim.
#[derive(Debug, Default)]
pub struct Profile {
    /// Of its text.
    text: Weighed,
    /// Of its phrases.
    phrases: Vec<Vec<Slot>>,
    /// Of both.
    words: Vec<Word>,
    /// Of what is said around it: for a key point, the reference answer's sentences about it; for a mistake, what is true instead.
    around: Weighed,
    /// What the text or the phrases deny.
    stance: Stance,
}

/// What a claim denies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stance {
    /// Nothing: whoever denies its words says the contrary.
    #[default]
    States,
    /// A phrase of it denies, the text doesn't: a denial tells nothing.
    Either,
    /// The text denies: whoever states its words without a denial says the contrary.
    Denies,
}

/// A word of a claim.
#[derive(Debug)]
struct Word {
    id: Id,
    /// What it counts where it is seen.
    count: f64,
    /// True for a word of the prompt.
    echoes: bool,
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

/// The words of a claim, not yet weighed against the others.
pub struct Draft {
    text: BTreeSet<Id>,
    phrases: Vec<Slots>,
    stance: Stance,
}

/// What a window has of a claim.
pub struct Like {
    /// The share of the phrase that is nearest, 0 to 1.
    pub phrase: f64,
    /// The share of the text, 0 to 1.
    pub text: f64,
    /// The weight of all words seen.
    pub words: f64,
    /// The share of what is said around it, 0 to 1.
    pub around: f64,
    /// How many different words were seen.
    pub different: usize,
    /// How many of them are not the prompt's.
    pub fresh: usize,
}

impl Like {
    /// How much the window is about the claim.
    pub fn sum(&self) -> f64 {
        const WORDS: f64 = 0.15;
        self.phrase + self.text + WORDS * self.words
    }
}

impl Draft {
    /// Of a text and its phrases. `id` numbers the text's words.
    pub fn new(
        text: &str,
        phrases: &[String],
        vocabulary: &mut Vocabulary,
        id: fn(&mut Vocabulary, &Token) -> Id,
    ) -> Draft {
        let told = telling(text);
        let denies = negation::read(&tokens(text, 0..text.len())).0.iter().any(|sense| sense.is_denied(false));
        Draft {
            text: told.iter().map(|token| id(vocabulary, token)).collect(),
            phrases: phrases.iter().map(|phrase| slots(phrase, vocabulary)).collect(),
            stance: match () {
                () if denies => Stance::Denies,
                () if phrases.iter().any(|phrase| phrases::denies(phrase)) => Stance::Either,
                () => Stance::States,
            },
        }
    }

    fn words(&self) -> BTreeSet<Id> {
        self.text.iter().chain(self.phrases.iter().flatten().flatten().flatten()).copied().collect()
    }
}

/// How much each word of the vocabulary tells, by its number: how rare it is in the bank, and among the key points.
pub fn weights(vocabulary: &Vocabulary, key_points: &[Draft], prompt: &BTreeSet<Id>) -> Vec<f64> {
    let mut among = vec![0usize; vocabulary.len()];
    key_points.iter().flat_map(Draft::words).for_each(|id| among[id] += 1);
    let all = key_points.len().max(1) as f64;
    let mut weights = vec![0.0; vocabulary.len()];
    for (stem, id) in vocabulary.stems() {
        let among = (1.0 + all / among[id].max(1) as f64).ln() / (1.0 + all).ln();
        weights[id] = rarity(stem) * among * if prompt.contains(&id) { PROMPT_WORD } else { 1.0 };
    }
    weights
}

impl Weighed {
    fn new(words: impl Iterator<Item = Id>, weights: &[f64]) -> Weighed {
        let words: Vec<(Id, f64)> = words.map(|id| (id, weights[id])).collect();
        Weighed { sum: words.iter().map(|(_, weight)| weight).sum(), words }
    }

    /// How much of it was seen, 0 to 1.
    fn share(&self, seen: &Seen) -> f64 {
        let found: f64 = self.words.iter().filter(|(id, _)| seen.has(*id)).map(|(_, weight)| weight).sum();
        if self.sum > 0.0 { found / self.sum } else { 0.0 }
    }
}

impl Profile {
    /// Weighs the words of a claim, and of what is said around it.
    pub fn new(draft: &Draft, around: BTreeSet<Id>, prompt: &BTreeSet<Id>, weights: &[f64]) -> Profile {
        let mut words: BTreeMap<Id, f64> = draft.words().into_iter().map(|id| (id, PHRASE_WORD)).collect();
        words.extend(draft.text.iter().map(|id| (*id, 1.0)));
        let slot = |alternatives: &Vec<Vec<Id>>| {
            let weight = |words: &Vec<Id>| words.iter().map(|id| weights[*id]).sum::<f64>() / words.len().max(1) as f64;
            let sum: f64 = alternatives.iter().map(weight).sum();
            Slot { weight: sum / alternatives.len().max(1) as f64, alternatives: alternatives.clone() }
        };
        Profile {
            text: Weighed::new(draft.text.iter().copied(), weights),
            phrases: draft.phrases.iter().map(|phrase| phrase.iter().map(slot).collect()).collect(),
            words: words
                .into_iter()
                .map(|(id, strength)| Word { id, count: strength * weights[id], echoes: prompt.contains(&id) })
                .collect(),
            around: Weighed::new(around.into_iter(), weights),
            stance: draft.stance,
        }
    }

    /// What the window has of it.
    pub fn like(&self, view: &View) -> Like {
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
            text: self.text.share(seen),
            words: there().map(|word| word.count).sum(),
            around: self.around.share(seen) * if view.is_single() { 1.0 } else { PAIR },
            different: there().count(),
            fresh: there().filter(|word| !word.echoes).count(),
        }
    }

    /// Where its words stand in a window: part of the answer, token.
    pub fn places(&self, readings: &[Reading], window: Window) -> Vec<(usize, usize)> {
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

    /// The share of its words in a window that are denied or only reported there, where that says the contrary.
    pub fn denied(&self, readings: &[Reading], places: &[(usize, usize)]) -> f64 {
        let is_denied = |sense: &Sense| sense.is_denied(false) || sense.reported;
        if self.stance == Stance::States { share(readings, places, is_denied) } else { 0.0 }
    }

    /// Whether a window says the contrary, or tells it as somebody else's opinion.
    pub fn is_contrary(&self, readings: &[Reading], places: &[(usize, usize)]) -> bool {
        let told = || share(readings, places, |sense| sense.reported) >= DENIES_FROM;
        match self.stance {
            Stance::States => self.denied(readings, places) >= DENIES_FROM,
            Stance::Either => told(),
            Stance::Denies => told() || share(readings, places, |sense| sense.is_denied(false)) == 0.0,
        }
    }
}

/// The share of these places of which that is true.
fn share(readings: &[Reading], places: &[(usize, usize)], is: impl Fn(&Sense) -> bool) -> f64 {
    let count = places.iter().filter(|(part, at)| is(&readings[*part].senses[*at])).count();
    count as f64 / places.len().max(1) as f64
}

/// The words of a text without the small ones.
pub fn telling(text: &str) -> Vec<Token> {
    tokens(text, 0..text.len()).into_iter().filter(|token| !token.small).collect()
}
