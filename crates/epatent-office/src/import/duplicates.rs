// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The same person, patent number or blank twice: in a file, or in the register.

use std::collections::HashMap;

use epatent_core::object::Digest;
use epatent_core::{BlankNumber, PatentNumber};
use epatent_register::{ApplicationState, BlankState, PersonKey, Register, RegisterError};

use super::Checked;
use crate::{Problem, desk, document};

/// Applications in the register whose cards are not made yet, of either state, that a file is
/// compared with: forty days' work of the largest office.
const WAITING: u32 = 100_000;

/// Where something was seen before, in words.
#[derive(Default)]
struct Seen {
    persons: HashMap<Digest, String>,
    numbers: HashMap<PatentNumber, String>,
    blanks: HashMap<BlankNumber, String>,
}

/// Names, as problems of their rows, the rows that say again what another row or the register says:
/// a person whose application is not done, a patent number that is taken, and a blank that is not in
/// the drawer or was named before.
///
/// # Errors
///
/// Those of the register.
pub fn demand_new(
    rows: &mut [Checked],
    register: &mut Register,
    key: &PersonKey,
) -> Result<(), RegisterError> {
    let mut seen = in_register(register)?;
    for row in rows {
        let Some(application) = &row.application else {
            continue;
        };
        let mut found = Vec::new();
        let place = format!("row {}", row.number);
        let person = desk::person(key, application);
        if let Some(before) = seen.persons.insert(person, place.clone()) {
            found.push(("holder", format!("the same person as {before}")));
        }
        let number = application.number.clone();
        if let Some(patent) = register.patent(&number)? {
            let reason = format!("the number of patent {} in the register", patent.key);
            found.push(("patent.number", reason));
        } else if let Some(before) = seen.numbers.insert(number, place.clone()) {
            found.push(("patent.number", format!("the same number as {before}")));
        }
        if let Some(blank) = &application.blank {
            if let Some(reason) = not_in_drawer(register, blank)? {
                found.push(("patent.blank_number", reason));
            }
            if let Some(before) = seen.blanks.insert(blank.clone(), place) {
                found.push(("patent.blank_number", format!("the same blank as {before}")));
            }
        }
        row.problems
            .extend(found.into_iter().map(|(field, reason)| Problem {
                field: field.to_owned(),
                reason,
            }));
    }
    Ok(())
}

/// What the applications say whose cards are not made yet.
fn in_register(register: &mut Register) -> Result<Seen, RegisterError> {
    let mut seen = Seen::default();
    for state in [ApplicationState::Open, ApplicationState::Approved] {
        for received in register.applications(state, WAITING)? {
            let place = format!("application {}", received.key);
            seen.persons.insert(received.person, place.clone());
            let entered = received.document.as_ref();
            // One that cannot be read any more is found out when its card is to be made.
            let Some(entered) = entered.and_then(|bytes| document::application(bytes).ok()) else {
                continue;
            };
            seen.numbers.insert(entered.number, place.clone());
            if let Some(blank) = entered.blank {
                seen.blanks.insert(blank, place);
            }
        }
    }
    Ok(seen)
}

fn not_in_drawer(
    register: &mut Register,
    number: &BlankNumber,
) -> Result<Option<String>, RegisterError> {
    Ok(match register.blank_by_number(number)? {
        None => Some("a blank that was never received".to_owned()),
        Some(blank) if blank.state == BlankState::Blank => None,
        Some(blank) => Some(format!("a blank that is {}", blank.state.word())),
    })
}
