// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue register rules`: which settings are in force since when and by whom, and what the files of
//! the office ask for beside them. What is only stricter holds with the next command of anybody; everything
//! else holds once two people said so.

use super::approvals::Approvals;
use crate::args::RegisterRules;
use crate::desk::{self, Desk};
use crate::differences;
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure, Table, Tone, Words};
use epatent_core::object::Environment;
use epatent_office::publish::bundle_policy;
use epatent_office::rules::{self, RulesError};
use epatent_office::settings::{Difference, Settings};
use epatent_register::{Label, Opaque, RulesInForce, Subject};
use serde::Serialize;

/// Names of the files whose settings are proposed.
const FILES: &str = "office.toml, trust/trust.toml, reasons.toml";

#[derive(Serialize)]
struct Answer {
    in_force: Settings,
    /// When they came in force; absent where they are the program's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// Whether two people put them in force.
    by_two: bool,
    /// What the files ask for beside them; absent where that is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<Settings>,
    /// Every field of which the files say something else.
    differences: Vec<Difference>,
    #[serde(flatten)]
    approvals: Option<Approvals>,
    /// Whether the settings of the files were put in force now.
    done: bool,
}

pub(crate) fn run(args: &RegisterRules, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let failed = |error| desk::failure(words, &error);
    let rules_failed = |error: RulesError| desk::rules_failure(words, &error);
    let mut desk = Desk::open(&args.desk, console)?;
    let said = Store::new(&args.desk.register.store.store).settings(words)?;
    let standing = rules::compare(&mut desk.register, &said).map_err(rules_failed)?;
    let mut approvals = None;
    if let Some(wanted) = &standing.wanted {
        let document = rules::document(wanted).map_err(rules_failed)?;
        let act = desk.register.rules_digest(&document).map_err(failed)?;
        if args.by_two.propose || args.by_two.confirm_all {
            demand_sayable(wanted, words)?;
            let mut transaction = desk
                .register
                .transaction(&desk.by, desk.at)
                .map_err(failed)?;
            if args.by_two.propose {
                let name = Label::parse(FILES).map_err(failed)?;
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
    let in_force = rules::recorded(row.as_ref(), said.environment).map_err(rules_failed)?;
    let wanted = standing.wanted.filter(|_| !args.by_two.confirm_all);
    let answer = Answer {
        differences: differences_to(&in_force, wanted.as_ref()).map_err(rules_failed)?,
        in_force,
        since: row.as_ref().map(|row| row.at.to_string()),
        by: row.as_ref().map(|row| row.operator.to_string()),
        by_two: row.as_ref().is_some_and(was_agreed),
        wanted,
        approvals,
        done: args.by_two.confirm_all,
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    say(&answer, console)
}

/// Nobody agrees on a policy with which no bundle could be published.
fn demand_sayable(wanted: &Settings, words: &Words) -> Result<(), Failure> {
    bundle_policy(&wanted.policy).check().map_err(|error| {
        let values = [("reason", error.to_string().into())];
        Failure::new(words, Exit::Usage, "error-rules-policy", &values)
    })
}

const fn was_agreed(row: &RulesInForce) -> bool {
    row.manifest.is_some()
}

fn differences_to(
    in_force: &Settings,
    wanted: Option<&Settings>,
) -> Result<Vec<Difference>, RulesError> {
    wanted.map_or(Ok(Vec::new()), |wanted| Ok(in_force.differences(wanted)?))
}

/// What a proposed document changes of the settings before it.
pub(super) fn changes(
    before: Option<&RulesInForce>,
    document: &Opaque,
    environment: Environment,
) -> Result<Vec<Difference>, RulesError> {
    let in_force = rules::recorded(before, environment)?;
    differences_to(&in_force, Some(&rules::read(document)?))
}

fn say(answer: &Answer, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let text = answer.in_force.text();
    let text = text.map_err(|error| desk::rules_failure(words, &error.into()))?;
    let mut table = Table::new();
    table.row(&words.text("field-rules-in-force"), text.trim_end());
    if let (Some(since), Some(by)) = (&answer.since, &answer.by) {
        table.row(&words.text("field-rules-since"), &format!("{since}, {by}"));
    }
    differences::show(&answer.differences, &mut table, words);
    let waiting = answer
        .approvals
        .as_ref()
        .filter(|_| answer.wanted.is_some());
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
