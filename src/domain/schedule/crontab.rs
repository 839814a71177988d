//! The five fields with crontab(5)'s meaning, and what `cron` must be told to mean the same.

use std::fmt;

use chrono::{NaiveTime, Timelike, Weekday};

use super::ScheduleError;

/// The five fields, read. None of the sets is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    /// One only: a schedule asks at most once an hour.
    pub minute: u8,
    pub hours: Set,
    pub days: Days,
    pub months: Set,
    /// Sunday is 0.
    pub weekdays: Days,
}

/// The day of the month, or the weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub set: Set,
    /// It was written with a `*` first. Unless one of the two is, crontab asks on days that match either of them.
    pub starred: bool,
}

/// Numbers from 0 to 63.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Set(u64);

impl Fields {
    pub fn parse(expression: &str) -> Result<Fields, ScheduleError> {
        let expression = expression.trim();
        let expression = match expression.to_ascii_lowercase().as_str() {
            "@hourly" => "0 * * * *",
            "@daily" | "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            word if word.starts_with('@') => return Err(ScheduleError::Shorthand { given: expression.to_owned() }),
            _ => expression,
        };
        let fields: Vec<&str> = expression.split_whitespace().collect();
        let &[minute, hour, day, month, weekday] = fields.as_slice() else {
            return Err(ScheduleError::Fields { given: fields.len() });
        };
        let minutes = MINUTE.read(minute)?;
        let fields = Fields {
            minute: minutes.iter().next().unwrap_or_default(),
            hours: HOUR.read(hour)?,
            days: Days { set: DAY.read(day)?, starred: day.starts_with('*') },
            months: MONTH.read(month)?,
            weekdays: Days { set: WEEKDAY.read(weekday)?.with_sunday_as_zero(), starred: weekday.starts_with('*') },
        };
        if minutes.len() > 1 {
            return Err(ScheduleError::TooOften { given: minute.to_owned() });
        }
        if !fields.ever() {
            return Err(ScheduleError::Never);
        }
        Ok(fields)
    }

    pub fn daily(time: NaiveTime, weekdays: &[Weekday]) -> Fields {
        let given: Set = weekdays.iter().map(|day| number(day.num_days_from_sunday())).collect();
        let all = given == Set::default() || given == WEEKDAYS;
        Fields {
            minute: number(time.minute()),
            hours: [number(time.hour())].into_iter().collect(),
            days: Days { set: DAYS, starred: true },
            months: MONTHS,
            weekdays: Days { set: if all { WEEKDAYS } else { given }, starred: all },
        }
    }

    /// What `cron` matches where any of them matches, with a field for seconds first and Sunday as 1.
    pub fn for_cron(&self) -> Vec<String> {
        let list = |set: Set, all: Set, plus: u8| {
            if set == all {
                return "*".to_owned();
            }
            set.iter().map(|number| (number + plus).to_string()).collect::<Vec<_>>().join(",")
        };
        let expression = |days: Set, weekdays: Set| {
            let (hours, days) = (list(self.hours, HOURS, 0), list(days, DAYS, 0));
            let (months, weekdays) = (list(self.months, MONTHS, 0), list(weekdays, WEEKDAYS, 1));
            format!("0 {} {hours} {days} {months} {weekdays}", self.minute)
        };
        if self.either() {
            vec![expression(self.days.set, WEEKDAYS), expression(DAYS, self.weekdays.set)]
        } else {
            vec![expression(self.days.set, self.weekdays.set)]
        }
    }

    /// Whether a day is asked on if either its date or its weekday matches.
    fn either(&self) -> bool {
        !self.days.starred && !self.weekdays.starred
    }

    fn ever(&self) -> bool {
        let longest = |month| match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        self.either() || self.days.set.iter().next().is_some_and(|day| self.months.iter().any(|m| day <= longest(m)))
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = |days: Days, all: Set| if days.starred { days.set.starred(all) } else { days.set.ranges() };
        let (month_days, weekdays) = (days(self.days, DAYS), days(self.weekdays, WEEKDAYS));
        let (hours, months) = (self.hours.shortest(HOURS), self.months.shortest(MONTHS));
        write!(f, "{} {hours} {month_days} {months} {weekdays}", self.minute)
    }
}

impl Set {
    pub const fn range(first: u8, last: u8) -> Set {
        let mut bits = 0;
        let mut number = first;
        while number <= last {
            bits |= 1 << number;
            number += 1;
        }
        Set(bits)
    }

    pub fn iter(self) -> impl DoubleEndedIterator<Item = u8> + Clone {
        (0..64).filter(move |number| self.contains(*number))
    }

    pub fn contains(self, number: u8) -> bool {
        self.0 >> number & 1 == 1
    }

    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    fn with_sunday_as_zero(self) -> Set {
        Set((self.0 | self.0 >> 7) & WEEKDAYS.0)
    }

    /// `*`, `*/n`, or the numbers.
    fn shortest(self, all: Set) -> String {
        if self.len() > 1 && self.step(all).is_some() { self.starred(all) } else { self.ranges() }
    }

