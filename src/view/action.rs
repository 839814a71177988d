//! What buttons, selects and forms carry: an [`Action`] as a short text, and back. A press is answered from the database alone, so
//! that it works after any restart.

pub mod review;

use std::fmt;
use std::str::FromStr;

use super::mock::press::{self, MockPress};
use crate::domain::ids::{MockId, QuizId, RoundId, TrackId, UserId};

use super::quiz::QuizPress;

/// What pressing, choosing or sending asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the answer's form. Also the form itself.
    Answer(RoundId),
    /// See what one's answer covered.
    HowDidIDo(RoundId),
    /// The key points that the member says are covered: a select.
    Tick(RoundId),
    /// See the others' answers, with stars to give.
    Answers(RoundId, usize),
    /// Give a star to that member's answer, or take it back; and the page that it was pressed on.
    Star(RoundId, UserId, usize),
    /// Mark that member's answer as the best; organizers only.
    Best(RoundId, UserId, usize),
    /// Overrule the ticks of that member's answer: opens the select; organizers only.
    Overrule(RoundId, UserId),
    /// What the organizer says is covered: a select.
    OverruleTicks(RoundId, UserId),
    /// Make the track that was previewed.
    Confirm(TrackId),
    /// Don't.
    Cancel(TrackId),
    /// Delete the track.
    Delete(TrackId),
    /// Keep the track.
    Keep(TrackId),
    /// Something about a quiz.
    Quiz(QuizId, QuizPress),
    /// A page of a board: scope (`guild` or a track), period, page.
    Board(String, String, usize),
    /// Something in a mock.
    Mock(MockId, MockPress),
    /// Show a random question's answer.
    ShowAnswer(String),
    /// Something about the member's own cards.
    Review(review::Review),
    /// Delete what is remembered of the member, or, for `false`, nothing.
    Forget(bool),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Answer(round) => write!(f, "answer:{round}"),
            Action::HowDidIDo(round) => write!(f, "how:{round}"),
            Action::Tick(round) => write!(f, "tick:{round}"),
            Action::Answers(round, page) => write!(f, "answers:{round}:{page}"),
            Action::Star(round, author, page) => write!(f, "star:{round}:{author}:{page}"),
            Action::Best(round, author, page) => write!(f, "best:{round}:{author}:{page}"),
            Action::Overrule(round, author) => write!(f, "overrule:{round}:{author}"),
            Action::OverruleTicks(round, author) => write!(f, "overruled:{round}:{author}"),
            Action::Confirm(track) => write!(f, "confirm:{track}"),
            Action::Cancel(track) => write!(f, "cancel:{track}"),
            Action::Delete(track) => write!(f, "delete:{track}"),
            Action::Keep(track) => write!(f, "keep:{track}"),
            Action::Quiz(quiz, press) => write!(f, "quiz:{quiz}:{press}"),
            Action::Board(scope, period, page) => write!(f, "board:{scope}:{period}:{page}"),
            Action::Mock(mock, what) => write!(f, "mock:{mock}:{what}"),
            Action::ShowAnswer(slug) => write!(f, "show:{slug}"),
            Action::Review(review) => write!(f, "review:{review}"),
            Action::Forget(sure) => write!(f, "forget:{sure}"),
        }
    }
}

