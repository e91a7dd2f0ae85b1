// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is published, and what a police device says that got nothing but these files.

use crate::filled::{actor, patent};
use crate::{Office, program};
use epatent_testkit::desk::{CAN, Desk, Ran, application};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The base point of P-256: a point that some chip may have.
const CHIP_KEY: &str = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2\
                        fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
/// The index of the card in the status list that the application rakhimov names.
pub(crate) const INDEX: u32 = 41;

impl Office {
    pub(crate) fn publish(&self) -> Ran {
        self.publish_by(&[])
    }

    pub(crate) fn publish_by(&self, more: &[&str]) -> Ran {
        let site = self.path("site");
        let mut arguments = vec!["publish", site.to_str().unwrap(), "--operator", "17"];
        arguments.extend(more);
        self.run(&arguments)
    }

    /// A police device that was set up with the roots of this office.
    fn device(&self) -> PathBuf {
        self.device_at("device")
    }

    /// The same, by a name of its own.
    pub(crate) fn device_at(&self, name: &str) -> PathBuf {
        let (from, to) = (self.store("trust"), self.path(name));
        copy(&from, &to, &["", "roots", "signers"]);
        to
    }
}

/// Copies the files of some folders below another.
fn copy(from: &Path, to: &Path, folders: &[&str]) {
    for folder in folders {
        fs::create_dir_all(to.join(folder)).unwrap();
        for entry in fs::read_dir(from.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, to.join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
}

/// The officer's program, which is built beside the office's.
pub(crate) fn check(arguments: &[&str]) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_epatent-issue"));
    let mut command = Command::new(own.with_file_name("epatent-check"));
    command.args(["--json", "--lang", "en"]).args(arguments);
    command
}

pub(crate) fn import(site: &Path, device: &Path) -> Ran {
    Ran::of(
        check(&["trust", "import"])
            .arg(site)
            .arg("--trust")
            .arg(device),
    )
}

/// Numbers of bundle and lists on a device.
pub(crate) fn known(device: &Path) -> (u64, Vec<u64>) {
    let shown = Ran::of(check(&["trust", "show", "--trust"]).arg(device));
    assert_eq!(shown.exit, Some(0), "{shown:?}");
    let shown = shown.json();
    let lists = shown["lists"].as_array().unwrap().iter();
    let sequences = lists.map(|list| list["here"]["sequence"].as_u64().unwrap_or_default());
    (
        shown["bundle"]["version"].as_u64().unwrap_or_default(),
        sequences.collect(),
    )
}

/// Signs the card of the application rakhimov with the key in a folder, beside any register.
#[track_caller]
pub(crate) fn sign_beside(store: &Path, card: &Path) {
    let mut command = program(&["sign", "--chip-key", CHIP_KEY, "--store"]);
    command.arg(store).arg(application("rakhimov"));
    let ran = Ran::of(command.arg("--out").arg(card));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
}

#[test]
fn a_card_is_in_force_by_what_is_published_and_refused_once_that_says_annulled() {
    let desk =
        Desk::beside(env!("CARGO_BIN_EXE_epatent-issue")).unwrap_or_else(|error| panic!("{error}"));
    // The card is made before the register, which then has a card with its index.
    let office = Office::without_register();
    let number = patent(INDEX);
    let image = desk
        .issued_card("rakhimov", &office.path("office"))
        .unwrap();
    assert_eq!(office.run(&["register", "init"]).exit, Some(0));
    office.issue_cards(0..INDEX + 1);
    let _card = desk.insert(0, &image, &[]).unwrap();
    let paid = format!("R-1;{number};2026-11-02;2026-11-02;2026-12-31;18000\n");
    assert_eq!(office.import(&paid, &[]).exit, Some(0));
    let published = office.publish();
    assert_eq!(published.json()["indices"], 42, "{published:?}");

    let device = office.device();
    assert_eq!(import(&office.path("site"), &device).exit, Some(0));
    let card = || {
        let mut command = desk.program("epatent-check");
        command.args([
            "card", "--json", "--lang", "en", "--region", "77", "--can", CAN,
        ]);
        command.args(["--on", "2026-12-15", "--reader", desk.readers()[0]]);
        Ran::of(command.arg("--trust").arg(&device))
    };
    let good = card();
    assert_eq!(good.exit, Some(0), "{good:?}");
    let checks = good.json()["checks"].as_array().unwrap().clone();
    for id in ["status", "payment"] {
        let check = checks.iter().find(|check| check["id"] == id);
        assert_eq!(check.unwrap()["outcome"], "passed", "{id}: {checks:?}");
    }

    let annul = [
        "decide",
        "annul",
        &number,
        "--reason",
        "own-request",
        "--operator",
        "17",
    ];
    office.agreed(&annul);
    let mut done = annul.to_vec();
    done.push("--confirm-one");
    assert_eq!(office.run(&done).json()["done"], true);
    assert_eq!(office.publish().exit, Some(0));
    // What is decided is known where it was fetched.
    assert_eq!(card().exit, Some(0));
    assert_eq!(import(&office.path("site"), &device).exit, Some(0));
    let annulled = card();
    assert_eq!(annulled.exit, Some(1), "{annulled:?}");
    assert_eq!(
        annulled.findings().first().map(String::as_str),
        Some("annulled")
    );
}

#[test]
fn cards_of_a_stolen_key_are_refused_from_the_moment_of_the_theft() {
    let office = Office::with_cards(INDEX + 1);
    let folder = office.path("cards");
    fs::create_dir(&folder).unwrap();
    // The thief has the key and no register.
    let thief = office.path("thief");
    fs::create_dir_all(thief.join("signers")).unwrap();
    for name in ["signers/77.key.pem", "signers/77.crt.pem"] {
        fs::copy(office.store(name), thief.join(name)).unwrap();
    }
    let sign = |name: &str| sign_beside(&thief, &folder.join(name));
    let paid = format!(
        "R-1;{};2026-11-02;2026-11-02;2026-12-31;18000\n",
        patent(INDEX)
    );
    office.import(&paid, &[]);
    sign("before.card");
    let theft = epatent_core::UnixTime::from_seconds(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs()
            + 1,
    )
    .unwrap();
    thread::sleep(Duration::from_millis(2_100));
    sign("after.card");
    let device = office.device();
    let file = |name: &str| {
        let mut command = check(&["file", "--region", "77", "--on", "2026-12-15", "--trust"]);
        Ran::of(command.arg(&device).arg(folder.join(name)))
    };
    assert_eq!(office.publish().exit, Some(0));
    import(&office.path("site"), &device);
    // A file carries no proof of the chip; nothing else is missing.
    for name in ["before.card", "after.card"] {
        let ran = file(name);
        assert_eq!(ran.findings(), ["read-incomplete"], "{name}: {ran:?}");
    }

    let theft = theft.to_string();
    let withdraw = [
        "ca",
        "withdraw",
        "77",
        "--from",
        &theft,
        "--reason",
        "stolen-key",
        "--operator",
        "17",
    ];
    let shown = office.run(&withdraw);
    assert_eq!(shown.json()["done"], false, "{shown:?}");
    let mut confirmed = withdraw.to_vec();
    confirmed.push("--confirm-all");
    let digest = shown.text("/digest");
    let alone = office.run(&confirmed);
    assert_eq!(alone.text("/error/code"), "not-approved", "{alone:?}");
    let mut proposed = withdraw.to_vec();
    proposed.push("--propose");
    assert_eq!(office.run(&proposed).text("/digest"), digest);
    let by_one = office.run(&confirmed);
    assert_eq!(by_one.text("/error/code"), "not-approved", "{by_one:?}");
    // The second one reads what the file is going to say.
    let read = office.run(&["approve", &digest, "--yes", "--operator", "18"]);
    assert_eq!(
        (read.text("/subject"), read.text("/name")),
        ("withdrawal".into(), "77".into())
    );
    assert!(read.text("/document").contains("stolen-key"), "{read:?}");
    // In words, with the cards that it is about.
    let said = read.json();
    assert_eq!(said["withdrawal"]["earlier"], "good", "{read:?}");
    assert_eq!(said["withdrawal"]["since"], theft, "{read:?}");
    assert_eq!(said["withdrawal"]["cards_refused"], 0, "{read:?}");
    assert!(read.text("/reason").contains("was stolen"), "{read:?}");
    assert!(!office.store("signers/77.withdrawn.toml").exists());
    let shown = office.run(&withdraw);
    assert_eq!(shown.json()["approved_by"], serde_json::json!(["17", "18"]));
    assert_eq!(office.run(&confirmed).json()["done"], true);
    assert_eq!(office.register().open_intents().unwrap(), []);
    let again = office.run(&confirmed);
    assert_eq!(
        again.exit,
        Some(2),
        "one withdrawal is not written over: {again:?}"
    );
    assert_eq!(office.publish().exit, Some(0));
    import(&office.path("site"), &device);
    let after = file("after.card");
    assert_eq!(after.exit, Some(1), "{after:?}");
    assert_eq!(
        after.findings().first().map(String::as_str),
        Some("signer-revoked")
    );
    let before = file("before.card");
    assert_eq!(before.exit, Some(3), "{before:?}");
    assert!(!before.findings().contains(&"signer-revoked".to_owned()) || before.exit == Some(3));
    assert_eq!(
        before.findings().first().map(String::as_str),
        Some("read-incomplete")
    );
}

#[test]
fn nothing_is_signed_for_a_register_that_was_altered_by_hand() {
    let office = Office::with_cards(1);
    let line = |receipt: &str| {
        format!(
            "{receipt};{};2026-11-02;2026-11-02;2026-12-31;18000\n",
            patent(0)
        )
    };
    assert_eq!(office.import(&line("RECEIPT-ONE"), &[]).exit, Some(0));
    assert_eq!(office.publish().exit, Some(0));
    let before = fs::read(office.path("site/bundle.cbor")).unwrap();
    // In the table and in its index, as a program for databases would do it; the last to close the
    // file brings everything into it.
    office.register().close().unwrap();
    let file = office.store("register.db");
    let mut bytes = fs::read(&file).unwrap();
    let places: Vec<usize> = bytes
        .windows(11)
        .enumerate()
        .filter_map(|(at, found)| (found == b"RECEIPT-ONE").then_some(at))
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 11].copy_from_slice(b"RECEIPT-TWO");
    }
    fs::write(&file, bytes).unwrap();

    let refused = office.publish();
    assert_eq!(refused.exit, Some(1), "{refused:?}");
    assert_eq!(
        refused.text("/error/code"),
        "publish-register-altered",
        "{refused:?}"
    );
    assert!(refused.text("/error/hint").contains("register verify"));
    assert!(refused.stdout.contains("payment"), "{refused:?}");
    assert_eq!(fs::read(office.path("site/bundle.cbor")).unwrap(), before);
}

