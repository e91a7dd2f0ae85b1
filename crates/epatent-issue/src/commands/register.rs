// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue register`: making it, proving it, and the head that is kept elsewhere.

use crate::approved::{self, Difference};
use crate::args::{RegisterHead, RegisterInit, RegisterVerify};
use crate::bound;
use crate::desk;
use crate::problems;
use crate::store::Store;
use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, FileTrouble, Table, Tone, Words};
use epatent_office::rules::FOUR_EYES;
use epatent_register::{Head, Location, Register};
use serde::Serialize;
use std::path::Path;

/// The longest file of heads, in bytes: one a day for a hundred years.
const MAX_ANCHORS: u64 = 4 * 1024 * 1024;

#[derive(Serialize)]
struct Made {
    register: String,
}

/// An event by number and hash.
#[derive(Serialize)]
struct Shown {
    sequence: i64,
    hash: String,
}

impl From<Head> for Shown {
    fn from(head: Head) -> Self {
        Self {
            sequence: head.sequence,
            hash: head.hash.to_string(),
        }
    }
}

#[derive(Serialize)]
struct Verification {
    findings: Vec<String>,
    /// How the office's folder differs from what two people approved; empty where there is no folder.
    folder: Vec<Difference>,
    /// Events whose time is before that of the event before them; the chain is as good.
    set_back: Vec<String>,
    events: u64,
    rows: u64,
    anchors: usize,
    head: Shown,
}

pub(crate) fn init(args: &RegisterInit, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let location = desk::location(&args.register, words)?;
    let store = Store::new(&args.register.store.store);
    store.demand(words)?;
    bound::demand_none(&store, &location, words)?;
    store.make_person_secret(words)?;
    if let Location::File(path) = &location
        && !path.exists()
    {
        // Before the database makes it: what stands beside it takes its rights.
        drop(files::create_new(words, path, Readable::ByOwner)?);
    }
    Register::create(&location)
        .and_then(Register::close)
        .map_err(|error| desk::failure(words, &error))?;
    bound::bind(&store, words)?;
    let answer = Made {
        register: location.to_string(),
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    let mut table = Table::new();
    table.row(&words.text("field-register"), &answer.register);
    console.output.answer(&table.render())
}

pub(crate) fn head(args: &RegisterHead, console: &Console) -> Result<(), Failure> {
    let head = desk::open(&args.register, console)?
        .head()
        .map_err(|error| desk::failure(&console.words, &error))?;
    let shown = Shown::from(head);
    if console.output.is_json() {
        return console.output.json(&shown);
    }
    console
        .output
        .answer(&format!("{} {}", shown.sequence, shown.hash))
}

pub(crate) fn verify(args: &RegisterVerify, console: &Console) -> Result<Exit, Failure> {
    let words = &console.words;
    let anchors = match &args.anchor {
        Some(path) => anchors(path, words)?,
        None => Vec::new(),
    };
    let failed = |error| desk::failure(words, &error);
    let mut register = desk::open(&args.register, console)?;
    let store = Store::new(&args.register.store.store);
    let mut heads = anchors.clone();
    heads.extend(bound::published(&store, words)?);
    let verified = register.verify_with(&heads, FOUR_EYES).map_err(failed)?;
    // A copy of a register is proved without a folder.
    let folder = if store.signers().exists() {
        approved::differences_now(&mut register, &store, console).map_err(failed)?
    } else {
        Vec::new()
    };
    let exit = if verified.findings.is_empty() && folder.is_empty() {
        Exit::Done
    } else {
        Exit::Refused
    };
    let answer = Verification {
        findings: verified.findings.iter().map(ToString::to_string).collect(),
        folder,
        set_back: (verified.set_back.iter())
            .map(|event| bound::set_back(event, words))
            .collect(),
        events: verified.events,
        rows: verified.rows,
        anchors: anchors.len(),
        head: verified.head.into(),
    };
    if console.output.is_json() {
        console.output.json(&answer)?;
        return Ok(exit);
    }
    let (tone, id) = match (exit, verified.findings.is_empty()) {
        (Exit::Done, _) => (Tone::Good, "screen-register-whole"),
        (_, true) => (Tone::Bad, "screen-folder-not-approved"),
        (_, false) => (Tone::Bad, "screen-register-altered"),
    };
    let mut text = console.output.paint(tone, &words.text(id));
    text.push('\n');
    for finding in &verified.findings {
        let said = problems::register::finding(finding, words);
        text.push_str(&format!("  {said}\n"));
    }
    for event in &answer.set_back {
        text.push_str(&format!("  {event}\n"));
    }
    for difference in &answer.folder {
        text.push_str(&format!("  {}\n", difference.say(words)));
    }
    let mut table = Table::new();
    table.row(&words.text("field-events"), &answer.events.to_string());
    table.row(&words.text("field-rows"), &answer.rows.to_string());
    table.row(&words.text("field-heads"), &answer.anchors.to_string());
    table.row(
        &words.text("field-head"),
        &format!("{} {}", answer.head.sequence, answer.head.hash),
    );
    text.push_str(&table.render());
    console.output.answer(&text)?;
    Ok(exit)
}

/// The heads of a file: `NUMBER HASH` in each line, as `register head` says them.
fn anchors(path: &Path, words: &Words) -> Result<Vec<Head>, Failure> {
    let unusable = |reason: String| FileTrouble::Unusable { reason: &reason }.failure(words, path);
    let bytes = files::read_bounded(words, path, MAX_ANCHORS)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        FileTrouble::NotText {
            offset: error.utf8_error().valid_up_to(),
        }
        .failure(words, path)
    })?;
    // Editors of Windows put a mark before the first line.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let heads: Result<Vec<Head>, Failure> = text
        .lines()
        .zip(1_usize..)
        .filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(line, number)| {
            desk::head(line)
                .ok_or_else(|| unusable(words.say("reason-no-head", &[("line", number.into())])))
        })
        .collect();
    let heads = heads?;
    if heads.is_empty() {
        return Err(unusable(words.text("reason-no-heads")));
    }
    Ok(heads)
}
