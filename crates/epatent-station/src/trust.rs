// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The trust directory, with its troubles in words: exit 2, because no card was looked at.

use crate::Knowledge;
use epatent_cli::{Console, Exit, Failure, FileTrouble, Words};
use epatent_core::UnixTime;
use epatent_core::object::Environment;
use epatent_terminal::{TrustDirectory, TrustDirectoryError};
use epatent_verify::{ListError, Lists, Policy, PolicyError};
use std::path::Path;

/// Reads the trust directory.
///
/// # Errors
/// The first file of it that cannot be used, in words, exit 2.
pub fn read_trust(words: &Words, directory: &Path) -> Result<TrustDirectory, Failure> {
    if !directory.is_dir() {
        let path = directory.display().to_string();
        return Err(Failure::new(
            words,
            Exit::Usage,
            "error-no-trust",
            &[("path", path.into())],
        ));
    }
    TrustDirectory::read(directory).map_err(|error| trust_failure(words, &error))
}

/// The environment and the policy of the trust directory, and nothing else of it.
///
/// # Errors
/// Why its settings cannot be used, in words, exit 2.
pub fn read_policy(words: &Words, directory: &Path) -> Result<(Environment, Policy), Failure> {
    epatent_terminal::read_settings(directory).map_err(|error| trust_failure(words, &error))
}

/// The lists that were learned and those of the trust directory, proved now; of each that was refused
/// the user is told why, and the others hold.
#[must_use]
pub fn proved_lists(trust: &Knowledge, now: UnixTime, console: &Console) -> Lists {
    let at_hand = trust.learned.lists(&trust.directory, now);
    for (path, result) in at_hand.beside {
        let Err(error) = result else { continue };
        // An older state beside a newer one is what a folder looks like after a week.
        if matches!(error, ListError::Rollback { .. }) {
            continue;
        }
        let path = path.display().to_string();
        let values = [
            ("path", path.as_str().into()),
            ("reason", error.to_string().into()),
        ];
        console
            .output
            .note(&console.words.say("note-list-ignored", &values));
    }
    for (kind, id) in at_hand.lost {
        let values = [
            ("kind", kind.as_str().into()),
            ("list", id.to_string().into()),
        ];
        console
            .output
            .note(&console.words.say("note-list-lost", &values));
    }
    at_hand.lists
}

fn trust_failure(words: &Words, error: &TrustDirectoryError) -> Failure {
    match error {
        TrustDirectoryError::Read { path, source } => {
            FileTrouble::NotRead(source).failure(words, path)
        }
        error => {
            // The error names its file first; the words do that themselves.
            let path = error.path().display().to_string();
            let text = error.to_string();
            let reason = text.strip_prefix(&format!("{path}: ")).unwrap_or(&text);
            Failure::new(
                words,
                Exit::Usage,
                "error-trust-unusable",
                &[("path", path.as_str().into()), ("reason", reason.into())],
            )
        }
    }
}

/// A policy that cannot be used, in words, exit 2.
#[must_use]
pub fn policy_failure(words: &Words, error: &PolicyError) -> Failure {
    Failure::new(
        words,
        Exit::Usage,
        "error-policy",
        &[("reason", error.to_string().into())],
    )
}
