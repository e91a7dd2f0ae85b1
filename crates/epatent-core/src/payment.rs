// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payment records: what an office wrote to a card about payments, each its own COSE_Sign1.
//!
//! A record names its card, its patent, its place in the row and the hash of the record before it, so
//! that none can be moved, dropped, repeated or put in another order unseen. The chip signs the hash
//! of the newest with every proof.

#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::fmt;

use crate::cbor;
use crate::group::patent_number;
use crate::list::PaidThrough;
use crate::model::{Field, FieldValue, MapReader, MapWriter, ModelError};
use crate::object::{CardId, Digest};
use crate::{CivilDate, PatentNumber, Text, UnixTime};

/// Longest record in bytes, as signed (`card-profile.md` section 4.7).
pub const MAX_RECORD_LENGTH: usize = 1024;

/// The version of payment records that this program reads and writes.
const VERSION: u64 = 1;

const MAP: &str = "payment record";
const VERSION_FIELD: Field = Field::new(MAP, 1, "version");
const CARD_ID: Field = Field::new(MAP, 2, "card-id");
const PATENT: Field = Field::new(MAP, 3, "patent-number");
const SEQUENCE: Field = Field::new(MAP, 4, "sequence");
const PREVIOUS: Field = Field::new(MAP, 5, "previous");
const PAID_THROUGH: Field = Field::new(MAP, 6, "paid-through");
const RECORDED_AT: Field = Field::new(MAP, 7, "recorded-at");
const RECEIPT: Field = Field::new(MAP, 8, "receipt");
const RESTORED_FROM: Field = Field::new(MAP, 9, "restored-from");

/// The payload of a payment record.
///
/// ```cddl
/// payment-record = {
///   1: 1,                    ; version
///   2: card-id,
///   3: [series: number-part, number: number-part],  ; of the patent
///   4: 1..65535,             ; place in the row of the card's records
///   5: digest,               ; of the record before it, as signed; 32 zero bytes in the first
///   6: civil-date,           ; paid through, inclusive
///   7: unix-time,            ; recorded at: when it was signed
///   8: card-text,            ; receipt
///   ? 9: civil-date,         ; first day of a new period, by decision of the office
/// }
/// ```
///
/// `[applet-spec status-and-payments §2]`
#[derive(Clone, PartialEq, Eq)]
pub struct PaymentRecord {
    /// The card that it was written for.
    pub card_id: CardId,
    /// The patent that was paid for.
    pub patent_number: PatentNumber,
    /// Its place in the row of the card's records, 1 to 65535.
    pub sequence: u16,
    /// SHA-256 of the record before it; [`NO_PAYMENT`](crate::chip_proof::NO_PAYMENT) in the first.
    pub previous: Digest,
    /// Until when the patent is paid, and since when it is in force again.
    pub paid: PaidThrough,
    /// When it was signed, UTC seconds; not before the record before.
    pub recorded_at: UnixTime,
    /// The receipt by which the office finds the payment.
    pub receipt: Text,
}

/// Place and day only: the rest leads to a person.
impl fmt::Debug for PaymentRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentRecord")
            .field("sequence", &self.sequence)
            .field("recorded_at", &self.recorded_at)
            .finish_non_exhaustive()
    }
}

