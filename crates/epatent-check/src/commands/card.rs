// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check card`: the card in the reader.

use crate::answer::Answer;
use crate::args::Card;
use crate::printed::Printed;
use crate::records::Keeper;
use crate::{circumstances, evidence};
use epatent_apdu::Progress;
use epatent_apdu::pace::Can;
use epatent_cli::{Bar, Console, Exit, Failure, verdict};
use epatent_pcsc::CardService;
use epatent_station::{
    Knowledge, MAX_RESTARTS, Station, is_foreign_reset, proved_lists, read_failure, request,
};
use epatent_terminal::{Observer, ReadError, read_card};
use epatent_verify::{Check, Code, Colour, Preview};
use std::io::{BufRead, IsTerminal};
use std::time::Instant;
use zeroize::Zeroizing;

/// What the program calls itself in the statement that the chip signs.
const TERMINAL: &str = "epatent-check";
/// What a card is likely to hold in bytes, for the bar: a portrait and about as much again in
/// structure as the smallest one.
const LIKELY_BYTES: u64 = 18_000;

pub(crate) fn run(args: &Card, console: &Console, service: &CardService) -> Result<Exit, Failure> {
    if let Some(file) = &args.save_evidence {
        epatent_cli::files::refuse_unwritable(&console.words, file)?;
    }
    let printed = Printed::of(&args.print, console)?;
    let keeper = Keeper::prepare(&args.records, console)?;
    let mut trust = Knowledge::open(&console.words, &args.check.trust)?;
    let circumstances = circumstances::of(&args.check, console)?;
    let started = Instant::now();
    let stopwatch = || u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let lists = proved_lists(&trust.directory, circumstances.now, console);
    let verifier = trust
        .verifier(&console.words)?
        .finding_signers(&trust.directory.signers)
        .with_lists(&lists)
        .timed_by(&stopwatch);
    let station = Station::new(console, service, args.trace.trace.as_deref())?;
    let mut card = station.connect(args.reader.as_deref())?;
    let mut check = verifier.begin(&circumstances);
    // The number in the code first: the other one may be that of the card before.
    let (mut can, mut other) = match printed.claimed_number() {
        Some(claimed) => (Some(claimed), args.can.clone()),
        None => (args.can.clone(), None),
    };
    let mut restarts = 0;
    let mut asked_again = false;
    let read = loop {
        let request = request(&console.words, TERMINAL, &circumstances, can.clone())?;
        let mut watch = Watch::new(console, &printed);
        match read_card(&mut card, &mut check, &request, &mut watch) {
            // Nothing has been read yet; a card without a channel is not asked for a number.
            Err(ReadError::AccessKeyMissing) => can = Some(ask_can(console)?),
            // Nothing protects the opening of a channel: a reply that was cut off looks like a
            // refusal, and what a card means it says twice.
            Err(ReadError::NoChannel(_)) if !asked_again => {
                asked_again = true;
                check = verifier.begin(&circumstances);
            }
            // A code of another card names another number; what the officer typed may open this one.
            Err(ReadError::AccessKeyWrong) if other.is_some() => can = other.take(),
            // All that was read and judged is forgotten: it may be another card by now.
            Err(error)
                if is_foreign_reset(error.transport())
                    && restarts < MAX_RESTARTS
                    && !is_red(&check) =>
            {
                restarts += 1;
                card.start_over()?;
                check = verifier.begin(&circumstances);
            }
            read => break read,
        }
    };
    if read.is_ok() {
        printed.compare(&mut check);
    }
    let authentic = check.card().security_object.clone();
    let mut answer = match &read {
        Ok(_) => Answer::of_report(&console.words, check.report(), circumstances.clone()),
        Err(error) => match Answer::of_other_card(&console.words, error, circumstances.clone()) {
            Some(answer) if printed.has_code() && is_silent(error) => {
                printed.compare(&mut check);
                answer.with_code(&console.words, check.report())
            }
            Some(answer) => answer,
            // A card that is red and then falls silent is still red.
            None if is_red(&check) => {
                console
                    .output
                    .note(&read_failure(&console.words, error).message);
                Answer::of_report(&console.words, check.report(), circumstances.clone())
            }
            None => return Err(read_failure(&console.words, error)),
        },
    };
    card.reader().clone_into(&mut answer.source);
    answer.milliseconds = stopwatch() / 1000;
    answer.bytes = read.as_ref().map_or(0, |reading| reading.bytes);
    let exit = super::give(&answer, args.check.details, console)?;
    let object = read
        .as_ref()
        .ok()
        .map(|reading| reading.presentation.security_object.as_slice());
    keeper.keep("card", &answer, object, console);
    if let (Ok(reading), Some(file)) = (&read, &args.save_evidence)
        && let Err(failure) = evidence::save(file, &reading.presentation, console)
    {
        // The answer stands and keeps its exit code; that nothing was kept is said beside it.
        console.output.note(&failure.message);
    }
    super::remember(
        &mut trust,
        &args.check.trust,
        authentic.as_ref(),
        &circumstances,
        console,
    );
    Ok(exit)
}

/// The chip is one of ours and says nothing, so that the code is all there is.
const fn is_silent(error: &ReadError) -> bool {
    matches!(error, ReadError::NoChannel(_) | ReadError::NotActive { .. })
}

fn is_red(check: &Check<'_>) -> bool {
    check
        .findings()
        .iter()
        .any(|finding| finding.colour == Colour::Red)
}

/// Asks for the number on the card where somebody can answer.
fn ask_can(console: &Console) -> Result<Can, Failure> {
    let missing = || Failure::new(&console.words, Exit::Usage, "error-can-missing", &[]);
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(missing());
    }
    console.output.note(&console.words.text("question-can"));
    let mut line = Zeroizing::new(String::new());
    input.lock().read_line(&mut line).map_err(|_| missing())?;
    Can::parse(line.trim())
        .map_err(|_| Failure::new(&console.words, Exit::Usage, "error-can-wrong", &[]))
}

/// Draws the bar of a reading, and says the answer before the photo.
struct Watch<'a> {
    console: &'a Console,
    printed: &'a Printed,
    bar: Bar,
    part: &'static str,
    before: u64,
    now: u64,
}

impl<'a> Watch<'a> {
    fn new(console: &'a Console, printed: &'a Printed) -> Self {
        Self {
            console,
            printed,
            bar: Bar::new(&console.words, "progress-reading", &[], LIKELY_BYTES),
            part: "",
            before: 0,
            now: 0,
        }
    }
}

impl Observer for Watch<'_> {
    fn progress(&mut self, part: &'static str, progress: Progress) {
        if self.part != part {
            self.part = part;
            self.before = self.before.saturating_add(self.now);
        }
        self.now = progress.done;
        self.bar
            .set(self.before.saturating_add(self.now).min(LIKELY_BYTES));
    }

    /// The photo is two thirds of the reading; the officer need not wait for it.
    fn before_portrait(&mut self, check: &mut Check<'_>) {
        self.printed.compare(check);
        let Preview { verdict, worst, .. } = check.before_portrait();
        let words = &self.console.words;
        let line = verdict::line(words, verdict.as_str(), worst.map(Code::as_str));
        let said = words.say("screen-before-photo", &[("line", line.into())]);
        self.bar.above(|| self.console.output.note(&said));
    }
}
