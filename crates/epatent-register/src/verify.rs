// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether the register is still what was recorded in it.

mod applications;
mod approvals;
mod chain;
mod rows;
mod storage;

use std::sync::mpsc::sync_channel;

use crate::cell::Cell;
use crate::database::Page;
use crate::event::{EVENT, Event, Head};
use crate::record::Table;
use crate::tables::TABLES;
use crate::{Register, RegisterError, RulesInForce};
use applications::Applications;
pub use applications::FourEyes;
use approvals::Approvals;
use chain::{Chain, Followed};
use rows::Comparison;

/// Rows that are read at once.
const PAGE: i64 = 2_000;
/// Pages that are read before the first of them was looked at.
const AHEAD: usize = 4;

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
    /// A row was altered, inserted or deleted beside the program before an event, which says itself in
    /// what state it met it. Whatever became of the row since, this stays.
    RowAlteredBefore {
        /// The table.
        table: &'static str,
        /// Its key.
        key: i64,
        /// Number of the first event that wrote it anew, or made something of it.
        event: i64,
    },
    /// A row that no event wrote, or that an event deleted.
    RowInserted {
        /// The table.
        table: &'static str,
        /// Its key.
        key: i64,
    },
    /// What needs two people was done, and two different ones had not approved exactly that before.
    NotApproved {
        /// The table of what was done: a decision, rules that allow more, an act written down, or an
        /// attempt at the card of an application.
        table: &'static str,
        /// Its key.
        key: i64,
        /// Number of the event that wrote it.
        event: i64,
        /// People who had approved it by then, 0 or 1.
        approvals: usize,
    },
    /// A table, column or index is not what the migrations make of it, is missing, or was added.
    SchemaDiffers {
        /// Name of the table or index.
        name: String,
    },
    /// The database itself says that an index, from which questions are answered, is not that of its
    /// rows, or that a page is damaged.
    IndexDiffers {
        /// What the database says, in English.
        said: String,
    },
    /// A key would be given a second time.
    KeysSetBack {
        /// The next key by the register.
        next: i64,
        /// The highest key in use.
        highest: i64,
    },
}

impl Finding {
    /// The stable code; its words are `register-found-` and the code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EventsMissing { .. } => "events-missing",
            Self::EventAltered { .. } => "event-altered",
            Self::EventBehindHead { .. } => "event-behind-head",
            Self::HeadDiffers { .. } => "head-differs",
            Self::AnchorDiffers { .. } => "anchor-differs",
            Self::RowMissing { .. } => "row-missing",
            Self::RowAltered { .. } => "row-altered",
            Self::RowAlteredBefore { .. } => "row-altered-before",
            Self::RowInserted { .. } => "row-inserted",
            Self::NotApproved { .. } => "not-approved",
            Self::SchemaDiffers { .. } => "schema-differs",
            Self::IndexDiffers { .. } => "index-differs",
            Self::KeysSetBack { .. } => "keys-set-back",
        }
    }
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
            Self::RowAlteredBefore { table, key, event } => {
                write!(
                    f,
                    "{table} {key} was altered beside the program before event {event}, which was made of it"
                )
            }
            Self::RowInserted { table, key } => write!(f, "{table} {key} was written by no event"),
            Self::NotApproved {
                table,
                key,
                event,
                approvals,
            } => {
                write!(
                    f,
                    "{table} {key} of event {event} needed two people, and {approvals} had approved it"
                )
            }
            Self::SchemaDiffers { name } => {
                write!(
                    f,
                    "table or index {name} is not what the migrations make of it"
                )
            }
            Self::IndexDiffers { said } => write!(f, "the database says of itself: {said}"),
            Self::KeysSetBack { next, highest } => {
                write!(f, "the next key is {next}, and {highest} is in use")
            }
        }
    }
}

/// An event that says an earlier time than the one before it, by more than ten minutes: a clock was set
/// back, or had been ahead. The chain is as good with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBack {
    /// Number of the event, from 2.
    pub sequence: i64,
    /// Who recorded it.
    pub operator: String,
    /// At which station.
    pub station: String,
    /// Its time, UTC seconds since 1970.
    pub at: i64,
    /// Time of the event before it, UTC seconds since 1970.
    pub before: i64,
}

/// The outcome of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Everything that is wrong, events first; empty when nothing is.
    pub findings: Vec<Finding>,
    /// Where the time of events went back, in their order; no finding about the chain.
    pub set_back: Vec<SetBack>,
    /// Events that were read, from the first to the head.
    pub events: u64,
    /// Rows whose digests were compared with their events.
    pub rows: u64,
    /// The newest event; to be kept elsewhere.
    pub head: Head,
}

/// Who looks at rows that are as the events say.
struct Witness {
    approvals: Approvals,
    applications: Option<Applications>,
}

impl Witness {
    fn concerns(&self, table: &Table) -> bool {
        let applications = self.applications.is_some() && Applications::concern(table);
        applications || Approvals::concern(table)
    }

    fn look(&mut self, table: &'static Table, row: &[Cell], event: i64) {
        self.approvals.look(table, row, event);
        if let Some(applications) = &mut self.applications {
            applications.look(table, row, event);
        }
    }

    fn end(mut self, findings: &mut Vec<Finding>) {
        self.approvals.end(findings);
        if let Some(applications) = self.applications {
            applications.end(&self.approvals, findings);
        }
    }
}

