// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check file`: a card file, without the card.

use crate::answer::Answer;
use crate::args::File;
use crate::printed::Printed;
use crate::records::Keeper;
use crate::{circumstances, evidence};
use epatent_cli::{Console, Exit, Failure};
use epatent_station::{Knowledge, proved_lists};
use std::time::Instant;

pub(crate) fn run(args: &File, console: &Console) -> Result<Exit, Failure> {
    let keeper = Keeper::prepare(&args.records, console)?;
    let mut trust = Knowledge::open(&console.words, &args.check.place.trust)?;
    let circumstances = circumstances::of(&args.check.place, &console.words)?;
    let printed = Printed::of(&args.print, console)?;
    let presentation = evidence::read(&args.file, console)?;
    let started = Instant::now();
    let stopwatch = || u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let lists = proved_lists(&trust, circumstances.now, console);
    let verifier = trust
        .verifier(&console.words)?
        .with_lists(&lists)
        .timed_by(&stopwatch);
    let mut check = verifier.begin(&circumstances);
    check.presentation(&presentation);
    printed.compare(&mut check);
    let report = check.report();
    let object = report.card.security_object.clone();
    let mut answer = Answer::of_report(&console.words, report, circumstances.clone());
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
    super::remember(
        &mut trust,
        &args.check.place.trust,
        object.as_ref(),
        &circumstances,
        console,
    );
    Ok(exit)
}
