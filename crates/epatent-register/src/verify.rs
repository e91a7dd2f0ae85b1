// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether the register is still what was recorded in it.

use std::collections::HashMap;

use crate::cell::{Cell, Kind, Stored};
use crate::event::{EVENT_COLUMNS, EVENT_KINDS, EVENT_TABLE, Event, Head};
use crate::record::row_digest;
use crate::tables::TABLES;
use crate::{Register, RegisterError};
use epatent_core::cbor::{self, Value};
use epatent_core::object::Digest;

/// Rows that are read at once.
const PAGE: i64 = 2_000;

/// What is wrong with a register.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Finding {
    /// Events between their neighbours are missing.
    EventsMissing {
        /// Number of the first that is missing, from 1.
        first: i64,
        /// Number of the last that is missing.
        last: i64,
    },
    /// An event does not follow from the one before: it was altered, exchanged or inserted.
    EventAltered {
        /// Number of the event, from 1.
        sequence: i64,
    },
    /// An event stands behind the head: it was inserted, or the head was set back.
    EventBehindHead {
        /// Number of the event, above that of the head.
        sequence: i64,
    },
    /// The head is not the newest event: events at the end are gone, or the head was altered.
    HeadDiffers {
        /// Number of the event by the head.
        head: i64,
        /// Number of the newest event.
        newest: i64,
    },
    /// The chain does not pass through a head that was kept elsewhere: it was cut or made anew.
    AnchorDiffers {
        /// Number of the event that was kept.
        sequence: i64,
    },
    /// A row that an event wrote is not there.
    RowMissing {
        /// The table.
        table: &'static str,
        /// Its key.
        key: i64,
        /// Number of the event that wrote it last.
        event: i64,
    },
    /// A row is not what the event that wrote it last made of it.
    RowAltered {
        /// The table.
        table: &'static str,
        /// Its key.
        key: i64,
        /// Number of the event that wrote it last.
        event: i64,
    },
    /// A row that no event wrote, or that an event deleted.
    RowInserted {
        /// The table.
        table: &'static str,
        /// Its key.
        key: i64,
    },
    /// A key would be given a second time.
    KeysSetBack {
        /// The next key by the register.
        next: i64,
        /// The highest key in use.
        highest: i64,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::EventsMissing { first, last } => {
                write!(f, "events {first} to {last} are missing")
            }
            Self::EventAltered { sequence } => {
                write!(f, "event {sequence} was altered, exchanged or inserted")
            }
            Self::EventBehindHead { sequence } => write!(f, "event {sequence} is behind the head"),
            Self::HeadDiffers { head, newest } => {
                write!(
                    f,
                    "the head is event {head}, the newest event is {newest}, or their hashes differ"
                )
            }
            Self::AnchorDiffers { sequence } => {
                write!(
                    f,
                    "the chain does not pass through the head kept of event {sequence}"
                )
            }
            Self::RowMissing { table, key, event } => {
                write!(f, "{table} {key}, written by event {event}, is missing")
            }
            Self::RowAltered { table, key, event } => {
                write!(f, "{table} {key} was altered after event {event}")
            }
            Self::RowInserted { table, key } => write!(f, "{table} {key} was written by no event"),
            Self::KeysSetBack { next, highest } => {
                write!(f, "the next key is {next}, and {highest} is in use")
            }
        }
    }
}

/// The outcome of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Everything that is wrong, events first; empty when nothing is.
    pub findings: Vec<Finding>,
    /// Events that were read, from the first to the head.
    pub events: u64,
    /// Rows whose digests were compared with their events.
    pub rows: u64,
    /// The newest event; to be kept elsewhere.
    pub head: Head,
}

/// What events say a row is: its digest and the event that said so.
type Expected = HashMap<(usize, i64), (Option<Digest>, i64)>;

