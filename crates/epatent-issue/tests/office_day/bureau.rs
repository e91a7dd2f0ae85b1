// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The office, its folder and its desk work, all by the program.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use epatent_apdu::profile::LifeCycle;
use epatent_core::{BlankNumber, CivilDate, UnixTime};
use epatent_register::{BlankState, Location, Register};
use epatent_testkit::chip;
use epatent_testkit::desk::{Desk, Ran};
use epatent_testkit::faulty_module::FaultyModule;
use epatent_testkit::softhsm::SoftHsm;

use crate::batch::Batch;
use crate::robot::{Cards, READERS};

/// Bytes that a file may have on the full disk.
const ROOM: u32 = 1 << 20;
const APPLICATIONS: &str = "Фамилия;Имя;Дата рождения;Пол;Гражданство;Номер документа;Фото;\
    Серия патента;Номер патента;Дата выдачи;Кем выдан;Регион;Действует с;Действует по";

pub(crate) struct Bureau<'t> {
    pub(crate) desk: Desk,
    pub(crate) module: FaultyModule,
    token: &'t SoftHsm,
    store: PathBuf,
}

impl<'t> Bureau<'t> {
    /// An office whose document signer is in a token, and where two people approve.
    pub(crate) fn open(token: &'t SoftHsm) -> Self {
        let desk = Desk::with_four_readers(env!("CARGO_BIN_EXE_epatent-issue"))
            .unwrap_or_else(|error| panic!("{error}"));
        let store = desk.office("office").unwrap();
        let bureau = Self {
            module: FaultyModule::compile(token),
            desk,
            token,
            store,
        };
        bureau.module.set(None);
        bureau.must(&["register", "init"]);
        fs::write(bureau.store.join("office.toml"), "four_eyes = true\n").unwrap();
        bureau.move_key_into_token();
        bureau
    }

    /// The document signer's key is made anew in the token, and its file goes.
    fn move_key_into_token(&self) {
        let real = SoftHsm::module().display().to_string();
        let module = self.module.path().display().to_string();
        let uri = self.token.uri("signer-77").replace(&real, &module);
        let plan = self.store.join("plan.toml");
        let text = self
            .token
            .plan(&uri, hours_from_now(-1), hours_from_now(24 * 400));
        fs::write(&plan, text).unwrap();
        let (plan, protocol) = (plan.display().to_string(), self.path("protocol.txt"));
        let hold = ["ca", "ceremony", &plan, "--protocol", &protocol];
        let rehearsed = Ran::of(self.program(&[]).args(hold));
        let (_, digest) = rehearsed.stderr.split_once("--reviewed ").unwrap();
        let made = Ran::of(
            self.program(&[])
                .args(hold)
                .args(["--reviewed", digest.trim()]),
        );
        assert_eq!(made.exit, Some(0), "{made:?}");
        let signers = self.store.join("signers");
        fs::remove_file(signers.join("77.key.pem")).unwrap();
        fs::rename(
            self.store.join("in-token.crt.pem"),
            signers.join("77.crt.pem"),
        )
        .unwrap();
        fs::write(signers.join("77.key.uri"), uri).unwrap();
    }

    /// A file beside the office's folder.
    pub(crate) fn path(&self, name: &str) -> String {
        self.desk.path(name).display().to_string()
    }

