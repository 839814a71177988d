//! How long the bank takes to load, and how that grows: `cargo bench --bench bank`.
//!
//! The peer does the least that any reader of such files must do: opens each, has `toml` parse its front matter, and has
//! `pulldown-cmark` walk its Markdown. What is above a ratio of 1 is what the bank itself adds: its own data, and the checks that keep
//! an unsound question out.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pulldown_cmark::{Options, Parser};
use viva::bank::Bank;

/// How many questions the synthetic bank has, at least.
const MANY: usize = 10_000;

fn main() -> anyhow::Result<()> {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let home = tempfile::tempdir()?;
    let files = questions(&real)?;
    println!("{:>10} {:>12} {:>12} {:>10} {:>7}", "questions", "load", "a question", "peer", "ratio");
    for copies in [1, 8, MANY.div_ceil(files.len())] {
        let bank = home.path().join(copies.to_string());
        multiply(&real, &files, copies, &bank)?;
        measure(&bank, if copies < 50 { 15 } else { 3 })?;
    }
    Ok(())
}

/// The files of a bank's questions.
fn questions(bank: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for topic in fs::read_dir(bank.join("questions"))? {
        for file in fs::read_dir(topic?.path())? {
            files.push(file?.path());
        }
    }
    files.sort();
    Ok(files)
}

/// A bank with so many copies of each question, each by another id and title.
fn multiply(real: &Path, files: &[PathBuf], copies: usize, bank: &Path) -> anyhow::Result<()> {
    for file in files {
        let to = bank.join(file.strip_prefix(real)?);
        let slug = file.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(file)?;
        fs::create_dir_all(to.parent().unwrap_or(bank))?;
        for copy in 0..copies {
            let (id, title) = match copy {
                0 => (slug.to_string(), String::new()),
                _ => (format!("{slug}-{copy}"), format!("{copy} ")),
            };
            let text = text.replacen(&format!("id = \"{slug}\""), &format!("id = \"{id}\""), 1).replacen(
                "title = \"",
                &format!("title = \"{title}"),
                1,
            );
            fs::write(to.with_file_name(format!("{id}.md")), text)?;
        }
    }
    fs::copy(real.join("topics.toml"), bank.join("topics.toml"))?;
    Ok(())
}

fn measure(folder: &Path, times: u32) -> anyhow::Result<()> {
    let files = questions(folder)?;
    let mut loaded = 0;
    let ours = fastest(times, || {
        let bank = Bank::load(folder).unwrap_or_else(|findings| panic!("{:?}", findings.iter().next()));
        loaded = black_box(bank).questions().len();
    });
    assert_eq!(loaded, files.len(), "every file is sound");
    let peer = fastest(times, || files.iter().for_each(|file| read_plainly(file)));
    let each = ours / u32::try_from(loaded)?;
    println!("{loaded:>10} {ours:>12.1?} {each:>12.1?} {peer:>10.1?} {:>7.2}", ours.as_secs_f64() / peer.as_secs_f64());
    Ok(())
}

fn read_plainly(file: &Path) {
    let text = fs::read_to_string(file).unwrap_or_default();
    let mut parts = text.splitn(3, "+++\n");
    let (front, body) = (parts.nth(1).unwrap_or_default(), parts.next().unwrap_or_default());
    black_box(toml::from_str::<toml::Table>(front)).ok();
    black_box(Parser::new_ext(body, Options::all()).count());
}

fn fastest(times: u32, mut work: impl FnMut()) -> Duration {
    let once = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    (0..times).map(once).min().unwrap_or_default()
}
