// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Read a card in a PC/SC reader and judge it: `read-over-pcsc TRUST REGION DAY NUMBER [READER]`.
//!
//! `examples/ci/with-card.sh` puts an emulated card into a virtual reader for it.

// A program of this kind speaks on stdout.
#![allow(clippy::print_stdout)]

use epatent_core::{CivilDate, Region, UnixTime};
use epatent_examples::request;
use epatent_pcsc::{Options, ReaderChoice, connect, readers};
use epatent_terminal::{TrustDirectory, read_card};
use epatent_verify::{Circumstances, Verdict, Verifier};
use rand::{SeedableRng, rngs::StdRng};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [trust, region, day, number, reader @ ..] = arguments.as_slice() else {
        return Err("usage: read-over-pcsc TRUST REGION DAY NUMBER [READER]".into());
    };

    // The device: pinned roots and policy from a directory, place and day as its user says.
    let trust = TrustDirectory::read(Path::new(trust))?;
    let circumstances = Circumstances {
        region: Region::parse(region)?,
        now: UnixTime::parse(&format!("{day}T09:00:00Z"))?,
        date: CivilDate::parse(day)?,
        profession: None,
    };

    // The card: whatever happens here, it is left as it is.
    for reader in readers()? {
        println!("{}: {:?}", reader.name, reader.state);
    }
    let choice = match reader {
        [name] => ReaderChoice::Named(name.clone()),
        _ => ReaderChoice::Only,
    };
    let mut card = connect(&choice, Options::default())?;

    // Each reading has random bytes of its own, so that nothing recorded can answer.
    let mut rng = StdRng::try_from_rng(&mut rand::rngs::SysRng)?;
    let request = request(number, &circumstances, &mut rng)?;
    let mut check = Verifier::new(&trust.store, &trust.policy)?.begin(&circumstances);
    let reading = read_card(&mut card, &mut check, &request, &mut ())?;
    card.disconnect()?;

    let report = check.report();
    println!("{} bytes: {}", reading.bytes, report.verdict);
    for finding in &report.findings {
        println!("  {}: {}", finding.code, finding.reason);
    }
    match report.verdict {
        Verdict::InForce => Ok(()),
        other => Err(other.as_str().into()),
    }
}
