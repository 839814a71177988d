//! What a quiz's messages show, and how they are answered.

use viva::bank::Bank;
use viva::domain::question::Question;
use viva::local::{MessageView, Outcome, UserId};

use super::Team;

/// The question of the bank that a message shows.
pub fn question_in(bank: &Bank, message: &MessageView) -> Question {
    let text = message.text();
    let found = bank.questions().iter().find(|question| text.contains(&format!(": {}\n", question.title)));
    found.unwrap_or_else(|| panic!("no question of the bank in: {text}")).clone()
}

/// The letters of the right choice and of a wrong one.
pub fn letters_in(bank: &Bank, message: &MessageView) -> (String, String) {
    let right = question_in(bank, message).right_choice().expect("one is right").to_string();
    let letter = |fits: &dyn Fn(&str) -> bool| {
        let found = message.buttons().into_iter().find(|button| {
            let id = button.custom_id.as_deref().unwrap_or_default();
            id.contains(":pick:") && fits(id.rsplit(':').next().unwrap_or_default())
        });
        found.expect("a choice").label
    };
    (letter(&|place| place == right), letter(&|place| place != right))
}

impl Team {
    /// The question that a quiz shows.
    pub fn shows(&self, quiz: &MessageView) -> Question {
        question_in(&self.app.bank(), quiz)
    }

    /// The letters of the right choice and of a wrong one, as they stand now.
    pub fn letters(&self, quiz: &MessageView) -> (String, String) {
        letters_in(&self.app.bank(), &self.now(quiz))
    }

    /// Somebody opens the form of a quiz's question, and sends it.
    pub async fn writes(&self, who: UserId, quiz: &MessageView, text: &str) -> MessageView {
        match self.click_outcome(who, quiz, "Write your answer").await {
            Outcome::Form(form) => self.sends_form(who, &form, text).await,
            other => panic!("expected a form, but it was {other:#?}"),
        }
    }
}
