//! Viva.

pub mod clock;
pub mod local;
