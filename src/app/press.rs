//! A press of a button, a choice in a select, a form that was sent: to the use case that it asks for.

use super::{App, Person, checklist, collect, forget, leaderboard, mock, quiz, reviewing, stars, study, tracks};
use crate::refuse;
use crate::view::action::Action;
use crate::view::board::period_of;
use crate::view::message::Reply;

/// What came with a press.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// What was chosen in a select.
    pub values: Vec<String>,
    /// What a form's inputs hold, by name; `None` for anything but a form.
    pub form: Option<Vec<(String, String)>>,
    /// True where the press was on a message that only they see, which can be changed in its place.
    pub private: bool,
}

/// Does what was asked for.
pub async fn press(app: &App, person: &Person, action: Action, given: Given) -> anyhow::Result<Reply> {
    match action {
        Action::Answer(round) => match given.form {
            None => collect::open_form(app, person, &round).await,
            Some(fields) => {
                let text = fields.iter().find(|(name, _)| name == "answer").map_or("", |(_, text)| text);
                collect::form(app, person, &round, text).await
            }
        },
        Action::HowDidIDo(round) => checklist::how(app, person, &round).await,
        Action::Tick(round) => checklist::tick(app, person, &round, &given.values).await,
        Action::Answers(round, at) => stars::answers(app, person, &round, at, given.private).await,
        Action::Star(round, author, at) => stars::star(app, person, &round, author, at).await,
        Action::Best(round, author, at) => stars::best(app, person, &round, author, at).await,
        Action::Overrule(round, of) => checklist::overrule(app, person, &round, of).await,
        Action::OverruleTicks(round, of) => checklist::overruled(app, person, &round, of, &given.values).await,
        Action::Confirm(track) => tracks::confirm(app, person, &track).await,
        Action::Cancel(track) => tracks::cancel(app, person, &track).await,
        Action::Delete(track) => tracks::delete(app, person, &track).await,
        Action::Keep(_) => Ok(Reply::Update(crate::view::message::Message::text("Nothing was deleted."))),
        Action::Quiz(id, press) => quiz::press(app, person, &id, (press, given)).await,
        Action::Board(scope, period, at) => {
            let Some(period) = period_of(&period) else {
                refuse!("That board is not there any more. Try `/leaderboard`.")
            };
            let board = leaderboard::leaderboard(app, person, &scope, period, at).await?;
            // Somebody else's board, turned by a press, would change under their eyes.
            Ok(if given.private { Reply::Update(board) } else { Reply::Private(board) })
        }
        Action::Mock(id, what) => mock::press(app, person, &id, what, given).await,
        Action::ShowAnswer(slug) => study::answer(app, person, &slug).await,
        Action::Review(press) => reviewing::press(app, person, press, given.private).await,
        Action::Forget(sure) => forget::forget(app, person, sure).await,
    }
}
