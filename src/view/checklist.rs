//! "How did I do?": one's own checklist, and the answers of a round with their stars, privately.

use crate::domain::answer::Answer;
use crate::domain::checklist::{Tick, Ticker, settled};
use crate::domain::ids::UserId;
use crate::domain::question::Question;
use crate::domain::round::{Round, RoundState};

use super::action::Action;
use super::message::{Button, Embed, Look, Message, Row, Select, SelectOption, Tone};
use super::opinion::{self, Place};
use super::reveal::answer_embeds;
use super::text::{self, count};
use super::time;

/// One answer's checklist.
pub struct Checklist<'a> {
    /// The round.
    pub round: &'a Round,
    /// Its question.
    pub question: &'a Question,
    /// Whose answer it is about.
    pub user: UserId,
    /// The round's ticks.
    pub ticks: &'a [Tick],
    /// The common mistakes that the answer states, with the words that show it.
    pub mistakes: &'a [(String, String)],
    /// What the answer earns as it stands.
    pub points: u32,
    /// Where a second opinion can be had, if anywhere.
    pub opinion: Option<Place<'a>>,
}

/// What a member sees of their own answer.
pub fn own(list: &Checklist<'_>) -> Message {
    let settled_at = list.round.settle_at.map(time::relative).unwrap_or_default();
    let note = match list.round.state {
        RoundState::Settled => "This round is settled.".to_owned(),
        _ => format!(
            "The first ticks are a machine's guess from your words. Compare with the reference and correct them below; \
             the round settles {settled_at}."
        ),
    };
    let mut message = checklist(list, "How you did", &note, Action::Tick(list.round.id.clone()));
    if let Some(place) = list.opinion {
        message.embeds.iter_mut().for_each(|embed| embed.fields.push(opinion::offer(place)));
        let ask = Action::Opinion(list.round.id.clone(), list.user);
        message.rows.push(Row::Buttons(vec![Button::new(ask, "Second opinion")]));
    }
    message
}

/// What an organizer sees of somebody's answer, to overrule its ticks.
pub fn overrule(list: &Checklist<'_>) -> Message {
    let note = format!("What you set here stands above <@{}>'s own ticks and the machine's.", list.user);
    checklist(list, "Overrule the ticks", &note, Action::OverruleTicks(list.round.id.clone(), list.user))
}

fn checklist(list: &Checklist<'_>, title: &str, note: &str, action: Action) -> Message {
    let tick = |id: &str| settled(list.ticks, list.user, id);
    let covered =
        list.question.key_points.iter().filter(|point| tick(&point.id).is_some_and(|tick| tick.covered)).count();
    let lines = list.question.key_points.iter().map(|point| match tick(&point.id) {
        Some(tick) if tick.covered => {
            let by = match tick.by {
                Ticker::Machine => "",
                Ticker::Member => " (ticked by the member)",
                Ticker::Organizer => " (ticked by an organizer)",
            };
            let words = if tick.words.is_empty() {
                String::new()
            } else {
                format!("\n  “{}”", text::excerpt(&tick.words, 160))
            };
            format!("- ✅ **Covered**{by}: {}{words}", point.text)
        }
        Some(Tick { by: Ticker::Organizer, .. }) => format!("- ⬜ **Missed** (says an organizer): {}", point.text),
        _ => format!("- ⬜ **Missed**: {}", point.text),
    });
    let mut description = format!(
        "{covered} of {} · {} so far\n\n",
        count(list.question.key_points.len() as i64, "key point"),
        count(list.points, "point")
    );
    description.push_str(&lines.collect::<Vec<_>>().join("\n"));
    for (mistake, words) in list.mistakes {
        description.push_str(&format!("\n- ⚠️ **A common mistake**: {mistake}\n  “{}”", text::excerpt(words, 160)));
    }
    description.push_str(&format!("\n\n{note}"));
    let embed = Embed {
        title: format!("{title}: {}", text::shorten(&list.question.title, 200)),
        description: text::shorten(&description, text::DESCRIPTION),
        tone: Tone::Revealed,
        footer: format!("Round {}", list.round.number),
        ..Embed::default()
    };
    let message = Message::embed(embed);
    if list.round.state == RoundState::Settled {
        return message;
    }
    let options: Vec<SelectOption> = list
        .question
        .key_points
        .iter()
        .map(|point| SelectOption {
            value: point.id.clone(),
            label: text::shorten(&point.text.replace('`', ""), 100),
            about: String::new(),
            chosen: tick(&point.id).is_some_and(|tick| tick.covered),
        })
        .collect();
    let most = u8::try_from(options.len()).unwrap_or(25);
    message.row(Select {
        id: action.to_string(),
        hint: "Tick what the answer covers".to_owned(),
        options,
        count: (0, most),
    })
}

