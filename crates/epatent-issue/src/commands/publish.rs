// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue publish`: bundle and lists for any web server or stick.

use crate::approved;
use crate::args::Publish;
use crate::bound;
use crate::desk::{self, Desk};
use crate::keys;
use crate::problems;
use crate::roots::{self, Roots};
use crate::signers::{self, KnownSigner};
use crate::store::Store;
use crate::withdrawals;
use epatent_cli::{Console, Exit, Failure, FileTrouble, Table, Tone, Words, format};
use epatent_core::UnixTime;
use epatent_core::bundle::key_digest;
use epatent_core::certificate::Certificate;
use epatent_core::object::Digest;
use epatent_office::production::OfficeRules;
use epatent_office::publish::{
    self, BUNDLE_FILE, PublishError, Publisher, ROLLOVER_FILE, Site, Summary, Terms, bundle_policy,
};
use epatent_register::{Act, PublicationKind, Register};
use epatent_sign::SignError;
use epatent_station::policy_failure;
use epatent_verify::Verifier;
use serde::Serialize;
use std::path::Path;
use std::time::Duration;

const HOUR: u32 = 3_600;
const DAY: u32 = 86_400;
/// Findings of an altered register that are told; `register verify` tells all.
const TOLD: usize = 20;
/// Longest time since the publication before, in seconds, after which the clock is believed: five weeks.
const PLAUSIBLE: u64 = 35 * 86_400;
/// Until the second is another one than that of the publication before.
const A_SECOND: Duration = Duration::from_millis(1_100);

#[derive(Serialize)]
struct Answer {
    directory: String,
    version: u64,
    lists: u64,
    indices: u64,
    changes: u64,
    bytes: u64,
    next_update: String,
    finished_before: bool,
    /// Roots that the bundle introduces.
    introduces: u64,
    /// Whether it is the first bundle under a new root.
    changes_root: bool,
    /// The newest event of the register.
    head: String,
}

pub(crate) fn run(args: &Publish, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let mut desk = Desk::open(&args.desk, console)?;
    let store = Store::new(&args.desk.register.store.store);
    bound::demand_published(&store, &mut desk.register, words)?;
    let directory = epatent_station::read_trust(words, &store.trust())?;
    let in_force = desk.in_force.clone();
    Verifier::new(&directory.store, &in_force.policy)
        .map_err(|error| policy_failure(words, &error))?;
    let mut known = signers::known(&store, console)?;
    if withdrawals::finish(&mut desk, &store, &known, words)? {
        known = signers::known(&store, console)?;
    }
    roots::finish(&mut desk, &store, words)?;
    let said = Roots::of(&store, words)?;
    let differences =
        approved::differences(&mut desk.register, &approved::said(&store, &known, &said));
    let differences = differences.map_err(|error| desk::failure(words, &error))?;
    approved::demand(&differences, words)?;
    if args.end_rollover {
        demand_settled(&mut desk, &said, &store, words)?;
    }
    let (introduced, settled) = (said.introduced_der(), said.settled_at(desk.at));
    let roots = publish::Roots {
        introduced: &introduced,
        retired: &said.retired,
        settled: &settled,
        end_rollover: args.end_rollover,
    };
    let terms = Terms {
        next_update: args.next_update.saturating_mul(HOUR),
        expires: args.expires.saturating_mul(DAY),
        keep_changes: args.keep_changes.saturating_mul(DAY),
    };
    if terms.expires < terms.next_update {
        let id = "error-publish-terms";
        return Err(Failure::new(words, Exit::Usage, id, &[]));
    }
    demand_bounds(args, in_force.rules, words)?;
    if !args.clock_is_right {
        demand_clock(&mut desk.register, desk.at, words)?;
    }
    make_folder(&args.directory, words)?;
    if !is_newest(&mut desk.register, &args.directory, words)? {
        demand_signers(&mut desk.register, &known, words)?;
    }
    let mut site = Site::at(&args.directory);
    let believed = site.believed(&directory.store, &roots, desk.at);
    let believed =
        believed.map_err(|error| failure(&mut desk.register, &args.directory, &error, words))?;
    let is_retired = |certificate: &Certificate| {
        let all = directory.store.certificates().chain(&said.introduced);
        said.retires(all, certificate, desk.at)
    };
    let signatories = signers::signatories(
        &store,
        &known,
        directory.store.environment(),
        desk.at,
        (&believed, &is_retired),
        words,
    )?;
    let publisher = Publisher {
        trust: &directory.store,
        roots,
        signatories: &signatories,
        listed: &signers::entries(&known),
        policy: &bundle_policy(&in_force.policy),
        terms,
        category: &|reason| desk.reasons.category(reason),
        demand: &|register| {
            publish::demand_whole(register)?;
            publish::demand_settings(register, directory.store.environment(), &in_force)
        },
    };
    let mut publish =
        |at| epatent_office::publish(&mut desk.register, &desk.by, at, &publisher, &mut site);
    let summary = match publish(desk.at) {
        // Of the same second or one that a clock made.
        Err(PublishError::TooSoon { before, now }) if before == now => {
            std::thread::sleep(A_SECOND);
            publish(epatent_station::now(words)?)
        }
        done => done,
    };
    let summary = summary.map_err(|error| match &error {
        PublishError::Sign { by, source, .. } if matches!(**source, SignError::Token { .. }) => {
            let is_it = |one: &&KnownSigner| Digest::of(one.certificate.der()) == *by;
            let name = known.iter().find(is_it).map_or("", |one| one.name.as_str());
            keys::signing_failure(words, name, source)
        }
        _ => failure(&mut desk.register, &args.directory, &error, words),
    })?;
    let head = desk.register.head();
    let head = head.map_err(|error| desk::failure(words, &error))?;
    bound::remember(&store, head, words)?;
    answer(args, &summary, &desk::head_text(head), console)
}

