// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue decide file`: many patents annulled, suspended and restored, all of a file or none.
//!
//! Every problem of the file is told at once, with its line and field. Two people approve one digest of
//! all its decisions; it ends as soon as anything else is decided about one of their patents.

use super::{civil_day, day_of, not_found};
use crate::args::OfFile;
use crate::commands::approvals::Approvals;
use crate::desk::{self, Desk};
use epatent_cli::{Console, Exit, Failure, Table, Words, files, format};
use epatent_core::{CivilDate, PatentNumber};
use epatent_office::decisions::{MAX_FILE, Row, rows};
use epatent_register::{DecisionAct, Label, MAX_LABEL, Proposal, RegisterError};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a file may decide. The others need a card or a payment, which people look at one by one.
const ACTS: [DecisionAct; 3] = [
    DecisionAct::Annul,
    DecisionAct::Suspend,
    DecisionAct::Restore,
];

#[derive(Serialize)]
struct Answer {
    decisions: Vec<Decided>,
    #[serde(flatten)]
    approvals: Approvals,
    /// Whether it was done.
    done: bool,
}

#[derive(Serialize)]
struct Decided {
    patent: String,
    act: &'static str,
    reason: String,
    on: String,
    /// State of the patent before it.
    state: &'static str,
}

/// The rows with which nothing is wrong.
#[derive(Default)]
struct Judged {
    proposals: Vec<Proposal>,
    /// How each of them is told.
    decisions: Vec<Decided>,
    /// The line of each.
    lines: Vec<u64>,
}

/// The problems of a file, in words.
#[derive(Default)]
struct Problems(BTreeMap<(u64, &'static str), String>);

impl Problems {
    fn add(&mut self, line: u64, field: &'static str, reason: String) {
        self.0.entry((line, field)).or_insert(reason);
    }

    /// Nothing, or all of them, a line each.
    fn demand_none(&self, path: &Path, words: &Words) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = self
            .0
            .iter()
            .map(|((line, field), reason)| {
                let values = [
                    ("line", (*line).into()),
                    ("field", (*field).into()),
                    ("reason", reason.as_str().into()),
                ];
                words.say("decisions-line", &values)
            })
            .collect();
        let values = [
            ("path", path.display().to_string().into()),
            ("count", lines.len().into()),
        ];
        let id = "error-decisions-file";
        Err(Failure::new(words, Exit::Usage, id, &values).with_details(&lines))
    }
}

pub(super) fn run(args: &OfFile, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let failed = |error: RegisterError| desk::failure(words, &error);
    let bytes = files::read_bounded(words, &args.file, MAX_FILE)?;
    let mut problems = Problems::default();
    let rows = rows(&bytes).unwrap_or_else(|misshapen| {
        for one in misshapen {
            let reason = words.text(&format!("decisions-{}", one.wrong.code()));
            problems.add(one.line, "line", reason);
        }
        Vec::new()
    });
    problems.demand_none(&args.file, words)?;
    let mut desk = Desk::open(&args.desk, console)?;
    let Judged {
        proposals,
        decisions,
        lines,
    } = judged(&rows, &mut desk, &mut problems, words)?;
    let rehearsal = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    let refused = rehearsal.rehearse_each(&proposals).map_err(failed)?;
    for (place, error) in refused {
        let line = lines.get(place).copied().unwrap_or_default();
        problems.add(line, "act", failed(error).message);
    }
    problems.demand_none(&args.file, words)?;

    let mut transaction = desk
        .register
        .transaction(&desk.by, desk.at)
        .map_err(failed)?;
    let act = transaction.acts_digest(&proposals).map_err(failed)?;
    if args.by_two.propose {
        let name = args.file.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name.chars().take(MAX_LABEL).collect();
        let name = Label::parse(&name).map_err(failed)?;
        transaction.propose_all(&proposals, &name).map_err(failed)?;
    }
    if args.by_two.confirm_all {
        transaction.decide_all(&proposals).map_err(failed)?;
    }
    if args.by_two.propose || args.by_two.confirm_all {
        transaction.commit().map_err(failed)?;
    } else {
        drop(transaction);
    }
    let answer = Answer {
        decisions,
        approvals: Approvals::of(&mut desk.register, act).map_err(failed)?,
        done: args.by_two.confirm_all,
    };
    say(&answer, console)
}

/// What the rows propose; what is wrong with one is noted.
fn judged(
    rows: &[Row],
    desk: &mut Desk,
    problems: &mut Problems,
    words: &Words,
) -> Result<Judged, Failure> {
    let failed = |error: RegisterError| desk::failure(words, &error);
    let mut judged = Judged::default();
    let mut seen = BTreeSet::new();
    for row in rows {
        let mut wrong = |field, id: &str| problems.add(row.line, field, words.text(id));
        let act = ACTS.into_iter().find(|act| act.word() == row.act);
        if act.is_none() {
            wrong("act", "decisions-act");
        }
        let on = Some(&row.on).filter(|on| !on.is_empty());
        let on = on.map(|on| CivilDate::parse(on)).transpose();
        if on.is_err() {
            wrong("on", "decisions-day");
        }
        let number = PatentNumber::parse(&row.patent);
        let patent = match &number {
            Ok(number) => desk.register.patent(number).map_err(failed)?,
            Err(_) => None,
        };
        match (&number, &patent) {
            (Err(_), _) => wrong("patent", "decisions-patent"),
            (Ok(number), None) => {
                let error = not_found("patent", number);
                problems.add(row.line, "patent", failed(error).message);
            }
            (Ok(number), Some(_)) if !seen.insert(number.to_string()) => {
                wrong("patent", "decisions-twice");
            }
            _ => {}
        }
        let Some(act) = act else { continue };
        let reason = desk
            .reasons
            .demand(act.word(), &row.reason, words)
            .map_err(|failure| problems.add(row.line, "reason", failure.message));
        let (Ok(reason), Ok(on), Some(patent)) = (reason, on, patent) else {
            continue;
        };
        let today = civil_day(patent.region, desk.at)
            .ok_or_else(|| Failure::new(words, Exit::Device, "error-clock", &[]))?;
        let effective_on = match day_of(on, today, &patent, words) {
            Ok(day) => day,
            Err(failure) => {
                problems.add(row.line, "on", failure.message);
                continue;
            }
        };
        judged.decisions.push(Decided {
            patent: patent.number.to_string(),
            act: act.word(),
            reason: desk.reasons.say(&reason, words),
            on: effective_on.to_string(),
            state: patent.state.word(),
        });
        judged.lines.push(row.line);
        judged.proposals.push(Proposal {
            act,
            patent: patent.key,
            card: None,
            payment: None,
            reason,
            effective_on,
        });
    }
    Ok(judged)
}

fn say(answer: &Answer, console: &Console) -> Result<(), Failure> {
    if console.output.is_json() {
        return console.output.json(answer);
    }
    let words = &console.words;
    let mut table = Table::new();
    for act in ACTS {
        let decided = answer.decisions.iter().filter(|one| one.act == act.word());
        let count = format::count(words.language(), decided.count() as u64);
        table.row(&words.text(&format!("word-act-{}", act.word())), &count);
    }
    answer.approvals.show(&mut table, words);
    console.output.answer(&table.render())?;
    let done = answer.done.then_some("note-decided");
    answer.approvals.note(done, console);
    Ok(())
}
