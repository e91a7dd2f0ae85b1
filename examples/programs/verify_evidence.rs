// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keep what a card showed, and let somebody else verify it later:
//! `cargo run -p epatent-examples --bin verify-evidence`.

// A program of this kind speaks on stdout.
#![allow(clippy::print_stdout)]

use epatent_core::chip_proof::TerminalStatement;
use epatent_core::presentation::Presentation;
use epatent_emulator::InProcess;
use epatent_examples::{Device, request};
use epatent_terminal::read_card;
use epatent_testkit::{chip, lab::Lab, people};
use epatent_verify::{Code, Report, Verdict, Verifier};
use rand::{SeedableRng, rngs::StdRng};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let lab = Lab::new(1);
    let device = Device::new(&lab)?;

    // In the street: the card is read, and what was read is kept as it came.
    let (_, card) = chip::issued(&lab, people::rakhimov(), "246810", 5, |_| {});
    let mut rng = StdRng::seed_from_u64(9);
    let request = request("246810", &device.circumstances, &mut rng)?;
    let mut check = Verifier::new(&device.trust, &device.policy)?.begin(&device.circumstances);
    let reading = read_card(&mut InProcess::new(card), &mut check, &request, &mut ())?;
    let in_the_street = check.report();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("evidence.epc");
    std::fs::write(&file, reading.presentation.encode()?)?;

    // Two years later, at a court: no card and no network, only the file and the root.
    let kept = Presentation::decode(&std::fs::read(&file)?)?;
    let at_court = verify(&device, &kept)?;
    println!(
        "in the street {}, at court {}",
        in_the_street.verdict, at_court.verdict
    );
    assert_eq!(in_the_street.verdict, Verdict::InForce);
    assert_eq!(at_court.verdict, in_the_street.verdict);

    // The chip signed place, time and challenge with its own key; a file of which a bit was changed is none.
    let proof = kept.chip_proof.as_ref().ok_or("the chip was not asked")?;
    let stated = TerminalStatement::decode(&proof.terminal_statement)?;
    assert_eq!(stated.checked_at, device.circumstances.now);
    let mut changed = kept.clone();
    let group = changed.groups.values_mut().next().ok_or("no group")?;
    if let Some(byte) = group.last_mut() {
        *byte ^= 1;
    }
    let changed = verify(&device, &changed)?;
    println!("with one bit changed: {}", changed.verdict);
    assert_eq!(changed.verdict, Verdict::Refused);
    assert!(changed.finding(Code::DigestMismatch).is_some());
    Ok(())
}

fn verify(device: &Device, kept: &Presentation) -> Result<Report, Box<dyn Error>> {
    let verifier = Verifier::new(&device.trust, &device.policy)?;
    Ok(verifier.verify(kept, &device.circumstances))
}
