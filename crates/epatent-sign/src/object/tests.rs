// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_core::certificate::Role;
use epatent_core::cose::{Sign1, SignatureAlgorithm};
use epatent_core::{CivilDate, Text};

use super::*;
use crate::FileKey;
use crate::fixture::{Kind, Office, at, contents, office, office_with, region, rng, terms};

fn issued(office: &Office, seed: u64) -> SignedCard {
    issue(
        &contents(),
        &terms(),
        &office.signer,
        &office.signer_key,
        &mut rng(seed),
    )
    .unwrap()
}

/// The error of preparing a card under a changed signer's certificate and changed terms.
fn refusal(
    change_signer: impl FnOnce(&mut crate::authority::SignerRequest),
    change_terms: impl FnOnce(&mut IssueTerms),
) -> SignError {
    let office = office_with(Kind::Ed25519, Kind::Ed25519, change_signer);
    let mut terms = terms();
    change_terms(&mut terms);
    prepare(&contents(), &terms, &office.signer, &mut rng(9))
        .map(|_| ())
        .unwrap_err()
}

#[test]
fn an_issued_card_is_read_back_whole_by_core() {
    for kind in Kind::ALL {
        let office = office(Kind::Ed25519, kind);
        let card = issued(&office, 1);
        let sign1 = Sign1::parse(&card.security_object, Typ::SecurityObject).unwrap();
        assert_eq!(sign1.certificate(), office.signer.der());
        crate::verify(
            office.signer.public_key(),
            &sign1.to_be_signed(),
            sign1.signature(),
        )
        .unwrap();
        let object = SecurityObject::decode(sign1.payload()).unwrap();
        assert_eq!(object.digests.len(), 5);
        for (number, bytes) in &card.groups {
            assert_eq!(object.digests[number], Digest::of(bytes), "{number}");
        }
        assert_eq!(object.card_access_digest, Digest::of(&card.card_access));
        assert_eq!(object.region, region("77"));
        assert_eq!(object.card_id, terms().card_id);
        assert_eq!(object.chip_key, terms().chip_key);
        assert_eq!(object.latest_end, terms().latest_end);
        let (_, holder) = group::decode::<Holder>(&card.groups[&GroupNumber::HOLDER]).unwrap();
        assert!(holder == contents().holder);
        let (_, portrait) =
            group::decode::<Portrait>(&card.groups[&GroupNumber::PORTRAIT]).unwrap();
        assert_eq!(portrait.image, contents().portrait.image);
    }
}

#[test]
fn the_same_generator_gives_the_same_bytes() {
    for kind in Kind::ALL {
        let office = office(Kind::P256, kind);
        assert_eq!(issued(&office, 1), issued(&office, 1));
    }
}

#[test]
fn every_group_and_every_card_has_a_salt_of_its_own() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let (one, two) = (issued(&office, 1), issued(&office, 2));
    let salt = |card: &SignedCard, number| -> Salt {
        match number {
            GroupNumber::PATENT => group::decode::<Patent>(&card.groups[&number]).unwrap().0,
            _ => group::decode::<Remarks>(&card.groups[&number]).unwrap().0,
        }
    };
    assert_ne!(
        salt(&one, GroupNumber::PATENT),
        salt(&two, GroupNumber::PATENT)
    );
    assert_ne!(
        salt(&one, GroupNumber::PATENT),
        salt(&one, GroupNumber::REMARKS)
    );
}

#[test]
fn a_signature_made_elsewhere_completes_the_same_card_as_issue() {
    for kind in Kind::ALL {
        let office = office(Kind::Ed25519, kind);
        let prepared = prepare(&contents(), &terms(), &office.signer, &mut rng(1)).unwrap();
        let signature = office
            .signer_key
            .sign(prepared.signature_payload())
            .unwrap();
        assert_eq!(prepared.complete(signature).unwrap(), issued(&office, 1));
    }
}

#[test]
fn a_flipped_bit_in_the_signature_is_thrown_away() {
    for kind in Kind::ALL {
        let office = office(Kind::Ed25519, kind);
        for index in [0, 31, 32, 63] {
            let prepared = prepare(&contents(), &terms(), &office.signer, &mut rng(1)).unwrap();
            let mut signature = office
                .signer_key
                .sign(prepared.signature_payload())
                .unwrap();
            signature[index] ^= 0x10;
            let outcome = prepared.complete(signature);
            assert!(
                matches!(outcome, Err(SignError::SignatureInvalid)),
                "{kind:?} {index}"
            );
        }
    }
}

#[test]
fn a_signature_of_another_key_is_thrown_away() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let prepared = prepare(&contents(), &terms(), &office.signer, &mut rng(1)).unwrap();
    let signature = office.root_key.sign(prepared.signature_payload()).unwrap();
    assert!(matches!(
        prepared.complete(signature),
        Err(SignError::SignatureInvalid)
    ));
}

