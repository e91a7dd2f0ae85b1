// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! How long a real card would take, in virtual time.
//!
//! The time of a command is that of its bytes on the line, of the pages it programs, of the
//! arithmetic it asks for, and of the work around them. Nothing sleeps. The figures are a model: a
//! reader and its driver add their own.

use std::time::Duration;

use epatent_apdu::profile::{class, instruction};
use epatent_apdu::secure_messaging::CLASS_BITS;

use crate::card::Card;
use crate::device::{Device, DeviceError};

#[cfg(test)]
mod tests;

/// What a chip needs for its work, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChipProfile {
    /// A word for it, for tables.
    pub name: &'static str,
    /// Making a P-256 key pair, in microseconds.
    pub key_generation: u64,
    /// One P-256 key agreement, a multiplication of a point, in microseconds.
    pub agreement: u64,
    /// One ECDSA signature on P-256, in microseconds.
    pub signature: u64,
    /// Verifying one ECDSA signature on P-256, in microseconds.
    pub verification: u64,
    /// A page of memory, erased and programmed, in microseconds.
    pub page: u64,
    /// Dispatch and secure-messaging framing of one command, in microseconds.
    pub command: u64,
    /// SHA-256 or AES over 64 bytes, in microseconds.
    pub block: u64,
}

/// A chip of the P71 class. Key generation 27 ms, key agreement 20, signature 32, verification 30
/// are measured figures of such chips; the rest are assumptions.
pub const P71: ChipProfile = ChipProfile {
    name: "P71",
    key_generation: 27_000,
    agreement: 20_000,
    signature: 32_000,
    verification: 30_000,
    page: 1_500,
    command: 300,
    block: 20,
};

/// A chip of the P60 class, the generation before: assumed to need twice the time of a P71 for
/// everything, since no measurement of one is at hand.
pub const P60: ChipProfile = ChipProfile {
    name: "P60",
    key_generation: 2 * P71.key_generation,
    agreement: 2 * P71.agreement,
    signature: 2 * P71.signature,
    verification: 2 * P71.verification,
    page: 2 * P71.page,
    command: 2 * P71.command,
    block: 2 * P71.block,
};

/// Bits a second between reader and card.
///
/// Contactless bytes have 9 bits (8 and parity, ISO/IEC 14443-3 type A). Blocks are those of
/// ISO/IEC 14443-4: 3 bytes of prologue and checksum for up to 253 of content, one block back for
/// each but the last of a chain, and a frame delay of about 86 us before each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BitRate {
    /// 106 kbit/s, the rate at which every contactless card begins.
    Kbit106,
    /// 424 kbit/s, four times the first rate.
    Kbit424,
    /// 848 kbit/s, eight times the first rate.
    Kbit848,
}

impl BitRate {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Kbit106, Self::Kbit424, Self::Kbit848];

    /// Carrier periods (13.56 MHz) of one bit.
    const fn periods(self) -> u64 {
        match self {
            Self::Kbit106 => 128,
            Self::Kbit424 => 32,
            Self::Kbit848 => 16,
        }
    }

    /// The time of a message of so many bytes in one direction, in microseconds.
    #[must_use]
    pub fn message(self, bytes: usize) -> u64 {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let blocks = bytes.div_ceil(BLOCK_CONTENT).max(1);
        let overhead = BLOCK_OVERHEAD.saturating_mul(blocks.saturating_mul(2).saturating_sub(1));
        let frames = blocks.saturating_mul(2).saturating_sub(1);
        let bits = bytes.saturating_add(overhead).saturating_mul(BITS_PER_BYTE);
        // 13.56 periods are a microsecond.
        let line = bits.saturating_mul(self.periods()).saturating_mul(100) / 1_356;
        line.saturating_add(frames.saturating_mul(FRAME_DELAY))
    }
}

const BLOCK_CONTENT: u64 = 253;
const BLOCK_OVERHEAD: u64 = 3;
const BITS_PER_BYTE: u64 = 9;
const FRAME_DELAY: u64 = 86;

/// Virtual time since the card was put in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    microseconds: u64,
}

impl Clock {
    /// Microseconds since the card was put in.
    #[must_use]
    pub const fn microseconds(self) -> u64 {
        self.microseconds
    }

    /// The same as a duration.
    #[must_use]
    pub const fn elapsed(self) -> Duration {
        Duration::from_micros(self.microseconds)
    }
}

