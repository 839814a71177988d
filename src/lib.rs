//! Viva: a Discord bot for team interview practice. The modules in reading order; ARCHITECTURE.md walks through them.

// What is so, and what follows: no I/O below here but the clock's.
pub mod clock;
pub mod domain;
pub mod error;

// What people read.
pub mod view;

// What the use cases stand on.
pub mod config;
pub mod discord;
pub mod store;

// For trying it and testing it: a Discord of our own.
pub mod local;