/// A custom id that no [`Action`] writes: from an older version, or forged.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no action is called {0:?}")]
pub struct UnknownAction(pub String);

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| UnknownAction(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Action> {
    let mut parts = text.split(':');
    let verb = parts.next()?;
    let id = parts.next()?;
    if verb == "quiz" {
        return Some(Action::Quiz(QuizId(id.to_owned()), QuizPress::parse(parts)?));
    }
    let mut rest = || parts.next();
    let round = || RoundId(id.to_owned());
    let track = || TrackId(id.to_owned());
    let action = match verb {
        "answer" => Action::Answer(round()),
        "how" => Action::HowDidIDo(round()),
        "tick" => Action::Tick(round()),
        "answers" => Action::Answers(round(), rest()?.parse().ok()?),
        "star" => Action::Star(round(), user(rest()?)?, rest()?.parse().ok()?),
        "best" => Action::Best(round(), user(rest()?)?, rest()?.parse().ok()?),
        "overrule" => Action::Overrule(round(), user(rest()?)?),
        "overruled" => Action::OverruleTicks(round(), user(rest()?)?),
        "confirm" => Action::Confirm(track()),
        "cancel" => Action::Cancel(track()),
        "delete" => Action::Delete(track()),
        "keep" => Action::Keep(track()),
        "board" => Action::Board(id.to_owned(), rest()?.to_owned(), rest()?.parse().ok()?),
        "mock" => Action::Mock(MockId(id.to_owned()), press::parse(rest()?, rest())?),
        "show" => Action::ShowAnswer(id.to_owned()),
        "review" => Action::Review(review::Review::parse(id, &mut rest)?),
        "forget" => Action::Forget(id.parse().ok()?),
        _ => return None,
    };
    rest().is_none().then_some(action)
}

fn user(id: &str) -> Option<UserId> {
    id.parse().ok().map(UserId)
}

#[cfg(test)]
mod tests {
    use super::review::{Face, Review};
    use super::*;
    use crate::domain::memory::Rating;
    use crate::domain::quiz::Grade;

    #[test]
    fn every_action_comes_back_as_it_went_and_fits_a_button() {
        let round = || RoundId("01ARZ3NDEKTSV4RRFFQ69G5FAV".into());
        let track = || TrackId("01ARZ3NDEKTSV4RRFFQ69G5FAV".into());
        let quiz = || QuizId("01ARZ3NDEKTSV4RRFFQ69G5FAV".into());
        let mock = || MockId("01ARZ3NDEKTSV4RRFFQ69G5FAV".into());
        let user = UserId(u64::MAX);
        let face =
            || Face { question: "a-slug-as-long-as-the-longest-of-the-bank-and-some-more".into(), reviews: u32::MAX };
        for action in [
            Action::Answer(round()),
            Action::HowDidIDo(round()),
            Action::Tick(round()),
            Action::Answers(round(), 3),
            Action::Star(round(), user, 99),
            Action::Best(round(), user, 99),
            Action::Overrule(round(), user),
            Action::OverruleTicks(round(), user),
            Action::Confirm(track()),
            Action::Cancel(track()),
            Action::Delete(track()),
            Action::Keep(track()),
            Action::Quiz(quiz(), QuizPress::Rate(20, Grade::Again)),
            Action::Quiz(quiz(), QuizPress::Stop),
            Action::Board("guild".into(), "week".into(), 2),
            Action::Mock(mock(), MockPress::Done(3)),
            Action::Mock(mock(), MockPress::Publish),
            Action::ShowAnswer("event-loop-phases".into()),
            Action::Review(Review::Next),
            Action::Review(Review::Reveal(face())),
            Action::Review(Review::Rate(face(), Rating::Again)),
            Action::Review(Review::Undo(face())),
            Action::Review(Review::Drop("event-loop-phases".into())),
            Action::Review(Review::DropGone),
            Action::Review(Review::Quiet),
            Action::Forget(true),
            Action::Forget(false),
        ] {
            let text = action.to_string();
            assert!(text.len() <= 100, "{text}");
            assert_eq!(text.parse(), Ok(action));
        }
    }

    #[test]
    fn what_nobody_wrote_is_no_action() {
        for text in [
            "",
            "answer",
            "answers:x:y",
            "star:r:notanumber:0",
            "answer:r:more",
            "quiz:q:fly",
            "fly:me",
            "review:rate:q:0:fine",
            "review:next:x",
        ] {
            assert!(text.parse::<Action>().is_err(), "{text}");
        }
    }
}
