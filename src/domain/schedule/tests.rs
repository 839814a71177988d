use chrono::{NaiveDate, NaiveTime, Timelike};
use chrono_tz::{Africa, America, Asia, Australia, Europe, Pacific};
use proptest::prelude::*;

use super::*;

fn utc(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn wall(text: &str) -> NaiveDateTime {
    format!("{text}:00").parse().unwrap()
}

#[track_caller]
fn check(expression: &str, zone: Tz, after: &str, expected: &[&str]) {
    let schedule = Schedule::parse(expression).unwrap();
    let due = schedule.upcoming(utc(after), zone, &[], expected.len());
    let due: Vec<String> = due.iter().map(|due| due.format("%Y-%m-%dT%H:%M").to_string()).collect();
    assert_eq!(due, expected, "{expression} in {zone} after {after}");
}

#[track_caller]
fn refused(expression: &str, words: &str) {
    let error = Schedule::parse(expression).unwrap_err().to_string();
    assert!(error.contains(words), "{expression}: {error}");
    assert!(error.contains("For example, `30 9 * * 1-5`"), "{expression}: {error}");
}

#[test]
fn a_time_in_the_spring_gap_is_due_at_the_first_instant_after_it() {
    check(
        "30 2 * * *",
        Europe::Berlin,
        "2026-03-28T00:00",
        &["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"],
    );
    check("30 2 * * *", Europe::Berlin, "2027-03-27T12:00", &["2027-03-28T01:00", "2027-03-29T00:30"]);
    check(
        "30 2 * * *",
        America::New_York,
        "2026-03-07T00:00",
        &["2026-03-07T07:30", "2026-03-08T07:00", "2026-03-09T06:30"],
    );
    check("30 2 * * *", America::New_York, "2027-03-13T12:00", &["2027-03-14T07:00", "2027-03-15T06:30"]);
    check(
        "15 2 * * *",
        Australia::Lord_Howe,
        "2026-10-02T12:00",
        &["2026-10-02T15:45", "2026-10-03T15:30", "2026-10-04T15:15"],
    );
    check("15 2 * * *", Australia::Lord_Howe, "2027-10-02T12:00", &["2027-10-02T15:30", "2027-10-03T15:15"]);
    check(
        "30 2 * * *",
        Africa::Casablanca,
        "2026-03-21T00:00",
        &["2026-03-21T02:30", "2026-03-22T02:00", "2026-03-23T01:30"],
    );
    check("30 2 * * *", Africa::Casablanca, "2027-03-13T12:00", &["2027-03-14T02:00", "2027-03-15T01:30"]);
}

#[test]
fn a_time_that_comes_twice_in_autumn_is_due_once_the_first_time() {
    check(
        "30 2 * * *",
        Europe::Berlin,
        "2026-10-24T00:00",
        &["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"],
    );
    check(
        "30 1 * * *",
        America::New_York,
        "2026-10-31T00:00",
        &["2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30"],
    );
    check(
        "45 1 * * *",
        Australia::Lord_Howe,
        "2026-04-03T12:00",
        &["2026-04-03T14:45", "2026-04-04T14:45", "2026-04-05T15:15"],
    );
    check(
        "30 2 * * *",
        Africa::Casablanca,
        "2026-02-14T00:00",
        &["2026-02-14T01:30", "2026-02-15T01:30", "2026-02-16T02:30"],
    );
    check("30 2 * * *", Africa::Casablanca, "2027-02-06T12:00", &["2027-02-07T01:30", "2027-02-08T02:30"]);
}

#[test]
fn asked_from_inside_the_repeated_hour_the_next_one_is_later() {
    check("30 2 * * *", Europe::Berlin, "2026-10-25T00:30", &["2026-10-26T01:30"]);
    check("30 2 * * *", Europe::Berlin, "2026-10-25T01:10", &["2026-10-26T01:30"]);
    check("30 2 * * *", Europe::Berlin, "2026-10-25T01:45", &["2026-10-26T01:30"]);
}

#[test]
fn an_hourly_one_has_each_wall_clock_hour_once_around_the_change() {
    check("0 * * * *", Europe::Berlin, "2026-03-29T00:30", &["2026-03-29T01:00", "2026-03-29T02:00"]);
    check(
        "30 * * * *",
        Europe::Berlin,
        "2026-03-29T00:00",
        &["2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T01:30"],
    );
    check("0 * * * *", Europe::Berlin, "2026-10-24T23:30", &["2026-10-25T00:00", "2026-10-25T02:00"]);
}

#[test]
fn where_clocks_do_not_change_neither_does_the_time() {
    check(
        "30 9 * * 1-5",
        Asia::Kolkata,
        "2026-11-20T00:00",
        &["2026-11-20T04:00", "2026-11-23T04:00", "2026-11-24T04:00"],
    );
    check("0 9 * * *", America::Sao_Paulo, "2026-10-17T13:00", &["2026-10-18T12:00", "2026-10-19T12:00"]);
}

#[test]
fn a_date_that_a_zone_left_out_has_no_due_time_but_a_gap_before_midnight_has() {
    check("0 9 * * *", Pacific::Apia, "2011-12-29T12:00", &["2011-12-29T19:00", "2011-12-30T19:00"]);
    check("30 23 * * *", America::Nuuk, "2026-03-28T12:00", &["2026-03-29T01:00", "2026-03-30T00:30"]);
}

#[test]
fn every_local_date_of_two_years_is_asked_on_once() {
    let zones = [
        Europe::Berlin,
        America::New_York,
        Australia::Lord_Howe,
        Asia::Kolkata,
        Africa::Casablanca,
        America::Sao_Paulo,
    ];
    for (zone, time) in
        zones.into_iter().flat_map(|zone| [(zone, "0 0"), (zone, "30 2"), (zone, "15 2"), (zone, "30 9")])
    {
        let schedule = Schedule::parse(&format!("{time} * * *")).unwrap();
        let start = instant(wall("2025-12-31T23:59"), zone);
        let dates: Vec<NaiveDate> =
            schedule.upcoming(start, zone, &[], 730).iter().map(|due| due.with_timezone(&zone).date_naive()).collect();
        let expected: Vec<NaiveDate> = date("2026-01-01").iter_days().take(730).collect();
        assert_eq!(dates, expected, "{time} in {zone}");
    }
}

#[test]
fn fields_mean_what_crontab_means() {
    let zone = Tz::UTC;
    // 1 November 2026 is a Sunday.
    check("0 9 * * 0", zone, "2026-10-31T00:00", &["2026-11-01T09:00", "2026-11-08T09:00"]);
    check("0 9 * * 7", zone, "2026-10-31T00:00", &["2026-11-01T09:00", "2026-11-08T09:00"]);
    check("0 9 * * Sun", zone, "2026-10-31T00:00", &["2026-11-01T09:00", "2026-11-08T09:00"]);
    check("0 9 * * fri-SUN", zone, "2026-11-01T10:00", &["2026-11-06T09:00", "2026-11-07T09:00", "2026-11-08T09:00"]);
    check("0 9 * * 5-7", zone, "2026-11-01T10:00", &["2026-11-06T09:00", "2026-11-07T09:00", "2026-11-08T09:00"]);
    check("0 9 * DEC *", zone, "2026-11-01T10:00", &["2026-12-01T09:00", "2026-12-02T09:00"]);
    check("0 */8 * * *", zone, "2026-11-01T00:00", &["2026-11-01T08:00", "2026-11-01T16:00", "2026-11-02T00:00"]);
    check(
        "5 9-17/4,20 * * *",
        zone,
        "2026-11-01T00:00",
        &["2026-11-01T09:05", "2026-11-01T13:05", "2026-11-01T17:05", "2026-11-01T20:05"],
    );
    check("0 9 29 2 *", zone, "2026-11-01T00:00", &["2028-02-29T09:00", "2032-02-29T09:00"]);
    check("0 9 31 * *", zone, "2026-11-01T00:00", &["2026-12-31T09:00", "2027-01-31T09:00", "2027-03-31T09:00"]);
    check("@weekly", zone, "2026-10-31T00:00", &["2026-11-01T00:00", "2026-11-08T00:00"]);
    check(" @Daily ", zone, "2026-10-31T00:00", &["2026-11-01T00:00", "2026-11-02T00:00"]);
    check("@hourly", zone, "2026-10-31T00:00", &["2026-10-31T01:00", "2026-10-31T02:00"]);
}

#[test]
fn date_and_weekday_both_restricted_means_either() {
    let zone = Tz::UTC;
    check(
        "0 9 13 * 5",
        zone,
        "2026-11-01T00:00",
        &[
            "2026-11-06T09:00",
            "2026-11-13T09:00",
            "2026-11-20T09:00",
            "2026-11-27T09:00",
            "2026-12-04T09:00",
            "2026-12-11T09:00",
            "2026-12-13T09:00",
        ],
    );
    // Unless one begins with a star: the odd dates that are Mondays.
    check("0 9 */2 * 1", zone, "2026-11-01T00:00", &["2026-11-09T09:00", "2026-11-23T09:00", "2026-12-07T09:00"]);
    check("0 9 31 2 1", zone, "2026-11-01T00:00", &["2027-02-01T09:00", "2027-02-08T09:00"]);
}

#[test]
fn days_off_are_local_dates() {
    let schedule = Schedule::parse("0 9 * * *").unwrap();
    let off = [date("2026-12-25"), date("2026-12-26")];
    let due = schedule.upcoming(utc("2026-12-24T00:00"), Pacific::Auckland, &off, 3);
    assert_eq!(due, [utc("2026-12-26T20:00"), utc("2026-12-27T20:00"), utc("2026-12-28T20:00")]);
}

#[test]
fn a_schedule_ends_with_the_years_that_are_known() {
    let schedule = Schedule::parse("0 9 29 2 *").unwrap();
    assert_eq!(schedule.next(utc("2096-03-01T00:00"), Europe::Berlin, &[]), None);
    assert_eq!(schedule.next(DateTime::<Utc>::MAX_UTC, Europe::Berlin, &[]), None);
    assert_eq!(schedule.next(DateTime::<Utc>::MIN_UTC, Europe::Berlin, &[]), None);
}

#[test]
fn what_cannot_be_read_is_refused_with_field_and_reason() {
    refused("30 25 * * *", "The hour field, `25`, cannot be read: `25` is not a number from 0 to 23");
    refused("61 9 * * *", "The minute field");
    refused("30 9 0 * *", "The day-of-month field, `0`, cannot be read: `0` is not a number from 1 to 31");
    refused(
        "30 9 * 13 *",
        "The month field, `13`, cannot be read: `13` is not a number from 1 to 12, or a name from jan to dec",
    );
    refused(
        "30 9 * * 8",
        "The weekday field, `8`, cannot be read: `8` is not a number from 0 to 7, or a name from sun to sat",
    );
    refused("30 9 * * Mo", "`Mo` is not a number");
    refused("30 22-2 * * *", "22-2 runs backwards; write 22-23,0-2");
    refused("30 9 * * 5-1", "5-1 runs backwards; write 5-6,0-1");
    refused("30 9/2 * * *", "a step needs a range before it, such as 9-23/2");
    refused("30 */0 * * *", "`0` is no step");
    refused("30 9, * * *", "a number is missing");
    refused("30 9 L * *", "`L` is not a number");
    refused("30 9 ? * *", "`?` is not a number");
    refused("30 9 * * 1#2", "`1#2` is not a number");
    refused("+30 9 * * *", "`+30` is not a number");
    refused("30 9 * *", "but this has 4");
    refused("0 30 9 * * 1-5", "but this has 6. If the first one is for seconds, leave it out.");
    refused("", "but this has 0");
    refused("@reboot", "`@reboot` is not known");
    refused("`@everyone` \u{7} 9 * *", "`'@everyone'` is not a number");
}

#[test]
fn more_often_than_hourly_and_never_are_refused() {
    refused("* 9 * * *", "every N minutes would flood the channel");
    refused("*/15 * * * *", "The minute field, `*/15`, asks more than once an hour");
    refused("0,30 9 * * *", "more than once an hour");
    refused("0 9 31 2 *", "No month that this names has such a day");
    refused("0 9 31 4,6,9,11 *", "No month");
    refused("0 9 30-31 2 *", "No month");
    assert!(Schedule::parse("0 9 29 2 *").is_ok());
    assert!(Schedule::parse("*/60 9 * * *").is_ok());
}

#[test]
fn a_schedule_is_written_in_numbers_and_said_in_words() {
    for (expression, written, said) in [
        ("30 09 * * MON-fri", "30 9 * * 1-5", "at 09:30, Monday to Friday"),
        ("30 9 * * *", "30 9 * * *", "at 09:30, every day"),
        ("0 9,15 * * 1,3,5", "0 9,15 * * 1,3,5", "at 09:00 and 15:00, Monday, Wednesday and Friday"),
        ("0 9 * * sat,sun", "0 9 * * 0,6", "at 09:00, Saturday and Sunday"),
        ("0 9 * * 5-7", "0 9 * * 0,5,6", "at 09:00, Friday to Sunday"),
        ("0 9 * * 2", "0 9 * * 2", "at 09:00, every Tuesday"),
        ("@hourly", "0 * * * *", "hourly, on the hour, every day"),
        ("20 */1 * * 1-5", "20 * * * 1-5", "hourly, at 20 past, Monday to Friday"),
        ("0 8-18/2 * * *", "0 8,10,12,14,16,18 * * *", "0 8,10,12,14,16,18 * * *"),
        ("@daily", "0 0 * * *", "at 00:00, every day"),
        ("0 */12 * * *", "0 */12 * * *", "at 00:00 and 12:00, every day"),
        ("0 9 1,15,22,13 * *", "0 9 1,13,15,22 * *", "at 09:00, on the 1st, 13th, 15th and 22nd of the month"),
        ("0 9 1-31 * 1", "0 9 1-31 * 1", "0 9 1-31 * 1"),
        ("0 9 13 * 5", "0 9 13 * 5", "0 9 13 * 5"),
        ("0 9 */10,15 jan-mar */7", "0 9 */31,11,15,21,31 1-3 */7", "0 9 */31,11,15,21,31 1-3 */7"),
    ] {
        let schedule = Schedule::parse(expression).unwrap();
        assert_eq!(schedule.to_string(), written);
        assert_eq!(schedule.describe(), said);
        assert_eq!(Schedule::parse(written).unwrap(), schedule);
    }
}

#[test]
fn a_time_and_weekdays_are_a_schedule() {
    let time = parse_time("9:30").unwrap();
    let schedule = |days: &str| Schedule::daily(time, &parse_weekdays(days).unwrap()).to_string();
    assert_eq!(schedule("mon-fri"), "30 9 * * 1-5");
    assert_eq!(schedule("daily"), "30 9 * * *");
    assert_eq!(schedule("weekends"), "30 9 * * 0,6");
    assert_eq!(Schedule::daily(time, &[]), Schedule::parse("30 9 * * *").unwrap());
    assert_eq!(Schedule::daily(NaiveTime::MIN, &[Weekday::Sun]), Schedule::parse("@weekly").unwrap());
}

/// A field as it is written, and what it should mean.
fn field(first: u8, last: u8) -> impl Strategy<Value = (String, Vec<u8>, bool)> {
    let range = (first..=last, first..=last).prop_map(|(a, b)| (a.min(b), a.max(b)));
    prop_oneof![
        Just(("*".to_owned(), (first..=last).collect(), true)),
        (1..=last).prop_map(move |n| (format!("*/{n}"), (first..=last).step_by(n.into()).collect(), true)),
        (range, 1..6_u8).prop_map(|((a, b), n)| (format!("{a}-{b}/{n}"), (a..=b).step_by(n.into()).collect(), false)),
        proptest::collection::btree_set(first..=last, 1..5).prop_map(|set| {
            let written: Vec<String> = set.iter().map(u8::to_string).collect();
            (written.join(","), set.into_iter().collect(), false)
        }),
    ]
}

fn zone() -> impl Strategy<Value = Tz> {
    proptest::sample::select(chrono_tz::TZ_VARIANTS.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Held against the plainest way there is: look at every minute of forty days.
    #[test]
    fn due_times_are_those_of_looking_at_every_minute(
        (minute, hours, days, months, weekdays) in (0..60_u8, field(0, 23), field(1, 31), field(1, 12), field(0, 6)),
        zone in zone(),
        start in 1_735_689_600_i64..1_893_456_000,
    ) {
        let expression = format!("{minute} {} {} {} {}", hours.0, days.0, months.0, weekdays.0);
        let after = DateTime::from_timestamp(start, 0).unwrap();
        let until = after + TimeDelta::days(40);
        match Schedule::parse(&expression) {
            Err(error) => prop_assert_eq!(error, ScheduleError::Never),
            Ok(schedule) => {
                prop_assert_eq!(&Schedule::parse(&schedule.to_string()).unwrap(), &schedule);
                let mut expected = Vec::new();
                let mut wall = (after.with_timezone(&zone).naive_local() - TimeDelta::days(1)).with_second(0).unwrap();
                while wall < until.with_timezone(&zone).naive_local() {
                    wall += TimeDelta::minutes(1);
                    let number = |of: u32| u8::try_from(of).unwrap();
                    let (date, weekday) = (days.1.contains(&number(wall.day())), weekdays.1.contains(&number(wall.weekday().num_days_from_sunday())));
                    let day = if days.2 || weekdays.2 { date && weekday } else { date || weekday };
                    if number(wall.minute()) == minute && hours.1.contains(&number(wall.hour())) && day && months.1.contains(&number(wall.month())) {
                        expected.push(instant(wall, zone));
                    }
                }
                expected.retain(|due| after < *due && *due <= until);
                expected.dedup();
                let mut due = schedule.upcoming(after, zone, &[], expected.len() + 1);
                due.retain(|due| *due <= until);
                prop_assert_eq!(due, expected, "{} in {}", expression, zone);
            }
        }
    }

    #[test]
    fn a_daily_one_asks_on_every_date_once_and_never_goes_back(
        time in 0..1440_u32, zone in zone(), start in 1_735_689_600_i64..1_893_456_000, off in 0..20_u64,
    ) {
        let schedule = Schedule::daily(NaiveTime::from_num_seconds_from_midnight_opt(time * 60, 0).unwrap(), &[]);
        let after = DateTime::from_timestamp(start, 0).unwrap();
        let day_off = after.with_timezone(&zone).date_naive() + chrono::Days::new(off + 1);
        let due = schedule.upcoming(after, zone, &[day_off], 400);
        prop_assert!(after < due[0] && due.is_sorted_by(|a, b| a < b));
        // The wall-clock day that each is for: a time in a gap may be due past midnight.
        let dates: Vec<NaiveDate> = due.iter().map(|due| {
            let local = due.with_timezone(&zone).naive_local();
            let late = local.time().num_seconds_from_midnight() < time * 60 && local.time() == NaiveTime::MIN;
            if late { local.date().pred_opt().unwrap() } else { local.date() }
        }).collect();
        let expected: Vec<NaiveDate> = dates[0].iter_days().filter(|date| *date != day_off).take(400).collect();
        prop_assert_eq!(dates, expected);
    }
}
