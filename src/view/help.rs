//! `/help`.

use super::message::{Embed, Field, Message, Tone};

/// What everybody can do, and for organizers what they can.
pub fn help(organizer: bool, replies: bool) -> Message {
    let answer = if replies {
        "Reply in a round's thread, or press **Answer**. Several messages are one answer; edits count until the reveal."
    } else {
        "Press **Answer** under a question. You can change what you wrote until the reveal."
    };
    let mut fields = vec![
        Field::new("Answer", answer),
        Field::new(
            "After the reveal",
            "**How did I do?** shows which key points you covered and lets you correct the ticks. **Answers and stars** shows the \
             others' answers; a star costs nothing.",
        ),
        Field::new(
            "Points",
            "Taking part earns most, each key point some, stars a little. Nothing is earned by being fast.",
        ),
        Field::new(
            "Commands",
            "`/leaderboard` who stands where · `/me` your own standing, privately · `/quiz start`, `stop` questions on demand, alone or together · \
             `/question show`, `search`, `random` the bank",
        ),
        Field::new(
            "Reviews",
            "What you miss is asked again shortly before you would forget it, privately: `/review start` what is due · \
             `/review add` a question by hand · `/review stats` how you do · `/review remind` a private reminder, at the time you \
             choose · `/forget` deletes all that is yours alone",
        ),
    ];
    fields.push(Field::new(
        "Mock interviews",
        "`/mock start` a scenario in a private thread, stage by stage, with me or a partner as interviewer · `/mock resume` come \
         back, days later too · `/mock history` your runs, compared · `/mock stop`",
    ));
    if organizer {
        fields.push(Field::new(
            "For organizers",
            "`/track create`, `list`, `edit`, `pause`, `resume`, `skip`, `ask-now`, `why`, `delete` · `/organizers` which role may do \
             all this",
        ));
    }
    Message::embed(Embed {
        title: "Viva, interview practice for the team".to_owned(),
        description: "A question every working day, a thread to answer in, the reference answer at the reveal."
            .to_owned(),
        tone: Tone::Calm,
        fields,
        ..Embed::default()
    })
}
