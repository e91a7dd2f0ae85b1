// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Genuine cards beside lists and payment records.

use epatent_core::UnixTime;
use epatent_core::bundle::{Earlier, ListedSigner, Withdrawal};
use epatent_core::certificate::Role;
use epatent_core::chip_proof::NO_PAYMENT;
use epatent_core::cose::Typ;
use epatent_core::list::{AnnulmentCategory, CardStatus, PaidThrough};
use epatent_core::object::{Digest, StatusReference};
use epatent_core::payment::{PaymentRecord, file_of};

use super::super::bundle::{bundle, listed};
use super::super::forge::{Bench, prove_head, signed as by_key};
use super::super::list::{ISSUED_AT, NUMBER, annulled, day, payments, signed, signer, statuses};
use super::super::payment::{record, sign};
use super::checked;
use crate::cards::TestCard;
use crate::fixed;
use crate::lab::LabSigner;
use crate::vectors::VerdictVector;

/// The index of the card.
const INDEX: u32 = 41;

struct Office {
    card: TestCard,
    status: LabSigner,
    payment: LabSigner,
}

impl Office {
    fn status_list(&self, issued_at: &str, status: CardStatus) -> Vec<u8> {
        let entries = Some((INDEX, status)).filter(|(_, status)| *status != CardStatus::Valid);
        let list = statuses(issued_at, entries);
        signed(&self.status, Typ::StatusList, fixed(list.encode()))
    }

    fn paid_list(&self, issued_at: &str, paid: Option<PaidThrough>) -> Vec<u8> {
        let list = payments(issued_at, paid.map(|paid| (INDEX, paid)));
        let snapshot = fixed(list.encode_snapshot());
        signed(&self.payment, Typ::PaidThroughSnapshot, snapshot)
    }

    /// The lists of a day, fresh at the check.
    fn lists(&self, status: CardStatus, through: Option<&str>) -> Vec<Vec<u8>> {
        let paid = through.map(|through| PaidThrough::new(day(through)));
        vec![
            self.status_list(ISSUED_AT, status),
            self.paid_list(ISSUED_AT, paid),
        ]
    }

    fn record(
        &self,
        before: Option<&(PaymentRecord, Vec<u8>)>,
        through: &str,
        recorded_at: &str,
    ) -> (PaymentRecord, Vec<u8>) {
        let next = record(&self.card, before, through, recorded_at);
        let signed = sign(&self.payment, &next);
        (next, signed)
    }

    /// The answer to the card with these records beside these lists, where both are demanded.
    fn vector(
        &self,
        (name, comment): (&str, &str),
        lists: &[Vec<u8>],
        records: &[Vec<u8>],
        verdict: &str,
        findings: &[&str],
    ) -> VerdictVector {
        let mut shown = self.card.presentation();
        let newest = records.last().map(|record| *Digest::of(record).as_bytes());
        let head = newest.unwrap_or(NO_PAYMENT);
        prove_head(&mut shown, &self.card.chip, &self.card, head);
        if !records.is_empty() {
            shown.payments = file_of(records.iter().map(Vec::as_slice));
        }
        let mut vector = checked(name, comment, &shown, verdict, findings);
        vector.lists = lists.iter().map(hex::encode).collect();
        "required".clone_into(&mut vector.policy.status);
        vector.policy.payment = Some("required".to_owned());
        vector
    }
}

pub(super) fn vectors(bench: &Bench) -> Vec<VerdictVector> {
    let office = Office {
        card: bench.card_but(bench.rakhimov(), |terms| {
            terms.status = StatusReference {
                list: NUMBER,
                index: INDEX.into(),
            };
        }),
        status: signer(bench, Role::Status),
        payment: signer(bench, Role::Payment),
    };
    let mut vectors = by_status(&office);
    vectors.extend(by_payment(&office));
    vectors.extend(by_record(&office));
    vectors.extend(by_fallen_record(bench, &office));
    vectors
}

