// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keep the trace of a check and play it back without the card:
//! `cargo run -p epatent-examples --bin replay-trace`.
//!
//! A trace of `epatent-check card --trace FILE` has the same form. It holds no personal data and no number,
//! so that it can be sent to whoever looks for a fault.

// A program of this kind speaks on stdout.
#![allow(clippy::print_stdout)]

use epatent_apdu::decorators::{Replay, Traced, Tracing, Transcript};
use epatent_apdu::{Transport, TransportError};
use epatent_emulator::InProcess;
use epatent_examples::{Device, request};
use epatent_terminal::{ReadError, Request, read_card};
use epatent_testkit::{chip, lab::Lab, people};
use epatent_verify::{Verdict, Verifier};
use rand::{SeedableRng, rngs::StdRng};
use std::error::Error;

/// A check over any transport; its bytes are all that decides.
fn check(
    card: &mut impl Transport,
    device: &Device,
    request: &Request,
) -> Result<Verdict, Box<dyn Error>> {
    let mut check = Verifier::new(&device.trust, &device.policy)?.begin(&device.circumstances);
    read_card(card, &mut check, request, &mut ())?;
    Ok(check.report().verdict)
}

fn main() -> Result<(), Box<dyn Error>> {
    let lab = Lab::new(1);
    let device = Device::new(&lab)?;
    let mut rng = StdRng::seed_from_u64(9);
    let asked = request("246810", &device.circumstances, &mut rng)?;

    // With the card: every exchange is told to the trace, without what is secret.
    let (_, card) = chip::issued(&lab, people::rakhimov(), "246810", 5, |_| {});
    let mut trace = String::new();
    let tell = |told: &Traced| trace.push_str(&told.to_string());
    let with_card = check(
        &mut Tracing::new(InProcess::new(card), tell),
        &device,
        &asked,
    )?;
    assert!(!trace.contains(&hex::encode_upper("246810")));

    // Without it: the trace answers what the card answered. Whoever replays needs the random bytes of then.
    let transcript: Transcript = trace.parse()?;
    println!("{} exchanges", transcript.entries().len());
    let mut replay = Replay::new(transcript.clone());
    let without_card = check(&mut replay, &device, &asked)?;
    assert!(replay.is_finished());
    assert_eq!((with_card, without_card), (Verdict::InForce, with_card));

    // With other random bytes the conversation is another one: a recording cannot answer for a chip.
    let another = request("246810", &device.circumstances, &mut rng)?;
    let error = check(&mut Replay::new(transcript), &device, &another).err();
    let differs = error
        .as_ref()
        .and_then(|error| error.downcast_ref::<ReadError>())
        .and_then(ReadError::transport);
    println!("with another challenge: {differs:?}");
    assert!(matches!(
        differs,
        Some(TransportError::ReplayDiffers { .. })
    ));
    Ok(())
}
