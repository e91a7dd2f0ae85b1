// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The command line: arguments in, reports out; the cases are the library's.

use core::ops::ControlFlow;
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use epatent_apdu::{ExchangeError, FlowError, TransportError};
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble, Tone, Value, Words};
use epatent_conformance::specification::Coverage;
use epatent_conformance::{
    Bench, Case, Choice, Known, OfficeKeys, ReaderTarget, Report, StaticKeys, Step, Tested, Unfit,
    cases, preflight, report, run, specification, without_applet,
};
use epatent_pcsc::{Options, ReaderChoice, connect};
use epatent_station::{flow_failure, now, reader_failure};
use rand::SeedableRng as _;
use rand::rngs::{StdRng, SysRng};
use serde::Deserialize;
use signal_hook::consts::{SIGINT, SIGTERM};

mod arguments;
mod steps;

pub(crate) use arguments::Arguments;
use arguments::{Action, Run};
use steps::Steps;

#[cfg(test)]
mod tests;

/// The most that is read of a key file in bytes.
const MAX_KEY_FILE: u64 = 4_096;
/// The most that is read of the record of a card: every file at its longest, in hexadecimal.
const MAX_RECORD: u64 = 4 << 20;

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
                // Of some cases, what they show; of all, also what no case shows.
                rows.retain(|row| choice.only.is_empty() || !row.cases.is_empty());
                list_requirements(&rows, console)?;
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
    for path in [&options.junit, &options.html].into_iter().flatten() {
        files::refuse_unwritable(words, path)?;
    }
    let keys = office_keys(options, words)?;
    if options.master_key.is_none() && options.static_keys.is_none() {
        output.note(&words.text("conformance-lab-keys"));
    }
    let known = known(options, words)?;
    let choice = Choice {
        destructive: options.destructive,
        slow: options.slow,
        only: options.only.clone(),
    };
    let all = cases::all();
    let chosen = all.iter().filter(|case| choice.names(case)).count();
    if chosen == 0 {
        let values = [("asked", Value::from(options.only.join(" ")))];
        return Err(Failure::new(
            words,
            Exit::Usage,
            "error-conformance-no-case",
            &values,
        ));
    }
    let stop = stop_flag(words)?;
    let reader = ReaderChoice::from(options.reader.clone());
    let card =
        connect(&reader, Options::default()).map_err(|error| reader_failure(words, &error))?;
    let mut tested = Tested {
        reader: card.reader().to_owned(),
        atr: hex::encode_upper(card.atr()),
        select: String::new(),
        date: now(words)?.to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        flags: flags(options),
    };
    let mut target = ReaderTarget::new(card, options.extended);
    let unkept = RefCell::new(None);
    let mut bench = Bench::new(&mut target, keys, known, random(words)?);
    let ready = preflight(&mut bench, options.destructive);
    let mut found = match ready {
        Ok(()) => {
            if let Some(path) = &options.card {
                keep(bench.known(), path, words)?;
                bench.kept_by(|known| {
                    if let Err(failure) = keep(known, path, words) {
                        unkept.replace(Some(failure));
                    }
                });
            }
            let steps = Steps::new(console, chosen);
            run(&mut bench, &all, &choice, |ran, _| {
                steps.tell(ran);
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
    // What was found is written first, whatever else there is to say.
    if let Some(path) = &options.junit {
        let text = report::junit(&found);
        files::write_new(words, path, text.as_bytes(), Readable::ByAll)?;
    }
    if let Some(path) = &options.html {
        let page = report::html(&found, &coverage);
        files::write_new(words, path, page.as_bytes(), Readable::ByAll)?;
    }
    if let Some(failure) = unkept.take() {
        return Err(failure);
    }
    if let Some(path) = options.card.as_ref().filter(|_| !found.ran.is_empty()) {
        keep(bench.known(), path, words)?;
    }
    if let Some(trouble) = found.trouble {
        return Err(transport_failure(trouble, words));
    }
    say(&found, &coverage, console)?;
    Ok(exit(&found))
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
    ];
    let names = used.iter().filter(|(_, is)| *is).map(|(name, _)| *name);
    let mut all: Vec<String> = names.map(str::to_owned).collect();
    all.extend(options.only.iter().map(|only| format!("--only {only}")));
    all.join(" ")
}

/// 1 where the card does not conform, 3 where something that was asked for could not be run, or the run was ended.
fn exit(found: &Report) -> Exit {
    match found.conforms() {
        Some(false) => Exit::Refused,
        Some(true) => Exit::Done,
        None => Exit::Undetermined,
    }
}

fn say(found: &Report, coverage: &[Coverage], console: &Console) -> Result<(), Failure> {
    let Console { words, output } = console;
    if output.is_json() {
        return output.json(&report::json(found, coverage));
    }
    let counts = [
        ("passed", Value::from(found.passed())),
        ("failed", Value::from(found.failed().count())),
        ("left", Value::from(found.not_run().count())),
    ];
    let (id, tone) = match exit(found) {
        Exit::Refused => ("conformance-not", Tone::Bad),
        Exit::Undetermined if found.ended => ("conformance-ended", Tone::Caution),
        Exit::Undetermined if found.passed() == 0 => ("conformance-nothing", Tone::Caution),
        Exit::Undetermined => ("conformance-part", Tone::Caution),
        _ => ("conformance-yes", Tone::Good),
    };
    let mut lines = vec![output.paint(tone, &words.say(id, &counts))];
    if let Some(stage) = found.used_up() {
        let values = [("stage", Value::from(stage.name()))];
        lines.push(words.say("conformance-used-up", &values));
    }
    lines.extend(found.causes().iter().map(ToString::to_string));
    if found
        .causes()
        .iter()
        .any(|common| common.cause.step == Step::Cryptogram)
    {
        lines.push(words.text("conformance-keys"));
    }
    for ran in found.failed() {
        let reason = report::reason(&ran.outcome).unwrap_or_default();
        let requirement = ran.shows.first().map_or("", String::as_str);
        let page = coverage.iter().find(|row| row.id == requirement);
        let page = page.map_or("", |row| row.page);
        let (id, title) = (&ran.id, &ran.title);
        let exchange: String = report::exchange(&ran.outcome)
            .iter()
            .map(|line| format!("\n      {line}"))
            .collect();
        lines.push(format!(
            "{id}  {title}\n    {reason}\n    applet-spec/{page} {requirement}{exchange}"
        ));
    }
    let shown = coverage.iter().filter(|row| found.shows(&row.id)).count();
    let with_cases = coverage.iter().filter(|row| !row.cases.is_empty()).count();
    let values = [
        ("shown", Value::from(shown)),
        ("possible", Value::from(with_cases)),
        ("all", Value::from(coverage.len())),
    ];
    lines.push(words.say("conformance-coverage", &values));
    let rows = found.tested.rows();
    lines.extend(rows.map(|(name, value)| format!("{name}: {value}")));
    if found.not_run().next().is_some() {
        lines.push(words.say("conformance-left", &counts));
        for ran in found.not_run() {
            let reason = report::reason(&ran.outcome).unwrap_or_default();
            lines.push(format!("{}  {}: {reason}", ran.id, ran.title));
        }
    }
    output.answer(&lines.join("\n"))
}

/// The keys of a chip in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    enc: String,
    mac: String,
}

fn office_keys(options: &Run, words: &Words) -> Result<OfficeKeys, Failure> {
    let wrong = |path: &Path, field| {
        let reason = "not 32 hexadecimal digits";
        FileTrouble::WrongField { field, reason }.failure(words, path)
    };
    if let Some(path) = &options.master_key {
        let bytes = files::read_bounded(words, path, MAX_KEY_FILE)?;
        let key = sixteen(&bytes).ok_or_else(|| wrong(path, "master key"))?;
        return Ok(OfficeKeys::Master(key));
    }
    let Some(path) = &options.static_keys else {
        return Ok(OfficeKeys::lab());
    };
    let bytes = files::read_bounded(words, path, MAX_KEY_FILE)?;
    let file: KeyFile = serde_json::from_slice(&bytes)
        .map_err(|error| FileTrouble::NotJson(&(&error).into()).failure(words, path))?;
    Ok(OfficeKeys::Static(StaticKeys {
        enc: sixteen(file.enc.as_bytes()).ok_or_else(|| wrong(path, "enc"))?,
        mac: sixteen(file.mac.as_bytes()).ok_or_else(|| wrong(path, "mac"))?,
    }))
}

/// Sixteen bytes in hexadecimal digits; lines that begin with # say something about them.
fn sixteen(text: &[u8]) -> Option<[u8; 16]> {
    let text = core::str::from_utf8(text).ok()?;
    let digits: String = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect();
    hex::decode(digits).ok()?.try_into().ok()
}

/// What is known of the card: its record, and what was typed.
fn known(options: &Run, words: &Words) -> Result<Known, Failure> {
    let mut known = match &options.card {
        Some(path) if path.exists() => {
            let bytes = files::read_bounded(words, path, MAX_RECORD)?;
            serde_json::from_slice(&bytes)
                .map_err(|error| FileTrouble::NotJson(&(&error).into()).failure(words, path))?
        }
        _ => Known::default(),
    };
    let wrong = |name: &'static str| {
        let values = [("name", Value::from(name))];
        Failure::new(words, Exit::Usage, "error-conformance-argument", &values)
    };
    if let Some(can) = &options.can {
        if can.len() != 6 || !can.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(wrong("--can"));
        }
        known.can = Some(can.clone());
    }
    if let Some(chip) = &options.chip {
        let bytes = hex::decode(chip).ok().filter(|bytes| bytes.len() == 10);
        known.chip = Some(hex::encode_upper(bytes.ok_or_else(|| wrong("--chip"))?));
    }
    Ok(known)
}

/// Puts the record of the card beside the one before, then in its place: it is never half there.
fn keep(known: &Known, path: &Path, words: &Words) -> Result<(), Failure> {
    let mut text = serde_json::to_vec_pretty(known).unwrap_or_default();
    text.push(b'\n');
    let beside = path.with_extension("new");
    let trouble = |error: &std::io::Error| FileTrouble::NotWritten(error).failure(words, path);
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(trouble(&error)),
        _ => {}
    }
    files::write_new(words, &beside, &text, Readable::ByOwner)?;
    std::fs::rename(&beside, path).map_err(|error| trouble(&error))
}

fn random(words: &Words) -> Result<StdRng, Failure> {
    StdRng::try_from_rng(&mut SysRng).map_err(|error| {
        let values = [("reason", Value::show(&error))];
        Failure::new(words, Exit::Device, "error-conformance-random", &values)
    })
}
