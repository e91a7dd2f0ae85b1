// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What STATUS says about a card.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::life_cycle::LifeCycle;
use super::point::{POINT_LENGTH, Point, check_point};
use super::statement::FileEntry;
use crate::flow::ReplyProblem;
use crate::reader::Reader;

/// The answer to STATUS.
///
/// | bytes | field | BLANK | PERSO |
/// |---|---|---|---|
/// | 1 | life-cycle state | `01` | `03` |
/// | 16 | session | zero | of BEGIN |
/// | 32 | manifest digest | zero | of BEGIN |
/// | 1 | length of the key | `00` or `41` | `41` |
/// | 0 or 65 | public point | if there is a key | yes |
/// | 1 | number of files | `00` | `00` to `0C` |
/// | 36 each | identifier (2) ‖ length (2) ‖ SHA-256 (32), identifiers rising | none | files |
///
/// In ACTIVE and SUSPENDED it is state (1) ‖ number of payment records (2) ‖ payment-log head (32),
/// in TERMINATED the state alone.
///
/// `[applet-spec §4.4]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// BLANK, with the public point where the card has a key.
    Blank {
        /// The public point, where there is a key.
        point: Option<Point>,
    },
    /// PERSO: the session, its manifest digest and the files so far.
    Personalisation(Personalisation),
    /// ACTIVE or later, where the card says no more of its content than what was paid.
    Closed {
        /// The state: ACTIVE, SUSPENDED or TERMINATED.
        state: LifeCycle,
        /// The payment records; none in TERMINATED, where the card does not say.
        payments: PaymentLog,
    },
}

/// Where the payment log of a card stands, `[applet-spec §4.7]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PaymentLog {
    /// Records in EF.Payments, 0..=65535.
    pub count: u16,
    /// SHA-256 of the newest record; zero where there is none.
    pub head: [u8; 32],
}

impl PaymentLog {
    /// The log after one more record; `None` where the count is at its end.
    #[must_use]
    pub fn after(self, record: &[u8]) -> Option<Self> {
        Some(Self {
            count: self.count.checked_add(1)?,
            head: Sha256::digest(record).into(),
        })
    }
}

/// The open personalisation session of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personalisation {
    /// The session of BEGIN: 16 random bytes by which the office knows it again.
    pub session: [u8; 16],
    /// The manifest digest of BEGIN: see [`manifest_digest`](super::manifest_digest).
    pub manifest: [u8; 32],
    /// The public point of the chip.
    pub point: Point,
    /// The files so far by identifier, at most those of [`WRITABLE_FILES`](super::WRITABLE_FILES).
    pub files: BTreeMap<u16, FileEntry>,
}

impl Status {
    /// The life-cycle state.
    #[must_use]
    pub const fn state(&self) -> LifeCycle {
        match self {
            Self::Blank { .. } => LifeCycle::Blank,
            Self::Personalisation(_) => LifeCycle::Personalisation,
            Self::Closed { state, .. } => *state,
        }
    }

    /// The bytes that a card answers.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.state().to_byte()];
        match self {
            Self::Closed {
                state: LifeCycle::Active | LifeCycle::Suspended,
                payments,
            } => {
                bytes.extend_from_slice(&payments.count.to_be_bytes());
                bytes.extend_from_slice(&payments.head);
            }
            Self::Closed { .. } => {}
            Self::Blank { point } => {
                bytes.extend_from_slice(&[0; 48]);
                push_point(&mut bytes, point.as_ref());
                bytes.push(0);
            }
            Self::Personalisation(open) => {
                bytes.extend_from_slice(&open.session);
                bytes.extend_from_slice(&open.manifest);
                push_point(&mut bytes, Some(&open.point));
                // The writable identifiers are twelve, so the count always fits.
                bytes.push(u8::try_from(open.files.len()).unwrap_or(u8::MAX));
                for (identifier, entry) in &open.files {
                    bytes.extend_from_slice(&identifier.to_be_bytes());
                    bytes.extend_from_slice(&entry.length.to_be_bytes());
                    bytes.extend_from_slice(&entry.digest);
                }
            }
        }
        bytes
    }

    /// Parses the answer of a card.
    ///
    /// # Errors
    /// Everything that a card of the profile cannot say, with the offset of the first wrong field.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReplyProblem> {
        let mut reader = Reader::new(bytes);
        let first = reader.byte()?;
        let state = LifeCycle::from_byte(first).ok_or(ReplyProblem::Byte {
            offset: 0,
            actual: first,
            expected: "a life-cycle state",
        })?;
        let status = match state {
            LifeCycle::Blank => blank(&mut reader)?,
            LifeCycle::Personalisation => Self::Personalisation(open(&mut reader)?),
            LifeCycle::Active | LifeCycle::Suspended => Self::Closed {
                state,
                payments: payments(&mut reader)?,
            },
            LifeCycle::Terminated => Self::Closed {
                state,
                payments: PaymentLog::default(),
            },
        };
        reader.end()?;
        Ok(status)
    }
}

