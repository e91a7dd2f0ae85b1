// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The report of a check: what was found, when and where, without a word about a person
//! (`qr-evidence-report.md` section 3).

#[cfg(test)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::cbor::{self, Value};
use crate::cose::KEY_REFERENCE_LENGTH;
use crate::model::{Field, FieldValue, MapReader, MapWriter, ModelError};
use crate::object::{Digest, Environment};
use crate::{CivilDate, Region, Text, UnixTime};

const MAP: &str = "check report";
const VERSION: u64 = 1;
const VERSION_FIELD: Field = Field::new(MAP, 1, "version");
const CHECKED_AT: Field = Field::new(MAP, 2, "checked-at");
const DATE: Field = Field::new(MAP, 3, "date");
const REGION: Field = Field::new(MAP, 4, "region");
const ENVIRONMENT: Field = Field::new(MAP, 5, "environment");
const VERDICT: Field = Field::new(MAP, 6, "verdict");
const CODES: Field = Field::new(MAP, 7, "codes");
const CHECKS: Field = Field::new(MAP, 8, "checks");
const NONCE: Field = Field::new(MAP, 9, "nonce");
const OBJECT: Field = Field::new(MAP, 10, "object");
const NUMBER: Field = Field::new(MAP, 11, "number");
const PROGRAM: Field = Field::new(MAP, 12, "program");
const DEVICE: Field = Field::new(MAP, 13, "device");
const LISTS: Field = Field::new(MAP, 14, "lists");

/// Most codes and most checks of a report.
const MAX_ENTRIES: usize = 64;
/// Longest code, check id or outcome in bytes.
const MAX_WORD: usize = 40;
/// Most lists of a report: status and paid-through.
const MAX_LISTS: usize = 2;

/// What the digest of a security object is computed over, before nonce and file.
const OBJECT_LABEL: &[u8] = b"epatent report object 1";
/// What the digest of a patent number is computed over, before nonce and number.
const NUMBER_LABEL: &[u8] = b"epatent report number 1";

/// The payload of a check report.
///
/// ```cddl
/// ; COSE_Sign1, tagged. The device's key is in the payload; who trusts the device knows it from elsewhere.
/// check-report = #6.18([
///   protected: bytes .cbor check-report-header,
///   unprotected: {},
///   payload: bytes .cbor check-report-payload,
///   signature: bytes .size 64,
/// ])
/// check-report-header = {
///   1: -19,                  ; alg: Ed25519
///   4: bytes .size 8,        ; kid: first bytes of the SHA-256 of the device's public key
///   16: 65008,               ; typ (RFC 9596): check report
/// }
/// check-report-payload = {
///   1: 1,                    ; version
///   2: unix-time,            ; of the check, by the device's clock
///   3: civil-date,           ; for which the answer was given
///   4: region,               ; of the check
///   5: environment,
///   6: report-word,          ; verdict
///   7: [1*64 report-word],   ; codes of the findings, worst first
///   8: [* [report-word, report-word]],  ; every check: id, outcome
///   9: bytes .size 16,       ; nonce, random
///   ? 10: digest,            ; HMAC of EF.SO under the nonce
///   ? 11: digest,            ; HMAC of the patent number under EF.SO; absent where it is not authentic
///   12: card-text,           ; program and version
///   13: bytes .size 32,      ; the device's public key, Ed25519
///   ? 14: [1*2 report-list], ; the lists that were looked into
/// }
/// ; Kind, region, number, sequence, time of issue.
/// report-list = [report-word, region, uint, uint, unix-time]
/// report-word = text .regexp "[a-z0-9-]{1,40}"
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// The device's clock at the check, UTC seconds.
    pub checked_at: UnixTime,
    /// The civil day for which the answer was given.
    pub date: CivilDate,
    /// The region in which the check was made.
    pub region: Region,
    /// Laboratory or production.
    pub environment: Environment,
    /// `in-force`, `refused` or `undetermined`.
    pub verdict: String,
    /// Codes of the findings, worst first.
    pub codes: Vec<String>,
    /// Every check with its outcome, in the order of the rules.
    pub checks: Vec<(String, String)>,
    /// Random bytes that keep the digests of two reports apart.
    pub nonce: [u8; 16],
    /// [`object_digest`] of what was checked, where it had a security object.
    pub object: Option<Digest>,
    /// [`number_digest`] of the authentic patent number.
    pub number: Option<Digest>,
    /// Name and version of the program that checked.
    pub program: Text,
    /// Public key of the device, Ed25519 (RFC 8032 §5.1.5).
    pub device: [u8; 32],
    /// The lists that were looked into; empty where none was.
    pub lists: Vec<ReportList>,
}

