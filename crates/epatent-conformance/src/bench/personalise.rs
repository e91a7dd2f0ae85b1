// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Writing a card of the bench: key, session, files and COMMIT, each failure told apart from the one before it.

use std::collections::BTreeMap;

use epatent_apdu::Command;

use super::{Bench, Open};
use crate::answer::{Checked, Failure};
use crate::case::Stage;
use crate::known::{CAN, bench_files, entry, manifest};
use crate::step::Step;

/// File bytes of one WRITE.
pub(crate) const WRITE_CHUNK: usize = 4_075;

impl Bench<'_> {
    /// GENERATE KEY, its proof not looked at; the point is kept.
    pub(crate) fn generate_key(&mut self) -> Checked<[u8; 65]> {
        if !matches!(self.open, Open::Issuer(_)) {
            self.issuer(0x33)?;
        }
        self.at = Step::GenerateKey;
        let challenge: [u8; 32] = self.random();
        let command = Command::new(0x80, 0x12, 0x00, 0x00).with_data(challenge.to_vec());
        let answer = self.ask(&command.expecting(256))?;
        let point = answer.data.first_chunk::<65>().copied();
        match (answer.status, point) {
            (0x9000, Some(point)) => {
                self.known.point = Some(hex::encode_upper(point));
                Ok(point)
            }
            _ => Err(answer.wrong("public point and signature")),
        }
    }

    /// The session of every card that the bench writes.
    pub(crate) const SESSION: [u8; 16] = *b"CONFORMANCE BNCH";

    /// Key and BEGIN, for these files.
    pub(crate) fn begin_session(&mut self, files: &BTreeMap<u16, Vec<u8>>) -> Checked {
        let point = self.generate_key()?;
        self.foresee(files);
        let digest = manifest(&point, files);
        let data = [&Self::SESSION[..], &digest].concat();
        let begin = Command::new(0x80, 0x10, 0x00, 0x00).with_data(data);
        self.at = Step::Begin;
        self.ask(&begin)?.is(0x9000)?;
        Ok(())
    }

    /// The same from BLANK, and the card is in PERSO; where it is not, a key that it did not keep is told apart.
    pub(super) fn begun_anew(&mut self, files: &BTreeMap<u16, Vec<u8>>) -> Checked {
        let begun = self.begin_session(files);
        if begun.is_err() && self.at == Step::Begin && !self.is_silent() {
            let keyed = self.has_key();
            self.at = Step::GenerateKey;
            if keyed == Ok(false) {
                return shown(false, Step::GenerateKey, "a key");
            }
            self.at = Step::Begin;
        }
        begun?;
        self.arrived(Step::Begin, Stage::Perso)
    }

    /// Notes what the card will hold after COMMIT, before BEGIN: a run that is ended in between can be gone on with.
    fn foresee(&mut self, files: &BTreeMap<u16, Vec<u8>>) {
        self.own = true;
        let digits = files.get(&CAN).cloned();
        self.known.can = digits.and_then(|digits| String::from_utf8(digits).ok());
        self.known.files.clear();
        for (identifier, content) in files {
            if *identifier != CAN {
                self.known.keep_file(*identifier, content);
            }
        }
        self.keep();
    }

    /// Writes a file whole.
    pub(crate) fn write_file(&mut self, identifier: u16, content: &[u8]) -> Checked {
        let mut offset = 0_usize;
        for part in content.chunks(WRITE_CHUNK) {
            self.write(identifier, offset, part)?.is(0x9000)?;
            offset = offset.saturating_add(part.len());
        }
        Ok(())
    }

    /// One WRITE.
    pub(crate) fn write(
        &mut self,
        identifier: u16,
        offset: usize,
        part: &[u8],
    ) -> Checked<crate::answer::Answer> {
        let offset = u16::try_from(offset).unwrap_or(u16::MAX);
        let data = [&identifier.to_be_bytes()[..], &offset.to_be_bytes(), part].concat();
        self.ask(&Command::new(0x80, 0xD6, 0x00, 0x00).with_data(data))
    }

    /// COMMIT of the bench's session.
    pub(crate) fn commit(&mut self) -> Checked<crate::answer::Answer> {
        let data = Self::SESSION.to_vec();
        self.ask(&Command::new(0x80, 0x16, 0x00, 0x00).with_data(data))
    }

    /// All of personalisation, from a blank card or an open session.
    pub(super) fn personalise(&mut self, present: Stage) -> Checked {
        self.erase(present)?;
        let files = bench_files();
        self.issuer(0x33)?;
        self.begun_anew(&files)?;
        self.issuer(0x33)?;
        for (identifier, content) in &files {
            self.at = Step::Write;
            self.write_file(*identifier, content)?;
        }
        self.at = Step::Commit;
        let committed = self.commit()?;
        if committed.status != 0x9000 {
            let held = self.holds(&files);
            self.at = Step::Write;
            if held == Ok(false) {
                return shown(false, Step::Write, "the files that were written");
            }
            self.at = Step::Commit;
        }
        committed.is(0x9000)?;
        self.arrived(Step::Commit, Stage::Active)
    }

    /// Whether STATUS of the open session ends with these files.
    fn holds(&mut self, files: &BTreeMap<u16, Vec<u8>>) -> Checked<bool> {
        let entries: Vec<u8> = files
            .iter()
            .flat_map(|(identifier, content)| entry(*identifier, content))
            .collect();
        Ok(self.status()?.data.ends_with(&entries))
    }
}

/// That STATUS shows what a command that answered 9000 has to have done.
pub(super) fn shown(holds: bool, step: Step, what: &str) -> Checked {
    if holds {
        return Ok(());
    }
    Err(Failure::new(
        format!("{}, then STATUS", step.name()),
        format!("9000 and a STATUS that shows {what}"),
        format!("9000 and STATUS does not show {what}"),
    ))
}
