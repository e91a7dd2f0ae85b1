// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payment records on a card whose signer was withdrawn: they count for nothing, and the holder of the
//! card is not at fault.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::lists::{ListLab, ListSigner, first_record, list_signer, next_record};
use common::under_bundle::{bundle, listed, under, withdraw};
use common::{assert_answer, assert_refused, assert_undetermined, at};
use epatent_core::bundle::{Earlier, TrustBundle};
use epatent_core::certificate::Role;
use epatent_core::list::CardStatus;
use epatent_core::object::{CardId, Digest};
use epatent_core::payment::PaymentRecord;
use epatent_verify::{
    CheckId, Code, Colour, Outcome, PaymentSource, Reason, RecordDefect, Report, Revocation,
    Verdict,
};

/// When the stolen key stopped to be the office's own.
const SINCE: &str = "2026-11-06T00:00:00Z";

/// A laboratory whose lists are of the new payment key, and whose records were of the old one.
struct Theft {
    lab: ListLab,
    stolen: ListSigner,
    bundle: TrustBundle,
}

impl Theft {
    /// The list says this of the card, and the bundle that of what the stolen key signed before.
    fn new(listed_through: Option<&str>, earlier: &Earlier) -> Self {
        let lab = ListLab::with_lists(CardStatus::Valid, listed_through);
        let stolen = list_signer(&lab.lab, &[Role::Payment], "77", 13);
        let mut bundle = bundle(&lab);
        bundle.signers.push(listed(&stolen, Role::Payment));
        bundle.signers.sort_by_key(|signer| signer.certificate);
        withdraw(&mut bundle, &stolen, SINCE, earlier);
        Self {
            lab,
            stolen,
            bundle,
        }
    }

    fn by_stolen(&self, record: &PaymentRecord) -> Vec<u8> {
        self.lab.record_by(record, &self.stolen)
    }

    /// The answer to the card with these records.
    fn answer(&self, records: &[Vec<u8>]) -> Report {
        let mut card = self.lab.lab.card();
        self.lab.put_records(&mut card, records);
        under(&self.lab, &self.bundle, &card)
    }

    fn of_one(&self, through: &str, recorded_at: &str) -> Report {
        let record = first_record(&self.lab.lab, through, recorded_at);
        self.answer(&[self.by_stolen(&record)])
    }
}

fn codes(report: &Report) -> Vec<(Code, Colour)> {
    report
        .findings
        .iter()
        .map(|finding| (finding.code, finding.colour))
        .collect()
}

// shows: EPC-PAID-14
#[test]
fn honest_cards_stay_green_when_the_payment_key_of_their_records_is_withdrawn() {
    let other = Earlier::Listed(vec![Digest::of(b"another record")]);
    for (recorded_at, earlier, why) in [
        (
            "2026-11-05T00:00:00Z",
            Earlier::Falls,
            Revocation::SignedBefore,
        ),
        ("2026-11-05T00:00:00Z", other, Revocation::SignedBefore),
        // The office used the key until the theft was noticed.
        (SINCE, Earlier::Good, Revocation::SignedAfter),
    ] {
        let theft = Theft::new(Some("2026-12-01"), &earlier);
        let report = theft.of_one("2026-12-01", recorded_at);
        let expected = [
            (Code::SignerRevoked, Colour::Info),
            (Code::InForce, Colour::Green),
        ];
        assert_eq!(codes(&report), expected, "{why:?}");
        assert_eq!(report.verdict, Verdict::InForce);
        let record = report.check(CheckId::PaymentLog).unwrap();
        assert_eq!(record.outcome, Outcome::Passed);
        let Reason::RecordsIgnored {
            count,
            revoked,
            signed_at,
        } = report.findings[0].reason
        else {
            panic!("{:?}", report.findings)
        };
        assert_eq!(count, 1);
        assert_eq!((revoked.since, revoked.why), (at(SINCE), why));
        assert_eq!(signed_at, at(recorded_at));
    }
}