impl PaymentRecord {
    /// The bytes that are signed, as the payload of a COSE_Sign1.
    ///
    /// # Errors
    ///
    /// The sequence is 0, or a new period begins after its last paid day.
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        demand_sequence(self.sequence.into())?;
        demand_period(&self.paid)?;
        let mut record = MapWriter::with_capacity(9);
        record.put(VERSION_FIELD, VERSION);
        record.put_bytes(CARD_ID, self.card_id.as_bytes());
        record.put(
            PATENT,
            cbor::Value::Array(alloc::vec![
                self.patent_number.series().into(),
                self.patent_number.number().into(),
            ]),
        );
        record.put(SEQUENCE, self.sequence);
        record.put_bytes(PREVIOUS, self.previous.as_bytes());
        record.put_date(PAID_THROUGH, self.paid.through);
        record.put(RECORDED_AT, self.recorded_at.seconds());
        record.put_text(RECEIPT, Some(&self.receipt));
        if let Some(from) = self.paid.restored_from {
            record.put_date(RESTORED_FROM, from);
        }
        Ok(cbor::encode(&record.finish())?)
    }

    /// Reads the payload of a payment record.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] for another version, else the first field that breaks the
    /// model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut record = MapReader::new(MAP, cbor::decode(bytes)?)?;
        record.demand_version(VERSION_FIELD, VERSION)?;
        record.required(VERSION_FIELD)?;
        let card_id = record.required(CARD_ID)?.byte_array("16 bytes")?;
        let patent_number = patent_number_of(record.required(PATENT)?)?;
        let sequence = demand_sequence(record.required(SEQUENCE)?.unsigned()?)?;
        let previous = record.required(PREVIOUS)?.byte_array("32 bytes")?;
        let through = record.required(PAID_THROUGH)?.civil_date()?;
        let recorded_at = record.required(RECORDED_AT)?.unix_time()?;
        let receipt = record.required(RECEIPT)?.text()?;
        let restored_from: Option<CivilDate> = record
            .optional(RESTORED_FROM)?
            .map(FieldValue::civil_date)
            .transpose()?;
        record.finish()?;
        let paid = PaidThrough {
            through,
            restored_from,
        };
        demand_period(&paid)?;
        Ok(Self {
            card_id: CardId::from_bytes(card_id),
            patent_number,
            sequence,
            previous: Digest::from_bytes(previous),
            paid,
            recorded_at,
            receipt,
        })
    }
}

fn patent_number_of(value: FieldValue) -> Result<PatentNumber, ModelError> {
    let [series, number] = value.tuple("[series, number]")?;
    patent_number(PATENT, &series.string()?, &number.string()?)
}

fn demand_sequence(sequence: u64) -> Result<u16, ModelError> {
    u16::try_from(sequence)
        .ok()
        .filter(|sequence| *sequence > 0)
        .ok_or(ModelError::OutOfRange {
            field: SEQUENCE.path(),
            expected: "from 1 to 65535",
        })
}

fn demand_period(paid: &PaidThrough) -> Result<(), ModelError> {
    if paid.restored_from.is_none_or(|from| from <= paid.through) {
        return Ok(());
    }
    Err(ModelError::OutOfRange {
        field: RESTORED_FROM.path(),
        expected: "a day that is not after the last paid one",
    })
}

/// Why the content of EF.Payments is no row of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("record {record} of the payments file is cut short, empty or too long")]
pub struct PaymentFileError {
    /// Which record, from 1.
    pub record: usize,
}

/// The records in the content of EF.Payments, as signed.
///
/// | bytes | content |
/// |---|---|
/// | 2 | length of the record, big-endian, 1 to 1024 |
/// | length | the record |
///
/// and so on to the end of the file (`card-profile.md` section 4.7).
///
/// # Errors
///
/// [`PaymentFileError`] for the first that does not fit.
pub fn records(mut file: &[u8]) -> Result<Vec<&[u8]>, PaymentFileError> {
    let mut records = Vec::new();
    while !file.is_empty() {
        let damaged = PaymentFileError {
            record: records.len() + 1,
        };
        let (length, rest) = file.split_first_chunk::<2>().ok_or(damaged)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if !(1..=MAX_RECORD_LENGTH).contains(&length) {
            return Err(damaged);
        }
        let (record, rest) = rest.split_at_checked(length).ok_or(damaged)?;
        records.push(record);
        file = rest;
    }
    Ok(records)
}

/// The content of EF.Payments with these records; a record that is empty or longer than
/// [`MAX_RECORD_LENGTH`] is none.
#[must_use]
pub fn file_of<'r>(records: impl IntoIterator<Item = &'r [u8]>) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    for record in records {
        if !(1..=MAX_RECORD_LENGTH).contains(&record.len()) {
            return None;
        }
        file.extend_from_slice(&u16::try_from(record.len()).ok()?.to_be_bytes());
        file.extend_from_slice(record);
    }
    Some(file)
}
