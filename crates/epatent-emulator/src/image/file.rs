// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Image files on disk: bounded reads, and writes that happen whole or not at all.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

use super::{ImageError, MAX_IMAGE};

/// Reads at most [`MAX_IMAGE`] bytes of text.
pub(super) fn read(path: &Path) -> Result<String, ImageError> {
    let failed = |source| ImageError::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(failed)?
        .take(MAX_IMAGE + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_IMAGE) {
        return Err(ImageError::TooLong);
    }
    String::from_utf8(bytes).map_err(|error| ImageError::NotText {
        offset: error.utf8_error().valid_up_to(),
    })
}

/// Puts `bytes` in the place of what is at `path`, if anything. Whole or not at all for every other
/// process, also when this one is killed; a computer that loses power may lose it.
pub(super) fn swap(path: &Path, bytes: &[u8]) -> Result<(), ImageError> {
    let failed = |source| write_error(path, source);
    let temporary = beside(path, bytes).map_err(failed)?.into_temp_path();
    temporary.persist(path).map_err(|error| failed(error.error))
}

/// As [`swap`], and lasting.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), ImageError> {
    let failed = |source| write_error(path, source);
    let temporary = lasting(path, bytes).map_err(failed)?;
    temporary
        .persist(path)
        .map_err(|error| failed(error.error))?;
    sync_directory(path).map_err(failed)
}

/// Puts `bytes` at `path` where there is nothing yet.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), ImageError> {
    let failed = |source| write_error(path, source);
    let temporary = lasting(path, bytes).map_err(failed)?;
    temporary.persist_noclobber(path).map_err(|error| {
        if error.error.kind() == io::ErrorKind::AlreadyExists {
            let path = path.to_owned();
            ImageError::Exists { path }
        } else {
            failed(error.error)
        }
    })?;
    sync_directory(path).map_err(failed)
}

/// A temporary file with `bytes`, in the directory of `path` so that it can be renamed, readable by
/// its owner only (mode 0600, which is how the crate makes it).
fn beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut temporary = NamedTempFile::with_prefix_in(".epatent-card-", directory(path))?;
    temporary.write_all(bytes)?;
    Ok(temporary)
}

fn lasting(path: &Path, bytes: &[u8]) -> io::Result<TempPath> {
    let temporary = beside(path, bytes)?;
    temporary.as_file().sync_all()?;
    Ok(temporary.into_temp_path())
}

/// A rename is durable only once its directory is.
fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(directory(path))?.sync_all()
}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

fn write_error(path: &Path, source: io::Error) -> ImageError {
    ImageError::Write {
        path: path.to_owned(),
        source,
    }
}
