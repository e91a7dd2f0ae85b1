// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is printed on a card: typed numbers and the signed code.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::*;
use epatent_core::certificate::Certificate;
use epatent_core::cose::{Sign1, ToSign, Typ};
use epatent_core::presentation::{AccessNumber, Presentation};
use epatent_core::printed_code::{PrintedCode, SignerReference, from_text, to_text};
use epatent_core::{BlankNumber, PatentNumber};
use epatent_sign::{FileKey, Signer, sign_printed_code};
use epatent_verify::{
    CheckId, Code, CodeDefect, IssuerGap, Outcome, PrintDefect, PrintedNumbers, Reason, Report,
    SignerCertificates, Verdict, Verifier,
};

/// A card with an access number, as an office has it before it is printed.
fn printable(lab: &Lab) -> Presentation {
    let mut card = lab.card();
    card.access_number = AccessNumber::parse("048213");
    card
}

fn code_of(lab: &Lab, card: &Presentation) -> String {
    let certificate = Certificate::parse(&lab.signer).unwrap();
    to_text(&sign_printed_code(card, &certificate, &lab.signer_key).unwrap())
}

fn signers(lab: &Lab) -> SignerCertificates {
    let mut signers = SignerCertificates::new();
    assert!(signers.add(&lab.signer));
    signers
}

/// The code alone.
fn alone(lab: &Lab, text: &str) -> Report {
    alone_with(lab, text, &signers(lab))
}

fn alone_with(lab: &Lab, text: &str, signers: &SignerCertificates) -> Report {
    let trust = lab.trust();
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.finding_signers(signers).begin(&lab.circumstances);
    check.printed_code(text);
    check.report()
}

/// The card, and what is printed on it.
fn together(
    lab: &Lab,
    card: &Presentation,
    text: Option<&str>,
    numbers: &PrintedNumbers,
) -> Report {
    let trust = lab.trust();
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.begin(&lab.circumstances);
    check.presentation(card);
    check.printed_numbers(numbers);
    if let Some(text) = text {
        check.printed_code(text);
    }
    check.report()
}

fn numbers(patent: Option<&str>, blank: Option<&str>) -> PrintedNumbers {
    PrintedNumbers {
        patent: patent.map(|text| PatentNumber::parse(text).unwrap()),
        blank: blank.map(|text| BlankNumber::parse(text).unwrap()),
    }
}

/// A code with another content, signed by any key.
fn forged(text: &str, key: &FileKey, change: impl FnOnce(&mut PrintedCode)) -> String {
    let sign1 = Sign1::parse(&from_text(text).unwrap(), Typ::QrCode).unwrap();
    let mut code = PrintedCode::decode(sign1.payload()).unwrap();
    change(&mut code);
    let to_sign = ToSign::new(
        Typ::QrCode,
        key.algorithm(),
        &sign1.key_reference().unwrap(),
        code.encode().unwrap(),
    )
    .unwrap();
    let signature = key.sign(&to_sign.to_be_signed()).unwrap();
    to_text(&to_sign.complete(signature).unwrap())
}

fn outcome(report: &Report, id: CheckId) -> Outcome {
    report.check(id).unwrap().outcome
}

// shows: EPC-QR-07
#[test]
fn a_code_alone_is_amber_at_best_and_says_what_it_cannot_show() {
    for kind in [Kind::Ed25519, Kind::P256] {
        let lab = Lab::of(Kind::Ed25519, kind);
        let report = alone(&lab, &code_of(&lab, &printable(&lab)));
        assert_undetermined(&report, Code::QrOnly);
        for id in [
            CheckId::PrintedCode,
            CheckId::Chain,
            CheckId::Role,
            CheckId::SignerRegion,
            CheckId::Environment,
            CheckId::Dates,
            CheckId::Place,
        ] {
            assert_eq!(outcome(&report, id), Outcome::Passed, "{id}");
        }
        for id in [
            CheckId::ChipProof,
            CheckId::Group(epatent_core::group::GroupNumber::PORTRAIT),
            CheckId::Status,
        ] {
            assert_eq!(outcome(&report, id), Outcome::NotChecked, "{id}");
        }
        let code = report.card.printed_code.unwrap();
        assert_eq!(code.name.as_str(), "Рахимов Фаррух");
        assert_eq!(code.access_number.expose(), "048213");
        assert!(report.card.security_object.is_none());
    }
}