    /// With a star first, for a set that was written so. It has the first number of `all`, then, as every `*/n` has.
    fn starred(self, all: Set) -> String {
        match self.step(all) {
            Some(1) => "*".to_owned(),
            Some(step) => format!("*/{step}"),
            None => format!("*/{},{}", all.len(), Set(self.0 & (self.0 - 1)).ranges()),
        }
    }

    /// The n of the `*/n` that it is.
    fn step(self, all: Set) -> Option<usize> {
        (1..=all.len()).find(|step| all.iter().step_by(*step).collect::<Set>() == self)
    }

    /// The numbers, three or more in a row as a range.
    fn ranges(self) -> String {
        let numbers: Vec<u8> = self.iter().collect();
        let runs = numbers.chunk_by(|a, b| a + 1 == *b).flat_map(|run| match run {
            [first, _, .., last] => vec![format!("{first}-{last}")],
            few => few.iter().map(u8::to_string).collect(),
        });
        runs.collect::<Vec<_>>().join(",")
    }
}

impl FromIterator<u8> for Set {
    fn from_iter<I: IntoIterator<Item = u8>>(numbers: I) -> Set {
        Set(numbers.into_iter().fold(0, |bits, number| bits | 1 << number))
    }
}

pub(super) const HOURS: Set = Set::range(0, 23);
pub(super) const DAYS: Set = Set::range(1, 31);
pub(super) const MONTHS: Set = Set::range(1, 12);
pub(super) const WEEKDAYS: Set = Set::range(0, 6);

/// What a field may say.
struct Grammar {
    field: &'static str,
    first: u8,
    last: u8,
    /// The names of the numbers from `first` on.
    names: &'static [&'static str],
}

const MINUTE: Grammar = Grammar { field: "minute", first: 0, last: 59, names: &[] };
const HOUR: Grammar = Grammar { field: "hour", first: 0, last: 23, names: &[] };
const DAY: Grammar = Grammar { field: "day-of-month", first: 1, last: 31, names: &[] };
const MONTH: Grammar = Grammar {
    field: "month",
    first: 1,
    last: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
const WEEKDAY: Grammar =
    Grammar { field: "weekday", first: 0, last: 7, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] };

impl Grammar {
    fn read(&self, text: &str) -> Result<Set, ScheduleError> {
        let refuse = |reason| ScheduleError::Field { field: self.field, given: text.to_owned(), reason };
        let items: Result<Vec<Set>, String> = text.split(',').map(|item| self.item(item)).collect();
        Ok(items.map_err(refuse)?.into_iter().fold(Set::default(), |all, item| Set(all.0 | item.0)))
    }

    /// `*`, a number, a range, or one of the first and the last with a step.
    fn item(&self, item: &str) -> Result<Set, String> {
        let (numbers, step) = match item.split_once('/') {
            Some((numbers, step)) => (numbers, Some(step)),
            None => (item, None),
        };
        let (first, last) = if numbers == "*" {
            (self.first, self.last)
        } else if let Some((first, last)) = numbers.split_once('-') {
            self.range(first, last)?
        } else {
            let only = self.number(numbers)?;
            if let Some(step) = step {
                let step = digits(step).unwrap_or(2);
                return Err(format!("a step needs a range before it, such as {only}-{}/{step}", self.end()));
            }
            (only, only)
        };
        let step = match step.map(|step| (step, digits(step))) {
            None => 1,
            Some((_, Some(step))) if step > 0 => step,
            Some((step, _)) => return Err(format!("{} is no step; a step is a number from 1 on", short(step))),
        };
        Ok((first..=last).step_by(step.into()).collect())
    }

    fn range(&self, first: &str, last: &str) -> Result<(u8, u8), String> {
        let (from, mut to) = (self.number(first)?, self.number(last)?);
        // People say "fri-sun"; the name alone does not tell on which end of the week its Sunday is.
        if self.field == WEEKDAY.field && from > 0 && last.eq_ignore_ascii_case("sun") {
            to = 7;
        }
        if from > to {
            return Err(format!("{from}-{to} runs backwards; write {from}-{},{}-{to}", self.end(), self.first));
        }
        Ok((from, to))
    }

    /// The last number that is not another name of the first one.
    fn end(&self) -> u8 {
        self.last.min(if self.field == WEEKDAY.field { 6 } else { u8::MAX })
    }

    fn number(&self, text: &str) -> Result<u8, String> {
        if let Some(at) = self.names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
            return Ok(self.first + u8::try_from(at).unwrap_or_default());
        }
        match digits(text) {
            Some(number) if (self.first..=self.last).contains(&number) => Ok(number),
            _ if text.is_empty() => Err("a number is missing".to_owned()),
            _ => {
                let names = match (self.names.first(), self.names.last()) {
                    (Some(first), Some(last)) => format!(", or a name from {first} to {last}"),
                    _ => String::new(),
                };
                Err(format!("{} is not a number from {} to {}{names}", short(text), self.first, self.last))
            }
        }
    }
}

/// A number of up to 255, in digits only.
fn digits(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn short(text: &str) -> String {
    super::words::quoted(text)
}

/// Hours, minutes and weekdays fit.
fn number(of: u32) -> u8 {
    u8::try_from(of).unwrap_or_default()
}
