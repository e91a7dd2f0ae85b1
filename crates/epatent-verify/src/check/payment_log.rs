// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Step 9: the payment records on the card.

use alloc::vec::Vec;

use epatent_core::certificate::Role;
use epatent_core::chip_proof::NO_PAYMENT;
use epatent_core::cose::Typ;
use epatent_core::model::ModelError;
use epatent_core::object::{Digest, SecurityObject};
use epatent_core::payment::{self, PaymentRecord};

use super::Check;
use crate::chain::{Demand, prove_signer};
use crate::{
    CheckId, KnownSigners, NewerFormat, ObjectDefect, Outcome, Part, Reason, RecordDefect, Revoked,
    Untrusted,
};

const ID: CheckId = CheckId::PaymentLog;
const COMPARED: &str =
    "every record with its signature, the record before it and the card; the newest with the head";

impl Check<'_> {
    /// Step 9. EF.Payments as received. Read it when [`Check::payment_records_expected`] says so.
    pub fn payments(&mut self, bytes: &[u8]) {
        if self.basis().is_some() {
            self.payments = Some(bytes.to_vec());
        }
    }

    /// Step 9 for a card that says it has no such file.
    pub fn payments_absent(&mut self) {
        if self.basis().is_some() {
            self.payments_absent = true;
        }
    }

    /// Whether the chip signed that there are payment records: what to read, and what must be there.
    #[must_use]
    pub fn payment_records_expected(&self) -> bool {
        self.payment_head.is_some_and(|head| head != NO_PAYMENT)
    }

    /// The records against the head that the chip signed; leaves the newest one for the payment.
    pub(super) fn check_payment_log(&mut self, object: &SecurityObject) {
        self.log.start();
        let Some(head) = self.payment_head else {
            self.log.skipped(
                ID,
                Outcome::NotChecked,
                "there is no chip proof that says how many records there are",
            );
            return;
        };
        let payments = self.payments.take();
        if head == NO_PAYMENT {
            match &payments {
                Some(bytes) if !bytes.is_empty() => {
                    let defect = RecordDefect::Head;
                    self.log
                        .failed(ID, COMPARED, Reason::PaymentRecords(defect));
                }
                _ => self
                    .log
                    .skipped(ID, Outcome::NotApplicable, "the card has no payment record"),
            }
            self.payments = payments;
            return;
        }
        let Some(bytes) = payments else {
            if self.payments_absent {
                let reason = Reason::PaymentRecords(RecordDefect::Absent);
                self.log.failed(ID, COMPARED, reason);
            } else {
                self.not_read(ID, Part::Payments);
            }
            return;
        };
        let result = self.prove_records(object, &bytes, head);
        self.payments = Some(bytes);
        match result {
            Ok(row) => {
                self.newest_record = row.word;
                self.log.passed(ID, COMPARED);
                if let Some(reason) = row.ignored {
                    self.log.find(reason);
                }
            }
            Err(reason) => self.log.failed(ID, COMPARED, reason),
        }
    }

    fn prove_records(
        &self,
        object: &SecurityObject,
        bytes: &[u8],
        head: [u8; 32],
    ) -> Result<Row, Reason> {
        let records = payment::records(bytes)
            .map_err(|error| Reason::PaymentRecords(RecordDefect::File(error)))?;
        let newest = records.last().map(|record| Digest::of(record));
        if newest.is_none_or(|newest| *newest.as_bytes() != head) {
            return Err(Reason::PaymentRecords(RecordDefect::Head));
        }
        // All records of a card are of a few signers; without this memory each would cost two
        // signatures.
        let own = KnownSigners::new();
        let known = self.verifier.known.unwrap_or(&own);
        let mut proved: Vec<Proved> = Vec::with_capacity(records.len());
        let mut previous = Digest::from_bytes(NO_PAYMENT);
        for (number, bytes) in (1_u16..).zip(records) {
            let shown = self
                .prove_record(object, bytes, known)
                .map_err(|why| of_record(why, number))?;
            let record = &shown.record;
            let defect = if record.card_id != object.card_id {
                Some(RecordDefect::OtherCard { number })
            } else if self.is_of_another_patent(record) {
                Some(RecordDefect::OtherPatent { number })
            } else if record.sequence != number {
                Some(RecordDefect::Gap {
                    number,
                    sequence: record.sequence,
                })
            } else if record.previous != previous {
                Some(RecordDefect::Chain { number })
            } else if proved
                .last()
                .is_some_and(|last| record.recorded_at < last.record.recorded_at)
            {
                Some(RecordDefect::Backwards { number })
            } else {
                None
            };
            if let Some(defect) = defect {
                return Err(Reason::PaymentRecords(defect));
            }
            previous = Digest::of(bytes);
            proved.push(shown);
        }
        Ok(Row::of(proved))
    }

    fn prove_record(
        &self,
        object: &SecurityObject,
        bytes: &[u8],
        known: &KnownSigners,
    ) -> Result<Proved, Untrusted> {
        let trust = self.verifier.trust;
        let (sign1, signer) = prove_signer(bytes, Typ::PaymentRecord, trust, Some(known))?;
        let record = PaymentRecord::decode(sign1.payload()).map_err(|error| match error {
            ModelError::UnsupportedVersion { version, .. } => {
                Untrusted::Newer(NewerFormat::Version(version))
            }
            error => Untrusted::Forged(ObjectDefect::Payload(error)),
        })?;
        let demand = Demand {
            role: Role::Payment,
            regions: &[object.region],
            environment: object.environment,
            signed_at: record.recorded_at,
        };
        signer.check(&demand, trust, self.circumstances.now)?;
        let mut revoked = None;
        if let Some(bundle) = self.verifier.bundle {
            let judged = bundle.judge(
                &signer,
                demand.role,
                demand.regions,
                Digest::of(bytes),
                demand.signed_at,
            );
            // A withdrawal takes the word from a record and makes no forgery of the card.
            revoked = judged.revoked;
            judged.unlisted.map_or(Ok(()), Err)?;
        }
        Ok(Proved { record, revoked })
    }

    fn is_of_another_patent(&self, record: &PaymentRecord) -> bool {
        self.card
            .patent
            .as_ref()
            .is_some_and(|patent| patent.number != record.patent_number)
    }
}

