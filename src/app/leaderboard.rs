//! Boards, and one's own standing: sums of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::{App, Person};
use crate::domain::board::{Period, Standing, page, rank};
use crate::domain::ids::{GuildId, RoundId, TrackId, UserId};
use crate::domain::streak::{RoundDay, Streak, days, streak};
use crate::refuse;
use crate::store::Store;
use crate::view::board::{self, Board, Me, PAGE};
use crate::view::message::{Message, Reply};

/// The scope of a board over the whole guild, as an action carries it.
pub const GUILD: &str = "guild";

/// A page of a board. The scope is [`GUILD`], or a track's id.
pub async fn leaderboard(
    app: &App,
    person: &Person,
    scope: &str,
    period: Period,
    at: usize,
) -> anyhow::Result<Message> {
    let (title, track) = match scope {
        GUILD => ("the whole server".to_owned(), None),
        id => match app.store.track(&TrackId(id.to_owned())).await? {
            Some(track) if track.guild == person.guild => (crate::view::text::name(&track.name), Some(track)),
            _ => refuse!("That track is not there any more. `/leaderboard` shows the whole server."),
        },
    };
    let zone = match &track {
        Some(track) => track.zone,
        None => zone(app, person.guild).await?,
    };
    let standings = standings(app, person.guild, track.as_ref().map(|track| &track.id), period, zone).await?;
    let page = page(&standings, at, PAGE, Some(person.user));
    Ok(board::board(&Board { title: &title, scope, period, page }))
}

/// A member's own standing in the guild.
pub async fn me(app: &App, person: &Person) -> anyhow::Result<Reply> {
    let zone = zone(app, person.guild).await?;
    let week = standings(app, person.guild, None, Period::Week, zone).await?;
    let all = standings(app, person.guild, None, Period::AllTime, zone).await?;
    let own = |standings: &[Standing]| standings.iter().find(|row| row.user == person.user).copied();
    let bank = app.bank();
    let mut topics: Vec<(String, i64)> = app
        .store
        .points_by_topic(person.guild, person.user)
        .await?
        .into_iter()
        .map(|(topic, points)| (bank.topic(&topic).map_or(topic, |topic| topic.name.clone()), points))
        .collect();
    topics.sort_by_key(|(topic, points)| (std::cmp::Reverse(*points), topic.clone()));
    let streak = streaks(app, person.guild, None).await?.get(&person.user).copied().unwrap_or_default();
    let strength = app.store.member_rating(person.guild, person.user).await?;
    Ok(Reply::Private(board::me(&Me { week: own(&week), all: own(&all), streak, topics: &topics, strength })))
}

async fn standings(
    app: &App,
    guild: GuildId,
    track: Option<&TrackId>,
    period: Period,
    zone: Tz,
) -> anyhow::Result<Vec<Standing>> {
    let (from, to) = period.range(app.clock.now(), zone);
    Ok(rank(app.store.board(guild, track, from, to).await?))
}

/// The zone in which a guild's days are told: its first track's.
pub async fn zone(app: &App, guild: GuildId) -> anyhow::Result<Tz> {
    zone_in(&app.store, guild).await
}

/// The same from the store alone.
pub async fn zone_in(store: &Store, guild: GuildId) -> anyhow::Result<Tz> {
    Ok(store.tracks_of(guild).await?.iter().min_by_key(|track| track.created_at).map_or(Tz::UTC, |track| track.zone))
}

/// Everybody's streak in a guild, or on one track.
pub async fn streaks(app: &App, guild: GuildId, track: Option<&TrackId>) -> anyhow::Result<BTreeMap<UserId, Streak>> {
    let mut zones: BTreeMap<TrackId, Tz> = BTreeMap::new();
    let rounds = app.store.rounds_between(guild, track, chrono::DateTime::UNIX_EPOCH, app.clock.now()).await?;
    for round in &rounds {
        if !zones.contains_key(&round.track) {
            let zone = app.store.track_even_deleted(&round.track).await?.map_or(Tz::UTC, |track| track.zone);
            zones.insert(round.track.clone(), zone);
        }
    }
    let mut answered: BTreeMap<UserId, BTreeSet<RoundId>> = BTreeMap::new();
    for took in app.store.participation(guild, track).await? {
        answered.entry(took.user).or_default().insert(took.round);
    }
    let streaks = answered.into_iter().map(|(user, answered)| {
        let days_of: Vec<RoundDay> = rounds
            .iter()
            .filter_map(|round| RoundDay::of(round, zones[&round.track], answered.contains(&round.id)))
            .collect();
        (user, streak(&days(&days_of), &[]))
    });
    Ok(streaks.collect())
}
