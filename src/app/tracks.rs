//! What organizers do with tracks: make and edit them (with a preview first), pause, skip, ask now, delete, and see why.

use chrono::{NaiveDate, Weekday};

use super::{App, Person, ask, doctor};
use crate::domain::board::start_of;
use crate::domain::ids::{ChannelId, RoleId, TrackId};
use crate::domain::picking::Pick;
use crate::domain::question::Level;
use crate::domain::recap::next_recap;
use crate::domain::round::RoundState;
use crate::domain::schedule::{Schedule, parse_time, parse_weekdays, parse_zone};
use crate::domain::track::{Mode, Track, TrackState};
use crate::error::UserError;
use crate::refuse;
use crate::view::message::{Message, Reply};
use crate::view::{self, text, time};

/// The most tracks that a guild may have.
const MOST: usize = 25;
/// How many posts a preview shows.
const UPCOMING: usize = 5;
/// The weekdays of a track whose organizer named none.
/// Monday to Friday.
pub(super) const WORKING_DAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// What an organizer typed; `None` for what they left out.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The track's name.
    pub name: Option<String>,
    /// Where it asks.
    pub channel: Option<ChannelId>,
    /// A time of day.
    pub time: Option<String>,
    /// The weekdays that go with the time.
    pub weekdays: Option<String>,
    /// A cron expression, in the place of time and weekdays.
    pub cron: Option<String>,
    /// An IANA zone.
    pub zone: Option<String>,
    /// Topics, parted by commas, or `all`.
    pub topics: Option<String>,
    /// Levels, parted by commas, or `all`.
    pub levels: Option<String>,
    /// How members answer.
    pub mode: Option<Mode>,
    /// From the post to the reveal, such as `8h`.
    pub reveal: Option<String>,
    /// The role to tell.
    pub ping: Option<RoleId>,
    /// Dates, parted by commas, or `none`.
    pub days_off: Option<String>,
    /// The recap's weekday, or `none`.
    pub recap: Option<String>,
}

/// Previews a new track.
pub async fn create(app: &App, person: &Person, wish: Wish) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let tracks = app.store.tracks_of(person.guild).await?;
    if tracks.len() >= MOST {
        refuse!("A server has at most {MOST} tracks. Delete one first, or edit one: `/track edit`.");
    }
    let Some(channel) = wish.channel else { refuse!("Say in which channel it asks.") };
    let Some(zone) = &wish.zone else { refuse!("Say in which time zone it lives, such as `Europe/Berlin`.") };
    if wish.time.is_none() && wish.cron.is_none() {
        refuse!("Say when it asks: `time:09:30`, or `cron:30 9 * * 1-5`.");
    }
    let now = app.clock.now();
    let track = Track {
        id: TrackId::new(now, rand::random()),
        guild: person.guild,
        channel,
        name: "Daily practice".to_owned(),
        schedule: String::new(),
        zone: parse_zone(zone).map_err(theirs)?,
        topics: Vec::new(),
        levels: Vec::new(),
        mode: Mode::Open,
        reveal_after: 8 * 60,
        catch_up: app.rounds.catch_up_minutes,
        ping: None,
        days_off: Vec::new(),
        recap_day: Some(Weekday::Fri),
        state: TrackState::Active,
        next_due: now,
        next_recap: None,
        seed: rand::random(),
        created_by: person.user,
        created_at: now,
    };
    preview(app, track, wish, true).await
}

/// Previews a change of a track.
pub async fn edit(app: &App, person: &Person, track: Option<&str>, wish: Wish) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let track = find(app, person, track).await?;
    preview(app, track, wish, false).await
}

async fn preview(app: &App, mut track: Track, wish: Wish, new: bool) -> anyhow::Result<Reply> {
    apply(app, &mut track, &wish)?;
    let taken = app.store.track_named(track.guild, &track.name).await?.is_some_and(|other| other.id != track.id);
    if taken {
        refuse!("There is a track of that name already. Give this one another: `name:…`.");
    }
    let upcoming = plan(app, &mut track)?;
    let pool = ask::candidates(app, &track).len();
    let mut warnings = Vec::new();
    if pool == 0 {
        warnings.push(
            "No question of the bank is on these topics and levels, so there would be nothing to ask.".to_owned(),
        );
    }
    match doctor::channel(&app.discord, &track, app.replies()).await {
        Ok(access) => warnings.extend(doctor::troubles(&track, &access)),
        Err(error) => {
            tracing::warn!(guild.id = %track.guild, %error, "permissions could not be checked");
            warnings.push(format!("I could not check my permissions in <#{}>.", track.channel));
        }
    }
    if !app.replies() && track.mode == Mode::Open {
        warnings.push("Replies in threads are not collected, since the Message Content intent is off: members answer with the button.".to_owned());
    }
    app.store.keep_draft(&track, app.clock.now()).await?;
    let shown = view::track::Preview { track: &track, upcoming: &upcoming, pool, warnings: &warnings, new };
    Ok(Reply::Private(view::track::preview(&shown)))
}

