// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check card`: the card in the reader.

use crate::args::Card;
use crate::checking::{Attendant, Checking, Ground, Keys};
use crate::evidence;
use crate::printed::Printed;
use crate::records::Keeper;
use epatent_apdu::Progress;
use epatent_apdu::pace::Can;
use epatent_cli::{Bar, Console, Exit, Failure, verdict};
use epatent_pcsc::CardService;
use epatent_station::{Station, read_failure};
use epatent_terminal::{Observer, ReadError};
use epatent_verify::{Check, Code, Preview};
use std::io::{BufRead, IsTerminal};
use std::time::Instant;
use zeroize::Zeroizing;

/// What a card is likely to hold in bytes, for the bar: a portrait and about as much again in
/// structure as the smallest one.
const LIKELY_BYTES: u64 = 18_000;

pub(crate) fn run(args: &Card, console: &Console, service: &CardService) -> Result<Exit, Failure> {
    if let Some(file) = &args.save_evidence {
        epatent_cli::files::refuse_unwritable(&console.words, file)?;
    }
    let printed = Printed::of(&args.print, console)?;
    let keeper = Keeper::prepare(&args.records, console)?;
    let began = Instant::now();
    let mut ground = Ground::of(&args.check.place, console)?;
    let station =
        Station::new(console, service, args.trace.trace.as_deref())?.with_apdu(args.apdu.apdu);
    let mut card = station.connect(args.reader.as_deref())?;
    let checking = Checking {
        ground: &ground,
        printed: &printed,
        console,
        began,
    };
    let keys = Keys::of(&printed, args.can.clone());
    let mut officer = Officer {
        console,
        printed: &printed,
    };
    let checked = checking
        .run(&mut card, keys, &mut officer)?
        .ok_or_else(|| read_failure(&console.words, &ReadError::AccessKeyMissing))?;
    let (answer, read) = (&checked.answer, &checked.read);
    let exit = super::give(answer, args.check.details, console)?;
    let object = read
        .as_ref()
        .ok()
        .map(|reading| reading.presentation.security_object.as_slice());
    keeper.keep("card", answer, object, console);
    if let (Ok(reading), Some(file)) = (read, &args.save_evidence)
        && let Err(failure) = evidence::save(file, &reading.presentation, console)
    {
        // The answer stands and keeps its exit code; that nothing was kept is said beside it.
        console.output.note(&failure.message);
    }
    ground.remember(checked.authentic.as_ref(), console);
    Ok(exit)
}

/// Somebody at the keyboard, perhaps, who looks at a bar.
struct Officer<'a> {
    console: &'a Console,
    printed: &'a Printed,
}

impl Attendant for Officer<'_> {
    fn number(&mut self) -> Result<Option<Can>, Failure> {
        ask_can(self.console).map(Some)
    }

    fn observer(&mut self) -> Box<dyn Observer + '_> {
        Box::new(Watch::new(self.console, self.printed))
    }
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
