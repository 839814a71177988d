//! Whether the bank's JavaScript parses, which only a JavaScript engine knows. One `node` looks at all blocks.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::Sources;
use super::checks::blocks;
use super::findings::{Report, Severity};

/// Each block is tried as a module and as a script; the error is the script's, unless only a module could be meant.
const SCRIPT: &str = r#"
const vm = require('node:vm');
const blocks = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const wrap = (code) => '(async function (exports, require, module, __filename, __dirname) {' + code + '\n})';
const fails = (attempt) => { try { attempt(); } catch (error) { return String(error.message); } };
const out = blocks.map((code) => {
  const asScript = fails(() => new vm.Script(wrap(code)));
  if (!asScript) return null;
  const asModule = fails(() => new vm.SourceTextModule(code));
  if (!asModule) return null;
  return /^\s*(import|export)\b/m.test(code) ? asModule : asScript;
});
console.log(JSON.stringify(out));
"#;

#[derive(Serialize)]
#[serde(transparent)]
struct Codes(Vec<String>);

#[derive(Deserialize)]
#[serde(transparent)]
struct Errors(Vec<Option<String>>);

/// Parses all blocks in JavaScript; `Err` says why nothing could be parsed.
pub fn check(sources: &Sources, report: &mut Report) -> Result<usize, String> {
    let mut places: Vec<(PathBuf, usize)> = Vec::new();
    let mut codes = Vec::new();
    let questions = sources.questions.iter().map(|source| (&source.file, source.prose()));
    let scenarios = sources.scenarios.iter().map(|source| (&source.file, source.prose()));
    for (file, prose) in questions.chain(scenarios) {
        for block in blocks(&prose) {
            if matches!(block.language.as_str(), "js" | "javascript" | "mjs" | "cjs") {
                places.push((file.clone(), block.line));
                codes.push(block.code);
            }
        }
    }
    if codes.is_empty() {
        return Ok(0);
    }
    let errors = run(&Codes(codes))?;
    report.by("javascript", Severity::Error);
    for ((file, line), error) in places.iter().zip(&errors.0) {
        if let Some(error) = error {
            report.in_file(file).at(*line, format!("this block does not parse: {error}"));
        }
    }
    Ok(places.len())
}

fn run(codes: &Codes) -> Result<Errors, String> {
    let input = serde_json::to_vec(codes).map_err(|error| error.to_string())?;
    let mut node = Command::new("node")
        .args(["--experimental-vm-modules", "--no-warnings", "-e", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("`node` cannot be run ({error})"))?;
    // All input is read before anything is written, so the two pipes cannot wait for each other.
    if let Some(mut stdin) = node.stdin.take() {
        stdin.write_all(&input).map_err(|error| format!("`node` did not read the blocks ({error})"))?;
    }
    let output = node.wait_with_output().map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_| format!("`node` gave no answer ({})", output.status))
}
