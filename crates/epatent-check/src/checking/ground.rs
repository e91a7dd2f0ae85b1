// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What cards are checked against: trust, lists, place and time.

use crate::args::Place;
use crate::circumstances;
use epatent_cli::{Console, Failure, Words};
use epatent_core::object::{Environment, SecurityObject};
use epatent_core::{Region, UnixTime};
use epatent_station::{Knowledge, proved_lists};
use epatent_verify::{Authentic, Circumstances, ListKind, Lists, Verifier};

/// A list, and how old what it says is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListAge {
    pub(crate) kind: ListKind,
    pub(crate) region: Region,
    /// When it was signed.
    pub(crate) issued: UnixTime,
    /// `fresh`, `stale` or `expired`.
    pub(crate) age: &'static str,
}

/// The trust directory as it was read, and the circumstances of a check.
pub(crate) struct Ground {
    place: Place,
    trust: Knowledge,
    lists: Lists,
    circumstances: Circumstances,
}

impl Ground {
    /// Reads the trust directory and proves its lists; one that was refused is told.
    ///
    /// # Errors
    /// A file that cannot be used, exit 2, or a clock that cannot be, exit 4; in words.
    pub(crate) fn of(place: &Place, console: &Console) -> Result<Self, Failure> {
        let trust = Knowledge::open(&console.words, &place.trust)?;
        let circumstances = circumstances::of(place, &console.words)?;
        let lists = proved_lists(&trust, circumstances.now, console);
        Ok(Self {
            place: place.clone(),
            trust,
            lists,
            circumstances,
        })
    }

    /// The same as the directory is now.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(crate) fn again(&self, console: &Console) -> Result<Self, Failure> {
        Self::of(&self.place, console)
    }

    /// The next check is now.
    ///
    /// # Errors
    /// A clock that cannot be used, in words, exit 4.
    pub(crate) fn set_time(&mut self, words: &Words) -> Result<(), Failure> {
        self.circumstances = circumstances::of(&self.place, words)?;
        Ok(())
    }

    pub(crate) const fn circumstances(&self) -> &Circumstances {
        &self.circumstances
    }

    pub(crate) const fn environment(&self) -> Environment {
        self.trust.directory.store.environment()
    }

    /// A verifier with all of it.
    ///
    /// # Errors
    /// A policy that cannot be used, in words, exit 2.
    pub(crate) fn verifier(&self, words: &Words) -> Result<Verifier<'_>, Failure> {
        Ok(self
            .trust
            .verifier(words)?
            .finding_signers(&self.trust.directory.signers)
            .with_lists(&self.lists))
    }

    /// The lists of the region of the check, by kind and number.
    pub(crate) fn list_ages(&self) -> Vec<ListAge> {
        let now = self.circumstances.now;
        let region = self.circumstances.region;
        self.lists
            .heads()
            .filter(|(_, head, _)| head.id.region == region)
            .map(|(kind, head, times)| ListAge {
                kind,
                region: head.id.region,
                issued: times.issued_at,
                age: times.freshness(now).as_str(),
            })
            .collect()
    }

    /// Remembers the time of an authentic card; that it could not be kept changes no answer.
    pub(crate) fn remember(&mut self, card: Option<&Authentic<SecurityObject>>, console: &Console) {
        let directory = &self.place.trust;
        crate::commands::remember(
            &mut self.trust,
            directory,
            card,
            &self.circumstances,
            console,
        );
    }
}
