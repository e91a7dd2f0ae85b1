// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The second card of a patent: decided, made, published, and both cards read by a device that got
//! nothing but the published files.

use std::fs;
use std::path::{Path, PathBuf};

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_core::bundle::{BundlePolicy, ListedSigner};
use epatent_core::certificate::Role;
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::list::AnnulmentCategory;
use epatent_core::presentation::AccessNumber;
use epatent_core::{Region, Text};
use epatent_register::{DecisionAct, PaymentLine, Proposal};
use epatent_terminal::{Request, read_card};
use epatent_testkit::lab::Lab;
use epatent_verify::{Circumstances, Code, Lists, Policy, ProvedBundle, Verdict, Verifier};

use super::plant::{Plant, by, day, form, label, reason};
use super::*;
use crate::publish::{BUNDLE_FILE, LISTS_FOLDER, Publisher, Roots, Signatory, Site, Terms, listed};

/// Publishes what the register says now.
fn publish(plant: &Plant) -> PathBuf {
    let lab = Lab::new(1);
    let signatories: Vec<Signatory> = [Role::Status, Role::Payment, Role::Bundle]
        .into_iter()
        .zip(21..)
        .map(|(role, seed)| {
            let signer = lab.signer_but(seed, |request| {
                request.roles = vec![role];
                if role == Role::Bundle {
                    request.regions.clear();
                }
            });
            Signatory {
                key: Box::new(signer.key),
                certificate: signer.certificate,
            }
        })
        .collect();
    let signers: Vec<ListedSigner> = signatories
        .iter()
        .map(|signatory| &signatory.certificate)
        .chain([&lab.signer_77.certificate])
        .map(listed)
        .collect();
    let publisher = Publisher {
        trust: &plant.trust,
        roots: Roots::default(),
        signatories: &signatories,
        listed: &signers,
        policy: &BundlePolicy::default(),
        terms: Terms::default(),
        category: &|_| AnnulmentCategory::UNSTATED,
        demand: &crate::publish::demand_whole,
    };
    let path = plant.folder.path().join("site");
    fs::create_dir_all(&path).unwrap();
    let mut register = plant.register();
    let mut site = Site::at(&path);
    crate::publish::publish(&mut register, &by("17"), plant.now(), &publisher, &mut site).unwrap();
    path
}

/// What an officer is told of the card in a slot.
fn shown(
    plant: &mut Plant,
    slot: usize,
    number: &AccessNumber,
    site: &Path,
) -> (Verdict, Vec<Code>) {
    plant.pull(slot);
    let now = plant.now();
    let bundle = fs::read(site.join(BUNDLE_FILE)).unwrap();
    let bundle = ProvedBundle::prove_as_issued(&bundle, &plant.trust).unwrap();
    let mut lists = Lists::default();
    for reference in &bundle.lists {
        let file = site.join(LISTS_FOLDER).join(reference.name.as_str());
        let bytes = fs::read(file).unwrap();
        let _ = lists.import_all_under([bytes.as_slice()], &plant.trust, Some(&bundle), now);
    }
    let policy = Policy::of_bundle(&bundle.policy);
    let verifier = Verifier::new(&plant.trust, &policy)
        .unwrap()
        .under(&bundle)
        .with_lists(&lists);
    let region = Region::parse("77").unwrap();
    let circumstances = Circumstances {
        region,
        now,
        date: day("2026-11-25"),
        profession: None,
    };
    let request = Request {
        can: Some(Can::parse(number.expose()).unwrap()),
        pace_random: [5; Ephemeral::RANDOM],
        host_nonce: [6; 32],
        statement: TerminalStatement {
            checked_at: now,
            region,
            terminal: Text::parse("device").unwrap(),
        },
    };
    let mut check = verifier.begin(&circumstances);
    read_card(&mut plant.slots[slot].card, &mut check, &request, &mut ()).unwrap();
    let report = check.report();
    let codes = report.findings.iter().map(|finding| finding.code).collect();
    (report.verdict, codes)
}

#[test]
fn a_second_card_is_decided_made_and_published_and_the_first_is_refused() {
    let mut plant = Plant::new(2);
    let number = plant.approved(&form(1));
    let Outcome::Issued(first) = plant.serve(0).unwrap() else {
        panic!()
    };
    let line = PaymentLine {
        receipt: label("receipt 1"),
        patent: number.clone(),
        paid_on: day("2026-11-25"),
        paid_from: day("2026-11-25"),
        paid_through: day("2026-12-24"),
        kopecks: 900_000,
    };
    plant.change(|transaction| transaction.import_payments(&[line]));
    let site = publish(&plant);
    let (verdict, codes) = shown(&mut plant, 0, &first.access_number, &site);
    assert_eq!(verdict, Verdict::InForce, "{codes:?}");

    // Without a decision the patent gets no other card.
    assert!(matches!(
        plant.serve(1).unwrap(),
        Outcome::NothingWaiting { .. }
    ));
    let patent = plant.register().patent(&number).unwrap().unwrap().key;
    let duplicate = Proposal {
        act: DecisionAct::Replace,
        patent,
        card: Some(first.card),
        payment: None,
        reason: reason("lost"),
        effective_on: day("2026-11-25"),
    };
    for operator in ["17", "23"] {
        plant.change_by(operator, |transaction| {
            let act = transaction.act_digest(&duplicate)?;
            transaction.approve(act, None)
        });
    }
    plant.change(|transaction| transaction.decide(&duplicate));
    let Outcome::Issued(second) = plant.serve(1).unwrap() else {
        panic!()
    };
    assert_eq!(plant.remarks_on(&second.presentation).replacement_index, 1);
    assert_ne!(second.access_number, first.access_number);

    let site = publish(&plant);
    let (verdict, codes) = shown(&mut plant, 0, &first.access_number, &site);
    assert_eq!(verdict, Verdict::Refused, "{codes:?}");
    assert_eq!(codes.first(), Some(&Code::Superseded));
    // What was paid was paid for the patent: the second card has it without another receipt.
    let (verdict, codes) = shown(&mut plant, 1, &second.access_number, &site);
    assert_eq!(verdict, Verdict::InForce, "{codes:?}");
    plant.demand_accounted(2);
}
