// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Which rules of the office are in force: those that the register has, made stricter by whoever edits the
//! file, and never looser but by two people.

use epatent_core::UnixTime;
use epatent_register::{Actor, Opaque, Register, RegisterError, RulesInForce};

use crate::production::OfficeRules;

/// Why the rules in force are not known.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The rules in the register are none that this program reads: a newer one wrote them.
    #[error("the rules in the register cannot be read; a newer program wrote them")]
    Unreadable,
}

/// The rules of an office, and what its file asks for beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What holds now.
    pub in_force: OfficeRules,
    /// What the file says, where it allows more: it waits for two people.
    pub wanted: Option<OfficeRules>,
    /// Whether the file is stricter than the register, so that it comes in force with the next change
    /// of the register by anybody.
    pub tightens: bool,
}

/// Compares the file of the office with the rules that the register has; changes nothing.
///
/// # Errors
///
/// [`RulesError`].
pub fn compare(register: &mut Register, file: OfficeRules) -> Result<Standing, RulesError> {
    let recorded = recorded(register.rules_in_force()?.as_ref())?;
    let file = file.effective();
    let in_force = recorded.stricter(file);
    Ok(Standing {
        in_force,
        wanted: (file != in_force).then_some(file),
        tightens: in_force != recorded,
    })
}

/// The same, and records what the file makes stricter, in somebody's name.
///
/// # Errors
///
/// [`RulesError`].
pub fn settle(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    file: OfficeRules,
) -> Result<Standing, RulesError> {
    let mut standing = compare(register, file)?;
    if standing.tightens {
        let mut transaction = register.transaction(by, at)?;
        transaction.tighten_rules(&document(standing.in_force))?;
        transaction.commit()?;
        standing.tightens = false;
    }
    Ok(standing)
}

/// Rules as the register keeps them and as people read them.
#[must_use]
pub fn document(rules: OfficeRules) -> Opaque {
    Opaque(rules.text().into_bytes())
}

/// What a row says; where there is none, the office allows what a program without rules does.
///
/// # Errors
///
/// [`RulesError::Unreadable`].
pub fn recorded(row: Option<&RulesInForce>) -> Result<OfficeRules, RulesError> {
    let Some(row) = row else {
        return Ok(OfficeRules::default().effective());
    };
    let text = std::str::from_utf8(&row.document.0).map_err(|_| RulesError::Unreadable)?;
    let rules = OfficeRules::parse(text).map_err(|_| RulesError::Unreadable)?;
    Ok(rules.effective())
}

impl OfficeRules {
    /// The same rules with every default said.
    #[must_use]
    pub fn effective(self) -> Self {
        Self {
            late_report_days: Some(self.late_report_days()),
            ..self
        }
    }

    /// What both of two allow.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        let limits = self
            .signatures_a_day
            .into_iter()
            .chain(other.signatures_a_day);
        Self {
            four_eyes: self.four_eyes || other.four_eyes,
            signatures_a_day: limits.min(),
            late_report_days: Some(self.late_report_days().min(other.late_report_days())),
        }
    }

    /// The rules as a file would say them, in one way only.
    #[must_use]
    pub fn text(self) -> String {
        let Self { four_eyes, .. } = self;
        let mut text = format!("four_eyes = {four_eyes}\n");
        if let Some(limit) = self.signatures_a_day {
            text.push_str(&format!("signatures_a_day = {limit}\n"));
        }
        let days = self.late_report_days();
        text.push_str(&format!("late_report_days = {days}\n"));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use epatent_register::{Label, Location, Subject};

    fn rules(text: &str) -> OfficeRules {
        OfficeRules::parse(text).unwrap()
    }

    fn by(operator: &str) -> Actor {
        Actor {
            operator: Label::parse(operator).unwrap(),
            station: Label::parse("desk 1").unwrap(),
        }
    }

    fn noon() -> UnixTime {
        UnixTime::parse("2026-11-25T09:00:00Z").unwrap()
    }

    #[test]
    fn rules_are_read_as_they_are_written_and_the_stricter_of_two_allows_no_more_than_either() {
        let all = [
            "",
            "four_eyes = true",
            "signatures_a_day = 400",
            "signatures_a_day = 40\nlate_report_days = 3",
            "late_report_days = 30",
            "late_report_days = 14",
        ]
        .map(rules);
        for one in all {
            assert_eq!(rules(&one.text()), one.effective());
            for other in all {
                let both = one.stricter(other);
                assert_eq!(both, other.stricter(one));
                assert_eq!(both.stricter(one), both);
                assert_eq!(both.four_eyes, one.four_eyes || other.four_eyes);
                assert!(both.late_report_days() <= one.late_report_days());
                let limit = |rules: OfficeRules| rules.signatures_a_day.unwrap_or(u64::MAX);
                assert!(limit(both) <= limit(one).min(limit(other)));
            }
        }
    }

    #[test]
    fn a_file_tightens_at_once_and_loosens_nothing_until_two_people_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::File(folder.path().join("register.db"));
        let mut register = Register::create(&location).unwrap();
        let settled =
            |register: &mut Register, text| settle(register, &by("17"), noon(), rules(text));
        // An office without a file records nothing.
        let none = settled(&mut register, "").unwrap();
        assert_eq!((none.in_force.four_eyes, none.wanted), (false, None));
        assert_eq!(register.head().unwrap().sequence, 0);

        let strict = settled(&mut register, "four_eyes = true").unwrap();
        assert!(strict.in_force.four_eyes && strict.wanted.is_none());
        let events = register.head().unwrap().sequence;
        assert_eq!(events, 1);
        settled(&mut register, "four_eyes = true").unwrap();
        assert_eq!(register.head().unwrap().sequence, events, "told once");

        // The file is gone, or says less in one place and more in another.
        let gone = settled(&mut register, "").unwrap();
        assert!(gone.in_force.four_eyes);
        assert_eq!(gone.wanted, Some(rules("").effective()));
        assert_eq!(register.head().unwrap().sequence, events);
        let mixed = settled(&mut register, "signatures_a_day = 5").unwrap();
        assert!(mixed.in_force.four_eyes);
        assert_eq!(mixed.in_force.signatures_a_day, Some(5));
        assert!(mixed.wanted.is_some_and(|wanted| !wanted.four_eyes));

        let wanted = document(mixed.wanted.unwrap());
        let act = register.rules_digest(&wanted).unwrap();
        let mut transaction = register.transaction(&by("17"), noon()).unwrap();
        let name = Label::parse("office.toml").unwrap();
        transaction
            .propose_document(act, Subject::Rules, &name, &wanted)
            .unwrap();
        assert!(transaction.loosen_rules(&wanted).is_err(), "one person");
        transaction.commit().unwrap();
        let mut transaction = register.transaction(&by("23"), noon()).unwrap();
        transaction.approve_proposed(act).unwrap();
        transaction.loosen_rules(&wanted).unwrap();
        transaction.commit().unwrap();
        let loose = settled(&mut register, "signatures_a_day = 5").unwrap();
        assert_eq!((loose.in_force.four_eyes, loose.wanted), (false, None));
    }
}