/// When it asks next, from now on; sets the track's next times by it.
fn plan(app: &App, track: &mut Track) -> anyhow::Result<Vec<chrono::DateTime<chrono::Utc>>> {
    let now = app.clock.now();
    let schedule = Schedule::parse(&track.schedule).map_err(theirs)?;
    let upcoming = schedule.upcoming(now, track.zone, &track.days_off, UPCOMING);
    let Some(first) = upcoming.first() else {
        refuse!("With these days off it would never ask. Take some of them out.")
    };
    track.next_due = *first;
    track.next_recap = track.recap_day.map(|day| next_recap(now, day, track.zone));
    Ok(upcoming)
}

fn apply(app: &App, track: &mut Track, wish: &Wish) -> anyhow::Result<()> {
    if let Some(name) = &wish.name {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 40 {
            refuse!("A track's name has 1 to 40 characters.");
        }
        name.clone_into(&mut track.name);
    }
    if let Some(channel) = wish.channel {
        track.channel = channel;
    }
    if let Some(zone) = &wish.zone {
        track.zone = parse_zone(zone).map_err(theirs)?;
    }
    match (&wish.cron, &wish.time, &wish.weekdays) {
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
            refuse!("Give either a cron expression, or a time and weekdays.")
        }
        (Some(cron), None, None) => track.schedule = Schedule::parse(cron).map_err(theirs)?.to_string(),
        (None, Some(time), weekdays) => {
            let days = weekdays.as_deref().map_or(Ok(WORKING_DAYS.to_vec()), parse_weekdays).map_err(theirs)?;
            track.schedule = Schedule::daily(parse_time(time).map_err(theirs)?, &days).to_string();
        }
        (None, None, Some(_)) => refuse!("Say the time as well: `time:09:30`."),
        (None, None, None) => {}
    }
    if let Some(topics) = &wish.topics {
        track.topics = topics_of(app, topics)?;
    }
    if let Some(levels) = &wish.levels {
        track.levels = levels_of(levels)?;
    }
    if let Some(mode) = wish.mode {
        track.mode = mode;
    }
    if let Some(reveal) = &wish.reveal {
        track.reveal_after = minutes(reveal)?;
    }
    if wish.ping.is_some() {
        // The role everyone has has the guild's id; it is how a ping is taken away.
        track.ping = wish.ping.filter(|role| role.0 != track.guild.0);
    }
    if let Some(days) = &wish.days_off {
        track.days_off = dates(days)?;
    }
    if let Some(day) = &wish.recap {
        track.recap_day = match day.trim().to_lowercase().as_str() {
            "none" | "never" | "off" => None,
            day => match parse_weekdays(day).map_err(theirs)?.as_slice() {
                [day] => Some(*day),
                _ => refuse!("The recap has one weekday, such as `recap:friday`, or `recap:none`."),
            },
        };
    }
    Ok(())
}

/// An error that the person can mend, by its own words.
pub(super) fn theirs(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow::Error::new(UserError(error.to_string()))
}

fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ';']).map(str::trim).filter(|item| !item.is_empty())
}

fn topics_of(app: &App, list: &str) -> anyhow::Result<Vec<String>> {
    if list.trim().eq_ignore_ascii_case("all") {
        return Ok(Vec::new());
    }
    let bank = app.bank();
    let mut topics = Vec::new();
    for wanted in listed(list) {
        let slug = wanted.to_lowercase().replace(' ', "-");
        match bank.topics().iter().find(|topic| topic.id == slug || topic.name.eq_ignore_ascii_case(wanted)) {
            Some(topic) => topics.push(topic.id.clone()),
            None => {
                let known: Vec<&str> = bank.topics().iter().map(|topic| topic.id.as_str()).collect();
                refuse!("There is no topic “{}”. There are: {}.", text::name(wanted), known.join(", "));
            }
        }
    }
    topics.sort();
    topics.dedup();
    Ok(topics)
}

fn levels_of(list: &str) -> anyhow::Result<Vec<Level>> {
    if list.trim().eq_ignore_ascii_case("all") {
        return Ok(Vec::new());
    }
    let mut levels = Vec::new();
    for wanted in listed(list) {
        match wanted.to_lowercase().parse::<Level>() {
            Ok(level) => levels.push(level),
            Err(_) => refuse!("There is no level “{}”. There are: junior, mid, senior, staff.", text::name(wanted)),
        }
    }
    levels.sort();
    levels.dedup();
    Ok(levels)
}