/// A record of an entitled signer.
struct Proved {
    record: PaymentRecord,
    /// Set when the signer's key was withdrawn so that the record counts for nothing.
    revoked: Option<Revoked>,
}

/// What a whole row of records comes to.
struct Row {
    /// The newest record, where its signer still stands.
    word: Option<PaymentRecord>,
    /// That records count for nothing because their signer was withdrawn.
    ignored: Option<Reason>,
}

impl Row {
    /// Only the newest record can count. Where it counts for nothing, no older one takes its place:
    /// the office had replaced that one by its own word.
    fn of(mut proved: Vec<Proved>) -> Self {
        let fallen = |shown: &Proved| Some((shown.revoked?, shown.record.recorded_at));
        let newest = proved.iter().rev().find_map(fallen);
        let count = proved.iter().filter_map(fallen).count();
        Self {
            ignored: newest.map(|(revoked, signed_at)| Reason::RecordsIgnored {
                count,
                revoked,
                signed_at,
            }),
            word: proved
                .pop()
                .filter(|shown| shown.revoked.is_none())
                .map(|shown| shown.record),
        }
    }
}

/// A forged record is a part of the card that was replaced; the other reasons are those of any object.
fn of_record(why: Untrusted, number: u16) -> Reason {
    match why {
        Untrusted::Forged(defect) => {
            Reason::PaymentRecords(RecordDefect::Forged { number, defect })
        }
        why => why.into(),
    }
}
