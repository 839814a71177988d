use chrono::{NaiveTime, Weekday};

use super::ScheduleError;

/// A time of day as people write it: `9:30`, `09:30`, `9am`, `9.30 pm`, `noon`.
pub fn parse_time(_text: &str) -> Result<NaiveTime, ScheduleError> {
    todo!()
}

/// Weekdays as people write them: `mon-fri`, `Mo, We, Fr`, `daily`, `weekdays`, `weekends`. Sorted from Monday, each once.
pub fn parse_weekdays(_text: &str) -> Result<Vec<Weekday>, ScheduleError> {
    todo!()
}
