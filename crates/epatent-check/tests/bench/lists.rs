// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Lists in the trust directory that say something of the card.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use epatent_core::certificate::Role;
use epatent_core::list::{
    Annulment, AnnulmentCategory, CardStatus, ListHead, ListId, ListTimes, PaidThrough,
    PaidThroughList, StatusList,
};
use epatent_core::object::Environment;
use epatent_core::{CivilDate, UnixTime};
use epatent_sign::{sign_paid_through_snapshot, sign_status_list};
use epatent_testkit::lab::LabSigner;

use super::Bench;

/// Annulled in March 2025.
pub(crate) fn annulled() -> CardStatus {
    CardStatus::Annulled(Annulment {
        on: CivilDate::parse("2025-03-02").unwrap(),
        category: AnnulmentCategory::CONDITIONS,
    })
}

impl Bench {
    /// Puts a status list that says this of the card into the trust directory.
    pub(crate) fn give_status(&self, status: CardStatus) {
        let entries =
            Some((self.index(), status)).filter(|(_, status)| *status != CardStatus::Valid);
        let list = StatusList::new(self.head(), times(), entries).unwrap();
        let by = self.list_signer(Role::Status);
        let file = sign_status_list(&list, &by.certificate, &by.key).unwrap();
        self.put_list("status-77.cbor", &file);
    }

    /// Puts a paid-through list that says this last day of the card into the trust directory.
    pub(crate) fn give_paid_through(&self, through: &str) {
        let paid = PaidThrough::new(CivilDate::parse(through).unwrap());
        let list = PaidThroughList::new(self.head(), times(), [(self.index(), paid)]).unwrap();
        let by = self.list_signer(Role::Payment);
        let file = sign_paid_through_snapshot(&list, &by.certificate, &by.key).unwrap();
        self.put_list("paid-77.cbor", &file);
    }

    fn put_list(&self, name: &str, file: &[u8]) {
        let folder = self.path("trust/lists");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), file).unwrap();
    }

    fn list_signer(&self, role: Role) -> LabSigner {
        self.lab.signer_but(9, |request| request.roles = vec![role])
    }

    fn index(&self) -> u32 {
        u32::try_from(self.card.terms.status.index).unwrap()
    }

    fn head(&self) -> ListHead {
        let terms = &self.card.terms;
        ListHead {
            environment: Environment::Lab,
            id: ListId {
                region: terms.region,
                number: terms.status.list,
            },
            sequence: 1,
            size: 100,
        }
    }
}

/// Of this moment: a list of the past would be stale by the clock of this computer.
fn times() -> ListTimes {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let at = |seconds| UnixTime::from_seconds(seconds).unwrap();
    ListTimes {
        issued_at: at(now - 60),
        next_update: at(now + 86_400),
        expires: at(now + 14 * 86_400),
    }
}
