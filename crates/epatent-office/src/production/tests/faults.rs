// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards torn out at every command, and keys that fail.

use super::plant::{Plant, StopAfter, form, reason};
use super::*;
use epatent_core::certificate::PublicKey;
use epatent_core::cose::SignatureAlgorithm;
use epatent_sign::{SignError, Signer};

#[test]
fn a_card_torn_out_at_a_command_is_issued_in_the_end_and_once() {
    let commands = {
        let mut plant = Plant::new(1);
        plant.approved(&form(1));
        let before = plant.slots[0].sent;
        assert!(matches!(plant.serve(0).unwrap(), Outcome::Issued(_)));
        plant.slots[0].sent - before
    };
    assert!(commands > 60, "{commands}");
    // Every seventh, before the card gets it and after: the office days tear at every write.
    for at in (1..=commands).step_by(7) {
        for reply_lost in [false, true] {
            torn_out(at, reply_lost);
        }
    }
}

fn torn_out(at: usize, reply_lost: bool) {
    let mut plant = Plant::new(1);
    plant.approved(&form(1));
    plant.slots[0].left = Some(at);
    plant.slots[0].reply_lost = reply_lost;
    let torn = plant.serve(0);
    let mut done = matches!(torn, Ok(Outcome::Issued(_)));
    assert!(done || torn.is_err(), "{at}: {torn:?}");
    for _ in 0..3 {
        if done {
            break;
        }
        plant.pull(0);
        match plant.serve(0).unwrap() {
            Outcome::Issued(_) => done = true,
            Outcome::Returned { .. } => {}
            other => panic!("{at} {reply_lost}: {other:?}"),
        }
    }
    assert!(done, "{at} {reply_lost}");
    plant.demand_accounted(1);
}

/// A key whose device fails.
struct DeadKey(PublicKey);

impl Signer for DeadKey {
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Ed25519
    }

    fn public_key(&self) -> PublicKey {
        self.0.clone()
    }

    fn sign(&self, _: &[u8]) -> Result<[u8; 64], SignError> {
        Err(SignError::Signer("CKR_DEVICE_REMOVED".into()))
    }
}

#[test]
fn a_key_that_fails_leaves_a_blank_and_a_void_signature() {
    let mut plant = Plant::new(1);
    plant.approved(&form(1));
    let region = *plant.signers.keys().next().unwrap();
    let good = plant.signers.remove(&region).unwrap();
    let dead = DocumentSigner {
        key: Box::new(DeadKey(good.certificate.public_key().clone())),
        certificate: good.certificate.clone(),
    };
    plant.signers.insert(region, dead);
    let failed = plant.serve(0);
    assert!(matches!(failed, Err(ProductionError::Signer(_))));
    let equation = plant.register().daily_equation().unwrap();
    assert_eq!((equation.blank, equation.signatures_void), (1, 1));
    plant.demand_accounted(0);
    plant.signers.insert(region, good);
    assert!(matches!(plant.serve(0).unwrap(), Outcome::Issued(_)));
    plant.demand_accounted(1);
}

#[test]
fn stopped_while_a_bad_card_is_ended_it_is_scrapped_in_the_end_and_never_issued() {
    let bad = |plant: &mut Plant| {
        // Trust that knows another root: nothing on the card is authentic.
        let other = epatent_testkit::lab::Lab::new(2);
        plant.trust = TrustStore::new(plant.environment, [other.root.der()]).unwrap();
    };
    for step in [Step::Terminating, Step::Terminated, Step::GivenUp] {
        let mut plant = Plant::new(1);
        plant.approved(&form(1));
        bad(&mut plant);
        let stopped = plant.serve_watched(0, &mut StopAfter(step));
        assert!(matches!(stopped, Err(ProductionError::Stopped(_))));
        plant.pull(0);
        let outcome = plant.serve(0).unwrap();
        let expected = match step {
            Step::GivenUp => matches!(outcome, Outcome::NotInWork { .. }),
            _ => matches!(outcome, Outcome::Scrapped { .. }),
        };
        assert!(expected, "{step:?}: {outcome:?}");
        assert_eq!(plant.life_cycle(0), LifeCycle::Terminated);
        plant.demand_accounted(0);
    }
}

#[test]
fn a_card_that_goes_on_failing_is_scrapped_by_whoever_decides() {
    let mut plant = Plant::new(1);
    plant.approved(&form(1));
    plant.slots[0].left = Some(40);
    assert!(plant.serve(0).is_err());
    let open = plant.register().open_attempts().unwrap();
    let (attempt, spoiled) = (open[0].key, plant.blanks[0].clone());
    plant.change(|transaction| transaction.give_up(attempt, &Fate::Scrapped(reason("dead"))));
    // It works again, too late: what is on it is void.
    plant.pull(0);
    let outcome = plant.serve(0).unwrap();
    let state = BlankState::Scrapped;
    assert_eq!(
        outcome,
        Outcome::NotInDrawer {
            blank: spoiled,
            state
        }
    );
    plant.demand_accounted(0);
}
