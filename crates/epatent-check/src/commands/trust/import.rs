// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust import`.

use super::taking::{Offered, Taking};
use super::{BUNDLE, LISTS, ROLLOVER, belongs};
use crate::args::Import;
use epatent_cli::files::read_bounded;
use epatent_cli::{Console, Exit, Failure, FileTrouble};
use epatent_core::bundle::FileName;
use epatent_core::cose::MAX_LIST_LENGTH;
use epatent_terminal::{MAX_BUNDLE_LENGTH, MAX_LISTS_TOTAL};
use epatent_verify::ListKind;
use std::path::{Path, PathBuf};

/// The most files that are looked at in a lists folder.
const MAX_FILES: usize = 65_536;

pub(super) fn run(args: &Import, console: &Console) -> Result<Exit, Failure> {
    let mut taking = Taking::begin(&args.directory.trust, console)?;
    let source = &args.source;
    if source.is_dir() {
        let rollover = source.join(ROLLOVER);
        if rollover.is_file() {
            taking.bundle(&bundle(&rollover, ROLLOVER, console)?)?;
        }
        taking.bundle(&bundle(&source.join(BUNDLE), BUNDLE, console)?)?;
        let lists = lists(&source.join(LISTS), &taking, console)?;
        taking.lists(&lists)?;
    } else {
        let name = source
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let bytes = read_bounded(&console.words, source, MAX_LIST_LENGTH as u64)?;
        let offered = Offered { name, bytes };
        if ListKind::of_file(&offered.bytes).is_some() {
            taking.lists(&[offered])?;
        } else {
            taking.bundle(&offered)?;
        }
    }
    taking.end()
}

fn bundle(path: &Path, name: &str, console: &Console) -> Result<Offered, Failure> {
    Ok(Offered {
        name: name.to_owned(),
        bytes: read_bounded(&console.words, path, MAX_BUNDLE_LENGTH as u64)?,
    })
}

/// The files in a lists folder of the lists that the bundle in force names. All others stay unread.
fn lists(folder: &Path, taking: &Taking<'_>, console: &Console) -> Result<Vec<Offered>, Failure> {
    let words = &console.words;
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        // A stick with the bundle alone.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(FileTrouble::NotRead(&error).failure(words, folder)),
    };
    let mut paths: Vec<(FileName, PathBuf)> = Vec::new();
    for entry in entries.take(MAX_FILES) {
        let entry = entry.map_err(|error| FileTrouble::NotRead(&error).failure(words, folder))?;
        let name = entry.file_name();
        let name = name.to_str().and_then(|name| FileName::parse(name).ok());
        let named = name.filter(|name| {
            let mut references = taking.references();
            references.any(|reference| belongs(name, &reference.name))
        });
        paths.extend(named.map(|name| (name, entry.path())));
    }
    paths.sort();
    let mut offered = Vec::with_capacity(paths.len());
    let mut room = MAX_LISTS_TOTAL;
    for (name, path) in paths {
        let bytes = read_bounded(words, &path, room.min(MAX_LIST_LENGTH) as u64)?;
        room = room.saturating_sub(bytes.len());
        offered.push(Offered {
            name: format!("{LISTS}/{name}"),
            bytes,
        });
    }
    Ok(offered)
}
