//! Ids: Discord's snowflakes, each kind a type of its own, and the ids that Viva makes.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

macro_rules! snowflakes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

snowflakes! {
    /// A guild (a Discord server).
    GuildId,
    /// A channel or a thread.
    ChannelId,
    /// A message. Later messages have greater ids.
    MessageId,
    /// A person, or a bot.
    UserId,
    /// A role of a guild.
    RoleId,
}

macro_rules! own_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// A new id, which sorts after the earlier ones.
            pub fn new(now: DateTime<Utc>, random: u128) -> Self {
                $name(ulid(now, random))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Ok($name(id.to_owned()))
            }
        }
    )+};
}

own_ids! {
    /// A track.
    TrackId,
    /// A round of a track.
    RoundId,
    /// A quiz that a member takes.
    QuizId,
    /// A run through a scenario.
    MockId,
}

/// 26 characters, the time first, so that ids sort by age and fit a button's id.
fn ulid(now: DateTime<Utc>, random: u128) -> String {
    ulid::Ulid::from_parts(now.timestamp_millis().max(0).unsigned_abs(), random).to_string()
}
