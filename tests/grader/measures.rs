//! What is measured of a way to grade.

use super::answers::{Answer, Set};

/// A way to grade: how sure it is that an answer covers each key point of the question at `place`, in the question's order. What
/// is at least `threshold` counts as covered.
pub trait Method {
    /// See above.
    fn scores(&self, place: usize, answer: &str) -> Vec<f64>;
    /// See above.
    fn threshold(&self) -> f64;
}

/// Right and wrong decisions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Found, and there.
    pub right: usize,
    /// Found, and not there.
    pub false_alarm: usize,
    /// There, and not found.
    pub missed: usize,
}

impl Counts {
    /// Counts one decision.
    pub fn add(&mut self, found: bool, there: bool) {
        match (found, there) {
            (true, true) => self.right += 1,
            (true, false) => self.false_alarm += 1,
            (false, true) => self.missed += 1,
            (false, false) => {}
        }
    }

    /// The share of what was found that is there.
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.false_alarm)
    }

    /// The share of what is there that was found.
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.false_alarm + self.missed)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { f64::NAN } else { part as f64 / whole as f64 }
}

/// The decisions of a method on each answer: one for each key point.
pub fn decisions(method: &impl Method, set: &Set, answers: &[&(usize, Answer)]) -> Vec<Counts> {
    answers
        .iter()
        .map(|(place, answer)| {
            let mut counts = Counts::default();
            let points = &set.questions[*place].key_points;
            for (point, score) in points.iter().zip(method.scores(*place, &answer.answer)) {
                counts.add(score >= method.threshold(), answer.covers.contains(&point.id));
            }
            counts
        })
        .collect()
}

/// The sum of all counts.
pub fn total(counts: &[Counts]) -> Counts {
    counts.iter().fold(Counts::default(), |sum, counts| Counts {
        right: sum.right + counts.right,
        false_alarm: sum.false_alarm + counts.false_alarm,
        missed: sum.missed + counts.missed,
    })
}

/// The share of a question's key points that the answer is said to cover.
pub fn coverage(method: &impl Method, place: usize, answer: &str) -> f64 {
    let scores = method.scores(place, answer);
    scores.iter().filter(|score| **score >= method.threshold()).count() as f64 / scores.len() as f64
}

/// How often an answer that covers something has a higher coverage of its own question than an answer has of a question that it
/// is none to; a draw counts half. `every` tells how many of the other questions are tried: each, each second, …
pub fn auc(method: &impl Method, set: &Set, answers: &[&(usize, Answer)], every: usize) -> f64 {
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for (at, (place, answer)) in answers.iter().enumerate().filter(|(_, (_, answer))| !answer.covers.is_empty()) {
        own.push(coverage(method, *place, &answer.answer));
        let others = (0..set.questions.len()).filter(|other| other != place && (other + at) % every == 0);
        other.extend(others.map(|other| coverage(method, other, &answer.answer)));
    }
    other.sort_by(f64::total_cmp);
    let won: f64 = own
        .iter()
        .map(|own| {
            let below = other.partition_point(|other| other < own);
            let equal = other.partition_point(|other| other <= own) - below;
            below as f64 + equal as f64 / 2.0
        })
        .sum();
    won / (own.len() * other.len()) as f64
}

/// The mean coverage of answers of one kind.
pub fn mean_coverage(method: &impl Method, answers: &[&(usize, Answer)], kind: &str) -> f64 {
    let found: Vec<f64> = answers
        .iter()
        .filter(|(_, answer)| answer.kind == kind)
        .map(|(place, answer)| coverage(method, *place, &answer.answer))
        .collect();
    found.iter().sum::<f64>() / found.len() as f64
}

/// The threshold with the best F1 on these answers.
pub fn best_threshold(method: &impl Method, set: &Set, answers: &[&(usize, Answer)]) -> f64 {
    let mut pairs: Vec<(f64, bool)> = Vec::new();
    for (place, answer) in answers {
        let points = &set.questions[*place].key_points;
        let scores = method.scores(*place, &answer.answer);
        pairs.extend(points.iter().zip(scores).map(|(point, score)| (score, answer.covers.contains(&point.id))));
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut counts = Counts { missed: pairs.iter().filter(|(_, there)| *there).count(), ..Counts::default() };
    let mut best = (0.0, f64::INFINITY);
    for (at, (score, there)) in pairs.iter().enumerate() {
        counts.add(true, *there);
        counts.missed -= usize::from(*there);
        let last = pairs.get(at + 1).is_none_or(|next| next.0 < *score);
        if last && counts.f1() > best.0 {
            best = (counts.f1(), *score);
        }
    }
    best.1
}
