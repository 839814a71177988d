//! Data in, messages out: all wording, embeds and buttons. No I/O.

pub mod action;
pub mod message;
pub mod text;
