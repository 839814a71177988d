//! A small, stateful Discord: REST v10 and gateway v10 over plain data, for tests, rehearsals and the playground.
//!
//! It knows wire JSON only. It names nothing of the bot, and no Discord library that a bot would use: what it answers is
//! built with `twilight-model`, what it is sent is checked with `twilight-validate` and with checks of its own, so that the
//! two sides of the wire come from independent libraries.
//!
//! In reading order:
//!
//! - [`ids`]: the names of the ids.
//! - [`world`]: everything there is, as plain data that can be written to a file: users, guilds, roles, channels, threads,
//!   messages, commands, interactions. A change leaves its events in the world's outbox.
//! - [`permissions`]: who may do what where.
//! - `wire`: the world's data as Discord's JSON.
//! - [`errors`] and `limits`: what Discord refuses, and how it says so.
//! - [`mentions`]: whom a text pings.
//! - `rest`: one request in, one change of the world, one reply out; no sockets, no async. Its table is the API.
//! - `gateway`: sessions, intents, replay; and the socket that carries them.
//! - [`people`]: what people do: write, react, press, fill in, command.
//! - [`view`]: what a person sees, and what happened.
//! - [`faults`], [`buckets`], `record`: misbehaviour, rate limits, and a record of every request.
//! - [`keep`]: a world that outlives its program, in a file.
//! - `http`: the sockets. [`handle`]: the running server in the hands of whoever started it.
//! - [`serve`](mod@serve): the same alone, as a program.
//!
//! All time comes from the [`Clock`](crate::clock::Clock), but for the patience of sockets and for rate limits, which are about real traffic.

pub mod buckets;
pub mod errors;
pub mod faults;
mod gateway;
pub mod handle;
mod http;
pub mod ids;
pub mod keep;
mod limits;
pub mod mentions;
pub mod page;
pub mod people;
pub mod permissions;
mod record;
mod rest;
pub mod serve;
pub mod view;
mod wire;
pub mod world;

pub use buckets::Bucket;
pub use faults::{Fault, FaultKind};
pub use handle::{Local, Options};
pub use ids::*;
pub use keep::Kept;
pub use people::Refused;
pub use serve::serve;
pub use view::{
    ButtonView, ChoiceView, FieldView, FormView, Happening, MessageView, Outcome, Person, ReactionView, SelectView,
};
pub use world::{BotAccount, World};
