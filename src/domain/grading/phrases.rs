//! Phrases, compiled, and how they are found in a segment. `content/README.md` tells an author what a phrase means; this is the
//! same, exactly: every word of the phrase has its own token (or several, for a joined word) within a window of a segment, and
//! the negations of the segment agree with those of the phrase.

use std::ops::RangeInclusive;

use super::negation::{Cue, Sense, WEAK_REACH};
use super::tokens::{Token, tokens};
use super::vocabulary::{Hit, Hits, Id, Vocabulary};
use super::words;

/// How far apart the words of a phrase may stand, in telling words.
const WINDOW: usize = 20;
/// How far from a phrase's words the negation may stand that the phrase asks for, in telling words.
const CUE_REACH: usize = 8;
/// How many phrases one with `a/not` alternatives may become.
const MOST_VARIANTS: usize = 4;

/// A phrase.
#[derive(Debug)]
pub struct Phrase {
    /// Each word's alternatives.
    words: Vec<Vec<Alternative>>,
    /// True when a negation must stand with the words.
    negative: bool,
    /// True when a word such as "avoid" is part of the phrase.
    says_keeper: bool,
}

#[derive(Clone, Debug)]
enum Alternative {
    One(Id),
    /// A joined word: these, close together, in any order.
    Near(Vec<Id>),
}

/// A segment, read.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// What is known of each.
    pub senses: &'a [Sense],
    /// What negates.
    pub cues: &'a [Cue],
    /// Which words of the vocabulary stand where.
    pub hits: &'a Hits,
    /// For each token, whether it only echoes the prompt.
    pub echoed: &'a [bool],
}

/// Why a phrase is not well formed, in words for its author; `None` if it is.
pub fn problem(phrase: &str) -> Option<String> {
    let parts: Vec<&str> = phrase.split_whitespace().collect();
    if !(2..=6).contains(&parts.len()) {
        return Some(format!("a phrase has 2 to 6 words, this one {}", parts.len()));
    }
    if phrase.contains('`') {
        return Some("write code without backticks".to_owned());
    }
    for part in &parts {
        if part.starts_with('/') || part.ends_with('/') || part.contains("//") {
            return Some(format!("an alternative of `{part}` is empty"));
        }
        if part.split('/').any(|alternative| !alternative.contains(char::is_alphanumeric)) {
            return Some(format!("`{part}`: signs are not looked for; write words and names only"));
        }
    }
    let telling = parts.iter().filter(|part| !is_negation(part) && !is_small(part)).count();
    match telling {
        0 => Some("only small words and negations: nothing is left to look for".to_owned()),
        1 if !parts.iter().any(|part| is_negation(part) || part.contains('-')) => {
            Some("only one word is left when small words are ignored: that is too loose".to_owned())
        }
        _ => None,
    }
}

impl Phrase {
    /// Compiles a phrase; usually to one, to several where a negation is one of a word's alternatives.
    pub fn compile(phrase: &str, vocabulary: &mut Vocabulary) -> Vec<Phrase> {
        let mut variants = vec![Phrase { words: Vec::new(), negative: false, says_keeper: false }];
        for part in phrase.split_whitespace().filter(|part| !is_small(part)) {
            let mut plain = Vec::new();
            let mut undone = Vec::new();
            let mut negation = false;
            let mut keeper = false;
            for alternative in alternatives_of(part) {
                if is_denier(alternative) {
                    negation = true;
                } else if let Some(rest) = non_prefix(alternative) {
                    undone.extend(alternatives(rest, vocabulary));
                } else {
                    keeper |= is_keeper(alternative);
                    plain.extend(alternatives(alternative, vocabulary));
                }
            }
            let mut next = Vec::new();
            for variant in &variants {
                if !plain.is_empty() {
                    next.push(variant.with(Some(&plain), false, keeper));
                }
                if !undone.is_empty() {
                    next.push(variant.with(Some(&undone), true, false));
                }
                if negation {
                    next.push(variant.with(None, true, false));
                }
            }
            next.truncate(MOST_VARIANTS);
            if !next.is_empty() {
                variants = next;
            }
        }
        variants.retain(|variant| !variant.words.is_empty());
        variants
    }

    fn with(&self, word: Option<&Vec<Alternative>>, negative: bool, keeper: bool) -> Phrase {
        Phrase {
            words: self.words.iter().chain(word).cloned().collect(),
            negative: self.negative || negative,
            says_keeper: self.says_keeper || keeper,
        }
    }

