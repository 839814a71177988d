//! Text -> the parts within which a phrase is looked for: sentences, bullets, rows of a table, blocks of code. Quoted lines are
//! left out. Cut by rules that suit chat: a line break ends a sentence, unless the line was wrapped by hand.

use std::ops::Range;

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// What it is.
    pub kind: SegmentKind,
}

/// What a part of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// A sentence.
    Sentence,
    /// A sentence that asks.
    Question,
    /// A bullet, whole, however many sentences it has; or a row of a table.
    Item,
    /// A block of code.
    Code,
}

/// A line at least this long that goes on in lower case was wrapped by hand, in bytes.
const WRAPPED_FROM: usize = 60;

/// The parts of a text, in order.
pub fn segments(text: &str) -> Vec<Segment> {
    let mut cut = Cutter { text, done: Vec::new(), open: None };
    let mut fence: Option<(char, usize)> = None;
    let mut last_line = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = start..start + line.trim_end().len();
        start += line.len();
        let bare = line.trim();
        if let Some((mark, from)) = fence {
            if bare.starts_with(&mark.to_string().repeat(3)) {
                cut.code(from..span.start);
                fence = None;
            } else if bare.ends_with("```") && mark == '`' {
                cut.code(from..span.end - 3);
                fence = None;
            }
            continue;
        }
        if let Some(mark) = ['`', '~'].into_iter().find(|mark| bare.starts_with(&mark.to_string().repeat(3))) {
            cut.close();
            let inner = span.end - bare.len() + 3;
            match text[inner.min(span.end)..span.end].find("```") {
                Some(length) => cut.code(inner..inner + length),
                None => fence = Some((mark, span.end)),
            }
            continue;
        }
        if bare.starts_with(">>> ") {
            // Discord quotes all that follows.
            cut.close();
            return cut.done;
        }
        if bare == ">" || bare.starts_with("> ") {
            cut.close();
            continue;
        }
        if bare.is_empty() {
            cut.close();
        } else if let Some(row) = bare.strip_prefix('|') {
            cut.close();
            if row.contains(char::is_alphanumeric) {
                cut.done.push(Segment { span, kind: SegmentKind::Item });
            }
        } else if let Some(mark) = bullet_length(bare) {
            cut.close();
            cut.open = Some((span.end - bare.len() + mark..span.end, true));
        } else if cut.goes_on(bare, line, last_line) {
            if let Some((open, _)) = &mut cut.open {
                open.end = span.end;
            }
        } else {
            cut.close();
            cut.open = Some((span.end - bare.len()..span.end, false));
        }
        last_line = bare.len();
    }
    if let Some((_, from)) = fence {
        cut.code(from..text.len());
    }
    cut.close();
    cut.done
}

struct Cutter<'a> {
    text: &'a str,
    done: Vec<Segment>,
    /// The block that may go on, and whether it is a bullet.
    open: Option<(Range<usize>, bool)>,
}

impl Cutter<'_> {
    fn goes_on(&self, bare: &str, line: &str, last_line: usize) -> bool {
        match &self.open {
            None => false,
            Some((_, bullet)) => {
                (*bullet && line.starts_with("  "))
                    || (last_line >= WRAPPED_FROM && bare.starts_with(|c: char| c.is_lowercase() || "`(*_".contains(c)))
            }
        }
    }

    fn close(&mut self) {
        let Some((span, bullet)) = self.open.take() else { return };
        if bullet {
            for part in split(self.text, span, |text, at| text[at..].starts_with([';', '；'])) {
                self.done.push(Segment { span: part, kind: SegmentKind::Item });
            }
        } else {
            for part in split(self.text, span, ends_here) {
                let asks =
                    self.text[part.clone()].trim_end_matches(['"', ')', '*', '_', '”']).ends_with(['?', '？', '؟']);
                let kind = if asks { SegmentKind::Question } else { SegmentKind::Sentence };
                self.done.push(Segment { span: part, kind });
            }
        }
    }

    /// A block of code, of which the comments are sentences.
    fn code(&mut self, span: Range<usize>) {
        let mut start = span.start;
        let mut comments = Vec::new();
        let mut code = span.start..span.start;
        for line in self.text[span.clone()].split_inclusive('\n') {
            let comment =
                ["// ", "# ", "-- "].iter().filter_map(|mark| line.find(mark).map(|at| at + mark.len())).min();
            if let Some(at) = comment {
                let end = start + line.trim_end().len();
                comments.push(Segment { span: start + at.min(line.trim_end().len())..end, kind: SegmentKind::Item });
                self.push_code(code.start..start + at);
                code.start = start + line.len();
            }
            start += line.len();
            code.end = start;
        }
        self.push_code(code);
        self.done.extend(comments);
    }

    fn push_code(&mut self, span: Range<usize>) {
        if span.start < span.end && self.text[span.clone()].contains(char::is_alphanumeric) {
            self.done.push(Segment { span, kind: SegmentKind::Code });
        }
    }
}

