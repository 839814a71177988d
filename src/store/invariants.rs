//! What must always be so in the database, whatever happened: a table of named checks, as `viva store verify` runs it.

use std::fmt;

use anyhow::{Context, Result};
use sqlx::sqlite::SqliteRow;

use super::Store;
use super::columns::{list, variant};
use super::db::{Either, on, rows};
use crate::domain::checklist::Ticker;
use crate::domain::memory::Rating;
use crate::domain::mock::MockState;
use crate::domain::points::Reason;
use crate::domain::question::Level;
use crate::domain::recap::Recap;
use crate::domain::round::RoundState;
use crate::domain::schedule::Schedule;
use crate::domain::track::Mode;

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The name of the check.
    pub check: &'static str,
    /// What breaks it, and how.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.check, self.what)
    }
}

/// A check whose query returns one text for each thing that breaks it.
struct Check {
    name: &'static str,
    sql: &'static str,
}

/// What one SQL text can tell.
const CHECKS: &[Check] = &[
    Check {
        name: "points-have-a-source",
        sql: "SELECT 'the points of ' || source || ' come from a round that is not there' FROM ledger
              WHERE substr(source, 1, 6) = 'round:'
                  AND NOT EXISTS (SELECT 1 FROM rounds WHERE rounds.id = substr(ledger.source, 7))
              UNION SELECT 'the points of ' || source || ' come from a quiz that is not there' FROM ledger
              WHERE substr(source, 1, 5) = 'quiz:'
                  AND NOT EXISTS (SELECT 1 FROM quiz_questions AS asked
                      WHERE ledger.source = 'quiz:' || asked.quiz_id || ':' || cast(asked.number AS TEXT))",
    },
    Check {
        name: "points-agree-with-their-round",
        sql: "SELECT ledger.source || ' counts for another server, track or time than its round'
              FROM ledger JOIN rounds ON ledger.source = 'round:' || rounds.id
              WHERE ledger.guild_id <> rounds.guild_id OR ledger.track_id IS NULL OR ledger.track_id <> rounds.track_id
                  OR ledger.at <> rounds.due_at
              UNION SELECT ledger.source || ' has points, but is ' || rounds.state
              FROM ledger JOIN rounds ON ledger.source = 'round:' || rounds.id
              WHERE rounds.state IN ('claimed', 'skipped')",
    },
    Check {
        name: "points-belong-to-who-took-part",
        sql: "SELECT ledger.source || ' gives points to ' || cast(ledger.user_id AS TEXT) || ', who answered nothing'
              FROM ledger JOIN rounds ON ledger.source = 'round:' || rounds.id
              WHERE NOT EXISTS (SELECT 1 FROM answer_revisions AS said
                  WHERE said.round_id = rounds.id AND said.user_id = ledger.user_id)
              UNION SELECT ledger.source || ' gives points to ' || cast(ledger.user_id AS TEXT) || ', who did not answer it or did not know it'
              FROM ledger JOIN quiz_questions AS asked
                  ON ledger.source = 'quiz:' || asked.quiz_id || ':' || cast(asked.number AS TEXT)
              WHERE NOT EXISTS (SELECT 1 FROM quiz_answers AS said JOIN quizzes ON quizzes.id = said.quiz_id
                  WHERE said.quiz_id = asked.quiz_id AND said.number = asked.number AND said.user_id = ledger.user_id
                      AND quizzes.guild_id = ledger.guild_id AND said.outcome <> 'loss' AND said.settled_at = ledger.at)",
    },
    Check {
        name: "points-are-positive",
        sql: "SELECT source || ' gives ' || cast(points AS TEXT) || ' points' FROM ledger WHERE points <= 0",
    },
    Check {
        name: "rounds-have-their-times",
        sql: "SELECT 'the round ' || id || ' is ' || state || ', but has no time at which it was asked, or is to be revealed' FROM rounds
              WHERE state IN ('asked', 'revealed', 'settled') AND (asked_at IS NULL OR reveal_at IS NULL)
              UNION SELECT 'the round ' || id || ' is ' || state || ', but its answers were never closed' FROM rounds
              WHERE state IN ('revealed', 'settled') AND closed_at IS NULL
              UNION SELECT 'the round ' || id || ' is revealed, but will never be settled' FROM rounds
              WHERE state = 'revealed' AND settle_at IS NULL
              UNION SELECT 'the round ' || id || ' is ' || state || ', but its answers are closed' FROM rounds
              WHERE state = 'claimed' AND closed_at IS NOT NULL",
    },
    Check {
        name: "rounds-have-their-post",
        sql: "SELECT 'the round ' || id || ' is ' || state || ', but has no post' FROM rounds
              WHERE state IN ('asked', 'revealed', 'settled') AND message_id IS NULL
              UNION SELECT 'the round ' || rounds.id || ' has another post than was delivered'
              FROM rounds JOIN deliveries ON deliveries.step = 'round:' || rounds.id || ':question'
              WHERE rounds.message_id IS NOT NULL AND deliveries.message_id IS NOT NULL
                  AND rounds.message_id <> deliveries.message_id",
    },
    Check {
        name: "rounds-are-numbered-once",
        sql: "SELECT 'the track ' || track_id || ' has the round ' || cast(number AS TEXT) || ' ' || cast(count(*) AS TEXT) || ' times'
              FROM rounds WHERE number > 0 GROUP BY track_id, number HAVING count(*) > 1",
    },
    Check {
        name: "one-message-for-each-step",
        // A thread has the id of the message that it was opened from.
        sql: "SELECT 'the message ' || cast(message_id AS TEXT) || ' stands for ' || cast(count(*) AS TEXT) || ' steps'
              FROM deliveries WHERE message_id IS NOT NULL AND step NOT LIKE '%:thread'
              GROUP BY message_id HAVING count(*) > 1
              UNION SELECT 'the step ' || step || ' was delivered and given up' FROM deliveries
              WHERE message_id IS NOT NULL AND failed IS NOT NULL",
    },
    Check {
        name: "steps-have-their-round",
        sql: "SELECT 'the step ' || step || ' is of a round that is not there' FROM deliveries
              WHERE substr(step, 1, 6) = 'round:'
                  AND NOT EXISTS (SELECT 1 FROM rounds WHERE substr(step, 7, length(rounds.id)) = rounds.id)",
    },
    Check {
        name: "revisions-are-counted-from-one",
        sql: "SELECT 'an answer of ' || cast(user_id AS TEXT) || ' in the round ' || round_id || ' lacks a revision'
              FROM answer_revisions GROUP BY round_id, user_id, part
              HAVING min(revision) <> 1 OR max(revision) <> count(*)",
    },
    Check {
        name: "stars-are-for-others",
        sql: "SELECT cast(voter_id AS TEXT) || ' starred their own answer in the round ' || round_id FROM votes
              WHERE voter_id = author_id",
    },
    Check {
        name: "quiz-answers-are-settled-once",
        sql: "SELECT 'the quiz ' || quiz_id || ' has an answer that was settled in part' FROM quiz_answers
              WHERE (settled_at IS NULL) <> (outcome IS NULL) OR (settled_at IS NULL) <> (turn IS NULL)
              UNION SELECT 'the quiz ' || said.quiz_id || ' settled an answer to a question that is open' FROM quiz_answers AS said
              JOIN quiz_questions AS asked ON asked.quiz_id = said.quiz_id AND asked.number = said.number
              WHERE said.settled_at IS NOT NULL AND asked.closed_at IS NULL
              UNION SELECT cast(said.user_id AS TEXT) || ' settled two answers in the same turn' FROM quiz_answers AS said
              JOIN quizzes ON quizzes.id = said.quiz_id WHERE said.turn IS NOT NULL
              GROUP BY said.user_id, quizzes.guild_id, said.turn HAVING count(*) > 1",
    },
    Check {
        name: "quiz-choices-are-changed-once",
        sql: "SELECT 'a choice in the quiz ' || quiz_id || ' was changed ' || cast(changes AS TEXT) || ' times' FROM quiz_answers
              WHERE changes NOT IN (0, 1)",
    },
    Check {
        name: "mocks-are-at-their-last-stage",
        sql: "SELECT 'the mock ' || id || ' is at its stage ' || cast(visit AS TEXT) || ', which is not its last' FROM mocks
              WHERE visit <> (SELECT max(visit) FROM mock_visits WHERE mock_visits.mock_id = mocks.id)
                  OR NOT EXISTS (SELECT 1 FROM mock_visits WHERE mock_visits.mock_id = mocks.id)
              UNION SELECT 'the mock ' || mock_id || ' left its stage ' || cast(mock_visits.visit AS TEXT) || ' open'
              FROM mock_visits JOIN mocks ON mocks.id = mock_visits.mock_id
              WHERE closed_at IS NULL AND (mock_visits.visit < mocks.visit OR mocks.state IN ('scoring', 'done'))
              UNION SELECT 'the mock ' || id || ' is ' || state || ', and ended at no time, or the other way round' FROM mocks
              WHERE (state IN ('done', 'stopped')) <> (ended_at IS NOT NULL)",
    },
    Check {
        name: "quizzes-go-on-or-end",
        sql: "SELECT 'the quiz ' || id || ' is together and never due' FROM quizzes
              WHERE company = 'together' AND offered = 0 AND ended_at IS NULL AND next_at IS NULL
              UNION SELECT 'the quiz ' || id || ' is over without a reason' FROM quizzes
              WHERE ended_at IS NOT NULL AND ending IS NULL",
    },
    Check {
        name: "cards-agree-with-their-log",
        sql: "SELECT 'the card of ' || cast(user_id AS TEXT) || ' for ' || question || ' does not count its reviews' FROM cards
              WHERE reviews <> (SELECT count(*) FROM reviews
                  WHERE reviews.user_id = cards.user_id AND reviews.question = cards.question)
              UNION SELECT 'the review ' || source || ' of ' || cast(user_id AS TEXT) || ' has no card' FROM reviews
              WHERE NOT EXISTS (SELECT 1 FROM cards
                  WHERE cards.user_id = reviews.user_id AND cards.question = reviews.question)
              UNION SELECT 'the card of ' || cast(user_id AS TEXT) || ' for ' || question || ' lacks what its last review left' FROM cards
              WHERE reviews > 0 AND (stability IS NULL OR difficulty IS NULL OR reviewed_at IS NULL)",
    },
];

