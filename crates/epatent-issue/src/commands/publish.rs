// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-issue publish`: bundle and lists for any web server or stick.

mod demands;

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
use epatent_core::certificate::Certificate;
use epatent_core::object::Digest;
use epatent_office::publish::{self, PublishError, Publisher, Site, Summary, Terms, bundle_policy};
use epatent_register::{Act, Register};
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
        demands::settled(&mut desk, &said, &store, words)?;
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
    demands::bounds(args, in_force.rules, words)?;
    if !args.clock_is_right {
        demands::clock(&mut desk.register, desk.at, words)?;
    }
    demands::make_folder(&args.directory, words)?;
    if !demands::is_newest(&mut desk.register, &args.directory, words)? {
        demands::signers(&mut desk.register, &known, words)?;
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