impl Register {
    /// Reads every event and every row of one state of the register, and names what was dropped,
    /// altered, exchanged or inserted, now or before any event that had to do with it. `anchors` are heads
    /// that were kept elsewhere.
    ///
    /// Rows are read many at a time and hashed by another thread meanwhile. Where a page is not what
    /// the events say, it is read once more row by row, and that decides. Tables and indices are compared
    /// with those that the migrations make, and on SQLite every index with its rows: questions are
    /// answered from indices, and an index of other content would hide a row that is as it was.
    ///
    /// What needs two people is counted once more: two of them had approved it before its event.
    ///
    /// Memory: about 100 bytes for each row that was ever written.
    ///
    /// # Errors
    ///
    /// Those of the database. A damaged row is a finding, not an error.
    pub fn verify(&mut self, anchors: &[Head]) -> Result<Verified, RegisterError> {
        self.of_one_state(|register| register.verify_snapshot(anchors, None))
    }

    /// The same, and that two people had approved the application of each card when that was begun under
    /// rules that demand it.
    ///
    /// Memory: where such rules ever were in force, 110 bytes more for each card, which are needed when
    /// those of the events are free again.
    ///
    /// # Errors
    ///
    /// As [`Self::verify`].
    pub fn verify_with(
        &mut self,
        anchors: &[Head],
        four_eyes: FourEyes,
    ) -> Result<Verified, RegisterError> {
        self.of_one_state(|register| {
            let rules: Vec<RulesInForce> = register.database.select("ORDER BY id", &[])?;
            let demanded = |rules: &RulesInForce| (four_eyes.demanded_by)(&rules.document);
            // A row that was taken away is a finding by itself.
            let four_eyes = rules.iter().any(demanded).then_some(four_eyes);
            register.verify_snapshot(anchors, four_eyes)
        })
    }

    fn verify_snapshot(
        &mut self,
        anchors: &[Head],
        four_eyes: Option<FourEyes>,
    ) -> Result<Verified, RegisterError> {
        let head = self.head()?;
        let chain = self.follow(Chain::new(head, anchors, four_eyes.is_some()))?;
        let events = chain.events();
        let set_back = chain.set_back().to_vec();
        let Followed {
            mut findings,
            expected,
            begun,
            attempts,
        } = chain.end();
        let mut witness = Witness {
            approvals: Approvals::new(begun),
            applications: four_eyes
                .zip(attempts)
                .map(|(four_eyes, attempts)| Applications::new(four_eyes, attempts)),
        };
        findings.extend(storage::findings(&mut self.database)?);
        let mut rows = 0;
        let mut highest = 0;
        for (table, expected) in TABLES.iter().zip(expected) {
            let comparison = Comparison::new(table, expected, &mut witness);
            let compared = self.compare(table, comparison)?;
            rows += compared.rows();
            // A list's key is its number in signed data and was not given by the register.
            if table.name != "list" {
                highest = highest.max(compared.highest());
            }
            compared.end(&mut findings);
        }
        witness.end(&mut findings);
        let next = self
            .database
            .number("SELECT next_key FROM chain WHERE id = 1", &[])?;
        if next <= highest {
            findings.push(Finding::KeysSetBack { next, highest });
        }
        Ok(Verified {
            findings,
            set_back,
            events,
            rows,
            head,
        })
    }

    /// Follows all events. A page that cannot be read packed ends the fast way, and whatever is left is
    /// read event by event.
    fn follow(&mut self, chain: Chain) -> Result<Chain, RegisterError> {
        let mut chain = self.for_each_page(&EVENT, chain, Chain::follow_page)?;
        loop {
            let values = [Cell::Integer(chain.read()), Cell::Integer(PAGE)];
            let condition = "WHERE sequence > $1 ORDER BY sequence LIMIT $2";
            let rows = self.database.rows(&EVENT, condition, &values)?;
            if rows.is_empty() {
                return Ok(chain);
            }
            for row in rows {
                let event = Event::read(row).ok_or(RegisterError::Damaged {
                    table: EVENT.name,
                    key: chain.read(),
                    column: "changes",
                })?;
                chain.follow(&event);
            }
        }
    }

    /// Compares all rows of a table with what events say of them.
    fn compare<'a>(
        &mut self,
        table: &'static Table,
        comparison: Comparison<'a>,
    ) -> Result<Comparison<'a>, RegisterError> {
        let mut comparison = self.for_each_page(table, comparison, |comparison, page| {
            comparison.compare_page(page);
            true
        })?;
        for (after, last) in comparison.take_doubtful() {
            let values = [Cell::Integer(after), Cell::Integer(last)];
            let condition = "WHERE id > $1 AND id <= $2 ORDER BY id";
            for row in self.database.rows(table, condition, &values)? {
                comparison.judge(&row);
            }
        }
        Ok(comparison)
    }

    /// Reads a table from its first row to its last, while another thread takes one page after the
    /// other; until `take` is false.
    fn for_each_page<S: Send>(
        &mut self,
        table: &Table,
        mut state: S,
        take: impl Fn(&mut S, &Page) -> bool + Send,
    ) -> Result<S, RegisterError> {
        std::thread::scope(|scope| {
            let (sender, pages) = sync_channel::<Page>(AHEAD);
            let taker = scope.spawn(move || {
                while let Ok(page) = pages.recv() {
                    if !take(&mut state, &page) {
                        break;
                    }
                }
                state
            });
            let mut after = i64::MIN;
            let read = loop {
                match self.database.page(table, after, PAGE) {
                    Ok(Some(page)) => {
                        after = page.last;
                        if sender.send(page).is_err() {
                            break Ok(());
                        }
                    }
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            };
            drop(sender);
            let state = taker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            read.map(|()| state)
        })
    }
}
