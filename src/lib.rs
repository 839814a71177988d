//! Viva.

pub mod bank;
pub mod clock;
pub mod domain;
pub mod local;
