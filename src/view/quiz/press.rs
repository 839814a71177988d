//! What a quiz's buttons ask for: the part of an [`Action`](crate::view::action::Action)'s text behind the quiz's id.

use std::fmt;

use crate::domain::quiz::Grade;

/// What pressing a quiz's button asks for. Questions are named by their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuizPress {
    /// Choose, by the choice's place in the bank.
    Pick(u8, u8),
    /// See the right choice, or the answer that was to be remembered.
    Reveal(u8),
    /// Rate oneself.
    Rate(u8, Grade),
    /// Open the answer's form. Also the form itself.
    Write(u8),
    /// Go on behind that question.
    Next(u8),
    /// See one's own result.
    Mine(u8),
    /// See why that question was dealt.
    Why(u8),
    /// Stop the quiz.
    Stop,
    /// Go on where it was left.
    Resume,
    /// Begin it in the place of the one that was left.
    Fresh,
    /// Start another one like it.
    Another,
}

impl QuizPress {
    /// What the rest of an action's text says.
    pub fn parse<'a>(mut parts: impl Iterator<Item = &'a str>) -> Option<QuizPress> {
        let verb = parts.next()?;
        let mut next = || parts.next();
        let mut number = || next()?.parse::<u8>().ok();
        let press = match verb {
            "pick" => QuizPress::Pick(number()?, number()?),
            "reveal" => QuizPress::Reveal(number()?),
            "rate" => QuizPress::Rate(number()?, next()?.parse().ok()?),
            "write" => QuizPress::Write(number()?),
            "next" => QuizPress::Next(number()?),
            "mine" => QuizPress::Mine(number()?),
            "why" => QuizPress::Why(number()?),
            "stop" => QuizPress::Stop,
            "resume" => QuizPress::Resume,
            "fresh" => QuizPress::Fresh,
            "another" => QuizPress::Another,
            _ => return None,
        };
        next().is_none().then_some(press)
    }
}

impl fmt::Display for QuizPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuizPress::Pick(number, choice) => write!(f, "pick:{number}:{choice}"),
            QuizPress::Reveal(number) => write!(f, "reveal:{number}"),
            QuizPress::Rate(number, grade) => write!(f, "rate:{number}:{}", grade.as_str()),
            QuizPress::Write(number) => write!(f, "write:{number}"),
            QuizPress::Next(number) => write!(f, "next:{number}"),
            QuizPress::Mine(number) => write!(f, "mine:{number}"),
            QuizPress::Why(number) => write!(f, "why:{number}"),
            QuizPress::Stop => f.write_str("stop"),
            QuizPress::Resume => f.write_str("resume"),
            QuizPress::Fresh => f.write_str("fresh"),
            QuizPress::Another => f.write_str("another"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_press_comes_back_as_it_went() {
        let grades = Grade::ALL.map(|grade| QuizPress::Rate(20, grade));
        let others = [
            QuizPress::Pick(20, 3),
            QuizPress::Reveal(1),
            QuizPress::Write(2),
            QuizPress::Next(3),
            QuizPress::Mine(4),
            QuizPress::Why(5),
            QuizPress::Stop,
            QuizPress::Resume,
            QuizPress::Fresh,
            QuizPress::Another,
        ];
        for press in grades.into_iter().chain(others) {
            assert_eq!(QuizPress::parse(press.to_string().split(':')), Some(press));
        }
        for text in ["", "pick", "pick:1", "pick:1:2:3", "pick:900:1", "rate:1:great", "stop:now", "fly"] {
            assert_eq!(QuizPress::parse(text.split(':')), None, "{text}");
        }
    }
}