/// A list that a check looked into: which one, and how old its knowledge was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportList {
    /// `status` or `paid-through`.
    pub kind: String,
    /// The region whose patents it is about.
    pub region: Region,
    /// Its number in the region; by convention region and year, `772026`.
    pub list: u64,
    /// Its sequence, from 1; higher is newer.
    pub sequence: u64,
    /// When its newest file was signed, UTC seconds.
    pub issued_at: UnixTime,
}

/// The digest of a security object in a report: only who has the file can compute it again.
#[must_use]
pub fn object_digest(nonce: &[u8; 16], security_object: &[u8]) -> Digest {
    keyed(nonce, &[OBJECT_LABEL, security_object])
}

/// The digest of a patent number in a report. Its key is the security object: a list of all numbers is
/// of no use to anybody who has not the card's own file.
#[must_use]
pub fn number_digest(
    nonce: &[u8; 16],
    security_object: &[u8],
    series: &str,
    number: &str,
) -> Digest {
    let key = Digest::of(security_object);
    keyed(
        key.as_bytes(),
        &[
            NUMBER_LABEL,
            nonce,
            series.as_bytes(),
            b" ",
            number.as_bytes(),
        ],
    )
}

/// HMAC-SHA-256 (RFC 2104) of some parts in a row.
#[must_use]
pub fn keyed(key: &[u8], parts: &[&[u8]]) -> Digest {
    // HMAC takes a key of any length; the error of its constructor has no case.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Digest::of(key);
    };
    for part in parts {
        mac.update(part);
    }
    Digest::from_bytes(mac.finalize().into_bytes().into())
}

/// The reference to a device by its public key, for the header of its reports.
#[must_use]
pub fn device_reference(public_key: &[u8; 32]) -> [u8; KEY_REFERENCE_LENGTH] {
    let mut reference = [0; KEY_REFERENCE_LENGTH];
    for (place, byte) in reference.iter_mut().zip(Digest::of(public_key).as_bytes()) {
        *place = *byte;
    }
    reference
}

impl CheckReport {
    /// The payload as it is signed.
    ///
    /// # Errors
    ///
    /// A word or a list outside the bounds.
    pub fn encode(&self) -> Result<Vec<u8>, ModelError> {
        demand_word(&self.verdict, VERDICT)?;
        demand_entries(self.codes.len(), 1, CODES)?;
        demand_entries(self.checks.len(), 0, CHECKS)?;
        let mut codes = Vec::with_capacity(self.codes.len());
        for code in &self.codes {
            demand_word(code, CODES)?;
            codes.push(Value::from(code.as_str()));
        }
        let mut checks = Vec::with_capacity(self.checks.len());
        for (id, outcome) in &self.checks {
            demand_word(id, CHECKS)?;
            demand_word(outcome, CHECKS)?;
            let pair = [id, outcome].map(|word| Value::from(word.as_str()));
            checks.push(Value::Array(pair.to_vec()));
        }
        let mut report = MapWriter::with_capacity(14);
        report.put(VERSION_FIELD, VERSION);
        report.put(CHECKED_AT, self.checked_at.seconds());
        report.put_date(DATE, self.date);
        report.put(REGION, self.region.as_str());
        report.put(ENVIRONMENT, self.environment.code());
        report.put(VERDICT, self.verdict.as_str());
        report.put(CODES, Value::Array(codes));
        report.put(CHECKS, Value::Array(checks));
        report.put_bytes(NONCE, &self.nonce);
        for (field, digest) in [(OBJECT, &self.object), (NUMBER, &self.number)] {
            if let Some(digest) = digest {
                report.put_bytes(field, digest.as_bytes());
            }
        }
        report.put_text(PROGRAM, Some(&self.program));
        report.put_bytes(DEVICE, &self.device);
        if !self.lists.is_empty() {
            report.put(LISTS, lists_value(&self.lists)?);
        }
        Ok(cbor::encode(&report.finish())?)
    }

