// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Publications day after day, and devices that come every day, seldom, or at the end.

use epatent_core::list::{Annulment, PaidThrough};
use epatent_register::{Signature, SignatureState};

use super::*;

#[test]
fn devices_that_come_daily_seldom_and_at_the_end_know_the_same() {
    let mut office = Office::new();
    let mut daily = office.device("daily");
    let mut seldom = office.device("seldom");
    let mut patents = Vec::new();
    for today in 0..6 {
        let morning = noon(today);
        for _ in 0..3 {
            patents.push(office.issue(morning).0);
        }
        if today == 2 {
            office.pay(1, "2026-11-25", "2026-12-24", morning);
        }
        if today == 3 {
            office.annul(patents[4], "own-request", morning);
            office.annul(patents[5], "something-else", morning);
        }
        let summary = office.publish(morning).unwrap();
        assert_eq!(summary.version, today + 1);
        assert_eq!((summary.lists, summary.indices), (1, 3 * (today + 1)));
        daily.takes(&office.site(), morning);
        if today % 4 == 1 {
            seldom.takes(&office.site(), morning);
        }
    }
    let evening = noon(6);
    seldom.takes(&office.site(), evening);
    let mut new = office.device("new");
    new.takes(&office.site(), evening);
    assert_eq!(daily.lists(), new.lists());
    assert_eq!(seldom.lists(), new.lists());
    assert_eq!(new.lists().len(), 2);

    let site = office.site();
    assert_eq!(status(&site, 0), Some(CardStatus::Valid));
    let annulled = |category| {
        Some(CardStatus::Annulled(Annulment {
            on: day("2026-11-26"),
            category,
        }))
    };
    assert_eq!(status(&site, 4), annulled(AnnulmentCategory::OWN_REQUEST));
    assert_eq!(status(&site, 5), annulled(AnnulmentCategory::UNSTATED));
    assert_eq!(status(&site, 18), None, "not covered");
    let until = PaidThrough::new(day("2026-12-24"));
    assert_eq!(paid(&site, 0), PaidThroughEntry::Paid(until));
    assert_eq!(paid(&site, 1), PaidThroughEntry::NoEntry);
    // Changes of five days, and nothing that waits.
    let lists = names(&site.join(LISTS_FOLDER));
    let expected: Vec<String> = ["paid-772026.cbor".to_owned()]
        .into_iter()
        .chain((2..=6).map(|day| format!("paid-772026.cbor.{day}")))
        .chain(["status-772026.cbor".to_owned()])
        .collect();
    assert_eq!(lists, expected);
}

#[test]
fn every_signature_of_a_publication_is_on_it_or_void() {
    let mut office = Office::new();
    office.issue(noon(0));
    office.publish(noon(0)).unwrap();
    office.publish(noon(1)).unwrap();
    let register = office.register();
    let signatures: Vec<Signature> = register.rows_after(None, 100).unwrap();
    // Of the card; status, paid-through and bundle; the same and the changes.
    assert_eq!(signatures.len(), 1 + 3 + 4);
    let all = signatures
        .iter()
        .all(|signature| signature.state == SignatureState::Issued);
    assert!(all, "{signatures:?}");
    assert_eq!(register.open_intents().unwrap(), []);
    assert!(register.daily_equation().unwrap().is_closed());
    assert_eq!(register.verify(&[]).unwrap().findings, []);
}

#[test]
fn changes_are_kept_for_as_long_as_they_are_said_to_be() {
    let mut office = Office::new();
    office.issue(noon(0));
    for today in 0..18 {
        office.publish(noon(today)).unwrap();
    }
    let kept = names(&office.site().join(LISTS_FOLDER));
    let changes = kept
        .iter()
        .filter(|name| name.starts_with("paid-772026.cbor."))
        .count();
    // Of today and of the two weeks before.
    assert_eq!(changes, 15, "{kept:?}");
}

#[test]
fn an_office_without_cards_publishes_a_bundle() {
    let mut office = Office::new();
    let summary = office.publish(noon(0)).unwrap();
    assert_eq!((summary.version, summary.lists), (1, 0));
    let mut device = office.device("device");
    device.takes(&office.site(), noon(0));
    assert_eq!(device.state.bundle().unwrap().signers.len(), 4);
}

#[test]
fn a_payment_that_a_decision_let_count_begins_a_period_of_its_own() {
    let mut office = Office::new();
    let (patent, _) = office.issue(noon(0));
    office.pay(1, "2026-11-25", "2026-12-24", noon(0));
    office.publish(noon(0)).unwrap();
    // Two months later, when the patent had ended.
    let line = PaymentLine {
        receipt: Label::parse("late").unwrap(),
        patent: patent_number(1),
        paid_on: day("2027-02-01"),
        paid_from: day("2027-02-01"),
        paid_through: day("2027-02-28"),
        kopecks: 1,
    };
    let late = noon(70);
    office.change(late, |t| t.import_payments(&[line]).unwrap());
    let payment = office
        .register()
        .payment(&Label::parse("late").unwrap())
        .unwrap()
        .unwrap();
    let proposal = Proposal {
        act: DecisionAct::AcceptPayment,
        patent,
        card: None,
        payment: Some(payment.key),
        reason: Reason::parse("court").unwrap(),
        effective_on: day("2027-02-01"),
    };
    for operator in ["17", "18"] {
        office.change_by(operator, late, |t| {
            let act = t.act_digest(&proposal).unwrap();
            t.approve(act, None).unwrap()
        });
    }
    office.change(late, |t| t.decide(&proposal).unwrap());
    office.publish(late).unwrap();
    assert_eq!(
        paid(&office.site(), 0),
        PaidThroughEntry::Paid(PaidThrough::restored(day("2027-02-01"), day("2027-02-28")))
    );
}
