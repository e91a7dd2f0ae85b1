// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The few things that a trust store does with files, so that a test can cut the power between any
//! two of them.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};

/// What a program wants to do with the files of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Read several that belong together; others may read, too.
    Reading,
    /// Read and replace them; nobody else may do either.
    Writing,
}

/// A folder that is held; dropped, it lets others in.
#[derive(Debug, Default)]
pub struct Held(#[expect(dead_code, reason = "it is held, and not looked at")] Option<File>);

/// A folder and its files. Names have no separators; nothing lies deeper.
pub trait Disk {
    /// Waits until no other program is at work in the folder, and keeps them from it.
    ///
    /// # Errors
    /// In the words of the system.
    fn hold(&self, hold: Hold) -> Result<Held>;

    /// The content of a file, at most `limit` bytes; `None` where there is no such file.
    ///
    /// # Errors
    /// The file cannot be read, or is longer.
    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>>;

    /// Makes a file with this content, or replaces it, and waits until the content is on the medium.
    /// Power that fails may leave any part of the content.
    ///
    /// # Errors
    /// In the words of the system.
    fn write(&mut self, name: &str, content: &[u8]) -> Result<()>;

    /// Gives a file another name; a file that has it already is replaced in one step.
    ///
    /// # Errors
    /// In the words of the system.
    fn rename(&mut self, from: &str, to: &str) -> Result<()>;

    /// Waits until all names are on the medium. Power that fails before may undo names given since.
    ///
    /// # Errors
    /// In the words of the system.
    fn sync(&mut self) -> Result<()>;

    /// Takes a file away.
    ///
    /// # Errors
    /// In the words of the system.
    fn remove(&mut self, name: &str) -> Result<()>;

    /// The names of all files, at most `limit`.
    ///
    /// # Errors
    /// In the words of the system.
    fn names(&self, limit: usize) -> Result<Vec<String>>;
}

/// The file of a [`Folder`] that is locked and holds nothing.
pub(crate) const LOCK_FILE: &str = "lock";

/// A folder of this computer.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at this path; it is made where there is none when the first file is written.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    fn make(&self) -> Result<()> {
        if !self.path.is_dir() {
            match std::fs::create_dir(&self.path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                done => done?,
            }
            if let Some(parent) = self.path.parent() {
                sync_folder(parent)?;
            }
        }
        Ok(())
    }
}

impl Disk for Folder {
    /// Where nothing was ever written there is nothing to wait for, and a medium that cannot be written
    /// has no other writer.
    fn hold(&self, hold: Hold) -> Result<Held> {
        let path = self.path.join(LOCK_FILE);
        if hold == Hold::Reading {
            let Ok(file) = File::open(path) else {
                return Ok(Held(None));
            };
            file.lock_shared()?;
            return Ok(Held(Some(file)));
        }
        self.make()?;
        let mut options = OpenOptions::new();
        let file = options
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        file.lock()?;
        Ok(Held(Some(file)))
    }

    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>> {
        let file = match File::open(self.path.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if !file.metadata()?.is_file() {
            return Err(ErrorKind::InvalidInput.into());
        }
        let bound = u64::try_from(limit).unwrap_or(u64::MAX);
        let mut content = Vec::new();
        file.take(bound.saturating_add(1))
            .read_to_end(&mut content)?;
        if content.len() > limit {
            return Err(ErrorKind::FileTooLarge.into());
        }
        Ok(Some(content))
    }

    fn write(&mut self, name: &str, content: &[u8]) -> Result<()> {
        self.make()?;
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(self.path.join(name))?;
        file.write_all(content)?;
        file.sync_all()
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        std::fs::rename(self.path.join(from), self.path.join(to))
    }

    fn sync(&mut self) -> Result<()> {
        sync_folder(&self.path)
    }

    fn remove(&mut self, name: &str) -> Result<()> {
        std::fs::remove_file(self.path.join(name))
    }

    fn names(&self, limit: usize) -> Result<Vec<String>> {
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries.take(limit) {
            // A name that is no text is none of ours.
            names.extend(entry?.file_name().into_string().ok());
        }
        names.sort();
        Ok(names)
    }
}

/// Waits until the names in a folder are on the medium.
#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<()> {
    File::open(path)?.sync_all()
}

/// Elsewhere a folder cannot be opened; the system keeps names in order by itself.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}
