//! Threads that are opened for a few: private ones, who is in them, and waking those that fell asleep.

use serenity::all::{AutoArchiveDuration, ChannelType, CreateThread, EditThread};

use super::{Discord, SendError, counted, retry};
use crate::domain::ids::{ChannelId, UserId};

impl Discord {
    /// Opens a private thread in a text channel; it stays awake for a week without a word. Only the bot is in it.
    pub async fn open_private_thread(&self, channel: ChannelId, name: &str) -> Result<ChannelId, SendError> {
        let _lane = self.lane(channel).await;
        // No `rate_limit_per_user`: even as 0 it makes Discord ask for Manage Threads.
        let create = &CreateThread::new(name)
            .kind(ChannelType::PrivateThread)
            .invitable(false)
            .auto_archive_duration(AutoArchiveDuration::OneWeek);
        retry(|| async move {
            let opening = serenity::all::ChannelId::from(channel).create_thread(&*self.http, create.clone());
            let thread = counted("POST /channels/:id/threads", opening).await?;
            Ok(thread.id.into())
        })
        .await
    }

    /// Adds somebody to a thread. Refused where they can't see the channel above it.
    pub async fn add_to_thread(&self, thread: ChannelId, user: UserId) -> Result<(), SendError> {
        retry(|| {
            let adding = self.http.add_thread_channel_member(thread.into(), user.into());
            counted("PUT /channels/:id/thread-members/:id", adding)
        })
        .await
    }

    /// Puts a thread of the bot's own to sleep, or wakes it.
    pub async fn set_asleep(&self, thread: ChannelId, asleep: bool) -> Result<(), SendError> {
        let edit = &EditThread::new().archived(asleep);
        retry(|| async move {
            let editing = serenity::all::ChannelId::from(thread).edit_thread(&*self.http, edit.clone());
            counted("PATCH /channels/:id", editing).await?;
            Ok(())
        })
        .await
    }
}
