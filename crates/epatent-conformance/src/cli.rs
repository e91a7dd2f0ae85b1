// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The command line: arguments in, reports out; the cases are the library's.

use core::ops::ControlFlow;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use epatent_apdu::{ExchangeError, FlowError, TransportError};
use epatent_cli::{Console, Exit, Failure, Tone, Value, Words};
use epatent_conformance::specification::Coverage;
use epatent_conformance::{
    Bench, Case, Choice, ReaderTarget, Tested, Unfit, cases, preflight, report, run, specification,
    without_applet,
};
use epatent_pcsc::{Options, ReaderChoice, connect};
use epatent_station::{Trace, flow_failure, now, reader_failure};
use rand::SeedableRng as _;
use rand::rngs::{StdRng, SysRng};
use signal_hook::consts::{SIGINT, SIGTERM};

mod arguments;
mod given;
mod spoken;
mod steps;
mod traced;
mod verdict;

pub(crate) use arguments::Arguments;
use arguments::{Action, Run};
use steps::Steps;
use traced::Traced;

#[cfg(test)]
mod tests;

/// Does what the command line asks for.
pub(crate) fn work(arguments: Arguments, console: &Console) -> Result<Exit, Failure> {
    match arguments.action {
        Action::Run(options) => tested(&options, console),
        Action::List { only, requirements } => {
            let choice = Choice {
                only,
                ..Choice::default()
            };
            let mut all = cases::all();
            all.retain(|case| choice.names(case));
            if requirements {
                let mut rows = specification::coverage(&all);
                // Of some cases, what they show; of what is asked for by name, also what no case shows.
                rows.retain(|row| !row.cases.is_empty() || choice.names_id(&row.id));
                if rows.is_empty() {
                    return Err(no_case(&choice.only, &console.words));
                }
                list_requirements(&rows, console)?;
            } else if all.is_empty() {
                return Err(no_case(&choice.only, &console.words));
            } else {
                list_cases(&all, console)?;
            }
            Ok(Exit::Done)
        }
    }
}

fn list_cases(all: &[Case], console: &Console) -> Result<(), Failure> {
    let output = &console.output;
    if output.is_json() {
        let rows: Vec<_> = all
            .iter()
            .map(|case| {
                serde_json::json!({
                    "id": case.id,
                    "title": case.title,
                    "shows": case.shows().collect::<Vec<_>>(),
                    "stage": case.stage.name(),
                    "destructive": case.destructive,
                    "consumes": case.consumes,
                    "extended": case.extended,
                    "slow": case.slow,
                })
            })
            .collect();
        return output.json(&serde_json::json!({ "cases": rows }));
    }
    let lines: Vec<String> = all
        .iter()
        .map(|case| {
            let mark = if case.destructive { "*" } else { " " };
            let (id, title) = (&case.id, &case.title);
            format!("{id:<18}{mark} {:<17} {title}", case.stage.name())
        })
        .collect();
    output.answer(&lines.join("\n"))
}

fn list_requirements(rows: &[Coverage], console: &Console) -> Result<(), Failure> {
    let output = &console.output;
    if output.is_json() {
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                serde_json::json!({
                    "id": row.id,
                    "page": row.page,
                    "sentence": row.sentence,
                    "cases": row.cases,
                    "reason": row.reason,
                })
            })
            .collect();
        return output.json(&serde_json::json!({ "requirements": rows }));
    }
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cases = || row.cases.join(" ");
            let shown = row.reason.map_or_else(cases, str::to_owned);
            format!("{}  {}\n    {shown}", row.id, row.sentence)
        })
        .collect();
    output.answer(&lines.join("\n"))
}

