//! What a segment denies, and what it only reports. "It does not use the thread pool, it asks the kernel" denies *use*, *thread*
//! and *pool*, and not what comes after the comma; "people think that it uses the thread pool" only reports. No grammar is
//! parsed: a negation reaches to the end of its clause, and clauses end where [`clause_begins`] sees a sign of it.

use super::tokens::{Gap, Token};
use super::words;

/// What is known of one token's place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sense {
    /// The clause it stands in, counted from 0.
    pub clause: usize,
    /// How many telling tokens stand before it.
    pub rank: usize,
    /// How many words like "not" reach it.
    pub denied: u8,
    /// How many words like "without" and "avoid" reach it.
    pub kept_off: u8,
    /// True where somebody else's opinion is told.
    pub reported: bool,
}

impl Sense {
    /// True for what is said not to be so. A phrase that itself says "avoid" looks at `denied` only.
    pub fn is_denied(&self, without_keepers: bool) -> bool {
        let count = if without_keepers { self.denied } else { self.denied + self.kept_off };
        count % 2 == 1
    }

    /// True for "cannot avoid" and the like; `without_keepers` as above.
    pub fn is_denied_twice(&self, without_keepers: bool) -> bool {
        let count = if without_keepers { self.denied } else { self.denied + self.kept_off };
        count > 0 && count.is_multiple_of(2)
    }
}

/// A word that negates.
#[derive(Clone, Copy, Debug)]
pub struct Cue {
    /// Its token.
    pub at: usize,
    /// True for "not", which stands for its whole clause; false for "without", which speaks of the next words only.
    pub strong: bool,
}

/// The senses of all tokens of a segment, and what negates in it.
pub fn read(tokens: &[Token]) -> (Vec<Sense>, Vec<Cue>) {
    let mut senses = vec![Sense::default(); tokens.len()];
    let mut rank = 0;
    for (at, token) in tokens.iter().enumerate() {
        senses[at].rank = rank;
        rank += usize::from(!token.small);
    }
    number_clauses(tokens, &mut senses);
    let cues = find_cues(tokens, &mut senses);
    find_reports(tokens, &mut senses);
    (senses, cues)
}

fn number_clauses(tokens: &[Token], senses: &mut [Sense]) {
    let (mut clause, mut first, mut aside) = (0, 0, false);
    for at in 1..tokens.len() {
        let token = &tokens[at];
        let comma = token.gap == Gap::Comma;
        // "does not, as many think, use": the negation reaches over the aside.
        let opens_aside = comma && is_denier(tokens, at - 1);
        let closes_aside = comma && std::mem::take(&mut aside);
        aside |= opens_aside;
        if !opens_aside && !closes_aside && clause_begins(tokens, at, first) {
            clause += 1;
            first = at;
        }
        senses[at].clause = clause;
    }
}

/// Whether a clause begins at `at`; the present one began at `first`.
fn clause_begins(tokens: &[Token], at: usize, first: usize) -> bool {
    let word = tokens[at].word.as_str();
    let next = tokens.get(at + 1).map_or("", |next| next.word.as_str());
    match tokens[at].gap {
        Gap::Stop | Gap::Break => true,
        Gap::Comma => {
            words::SUBJECTS.contains(word)
                || words::CLAUSE_OPENERS.contains(word)
                || words::SUBORDINATORS.contains(tokens[first].word.as_str())
                || !goes_on_with_or(&tokens[at..])
        }
        Gap::Hyphen | Gap::Dot | Gap::Underscore | Gap::Unit => false,
        _ if word == "and" => words::SUBJECTS.contains(next) || is_denier(tokens, at + 1),
        _ if word == "instead" || word == "rather" => false,
        _ => words::CLAUSE_OPENERS.contains(word),
    }
}

/// "does not throw, drop or lose": the comma is one of a list.
fn goes_on_with_or(rest: &[Token]) -> bool {
    rest.iter()
        .take(8)
        .take_while(|token| {
            !matches!(token.gap, Gap::Stop | Gap::Break) && !words::CLAUSE_OPENERS.contains(&*token.word)
        })
        .any(|token| matches!(token.word.as_str(), "or" | "nor"))
}

fn is_denier(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| words::DENIERS.contains(&*token.word) || token.word.ends_with("n't"))
}

