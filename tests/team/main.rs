//! A team and its bot, as chats: one file for each part of their life together, in the order in which a team meets it.

#[path = "../kit/mod.rs"]
mod kit;

mod setup;

mod daily_round;
mod opinion;
mod sealed;

mod schedule;

mod boards;

mod mock;
mod quiz_alone;
mod quiz_together;
mod remind;
mod review;
mod too_late;

mod limits;
mod permissions;

mod gateway;
mod two_guilds;

mod kill;
mod kill_practice;
mod operator;
mod rate_limits;
mod reload;
