// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device checks with: the trust directory it was given, and what it learned since.

use crate::{policy_failure, read_trust};
use epatent_cli::{Exit, Failure, Words};
use epatent_core::UnixTime;
use epatent_core::object::{Environment, SecurityObject};
use epatent_terminal::{Folder, STATE_FOLDER, StateError, TrustDirectory, TrustState};
use epatent_verify::{Authentic, Policy, StatusRule, Verifier};
use std::path::Path;

/// A trust directory with the bundle and the state in it.
#[derive(Debug)]
pub struct Knowledge {
    /// What was set up by hand; its store also has the roots that bundles introduced.
    pub directory: TrustDirectory,
    /// How many of the roots were set up by hand; they are the first.
    pub pinned: usize,
    /// What was learned.
    pub learned: TrustState<Folder>,
    policy: Policy,
}

impl Knowledge {
    /// Reads the directory and proves what is in it.
    ///
    /// # Errors
    /// The first file that cannot be used, in words, exit 2.
    pub fn open(words: &Words, path: &Path) -> Result<Self, Failure> {
        let mut directory = read_trust(words, path)?;
        let folder = Folder::new(&path.join(STATE_FOLDER));
        let learned = TrustState::open(folder, &directory.store)
            .map_err(|error| state_failure(words, path, &error))?;
        let policy = policy(&directory, &learned);
        let pinned = directory.store.certificates().count();
        directory.store = learned.trust().clone();
        Ok(Self {
            directory,
            pinned,
            learned,
            policy,
        })
    }

    /// The rules of the answer: those of the bundle in force, else those of the directory.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// A verifier with all of it.
    ///
    /// # Errors
    /// A policy that cannot be, in words, exit 2.
    pub fn verifier(&self, words: &Words) -> Result<Verifier<'_>, Failure> {
        let verifier = Verifier::new(self.learned.trust(), &self.policy)
            .map_err(|error| policy_failure(words, &error))?
            .not_before(self.learned.state().floor);
        Ok(match self.learned.bundle() {
            Some(bundle) => verifier.under(bundle),
            None => verifier,
        })
    }

    /// Remembers the time of an authentic card. A device without a bundle remembers nothing.
    ///
    /// # Errors
    /// The state cannot be written, in words, exit 2; the answer that was given stands.
    pub fn saw(
        &mut self,
        words: &Words,
        path: &Path,
        card: Option<&Authentic<SecurityObject>>,
        now: UnixTime,
    ) -> Result<(), Failure> {
        let Some(card) = card.filter(|_| self.learned.bundle().is_some()) else {
            return Ok(());
        };
        self.learned
            .saw(card, now)
            .map_err(|error| state_failure(words, path, &error))
    }
}

/// A laboratory may do without lists by the word of its own directory, whatever its bundle demands.
fn policy(directory: &TrustDirectory, learned: &TrustState<Folder>) -> Policy {
    let Some(bundle) = learned.bundle() else {
        return directory.policy.clone();
    };
    let mut policy = Policy::of_bundle(&bundle.policy);
    if directory.store.environment() == Environment::Lab {
        if directory.policy.status == StatusRule::NotRequired {
            policy.status = StatusRule::NotRequired;
        }
        if directory.policy.payment == StatusRule::NotRequired {
            policy.payment = StatusRule::NotRequired;
        }
    }
    policy
}

/// What cannot be read or written of the learned state, in words, exit 2.
#[must_use]
pub fn state_failure(words: &Words, path: &Path, error: &StateError) -> Failure {
    let folder = path.join(STATE_FOLDER).display().to_string();
    Failure::new(
        words,
        Exit::Usage,
        "error-trust-state",
        &[
            ("path", folder.into()),
            ("reason", error.to_string().into()),
        ],
    )
}
