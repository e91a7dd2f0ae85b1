// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Which register is this folder's: its first event, and the event that was the newest at the last
//! publication.
//!
//! The signers in a folder sign for one register. A second one would give out the same places in the same
//! lists, and its cards would be in nobody's books.

use crate::desk;
use crate::store::Store;
use epatent_cli::{Exit, Failure, FileTrouble, Words};
use epatent_core::UnixTime;
use epatent_register::{Head, Register, RegisterError, SetBack};
use std::io::Write;
use std::path::Path;

/// What the file says until the register has an event.
const NEW: &str = "new";

/// Refuses to make a register for a folder that has one.
pub(crate) fn demand_none(
    store: &Store,
    location: &epatent_register::Location,
    words: &Words,
) -> Result<(), Failure> {
    let own = store.register_file();
    let is_own = matches!(location, epatent_register::Location::File(path) if *path == own);
    if store.register_id().exists() || (own.exists() && !is_own) {
        let path = store.register_id().display().to_string();
        let values = [("path", path.into())];
        return Err(Failure::new(
            words,
            Exit::Usage,
            "error-office-has-register",
            &values,
        ));
    }
    Ok(())
}

/// Binds the folder to the register that was made for it.
pub(crate) fn bind(store: &Store, words: &Words) -> Result<(), Failure> {
    put(&store.register_id(), NEW, words)
}

/// Refuses a register that is not this folder's. The first event of a new one is noted as soon as it is
/// there.
pub(crate) fn demand(store: &Store, register: &mut Register, words: &Words) -> Result<(), Failure> {
    // A copy of a register is looked at without an office's folder.
    if !store.signers().exists() {
        return Ok(());
    }
    let path = store.register_id();
    let refused = |id| {
        let values = [("path", path.display().to_string().into())];
        Failure::new(words, Exit::Usage, id, &values)
    };
    if !path.exists() {
        return Err(refused("error-register-unbound"));
    }
    let text = store.text(words, &path)?;
    let first = register.event_hash(1);
    let first = first.map_err(|error| desk::failure(words, &error))?;
    match (text.trim(), first) {
        (NEW, None) => Ok(()),
        (NEW, Some(first)) => put(&path, &first.to_string(), words),
        (bound, Some(first)) if desk::digest(bound) == Some(first) => Ok(()),
        _ => Err(refused("error-register-other")),
    }
}

/// The event that was the newest at the last publication; `None` before the first.
pub(crate) fn published(store: &Store, words: &Words) -> Result<Option<Head>, Failure> {
    let path = store.published_head();
    if !path.exists() {
        return Ok(None);
    }
    let text = store.text(words, &path)?;
    desk::head(&text).map(Some).ok_or_else(|| {
        let reason = words.say("reason-no-head", &[("line", 1.into())]);
        FileTrouble::Unusable { reason: &reason }.failure(words, &path)
    })
}

/// Whether the register has an event, as it was.
pub(crate) fn contains(register: &mut Register, head: Head) -> Result<bool, RegisterError> {
    Ok(head == Head::EMPTY || register.event_hash(head.sequence)? == Some(head.hash))
}

/// Refuses to publish an older copy of what was published.
pub(crate) fn demand_published(
    store: &Store,
    register: &mut Register,
    words: &Words,
) -> Result<(), Failure> {
    let Some(head) = published(store, words)? else {
        return Ok(());
    };
    if contains(register, head).map_err(|error| desk::failure(words, &error))? {
        return Ok(());
    }
    let values = [
        ("sequence", head.sequence.to_string().into()),
        ("path", store.published_head().display().to_string().into()),
    ];
    let id = "error-publish-older-register";
    Err(Failure::new(words, Exit::Refused, id, &values))
}

/// Notes what was published.
pub(crate) fn remember(store: &Store, head: Head, words: &Words) -> Result<(), Failure> {
    put(&store.published_head(), &desk::head_text(head), words)
}

/// An event whose time went back, in words.
pub(crate) fn set_back(event: &SetBack, words: &Words) -> String {
    let time = |seconds: i64| {
        let time = u64::try_from(seconds).unwrap_or_default();
        UnixTime::from_seconds(time).map_or_else(|_| seconds.to_string(), |time| time.to_string())
    };
    let minutes = event.before.saturating_sub(event.at) / 60;
    let values = [
        ("sequence", event.sequence.to_string().into()),
        ("operator", event.operator.as_str().into()),
        ("station", event.station.as_str().into()),
        ("at", time(event.at).into()),
        ("before", time(event.before).into()),
        ("minutes", minutes.to_string().into()),
    ];
    words.say("register-set-back", &values)
}

/// Puts a line into a file for its owner alone, whole or not at all.
fn put(path: &Path, line: &str, words: &Words) -> Result<(), Failure> {
    let write = || {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "{line}")?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error: std::io::Error| FileTrouble::NotWritten(&error).failure(words, path))
}
