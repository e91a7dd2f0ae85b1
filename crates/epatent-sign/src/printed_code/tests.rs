// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_core::Text;
use epatent_core::cose::CoseError;
use epatent_core::presentation::AccessNumber;

use super::*;
use crate::CardContents;
use crate::fixture::{Kind, Office, contents, office, office_with, region, rng, terms};

fn card_of(office: &Office, contents: &CardContents) -> Presentation {
    let (signer, key) = (&office.signer, &office.signer_key);
    let signed = crate::issue(contents, &terms(), signer, key, &mut rng(1)).unwrap();
    let mut card = signed.into_presentation();
    card.access_number = AccessNumber::parse("048213");
    card
}

fn card(office: &Office) -> Presentation {
    card_of(office, &contents())
}

#[test]
fn a_code_repeats_its_card_and_verifies_under_the_card_signers_key() {
    for kind in Kind::ALL {
        let office = office(Kind::Ed25519, kind);
        let card = card(&office);
        let signed = sign_printed_code(&card, &office.signer, &office.signer_key).unwrap();
        let sign1 = Sign1::parse(&signed, Typ::QrCode).unwrap();
        crate::verify(
            office.signer.public_key(),
            &sign1.to_be_signed(),
            sign1.signature(),
        )
        .unwrap();
        let reference = SignerReference::of(office.signer.der());
        assert_eq!(sign1.key_reference(), Some(*reference.as_bytes()));
        let code = PrintedCode::decode(sign1.payload()).unwrap();
        assert_eq!(code.security_object, Digest::of(&card.security_object));
        assert_eq!(code.access_number.expose(), "048213");
        assert_eq!(code.patent_number, contents().patent.number);
        assert_eq!(code.blank_number, contents().patent.blank_number);
        assert_eq!(code.name.as_str(), "Рахимов Фаррух");
        assert_eq!(code.professions.unwrap().as_str(), "Бетонщик");
        assert_eq!(code.region, terms().region);
        assert_eq!(code.status, terms().status);
        assert_eq!(code.latest_end, terms().latest_end);
    }
}

#[test]
fn a_code_is_no_security_object_and_a_security_object_is_no_code() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let card = card(&office);
    let signed = sign_printed_code(&card, &office.signer, &office.signer_key).unwrap();
    assert!(matches!(
        Sign1::parse(&card.security_object, Typ::QrCode),
        Err(CoseError::UnknownHeader { .. } | CoseError::WrongTyp { .. })
    ));
    assert!(Sign1::parse(&signed, Typ::SecurityObject).is_err());
}

#[test]
fn names_of_two_hundred_letters_still_fit() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let mut contents = contents();
    let long = Some(Text::parse(&"Ю".repeat(200)).unwrap());
    contents.holder.surname = long.clone();
    contents.holder.patronymic = long.clone();
    contents.permission.professions = long.into_iter().collect();
    let card = card_of(&office, &contents);
    let signed = sign_printed_code(&card, &office.signer, &office.signer_key).unwrap();
    assert!(signed.len() <= MAX_SIGNED_LENGTH, "{}", signed.len());
}

#[test]
fn a_card_without_access_number_or_group_has_no_code() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let mut without_number = card(&office);
    without_number.access_number = None;
    assert!(matches!(
        printed_code(&without_number),
        Err(SignError::CardIncomplete {
            part: "the access number"
        })
    ));
    for number in [Holder::NUMBER, Patent::NUMBER, Permission::NUMBER] {
        let mut card = card(&office);
        card.groups.remove(&number);
        assert!(matches!(
            printed_code(&card),
            Err(SignError::CardIncomplete { part }) if part == number.name()
        ));
    }
}

#[test]
fn a_signer_of_another_region_signs_no_code() {
    let own = office(Kind::Ed25519, Kind::Ed25519);
    let card = card(&own);
    let other = office_with(Kind::Ed25519, Kind::Ed25519, |request| {
        request.regions = vec![region("50")];
    });
    assert!(matches!(
        sign_printed_code(&card, &other.signer, &other.signer_key),
        Err(SignError::RegionNotPermitted { .. })
    ));
}

#[test]
fn a_signature_of_another_key_completes_no_code() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let prepared = || {
        let code = printed_code(&card(&office)).unwrap();
        PreparedCode::new(&code, &office.signer).unwrap()
    };
    let right = office
        .signer_key
        .sign(prepared().signature_payload())
        .unwrap();
    assert!(prepared().complete(right).is_ok());
    let wrong = office
        .root_key
        .sign(prepared().signature_payload())
        .unwrap();
    assert!(matches!(
        prepared().complete(wrong),
        Err(SignError::SignatureInvalid)
    ));
    assert!(matches!(
        prepared().sign(&office.root_key),
        Err(SignError::KeyMismatch)
    ));
}
