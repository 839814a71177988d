//! Times and weekdays as people write them, and schedules as people say them.

use chrono::{NaiveTime, Weekday};

use super::ScheduleError;
use super::crontab::{DAYS, Fields, HOURS, MONTHS, Set, WEEKDAYS};

/// A time of day as people write it: `9:30`, `09:30`, `9.30 pm`, `9am`, `9h30`, `21`, `noon`, `midnight`.
///
/// # Errors
/// Where it is none, with what is wrong.
pub fn parse_time(text: &str) -> Result<NaiveTime, ScheduleError> {
    let refuse = |reason| ScheduleError::Time { given: text.trim().to_owned(), reason };
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let (clock, afternoon) = match squeezed.as_str() {
        "noon" => ("12", None),
        "midnight" => ("0", None),
        other => halves(other),
    };
    let (hour, minute) = clock.split_once([':', '.', 'h']).unwrap_or((clock, "00"));
    let minute = if minute.is_empty() && clock.ends_with('h') { "00" } else { minute };
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 || !(hour.bytes().chain(minute.bytes())).all(is_digit) {
        return Err(refuse("write hours and minutes"));
    }
    let (hour, minute): (u32, u32) = (hour.parse().unwrap_or(u32::MAX), minute.parse().unwrap_or(u32::MAX));
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return Err(refuse("with am or pm, hours go from 1 to 12")),
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
        .ok_or_else(|| refuse("hours go from 0 to 23 and minutes from 0 to 59; midnight is 00:00"))
}

/// Weekdays as people write them: `mon-fri`, `Mo, We, Fr`, `sat to mon`, `daily`, `weekdays`, `weekends`. From Monday on,
/// each once.
///
/// # Errors
/// Where there is none, or a word that is none, which is named.
pub fn parse_weekdays(text: &str) -> Result<Vec<Weekday>, ScheduleError> {
    let plain =
        text.to_lowercase().replace(['–', '—'], "-").replace("every day", "daily").replace("working day", "weekday");
    let separated = plain.replace([',', ';', '/', '&', '+'], " ").replace('-', " to ");
    let mut words = separated
        .split_whitespace()
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !matches!(*word, "and" | "every" | "on"))
        .peekable();
    let refuse = |word: &str| ScheduleError::Weekdays { given: word.to_owned() };
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "daily" | "everyday" | "all" | "*" => found.extend(WEEK),
            "weekday" | "weekdays" | "workday" | "workdays" => found.extend(&WEEK[..5]),
            "weekend" | "weekends" => found.extend(&WEEK[5..]),
            word => {
                let mut day = weekday(word).ok_or_else(|| refuse(word))?;
                found.push(day);
                if words.next_if(|word| matches!(*word, "to" | "through" | "till" | "until")).is_some() {
                    let last = words.next().ok_or_else(|| refuse(text.trim()))?;
                    let last = weekday(last).ok_or_else(|| refuse(last))?;
                    while day != last {
                        day = day.succ();
                        found.push(day);
                    }
                }
            }
        }
    }
    if found.is_empty() {
        return Err(refuse(text.trim()));
    }
    found.sort_by_key(Weekday::num_days_from_monday);
    found.dedup();
    Ok(found)
}

/// A usual schedule in plain English; `None` for others.
pub(super) fn describe(fields: &Fields) -> Option<String> {
    if fields.months != MONTHS {
        return None;
    }
    let minute = fields.minute;
    let times = match fields.hours.iter().map(|hour| format!("{hour:02}:{minute:02}")).collect::<Vec<_>>() {
        few if few.len() <= 4 => format!("at {}", joined(&few)),
        _ if fields.hours != HOURS => return None,
        _ if minute == 0 => "hourly, on the hour".to_owned(),
        _ => format!("hourly, at {minute} past"),
    };
    let days = match (fields.days.set == DAYS, fields.weekdays.set == WEEKDAYS) {
        (true, true) => "every day".to_owned(),
        // Unless it is a star, it matches every day whatever the other says.
        (true, false) if fields.days.starred => weekdays(fields.weekdays.set),
        (false, true) if fields.weekdays.starred && fields.days.set.len() <= 4 => {
            let days: Vec<String> = fields.days.set.iter().map(ordinal).collect();
            format!("on the {} of the month", joined(&days))
        }
        _ => return None,
    };
    Some(format!("{times}, {days}"))
}

