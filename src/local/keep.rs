//! A world that outlives its program: it is written whole to one file, and nothing that has changed is told on a socket before
//! it is in that file. So whoever was told of something finds it again, however the program ended.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::handle::{Local, Shared};
use super::world::World;

/// What the file is written in. A program refuses any other.
const VERSION: u32 = 1;
/// What only time changed is written every so often.
const AT_LEAST_EVERY: Duration = Duration::from_millis(500);

/// A world in a file, and what it is known by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    version: u32,
    /// Tells this world from every other.
    pub name: String,
    /// When it began, by its own clock.
    pub began: DateTime<Utc>,
    /// The world itself.
    pub world: World,
}

impl Kept {
    /// A world that is to be kept.
    pub fn new(name: String, began: DateTime<Utc>, world: World) -> Self {
        Kept { version: VERSION, name, began, world }
    }

    /// Reads a file that [`Kept::write`] wrote; `None` if there is none.
    ///
    /// # Errors
    /// If it cannot be read, or is no such file, or one of another version.
    pub fn read(file: &Path) -> anyhow::Result<Option<Kept>> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let text = match fs::read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("reading {}", file.display())),
        };
        let unknown = || format!("{} is not a world that was kept here", file.display());
        let Head { version } = serde_json::from_slice(&text).with_context(unknown)?;
        if version != VERSION {
            bail!("{} was written by another version of this program ({version}, not {VERSION})", file.display());
        }
        Ok(Some(serde_json::from_slice(&text).with_context(unknown)?))
    }

    /// Writes it beside `file`, then puts it in its place: at any moment there is a whole one.
    ///
    /// # Errors
    /// If the disk is full, or the folder cannot be written to.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        self.try_write(file).with_context(|| format!("writing {}", file.display()))
    }

    fn try_write(&self, file: &Path) -> anyhow::Result<()> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut beside = tempfile::Builder::new().prefix(".world-").tempfile_in(folder)?;
        beside.write_all(&serde_json::to_vec(self)?)?;
        beside.as_file().sync_all()?;
        beside.persist(file)?;
        File::open(folder)?.sync_all()?; // the new name, too
        Ok(())
    }
}

/// Who writes the world, and up to which wish it is written.
pub(super) struct Keeper {
    wished: watch::Sender<u64>,
    written: watch::Sender<u64>,
}

impl Local {
    /// Keeps the world in `file` from now on. It is there when this returns.
    ///
    /// # Errors
    /// If it cannot be written. Later failures are logged, and it is tried again.
    pub async fn keep(&self, file: PathBuf, name: String, began: DateTime<Utc>) -> anyhow::Result<()> {
        let (wished, wishes) = watch::channel(0);
        let written = watch::Sender::new(0);
        let world = self.with(|world| world.clone());
        let kept = Kept::new(name, began, world);
        let kept = write(kept, &file).await?;
        let keeper = Keeper { wished, written: written.clone() };
        if self.shared.keeper.set(keeper).is_err() {
            bail!("this world is kept already");
        }
        tokio::spawn(go_on(self.shared.clone(), file, kept, (wishes, written)));
        Ok(())
    }

    /// Returns when everything that has happened so far is in the file; at once, if the world is not kept.
    pub async fn kept(&self) {
        self.shared.kept().await;
    }
}

impl Shared {
    /// Returns when everything that has happened so far is in the file; at once, if the world is not kept.
    pub async fn kept(&self) {
        let Some(keeper) = self.keeper.get() else { return };
        let mut written = keeper.written.subscribe();
        let mut mine = 0;
        keeper.wished.send_modify(|wished| {
            *wished += 1;
            mine = *wished;
        });
        // An error means that the program ends.
        let _ = written.wait_for(|written| *written >= mine).await;
    }
}

/// Writes the world whenever somebody wishes it, many wishes at once, and now and then for the clock's sake.
async fn go_on(
    shared: Arc<Shared>,
    file: PathBuf,
    mut kept: Kept,
    (mut wishes, written): (watch::Receiver<u64>, watch::Sender<u64>),
) {
    loop {
        let ended = tokio::select! {
            changed = wishes.changed() => changed.is_err(),
            () = tokio::time::sleep(AT_LEAST_EVERY) => false,
        };
        if ended {
            return;
        }
        let wished = *wishes.borrow_and_update();
        let known = (kept.world.revision, kept.world.now);
        let world = shared.lock(|state| {
            let news = wished > *written.borrow() || known != (state.world.revision, state.world.now);
            news.then(|| state.world.clone())
        });
        if let Some(world) = world {
            kept.world = world;
            kept = match write(kept.clone(), &file).await {
                Ok(kept) => kept,
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "the world could not be kept; it is tried again");
                    kept.world.revision = 0; // so that it differs
                    kept
                }
            };
        }
        written.send_replace(wished);
    }
}

async fn write(kept: Kept, file: &Path) -> anyhow::Result<Kept> {
    let file = file.to_owned();
    tokio::task::spawn_blocking(move || kept.write(&file).map(|()| kept)).await?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::local::Options;

    #[tokio::test]
    async fn what_was_said_is_in_the_file_when_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("world.json");
        assert!(Kept::read(&file).unwrap().is_none());
        let demo = crate::local::serve::demo(3, "Viva");
        let began = "2026-01-05T08:25:00Z".parse().unwrap();
        let clock = Clock::manual(began);
        let options = Options { port: 0, clock: clock.clone(), record: None, rate_limits: false };
        let local = Local::start(options, demo.world).await.unwrap();
        local.keep(file.clone(), "three".into(), began).await.unwrap();
        for n in 0..20 {
            clock.advance(chrono::TimeDelta::seconds(1));
            local.say(demo.owner, demo.general, &format!("Line {n}")).unwrap();
            local.kept().await;
            let again = Kept::read(&file).unwrap().unwrap();
            assert_eq!((again.name.as_str(), again.began, again.world.now), ("three", began, clock.now()));
            let last = again.world.messages[&demo.general].values().last().unwrap().clone();
            assert_eq!(last.content, format!("Line {n}"));
        }
        local.stop().await;
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left in the folder");
    }

    #[test]
    fn what_is_no_world_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("world.json");
        let refused = |text: &str| {
            fs::write(&file, text).unwrap();
            format!("{:#}", Kept::read(&file).unwrap_err())
        };
        assert!(refused("{").contains("is not a world that was kept here"));
        assert!(refused("{\"version\":2}").contains("by another version of this program (2, not 1)"));
        assert!(refused("{\"version\":1}").contains("is not a world that was kept here"));
    }
}
