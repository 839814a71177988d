//! How much an answer is like a question's key points and common mistakes. Windows of it, a sentence or two neighbors, are compared
//! with each claim's [`Profile`]; with what phrases showed, that is boiled down to a few [`Signals`], and [`super::weights`] decides.
//! Where no phrase was found, no window without words of the claim counts, so that there is always something to cite.

use std::collections::BTreeSet;
use std::ops::Range;

use super::profile::{Draft, Like, Profile, telling, weights};
use super::reading::{Make, Reading};
use super::tokens::Token;
use super::verdict::{Sheet, Shown};
use super::vocabulary::Vocabulary;
use super::weights::Model;
use super::windows::{View, Window};

/// So many different words of a claim must stand in a window; for a key point, none of the prompt's.
const FEWEST_WORDS: usize = 2;

/// Knows the words of a question's key points and mistakes.
#[derive(Debug)]
pub struct Likeness {
    points: Vec<Profile>,
    mistakes: Vec<Profile>,
}

/// An answer, as it is looked at.
pub struct Look {
    /// Its parts.
    pub readings: Vec<Reading>,
    /// What phrases show of each key point.
    pub key_points: Vec<Option<Shown>>,
    /// What phrases show of each mistake.
    pub mistakes: Vec<Option<Shown>>,
    /// The parts that state something in sentences.
    pub prose: Vec<usize>,
    /// Those of them in which a mistake would be one.
    pub claims: Vec<usize>,
    /// How much its words tell, together.
    pub told: f64,
    /// How much those of its words tell that the question's own text has.
    pub known: f64,
}

/// What the decision about a claim is made of.
#[derive(Clone, Debug)]
pub struct Signals {
    /// In the order of their names in [`super::weights`].
    pub values: Vec<f64>,
    /// Whether a phrase was found.
    pub shown: bool,
    /// False where nothing could be cited, or the window says the contrary.
    pub citable: bool,
    window: Window,
    /// Where the claim's words stand: part of the answer, token.
    places: Vec<(usize, usize)>,
}

