// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A desk of one's own: the programs, a smart-card service, and cards that lie on its readers.
//!
//! The programs run as processes and meet the cards through a real pcscd, as at an office or on a
//! road. Nothing outlives the desk, also when a test fails in the middle.

mod answer;
mod card;
mod error;
mod ran;
mod torn;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use epatent_emulator::Device;
use serde::Deserialize;
use tempfile::TempDir;

use crate::pcscd::PcscdSession;

pub use card::{Hook, InsertedCard, StrangeCard, Then};
pub use error::DeskError;
pub use ran::Ran;
pub use torn::{Tear, TornCard};

/// The variable that names the folder of the programs, where they are not beside the tests.
pub const PROGRAMS_VARIABLE: &str = "EPATENT_PROGRAMS";

/// The access number of every card that is issued at a desk.
pub const CAN: &str = "246810";

/// How long the service may take to see a card come or go; it looks every 400 ms.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// What a user's shell may have set and a test must not hear.
const SETTINGS: [&str; 9] = [
    "EPATENT_LANG",
    "EPATENT_OPERATOR",
    "EPATENT_READER",
    "EPATENT_REGION",
    "EPATENT_REGISTER",
    "EPATENT_STATION",
    "EPATENT_STORE",
    "EPATENT_TRUST",
    "NO_COLOR",
];

/// The folder of the programs, which is that of `own` unless [`PROGRAMS_VARIABLE`] names another.
fn programs_beside(own: &str) -> PathBuf {
    let beside = || Path::new(own).parent().unwrap_or(Path::new(".")).to_owned();
    std::env::var_os(PROGRAMS_VARIABLE).map_or_else(beside, PathBuf::from)
}

/// An application of `examples/applications`, by its name without extension.
#[must_use]
pub fn application(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples/applications")
        .join(format!("{name}.json"))
}

/// Programs, a folder and a smart-card service; everything ends and goes with it.
#[derive(Debug)]
pub struct Desk {
    programs: PathBuf,
    folder: TempDir,
    pcscd: PcscdSession,
}

/// One reader of `epatent-check readers --json`.
#[derive(Deserialize)]
struct Listed {
    name: String,
    state: String,
}

#[derive(Deserialize)]
struct Readers {
    readers: Vec<Listed>,
}

impl Desk {
    /// A desk with two empty readers and the programs of a folder.
    ///
    /// # Errors
    /// [`DeskError`]: the service does not start, or there is no room for the folder.
    pub fn new(programs: impl Into<PathBuf>) -> Result<Self, DeskError> {
        Ok(Self {
            programs: programs.into(),
            folder: TempDir::with_prefix("epatent-desk-")
                .map_err(|source| DeskError::io("make a temporary directory", source))?,
            pcscd: PcscdSession::start().map_err(DeskError::Service)?,
        })
    }

    /// A desk with the programs that stand beside `own`, which is one of them, or in the folder of
    /// [`PROGRAMS_VARIABLE`].
    ///
    /// # Errors
    /// As [`Desk::new`].
    pub fn beside(own: &str) -> Result<Self, DeskError> {
        Self::new(programs_beside(own))
    }

    /// The same with four readers, [`FOUR_READER_NAMES`](crate::pcscd::FOUR_READER_NAMES).
    ///
    /// # Errors
    /// As [`Desk::new`].
    pub fn with_four_readers(own: &str) -> Result<Self, DeskError> {
        let mut desk = Self::beside(own)?;
        desk.pcscd.stop();
        desk.pcscd = PcscdSession::start_four().map_err(DeskError::Service)?;
        Ok(desk)
    }

    /// The desk's folder: images, stores, card files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file or folder in the desk's folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The service, which can be stopped.
    pub const fn service(&mut self) -> &mut PcscdSession {
        &mut self.pcscd
    }

    /// The names of the readers.
    #[must_use]
    pub fn readers(&self) -> [&'static str; 2] {
        self.pcscd.reader_names()
    }

    /// A program of the toolkit at this desk: with its service, the number of its cards, and none of
    /// the shell's settings.
    #[must_use]
    pub fn program(&self, name: &str) -> Command {
        let mut command = self.foreign_program(self.programs.join(name));
        for setting in SETTINGS {
            command.env_remove(setting);
        }
        command.env("EPATENT_CAN", CAN);
        command
    }

    /// Any other program, with the desk's service.
    #[must_use]
    pub fn foreign_program(&self, name: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(name);
        self.pcscd.apply(&mut command);
        command.stdin(Stdio::null());
        command
    }

    /// An office's folder as `lab init` makes it.
    ///
    /// # Errors
    /// [`DeskError`] when it cannot be made.
    pub fn office(&self, name: &str) -> Result<PathBuf, DeskError> {
        let folder = self.path(name);
        self.must(
            self.program("epatent-issue")
                .args(["lab", "init"])
                .arg(&folder),
        )?;
        Ok(folder)
    }

    /// A card issued in the first reader from an application of `examples/applications`, and
    /// taken out again.
    ///
    /// # Errors
    /// [`DeskError`] when it cannot be issued.
    pub fn issued_card(&self, application: &str, office: &Path) -> Result<PathBuf, DeskError> {
        let image = self.blank_card(&format!("{application}.card.json"))?;
        let card = self.insert(0, &image, &[])?;
        let [reader, _] = self.readers();
        self.must(
            self.program("epatent-issue")
                .arg("personalise")
                .arg(self::application(application))
                .arg("--store")
                .arg(office)
                .args(["--reader", reader, "--can", CAN]),
        )?;
        card.remove();
        self.wait_until_empty(0)?;
        Ok(image)
    }