fn by_status(office: &Office) -> Vec<VerdictVector> {
    let of = |name, status, verdict, findings: &[&str]| {
        let lists = office.lists(status, Some("2027-01-01"));
        office.vector(name, &lists, &[], verdict, findings)
    };
    let good = office.lists(CardStatus::Valid, Some("2027-01-01"));
    let stale = [
        office.status_list("2026-11-18T00:00:00Z", CardStatus::Valid),
        office.paid_list(ISSUED_AT, Some(PaidThrough::new(day("2027-01-01")))),
    ];
    let mut forged = good;
    if let Some(last) = forged.first_mut().and_then(|list| list.last_mut()) {
        *last ^= 1;
    }
    vec![
        of(
            (
                "verdict_lists_in_force",
                "Nothing against the card, and paid for.",
            ),
            CardStatus::Valid,
            "in-force",
            &["in-force"],
        ),
        of(
            ("verdict_annulled", "Annulled the day before."),
            annulled("2026-11-19", AnnulmentCategory::CONDITIONS),
            "refused",
            &["annulled"],
        ),
        of(
            (
                "verdict_superseded",
                "A newer card of the same patent exists.",
            ),
            CardStatus::Superseded,
            "refused",
            &["superseded"],
        ),
        of(
            (
                "verdict_suspended",
                "A block that can be lifted is no refusal.",
            ),
            CardStatus::Suspended,
            "undetermined",
            &["suspended"],
        ),
        office.vector(
            (
                "verdict_status_stale",
                "A list for which a newer one should be there.",
            ),
            &stale,
            &[],
            "undetermined",
            &["status-stale"],
        ),
        office.vector(
            (
                "verdict_status_list_forged",
                "A list with a wrong signature is ignored, and that is told.",
            ),
            &forged,
            &[],
            "undetermined",
            &["list-invalid"],
        ),
        office.vector(
            ("verdict_lists_missing", "Without lists nothing is green."),
            &[],
            &[],
            "undetermined",
            &["status-missing", "payment-unknown"],
        ),
    ]
}

fn by_payment(office: &Office) -> Vec<VerdictVector> {
    let of = |name, through, verdict, findings: &[&str]| {
        let lists = office.lists(CardStatus::Valid, through);
        office.vector(name, &lists, &[], verdict, findings)
    };
    vec![
        of(
            (
                "verdict_paid_to_the_day",
                "The last paid day belongs to the term.",
            ),
            Some("2026-11-20"),
            "in-force",
            &["expires-soon", "in-force"],
        ),
        of(
            (
                "verdict_tax_not_paid",
                "Paid through the day before yesterday, by a list of today.",
            ),
            Some("2026-11-18"),
            "refused",
            &["tax-not-paid"],
        ),
        of(
            (
                "verdict_payment_unknown",
                "The list has no entry for the patent yet.",
            ),
            None,
            "undetermined",
            &["payment-unknown"],
        ),
    ]
}

fn by_record(office: &Office) -> Vec<VerdictVector> {
    let paid = office.lists(CardStatus::Valid, Some("2027-01-01"));
    let first = office.record(None, "2026-12-01", "2026-11-03T09:00:00Z");
    let second = office.record(Some(&first), "2027-01-01", "2026-11-04T09:00:00Z");
    let (first, second) = (first.1, second.1);
    let promise = office.record(None, "2027-02-01", "2026-11-04T09:00:00Z");
    let late = office.record(None, "2026-12-20", "2026-11-20T09:00:00Z");
    let ended = office.lists(CardStatus::Valid, Some("2026-11-18"));
    vec![
        office.vector(
            (
                "verdict_records_agree",
                "Two records, and a list that says the same.",
            ),
            &paid,
            &[first, second.clone()],
            "in-force",
            &["in-force"],
        ),
        office.vector(
            (
                "verdict_record_dropped",
                "The second record without the first.",
            ),
            &paid,
            &[second],
            "refused",
            &["digest-mismatch"],
        ),
        office.vector(
            (
                "verdict_record_promises_more",
                "A chip that promises more than the newer list.",
            ),
            &paid,
            &[promise.1],
            "undetermined",
            &["payment-conflict"],
        ),
        office.vector(
            (
                "verdict_record_of_a_late_payment",
                "A payment after the end does not revive.",
            ),
            &ended,
            &[late.1],
            "refused",
            &["tax-not-paid", "payment-conflict"],
        ),
    ]
}

