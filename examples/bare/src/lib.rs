// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The verifier with nothing but an allocator: no operating system, no clock, no randomness, no `std`.
//!
//! `cargo xtask bare` builds this for `wasm32-unknown-unknown` and lets it judge the verdict vectors.
//! A device of its own needs the same three things: [`answer`], an allocator, and what to do in a panic.
//! The functions with C names are for a host that knows nothing but numbers and one piece of memory.

#![no_std]

extern crate alloc;

mod outside;

use alloc::string::String;
use alloc::vec::Vec;

use epatent_core::object::Environment;
use epatent_core::presentation::Presentation;
use epatent_core::{CivilDate, Region, UnixTime};
use epatent_verify::{Circumstances, Policy, StatusRule, TrustStore, Verdict, Verifier};

/// Where and when the card is shown. A device without a clock is told both.
#[derive(Clone, Copy)]
pub struct Place {
    /// Number of the region, 1..=99.
    pub region: u8,
    /// Seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The civil day there, YYYYMMDD.
    pub day: u32,
}

/// The answer to a card file (`applet-spec` data-model), with the codes of its findings, worst first,
/// joined by commas.
///
/// `root` is the certificate that the device pins, DER. `None` for arguments that are not what they
/// should be; a card that is not what it should be has a verdict.
#[must_use]
pub fn answer(card: &[u8], root: &[u8], place: Place) -> Option<(Verdict, String)> {
    let trust = TrustStore::new(Environment::Lab, [root]).ok()?;
    let policy = Policy {
        // This device has no lists. In production that would not do, and would be refused here.
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let circumstances = Circumstances {
        region: Region::parse(&alloc::format!("{:02}", place.region)).ok()?,
        now: UnixTime::from_seconds(place.now).ok()?,
        date: CivilDate::from_yyyymmdd(place.day).ok()?,
        profession: None,
    };
    let card = Presentation::decode(card).ok()?;
    let verifier = Verifier::new(&trust, &policy).ok()?;
    let report = verifier.verify(&card, &circumstances);
    let codes: Vec<&str> = report.findings.iter().map(|it| it.code.as_str()).collect();
    Some((report.verdict, codes.join(",")))
}
