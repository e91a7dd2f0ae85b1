// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check file`: a card file, without the card.

use crate::answer::Answer;
use crate::args::File;
use crate::printed::Printed;
use crate::records::Keeper;
use crate::{circumstances, evidence};
use epatent_cli::{Console, Exit, Failure};
use epatent_station::{policy_failure, proved_lists, read_trust};
use epatent_verify::Verifier;
use std::time::Instant;

pub(crate) fn run(args: &File, console: &Console) -> Result<Exit, Failure> {
    let keeper = Keeper::prepare(&args.records, console)?;
    let trust = read_trust(&console.words, &args.check.trust)?;
    let circumstances = circumstances::of(&args.check, console)?;
    let printed = Printed::of(&args.print, console)?;
    let presentation = evidence::read(&args.file, console)?;
    let started = Instant::now();
    let stopwatch = || u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let lists = proved_lists(&trust, circumstances.now, console);
    let verifier = Verifier::new(&trust.store, &trust.policy)
        .map_err(|error| policy_failure(&console.words, &error))?
        .with_lists(&lists)
        .timed_by(&stopwatch);
    let mut check = verifier.begin(&circumstances);
    check.presentation(&presentation);
    printed.compare(&mut check);
    let mut answer = Answer::of_report(&console.words, check.report(), circumstances.clone());
    answer.source = args.file.display().to_string();
    answer.bytes = presentation.groups.values().map(Vec::len).sum::<usize>()
        + presentation.security_object.len()
        + presentation.card_access.len();
    answer.milliseconds = stopwatch() / 1000;
    let exit = super::give(&answer, args.check.details, console)?;
    keeper.keep(
        "file",
        &answer,
        Some(&presentation.security_object),
        console,
    );
    Ok(exit)
}
