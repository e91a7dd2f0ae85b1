// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The same person, patent number or blank twice: in a file, or in the register.

use std::collections::HashMap;

use epatent_core::object::Digest;
use epatent_core::{BlankNumber, PatentNumber};
use epatent_register::{
    Application as Received, ApplicationState, BlankState, Key, PatentState, PersonKey, Register,
    RegisterError,
};

use super::Checked;
use crate::application::Place;
use crate::{Application, Problem, Wrong, desk, document};

/// Applications in the register whose cards are not made yet, of either state, that a file is
/// compared with: forty days' work of the largest office.
const WAITING: u32 = 100_000;

/// Where something was seen before.
#[derive(Default)]
struct Seen {
    persons: HashMap<Digest, (Place, Option<Key<Received>>)>,
    numbers: HashMap<PatentNumber, Place>,
    blanks: HashMap<BlankNumber, Place>,
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
        let place = Place::Row(row.number);
        let person = desk::person(key, application);
        if let Some((before, received)) = seen.persons.insert(person, (place, None))
            && !is_over(register, received, application)?
        {
            found.push(("holder", Wrong::SamePerson(before)));
        }
        let number = application.number.clone();
        if let Some(patent) = register.patent(&number)? {
            let key = patent.key.number();
            found.push(("patent.number", Wrong::NumberTaken { key }));
        } else if let Some(before) = seen.numbers.insert(number, place) {
            found.push(("patent.number", Wrong::SameNumber(before)));
        }
        if let Some(blank) = &application.blank {
            if let Some(wrong) = not_in_drawer(register, blank)? {
                found.push(("patent.blank_number", wrong));
            }
            if let Some(before) = seen.blanks.insert(blank.clone(), place) {
                found.push(("patent.blank_number", Wrong::SameBlank(before)));
            }
        }
        row.problems
            .extend(found.into_iter().map(|(field, wrong)| Problem {
                field: field.to_owned(),
                wrong,
            }));
    }
    Ok(())
}

/// What the applications say whose cards are not made yet.
fn in_register(register: &mut Register) -> Result<Seen, RegisterError> {
    let mut seen = Seen::default();
    for state in [ApplicationState::Open, ApplicationState::Approved] {
        for received in register.applications(state, WAITING)? {
            let place = Place::Application(received.key.number());
            seen.persons
                .insert(received.person, (place, Some(received.key)));
            // One that cannot be read any more, or was altered, is found out when its card is to be made.
            let entered = received.document().ok().flatten();
            let Some(entered) = entered.and_then(|bytes| document::application(bytes).ok()) else {
                continue;
            };
            seen.numbers.insert(entered.number, place);
            if let Some(blank) = entered.blank {
                seen.blanks.insert(blank, place);
            }
        }
    }
    Ok(seen)
}

/// Whether nothing comes of an earlier application of the same person any more: its patent is annulled, or
/// ends before the new one begins.
fn is_over(
    register: &mut Register,
    received: Option<Key<Received>>,
    application: &Application,
) -> Result<bool, RegisterError> {
    let Some(received) = received else {
        return Ok(false);
    };
    let patent = register.patent_of(received)?;
    Ok(patent.is_some_and(|patent| {
        patent.state == PatentState::Annulled || patent.latest_end < application.in_force_from
    }))
}

fn not_in_drawer(
    register: &mut Register,
    number: &BlankNumber,
) -> Result<Option<Wrong>, RegisterError> {
    Ok(match register.blank_by_number(number)? {
        None => Some(Wrong::BlankUnknown),
        Some(blank) if blank.state == BlankState::Blank => None,
        Some(blank) => Some(Wrong::BlankGone {
            state: blank.state.word(),
        }),
    })
}
