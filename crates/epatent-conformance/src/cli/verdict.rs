// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a run found, on stdout and in files: the verdict first, whatever becomes of the files.

use std::path::{Path, PathBuf};

use epatent_cli::files::{self, Readable};
use epatent_cli::{Console, Exit, Failure, Tone, Value, Words};
use epatent_conformance::specification::Coverage;
use epatent_conformance::{NotRun, Outcome, Report, Step, report};

use super::arguments::Run;
use super::spoken;

/// Cases in one line of those that wait together.
const CASES_IN_A_ROW: usize = 4;

/// Refuses files that cannot be written at the end of a run that uses a card up: two of one name, one that is there
/// already, and one in a folder that takes none.
pub(super) fn refuse_unwritable(options: &Run, words: &Words) -> Result<(), Failure> {
    let mut seen: Vec<PathBuf> = Vec::new();
    let record = options.card.as_ref();
    for path in [&options.junit, &options.html].into_iter().flatten() {
        files::refuse_unwritable(words, path)?;
    }
    let named = [&options.junit, &options.html, &options.trace.trace];
    for path in named.into_iter().flatten().chain(record) {
        let place = place(path);
        if seen.contains(&place) {
            let shown = path.display().to_string();
            let values = [("path", Value::from(shown.as_str()))];
            let id = "error-conformance-same-file";
            return Err(Failure::new(words, Exit::Usage, id, &values));
        }
        seen.push(place);
    }
    Ok(())
}

/// A file that may not be there yet, by the true name of its folder.
fn place(path: &Path) -> PathBuf {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    path.file_name()
        .map_or_else(|| folder.clone(), |name| folder.join(name))
}

/// Writes the reports that were asked for, each whatever became of the other; the failures are given back.
pub(super) fn write(
    found: &Report,
    coverage: &[Coverage],
    options: &Run,
    words: &Words,
) -> Vec<Failure> {
    let junit = options
        .junit
        .iter()
        .map(|path| (path, report::junit(found)));
    let page = || report::html(found, coverage);
    let html = options.html.iter().map(|path| (path, page()));
    junit
        .chain(html)
        .filter_map(|(path, text)| {
            files::write_new(words, path, text.as_bytes(), Readable::ByAll).err()
        })
        .collect()
}

/// 1 where the card does not conform, 3 where something that was asked for could not be run, or the run was ended.
pub(super) fn exit(found: &Report) -> Exit {
    match found.conforms() {
        Some(false) => Exit::Refused,
        Some(true) => Exit::Done,
        None => Exit::Undetermined,
    }
}

pub(super) fn say(found: &Report, coverage: &[Coverage], console: &Console) -> Result<(), Failure> {
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
    lines.extend(
        found
            .causes()
            .iter()
            .map(|common| spoken::waiting(common, words)),
    );
    if found
        .causes()
        .iter()
        .any(|common| common.cause.step == Step::Cryptogram)
    {
        lines.push(words.text("conformance-keys"));
    }
    for ran in found.failed() {
        let reason = spoken::reason(&ran.outcome, words);
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
    lines.extend(rows.map(|(name, value)| {
        let name = words.text(&format!("conformance-tested-{name}"));
        format!("{name}: {value}")
    }));
    if found.not_run().next().is_some() {
        lines.push(words.say("conformance-left", &counts));
        lines.extend(left(found, words));
    }
    output.answer(&lines.join("\n"))
}

/// Cases that were not run, each with its reason; those that wait for one cause together behind it.
fn left(found: &Report, words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    for common in found.causes() {
        lines.push(format!("{}:", spoken::cause(&common, words)));
        let waiting: Vec<&str> = common.cases.iter().map(|ran| ran.id.as_str()).collect();
        let rows = waiting.chunks(CASES_IN_A_ROW);
        lines.extend(rows.map(|row| format!("    {}", row.join(" "))));
    }
    for ran in found.not_run() {
        if matches!(ran.outcome, Outcome::NotRun(NotRun::Waits(_))) {
            continue;
        }
        let reason = spoken::reason(&ran.outcome, words);
        lines.push(format!("{}  {}: {reason}", ran.id, ran.title));
    }
    lines
}
