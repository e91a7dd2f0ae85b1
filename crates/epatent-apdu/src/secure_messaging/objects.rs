// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The data objects that both ends write and read.

use super::CLASS_BITS;
use super::session::Live;
use crate::command::{Command, MAX_EXTENDED_EXPECTED, MAX_SHORT_EXPECTED};
use crate::profile::class::CHAINED;
use crate::tlv::{Objects, TlvError, push};

/// Encrypted data, even INS.
const CRYPTOGRAM: u8 = 0x87;
/// Encrypted data, odd INS.
const CRYPTOGRAM_ODD: u8 = 0x85;
/// Le.
pub(super) const EXPECTED: u8 = 0x97;
/// Status word.
pub(super) const STATUS: u8 = 0x99;
/// Check bytes.
pub(super) const CHECK_BYTES: u8 = 0x8E;
/// Padding indicator: padding method 2 of ISO/IEC 9797-1.
const PADDED: u8 = 0x01;

/// The header as it is authenticated; `None` where secure messaging or chaining is there already.
pub(super) const fn protected_header(plain: &Command) -> Option<[u8; 4]> {
    if plain.class & (CLASS_BITS | CHAINED) != 0 {
        return None;
    }
    Some([
        plain.class | CLASS_BITS,
        plain.instruction,
        plain.p1,
        plain.p2,
    ])
}

/// Whether the data objects of a command and its response are those of an odd INS.
pub(super) const fn is_odd(instruction: u8) -> bool {
    instruction & 1 != 0
}

/// Appends the cryptogram of data; nothing for no data.
pub(super) fn push_data(objects: &mut Vec<u8>, live: &Live, odd: bool, data: &[u8]) -> Option<()> {
    if data.is_empty() {
        return Some(());
    }
    let cryptogram = live.encrypt(data)?;
    if odd {
        push(objects, CRYPTOGRAM_ODD, &cryptogram);
    } else {
        let mut value = vec![PADDED];
        value.extend_from_slice(&cryptogram);
        push(objects, CRYPTOGRAM, &value);
    }
    Some(())
}

/// The cryptogram, where there is one.
pub(super) fn take_cryptogram<'a>(
    objects: &mut Objects<'a>,
    odd: bool,
) -> Result<Option<&'a [u8]>, Malformed> {
    if odd {
        return Ok(objects.optional(CRYPTOGRAM_ODD)?);
    }
    match objects.optional(CRYPTOGRAM)? {
        None => Ok(None),
        Some([PADDED, cryptogram @ ..]) => Ok(Some(cryptogram)),
        Some(_) => Err(Malformed),
    }
}

/// The data of a cryptogram whose check bytes were right. No data have no cryptogram, so that
/// one without data is malformed.
pub(super) fn open_data(live: &Live, cryptogram: Option<&[u8]>) -> Result<Vec<u8>, Malformed> {
    let Some(cryptogram) = cryptogram else {
        return Ok(Vec::new());
    };
    let data = live.decrypt(cryptogram).ok_or(Malformed)?;
    if data.is_empty() {
        Err(Malformed)
    } else {
        Ok(data)
    }
}

/// Appends Le: one byte up to 256, two above. `None` outside 1..=65536.
pub(super) fn push_expected(objects: &mut Vec<u8>, expected: u32) -> Option<()> {
    if !(1..=MAX_EXTENDED_EXPECTED).contains(&expected) {
        return None;
    }
    let [_, _, high, low] = expected.to_be_bytes();
    if expected <= MAX_SHORT_EXPECTED {
        push(objects, EXPECTED, &[low]);
    } else {
        push(objects, EXPECTED, &[high, low]);
    }
    Some(())
}

/// Le of its object.
pub(super) fn parse_expected(value: &[u8]) -> Result<u32, Malformed> {
    match value {
        [0] => Ok(MAX_SHORT_EXPECTED),
        [low] => Ok(u32::from(*low)),
        [0, 0] => Ok(MAX_EXTENDED_EXPECTED),
        [high, low] => Ok(u32::from(u16::from_be_bytes([*high, *low]))),
        _ => Err(Malformed),
    }
}

/// The objects are not as the standard wants them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

impl From<TlvError> for Malformed {
    fn from(_: TlvError) -> Self {
        Self
    }
}