#[test]
fn dates_place_and_profession_of_a_code_are_judged_like_those_of_a_card() {
    let mut lab = Lab::new();
    let text = code_of(&lab, &printable(&lab));
    lab.circumstances.date = day("2027-11-02");
    assert_answer(&alone(&lab, &text), Verdict::Refused, Code::TermEnded);
    lab.circumstances.date = day("2026-11-01");
    let early = alone(&lab, &text);
    assert_answer(&early, Verdict::Undetermined, Code::NotYetValid);
    lab.circumstances.date = day("2026-11-10");
    lab.circumstances.region = region("50");
    assert!(alone(&lab, &text).finding(Code::WrongRegion).is_some());
    lab.circumstances.region = region("77");
    lab.circumstances.profession = Some(common::text("маляр"));
    let other = alone(&lab, &text);
    assert!(other.finding(Code::ProfessionMismatch).is_some());
    lab.circumstances.profession = Some(common::text("БЕТОНЩИК"));
    assert_undetermined(&alone(&lab, &text), Code::QrOnly);
    lab.circumstances.now = at("2026-11-01T00:00:00Z");
    assert!(alone(&lab, &text).finding(Code::ClockDoubtful).is_some());
}

// shows: EPC-QR-07
#[test]
fn professions_that_were_cut_are_not_called_a_mismatch() {
    let mut lab = Lab::new();
    let long = "уборщик производственных и служебных помещений";
    let mut card = lab.card_with(|contents, _| {
        contents.permission.professions = vec![common::text("маляр"), common::text(long)];
    });
    card.access_number = AccessNumber::parse("048213");
    let text = code_of(&lab, &card);
    for (seen, expected) in [
        ("маляр", Outcome::Passed),
        (long, Outcome::NotChecked),
        ("каменщик", Outcome::NotChecked),
    ] {
        lab.circumstances.profession = Some(common::text(seen));
        let report = alone(&lab, &text);
        assert_eq!(outcome(&report, CheckId::Profession), expected, "{seen}");
    }
}

#[test]
fn no_changed_byte_of_a_code_is_ever_believed() {
    let lab = Lab::new();
    let signed = from_text(&code_of(&lab, &printable(&lab))).unwrap();
    let signers = signers(&lab);
    let mut mutants = 0;
    for place in 0..signed.len() {
        for bit in 0..8 {
            let mut changed = signed.clone();
            changed[place] ^= 1 << bit;
            let report = alone_with(&lab, &to_text(&changed), &signers);
            assert!(report.card.printed_code.is_none(), "{place} {bit}");
            let code = report.findings[0].code;
            assert!(
                matches!(
                    code,
                    Code::SignatureInvalid
                        | Code::IssuerUnknown
                        | Code::FormatNewer
                        | Code::ReadIncomplete
                ),
                "{place} {bit}: {code}"
            );
            mutants += 1;
        }
        let report = alone_with(&lab, &to_text(&signed[..place]), &signers);
        assert_undetermined(&report, Code::ReadIncomplete);
        mutants += 1;
    }
    assert_eq!(mutants, signed.len() * 9);
}

// shows: EPC-QR-08
#[test]
fn a_code_of_a_signer_that_the_device_lacks_is_unknown_and_not_forged() {
    let lab = Lab::new();
    let text = code_of(&lab, &printable(&lab));
    for signers in [SignerCertificates::new(), {
        let mut others = SignerCertificates::new();
        assert!(others.add(&lab.root));
        others
    }] {
        let report = alone_with(&lab, &text, &signers);
        assert_undetermined(&report, Code::IssuerUnknown);
        let reason = Reason::IssuerUnknown(IssuerGap::NoSuchSigner);
        assert_eq!(report.findings[0].reason, reason);
        assert!(report.card.printed_code.is_none());
    }
}

