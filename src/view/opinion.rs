//! A second opinion beside the built-in verdict: clearly a model's, with the answer's words that it rests on, or why there is none.

use crate::domain::checklist::{Tick, Ticker};
use crate::domain::ids::UserId;
use crate::domain::opinion::{Failure, Judgement, Says, Support};
use crate::domain::question::{KeyPoint, Question};
use crate::domain::round::Round;

use super::message::{Embed, Field, Message, Tone};
use super::text::{self, count};

/// The most characters of a citation that are shown.
const CITED: usize = 160;

/// Where answers are sent for a second opinion.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The host.
    pub host: &'a str,
    /// The model's name.
    pub model: &'a str,
}

/// What a member is shown of a second opinion.
pub struct Second<'a> {
    /// The round.
    pub round: &'a Round,
    /// Its question.
    pub question: &'a Question,
    /// Whose answer it is about.
    pub user: UserId,
    /// The round's ticks.
    pub ticks: &'a [Tick],
    /// Who was asked.
    pub place: Place<'a>,
    /// How many more the member may ask for today.
    pub left: u32,
    /// How many characters of the answer were sent, where it was longer than that.
    pub cut: Option<usize>,
}

/// What stands below a checklist where a second opinion can be had: pressing the button is the consent to what it says.
pub fn offer(place: Place<'_>) -> Field {
    let Place { host, model } = place;
    Field::new(
        "A second opinion, if you want one",
        text::shorten(
            &format!(
                "**Second opinion** sends your answer, the question and its key points, without your name, to the model \
                 {} at {}. What it says changes no tick and no point.",
                code(model),
                code(host)
            ),
            text::FIELD,
        ),
    )
}

/// What the model said, held against the answer and the built-in verdict.
pub fn given(second: &Second<'_>, judgements: &[Judgement]) -> Message {
    let verdict = |point: &KeyPoint| built_in(second, &point.id);
    let judged: Vec<(&KeyPoint, &Judgement)> = judgements
        .iter()
        .filter_map(|judgement| Some((second.question.key_point(&judgement.key_point)?, judgement)))
        .collect();
    let differs = |(point, judgement): &(&KeyPoint, &Judgement)| {
        judgement.covered().is_some_and(|covered| covered != verdict(point))
    };
    let lines: Vec<String> = judged
        .iter()
        .map(|pair| {
            let (point, judgement) = pair;
            let mut line = line(point, judgement);
            if differs(pair) {
                let word = if verdict(point) { "covered" } else { "missed" };
                line.push_str(&format!("\n  ↔️ The built-in verdict says: {word}."));
            }
            line
        })
        .collect();
    let others = judged.iter().filter(|pair| differs(pair)).count();
    let unsupported = judged.iter().filter(|(_, judgement)| !judgement.is_supported()).count();
    let mut summary = match others {
        0 => "**It differs from the built-in verdict on no key point.**".to_owned(),
        _ => format!("**It differs from the built-in verdict on {}.**", count(others as i64, "key point")),
    };
    if unsupported > 0 {
        let on = count(unsupported as i64, "key point");
        summary.push_str(&format!(" What it says of {on} is unsupported, and so counts for nothing."));
    }
    let description = format!(
        "From the model {} at {}, where your answer was sent. Models err, and can be talked into things: check what it cites. It \
         changes no tick and no point.{}\n\n{summary}\n\n{}",
        code(second.place.model),
        code(second.place.host),
        cut(second),
        lines.join("\n")
    );
    card(second, "Second opinion", &description, Tone::Calm)
}

/// Why the model's opinion is not there.
pub fn none(second: &Second<'_>, failure: Failure) -> Message {
    let Place { host, model } = second.place;
    let (host, model) = (code(host), code(model));
    let happened = match failure {
        Failure::Unreachable => format!("{host} could not be reached, so nothing was sent. This one does not count."),
        Failure::Interrupted => format!("The connection to {host} broke while your answer was under way."),
        Failure::TimedOut => format!("Your answer was sent to {host}, but the model {model} took too long."),
        Failure::Redirected => {
            format!("Your answer was sent to {host}, which wanted it sent to another address. I did not do that.")
        }
        Failure::Limited => format!(
            "Your answer was sent to {host}, which has had too many requests for now. Try again in a few minutes."
        ),
        Failure::Refused(status) => format!(
            "Your answer was sent to {host}, which refused it (status {status}). The bot's operator has to look into that."
        ),
        Failure::Broken(status) => {
            format!("Your answer was sent to {host}, which is out of order (status {status}). Try again later.")
        }
        Failure::NotJson => {
            format!("Your answer was sent to {host}, but what came back is not what a model's server sends.")
        }
        Failure::TooLarge => format!("Your answer was sent to {host}, but what came back is longer than I read."),
        Failure::Malformed(why) => format!(
            "Your answer was sent to {host}, but the model's reply is not of the form that I asked for: {why}. I use none of it."
        ),
        Failure::Declined => format!("Your answer was sent to {host}, but the model {model} declined to judge it."),
        Failure::CutOff => {
            format!(
                "Your answer was sent to {host}, but the model's reply ended before it was whole. I use none of it."
            )
        }
        Failure::Stopped => "I was stopped while the model was thinking. Try again in a minute.".to_owned(),
    };
    let description = format!("{happened}{}\n\n**The built-in verdict and your own ticks stand.**", cut(second));
    card(second, "No second opinion", &description, Tone::Warning)
}

fn card(second: &Second<'_>, title: &str, description: &str, tone: Tone) -> Message {
    Message::embed(Embed {
        title: format!("{title}: {}", text::shorten(&second.question.title, 200)),
        description: text::shorten(description, text::DESCRIPTION),
        tone,
        footer: format!("Round {} · you may ask {} more today", second.round.number, second.left),
        ..Embed::default()
    })
}

fn line(point: &KeyPoint, judgement: &Judgement) -> String {
    let (mark, says) = match judgement.says {
        Says::Covered => ("✅", "Covered"),
        Says::Missed => ("⬜", "Missed"),
        Says::Unsure => ("❔", "Unsure"),
    };
    match &judgement.support {
        Support::NotNeeded => format!("- {mark} **{says}**: {}", point.text),
        Support::Words(words) => {
            format!("- {mark} **{says}**: {}\n  “{}”", point.text, text::excerpt(words, CITED))
        }
        Support::Nothing => unsupported(point, says, "no words of your answer"),
        Support::NotFound => unsupported(point, says, "words that are not in your answer"),
        Support::Repeated => unsupported(point, says, "the same words as for several other key points"),
    }
}

fn unsupported(point: &KeyPoint, says: &str, cites: &str) -> String {
    format!("- ⚠️ **Unsupported** (it says “{}”): {}\n  It cites {cites}.", says.to_lowercase(), point.text)
}

/// Whether the machine's own verdict ticked the key point.
fn built_in(second: &Second<'_>, key_point: &str) -> bool {
    second.ticks.iter().any(|tick| {
        tick.by == Ticker::Machine && tick.user == second.user && tick.key_point == key_point && tick.covered
    })
}

fn cut(second: &Second<'_>) -> String {
    second
        .cut
        .map_or_else(String::new, |sent| format!(" Only the first {} were sent.", count(sent as i64, "character")))
}

/// A name that the operator set, as code.
fn code(name: &str) -> String {
    format!("`{}`", text::shorten(&name.replace('`', "'"), 80))
}
