//! Where a playground lives: in a folder that goes with it, or in one that is kept between runs.
//!
//! A kept folder holds `world.json`, the local Discord with its clock, and `playground.db`, the bot's database. The world is
//! always as far as the database, or ahead of it, since the bot hears of nothing that is not kept; so after a kill the bot finds
//! what it knows, and catches up with the rest.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use crate::local::Kept;

/// The folder.
pub struct Home {
    folder: PathBuf,
    kept: bool,
    /// Held as long as the folder is used; a temporary folder goes with it.
    _guard: Guard,
}

enum Guard {
    Temporary { _folder: tempfile::TempDir },
    Lock { _file: File },
}

impl Home {
    /// Opens the folder that is kept, made if it is not there; or a temporary one.
    ///
    /// # Errors
    /// If another playground uses it, or it cannot be written to.
    pub fn open(state: Option<&Path>) -> anyhow::Result<Home> {
        let Some(folder) = state else {
            let folder = tempfile::Builder::new().prefix("viva-playground-").tempdir();
            let folder = folder.context("making a folder for the playground")?;
            let path = folder.path().to_owned();
            return Ok(Home { folder: path, kept: false, _guard: Guard::Temporary { _folder: folder } });
        };
        let cannot = || format!("{} cannot be used for the playground's state", folder.display());
        fs::create_dir_all(folder).with_context(cannot)?;
        let file = File::create(folder.join("lock")).with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("another playground is using {}: end it, or choose another folder", folder.display())
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
        }
        Ok(Home { folder: folder.to_owned(), kept: true, _guard: Guard::Lock { _file: file } })
    }

    /// The file of the world, if it is to be kept.
    pub fn world(&self) -> Option<PathBuf> {
        self.kept.then(|| self.folder.join("world.json"))
    }

    /// Where the bot's database is.
    pub fn store_url(&self) -> String {
        format!("sqlite://{}", self.database().display())
    }

    /// The world of an earlier run. `seed` is what was asked for now.
    ///
    /// # Errors
    /// If it cannot be read, was begun with another seed, or if a database is there without its world.
    pub fn earlier(&self, seed: Option<u64>) -> anyhow::Result<Option<Kept>> {
        let Some(file) = self.world() else { return Ok(None) };
        let Some(kept) = Kept::read(&file)? else {
            ensure!(
                !self.database().exists(),
                "{} is there, but the world it belongs to, {}, is not: choose another folder, or remove the database to begin anew",
                self.database().display(),
                file.display()
            );
            return Ok(None);
        };
        let theirs = kept.world.seed();
        ensure!(
            seed.is_none_or(|seed| seed == theirs),
            "the world in {} was begun with --seed {theirs}: leave --seed out to go on with it, or choose another folder",
            self.folder.display()
        );
        Ok(Some(kept))
    }

    fn database(&self) -> PathBuf {
        self.folder.join("playground.db")
    }
}