    /// The office's program, as operator 17.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.desk.program("epatent-issue");
        command.args(arguments);
        self.surround(&mut command);
        command
    }

    fn surround(&self, command: &mut Command) {
        command
            .env("EPATENT_STORE", &self.store)
            .env("EPATENT_OPERATOR", "17")
            .env("EPATENT_LANG", "en")
            .env(SoftHsm::VARIABLE, self.token.configuration());
        self.module.apply(command);
    }

    /// Runs it; it must succeed, and its answer is JSON.
    fn must(&self, arguments: &[&str]) -> serde_json::Value {
        let ran = Ran::of(self.program(arguments).arg("--json"));
        assert_eq!(ran.exit, Some(0), "{arguments:?}: {ran:?}");
        ran.json()
    }

    pub(crate) fn receive_blanks(&self, count: u32) {
        let mut list = String::from("chip,number\n");
        for number in 1..=count {
            let chip = hex::encode(chip::blank(number.into()).memory().chip());
            writeln!(list, "{chip},{}", blank_number(number)).unwrap();
        }
        let file = self.path("delivery.csv");
        fs::write(&file, list).unwrap();
        self.must(&["stock", "receive", &file, "--note", "12"]);
    }

    pub(crate) fn receive_applications(&self, count: u32) {
        let portraits = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/applications");
        fs::copy(portraits.join("rakhimov.jpg"), self.path("rakhimov.jpg")).unwrap();
        let (from, until) = (dotted(today()), dotted(today().add_days(364).unwrap()));
        let mut table = format!("{APPLICATIONS}\n");
        for number in 1..=count {
            writeln!(
                table,
                "Рахимов;Фаррух;17.04.1988;М;TJK;40{number:07};rakhimov.jpg;77;26{number:08};{from};\
                 ГУ МВД России по г. Москве;77;{from};{until}"
            )
            .unwrap();
        }
        let file = self.path("applications.csv");
        fs::write(&file, table).unwrap();
        self.must(&["applications", "import", &file]);
        for operator in ["17", "23"] {
            let approve = ["applications", "approve", "--all", "--operator", operator];
            let listed = self.must(&approve)["listed"].clone();
            let listed = ["--listed", listed.as_str().unwrap()];
            self.must(&[approve.as_slice(), &listed].concat());
        }
    }

    /// The batch on all readers but the last.
    pub(crate) fn batch(&self) -> Batch {
        let mut command = self.program(&[]);
        self.arguments(&mut command);
        Batch::start(&mut command)
    }

    /// The same, but no file grows beyond [`ROOM`]: the register's log reaches it within some cards.
    pub(crate) fn batch_on_a_full_disk(&self) -> Batch {
        // The shell counts in blocks of 512 bytes. Ignored, the signal is an error of the write.
        let blocks = ROOM / 512;
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let inner = self.program(&[]);
        let mut command = self.desk.foreign_program("sh");
        command.args(["-c", &script, "sh"]).arg(inner.get_program());
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        self.arguments(&mut command);
        Batch::start(&mut command)
    }

    fn arguments(&self, command: &mut Command) {
        command.args(["batch", "--json", "--until-empty", "--print-dir"]);
        command.arg(self.path("print"));
        for (name, _) in self.desk.slots().into_iter().take(READERS) {
            command.args(["--reader", name]);
        }
    }

    /// The treasury's file of the day: a month for everybody, delivered twice.
    pub(crate) fn pay(&self, count: u32) {
        let (from, through) = (today(), today().add_days(29).unwrap());
        let mut file = String::from("receipt;patent;paid_on;paid_from;paid_through;amount\n");
        for number in 1..=count {
            writeln!(
                file,
                "R-{number};{};{from};{from};{through};9000",
                patent(number)
            )
            .unwrap();
        }
        let name = self.path("payments.csv");
        fs::write(&name, file).unwrap();
        let declared = format!("{count}:{}", count * 9_000);
        let import = ["payments", "import", &name, "--declared", &declared];
        self.must(&import);
        self.must(&import);
    }

    /// Annuls the first patents, each by the word of two people.
    pub(crate) fn annul(&self, count: u32) {
        for number in 1..=count {
            let patent = patent(number);
            let annul = ["decide", "annul", &patent, "--reason", "own-request"];
            let mut propose = annul.to_vec();
            propose.push("--propose");
            let proposed = self.must(&propose);
            let digest = proposed["digest"].as_str().unwrap_or_default();
            self.must(&["approve", digest, "--yes", "--operator", "23"]);
            let mut confirmed = annul.to_vec();
            confirmed.push("--confirm-one");
            self.must(&confirmed);
        }
    }

    pub(crate) fn publish(&self) {
        self.must(&["publish", &self.path("site")]);
    }

    /// The equation is true, every event and row is there, and every card is what the register says.
    pub(crate) fn demand_accounted(&self, issued: u32, cards: &Cards) {
        self.must(&["register", "verify"]);
        let path = self.store.join("register.db");
        let mut register = Register::open(&Location::File(path)).unwrap();
        let equation = register.daily_equation().unwrap();
        assert_eq!(equation.differences(), [], "{equation:?}");
        assert!(equation.is_closed(), "{equation:?}");
        assert_eq!(equation.issued, u64::from(issued));
        assert_eq!(register.contradictions().unwrap(), []);
        assert_eq!(register.open_attempts().unwrap(), []);
        for (number, memory) in cards {
            let number = BlankNumber::parse(number).unwrap();
            let blank = register.blank_by_number(&number).unwrap().unwrap();
            let chip = memory.life_cycle();
            let agree = match blank.state {
                BlankState::Issued => chip == LifeCycle::Active,
                BlankState::Blank => chip == LifeCycle::Blank,
                BlankState::Scrapped => true,
                _ => false,
            };
            assert!(agree, "{number}: {:?}, chip {chip:?}", blank.state);
        }
    }
}

/// The number on a blank.
pub(crate) fn blank_number(number: u32) -> String {
    format!("РА{number:07}")
}

/// The number of a patent.
pub(crate) fn patent(number: u32) -> String {
    format!("77 26{number:08}")
}

/// This moment and some hours.
fn hours_from_now(hours: i64) -> UnixTime {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    UnixTime::from_seconds(now.as_secs().checked_add_signed(hours * 3600).unwrap()).unwrap()
}

/// The civil day in Moscow.
pub(crate) fn today() -> CivilDate {
    CivilDate::of_unix_time(hours_from_now(0), 3).unwrap()
}

fn dotted(day: CivilDate) -> String {
    let text = day.to_string();
    let parts: Vec<&str> = text.split('-').rev().collect();
    parts.join(".")
}
