// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether two people had approved an application when its card was begun, where the rules that were in
//! force then demand it: by rows and events alone.

use super::Finding;
use super::approvals::{Approvals, read};
use crate::cell::Cell;
use crate::decisions::APPROVALS;
use crate::record::{Record, Table};
use crate::{Application, Attempt, Opaque, Patent, RulesInForce};
use epatent_core::object::Digest;

/// What an office says in formats of its own, which the register keeps and does not read.
#[derive(Debug, Clone, Copy)]
pub struct FourEyes {
    /// Whether these rules demand that two people approve an application before its card is begun.
    pub demanded_by: fn(&Opaque) -> bool,
    /// What people approve of an application whose document has this digest.
    pub act_of: fn(Digest) -> Digest,
}

/// Applications, and the cards that were begun: 40, 16 and 32 bytes for each, on which a card is made.
pub(super) struct Applications {
    four_eyes: FourEyes,
    /// Events that put rules in force, and whether these demand two people.
    rules: Vec<(i64, bool)>,
    /// What people approve, by the keys of applications.
    acts: Vec<(i64, Digest)>,
    /// Keys of applications, by those of patents.
    patents: Vec<(i64, i64)>,
    /// Keys of patents, by those of attempts at which a card was signed.
    signed: Vec<(i64, i64)>,
    /// Events that began attempts, by the keys of these.
    begun: Vec<(i64, i64)>,
}

impl Applications {
    pub(super) const fn new(four_eyes: FourEyes, begun: Vec<(i64, i64)>) -> Self {
        Self {
            four_eyes,
            rules: Vec::new(),
            acts: Vec::new(),
            patents: Vec::new(),
            signed: Vec::new(),
            begun,
        }
    }

    /// Whether anything of this table is to be looked at.
    pub(super) fn concern(table: &Table) -> bool {
        let concerned = [
            Application::NAME,
            Patent::NAME,
            Attempt::NAME,
            RulesInForce::NAME,
        ];
        concerned.contains(&table.name)
    }

    /// Looks at a row that is as the event says that wrote it last.
    pub(super) fn look(&mut self, table: &'static Table, row: &[Cell], event: i64) {
        match table.name {
            Application::NAME => {
                let act = read::<Application>(table, row).map(|application| {
                    let act = (self.four_eyes.act_of)(application.document_digest);
                    (application.key.number(), act)
                });
                self.acts.extend(act);
            }
            Patent::NAME => {
                let made = read::<Patent>(table, row)
                    .and_then(|patent| Some((patent.key.number(), patent.application?.number())));
                self.patents.extend(made);
            }
            Attempt::NAME => {
                let signed = read::<Attempt>(table, row)
                    .filter(|attempt| attempt.card.is_some())
                    .map(|attempt| (attempt.key.number(), attempt.patent.number()));
                self.signed.extend(signed);
            }
            RulesInForce::NAME => {
                let rules = read::<RulesInForce>(table, row)
                    .map(|rules| (event, (self.four_eyes.demanded_by)(&rules.document)));
                self.rules.extend(rules);
            }
            _ => {}
        }
    }

    /// Adds the attempts whose application two people had not approved when they were begun.
    pub(super) fn end(mut self, approvals: &Approvals, findings: &mut Vec<Finding>) {
        self.rules.sort_unstable();
        self.acts.sort_unstable_by_key(|(key, _)| *key);
        self.patents.sort_unstable();
        self.signed.sort_unstable();
        self.begun.sort_unstable();
        for (key, patent) in &self.signed {
            // What has no application, or no event, was told otherwise or is not made of one.
            let Some(event) = found(&self.begun, *key) else {
                continue;
            };
            let act = found(&self.patents, *patent).and_then(|key| found(&self.acts, key));
            let Some(act) = act.filter(|_| self.is_demanded_at(event)) else {
                continue;
            };
            let people = approvals.people(act, event);
            if people < APPROVALS {
                findings.push(Finding::NotApproved {
                    table: Attempt::NAME,
                    key: *key,
                    event,
                    approvals: people,
                });
            }
        }
    }

    /// Whether the rules before an event demand two people.
    fn is_demanded_at(&self, event: i64) -> bool {
        let before = self.rules.partition_point(|(since, _)| *since < event);
        let newest = before
            .checked_sub(1)
            .and_then(|place| self.rules.get(place));
        newest.is_some_and(|(_, demanded)| *demanded)
    }
}

/// The value of a key in pairs that are sorted by their keys.
fn found<T: Copy>(sorted: &[(i64, T)], key: i64) -> Option<T> {
    let place = sorted.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    sorted.get(place).map(|(_, value)| *value)
}
