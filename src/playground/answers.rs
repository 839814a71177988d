//! What the demo team says. It is made of the bank's own material, a question's key points, mistakes and follow-ups, but said as
//! people say things in a chat: in an order of their own, shorter, with doubts; and the same generator makes them say the same.

use rand::RngExt as _;
use rand::rngs::ChaCha8Rng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};

use crate::domain::question::Question;
use crate::view::text::shorten;

/// A message is never longer; Discord takes 2,000.
const LONGEST: usize = 1_800;

/// Most of what a good answer covers, the decisive first. One message or two.
pub fn well(question: &Question, random: &mut ChaCha8Rng) -> Vec<String> {
    let (mut decisive, mut others): (Vec<_>, Vec<_>) =
        question.key_points.iter().partition(|point| question.is_decisive(&point.id));
    decisive.shuffle(random);
    others.shuffle(random);
    others.truncate(others.len() - usize::from(others.len() > 2 && random.random_bool(0.6)));
    let points: Vec<Said> = decisive.into_iter().chain(others).map(|point| Said::new(question, &point.text)).collect();
    let mut messages = match random.random_range(0..3) {
        0 => vec![prose(&points, random)],
        1 => {
            let opening = one(random, &["Short version:", "What I'd say, in this order:", "From memory:", "My list:"]);
            let lines: Vec<_> = points.iter().map(|point| format!("- {}", point.clause())).collect();
            vec![format!("{opening}\n{}", lines.join("\n"))]
        }
        _ => {
            let (first, second) = points.split_at(points.len().div_ceil(2));
            let again = one(random, &["And", "Forgot to add:", "Second half:", "One more thought:"]);
            vec![prose(first, random), format!("{again} {}", sentences(second, random))]
        }
    };
    if let Some(last) = messages.last_mut().filter(|_| random.random_bool(0.4)) {
        let ending = question.mistakes.choose(random).filter(|_| random.random_bool(0.5));
        *last += &match ending {
            Some(mistake) => format!("\nWhat trips people up here: {}", Said::new(question, &mistake.instead).clause()),
            None => format!(
                "\n{}",
                one(random, &["Two minutes, spoken slowly.", "Did I miss something?", "Next, please 😄"])
            ),
        };
    }
    bounded(messages)
}

/// A key point or two, often with a doubt, sometimes with a common mistake.
pub fn in_part(question: &Question, random: &mut ChaCha8Rng) -> Vec<String> {
    let points = some(question, 1..=2, random);
    let opening = one(
        random,
        &["", "", "hmm, ", "ok so ", "not my strongest topic, but ", "quick one from my phone: ", "I think "],
    );
    let link = one(random, &[", and ", ". also ", ", plus ", " – and I'd say "]);
    let mut first =
        format!("{opening}{}", points.iter().map(|point| point.casual(random)).collect::<Vec<_>>().join(link));
    if let Some(mistake) = question.mistakes.choose(random).filter(|_| random.random_bool(0.4)) {
        let claim = Said::new(question, &mistake.text).clause();
        first += &match random.random_range(0..3) {
            0 => format!(". and doesn't it hold that {claim}?"),
            1 => format!(". {claim}, as far as I know"),
            _ => format!(". I always believed this: {claim}"),
        };
    }
    let mut messages = vec![first];
    if random.random_bool(0.45) {
        let doubts = [
            "that's all I have, curious about the rest",
            "no idea about the rest tbh 🤷",
            "I'd have to look up the details",
            "there is more, but it won't come to me",
        ];
        messages.push(one(random, &doubts).to_owned());
    }
    bounded(messages)
}

/// What somebody adds to an answer.
pub fn addition(question: &Question, random: &mut ChaCha8Rng) -> String {
    let point = some(question, 1..=1, random);
    let words = one(random, &["edit: forgot this:", "and, now that I think of it,", "edit:"]);
    format!("{words} {}", point.first().map(|point| point.casual(random)).unwrap_or_default())
}

/// A few key points in a hurry.
pub fn late(question: &Question, random: &mut ChaCha8Rng) -> Vec<String> {
    let points = some(question, 2..=3, random);
    let openings = [
        "Late to the party, sorry!",
        "Just out of a meeting.",
        "Sneaking in before the reveal.",
        "Did not read yours, promised.",
        "Is it still open? Quickly then.",
    ];
    let opening = one(random, &openings);
    bounded(vec![format!("{opening} {}", sentences(&points, random))])
}