#[test]
fn issue_refuses_a_key_that_is_not_in_the_certificate() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    for key in [&office.root_key, &Kind::P256.key(2)] {
        let outcome = issue(&contents(), &terms(), &office.signer, key, &mut rng(1));
        assert!(matches!(outcome, Err(SignError::KeyMismatch)));
    }
}

/// A device that computes wrong from the second signature on, or always.
struct Faulty<'a>(&'a FileKey);

impl Signer for Faulty<'_> {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm()
    }
    fn public_key(&self) -> PublicKey {
        self.0.public_key()
    }
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        let mut signature = self.0.sign(message)?;
        signature[40] ^= 0x04;
        Ok(signature)
    }
}

#[test]
fn issue_throws_away_what_a_faulty_device_signed() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let faulty = Faulty(&office.signer_key);
    let outcome = issue(&contents(), &terms(), &office.signer, &faulty, &mut rng(1));
    assert!(matches!(outcome, Err(SignError::SignatureInvalid)));
}

#[test]
fn cards_that_are_signed_together_are_those_that_are_signed_alone() {
    for kind in Kind::ALL {
        let office = office(Kind::Ed25519, kind);
        for count in [0, 1, 15, 16, 40] {
            let prepared = (0..count)
                .map(|seed| prepare(&contents(), &terms(), &office.signer, &mut rng(seed)).unwrap())
                .collect();
            let together = issue_prepared(prepared, &office.signer_key, &mut rng(99)).unwrap();
            let alone: Vec<SignedCard> = (0..count).map(|seed| issued(&office, seed)).collect();
            assert_eq!(together, alone, "{kind:?} {count}");
        }
    }
}

#[test]
fn no_card_of_many_leaves_a_faulty_device_or_a_wrong_key() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let prepared = || -> Vec<PreparedObject> {
        (0..20)
            .map(|seed| prepare(&contents(), &terms(), &office.signer, &mut rng(seed)).unwrap())
            .collect()
    };
    let faulty = Faulty(&office.signer_key);
    assert!(matches!(
        issue_prepared(prepared(), &faulty, &mut rng(99)),
        Err(SignError::SignatureInvalid)
    ));
    assert!(matches!(
        issue_prepared(prepared(), &office.root_key, &mut rng(99)),
        Err(SignError::KeyMismatch)
    ));
}

#[test]
fn a_lab_key_signs_no_production_card_among_many() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let mut cards: Vec<PreparedObject> = (0..20)
        .map(|seed| prepare(&contents(), &terms(), &office.signer, &mut rng(seed)).unwrap())
        .collect();
    cards[13].environment = Environment::Production;
    let key = FileKey::from_pkcs8_pem(&office.signer_key.to_pkcs8_pem().unwrap()).unwrap();
    assert!(matches!(
        issue_prepared(cards, &key.marked_lab(), &mut rng(99)),
        Err(SignError::LabKey)
    ));
}

/// A device whose announced algorithm is not that of its key.
struct Mislabelled<'a>(&'a FileKey);

impl Signer for Mislabelled<'_> {
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Es256
    }
    fn public_key(&self) -> PublicKey {
        self.0.public_key()
    }
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        self.0.sign(message)
    }
}

#[test]
fn issue_refuses_a_device_whose_algorithm_is_not_that_of_its_key() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let device = Mislabelled(&office.signer_key);
    let outcome = issue(&contents(), &terms(), &office.signer, &device, &mut rng(1));
    assert!(matches!(outcome, Err(SignError::AlgorithmMismatch { .. })));
}

#[test]
fn a_certificate_without_the_document_role_signs_no_card() {
    let error = refusal(
        |signer| signer.roles = vec![Role::Payment, Role::Status],
        |_| {},
    );
    assert!(matches!(error, SignError::RoleMissing { .. }), "{error}");
}

#[test]
fn a_certificate_of_another_region_signs_no_card() {
    let error = refusal(
        |signer| signer.regions = vec![region("50"), region("78")],
        |_| {},
    );
    assert_eq!(
        error.to_string(),
        "the certificate permits the regions 50, 78, but the patent is for 77"
    );
    assert!(matches!(error, SignError::RegionNotPermitted { .. }));
}

#[test]
fn a_lab_certificate_signs_no_production_card() {
    let error = refusal(|_| {}, |terms| terms.environment = Environment::Production);
    assert!(matches!(
        error,
        SignError::EnvironmentMismatch {
            certificate: Some(Environment::Lab),
            required: Environment::Production,
        }
    ));
}

