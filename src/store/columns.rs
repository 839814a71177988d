//! How a value is written down: snowflakes as their bits, times as Unix milliseconds, enums as their serde word, lists as JSON.

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A snowflake as a BIGINT: the same bits.
pub fn bits(snowflake: u64) -> i64 {
    snowflake.cast_signed()
}

/// The snowflake of those bits.
pub fn snowflake(bits: i64) -> u64 {
    bits.cast_unsigned()
}

/// A time as Unix milliseconds; what is finer is dropped.
pub fn ms(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

/// The time of those milliseconds.
pub fn time(ms: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_millis(ms).with_context(|| format!("{ms} ms is not a time"))
}

/// The word that serde has for a variant without fields.
pub fn word<T: Serialize>(variant: &T) -> Result<String> {
    match serde_json::to_value(variant)? {
        Value::String(word) => Ok(word),
        other => bail!("{other} is not a word"),
    }
}

/// The variant of that word.
pub fn variant<T: for<'de> Deserialize<'de>>(word: &str) -> Result<T> {
    Ok(T::deserialize(StrDeserializer::<Error>::new(word))?)
}

/// A list as a JSON text.
pub fn json<T: Serialize>(list: &[T]) -> Result<String> {
    Ok(serde_json::to_string(list)?)
}

/// The list of that JSON text.
pub fn list<T: DeserializeOwned>(json: &str) -> Result<Vec<T>> {
    serde_json::from_str(json).with_context(|| format!("{json:?} is not such a list"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::points::Reason;
    use crate::domain::round::RoundState;

    #[test]
    fn a_snowflake_beyond_the_signed_range_comes_back() {
        for id in [0, 1, 1_234_567_890_123_456_789, u64::MAX] {
            assert_eq!(snowflake(bits(id)), id);
        }
    }

    #[test]
    fn an_enum_is_the_word_that_serde_has_for_it() {
        assert_eq!(word(&Reason::KeyPoints).unwrap(), "key_points");
        assert_eq!(variant::<Reason>("key_points").unwrap(), Reason::KeyPoints);
        assert!(variant::<RoundState>("lost").unwrap_err().to_string().contains("lost"));
    }
}