/// The piece of an answer that shows a claim.
pub struct Cited<'a> {
    /// The part of the answer.
    pub segment: Range<usize>,
    /// From the first of the claim's words to the last.
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
        let points: Vec<Draft> = sheet
            .key_points
            .iter()
            .map(|point| {
                Draft::new(&point.text, &point.phrases, vocabulary, |vocabulary, token| {
                    vocabulary.add(&token.stem, Some(&token.word))
                })
            })
            .collect();
        let mut known = |text: &str| telling(text).iter().map(|token| vocabulary.know(&token.stem)).collect();
        let prompt: BTreeSet<_> = known(sheet.prompt);
        let instead: Vec<BTreeSet<_>> = sheet.mistakes.iter().map(|mistake| known(&mistake.instead)).collect();
        let mistakes: Vec<Draft> = sheet
            .mistakes
            .iter()
            .map(|mistake| {
                Draft::new(&mistake.text, &mistake.phrases, vocabulary, |vocabulary, token| {
                    vocabulary.know(&token.stem)
                })
            })
            .collect();
        let about: Vec<BTreeSet<_>> = about(vocabulary)
            .into_iter()
            .map(|stems| stems.iter().map(|stem| vocabulary.know(stem)).collect())
            .collect();
        let weights = weights(vocabulary, &points, &prompt);
        let profiles = |drafts: &[Draft], around: Vec<BTreeSet<_>>| {
            drafts.iter().zip(around).map(|(draft, around)| Profile::new(draft, around, &prompt, &weights)).collect()
        };
        Likeness { points: profiles(&points, about), mistakes: profiles(&mistakes, instead) }
    }

    /// The signals of each key point.
    pub fn key_points(&self, look: &Look) -> Vec<Signals> {
        let views = View::all(&look.readings, &look.prose);
        if views.is_empty() {
            return look.key_points.iter().map(|shown| Signals::nothing(shown.is_some())).collect();
        }
        let likes = likes_of(&self.points, &views);
        let mistakes = likes_of(&self.mistakes, &views);
        let all_mistakes = self.mistakes.len().max(1) as f64;
        let claims = mistakes.iter().map(|likes| most(likes, |like| like.text)).sum::<f64>() / all_mistakes;
        let made = look.mistakes.iter().flatten().count() as f64 / all_mistakes;
        let make = look.make();
        let telling = make.telling as f64;
        let small = make.small as f64 / telling.max(1.0);
        let (known, familiar) = (look.known.ln_1p(), look.known / look.told.max(1.0));
        let each = |at: usize| {
            let (point, like) = (&self.points[at], &likes[at]);
            let lead = |view: usize| {
                let rivals = likes.iter().enumerate().filter(|(other, _)| *other != at);
                like[view].sum() - rivals.map(|(_, like)| like[view].sum()).fold(0.0, f64::max)
            };
            let best = nearest(like);
            let window = views[best].window;
            let places = point.places(&look.readings, window);
            let around = most(like, |like| like.around);
            let different = most(like, |like| like.different as f64).ln_1p();
            let denied = point.denied(&look.readings, &places);
            let values = match &look.key_points[at] {
                Some(shown) => {
                    let single = |part: &usize| look.prose.iter().position(|prose| prose == part);
                    let lead = shown.parts.iter().filter_map(single).map(lead).reduce(f64::max).unwrap_or(0.0);
                    let mistaken = |part: &usize| look.mistakes.iter().flatten().any(|it| it.parts.contains(part));
                    let amid_mistakes = f64::from(u8::from(shown.parts.iter().all(mistaken)));
                    let phrases = (shown.phrases as f64).ln_1p();
                    vec![phrases, around, lead, different, denied, amid_mistakes, claims, made, small, familiar]
                }
                None => vec![around, lead(best), different, denied, claims, made, small, telling, known],
            };
            let citable = like[best].fresh >= FEWEST_WORDS && !point.is_contrary(&look.readings, &places);
            Signals { values, shown: look.key_points[at].is_some(), citable, window, places }
        };
        (0..self.points.len()).map(each).collect()
    }

    /// The signals of each mistake.
    pub fn mistakes(&self, look: &Look) -> Vec<Signals> {
        let views = View::all(&look.readings, &look.claims);
        if views.is_empty() {
            return look.mistakes.iter().map(|shown| Signals::nothing(shown.is_some())).collect();
        }
        let points = likes_of(&self.points, &views);
        let shown = look.key_points.iter().flatten().count() as f64 / look.key_points.len().max(1) as f64;
        let each = |at: usize| {
            let mistake = &self.mistakes[at];
            let like: Vec<Like> = views.iter().map(|view| mistake.like(view)).collect();
            let best = nearest(&like);
            let window = views[best].window;
            let places = mistake.places(&look.readings, window);
            let others = look.mistakes.iter().enumerate().filter(|(other, shown)| *other != at && shown.is_some());
            let values = vec![
                most(&like, |like| like.words).ln_1p(),
                like[best].around,
                like[best].sum() - points.iter().map(|like| like[best].sum()).fold(0.0, f64::max),
                (like[best].different as f64).ln_1p(),
                like[best].phrase,
                (views.len() as f64).ln_1p(),
                shown,
                others.count() as f64,
            ];
            let citable = like[best].different >= FEWEST_WORDS && !mistake.is_contrary(&look.readings, &places);
            Signals { values, shown: look.mistakes[at].is_some(), citable, window, places }
        };
        (0..self.mistakes.len()).map(each).collect()
    }
}

impl Look {
    /// Of what sorts of words the answer is made.
    fn make(&self) -> Make {
        self.readings.iter().fold(Make::default(), |sum, reading| sum.plus(reading.make))
    }
}

impl Signals {
    fn nothing(shown: bool) -> Signals {
        Signals { values: Vec::new(), shown, citable: false, window: Window { first: 0, last: 0 }, places: Vec::new() }
    }

    /// Whether they are enough for the claim to count.
    pub fn suffice(&self, model: &Model) -> bool {
        (self.shown || self.citable) && model.chance(&self.values) >= model.threshold
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

/// For each claim, what each window has of it.
fn likes_of(profiles: &[Profile], views: &[View]) -> Vec<Vec<Like>> {
    profiles.iter().map(|profile| views.iter().map(|view| profile.like(view)).collect()).collect()
}

fn most(likes: &[Like], value: fn(&Like) -> f64) -> f64 {
    likes.iter().map(value).fold(0.0, f64::max)
}

/// The window that is most about the claim, the first of equals.
fn nearest(likes: &[Like]) -> usize {
    let mut best = 0;
    for (at, like) in likes.iter().enumerate() {
        if like.sum() > likes[best].sum() {
            best = at;
        }
    }
    best
}
