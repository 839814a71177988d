//! Viva.

pub mod clock;
pub mod domain;
pub mod local;
