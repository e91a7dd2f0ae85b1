// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue register rules`: which rules are in force since when and by whom, and what the file of
//! the office asks for beside them. What it makes stricter holds with the next command of anybody; what it
//! allows more holds once two people said so.

use super::approvals::Approvals;
use crate::args::RegisterRules;
use crate::desk::{self, Desk};
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, Table, Tone};
use epatent_office::production::OfficeRules;
use epatent_office::rules;
use epatent_register::{Label, RulesInForce, Subject};
use serde::Serialize;

/// Name of the file under which its rules are proposed.
const FILE: &str = "office.toml";

#[derive(Serialize)]
struct Answer {
    in_force: Rules,
    /// When they came in force; absent where they are the program's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// Whether they were loosened, by two people.
    by_two: bool,
    /// What the file allows beside them; absent where it allows no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<Rules>,
    #[serde(flatten)]
    approvals: Option<Approvals>,
    /// Whether the rules of the file were put in force now.
    done: bool,
}

#[derive(Serialize)]
struct Rules {
    four_eyes: bool,
    signatures_a_day: Option<u64>,
    late_report_days: u16,
}

impl From<OfficeRules> for Rules {
    fn from(rules: OfficeRules) -> Self {
        Self {
            four_eyes: rules.four_eyes,
            signatures_a_day: rules.signatures_a_day,
            late_report_days: rules.late_report_days(),
        }
    }
}

pub(crate) fn run(args: &RegisterRules, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let failed = |error| desk::failure(words, &error);
    let mut desk = Desk::open(&args.desk, console)?;
    let file = Store::new(&args.desk.register.store.store).rules(words)?;
    let standing = rules::compare(&mut desk.register, file);
    let standing = standing.map_err(|error| desk::rules_failure(words, &error))?;
    let mut approvals = None;
    if let Some(wanted) = standing.wanted {
        let document = rules::document(wanted);
        let act = desk.register.rules_digest(&document).map_err(failed)?;
        if args.by_two.propose || args.by_two.confirm_all {
            let mut transaction = desk
                .register
                .transaction(&desk.by, desk.at)
                .map_err(failed)?;
            if args.by_two.propose {
                let name = Label::parse(FILE).map_err(failed)?;
                transaction.propose_document(act, Subject::Rules, &name, &document)
            } else {
                transaction.loosen_rules(&document).map(drop)
            }
            .map_err(failed)?;
            transaction.commit().map_err(failed)?;
        }
        approvals = Some(Approvals::of(&mut desk.register, act).map_err(failed)?);
    } else if args.by_two.propose || args.by_two.confirm_all {
        return Err(Failure::new(
            words,
            Exit::Usage,
            "error-rules-no-looser",
            &[],
        ));
    }
    let row = desk.register.rules_in_force().map_err(failed)?;
    let in_force = rules::recorded(row.as_ref());
    let in_force = in_force.map_err(|error| desk::rules_failure(words, &error))?;
    let wanted = standing.wanted.filter(|_| !args.by_two.confirm_all);
    let answer = answer(
        row.as_ref(),
        in_force,
        wanted,
        approvals,
        args.by_two.confirm_all,
    );
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    say(&answer, in_force, wanted, console)
}

fn answer(
    row: Option<&RulesInForce>,
    in_force: OfficeRules,
    wanted: Option<OfficeRules>,
    approvals: Option<Approvals>,
    done: bool,
) -> Answer {
    Answer {
        in_force: in_force.into(),
        since: row.map(|row| row.at.to_string()),
        by: row.map(|row| row.operator.to_string()),
        by_two: row.is_some_and(|row| row.manifest.is_some()),
        wanted: wanted.map(Rules::from),
        approvals,
        done,
    }
}

fn say(
    answer: &Answer,
    in_force: OfficeRules,
    wanted: Option<OfficeRules>,
    console: &Console,
) -> Result<(), Failure> {
    let words = &console.words;
    let mut table = Table::new();
    table.row(
        &words.text("field-rules-in-force"),
        in_force.text().trim_end(),
    );
    if let (Some(since), Some(by)) = (&answer.since, &answer.by) {
        table.row(&words.text("field-rules-since"), &format!("{since}, {by}"));
    }
    if let Some(wanted) = wanted {
        table.row(&words.text("field-rules-wanted"), wanted.text().trim_end());
    }
    let waiting = answer.approvals.as_ref().filter(|_| wanted.is_some());
    if let Some(approvals) = waiting {
        approvals.show(&mut table, words);
    }
    console.output.answer(&table.render())?;
    let (tone, note) = match waiting {
        None if answer.done => (Tone::Good, "note-rules-put".to_owned()),
        None => return Ok(()),
        Some(approvals) if approvals.are_enough() => {
            (Tone::Caution, "note-rules-dry-run".to_owned())
        }
        Some(approvals) => (Tone::Caution, approvals.note_of_two("note-rules")),
    };
    let digest = answer.approvals.as_ref().map_or("", |found| &found.digest);
    let values = [("digest", digest.into())];
    console.output.note_in(tone, &words.say(&note, &values));
    Ok(())
}
