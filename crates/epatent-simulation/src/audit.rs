// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The end of a day: nothing is unaccounted for.

use epatent_apdu::profile::LifeCycle;
use epatent_office::rules::FOUR_EYES;
use epatent_register::{BlankState, Head, Register, RegisterError};

use crate::bureau::Bureau;
use crate::failure::{Failure, broken};
use crate::plastic::{Place, Plastic};

/// What is asked of the register at the end of a day.
struct Books {
    head: Head,
    /// What is wrong, each in a line.
    wrong: Vec<String>,
    received: u64,
}

/// Demands the daily equation, a register that verifies up to every head that was kept, a place for every
/// card, and a row for every signature. The newest head is added to those kept.
pub(crate) fn demand(
    bureau: &Bureau,
    plastics: &[Plastic],
    heads: &mut Vec<Head>,
) -> Result<(), Failure> {
    let books = bureau.with(|register| ask(register, heads))?;
    if !books.wrong.is_empty() {
        return broken(books.wrong.join("; "));
    }
    if books.received != plastics.len() as u64 {
        return broken(format!(
            "{} blanks received, {} there",
            books.received,
            plastics.len()
        ));
    }
    heads.push(books.head);
    for plastic in plastics {
        demand_place(bureau, plastic)?;
    }
    match bureau.token.unrecorded() {
        Some(what) => broken(what),
        None => Ok(()),
    }
}

fn ask(register: &mut Register, heads: &[Head]) -> Result<Books, RegisterError> {
    let equation = register.daily_equation()?;
    let verified = register.verify_with(heads, FOUR_EYES)?;
    let differences = equation.differences();
    let contradictions = register.contradictions()?;
    let wrong = differences
        .iter()
        .map(|difference| format!("{difference:?}"))
        .chain(contradictions.iter().map(|found| format!("{found:?}")))
        .chain(verified.findings.iter().map(ToString::to_string))
        .collect();
    Ok(Books {
        head: verified.head,
        wrong,
        received: equation.received,
    })
}

/// The register, the chip and the people say the same of a card.
fn demand_place(bureau: &Bureau, plastic: &Plastic) -> Result<(), Failure> {
    let number = &plastic.number;
    let blank = bureau.with(|register| register.blank_by_number(number))?;
    let Some(blank) = blank else {
        return broken(format!("card {number} is not in the register"));
    };
    let chip = plastic.chip().life_cycle();
    let agree = match (plastic.place, blank.state) {
        (Place::Drawer, BlankState::Blank) => chip == LifeCycle::Blank,
        (Place::Holder(_), BlankState::Issued) => chip == LifeCycle::Active,
        (Place::Pile, BlankState::InWork)
        | (Place::Destroyed, BlankState::Scrapped)
        | (Place::Lost, BlankState::Lost) => true,
        _ => false,
    };
    if agree {
        Ok(())
    } else {
        broken(format!(
            "card {number} is {:?} by the people, {:?} by the register, {chip:?} by itself",
            plastic.place, blank.state
        ))
    }
}
