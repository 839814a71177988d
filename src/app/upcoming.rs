//! What comes next of its own accord, for whoever wants to wait for it.

use chrono::{DateTime, TimeDelta, Utc};

use super::App;
use crate::domain::ids::GuildId;
use crate::domain::round::RoundState;
use crate::domain::track::TrackState;

/// One thing to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// What, in a few words.
    pub what: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// All that is scheduled in a guild, soonest first. Where there are several tracks, each is named.
pub async fn upcoming(app: &App, guild: GuildId) -> anyhow::Result<Vec<Due>> {
    let mut dues = Vec::new();
    let tracks = app.store.tracks_of(guild).await?;
    let several = tracks.len() > 1;
    for track in tracks {
        let of = |what: &str| if several { format!("{what} ({})", track.name) } else { what.to_owned() };
        let rounds = app.store.rounds_of_track(&track.id, 10, None).await?;
        match track.state {
            TrackState::Active => {
                dues.push(Due { what: of("next question"), at: track.next_due });
                let number = 1 + rounds.iter().map(|round| round.number).max().unwrap_or(0);
                let reveal = track.next_due + TimeDelta::minutes(track.reveal_after.into());
                dues.push(Due { what: of(&format!("reveal of round {number}")), at: reveal });
                dues.extend(track.next_recap.map(|at| Due { what: of("recap"), at }));
            }
            TrackState::Paused { until } => {
                dues.extend(until.map(|at| Due { what: of("end of the pause"), at }));
            }
        }
        for round in rounds {
            let what = of(&format!("round {}", round.number));
            match round.state {
                RoundState::Asked => {
                    dues.extend(round.reveal_at.map(|at| Due { what: format!("reveal of {what}"), at }))
                }
                RoundState::Revealed => {
                    dues.extend(round.settle_at.map(|at| Due { what: format!("{what} is settled"), at }))
                }
                _ => {}
            }
        }
    }
    let reminders = app.store.reminders_due(app.clock.now() + TimeDelta::days(366)).await?;
    let here = reminders.into_iter().filter(|reminder| reminder.guild == guild);
    dues.extend(here.filter_map(|reminder| Some(Due { what: "a review reminder".to_owned(), at: reminder.next_due? })));
    for quiz in app.store.running_quizzes(guild).await? {
        let what = if quiz.at == 0 { "the quiz begins" } else { "the quiz goes on" };
        dues.extend(quiz.next_at.map(|at| Due { what: what.to_owned(), at }));
    }
    dues.sort_by_key(|due| due.at);
    Ok(dues)
}