/// Records of a payment key that was withdrawn, beside lists of the key after it.
fn by_fallen_record(bench: &Bench, office: &Office) -> Vec<VerdictVector> {
    let stolen = bench.signer_but(|request| {
        request.roles = vec![Role::Payment];
        request.not_after = fixed(UnixTime::parse("2027-06-30T23:59:59Z"));
    });
    let under = |earlier: Earlier, vector: VerdictVector| {
        let mut bundle = bundle(bench);
        // The lists of these vectors have a lower sequence than the bundle names.
        bundle.lists.clear();
        bundle.signers.extend([
            listed(&office.status, Role::Status),
            listed(&office.payment, Role::Payment),
            ListedSigner {
                withdrawal: Some(Withdrawal {
                    since: fixed(UnixTime::parse("2026-11-15T00:00:00Z")),
                    earlier,
                }),
                ..listed(&stolen, Role::Payment)
            },
        ]);
        bundle.signers.sort_by_key(|signer| signer.certificate);
        let payload = fixed(bundle.encode());
        VerdictVector {
            bundle: Some(by_key(&bench.bundle_signer, Typ::TrustBundle, &payload)),
            ..vector
        }
    };
    let by_stolen = |through, recorded_at| {
        let next = record(&office.card, None, through, recorded_at);
        let signed = sign(&stolen, &next);
        (next, signed)
    };
    let of = |name, earlier, through, records: &[Vec<u8>], verdict, findings: &[&str]| {
        let lists = office.lists(CardStatus::Valid, through);
        under(
            earlier,
            office.vector(name, &lists, records, verdict, findings),
        )
    };
    let before = by_stolen("2027-01-01", "2026-11-03T09:00:00Z");
    let after = by_stolen("2027-01-01", "2026-11-16T09:00:00Z");
    let promise = by_stolen("2027-02-01", "2026-11-20T08:00:00Z");
    let next = office.record(Some(&before), "2027-01-01", "2026-11-17T09:00:00Z");
    vec![
        of(
            (
                "verdict_record_of_a_key_withdrawn_wholly",
                "The record counts for nothing, and the holder is not at fault: the list says until when is paid.",
            ),
            Earlier::Falls,
            Some("2027-01-01"),
            std::slice::from_ref(&before.1),
            "in-force",
            &["signer-revoked", "in-force"],
        ),
        of(
            (
                "verdict_record_of_a_key_withdrawn_later",
                "A record of before the theft stays good, which is nothing to tell.",
            ),
            Earlier::Good,
            Some("2027-01-01"),
            std::slice::from_ref(&before.1),
            "in-force",
            &["in-force"],
        ),
        of(
            (
                "verdict_record_of_a_key_withdrawn_before",
                "The office used the key until the theft was noticed: the record counts for nothing.",
            ),
            Earlier::Good,
            Some("2027-01-01"),
            std::slice::from_ref(&after.1),
            "in-force",
            &["signer-revoked", "in-force"],
        ),
        of(
            (
                "verdict_record_of_a_thief_extends_nothing",
                "Newer than the list and with a later day, and the key is the thief's.",
            ),
            Earlier::Falls,
            None,
            &[promise.1],
            "undetermined",
            &["payment-unknown", "signer-revoked"],
        ),
        of(
            (
                "verdict_record_after_one_of_a_withdrawn_key",
                "The newest record is of the new key and counts; the one before it does not.",
            ),
            Earlier::Falls,
            Some("2027-01-01"),
            &[before.1, next.1],
            "in-force",
            &["signer-revoked", "in-force"],
        ),
    ]
}