#[test]
fn a_withdrawn_key_signs_no_card_and_the_doctor_says_so() {
    let office = Office::new();
    let personalise = |office: &Office| {
        let application = application("rakhimov");
        let application = application.to_str().unwrap();
        office.run(&["personalise", application, "--operator", "17"])
    };
    let before = personalise(&office);
    assert_ne!(before.text("/error/code"), "signer-withdrawn", "{before:?}");
    let mut withdraw = vec!["ca", "withdraw", "77", "--from", "2026-11-25T20:00:00Z"];
    withdraw.extend(["--reason", "stolen-key", "--operator", "17"]);
    office.agreed(&withdraw);
    withdraw.push("--confirm-all");
    assert_eq!(office.run(&withdraw).exit, Some(0));
    let after = personalise(&office);
    assert_eq!(after.exit, Some(1), "{after:?}");
    assert_eq!(after.text("/error/code"), "signer-withdrawn", "{after:?}");
    let told = office.run(&["doctor"]).json().to_string();
    assert!(told.contains("keys-withdrawn"), "{told}");
}

#[test]
fn whoever_approves_a_withdrawal_reads_in_words_how_many_cards_fall() {
    let office = Office::with_cards(2);
    let mut withdraw = vec!["ca", "withdraw", "77", "--from", "2026-11-25T20:00:00Z"];
    withdraw.extend(["--reason", "stolen-key", "--earlier", "falls"]);
    withdraw.extend(["--operator", "17", "--propose"]);
    let digest = office.run(&withdraw).text("/digest");
    let shown = office.run(&["approve", &digest, "--operator", "18"]);
    let said = shown.json();
    assert_eq!(said["withdrawal"]["earlier"], "falls", "{shown:?}");
    let (before, all) = (
        &said["withdrawal"]["cards_before"],
        &said["withdrawal"]["cards_refused"],
    );
    assert_eq!((before, all), (all, before), "{shown:?}");
    let read = office.run_in_russian(&["approve", &digest, "--operator", "18"]);
    for told in [
        "тоже теряет силу",
        "Всего карт будет отклонено",
        "ключ украден",
    ] {
        assert!(read.stdout.contains(told), "{told}: {read:?}");
    }
}