/// What somebody says who comes when the answer is there already.
pub fn missed(question: &Question, random: &mut ChaCha8Rng) -> Vec<String> {
    let point = some(question, 1..=1, random);
    let clause = point.first().map(Said::clause).unwrap_or_default();
    let words = one(
        random,
        &[
            "Missed it today, sorry. What I would have forgotten:",
            "Too late again 🙈 New to me:",
            "Ah, it's revealed already. The part I like:",
        ],
    );
    bounded(vec![format!("{words} {clause}")])
}

/// What an interviewer might ask next, and what somebody answers to that.
pub fn follow_up(question: &Question, random: &mut ChaCha8Rng) -> Option<(String, String)> {
    let next = question.follow_ups.choose(random)?;
    let asked = one(random, &["Follow-up, who takes it?", "And if they go on with this:", "For the brave:"]);
    let guess = one(random, &["I'd guess: ", "easy: ", "my try: ", ""]);
    let reply = format!("{guess}{}", Said::new(question, &next.pointer).casual(random));
    let said = bounded(vec![format!("{asked} {}", next.question), reply]);
    said.into_iter().collect::<Vec<_>>().try_into().ok().map(|[asked, reply]: [String; 2]| (asked, reply))
}

fn some(question: &Question, many: std::ops::RangeInclusive<usize>, random: &mut ChaCha8Rng) -> Vec<Said> {
    let mut points: Vec<_> = question.key_points.iter().collect();
    points.shuffle(random);
    points.truncate(random.random_range(many));
    points.into_iter().map(|point| Said::new(question, &point.text)).collect()
}

fn prose(points: &[Said], random: &mut ChaCha8Rng) -> String {
    let openings = [
        "I'd start like this:",
        "Let me try.",
        "We had this at work last year, so:",
        "Okay, out loud:",
        "First thought:",
        "I'd answer it from the back.",
    ];
    format!("{} {}", one(random, &openings), sentences(points, random))
}

/// The points one after the other, some of them joined.
fn sentences(points: &[Said], random: &mut ChaCha8Rng) -> String {
    let mut said = String::new();
    for (at, point) in points.iter().enumerate() {
        if at == 0 {
            said += &point.sentence();
            continue;
        }
        let link = one(random, &["", "", "Then ", "Also, ", "And ", "Plus, ", "The other thing: "]);
        said += &match link {
            "" => format!(" {}", point.sentence()),
            link => format!(" {link}{}.", point.clause()),
        };
    }
    said
}

fn one<'a>(random: &mut impl rand::Rng, of: &[&'a str]) -> &'a str {
    of.choose(random).copied().unwrap_or_default()
}

fn bounded(messages: Vec<String>) -> Vec<String> {
    messages.into_iter().map(|message| shorten(&message, LONGEST)).collect()
}

/// A fact of the bank as somebody says it.
struct Said {
    text: String,
    /// Whether it may begin with a small letter: names and abbreviations keep theirs.
    small: bool,
}

/// How people shorten what is written out. In code nothing is changed.
const SHORTER: [(&str, &str); 32] = [
    (" does not ", " doesn't "),
    (" do not ", " don't "),
    (" is not ", " isn't "),
    (" are not ", " aren't "),
    (" was not ", " wasn't "),
    (" cannot ", " can't "),
    (" will not ", " won't "),
    (" should not ", " shouldn't "),
    (" need not ", " needn't "),
    (" it is ", " it's "),
    (" that is ", " that's "),
    (" they are ", " they're "),
    (" such as ", " like "),
    (" therefore ", " so "),
    (" requires ", " needs "),
    (" in production", " in prod"),
    ("configuration", "config"),
    ("authentication", "auth"),
    (" environment variable", " env variable"),
    (" for example", " e.g."),
    (" asynchronous ", " async "),
    (" synchronous ", " sync "),
    (" additional ", " extra "),
    (" instead of ", " rather than "),
    (" at once", " right away"),
    (" so that ", " so "),
    (" acknowledges ", " acks "),
    (" the event loop", " the loop"),
    (" application", " app"),
    (" documentation", " docs"),
    (" may ", " can "),
    ("; ", ", "),
];

