// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The readers and what lies in them.

use crate::reader_failure;
use epatent_cli::{Console, Failure, ReaderTrouble, Table};
use epatent_pcsc::{CardService, ReaderState};
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    readers: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    atr: Option<String>,
    #[serde(rename = "virtual")]
    virtual_reader: bool,
}

/// The command `readers`: what is connected and what lies in it.
///
/// # Errors
/// The service's trouble in words, exit 4; also when there is no reader at all.
pub fn list_readers(service: &CardService, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let found = service
        .readers()
        .map_err(|error| reader_failure(words, &error))?;
    if found.is_empty() {
        return Err(ReaderTrouble::NoReader.failure(words));
    }
    let readers = found
        .into_iter()
        .map(|reader| {
            let (state, atr) = state(&reader.state);
            Entry {
                name: reader.name,
                state,
                atr,
                virtual_reader: reader.virtual_reader,
            }
        })
        .collect();
    let answer = Answer { readers };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let mut table = Table::new();
    for reader in &answer.readers {
        let mut value = words.say(&format!("reader-{}", reader.state), &[]);
        if let Some(atr) = &reader.atr {
            value.push_str("  ATR ");
            value.push_str(atr);
        }
        if reader.virtual_reader {
            value.push_str("  ");
            value.push_str(&words.text("reader-virtual"));
        }
        table.row(&reader.name, &value);
    }
    console.output.answer(&table.render())
}

fn state(state: &ReaderState) -> (&'static str, Option<String>) {
    let hexadecimal = |atr: &[u8]| {
        atr.iter()
            .map(|byte| format!("{byte:02X}"))
            .collect::<String>()
    };
    match state {
        ReaderState::Empty => ("empty", None),
        ReaderState::CardPresent { atr } => ("card", Some(hexadecimal(atr))),
        ReaderState::InUse { atr, .. } => ("in-use", Some(hexadecimal(atr))),
        ReaderState::Mute => ("mute", None),
        _ => ("unavailable", None),
    }
}