// shows: EPC-PAID-14
/// Whatever a thief of the key writes, the answer is that of a card without records.
#[test]
fn a_record_of_a_withdrawn_key_makes_nothing_greener_and_nothing_redder() {
    let mut compared = 0;
    for listed_through in [
        None,
        Some("2026-11-08"),
        Some("2026-11-10"),
        Some("2026-12-01"),
    ] {
        let theft = Theft::new(listed_through, &Earlier::Falls);
        let without = theft.answer(&[]);
        for through in ["2026-11-01", "2026-11-10", "2026-12-01", "2027-10-01"] {
            // Before and after the list of 10 November, and weeks after the clock of the device.
            for recorded_at in [
                "2026-11-05T00:00:00Z",
                "2026-11-10T08:00:00Z",
                "2026-12-24T00:00:00Z",
            ] {
                let report = theft.of_one(through, recorded_at);
                let mut expected = codes(&without);
                expected.push((Code::SignerRevoked, Colour::Info));
                expected.sort_by_key(|(code, colour)| (std::cmp::Reverse(*colour), *code));
                let at = format!("{listed_through:?} {through} {recorded_at}");
                assert_eq!(codes(&report), expected, "{at}");
                assert_eq!(report.verdict, without.verdict, "{at}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 48);
}

// shows: EPC-PAID-14
#[test]
fn only_the_newest_record_can_count_and_only_under_a_key_that_stands() {
    // The list has nothing, so that a record of after it decides where it counts.
    let theft = Theft::new(None, &Earlier::Falls);
    let first = first_record(&theft.lab.lab, "2026-11-20", "2026-11-10T07:00:00Z");
    let (stolen_first, own_first) = (theft.by_stolen(&first), theft.lab.record(&first));

    let second = next_record(&first, &stolen_first, "2026-12-20", "2026-11-10T08:00:00Z");
    let report = theft.answer(&[stolen_first, theft.lab.record(&second)]);
    assert_eq!(report.verdict, Verdict::InForce);
    let Some(Reason::InForce { paid, .. }) = report.findings.last().map(|found| &found.reason)
    else {
        panic!("{:?}", report.findings)
    };
    assert_eq!(paid.unwrap().source, PaymentSource::Record);
    assert!(report.finding(Code::SignerRevoked).is_some());

    let second = next_record(&first, &own_first, "2026-12-20", "2026-11-10T08:00:00Z");
    let report = theft.answer(&[own_first, theft.by_stolen(&second)]);
    assert_answer(&report, Verdict::Undetermined, Code::PaymentUnknown);
}

#[test]
fn a_withdrawal_excuses_nothing_else_of_a_record() {
    let theft = Theft::new(Some("2026-12-01"), &Earlier::Falls);
    let mut moved = first_record(&theft.lab.lab, "2026-12-01", "2026-11-05T00:00:00Z");
    moved.card_id = CardId::from_bytes([8; 16]);
    let report = theft.answer(&[theft.by_stolen(&moved)]);
    assert_refused(&report, Code::DigestMismatch);
    let number = 1;
    assert_eq!(
        report.findings[0].reason,
        Reason::PaymentRecords(RecordDefect::OtherCard { number })
    );

    let stolen = Digest::of(&theft.stolen.certificate);
    let mut elsewhere = Theft::new(Some("2026-12-01"), &Earlier::Falls);
    for signer in &mut elsewhere.bundle.signers {
        if signer.certificate == stolen {
            signer.roles = vec![Role::Status];
        }
    }
    let report = elsewhere.of_one("2026-12-01", "2026-11-05T00:00:00Z");
    assert_refused(&report, Code::SignerNotEntitled);

    let mut unlisted = Theft::new(Some("2026-12-01"), &Earlier::Falls);
    unlisted
        .bundle
        .signers
        .retain(|signer| signer.certificate != stolen);
    let report = unlisted.of_one("2026-12-01", "2026-11-05T00:00:00Z");
    assert_undetermined(&report, Code::IssuerUnknown);
}
