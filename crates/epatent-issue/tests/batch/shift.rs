// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An office with blanks, applications and two readers, and the batch that makes its cards.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use epatent_apdu::scp03::{Diversified, Environment, OpenScp03, SecurityLevel, SoftwareMasterKey};
use epatent_apdu::{drive, flows::SelectApplet};
use epatent_core::{CivilDate, UnixTime};
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
    /// The register, where it is not in the office's folder.
    location: Option<String>,
}

impl Shift {
    /// An office with so many blanks, and approved applications for Moscow.
    pub(crate) fn new(blanks: usize, applications: usize) -> Self {
        Self::of(blanks, &vec!["77"; applications], None)
    }

    /// The same with applications for these regions, and a register elsewhere.
    pub(crate) fn of(blanks: usize, regions: &[&str], location: Option<String>) -> Self {
        let desk = Desk::beside(env!("CARGO_BIN_EXE_epatent-issue")).unwrap();
        let office = desk.office("office").unwrap();
        let mut shift = Self {
            desk,
            office,
            drawer: VecDeque::new(),
            on_reader: [None, None],
            issued: Vec::new(),
            location,
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
        let [from, until] = [-30, 330].map(|days| printed_day(days_from_now(days)));
        let rows: Vec<String> = (1_u32..)
            .zip(regions)
            .map(|(number, region)| {
                format!(
                    "Рахимов;Фаррух;17.04.1988;М;TJK;40{number:07};photo.jpg;{region};26{number:08};\
                     {from};ГУ МВД;{region};{from};{until}"
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
        let approve = ["applications", "approve", "--all", operator[0], operator[1]];
        let listed = shift.must(&approve).text("/listed");
        shift.must(&[approve.as_slice(), &["--listed", &listed]].concat());
        shift
    }

    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.desk.program("epatent-issue");
        command
            .args(arguments)
            .args(["--json", "--lang", "en", "--store"]);
        command.arg(&self.office);
        if let Some(location) = &self.location {
            command.env("EPATENT_REGISTER", location);
        }
        command
    }

    /// The program as operator 17; its answer is JSON.
    pub(crate) fn desk(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.extend(["--operator", "17"]);
        self.must(&all).json()
    }

    /// Operator 17 proposes a decision, 18 approves it, and 17 carries it out.
    pub(crate) fn decide(&self, arguments: &[&str]) {
        let act = |more| {
            let mut all = vec!["decide"];
            all.extend(arguments);
            all.push(more);
            self.desk(&all)
        };
        let digest = act("--propose")["digest"].as_str().unwrap().to_owned();
        self.must(&["approve", &digest, "--yes", "--operator", "18"]);
        assert_eq!(act("--confirm-one")["done"], true);
    }

    /// Publishes, and gives what was published to the device that the office's own trust directory is.
    pub(crate) fn publish(&self) {
        let site = self.desk.path("site");
        self.desk(&["publish", site.to_str().unwrap()]);
        let mut import = self.desk.program("epatent-check");
        import.args(["trust", "import", "--json"]).arg(&site);
        let taken = Ran::of(import.arg("--trust").arg(self.office.join("trust")));
        assert_eq!(taken.exit, Some(0), "{taken:?}");
    }

    /// What that device says of a card, which lies on the second reader for it. The access number is in
    /// the folder of what is printed on the card.
    pub(crate) fn check(&mut self, image: &Path, printed: &str) -> Ran {
        let fields = self.printed(printed);
        self.take_out(1);
        let card = self.desk.insert(1, image, &[]).unwrap();
        let mut check = self.desk.program("epatent-check");
        check
            .args(["card", "--json", "--lang", "en", "--region", "77"])
            .args(["--reader", self.desk.readers()[1]])
            .args(["--can", fields["access_number"].as_str().unwrap()])
            .arg("--trust")
            .arg(self.office.join("trust"));
        let checked = Ran::of(&mut check);
        card.remove();
        self.desk.wait_until_empty(1).unwrap();
        checked
    }

    /// The fields that are printed on a card.
    pub(crate) fn printed(&self, card: &str) -> Value {
        let file = self.desk.path("print").join(card).join("card.json");
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    pub(crate) fn must(&self, arguments: &[&str]) -> Ran {
        let ran = Ran::of(&mut self.program(arguments));
        assert_eq!(ran.exit, Some(0), "{arguments:?}: {ran:?}");
        ran
    }

    pub(crate) fn register(&self) -> Register {
        let file = self.office.join("register.db").display().to_string();
        let location = self.location.as_ref().unwrap_or(&file);
        Register::open(&Location::parse(location).unwrap()).unwrap()
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
        self.batch_with(&["--until-empty"])
    }

    pub(crate) fn batch_with(&self, more: &[&str]) -> Running {
        let print = self.desk.path("print");
        let mut command = self.program(&["batch", "--operator", "17"]);
        command.arg("--print-dir").arg(print).args(more);
        Running::start(command)
    }

    /// Serves the readers until the batch ends, or until so many cards are issued in all.
    pub(crate) fn work(&mut self, running: &mut Running, until: usize) -> Option<Value> {
        loop {
            let line = running.line()?;
            if line["event"] == "end" {
                return Some(line);
            }
            if line["event"] == "issued" && self.issued.len() + 1 >= until {
                let reader = self.reader_of(&line).unwrap();
                self.keep(reader, &line);
                return None;
            }
            self.hear(&line);
        }
    }

    /// Does at a reader what a line asks for.
    pub(crate) fn hear(&mut self, line: &Value) {
        let Some(reader) = self.reader_of(line) else {
            return;
        };
        match line["event"].as_str().unwrap() {
            "issued" => self.keep(reader, line),
            "scrapped" | "not-received" | "not-in-drawer" => {}
            _ => return,
        }
        self.take_out(reader);
        self.feed(reader);
    }

    fn keep(&mut self, reader: usize, line: &Value) {
        let image = self.on_reader[reader].as_ref().unwrap().1.clone();
        self.issued.push((image, line.clone()));
    }

    fn reader_of(&self, line: &Value) -> Option<usize> {
        let names = self.desk.readers();
        names.iter().position(|name| line["reader"] == **name)
    }
}

/// A day around today in Moscow.
pub(crate) fn days_from_now(days: i32) -> CivilDate {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = UnixTime::from_seconds(now.as_secs()).unwrap();
    let day = CivilDate::of_unix_time(now, 3).unwrap();
    day.add_days(days).unwrap()
}

/// DD.MM.YYYY
fn printed_day(day: CivilDate) -> String {
    format!("{:02}.{:02}.{}", day.day(), day.month(), day.year())
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

    /// Its exit code when it has ended, and what it said at last.
    pub(crate) fn end(mut self) -> (Option<i32>, Vec<Value>) {
        let mut said = Vec::new();
        while let Some(line) = self.line() {
            said.push(line);
        }
        (self.process.wait().unwrap().code(), said)
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