    /// The tokens from the first to the last that say this, where they stand closest together; the first of equals.
    pub fn find(&self, scene: Scene<'_>) -> Option<RangeInclusive<usize>> {
        let mut words: Vec<Vec<Hit>> = Vec::with_capacity(self.words.len());
        for word in &self.words {
            let mut hits: Vec<Hit> = word.iter().flat_map(|alternative| alternative.hits(scene.hits)).collect();
            hits.retain(|hit| self.may_use(hit, scene));
            if hits.is_empty() {
                return None;
            }
            hits.sort_by_key(|hit| (hit.from, hit.to));
            words.push(hits);
        }
        words.sort_by_key(Vec::len);
        let anchors = words.iter().enumerate().flat_map(|(word, hits)| hits.iter().map(move |hit| (word, *hit)));
        anchors
            .filter_map(|(word, anchor)| {
                let used = choose(&words, word, anchor, scene.senses)?;
                if self.negative && !is_negated(&used, scene) {
                    return None;
                }
                let last = used.iter().map(|hit| hit.to).max()?;
                Some(anchor.from..=last)
            })
            .min_by_key(|found| (scene.senses[*found.end()].rank - scene.senses[*found.start()].rank, *found.start()))
    }

    fn may_use(&self, hit: &Hit, scene: Scene<'_>) -> bool {
        (hit.from..=hit.to).all(|at| {
            let sense = scene.senses[at];
            let stance = match (self.negative, hit.undone) {
                (false, false) => !sense.is_denied(self.says_keeper) || is_own_cue(hit, scene),
                // "not unhandled" says that it is handled, which few would write: it is left to people.
                (false, true) => false,
                (true, true) => !sense.is_denied(false),
                (true, false) => !sense.is_denied_twice(self.says_keeper),
            };
            stance && !sense.reported && !scene.echoed[at]
        })
    }
}

/// True for a joined word whose own part is the negation: "no-store".
fn is_own_cue(hit: &Hit, scene: Scene<'_>) -> bool {
    hit.from < hit.to && scene.cues.iter().any(|cue| (hit.from..=hit.to).contains(&cue.at))
}

/// For every word the nearest token at or behind the anchor, none used twice; `None` if that leaves the window.
fn choose(words: &[Vec<Hit>], anchored: usize, anchor: Hit, senses: &[Sense]) -> Option<Vec<Hit>> {
    let mut used = vec![anchor];
    for (word, hits) in words.iter().enumerate() {
        if word == anchored {
            continue;
        }
        let free =
            |hit: &&Hit| hit.from >= anchor.from && used.iter().all(|other| hit.to < other.from || other.to < hit.from);
        let hit = *hits.iter().find(free)?;
        if senses[hit.to].rank >= senses[anchor.from].rank + WINDOW {
            return None;
        }
        used.push(hit);
    }
    Some(used)
}

/// Whether a negation stands with the words found.
fn is_negated(used: &[Hit], scene: Scene<'_>) -> bool {
    if used.iter().any(|hit| hit.undone) {
        return true;
    }
    // "prevents" is no negation of the phrase that asks for it.
    let is_used = |cue: &Cue| used.iter().any(|hit| hit.from == cue.at && hit.to == cue.at);
    scene.cues.iter().filter(|cue| !is_used(cue)).any(|cue| {
        let place = scene.senses[cue.at];
        used.iter().any(|hit| {
            let sense = scene.senses[hit.from];
            let apart = sense.rank.abs_diff(place.rank);
            let own = (hit.from..=hit.to).contains(&cue.at) && hit.from < hit.to;
            let after = hit.from > cue.at;
            sense.clause == place.clause
                && !own
                && if cue.strong { apart <= CUE_REACH } else { after && apart <= WEAK_REACH }
        })
    })
}

impl Alternative {
    fn hits(&self, hits: &Hits) -> Vec<Hit> {
        match self {
            Alternative::One(id) => hits.of(*id).to_vec(),
            Alternative::Near(parts) => {
                let reach = parts.len() + 2;
                hits.of(parts[0])
                    .iter()
                    .filter_map(|first| {
                        let mut hit = *first;
                        let mut used = vec![*first];
                        for part in &parts[1..] {
                            let nearest = hits
                                .of(*part)
                                .iter()
                                .filter(|other| used.iter().all(|hit| other.to < hit.from || hit.to < other.from))
                                .min_by_key(|other| (other.from.abs_diff(first.from), other.from < first.from))
                                .filter(|other| other.from.abs_diff(first.from) < reach)?;
                            used.push(*nearest);
                            hit.from = hit.from.min(nearest.from);
                            hit.to = hit.to.max(nearest.to);
                            hit.undone |= nearest.undone;
                        }
                        Some(hit)
                    })
                    .collect()
            }
        }
    }
}

/// The words of a phrase, each with its alternatives, each of one or several words.
pub type Slots = Vec<Vec<Vec<Id>>>;

