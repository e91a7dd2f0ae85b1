// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check card`: the card in the reader.

use crate::answer::Answer;
use crate::args::Card;
use crate::{circumstances, evidence};
use epatent_apdu::Progress;
use epatent_cli::{Bar, Console, Exit, Failure};
use epatent_core::Text;
use epatent_core::chip_proof::{NO_CHANNEL, TerminalStatement};
use epatent_station::{connect, policy_failure, read_failure, read_trust};
use epatent_terminal::{Observer, Request, read_card};
use epatent_verify::{Check, Circumstances, Verifier};
use rand::Rng;
use std::time::Instant;

/// What the program calls itself in the statement that the chip signs.
const TERMINAL: &str = "epatent-check";
/// What a card is likely to hold in bytes, for the bar: a portrait and about as much again in
/// structure as the smallest one.
const LIKELY_BYTES: u64 = 18_000;

pub(crate) fn run(args: &Card, console: &Console) -> Result<Exit, Failure> {
    if let Some(file) = &args.save_evidence {
        epatent_cli::files::refuse_existing(&console.words, file)?;
    }
    let trust = read_trust(&console.words, &args.check.trust)?;
    let circumstances = circumstances::of(&args.check, console)?;
    let started = Instant::now();
    let stopwatch = || u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let verifier = Verifier::new(&trust.store, &trust.policy)
        .map_err(|error| policy_failure(&console.words, &error))?
        .timed_by(&stopwatch);
    let request = request(&circumstances, console)?;
    let mut card = connect(&console.words, args.reader.as_deref())?;
    let mut check = verifier.begin(&circumstances);
    let mut watch = Watch::new(console);
    let read = read_card(&mut card, &mut check, &request, &mut watch);
    drop(watch);
    let mut answer = match &read {
        Ok(_) => Answer::of_report(&console.words, check.report(), circumstances.clone()),
        Err(error) => Answer::of_other_card(&console.words, error, circumstances.clone())
            .ok_or_else(|| read_failure(&console.words, error))?,
    };
    card.reader().clone_into(&mut answer.source);
    answer.milliseconds = stopwatch() / 1000;
    if let Ok(reading) = &read {
        answer.bytes = reading.bytes;
        if let Some(file) = &args.save_evidence {
            evidence::save(file, &reading.presentation, console)?;
        }
    }
    super::give(&answer, console)
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

/// Draws the bar of a reading.
struct Watch {
    bar: Bar,
    part: &'static str,
    before: u64,
    now: u64,
}

impl Watch {
    fn new(console: &Console) -> Self {
        Self {
            bar: Bar::new(&console.words, "progress-reading", &[], LIKELY_BYTES),
            part: "",
            before: 0,
            now: 0,
        }
    }
}

impl Observer for Watch {
    fn progress(&mut self, part: &'static str, progress: Progress) {
        if self.part != part {
            self.part = part;
            self.before = self.before.saturating_add(self.now);
        }
        self.now = progress.done;
        self.bar
            .set(self.before.saturating_add(self.now).min(LIKELY_BYTES));
    }

    fn before_portrait(&mut self, _: &Check<'_>) {}
}
