// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A presentation: what was read from a card, or what is to be written to one.

#[cfg(test)]
mod tests;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::fmt;

use crate::cbor::{self, Value};
use crate::chip_proof::ChipProof;
use crate::group::{GroupNumber, MAX_FILE_LENGTH};
use crate::model::{Field, FieldPath, FieldValue, MapReader, MapWriter, ModelError};
use crate::object::group_number;

const MAP: &str = "card file";
const KIND: Field = Field::new(MAP, 0, "kind");
const VERSION_FIELD: Field = Field::new(MAP, 1, "version");
const SECURITY_OBJECT: Field = Field::new(MAP, 2, "security-object");
const GROUPS: Field = Field::new(MAP, 3, "groups");
const CARD_ACCESS: Field = Field::new(MAP, 4, "card-access");
const CHIP_PROOF: Field = Field::new(MAP, 5, "chip-proof");
const ACCESS_NUMBER: Field = Field::new(MAP, 6, "access-number");
const PAYMENTS: Field = Field::new(MAP, 7, "payments");
const ABSENT: Field = Field::new(MAP, 8, "absent");

const GROUPS_MAP: &str = "card file.groups";

/// The words that a card file opens with.
const KIND_WORDS: &str = "epatent-card";
const VERSION: u64 = 1;

/// The files of a card as bytes, shown and not yet proved.
///
/// ```cddl
/// ; A file that keeps what was read from a card, or what is to be written to one.
/// card-file = {
///   0: "epatent-card",
///   1: 1,                    ; version
///   2: card-bytes,           ; EF.SO
///   3: { * group-number => card-bytes },
///   4: card-bytes,           ; EF.CardAccess
///   ? 5: chip-proof,
///   ? 6: access-number,      ; in the office's files only
///   ? 7: card-bytes,         ; EF.Payments
///   ? 8: [1*16 group-number],         ; listed groups that the card said it does not have, rising
/// }
/// card-bytes = bytes .size (0..32767) ; a file of the card as it is, whatever is in it
/// access-number = text .regexp "[0-9]{6}"             ; card access number (CAN)
/// ```
///
/// `[applet-spec qr-evidence-report §2]`
#[derive(Clone, PartialEq, Eq)]
pub struct Presentation {
    /// EF.SO, see [`crate::cose`].
    pub security_object: Vec<u8>,
    /// The data groups, each at most [`MAX_FILE_LENGTH`] bytes.
    pub groups: BTreeMap<GroupNumber, Vec<u8>>,
    /// EF.CardAccess as it was read, DER.
    pub card_access: Vec<u8>,
    /// The proof that the chip gave; `None` for files that were only signed, or a chip not asked.
    pub chip_proof: Option<ChipProof>,
    /// The number that the office prints on the card and writes to the chip. Only in files on their
    /// way to a card; what was read from a card does not carry it.
    pub access_number: Option<AccessNumber>,
    /// EF.Payments, where the card has payment records and they were read.
    pub payments: Option<Vec<u8>>,
    /// Groups that the security object lists and the card said it does not have: so that a file gives
    /// the answer that the card gave.
    pub absent: BTreeSet<GroupNumber>,
}

/// The six digits printed on a card that open its chip.
///
/// `[applet-spec secure-channels §1]`
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AccessNumber([u8; 6]);

/// Never the digits.
impl fmt::Debug for AccessNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessNumber(redacted)")
    }
}

impl AccessNumber {
    /// Exactly six ASCII digits; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = <[u8; 6]>::try_from(text.as_bytes()).ok()?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then_some(Self(digits))
    }

    /// The digits, for printing and for the chip.
    #[must_use]
    pub fn expose(&self) -> &str {
        // Six ASCII digits by construction.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Lengths only: the bytes are personal data.
impl fmt::Debug for Presentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut files = f.debug_struct("Presentation");
        files.field("security_object", &self.security_object.len());
        for (group, bytes) in &self.groups {
            files.field(group.name(), &bytes.len());
        }
        files
            .field("card_access", &self.card_access.len())
            .field("chip_proof", &self.chip_proof.is_some())
            .finish()
    }
}

