//! Data in, messages out: all wording, embeds and buttons. No I/O.

pub mod action;
pub mod message;
pub mod text;
pub mod question;
pub mod reveal;
pub mod time;