#[test]
fn the_term_of_the_certificate_includes_its_first_and_last_second_and_no_more() {
    for (time, inside) in [
        ("2024-12-31T23:59:59Z", false),
        ("2025-01-01T00:00:00Z", true),
        ("2035-12-31T23:59:59Z", true),
        ("2036-01-01T00:00:00Z", false),
    ] {
        let office = office(Kind::Ed25519, Kind::Ed25519);
        let terms = IssueTerms {
            signed_at: at(time),
            ..terms()
        };
        let outcome = prepare(&contents(), &terms, &office.signer, &mut rng(1)).map(|_| ());
        match outcome {
            Ok(()) => assert!(inside, "{time}"),
            Err(SignError::OutsideTerm { signed_at, .. }) => {
                assert!(!inside && signed_at == at(time), "{time}");
            }
            Err(other) => panic!("{time}: {other}"),
        }
    }
}

#[test]
fn the_roots_certificate_signs_no_card() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let outcome = prepare(&contents(), &terms(), &office.root, &mut rng(1)).map(|_| ());
    assert!(matches!(outcome, Err(SignError::AuthorityCertificate)));
}

#[test]
fn a_patent_that_ends_before_it_starts_is_not_signed_but_one_of_a_single_day_is() {
    let day = CivilDate::from_ymd(2026, 11, 1).unwrap();
    let error = refusal(|_| {}, |terms| terms.latest_end = day);
    assert!(matches!(error, SignError::EndBeforeStart { .. }));
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let terms = IssueTerms {
        latest_end: terms().in_force_from,
        ..terms()
    };
    assert!(prepare(&contents(), &terms, &office.signer, &mut rng(1)).is_ok());
}

#[test]
fn what_is_said_twice_must_be_said_alike() {
    let error = refusal(
        |signer| signer.regions = vec![region("50"), region("77")],
        |terms| terms.region = region("50"),
    );
    assert!(matches!(error, SignError::RegionDiffers { .. }));
    let error = refusal(|_| {}, |terms| terms.replacement_index = 1);
    assert!(matches!(
        error,
        SignError::ReplacementIndexDiffers {
            remarks: 0,
            terms: 1
        }
    ));
}

#[test]
fn a_card_access_file_of_the_longest_length_passes_and_one_byte_more_does_not() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let prepared = |length| {
        let terms = IssueTerms {
            card_access: vec![0; length],
            ..terms()
        };
        prepare(&contents(), &terms, &office.signer, &mut rng(1)).map(|_| ())
    };
    prepared(0x7FFF).unwrap();
    assert!(matches!(
        prepared(0x8000),
        Err(SignError::FileTooLong {
            file_id: 0x011C,
            length: 0x8000,
            limit: 0x7FFF
        })
    ));
}

#[test]
fn a_group_over_the_file_limit_is_refused_with_its_file() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let mut contents = contents();
    contents.portrait.image = vec![0; 0x8000];
    let outcome = prepare(&contents, &terms(), &office.signer, &mut rng(1)).map(|_| ());
    // Core bounds the image below the file, so that its own message comes first.
    assert!(matches!(
        outcome,
        Err(SignError::Model(_) | SignError::FileTooLong { .. })
    ));
}

#[test]
fn the_longest_texts_still_fit_their_files() {
    let office = office(Kind::Ed25519, Kind::Ed25519);
    let long = Text::parse(&"Щ".repeat(200)).unwrap();
    let mut contents = contents();
    contents.permission.professions = vec![long.clone(); 16];
    contents.remarks.remarks = vec![long; 16];
    assert!(prepare(&contents, &terms(), &office.signer, &mut rng(1)).is_ok());
}

#[test]
fn the_length_of_the_object_is_known_before_it_is_signed() {
    for kind in Kind::ALL {
        let office = office(Kind::Ed25519, kind);
        let prepared = prepare(&contents(), &terms(), &office.signer, &mut rng(1)).unwrap();
        let expected = prepared.signature_payload().len() + ENVELOPE_DIFFERENCE;
        let signature = office
            .signer_key
            .sign(prepared.signature_payload())
            .unwrap();
        assert_eq!(
            prepared.complete(signature).unwrap().security_object.len(),
            expected
        );
    }
}

#[test]
fn the_files_come_in_rising_order_of_their_identifiers() {
    let card = issued(&office(Kind::Ed25519, Kind::Ed25519), 1);
    let ids: Vec<u16> = card.files().map(|(id, _)| id).collect();
    assert_eq!(
        ids,
        [0x0101, 0x0102, 0x0103, 0x0104, 0x0105, 0x011C, 0x011D]
    );
    let object = card.files().last().unwrap().1.to_vec();
    assert_eq!(object, card.into_presentation().security_object);
}

#[test]
fn a_key_marked_for_the_lab_signs_nothing_for_production() {
    let key = Kind::Ed25519.key(2).marked_lab();
    let public = key.public_key();
    assert!(matches!(
        check_signer(&key, &public, Environment::Production),
        Err(SignError::LabKey)
    ));
    check_signer(&key, &public, Environment::Lab).unwrap();
}
