//! Which questions a quiz asks, in which way, with their choices in which order; and why. The same request gets the same deal.

use std::collections::BTreeSet;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Ask, QuizMode};
use crate::domain::rating::{FITTING, Strength, chance};

/// Chance chooses from the questions that fit best: three times as many as are wanted, or this many, whichever is more.
const NEAR: usize = 12;

/// The questions of a quiz; fewer than wanted where there are no more.
///
/// What the member had lately comes only when there is nothing else. Of the rest, where a strength is given, chance chooses from those
/// that the member is likeliest to get right about two times in three; without one, from all.
pub fn deal(request: &DealRequest<'_>) -> Vec<Deal> {
    let mut random = ChaCha8Rng::from_seed(Sha256::digest(request.seed.to_be_bytes()).into());
    let count = usize::from(request.count);
    let (mut had, mut new): (Vec<&Candidate>, Vec<&Candidate>) =
        request.pool.iter().partition(|candidate| request.had.contains(&candidate.slug));
    let fresh = new.len();
    let mut chosen = choose(&mut new, request.strength, count, &mut random);
    let near = chosen.1;
    if chosen.0.len() < count {
        let more = choose(&mut had, request.strength, count - chosen.0.len(), &mut random).0;
        chosen.0.extend(more);
    }
    let mut asks = Vec::new();
    chosen
        .0
        .into_iter()
        .map(|candidate| Deal {
            slug: candidate.slug.clone(),
            topic: candidate.topic.clone(),
            ask: next_ask(request.mode, &mut asks, &mut random),
            order: shuffled((0..candidate.choices).collect(), &mut random),
            why: Why {
                seed: request.seed,
                pool: request.pool.len(),
                fresh,
                near,
                again: request.had.contains(&candidate.slug),
                question: candidate.strength.rating,
                chance: request.strength.map(|member| chance(member, candidate.strength)),
            },
        })
        .collect()
}

/// What a deal depends on, all of it.
#[derive(Clone, Debug)]
pub struct DealRequest<'a> {
    /// The questions that may be asked, in any order.
    pub pool: &'a [Candidate],
    /// The member's strength, where the questions are to fit it.
    pub strength: Option<Strength>,
    /// The slugs of those that the member had lately.
    pub had: &'a BTreeSet<String>,
    /// What they ask for.
    pub mode: QuizMode,
    /// How many are wanted.
    pub count: u8,
    /// What chance is seeded with.
    pub seed: i64,
}

/// A question that could be dealt.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its slug.
    pub slug: String,
    /// Its topic's id.
    pub topic: String,
    /// How hard it is.
    pub strength: Strength,
    /// How many choices it has.
    pub choices: u8,
}

/// A question that was dealt.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// Its slug.
    pub slug: String,
    /// Its topic's id.
    pub topic: String,
    /// What it asks for.
    pub ask: Ask,
    /// The order of its choices, by their places in the bank.
    pub order: Vec<u8>,
    /// Why it was dealt.
    pub why: Why,
}

/// What led to a question. Kept with it, so that any deal can be explained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// What chance was seeded with.
    pub seed: i64,
    /// How many questions there were on the topic and level.
    pub pool: usize,
    /// How many of those the member had not had lately.
    pub fresh: usize,
    /// From how many of those chance chose.
    pub near: usize,
    /// Whether the member had it lately.
    pub again: bool,
    /// Its rating at the time.
    pub question: f64,
    /// How likely the member was to get it right, where the questions were to fit their strength.
    pub chance: Option<f64>,
}

impl Why {
    /// Why this question, in two or three plain sentences that do not name it.
    pub fn explain(&self) -> String {
        let from = match (self.again, self.fresh) {
            (true, _) => format!(
                "You had it lately, but of the {} that fit what you asked for there were not enough new ones.",
                questions(self.pool)
            ),
            (false, fresh) => format!(
                "{} {} what you asked for, {fresh} of which you had not had in the last two weeks.",
                questions(self.pool),
                if self.pool == 1 { "fits" } else { "fit" }
            ),
        };
        let chosen = match self.chance {
            Some(chance) => format!(
                "As far as I know your strength, you would get about {} of 10 such questions right. The {} nearest to 6 or 7 of 10 were put \
                 in a hat, and chance drew this one.",
                (chance * 10.0).round(),
                self.near
            ),
            None => format!("Chance drew it from {} of them.", self.near),
        };
        format!("{from} {chosen} (Seed {}.)", self.seed)
    }
}

fn questions(number: usize) -> String {
    if number == 1 { "1 question".to_owned() } else { format!("{number} questions") }
}