    /// Makes the image of a blank card.
    ///
    /// # Errors
    /// [`DeskError`] when the emulator cannot be run or refuses.
    pub fn blank_card(&self, name: &str) -> Result<PathBuf, DeskError> {
        let image = self.path(name);
        self.must(self.program("epatent-emulator").arg("new").arg(&image))?;
        Ok(image)
    }

    /// Makes the best copy of a card that a cloner can make.
    ///
    /// # Errors
    /// As [`Desk::blank_card`].
    pub fn copied_card(&self, original: &Path, name: &str) -> Result<PathBuf, DeskError> {
        let image = self.path(name);
        let mut copy = self.program("epatent-emulator");
        self.must(copy.arg("copy-readable").arg(original).arg(&image))?;
        Ok(image)
    }

    /// Puts the card of an image on a reader, by an emulator with these options more, and waits
    /// until the service has seen it.
    ///
    /// # Errors
    /// [`DeskError`] when there is no such card, or the service does not see it.
    pub fn insert(
        &self,
        reader: usize,
        image: &Path,
        options: &[&str],
    ) -> Result<InsertedCard, DeskError> {
        let place = format!("127.0.0.1:{}", self.port(reader));
        let mut command = self.program("epatent-emulator");
        command
            .args(["serve", "--vpcd", &place, "--image"])
            .arg(image)
            .args(options);
        let card = InsertedCard::start(&mut command)?;
        self.wait_until(reader, |state| state != "empty")?;
        Ok(card)
    }

    /// Puts the card of an image on a reader, with a hook at every command, and waits until the
    /// service has seen it.
    ///
    /// # Errors
    /// As [`Desk::insert`].
    pub fn insert_hooked(
        &self,
        reader: usize,
        image: &Path,
        hook: Hook,
    ) -> Result<StrangeCard, DeskError> {
        let card = StrangeCard::stored(self.port(reader), image, hook)?;
        self.wait_until(reader, |state| state != "empty")?;
        Ok(card)
    }

    /// Puts a card of the test's own making on a reader and waits until the service has seen it.
    ///
    /// # Errors
    /// As [`Desk::insert`].
    pub fn insert_device(
        &self,
        reader: usize,
        device: Box<dyn Device + Send>,
    ) -> Result<StrangeCard, DeskError> {
        let card = StrangeCard::of(self.port(reader), device);
        self.wait_until(reader, |state| state != "empty")?;
        Ok(card)
    }

    /// Puts a card of another kind on a reader: one that answers every command with `reply`.
    ///
    /// # Errors
    /// As [`Desk::insert`].
    pub fn insert_stranger(&self, reader: usize, reply: &[u8]) -> Result<StrangeCard, DeskError> {
        let card = StrangeCard::always(self.port(reader), reply);
        self.wait_until(reader, |state| state != "empty")?;
        Ok(card)
    }

    /// Waits until the service has seen that a card is gone.
    ///
    /// # Errors
    /// [`DeskError::NotSeen`].
    pub fn wait_until_empty(&self, reader: usize) -> Result<(), DeskError> {
        self.wait_until(reader, |state| state == "empty")
    }

    /// Waits until no program holds the card any more. The service resets a card whose program was
    /// killed; a card that goes in that very moment leaves the virtual reader blind.
    ///
    /// # Errors
    /// [`DeskError::NotSeen`].
    pub fn wait_until_free(&self, reader: usize) -> Result<(), DeskError> {
        self.wait_until(reader, |state| state == "card")
    }

    /// Name and TCP port of every reader.
    #[must_use]
    pub fn slots(&self) -> Vec<(&'static str, u16)> {
        self.pcscd.slots()
    }

    fn port(&self, reader: usize) -> u16 {
        let slots = self.pcscd.slots();
        slots.get(reader).map_or(0, |(_, port)| *port)
    }

    fn wait_until(&self, reader: usize, wanted: impl Fn(&str) -> bool) -> Result<(), DeskError> {
        let slots = self.slots();
        let name = slots.get(reader).map_or("", |(name, _)| name);
        let began = Instant::now();
        let mut state = String::new();
        while began.elapsed() < PATIENCE {
            let output = self.run(self.program("epatent-check").args(["readers", "--json"]))?;
            let readers = serde_json::from_slice::<Readers>(&output.stdout);
            let listed = readers.map(|answer| answer.readers).unwrap_or_default();
            if let Some(found) = listed.into_iter().find(|found| found.name == name) {
                state = found.state;
                if wanted(&state) {
                    return Ok(());
                }
            }
            thread::sleep(LOOK_AGAIN);
        }
        Err(DeskError::NotSeen {
            reader: name,
            state,
            after: PATIENCE,
            log: self.pcscd.log(),
        })
    }

    /// Runs a program that must succeed.
    fn must(&self, command: &mut Command) -> Result<(), DeskError> {
        let output = self.run(command)?;
        if output.status.success() {
            return Ok(());
        }
        Err(DeskError::Refused {
            program: command.get_program().to_string_lossy().into_owned(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn run(&self, command: &mut Command) -> Result<Output, DeskError> {
        command
            .output()
            .map_err(|source| DeskError::cannot_start(command, source))
    }
}

#[cfg(test)]
mod tests;
