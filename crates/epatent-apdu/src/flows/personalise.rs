// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The whole of personalisation after GENERATE KEY, from wherever the card is.

mod plan;

use core::fmt;
use std::collections::BTreeMap;

use super::{accepted_empty, status};
use crate::command::Command;
use crate::flow::{Flow, FlowError, Progress, Step};
use crate::profile::{
    FileEntry, LifeCycle, MAX_BODY, Personalisation, Point, Status, class, instruction,
    is_writable, manifest_digest,
};
use crate::response::Response;
use plan::Write;

/// File bytes in one WRITE by default: 231 with the identifier and the offset.
pub const DEFAULT_WRITE_CHUNK: usize = 227;

/// Bytes of a WRITE before the file's: identifier and offset.
pub(crate) const WRITE_HEADER: usize = 4;

/// Writes files to a card and commits them, or goes on where an earlier attempt was cut off.
///
/// | step | CLA INS P1 P2 | data |
/// |---|---|---|
/// | what is on the card | `80 14 00 00` STATUS | none |
/// | on a BLANK card | `80 10 00 00` BEGIN | session (16) ‖ manifest digest (32) |
/// | for what is missing | `80 D6 00 00` WRITE | identifier (2) ‖ offset (2) ‖ bytes |
/// | is it all there | `80 14 00 00` STATUS | none |
/// | | `80 16 00 00` COMMIT | session (16) |
/// | did it count | `80 14 00 00` STATUS | none |
///
/// The card is the authority: what STATUS reports decides what is written, and nothing counts
/// as written or committed until STATUS confirms it. The card must hold the key already.
///
/// After an interruption start a new flow with the same arguments on a fresh connection. A card
/// that is ACTIVE then ends with [`FlowError::WrongState`]: the commit may have been the thing
/// that was cut off, and only reading the card back can tell whose files it holds.
///
/// `[applet-spec §4.4]`
#[derive(Clone)]
pub struct Personalise {
    session: [u8; 16],
    point: Point,
    manifest: [u8; 32],
    files: BTreeMap<u16, Vec<u8>>,
    entries: BTreeMap<u16, FileEntry>,
    chunk: usize,
    stage: Stage,
    writes: std::vec::IntoIter<Write>,
    resumed: Option<Resumed>,
    present: u64,
    written: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Start,
    Looking,
    Beginning,
    Writing { bytes: usize },
    Checking,
    Committing,
    Confirming,
    Over,
}

/// A personalisation that came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Personalised {
    /// The manifest digest that the card holds.
    pub manifest: [u8; 32],
    /// What was there already, where the card was in this session before.
    pub resumed: Option<Resumed>,
    /// File bytes written by this flow.
    pub written: u64,
}

/// What an earlier attempt left on the card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resumed {
    /// Files whose length and digest were as planned.
    pub complete_files: usize,
    /// Files that were there and not as planned: cut short, or with other bytes.
    pub partial_files: usize,
    /// File bytes that were there as planned and need not be written again.
    pub bytes: u64,
}

impl Personalise {
    /// Personalises under this session with these files, signed for the key of this point.
    ///
    /// # Errors
    /// [`FlowError::Unwritable`] for an identifier that WRITE does not take and for a file that is
    /// empty or too long.
    pub fn new(
        session: [u8; 16],
        point: Point,
        files: BTreeMap<u16, Vec<u8>>,
    ) -> Result<Self, FlowError> {
        let mut entries = BTreeMap::new();
        for (&identifier, content) in &files {
            let entry = FileEntry::of(content).filter(|_| is_writable(identifier));
            let length = content.len();
            entries.insert(
                identifier,
                entry.ok_or(FlowError::Unwritable { identifier, length })?,
            );
        }
        Ok(Self {
            session,
            point,
            manifest: manifest_digest(&point, &entries),
            files,
            entries,
            chunk: DEFAULT_WRITE_CHUNK,
            stage: Stage::Start,
            writes: Vec::new().into_iter(),
            resumed: None,
            present: 0,
            written: 0,
        })
    }

    /// Writes this many file bytes at a time, taken into 1..=4092.
    #[must_use]
    pub fn with_chunk(mut self, bytes: usize) -> Self {
        self.chunk = bytes.clamp(1, MAX_BODY - WRITE_HEADER);
        self
    }

    /// The manifest digest that BEGIN declares.
    #[must_use]
    pub const fn manifest(&self) -> [u8; 32] {
        self.manifest
    }

    /// What an earlier attempt left, known once the first STATUS is in.
    #[must_use]
    pub const fn resumed(&self) -> Option<Resumed> {
        self.resumed
    }

