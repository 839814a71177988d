//! Viva.

pub mod clock;
pub mod config;
pub mod discord;
pub mod domain;
pub mod error;
pub mod local;
pub mod view;
