// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Lists and the trust bundle on their way to a device.
//!
//! Each list speaks against the card, so that a device that believed a changed one would be seen, and
//! so would one that called the card in force because it had lost the list.

use epatent_core::bundle::{Earlier, Withdrawal};
use epatent_core::list::{AnnulmentCategory, CardStatus};
use epatent_core::presentation::Presentation;
use epatent_verify::{
    KnownSigners, Lists, Policy, ProvedBundle, Reason, StatusRule, TrustStore, Verifier,
};

use super::{Share, Subject, answer};
use crate::common::at;
use crate::common::lists::{ListLab, annulled, paid, paid_list};

const ISSUED: &str = "2026-11-10T00:00:00Z";
/// A list that is refused is named.
const REFUSED: &[&str] = &["list-invalid"];
/// Changes that are refused leave the list before them in force, by which the patent has ended.
const BEFORE: &[&str] = &["tax-not-paid"];
const BUNDLE: &[&str] = &["signature-invalid", "format-newer"];

/// A device of a laboratory that demands one kind of list.
struct Device {
    lab: ListLab,
    trust: TrustStore,
    known: KnownSigners,
    card: Presentation,
}

impl Device {
    fn new(status: StatusRule, payment: StatusRule) -> Self {
        let mut lab = ListLab::new();
        lab.lab.policy = Policy {
            status,
            payment,
            ..Policy::default()
        };
        Self {
            trust: lab.lab.trust(),
            known: KnownSigners::new(),
            card: lab.lab.card(),
            lab,
        }
    }

    /// The answer of a device that is given these files in turn.
    fn judge(&self, files: &[&[u8]]) -> &'static str {
        let mut lists = Lists::new();
        let circumstances = &self.lab.lab.circumstances;
        for file in files {
            let _ = lists.import(file, &self.trust, circumstances.now);
        }
        let verifier = Verifier::new(&self.trust, &self.lab.lab.policy)
            .unwrap()
            .with_lists(&lists)
            .remembering(&self.known);
        answer(&verifier.verify(&self.card, circumstances))
    }
}

pub(super) fn all(share: &mut Share) {
    status(share);
    paid_through(share);
    bundle(share);
}

fn status(share: &mut Share) {
    let device = Device::new(StatusRule::Required, StatusRule::NotRequired);
    let status = annulled("2026-11-09", AnnulmentCategory::CONDITIONS);
    assert_eq!(
        device.judge(&[&device.lab.status_list(1, ISSUED, CardStatus::Valid)]),
        "in-force"
    );
    share.subject(&Subject {
        name: "status list",
        bytes: device.lab.status_list(1, ISSUED, status),
        stride: 1,
        genuine: "annulled",
        expected: REFUSED,
        judge: Box::new(|bytes| device.judge(&[bytes])),
    });
}

fn paid_through(share: &mut Share) {
    let device = Device::new(StatusRule::NotRequired, StatusRule::Required);
    let unpaid = paid_list(1, ISSUED, Some(paid("2026-11-08")));
    let later = paid_list(2, "2026-11-10T06:00:00Z", Some(paid("2026-12-08")));
    let snapshot = device.lab.snapshot(&unpaid);
    share.subject(&Subject {
        name: "paid-through list",
        bytes: snapshot.clone(),
        stride: 1,
        genuine: "tax-not-paid",
        expected: REFUSED,
        judge: Box::new(|bytes| device.judge(&[bytes])),
    });
    share.subject(&Subject {
        name: "paid-through changes",
        bytes: device.lab.delta(&unpaid, &later),
        stride: 1,
        genuine: "in-force",
        expected: BEFORE,
        judge: Box::new(|bytes| device.judge(&[&snapshot, bytes])),
    });
}

/// A bundle that withdraws the signer: no changed one is ever proved, so that none takes its place.
fn bundle(share: &mut Share) {
    let device = Device::new(StatusRule::NotRequired, StatusRule::NotRequired);
    let lab = &device.lab.lab;
    let mut bundle = lab.bundle();
    bundle.signers[0].withdrawal = Some(Withdrawal {
        since: at("2026-11-01T00:00:00Z"),
        earlier: Earlier::Good,
    });
    share.subject(&Subject {
        name: "trust bundle",
        bytes: lab.bundle_desk(30).sign(&bundle),
        stride: 1,
        genuine: "signer-revoked",
        expected: BUNDLE,
        judge: Box::new(|bytes| {
            let proved = match ProvedBundle::prove(bytes, &device.trust, lab.circumstances.now) {
                Ok(proved) => proved,
                Err(why) => return Reason::from(why).code().as_str(),
            };
            let verifier = Verifier::new(&device.trust, &lab.policy)
                .unwrap()
                .under(&proved);
            answer(&verifier.verify(&device.card, &lab.circumstances))
        }),
    });
}
