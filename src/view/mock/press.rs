//! What the buttons, selects and forms of a mock ask for. All of a stage carry its visit's number, so that a stale one is seen.

use std::fmt;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MockPress {
    /// Open the answer's form. Also the form itself.
    Answer(u32),
    /// The next hint, after so many: `visit * 10 + hints`.
    Hint(u32),
    /// The answer is complete: show what was seen.
    Done(u32),
    /// The key points that are covered: a select.
    Ticks(u32),
    /// The red flags that were met: a select.
    Flags(u32),
    /// Close the stage and go on.
    Close(u32),
    /// What the interviewer needs to know.
    Guidance(u32),
    /// Come back later.
    Pause(u32),
    /// Run it privately, without a thread.
    Privately,
    /// Run it in a thread that the channel can read.
    Publicly,
    /// The page of a criterion, by its place in the rubric.
    Score(u32),
    /// A criterion's score: a select.
    Scored(u32),
    /// The rubric is scored: show the debrief.
    Publish,
    /// Stop the run.
    Stop,
    /// Don't.
    Keep,
}

impl fmt::Display for MockPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MockPress::Answer(visit) => write!(f, "answer:{visit}"),
            MockPress::Hint(which) => write!(f, "hint:{which}"),
            MockPress::Done(visit) => write!(f, "done:{visit}"),
            MockPress::Ticks(visit) => write!(f, "ticks:{visit}"),
            MockPress::Flags(visit) => write!(f, "flags:{visit}"),
            MockPress::Close(visit) => write!(f, "close:{visit}"),
            MockPress::Guidance(visit) => write!(f, "guidance:{visit}"),
            MockPress::Pause(visit) => write!(f, "pause:{visit}"),
            MockPress::Privately => write!(f, "privately"),
            MockPress::Publicly => write!(f, "publicly"),
            MockPress::Score(page) => write!(f, "score:{page}"),
            MockPress::Scored(page) => write!(f, "scored:{page}"),
            MockPress::Publish => write!(f, "publish"),
            MockPress::Stop => write!(f, "stop"),
            MockPress::Keep => write!(f, "keep"),
        }
    }
}

/// What was written; `None` for what nobody wrote.
pub fn parse(verb: &str, number: Option<&str>) -> Option<MockPress> {
    let plain = match verb {
        "privately" => Some(MockPress::Privately),
        "publicly" => Some(MockPress::Publicly),
        "publish" => Some(MockPress::Publish),
        "stop" => Some(MockPress::Stop),
        "keep" => Some(MockPress::Keep),
        _ => None,
    };
    if plain.is_some() {
        return plain.filter(|_| number.is_none());
    }
    let number = number?.parse().ok()?;
    Some(match verb {
        "answer" => MockPress::Answer(number),
        "hint" => MockPress::Hint(number),
        "done" => MockPress::Done(number),
        "ticks" => MockPress::Ticks(number),
        "flags" => MockPress::Flags(number),
        "close" => MockPress::Close(number),
        "guidance" => MockPress::Guidance(number),
        "pause" => MockPress::Pause(number),
        "score" => MockPress::Score(number),
        "scored" => MockPress::Scored(number),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_press_comes_back_as_it_went() {
        use MockPress::*;
        for press in [
            Answer(1),
            Hint(12),
            Done(2),
            Ticks(3),
            Flags(4),
            Close(5),
            Guidance(6),
            Pause(7),
            Privately,
            Publicly,
            Score(0),
            Scored(5),
            Publish,
            Stop,
            Keep,
        ] {
            let text = press.to_string();
            let (verb, number) = text.split_once(':').map_or((&*text, None), |(verb, number)| (verb, Some(number)));
            assert_eq!(parse(verb, number), Some(press));
        }
        assert_eq!(parse("done", None), None);
        assert_eq!(parse("stop", Some("1")), None);
        assert_eq!(parse("fly", Some("1")), None);
    }
}
