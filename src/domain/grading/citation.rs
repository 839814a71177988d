//! Which piece of an answer is shown as evidence.

use std::ops::Range;

use super::tokens::Token;

/// The longest piece that is cited, in characters.
const LONGEST_CITATION: usize = 160;

/// The piece to cite: the whole segment if it is short, else the words found with what fits around them.
pub fn citation(answer: &str, segment: &Range<usize>, core: Range<usize>, tokens: &[Token]) -> Range<usize> {
    let length = |span: &Range<usize>| answer[span.clone()].chars().count();
    let inner = &answer[segment.clone()];
    let start = segment.start + (inner.len() - inner.trim_start().len());
    let whole = start..start + inner.trim().len();
    if length(&whole) <= LONGEST_CITATION {
        return whole;
    }
    if length(&core) > LONGEST_CITATION {
        let cut = answer[core.clone()].char_indices().nth(LONGEST_CITATION).map_or(core.end, |(at, _)| core.start + at);
        let end = tokens.iter().map(|token| token.span.end).filter(|end| *end <= cut && *end > core.start).max();
        return core.start..end.unwrap_or(cut);
    }
    let mut span = core;
    let starts = tokens.iter().rev().map(|token| token.span.start);
    if let Some(start) = starts
        .filter(|start| *start < span.start)
        .take_while(|start| length(&(*start..span.end)) <= LONGEST_CITATION)
        .last()
    {
        span.start = start;
    }
    let ends = tokens.iter().map(|token| token.span.end);
    if let Some(end) =
        ends.filter(|end| *end > span.end).take_while(|end| length(&(span.start..*end)) <= LONGEST_CITATION).last()
    {
        span.end = end;
    }
    span
}
