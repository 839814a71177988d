//! Data in, messages out: all wording, embeds and buttons. No I/O.

pub mod action;
pub mod bank;
pub mod board;
pub mod checklist;
pub mod forget;
pub mod help;
pub mod message;
pub mod mock;
pub mod notice;
pub mod question;
pub mod quiz;
pub mod recap;
pub mod remind;
pub mod reveal;
pub mod review;
pub mod text;
pub mod time;
pub mod track;
