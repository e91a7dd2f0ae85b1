// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether what needs two people was approved by two before it was done: counted once more from rows that
//! are as their events say, whatever the command counted that did it.

use std::collections::{BTreeSet, HashMap};

use super::Finding;
use crate::cell::Cell;
use crate::decisions::APPROVALS;
use crate::record::{Cells, Record, Table};
use crate::words::Act;
use crate::{Approval, Decision, Intent, RulesInForce};
use epatent_core::object::Digest;

/// Acts that need two people, and who approved what.
pub(super) struct Approvals {
    /// Numbers of operators.
    people: HashMap<String, u32>,
    given: Vec<Given>,
    acts: Vec<Done>,
    /// Events that wrote acts down whose rows have changed since, by the keys of intents.
    begun: HashMap<i64, i64>,
}

/// An approval: 48 bytes, since an office where two people approve every application has two for each.
struct Given {
    act: Digest,
    by: u32,
    event: i64,
}

/// What needed two.
struct Done {
    table: &'static str,
    key: i64,
    act: Digest,
    event: i64,
}

impl Approvals {
    pub(super) fn new(begun: HashMap<i64, i64>) -> Self {
        Self {
            people: HashMap::new(),
            given: Vec::new(),
            acts: Vec::new(),
            begun,
        }
    }

    /// Whether anything of this table is to be looked at.
    pub(super) fn concern(table: &Table) -> bool {
        [
            Approval::NAME,
            Decision::NAME,
            RulesInForce::NAME,
            Intent::NAME,
        ]
        .contains(&table.name)
    }

    /// Looks at a row that is as the event says that wrote it last.
    pub(super) fn look(&mut self, table: &'static Table, row: &[Cell], event: i64) {
        let done = match table.name {
            Approval::NAME => {
                if let Some(approval) = read::<Approval>(table, row) {
                    let next = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
                    let operator = approval.operator.as_str().to_owned();
                    self.given.push(Given {
                        act: approval.manifest,
                        by: *self.people.entry(operator).or_insert(next),
                        event,
                    });
                }
                None
            }
            Decision::NAME => read::<Decision>(table, row)
                .filter(|decision| decision.act.needs_two())
                .map(|decision| (decision.key.number(), decision.manifest, event)),
            RulesInForce::NAME => read::<RulesInForce>(table, row)
                .and_then(|rules| Some((rules.key.number(), rules.manifest?, event))),
            Intent::NAME => read::<Intent>(table, row)
                .filter(|intent| needs_two(intent.act))
                .map(|intent| {
                    let key = intent.key.number();
                    let begun = self.begun.get(&key).copied();
                    (key, intent.subject, begun.unwrap_or(event))
                }),
            _ => None,
        };
        self.acts.extend(done.map(|(key, act, event)| Done {
            table: table.name,
            key,
            act,
            event,
        }));
    }

    /// Adds what was done without two people.
    pub(super) fn end(&mut self, findings: &mut Vec<Finding>) {
        self.given
            .sort_unstable_by_key(|given| *given.act.as_bytes());
        for done in std::mem::take(&mut self.acts) {
            let people = self.people(done.act, done.event);
            if people < APPROVALS {
                findings.push(Finding::NotApproved {
                    table: done.table,
                    key: done.key,
                    event: done.event,
                    approvals: people,
                });
            }
        }
    }

    /// How many people had approved an act before an event; once all approvals are in order.
    pub(super) fn people(&self, act: Digest, event: i64) -> usize {
        let bytes = act.as_bytes();
        let first = self
            .given
            .partition_point(|given| given.act.as_bytes() < bytes);
        let of_act = self.given.iter().skip(first);
        let people: BTreeSet<u32> = of_act
            .take_while(|given| given.act == act)
            .filter(|given| given.event < event)
            .map(|given| given.by)
            .collect();
        people.len()
    }
}

/// Acts of a folder that two people approve by the digest of what it is going to say.
const fn needs_two(act: Act) -> bool {
    matches!(
        act,
        Act::Withdraw | Act::IntroduceRoot | Act::RetireRoot | Act::SettleRoot
    )
}

/// A row as a record.
pub(super) fn read<R: Record>(table: &'static Table, row: &[Cell]) -> Option<R> {
    R::read(&mut Cells::new(table, row.to_vec())).ok()
}
