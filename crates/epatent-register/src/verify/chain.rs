// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Events in their order: whether each follows from the one before, and what they say of rows.

use std::collections::{HashMap, HashSet};

use super::rows::{Expected, Written};
use super::{Finding, SetBack};
use crate::Attempt;
use crate::database::Page;
use crate::event::{self, Change, EVENT, Event, Head, Said};
use crate::packed;
use crate::record::Record as _;
use crate::tables::TABLES;
use epatent_core::object::Digest;

/// Kinds of events that write down what two people approved and what its row is changed for later, when it
/// is done.
const BEGIN: [&str; 4] = [
    "signer-withdrawn",
    "root-introduced",
    "root-retired",
    "root-settled",
];
/// How far stations' clocks may be apart, in seconds.
const APART: i64 = 600;

/// The chain as far as it was followed.
pub(super) struct Chain {
    head: Head,
    /// Number of the event that was read last.
    read: i64,
    /// Hash of that event as it is kept, and as it should be.
    kept: Vec<u8>,
    should: Digest,
    events: u64,
    /// Time of the event that was read last.
    at: i64,
    set_back: Vec<SetBack>,
    /// Anchors that the chain has not passed through yet.
    unmet: Vec<Head>,
    findings: Vec<Finding>,
    /// What was said of the rows of each table.
    expected: [Expected; TABLES.len()],
    /// Rows that an event met otherwise than those before it left them, by table and key.
    altered: HashSet<(usize, i64)>,
    /// Numbers of the events that [`BEGIN`] is about, by the keys of rows.
    begun: HashMap<i64, i64>,
    /// Numbers of the events that began attempts at cards, by the keys of these, where they are asked for.
    attempts: Option<Vec<(i64, i64)>>,
}

/// What a chain says, to its end.
pub(super) struct Followed {
    /// What is wrong with the events.
    pub(super) findings: Vec<Finding>,
    /// What they say of the rows of each table.
    pub(super) expected: [Expected; TABLES.len()],
    /// Events that wrote down what two people approved, by the keys of rows.
    pub(super) begun: HashMap<i64, i64>,
    /// Events that began attempts at cards, by the keys of these; `None` where nobody asked.
    pub(super) attempts: Option<Vec<(i64, i64)>>,
}

impl Chain {
    pub(super) fn new(head: Head, anchors: &[Head], with_attempts: bool) -> Self {
        Self {
            head,
            read: i64::MIN,
            kept: Head::EMPTY.hash.as_bytes().to_vec(),
            should: Head::EMPTY.hash,
            events: 0,
            at: i64::MIN,
            set_back: Vec::new(),
            unmet: anchors
                .iter()
                .copied()
                .filter(|anchor| *anchor != Head::EMPTY)
                .collect(),
            findings: Vec::new(),
            expected: std::array::from_fn(|_| Expected::new()),
            altered: HashSet::new(),
            begun: HashMap::new(),
            attempts: with_attempts.then(Vec::new),
        }
    }

    /// Follows the events of a page, unless it cannot be read.
    pub(super) fn follow_page(&mut self, page: &Page) -> bool {
        let Some(rows) = packed::rows(&EVENT, &page.rows) else {
            return false;
        };
        let events: Option<Vec<Event>> = rows.into_iter().map(Event::read).collect();
        let Some(mut events) = events else {
            return false;
        };
        events.sort_by_key(|event| event.sequence);
        events.iter().for_each(|event| self.follow(event));
        true
    }

    pub(super) fn follow(&mut self, event: &Event) {
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
        let by_should = if self.should.as_bytes() == self.kept.as_slice() {
            by_kept
        } else {
            event.hash_after(self.should.as_bytes())
        };
        let follows = [by_kept, by_should]
            .iter()
            .any(|hash| hash.as_bytes() == event.hash.as_slice());
        let mut altered = Vec::new();
        let changes = self.apply(event, &mut altered);
        let sound = follows && changes;
        if !gap && !sound {
            self.findings.push(Finding::EventAltered {
                sequence: event.sequence,
            });
        }
        self.findings.extend(altered);
        if event.sequence > self.head.sequence {
            self.findings.push(Finding::EventBehindHead {
                sequence: event.sequence,
            });
        }
        self.unmet.retain(|anchor| {
            anchor.sequence != event.sequence || anchor.hash.as_bytes() != event.hash.as_slice()
        });
        if event.at < self.at.saturating_sub(APART) {
            self.set_back.push(SetBack {
                sequence: event.sequence,
                operator: event.operator.clone(),
                station: event.station.clone(),
                at: event.at,
                before: self.at,
            });
        }
        self.at = event.at;
        self.read = event.sequence;
        self.kept.clone_from(&event.hash);
        self.should = by_should;
        self.events += 1;
    }

    /// Keeps what the event says of rows, and adds which of them it did not meet as the events before it
    /// left them; false when its changes cannot be read.
    fn apply(&mut self, event: &Event, altered: &mut Vec<Finding>) -> bool {
        let Some(changes) = event::changes(&event.changes) else {
            return false;
        };
        let begins = BEGIN.contains(&event.kind.as_str());
        changes.into_iter().all(|Change { table, key, said }| {
            let index = TABLES.iter().position(|known| known.name == table);
            let Some((index, expected)) =
                index.and_then(|index| Some((index, self.expected.get_mut(index)?)))
            else {
                return false;
            };
            let (met, left) = match said {
                Said::Used(digest) => {
                    let left = expected.get(&key).and_then(|written| written.digest);
                    (Some(digest), left)
                }
                Said::Changed { before, after } => {
                    if begins && before.is_none() {
                        self.begun.insert(key, event.sequence);
                    }
                    if let Some(attempts) = &mut self.attempts
                        && before.is_none()
                        && table == Attempt::NAME
                    {
                        attempts.push((key, event.sequence));
                    }
                    let written = Written {
                        digest: after,
                        event: event.sequence,
                        is_seen: false,
                    };
                    let left = expected.insert(key, written);
                    (before, left.and_then(|written| written.digest))
                }
            };
            // The first event that met it tells when; the others met the same.
            if met != left && self.altered.insert((index, key)) {
                altered.extend(TABLES.get(index).map(|table| Finding::RowAlteredBefore {
                    table: table.name,
                    key,
                    event: event.sequence,
                }));
            }
            true
        })
    }

    /// Number of the event that was read last; below every number before the first.
    pub(super) const fn read(&self) -> i64 {
        self.read
    }

    pub(super) fn set_back(&self) -> &[SetBack] {
        &self.set_back
    }

    pub(super) const fn events(&self) -> u64 {
        self.events
    }

    pub(super) fn end(mut self) -> Followed {
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
        Followed {
            findings: self.findings,
            expected: self.expected,
            begun: self.begun,
            attempts: self.attempts,
        }
    }
}