impl Store {
    /// Runs every check; returns what breaks them, by check. An empty list is a sound database.
    pub async fn verify(&self) -> Result<Vec<Violation>> {
        let mut found = Vec::new();
        if let Either::Sqlite(pool) = &self.db {
            let damage: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check").fetch_all(pool).await?;
            let damage = damage.into_iter().filter(|(line,)| line != "ok");
            found.extend(damage.map(|(what,)| Violation { check: "the-file-is-whole", what }));
            let dangling: Vec<SqliteRow> = sqlx::query("PRAGMA foreign_key_check").fetch_all(pool).await?;
            if !dangling.is_empty() {
                let what = format!("{} rows refer to rows that are not there", dangling.len());
                found.push(Violation { check: "the-file-is-whole", what });
            }
        }
        for Check { name, sql } in CHECKS {
            let broken: Vec<(String,)> =
                rows!(self.db, *sql).with_context(|| format!("checking that {}", name.replace('-', " ")))?;
            found.extend(broken.into_iter().map(|(what,)| Violation { check: name, what }));
        }
        found.extend(self.unreadable_tracks().await?);
        found.extend(self.unreadable_reminders().await?);
        found.extend(self.unreadable_words().await?);
        found.sort();
        Ok(found)
    }

    /// Tracks of which something cannot be read any more.
    async fn unreadable_tracks(&self) -> Result<Vec<Violation>> {
        let mut found = Vec::new();
        let tracks: Vec<(String, String, String, String, String, String, String)> = rows!(
            self.db,
            "SELECT id, schedule, zone, topics, levels, days_off, mode FROM tracks WHERE deleted_at IS NULL",
        )
        .context("reading the tracks")?;
        for (id, schedule, zone, topics, levels, days_off, mode) in tracks {
            let broken = [
                Schedule::parse(&schedule).err().map(|error| format!("its schedule {schedule:?}: {error}")),
                zone.parse::<chrono_tz::Tz>().err().map(|_| format!("there is no time zone {zone:?}")),
                list::<String>(&topics).err().map(|_| format!("its topics {topics:?}")),
                list::<Level>(&levels).err().map(|_| format!("its levels {levels:?}")),
                list::<chrono::NaiveDate>(&days_off).err().map(|_| format!("its days off {days_off:?}")),
                variant::<Mode>(&mode).err().map(|_| format!("its mode {mode:?}")),
            ];
            let broken = broken.into_iter().flatten();
            found.extend(broken.map(|why| Violation {
                check: "tracks-can-be-read",
                what: format!("the track {id} cannot be read: {why}"),
            }));
        }
        Ok(found)
    }

