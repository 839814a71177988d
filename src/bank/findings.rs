//! What is wrong with the files of a bank, each finding with its place.

use std::fmt;
use std::path::{Path, PathBuf};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// `bank check` fails.
    Error,
    /// Worth a look.
    Warning,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, as it was named when it was read.
    pub file: PathBuf,
    /// The line in it, counted from 1.
    pub line: usize,
    /// How bad it is.
    pub severity: Severity,
    /// The name of the check, as in [`super::checks::TABLE`].
    pub check: &'static str,
    /// What is wrong and what to do about it.
    pub message: String,
}

/// All that was found, by file and line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

/// Collects the findings of one check in one file after the other.
#[derive(Debug)]
pub struct Report {
    file: PathBuf,
    check: &'static str,
    severity: Severity,
    findings: Vec<Finding>,
}

impl Findings {
    /// Puts findings in order.
    pub fn new(mut findings: Vec<Finding>) -> Findings {
        findings
            .sort_by(|one, other| (&one.file, one.line, one.severity).cmp(&(&other.file, other.line, other.severity)));
        Findings(findings)
    }

    /// All of them, by file and line.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// True when nothing at all was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|finding| finding.severity == severity).count()
    }
}

impl Report {
    /// Nothing found yet.
    pub fn new() -> Report {
        Report { file: PathBuf::new(), check: "", severity: Severity::Error, findings: Vec::new() }
    }

    /// What follows is about this file.
    pub fn in_file(&mut self, file: &Path) -> &mut Report {
        self.file = file.to_owned();
        self
    }

    /// What follows is found by this check.
    pub fn by(&mut self, check: &'static str, severity: Severity) -> &mut Report {
        (self.check, self.severity) = (check, severity);
        self
    }

    /// Something is wrong in that line (counted from 1).
    pub fn at(&mut self, line: usize, message: impl Into<String>) {
        self.findings.push(Finding {
            file: self.file.clone(),
            line: line.max(1),
            severity: self.severity,
            check: self.check,
            message: message.into(),
        });
    }

    /// How many findings there are so far.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// True as long as nothing was found.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// All findings, in order.
    pub fn finish(self) -> Findings {
        Findings::new(self.findings)
    }
}

impl Default for Report {
    fn default() -> Self {
        Report::new()
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}[{}]: {}", self.file.display(), self.line, self.severity, self.check, self.message)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in self.iter() {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}
