// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use hex_literal::hex;

use super::*;
use crate::testing::{SESSION, active, in_state, office};
use epatent_apdu::Command;
use epatent_apdu::profile::LifeCycle;

const SELECT: [u8; 14] = hex!("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01");
const FILE: [u8; 7] = hex!("00 A4 02 0C 02 01 1C");
const READ: [u8; 5] = hex!("00 B0 00 00 04");

fn faulty(fault: Fault) -> FaultyDevice<Card> {
    FaultyDevice::new(active(), FaultPlan::once(1, fault))
}

/// A card in an open session before its issuer, and ABORT.
fn session() -> (Card, Vec<u8>) {
    let mut office = office(in_state(LifeCycle::Personalisation));
    let abort = Command::new(0x80, 0x18, 0, 0).with_data(SESSION.to_vec());
    let abort = office.wrap(&abort).encode().unwrap();
    (office.card, abort)
}

#[test]
fn card_that_lost_power_is_silent_until_it_is_reset() {
    for fault in [
        Fault::Undelivered,
        Fault::CommandTorn { bytes: 3 },
        Fault::Unanswered,
    ] {
        let mut card = faulty(fault);
        assert_eq!(card.exchange(&SELECT).unwrap(), [0x90, 0x00]);
        for _ in 0..2 {
            let silent = card.exchange(&FILE).unwrap_err();
            assert!(matches!(silent, DeviceError::PowerLost));
        }
        card.reset();
        assert_eq!(card.exchange(&READ).unwrap(), [0x69, 0x86]);
        assert_eq!(card.happened(), 1);
    }
}

#[test]
fn power_lost_before_or_in_the_command_does_nothing_and_after_it_everything() {
    let faults = [
        (Fault::Undelivered, false),
        (Fault::CommandTorn { bytes: 20 }, false),
        (Fault::Unanswered, true),
        (Fault::Power(PowerCut::once(0, Torn::Old)), false),
    ];
    for (fault, done) in faults {
        let (card, abort) = session();
        let mut card = FaultyDevice::new(card, FaultPlan::once(0, fault));
        assert!(card.exchange(&abort).is_err());
        card.reset();
        let blank = card.into_device().life_cycle() == LifeCycle::Blank;
        assert_eq!(blank, done);
    }
}

#[test]
fn cut_command_is_judged_as_it_arrived() {
    let mut card = faulty(Fault::CommandCut { bytes: 6 });
    card.exchange(&SELECT).unwrap();
    assert_eq!(card.exchange(&FILE).unwrap(), [0x67, 0x00]);
    assert_eq!(card.exchange(&FILE).unwrap(), [0x90, 0x00]);
}

#[test]
fn cut_reply_is_a_prefix() {
    let mut card = FaultyDevice::new(active(), FaultPlan::once(1, Fault::ReplyCut { bytes: 3 }));
    card.exchange(&FILE).unwrap();
    let cut = card.exchange(&READ).unwrap();
    let whole = card.exchange(&READ).unwrap();
    assert_eq!((cut.len(), whole.len()), (3, 6));
    assert!(whole.starts_with(&cut));
}

#[test]
fn doubled_command_is_carried_out_twice() {
    let (card, abort) = session();
    let mut card = FaultyDevice::new(card, FaultPlan::once(0, Fault::Doubled));
    // The second ABORT meets a session of SCP03 that has gone on.
    assert_eq!(card.exchange(&abort).unwrap(), [0x69, 0x82]);
    assert_eq!(card.into_device().life_cycle(), LifeCycle::Blank);
}

#[test]
fn late_reply_answers_the_next_command_until_the_reset() {
    let mut card = faulty(Fault::Late);
    card.exchange(&SELECT).unwrap();
    assert!(matches!(
        card.exchange(&FILE).unwrap_err(),
        DeviceError::TimedOut
    ));
    assert_eq!(card.exchange(&READ).unwrap(), [0x90, 0x00]);
    assert_eq!(card.exchange(&SELECT).unwrap().len(), 6);
    card.reset();
    assert_eq!(card.exchange(&SELECT).unwrap(), [0x90, 0x00]);
}

#[test]
fn seed_gives_the_same_plan_again_and_every_kind_of_fault_comes_up() {
    let plans: Vec<_> = (0..500)
        .map(|seed| FaultPlan::seeded(seed, 10, 100))
        .collect();
    let again: Vec<_> = (0..500)
        .map(|seed| FaultPlan::seeded(seed, 10, 100))
        .collect();
    assert_eq!(plans, again);
    let kinds: std::collections::BTreeSet<_> = plans
        .iter()
        .flat_map(|plan| &plan.faults)
        .map(|planned| format!("{:?}", planned.fault))
        .map(|text| text.split([' ', '(']).next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(kinds.len(), 8, "{kinds:?}");
}