#[test]
fn a_certificate_at_hand_that_no_pinned_root_signed_gives_no_authority() {
    let (lab, stranger) = (
        Lab::new(),
        Lab::with_signer(|request| {
            request.subject = epatent_sign::authority::Subject::named("Stranger");
        }),
    );
    // The stranger's certificate is signed by a root of the same name with another key.
    let mut authority = root_request();
    authority.subject = epatent_sign::authority::Subject::named("Another root");
    let other = Lab::with(Kind::Ed25519, Kind::Ed25519, &authority, &signer_request());
    let text = code_of(&other, &printable(&other));
    let report = alone_with(&lab, &text, &signers(&other));
    assert_undetermined(&report, Code::IssuerUnknown);
    // And one that a pinned root signed is found by its own reference only.
    let report = alone_with(&lab, &code_of(&lab, &printable(&lab)), &signers(&stranger));
    assert_undetermined(&report, Code::IssuerUnknown);
}

#[test]
fn a_code_signed_by_another_key_under_a_genuine_reference_is_forged() {
    let lab = Lab::new();
    let text = code_of(&lab, &printable(&lab));
    let thief = Kind::Ed25519.key(77);
    let report = alone(&lab, &forged(&text, &thief, |_| {}));
    assert_refused(&report, Code::SignatureInvalid);
    let reason = Reason::CodeInvalid(CodeDefect::Signature);
    assert_eq!(report.findings[0].reason, reason);
    let other_algorithm = Kind::P256.key(78);
    let report = alone(&lab, &forged(&text, &other_algorithm, |_| {}));
    let reason = Reason::CodeInvalid(CodeDefect::Algorithm);
    assert_eq!(report.findings[0].reason, reason);
}

// shows: EPC-QR-05
#[test]
fn a_signer_of_another_region_role_or_term_is_not_entitled_to_a_code() {
    let lab = Lab::new();
    let text = code_of(&lab, &printable(&lab));
    let elsewhere = forged(&text, &lab.signer_key, |code| code.region = region("50"));
    let report = alone(&lab, &elsewhere);
    assert!(report.finding(Code::SignerNotEntitled).is_some());
    assert!(report.card.printed_code.is_none());
    let late = forged(&text, &lab.signer_key, |code| {
        code.signed_at = at("2027-01-01T00:00:01Z");
    });
    assert_answer(
        &alone(&lab, &late),
        Verdict::Refused,
        Code::SignerNotEntitled,
    );
    let production = forged(&text, &lab.signer_key, |code| {
        code.environment = epatent_core::object::Environment::Production;
    });
    assert_refused(&alone(&lab, &production), Code::SignerNotEntitled);
}

#[test]
fn a_security_object_is_no_code_even_in_base45() {
    let lab = Lab::new();
    // Longer than any code: it is not looked at.
    let report = alone(&lab, &to_text(&lab.card().security_object));
    assert_undetermined(&report, Code::ReadIncomplete);
    assert!(report.card.printed_code.is_none());
}

#[test]
fn a_signed_object_with_other_headers_than_a_codes_is_forged() {
    let lab = Lab::new();
    let mut signed = from_text(&code_of(&lab, &printable(&lab))).unwrap();
    // typ 65007 and 65001 differ in their last byte.
    let typ = signed
        .windows(3)
        .position(|three| three == [0x19, 0xFD, 0xEF])
        .unwrap();
    signed[typ + 2] = 0xE9;
    let report = alone(&lab, &to_text(&signed));
    assert_refused(&report, Code::SignatureInvalid);
}

