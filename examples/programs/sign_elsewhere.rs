// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sign with a key that is somewhere else: `cargo run -p epatent-examples --bin sign-elsewhere`.

// A program of this kind speaks on stdout.
#![allow(clippy::print_stdout)]

use epatent_sign::{Signer, prepare};
use epatent_testkit::{cards, lab::Lab, people};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let lab = Lab::new(1);
    let card = cards::signed(&lab, people::rakhimov(), 7);
    let office = &lab.signer_77;

    // Step 1, in the office: everything is encoded, and the certificate is found entitled.
    let mut rng = StdRng::seed_from_u64(3);
    let prepared = prepare(&card.contents, &card.terms, &office.certificate, &mut rng)?;
    println!("to be signed: {} bytes", prepared.signature_payload().len());

    // Step 2, where the key is: bytes in, 64 bytes out. An HSM, another building, another day.
    let signature = office.key.sign(prepared.signature_payload())?;

    // Step 3, in the office: the signature is verified before any file of the card exists.
    let signed = prepared.complete(signature)?;
    println!(
        "security object: {} bytes, {} groups",
        signed.security_object.len(),
        signed.groups.len()
    );

    // A signature that was damaged on the way is thrown away.
    let mut damaged = signature;
    if let Some(byte) = damaged.first_mut() {
        *byte ^= 1;
    }
    let prepared = prepare(&card.contents, &card.terms, &office.certificate, &mut rng)?;
    match prepared.complete(damaged) {
        Err(error) => println!("damaged signature: {error}"),
        Ok(_) => return Err("a damaged signature was accepted".into()),
    }
    Ok(())
}
