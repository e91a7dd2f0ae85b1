// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payment records of a card that is read.

use super::*;

/// Appends a payment record of the card to it, over the office's channel.
fn pay(office: &Office, card: Card, record_of: CardId) -> Card {
    let payment = office
        .lab
        .signer_but(77, |request| request.roles = vec![Role::Payment]);
    let record = PaymentRecord {
        card_id: record_of,
        patent_number: people::rakhimov().patent.number,
        sequence: 1,
        previous: Digest::from_bytes(NO_PAYMENT),
        paid: PaidThrough::new(CivilDate::parse("2027-01-01").unwrap()),
        recorded_at: UnixTime::parse("2026-11-30T10:00:00Z").unwrap(),
        receipt: Text::parse("УИП 1").unwrap(),
    };
    let signed = sign_payment_record(
        &record,
        Region::parse("77").unwrap(),
        Environment::Lab,
        &payment.certificate,
        &payment.key,
    )
    .unwrap();
    let mut reader = InProcess::new(card);
    let chip = reader.device().memory().chip();
    let mut desk = channels::office_of(&mut reader, chip).unwrap();
    drive(
        AppendRecord::new(PaymentLog::default(), signed).unwrap(),
        &mut desk,
    )
    .unwrap();
    drop(desk);
    reader.into_device()
}

fn card_id(office: &Office) -> CardId {
    let (outcome, _) = office.read(InProcess::new(office.issued()), &mut ());
    let object = outcome.unwrap().presentation.security_object;
    let sign1 = Sign1::parse(&object, Typ::SecurityObject).unwrap();
    SecurityObject::decode(sign1.payload()).unwrap().card_id
}

// shows: EPC-PAID-06
#[test]
fn payment_records_are_read_when_the_chip_says_that_there_are_some() {
    let office = Office::new();
    let card = pay(&office, office.issued(), card_id(&office));
    let (outcome, report) = office.read(InProcess::new(card), &mut ());
    assert!(outcome.unwrap().presentation.payments.is_some());
    let record = report.check(CheckId::PaymentLog).unwrap();
    assert_eq!(record.outcome, Outcome::Passed);
    assert_eq!(report.verdict, Verdict::InForce, "{:?}", report.findings);
    let (outcome, report) = office.read(InProcess::new(office.issued()), &mut ());
    assert!(outcome.unwrap().presentation.payments.is_none());
    let record = report.check(CheckId::PaymentLog).unwrap();
    assert_eq!(record.outcome, Outcome::NotApplicable);
}

#[test]
fn a_payment_record_of_another_card_refuses_this_one() {
    let office = Office::new();
    let card = pay(&office, office.issued(), CardId::from_bytes([9; 16]));
    let (_, report) = office.read(InProcess::new(card), &mut ());
    assert_eq!(report.verdict, Verdict::Refused);
    assert!(report.finding(Code::DigestMismatch).is_some());
}