fn push_point(bytes: &mut Vec<u8>, point: Option<&Point>) {
    match point {
        None => bytes.push(0),
        Some(point) => {
            bytes.push(KEY_LENGTH);
            bytes.extend_from_slice(point);
        }
    }
}

/// [`POINT_LENGTH`] as the card writes it.
const KEY_LENGTH: u8 = 0x41;
const _: () = assert!(POINT_LENGTH == 0x41);

fn blank(reader: &mut Reader<'_>) -> Result<Status, ReplyProblem> {
    for expected in ["zero: there is no session", "zero: there is no manifest"] {
        let offset = reader.offset();
        let zero = match offset {
            1 => reader.array::<16>()? == [0; 16],
            _ => reader.array::<32>()? == [0; 32],
        };
        if !zero {
            return Err(ReplyProblem::Field { offset, expected });
        }
    }
    let point = point(reader)?;
    reader.exactly(0, "no file on a blank card, 00")?;
    Ok(Status::Blank { point })
}

fn payments(reader: &mut Reader<'_>) -> Result<PaymentLog, ReplyProblem> {
    let count = reader.number()?;
    let offset = reader.offset();
    let head = reader.array()?;
    if (count == 0) == (head == [0; 32]) {
        Ok(PaymentLog { count, head })
    } else {
        Err(ReplyProblem::Field {
            offset,
            expected: "a payment-log head where there are records, and zero where there are none",
        })
    }
}

fn open(reader: &mut Reader<'_>) -> Result<Personalisation, ReplyProblem> {
    let session = reader.array()?;
    let manifest = reader.array()?;
    let offset = reader.offset();
    let point = point(reader)?.ok_or(ReplyProblem::Byte {
        offset,
        actual: 0,
        expected: "41, because BEGIN needs a key",
    })?;
    let count = reader.byte()?;
    let mut files = BTreeMap::new();
    for _ in 0..count {
        let offset = reader.offset();
        let identifier = reader.number()?;
        let entry = FileEntry {
            length: reader.number()?,
            digest: reader.array()?,
        };
        let rises = files
            .last_key_value()
            .is_none_or(|(last, _)| *last < identifier);
        if !rises || !entry.is_possible(identifier) {
            let expected = "a writable file of 1 to 32767 bytes in rising order";
            return Err(ReplyProblem::Field { offset, expected });
        }
        files.insert(identifier, entry);
    }
    Ok(Personalisation {
        session,
        manifest,
        point,
        files,
    })
}

fn point(reader: &mut Reader<'_>) -> Result<Option<Point>, ReplyProblem> {
    let offset = reader.offset();
    match reader.byte()? {
        0 => Ok(None),
        KEY_LENGTH => {
            let offset = reader.offset();
            let point = reader.array()?;
            if check_point(&point) {
                Ok(Some(point))
            } else {
                Err(ReplyProblem::Field {
                    offset,
                    expected: "a point on P-256",
                })
            }
        }
        actual => Err(ReplyProblem::Byte {
            offset,
            actual,
            expected: "a key length, 00 or 41",
        }),
    }
}
