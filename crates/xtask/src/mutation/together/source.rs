// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The copy of the project in which code is changed.

use crate::run::Done;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Makes `copy` what `from` is, without what is built and the history. A file that is the same stays
/// untouched, so that it is not compiled again.
pub(super) fn copy(from: &Path, copy: &Path) -> Done {
    let files = files(from)?;
    std::fs::create_dir_all(copy)?;
    for stale in self::files(copy)?.difference(&files) {
        std::fs::remove_file(copy.join(stale))?;
    }
    for file in &files {
        write(&copy.join(file), &std::fs::read(from.join(file))?)?;
    }
    Ok(())
}

/// Writes a file, where it is not the same already.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Done {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, bytes)?)
}

/// The Rust files in a folder.
pub(super) fn rust_files(folder: &Path) -> Done<Vec<PathBuf>> {
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let files = files(folder)?.into_iter().filter(is_rust);
    Ok(files.map(|path| folder.join(path)).collect())
}

fn files(root: &Path) -> Done<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    let entries = WalkDir::new(root).into_iter().filter_entry(|entry| {
        let name = entry.file_name();
        !(entry.depth() > 0 && (name == "target" || name == ".git"))
    });
    for entry in entries {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.insert(entry.path().strip_prefix(root)?.to_path_buf());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_files_of_today_and_leaves_alone_what_is_built() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (file, text) in [("a/b.rs", "new"), ("target/c", "built"), ("d", "same")] {
            write(&from.path().join(file), text.as_bytes()).unwrap();
        }
        for (file, text) in [("a/b.rs", "old"), ("a/gone.rs", "stale"), ("d", "same")] {
            write(&to.path().join(file), text.as_bytes()).unwrap();
        }
        let touched = |file: &str| to.path().join(file).metadata().unwrap().modified().unwrap();
        let before = touched("d");
        copy(from.path(), to.path()).unwrap();
        let expected: BTreeSet<PathBuf> = ["a/b.rs", "d"].into_iter().map(PathBuf::from).collect();
        assert_eq!(files(to.path()).unwrap(), expected);
        assert_eq!(std::fs::read(to.path().join("a/b.rs")).unwrap(), b"new");
        assert_eq!(touched("d"), before);
    }
}
