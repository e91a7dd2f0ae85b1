// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An office with blanks, applications and two readers, and the batch that makes its cards.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use epatent_apdu::scp03::{Diversified, Environment, OpenScp03, SecurityLevel, SoftwareMasterKey};
use epatent_apdu::{drive, flows::SelectApplet};
use epatent_emulator::{Image, InProcess};
use epatent_register::{Location, Register};
use epatent_testkit::desk::{self, Desk, InsertedCard, Ran};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;

const HEADER: &str = "Фамилия;Имя;Дата рождения;Пол;Гражданство;Номер документа;Фото;Серия патента;\
    Номер патента;Дата выдачи;Кем выдан;Регион;Действует с;Действует по";
const PATIENCE: Duration = Duration::from_secs(60);

/// An office with its cards and the batch that is running.
pub(crate) struct Shift {
    pub(crate) desk: Desk,
    pub(crate) office: PathBuf,
    /// Images of blanks in the drawer, the next first.
    pub(crate) drawer: VecDeque<PathBuf>,
    pub(crate) on_reader: [Option<(InsertedCard, PathBuf)>; 2],
    /// Images of cards that were issued.
    pub(crate) issued: Vec<(PathBuf, Value)>,
}

impl Shift {
    pub(crate) fn new(blanks: usize, applications: u32) -> Self {
        let desk = Desk::beside(env!("CARGO_BIN_EXE_epatent-issue")).unwrap();
        let office = desk.office("office").unwrap();
        let mut shift = Self {
            desk,
            office,
            drawer: VecDeque::new(),
            on_reader: [None, None],
            issued: Vec::new(),
        };
        shift.must(&["register", "init"]);
        let mut delivery = "chip;number\n".to_owned();
        for number in 1..=blanks {
            let image = shift
                .desk
                .blank_card(&format!("blank{number}.json"))
                .unwrap();
            delivery.push_str(&format!("{};РА{number:07}\n", chip_of(&image)));
            shift.drawer.push_back(image);
        }
        let list = shift.desk.path("delivery.csv");
        std::fs::write(&list, delivery).unwrap();
        let operator = ["--operator", "17"];
        shift.must(&[
            "stock",
            "receive",
            list.to_str().unwrap(),
            "--note",
            "1",
            operator[0],
            operator[1],
        ]);
        let portrait = desk::application("rakhimov").with_extension("jpg");
        std::fs::copy(portrait, shift.desk.path("photo.jpg")).unwrap();
        let rows: Vec<String> = (1..=applications)
            .map(|number| {
                format!(
                    "Рахимов;Фаррух;17.04.1988;М;TJK;40{number:07};photo.jpg;77;26{number:08};\
                     25.11.2025;ГУ МВД;77;25.11.2025;24.11.2199"
                )
            })
            .collect();
        let file = shift.desk.path("applications.csv");
        std::fs::write(&file, format!("{HEADER}\n{}\n", rows.join("\n"))).unwrap();
        shift.must(&[
            "applications",
            "import",
            file.to_str().unwrap(),
            operator[0],
            operator[1],
        ]);
        shift.must(&["applications", "approve", "--all", operator[0], operator[1]]);
        shift
    }

    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.desk.program("epatent-issue");
        command
            .args(arguments)
            .args(["--json", "--lang", "en", "--store"]);
        command.arg(&self.office);
        command
    }

    pub(crate) fn must(&self, arguments: &[&str]) -> Ran {
        let ran = Ran::of(&mut self.program(arguments));
        assert_eq!(ran.exit, Some(0), "{arguments:?}: {ran:?}");
        ran
    }

    pub(crate) fn register(&self) -> Register {
        Register::open(&Location::File(self.office.join("register.db"))).unwrap()
    }

    /// A fresh blank on a reader, where there is one left.
    pub(crate) fn feed(&mut self, reader: usize) {
        if let Some(image) = self.drawer.pop_front() {
            let card = self.desk.insert(reader, &image, &[]).unwrap();
            self.on_reader[reader] = Some((card, image));
        }
    }

    pub(crate) fn take_out(&mut self, reader: usize) -> Option<PathBuf> {
        let (card, image) = self.on_reader[reader].take()?;
        card.remove();
        self.desk.wait_until_empty(reader).unwrap();
        Some(image)
    }

    pub(crate) fn batch(&self) -> Running {
        let print = self.desk.path("print");
        let mut command = self.program(&["batch", "--until-empty", "--operator", "17"]);
        command.arg("--print-dir").arg(print);
        Running::start(command)
    }

    /// Serves the readers until the batch ends, or until so many cards are issued in all.
    pub(crate) fn work(&mut self, running: &mut Running, until: usize) -> Option<Value> {
        let names = self.desk.readers();
        loop {
            let line = running.line()?;
            let reader = names.iter().position(|name| line["reader"] == **name);
            match (line["event"].as_str().unwrap(), reader) {
                ("end", _) => return Some(line),
                ("issued", Some(reader)) => {
                    let image = self.on_reader[reader].as_ref().unwrap().1.clone();
                    self.issued.push((image, line));
                    if self.issued.len() >= until {
                        return None;
                    }
                    self.take_out(reader);
                    self.feed(reader);
                }
                ("scrapped" | "not-received" | "not-in-drawer", Some(reader)) => {
                    self.take_out(reader);
                    self.feed(reader);
                }
                _ => {}
            }
        }
    }
}

/// A batch, whose lines come one by one.
pub(crate) struct Running {
    pub(crate) process: Child,
    pub(crate) lines: Receiver<Value>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, lines) = mpsc::channel();
        let stdout = BufReader::new(process.stdout.take().unwrap());
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap_or(Value::String(line));
                if send.send(value).is_err() {
                    break;
                }
            }
        });
        Self { process, lines }
    }

    /// The next line; `None` when the program has ended.
    pub(crate) fn line(&self) -> Option<Value> {
        let began = Instant::now();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => return Some(line),
                Err(mpsc::RecvTimeoutError::Disconnected) => return None,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    assert!(began.elapsed() < PATIENCE, "the batch says nothing more");
                }
            }
        }
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the chip of an image is known by.
pub(crate) fn chip_of(image: &Path) -> String {
    let card = Image::load(image)
        .unwrap()
        .into_card(StdRng::seed_from_u64(1));
    let mut reader = InProcess::new(card);
    drive(SelectApplet::new(), &mut reader).unwrap();
    let keys = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab).unwrap();
    let open = OpenScp03::new(keys, 0, SecurityLevel::Full, *b"batch-01");
    hex::encode(drive(open, &mut reader).unwrap().diversification)
}
