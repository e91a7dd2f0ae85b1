// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device keeps of its checks: a line in its log, and a signed report where one is asked for.
//! Neither holds a word about a person.

use crate::answer::Answer;
use crate::args::{Logging, Records};
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble};
use epatent_core::check_report::{CheckReport, ReportList, number_digest, object_digest};
use epatent_core::object::Environment;
use epatent_core::{PatentNumber, Text};
use epatent_terminal::{CheckLog, DeviceKey, LogEntry, sign_report};
use epatent_verify::ConsultedList;
use rand::Rng;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The file of the device's key in its state folder.
pub(crate) const KEY_FILE: &str = "device.key";
/// The file of the log in the state folder.
pub(crate) const LOG_FILE: &str = "check.log";
/// Days that the log keeps where nothing else is said.
pub(crate) const LOG_DAYS: u16 = 30;
/// The longest key file in bytes.
const MAX_KEY_FILE: u64 = 256;
const PROGRAM: &str = concat!("epatent-check ", env!("CARGO_PKG_VERSION"));

/// The device's key and where its records go, before a card is looked at.
pub(crate) struct Keeper {
    key: Option<DeviceKey>,
    log: Option<(CheckLog, u16)>,
    report: Option<PathBuf>,
}

impl Keeper {
    /// Finds the device's key. A report without a key, and one that is there already, are told now.
    pub(crate) fn prepare(args: &Records, console: &Console) -> Result<Self, Failure> {
        let mut keeper = Self::of_log(&args.logging, console)?;
        if let Some(report) = &args.report {
            files::refuse_unwritable(&console.words, report)?;
            if keeper.key.is_none() {
                let id = "error-no-device-key";
                return Err(Failure::new(&console.words, Exit::Usage, id, &[]));
            }
        }
        keeper.report.clone_from(&args.report);
        Ok(keeper)
    }

    /// One that keeps lines in the log and signs no report.
    pub(crate) fn of_log(logging: &Logging, console: &Console) -> Result<Self, Failure> {
        let state = logging.state.as_deref();
        let key = state
            .map(|folder| folder.join(KEY_FILE))
            .filter(|path| path.exists())
            .map(|path| read_key(&path, console))
            .transpose()?;
        let log = state
            .filter(|_| key.is_some() && !logging.no_log)
            .map(|folder| (CheckLog::new(&folder.join(LOG_FILE)), logging.log_days));
        Ok(Self {
            key,
            log,
            report: None,
        })
    }

    /// Keeps what there is to keep. The answer stands whatever comes of it, so that trouble is only
    /// told beside it.
    pub(crate) fn keep(
        &self,
        what: &str,
        answer: &Answer,
        security_object: Option<&[u8]>,
        console: &Console,
    ) {
        let Some(key) = &self.key else {
            return;
        };
        if let Some((log, days)) = &self.log
            && let Err(error) =
                log.append(&entry(what, answer, key), answer.circumstances.now, *days)
        {
            console.output.note(&error.to_string());
        }
        if let Some(path) = &self.report
            && let Err(failure) = write_report(path, answer, security_object, key, console)
        {
            console.output.note(&failure.message);
        }
    }
}

pub(crate) fn read_key(path: &Path, console: &Console) -> Result<DeviceKey, Failure> {
    let unusable = || {
        let reason = console.words.text("reason-no-device-key");
        FileTrouble::Unusable { reason: &reason }.failure(&console.words, path)
    };
    let bytes = Zeroizing::new(files::read_bounded(&console.words, path, MAX_KEY_FILE)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| unusable())?;
    DeviceKey::from_text(text).ok_or_else(unusable)
}

/// The authentic patent number, of the chip or of the code.
fn number(answer: &Answer) -> Option<&PatentNumber> {
    let card = &answer.report.as_ref()?.card;
    let of_code = || card.printed_code.as_ref().map(|code| &code.patent_number);
    card.patent
        .as_ref()
        .map(|patent| &patent.number)
        .or_else(of_code)
}

/// The lists that were looked into.
fn lists(answer: &Answer) -> impl Iterator<Item = &ConsultedList> {
    answer.report.iter().flat_map(|report| &report.lists)
}

fn entry(what: &str, answer: &Answer, key: &DeviceKey) -> LogEntry {
    LogEntry {
        at: answer.circumstances.now.to_string(),
        what: what.to_owned(),
        number: number(answer)
            .map(|number| key.log_digest(number.series(), number.number()).to_string()),
        verdict: answer.verdict.as_str().to_owned(),
        code: answer.worst().map(ToOwned::to_owned),
        lists: lists(answer)
            .map(|list| {
                let which = format!("{} {} {}", list.kind.as_str(), list.id, list.sequence);
                (which, list.issued_at.to_string())
            })
            .collect(),
    }
}

fn write_report(
    path: &Path,
    answer: &Answer,
    security_object: Option<&[u8]>,
    key: &DeviceKey,
    console: &Console,
) -> Result<(), Failure> {
    let unusable =
        |reason: String| FileTrouble::Unusable { reason: &reason }.failure(&console.words, path);
    let mut nonce = [0; 16];
    rand::rng().fill_bytes(&mut nonce);
    let checks = answer.report.iter().flat_map(|report| &report.checks);
    let report = CheckReport {
        checked_at: answer.circumstances.now,
        date: answer.circumstances.date,
        region: answer.circumstances.region,
        environment: answer
            .report
            .as_ref()
            .map_or(Environment::Lab, |report| report.environment),
        verdict: answer.verdict.as_str().to_owned(),
        codes: answer
            .findings
            .iter()
            .map(|said| said.code.to_owned())
            .collect(),
        checks: checks
            .map(|record| (record.id.to_string(), record.outcome.as_str().to_owned()))
            .collect(),
        nonce,
        object: security_object.map(|file| object_digest(&nonce, file)),
        number: security_object
            .zip(number(answer))
            .map(|(file, number)| number_digest(&nonce, file, number.series(), number.number())),
        program: Text::parse(PROGRAM).map_err(|error| unusable(error.to_string()))?,
        device: key.public_key(),
        lists: lists(answer)
            .map(|list| ReportList {
                kind: list.kind.as_str().to_owned(),
                region: list.id.region,
                list: list.id.number,
                sequence: list.sequence,
                issued_at: list.issued_at,
            })
            .collect(),
    };
    let signed = sign_report(&report, key).map_err(|error| unusable(error.to_string()))?;
    files::write_new(&console.words, path, &signed, Readable::ByAll)
}