/// The words of a phrase without negations.
pub fn slots(phrase: &str, vocabulary: &mut Vocabulary) -> Slots {
    let parts = phrase.split_whitespace().filter(|part| !is_small(part));
    parts
        .map(|part| {
            let telling = alternatives_of(part).into_iter().filter(|alternative| !is_denier(alternative));
            telling
                .map(|alternative| {
                    let bare = non_prefix(alternative).unwrap_or(alternative);
                    let words = tokens(bare, 0..bare.len());
                    words.iter().map(|word| vocabulary.add(&word.stem, Some(&word.word))).collect()
                })
                .filter(|words: &Vec<Id>| !words.is_empty())
                .collect()
        })
        .filter(|alternatives: &Vec<Vec<Id>>| !alternatives.is_empty())
        .collect()
}

/// True for a phrase that may stand for something denied.
pub fn denies(phrase: &str) -> bool {
    phrase.split_whitespace().flat_map(alternatives_of).any(|part| is_denier(part) || non_prefix(part).is_some())
}

/// A word's alternatives; `I/O` and `HTTP/2` are one.
fn alternatives_of(part: &str) -> Vec<&str> {
    let one_word = part.eq_ignore_ascii_case("i/o")
        || part.split_once('/').is_some_and(|(name, version)| {
            name.eq_ignore_ascii_case("http") && version.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        });
    if one_word { vec![part] } else { part.split('/').filter(|alternative| !alternative.is_empty()).collect() }
}

/// All spellings of one alternative.
fn alternatives(alternative: &str, vocabulary: &mut Vocabulary) -> Vec<Alternative> {
    let parts = tokens(alternative, 0..alternative.len());
    let mut found = Vec::new();
    let Some(last) = parts.last() else { return found };
    let joined = parts[..parts.len() - 1].iter().map(|part| part.word.as_str()).collect::<String>() + &last.stem;
    found.push(Alternative::One(vocabulary.add(&joined, (parts.len() == 1).then_some(&last.word))));
    if parts.len() > 1 {
        let ids: Vec<Id> = parts.iter().map(|part| vocabulary.add(&part.stem, Some(&part.word))).collect();
        if let Some(id) = alone(alternative, &parts, &ids) {
            found.push(Alternative::One(id));
        }
        found.push(Alternative::Near(ids));
    } else if let Some(humps) = humps(alternative) {
        found.push(Alternative::Near(
            humps.iter().map(|hump| vocabulary.add(&super::tokens::stem(hump), None)).collect(),
        ));
    }
    found
}

/// The part that stands for the whole of a dotted name: `nextTick` of `process.nextTick`, `Node` of `Node.js`.
fn alone(alternative: &str, parts: &[Token], ids: &[Id]) -> Option<Id> {
    let (_, name) = alternative.rsplit_once('.').filter(|_| !alternative.contains(['-', '_', '/']))?;
    if name.eq_ignore_ascii_case("js") {
        return ids.first().copied();
    }
    let telling = name.len() >= 8 || name.chars().skip(1).any(char::is_uppercase);
    (telling && parts.len() > 1).then(|| ids[ids.len() - 1])
}

/// `highWaterMark` -> high, water, mark.
fn humps(word: &str) -> Option<Vec<String>> {
    let mut humps: Vec<String> = Vec::new();
    let mut lower_before = false;
    for char in word.chars() {
        if !char.is_ascii_alphanumeric() {
            return None;
        }
        match humps.last_mut() {
            Some(hump) if !(char.is_uppercase() && lower_before) => hump.extend(char.to_lowercase()),
            _ => humps.push(char.to_lowercase().collect()),
        }
        lower_before = char.is_lowercase();
    }
    (humps.len() > 1).then_some(humps)
}

/// `non-blocking` asks for `blocking`, negated.
fn non_prefix(alternative: &str) -> Option<&str> {
    alternative.strip_prefix("non-").or_else(|| alternative.strip_prefix("Non-")).filter(|rest| !rest.is_empty())
}

fn is_denier(alternative: &str) -> bool {
    let word = alternative.to_lowercase().replace('’', "'");
    words::DENIERS.contains(word.as_str()) || matches!(word.as_str(), "no" | "without" | "non") || word.ends_with("n't")
}

/// True for "avoid" and its like, which a phrase may name.
fn is_keeper(alternative: &str) -> bool {
    let word = alternative.to_lowercase();
    let stem = super::tokens::stem(&word);
    words::KEEPERS.contains(word.as_str()) || words::KEEPERS.contains(&*stem) || words::FAILERS.contains(&*stem)
}

fn is_negation(part: &str) -> bool {
    part.split('/').all(is_denier)
}

fn is_small(part: &str) -> bool {
    part.split('/').all(|alternative| words::SMALL.contains(alternative.to_lowercase().as_str()))
}
