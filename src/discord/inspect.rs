//! What Discord says of the bot, for whoever looks after it.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Connection, Discord, SendError, counted};
use crate::domain::ids::GuildId;

impl Connection {
    /// What time it is by the clock of the server that answers. Tells nobody who asks: no token is sent.
    ///
    /// # Errors
    /// When nobody answers there, or the answer is not dated.
    pub async fn date(&self) -> anyhow::Result<DateTime<Utc>> {
        let root = self.api_url.as_deref().unwrap_or("https://discord.com");
        let answer = self.client.get(format!("{root}/api/v10/gateway")).send().await.context("asking for the time")?;
        let date = answer.headers().get("date").context("the answer has no date")?;
        let date = DateTime::parse_from_rfc2822(date.to_str()?).context("the answer's date cannot be read")?;
        Ok(date.to_utc())
    }
}

impl Discord {
    /// The commands that Discord knows, in its own form. Ask after [`Discord::application`].
    pub async fn registered_commands(&self) -> Result<Vec<Value>, SendError> {
        let commands = counted("GET /applications/:id/commands", self.http.get_global_commands()).await?;
        Ok(commands.iter().filter_map(|command| serde_json::to_value(command).ok()).collect())
    }

    /// A guild's name. Refused where the bot is not a member.
    pub async fn guild_name(&self, guild: GuildId) -> Result<String, SendError> {
        Ok(counted("GET /guilds/:id", self.http.get_guild(guild.into())).await?.name)
    }
}
