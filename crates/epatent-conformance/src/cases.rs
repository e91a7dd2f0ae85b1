// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The cases, by the areas of the specification.
//!
//! Each is written down as what goes to the card and what has to come back. Commands in hexadecimal digits are
//! those of the specification, without the protection of a channel that may be open.

use crate::answer::{Checked, Failure, Missing};
use crate::bench::Bench;
use crate::case::Case;

pub mod access;
mod apart;
mod chains;
mod commands;
mod identification;
mod issued;
mod issuing;
mod messaging;
mod openness;
mod pacing;
mod personalising;
mod reading;

/// Every case, in the order of the areas.
#[must_use]
pub fn all() -> Vec<Case> {
    [
        identification::cases(),
        reading::cases(),
        access::cases(),
        openness::cases(),
        apart::cases(),
        commands::cases(),
        chains::cases(),
        pacing::cases(),
        messaging::cases(),
        issuing::cases(),
        personalising::cases(),
        issued::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a file holds, of a card whose files are known.
fn file(bench: &Bench<'_>, identifier: u16) -> Checked<Vec<u8>> {
    if bench.known.files.is_empty() {
        return Err(Failure::unknown(Missing::Number));
    }
    bench.known.file(identifier).ok_or_else(|| {
        let sent = format!("file {identifier:04X}");
        Failure::new(sent, "a card that has it", "none")
    })
}

#[cfg(test)]
mod tests;
