//! A record of every request, one JSON object a line: `{method, path, query, body, status, resp}`; for a form with files
//! `{multipart, payload_json, parts}` in place of the body.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

use anyhow::Context;
use serde_json::Value;

/// The open file.
#[derive(Debug)]
pub(crate) struct Record(Mutex<File>);

impl Record {
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write the record {}", path.display()))?;
        Ok(Record(Mutex::new(file)))
    }

    /// Writes one line; at once, so that a killed program leaves a whole record.
    pub fn write(&self, entry: &Value) {
        let mut file = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Err(error) = writeln!(file, "{entry}") {
            tracing::warn!(%error, "the record could not be written");
        }
    }
}