#[test]
fn the_code_of_the_card_binds_print_and_chip() {
    let lab = Lab::new();
    let card = printable(&lab);
    let report = together(
        &lab,
        &card,
        Some(&code_of(&lab, &card)),
        &numbers(None, None),
    );
    assert_in_force(&report);
    assert_eq!(outcome(&report, CheckId::PrintedCode), Outcome::Passed);
    assert!(report.card.printed_code.is_some());
}

// shows: EPC-QR-09
#[test]
fn the_code_of_another_card_is_a_print_mismatch() {
    let lab = Lab::new();
    let card = printable(&lab);
    let mut other = lab.card_with(|_, terms| {
        terms.card_id = epatent_core::object::CardId::from_bytes([8; 16]);
    });
    other.access_number = card.access_number;
    let report = together(
        &lab,
        &card,
        Some(&code_of(&lab, &other)),
        &numbers(None, None),
    );
    assert_refused(&report, Code::PrintMismatch);
    let reason = Reason::PrintMismatch(PrintDefect::OtherCard);
    assert_eq!(report.findings[0].reason, reason);
    assert!(report.card.printed_code.is_none());
}

// shows: EPC-QR-09
#[test]
fn a_code_with_the_right_digest_and_a_wrong_signature_signer_or_word_is_a_print_mismatch() {
    let lab = Lab::new();
    let card = printable(&lab);
    let text = code_of(&lab, &card);
    let defect = |text: &str| {
        let report = together(&lab, &card, Some(text), &numbers(None, None));
        assert_refused(&report, Code::PrintMismatch);
        match report.findings[0].reason.clone() {
            Reason::PrintMismatch(defect) => defect,
            other => panic!("{other}"),
        }
    };
    let by_a_thief = forged(&text, &Kind::Ed25519.key(77), |_| {});
    assert_eq!(
        defect(&by_a_thief),
        PrintDefect::Code(CodeDefect::Signature)
    );
    let other_number = forged(&text, &lab.signer_key, |code| {
        code.patent_number = PatentNumber::parse("77 2600099999").unwrap();
    });
    assert_eq!(defect(&other_number), PrintDefect::Contradiction);
    let longer = forged(&text, &lab.signer_key, |code| {
        code.latest_end = day("2028-11-01");
    });
    assert_eq!(defect(&longer), PrintDefect::Contradiction);
    let other = Lab::with_signer(|request| {
        request.subject = epatent_sign::authority::Subject::named("Other signer");
    });
    assert_eq!(defect(&code_of(&other, &card)), PrintDefect::OtherSigner);
}

// shows: EPC-QR-15
#[test]
fn a_text_that_cannot_be_read_accuses_nobody_with_and_without_the_card() {
    let lab = Lab::new();
    let card = printable(&lab);
    let text = code_of(&lab, &card);
    let mut damaged = text.clone();
    damaged.replace_range(9..10, "!");
    let cuts = (6..text.len()).filter_map(|end| text.get(..end).map(str::to_owned));
    let unreadable = cuts.chain([
        damaged,
        format!("{text}\n"),
        format!("{text} "),
        format!("{text}00"),
        text.replace("EPC1:", "EPC1::"),
        "EPC1:".to_owned(),
        format!("EPC1:{}", "0".repeat(2000)),
    ]);
    for text in unreadable {
        let beside = together(&lab, &card, Some(&text), &numbers(None, None));
        assert_undetermined(&beside, Code::ReadIncomplete);
        let lone = alone(&lab, &text);
        assert_undetermined(&lone, Code::ReadIncomplete);
        for report in [beside, lone] {
            let reason = &report.findings[0].reason;
            assert!(matches!(reason, Reason::CodeUnreadable(_)), "{reason}");
            assert!(report.card.printed_code.is_none());
        }
    }
    let web = together(
        &lab,
        &card,
        Some("https://example.org"),
        &numbers(None, None),
    );
    assert_undetermined(&web, Code::ReadIncomplete);
}