fn tested(options: &Run, console: &Console) -> Result<Exit, Failure> {
    let Console { words, output } = console;
    verdict::refuse_unwritable(options, words)?;
    let keys = given::office_keys(options, words)?;
    if options.master_key.is_none() && options.static_keys.is_none() {
        output.note(&words.text("conformance-lab-keys"));
    }
    let known = given::known(options, words)?;
    let choice = Choice {
        destructive: options.destructive,
        slow: options.slow,
        only: options.only.clone(),
    };
    let all = cases::all();
    let chosen = all.iter().filter(|case| choice.names(case)).count();
    if chosen == 0 {
        return Err(no_case(&options.only, words));
    }
    let stop = stop_flag(words)?;
    let trace = Trace::begin(console, options.trace.trace.as_deref())?;
    let reader = ReaderChoice::from(options.reader.clone());
    let card =
        connect(&reader, Options::default()).map_err(|error| reader_failure(words, &error))?;
    trace.remark(&format!("connected, reader {:?}", card.reader()));
    let mut tested = Tested {
        reader: card.reader().to_owned(),
        atr: hex::encode_upper(card.atr()),
        select: String::new(),
        date: now(words)?.to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        flags: flags(options),
    };
    let mut target = Traced::new(ReaderTarget::new(card, options.extended), &trace);
    let unkept = RefCell::new(None);
    let mut bench = Bench::new(&mut target, keys, known, random(words)?);
    let ready = preflight(&mut bench, options.destructive);
    let mut found = match ready {
        Ok(()) => {
            if let Some(path) = &options.card {
                given::keep(bench.known(), path, words)?;
                bench.kept_by(|known| {
                    if let Err(failure) = given::keep(known, path, words) {
                        unkept.replace(Some(failure));
                    }
                });
            }
            let steps = Steps::new(console, chosen);
            run(&mut bench, &all, &choice, |ran, _| {
                steps.tell(ran);
                trace.remark(&format!("{} {}", ran.id, report::word(&ran.outcome)));
                if stop.load(Ordering::Relaxed) || unkept.borrow().is_some() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
        }
        Err(Unfit::NoApplet(failure)) => without_applet(&all, &choice, &failure),
        Err(other) => return Err(unfit(&other, words)),
    };
    bench
        .selected()
        .unwrap_or_default()
        .clone_into(&mut tested.select);
    found.tested = tested;
    let coverage = specification::coverage(&all);
    // The card may be used up: what was found is said first, and nothing that follows can take it back.
    let said = match &found.trouble {
        Some(trouble) => Err(transport_failure(trouble.clone(), words)),
        None => verdict::say(&found, &coverage, console),
    };
    let mut unwritten = verdict::write(&found, &coverage, options, words);
    unwritten.extend(unkept.take());
    if let Some(path) = options.card.as_ref().filter(|_| !found.ran.is_empty()) {
        unwritten.extend(given::keep(bench.known(), path, words).err());
    }
    let lost = !unwritten.is_empty();
    for failure in &unwritten {
        output.note_in(Tone::Bad, &failure.message);
        if let Some(hint) = &failure.hint {
            output.note(hint);
        }
    }
    said?;
    Ok(match verdict::exit(&found) {
        // A card that does not conform is the graver news.
        Exit::Refused => Exit::Refused,
        _ if lost => Exit::Usage,
        exit => exit,
    })
}

/// No case has such an identifier.
fn no_case(only: &[String], words: &Words) -> Failure {
    let asked = only.join(" ");
    let values = [("asked", Value::from(asked.as_str()))];
    Failure::new(words, Exit::Usage, "error-conformance-no-case", &values)
}

fn transport_failure(trouble: TransportError, words: &Words) -> Failure {
    let error = FlowError::Exchange {
        command: "a case",
        error: ExchangeError::from(trouble),
    };
    flow_failure(words, &error)
}

/// Why no case was run, in words: what was given does not belong to the card.
fn unfit(unfit: &Unfit, words: &Words) -> Failure {
    let id = match unfit {
        Unfit::Trouble(trouble) => return transport_failure(trouble.clone(), words),
        Unfit::WrongNumber => "error-conformance-number",
        _ => "error-conformance-no-chip",
    };
    Failure::new(words, Exit::Usage, id, &[])
}

/// A flag that SIGINT and SIGTERM set; a second signal ends the program at once.
fn stop_flag(words: &Words) -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let shell = 128_i32.saturating_add(signal);
        signal_hook::flag::register_conditional_shutdown(signal, shell, Arc::clone(&stop))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)))
            .map_err(|error| {
                let values = [("reason", Value::show(&error))];
                Failure::new(words, Exit::Device, "error-terminal", &values)
            })?;
    }
    Ok(stop)
}

/// The flags of a run by name; values may be a card's access number.
fn flags(options: &Run) -> String {
    let used = [
        ("--destructive", options.destructive),
        ("--slow", options.slow),
        ("--extended", options.extended),
        ("--master-key", options.master_key.is_some()),
        ("--static-keys", options.static_keys.is_some()),
        ("--can", options.can.is_some()),
        ("--chip", options.chip.is_some()),
        ("--card", options.card.is_some()),
        ("--trace", options.trace.trace.is_some()),
    ];
    let names = used.iter().filter(|(_, is)| *is).map(|(name, _)| *name);
    let mut all: Vec<String> = names.map(str::to_owned).collect();
    all.extend(options.only.iter().map(|only| format!("--only {only}")));
    all.join(" ")
}

fn random(words: &Words) -> Result<StdRng, Failure> {
    StdRng::try_from_rng(&mut SysRng).map_err(|error| {
        let values = [("reason", Value::show(&error))];
        Failure::new(words, Exit::Device, "error-conformance-random", &values)
    })
}
