// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the desk does, for tests: people, blanks, chips and days that nobody has.

use std::sync::atomic::{AtomicU32, Ordering};

use p256::elliptic_curve::sec1::ToSec1Point as _;

use epatent_core::object::{CardId, ChipKey, Digest};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};

use crate::words::DecisionAct;
use crate::{
    Actor, Application, Attempt, Blank, Card, Key, Label, NewApplication, NewBlank, NewPatent,
    NewPaymentFile, Opaque, Patent, PaymentLine, Proposal, Reason, Register, Rules, Signing,
    Transaction,
};

pub(crate) fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

pub(crate) fn noon() -> UnixTime {
    UnixTime::parse("2026-11-25T09:00:00Z").unwrap()
}

pub(crate) fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

pub(crate) fn reason(code: &str) -> Reason {
    Reason::parse(code).unwrap()
}

pub(crate) fn by(operator: &str) -> Actor {
    Actor {
        operator: label(operator),
        station: label("station-1"),
    }
}

pub(crate) fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

/// The public key of the private key `number`.
pub(crate) fn chip_key(number: u32) -> ChipKey {
    let mut secret = [0; 32];
    secret[28..].copy_from_slice(&number.to_be_bytes());
    let secret = p256::SecretKey::from_slice(&secret).unwrap();
    let point = secret.public_key().to_sec1_point(false);
    ChipKey::from_sec1(point.as_bytes()).unwrap()
}

/// A number that no other call in this program gives.
pub(crate) fn fresh() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

pub(crate) fn patent_number(number: u32) -> PatentNumber {
    PatentNumber::parse(&format!("77 26{number:08}")).unwrap()
}

pub(crate) fn new_blank(number: u32) -> NewBlank {
    NewBlank {
        chip_id: Opaque(number.to_be_bytes().to_vec()),
        number: BlankNumber::parse(&format!("РА{number:07}")).unwrap(),
    }
}

/// Changes by operator 17, committed.
pub(crate) fn change<T>(
    register: &mut Register,
    work: impl FnOnce(&mut Transaction<'_>) -> T,
) -> T {
    change_by(register, "17", work)
}

pub(crate) fn change_by<T>(
    register: &mut Register,
    operator: &str,
    work: impl FnOnce(&mut Transaction<'_>) -> T,
) -> T {
    let mut transaction = register.transaction(&by(operator), noon()).unwrap();
    let done = work(&mut transaction);
    transaction.commit().unwrap();
    done
}

/// Blanks in the drawer.
pub(crate) fn stock(register: &mut Register, count: u32) -> Vec<Key<Blank>> {
    let blanks: Vec<NewBlank> = (0..count).map(|_| new_blank(fresh())).collect();
    change(register, |t| {
        t.receive(day("2026-11-20"), &label("note 1"), count, &blanks)
            .unwrap();
    });
    blanks
        .iter()
        .map(|blank| register.blank_by_chip(&blank.chip_id).unwrap().unwrap().key)
        .collect()
}

/// An approved application.
pub(crate) fn application(register: &mut Register) -> Key<Application> {
    let new = NewApplication {
        region: Region::parse("77").unwrap(),
        person: digest("person"),
        document: Opaque(format!("application {}", fresh()).into_bytes()),
    };
    change(register, |t| {
        let key = t.receive_application(&new).unwrap();
        t.approve_application(key).unwrap();
        key
    })
}

/// A patent of an approved application, in force from 10 January 2026 to 9 January 2027.
pub(crate) fn patent(register: &mut Register) -> Key<Patent> {
    let application = application(register);
    let new = NewPatent {
        number: patent_number(fresh()),
        region: Region::parse("77").unwrap(),
        application: Some(application),
        in_force_from: day("2026-01-10"),
        latest_end: day("2027-01-09"),
    };
    change(register, |t| t.register_patent(&new).unwrap())
}

/// What is to be signed for an attempt, with a key that no other chip has.
pub(crate) fn signing(transaction: &mut Transaction<'_>, attempt: Key<Attempt>) -> Signing {
    let number = fresh();
    let status = transaction
        .allocate(Region::parse("77").unwrap(), day("2026-11-25"))
        .unwrap();
    Signing {
        attempt,
        card_id: CardId::from_bytes(u128::from(number).to_be_bytes()),
        chip_key: chip_key(number),
        status,
        to_be_signed: digest(&format!("signed {number}")),
        signer: digest("signer"),
    }
}

/// Signed, nothing on the chip.
pub(crate) fn signed(
    register: &mut Register,
    patent: Key<Patent>,
    blank: Key<Blank>,
) -> (Key<Attempt>, Key<Card>) {
    change(register, |t| {
        let attempt = t.take(patent, blank).unwrap();
        let signing = signing(t, attempt);
        let card = t.intend_signature(&signing, &Rules::default()).unwrap();
        t.signature_made(card, digest("manifest"), &Opaque(b"files".to_vec()))
            .unwrap();
        (attempt, card)
    })
}

/// A card that was read back.
pub(crate) fn issue(register: &mut Register, patent: Key<Patent>, blank: Key<Blank>) -> Key<Card> {
    let (_, card) = signed(register, patent, blank);
    change(register, |t| {
        t.begin_writing(card).unwrap();
        t.written(card).unwrap();
        t.issued(card).unwrap();
    });
    card
}

/// A patent with a live card.
pub(crate) fn issued_patent(register: &mut Register) -> (Key<Patent>, Key<Card>) {
    let blank = stock(register, 1)[0];
    let patent = patent(register);
    let card = issue(register, patent, blank);
    (patent, card)
}

pub(crate) fn proposal(act: DecisionAct, patent: Key<Patent>) -> Proposal {
    Proposal {
        act,
        patent,
        card: None,
        payment: None,
        reason: reason("own-request"),
        effective_on: day("2026-11-25"),
    }
}

/// What people approve of it now.
pub(crate) fn act_digest(register: &mut Register, proposal: &Proposal) -> Digest {
    let mut transaction = register.transaction(&by("17"), noon()).unwrap();
    transaction.act_digest(proposal).unwrap()
}

/// Approved by two, carried out by the second.
pub(crate) fn decided(register: &mut Register, proposal: &Proposal) {
    let manifest = act_digest(register, proposal);
    change_by(register, "17", |t| t.approve(manifest, None).unwrap());
    change_by(register, "23", |t| {
        t.approve(manifest, None).unwrap();
        t.decide(proposal).unwrap();
    });
}

pub(crate) fn line(
    register: &mut Register,
    patent: Key<Patent>,
    receipt: &str,
    from: &str,
    through: &str,
    paid: &str,
) -> PaymentLine {
    PaymentLine {
        receipt: label(receipt),
        patent: register.row(patent).unwrap().unwrap().number,
        paid_on: day(paid),
        paid_from: day(from),
        paid_through: day(through),
        kopecks: 850_000,
    }
}

/// A file of the treasury whose name is its contents.
pub(crate) fn payment_file(name: &str, late_days: u16) -> NewPaymentFile {
    NewPaymentFile {
        name: label(name),
        digest: digest(name),
        late_days,
    }
}
