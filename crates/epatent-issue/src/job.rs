// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Signed files on their way to a card.

use crate::application::Application;
use crate::files;
use epatent_apdu::pace::Can;
use epatent_cli::{Console, Exit, Failure, FileTrouble};
use epatent_core::cose::{Sign1, Typ};
use epatent_core::group::{self, GroupNumber, Patent};
use epatent_core::object::SecurityObject;
use epatent_core::presentation::Presentation;
use epatent_office::production::card_files;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Signed files and what the office knows about them.
pub(crate) struct Job {
    pub(crate) presentation: Presentation,
    pub(crate) object: SecurityObject,
    pub(crate) can: Can,
    /// Where they wait, until the card was read back.
    pub(crate) waiting: Option<PathBuf>,
}

impl Job {
    /// Reads the card file that an operator names.
    pub(crate) fn read(file: &Path, console: &Console) -> Result<Self, Failure> {
        let unusable = |reason: String| {
            FileTrouble::Unusable { reason: &reason }.failure(&console.words, file)
        };
        let presentation = files::read_card_file(&console.words, file)?;
        // The office's own signature; whether it is authentic is what the read-back asks.
        let sign1 = Sign1::parse(&presentation.security_object, Typ::SecurityObject)
            .map_err(|error| unusable(error.to_string()))?;
        let object =
            SecurityObject::decode(sign1.payload()).map_err(|error| unusable(error.to_string()))?;
        let can = presentation
            .access_number
            .and_then(|number| Can::parse(number.expose()).ok())
            .ok_or_else(|| unusable(console.words.text("reason-no-access-number")))?;
        Ok(Self {
            presentation,
            object,
            can,
            waiting: None,
        })
    }

    /// Reads the files that wait in the office's folder for a half-written card.
    pub(crate) fn waiting(file: PathBuf, console: &Console) -> Result<Self, Failure> {
        let mut job = Self::read(&file, console)?;
        job.waiting = Some(file);
        Ok(job)
    }

    /// The files as they are written.
    pub(crate) fn files(&self) -> BTreeMap<u16, Vec<u8>> {
        card_files(&self.presentation)
    }

    /// A half-written card is finished for the person it was begun for, never for another.
    pub(crate) fn demand_same_patent(
        &self,
        application: &Application,
        console: &Console,
    ) -> Result<(), Failure> {
        let begun = self
            .presentation
            .groups
            .get(&GroupNumber::PATENT)
            .and_then(|bytes| group::decode::<Patent>(bytes).ok())
            .map(|(_, patent)| patent.number);
        if begun.as_ref() == Some(&application.contents.patent.number) {
            return Ok(());
        }
        let begun = begun.map(|number| number.to_string()).unwrap_or_default();
        Err(Failure::new(
            &console.words,
            Exit::Device,
            "error-card-of-another-patent",
            &[("patent", begun.into())],
        ))
    }
}
