// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check qr`: the code on the back of a card, without its chip.

use crate::answer::Answer;
use crate::args::Qr;
use crate::records::Keeper;
use crate::{circumstances, scan};
use epatent_cli::{Console, Exit, Failure};
use epatent_core::printed_code::PREFIX;
use epatent_station::{Knowledge, proved_lists};
use std::time::Instant;

pub(crate) fn run(args: &Qr, console: &Console) -> Result<Exit, Failure> {
    let keeper = Keeper::prepare(&args.records, console)?;
    let trust = Knowledge::open(&console.words, &args.check.place.trust)?;
    let circumstances = circumstances::of(&args.check.place, &console.words)?;
    let started = Instant::now();
    let stopwatch = || u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let text = scan::code(&args.code, console)?;
    let lists = proved_lists(&trust, circumstances.now, console);
    let mut answer = if text.starts_with(PREFIX) {
        let verifier = trust
            .verifier(&console.words)?
            .finding_signers(&trust.directory.signers)
            .with_lists(&lists)
            .timed_by(&stopwatch);
        let mut check = verifier.begin(&circumstances);
        check.printed_code(&text);
        check.printed_numbers(&args.numbers.typed());
        Answer::of_report(&console.words, check.report(), circumstances.clone())
    } else {
        Answer::of_other_code(&console.words, circumstances)
    };
    // A text that was typed is the code itself, which names a person.
    if scan::typed(&args.code).is_some() {
        PREFIX.trim_end_matches(':').clone_into(&mut answer.source);
    } else {
        args.code.clone_into(&mut answer.source);
    }
    answer.bytes = text.len();
    answer.milliseconds = stopwatch() / 1000;
    let exit = super::give(&answer, args.check.details, console)?;
    keeper.keep("code", &answer, None, console);
    Ok(exit)
}
