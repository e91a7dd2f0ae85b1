// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What people have a right to, kept without the office's code: what a device must answer to each card.

use epatent_core::presentation::AccessNumber;
use epatent_core::{CivilDate, PatentNumber};
use epatent_register::{Card, Key, Patent};
use epatent_verify::{Code, Verdict};

/// Place of a person among all people.
pub(crate) type PersonId = usize;

/// Whether a patent may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Valid,
    Suspended,
    Annulled,
}

/// A card that was handed over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeldCard {
    /// Place among all cards of plastic.
    pub(crate) plastic: usize,
    /// The six digits printed on it.
    pub(crate) number: AccessNumber,
    /// Its row in the register.
    pub(crate) row: Key<Card>,
}

/// A person with a patent.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) number: PatentNumber,
    pub(crate) patent: Key<Patent>,
    /// Last day that was paid for in time.
    pub(crate) paid_through: CivilDate,
    /// Months that will still be paid for in time.
    pub(crate) months_left: u32,
    pub(crate) standing: Standing,
    /// The newest card last.
    pub(crate) cards: Vec<HeldCard>,
    /// Waits for a first card, or for one in place of the last.
    pub(crate) waits: bool,
}

/// The answer that is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    /// The finding that has to be among those told.
    pub(crate) code: Code,
}

impl Person {
    /// The right answer to one of the person's cards on a day whose lists the device has.
    pub(crate) fn answer(&self, card: usize, today: CivilDate) -> Answer {
        let refused = |code| Answer {
            verdict: Verdict::Refused,
            code,
        };
        if card + 1 < self.cards.len() {
            return refused(Code::Superseded);
        }
        match self.standing {
            Standing::Annulled => refused(Code::Annulled),
            _ if self.paid_through < today => refused(Code::TaxNotPaid),
            Standing::Suspended => Answer {
                verdict: Verdict::Undetermined,
                code: Code::Suspended,
            },
            Standing::Valid => Answer {
                verdict: Verdict::InForce,
                code: Code::InForce,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_that_is_true_of_a_card_is_its_answer() {
        let day = |text| CivilDate::parse(text).unwrap();
        let register = tempfile::tempdir().unwrap();
        let path = register.path().join("register.db");
        let mut register =
            epatent_register::Register::create(&epatent_register::Location::File(path)).unwrap();
        let by = crate::bureau::by("17").unwrap();
        let at = epatent_core::UnixTime::parse("2026-11-02T09:00:00Z").unwrap();
        let number = PatentNumber::parse("77 2600000001").unwrap();
        let mut transaction = register.transaction(&by, at).unwrap();
        let patent = transaction
            .register_patent(&epatent_register::NewPatent {
                number: number.clone(),
                region: epatent_core::Region::parse("77").unwrap(),
                application: None,
                in_force_from: day("2026-11-02"),
                latest_end: day("2027-11-01"),
            })
            .unwrap();
        transaction.commit().unwrap();
        let mut person = Person {
            number,
            patent,
            paid_through: day("2026-12-01"),
            months_left: 0,
            standing: Standing::Valid,
            cards: Vec::new(),
            waits: true,
        };
        let answer = |person: &Person, on| person.answer(0, day(on)).code;
        assert_eq!(answer(&person, "2026-12-01"), Code::InForce);
        assert_eq!(answer(&person, "2026-12-02"), Code::TaxNotPaid);
        person.standing = Standing::Suspended;
        assert_eq!(answer(&person, "2026-12-01"), Code::Suspended);
        assert_eq!(answer(&person, "2026-12-02"), Code::TaxNotPaid);
        person.standing = Standing::Annulled;
        assert_eq!(answer(&person, "2026-12-02"), Code::Annulled);
    }
}
