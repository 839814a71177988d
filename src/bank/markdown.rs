//! The little that the bank knows of Markdown: fences, blocks, lists of lists, and undoing an author's line breaks.

/// A line of a file and its number, counted from 1.
pub type Line<'a> = (usize, &'a str);

/// An entry of a list, with the entries below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Where it begins.
    pub line: usize,
    /// Its text on one line, without the bullet.
    pub text: String,
    /// The entries below it: where each begins, and its text.
    pub below: Vec<(usize, String)>,
}

/// Follows a text line by line and knows which lines are code.
#[derive(Debug, Default)]
pub struct Fences(Option<String>);

/// What a line is to a [`Fences`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FenceLine {
    /// Not code.
    Outside,
    /// The line with the language.
    Opens,
    /// Code.
    Inside,
    /// The last line.
    Closes,
}

impl Fences {
    /// Goes on to the next line.
    pub fn step(&mut self, line: &str) -> FenceLine {
        let bare = line.trim();
        let mark = |char: char| bare.chars().take_while(|c| *c == char).count();
        match &self.0 {
            Some(mark) if bare.starts_with(mark.as_str()) && bare.trim_start_matches(&mark[..1]).is_empty() => {
                self.0 = None;
                FenceLine::Closes
            }
            Some(_) => FenceLine::Inside,
            None => match ['`', '~'].into_iter().find(|char| mark(*char) >= 3) {
                Some(char) => {
                    self.0 = Some(char.to_string().repeat(mark(char)));
                    FenceLine::Opens
                }
                None => FenceLine::Outside,
            },
        }
    }

    /// True while a fence is open.
    pub fn is_open(&self) -> bool {
        self.0.is_some()
    }
}

/// Text with every paragraph and list entry on one line of its own, since Discord shows each line break it gets. Code, tables and
/// hard breaks stay as they are.
pub fn unwrapped(lines: &[Line<'_>]) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut fences = Fences::default();
    let mut open = false;
    for (_, line) in lines {
        let bare = line.trim();
        if fences.step(line) != FenceLine::Outside {
            blocks.push(line.trim_end().to_owned());
            open = false;
        } else if bare.is_empty() {
            if blocks.last().is_some_and(|last| !last.is_empty()) {
                blocks.push(String::new());
            }
            open = false;
        } else if bare.starts_with('|') || bare.starts_with('>') {
            blocks.push(bare.to_owned());
            open = false;
        } else if let Some(last) = blocks.last_mut().filter(|last| open && !begins_entry(bare, last)) {
            last.push(' ');
            last.push_str(bare.trim_end_matches('\\').trim_end());
            open = !is_hard_break(line);
        } else {
            blocks.push(line.trim_end().trim_end_matches('\\').trim_end().to_owned());
            open = !is_hard_break(line);
        }
    }
    blocks.join("\n").trim().to_owned()
}

/// Whether a line behind a block that is open is a list's entry. As in Markdown, a paragraph goes on with a number that happens to
/// stand at the beginning of a line, unless it is 1: "it answers with / 429. Then …".
fn begins_entry(bare: &str, open: &str) -> bool {
    let is_number = |mark: &str| mark.starts_with(|c: char| c.is_ascii_digit());
    bullet(bare).is_some_and(|mark| {
        !is_number(mark) || mark.starts_with("1.") || mark.starts_with("1)") || bullet(open.trim_start()).is_some()
    })
}

/// True for a line after which Markdown breaks.
pub fn is_hard_break(line: &str) -> bool {
    line.ends_with("  ") || line.ends_with('\\')
}

/// The mark of a list's entry at the beginning of a line, with the space after it.
pub fn bullet(bare: &str) -> Option<&str> {
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let length = match digits {
        0 => usize::from(bare.starts_with(['-', '*', '+'])),
        1..=3 => digits + usize::from(bare[digits..].starts_with(['.', ')'])),
        _ => 0,
    };
    (length > digits && bare[length..].starts_with(' ')).then(|| &bare[..=length])
}

/// The entries of a list of lists; what comes before the first entry; and lines that are neither.
pub fn items<'a>(lines: &[Line<'a>]) -> (Vec<Line<'a>>, Vec<Item>, Vec<Line<'a>>) {
    let (mut before, mut items, mut stray): (Vec<Line<'_>>, Vec<Item>, Vec<Line<'_>>) = Default::default();
    let mut after_blank = false;
    for (number, line) in lines {
        let bare = line.trim();
        let indented = line.starts_with("  ") || line.starts_with('\t');
        if bare.is_empty() {
            if items.is_empty() {
                before.push((*number, line));
            }
            after_blank = true;
            continue;
        }
        let mark = bullet(bare).filter(|mark| mark.len() == 2);
        match (mark, items.last_mut()) {
            (Some(mark), _) if !indented => {
                items.push(Item { line: *number, text: bare[mark.len()..].trim().to_owned(), below: Vec::new() });
            }
            (Some(mark), Some(item)) => item.below.push((*number, bare[mark.len()..].trim().to_owned())),
            (None, Some(item)) if indented || !after_blank => {
                let text = item.below.last_mut().map_or(&mut item.text, |(_, text)| text);
                text.push(' ');
                text.push_str(bare);
            }
            (_, Some(_)) => stray.push((*number, line)),
            (_, None) => before.push((*number, line)),
        }
        after_blank = false;
    }
    (before, items, stray)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line<'_>> {
        text.lines().enumerate().map(|(at, line)| (at + 1, line)).collect()
    }

    #[test]
    fn paragraphs_lose_their_line_breaks_and_code_keeps_them() {
        let text = "One\ntwo.\n\n- a\n  b\n- c\n\n\n```js\nx\n\n  y\n```\n| a |\n| - |\nhard  \nbreak\n\n10. ten\nmore\n11. eleven\n\nwith\n429. Then\n";
        assert_eq!(
            unwrapped(&lines(text)),
            "One two.\n\n- a b\n- c\n\n```js\nx\n\n  y\n```\n| a |\n| - |\nhard\nbreak\n\n10. ten more\n11. eleven\n\nwith 429. Then"
        );
    }

    #[test]
    fn a_list_of_lists_is_read_with_its_lines() {
        let (before, items, stray) = items(&lines("Stem\nof it\n\n- one\n  more\n  - below\n    it\n* two\n\nstray\n"));
        assert_eq!(before.len(), 3);
        assert_eq!(
            items,
            [
                Item { line: 4, text: "one more".into(), below: vec![(6, "below it".into())] },
                Item { line: 8, text: "two".into(), below: vec![] }
            ]
        );
        assert_eq!(stray, [(10, "stray")]);
    }
}
