// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Which settings of the office are in force: those that the register has. What is only stricter comes in
//! force by whoever edits the file; everything else by two people.

use crate::desk::act_of_document;
use crate::production::OfficeRules;
use crate::settings::{OwnReasons, Settings};
use epatent_core::UnixTime;
use epatent_core::object::Environment;
use epatent_register::{
    Actor, FourEyes, Opaque, Register, RegisterError, RulesInForce, Transaction,
};
use epatent_verify::Policy;

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
    /// They are others than those by which something was shown.
    #[error("other rules are in force than when this was begun")]
    Changed,
    /// They cannot be written down.
    #[error("the rules cannot be written down: {0}")]
    Unwritable(#[from] toml::ser::Error),
}

/// What the files of an office's folder say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Whose office it is: it decides what holds where the register has nothing.
    pub environment: Environment,
    /// `office.toml`.
    pub rules: OfficeRules,
    /// `trust/trust.toml`; `None` where there is none, which asks for nothing.
    pub policy: Option<Policy>,
    /// `reasons.toml`.
    pub reasons: OwnReasons,
}

/// The settings of an office, and what its files ask for beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What holds now.
    pub in_force: Settings,
    /// What the files say, where that is not only stricter: it waits for two people.
    pub wanted: Option<Settings>,
    /// Whether a file is stricter than the register, so that it comes in force with the next change
    /// of the register by anybody.
    pub tightens: bool,
}

/// Compares the files of the office with the settings that the register has; changes nothing.
///
/// # Errors
///
/// [`RulesError`].
pub fn compare(register: &mut Register, said: &Said) -> Result<Standing, RulesError> {
    standing(register.rules_in_force()?.as_ref(), said)
}

fn standing(row: Option<&RulesInForce>, said: &Said) -> Result<Standing, RulesError> {
    let recorded = recorded(row, said.environment)?;
    let files = Settings {
        rules: said.rules.effective(),
        policy: said
            .policy
            .clone()
            .unwrap_or_else(|| recorded.policy.clone()),
        reasons: said.reasons.clone(),
    };
    let in_force = Settings {
        rules: recorded.rules.tightened_by(files.rules),
        ..recorded.clone()
    };
    Ok(Standing {
        tightens: in_force != recorded,
        wanted: (files != in_force).then_some(files),
        in_force,
    })
}

/// The same, and records what a file makes stricter, in somebody's name: of the settings that the recording
/// transaction reads, so that its event says which they were.
///
/// # Errors
///
/// [`RulesError`].
pub fn settle(
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
    said: &Said,
) -> Result<Standing, RulesError> {
    let seen = compare(register, said)?;
    if !seen.tightens {
        return Ok(seen);
    }
    let mut transaction = register.transaction(by, at)?;
    let mut settled = standing(transaction.rules_in_force()?.as_ref(), said)?;
    // Another station may have recorded it meanwhile.
    if settled.tightens {
        transaction.tighten_rules(&document(&settled.in_force)?)?;
        transaction.commit()?;
        settled.tightens = false;
    }
    Ok(settled)
}

/// How an office says that two people approve an application, for [`Register::verify_with`].
pub const FOUR_EYES: FourEyes = FourEyes {
    demanded_by: |document| read(document).is_ok_and(|settings| settings.rules.four_eyes),
    act_of: act_of_document,
};

/// Whether two people have to approve an application by the rules that a transaction reads, whatever those
/// were when the program looked before; of what it cannot read, they have. The next event says which rules
/// these were.
///
/// # Errors
///
/// The register's.
pub fn four_eyes_now(transaction: &mut Transaction<'_>) -> Result<bool, RegisterError> {
    let newest = transaction.rules_in_force()?;
    Ok(newest
        .is_some_and(|row| read(&row.document).map_or(true, |settings| settings.rules.four_eyes)))
}

/// Days for late reports by the rules that a transaction reads; those of before where the register has none.
/// The next event says which rules these were.
///
/// # Errors
///
/// The register's.
pub fn late_report_days_now(
    transaction: &mut Transaction<'_>,
    before: u16,
) -> Result<u16, RegisterError> {
    let newest = transaction.rules_in_force()?;
    let settings = newest.and_then(|row| read(&row.document).ok());
    Ok(settings.map_or(before, |settings| settings.rules.late_report_days()))
}

