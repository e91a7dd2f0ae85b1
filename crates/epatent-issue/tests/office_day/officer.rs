// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The police device: set up with the root, filled with what was published, asked about every card.
//!
//! By the program and a reader where a card was annulled, and for as many that were not; the others in
//! this process, with the program's own library on the same folder, because two hundred exchanges of
//! cards take longer than the making of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::{Region, Text, UnixTime};
use epatent_emulator::InProcess;
use epatent_emulator::nvm::Nvm;
use epatent_terminal::{Folder, Request, STATE_FOLDER, TrustDirectory, TrustState, read_card};
use epatent_testkit::chip;
use epatent_testkit::desk::{Ran, TornCard};
use epatent_verify::{Circumstances, Code, Policy, Verdict, Verifier};
use rand::Rng;
use serde_json::Value;

use crate::bureau::{Bureau, patent, today};
use crate::robot::{Cards, READERS};

/// What is printed on a card.
struct Printed {
    blank: String,
    access_number: String,
}

/// Checks every card of the day.
pub(crate) fn check_all(bureau: &Bureau<'_>, cards: &Cards, issued: u32, annulled: u32) {
    let device = set_up(bureau);
    let printed = printed(Path::new(&bureau.path("print")));
    assert_eq!(printed.len(), usize::try_from(issued).unwrap());
    let card = |number: u32| {
        let printed = &printed[&patent(number).replace(' ', "")];
        (&cards[&printed.blank], printed.access_number.as_str())
    };
    let by_hand: Vec<u32> = (1..=annulled * 2).collect();
    thread::scope(|scope| {
        for reader in 0..READERS {
            let (device, card) = (&device, &card);
            let mine: Vec<u32> = by_hand
                .iter()
                .copied()
                .skip(reader)
                .step_by(READERS)
                .collect();
            scope.spawn(move || {
                for number in mine {
                    let (memory, access_number) = card(number);
                    let ran = shown(bureau, device, reader, memory, access_number);
                    let (exit, code) = if number <= annulled {
                        (Some(1), "annulled")
                    } else {
                        (Some(0), "in-force")
                    };
                    assert_eq!(ran.exit, exit, "patent {number}: {ran:?}");
                    assert_eq!(ran.findings().first().map(String::as_str), Some(code));
                    assert!(is_looked_up(&ran), "{ran:?}");
                }
            });
        }
    });
    let learned = Learned::of(&device);
    for number in 1..=issued {
        let (memory, access_number) = card(number);
        let (verdict, codes) = learned.check(memory, access_number);
        let (right, code) = if number <= annulled {
            (Verdict::Refused, Code::Annulled)
        } else {
            (Verdict::InForce, Code::InForce)
        };
        assert_eq!(verdict, right, "patent {number}: {codes:?}");
        assert!(codes.contains(&code), "patent {number}: {codes:?}");
    }
}

/// A trust directory with the root alone, into which the published files are imported.
fn set_up(bureau: &Bureau<'_>) -> PathBuf {
    let device = PathBuf::from(bureau.path("device"));
    let office = Path::new(&bureau.path("office")).join("trust");
    for folder in ["", "roots"] {
        fs::create_dir_all(device.join(folder)).unwrap();
        for entry in fs::read_dir(office.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, device.join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let mut import = bureau.desk.program("epatent-check");
    import.args(["trust", "import"]).arg(bureau.path("site"));
    let imported = Ran::of(import.arg("--trust").arg(&device));
    assert_eq!(imported.exit, Some(0), "{imported:?}");
    device
}

/// What the printer's software was given, by patent.
fn printed(folder: &Path) -> BTreeMap<String, Printed> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path().join("card.json");
        let Ok(text) = fs::read(file) else {
            continue;
        };
        let card: Value = serde_json::from_slice(&text).unwrap();
        let text = |field: &str| card[field].as_str().unwrap_or_default().to_owned();
        let patent = text("patent_series") + &text("patent_number");
        let printed = Printed {
            blank: text("blank_number"),
            access_number: text("access_number"),
        };
        all.insert(patent, printed);
    }
    all
}

/// `epatent-check card` on a reader.
fn shown(
    bureau: &Bureau<'_>,
    device: &Path,
    reader: usize,
    memory: &Nvm,
    access_number: &str,
) -> Ran {
    let (name, port) = bureau.desk.slots()[reader];
    let card = TornCard::insert(port, chip::again(memory, 1));
    assert!(card.is_seen());
    let mut check = bureau.desk.program("epatent-check");
    check.args(["card", "--json", "--region", "77", "--reader", name]);
    check.args(["--can", access_number, "--trust"]);
    let ran = Ran::of(check.arg(device));
    card.remove();
    // The service has to see that it is gone before the next one comes.
    thread::sleep(Duration::from_millis(700));
    ran
}

/// Whether the device looked into both lists.
fn is_looked_up(ran: &Ran) -> bool {
    let answer = ran.json();
    let checks = answer["checks"].as_array().cloned().unwrap_or_default();
    ["status", "payment"].iter().all(|id| {
        let check = checks.iter().find(|check| check["id"] == *id);
        check.is_some_and(|check| check["outcome"] == "passed" || check["outcome"] == "failed")
    })
}

/// The device's folder, as its program reads it.
struct Learned {
    directory: TrustDirectory,
    state: TrustState<Folder>,
    now: UnixTime,
}

impl Learned {
    fn of(device: &Path) -> Self {
        let directory = TrustDirectory::read(device).unwrap();
        let folder = Folder::new(&device.join(STATE_FOLDER));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Self {
            state: TrustState::open(folder, &directory.store).unwrap(),
            directory,
            now: UnixTime::from_seconds(now.as_secs()).unwrap(),
        }
    }

    fn check(&self, memory: &Nvm, access_number: &str) -> (Verdict, Vec<Code>) {
        let bundle = self.state.bundle().unwrap();
        let policy = Policy::of_bundle(&bundle.policy);
        let lists = self.state.lists(&self.directory, self.now).lists;
        let verifier = Verifier::new(self.state.trust(), &policy)
            .unwrap()
            .not_before(self.state.state().floor)
            .under(bundle)
            .with_lists(&lists);
        let region = Region::parse("77").unwrap();
        let circumstances = Circumstances {
            region,
            now: self.now,
            date: today(),
            profession: None,
        };
        let mut random = [0; Ephemeral::RANDOM + 32];
        rand::rng().fill_bytes(&mut random);
        let (pace_random, host_nonce) = random.split_at(Ephemeral::RANDOM);
        let request = Request {
            can: Some(Can::parse(access_number).unwrap()),
            pace_random: pace_random.try_into().unwrap(),
            host_nonce: host_nonce.try_into().unwrap(),
            statement: TerminalStatement {
                checked_at: self.now,
                region,
                terminal: Text::parse("device").unwrap(),
            },
        };
        let mut check = verifier.begin(&circumstances);
        let mut card = InProcess::new(chip::again(memory, 1));
        read_card(&mut card, &mut check, &request, &mut ()).unwrap();
        let report = check.report();
        let codes = report.findings.iter().map(|finding| finding.code).collect();
        (report.verdict, codes)
    }
}