impl Presentation {
    /// The presentation as a card file.
    ///
    /// # Errors
    ///
    /// A file is longer than a card can hold, or all together longer than
    /// [`cbor::MAX_LENGTH`].
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        let mut groups = MapWriter::with_capacity(self.groups.len());
        for (group, bytes) in &self.groups {
            demand_file_length(bytes, group.name())?;
            groups.put_key(i64::from(group.get()), bytes.as_slice());
        }
        demand_file_length(&self.security_object, SECURITY_OBJECT_FILE)?;
        demand_file_length(&self.card_access, CARD_ACCESS_FILE)?;
        if let Some(payments) = &self.payments {
            demand_file_length(payments, PAYMENTS_FILE)?;
        }
        let mut file = MapWriter::with_capacity(8);
        file.put(KIND, KIND_WORDS);
        file.put(VERSION_FIELD, VERSION);
        file.put_bytes(SECURITY_OBJECT, &self.security_object);
        file.put(GROUPS, groups.finish());
        file.put_bytes(CARD_ACCESS, &self.card_access);
        if let Some(proof) = &self.chip_proof {
            file.put(CHIP_PROOF, proof.encode()?);
        }
        file.put_optional(
            ACCESS_NUMBER,
            self.access_number.as_ref().map(AccessNumber::expose),
        );
        file.put_optional(PAYMENTS, self.payments.as_deref());
        if !self.absent.is_empty() {
            let numbers = self.absent.iter().map(|number| Value::from(number.get()));
            file.put(ABSENT, Value::Array(numbers.collect()));
        }
        Ok(cbor::encode(&file.finish())?)
    }

    /// Reads a card file. The files in it stay bytes; nothing in them has been looked at.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] for a newer version, else what breaks the data model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut file = MapReader::new(MAP, cbor::decode(bytes)?)?;
        let kind = file.required(KIND)?.string()?;
        if kind != KIND_WORDS {
            return Err(ModelError::OutOfRange {
                field: KIND.path(),
                expected: "\"epatent-card\"",
            });
        }
        file.demand_version(VERSION_FIELD, VERSION)?;
        file.required(VERSION_FIELD)?;
        let security_object = file.required(SECURITY_OBJECT)?.bytes()?;
        demand_file_length(&security_object, SECURITY_OBJECT_FILE)?;
        let groups = decode_groups(file.required(GROUPS)?)?;
        let card_access = file.required(CARD_ACCESS)?.bytes()?;
        demand_file_length(&card_access, CARD_ACCESS_FILE)?;
        let chip_proof = file
            .optional(CHIP_PROOF)?
            .map(ChipProof::decode)
            .transpose()?;
        let access_number = file
            .optional(ACCESS_NUMBER)?
            .map(|value| access_number(value, ACCESS_NUMBER))
            .transpose()?;
        let payments = file
            .optional(PAYMENTS)?
            .map(FieldValue::bytes)
            .transpose()?;
        if let Some(payments) = &payments {
            demand_file_length(payments, PAYMENTS_FILE)?;
        }
        let absent = file.optional(ABSENT)?.map(absent).transpose()?;
        file.finish()?;
        Ok(Self {
            security_object,
            groups,
            card_access,
            chip_proof,
            access_number,
            payments,
            absent: absent.unwrap_or_default(),
        })
    }
}

/// Six digits, found in `field`.
pub(crate) fn access_number(value: FieldValue, field: Field) -> Result<AccessNumber, ModelError> {
    AccessNumber::parse(&value.string()?).ok_or(ModelError::OutOfRange {
        field: field.path(),
        expected: "six digits",
    })
}

/// Group numbers, at least one, each greater than the one before.
fn absent(value: FieldValue) -> Result<BTreeSet<GroupNumber>, ModelError> {
    const NOT_RISING: ModelError = ModelError::OutOfRange {
        field: ABSENT.path(),
        expected: "group numbers in rising order",
    };
    let mut numbers = BTreeSet::new();
    for item in value.array()? {
        let number = GroupNumber::new(item.byte()?).ok_or(NOT_RISING)?;
        if numbers.last().is_some_and(|last| *last >= number) {
            return Err(NOT_RISING);
        }
        numbers.insert(number);
    }
    if numbers.is_empty() {
        return Err(NOT_RISING);
    }
    Ok(numbers)
}

const SECURITY_OBJECT_FILE: &str = "security object";
const CARD_ACCESS_FILE: &str = "card access file";
const PAYMENTS_FILE: &str = "payments file";

fn decode_groups(value: FieldValue) -> Result<BTreeMap<GroupNumber, Vec<u8>>, ModelError> {
    let mut groups = BTreeMap::new();
    for entry in value.map(GROUPS_MAP)?.entries() {
        let (key, value): (i128, Value) = entry?;
        let group = group_number(GROUPS_MAP, key)?;
        let path = FieldPath::of_field(GROUPS_MAP, i64::from(group.get()), group.name());
        let bytes = FieldValue::new(path, value).bytes()?;
        demand_file_length(&bytes, group.name())?;
        groups.insert(group, bytes);
    }
    Ok(groups)
}

fn demand_file_length(bytes: &[u8], document: &'static str) -> Result<(), ModelError> {
    if bytes.len() > MAX_FILE_LENGTH {
        return Err(ModelError::TooLong {
            document,
            actual: bytes.len(),
            limit: MAX_FILE_LENGTH,
        });
    }
    Ok(())
}
