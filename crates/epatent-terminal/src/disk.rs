// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The few things that a trust store does with files, so that a test can cut the power between any
//! two of them.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};

/// A folder and its files. Names have no separators; nothing lies deeper.
pub trait Disk {
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
}

impl Disk for Folder {
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
        if !self.path.is_dir() {
            std::fs::create_dir(&self.path)?;
            if let Some(parent) = self.path.parent() {
                sync_folder(parent)?;
            }
        }
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