/// How long a bullet's mark is, with the space after it.
fn bullet_length(bare: &str) -> Option<usize> {
    let mark = ["- ", "* ", "+ ", "• ", "– ", "— ", "→ ", "-> ", "#"].into_iter().find(|mark| bare.starts_with(mark));
    if let Some(mark) = mark {
        return Some(mark.len());
    }
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let number = (1..=2).contains(&digits) && [". ", ") "].iter().any(|mark| bare[digits..].starts_with(mark));
    number.then_some(digits + 2)
}

/// Cuts a span after every character at which `ends` says so; the parts are trimmed and hold a letter or digit.
fn split(text: &str, span: Range<usize>, ends: impl Fn(&str, usize) -> bool) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = span.start;
    let mut push = |part: Range<usize>| {
        let inner = &text[part.clone()];
        if inner.contains(char::is_alphanumeric) {
            let from = part.start + (inner.len() - inner.trim_start().len());
            parts.push(from..from + inner.trim().len());
        }
    };
    for (offset, char) in text[span.clone()].char_indices() {
        let at = span.start + offset;
        if ends(text, at) {
            let end = at + char.len_utf8();
            push(start..end);
            start = end;
        }
    }
    push(start..span.end);
    parts
}

/// Whether the sentence ends with the character at `at`.
fn ends_here(text: &str, at: usize) -> bool {
    let Some(char) = text[at..].chars().next() else { return false };
    let rest = &text[at + char.len_utf8()..];
    match char {
        ';' | '；' | '。' | '！' | '？' | '؟' => true,
        '.' | '!' | '?' | '…' => {
            let after = rest.trim_start_matches(['"', ')', '*', '_', '`', '”', '\'']);
            let before = text[..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
            let short = matches!(
                before.to_lowercase().as_str(),
                "e.g" | "i.e" | "eg" | "ie" | "vs" | "etc" | "cf" | "approx" | "resp"
            );
            (after.is_empty() || after.starts_with(char::is_whitespace)) && !(char == '.' && short)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let seen: Vec<String> = segments(text)
            .into_iter()
            .map(|segment| {
                let mark = match segment.kind {
                    SegmentKind::Sentence => ".",
                    SegmentKind::Question => "?",
                    SegmentKind::Item => "-",
                    SegmentKind::Code => "#",
                };
                format!("{mark} {}", text[segment.span].trim().replace('\n', "/"))
            })
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        check(
            "It waits (e.g. for I/O). Does it? yes; Node.js 1.5 too\nnext line",
            &[". It waits (e.g. for I/O).", "? Does it?", ". yes;", ". Node.js 1.5 too", ". next line"],
        );
    }

    #[test]
    fn a_line_wrapped_by_hand_goes_on() {
        check(
            "A line that somebody wrapped at seventy columns or so, because mail was\nlike that. Short\nnext",
            &[
                ". A line that somebody wrapped at seventy columns or so, because mail was/like that.",
                ". Short",
                ". next",
            ],
        );
    }

    #[test]
    fn bullets_and_rows_are_whole_and_quotes_are_left_out() {
        check(
            "> What is it?\n- One. And two;\n  three\n2) four\n\n| a | b |\n| --- | --- |\n| c. d | e |",
            &["- One. And two;", "- three", "- four", "- | a | b |", "- | c. d | e |"],
        );
        check("mine\n>>> theirs\nall of it", &[". mine"]);
    }

    #[test]
    fn code_is_apart_and_its_comments_are_text() {
        check(
            "So:\n```js\nawait pipeline(a, b); // cleans up\nend()\n```\nDone ```x```",
            &[". So:", "# await pipeline(a, b); //", "# end()", "- cleans up", ". Done ```x```"],
        );
        check("```never closed\ncode", &["# code"]);
    }
}
