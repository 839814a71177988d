//! The words of a question's phrases, numbered, and how a token of an answer is recognized as one of them: by its stem, joined
//! with its neighbor ("event loop" for `eventloop`), with a slip of the finger, or by what its prefix undoes ("unhandled").

use std::collections::{HashMap, HashSet};

use super::tokens::{Gap, Token, stem, tokens};
use super::words;

/// A word of the vocabulary.
pub type Id = usize;

/// See the module.
#[derive(Debug, Default)]
pub struct Vocabulary {
    ids: HashMap<String, Id>,
    /// How many of the words are those of phrases; the others came later.
    of_phrases: usize,
    long: Vec<LongWord>,
    /// Stems of the question's own text: none of them is a slip for another.
    sound: HashSet<String>,
}

/// A word in which a slip is forgiven.
#[derive(Debug)]
struct LongWord {
    word: Vec<char>,
    letters: u64,
    id: Id,
}

/// A word of the vocabulary, seen in a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its first token.
    pub from: usize,
    /// Its last token.
    pub to: usize,
    /// True where the token says the opposite: "unhandled" for `handle`.
    pub undone: bool,
}

/// The hits of each word of the vocabulary in one segment, in order.
#[derive(Debug)]
pub struct Hits(Vec<Vec<Hit>>);

impl Hits {
    /// Where the word was seen.
    pub fn of(&self, id: Id) -> &[Hit] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }

    /// Every word of the vocabulary, with where it was seen.
    pub fn all(&self) -> impl Iterator<Item = (Id, &[Hit])> {
        self.0.iter().map(Vec::as_slice).enumerate()
    }
}

/// The shortest word in which one slip is forgiven, and the shortest for two, in letters.
const ONE_SLIP_FROM: usize = 6;
const TWO_SLIPS_FROM: usize = 10;

impl Vocabulary {
    /// The number of a word; `surface` is how it was written, if it was one word there.
    pub fn add(&mut self, stem: &str, surface: Option<&str>) -> Id {
        if let Some(id) = self.ids.get(stem) {
            return *id;
        }
        let id = self.ids.len();
        self.ids.insert(stem.to_owned(), id);
        for word in [Some(stem), surface.filter(|surface| *surface != stem)].into_iter().flatten() {
            if word.chars().count() >= ONE_SLIP_FROM && word.chars().all(char::is_alphabetic) {
                self.long.push(LongWord { word: word.chars().collect(), letters: letters(word), id });
            }
        }
        id
    }

    /// Ends the words of phrases: what is added from now on never hides a word that a prefix undoes.
    pub fn end_phrases(&mut self) {
        self.of_phrases = self.ids.len();
    }

    /// The number of a word in which no slip is looked for.
    pub fn know(&mut self, stem: &str) -> Id {
        let next = self.ids.len();
        *self.ids.entry(stem.to_owned()).or_insert(next)
    }

    /// How many words there are; their numbers are below.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Every word's stem, with its number.
    pub fn stems(&self) -> impl Iterator<Item = (&str, Id)> {
        self.ids.iter().map(|(stem, id)| (stem.as_str(), *id))
    }

    /// Whether the question's own text has the word, anywhere.
    pub fn knows(&self, stem: &str) -> bool {
        self.ids.contains_key(stem) || self.sound.contains(stem)
    }

    /// Takes all words of a text as rightly spelled.
    pub fn trust(&mut self, text: &str) {
        self.sound.extend(tokens(text, 0..text.len()).into_iter().map(|token| token.stem));
    }

    /// What of the vocabulary stands in a segment.
    pub fn hits(&self, segment: &[Token]) -> Hits {
        let mut hits = Hits(vec![Vec::new(); self.ids.len()]);
        for at in 0..segment.len() {
            self.add_joined(segment, at, &mut hits);
            let token = &segment[at];
            match self.ids.get(&token.stem) {
                Some(id) => {
                    hits.0[*id].push(Hit { from: at, to: at, undone: false });
                    if let Some(id) = (*id >= self.of_phrases).then(|| self.undone(&token.word)).flatten() {
                        hits.0[id].push(Hit { from: at, to: at, undone: true });
                    }
                }
                None => {
                    if let Some(id) = self.undone(&token.word) {
                        hits.0[id].push(Hit { from: at, to: at, undone: true });
                    } else if let Some(id) = self.slip(token) {
                        hits.0[id].push(Hit { from: at, to: at, undone: false });
                    }
                }
            }
        }
        hits
    }

    /// Two or three tokens that the vocabulary writes as one.
    fn add_joined(&self, segment: &[Token], at: usize, hits: &mut Hits) {
        let mut joined = segment[at].word.clone();
        for (to, token) in segment.iter().enumerate().take(at + 4).skip(at + 1) {
            // Three or more only where they are joined in the answer too.
            if token.gap > Gap::Slash || (to > at + 1 && !token.gap.joins()) {
                return;
            }
            if let Some(id) = self.ids.get(&format!("{joined}{}", token.stem)) {
                hits.0[*id].push(Hit { from: at, to, undone: false });
            }
            joined.push_str(&token.word);
        }
    }

    /// The word that a prefix undoes.
    fn undone(&self, word: &str) -> Option<Id> {
        let by_prefix = ["un", "non", "in", "im", "dis"].iter().find_map(|prefix| {
            let rest = word.strip_prefix(prefix).filter(|rest| rest.len() >= 4)?;
            self.ids.get(&stem(rest))
        });
        let by_suffix = || word.strip_suffix("less").and_then(|rest| self.ids.get(&stem(rest)));
        by_prefix.or_else(by_suffix).copied()
    }

    /// The word that was meant by one with a slip of the finger.
    fn slip(&self, token: &Token) -> Option<Id> {
        let length = token.word.chars().count();
        if length + 1 < ONE_SLIP_FROM
            || !token.word.chars().all(char::is_alphabetic)
            || self.sound.contains(&token.stem)
            || words::SOUND.contains(&*token.word)
            || words::VERBS.contains(&*token.word)
        {
            return None;
        }
        let [word, stem] = [&token.word, &token.stem].map(|form| (form.chars().collect::<Vec<_>>(), letters(form)));
        let near = |form: &(Vec<char>, u64), long: &LongWord| {
            let allowed = match long.word.len().min(form.0.len() + 1) {
                TWO_SLIPS_FROM.. => 2,
                ONE_SLIP_FROM.. => 1,
                _ => 0,
            };
            allowed > 0
                && long.word.len().abs_diff(form.0.len()) <= allowed
                && long.word[0] == form.0[0]
                && (long.letters ^ form.1).count_ones() as usize <= 2 * allowed
                && distance(&long.word, &form.0) <= allowed
        };
        self.long.iter().find(|long| near(&word, long) || near(&stem, long)).map(|long| long.id)
    }
}

/// Damerau–Levenshtein, where no letter is edited twice.
fn distance(one: &[char], other: &[char]) -> usize {
    strsim::osa_distance(&String::from_iter(one), &String::from_iter(other))
}

/// Which letters occur, a bit for each.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, char| set | 1 << (u32::from(char) % 64))
}