#[test]
fn a_withdrawal_says_what_it_lacks() {
    let office = Office::new();
    let objects = office.path("objects.txt");
    fs::write(&objects, "no digest\n").unwrap();
    let objects = objects.to_str().unwrap();
    let time = "2026-11-25T12:00:00Z";
    let unknown = ["ca", "withdraw", "77", "--from", time, "--operator", "17"];
    let unknown = office.run(&[unknown.as_slice(), &["--reason", "because"]].concat());
    assert_eq!(unknown.text("/error/code"), "reason-unknown", "{unknown:?}");
    for (arguments, code) in [
        (vec!["99"], "signer-unknown"),
        (vec!["77", "--earlier", "listed"], "withdraw-objects"),
        (vec!["77", "--objects", objects], "withdraw-objects"),
        (
            vec!["77", "--earlier", "listed", "--objects", objects],
            "file-unusable",
        ),
    ] {
        let mut all = vec!["ca", "withdraw", "--from", time, "--reason", "stolen-key"];
        all.extend(["--operator", "17"]);
        all.extend(&arguments);
        let ran = office.run(&all);
        assert_eq!(ran.exit, Some(2), "{arguments:?}: {ran:?}");
        assert_eq!(ran.text("/error/code"), code, "{arguments:?}: {ran:?}");
    }
}