/// That a transaction reads the settings by which somebody was shown what it does: the words of a reason are
/// theirs. The next event says which rules these were.
///
/// # Errors
///
/// [`RulesError::Changed`]; the register's.
pub fn demand_unchanged(
    transaction: &mut Transaction<'_>,
    environment: Environment,
    shown: &Settings,
) -> Result<(), RulesError> {
    let newest = transaction.rules_in_force()?;
    if recorded(newest.as_ref(), environment)? == *shown {
        Ok(())
    } else {
        Err(RulesError::Changed)
    }
}

/// Settings as the register keeps them and as people read them.
///
/// # Errors
///
/// [`RulesError::Unwritable`].
pub fn document(settings: &Settings) -> Result<Opaque, RulesError> {
    Ok(Opaque(settings.text()?.into_bytes()))
}

/// What a row says; where there is none, what the program says of such an office.
///
/// # Errors
///
/// [`RulesError::Unreadable`].
pub fn recorded(
    row: Option<&RulesInForce>,
    environment: Environment,
) -> Result<Settings, RulesError> {
    row.map_or_else(
        || Ok(Settings::of_program(environment)),
        |row| read(&row.document),
    )
}

/// What a document says.
///
/// # Errors
///
/// [`RulesError::Unreadable`].
pub fn read(document: &Opaque) -> Result<Settings, RulesError> {
    let text = std::str::from_utf8(&document.0).map_err(|_| RulesError::Unreadable)?;
    Settings::parse(text).map_err(|_| RulesError::Unreadable)
}

impl OfficeRules {
    /// The same rules with every default said.
    #[must_use]
    pub fn effective(self) -> Self {
        Self {
            late_report_days: Some(self.late_report_days()),
            next_update_hours: Some(self.next_update_hours()),
            expires_days: Some(self.expires_days()),
            ..self
        }
    }

