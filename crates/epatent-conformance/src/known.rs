// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the bench knows of the card: what a holder sees printed, and what the office keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::arithmetic::sha256;
use crate::keys::Chip;

/// EF.CAN.
pub(crate) const CAN: u16 = 0x0012;
/// EF.CardAccess.
pub(crate) const CARD_ACCESS: u16 = 0x011C;
/// EF.SO.
pub(crate) const SECURITY_OBJECT: u16 = 0x011D;
/// EF.Payments.
pub(crate) const PAYMENTS: u16 = 0x011E;

/// The access number of cards that the bench writes.
pub(crate) const BENCH_CAN: &str = "482915";

/// EF.CardAccess of a card of this profile, `[applet-spec secure-channels §2]`.
pub(crate) const CARD_ACCESS_BYTES: [u8; 22] = [
    0x31, 0x14, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02,
    0x02, 0x01, 0x02, 0x02, 0x01, 0x0C,
];

/// The record of a card under test: kept in a file, it lets a later run go on with the card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The access number, six digits.
    pub can: Option<String>,
    /// Diversification data of the chip, 20 hexadecimal digits.
    pub chip: Option<String>,
    /// The public point of the chip, `04 ‖ X ‖ Y`, 130 hexadecimal digits.
    pub point: Option<String>,
    /// The files as they must be read, in hexadecimal, by identifier.
    pub files: BTreeMap<String, String>,
    /// The payment records so far, in hexadecimal.
    pub payments: Vec<String>,
}

impl Known {
    /// The chip, where it is known.
    pub(crate) fn chip(&self) -> Option<Chip> {
        let bytes = hex::decode(self.chip.as_deref()?).ok()?;
        bytes.try_into().ok()
    }

    /// The public point, where it is known.
    pub(crate) fn point(&self) -> Option<[u8; 65]> {
        let bytes = hex::decode(self.point.as_deref()?).ok()?;
        bytes.try_into().ok()
    }

    /// What a file holds, where that is known.
    pub(crate) fn file(&self, identifier: u16) -> Option<Vec<u8>> {
        let digits = self.files.get(&format!("{identifier:04X}"))?;
        hex::decode(digits).ok()
    }

    /// Whether this is a card that the bench wrote: it holds nobody's data.
    pub(crate) fn is_of_bench(&self) -> bool {
        let own = bench_files();
        let as_written = own.get(&SECURITY_OBJECT).cloned();
        self.can.as_deref() == Some(BENCH_CAN) && self.file(SECURITY_OBJECT) == as_written
    }

    /// Notes what a file holds.
    pub(crate) fn keep_file(&mut self, identifier: u16, content: &[u8]) {
        self.files
            .insert(format!("{identifier:04X}"), hex::encode_upper(content));
    }

    /// The newest payment record.
    pub(crate) fn newest_payment(&self) -> Option<Vec<u8>> {
        hex::decode(self.payments.last()?).ok()
    }

    /// The payment-log head.
    pub(crate) fn head(&self) -> [u8; 32] {
        self.newest_payment()
            .map_or([0; 32], |record| sha256(&[&record]))
    }
}

/// What the bench writes to a card: lengths at every boundary, bytes that mean nothing.
pub(crate) fn bench_files() -> BTreeMap<u16, Vec<u8>> {
    let file = |length: usize, seed: u8| -> Vec<u8> {
        (0..=250)
            .cycle()
            .take(length)
            .map(|byte: u8| byte ^ seed)
            .collect()
    };
    BTreeMap::from([
        (CAN, BENCH_CAN.as_bytes().to_vec()),
        (0x0101, file(255, 1)),
        (0x0102, file(1_000, 2)),
        (0x0103, file(256, 3)),
        (0x0104, file(1, 4)),
        (0x0105, file(2, 5)),
        (0x0109, file(0x7FFF, 9)),
        (CARD_ACCESS, CARD_ACCESS_BYTES.to_vec()),
        (SECURITY_OBJECT, file(257, 6)),
    ])
}

/// The manifest digest of COMMIT, `[applet-spec card-profile §4.4]`.
pub(crate) fn manifest(point: &[u8], files: &BTreeMap<u16, Vec<u8>>) -> [u8; 32] {
    let mut prefix = [0; 32];
    for (to, from) in prefix.iter_mut().zip(b"EPATENT-MANIFEST-1") {
        *to = *from;
    }
    let entries: Vec<u8> = files
        .iter()
        .flat_map(|(identifier, content)| entry(*identifier, content))
        .collect();
    sha256(&[&prefix, point, &entries])
}

/// Identifier, length and digest of a file.
pub(crate) fn entry(identifier: u16, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    [
        &identifier.to_be_bytes()[..],
        &length.to_be_bytes(),
        &sha256(&[content]),
    ]
    .concat()
}
