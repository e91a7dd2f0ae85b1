// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue doctor`: whether this office can work, and what to do about each thing that is in the
//! way.

mod books;

use crate::args::Doctor;
use crate::signers;
use crate::store::Store;
use epatent_cli::{Console, Exit, Failure};
use epatent_core::UnixTime;
use epatent_core::certificate::Role;
use epatent_pcsc::{CardService, ReaderChoice};
use epatent_station::doctor::{self, Finding, Health, of_choice, of_service};

/// How long before its end a signer's certificate is to be followed by the next, in seconds: 30 days.
const SOON: u64 = 30 * 86_400;
/// Fewest bytes for a day's work, and for any work.
const ROOM: (u64, u64) = (1_000_000_000, 50_000_000);

pub(crate) fn run(
    args: &Doctor,
    console: &Console,
    service: &CardService,
) -> Result<Exit, Failure> {
    let now = epatent_station::now(&console.words)?;
    let store = Store::new(&args.register.store.store);
    let mut findings = readers(service, args.reader.as_deref());
    findings.extend(books::examine(args, now, console));
    findings.extend(keys(&store, now, console));
    findings.push(room(args));
    doctor::give(&findings, console)
}

/// A desk that only decides and publishes needs no reader: nothing about readers is in its way.
fn readers(service: &CardService, wanted: Option<&str>) -> Vec<Finding> {
    let mut found = match service.readers() {
        Ok(readers) => {
            let choice = ReaderChoice::from(wanted.map(str::to_owned));
            let reader = match choice.find(&readers) {
                Ok(reader) => Finding::new(Health::Good, "reader-ready").with("name", &reader.name),
                Err(error) => of_choice(&error),
            };
            vec![Finding::new(Health::Good, "service-runs"), reader]
        }
        Err(error) => vec![
            of_service(&error),
            Finding::new(Health::NotChecked, "reader-not-asked"),
        ],
    };
    for finding in &mut found {
        if finding.health == Health::Bad {
            finding.health = Health::Warning;
        }
    }
    found
}

/// The office's folder, and each of its signers.
fn keys(store: &Store, now: UnixTime, console: &Console) -> Vec<Finding> {
    let known = match signers::known(store, console) {
        Ok(known) => known,
        Err(failure) => {
            return vec![
                Finding::new(Health::Bad, "office-unusable").with("reason", failure.message),
            ];
        }
    };
    let mut findings = vec![Finding::new(Health::Good, "office-read")];
    let soon = now.seconds().saturating_add(SOON);
    for role in Role::ALL {
        let able: Vec<&signers::KnownSigner> = known
            .iter()
            .filter(|signer| {
                let certificate = &signer.certificate;
                let term = certificate.not_before()..=certificate.not_after();
                certificate.roles().contains(&role)
                    && signer.withdrawal.is_none()
                    && term.contains(&now)
                    && store.has_key(&signer.name)
            })
            .collect();
        let last = able.iter().map(|signer| signer.certificate.not_after());
        let finding = match last.max() {
            None if role == Role::Document => Finding::new(Health::Bad, "keys-none"),
            None => Finding::new(Health::Warning, "keys-missing"),
            Some(end) if end.seconds() < soon => {
                Finding::new(Health::Warning, "keys-end-soon").with("day", end.to_string())
            }
            Some(end) => Finding::new(Health::Good, "keys-ready").with("day", end.to_string()),
        };
        findings.push(finding.with("role", role.name()));
    }
    for region in store.withdrawn_regions() {
        findings.push(Finding::new(Health::Bad, "keys-withdrawn").with("region", region.as_str()));
    }
    findings
}

/// Room where the office's folder is.
fn room(args: &Doctor) -> Finding {
    let path = &args.register.store.store;
    let free = rustix::fs::statvfs(path).map(|found| found.f_bavail.saturating_mul(found.f_frsize));
    let (health, code) = match free {
        Ok(free) if free >= ROOM.0 => (Health::Good, "disk-room"),
        Ok(free) if free >= ROOM.1 => (Health::Warning, "disk-low"),
        Ok(_) => (Health::Bad, "disk-full"),
        Err(_) => return Finding::new(Health::NotChecked, "disk-not-asked"),
    };
    let megabytes = free.unwrap_or_default() / 1_000_000;
    Finding::new(health, code).with("megabytes", megabytes.to_string())
}

#[cfg(test)]
mod tests {
    use epatent_cli::{Language, Words};
    use std::collections::BTreeSet;

    #[test]
    fn every_finding_has_words_and_every_trouble_one_fix_in_both_languages() {
        let source = [include_str!("doctor.rs"), include_str!("doctor/books.rs")].concat();
        let subjects = [
            "office-",
            "keys-",
            "register-",
            "clock-",
            "work-",
            "rules-",
            "publication-",
            "disk-",
        ];
        let codes: BTreeSet<&str> = source
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|text| subjects.iter().any(|subject| text.starts_with(subject)))
            .filter(|code| !subjects.contains(code))
            .collect();
        assert!(codes.len() > 18, "{codes:?}");
        for language in [Language::En, Language::Ru] {
            let words = Words::new(language);
            for code in &codes {
                let subject = code.split('-').next().unwrap_or_default();
                for id in [
                    format!("doctor-{code}"),
                    format!("doctor-subject-{subject}"),
                ] {
                    assert!(words.has(&id), "{id}");
                }
            }
            for trouble in source
                .split("Health::Bad, \"")
                .chain(source.split("Health::Warning, \""))
                .skip(1)
            {
                let code = trouble.split('"').next().unwrap_or_default();
                if codes.contains(code) {
                    let fix = words.attribute(&format!("doctor-{code}"), "fix", &[]);
                    assert!(fix.is_some(), "{code}");
                }
            }
        }
    }
}