fn answer(args: &Publish, summary: &Summary, head: &str, console: &Console) -> Result<(), Failure> {
    let words = &console.words;
    let answer = Answer {
        directory: args.directory.display().to_string(),
        version: summary.version,
        lists: summary.lists,
        indices: summary.indices,
        changes: summary.changes,
        bytes: summary.bytes,
        next_update: summary.next_update.to_string(),
        finished_before: summary.finished_before,
        introduces: summary.introduces,
        changes_root: summary.changes_root,
        head: head.to_owned(),
    };
    if console.output.is_json() {
        return console.output.json(&answer);
    }
    if summary.finished_before {
        console
            .output
            .note_in(Tone::Caution, &words.text("note-publish-finished"));
    }
    let count = |number| format::count(words.language(), number);
    let mut table = Table::new();
    table.row(&words.text("field-published"), &answer.directory);
    table.row(&words.text("field-bundle-version"), &count(answer.version));
    table.row(&words.text("field-lists"), &count(answer.lists));
    table.row(&words.text("field-cards-covered"), &count(answer.indices));
    table.row(&words.text("field-changes"), &count(answer.changes));
    table.row(
        &words.text("field-new-files"),
        &format::bytes(words.language(), answer.bytes),
    );
    table.row(&words.text("field-next-update"), &answer.next_update);
    table.row(&words.text("field-head"), &answer.head);
    console.output.answer(&table.render())?;
    if answer.changes_root {
        console
            .output
            .note(&words.text("note-publish-root-changed"));
    } else if answer.introduces > 0 {
        console
            .output
            .note(&words.text("note-publish-root-introduced"));
    }
    Ok(())
}

/// How long a publication is believed is for one person to say up to a bound only, which two people set.
fn demand_bounds(args: &Publish, rules: OfficeRules, words: &Words) -> Result<(), Failure> {
    let (hours, days) = (rules.next_update_hours(), rules.expires_days());
    if args.next_update <= hours && args.expires <= days {
        return Ok(());
    }
    let values = [("hours", hours.into()), ("days", days.into())];
    let id = "error-publish-bounds";
    Err(Failure::new(words, Exit::Usage, id, &values))
}

/// A publication of a clock that is ahead is refused by every device, and stands in the way of the next.
fn demand_clock(register: &mut Register, now: UnixTime, words: &Words) -> Result<(), Failure> {
    let before = register.newest_publication(PublicationKind::Bundle, 0);
    let before = before.map_err(|error| desk::failure(words, &error))?;
    match before.filter(|before| !is_plausible(before.issued_at, now)) {
        None => Ok(()),
        Some(before) => {
            let values = [
                ("before", before.issued_at.to_string().into()),
                ("now", now.to_string().into()),
            ];
            let id = "error-publish-clock";
            Err(Failure::new(words, Exit::Usage, id, &values))
        }
    }
}

const fn is_plausible(before: UnixTime, now: UnixTime) -> bool {
    now.seconds().saturating_sub(before.seconds()) <= PLAUSIBLE
}

/// What leads devices over a change of the root goes when two people said so, and not before their day.
fn demand_settled(
    desk: &mut Desk,
    said: &Roots,
    store: &Store,
    words: &Words,
) -> Result<(), Failure> {
    let from = said.settled_from(&mut desk.register, store);
    let (id, limit) = match from.map_err(|error| desk::failure(words, &error))? {
        Some(from) if from <= desk.at => return Ok(()),
        Some(from) => ("error-publish-rollover-early", from.to_string()),
        None => ("error-publish-rollover-not-settled", String::new()),
    };
    let values = [("limit", limit.into())];
    Err(Failure::new(words, Exit::Usage, id, &values))
}

/// Whether the site shows the bundle that the register recorded last.
fn is_newest(register: &mut Register, directory: &Path, words: &Words) -> Result<bool, Failure> {
    let newest = register.newest_publication(PublicationKind::Bundle, 0);
    let newest = newest.map_err(|error| desk::failure(words, &error))?;
    let there = std::fs::read(directory.join(BUNDLE_FILE)).ok();
    let there = there.map(|bytes| Digest::of(&bytes));
    Ok(there.is_some() && there == newest.map(|newest| newest.digest))
}

