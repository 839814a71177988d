//! Text -> tokens. A word that is written with hyphens, dots or underscores becomes several tokens whose [`Gap`] remembers what
//! joined them, so that `event-loop`, `event loop` and `process.nextTick` can be looked for in any of their spellings.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use super::words;

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing but spaces, or the beginning.
    Space,
    /// A hyphen without spaces.
    Hyphen,
    /// A dot without spaces: `process.nextTick`.
    Dot,
    /// An underscore: `UV_THREADPOOL_SIZE`.
    Underscore,
    /// Nothing at all, between a number and its unit: `64KiB`.
    Unit,
    /// A slash.
    Slash,
    /// A comma.
    Comma,
    /// A bracket that is not a call's, a dash, a colon, an arrow: another clause begins.
    Break,
    /// The end of a sentence, or a table's cell.
    Stop,
}

impl Gap {
    /// True when the two tokens are one word to the eye.
    pub fn joins(self) -> bool {
        matches!(self, Gap::Hyphen | Gap::Dot | Gap::Underscore | Gap::Unit)
    }
}

/// One word, or one part of a joined word.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// In lower case, apostrophes straight.
    pub word: String,
    /// What all inflections of the word share.
    pub stem: String,
    /// What stands before it.
    pub gap: Gap,
    /// True for a word too common to tell anything.
    pub small: bool,
}

/// The tokens of a part of a text; `span`s count from the text's beginning.
pub fn tokens(text: &str, part: Range<usize>) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut between = String::new();
    let mut skip_until = part.start;
    for (offset, piece) in text[part.clone()].split_word_bound_indices() {
        let start = part.start + offset;
        if start < skip_until {
            continue;
        }
        if let Some(length) = address_length(&text[start..part.end], &between) {
            skip_until = start + length;
            between.push(' ');
        } else if piece.chars().any(char::is_alphanumeric) {
            push_parts(&mut found, piece, start, &between);
            between.clear();
        } else {
            between.push_str(piece);
        }
    }
    found
}

/// What the inflections of a lower-case word share.
pub fn stem(word: &str) -> String {
    let base = words::base_form(word);
    if base.len() < 3 || !base.bytes().all(|b| b.is_ascii_lowercase()) {
        return base.to_owned();
    }
    let american = american(base);
    let stem = Stemmer::create(Algorithm::English).stem(american.as_deref().unwrap_or(base)).into_owned();
    // The stemmer leaves a "y" that it turned into "i" in some words only ("query", "queries").
    words::base_form(&stem).to_owned()
}

/// "serialise" -> "serialize". The same is done to "promise", which harms nobody since it is done everywhere.
fn american(word: &str) -> Option<String> {
    ["ise", "ised", "ises", "ising", "isation", "isations", "iser", "isers"].iter().find_map(|ending| {
        let root = word.strip_suffix(ending)?;
        (root.len() >= 4).then(|| format!("{root}iz{}", &ending[2..]))
    })
}

/// How long the thing at the beginning of `rest` is, if it is no text: a URL, a link's target, a mention, an emoji.
fn address_length(rest: &str, between: &str) -> Option<usize> {
    let until = |ends: &[char]| rest.find(ends).unwrap_or(rest.len());
    if rest.starts_with("http://") || rest.starts_with("https://") {
        return Some(until(&[' ', '\n', '\t', ')', '>', '|']).max(1));
    }
    if rest.starts_with('(') && between.ends_with(']') {
        return rest.find(')').map(|end| end + 1);
    }
    let mention = ["<@", "<#", "<:", "<a:", "<t:", "<id:", "</"].iter().any(|opening| rest.starts_with(opening));
    if mention {
        return rest.find(['>', '\n', ' ']).filter(|end| rest[*end..].starts_with('>')).map(|end| end + 1);
    }
    None
}

