//! Where the files of a bank come from: a directory, or the program itself.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::findings::{Report, Severity};

/// The content as it was when the program was built, so that one file runs anywhere.
static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// The files of a bank, with Unix line ends.
#[derive(Debug, Default)]
pub struct Files {
    /// `topics.toml`.
    pub topics: Option<(PathBuf, String)>,
    /// `questions/<topic>/<slug>.md`, by path.
    pub questions: Vec<(PathBuf, String)>,
    /// `scenarios/<slug>.md`, by path.
    pub scenarios: Vec<(PathBuf, String)>,
}

/// What lies among the scenarios and is none.
const GUIDE: &str = "README.md";

impl Files {
    /// The files compiled in.
    pub fn embedded() -> Files {
        let root = Path::new("content");
        let text = |file: &include_dir::File<'_>| file.contents_utf8().unwrap_or_default().replace("\r\n", "\n");
        let mut questions: Vec<(PathBuf, String)> = EMBEDDED
            .get_dir("questions")
            .into_iter()
            .flat_map(Dir::dirs)
            .flat_map(Dir::files)
            .filter(|file| is_markdown(file.path()))
            .map(|file| (root.join(file.path()), text(file)))
            .collect();
        questions.sort();
        let mut scenarios: Vec<(PathBuf, String)> = EMBEDDED
            .get_dir("scenarios")
            .into_iter()
            .flat_map(Dir::files)
            .filter(|file| is_markdown(file.path()) && !is_guide(file.path()))
            .map(|file| (root.join(file.path()), text(file)))
            .collect();
        scenarios.sort();
        let topics = EMBEDDED.get_file("topics.toml").map(|file| (root.join("topics.toml"), text(file)));
        Files { topics, questions, scenarios }
    }

    /// The files of a directory; what cannot be read, or lies where nothing should, is reported.
    pub fn of_dir(dir: &Path, report: &mut Report) -> Files {
        report.by("files", Severity::Error);
        let mut files = Files::default();
        let topics = dir.join("topics.toml");
        files.topics = read(&topics, report).map(|text| (topics, text));
        for folder in entries(&dir.join("questions"), report) {
            if !folder.is_dir() {
                report.in_file(&folder).at(1, "a question lies in a folder of its topic: questions/<topic>/<slug>.md");
                continue;
            }
            for file in entries(&folder, report) {
                if file.is_dir() || !is_markdown(&file) {
                    report.in_file(&file).at(1, "only questions (<slug>.md) lie in a topic's folder");
                } else if let Some(text) = read(&file, report) {
                    files.questions.push((file, text));
                }
            }
        }
        // A bank without scenarios is one all the same.
        let scenarios = dir.join("scenarios");
        for file in if scenarios.exists() { entries(&scenarios, report) } else { Vec::new() } {
            if file.is_dir() || !is_markdown(&file) {
                report.in_file(&file).at(1, "only scenarios (<slug>.md) and their README.md lie here");
            } else if !is_guide(&file)
                && let Some(text) = read(&file, report)
            {
                files.scenarios.push((file, text));
            }
        }
        files
    }
}

fn is_markdown(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "md")
}

fn is_guide(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == GUIDE)
}

fn read(file: &Path, report: &mut Report) -> Option<String> {
    let text = fs::read(file).map_err(|error| error.to_string()).and_then(|bytes| {
        String::from_utf8(bytes)
            .map_err(|error| format!("not UTF-8 text from byte {} on", error.utf8_error().valid_up_to()))
    });
    match text {
        Ok(text) => Some(text.replace("\r\n", "\n")),
        Err(error) => {
            report.in_file(file).at(1, format!("cannot be read: {error}"));
            None
        }
    }
}

/// What lies in a folder, by name, without hidden files.
fn entries(folder: &Path, report: &mut Report) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>());
    match listed {
        Ok(mut entries) => {
            entries.retain(|entry| entry.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
            entries.sort();
            entries
        }
        Err(error) => {
            report.in_file(folder).at(1, format!("cannot be listed: {error}"));
            Vec::new()
        }
    }
}