#[test]
fn a_withdrawal_that_was_interrupted_is_finished_by_whatever_comes_next() {
    let office = Office::with_cards(1);
    let time = "2026-11-25T12:00:00Z";
    let withdraw = |reason: &str, more: &[&str]| {
        let mut all = vec!["ca", "withdraw", "77", "--from", time, "--reason", reason];
        all.extend(["--operator", "17"]);
        all.extend(more);
        office.run(&all)
    };
    let act = withdraw("stolen-key", &["--propose"]).text("/digest");
    office.run(&["approve", &act, "--yes", "--operator", "18"]);
    // Another reason is another act.
    let other = withdraw("term-ended", &["--confirm-all"]);
    assert_eq!(other.text("/error/code"), "not-approved", "{other:?}");
    let (place, waiting) = (
        office.store("signers/77.withdrawn.toml"),
        office.store("signers/77.withdrawn.next"),
    );
    assert!(!place.exists() && !waiting.exists());

    // Stopped when the register knew of it, and the file had not taken its place.
    let mut bytes = [0; 32];
    hex::decode_to_slice(&act, &mut bytes).unwrap();
    let by = actor();
    let at = epatent_core::UnixTime::parse(time).unwrap();
    let mut register = office.register();
    let mut transaction = register.transaction(&by, at).unwrap();
    let digest = epatent_core::object::Digest::from_bytes(bytes);
    transaction.withdraw_signer(digest).unwrap();
    transaction.commit().unwrap();
    // Without the file nothing is published: nobody could say what was withdrawn.
    let lost = office.publish();
    assert_eq!(lost.text("/error/code"), "withdrawal-open", "{lost:?}");
    let text = format!(
        "schema = 1\nsince = \"{time}\"\nearlier = \"good\"\nobjects = []\nreason = \"stolen-key\"\n"
    );
    fs::write(&waiting, text.replace("good", "falls")).unwrap();
    let altered = office.publish();
    assert_eq!(
        altered.text("/error/code"),
        "withdrawal-open",
        "{altered:?}"
    );
    fs::write(&waiting, &text).unwrap();
    assert_eq!(office.publish().exit, Some(0));
    assert_eq!(fs::read_to_string(&place).unwrap(), text);
    assert!(!waiting.exists());
    assert_eq!(register.open_intents().unwrap(), []);

    // Stopped in the same moment, and the same command again.
    fs::remove_file(&place).unwrap();
    let mut transaction = register.transaction(&by, at).unwrap();
    transaction.withdraw_signer(digest).unwrap();
    transaction.commit().unwrap();
    let again = withdraw("stolen-key", &["--confirm-all"]);
    assert_eq!(again.json()["done"], true, "{again:?}");
    assert_eq!(fs::read_to_string(&place).unwrap(), text);
    assert_eq!(register.open_intents().unwrap(), []);
    assert_eq!(office.run(&["register", "verify"]).exit, Some(0));
}