    fn look(&mut self, status: Status) -> Result<Step<Personalised>, FlowError> {
        match status {
            Status::Blank { point } if point == Some(self.point) => {
                self.plan(&BTreeMap::new())?;
                self.stage = Stage::Beginning;
                let data = [self.session.as_slice(), &self.manifest].concat();
                Ok(Step::Send(command(instruction::BEGIN).with_data(data)))
            }
            Status::Blank { point } => Err(FlowError::OtherKey { point }),
            Status::Personalisation(open) => {
                self.check_session(&open)?;
                self.resumed = Some(self.plan(&open.files)?);
                Ok(self.write())
            }
            Status::Closed { state, .. } => Err(FlowError::WrongState { state }),
        }
    }

    fn check_session(&self, open: &Personalisation) -> Result<(), FlowError> {
        if open.session != self.session {
            return Err(FlowError::OtherSession {
                session: open.session,
            });
        }
        if open.point != self.point {
            return Err(FlowError::OtherKey {
                point: Some(open.point),
            });
        }
        if open.manifest != self.manifest {
            return Err(FlowError::OtherManifest {
                manifest: open.manifest,
            });
        }
        Ok(())
    }

    fn plan(&mut self, present: &BTreeMap<u16, FileEntry>) -> Result<Resumed, FlowError> {
        let (writes, resumed) = plan::plan(&self.files, present, self.chunk)?;
        self.writes = writes.into_iter();
        self.present = resumed.bytes;
        Ok(resumed)
    }

    /// The next WRITE, or the STATUS that checks them all.
    fn write(&mut self) -> Step<Personalised> {
        // A write that finds no content would be a plan for other files; STATUS then tells.
        for write in self.writes.by_ref() {
            let content = self.files.get(&write.identifier);
            let Some(bytes) = content.and_then(|content| content.get(write.range())) else {
                continue;
            };
            let offset = u16::try_from(write.offset).unwrap_or(u16::MAX);
            let mut data = Vec::with_capacity(WRITE_HEADER.saturating_add(bytes.len()));
            data.extend_from_slice(&write.identifier.to_be_bytes());
            data.extend_from_slice(&offset.to_be_bytes());
            data.extend_from_slice(bytes);
            self.stage = Stage::Writing { bytes: bytes.len() };
            return Step::Send(command(instruction::WRITE).with_data(data));
        }
        self.stage = Stage::Checking;
        Step::Send(status::command())
    }

    fn check(&mut self, status: Status) -> Result<Step<Personalised>, FlowError> {
        let Status::Personalisation(open) = status else {
            return Err(FlowError::WrongState {
                state: status.state(),
            });
        };
        self.check_session(&open)?;
        let mut identifiers = self.entries.keys().chain(open.files.keys());
        let differs =
            |identifier: &&u16| self.entries.get(identifier) != open.files.get(identifier);
        if let Some(&identifier) = identifiers.find(differs) {
            return Err(FlowError::NotWritten { identifier });
        }
        self.stage = Stage::Committing;
        Ok(Step::Send(
            command(instruction::COMMIT).with_data(self.session.to_vec()),
        ))
    }

    fn confirm(&mut self, status: &Status) -> Result<Step<Personalised>, FlowError> {
        let state = status.state();
        if state != LifeCycle::Active {
            return Err(FlowError::WrongState { state });
        }
        self.stage = Stage::Over;
        let Self {
            manifest,
            resumed,
            written,
            ..
        } = *self;
        Ok(Step::Done(Personalised {
            manifest,
            resumed,
            written,
        }))
    }
}

/// Without the files: they are personal data, and errors and logs print what is `Debug`.
impl fmt::Debug for Personalise {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Personalise")
            .field("files", &self.files.len())
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}

fn command(instruction: u8) -> Command {
    Command::new(class::PERSONALISATION, instruction, 0, 0)
}

impl Flow for Personalise {
    type Output = Personalised;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<Personalised>, FlowError> {
        match (self.stage, reply) {
            (Stage::Start, None) => {
                self.stage = Stage::Looking;
                Ok(Step::Send(status::command()))
            }
            (Stage::Looking, Some(response)) => self.look(status::parse(response)?),
            (Stage::Beginning, Some(response)) => {
                accepted_empty("BEGIN", response)?;
                Ok(self.write())
            }
            (Stage::Writing { bytes }, Some(response)) => {
                accepted_empty("WRITE", response)?;
                let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
                self.written = self.written.saturating_add(bytes);
                Ok(self.write())
            }
            (Stage::Checking, Some(response)) => self.check(status::parse(response)?),
            (Stage::Committing, Some(response)) => {
                accepted_empty("COMMIT", response)?;
                self.stage = Stage::Confirming;
                Ok(Step::Send(status::command()))
            }
            (Stage::Confirming, Some(response)) => self.confirm(&status::parse(response)?),
            _ => Err(FlowError::OutOfTurn),
        }
    }

    fn progress(&self) -> Option<Progress> {
        let total = self
            .entries
            .values()
            .map(|entry| u64::from(entry.length))
            .sum();
        let done = self.present.saturating_add(self.written);
        let known = !matches!(self.stage, Stage::Start | Stage::Looking);
        known.then_some(Progress {
            done,
            total: Some(total),
        })
    }
}

#[cfg(test)]
mod tests;
