//! Text for Discord: the bank's Markdown fitted to what Discord renders, long texts cut where a reader would, and what members
//! wrote made harmless.

/// The most characters of one embed's description that we use; Discord takes 4,096.
pub const DESCRIPTION: usize = 3_900;
/// The most characters of a field's value.
pub const FIELD: usize = 1_024;
/// The most characters of all embeds of a message that we use; Discord takes 6,000.
pub const MESSAGE: usize = 5_800;
/// The widest table that a phone shows without breaking its lines, in characters.
const TABLE_WIDTH: usize = 44;

/// How long Discord takes a text to be: in UTF-16 units, the strictest of the ways in which its parts count.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Cuts a text to at most `limit`, ending in `…` where something is missing.
pub fn shorten(text: &str, limit: usize) -> String {
    if length(text) <= limit {
        return text.to_owned();
    }
    let mut short = take(text, limit.saturating_sub(1)).trim_end().to_owned();
    short.push('…');
    short
}

/// The longest start of `text` of at most `limit`, whole characters only.
fn take(text: &str, limit: usize) -> &str {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += character.len_utf16();
        if used > limit {
            return &text[..at];
        }
    }
    text
}

/// Splits Markdown into pieces of at most `limit`: between paragraphs if it can be, else between lines, else between words. A code
/// block that does not fit is closed at a line's end and opened again in the next piece, in its language. Nothing is dropped.
pub fn split(markdown: &str, limit: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for block in blocks(markdown) {
        for part in fit(block, limit) {
            let gap = if piece.is_empty() { 0 } else { 2 };
            if length(&piece) + gap + length(&part) > limit && !piece.is_empty() {
                pieces.push(std::mem::take(&mut piece));
            }
            if !piece.is_empty() {
                piece.push_str("\n\n");
            }
            piece.push_str(&part);
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// Paragraphs and code blocks, in order, without the blank lines between them.
fn blocks(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block = String::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let mark = fence_mark(line);
        match (fence, mark) {
            (None, Some(open)) => fence = Some(open),
            (Some(open), Some(close)) if close.starts_with(open) && line.trim().trim_start_matches('`').is_empty() => {
                fence = None
            }
            _ => {}
        }
        if fence.is_none() && mark.is_none() && line.trim().is_empty() {
            if !block.is_empty() {
                blocks.push(std::mem::take(&mut block));
            }
            continue;
        }
        if !block.is_empty() {
            block.push('\n');
        }
        block.push_str(line);
    }
    if !block.is_empty() {
        blocks.push(block);
    }
    blocks
}

/// The backticks of a line that opens or closes a code block.
fn fence_mark(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches("> ");
    let ticks = line.len() - line.trim_start_matches('`').len();
    (ticks >= 3).then(|| &line[..ticks])
}

/// A block as parts of at most `limit` each.
fn fit(block: String, limit: usize) -> Vec<String> {
    if length(&block) <= limit {
        return vec![block];
    }
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut fence: Option<String> = None;
    for line in block.lines() {
        // What stays open after this line will need a line to close it.
        let open_after = fence.is_some() != fence_mark(line).is_some();
        let closing = if open_after { 4 } else { 0 };
        for piece in words(line, limit.saturating_sub(24).max(8)) {
            if !part.is_empty() && length(&part) + 1 + length(&piece) + closing > limit {
                if fence.is_some() {
                    part.push_str("\n```");
                }
                parts.push(std::mem::take(&mut part));
                if let Some(open) = &fence {
                    part.push_str(open);
                }
            }
            if !part.is_empty() {
                part.push('\n');
            }
            part.push_str(&piece);
        }
        if fence_mark(line).is_some() {
            fence = match fence {
                None => Some(take(line.trim(), 20).to_owned()),
                Some(_) => None,
            };
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// A line as pieces of at most `limit`, cut between words where there are any.
fn words(line: &str, limit: usize) -> Vec<String> {
    let mut rest = line;
    let mut pieces = Vec::new();
    while length(rest) > limit {
        let start = take(rest, limit);
        // A piece must not begin with backticks, which would open a code block there.
        let opens_nothing = |at: &usize| !rest[*at..].trim_start().starts_with("```");
        let gap = |at: &usize| *at > start.len() / 2 && opens_nothing(at);
        let within = || start.char_indices().map(|(at, _)| at).skip(1).filter(opens_nothing).last();
        let cut = start.match_indices(' ').map(|(at, _)| at).rfind(gap).or_else(within).unwrap_or(start.len());
        pieces.push(rest[..cut].to_owned());
        rest = rest[cut..].trim_start_matches(' ');
    }
    pieces.push(rest.to_owned());
    pieces
}

/// The bank's Markdown as Discord shows it best: tables, which it does not know, become a code block where they are narrow
/// enough for a phone, and a list where they aren't.
pub fn discord(markdown: &str) -> String {
    let mut shown: Vec<String> = Vec::new();
    let mut lines = markdown.lines().peekable();
    let mut fenced = false;
    while let Some(line) = lines.next() {
        fenced ^= fence_mark(line).is_some();
        if fenced || !line.trim_start().starts_with('|') {
            shown.push(line.to_owned());
            continue;
        }
        let mut rows = vec![cells(line)];
        while let Some(row) = lines.next_if(|line| line.trim_start().starts_with('|')) {
            rows.push(cells(row));
        }
        rows.retain(|row| !row.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':' | ' '))));
        shown.push(table(&rows));
    }
    shown.join("\n")
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut characters = line.trim().trim_start_matches('|').trim_end_matches('|').chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some('|')) => {}
            ('|', _) if cells.last().is_none_or(|cell| !cell.ends_with('\\')) => cells.push(String::new()),
            _ => cells.last_mut().expect("never empty").push(character),
        }
        if character == '\\' && characters.peek() == Some(&'|') {
            characters.next();
            cells.last_mut().expect("never empty").push('|');
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let plain = |cell: &String| cell.replace(['`', '*'], "");
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| plain(cell).chars().count()).max().unwrap_or(0)
        })
        .collect();
    let Some((head, body)) = rows.split_first() else { return String::new() };
    if widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1) <= TABLE_WIDTH {
        let line = |row: &Vec<String>| {
            let padded = row.iter().map(plain).zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        let rule = widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  ");
        let body = body.iter().map(line).collect::<Vec<_>>().join("\n");
        return format!("```text\n{}\n{rule}\n{body}\n```", line(head));
    }
    let mut list = Vec::new();
    for row in body {
        let Some((name, values)) = row.split_first() else { continue };
        list.push(format!("- **{}**", name.replace("**", "")));
        for (value, column) in values.iter().zip(head.iter().skip(1)).filter(|(value, _)| !value.is_empty()) {
            list.push(format!("  - {}: {value}", column.replace("**", "")));
        }
    }
    list.join("\n")
}

