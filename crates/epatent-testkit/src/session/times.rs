// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The times of a modelled chip, for the same sessions.

use std::fmt::Write as _;

use epatent_apdu::flows::DEFAULT_WRITE_CHUNK;
use epatent_apdu::profile::instruction;
use epatent_apdu::{Transport, TransportError};
use epatent_emulator::timed::{BitRate, ChipProfile, P60, P71};
use epatent_emulator::{Card, InProcess, Timed};

use super::play;

/// A reader that keeps the time of each command.
struct Clocked {
    reader: InProcess<Timed<Card>>,
    spent: Vec<Spent>,
}

/// What one APDU cost.
struct Spent {
    instruction: u8,
    bytes: usize,
    microseconds: u64,
}

impl Transport for Clocked {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let before = self.reader.device().times().total();
        let reply = self.reader.transmit(command)?;
        let after = self.reader.device().times().total();
        self.spent.push(Spent {
            instruction: command.get(1).copied().unwrap_or_default(),
            bytes: command.len() + reply.len(),
            microseconds: after.saturating_sub(before),
        });
        Ok(reply)
    }
}

/// Milliseconds of all commands with one of these INS.
fn all(spent: &[Spent], instructions: &[u8]) -> u64 {
    let ours = spent
        .iter()
        .filter(|spent| instructions.contains(&spent.instruction));
    ours.map(|spent| spent.microseconds).sum::<u64>() / 1_000
}

/// Milliseconds of the command with this INS that moved the most bytes.
fn longest(spent: &[Spent], instruction: u8) -> u64 {
    let ours = spent
        .iter()
        .filter(|spent| spent.instruction == instruction);
    ours.max_by_key(|spent| spent.bytes)
        .map_or(0, |spent| spent.microseconds / 1_000)
}

/// Milliseconds of each row.
fn measured(chip: ChipProfile) -> Result<[(&'static str, u64); 6], String> {
    let (card, keys, _) = play::card()?;
    let mut reader = Clocked {
        reader: InProcess::new(Timed::new(card, chip, BitRate::Kbit424)),
        spent: Vec::new(),
    };
    play::personalise(&mut reader, &keys, DEFAULT_WRITE_CHUNK)?;
    let office = std::mem::take(&mut reader.spent);
    reader.reader.power_cycle();
    play::read(&mut reader)?;
    let street = reader.spent;
    let pace = [
        instruction::MANAGE_SECURITY_ENVIRONMENT,
        instruction::GENERAL_AUTHENTICATE,
    ];
    Ok([
        ("PACE, five commands", all(&street, &pace)),
        (
            "INTERNAL AUTHENTICATE",
            all(&street, &[instruction::INTERNAL_AUTHENTICATE]),
        ),
        (
            "READ BINARY of 223 bytes under secure messaging",
            longest(&street, instruction::READ_BINARY),
        ),
        ("GENERATE KEY", all(&office, &[instruction::GENERATE_KEY])),
        (
            "WRITE of 227 bytes under level 33",
            longest(&office, instruction::WRITE),
        ),
        ("COMMIT", all(&office, &[instruction::COMMIT])),
    ])
}

/// The table of `chip.md`.
pub(super) fn table() -> Result<String, String> {
    let mut text = "| what | P71, ms | P60, ms |\n|---|---|---|\n".to_owned();
    for ((what, new), (_, old)) in measured(P71)?.into_iter().zip(measured(P60)?) {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "| {what} | {new} | {old} |");
    }
    Ok(text)
}
