// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check device`, `log` and `report`: the device's key, what it checked, and what it signed.

use crate::args::{DeviceCommand, LogCommand, ReportVerify, State};
use crate::evidence;
use crate::records::{KEY_FILE, LOG_FILE, read_key};
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble, Table, verdict};
use epatent_core::check_report::{CheckReport, ReportList, number_digest, object_digest};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::group::{self, GroupNumber, Patent};
use epatent_core::object::{Digest, SecurityObject};
use epatent_core::presentation::Presentation;
use epatent_station::findings;
use epatent_terminal::{CheckLog, DeviceKey, LogEntry, LogError, open_report};
use rand::Rng;
use serde::Serialize;
use std::path::Path;
use zeroize::Zeroizing;

/// The longest report in bytes.
const MAX_REPORT: u64 = epatent_core::cbor::MAX_LENGTH as u64;

#[derive(Serialize)]
struct Device {
    device: String,
}

pub(crate) fn device(command: &DeviceCommand, console: &Console) -> Result<Exit, Failure> {
    let key = match command {
        DeviceCommand::Init(State { state }) => init(state, console)?,
        DeviceCommand::Show(State { state }) => read_key(&state.join(KEY_FILE), console)?,
    };
    let answer = Device {
        device: hex::encode(key.public_key()),
    };
    if console.output.is_json() {
        console.output.json(&answer)?;
    } else {
        console.output.answer(&answer.device)?;
    }
    Ok(Exit::Done)
}

fn init(state: &Path, console: &Console) -> Result<DeviceKey, Failure> {
    let mut seed = Zeroizing::new([0; 32]);
    rand::rng().fill_bytes(seed.as_mut());
    let key = DeviceKey::from_seed(&seed);
    std::fs::create_dir_all(state)
        .map_err(|error| FileTrouble::NotWritten(&error).failure(&console.words, state))?;
    let path = state.join(KEY_FILE);
    files::write_new(
        &console.words,
        &path,
        key.to_text().as_bytes(),
        Readable::ByOwner,
    )?;
    Ok(key)
}

#[derive(Serialize)]
struct Log {
    entries: Vec<LogEntry>,
}

#[derive(Serialize)]
struct Purged {
    removed: usize,
}

pub(crate) fn log(command: &LogCommand, console: &Console) -> Result<Exit, Failure> {
    let words = &console.words;
    let open = |state: &State| CheckLog::new(&state.state.join(LOG_FILE));
    let failed = |error: LogError| {
        let reason = error.to_string();
        Failure::new(
            words,
            Exit::Usage,
            "error-log",
            &[("reason", reason.into())],
        )
    };
    match command {
        LogCommand::Show(state) => {
            let entries = open(state).entries().map_err(failed)?;
            if console.output.is_json() {
                console.output.json(&Log { entries })?;
            } else {
                let mut table = Table::new();
                for entry in &entries {
                    let line = verdict::line(words, &entry.verdict, entry.code.as_deref());
                    let code = entry.code.as_deref().unwrap_or_default();
                    let number = entry.number.as_deref().unwrap_or_default();
                    let short = number.get(..8).unwrap_or_default();
                    table.row(&entry.at, &format!("{line} [{code}] {short}"));
                }
                console.output.answer(&table.render())?;
            }
        }
        LogCommand::Purge { state, days } => {
            let now = epatent_station::now(words)?;
            let removed = open(state).purge(now, *days).map_err(failed)?;
            if console.output.is_json() {
                console.output.json(&Purged { removed })?;
            } else {
                let said = words.say("screen-log-purged", &[("count", removed.into())]);
                console.output.answer(&said)?;
            }
        }
    }
    Ok(Exit::Done)
}

/// A list that the check looked into.
#[derive(Serialize)]
struct ListLooked {
    kind: String,
    region: String,
    list: u64,
    sequence: u64,
    issued: String,
}

#[derive(Serialize)]
struct Verified<'a> {
    verdict: &'a str,
    codes: &'a [String],
    checked_at: String,
    region: String,
    date: String,
    environment: &'static str,
    program: String,
    device: String,
    lists: Vec<ListLooked>,
    /// Whether the device is the expected one; null where none was named.
    device_expected: Option<bool>,
    /// Whether report and card file belong together; null where no file was named.
    evidence_matches: Option<bool>,
}