/// What a member wrote, as a quotation that stays one: every line is marked, code blocks are closed, headings and links are shown as
/// they were typed, and characters that turn or hide text are gone. (Pings are stopped where messages are sent.)
pub fn quote(text: &str) -> String {
    let mut fenced = false;
    let mut lines: Vec<String> = Vec::new();
    for line in visible(text).lines() {
        if fence_mark(line).is_some() {
            fenced = !fenced;
            lines.push(format!("> {}", line.trim_start().trim_start_matches('>').trim_start()));
        } else if fenced {
            lines.push(format!("> {}", line.replace("```", "'''")));
        } else {
            lines.push(format!("> {}", harmless(line)));
        }
    }
    if fenced {
        lines.push("> ```".to_owned());
    }
    lines.join("\n")
}

/// A few words of a member's, on one line, harmless within a sentence.
pub fn excerpt(text: &str, limit: usize) -> String {
    let line = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(&harmless(&line.replace('`', "'")), limit)
}

/// A name that an organizer gave, for a sentence.
pub fn name(text: &str) -> String {
    excerpt(text, 80)
}

/// Without characters that are there to mislead: bidirectional controls and invisible spaces. The joiner that emoji need stays.
fn visible(text: &str) -> String {
    text.chars()
        .filter(|character| {
            !matches!(
                character,
                '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
                    | '\u{FEFF}' | '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'
            )
        })
        .collect()
}

