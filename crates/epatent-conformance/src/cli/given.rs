// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is given for a card: keys, number, chip, and the record of an earlier run.

use std::path::Path;

use epatent_cli::files::{self, Readable};
use epatent_cli::{Exit, Failure, FileTrouble, Value, Words};
use epatent_conformance::{Known, OfficeKeys, StaticKeys};
use serde::Deserialize;

use super::arguments::Run;

/// The most that is read of a key file in bytes.
const MAX_KEY_FILE: u64 = 4_096;
/// The most that is read of the record of a card: every file at its longest, in hexadecimal.
const MAX_RECORD: u64 = 4 << 20;

/// The keys of a chip in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    enc: String,
    mac: String,
}

pub(super) fn office_keys(options: &Run, words: &Words) -> Result<OfficeKeys, Failure> {
    let hint = || words.text("conformance-key-file");
    let wrong = |path: &Path, field| {
        let reason = "not 32 hexadecimal digits";
        let trouble = FileTrouble::WrongField { field, reason };
        trouble.failure(words, path).with_hint(hint())
    };
    if let Some(path) = &options.master_key {
        let bytes = files::read_bounded(words, path, MAX_KEY_FILE)?;
        let key = sixteen(&bytes).ok_or_else(|| wrong(path, "master key"))?;
        return Ok(OfficeKeys::Master(key));
    }
    let Some(path) = &options.static_keys else {
        return Ok(OfficeKeys::lab());
    };
    let bytes = files::read_bounded(words, path, MAX_KEY_FILE)?;
    let file: KeyFile = serde_json::from_slice(&bytes).map_err(|error| {
        let trouble = FileTrouble::NotJson(&(&error).into()).failure(words, path);
        trouble.with_hint(hint())
    })?;
    Ok(OfficeKeys::Static(StaticKeys {
        enc: sixteen(file.enc.as_bytes()).ok_or_else(|| wrong(path, "enc"))?,
        mac: sixteen(file.mac.as_bytes()).ok_or_else(|| wrong(path, "mac"))?,
    }))
}

/// Sixteen bytes in hexadecimal digits; lines that begin with # say something about them.
fn sixteen(text: &[u8]) -> Option<[u8; 16]> {
    let text = core::str::from_utf8(text).ok()?;
    let digits: String = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect();
    hex::decode(digits).ok()?.try_into().ok()
}

/// What is known of the card: its record, and what was typed.
pub(super) fn known(options: &Run, words: &Words) -> Result<Known, Failure> {
    let mut known = match &options.card {
        Some(path) if path.exists() => {
            let bytes = files::read_bounded(words, path, MAX_RECORD)?;
            serde_json::from_slice(&bytes).map_err(|error| {
                let trouble = FileTrouble::NotJson(&(&error).into()).failure(words, path);
                trouble.with_hint(words.text("conformance-record"))
            })?
        }
        _ => Known::default(),
    };
    let wrong = |name: &'static str| {
        let values = [("name", Value::from(name))];
        Failure::new(words, Exit::Usage, "error-conformance-argument", &values)
    };
    if let Some(can) = &options.can {
        if can.len() != 6 || !can.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(wrong("--can"));
        }
        known.can = Some(can.clone());
    }
    if let Some(chip) = &options.chip {
        let bytes = hex::decode(chip).ok().filter(|bytes| bytes.len() == 10);
        known.chip = Some(hex::encode_upper(bytes.ok_or_else(|| wrong("--chip"))?));
    }
    Ok(known)
}

/// Puts the record of the card beside the one before, then in its place: it is never half there.
pub(super) fn keep(known: &Known, path: &Path, words: &Words) -> Result<(), Failure> {
    let mut text = serde_json::to_vec_pretty(known).unwrap_or_default();
    text.push(b'\n');
    let beside = path.with_extension("new");
    let trouble = |error: &std::io::Error| FileTrouble::NotWritten(error).failure(words, path);
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(trouble(&error)),
        _ => {}
    }
    files::write_new(words, &beside, &text, Readable::ByOwner)?;
    std::fs::rename(&beside, path).map_err(|error| trouble(&error))
}
