// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An office with three blanks and two patents, chips that are files, and acknowledgements that are
//! lines.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use epatent_core::object::{ChipKey, Digest};
use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};
use epatent_register::{
    Actor, CardSays, Head, Label, Location, NewApplication, NewBlank, NewPatent, Opaque, Register,
    Transaction,
};
use p256::elliptic_curve::sec1::ToSec1Point as _;

pub(crate) const BLANKS: u8 = 3;
pub(crate) const PATENTS: u8 = 2;

pub(crate) fn region() -> Region {
    Region::parse("77").unwrap()
}

pub(crate) fn day() -> CivilDate {
    CivilDate::parse("2026-11-25").unwrap()
}

pub(crate) fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

pub(crate) fn transaction(register: &mut Register) -> Transaction<'_> {
    let by = Actor {
        operator: label("17"),
        station: label("station-1"),
    };
    let at = UnixTime::parse("2026-11-25T09:00:00Z").unwrap();
    register.transaction(&by, at).unwrap()
}

pub(crate) fn location(folder: &Path) -> Location {
    Location::File(folder.join("register.db"))
}

pub(crate) fn chip_id(chip: u8) -> Opaque {
    Opaque(vec![chip])
}

/// Makes the office, closed and ready to be copied.
pub(crate) fn office(folder: &Path) {
    let mut register = Register::create(&location(folder)).unwrap();
    let blanks: Vec<NewBlank> = (0..BLANKS)
        .map(|chip| NewBlank {
            chip_id: chip_id(chip),
            number: BlankNumber::parse(&format!("РА000000{chip}")).unwrap(),
        })
        .collect();
    let mut t = transaction(&mut register);
    t.receive(day(), &label("note"), BLANKS.into(), &blanks)
        .unwrap();
    for number in 0..PATENTS {
        let application = t
            .receive_application(&NewApplication {
                region: region(),
                person: Digest::of(&[number]),
                document: Opaque(vec![number]),
            })
            .unwrap();
        t.approve_application(application).unwrap();
        let patent = NewPatent {
            number: PatentNumber::parse(&format!("77 260000000{number}")).unwrap(),
            region: region(),
            application: Some(application),
            in_force_from: day(),
            latest_end: day(),
        };
        t.register_patent(&patent).unwrap();
    }
    t.commit().unwrap();
    register.close().unwrap();
    for chip in 0..BLANKS {
        Chip::new(folder, chip).set("blank");
    }
}

/// A copy of a folder with files only.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// This program in another role.
pub(crate) fn child(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments);
    command
}

pub(crate) fn acknowledgement(head: Head) -> String {
    format!("ack {} {}", head.sequence, head.hash)
}

/// The heads that a program was given before it ended.
pub(crate) fn acknowledged(output: &Output) -> Vec<Head> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("ack "))
        .map(|line| {
            let (sequence, hash) = line.split_once(' ').unwrap();
            let bytes: Vec<u8> = (0..Digest::LENGTH)
                .map(|at| u8::from_str_radix(&hash[2 * at..2 * at + 2], 16).unwrap())
                .collect();
            Head {
                sequence: sequence.parse().unwrap(),
                hash: Digest::from_bytes(bytes.try_into().unwrap()),
            }
        })
        .collect()
}

/// A chip that remembers: `blank`, `key`, `begun KEY`, `active KEY`, `terminated`.
#[derive(PartialEq, Eq)]
pub(crate) struct Chip {
    file: PathBuf,
    number: u8,
}

impl Chip {
    pub(crate) fn new(folder: &Path, number: u8) -> Self {
        Self {
            file: folder.join(format!("chip-{number}")),
            number,
        }
    }

    /// The private key is the number of the chip: made once, never changed.
    pub(crate) fn key(&self) -> ChipKey {
        let mut secret = [0; 32];
        secret[31] = self.number + 1;
        let public = p256::SecretKey::from_slice(&secret).unwrap().public_key();
        ChipKey::from_sec1(public.to_sec1_point(false).as_bytes()).unwrap()
    }

    pub(crate) fn set(&self, state: &str) {
        let new = self.file.with_extension("new");
        fs::write(&new, state).unwrap();
        fs::rename(new, &self.file).unwrap();
    }

    pub(crate) fn state(&self) -> String {
        fs::read_to_string(&self.file).unwrap()
    }

    /// What it says to an office whose manifest is `manifest`.
    pub(crate) fn says(&self, manifest: Option<Digest>) -> CardSays {
        let state = self.state();
        let (word, content) = state.split_once(' ').unwrap_or((&state, ""));
        let ours = manifest.is_some_and(|manifest| manifest.to_string() == content);
        match word {
            "blank" => CardSays::Blank { our_key: false },
            "key" => CardSays::Blank { our_key: true },
            "begun" => CardSays::Begun { ours },
            "active" => CardSays::Active { ours },
            _ => CardSays::Terminated,
        }
    }
}