/// `8h`, `90 minutes`, `1 day`, `1h30m`: in minutes.
fn minutes(text_given: &str) -> anyhow::Result<u32> {
    let words = text_given.trim().to_lowercase().replace(' ', "");
    let mut minutes = 0_u32;
    let mut rest = words.as_str();
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let unit_end = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| digits + at);
        let unit = match &rest[digits..unit_end] {
            "m" | "min" | "mins" | "minute" | "minutes" => Some(1),
            "h" | "hr" | "hrs" | "hour" | "hours" => Some(60),
            "d" | "day" | "days" => Some(1_440),
            _ => None,
        };
        let amount = rest[..digits].parse::<u32>().ok().zip(unit).and_then(|(number, unit)| number.checked_mul(unit));
        let Some(sum) = amount.and_then(|amount| minutes.checked_add(amount)) else {
            refuse!("“{}” is no span of time. Write `8h`, `90m` or `1 day`.", text::name(text_given));
        };
        minutes = sum;
        rest = &rest[unit_end..];
    }
    if !(1..=10_080).contains(&minutes) {
        refuse!("The reveal comes between one minute and seven days after the question: `reveal:8h`.");
    }
    Ok(minutes)
}

fn dates(list: &str) -> anyhow::Result<Vec<NaiveDate>> {
    if list.trim().eq_ignore_ascii_case("none") {
        return Ok(Vec::new());
    }
    let mut dates = listed(list).map(date).collect::<anyhow::Result<Vec<_>>>()?;
    dates.sort();
    dates.dedup();
    if dates.len() > 100 {
        refuse!("A track has at most 100 days off.");
    }
    Ok(dates)
}

fn date(day: &str) -> anyhow::Result<NaiveDate> {
    match day.trim().parse() {
        Ok(date) => Ok(date),
        Err(_) => refuse!("“{}” is no date. Write year, month and day: `2026-12-24`.", text::name(day)),
    }
}

/// Saves the previewed track.
pub async fn confirm(app: &App, person: &Person, id: &TrackId) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let Some(mut track) = app.store.take_draft(id).await?.filter(|draft| draft.guild == person.guild) else {
        refuse!("This preview is used up. Call the command again.");
    };
    let upcoming = plan(app, &mut track)?;
    let before = app.store.track(id).await?;
    match &before {
        Some(before) => app.store.save_track(&Track { state: before.state, ..track.clone() }).await?,
        None => app.store.add_track(&track).await?,
    }
    app.wake();
    tracing::info!(guild.id = %track.guild, track.id = %track.id, new = before.is_none(), "saved a track");
    Ok(Reply::Update(view::track::saved(&track, &upcoming, before.is_none())))
}

/// Drops the previewed track.
pub async fn cancel(app: &App, person: &Person, id: &TrackId) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    app.store.take_draft(id).await?;
    Ok(Reply::Update(Message::text("Nothing was saved.")))
}

/// All tracks of the guild.
pub async fn list(app: &App, person: &Person) -> anyhow::Result<Reply> {
    Ok(Reply::Private(view::track::list(&app.store.tracks_of(person.guild).await?)))
}

/// Stops a track, until a date or until it is resumed.
pub async fn pause(app: &App, person: &Person, track: Option<&str>, until: Option<&str>) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let mut track = find(app, person, track).await?;
    let until = until.map(date).transpose()?.map(|date| start_of(date, track.zone));
    if until.is_some_and(|until| until <= app.clock.now()) {
        refuse!("That date is not in the future.");
    }
    track.state = TrackState::Paused { until };
    app.store.save_track(&track).await?;
    app.wake();
    let name = text::name(&track.name);
    Ok(Reply::private(match until {
        Some(until) => format!("**{name}** is paused until {}. `/track resume` ends that early.", time::full(until)),
        None => format!("**{name}** is paused. `/track resume` ends that."),
    }))
}

/// Goes on after a pause.
pub async fn resume(app: &App, person: &Person, track: Option<&str>) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let mut track = find(app, person, track).await?;
    if track.state == TrackState::Active {
        refuse!(
            "**{}** is not paused. Its next question comes {}.",
            text::name(&track.name),
            time::when(track.next_due)
        );
    }
    track.state = TrackState::Active;
    plan(app, &mut track)?;
    app.store.save_track(&track).await?;
    app.wake();
    Ok(Reply::private(format!(
        "**{}** goes on. Its next question comes {}.",
        text::name(&track.name),
        time::when(track.next_due)
    )))
}