#[test]
fn a_publication_that_is_killed_at_any_moment_leaves_what_a_device_takes() {
    let office = Office::with_cards(3);
    assert_eq!(office.publish().exit, Some(0));
    let device = office.device();
    import(&office.path("site"), &device);
    // As long as a whole one takes, in twelve steps.
    let begun = Instant::now();
    assert_eq!(office.publish().exit, Some(0));
    let whole = begun.elapsed();
    for step in 0..12_u32 {
        office.issue_cards(3 + step..4 + step);
        let mut command = program(&["publish", "--operator", "17", "--json"]);
        command.arg(office.path("site")).stdout(Stdio::null());
        let mut running = command
            .env("EPATENT_STORE", office.path("office"))
            .spawn()
            .unwrap();
        thread::sleep(whole * step / 10);
        let _ = running.kill();
        running.wait().unwrap();
        let (before, _) = known(&device);
        let taken = import(&office.path("site"), &device);
        assert_eq!(taken.exit, Some(0), "{step}: {taken:?}");
        let (after, _) = known(&device);
        assert!(after >= before, "{step}: {before} and then {after}");
    }
    let last = office.publish();
    assert_eq!(last.json()["indices"], 15, "{last:?}");
    assert_eq!(import(&office.path("site"), &device).exit, Some(0));
    let (version, sequences) = known(&device);
    assert_eq!(version, last.json()["version"].as_u64().unwrap());
    assert_eq!(sequences.len(), 2);
    let register = office.run(&["register", "verify"]);
    assert_eq!(register.exit, Some(0), "{register:?}");
}

#[test]
fn a_signer_of_cards_whose_certificate_is_lost_is_dropped_in_no_folder() {
    let office = Office::with_cards(1);
    let certificate = office.store("signers/77.crt.pem");
    let key = office.store("signers/77.key.pem");
    for file in [&certificate, &key] {
        fs::rename(file, file.with_extension("away")).unwrap();
    }
    let refused = office.publish();
    assert_eq!(refused.exit, Some(2), "{refused:?}");
    assert_eq!(refused.text("/error/code"), "publish-signer-lost");
    fs::rename(certificate.with_extension("away"), &certificate).unwrap();
    assert_eq!(office.publish().exit, Some(0));

    // In a site that was put back the bundle before names whoever came later not at all.
    let site = office.path("site");
    let before = office.path("before");
    copy(&site, &before, &["", "lists"]);
    assert_eq!(office.publish().exit, Some(0));
    fs::rename(&certificate, certificate.with_extension("away")).unwrap();
    fs::rename(&site, office.path("newer")).unwrap();
    copy(&before, &site, &["", "lists"]);
    let refused = office.publish();
    assert_eq!(
        refused.text("/error/code"),
        "publish-signer-lost",
        "{refused:?}"
    );
    fs::remove_dir_all(&site).unwrap();
    fs::rename(office.path("newer"), &site).unwrap();
    fs::rename(certificate.with_extension("away"), &certificate).unwrap();

    // The bundle before names it: the next one does so, too.
    fs::remove_file(&certificate).unwrap();
    let published = office.publish();
    assert_eq!(published.exit, Some(0), "{published:?}");
    let device = office.device();
    assert_eq!(import(&office.path("site"), &device).exit, Some(0));
    let another = office.path("another site").display().to_string();
    let refused = office.run(&["publish", &another, "--operator", "17"]);
    assert_eq!(refused.text("/error/code"), "publish-signer-lost");
}

#[test]
fn what_cannot_be_published_is_told_and_changes_nothing() {
    let office = Office::with_cards(1);
    let full = office.path("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("letter.txt"), "x").unwrap();
    let elsewhere = office.run(&["publish", full.to_str().unwrap(), "--operator", "17"]);
    assert_eq!(
        elsewhere.text("/error/code"),
        "folder-not-empty",
        "{elsewhere:?}"
    );
    let terms = office.publish_by(&["--next-update", "48", "--expires", "1"]);
    assert_eq!(terms.text("/error/code"), "publish-terms", "{terms:?}");

    // The key for status lists is away.
    let key = office.store("signers/status.key.pem");
    fs::rename(&key, office.path("away")).unwrap();
    let unsigned = office.publish();
    assert_eq!(
        unsigned.text("/error/code"),
        "publish-no-signer",
        "{unsigned:?}"
    );
    fs::rename(office.path("away"), &key).unwrap();
    // Its certificate is away from what the bundle names: a device would refuse the list.
    assert_eq!(office.publish().exit, Some(0));
    let other = Office::new();
    for name in ["bundle.key.pem", "bundle.crt.pem"] {
        let name = format!("signers/{name}");
        fs::copy(other.store(&name), office.store(&name)).unwrap();
    }
    let before = fs::read(office.path("site/bundle.cbor")).unwrap();
    let strange = office.publish();
    assert_eq!(strange.exit, Some(1), "{strange:?}");
    assert_eq!(
        strange.text("/error/code"),
        "publish-unproved",
        "{strange:?}"
    );
    assert_eq!(fs::read(office.path("site/bundle.cbor")).unwrap(), before);
}