impl Register {
    /// Reads every event and every row of one state of the register, and names what was dropped,
    /// altered, exchanged or inserted. `anchors` are heads that were kept elsewhere.
    ///
    /// Memory: about 100 bytes for each row that was ever written.
    ///
    /// # Errors
    ///
    /// Those of the database. A damaged row is a finding, not an error.
    pub fn verify(&mut self, anchors: &[Head]) -> Result<Verified, RegisterError> {
        self.database.begin_snapshot()?;
        let verified = self.verify_snapshot(anchors);
        self.database.roll_back();
        verified
    }

    fn verify_snapshot(&mut self, anchors: &[Head]) -> Result<Verified, RegisterError> {
        let head = self.head()?;
        let mut chain = Chain::new(head, anchors);
        while let Some(page) = self.events_after(chain.read)? {
            for event in page {
                chain.follow(&event);
            }
        }
        let (mut findings, expected, events) = chain.end();
        let mut rows = 0;
        let mut highest = 0;
        for (index, table) in TABLES.iter().enumerate() {
            let mut seen = 0_u64;
            let mut after = i64::MIN;
            loop {
                let values = [Cell::Integer(after), Cell::Integer(PAGE)];
                let page =
                    self.database
                        .rows(table, "WHERE id > $1 ORDER BY id LIMIT $2", &values)?;
                for row in &page {
                    let key = row.first().cloned().and_then(i64::read).unwrap_or(after);
                    after = key;
                    seen += 1;
                    match expected.get(&(index, key)) {
                        Some((Some(digest), _)) if *digest == row_digest(table, row) => {}
                        Some((Some(_), event)) => findings.push(Finding::RowAltered {
                            table: table.name,
                            key,
                            event: *event,
                        }),
                        Some((None, _)) | None => findings.push(Finding::RowInserted {
                            table: table.name,
                            key,
                        }),
                    }
                    // A list's key is its number in signed data and was not given by the register.
                    if table.name != "list" {
                        highest = highest.max(key);
                    }
                }
                if page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                    break;
                }
            }
            rows += seen;
            self.missing_rows(index, &expected, &mut findings)?;
        }
        let next = self
            .database
            .number("SELECT next_key FROM chain WHERE id = 1", &[])?;
        if next <= highest {
            findings.push(Finding::KeysSetBack { next, highest });
        }
        Ok(Verified {
            findings,
            events,
            rows,
            head,
        })
    }

    /// Rows that should be there and are not, found by their number first.
    fn missing_rows(
        &mut self,
        index: usize,
        expected: &Expected,
        findings: &mut Vec<Finding>,
    ) -> Result<(), RegisterError> {
        let Some(table) = TABLES.get(index) else {
            return Ok(());
        };
        let mut wanted: Vec<(i64, i64)> = expected
            .iter()
            .filter(|((of, _), (digest, _))| *of == index && digest.is_some())
            .map(|((_, key), (_, event))| (*key, *event))
            .collect();
        wanted.sort_unstable();
        let keys = self.database.values(
            &format!("SELECT id FROM {} ORDER BY id", table.name),
            &[],
            &[Kind::Integer],
        )?;
        let mut keys = keys.into_iter().flatten().filter_map(i64::read).peekable();
        for (key, event) in wanted {
            while keys.next_if(|there| *there < key).is_some() {}
            if keys.peek() != Some(&key) {
                findings.push(Finding::RowMissing {
                    table: table.name,
                    key,
                    event,
                });
            }
        }
        Ok(())
    }

    /// The next events, or `None` behind the last.
    fn events_after(&mut self, after: i64) -> Result<Option<Vec<Event>>, RegisterError> {
        let sql = format!(
            "SELECT {} FROM {EVENT_TABLE} WHERE sequence > $1 ORDER BY sequence LIMIT $2",
            EVENT_COLUMNS.join(", ")
        );
        let values = [Cell::Integer(after), Cell::Integer(PAGE)];
        let rows = self.database.values(&sql, &values, &EVENT_KINDS)?;
        if rows.is_empty() {
            return Ok(None);
        }
        rows.into_iter()
            .map(|row| {
                Event::read(row).ok_or(RegisterError::Damaged {
                    table: EVENT_TABLE,
                    key: after,
                    column: "changes",
                })
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

/// The chain as far as it was followed.
struct Chain {
    head: Head,
    /// Number of the event that was read last.
    read: i64,
    /// Hash of that event as it is kept, and as it should be.
    kept: Vec<u8>,
    should: Digest,
    events: u64,
    /// Anchors that the chain has not passed through yet.
    unmet: Vec<Head>,
    findings: Vec<Finding>,
    expected: Expected,
}

impl Chain {
    fn new(head: Head, anchors: &[Head]) -> Self {
        Self {
            head,
            read: i64::MIN,
            kept: Head::EMPTY.hash.as_bytes().to_vec(),
            should: Head::EMPTY.hash,
            events: 0,
            unmet: anchors
                .iter()
                .copied()
                .filter(|anchor| *anchor != Head::EMPTY)
                .collect(),
            findings: Vec::new(),
            expected: HashMap::new(),
        }
    }

    fn follow(&mut self, event: &Event) {
        let before = self.read.max(0);
        if event.sequence > before + 1 {
            self.findings.push(Finding::EventsMissing {
                first: before + 1,
                last: event.sequence - 1,
            });
        } else if event.sequence < 1 {
            self.findings.push(Finding::EventAltered {
                sequence: event.sequence,
            });
        }
        let gap = event.sequence != before + 1;
        // Either hash of the event before may be the true one, when that one was altered.
        let by_kept = event.hash_after(&self.kept);
        let by_should = event.hash_after(self.should.as_bytes());
        let follows = [by_kept, by_should]
            .iter()
            .any(|hash| hash.as_bytes() == event.hash.as_slice());
        let changes = self.apply(event);
        let sound = follows && changes;
        if !gap && !sound {
            self.findings.push(Finding::EventAltered {
                sequence: event.sequence,
            });
        }
        if event.sequence > self.head.sequence {
            self.findings.push(Finding::EventBehindHead {
                sequence: event.sequence,
            });
        }
        self.unmet.retain(|anchor| {
            anchor.sequence != event.sequence || anchor.hash.as_bytes() != event.hash.as_slice()
        });
        self.read = event.sequence;
        self.kept.clone_from(&event.hash);
        self.should = by_should;
        self.events += 1;
    }

    /// Keeps what the event says of rows; false when its changes cannot be read.
    fn apply(&mut self, event: &Event) -> bool {
        let Ok(Value::Array(changes)) = cbor::decode(&event.changes) else {
            return false;
        };
        changes.into_iter().all(|change| {
            let Some((table, key, row)) = change_of(change) else {
                return false;
            };
            self.expected.insert((table, key), (row, event.sequence));
            true
        })
    }

    fn end(mut self) -> (Vec<Finding>, Expected, u64) {
        let newest = self.read.max(0);
        if self.head.sequence != newest || self.head.hash.as_bytes() != self.kept.as_slice() {
            self.findings.push(Finding::HeadDiffers {
                head: self.head.sequence,
                newest,
            });
        }
        let unmet = self.unmet.iter().map(|anchor| Finding::AnchorDiffers {
            sequence: anchor.sequence,
        });
        self.findings.extend(unmet);
        (self.findings, self.expected, self.events)
    }
}

/// Place of the table, key, and digest of the row or that it is gone.
fn change_of(change: Value) -> Option<(usize, i64, Option<Digest>)> {
    let Value::Array(items) = change else {
        return None;
    };
    let [Value::Text(name), Value::Integer(key), row] = <[Value; 3]>::try_from(items).ok()? else {
        return None;
    };
    let table = TABLES.iter().position(|table| table.name == name)?;
    let row = match row {
        Value::Bytes(digest) => Some(Digest::from_bytes(digest.try_into().ok()?)),
        Value::Null => None,
        _ => return None,
    };
    Some((table, key.try_into().ok()?, row))
}
