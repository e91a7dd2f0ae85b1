// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The clock, the register, what is in work, and what is published.

use crate::approved;
use crate::args::Doctor;
use crate::bound;
use crate::desk;
use crate::differences;
use crate::problems;
use crate::store::Store;
use epatent_cli::{Console, Words};
use epatent_core::UnixTime;
use epatent_office::rules::{FOUR_EYES, RulesError, Said, compare};
use epatent_register::{PublicationKind, Register, RegisterError};
use epatent_station::doctor::{Finding, Health};

/// Rows up to which every row is proved; more take longer than a doctor may.
const QUICK: u64 = 200_000;
/// Fields of the settings that are told; `register rules` tells all.
const TOLD: usize = 20;

pub(super) fn examine(args: &Doctor, now: UnixTime, console: &Console) -> Vec<Finding> {
    let mut register = match desk::open(&args.register, console) {
        Ok(register) => register,
        Err(failure) => {
            return vec![
                clock(None, now),
                Finding::new(Health::Bad, "register-unusable").with("reason", failure.message),
            ];
        }
    };
    let mut found = look(&mut register, now, &console.words).unwrap_or_else(|error| {
        let reason = problems::register::error(&error, &console.words);
        vec![
            clock(None, now),
            Finding::new(Health::Bad, "register-unusable").with("reason", reason),
        ]
    });
    let store = Store::new(&args.register.store.store);
    found.extend(match store.settings(&console.words) {
        Ok(said) => rules(&mut register, &said, &console.words).unwrap_or_else(|error| {
            vec![unreadable(
                desk::rules_failure(&console.words, &error).message,
            )]
        }),
        Err(failure) => vec![unreadable(failure.message)],
    });
    found.extend(approvals(&mut register, &store, console).ok());
    found.extend(older(&mut register, &store, console));
    found
}

/// What is wrong where the register is an older copy of the one that was published.
fn older(register: &mut Register, store: &Store, console: &Console) -> Option<Finding> {
    let head = bound::published(store, &console.words);
    let Ok(head) = head else {
        return Some(Finding::new(Health::Bad, "publication-forgotten"));
    };
    let head = head?;
    let is_there = bound::contains(register, head).ok()?;
    (!is_there).then(|| {
        Finding::new(Health::Bad, "publication-newer").with("event", head.sequence.to_string())
    })
}

/// Whether the folder says of signers and roots what two people approved.
fn approvals(
    register: &mut Register,
    store: &Store,
    console: &Console,
) -> Result<Finding, RegisterError> {
    let differences = approved::differences_now(register, store, console)?;
    Ok(match differences.first() {
        None => Finding::new(Health::Good, "office-approved"),
        Some(first) => {
            let reason = first.say(&console.words);
            Finding::new(Health::Bad, "office-not-approved").with("reason", reason)
        }
    })
}

/// A file that cannot be read stops whoever works under it.
fn unreadable(reason: String) -> Finding {
    Finding::new(Health::Bad, "rules-unreadable").with("reason", reason)
}

/// Whether the files of the office say what is in force. An office that changes them has to hear who does not
/// work by them, and of which fields.
fn rules(register: &mut Register, said: &Said, words: &Words) -> Result<Vec<Finding>, RulesError> {
    let standing = compare(register, said)?;
    let differences = match &standing.wanted {
        None => Vec::new(),
        Some(wanted) => standing.in_force.differences(wanted)?,
    };
    let first = match (standing.wanted, standing.tightens) {
        (None, false) => Finding::new(Health::Good, "rules-in-force"),
        (None, true) => Finding::new(Health::NotChecked, "rules-tighten"),
        (Some(_), _) => {
            let row = register.rules_in_force()?;
            let since = row.as_ref().map(|row| row.at.to_string());
            let by = row.map(|row| row.operator.to_string());
            Finding::new(Health::Warning, "rules-wait")
                .with("since", since.unwrap_or_else(|| "-".to_owned()))
                .with("by", by.unwrap_or_else(|| "-".to_owned()))
                .with("count", differences.len().to_string())
        }
    };
    let each = differences.iter().take(TOLD).map(|one| {
        let (in_force, wanted) = differences::values(one, words);
        Finding::new(Health::Warning, "rules-differ")
            .with("field", differences::field(&one.field, words))
            .with("in-force", in_force)
            .with("wanted", wanted)
    });
    Ok(std::iter::once(first).chain(each).collect())
}

fn look(
    register: &mut Register,
    now: UnixTime,
    words: &Words,
) -> Result<Vec<Finding>, RegisterError> {
    let bundle = register.newest_publication(PublicationKind::Bundle, 0)?;
    let newest = register.newest_time()?;
    let mut findings = vec![clock(newest, now)];
    let events = register.head()?.sequence.unsigned_abs();
    let mut went_back = None;
    findings.push(if events > QUICK {
        Finding::new(Health::NotChecked, "register-long").with("events", events.to_string())
    } else {
        let verified = register.verify_with(&[], FOUR_EYES)?;
        went_back = verified.set_back.last().map(|last| {
            Finding::new(Health::Warning, "clock-went-back")
                .with("count", verified.set_back.len().to_string())
                .with("last", bound::set_back(last, words))
        });
        match verified.findings.first() {
            None => Finding::new(Health::Good, "register-whole").with("events", events.to_string()),
            Some(first) => {
                let reason = problems::register::finding(first, words);
                Finding::new(Health::Bad, "register-altered").with("reason", reason)
            }
        }
    });
    findings.extend(went_back);
    let accounted = register.daily_equation()?.differences().is_empty();
    findings.push(if accounted && register.contradictions()?.is_empty() {
        Finding::new(Health::Good, "register-accounted")
    } else {
        Finding::new(Health::Bad, "register-differs")
    });
    let attempts = register.open_attempts()?.len();
    let acts = register.open_intents()?.len() + register.open_list_signatures()?.len();
    findings.push(match (attempts, acts) {
        (0, 0) => Finding::new(Health::Good, "work-none"),
        _ => Finding::new(Health::Warning, "work-open")
            .with("attempts", attempts.to_string())
            .with("acts", acts.to_string()),
    });
    findings.push(match bundle {
        None => Finding::new(Health::NotChecked, "publication-none"),
        Some(bundle) if bundle.next_update < now => Finding::new(Health::Bad, "publication-late")
            .with("due", bundle.next_update.to_string()),
        Some(bundle) => Finding::new(Health::Good, "publication-fresh")
            .with("due", bundle.next_update.to_string()),
    });
    Ok(findings)
}

/// A clock that is behind the newest event was set back, or was ahead then.
fn clock(newest: Option<UnixTime>, now: UnixTime) -> Finding {
    match newest.filter(|newest| *newest > now) {
        Some(newest) => Finding::new(Health::Bad, "clock-behind-register")
            .with("now", now.to_string())
            .with("newest", newest.to_string()),
        None => Finding::new(Health::Good, "clock-plausible").with("now", now.to_string()),
    }
}