    /// Reads the payload of a check report.
    ///
    /// # Errors
    ///
    /// [`ModelError::UnsupportedVersion`] first, then the first field that breaks the data model.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut report = MapReader::new(MAP, cbor::decode(bytes)?)?;
        report.demand_version(VERSION_FIELD, VERSION)?;
        report.required(VERSION_FIELD)?;
        let read = Self {
            checked_at: report.required(CHECKED_AT)?.unix_time()?,
            date: report.required(DATE)?.civil_date()?,
            region: report.required(REGION)?.region()?,
            environment: report.required(ENVIRONMENT)?.environment()?,
            verdict: word(report.required(VERDICT)?, VERDICT)?,
            codes: list(report.required(CODES)?, CODES, 1, |value| {
                word(value, CODES)
            })?,
            checks: list(report.required(CHECKS)?, CHECKS, 0, check)?,
            nonce: report.required(NONCE)?.byte_array("16 bytes")?,
            object: digest(report.optional(OBJECT)?)?,
            number: digest(report.optional(NUMBER)?)?,
            program: report.required(PROGRAM)?.text()?,
            device: report.required(DEVICE)?.byte_array("32 bytes")?,
            lists: report
                .optional(LISTS)?
                .map(lists)
                .transpose()?
                .unwrap_or_default(),
        };
        report.finish()?;
        Ok(read)
    }
}

fn digest(value: Option<FieldValue>) -> Result<Option<Digest>, ModelError> {
    let bytes = value
        .map(|value| value.byte_array("32 bytes"))
        .transpose()?;
    Ok(bytes.map(Digest::from_bytes))
}

fn check(value: FieldValue) -> Result<(String, String), ModelError> {
    let [id, outcome] = value.tuple("[id, outcome]")?;
    Ok((word(id, CHECKS)?, word(outcome, CHECKS)?))
}

fn lists_value(lists: &[ReportList]) -> Result<Value, ModelError> {
    demand_lists(lists.len())?;
    let mut values = Vec::with_capacity(lists.len());
    for list in lists {
        demand_word(&list.kind, LISTS)?;
        let fields = [
            Value::from(list.kind.as_str()),
            Value::from(list.region.as_str()),
            Value::from(list.list),
            Value::from(list.sequence),
            Value::from(list.issued_at.seconds()),
        ];
        values.push(Value::Array(fields.to_vec()));
    }
    Ok(Value::Array(values))
}

fn lists(value: FieldValue) -> Result<Vec<ReportList>, ModelError> {
    let items = value.array()?;
    demand_lists(items.len())?;
    items.into_iter().map(report_list).collect()
}

fn report_list(value: FieldValue) -> Result<ReportList, ModelError> {
    let [kind, region, list, sequence, issued_at] =
        value.tuple("[kind, region, list, sequence, issued at]")?;
    Ok(ReportList {
        kind: word(kind, LISTS)?,
        region: region.region()?,
        list: list.unsigned()?,
        sequence: sequence.unsigned()?,
        issued_at: issued_at.unix_time()?,
    })
}

fn demand_lists(count: usize) -> Result<(), ModelError> {
    if (1..=MAX_LISTS).contains(&count) {
        return Ok(());
    }
    Err(ModelError::OutOfRange {
        field: LISTS.path(),
        expected: "one or two lists",
    })
}

fn list<T>(
    value: FieldValue,
    field: Field,
    least: usize,
    item: impl Fn(FieldValue) -> Result<T, ModelError>,
) -> Result<Vec<T>, ModelError> {
    let items = value.array()?;
    demand_entries(items.len(), least, field)?;
    items.into_iter().map(item).collect()
}

fn word(value: FieldValue, field: Field) -> Result<String, ModelError> {
    let text = value.string()?;
    demand_word(&text, field)?;
    Ok(text)
}

/// A word of codes and outcomes: nothing about a person fits into it.
fn demand_word(text: &str, field: Field) -> Result<(), ModelError> {
    let is_word = !text.is_empty()
        && text.len() <= MAX_WORD
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if is_word {
        return Ok(());
    }
    Err(ModelError::OutOfRange {
        field: field.path(),
        expected: "a word of lower-case letters, digits and hyphens",
    })
}

fn demand_entries(count: usize, least: usize, field: Field) -> Result<(), ModelError> {
    if (least..=MAX_ENTRIES).contains(&count) {
        return Ok(());
    }
    Err(ModelError::OutOfRange {
        field: field.path(),
        expected: "a list within its bounds",
    })
}
