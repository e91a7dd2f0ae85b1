// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Rows of a table, compared with what events say of them.

use std::collections::HashMap;

use super::Finding;
use super::Witness;
use crate::cell::Cell;
use crate::database::Page;
use crate::packed;
use crate::record::{Table, row_digest};
use epatent_core::object::Digest;

/// What events say of the rows of a table, by their keys.
pub(super) type Expected = HashMap<i64, Written>;

/// What the event that wrote a row last says of it.
pub(super) struct Written {
    /// Digest of the row; `None` when it was deleted.
    pub(super) digest: Option<Digest>,
    pub(super) event: i64,
    /// Whether the row was met, as it should be or altered.
    pub(super) is_seen: bool,
}

/// A table as far as it was compared.
pub(super) struct Comparison<'a> {
    table: &'static Table,
    expected: Expected,
    /// Who looks at the rows that are as they should be.
    witness: Option<&'a mut Witness>,
    rows: u64,
    highest: i64,
    /// Pages that are to be read row by row: behind the first key, up to the second.
    doubtful: Vec<(i64, i64)>,
    findings: Vec<Finding>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(table: &'static Table, expected: Expected, witness: &'a mut Witness) -> Self {
        Self {
            table,
            expected,
            witness: witness.concerns(table).then_some(witness),
            rows: 0,
            highest: 0,
            doubtful: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Compares the rows of a page. Where anything is not as it should be, nothing of the page counts.
    pub(super) fn compare_page(&mut self, page: &Page) {
        let Some(rows) = packed::rows(self.table, &page.rows) else {
            self.doubtful.push((page.after, page.last));
            return;
        };
        let keys: Option<Vec<i64>> = rows.iter().map(|row| self.sound(row)).collect();
        let Some(keys) = keys else {
            self.doubtful.push((page.after, page.last));
            return;
        };
        self.rows += keys.len() as u64;
        self.highest = self.highest.max(page.last);
        for (key, row) in keys.into_iter().zip(&rows) {
            if let Some(written) = self.expected.get_mut(&key) {
                written.is_seen = true;
                if let Some(witness) = &mut self.witness {
                    witness.look(self.table, row, written.event);
                }
            }
        }
    }

    /// The key of a row that is what the events say.
    fn sound(&self, row: &[Cell]) -> Option<i64> {
        let key = key_of(row)?;
        let digest = self.expected.get(&key)?.digest?;
        (digest == row_digest(self.table, row)).then_some(key)
    }

    /// The pages that are to be read row by row.
    pub(super) fn take_doubtful(&mut self) -> Vec<(i64, i64)> {
        std::mem::take(&mut self.doubtful)
    }

    /// Compares one row of a doubtful page.
    pub(super) fn judge(&mut self, row: &[Cell]) {
        let key = key_of(row).unwrap_or_default();
        self.rows += 1;
        self.highest = self.highest.max(key);
        let table = self.table.name;
        match self.expected.get_mut(&key) {
            Some(Written {
                digest: Some(digest),
                event,
                is_seen,
            }) => {
                *is_seen = true;
                let event = *event;
                if *digest != row_digest(self.table, row) {
                    self.findings
                        .push(Finding::RowAltered { table, key, event });
                } else if let Some(witness) = &mut self.witness {
                    witness.look(self.table, row, event);
                }
            }
            Some(_) | None => self.findings.push(Finding::RowInserted { table, key }),
        }
    }

    /// Rows that were compared.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// The highest key among them.
    pub(super) const fn highest(&self) -> i64 {
        self.highest
    }

    /// Adds what is wrong with rows, and then those that should be there and were not met.
    pub(super) fn end(self, findings: &mut Vec<Finding>) {
        findings.extend(self.findings);
        let mut missing: Vec<(i64, i64)> = self
            .expected
            .iter()
            .filter(|(_, written)| written.digest.is_some() && !written.is_seen)
            .map(|(key, written)| (*key, written.event))
            .collect();
        missing.sort_unstable();
        findings.extend(missing.into_iter().map(|(key, event)| Finding::RowMissing {
            table: self.table.name,
            key,
            event,
        }));
    }
}

fn key_of(row: &[Cell]) -> Option<i64> {
    match row.first() {
        Some(Cell::Integer(key)) => Some(*key),
        _ => None,
    }
}