/// Skips the next question.
pub async fn skip(app: &App, person: &Person, track: Option<&str>) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let track = find(app, person, track).await?;
    if track.state != TrackState::Active {
        refuse!("**{}** is paused, so there is nothing to skip.", text::name(&track.name));
    }
    let schedule = Schedule::parse(&track.schedule).map_err(theirs)?;
    let Some(next) = schedule.next(track.next_due, track.zone, &track.days_off) else {
        refuse!(
            "There is no later question, so skipping this one would end the track. Delete it instead: `/track delete`."
        );
    };
    ask::skip(app, &track, track.next_due, next, "An organizer skipped it.").await?;
    app.wake();
    Ok(Reply::private(format!(
        "The question of {} is skipped. The next one comes {}.",
        time::full(track.next_due),
        time::when(next)
    )))
}

/// Asks a question right away, beside the schedule.
pub async fn ask_now(app: &App, person: &Person, track: Option<&str>) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let track = find(app, person, track).await?;
    if ask::candidates(app, &track).is_empty() {
        refuse!("No question of the bank is on this track's topics and levels. Widen them with `/track edit`.");
    }
    // The ticker posts it, so that a slow Discord does not keep the organizer waiting.
    if ask::claim(app, &track, app.clock.now(), track.next_due).await?.is_none() {
        refuse!("A question is being asked this very moment.");
    }
    app.wake();
    Ok(Reply::private(format!("A question is on its way to <#{}>. The schedule stays as it is.", track.channel)))
}

/// Why the last question was asked.
pub async fn why(app: &App, person: &Person, track: Option<&str>) -> anyhow::Result<Reply> {
    let track = find(app, person, track).await?;
    let rounds = app.store.rounds_of_track(&track.id, 1, None).await?;
    let Some(round) = rounds.first() else {
        refuse!(
            "**{}** has not asked anything yet. Its first question comes {}.",
            text::name(&track.name),
            time::when(track.next_due)
        );
    };
    if round.state == RoundState::Skipped {
        return Ok(Reply::private(format!("The question of {} was skipped. {}", time::full(round.due), round.why)));
    }
    let pick: Pick = serde_json::from_str(&round.why)?;
    Ok(Reply::private(format!("**Round {}**, `{}`: {}", round.number, round.question, pick.explain())))
}

/// Asks whether a track shall be deleted.
pub async fn ask_delete(app: &App, person: &Person, track: Option<&str>) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let track = find(app, person, track).await?;
    let rounds = app.store.asked_history(&track.id).await?.len();
    Ok(Reply::Private(view::track::confirm_delete(&track, u32::try_from(rounds).unwrap_or(u32::MAX))))
}

/// Deletes a track. Its rounds, answers and points stay, and what is open is still revealed.
pub async fn delete(app: &App, person: &Person, id: &TrackId) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let Some(track) = app.store.track(id).await?.filter(|track| track.guild == person.guild) else {
        refuse!("That track is deleted already.");
    };
    app.store.delete_track(id, app.clock.now()).await?;
    app.wake();
    tracing::info!(guild.id = %track.guild, track.id = %track.id, "deleted a track");
    Ok(Reply::Update(Message::text(format!(
        "**{}** is deleted. Points and answers are kept.",
        text::name(&track.name)
    ))))
}

/// Sets, or takes away, the role whose members may organize.
pub async fn organizers(app: &App, person: &Person, role: Option<RoleId>) -> anyhow::Result<Reply> {
    if !person.manages {
        refuse!("Only members with Manage Server may name the organizers' role.");
    }
    let role = role.filter(|role| role.0 != person.guild.0);
    app.store.set_organizer_role(person.guild, role).await?;
    Ok(Reply::private(match role {
        Some(role) => format!("Members with <@&{role}> may organize now, beside those with Manage Server."),
        None => "Only members with Manage Server may organize now.".to_owned(),
    }))
}

/// The track of that name; without one, the guild's only track.
pub async fn find(app: &App, person: &Person, name: Option<&str>) -> anyhow::Result<Track> {
    if let Some(name) = name {
        return match app.store.track_named(person.guild, name.trim()).await? {
            Some(track) => Ok(track),
            None => refuse!("There is no track “{}”. `/track list` shows them all.", text::name(name)),
        };
    }
    let mut tracks = app.store.tracks_of(person.guild).await?;
    match (tracks.pop(), tracks.len()) {
        (Some(track), 0) => Ok(track),
        (Some(_), _) => refuse!("There are several tracks. Say which: `track:…`."),
        (None, _) => refuse!("There is no track yet. An organizer makes one with `/track create`."),
    }
}
