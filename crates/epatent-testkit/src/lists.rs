// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An office that gives lists: a status and a paid-through list of one region, and what a bundle says of
//! them.

use epatent_core::bundle::{FileName, ListKind, ListReference, ListedSigner};
use epatent_core::certificate::Role;
use epatent_core::list::{
    CardStatus, ListHead, ListId, ListTimes, PaidThrough, PaidThroughDelta, PaidThroughList,
    StatusList,
};
use epatent_core::object::{Digest, Environment};
use epatent_core::{Region, UnixTime};
use epatent_sign::{sign_paid_through_delta, sign_paid_through_snapshot, sign_status_list};

use crate::fixed;
use crate::lab::{Lab, LabSigner};

/// How many indices its lists have.
pub const SIZE: u32 = 100;
const SECONDS_A_DAY: u64 = 86_400;

/// The signers of the lists of one region, and which lists they are.
pub struct ListOffice {
    /// Signs status lists.
    pub status: LabSigner,
    /// Signs paid-through lists.
    pub payment: LabSigner,
    /// Which lists.
    pub id: ListId,
}

impl ListOffice {
    /// The office of region 77 with the lists of this number.
    #[must_use]
    pub fn new(lab: &Lab, number: u64) -> Self {
        let signer = |seed, role| lab.signer_but(seed, |request| request.roles = vec![role]);
        Self {
            status: signer(81, Role::Status),
            payment: signer(82, Role::Payment),
            id: ListId {
                region: fixed(Region::parse("77")),
                number,
            },
        }
    }

    fn head(&self, sequence: u64) -> ListHead {
        ListHead {
            environment: Environment::Lab,
            id: self.id,
            sequence,
            size: SIZE,
        }
    }

    /// A status list in which these indices are not simply valid, good for a day.
    #[must_use]
    pub fn status_list(
        &self,
        sequence: u64,
        issued_at: UnixTime,
        entries: &[(u32, CardStatus)],
    ) -> Vec<u8> {
        let entries = entries.iter().copied();
        let list = fixed(StatusList::new(
            self.head(sequence),
            times(issued_at),
            entries,
        ));
        fixed(sign_status_list(
            &list,
            &self.status.certificate,
            &self.status.key,
        ))
    }

    /// A state of the paid-through list.
    #[must_use]
    pub fn paid(
        &self,
        sequence: u64,
        issued_at: UnixTime,
        entries: &[(u32, PaidThrough)],
    ) -> PaidThroughList {
        let entries = entries.iter().copied();
        fixed(PaidThroughList::new(
            self.head(sequence),
            times(issued_at),
            entries,
        ))
    }

    /// The signed snapshot of a state.
    #[must_use]
    pub fn snapshot(&self, list: &PaidThroughList) -> Vec<u8> {
        let by = &self.payment;
        fixed(sign_paid_through_snapshot(list, &by.certificate, &by.key))
    }

    /// The signed changes between two states.
    #[must_use]
    pub fn delta(&self, old: &PaidThroughList, new: &PaidThroughList) -> Vec<u8> {
        let by = &self.payment;
        let delta = fixed(PaidThroughDelta::between(old, new));
        fixed(sign_paid_through_delta(&delta, &by.certificate, &by.key))
    }

    /// What a bundle says of the signers.
    #[must_use]
    pub fn signers(&self) -> Vec<ListedSigner> {
        [(&self.status, Role::Status), (&self.payment, Role::Payment)]
            .map(|(signer, role)| ListedSigner {
                certificate: Digest::of(signer.certificate.der()),
                roles: vec![role],
                regions: vec![self.id.region],
                withdrawal: None,
            })
            .to_vec()
    }

    /// What a bundle says of the lists: `status-77.cbor` and `paid-77.cbor`, at least of these sequences.
    #[must_use]
    pub fn references(&self, status: u64, paid_through: u64) -> Vec<ListReference> {
        [
            (ListKind::Status, "status-77.cbor", status),
            (ListKind::PaidThrough, "paid-77.cbor", paid_through),
        ]
        .map(|(kind, name, sequence)| ListReference {
            kind,
            region: self.id.region,
            list: self.id.number,
            name: fixed(FileName::parse(name)),
            sequence,
        })
        .to_vec()
    }
}

/// Good for a day, and its own word for two weeks.
fn times(issued_at: UnixTime) -> ListTimes {
    let later = |days| {
        fixed(UnixTime::from_seconds(
            issued_at.seconds() + days * SECONDS_A_DAY,
        ))
    };
    ListTimes {
        issued_at,
        next_update: later(1),
        expires: later(14),
    }
}
