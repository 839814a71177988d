//! A real serenity client lives in the local Discord: every event parses, every request is answered. With `VIVA_RECORD` set
//! to a folder, every test leaves a record of its requests there.

mod api;
mod bot;
mod gateway;
mod http;
mod talk;
