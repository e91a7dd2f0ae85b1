// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The whole life of a card without a reader: `cargo run -p epatent-examples --bin card-in-process`.

// A program of this kind speaks on stdout.
#![allow(clippy::print_stdout)]

use epatent_apdu::flows::{GenerateKey, Personalise};
use epatent_apdu::pace::{Can, Ephemeral};
use epatent_apdu::profile::EF_CAN;
use epatent_apdu::scp03::{Diversified, Environment, OpenScp03, SecurityLevel, SoftwareMasterKey};
use epatent_apdu::{Link, drive};
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

    // The office opens its channel with the keys of this chip. Nothing is written without it.
    let mut card = InProcess::new(Card::blank(StdRng::seed_from_u64(6)));
    let master = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab)?;
    let mut host_challenge = [0; 8];
    rng.fill_bytes(&mut host_challenge);
    let open = OpenScp03::new(master, 0, SecurityLevel::Full, host_challenge);
    let channel = drive(open, &mut card)?.channel;
    let mut office = Link::new(&mut card).with_channel(channel);

    // A blank card makes its key and proves that it has it.
    let mut challenge = [0; 32];
    rng.fill_bytes(&mut challenge);
    let point = drive(GenerateKey::new(challenge), &mut office)?;

    // The office signs for this key, writes the files and commits.
    let contents = people::rakhimov();
    let mut terms = cards::signed(&lab, contents.clone(), 7).terms;
    terms.chip_key = ChipKey::from_sec1(&point)?;
    let signer = &lab.signer_77;
    let signed = issue(
        &contents,
        &terms,
        &signer.certificate,
        &signer.key,
        &mut rng,
    )?;
    let number = Can::parse("246810")?;
    let files = signed
        .files()
        .chain([(EF_CAN, number.expose().as_slice())])
        .map(|(identifier, bytes)| (identifier, bytes.to_vec()))
        .collect();
    let done = drive(Personalise::new([1; 16], point, files)?, &mut office)?;
    println!("written: {} bytes", done.written);

    // A fresh connection; an officer reads and verifies.
    card.power_cycle();
    let trust = TrustStore::new(lab.setup.environment, [lab.root.der()])?;
    let policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let circumstances = Circumstances {
        region: Region::parse("77")?,
        now: UnixTime::parse("2026-12-15T09:00:00Z")?,
        date: CivilDate::parse("2026-12-15")?,
        profession: None,
    };
    let (mut host_nonce, mut pace_random) = ([0; 32], [0; Ephemeral::RANDOM]);
    rng.fill_bytes(&mut host_nonce);
    rng.fill_bytes(&mut pace_random);
    let request = Request {
        // The officer types the number that is printed on the card.
        can: Some(number),
        pace_random,
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
