// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The whole life of a card without a reader: `cargo run -p epatent-examples --bin card-in-process`.

// A program of this kind speaks on stdout.
#![allow(clippy::print_stdout)]

use epatent_apdu::drive;
use epatent_apdu::flows::{GenerateKey, Personalise};
use epatent_apdu::pace::Ephemeral;
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::object::ChipKey;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_emulator::{Card, InProcess};
use epatent_sign::issue;
use epatent_terminal::{Request, read_card};
use epatent_testkit::{cards, lab::Lab, people};
use epatent_verify::{Circumstances, Policy, StatusRule, TrustStore, Verdict, Verifier};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = StdRng::seed_from_u64(5);
    let lab = Lab::new(1);

    // A blank card makes its key and proves that it has it.
    let mut card = InProcess::new(Card::blank(StdRng::seed_from_u64(6)));
    let mut challenge = [0; 32];
    rng.fill_bytes(&mut challenge);
    let point = drive(GenerateKey::new(challenge), &mut card)?;

    // The office signs for this key, writes the files and commits.
    let contents = people::rakhimov();
    let mut terms = cards::signed(&lab, contents.clone(), 7).terms;
    terms.chip_key = ChipKey::from_sec1(&point)?;
    terms.card_access = cards::NO_CARD_ACCESS.to_vec();
    let office = &lab.signer_77;
    let signed = issue(
        &contents,
        &terms,
        &office.certificate,
        &office.key,
        &mut rng,
    )?;
    let files = signed
        .files()
        .map(|(identifier, bytes)| (identifier, bytes.to_vec()))
        .collect();
    let done = drive(Personalise::new([1; 16], point, files)?, &mut card)?;
    println!("written: {} bytes", done.written);

    // A fresh connection; an officer reads and verifies.
    card.power_cycle();
    let trust = TrustStore::new(lab.setup.environment, [lab.root.der()])?;
    let policy = Policy {
        status: StatusRule::NotRequired,
        ..Policy::default()
    };
    let circumstances = Circumstances {
        region: Region::parse("77")?,
        now: UnixTime::parse("2026-12-15T09:00:00Z")?,
        date: CivilDate::parse("2026-12-15")?,
        profession: None,
    };
    let mut host_nonce = [0; 32];
    rng.fill_bytes(&mut host_nonce);
    let request = Request {
        // This card announces no channel, so that nobody has to type a number.
        can: None,
        pace_random: [0; Ephemeral::RANDOM],
        host_nonce,
        statement: TerminalStatement {
            checked_at: circumstances.now,
            region: circumstances.region,
            terminal: Text::parse("example")?,
        },
    };
    let mut check = Verifier::new(&trust, &policy)?.begin(&circumstances);
    let reading = read_card(&mut card, &mut check, &request, &mut ())?;
    let report = check.report();
    println!("read: {} bytes, answer: {}", reading.bytes, report.verdict);
    if report.verdict == Verdict::InForce {
        Ok(())
    } else {
        Err("not in force".into())
    }
}
