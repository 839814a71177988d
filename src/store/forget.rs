//! Forgetting a member: all that is theirs alone. What a team shares, answers and points, is not among it.

use anyhow::{Context, Result};

use super::Store;
use super::columns::bits;
use super::db::{on, run};
use crate::domain::ids::UserId;

impl Store {
    /// Deletes the member's private memory: cards with their log, the reminder with what was sent for it, and their strength in
    /// quizzes, which begins anew. True if there was any.
    pub async fn forget(&self, user: UserId) -> Result<bool> {
        self.try_forget(user).await.context("forgetting a member")
    }

    async fn try_forget(&self, user: UserId) -> Result<bool> {
        let mut tx = self.db.writing(&format!("cards:{user}")).await?;
        let mut deleted = 0;
        for sql in [
            "DELETE FROM reviews WHERE user_id = $1",
            "DELETE FROM cards WHERE user_id = $1",
            "DELETE FROM reminders WHERE user_id = $1",
            "DELETE FROM member_ratings WHERE user_id = $1",
        ] {
            deleted += run!(tx, sql, bits(user.0))?;
        }
        let steps = format!("reminder:{user}:");
        deleted += run!(tx, "DELETE FROM deliveries WHERE substr(step, 1, length($1)) = $1", &steps)?;
        tx.commit().await?;
        Ok(deleted > 0)
    }
}
