//! What Viva remembers. The only SQL.
//!
//! In reading order: who organizes a guild ([`guilds`]); its tracks ([`tracks`]); the rounds that they ask ([`rounds`]) and the
//! messages that each round posts exactly once ([`deliveries`]); what members answer ([`answers`]), what it covers and whom they
//! star ([`checklists`]); the points ([`ledger`]); the week's record ([`recaps`]); quizzes ([`quizzes`]), what is answered in them
//! and how strong that makes one ([`quiz_answers`]), which questions one had lately ([`had`]); mocks ([`mocks`]); what members
//! remember ([`cards`]), of what they are reminded ([`reminders`]) and what is forgotten ([`forget`]); the second opinions of today
//! ([`opinions`]); what an organizer was told already ([`notices`]).
//!
//! For the operator: [`backup`] and [`copy`] over the [`catalog`] of tables, what must always be so ([`invariants`]), and how it is
//! doing ([`health`]). [`db`] runs one SQL text on either database; [`columns`] says how a value is written down.
//!
//! Every function fails when the database does, and the error says what was being done; its doc names what else it refuses.
//! Periods are half-open: `from` belongs to them, `to` does not. Times are kept to the millisecond.

mod answers;
mod backup;
mod cards;
mod catalog;
mod checklists;
mod columns;
mod copy;
mod db;
mod deliveries;
mod drafts;
mod forget;
mod guilds;
mod had;
mod health;
mod invariants;
mod ledger;
mod mocks;
mod notices;
mod open;
mod opinions;
mod quiz_answers;
mod quizzes;
mod recaps;
mod reminders;
mod rounds;
mod tracks;

pub use answers::Participation;
pub use backup::{Backup, check as check_backup, restore};
pub use cards::{Card, NewReview, Review, Reviewed};
pub use catalog::Counts;
pub use deliveries::Delivery;
pub use health::Overview;
pub use invariants::Violation;
pub use mocks::Closing;
pub use open::{Schema, file_of, shown};
pub use opinions::{Allowance, Asking, Caps};
pub use quiz_answers::{Given, Settling, Took};
pub use recaps::FrozenRecap;

use db::Db;

/// The database; clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
}
