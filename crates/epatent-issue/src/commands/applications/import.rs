// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue applications import`: all problems of a file at once, and nothing by halves.

use super::desk_failure;
use crate::application::{PictureProblem, read_beside};
use crate::args::ApplicationsImport;
use crate::desk::{self, Desk};
use crate::problems;
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, FileTrouble, Table};
use epatent_core::CivilDate;
use epatent_office::application::photo::MAX_GIVEN;
use epatent_office::desk::receive;
use epatent_office::import::{
    Checked, ImportError, MAX_FILE, Mapping, Row, check, demand_new, json, table,
};
use serde::Serialize;
use std::path::Path;

/// The longest mapping, in bytes.
const MAX_MAPPING: u64 = 64 * 1024;
/// Problems that are told; a file with more is another kind of file.
const TOLD: usize = 1_000;

#[derive(Serialize)]
struct Answer {
    rows: usize,
    good: usize,
    /// Numbers of the applications that were recorded; none in a dry run.
    recorded: Vec<i64>,
    dry_run: bool,
    problems: Vec<Told>,
    notes: Vec<Told>,
    portraits_made_to_fit: usize,
}

/// Something about one field of one row.
#[derive(Serialize)]
struct Told {
    row: u64,
    field: String,
    /// The stable code of the reason.
    code: &'static str,
    reason: String,
}

pub(crate) fn run(args: &ApplicationsImport, console: &Console) -> Result<Exit, Failure> {
    let words = &console.words;
    let rows = read(args, console)?;
    let store = Store::new(&args.desk.register.store.store);
    let key = store.person_key(words)?;
    let mut desk = Desk::open(&args.desk, console)?;
    let folder = args.file.parent().unwrap_or(Path::new(""));
    let today = desk::today(desk.at, words)?;
    let rows = rows.into_iter().map(|row| checked(row, folder, today));
    let mut rows: Vec<Checked> = rows.collect();
    demand_new(&mut rows, &mut desk.register, &key)
        .map_err(|error| desk::failure(words, &error))?;
    let mut answer = answer(&rows, args.dry_run, console);
    let exit = exit_of(&answer, args);
    if exit == Exit::Usage && !args.dry_run {
        return Err(refused(&answer, args, console));
    }
    if !args.dry_run {
        answer.recorded = record(&rows, &mut desk, &key, console)?;
    }
    tell(&answer, console)?;
    Ok(exit)
}

/// 0 where all is good, 1 where the good ones are recorded and others left out, 2 where nothing is
/// recorded: to leave everything out is no success. A dry run ends as what it tries would.
const fn exit_of(answer: &Answer, args: &ApplicationsImport) -> Exit {
    match (answer.good < answer.rows, args.skip_bad && answer.good > 0) {
        (false, _) => Exit::Done,
        (true, true) => Exit::Refused,
        (true, false) => Exit::Usage,
    }
}

fn read(args: &ApplicationsImport, console: &Console) -> Result<Vec<Row>, Failure> {
    let words = &console.words;
    let bytes = epatent_cli::files::read_bounded(words, &args.file, MAX_FILE)?;
    let is_table = args
        .file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let rows = if is_table {
        table(&bytes, &mapping(args, console)?)
    } else {
        let text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            FileTrouble::NotText { offset }.failure(words, &args.file)
        })?;
        json(&text)
    };
    rows.map_err(|error| match error {
        ImportError::Json(error) => {
            FileTrouble::NotJson(&(&error).into()).failure(words, &args.file)
        }
        error => {
            let values = [
                ("path", args.file.display().to_string().into()),
                ("reason", problems::import(&error, words).into()),
            ];
            Failure::new(words, Exit::Usage, "error-import-file", &values)
        }
    })
}

fn mapping(args: &ApplicationsImport, console: &Console) -> Result<Mapping, Failure> {
    let words = &console.words;
    let Some(path) = &args.map else {
        return Ok(Mapping::default());
    };
    let bytes = epatent_cli::files::read_bounded(words, path, MAX_MAPPING)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        FileTrouble::NotText { offset }.failure(words, path)
    })?;
    Mapping::parse(&text).map_err(|error| problems::mapping(&error, &text, path, words))
}