/// So many of these, and from how many chance chose.
fn choose<'a>(
    from: &mut Vec<&'a Candidate>,
    strength: Option<Strength>,
    count: usize,
    random: &mut ChaCha8Rng,
) -> (Vec<&'a Candidate>, usize) {
    from.sort_by(|a, b| a.slug.cmp(&b.slug));
    if let Some(member) = strength {
        let off = |candidate: &Candidate| (chance(member, candidate.strength) - FITTING).abs();
        from.sort_by(|a, b| off(a).total_cmp(&off(b)));
        from.truncate(NEAR.max(3 * count));
    }
    let near = from.len();
    let mut chosen = shuffled(std::mem::take(from), random);
    chosen.truncate(count);
    (chosen, near)
}

/// The mode's own; of a mixed quiz each of the three once in every three questions.
fn next_ask(mode: QuizMode, left: &mut Vec<Ask>, random: &mut ChaCha8Rng) -> Ask {
    match mode {
        QuizMode::Choice => Ask::Choice,
        QuizMode::Recall => Ask::Recall,
        QuizMode::Free => Ask::Free,
        QuizMode::Mixed => {
            if left.is_empty() {
                *left = shuffled(vec![Ask::Choice, Ask::Recall, Ask::Free], random);
            }
            left.pop().unwrap_or(Ask::Choice)
        }
    }
}

/// Not the crate's own shuffle, whose way of drawing may change: a deal must be replayable for years.
fn shuffled<T>(mut things: Vec<T>, random: &mut ChaCha8Rng) -> Vec<T> {
    for last in (1..things.len()).rev() {
        let drawn = (u64::from(random.next_u32()) * (last as u64 + 1)) >> 32;
        things.swap(last, usize::try_from(drawn).unwrap_or(last));
    }
    things
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::question::Level;

    fn pool() -> Vec<Candidate> {
        (0..80)
            .map(|number| Candidate {
                slug: format!("q{number:02}"),
                topic: "streams".to_owned(),
                strength: Strength::of_level(Level::ALL[number % 4]),
                choices: 4,
            })
            .collect()
    }

    fn request<'a>(pool: &'a [Candidate], had: &'a BTreeSet<String>, seed: i64) -> DealRequest<'a> {
        DealRequest { pool, strength: None, had, mode: QuizMode::Mixed, count: 6, seed }
    }

    fn slugs(deals: &[Deal]) -> Vec<&str> {
        deals.iter().map(|deal| deal.slug.as_str()).collect()
    }

    #[test]
    fn a_deal_can_be_replayed_and_another_seed_deals_anew() {
        let (pool, had) = (pool(), BTreeSet::new());
        let first = deal(&request(&pool, &had, 1));
        let mut turned = pool.clone();
        turned.reverse();
        assert_eq!(first, deal(&request(&turned, &had, 1)));
        let other = deal(&request(&pool, &had, 2));
        assert_ne!(slugs(&first), slugs(&other));
        let distinct: BTreeSet<&str> = slugs(&first).into_iter().collect();
        assert_eq!(distinct.len(), 6, "no question comes twice");
    }

    #[test]
    fn a_mixed_quiz_asks_in_each_way_and_shuffles_each_questions_choices() {
        let (pool, had) = (pool(), BTreeSet::new());
        let deals = deal(&request(&pool, &had, 7));
        for three in deals.chunks(3) {
            let asks: BTreeSet<Ask> = three.iter().map(|deal| deal.ask).collect();
            assert_eq!(asks.len(), 3);
        }
        let orders: BTreeSet<&[u8]> = deals.iter().map(|deal| deal.order.as_slice()).collect();
        assert!(orders.len() > 1);
        for order in orders {
            let mut sorted = order.to_vec();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3]);
        }
    }

    #[test]
    fn the_questions_fit_the_members_strength_and_it_says_so() {
        let (pool, had) = (pool(), BTreeSet::new());
        let strong = Strength { rating: 1_800.0, deviation: 60.0, volatility: 0.06 };
        let weak = Strength { rating: 1_150.0, ..strong };
        for (member, level) in [(strong, Level::Senior), (weak, Level::Junior)] {
            let fitting = DealRequest { strength: Some(member), ..request(&pool, &had, 3) };
            for dealt in deal(&fitting) {
                assert_eq!(dealt.why.question, Strength::of_level(level).rating);
                assert!(dealt.why.explain().contains("of 10 such questions right"), "{}", dealt.why.explain());
            }
        }
    }

    #[test]
    fn what_one_had_lately_comes_only_when_there_is_nothing_else() {
        let pool = pool();
        let had: BTreeSet<String> = pool.iter().skip(4).map(|candidate| candidate.slug.clone()).collect();
        let dealt = deal(&request(&pool, &had, 5));
        assert_eq!(dealt.iter().filter(|deal| !deal.why.again).count(), 4);
        assert!(dealt[..4].iter().all(|deal| !had.contains(&deal.slug)));
        assert!(dealt[5].why.explain().starts_with("You had it lately"));
        assert_eq!(deal(&request(&pool[..2], &had, 5)).len(), 2, "there are no more");
    }
}
