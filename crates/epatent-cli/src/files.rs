// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Files of the programs: read within a bound, written whole or not at all.

use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::path::Path;

use crate::{Failure, FileTrouble, Words};

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// Everybody.
    ByAll,
    /// Its owner only: keys and personal data.
    ByOwner,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The system refused.
    #[error("{0}")]
    System(#[from] io::Error),
    /// A device, a pipe or a socket: it may have no end, and what it says once it may not say again.
    #[error("not an ordinary file")]
    Special,
    /// Longer than any such file.
    #[error("longer than {limit} bytes")]
    TooLong {
        /// The most, in bytes.
        limit: u64,
    },
}

impl Unread {
    /// The same in words; exit 2.
    #[must_use]
    pub fn failure(&self, words: &Words, path: &Path) -> Failure {
        match self {
            Self::System(error) => FileTrouble::NotRead(error),
            Self::Special => FileTrouble::Special,
            Self::TooLong { limit } => FileTrouble::TooLarge { limit: *limit },
        }
        .failure(words, path)
    }
}

/// Reads an ordinary file of at most `limit` bytes.
///
/// What the system says of a length is no bound: a device says 0, and a file may grow while it is
/// read.
///
/// # Errors
/// [`Unread`].
pub fn read_ordinary(path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
    // Before the opening, because that of a pipe waits for a writer; and after it, because only
    // then is it sure to be the same file.
    demand_ordinary(&std::fs::metadata(path)?)?;
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    demand_ordinary(&metadata)?;
    // Room for all of it at once: a key is not to be left behind where a vector was before it grew.
    let room = metadata.len().min(limit).saturating_add(1);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        Ok(bytes)
    } else {
        Err(Unread::TooLong { limit })
    }
}

fn demand_ordinary(metadata: &Metadata) -> Result<(), Unread> {
    if metadata.is_dir() {
        Err(io::Error::from(io::ErrorKind::IsADirectory).into())
    } else if metadata.is_file() {
        Ok(())
    } else {
        Err(Unread::Special)
    }
}

/// Reads an ordinary file of 1 to `limit` bytes.
///
/// # Errors
/// In words: it cannot be read, is empty, or is longer.
pub fn read_bounded(words: &Words, path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let bytes = read_ordinary(path, limit).map_err(|error| error.failure(words, path))?;
    if bytes.is_empty() {
        return Err(FileTrouble::Empty.failure(words, path));
    }
    Ok(bytes)
}

/// Writes a new file, whole or not at all. A file that is there already stays as it is.
///
/// # Errors
/// In words: it is there already, or the system refuses.
pub fn write_new(
    words: &Words,
    path: &Path,
    bytes: &[u8],
    readable: Readable,
) -> Result<(), Failure> {
    refuse_existing(words, path)?;
    save(path, bytes, readable).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => FileTrouble::Exists.failure(words, path),
        _ => FileTrouble::NotWritten(&error).failure(words, path),
    })
}

/// Makes a new file to be written little by little. A file that is there already stays as it is.
///
/// # Errors
/// In words: it is there already, or the system refuses.
pub fn create_new(words: &Words, path: &Path, readable: Readable) -> Result<File, Failure> {
    let mut options = File::options();
    options.write(true).create_new(true);
    restrict(&mut options, readable);
    options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => FileTrouble::Exists.failure(words, path),
        _ => FileTrouble::NotWritten(&error).failure(words, path),
    })
}

/// For a file that is written at the end of long work: says at its start that it is there already.
///
/// # Errors
/// [`FileTrouble::Exists`] in words.
pub fn refuse_existing(words: &Words, path: &Path) -> Result<(), Failure> {
    if path.exists() {
        Err(FileTrouble::Exists.failure(words, path))
    } else {
        Ok(())
    }
}

/// As [`refuse_existing`], and that its folder is there and takes files.
///
/// # Errors
/// [`FileTrouble::Exists`] or [`FileTrouble::NotWritten`] in words.
pub fn refuse_unwritable(words: &Words, path: &Path) -> Result<(), Failure> {
    refuse_existing(words, path)?;
    // It is gone again at once.
    tempfile::NamedTempFile::new_in(folder_of(path))
        .map(drop)
        .map_err(|error| FileTrouble::NotWritten(&error).failure(words, path))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn save(path: &Path, bytes: &[u8], readable: Readable) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions(readable) {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(unix)]
const fn mode(readable: Readable) -> u32 {
    match readable {
        Readable::ByAll => 0o644,
        Readable::ByOwner => 0o600,
    }
}

#[cfg(unix)]
fn permissions(readable: Readable) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(mode(readable)))
}

/// Before the file is there: nobody may open it in between.
#[cfg(unix)]
fn restrict(options: &mut OpenOptions, readable: Readable) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(mode(readable));
}

#[cfg(not(unix))]
fn restrict(_: &mut OpenOptions, _: Readable) {}

#[cfg(not(unix))]
fn permissions(_: Readable) -> Option<Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Exit, Language};

    fn words() -> Words {
        Words::new(Language::En)
    }

    #[test]
    fn a_new_file_is_written_and_an_existing_one_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card");
        write_new(&words(), &path, b"first", Readable::ByAll).unwrap();
        let failure = write_new(&words(), &path, b"second", Readable::ByAll).unwrap_err();
        assert_eq!(
            (failure.code.as_str(), failure.exit),
            ("file-exists", Exit::Usage)
        );
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no temporary file stays"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_file_for_its_owner_is_closed_to_others() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        for (name, readable, mode) in [
            ("key", Readable::ByOwner, 0o600),
            ("crt", Readable::ByAll, 0o644),
        ] {
            let path = folder.path().join(name);
            write_new(&words(), &path, b"x", readable).unwrap();
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                mode
            );
        }
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card");
        for (length, code) in [
            (0, Some("file-empty")),
            (8, None),
            (9, Some("file-too-large")),
        ] {
            std::fs::write(&path, vec![0; length]).unwrap();
            let result = read_bounded(&words(), &path, 8);
            assert_eq!(
                result.err().map(|failure| failure.code).as_deref(),
                code,
                "{length}"
            );
        }
        let missing = read_bounded(&words(), &folder.path().join("none"), 8).unwrap_err();
        assert_eq!(missing.code, "file-missing");
        let directory = read_bounded(&words(), folder.path(), 8).unwrap_err();
        assert_eq!(directory.code, "file-is-directory");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_and_a_pipe_are_refused_without_waiting_for_their_end() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        for path in [Path::new("/dev/zero"), Path::new("/dev/null"), &pipe] {
            let failure = read_bounded(&words(), path, 8).unwrap_err();
            assert_eq!(
                (failure.code.as_str(), failure.exit),
                ("file-special", Exit::Usage),
                "{}",
                path.display()
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_says_it_is_empty_is_read_and_bounded_by_what_it_gives() {
        let endless = Path::new("/proc/self/maps");
        assert_eq!(std::fs::metadata(endless).unwrap().len(), 0);
        let failure = read_bounded(&words(), endless, 8).unwrap_err();
        assert_eq!(failure.code, "file-too-large");
    }
}
