// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Lists and payment records of the laboratory.

use epatent_core::certificate::{Certificate, Role};
use epatent_core::chip_proof::NO_PAYMENT;
use epatent_core::list::{
    Annulment, AnnulmentCategory, CardStatus, ListHead, ListId, ListTimes, PaidThrough,
    PaidThroughDelta, PaidThroughList, StatusList,
};
use epatent_core::object::{Digest, Environment};
use epatent_core::payment::{PaymentRecord, file_of};
use epatent_core::presentation::Presentation;
use epatent_core::{CivilDate, UnixTime};
use epatent_sign::authority::issue_signer;
use epatent_sign::{
    FileKey, Signer, sign_paid_through_delta, sign_paid_through_snapshot, sign_payment_record,
    sign_status_list,
};
use epatent_verify::{Imported, ListError, Lists, Policy, Report, Verifier};

use super::{
    Kind, Lab, at, contents, day, object_of, prove_head, region, rng, signer_request, text,
};

/// The index of the laboratory's card.
pub(crate) const INDEX: u32 = 41;
/// How many indices its lists have.
pub(crate) const SIZE: u32 = 100;

pub(crate) fn head(sequence: u64) -> ListHead {
    ListHead {
        environment: Environment::Lab,
        id: ListId {
            region: region("77"),
            number: 772_026,
        },
        sequence,
        size: SIZE,
    }
}

/// Issued at this time, with a newer one a day later and an end after two weeks.
pub(crate) fn times(issued_at: UnixTime) -> ListTimes {
    let later = |days: u64| UnixTime::from_seconds(issued_at.seconds() + days * 86_400).unwrap();
    ListTimes {
        issued_at,
        next_update: later(1),
        expires: later(14),
    }
}

pub(crate) fn annulled(on: &str, category: AnnulmentCategory) -> CardStatus {
    CardStatus::Annulled(Annulment {
        on: day(on),
        category,
    })
}

pub(crate) fn paid(through: &str) -> PaidThrough {
    PaidThrough::new(day(through))
}

/// A signer of lists or records.
pub(crate) struct ListSigner {
    pub(crate) certificate: Vec<u8>,
    pub(crate) key: FileKey,
}

/// A laboratory with signers of lists, and the lists of a device.
pub(crate) struct ListLab {
    pub(crate) lab: Lab,
    pub(crate) status: ListSigner,
    pub(crate) payment: ListSigner,
    pub(crate) lists: Lists,
}

impl ListLab {
    pub(crate) fn new() -> Self {
        let mut lab = Lab::new();
        lab.policy = Policy::default();
        Self {
            status: list_signer(&lab, &[Role::Status], "77", 11),
            payment: list_signer(&lab, &[Role::Payment], "77", 12),
            lists: Lists::new(),
            lab,
        }
    }

    /// With fresh lists in which the card is valid and paid through this day.
    pub(crate) fn with_lists(status: CardStatus, through: Option<&str>) -> Self {
        let mut lab = Self::new();
        lab.give_status("2026-11-10T00:00:00Z", status);
        lab.give_paid("2026-11-10T00:00:00Z", through.map(paid));
        lab
    }

    pub(crate) fn give_status(&mut self, issued_at: &str, status: CardStatus) {
        let list = self.status_list(1, issued_at, status);
        self.import(&list).unwrap();
    }

    pub(crate) fn give_paid(&mut self, issued_at: &str, paid: Option<PaidThrough>) {
        let list = self.snapshot(&paid_list(1, issued_at, paid));
        self.import(&list).unwrap();
    }

    pub(crate) fn import(&mut self, list: &[u8]) -> Result<Imported, ListError> {
        let now = self.lab.circumstances.now;
        self.lists.import(list, &self.lab.trust(), now)
    }

    pub(crate) fn status_list(&self, sequence: u64, at_time: &str, status: CardStatus) -> Vec<u8> {
        let entries = [(INDEX, status)]
            .into_iter()
            .filter(|(_, status)| *status != CardStatus::Valid);
        let list = StatusList::new(head(sequence), times(at(at_time)), entries).unwrap();
        self.sign_status(&list, &self.status)
    }

