// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A register with cards in work, for benchmarks of what is done with many.

use epatent_core::object::ChipKey;
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};
use epatent_register::{
    Actor, Attempt, Blank, Key, Label, Location, NewBlank, NewPatent, Opaque, Register,
};
use p256::elliptic_curve::sec1::ToSec1Point as _;

use crate::Failure;

/// A register in a folder of its own, with blanks and patents and an attempt at each.
pub(crate) struct Office {
    pub(crate) register: Register,
    pub(crate) by: Actor,
    pub(crate) at: UnixTime,
    pub(crate) day: CivilDate,
    /// The blank that was received last.
    last: Option<Key<Blank>>,
    folder: tempfile::TempDir,
}

impl Office {
    pub(crate) fn new() -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        Ok(Self {
            register: Register::create(&Location::File(folder.path().join("register.db")))?,
            by: Actor {
                operator: Label::parse("17")?,
                station: Label::parse("station-1")?,
            },
            at: UnixTime::parse("2026-11-02T09:00:00Z")?,
            day: CivilDate::parse("2026-11-02")?,
            last: None,
            folder,
        })
    }

    /// The file of the register.
    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("register.db")
    }

    /// Takes `count` blanks, numbered from `first` on, for as many new patents of a region.
    pub(crate) fn take(
        &mut self,
        region: Region,
        first: usize,
        count: usize,
    ) -> Result<Vec<Key<Attempt>>, Failure> {
        let numbers = first..first + count;
        let mut blanks = Vec::with_capacity(count);
        let mut patents = Vec::with_capacity(count);
        for number in numbers {
            blanks.push(NewBlank {
                chip_id: Opaque(number.to_be_bytes().to_vec()),
                number: BlankNumber::parse(&format!("РА{number:07}"))?,
            });
            patents.push(NewPatent {
                number: PatentNumber::parse(&format!("{region} 26{number:08}"))?,
                region,
                application: None,
                in_force_from: self.day,
                latest_end: CivilDate::parse("2027-11-01")?,
            });
        }
        let mut t = self.register.transaction(&self.by, self.at)?;
        t.receive(
            self.day,
            &Label::parse("note")?,
            u32::try_from(count)?,
            &blanks,
        )?;
        let patents = t.register_patents(&patents)?;
        t.commit()?;
        let blanks: Vec<Blank> = self.register.rows_after(self.last, u32::try_from(count)?)?;
        let work: Vec<(_, _)> = patents
            .into_iter()
            .zip(blanks.iter().map(|blank| blank.key))
            .collect();
        let mut t = self.register.transaction(&self.by, self.at)?;
        let attempts = t.take_many(&work)?;
        t.commit()?;
        self.last = blanks.last().map(|blank| blank.key);
        Ok(attempts)
    }
}

/// Public keys of chips: the multiples of the generator, each by one addition.
pub(crate) struct ChipKeys(p256::ProjectivePoint);

impl ChipKeys {
    pub(crate) const fn new() -> Self {
        Self(p256::ProjectivePoint::GENERATOR)
    }

    pub(crate) fn next(&mut self) -> Result<ChipKey, Failure> {
        self.0 += p256::ProjectivePoint::GENERATOR;
        let point = self.0.to_affine().to_sec1_point(false);
        Ok(ChipKey::from_sec1(point.as_bytes())?)
    }
}
