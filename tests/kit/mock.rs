//! What people do in a mock interview.

use viva::local::{ChannelId, MessageView, UserId};

use super::{Team, id_of, says, tea};

impl Team {
    /// A team whose bank has *Tea for forty*.
    pub async fn at_the_inn() -> Team {
        let mut team = Team::start().await;
        team.asks_from(tea);
        team
    }

    /// Somebody begins it; where it runs, and its first stage.
    pub async fn begins(&self, who: UserId, more: &str) -> (ChannelId, MessageView) {
        let said = self.commands(who, &format!("/mock start scenario:tea-for-forty {more}")).await;
        let thread = self.thread_in(&said);
        let opening = self.expect_message(thread, "Mock interview: Tea for forty").await;
        says(&opening, "A coach with forty guests is at the door");
        says(&opening, "planned 20 minutes");
        (thread, self.expect_message(thread, "1. The kettle").await)
    }

    /// The thread that a message names.
    pub fn thread_in(&self, said: &MessageView) -> ChannelId {
        let text = said.text();
        let id = text.split("<#").nth(1).and_then(|rest| rest.split('>').next());
        ChannelId::new(id.and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no thread in {text}")))
    }

    /// The candidate says something, and it is taken in.
    pub async fn tells(&self, who: UserId, thread: ChannelId, text: &str) {
        let message = self.says(who, thread, text);
        self.expect_reaction(message, "✅").await;
    }

    /// Closes a stage as it was seen; the message of the next.
    pub async fn closes(&self, who: UserId, stage: &MessageView, next: &str) -> MessageView {
        let review = self.clicks(who, stage, "Done with this stage").await;
        self.clicks(who, &review, "Close the stage and go on").await;
        self.expect_message(stage.channel, next).await
    }

    /// Whether somebody has a card of that question.
    pub async fn has_card(&self, who: UserId, question: &str) -> bool {
        self.store().card(id_of(who), question).await.expect("the store has cards").is_some()
    }
}