/// Splits a word as Unicode sees it at what is neither a letter nor a digit.
fn push_parts(found: &mut Vec<Token>, piece: &str, start: usize, between: &str) {
    let mut gap = gap(between, found.is_empty());
    let mut word = String::new();
    let mut span = start..start;
    let mut chars = piece.char_indices().peekable();
    let mut push = |word: &mut String, span: Range<usize>, gap: Gap| {
        if !word.is_empty() {
            found.push(token(std::mem::take(word), span, gap));
            true
        } else {
            false
        }
    };
    let mut before: Option<char> = None;
    while let Some((offset, char)) = chars.next() {
        let at = start + offset;
        let next = chars.peek().map(|(_, next)| *next);
        let in_number = before.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
        let apostrophe = matches!(char, '\'' | '’' | 'ʼ');
        if char.is_alphanumeric() {
            // "64KiB", but not "4xx", "s3" or "2fa": a unit has its own weight only after two digits or a capital.
            let unit = char.is_alphabetic()
                && !word.is_empty()
                && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                && (char.is_uppercase()
                    || matches!(piece[offset..].to_lowercase().as_str(), "k" | "ms" | "kb" | "mb" | "s" | "gb"));
            if unit && push(&mut word, span.clone(), gap) {
                gap = Gap::Unit;
            }
            if word.is_empty() {
                span.start = at;
            }
            word.extend(char.to_lowercase());
            span.end = at + char.len_utf8();
        } else if apostrophe && !word.is_empty() {
            word.push('\'');
        } else if in_number && matches!(char, ',' | '_') {
            // 10,000
        } else if in_number && char == '.' {
            word.push('.');
        } else if matches!(char, '.' | '_' | ':' | ',') && push(&mut word, span.clone(), gap) {
            gap = match char {
                '.' => Gap::Dot,
                '_' => Gap::Underscore,
                _ => Gap::Break,
            };
        }
        // Anything else inside a word is invisible: soft hyphens, joiners, marks.
        before = Some(char);
    }
    push(&mut word, span, gap);
}

fn token(word: String, span: Range<usize>, gap: Gap) -> Token {
    let mut word = word;
    if let Some(owner) = word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')) {
        word.truncate(owner.len());
    }
    let small = words::SMALL.contains(word.as_str());
    let stem = stem(&word);
    Token { span, word, stem, gap, small }
}

fn gap(between: &str, first: bool) -> Gap {
    if first {
        return Gap::Space;
    }
    // A call's brackets say nothing, and neither do marks of emphasis and code.
    let bare: String =
        between.replace("()", "").chars().filter(|c| !matches!(c, '`' | '*' | '~' | '"' | '\'')).collect();
    match bare.as_str() {
        "" | " " => Gap::Space,
        "-" | "\u{2010}" | "\u{2011}" => Gap::Hyphen,
        "." => Gap::Dot,
        "/" => Gap::Slash,
        _ => bare
            .char_indices()
            .map(|(at, char)| match char {
                '.' | '!' | '?' | '…' | '|' | '。' | '！' | '？' => Gap::Stop,
                '(' | '[' | '{' if at == 0 => Gap::Space,
                '(' | ')' | '{' | '}' | ':' | '–' | '—' | '→' | '>' | '=' | '⇒' => Gap::Break,
                '-' if bare.contains(" -") || bare.contains("- ") || bare.contains("--") => Gap::Break,
                ',' | '、' | '，' | '،' => Gap::Comma,
                '/' | '\\' => Gap::Slash,
                _ => Gap::Space,
            })
            .max()
            .unwrap_or(Gap::Space),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let seen: Vec<String> = tokens(text, 0..text.len())
            .into_iter()
            .map(|token| {
                let mark = match token.gap {
                    Gap::Space => "",
                    Gap::Hyphen => "-",
                    Gap::Dot => ".",
                    Gap::Underscore => "_",
                    Gap::Unit => "+",
                    Gap::Slash => "/",
                    Gap::Comma => ",",
                    Gap::Break => ":",
                    Gap::Stop => "|",
                };
                format!("{mark}{}", token.word)
            })
            .collect();
        assert_eq!(seen.join(" "), expected);
    }

    #[test]
    fn words_fall_apart_where_people_join_them() {
        check("the event-loop's process.nextTick()", "the event -loop process .nexttick");
        check("UV_THREADPOOL_SIZE is 64KiB, 10,000 of 4xx", "uv _threadpool _size is 64 +kib ,10000 of 4xx");
        check("I/O and `write(chunk)` returns", "i /o and write chunk :returns");
        check("it doesn’t (really) — no. Yes", "it doesn't :really :no |yes");
        check("setImmediate() runs", "setimmediate runs");
    }

    #[test]
    fn addresses_are_no_words() {
        check("see [the docs](https://nodejs.org/api) or https://a.b/c?d=e now", "see the docs or now");
        check("<@123> thanks <:ok:55>", "thanks");
    }

    #[test]
    fn inflections_share_a_stem() {
        for (one, other) in [
            ("destroys", "destroying"),
            ("sent", "sends"),
            ("queries", "query"),
            ("serialise", "serialized"),
            ("asynchronous", "async"),
            ("behaviour", "behavior"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        assert_ne!(stem("chair"), stem("air"));
    }
}
