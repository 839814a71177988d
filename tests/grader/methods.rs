//! The grader and the plain ways that it has to beat.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use viva::domain::grading::{Grader, telling_stems};
use viva::domain::question::Question;

use super::answers::{Answer, Set};
use super::measures::{Method, best_threshold};

/// What the project uses.
pub struct BuiltIn {
    /// A grader for each question of the set.
    pub graders: Vec<Grader>,
    ids: Vec<Vec<String>>,
}

impl BuiltIn {
    /// A grader for each question.
    pub fn new(set: &Set) -> BuiltIn {
        let ids = |question: &Question| question.key_points.iter().map(|point| point.id.clone()).collect();
        BuiltIn {
            graders: set.questions.iter().map(Grader::new).collect(),
            ids: set.questions.iter().map(ids).collect(),
        }
    }
}

impl Method for BuiltIn {
    fn scores(&self, place: usize, answer: &str) -> Vec<f64> {
        let covered = self.graders[place].grade(answer).covered;
        let is_covered = |id: &String| covered.iter().any(|evidence| evidence.key_point == *id);
        self.ids[place].iter().map(|id| if is_covered(id) { 1.0 } else { 0.0 }).collect()
    }

    fn threshold(&self) -> f64 {
        0.5
    }
}

/// A plain way to compare a key point's fact with an answer.
pub struct Baseline {
    kind: Plain,
    /// The words of each question's facts.
    facts: Vec<Vec<Vec<String>>>,
    rarity: HashMap<String, f64>,
    typical_length: f64,
    threshold: f64,
}

/// Which plain way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// The share of the fact's words that stand in the answer.
    Overlap,
    /// BM25 of the fact in the answer, as a share of the most it could be.
    Bm25,
    /// The cosine of TF-IDF between the fact and the nearest sentence.
    TfIdf,
}

impl Baseline {
    /// With its threshold fitted on these answers. How rare a word is, is counted over the reference answers of `all`.
    pub fn fitted(kind: Plain, set: &Set, all: &[Question], develop: &[&(usize, Answer)]) -> Baseline {
        let texts: Vec<Vec<String>> = all.iter().map(|question| telling_stems(&question.answer)).collect();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for text in &texts {
            for word in text.iter().collect::<BTreeSet<_>>() {
                *counts.entry(word.clone()).or_default() += 1;
            }
        }
        let rarity = counts.into_iter().map(|(word, count)| (word, rarity(texts.len(), count))).collect();
        let facts = set.questions.iter();
        let mut baseline = Baseline {
            kind,
            facts: facts
                .map(|question| question.key_points.iter().map(|point| telling_stems(&point.text)).collect())
                .collect(),
            rarity,
            typical_length: 70.0,
            threshold: 0.0,
        };
        baseline.rarity.insert(String::new(), rarity_of_unseen(texts.len()));
        baseline.threshold = best_threshold(&baseline, set, develop);
        baseline
    }

    fn weight(&self, word: &str) -> f64 {
        self.rarity.get(word).or_else(|| self.rarity.get("")).copied().unwrap_or(1.0)
    }

    fn bm25(&self, fact: &[String], answer: &[String]) -> f64 {
        const K: f64 = 1.2;
        const B: f64 = 0.75;
        let length = 1.0 - B + B * answer.len() as f64 / self.typical_length;
        let most: f64 = fact.iter().map(|word| self.weight(word) * (K + 1.0)).sum();
        let score: f64 = fact
            .iter()
            .map(|word| {
                let often = answer.iter().filter(|other| *other == word).count() as f64;
                self.weight(word) * often * (K + 1.0) / (often + K * length)
            })
            .sum();
        score / most
    }

    fn cosine(&self, fact: &[String], sentence: &[String]) -> f64 {
        let vector = |words: &[String]| {
            let mut vector: BTreeMap<String, f64> = BTreeMap::new();
            for word in words {
                *vector.entry(word.clone()).or_default() += self.weight(word);
            }
            vector
        };
        let (one, other) = (vector(fact), vector(sentence));
        let norm = |vector: &BTreeMap<String, f64>| vector.values().map(|weight| weight * weight).sum::<f64>().sqrt();
        let dot: f64 = one.iter().filter_map(|(word, weight)| Some(weight * other.get(word)?)).sum();
        let norms = norm(&one) * norm(&other);
        if norms > 0.0 { dot / norms } else { 0.0 }
    }
}

fn rarity(texts: usize, count: usize) -> f64 {
    ((texts as f64 + 1.0) / (count as f64 + 0.5)).ln()
}

fn rarity_of_unseen(texts: usize) -> f64 {
    rarity(texts, 0)
}

impl Method for Baseline {
    fn scores(&self, place: usize, answer: &str) -> Vec<f64> {
        let words = telling_stems(answer);
        let sentences: Vec<Vec<String>> = if self.kind == Plain::TfIdf {
            answer.split(['.', '!', '?', '\n', ';']).map(telling_stems).filter(|words| !words.is_empty()).collect()
        } else {
            Vec::new()
        };
        self.facts[place]
            .iter()
            .map(|fact| match self.kind {
                Plain::Overlap => fact.iter().filter(|word| words.contains(word)).count() as f64 / fact.len() as f64,
                Plain::Bm25 => self.bm25(fact, &words),
                Plain::TfIdf => sentences.iter().map(|sentence| self.cosine(fact, sentence)).fold(0.0, f64::max),
            })
            .collect()
    }

    fn threshold(&self) -> f64 {
        self.threshold
    }
}
