//! The rules, pure: no async, no SQL, no Discord, no clock.

pub mod grading;
pub mod question;