    /// Reminders of which something cannot be read any more.
    async fn unreadable_reminders(&self) -> Result<Vec<Violation>> {
        let reminders: Vec<(String, String, String)> =
            rows!(self.db, "SELECT cast(user_id AS TEXT), schedule, zone FROM reminders")
                .context("reading the reminders")?;
        let unreadable = reminders
            .into_iter()
            .filter(|(_, schedule, zone)| Schedule::parse(schedule).is_err() || zone.parse::<chrono_tz::Tz>().is_err());
        let violation = |(user, schedule, zone)| Violation {
            check: "reminders-can-be-read",
            what: format!("the reminder of {user} cannot be read: {schedule:?} in {zone:?}"),
        };
        Ok(unreadable.map(violation).collect())
    }

    /// Words and records that no version of Viva wrote.
    async fn unreadable_words(&self) -> Result<Vec<Violation>> {
        let words: Vec<(String, String)> = rows!(
            self.db,
            "SELECT DISTINCT 'state', state FROM rounds UNION SELECT DISTINCT 'mode', mode FROM rounds
             UNION SELECT DISTINCT 'reason', reason FROM ledger UNION SELECT DISTINCT 'ticker', ticker FROM ticks
             UNION SELECT DISTINCT 'rating', rating FROM reviews UNION SELECT DISTINCT 'mock', state FROM mocks",
        )
        .context("reading the words in use")?;
        let mut found: Vec<Violation> = words
            .into_iter()
            .filter(|(kind, word)| match kind.as_str() {
                "state" => variant::<RoundState>(word).is_err(),
                "mode" => variant::<Mode>(word).is_err(),
                "reason" => variant::<Reason>(word).is_err(),
                "rating" => variant::<Rating>(word).is_err(),
                "mock" => variant::<MockState>(word).is_err(),
                _ => variant::<Ticker>(word).is_err(),
            })
            .map(|(kind, word)| Violation { check: "words-are-known", what: format!("there is no {kind} {word:?}") })
            .collect();
        let recaps: Vec<(String, i64, String)> =
            rows!(self.db, "SELECT track_id, due_at, frozen FROM recaps").context("reading the recaps")?;
        found.extend(recaps.into_iter().filter_map(|(track, due, frozen)| {
            let error = serde_json::from_str::<Recap>(&frozen).err()?;
            let what = format!("the recap of the track {track}, due {due}, cannot be read: {error}");
            Some(Violation { check: "recaps-can-be-read", what })
        }));
        Ok(found)
    }
}
