// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the days of an application must be to each other. What cannot be is refused, since a slip in a
//! year would make a card that outlives its patent; what is only unusual gives a note, since an operator
//! cannot overrule a refusal. `DESIGN.md` says which is which, and why.

use epatent_core::{BirthDate, CivilDate};

use super::note::{Note, Unusual, of_start};
use super::wrong::Wrong;

/// Years that the holder of a patent has at least: Federal Law 115-FZ, Art. 13 (4).
pub const LEAST_AGE: i16 = 18;
/// Years that nobody has.
pub const MOST_AGE: i16 = 110;
/// Years from which on an age is told.
const TOLD_AGE: i16 = 80;
/// Months of a patent in all: Federal Law 115-FZ, Art. 13.3.
pub const MOST_MONTHS: i32 = 12;

/// The days of an application, as far as they could be read.
#[derive(Default)]
pub(super) struct Days {
    pub(super) born: Option<BirthDate>,
    pub(super) document_issued_on: Option<CivilDate>,
    pub(super) issued_on: Option<CivilDate>,
    pub(super) term: Option<(CivilDate, CivilDate)>,
}

/// What is found: the field, and what is wrong or unusual.
pub(super) struct Found {
    pub(super) wrong: Vec<(&'static str, Wrong)>,
    pub(super) notes: Vec<Note>,
}

impl Days {
    pub(super) fn check(&self) -> Found {
        let mut found = Found {
            wrong: Vec::new(),
            notes: Vec::new(),
        };
        if let (Some(born), Some(issued_on)) = (self.born, self.issued_on) {
            of_age(born, issued_on, &mut found);
        }
        if let Some(document) = self.document_issued_on {
            let field = "holder.identity_document.issued_on";
            if self.born.is_some_and(|born| born.is_after(document)) {
                found.wrong.push((field, Wrong::DocumentBeforeBirth));
            }
            if self.issued_on.is_some_and(|issued| document > issued) {
                let unusual = Unusual::DocumentAfterIssue;
                found.notes.push(Note { field, unusual });
            }
        }
        if let Some((start, end)) = self.term {
            of_term(start, end, self.issued_on, &mut found);
        }
        found
    }
}

fn of_age(born: BirthDate, issued_on: CivilDate, found: &mut Found) {
    let field = "holder.birth_date";
    // Of a date that is known in part, the oldest and the youngest that the holder can be.
    let [oldest, youngest] = [(1, 1), (12, 31)].map(|(month, day)| {
        let known = (
            born.year(),
            born.month().unwrap_or(month),
            born.day().unwrap_or(day),
        );
        years_between(known, issued_on)
    });
    let mut wrong = |wrong| found.wrong.push((field, wrong));
    if born.is_after(issued_on) {
        wrong(Wrong::BornAfterIssue);
    } else if oldest < LEAST_AGE {
        wrong(Wrong::TooYoung { years: LEAST_AGE });
    } else if youngest >= MOST_AGE {
        wrong(Wrong::TooOld { years: MOST_AGE });
    } else {
        let mut note = |unusual| found.notes.push(Note { field, unusual });
        if youngest < LEAST_AGE {
            note(Unusual::MaybeTooYoung { years: LEAST_AGE });
        }
        if youngest >= TOLD_AGE {
            note(Unusual::Aged { years: oldest });
        }
    }
}

/// Whole years from a day to another. Who was born on 29 February is a year older on 1 March.
fn years_between(born: (i16, i8, i8), day: CivilDate) -> i16 {
    let (year, month, of_month) = born;
    let begun = (day.month(), day.day()) < (month, of_month);
    day.year()
        .saturating_sub(year)
        .saturating_sub(i16::from(begun))
}

fn of_term(start: CivilDate, end: CivilDate, issued_on: Option<CivilDate>, found: &mut Found) {
    let field = "term.latest_end";
    if end < start {
        found
            .wrong
            .push((field, Wrong::EndBeforeStart { start, end }));
        return;
    }
    let months = months_begun(start, end);
    if months > MOST_MONTHS {
        let limit = MOST_MONTHS;
        found.wrong.push((field, Wrong::LongTerm { months, limit }));
    }
    if let Some(issued_on) = issued_on {
        if end < issued_on {
            found.wrong.push((field, Wrong::OverAtIssue { end }));
        }
        found.notes.extend(of_start(start, issued_on));
    }
}

/// Months from the first to the last day, the last one begun counted: 2 November to 1 November of
/// the next year are twelve.
pub(crate) fn months_begun(start: CivilDate, end: CivilDate) -> i32 {
    let month = |date: CivilDate| {
        i32::from(date.year())
            .saturating_mul(12)
            .saturating_add(i32::from(date.month()))
    };
    month(end)
        .saturating_sub(month(start))
        .saturating_add(i32::from(end.day() >= start.day()))
}

#[cfg(test)]
mod tests;
