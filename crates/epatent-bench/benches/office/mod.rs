// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card that the benchmarks issue.

use epatent_core::group::{
    Holder, IdentityDocument, ImageFormat, Patent, Permission, Portrait, Remarks,
};
use epatent_core::object::{CardId, ChipKey, Environment, StatusReference};
use epatent_core::{
    BirthDate, BlankNumber, CivilDate, Country, PatentNumber, Region, Sex, Text, UnixTime,
};
use epatent_sign::{CardContents, IssueTerms};

/// Bytes of the portrait.
pub(crate) const PORTRAIT: usize = 12_000;

pub(crate) type Failure = Box<dyn std::error::Error>;

/// What the groups of the card say.
pub(crate) fn contents() -> Result<CardContents, Failure> {
    Ok(CardContents {
        holder: Holder {
            surname: Some(Text::parse("Рахимов")?),
            given_name: Some(Text::parse("Фаррух")?),
            patronymic: None,
            surname_latin: Some(Text::parse("RAKHIMOV")?),
            given_name_latin: Some(Text::parse("FARRUKH")?),
            birth_date: BirthDate::parse("1988-04")?,
            sex: Sex::Male,
            citizenship: Country::parse("TJK")?,
            identity_document: IdentityDocument {
                number: Text::parse("401234567")?,
                issuing_state: None,
                issued_on: None,
            },
            inn: None,
        },
        portrait: Portrait {
            format: ImageFormat::Jpeg,
            image: vec![0x5A; PORTRAIT],
        },
        patent: Patent {
            number: PatentNumber::from_parts("77", "2600012345")?,
            blank_number: BlankNumber::parse("ВН1234567")?,
            issued_on: CivilDate::parse("2026-11-02")?,
            issuing_body: Text::parse("ГУ МВД России по г. Москве")?,
        },
        permission: Permission {
            region: Region::parse("77")?,
            territory: None,
            professions: vec![Text::parse("Бетонщик")?],
        },
        remarks: Remarks {
            replacement_index: 0,
            replaces: None,
            remarks: Vec::new(),
        },
    })
}

/// What its security object says beside the digests.
pub(crate) fn terms(chip_key: ChipKey) -> Result<IssueTerms, Failure> {
    Ok(IssueTerms {
        environment: Environment::Lab,
        card_id: CardId::from_bytes([7; 16]),
        replacement_index: 0,
        signed_at: UnixTime::parse("2026-11-02T09:00:00Z")?,
        in_force_from: CivilDate::parse("2026-11-02")?,
        latest_end: CivilDate::parse("2027-11-01")?,
        status: StatusReference {
            list: 772_026,
            index: 41,
        },
        chip_key,
        card_access: vec![0x31, 0x00],
        region: Region::parse("77")?,
    })
}