fn find_cues(tokens: &[Token], senses: &mut [Sense]) -> Vec<Cue> {
    let mut cues = Vec::new();
    // Up to where the last strong negation reaches, so that "doesn't use no threads" negates once.
    let mut strong_until = 0;
    for at in 0..tokens.len() {
        let Some(cue) = cue_at(tokens, at) else { continue };
        match cue {
            Manner::Neutral => {}
            Manner::Status => cues.push(Cue { at, strong: true }),
            Manner::Strong if at < strong_until && is_again(&tokens[at].word) => {}
            Manner::Strong => {
                cues.push(Cue { at, strong: true });
                // "not A and never B", "neither A nor B": each reaches up to the next.
                let joined =
                    at > 0 && matches!(tokens[at - 1].word.as_str(), "and" | "or" | "nor") || tokens[at].word == "nor";
                if joined && at < strong_until {
                    senses[at..strong_until].iter_mut().for_each(|sense| sense.denied = sense.denied.saturating_sub(1));
                }
                strong_until = strong_reach(tokens, senses, at);
                if dismisses(&tokens[at + 1..strong_until]) {
                    deny_before(tokens, senses, at);
                }
                if !until_follows(tokens, strong_until) {
                    senses[at + 1..strong_until].iter_mut().for_each(|sense| sense.denied += 1);
                }
            }
            Manner::Weak if at < strong_until && tokens[at].word == "no" => {}
            Manner::Weak => {
                cues.push(Cue { at, strong: false });
                let reach = weak_reach(tokens, senses, at);
                senses[at + 1..reach].iter_mut().for_each(|sense| sense.kept_off += 1);
            }
        }
    }
    cues
}

/// What kind of negation a word is.
enum Manner {
    /// "not only", "whether or not": none.
    Neutral,
    /// "404 Not Found": found by a phrase with `not`, but denies nothing.
    Status,
    /// "not".
    Strong,
    /// "without".
    Weak,
}

fn cue_at(tokens: &[Token], at: usize) -> Option<Manner> {
    let word = tokens[at].word.as_str();
    let before = at.checked_sub(1).map_or("", |at| tokens[at].word.as_str());
    let after = tokens.get(at + 1).map_or("", |next| next.word.as_str());
    let after_gap = tokens.get(at + 1).map_or(Gap::Stop, |next| next.gap);
    if is_denier(tokens, at) {
        let only = matches!(after, "only" | "just" | "merely" | "simply" | "solely")
            || (after == "to" && word == "not" && { tokens.get(at + 2).is_some_and(|next| next.word == "mention") });
        let choice = matches!(before, "or" | "if" | "whether" | "why") && after_gap > Gap::Slash;
        let status = before.len() == 3 && before.bytes().all(|b| b.is_ascii_digit());
        // "not-found": a name.
        let name = after_gap == Gap::Hyphen;
        return Some(match () {
            () if only || choice || name => Manner::Neutral,
            () if status => Manner::Status,
            () => Manner::Strong,
        });
    }
    if word == "no" {
        let yes_or_no = after_gap > Gap::Slash && after_gap != Gap::Comma || (after_gap == Gap::Comma && at == 0);
        return Some(match () {
            () if yes_or_no || after_gap == Gap::Hyphen || matches!(after, "matter" | "doubt") => Manner::Neutral,
            () if words::EMPTY_NOUNS.contains(after) => Manner::Strong,
            () => Manner::Weak,
        });
    }
    if words::KEEPERS.contains(word) || words::KEEPERS.contains(&*tokens[at].stem) {
        // "zero" counts when it keeps something off ("zero downtime"), not in "zero-delay" or "to zero".
        let number = word == "zero" || (word == "non" && after_gap != Gap::Hyphen && after_gap != Gap::Space);
        return (!number || word == "non").then_some(Manner::Weak);
    }
    if words::FAILERS.contains(&*tokens[at].stem) && after == "to" {
        return Some(Manner::Weak);
    }
    if matches!((word, after), ("instead", "of") | ("rather", "than")) {
        return Some(Manner::Weak);
    }
    None
}

/// "Reads scale and writes do not.", "the order isn't important at all": such a negation speaks of what stands before it.
fn dismisses(rest: &[Token]) -> bool {
    rest.iter().find(|token| !token.small).is_none_or(|token| words::DISMISSALS.contains(&*token.word))
}

/// Denies the clause up to the negation.
fn deny_before(tokens: &[Token], senses: &mut [Sense], at: usize) {
    let clause = senses[at].clause;
    for before in (0..at).rev().take_while(|before| tokens[*before].word != "and") {
        if senses[before].clause != clause {
            break;
        }
        senses[before].denied += 1;
    }
}

/// "doesn't … no", "doesn't … never": people mean one negation.
fn is_again(word: &str) -> bool {
    matches!(word, "never" | "nothing" | "nobody" | "none" | "neither")
}

/// The token after the last that a strong negation at `at` reaches.
fn strong_reach(tokens: &[Token], senses: &[Sense], at: usize) -> usize {
    const FARTHEST: usize = 10;
    // "messages that cannot be parsed go to …": the sentence goes on after the relative clause.
    let relative = (at.saturating_sub(2)..at).any(|near| {
        near > 0 && tokens[near].gap == Gap::Space && matches!(tokens[near].word.as_str(), "that" | "which" | "who")
    });
    let mut end = at + 1;
    while end < tokens.len()
        && senses[end].clause == senses[at].clause
        && senses[end].rank <= senses[at].rank + FARTHEST
        && !(relative && senses[end].rank > senses[at].rank + 1 && words::FINITE.contains(&*tokens[end].word))
    {
        end += 1;
    }
    end
}

/// "does not go on until …" says that it goes on.
fn until_follows(tokens: &[Token], end: usize) -> bool {
    tokens.get(end).is_some_and(|next| matches!(next.word.as_str(), "until" | "unless" | "till"))
}