fn checked(row: Row, folder: &Path, today: CivilDate) -> Checked {
    let name = Path::new(&row.form.portrait);
    let picture = read_beside(folder, name, MAX_GIVEN as u64);
    check(row, picture.map_err(PictureProblem::wrong), today)
}

fn answer(rows: &[Checked], dry_run: bool, console: &Console) -> Answer {
    let words = &console.words;
    let problems = rows.iter().flat_map(|row| {
        row.problems.iter().map(|problem| Told {
            row: row.number,
            field: problem.field.clone(),
            code: problem.wrong.code(),
            reason: problems::wrong(&problem.wrong, words),
        })
    });
    let notes = rows.iter().flat_map(|row| {
        let notes = row.application.iter().flat_map(|good| good.notes.iter());
        notes.map(|note| Told {
            row: row.number,
            field: note.field.to_owned(),
            code: note.unusual.code(),
            reason: problems::note(note, words),
        })
    });
    Answer {
        rows: rows.len(),
        good: rows.iter().filter(|row| row.is_good()).count(),
        recorded: Vec::new(),
        dry_run,
        problems: problems.take(TOLD).collect(),
        notes: notes.take(TOLD).collect(),
        portraits_made_to_fit: rows.iter().filter(|row| row.recoded.is_some()).count(),
    }
}

fn refused(answer: &Answer, args: &ApplicationsImport, console: &Console) -> Failure {
    let bad = answer.rows.saturating_sub(answer.good);
    let values = [
        ("path", args.file.display().to_string().into()),
        ("bad", bad.into()),
        ("rows", answer.rows.into()),
    ];
    let id = if args.skip_bad {
        "error-import-nothing-good"
    } else {
        "error-import-problems"
    };
    let told = answer.problems.iter();
    let list: Vec<String> = told.map(|told| line(told, console)).collect();
    Failure::new(&console.words, Exit::Usage, id, &values).with_details(&list)
}

fn line(told: &Told, console: &Console) -> String {
    let values = [
        ("row", i64::try_from(told.row).unwrap_or(i64::MAX).into()),
        ("field", told.field.as_str().into()),
        ("reason", told.reason.as_str().into()),
    ];
    console.words.say("import-line", &values)
}

/// One transaction: all good rows, or none.
fn record(
    rows: &[Checked],
    desk: &mut Desk,
    key: &epatent_register::PersonKey,
    console: &Console,
) -> Result<Vec<i64>, Failure> {
    let failed = |error| desk::failure(&console.words, &error);
    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    let mut recorded = Vec::new();
    for row in rows.iter().filter(|row| row.is_good()) {
        let Some(application) = &row.application else {
            continue;
        };
        let received = receive(&mut transaction, key, &row.form, application)
            .map_err(|error| desk_failure(&error, console))?;
        recorded.push(received.number());
    }
    transaction.commit().map_err(failed)?;
    Ok(recorded)
}

fn tell(answer: &Answer, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    for told in answer.problems.iter().chain(&answer.notes) {
        console.output.note(&line(told, console));
    }
    let mut table = Table::new();
    let heading = if answer.dry_run {
        "screen-import-dry-run"
    } else {
        "screen-imported"
    };
    table.heading(&words.text(heading));
    table.row(&words.text("field-rows-read"), &answer.rows.to_string());
    table.row(&words.text("field-rows-good"), &answer.good.to_string());
    let recorded = answer.recorded.len().to_string();
    table.row(&words.text("field-recorded"), &recorded);
    if let (Some(first), Some(last)) = (answer.recorded.first(), answer.recorded.last()) {
        let numbers = format!("{first} - {last}");
        table.row(&words.text("field-application-numbers"), &numbers);
    }
    let fitted = answer.portraits_made_to_fit.to_string();
    table.row(&words.text("field-portraits-fitted"), &fitted);
    console.output.answer(&table.render())
}
