// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What an image holds, without its private key and without a byte of the files.

use std::path::Path;

use epatent_apdu::profile::{
    EF_CAN, EF_CARD_ACCESS, EF_PAYMENTS, EF_SECURITY_OBJECT, FileEntry, LifeCycle,
};
use epatent_apdu::scp03::DiversificationData;
use epatent_cli::{Console, Failure, Table, Value};
use epatent_emulator::Card;
use serde::Serialize;

#[derive(Serialize)]
struct Shown {
    state: &'static str,
    chip: Option<String>,
    public_key: Option<String>,
    session: Option<String>,
    manifest: Option<String>,
    files: Vec<ShownFile>,
}

#[derive(Serialize)]
struct ShownFile {
    name: String,
    identifier: String,
    length: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

#[derive(Serialize)]
struct Made<'a> {
    image: &'a str,
    state: &'static str,
    public_key: Option<String>,
    files: usize,
}

/// Prints a card.
pub(super) fn show(card: &Card, console: &Console) -> Result<(), Failure> {
    let shown = Shown::of(card);
    let Console { words, output } = console;
    if output.is_json() {
        return output.json(&shown);
    }
    let none = words.text("emulator-none");
    let mut table = Table::new();
    table.row(&words.text("emulator-state"), shown.state);
    table.row_if(&words.text("emulator-chip"), shown.chip.as_deref());
    table.row(
        &words.text("emulator-key"),
        shown.public_key.as_ref().unwrap_or(&none),
    );
    table.row_if(&words.text("emulator-session"), shown.session.as_deref());
    table.row_if(&words.text("emulator-manifest"), shown.manifest.as_deref());
    for file in &shown.files {
        let label = format!("{} {}", file.identifier, file.name);
        let length = ("length", Value::show(&file.length));
        let text = match &file.sha256 {
            Some(digest) => {
                let digest = ("digest", digest.as_str().into());
                words.say("emulator-file", &[length, digest])
            }
            None => words.say("emulator-secret-file", &[length]),
        };
        table.row(&label, &text);
    }
    output.answer(&table.render())
}

/// Says that an image was written.
pub(super) fn made(card: &Card, path: &Path, console: &Console) -> Result<(), Failure> {
    let Console { words, output } = console;
    let shown = Shown::of(card);
    let image = path.display().to_string();
    if output.is_json() {
        return output.json(&Made {
            image: &image,
            state: shown.state,
            public_key: shown.public_key,
            files: shown.files.len(),
        });
    }
    let count = i64::try_from(shown.files.len()).unwrap_or(i64::MAX);
    let values = [
        ("path", Value::from(image.as_str())),
        ("state", Value::from(shown.state)),
        ("files", Value::Number(count)),
    ];
    output.answer(&words.say("emulator-made", &values))
}

impl Shown {
    fn of(card: &Card) -> Self {
        let memory = card.memory();
        let open = card.life_cycle() == LifeCycle::Personalisation;
        let payments = memory.file(EF_PAYMENTS).map(|log| (EF_PAYMENTS, log));
        let files = memory
            .files()
            .chain(payments)
            .filter_map(|(identifier, content)| {
                let entry = FileEntry::of(content)?;
                Some(ShownFile {
                    name: file_name(identifier),
                    identifier: format!("{identifier:04X}"),
                    length: entry.length,
                    // The digest of six digits is as good as the digits.
                    sha256: (identifier != EF_CAN).then(|| hex::encode(entry.digest)),
                })
            });
        Self {
            state: card.life_cycle().name(),
            chip: Some(memory.chip())
                .filter(|chip| *chip != DiversificationData::default())
                .map(hex::encode),
            public_key: card.public_point().map(hex::encode),
            session: open.then(|| hex::encode(memory.session())),
            manifest: open.then(|| hex::encode(memory.manifest())),
            files: files.collect(),
        }
    }
}

/// The name of a file in the card profile.
fn file_name(identifier: u16) -> String {
    match identifier {
        EF_PAYMENTS => "EF.Payments".to_owned(),
        EF_CAN => "EF.CAN".to_owned(),
        EF_CARD_ACCESS => "EF.CardAccess".to_owned(),
        EF_SECURITY_OBJECT => "EF.SO".to_owned(),
        other => format!("EF.DG{}", other & 0xFF),
    }
}
