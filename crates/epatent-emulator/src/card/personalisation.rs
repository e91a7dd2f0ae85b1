// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! GENERATE KEY, BEGIN, WRITE, STATUS, ABORT and COMMIT \[applet-spec card-profile §4.4].

use std::collections::BTreeMap;

use epatent_apdu::pace::Can;
use epatent_apdu::profile::{
    EF_CAN, EF_CARD_ACCESS, EF_SECURITY_OBJECT, FileEntry, LifeCycle, MAX_FILE, Personalisation,
    Status, is_writable, key_proof_statement, manifest_digest,
};
use epatent_apdu::{Command, Response, StatusWord};

use super::{Card, Outcome, done, field, memory_failure};
use crate::key::ChipKey;
use crate::nvm::{Cell, FILES};

/// Bytes of WRITE before the content: identifier and offset.
const WRITE_HEADER: usize = 4;

/// The access number of EF.CAN.
pub(super) fn access_number(content: &[u8]) -> Option<Can> {
    Can::parse(std::str::from_utf8(content).ok()?).ok()
}

/// EF.CAN is written at once.
fn check_access_number(offset: u16, bytes: &[u8]) -> Result<(), StatusWord> {
    if offset == 0 && access_number(bytes).is_some() {
        Ok(())
    } else {
        Err(StatusWord::WRONG_DATA)
    }
}

impl Card {
    pub(super) fn generate_key(&mut self, command: &Command) -> Outcome {
        let challenge = field(command, 0)?;
        let key = match self.key()? {
            Some(key) => key,
            None => self.make_key()?,
        };
        let statement = key_proof_statement(&challenge, key.point());
        let answer = [key.point().as_slice(), &key.sign(&statement)].concat();
        Ok(Response::new(answer, StatusWord::DONE))
    }

    fn make_key(&mut self) -> Result<ChipKey, StatusWord> {
        let key = ChipKey::generate(&mut *self.rng);
        let mut transaction = self.nvm.begin();
        transaction
            .write(Cell::Key, 0, key.scalar().as_slice())
            .map_err(memory_failure)?;
        transaction.commit().map_err(memory_failure)?;
        Ok(key)
    }

    pub(super) fn begin(&mut self, command: &Command) -> Outcome {
        let session: [u8; 16] = field(command, 0)?;
        let manifest: [u8; 32] = field(command, 16)?;
        if self.life_cycle() == LifeCycle::Personalisation {
            let same = self.nvm.session() == session && self.nvm.manifest() == manifest;
            return if same {
                Ok(done())
            } else {
                Err(StatusWord::CONDITIONS_NOT_SATISFIED)
            };
        }
        self.key()?.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
        let mut transaction = self.nvm.begin();
        transaction
            .write(Cell::Session, 0, &session)
            .and_then(|()| transaction.write(Cell::Manifest, 0, &manifest))
            .and_then(|()| transaction.life_cycle(LifeCycle::Personalisation))
            .and_then(|()| transaction.commit())
            .map_err(memory_failure)?;
        Ok(done())
    }

    pub(super) fn write(&mut self, command: &Command) -> Outcome {
        let identifier = u16::from_be_bytes(field(command, 0)?);
        let offset = u16::from_be_bytes(field(command, 2)?);
        let bytes = command.data.get(WRITE_HEADER..).unwrap_or_default();
        if !is_writable(identifier) {
            return Err(StatusWord::FILE_NOT_FOUND);
        }
        if identifier == EF_CAN {
            check_access_number(offset, bytes)?;
        }
        if offset > self.nvm.file_length(identifier) {
            return Err(StatusWord::WRONG_OFFSET);
        }
        let offset = usize::from(offset);
        if offset.saturating_add(bytes.len()) > MAX_FILE {
            return Err(StatusWord::NOT_ENOUGH_SPACE);
        }
        self.nvm
            .write_file(identifier, offset, bytes)
            .map_err(memory_failure)?;
        Ok(done())
    }

    pub(super) fn status(&self) -> Outcome {
        let status = match self.life_cycle() {
            LifeCycle::Blank => Status::Blank {
                point: self.key()?.map(|key| *key.point()),
            },
            LifeCycle::Personalisation => Status::Personalisation(Personalisation {
                session: self.nvm.session(),
                manifest: self.nvm.manifest(),
                point: *self.key()?.ok_or(StatusWord::INTERNAL)?.point(),
                files: self.entries(),
            }),
            state => Status::Closed {
                state,
                payments: self.nvm.payments(),
            },
        };
        Ok(Response::new(status.encode(), StatusWord::DONE))
    }

    pub(super) fn abort(&mut self, command: &Command) -> Outcome {
        self.check_session(command)?;
        // Content first: power lost here leaves a session that can be aborted again, while the
        // other order could leave personal data behind on a card that calls itself BLANK.
        self.nvm.wipe_contents().map_err(memory_failure)?;
        let mut transaction = self.nvm.begin();
        [Cell::Key, Cell::Session, Cell::Manifest]
            .into_iter()
            .chain(FILES.map(Cell::Length))
            .try_for_each(|cell| transaction.erase(cell))
            .and_then(|()| transaction.life_cycle(LifeCycle::Blank))
            .and_then(|()| transaction.commit())
            .map_err(memory_failure)?;
        Ok(done())
    }

    pub(super) fn commit(&mut self, command: &Command) -> Outcome {
        self.check_session(command)?;
        // Without them nobody could ever open the card, or know whose it is.
        let needed = [EF_CARD_ACCESS, EF_SECURITY_OBJECT];
        if self.access_number().is_none() || needed.iter().any(|id| self.nvm.file(*id).is_none()) {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let key = self.key()?.ok_or(StatusWord::INTERNAL)?;
        if manifest_digest(key.point(), &self.entries()) != self.nvm.manifest() {
            return Err(StatusWord::DATA_MISMATCH);
        }
        let mut transaction = self.nvm.begin();
        transaction
            .life_cycle(LifeCycle::Active)
            .and_then(|()| transaction.commit())
            .map_err(memory_failure)?;
        Ok(done())
    }

    fn check_session(&self, command: &Command) -> Result<(), StatusWord> {
        if field(command, 0)? == self.nvm.session() {
            Ok(())
        } else {
            Err(StatusWord::CONDITIONS_NOT_SATISFIED)
        }
    }

    fn entries(&self) -> BTreeMap<u16, FileEntry> {
        self.nvm
            .files()
            .filter_map(|(identifier, content)| Some((identifier, FileEntry::of(content)?)))
            .collect()
    }
}
