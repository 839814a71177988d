//! What can go wrong with a request, sorted by what it means for the one who asked.

use serenity::http::HttpError;

/// Why a request did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Discord said no, and nothing was done: a permission, a limit, something malformed.
    #[error("Discord refused ({status}, code {code}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's own code.
        code: isize,
        /// Discord's words.
        message: String,
    },
    /// The channel, thread, message or guild is not there any more.
    #[error("it is gone from Discord (code {code}): {message}")]
    Gone {
        /// Discord's own code.
        code: isize,
        /// Discord's words.
        message: String,
    },
    /// Too many requests; nothing was done.
    #[error("Discord asks to wait")]
    Busy,
    /// No answer, a broken one, or a fault at Discord's side: it may have been done or not.
    #[error("it is unclear whether Discord did it: {0}")]
    Unclear(String),
}

impl SendError {
    /// The HTTP status, where one came.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            SendError::Refused { status, .. } => Some(*status),
            SendError::Gone { .. } => Some(404),
            SendError::Busy => Some(429),
            SendError::Unclear(_) => None,
        }
    }

    /// True where the bot lacks a right, which only a person can give it.
    pub fn is_permission(&self) -> bool {
        matches!(self, SendError::Refused { status: 403, .. })
    }
}

impl From<serenity::Error> for SendError {
    fn from(error: serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
                let status = response.status_code.as_u16();
                let code = response.error.code;
                let message = match response.error.errors.first() {
                    Some(first) => format!("{} ({}: {})", response.error.message, first.path, first.message),
                    None => response.error.message,
                };
                match status {
                    404 => SendError::Gone { code, message },
                    429 => SendError::Busy,
                    400..=499 => SendError::Refused { status, code, message },
                    _ => SendError::Unclear(format!("status {status}: {message}")),
                }
            }
            // Checked before anything was sent.
            serenity::Error::Model(error) => SendError::Refused { status: 400, code: 0, message: error.to_string() },
            other => SendError::Unclear(other.to_string()),
        }
    }
}
