//! Times as Discord shows them: each reader sees their own zone.

use chrono::{DateTime, Utc};

/// `Tuesday, 3 March 2026 09:30`, in the reader's zone and language.
pub fn full(time: DateTime<Utc>) -> String {
    format!("<t:{}:F>", time.timestamp())
}

/// `in two hours`, kept current by the reader's Discord.
pub fn relative(time: DateTime<Utc>) -> String {
    format!("<t:{}:R>", time.timestamp())
}

/// Both.
pub fn when(time: DateTime<Utc>) -> String {
    format!("{} ({})", full(time), relative(time))
}