/// The token after the last that a weak negation at `at` reaches: the first telling word, and light ones before it.
fn weak_reach(tokens: &[Token], senses: &[Sense], at: usize) -> usize {
    let same_clause = |end: usize| end < tokens.len() && senses[end].clause == senses[at].clause;
    let mut end = at + 1;
    let contrast = matches!(tokens[at].word.as_str(), "instead" | "rather");
    if contrast && at > 0 && senses[at].clause == senses[at - 1].clause {
        while same_clause(end) && senses[end].rank < senses[at].rank + 7 {
            end += 1;
        }
        return end;
    }
    while same_clause(end) && (tokens[end].small || words::THIN_WORDS.contains(&*tokens[end].word)) {
        end += 1;
    }
    if same_clause(end) {
        end += 1;
        while same_clause(end) && tokens[end].gap.joins() {
            end += 1;
        }
    }
    end
}

/// How far behind a weak negation a word may stand to be meant by it, in telling words.
pub const WEAK_REACH: usize = 3;

fn find_reports(tokens: &[Token], senses: &mut [Sense]) {
    for at in 0..tokens.len() {
        let word = tokens[at].word.as_str();
        let before = |back: usize| at.checked_sub(back).map_or("", |at| tokens[at].word.as_str());
        let believed = words::BELIEVE.contains(word)
            && (1..=3).any(|back| words::OTHERS.contains(before(back)))
            && !(1..=3).any(|back| matches!(before(back), "i" | "we" | "as" | "than"));
        let myth = matches!(word, "myth" | "misconception" | "misunderstanding" | "fallacy" | "contrary");
        let wrong = matches!(word, "wrong" | "false" | "incorrect" | "untrue")
            && tokens.get(at + 1).is_some_and(|next| next.word == "that")
            && matches!(before(1), "is" | "it's" | "its" | "be");
        if believed || myth || wrong {
            let end = (at + 1..tokens.len())
                .find(|end| matches!(tokens[*end].word.as_str(), "but" | "however" | "actually" | "whereas"))
                .unwrap_or(tokens.len());
            senses[at + 1..end].iter_mut().for_each(|sense| sense.reported = true);
        }
        let called_myth =
            myth && matches!(before(1), "a" | "the" | "common") && (1..=4).any(|back| before(back) == "is");
        if called_myth {
            senses[..at].iter_mut().for_each(|sense| sense.reported = true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    /// The words of the text that are denied, and those that are reported, in brackets.
    fn check(text: &str, expected: &str) {
        let tokens = tokens(text, 0..text.len());
        let (senses, _) = read(&tokens);
        let seen: Vec<String> = tokens
            .iter()
            .zip(&senses)
            .filter(|(token, sense)| !token.small && (sense.is_denied(false) || sense.reported))
            .map(|(token, sense)| if sense.reported { format!("({})", token.word) } else { token.word.clone() })
            .collect();
        assert_eq!(seen.join(" "), expected, "{text}");
    }

    #[test]
    fn a_negation_reaches_to_the_end_of_its_clause() {
        check("It does not use the thread pool, it asks the kernel.", "use thread pool");
        check("The loop doesnt block because the pool reads files", "block");
        check("It doesn't throw, drop or lose the chunk", "throw drop lose chunk");
        check("If the value is not checked, memory grows", "checked");
        check("It does not, as many think, use the pool", "many think use pool");
        check("A threshold, not a hard limit", "hard limit");
        check("It neither throws nor drops", "throws drops");
        check("Messages that cannot be processed go to a dead letter queue", "processed");
        check("It isn't called and the request hangs", "called");
        check("Reads scale and writes do not: each replica applies them", "writes");
        check("An Origin check isn't needed", "origin check needed");
        check("The order of app.use doesn't matter", "order app use matter");
        check("Use the thread pool? Rather not", "rather");
    }

    #[test]
    fn some_negations_are_none() {
        check("It not only uses the pool but also the kernel", "");
        check("It doesn't just block the loop", "");
        check("No, it uses the pool", "");
        check("404 Not Found is returned", "");
        check("Set Cache-Control: no-store on it", "");
        check("It does not read the next chunk until the body is done", "");
        check("You cannot avoid blocking", "avoid");
    }

    #[test]
    fn weaker_words_reach_less_far() {
        check("It reads files without blocking the loop", "blocking");
        check("Without a limit memory grows", "limit");
        check("There is no new thread per request", "new thread");
        check("no need to use the pool", "need use pool");
        check("It uses epoll instead of a pool of threads", "pool threads");
        check("non-blocking sockets", "blocking");
        check("pipe fails to destroy the source", "destroy");
        check("It doesn't use no threads", "use no threads");
    }

    #[test]
    fn opinions_of_others_are_told_apart() {
        check("People think it uses the pool, but it asks the kernel", "(uses) (pool)");
        check("I think it uses the pool", "");
        check("It is wrong that sockets use the pool", "(sockets) (use) (pool)");
        check("That sockets use the pool is a common misconception", "(sockets) (use) (pool) (common)");
    }
}
