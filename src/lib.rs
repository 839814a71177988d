//! Viva: a Discord bot for team interview practice.
//!
//! In reading order: the rules ([`domain`]) know nothing of the world; the questions are files ([`bank`]); what is remembered is in
//! the [`store`]; what people read is worded in [`view`]; [`discord`] sends it; [`opinion`] asks a model, if one is set up. The use cases ([`app`]) put these together; [`bot`]
//! listens to Discord and calls them. [`local`] is a small Discord for trying and testing all that.

pub mod app;
pub mod bank;
pub mod bot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod discord;
pub mod domain;
pub mod error;
pub mod http;
pub mod local;
pub mod meters;
pub mod opinion;
pub mod playground;
pub mod store;
pub mod view;
