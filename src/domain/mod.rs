//! The rules of the practice, as plain data and functions: no async, no SQL, no Discord, no clock. `now` and the random
//! generator are arguments.
//!
//! In reading order: who and where ([`ids`]), what is asked ([`question`], [`scenario`]), when ([`track`], [`schedule`]), which one
//! ([`picking`]), the round and its answers ([`round`], [`answer`]), what an answer covers ([`grading`], [`checklist`]), and
//! what comes of it ([`points`], [`board`], [`streak`], [`recap`]); what a member remembers of a question ([`memory`],
//! [`reminder`]); and a run through a scenario ([`mock`]).

pub mod answer;
pub mod board;
pub mod checklist;
pub mod grading;
pub mod ids;
pub mod memory;
pub mod mock;
pub mod picking;
pub mod points;
pub mod question;
pub mod quiz;
pub mod rating;
pub mod recap;
pub mod reminder;
pub mod round;
pub mod scenario;
pub mod schedule;
pub mod streak;
pub mod track;
