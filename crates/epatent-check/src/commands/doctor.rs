// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check doctor`: whether this device can check cards, and what to do about each thing that is
//! in the way.

mod device;
mod knowledge;

use crate::args::Doctor;
use epatent_cli::{Console, Exit, Failure};
use epatent_core::UnixTime;
use epatent_pcsc::CardService;
use epatent_station::doctor::{self, Finding};

/// Exit 0 where nothing is in the way, 4 where service, reader, card or clock is, 2 where files are.
pub(crate) fn run(
    args: &Doctor,
    console: &Console,
    service: &CardService,
) -> Result<Exit, Failure> {
    let now = epatent_station::now(&console.words).ok();
    doctor::give(&examine(args, console, service, now), console)
}

/// Everything that can be looked at, in the order in which it has to work.
fn examine(
    args: &Doctor,
    console: &Console,
    service: &CardService,
    now: Option<UnixTime>,
) -> Vec<Finding> {
    let known = knowledge::open(args.trust.as_deref(), console);
    let mut findings = device::examine(service, args.reader.as_deref(), known.environment());
    findings.extend(known.examine(now, console));
    findings.extend(knowledge::stores(args));
    findings
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