#[test]
fn typed_numbers_are_compared_with_group_3_and_each_mismatch_is_told() {
    let lab = Lab::new();
    let card = lab.card();
    for (patent, blank, expected) in [
        (None, None, Outcome::NotChecked),
        (Some("77 2600012345"), None, Outcome::Passed),
        (Some("772600012345"), Some("bh 1234567"), Outcome::Passed),
        (None, Some("ВН1234567"), Outcome::Passed),
        (Some("77 2600012346"), None, Outcome::Failed),
        (None, Some("ВН1234568"), Outcome::Failed),
        (Some("77 2600012345"), Some("ВН1234568"), Outcome::Failed),
    ] {
        let report = together(&lab, &card, None, &numbers(patent, blank));
        assert_eq!(outcome(&report, CheckId::PrintedNumbers), expected);
        if expected == Outcome::Failed {
            assert_refused(&report, Code::PrintMismatch);
        } else {
            assert_in_force(&report);
        }
    }
    let both = numbers(Some("77 2600012346"), Some("ВН1234568"));
    let report = together(&lab, &card, None, &both);
    assert_eq!(report.findings.len(), 2);
    assert_eq!(report.verdict, Verdict::Refused);
}

// shows: EPC-QR-12
#[test]
fn typed_numbers_are_not_compared_with_anything_that_is_not_authentic() {
    let lab = Lab::new();
    let mut card = lab.card();
    let patent = card
        .groups
        .get_mut(&epatent_core::group::GroupNumber::PATENT)
        .unwrap();
    *patent.last_mut().unwrap() ^= 1;
    let report = together(&lab, &card, None, &numbers(Some("99 1"), None));
    assert_refused(&report, Code::DigestMismatch);
    assert_eq!(
        outcome(&report, CheckId::PrintedNumbers),
        Outcome::NotChecked
    );
}

#[test]
fn typed_numbers_are_compared_with_a_code_where_there_is_no_chip() {
    let lab = Lab::new();
    let text = code_of(&lab, &printable(&lab));
    let (trust, signers) = (lab.trust(), signers(&lab));
    let verifier = Verifier::new(&trust, &lab.policy).unwrap();
    let mut check = verifier.finding_signers(&signers).begin(&lab.circumstances);
    check.printed_code(&text);
    check.printed_numbers(&numbers(Some("77 2600012346"), None));
    let report = check.report();
    assert_answer(&report, Verdict::Refused, Code::PrintMismatch);
}

// shows: EPC-QR-11
#[test]
fn a_forged_chip_gains_nothing_from_a_genuine_code() {
    let lab = Lab::new();
    let mut card = printable(&lab);
    let text = code_of(&lab, &card);
    *card.security_object.last_mut().unwrap() ^= 1;
    let report = together(&lab, &card, Some(&text), &numbers(None, None));
    assert_refused(&report, Code::SignatureInvalid);
    assert!(report.card.printed_code.is_none());
    assert!(report.finding(Code::QrOnly).is_none());
}

// shows: EPC-QR-04
#[test]
fn a_reference_selects_and_never_proves() {
    let lab = Lab::new();
    let text = code_of(&lab, &printable(&lab));
    let sign1 = Sign1::parse(&from_text(&text).unwrap(), Typ::QrCode).unwrap();
    let reference = SignerReference::of(&lab.signer);
    assert_eq!(sign1.key_reference(), Some(*reference.as_bytes()));
    // The same reference beside another signer's signature: the certificate is found and refuses.
    let report = alone(&lab, &forged(&text, &lab.root_key, |_| {}));
    assert_refused(&report, Code::SignatureInvalid);
}

// shows: EPC-REP-03
#[test]
fn an_empty_object_in_a_card_file_is_one_that_was_not_read() {
    let lab = Lab::new();
    let mut card = lab.card();
    card.security_object.clear();
    assert_undetermined(&lab.verify(&card), Code::ReadIncomplete);
}