    /// These rules with what others say more strictly. Days for late reports have no stricter number: fewer
    /// of them refuse people who paid in time, more of them let one person carry patents on. Neither have the
    /// bounds of a publication: one that ends sooner leaves devices without an answer.
    #[must_use]
    pub fn tightened_by(self, other: Self) -> Self {
        let limits = self
            .signatures_a_day
            .into_iter()
            .chain(other.signatures_a_day);
        Self {
            four_eyes: self.four_eyes || other.four_eyes,
            signatures_a_day: limits.min(),
            ..self.effective()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::OwnReason;
    use epatent_register::{Label, Location, Subject};
    use epatent_verify::StatusRule;

    fn rules(text: &str) -> OfficeRules {
        OfficeRules::parse(text).unwrap()
    }

    /// A production office whose folder says these rules and nothing else.
    fn said(text: &str) -> Said {
        Said {
            environment: Environment::Production,
            rules: rules(text),
            policy: Some(Policy::default()),
            reasons: OwnReasons::new(),
        }
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

    /// A register of one test, and the folder that goes with it.
    fn register() -> (tempfile::TempDir, Register) {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::File(folder.path().join("register.db"));
        let register = Register::create(&location).unwrap();
        (folder, register)
    }

    /// 17 proposes settings and 23 puts them in force.
    fn agree(register: &mut Register, wanted: &Settings) {
        let wanted = document(wanted).unwrap();
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
    }

    #[test]
    fn tightened_rules_allow_no_more_than_either_and_days_stay_as_they_are() {
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
            for other in all {
                let both = one.tightened_by(other);
                assert_eq!(both.tightened_by(other), both);
                assert_eq!(both.four_eyes, one.four_eyes || other.four_eyes);
                assert_eq!(both.late_report_days(), one.late_report_days());
                let limit = |rules: OfficeRules| rules.signatures_a_day.unwrap_or(u64::MAX);
                assert_eq!(limit(both), limit(one).min(limit(other)));
            }
        }
    }

    #[test]
    fn a_file_tightens_at_once_and_loosens_nothing_until_two_people_said_so() {
        let (_folder, mut register) = register();
        let settled =
            |register: &mut Register, text| settle(register, &by("17"), noon(), &said(text));
        // An office without a file records nothing.
        let none = settled(&mut register, "").unwrap();
        assert_eq!((none.in_force.rules.four_eyes, none.wanted), (false, None));
        assert_eq!(register.head().unwrap().sequence, 0);

        let strict = settled(&mut register, "four_eyes = true").unwrap();
        assert!(strict.in_force.rules.four_eyes && strict.wanted.is_none());
        let events = register.head().unwrap().sequence;
        assert_eq!(events, 1);
        settled(&mut register, "four_eyes = true").unwrap();
        assert_eq!(register.head().unwrap().sequence, events, "told once");

        // The file is gone, or says less in one place and more in another.
        let gone = settled(&mut register, "").unwrap();
        assert!(gone.in_force.rules.four_eyes);
        assert_eq!(gone.wanted.unwrap().rules, rules("").effective());
        assert_eq!(register.head().unwrap().sequence, events);
        let mixed = settled(&mut register, "signatures_a_day = 5").unwrap();
        assert!(mixed.in_force.rules.four_eyes);
        assert_eq!(mixed.in_force.rules.signatures_a_day, Some(5));
        let wanted = mixed.wanted.unwrap();
        assert!(!wanted.rules.four_eyes);

        agree(&mut register, &wanted);
        let loose = settled(&mut register, "signatures_a_day = 5").unwrap();
        assert_eq!(
            (loose.in_force.rules.four_eyes, loose.wanted),
            (false, None)
        );
    }

    #[test]
    fn what_was_shown_under_other_rules_is_not_done_under_these() {
        let (_folder, mut register) = register();
        let own = Settings::of_program(Environment::Production);
        let mut other = own.clone();
        other.rules.late_report_days = Some(3);
        let seen = |register: &mut Register| {
            let mut transaction = register.transaction(&by("17"), noon()).unwrap();
            let [before, after] = [&own, &other].map(|shown| {
                demand_unchanged(&mut transaction, Environment::Production, shown).is_ok()
            });
            let days = late_report_days_now(&mut transaction, 14).unwrap();
            (before, after, days)
        };
        assert_eq!(seen(&mut register), (true, false, 14));
        agree(&mut register, &other);
        assert_eq!(seen(&mut register), (false, true, 3));
    }

    #[test]
    fn policy_reasons_and_days_change_in_neither_direction_by_one_person() {
        let (_folder, mut register) = register();
        let own = Settings::of_program(Environment::Production);
        let policy = |change: fn(&mut Policy)| {
            let mut said = said("");
            said.policy.as_mut().into_iter().for_each(change);
            said
        };
        let mut reasons = said("");
        let reason = OwnReason {
            r#for: vec!["annul".to_owned()],
            category: Some("conditions".to_owned()),
            en: "left".to_owned(),
            ru: "выехал".to_owned(),
        };
        reasons.reasons.insert("left".to_owned(), reason);
        for said in [
            policy(|policy| policy.status = StatusRule::NotRequired),
            policy(|policy| policy.payment_grace_days = 31),
            policy(|policy| policy.clock_tolerance = 0),
            reasons.clone(),
            said("late_report_days = 0"),
            said("late_report_days = 15"),
            said("next_update_hours = 24"),
            said("expires_days = 366"),
        ] {
            let standing = settle(&mut register, &by("17"), noon(), &said).unwrap();
            assert_eq!(standing.in_force, own, "{said:?}");
            let wanted = standing.wanted.unwrap();
            assert!(!own.differences(&wanted).unwrap().is_empty());
            assert_eq!(register.head().unwrap().sequence, 0, "nothing is recorded");
        }
        // What two people agreed on stays when the file goes back to what the program says.
        let wanted = compare(&mut register, &reasons).unwrap().wanted.unwrap();
        agree(&mut register, &wanted);
        let after = settle(&mut register, &by("17"), noon(), &said("four_eyes = true")).unwrap();
        assert_eq!(after.in_force.reasons, reasons.reasons);
        assert!(after.in_force.rules.four_eyes);
        assert!(after.wanted.unwrap().reasons.is_empty());
        // A folder without its trust directory asks for no other policy.
        reasons.policy = None;
        reasons.rules = rules("four_eyes = true");
        let without = settle(&mut register, &by("17"), noon(), &reasons).unwrap();
        assert_eq!(without.wanted, None);
    }
}