/// A bundle drops nobody whom the one before named. One in a site that is new, or was put back, names
/// whoever signed a card: a device would call the cards of all others unknown.
fn demand_signers(
    register: &mut Register,
    known: &[KnownSigner],
    words: &Words,
) -> Result<(), Failure> {
    let mut signers = register
        .signers_of_cards()
        .map_err(|error| desk::failure(words, &error))?;
    let is_known = |key: &Digest| {
        let mut keys = known
            .iter()
            .map(|one| key_digest(one.certificate.public_key()));
        keys.any(|other| other == *key)
    };
    signers.retain(|signer| !is_known(signer));
    if signers.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = signers.iter().map(ToString::to_string).collect();
    let values = [("count", told.len().into())];
    let failure = Failure::new(words, Exit::Usage, "error-publish-signer-lost", &values);
    Err(failure.with_details(&told))
}

/// Makes the folder where it is missing. One with other things in it is left alone.
fn make_folder(path: &Path, words: &Words) -> Result<(), Failure> {
    std::fs::create_dir_all(path)
        .map_err(|error| FileTrouble::NotWritten(&error).failure(words, path))?;
    let entries = std::fs::read_dir(path)
        .map_err(|error| FileTrouble::NotRead(&error).failure(words, path))?;
    let ours = |name: &str| {
        let bundles = [BUNDLE_FILE, ROLLOVER_FILE];
        let file = name.strip_prefix("next.").unwrap_or(name);
        ["lock", "lists"].contains(&name) || bundles.contains(&file)
    };
    let mut names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    if path.join(BUNDLE_FILE).exists() || names.all(|name| ours(&name)) {
        return Ok(());
    }
    let values = [("path", path.display().to_string().into())];
    Err(Failure::new(
        words,
        Exit::Usage,
        "error-folder-not-empty",
        &values,
    ))
}

fn failure(
    register: &mut Register,
    directory: &Path,
    error: &PublishError,
    words: &Words,
) -> Failure {
    if let PublishError::Altered { findings } = error {
        let told = findings.iter().take(TOLD);
        let told: Vec<String> = told
            .map(|finding| problems::register::finding(finding, words))
            .collect();
        let values = [("count", findings.len().into())];
        let id = "error-publish-register-altered";
        return Failure::new(words, Exit::Refused, id, &values).with_details(&told);
    }
    if matches!(error, PublishError::RolloverLost) {
        // Where the register does not say it, the words before say what is missing.
        let led = register.acts_done(Act::RollOver).unwrap_or_default().pop();
        let digest = led
            .map(|intent| intent.subject.to_string())
            .unwrap_or_default();
        let reason = problems::publish(error, words);
        let values = [("reason", reason.into()), ("digest", digest.into())];
        return Failure::new(words, Exit::Usage, "error-publish-rollover-lost", &values);
    }
    let (exit, id) = match error {
        PublishError::Register(error) => return desk::failure(words, error),
        PublishError::File { name, source } => {
            return FileTrouble::NotWritten(source).failure(words, &directory.join(name));
        }
        PublishError::RegisterBehind { .. } | PublishError::OtherFile { .. } => {
            (Exit::Usage, "error-publish-register-behind")
        }
        PublishError::NotIntroduced { .. } => (Exit::Usage, "error-publish-not-introduced"),
        PublishError::Introduction(_) => (Exit::Usage, "error-publish-introduction"),
        PublishError::RolloverOpen => (Exit::Usage, "error-publish-rollover-open"),
        PublishError::RolloverNeeded => (Exit::Usage, "error-publish-rollover-needed"),
        PublishError::OtherRules => (Exit::Refused, "error-publish-other-rules"),
        PublishError::TooSoon { .. } => (Exit::Usage, "error-publish-too-soon"),
        PublishError::NoSigner { .. } => (Exit::Usage, "error-publish-no-signer"),
        PublishError::Sign { source, .. } if matches!(**source, SignError::Signer(_)) => {
            (Exit::Device, "error-publish-not-signed")
        }
        PublishError::Sign { .. } => (Exit::Usage, "error-publish-not-signed"),
        PublishError::Unproved { .. } => (Exit::Refused, "error-publish-unproved"),
        _ => (Exit::Usage, "error-publish"),
    };
    let reason = problems::publish(error, words);
    Failure::new(words, exit, id, &[("reason", reason.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_weeks_after_the_publication_before_is_asked_about() {
        let at = |text| UnixTime::parse(text).unwrap();
        let before = at("2026-11-25T21:00:00Z");
        assert!(is_plausible(before, at("2026-12-30T21:00:00Z")));
        assert!(!is_plausible(before, at("2026-12-30T21:00:01Z")));
        assert!(!is_plausible(before, at("2031-11-25T21:00:00Z")));
        // One that is behind is told with the two times.
        assert!(is_plausible(before, at("2026-11-24T21:00:00Z")));
    }
}