impl Said {
    fn new(question: &Question, fact: &str) -> Said {
        let mut text = String::new();
        for (at, piece) in fact.replace("**", "").trim_end_matches('.').split('`').enumerate() {
            if at % 2 == 1 {
                text += &format!("`{piece}`");
                continue;
            }
            let shorter = SHORTER.iter().fold(piece.to_owned(), |piece, (long, short)| piece.replace(long, short));
            text += &shorter;
        }
        let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        Said { small: is_common(question, first), text }
    }

    fn sentence(&self) -> String {
        format!("{}.", self.text)
    }

    /// To stand within a sentence.
    fn clause(&self) -> String {
        let mut letters = self.text.chars();
        match letters.next() {
            Some(first) if self.small => first.to_lowercase().chain(letters).collect(),
            _ => self.text.clone(),
        }
    }

    /// As one types on a phone: what comes after a colon or a comma is often left out.
    fn casual(&self, random: &mut ChaCha8Rng) -> String {
        let whole = self.clause();
        let cut =
            whole.find([':', ',']).filter(|at| whole[..*at].split(' ').count() > 3 && !whole[..*at].contains('`'));
        let said = match cut.filter(|_| random.random_bool(0.5)) {
            Some(at) => &whole[..at],
            None => &whole,
        };
        said.replace(" because ", " bc ")
            .replace(" without ", " w/o ")
            .replace("database", "db")
            .replace(" about ", " ~")
    }
}

/// Whether a word that begins a sentence is an ordinary one. A name has its capital letter within sentences, too.
fn is_common(question: &Question, word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next().is_some_and(char::is_uppercase);
    if !first || letters.any(|c| !c.is_lowercase()) {
        return false;
    }
    if matches!(word, "A" | "An" | "The" | "It" | "If" | "In") {
        return true;
    }
    let points = question.key_points.iter().map(|point| &point.text);
    let mut texts = [&question.answer, &question.prompt].into_iter().chain(points);
    !texts.any(|text| {
        let mut places = text.match_indices(word);
        places.any(|(at, _)| {
            let within = text[..at].trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',');
            within && !text[at + word.len()..].starts_with(char::is_alphanumeric)
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng as _;

    use super::*;
    use crate::bank::Bank;
    use crate::domain::grading::Grader;

    fn random(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    #[test]
    fn one_answers_well_another_in_part_whatever_is_asked() {
        let bank = Bank::embedded();
        let mut sums = [0.0; 3];
        for (seed, question) in bank.questions().iter().enumerate() {
            let grader = Grader::new(question);
            let said = [well, in_part, late].map(|how| how(question, &mut random(seed as u64)).join("\n\n"));
            for (sum, said) in sums.iter_mut().zip(&said) {
                *sum += grader.grade(said).coverage();
                let words: String = said.split('`').step_by(2).collect();
                assert!(!words.contains("**") && !words.contains(".."), "{said}");
                assert!(!question.answer.contains(said.as_str()), "pasted: {said}");
            }
        }
        let [well, in_part, late] = sums.map(|sum| sum / bank.questions().len() as f64);
        assert!(
            well > 0.7 && (0.1..0.45).contains(&in_part) && late > in_part && late < well,
            "{well} {in_part} {late}"
        );
    }

    #[test]
    fn a_seed_makes_them_say_the_same_and_another_something_else() {
        let bank = Bank::embedded();
        let question = &bank.questions()[0];
        for how in [well, in_part, late, missed] {
            assert_eq!(how(question, &mut random(1)), how(question, &mut random(1)));
            let said: BTreeSet<_> = (0..30).map(|seed| how(question, &mut random(seed))).collect();
            assert!(said.len() > 8, "{} ways to say it", said.len());
        }
    }

    #[test]
    fn names_keep_their_capital_letters() {
        let bank = Bank::embedded();
        let question = bank.questions().iter().find(|question| question.id == "message-queues").expect("a question");
        let clause = |fact: &str| Said::new(question, fact).clause();
        assert_eq!(clause("Kafka is a log; it is not a queue."), "Kafka is a log, it isn't a queue");
        assert_eq!(clause("A queue does not lose it."), "a queue doesn't lose it");
        assert_eq!(clause("`it is not; code` stays."), "`it is not; code` stays");
    }
}