/// `report verify`: exit 0 where everything that was asked for holds, 1 where anything does not.
pub(crate) fn verify(args: &ReportVerify, console: &Console) -> Result<Exit, Failure> {
    let words = &console.words;
    let bytes = files::read_bounded(words, &args.file, MAX_REPORT)?;
    let report = open_report(&bytes).map_err(|error| {
        let reason = error.to_string();
        Failure::new(
            words,
            Exit::Refused,
            "error-report",
            &[("reason", reason.into())],
        )
    })?;
    let evidence = args
        .evidence
        .as_deref()
        .map(|file| evidence::read(file, console))
        .transpose()?;
    let answer = Verified {
        verdict: &report.verdict,
        codes: &report.codes,
        checked_at: report.checked_at.to_string(),
        region: report.region.to_string(),
        date: report.date.to_string(),
        environment: report.environment.name(),
        program: report.program.to_string(),
        device: hex::encode(report.device),
        lists: report.lists.iter().map(looked_into).collect(),
        device_expected: args
            .device
            .as_ref()
            .map(|expected| expected.eq_ignore_ascii_case(&hex::encode(report.device))),
        evidence_matches: evidence.as_ref().map(|file| matches(&report, file)),
    };
    let holds = answer.device_expected != Some(false) && answer.evidence_matches != Some(false);
    if console.output.is_json() {
        console.output.json(&answer)?;
    } else {
        screen(&answer, &report, console)?;
    }
    Ok(if holds { Exit::Done } else { Exit::Refused })
}

fn looked_into(list: &ReportList) -> ListLooked {
    ListLooked {
        kind: list.kind.clone(),
        region: list.region.to_string(),
        list: list.list,
        sequence: list.sequence,
        issued: list.issued_at.to_string(),
    }
}

fn screen(answer: &Verified<'_>, report: &CheckReport, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let worst = report.codes.first().map(String::as_str);
    let yes_no = |truth: bool| words.text(if truth { "screen-yes" } else { "screen-no" });
    let mut table = Table::new();
    table.heading(&verdict::line(words, &report.verdict, worst));
    table.row(&words.text("field-report-codes"), &report.codes.join(", "));
    table.row(
        &words.text("field-report-checked"),
        &findings::instant(report.checked_at),
    );
    table.row(
        &words.text("field-region"),
        &findings::region(words, report.region),
    );
    table.row(&words.text("field-report-program"), &answer.program);
    table.row(&words.text("field-report-device"), &answer.device);
    for list in &report.lists {
        let issued = findings::instant(list.issued_at);
        let said = format!(
            "{} {}/{} {}, {issued}",
            list.kind, list.region, list.list, list.sequence
        );
        table.row(&words.text("trust-list"), &said);
    }
    if let Some(expected) = answer.device_expected {
        table.row(&words.text("field-report-expected"), &yes_no(expected));
    }
    if let Some(matches) = answer.evidence_matches {
        table.row(&words.text("field-report-evidence"), &yes_no(matches));
    }
    console.output.answer(&table.render())
}

/// Whether a card file is what the report speaks of: by both digests, as far as the report has them.
/// Nothing of the file is believed by this; `file` checks it.
fn matches(report: &CheckReport, file: &Presentation) -> bool {
    let object = &file.security_object;
    if report.object != Some(object_digest(&report.nonce, object)) {
        return false;
    }
    let Some(expected) = report.number else {
        return true;
    };
    patent(file).is_some_and(|patent| {
        let (series, number) = (patent.number.series(), patent.number.number());
        number_digest(&report.nonce, object, series, number) == expected
    })
}

/// Group 3 of a card file, where it has the digest in the file's own object.
fn patent(file: &Presentation) -> Option<Patent> {
    let bytes = file.groups.get(&GroupNumber::PATENT)?;
    let sign1 = Sign1::parse(&file.security_object, Typ::SecurityObject).ok()?;
    let object = SecurityObject::decode(sign1.payload()).ok()?;
    let listed = object.digests.get(&GroupNumber::PATENT)?;
    (*listed == Digest::of(bytes)).then_some(())?;
    group::decode::<Patent>(bytes)
        .ok()
        .map(|(_, patent)| patent)
}
