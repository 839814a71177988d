//! Seeing as a person.

use crate::local::handle::{Local, PATIENCE};
use crate::local::ids::*;
use crate::local::view::{ChoiceView, FormView, MessageView, Outcome};
use crate::local::world::interactions::ANSWER_WITHIN;
use crate::local::world::{Answer, Interaction, World};

/// What Discord shows when a bot is silent.
const SILENT: &str = "The application did not respond";

impl Local {
    /// The messages of a channel, oldest first, with the ephemeral ones that this person can see; all but ephemeral ones if
    /// nobody looks. Nothing if the person cannot see the channel.
    pub fn messages(&self, channel: ChannelId, as_user: Option<UserId>) -> Vec<MessageView> {
        self.with(|world| {
            if as_user.is_some_and(|user| !world.can_view(user, channel)) {
                return Vec::new();
            }
            let all = world.messages.get(&channel).into_iter().flat_map(|m| m.values());
            let visible = all.filter(|m| m.visible_to.is_none() || m.visible_to == as_user);
            visible.map(|m| MessageView::of(world, m)).collect()
        })
    }

    /// One message, ephemeral or not.
    pub fn message(&self, message: MessageId) -> Option<MessageView> {
        self.with(|world| world.find_message(message).map(|m| MessageView::of(world, m)))
    }

    /// Waits for the bot's first answer to an interaction: ten seconds of real time at most, and no longer than Discord waits
    /// by the clock.
    pub async fn outcome(&self, interaction: InteractionId) -> Outcome {
        self.wait_for(interaction, |world, known| match &known.answer {
            Answer::Deferred(_) | Answer::DeferredUpdate => Some(Outcome::Deferred),
            _ => answered(world, known),
        })
        .await
        .unwrap_or_else(|| Outcome::Failed(SILENT.into()))
    }

    /// Like [`Local::outcome`], but if the bot puts its answer off, waits for what follows; `Deferred` if nothing does.
    pub async fn final_outcome(&self, interaction: InteractionId) -> Outcome {
        let found = self
            .wait_for(interaction, |world, known| match &known.answer {
                Answer::Deferred(_) | Answer::DeferredUpdate if known.owing => None,
                Answer::Deferred(_) | Answer::DeferredUpdate => {
                    let message =
                        known.followups.last().copied().filter(|_| matches!(known.answer, Answer::DeferredUpdate));
                    let message = world.find_message(message.or(known.original)?)?;
                    Some(Outcome::Message(Box::new(MessageView::of(world, message))))
                }
                _ => answered(world, known),
            })
            .await;
        let deferred = self.with(|world| {
            let known = world.interactions.get(&interaction);
            known.is_some_and(|i| matches!(i.answer, Answer::Deferred(_) | Answer::DeferredUpdate))
        });
        found.unwrap_or_else(|| if deferred { Outcome::Deferred } else { Outcome::Failed(SILENT.into()) })
    }

    async fn wait_for(
        &self,
        interaction: InteractionId,
        look: impl Fn(&World, &Interaction) -> Option<Outcome>,
    ) -> Option<Outcome> {
        let deadline = self.with(|world| world.interactions.get(&interaction).map(|i| i.created_at))? + ANSWER_WITHIN;
        let wait = async {
            let mut late = false;
            loop {
                let seen = self.revision();
                if let Some(found) = self.with(|world| look(world, world.interactions.get(&interaction)?)) {
                    return found;
                }
                tokio::select! {
                    _ = self.changed(seen) => {}
                    // Looking moves the world to the clock's time, which lets the interaction fail.
                    () = self.shared.clock.sleep_until(deadline + chrono::TimeDelta::milliseconds(1)), if !late => late = true,
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.ok()
    }
}

fn answered(world: &World, known: &Interaction) -> Option<Outcome> {
    match &known.answer {
        Answer::Message(message) | Answer::Updated(message) => {
            let found = world.find_message(*message).map(|m| Outcome::Message(Box::new(MessageView::of(world, m))));
            Some(found.unwrap_or_else(|| Outcome::Failed("the answer was deleted".into())))
        }
        Answer::Form(form) => Some(Outcome::Form(FormView::of(known.id, form))),
        Answer::Choices(choices) => Some(Outcome::Choices(choices.iter().map(ChoiceView::of).collect())),
        Answer::Failed => Some(Outcome::Failed(SILENT.into())),
        Answer::None | Answer::Deferred(_) | Answer::DeferredUpdate => None,
    }
}
