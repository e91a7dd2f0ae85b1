// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the tests of this crate share: a person, terms, an authority.

use epatent_core::certificate::{Certificate, Role};
use epatent_core::group::{
    Holder, IdentityDocument, ImageFormat, Patent, Permission, Portrait, Remarks,
};
use epatent_core::object::{CardId, ChipKey, Environment, StatusReference};
use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, PatentNumber, Region, Sex, Text, UnixTime,
};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::authority::{RootRequest, SignerRequest, Subject, issue_signer, self_signed_root};
use crate::{CardContents, FileKey, IssueTerms, Signer};

pub(crate) fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

pub(crate) fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

pub(crate) fn contents() -> CardContents {
    let text = |text| Text::parse(text).unwrap();
    CardContents {
        holder: Holder {
            surname: Some(text("Рахимов")),
            given_name: Some(text("Фаррух")),
            patronymic: None,
            surname_latin: Some(text("RAKHIMOV")),
            given_name_latin: None,
            birth_date: BirthDate::parse("1988-04").unwrap(),
            sex: Sex::Male,
            citizenship: Country::parse("TJK").unwrap(),
            identity_document: IdentityDocument {
                number: text("401234567"),
                issuing_state: None,
                issued_on: None,
            },
            inn: None,
        },
        portrait: Portrait {
            format: ImageFormat::Jpeg,
            image: vec![0x5A; 14_000],
        },
        patent: Patent {
            number: PatentNumber::from_parts("77", "2600012345").unwrap(),
            blank_number: BlankNumber::parse("ВН1234567").unwrap(),
            issued_on: CivilDate::from_ymd(2026, 11, 2).unwrap(),
            issuing_body: text("ГУ МВД России по г. Москве"),
        },
        permission: Permission {
            region: region("77"),
            territory: None,
            professions: vec![text("Бетонщик")],
        },
        remarks: Remarks {
            replacement_index: 0,
            replaces: None,
            remarks: Vec::new(),
        },
    }
}

pub(crate) fn terms() -> IssueTerms {
    // The base point of P-256 (SP 800-186 section 3.2.1.3) is as good a public key as any.
    let point = hex_literal::hex!(
        "04"
        "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
        "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"
    );
    IssueTerms {
        environment: Environment::Lab,
        card_id: CardId::from_bytes([7; 16]),
        replacement_index: 0,
        signed_at: at("2026-11-02T09:00:00Z"),
        in_force_from: CivilDate::from_ymd(2026, 11, 2).unwrap(),
        latest_end: CivilDate::from_ymd(2027, 11, 1).unwrap(),
        status: StatusReference {
            list: 772_026,
            index: 41,
        },
        chip_key: ChipKey::from_sec1(&point).unwrap(),
        card_access: vec![0x31, 0x00],
        region: region("77"),
    }
}

/// Which kind of key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Ed25519,
    P256,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Ed25519, Self::P256];

    pub(crate) fn key(self, seed: u64) -> FileKey {
        match self {
            Self::Ed25519 => FileKey::generate_ed25519(&mut rng(seed)),
            Self::P256 => FileKey::generate_p256(&mut rng(seed)),
        }
    }
}

/// A root and one signer under it.
pub(crate) struct Office {
    pub(crate) root: Certificate,
    pub(crate) root_key: FileKey,
    pub(crate) signer: Certificate,
    pub(crate) signer_key: FileKey,
}

pub(crate) fn root_request() -> RootRequest {
    RootRequest {
        subject: Subject {
            common_name: "Лабораторный корень".to_owned(),
            organization: Some("Electronic patent card lab".to_owned()),
            country: Some("RU".to_owned()),
        },
        environment: Environment::Lab,
        not_before: at("2025-01-01T00:00:00Z"),
        not_after: at("2059-12-31T23:59:59Z"),
    }
}

pub(crate) fn signer_request() -> SignerRequest {
    SignerRequest {
        subject: Subject::named("Lab signer 77"),
        roles: vec![Role::Document],
        regions: vec![region("77")],
        environment: Environment::Lab,
        not_before: at("2025-01-01T00:00:00Z"),
        not_after: at("2035-12-31T23:59:59Z"),
    }
}

pub(crate) fn office(root: Kind, signer: Kind) -> Office {
    office_with(root, signer, |_| {})
}

pub(crate) fn office_with(
    root: Kind,
    signer: Kind,
    change: impl FnOnce(&mut SignerRequest),
) -> Office {
    let (root_key, signer_key) = (root.key(1), signer.key(2));
    let root = self_signed_root(&root_request(), &root_key, &mut rng(3)).unwrap();
    let root = Certificate::parse(&root).unwrap();
    let mut request = signer_request();
    change(&mut request);
    let signer = issue_signer(
        &request,
        &signer_key.public_key(),
        &root,
        &root_key,
        &mut rng(4),
    )
    .unwrap();
    Office {
        root,
        root_key,
        signer: Certificate::parse(&signer).unwrap(),
        signer_key,
    }
}
