//! Misbehaviour on demand.

use std::time::Duration;

/// Something that is to go wrong with the next requests that fit.
#[derive(Clone, Debug)]
pub struct Fault {
    /// `GET`, `POST`, …; every method if none.
    pub method: Option<String>,
    /// The path below `/api/v10`, as `/channels/*/messages`. `*` stands for anything within a step, `**` for anything.
    pub path: String,
    /// How often it goes wrong.
    pub times: u32,
    /// What goes wrong.
    pub kind: FaultKind,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum FaultKind {
    /// The answer comes later, in real time.
    Delay(Duration),
    /// Nothing is done; this status with this code is answered.
    Status(u16, u32),
    /// Nothing is done; 429 is answered.
    RateLimit {
        /// How long to wait, in seconds.
        retry_after: f64,
    },
    /// Nothing is done, and the connection ends without an answer.
    Drop,
    /// It is done, but this status is answered.
    DoThenStatus(u16),
    /// It is done, and the connection ends without an answer.
    DoThenDrop,
}

impl Fault {
    /// A fault of one request.
    pub fn once(method: &str, path: &str, kind: FaultKind) -> Self {
        Fault { method: Some(method.into()), path: path.into(), times: 1, kind }
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method)) && glob(&self.path, path)
    }
}

/// The faults that are still to come.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault for this request, counted as used.
    pub fn take(&mut self, method: &str, path: &str) -> Option<FaultKind> {
        let at = self.0.iter().position(|f| f.times > 0 && f.fits(method, path))?;
        self.0[at].times -= 1;
        let kind = self.0[at].kind.clone();
        self.0.retain(|f| f.times > 0);
        Some(kind)
    }
}

/// Whether `path` fits `pattern`.
fn glob(pattern: &str, path: &str) -> bool {
    match pattern.find('*') {
        None => pattern == path,
        Some(at) => {
            let Some(rest) = path.strip_prefix(&pattern[..at]) else { return false };
            let (across, after) = match pattern[at..].strip_prefix("**") {
                Some(after) => (true, after),
                None => (false, &pattern[at + 1..]),
            };
            let end = if across { rest.len() } else { rest.find('/').unwrap_or(rest.len()) };
            (0..=end).filter(|i| rest.is_char_boundary(*i)).any(|i| glob(after, &rest[i..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_a_step_and_two_do_not() {
        assert!(glob("/channels/*/messages", "/channels/1/messages"));
        assert!(!glob("/channels/*/messages", "/channels/1/messages/2"));
        assert!(!glob("/channels/*", "/channels/1/messages"));
        assert!(glob("/channels/**", "/channels/1/messages/2"));
        assert!(glob("**", "/anything"));
        assert!(glob("/webhooks/*/*/messages/@original", "/webhooks/1/abc/messages/@original"));
    }

    #[test]
    fn a_fault_is_used_up() {
        let mut faults = Faults::default();
        faults.add(Fault { method: None, path: "**".into(), times: 2, kind: FaultKind::Drop });
        assert!(faults.take("GET", "/a").is_some());
        assert!(faults.take("POST", "/b").is_some());
        assert!(faults.take("GET", "/a").is_none());
    }
}
