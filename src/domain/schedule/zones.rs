use chrono_tz::Tz;

use super::ScheduleError;

/// An IANA zone by its name in any case, or by its city where only one zone has it.
pub fn parse_zone(_name: &str) -> Result<Tz, ScheduleError> {
    todo!()
}

/// Zones for somebody who is still typing, the likeliest first: cities that begin so, then names, then the rest.
pub fn zones_matching(_prefix: &str) -> Vec<Tz> {
    todo!()
}
