//! Checks of what is sent.
