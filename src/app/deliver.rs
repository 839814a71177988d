//! Exactly one message: claim the step, send with the step's nonce, record the id. After a crash in between, the message is looked
//! for before it is sent again.

use anyhow::Context as _;
use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};

use super::App;
use super::boundary::Boundary;
use crate::discord::SendError;
use crate::domain::ids::{ChannelId, MessageId};
use crate::view::message::Message;

/// One message that must be there once.
pub struct Step<'a> {
    /// The step's name: unique for ever.
    pub name: String,
    /// Where it goes.
    pub channel: ChannelId,
    /// What it says.
    pub message: &'a Message,
    /// What it alone carries in its channel: an embed's footer, or a button's id.
    pub mark: &'a str,
    /// Passed once it is sent and before that is recorded.
    pub sent: Boundary,
}

/// Why a step could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// Discord's answer.
    #[error(transparent)]
    Send(#[from] SendError),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// Sends the step's message, unless it was sent; returns its id either way.
pub async fn deliver(app: &App, step: Step<'_>) -> Result<MessageId, DeliverError> {
    let claimed = app.store.claim_delivery(&step.name, step.channel, app.clock.now()).await?;
    if let Some(message) = claimed.message {
        return Ok(MessageId(message));
    }
    let found = match claimed.fresh {
        true => None,
        // Discord's clock may differ a little from ours.
        false => app.discord.find_own(step.channel, step.mark, claimed.claimed_at - TimeDelta::minutes(5)).await?,
    };
    let message = match found {
        Some(message) => {
            tracing::info!(step = step.name, message.id = %message, "adopted a message that was sent before");
            message
        }
        None => app.discord.post(step.channel, step.message, &nonce(&step.name)).await?,
    };
    step.sent.pass().await;
    app.store.record_delivery(&step.name, message.0).await.context("recording a message that was sent")?;
    Ok(message)
}

/// The step's nonce: at most 25 characters, the same whenever it is sent again.
fn nonce(step: &str) -> String {
    Sha256::digest(step.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_nonce_is_the_same_each_time_and_fits() {
        let nonce = super::nonce("round:01ARZ3NDEKTSV4RRFFQ69G5FAV:question");
        assert_eq!(nonce, super::nonce("round:01ARZ3NDEKTSV4RRFFQ69G5FAV:question"));
        assert_ne!(nonce, super::nonce("round:01ARZ3NDEKTSV4RRFFQ69G5FAV:reveal:1"));
        assert!(nonce.len() <= 25);
    }
}
