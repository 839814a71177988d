//! How much a word tells: the rarer among the bank's questions, the more. The counts are compiled in, so that a question is graded
//! the same whatever bank it comes from; `cargo bench --bench grader -- --rarity` counts again.

use std::collections::HashMap;
use std::sync::LazyLock;

/// In how many questions of how many each stem occurs, if in several.
static COUNTS: LazyLock<(f64, HashMap<&'static str, f64>)> = LazyLock::new(|| {
    let mut lines = include_str!("rarity.txt").lines();
    let all = lines.next().and_then(|line| line.parse().ok()).unwrap_or(1.0);
    let counts = lines.filter_map(|line| {
        let (stem, count) = line.split_once(' ')?;
        Some((stem, count.parse().ok()?))
    });
    (all, counts.collect())
});

/// The count that is assumed for stems that are not in the table.
const UNSEEN: f64 = 1.0;

/// From 0, for a word that every question has, to about 5.
pub fn rarity(stem: &str) -> f64 {
    let (all, counts) = &*COUNTS;
    let count = counts.get(stem).copied().unwrap_or(UNSEEN);
    ((all + 1.0) / (count + 0.5)).ln().max(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::stem;
    use super::*;

    #[test]
    fn words_of_every_question_tell_least() {
        assert!(rarity(&stem("request")) < rarity(&stem("jitter")));
        assert!(rarity(&stem("jitter")) <= rarity("never-seen"));
        assert!(rarity("never-seen") < 6.0);
    }
}
