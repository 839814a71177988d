//! Two kinds of trouble: what somebody did, which is answered with a sentence that says what to do instead, and everything else,
//! which is logged whole and answered with an apology that carries a reference to the log.

use std::fmt;

/// A sentence for the person who asked, which says what is wrong and what to do. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserError(pub String);

impl fmt::Display for UserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for UserError {}

/// Ends a use case with a [`UserError`].
#[macro_export]
macro_rules! refuse {
    ($($words:tt)+) => {
        return Err(anyhow::Error::new($crate::error::UserError(format!($($words)+))))
    };
}

/// What to say to the person whose request ended in `error`; logs what is not theirs to mend.
pub fn words_for(error: &anyhow::Error) -> String {
    if let Some(theirs) = error.downcast_ref::<UserError>() {
        return theirs.to_string();
    }
    let reference = reference();
    tracing::error!(error.reference = %reference, error = format!("{error:#}"), "a request failed");
    format!(
        "Sorry, that did not work, and it is not your fault. Nothing you wrote is lost; please try again in a minute. \
         If it happens again, tell the bot's operator this reference: `{reference}`."
    )
}

/// Eight characters that nobody confuses when reading them out.
fn reference() -> String {
    const ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";
    (0..8).map(|_| char::from(ALPHABET[rand::random_range(0..ALPHABET.len())])).collect()
}
