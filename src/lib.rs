//! Viva.

pub mod clock;
pub mod discord;
pub mod domain;
pub mod local;
pub mod view;
