// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sign a card and verify it, all in memory: `cargo run -p epatent-examples --bin issue-and-verify`.

// A program of this kind speaks on stdout.
#![allow(clippy::print_stdout)]

use epatent_core::chip_proof::TerminalStatement;
use epatent_core::{CivilDate, Region, Text, UnixTime};
use epatent_testkit::{cards, lab::Lab, people};
use epatent_verify::{Circumstances, Policy, StatusRule, TrustStore, Verdict, Verifier};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // A laboratory authority, and a person who does not exist.
    let lab = Lab::new(1);
    let card = cards::signed(&lab, people::rakhimov(), 7);

    // What a police device knows: the root, the policy, where and when it is.
    let trust = TrustStore::new(lab.setup.environment, [lab.root.der()])?;
    let policy = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let verifier = Verifier::new(&trust, &policy)?;
    let circumstances = Circumstances {
        region: Region::parse("77")?,
        now: UnixTime::parse("2026-12-15T09:00:00Z")?,
        date: CivilDate::parse("2026-12-15")?,
        profession: None,
    };

    // The files alone do not show that a chip is there ...
    let report = verifier.verify(&card.presentation(), &circumstances);
    println!("without the chip's proof: {}", report.verdict);
    if report.verdict != Verdict::Undetermined {
        return Err("files alone must not be in force".into());
    }

    // ... its signature does.
    let statement = TerminalStatement {
        checked_at: circumstances.now,
        region: circumstances.region,
        terminal: Text::parse("example")?,
    };
    let report = verifier.verify(&card.proved([9; 32], &statement), &circumstances);
    println!("with the chip's proof:    {}", report.verdict);
    for check in &report.checks {
        println!(
            "  {:<14} {:<14} {}",
            check.id.to_string(),
            check.outcome.as_str(),
            check.compared
        );
    }
    if report.verdict == Verdict::InForce {
        Ok(())
    } else {
        Err("not in force".into())
    }
}
