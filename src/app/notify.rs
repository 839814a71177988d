//! Telling an organizer what only a person can mend: once, and again only after it was over.

use super::App;
use crate::domain::track::Track;
use crate::view::message::Message;

/// Tells the track's maker privately, or, where that can't be, the track's channel; failing both, the guild's owner. What can't be
/// told at all is logged: it must not stop a round.
pub async fn once(app: &App, track: &Track, subject: &str, message: &Message) {
    let subject = format!("{subject}:{}", track.id);
    match app.store.notice_once(track.guild, &subject, app.clock.now()).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => {
            return tracing::error!(guild.id = %track.guild, error = format!("{error:#}"), "noting a notice failed");
        }
    }
    tracing::warn!(guild.id = %track.guild, track.id = %track.id, subject, "an organizer's hand is needed");
    if app.discord.tell(track.created_by, message).await.is_ok() {
        return;
    }
    let nonce = format!("{:024x}", app.clock.now().timestamp_millis());
    if app.discord.post(track.channel, message, &nonce).await.is_ok() {
        return;
    }
    let told = match app.discord.owner(track.guild).await {
        Ok(owner) => app.discord.tell(owner, message).await.map(|_| ()),
        Err(error) => Err(error),
    };
    if let Err(error) = told {
        tracing::error!(guild.id = %track.guild, track.id = %track.id, subject, %error, "no organizer could be told");
    }
}

/// The trouble is over: the next time is news again.
pub async fn over(app: &App, track: &Track, subject: &str) {
    if let Err(error) = app.store.clear_notice(track.guild, &format!("{subject}:{}", track.id)).await {
        tracing::error!(guild.id = %track.guild, error = format!("{error:#}"), "clearing a notice failed");
    }
}