/// Where the time went, in microseconds, and what went over the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Command APDUs, pieces of a chain counted each.
    pub commands: u64,
    /// Bytes of APDUs to the card and from it.
    pub bytes: u64,
    /// Time on the line, in microseconds.
    pub line: u64,
    /// Time in which memory was programmed, in microseconds.
    pub memory: u64,
    /// Time of public-key arithmetic, in microseconds.
    pub arithmetic: u64,
    /// Time of hashing, ciphers, dispatch, and what the card waits on purpose, in microseconds.
    pub work: u64,
}

impl Times {
    /// All of it, in microseconds.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.line
            .saturating_add(self.memory)
            .saturating_add(self.arithmetic)
            .saturating_add(self.work)
    }
}

/// A card whose answers take the time of a real one, in virtual time.
#[derive(Debug)]
pub struct Timed<D> {
    device: D,
    chip: ChipProfile,
    rate: BitRate,
    times: Times,
}

impl<D: Device> Timed<D> {
    /// A card in such a chip at such a rate.
    pub const fn new(device: D, chip: ChipProfile, rate: BitRate) -> Self {
        Self {
            device,
            chip,
            rate,
            times: Times {
                commands: 0,
                bytes: 0,
                line: 0,
                memory: 0,
                arithmetic: 0,
                work: 0,
            },
        }
    }

    /// The time now.
    pub const fn clock(&self) -> Clock {
        Clock {
            microseconds: self.times.total(),
        }
    }

    /// Where it went.
    pub const fn times(&self) -> Times {
        self.times
    }

    /// Begins to count anew.
    pub fn restart(&mut self) {
        self.times = Times::default();
    }

    /// The card.
    pub fn into_device(self) -> D {
        self.device
    }

    fn programmed(&mut self) -> u64 {
        self.device
            .card_mut()
            .map_or(0, |card| card.memory().programmed())
    }

    /// Public-key arithmetic that a command asks for, had it been answered with data.
    fn arithmetic(&self, command: &[u8], first_key: bool) -> u64 {
        let chip = &self.chip;
        let Some(&[first, instruction, ..]) = command.first_chunk::<2>() else {
            return 0;
        };
        let bits = class::CHAINED | CLASS_BITS;
        match (first & !bits, instruction, command) {
            (class::ISO, instruction::INTERNAL_AUTHENTICATE, _) => chip.signature,
            (class::PERSONALISATION, instruction::GENERATE_KEY, _) if first_key => {
                chip.key_generation.saturating_add(chip.signature)
            }
            (class::PERSONALISATION, instruction::GENERATE_KEY, _) => chip.signature,
            // The mapping of PACE: a pair, the point shared by it, and a pair on what is mapped.
            (class::ISO, instruction::GENERAL_AUTHENTICATE, [_, _, _, _, _, 0x7C, _, 0x81, ..]) => {
                chip.key_generation
                    .saturating_add(chip.agreement.saturating_mul(2))
            }
            (class::ISO, instruction::GENERAL_AUTHENTICATE, [_, _, _, _, _, 0x7C, _, 0x83, ..]) => {
                chip.agreement
            }
            _ => 0,
        }
    }
}

impl<D: Device> Device for Timed<D> {
    fn power_off(&mut self) {
        self.device.power_off();
    }

    fn reset(&mut self) {
        self.device.reset();
    }

    fn atr(&self) -> Vec<u8> {
        self.device.atr()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let before = self.programmed();
        let reply = self.device.exchange(command);
        let pages = self.programmed().saturating_sub(before);
        let (length, has_data) = reply
            .as_ref()
            .map_or((0, false), |reply| (reply.len(), reply.len() > 2));
        let bytes = command.len().saturating_add(length);
        let blocks = u64::try_from(bytes.div_ceil(64)).unwrap_or(u64::MAX);
        let arithmetic = if has_data {
            self.arithmetic(command, pages > 0)
        } else {
            0
        };
        let waited = self.device.processing_time().as_micros();
        let waited = u64::try_from(waited).unwrap_or(u64::MAX);
        let (chip, rate) = (self.chip, self.rate);
        let times = &mut self.times;
        let add = |sum: &mut u64, more: u64| *sum = sum.saturating_add(more);
        add(&mut times.commands, 1);
        add(&mut times.bytes, u64::try_from(bytes).unwrap_or(u64::MAX));
        add(
            &mut times.line,
            rate.message(command.len())
                .saturating_add(rate.message(length)),
        );
        add(&mut times.memory, pages.saturating_mul(chip.page));
        add(&mut times.arithmetic, arithmetic);
        add(
            &mut times.work,
            chip.command
                .saturating_add(blocks.saturating_mul(chip.block))
                .saturating_add(waited),
        );
        reply
    }

    fn processing_time(&self) -> Duration {
        self.device.processing_time()
    }

    fn card_mut(&mut self) -> Option<&mut Card> {
        self.device.card_mut()
    }
}