/// Somebody's words within ours: short, on one line, and unable to break out of the code span.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let plain = text.chars().map(|c| if c.is_control() || c == '`' { '\'' } else { c });
    let cut = if text.chars().count() > MOST { "…" } else { "" };
    format!("`{}{cut}`", plain.take(MOST).collect::<String>())
}

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Without `am` or `pm`, and whether it was `pm`.
fn halves(text: &str) -> (&str, Option<bool>) {
    let strip = |halves: [&str; 2]| halves.into_iter().find_map(|half| text.strip_suffix(half));
    match (strip(["am", "a.m."]), strip(["pm", "p.m."])) {
        (Some(clock), _) => (clock, Some(false)),
        (_, Some(clock)) => (clock, Some(true)),
        _ => (text, None),
    }
}

/// By two letters or more: `Mo`, `tues`, `Weds`, `fridays`.
fn weekday(word: &str) -> Option<Weekday> {
    let begins = |word: &str| NAMES.iter().position(|name| word.len() > 1 && name.to_lowercase().starts_with(word));
    begins(word).or_else(|| begins(word.strip_suffix('s')?)).map(|at| WEEK[at])
}

/// From Monday on, three or more in a row as a range.
fn weekdays(set: Set) -> String {
    let on: Vec<usize> = (0..7).filter(|day| set.contains(if *day == 6 { 0 } else { *day as u8 + 1 })).collect();
    match on.as_slice() {
        [only] => format!("every {}", NAMES[*only]),
        [first, _, .., last] if last - first + 1 == on.len() => format!("{} to {}", NAMES[*first], NAMES[*last]),
        _ => joined(&on.iter().map(|day| NAMES[*day].to_owned()).collect::<Vec<_>>()),
    }
}

fn joined(words: &[String]) -> String {
    match words {
        [first @ .., before, last] if !first.is_empty() => format!("{}, {before} and {last}", first.join(", ")),
        _ => words.join(" and "),
    }
}

fn ordinal(day: u8) -> String {
    let ending = match day {
        11..=13 => "th",
        _ => ["th", "st", "nd", "rd"].get(usize::from(day % 10)).copied().unwrap_or("th"),
    };
    format!("{day}{ending}")
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (written, time) in [
            ("9:30", "09:30"),
            ("09:30", "09:30"),
            ("9.30 pm", "21:30"),
            ("9am", "09:00"),
            (" 9 AM ", "09:00"),
            ("12am", "00:00"),
            ("12 pm", "12:00"),
            ("12:05 p.m.", "12:05"),
            ("9h30", "09:30"),
            ("21h", "21:00"),
            ("21", "21:00"),
            ("noon", "12:00"),
            ("Midnight", "00:00"),
            ("00:00", "00:00"),
            ("23:59", "23:59"),
        ] {
            assert_eq!(parse_time(written).unwrap().format("%H:%M").to_string(), time, "{written}");
        }
        for wrong in [
            "", "25:00", "24:00", "9:60", "13pm", "0 am", "nine", "9:3", "9:300", "-9:30", "9:30:00", "930", "am",
            ":30", "٩:٣٠",
        ] {
            let error = parse_time(wrong).unwrap_err().to_string();
            assert!(error.ends_with("For example, `09:30` or `2:15 pm`."), "{error}");
        }
    }

    #[test]
    fn weekdays_are_read_as_people_write_them() {
        for (written, days) in [
            ("mon-fri", "Mon Tue Wed Thu Fri"),
            ("Mo, We, Fr", "Mon Wed Fri"),
            ("weekdays", "Mon Tue Wed Thu Fri"),
            ("daily", "Mon Tue Wed Thu Fri Sat Sun"),
            ("every day", "Mon Tue Wed Thu Fri Sat Sun"),
            ("Weekends", "Sat Sun"),
            ("Tuesdays and Thursdays", "Tue Thu"),
            ("tue - thu", "Tue Wed Thu"),
            ("Mon–Wed", "Mon Tue Wed"),
            ("sat to mon", "Mon Sat Sun"),
            ("fr mo fr", "Mon Fri"),
            ("working days", "Mon Tue Wed Thu Fri"),
            ("every weds", "Wed"),
        ] {
            let read: Vec<String> = parse_weekdays(written).unwrap().iter().map(Weekday::to_string).collect();
            assert_eq!(read.join(" "), days, "{written}");
        }
        for (wrong, word) in
            [("mon, funday", "`funday`"), ("", "``"), ("m", "`m`"), ("mon-", "`mon-`"), ("mon to noon", "`noon`")]
        {
            assert!(
                parse_weekdays(wrong).unwrap_err().to_string().starts_with(&format!("{word} is not a weekday")),
                "{wrong}"
            );
        }
    }
}