/// A page of a round's answers: one answer, with what can be done about it.
pub struct AnswerPage<'a> {
    /// The round.
    pub round: &'a Round,
    /// All answers that came in time.
    pub answers: &'a [Answer],
    /// Which one, from 0.
    pub at: usize,
    /// Who looks.
    pub viewer: UserId,
    /// Whether they are an organizer.
    pub organizer: bool,
    /// The round's stars: who gave one, and whose answer got it.
    pub votes: &'a [(UserId, UserId)],
}

/// One answer of a round, with its stars.
pub fn answers(page: &AnswerPage<'_>) -> Message {
    let AnswerPage { round, answers, at, viewer, .. } = page;
    let Some(answer) = answers.get(*at).or_else(|| answers.last()) else {
        return Message::text("Nobody answered this round in time.");
    };
    let at = (*at).min(answers.len() - 1);
    let stars = page.votes.iter().filter(|(_, author)| *author == answer.user).count();
    let given = page.votes.iter().any(|(voter, author)| voter == viewer && *author == answer.user);
    let own = answer.user == *viewer;
    let mut embeds = answer_embeds(answer);
    let mut used = 0;
    let all = embeds.len();
    embeds.retain(|embed| {
        used += super::reveal::size(embed);
        used < text::MESSAGE - 200
    });
    if embeds.len() < all
        && let Some(last) = embeds.last_mut()
    {
        last.fields.push(super::message::Field::new("Long answer", "The rest of it is in the round's thread."));
    }
    let best = if round.best == Some(answer.user) { " · the organizer's best answer" } else { "" };
    let content = format!(
        "Round {} · answer {} of {} · {}{best}",
        round.number,
        at + 1,
        answers.len(),
        count(stars as i64, "star")
    );
    let mut message = Message { content, embeds, ..Message::default() };
    let settled = round.state == RoundState::Settled;
    let id = || round.id.clone();
    let star = match (own, given) {
        (true, _) => Button::new(Action::Star(id(), answer.user, at), "Your own answer").disabled(true),
        (_, true) => Button::new(Action::Star(id(), answer.user, at), "★ Starred: take it back").look(Look::Done),
        (_, false) => Button::new(Action::Star(id(), answer.user, at), "☆ Star this answer").look(Look::Main),
    };
    let mut first = vec![star.disabled(own || settled)];
    if page.organizer {
        let marked = round.best == Some(answer.user);
        let label = if marked { "Best answer: take it back" } else { "Mark as best answer" };
        let look = if marked { Look::Done } else { Look::Plain };
        first.push(Button::new(Action::Best(id(), answer.user, at), label).look(look).disabled(settled));
        first.push(Button::new(Action::Overrule(id(), answer.user), "Overrule its ticks").disabled(settled));
    }
    message.rows.push(Row::Buttons(first));
    if answers.len() > 1 {
        message.rows.push(Row::Buttons(vec![
            Button::new(Action::Answers(id(), at.saturating_sub(1)), "Previous").disabled(at == 0),
            // The same id twice in a message is refused, so the disabled one points elsewhere.
            Button::new(Action::Answers(id(), at + 1), "Next").disabled(at + 1 == answers.len()),
        ]));
    }
    message
}
