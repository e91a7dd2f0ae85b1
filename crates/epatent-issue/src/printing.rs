// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is printed on a card, for the printer's software.
//!
//! ```text
//! DIR/cards.csv                    all cards below, a row each
//! DIR/7726000000001-0/card.json    patent number and replacement index
//!                     photo.jpg
//!                     qr.txt qr.png qr.svg
//!                     preview.pdf
//! ```
//!
//! The files of a card are there before the card is issued: afterwards its access number is nowhere
//! else. All of them hold personal data, and only their owner may read them.

mod fields;
mod preview;
mod sheet;

use crate::printed_code::Symbol;
use epatent_core::group::{GroupNumber, Portrait};
use epatent_core::printed_code::to_text;
use epatent_office::production::Finished;
use fields::{PrintCard, content};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The table of all cards.
const TABLE: &str = "cards.csv";
/// The fields of one.
const FIELDS: &str = "card.json";
/// The largest fields of a card, in bytes.
const MAX_FIELDS: u64 = 64 * 1024;

/// Makes the folder, for its owner alone.
pub(crate) fn prepare(dir: &Path) -> io::Result<()> {
    // A folder of a mistyped path is not made, with everything above it.
    match fs::create_dir(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    restrict(dir, 0o700)
}

/// Keeps what is printed on a card; the same card twice is kept once.
pub(crate) fn keep(dir: &Path, card: &Finished<'_>) -> Result<(), String> {
    let fields = PrintCard::of(card)?;
    let folder = dir.join(fields.name());
    let text = |error: io::Error| error.to_string();
    prepare(&folder).map_err(text)?;
    let portrait: Portrait = content(card.card, GroupNumber::PORTRAIT)?;
    let code = to_text(card.code);
    let symbol = Symbol::of(&code)?;
    let preview = preview::pdf(&fields, &portrait.image, &symbol)?;
    let files = [
        ("preview.pdf", preview),
        ("photo.jpg", portrait.image),
        ("qr.txt", code.into_bytes()),
        ("qr.png", symbol.png()?),
        ("qr.svg", symbol.svg().into_bytes()),
        // The last one: a folder with it is whole.
        (
            FIELDS,
            serde_json::to_vec_pretty(&fields).map_err(|error| error.to_string())?,
        ),
    ];
    for (name, bytes) in files {
        save(&folder.join(name), &bytes).map_err(text)?;
    }
    Ok(())
}

/// Writes the table of all cards in the folder.
pub(crate) fn table(dir: &Path) -> io::Result<()> {
    let mut folders: Vec<PathBuf> = fs::read_dir(dir)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join(FIELDS).is_file())
        .collect();
    folders.sort();
    // A byte order mark, because the programs that read it take it for another encoding without.
    let mut bytes = "\u{FEFF}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(PrintCard::COLUMNS)?;
    for folder in folders {
        let text = epatent_cli::files::read_ordinary(&folder.join(FIELDS), MAX_FIELDS);
        let card = text
            .ok()
            .and_then(|text| serde_json::from_slice::<PrintCard>(&text).ok());
        if let Some(card) = card {
            writer.write_record(card.row().map(plain))?;
        }
    }
    let rows = writer.into_inner().map_err(|error| error.into_error())?;
    bytes.extend_from_slice(&rows);
    save(&dir.join(TABLE), &bytes)
}

/// A field as a spreadsheet leaves it alone: what begins like a formula begins with an apostrophe.
fn plain(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}

/// Replaces a file whole, for its owner alone.
fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // For its owner alone from the beginning.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(unix)]
fn restrict(dir: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(dir, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_a_formula_in_a_spreadsheet() {
        for formula in ["=HYPERLINK(1)", "+7", "-1", "@A1", "\t=1", "\r=1"] {
            assert_eq!(plain(formula), format!("'{formula}"));
        }
        for other in ["", "Рахимов", "О'Нил", "25.11.2026", "a=b"] {
            assert_eq!(plain(other), other);
        }
    }
}