    pub(crate) fn sign_status(&self, list: &StatusList, by: &ListSigner) -> Vec<u8> {
        let certificate = Certificate::parse(&by.certificate).unwrap();
        sign_status_list(list, &certificate, &by.key).unwrap()
    }

    pub(crate) fn snapshot(&self, list: &PaidThroughList) -> Vec<u8> {
        let certificate = Certificate::parse(&self.payment.certificate).unwrap();
        sign_paid_through_snapshot(list, &certificate, &self.payment.key).unwrap()
    }

    pub(crate) fn delta(&self, old: &PaidThroughList, new: &PaidThroughList) -> Vec<u8> {
        self.delta_by(old, new, &self.payment)
    }

    pub(crate) fn delta_by(
        &self,
        old: &PaidThroughList,
        new: &PaidThroughList,
        by: &ListSigner,
    ) -> Vec<u8> {
        let certificate = Certificate::parse(&by.certificate).unwrap();
        let delta = PaidThroughDelta::between(old, new).unwrap();
        sign_paid_through_delta(&delta, &certificate, &by.key).unwrap()
    }

    /// A record for the laboratory's card, signed.
    pub(crate) fn record(&self, record: &PaymentRecord) -> Vec<u8> {
        self.record_by(record, &self.payment)
    }

    pub(crate) fn record_by(&self, record: &PaymentRecord, by: &ListSigner) -> Vec<u8> {
        let certificate = Certificate::parse(&by.certificate).unwrap();
        let regions = certificate.regions().to_vec();
        sign_payment_record(record, regions[0], Environment::Lab, &certificate, &by.key).unwrap()
    }

    /// Puts records on a card, whose chip then signs the hash of the newest.
    pub(crate) fn put_records(&self, card: &mut Presentation, records: &[Vec<u8>]) {
        card.payments = file_of(records.iter().map(Vec::as_slice));
        let newest = records.last().map(|record| *Digest::of(record).as_bytes());
        prove_head(card, &self.lab.chip, newest.unwrap_or(NO_PAYMENT));
    }

    pub(crate) fn check(&self, card: &Presentation) -> Report {
        let trust = self.lab.trust();
        Verifier::new(&trust, &self.lab.policy)
            .unwrap()
            .with_lists(&self.lists)
            .verify(card, &self.lab.circumstances)
    }

    pub(crate) fn check_card(&self) -> Report {
        self.check(&self.lab.card())
    }

    pub(crate) fn on(&mut self, date: CivilDate, now: &str) -> &mut Self {
        self.lab.circumstances.date = date;
        self.lab.circumstances.now = at(now);
        self
    }
}

pub(crate) fn list_signer(lab: &Lab, roles: &[Role], code: &str, seed: u64) -> ListSigner {
    let key = Kind::Ed25519.key(seed);
    let mut request = signer_request();
    request.roles = roles.to_vec();
    request.regions = vec![region(code)];
    let root = Certificate::parse(&lab.root).unwrap();
    let public = key.public_key();
    let certificate =
        issue_signer(&request, &public, &root, &lab.root_key, &mut rng(seed)).unwrap();
    ListSigner { certificate, key }
}

pub(crate) fn paid_list(
    sequence: u64,
    issued_at: &str,
    paid: Option<PaidThrough>,
) -> PaidThroughList {
    let entries = paid.map(|paid| (INDEX, paid));
    PaidThroughList::new(head(sequence), times(at(issued_at)), entries).unwrap()
}

/// The first record of the laboratory's card.
pub(crate) fn first_record(lab: &Lab, through: &str, recorded_at: &str) -> PaymentRecord {
    PaymentRecord {
        card_id: object_of(&lab.card()).card_id,
        patent_number: contents().patent.number,
        sequence: 1,
        previous: Digest::from_bytes(NO_PAYMENT),
        paid: paid(through),
        recorded_at: at(recorded_at),
        receipt: text("УИП 1"),
    }
}

/// The record after another one.
pub(crate) fn next_record(
    record: &PaymentRecord,
    signed: &[u8],
    through: &str,
    recorded_at: &str,
) -> PaymentRecord {
    PaymentRecord {
        sequence: record.sequence + 1,
        previous: Digest::of(signed),
        paid: paid(through),
        recorded_at: at(recorded_at),
        ..record.clone()
    }
}
