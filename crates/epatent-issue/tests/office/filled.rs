// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A register with issued cards in it, as production leaves them: patents 77 2600000000 and following,
//! whose indices in list 772026 are the same numbers.

use crate::Office;
use epatent_core::bundle::key_digest;
use epatent_core::certificate::{Certificate, PublicKey};
use epatent_core::object::{CardId, ChipKey, Digest};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};
use epatent_register::{
    Actor, Label, Location, NewBlank, NewPatent, Opaque, Register, Rules, Signing,
};
use epatent_sign::{FileKey, Signer};
use std::fs;

/// First day in force of every patent.
pub(crate) const FROM: &str = "2026-11-02";

/// The patent whose card has this index.
pub(crate) fn patent(index: u32) -> String {
    format!("77 26{index:08}")
}

/// The card with this index.
pub(crate) fn card(index: u32) -> CardId {
    CardId::from_bytes(u128::from(index).to_be_bytes())
}

/// Who changes the register beside the program.
pub(crate) fn actor() -> Actor {
    Actor {
        operator: Label::parse("1").unwrap(),
        station: Label::parse("station 1").unwrap(),
    }
}

impl Office {
    /// The register, opened beside the program.
    pub(crate) fn register(&self) -> Register {
        let location = Location::from(self.store("register.db").as_path());
        Register::open(&location).unwrap()
    }

    /// An office that issued so many cards.
    pub(crate) fn with_cards(count: u32) -> Self {
        let office = Self::new();
        office.issue_cards(0..count);
        office
    }

    /// Issues the cards with these indices, which are the next ones.
    pub(crate) fn issue_cards(&self, indices: std::ops::Range<u32>) {
        let mut register = self.register();
        let by = actor();
        let region = Region::parse("77").unwrap();
        let day = CivilDate::parse(FROM).unwrap();
        let at = UnixTime::parse("2026-11-02T09:00:00Z").unwrap();
        let blanks: Vec<NewBlank> = indices
            .clone()
            .map(|index| NewBlank {
                chip_id: Opaque(index.to_be_bytes().to_vec()),
                number: BlankNumber::parse(&format!("РА{index:07}")).unwrap(),
            })
            .collect();
        let certificate = fs::read_to_string(self.store("signers/77.crt.pem")).unwrap();
        let (_, certificate) = pem_rfc7468::decode_vec(certificate.as_bytes()).unwrap();
        let certificate = Certificate::parse(&certificate).unwrap();
        let signed_by = key_digest(certificate.public_key());
        let mut transaction = register.transaction(&by, at).unwrap();
        let note = Label::parse("delivery note 1").unwrap();
        let count = u32::try_from(blanks.len()).unwrap();
        transaction.receive(day, &note, count, &blanks).unwrap();
        transaction.commit().unwrap();
        for (index, blank) in indices.zip(&blanks) {
            let blank = register.blank_by_chip(&blank.chip_id).unwrap().unwrap();
            let mut transaction = register.transaction(&by, at).unwrap();
            let patent = transaction
                .register_patent(&NewPatent {
                    number: PatentNumber::parse(&patent(index)).unwrap(),
                    region,
                    application: None,
                    in_force_from: day,
                    latest_end: CivilDate::parse("2027-11-01").unwrap(),
                })
                .unwrap();
            let signing = Signing {
                attempt: transaction.take(patent, blank.key).unwrap(),
                card_id: card(index),
                chip_key: chip_key(),
                status: transaction.allocate(region, day).unwrap(),
                to_be_signed: Digest::of(&index.to_be_bytes()),
                signer: signed_by,
            };
            let card = transaction
                .intend_signature(&signing, &Rules::default())
                .unwrap();
            let files = Opaque(vec![1]);
            transaction
                .signature_made(card, Digest::of(b"manifest"), &files)
                .unwrap();
            transaction.begin_writing(card).unwrap();
            transaction.written(card).unwrap();
            transaction.issued(card).unwrap();
            transaction.commit().unwrap();
        }
        register.close().unwrap();
    }
}

/// The public key of a new chip.
fn chip_key() -> ChipKey {
    let key = FileKey::generate_p256(&mut rand::rng());
    match key.public_key() {
        PublicKey::P256(point) => ChipKey::from_sec1(&point).unwrap(),
        PublicKey::Ed25519(_) => panic!("a key of another curve"),
    }
}
