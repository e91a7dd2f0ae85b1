// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Reading a card back through the verifier, as a police officer would.

use crate::store::Store;
use epatent_cli::{Bar, Console, Exit, Failure};
use epatent_core::chip_proof::{NO_CHANNEL, TerminalStatement};
use epatent_core::{CivilDate, Region, Text};
use epatent_pcsc::PcscTransport;
use epatent_station::{describe, now, read_failure, read_trust};
use epatent_terminal::{Request, read_card};
use epatent_verify::{Circumstances, Verdict, Verifier};
use rand::Rng;

/// What the office calls itself in the statement that the chip signs.
const TERMINAL: &str = "epatent-issue read-back";

/// Reads the card and judges it on its first day and in its own region: the question is whether
/// the card carries what was signed, not whether it is in force today.
pub(crate) fn check(
    card: &mut PcscTransport,
    region: Region,
    first_day: CivilDate,
    store: &Store,
    console: &Console,
) -> Result<Exit, Failure> {
    let trust = read_trust(&console.words, &store.trust())?;
    let verifier = Verifier::new(&trust.store, &trust.policy)
        .map_err(|error| epatent_station::policy_failure(&console.words, &error))?;
    let circumstances = Circumstances {
        region,
        now: now(&console.words)?,
        date: first_day,
        profession: None,
    };
    let request = request(&circumstances, console)?;
    let mut check = verifier.begin(&circumstances);
    let bar = Bar::new(&console.words, "progress-checking", &[], 0);
    read_card(card, &mut check, &request, &mut ())
        .map_err(|error| read_failure(&console.words, &error))?;
    drop(bar);
    let report = check.report();
    if report.verdict == Verdict::InForce {
        return Ok(Exit::Done);
    }
    for finding in &report.findings {
        let text = describe(&console.words, &finding.reason, first_day);
        console
            .output
            .note(&format!("{}: {}", text.headline, text.why));
    }
    Err(Failure::new(
        &console.words,
        Exit::Refused,
        "error-read-back",
        &[],
    ))
}

fn request(circumstances: &Circumstances, console: &Console) -> Result<Request, Failure> {
    let mut host_nonce = [0; 32];
    rand::rng().fill_bytes(&mut host_nonce);
    let terminal = Text::parse(TERMINAL).map_err(|error| {
        Failure::new(
            &console.words,
            Exit::Usage,
            "error-internal",
            &[("reason", error.to_string().into())],
        )
    })?;
    Ok(Request {
        host_nonce,
        statement: TerminalStatement {
            checked_at: circumstances.now,
            region: circumstances.region,
            terminal,
        },
        channel_binding: NO_CHANNEL,
    })
}
