// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The chain of events: who changed which rows, each event over the one before.

use crate::RegisterError;
use crate::canonical::{Reader, Writer};
use crate::cell::{Cell, Kind};
use crate::record::{Column, Table};
use crate::words::Label;
use epatent_core::UnixTime;
use epatent_core::object::Digest;

/// First item of what is hashed, so that no other hash of this program can be one of an event.
const DOMAIN: &str = "epatent-register event 2";

pub(crate) const EVENT_COLUMNS: [&str; 7] = [
    EVENT.key, "at", "kind", "operator", "station", "changes", "hash",
];
/// The events as a table. They are written behind the rows that they answer for.
pub(crate) const EVENT: Table = Table {
    name: "event",
    key: "sequence",
    order: u8::MAX,
    columns: &[
        column("at", Kind::Integer),
        column("kind", Kind::Text),
        column("operator", Kind::Text),
        column("station", Kind::Text),
        column("changes", Kind::Bytes),
        column("hash", Kind::Bytes),
    ],
};

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// Who does something, and at which station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The office's number of the person in its one spelling: small Latin letters, digits and
    /// hyphens, the first of them not 0. With `1` and `01` one person could approve twice.
    pub operator: Label,
    /// Name of the station at which it was done.
    pub station: Label,
}

impl Actor {
    /// Makes sure that the operator is written in the one way.
    pub(crate) fn demand_one_spelling(&self) -> Result<(), RegisterError> {
        let operator = self.operator.as_str();
        let plain = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase() || byte == b'-';
        if operator.bytes().all(plain) && !operator.starts_with('0') {
            Ok(())
        } else {
            Err(RegisterError::Operator)
        }
    }
}

/// The newest event: whoever has seen one can prove later that nothing before it was changed.
///
/// A chain alone does not show that its end was cut off together with its head. Whoever keeps a head
/// elsewhere (a printed day sheet, a published list) and gives it to
/// [`Register::verify`](crate::Register::verify) finds that as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// Number of the event, from 1; 0 for an empty chain.
    pub sequence: i64,
    /// Hash of the newest event, SHA-256; zeros for an empty chain.
    pub hash: Digest,
}

impl Head {
    /// Before the first event.
    pub const EMPTY: Self = Self {
        sequence: 0,
        hash: Digest::from_bytes([0; Digest::LENGTH]),
    };
}

/// What an event says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change<'t> {
    pub(crate) table: &'t str,
    pub(crate) key: i64,
    pub(crate) said: Said,
}

/// Digests of a row, as the transaction read it from the database and as it left it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// Something was made of it, and it was not changed.
    Used(Digest),
    /// It was changed.
    Changed {
        /// `None` when it was inserted.
        before: Option<Digest>,
        /// `None` when it was deleted.
        after: Option<Digest>,
    },
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) sequence: i64,
    pub(crate) at: i64,
    pub(crate) kind: String,
    pub(crate) operator: String,
    pub(crate) station: String,
    /// CBOR array of `[table, key, digest before or null, digest after or null]` of each row that was
    /// changed, and `[table, key, digest]` of each that something was made of.
    pub(crate) changes: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

impl Event {
    /// The event after `previous`, and itself as a head.
    pub(crate) fn new(
        previous: &Head,
        at: UnixTime,
        kind: &str,
        by: &Actor,
        changes: &[Change<'_>],
    ) -> (Self, Head) {
        let mut event = Self {
            sequence: previous.sequence + 1,
            at: i64::try_from(at.seconds()).unwrap_or(i64::MAX),
            kind: kind.into(),
            operator: by.operator.as_str().into(),
            station: by.station.as_str().into(),
            changes: encode(changes),
            hash: Vec::new(),
        };
        let head = Head {
            sequence: event.sequence,
            hash: event.hash_after(previous.hash.as_bytes()),
        };
        event.hash = head.hash.as_bytes().to_vec();
        (event, head)
    }

    /// SHA-256 of the CBOR array of domain, previous hash and all columns but the hash.
    pub(crate) fn hash_after(&self, previous: &[u8]) -> Digest {
        let mut bytes = Writer::array(8);
        bytes.text(DOMAIN);
        bytes.bytes(previous);
        bytes.integer(self.sequence);
        bytes.integer(self.at);
        bytes.text(&self.kind);
        bytes.text(&self.operator);
        bytes.text(&self.station);
        bytes.bytes(&self.changes);
        Digest::of(&bytes.finish())
    }

    pub(crate) fn cells(self) -> Vec<Cell> {
        vec![
            Cell::Integer(self.sequence),
            Cell::Integer(self.at),
            Cell::Text(self.kind),
            Cell::Text(self.operator),
            Cell::Text(self.station),
            Cell::Bytes(self.changes),
            Cell::Bytes(self.hash),
        ]
    }

    /// `None` when a column has another type.
    pub(crate) fn read(cells: Vec<Cell>) -> Option<Self> {
        match <[Cell; 7]>::try_from(cells).ok()? {
            [
                Cell::Integer(sequence),
                Cell::Integer(at),
                Cell::Text(kind),
                Cell::Text(operator),
                Cell::Text(station),
                Cell::Bytes(changes),
                Cell::Bytes(hash),
            ] => Some(Self {
                sequence,
                at,
                kind,
                operator,
                station,
                changes,
                hash,
            }),
            _ => None,
        }
    }
}

/// What an event says of rows; `None` where the bytes are nothing that [`encode`] writes.
pub(crate) fn changes(bytes: &[u8]) -> Option<Vec<Change<'_>>> {
    let mut reader = Reader::new(bytes);
    let mut changes = Vec::new();
    for _ in 0..reader.array()? {
        let items = reader.array()?;
        let (table, key) = (reader.text()?, reader.integer()?);
        let said = match items {
            3 => Said::Used(digest(&mut reader)??),
            4 => Said::Changed {
                before: digest(&mut reader)?,
                after: digest(&mut reader)?,
            },
            _ => return None,
        };
        changes.push(Change { table, key, said });
    }
    reader.is_at_end().then_some(changes)
}

fn digest(reader: &mut Reader<'_>) -> Option<Option<Digest>> {
    Some(match reader.bytes_or_null()? {
        Some(digest) => Some(Digest::from_bytes(digest.try_into().ok()?)),
        None => None,
    })
}

fn encode(changes: &[Change<'_>]) -> Vec<u8> {
    let mut bytes = Writer::array(changes.len());
    for Change { table, key, said } in changes {
        let (items, digests): (_, &[Option<Digest>]) = match said {
            Said::Used(digest) => (3, &[Some(*digest)]),
            Said::Changed { before, after } => (4, &[*before, *after]),
        };
        bytes.open(items);
        bytes.text(table);
        bytes.integer(*key);
        for digest in digests {
            match digest {
                Some(digest) => bytes.bytes(digest.as_bytes()),
                None => bytes.null(),
            }
        }
    }
    bytes.finish()
}
