//! Windows: a sentence of an answer or two neighbors, and which words of the vocabulary stand in them.

use super::reading::Reading;
use super::vocabulary::Id;

/// One or two parts of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// The first.
    pub first: usize,
    /// The last: the first again, or the next.
    pub last: usize,
}

impl Window {
    /// Their places.
    pub fn parts(self) -> impl Iterator<Item = usize> {
        [Some(self.first), (self.last != self.first).then_some(self.last)].into_iter().flatten()
    }
}

/// Which words of the vocabulary stand somewhere.
#[derive(Clone, Debug, Default)]
pub struct Seen(Vec<u64>);

impl Seen {
    fn of(reading: &Reading) -> Seen {
        let mut seen = Seen(Vec::new());
        for (id, hits) in reading.hits.all() {
            if id % 64 == 0 {
                seen.0.push(0);
            }
            if hits.iter().any(|hit| !hit.undone && !reading.echoed[hit.from]) {
                seen.0[id / 64] |= 1 << (id % 64);
            }
        }
        seen
    }

    /// Whether the word does.
    pub fn has(&self, id: Id) -> bool {
        self.0.get(id / 64).is_some_and(|bits| bits >> (id % 64) & 1 == 1)
    }

    /// Together with others.
    pub fn with(&self, other: &Seen) -> Seen {
        let (long, short) = if self.0.len() < other.0.len() { (other, self) } else { (self, other) };
        Seen(long.0.iter().enumerate().map(|(at, bits)| bits | short.0.get(at).copied().unwrap_or(0)).collect())
    }
}

/// A window, looked at.
#[derive(Debug)]
pub struct View {
    /// Where it is.
    pub window: Window,
    /// What stands in it.
    pub seen: Seen,
}

impl View {
    /// Each of these parts of an answer alone, and with the next.
    pub fn all(readings: &[Reading], parts: &[usize]) -> Vec<View> {
        let single = |at: &usize| View { window: Window { first: *at, last: *at }, seen: Seen::of(&readings[*at]) };
        let mut views: Vec<View> = parts.iter().map(single).collect();
        for at in 1..parts.len() {
            let (one, other) = (&views[at - 1], &views[at]);
            views.push(View {
                window: Window { first: one.window.first, last: other.window.last },
                seen: one.seen.with(&other.seen),
            });
        }
        views
    }

    /// True for one part alone.
    pub fn is_single(&self) -> bool {
        self.window.first == self.window.last
    }
}