/// A line outside code blocks: what would start a heading, a quote or a list, link somewhere else than it says, or mention
/// somebody, is shown as it was typed. Inline code is left alone.
fn harmless(line: &str) -> String {
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut shown = String::with_capacity(line.len() + 8);
    let mut code = false;
    for (at, character) in line.char_indices() {
        if character == '`' && balanced {
            code = !code;
        }
        let first = line[..at].trim().is_empty();
        let escape = !code
            && match character {
                '[' | ']' | '|' | '<' => true,
                '`' => !balanced,
                '#' | '>' | '-' => first,
                '@' => true,
                _ => false,
            };
        if escape {
            shown.push('\\');
        }
        shown.push(character);
    }
    shown
}

/// `1 point`, `2 points`.
pub fn count(number: impl Into<i64>, noun: &str) -> String {
    let number = number.into();
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_split_between_paragraphs() {
        assert_eq!(split("one two\n\nthree four\n\nfive", 20), ["one two\n\nthree four", "five"]);
    }

    #[test]
    fn a_code_block_that_fits_is_never_cut() {
        let code = "```js\nlet a = 1;\n\nlet b = 2;\n```";
        assert_eq!(split(&format!("before it\n\n{code}\n\nafter"), 40), ["before it", &format!("{code}\n\nafter")]);
    }

    #[test]
    fn a_code_block_that_does_not_fit_is_closed_and_opened_again() {
        let code = format!("```js\n{}\n```", vec!["x();"; 20].join("\n"));
        let pieces = split(&code, 60);
        assert!(pieces.len() > 1);
        for piece in &pieces {
            assert!(piece.starts_with("```js\n") && piece.ends_with("\n```"), "{piece}");
            assert!(length(piece) <= 60);
        }
        assert_eq!(pieces.concat().matches("x();").count(), 20);
    }

    #[test]
    fn a_narrow_table_becomes_a_code_block_and_a_wide_one_a_list() {
        assert_eq!(discord("| a | b |\n|---|---|\n| `x` | y |"), "```text\na  b\n─  ─\nx  y\n```");
        let wide = discord(&format!("| name | what |\n|---|---|\n| one | {} |", "word ".repeat(20)));
        assert!(wide.starts_with("- **one**\n  - what: word"), "{wide}");
    }

    #[test]
    fn a_quotation_cannot_be_left() {
        assert_eq!(quote("# Big\n```js\nopen"), "> \\# Big\n> ```js\n> open\n> ```");
        assert_eq!(quote("[a](http://b)"), "> \\[a\\](http://b)");
        assert_eq!(quote("a\u{202E}b\u{200B}c"), "> abc");
        assert_eq!(quote("@everyone `@here`"), "> \\@everyone `@here`");
    }

    proptest! {
        #[test]
        fn splitting_keeps_every_word_and_the_limit(text in "([a-zäß😀]{1,30}[ \n]{1,2}|```\n){0,60}", limit in 40usize..200) {
            let pieces = split(&text, limit);
            for piece in &pieces {
                prop_assert!(length(piece) <= limit, "{} > {limit}: {piece}", length(piece));
                let marks = |text: &str| text.lines().filter(|line| fence_mark(line).is_some()).count();
                prop_assert!(marks(&text) % 2 == 1 || marks(piece) % 2 == 0, "an open code block: {piece}");
            }
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic() || *c == '😀').collect::<String>();
            prop_assert_eq!(letters(&pieces.concat()), letters(&text));
        }

        #[test]
        fn every_line_of_a_quotation_is_marked(text in any::<String>()) {
            let quoted = quote(&text);
            prop_assert!(quoted.lines().all(|line| line.starts_with('>')));
            prop_assert_eq!(quoted.lines().filter(|line| fence_mark(line).is_some()).count() % 2, 0);
        }
    }
}
