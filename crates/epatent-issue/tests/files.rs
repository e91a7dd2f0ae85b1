// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The office's program with files that cannot be used: what it says, and that it writes nothing.

// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use epatent_testkit::desk::{Ran, application};
use tempfile::TempDir;

/// The base point of P-256: a point that some chip may have.
const CHIP_KEY: &str = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2\
                        fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

fn issue(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_epatent-issue"));
    command.args(arguments);
    for setting in ["EPATENT_LANG", "EPATENT_STORE", "EPATENT_READER"] {
        command.env_remove(setting);
    }
    command
}

/// A folder with an office and one application that a test may spoil.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let made = Ran::of(issue(&["lab", "init"]).arg(bench.path("office")));
        assert_eq!(made.exit, Some(0), "{made:?}");
        let example = application("rakhimov");
        fs::copy(&example, bench.path("application.json")).unwrap();
        fs::copy(example.with_extension("jpg"), bench.path("rakhimov.jpg")).unwrap();
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The application with one text replaced by another.
    fn spoil(&self, before: &str, after: &str) {
        let path = self.path("application.json");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(before), "{before}");
        fs::write(path, text.replace(before, after)).unwrap();
    }

    fn sign(&self, lang: &str) -> Command {
        self.sign_with(lang, CHIP_KEY)
    }

    fn sign_with(&self, lang: &str, chip_key: &str) -> Command {
        let mut command = issue(&["sign", "--lang", lang, "--chip-key", chip_key, "--store"]);
        command
            .arg(self.path("office"))
            .arg(self.path("application.json"))
            .arg("--out")
            .arg(self.path("out.card"));
        command
    }

    /// Every file below the bench with its content.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        files
    }

    /// Runs a command that must end with 2, say `expected` and a hint, and write nothing.
    #[track_caller]
    fn refuses(&self, command: &mut Command, expected: &str) -> String {
        let before = self.files();
        let ran = Ran::of(command);
        assert_eq!(ran.exit, Some(2), "{ran:?}");
        assert_eq!(ran.stdout, "");
        let said = ran
            .stderr
            .replace(&format!("{}/", self.folder.path().display()), "");
        assert!(said.contains(expected), "{said}");
        assert!(
            said.contains("\nhint: ") || said.contains("\nчто делать: "),
            "no hint: {said}"
        );
        assert!(
            before == self.files(),
            "a file was changed or left behind: {said}"
        );
        said
    }
}

#[test]
fn a_card_is_signed_where_nothing_is_wrong() {
    let bench = Bench::new();
    let ran = Ran::of(bench.sign("en").arg("--json"));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(ran.text("/patent"), "77 2600012345");
    let before = bench.files();
    assert!(before.contains_key(&bench.path("out.card")));
    let inspected = Ran::of(issue(&["inspect", "--json"]).arg(bench.path("out.card")));
    assert_eq!(
        inspected.json()["files"].as_array().map(Vec::len),
        Some(7),
        "{inspected:?}"
    );
    // And not a second time over the first.
    bench.refuses(
        &mut bench.sign("en"),
        "out.card” is there already and is not overwritten",
    );
    assert!(before == bench.files());
}

#[test]
fn the_code_of_a_card_is_written_in_three_forms_and_again_from_the_card_file() {
    let bench = Bench::new();
    let folder = bench.path("print");
    let ran = Ran::of(bench.sign("en").arg("--qr").arg(&folder));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let text = fs::read_to_string(folder.join("qr.txt")).unwrap();
    assert!(text.starts_with("EPC1:") && text.len() < 680, "{text}");
    assert!(
        fs::read(folder.join("qr.png"))
            .unwrap()
            .starts_with(b"\x89PNG")
    );
    let svg = fs::read_to_string(folder.join("qr.svg")).unwrap();
    assert!(
        svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
        "{svg}"
    );

    // Ed25519 signs the same bytes the same way: the code can be made again at any time.
    let again = bench.path("again");
    let mut command = issue(&["qr", "--json", "--store"]);
    command
        .arg(bench.path("office"))
        .arg(bench.path("out.card"));
    let ran = Ran::of(command.arg("--out").arg(&again));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    for name in ["qr.txt", "qr.png", "qr.svg"] {
        let (first, second) = (folder.join(name), again.join(name));
        assert_eq!(
            fs::read(first).unwrap(),
            fs::read(second).unwrap(),
            "{name}"
        );
    }
    let bytes = ran.json()["bytes"].as_u64().unwrap();
    assert!((250..=450).contains(&bytes), "{bytes}");

    // What is there is left alone, and nothing is signed.
    fs::remove_file(bench.path("out.card")).unwrap();
    let ran = Ran::of(bench.sign("en").arg("--qr").arg(&folder));
    assert_eq!(ran.exit, Some(2), "{ran:?}");
    assert!(!bench.path("out.card").exists());
}

#[test]
fn an_application_that_cannot_be_read_is_told_with_its_place() {
    let cases: [(&str, &str, &str); 6] = [
        (
            "\"patronymic\"",
            "\"patronimic\"",
            "application.json”, line 6, column 16: unknown field `patronimic`",
        ),
        (
            "\"schema\": 1",
            "\"schema\": \"1\"",
            "application.json”, line 2, column 15: invalid type",
        ),
        (
            "\"portrait\": \"rakhimov.jpg\",",
            "",
            "application.json”, line 26, column 1: missing field `portrait`",
        ),
        (
            "\"sex\": \"male\",",
            "\"sex\": \"male\"",
            "application.json” is not JSON: error in line",
        ),
        (
            "\"index\": 41 }\n}",
            "\"index\": 41 }",
            "application.json” ends too early: line",
        ),
        (
            "\"schema\": 1",
            "\"schema\": 2",
            "schema: schema 2 is unknown; this program reads 1",
        ),
    ];
    for (before, after, expected) in cases {
        let bench = Bench::new();
        bench.spoil(before, after);
        bench.refuses(&mut bench.sign("en"), expected);
    }
    let bench = Bench::new();
    fs::remove_file(bench.path("application.json")).unwrap();
    bench.refuses(&mut bench.sign("en"), "there is no file “application.json”");
    fs::create_dir(bench.path("application.json")).unwrap();
    bench.refuses(
        &mut bench.sign("en"),
        "“application.json” is a directory, not a file",
    );
    fs::remove_dir(bench.path("application.json")).unwrap();
    fs::write(bench.path("application.json"), [b'{', 0xFF]).unwrap();
    bench.refuses(
        &mut bench.sign("en"),
        "“application.json” is not UTF-8 text: byte 1",
    );
    fs::write(bench.path("application.json"), vec![b' '; 65_537]).unwrap();
    bench.refuses(
        &mut bench.sign("en"),
        "“application.json” is longer than 65.5 kB",
    );
    fs::write(bench.path("application.json"), "").unwrap();
    bench.refuses(
        &mut bench.sign("en"),
        "“application.json” ends too early: line 1",
    );
}

#[test]
fn all_unusable_fields_are_told_at_once_each_with_its_name() {
    let bench = Bench::new();
    bench.spoil("1988-04-17", "1988-13-17");
    bench.spoil("\"male\"", "\"man\"");
    bench.spoil("\"region\": \"77\"", "\"region\": \"7\"");
    bench.spoil(
        "\"latest_end\": \"2027-11-01\"",
        "\"latest_end\": \"2027-02-30\"",
    );
    let said = bench.refuses(
        &mut bench.sign("en"),
        "“application.json”: 4 fields cannot be used:",
    );
    for field in [
        "holder.birth_date: ",
        "holder.sex: ",
        "permission.region: ",
        "term.latest_end: ",
    ] {
        assert!(said.contains(&format!("\n  {field}")), "{said}");
    }
    bench.refuses(
        &mut bench.sign("ru"),
        "«application.json»: не годятся 4 поля:",
    );
}

#[test]
fn a_portrait_that_no_card_can_carry_is_told_with_the_reason() {
    let bench = Bench::new();
    let portrait = bench.path("rakhimov.jpg");
    let good = fs::read(&portrait).unwrap();
    let mut sign = bench.sign("en");
    let mut refused = |content: &[u8], expected: &str| {
        fs::write(&portrait, content).unwrap();
        bench.refuses(&mut sign, expected);
    };
    refused(b"no picture", "“rakhimov.jpg” is not a JPEG picture");
    refused(b"\x89PNG\r\n\x1a\n", "“rakhimov.jpg” is not a JPEG picture");
    refused(&good[..300], "the picture “rakhimov.jpg” is damaged");
    for length in [good.len() / 2, good.len() - 1] {
        refused(
            &good[..length],
            "the picture “rakhimov.jpg” is cut off before its end",
        );
    }
    refused(&vec![0xFF; 40_000], "“rakhimov.jpg” is longer than ");
    refused(b"", "“rakhimov.jpg” is not a JPEG picture");
    let height = good
        .windows(2)
        .position(|marker| marker == [0xFF, 0xC0])
        .unwrap()
        + 5;
    let mut small = good.clone();
    small[height] = 0;
    small[height + 1] = 64;
    refused(&small, " x 64 pixels; needed are 240-413 x 320-531");
    fs::remove_file(&portrait).unwrap();
    bench.refuses(&mut sign, "there is no file “rakhimov.jpg”");
}

#[test]
fn what_is_mistyped_on_the_command_line_is_told_with_what_is_possible() {
    let bench = Bench::new();
    for key in [
        "",
        "04",
        "zz",
        &CHIP_KEY[2..],
        &CHIP_KEY.replace("6b17", "6b18"),
    ] {
        bench.refuses(&mut bench.sign_with("en", key), "this is no chip key");
    }
    bench.refuses(
        &mut issue(&["sing", "--lang", "en"]),
        "unknown command sing",
    );
    bench.refuses(&mut issue(&["--lang", "en"]), "a command is missing");
    bench.refuses(&mut issue(&["write", "--lang", "en"]), "missing: ");
    bench.refuses(
        &mut issue(&["inspect", "--lang", "en", "no.card"]),
        "there is no file “no.card”",
    );
    let mut init = issue(&["lab", "init", "--lang", "en", "--region", "7x"]);
    bench.refuses(
        init.arg(bench.path("new")),
        "what stands after --region <NN> is no value for it: ",
    );
    let mut init = issue(&["lab", "init", "--lang", "ru", "--algorithm", "rsa"]);
    bench.refuses(
        init.arg(bench.path("new")),
        "указанное значение не подходит",
    );
    assert!(!bench.path("new").exists());
}

#[test]
fn a_mistyped_access_number_is_never_repeated() {
    for arguments in [
        &["personalise", "application.json", "--can", "12345x"][..],
        &["write", "card.files", "--can=1234567"],
        &["suspend", "--can", "12345x"],
        &["terminate", "12345x"],
        &["12345x"],
    ] {
        for lang in ["en", "ru"] {
            let ran = Ran::of(issue(arguments).args(["--lang", lang]));
            assert_eq!(ran.exit, Some(2), "{arguments:?}: {ran:?}");
            for text in [&ran.stdout, &ran.stderr] {
                let told = ["12345x", "1234567"]
                    .iter()
                    .any(|typed| text.contains(typed));
                assert!(!told, "{arguments:?}: {ran:?}");
            }
        }
    }
}

#[test]
fn a_laboratory_is_never_made_over_something_that_is_there() {
    let bench = Bench::new();
    let mut init = issue(&["lab", "init", "--lang", "en"]);
    bench.refuses(
        init.arg(bench.path("office")),
        "the folder “office” is not empty and is left",
    );
    let mut init = issue(&["lab", "init", "--lang", "en"]);
    bench.refuses(init.arg(bench.path("rakhimov.jpg")), "“rakhimov.jpg”");
}

#[test]
fn an_office_folder_that_cannot_sign_is_told_with_what_it_lacks() {
    let bench = Bench::new();
    let office = bench.path("office");
    let signer = office.join("signers/77.crt.pem");
    bench.spoil("\"region\": \"77\"", "\"region\": \"16\"");
    bench.refuses(
        &mut bench.sign("en"),
        "there is no signer for region 16 in “office/signers”",
    );
    bench.spoil("\"region\": \"16\"", "\"region\": \"77\"");

    let other = fs::read(office.join("signers/50.crt.pem")).unwrap();
    fs::write(&signer, &other).unwrap();
    bench.refuses(
        &mut bench.sign("en"),
        "the key is not the one of the certificate beside it",
    );
    fs::copy(
        office.join("signers/50.key.pem"),
        office.join("signers/77.key.pem"),
    )
    .unwrap();
    bench.refuses(&mut bench.sign("en"), "the card was not signed: ");
    fs::write(&signer, "-----BEGIN CERTIFICATE-----\n").unwrap();
    bench.refuses(
        &mut bench.sign("en"),
        "“office/signers/77.crt.pem” cannot be used: ",
    );
    fs::copy(office.join("signers/50.key.pem"), &signer).unwrap();
    bench.refuses(&mut bench.sign("en"), "“office/signers/77.crt.pem” ");
    fs::remove_file(office.join("signers/77.key.pem")).unwrap();
    bench.refuses(
        &mut bench.sign("en"),
        "there is no file “office/signers/77.key.pem”",
    );
    fs::remove_dir_all(office.join("signers")).unwrap();
    bench.refuses(&mut bench.sign("en"), "“office” is not an office folder");
}

#[test]
fn a_card_file_that_is_damaged_is_told_with_its_place() {
    let bench = Bench::new();
    assert_eq!(Ran::of(&mut bench.sign("en")).exit, Some(0));
    let path = bench.path("out.card");
    let good = fs::read(&path).unwrap();
    let refused = |content: &[u8], expected: &str| {
        fs::write(&path, content).unwrap();
        for command in ["inspect", "write"] {
            let mut command = issue(&[command, "--lang", "en"]);
            command.arg(&path);
            if command
                .get_args()
                .next()
                .is_some_and(|first| first == "write")
            {
                command.arg("--store").arg(bench.path("office"));
            }
            bench.refuses(&mut command, expected);
        }
    };
    refused(b"", "“out.card” is empty");
    refused(&good[..good.len() - 1], "“out.card” cannot be used: ");
    refused(
        &[good.as_slice(), &[0]].concat(),
        "“out.card” cannot be used: ",
    );
    refused(b"{\"schema\": 1}", "“out.card” cannot be used: ");
    refused(&vec![0; 70_000], "“out.card” is longer than ");
}

#[test]
fn private_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    assert_eq!(Ran::of(&mut bench.sign("en")).exit, Some(0));
    for path in bench.files().into_keys() {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        let name = path.file_name().unwrap().to_str().unwrap();
        let private = name.ends_with(".key.pem") || name.ends_with(".card");
        if private || name.ends_with(".crt.pem") {
            assert_eq!(mode, if private { 0o600 } else { 0o644 }, "{name}");
        }
    }
}

fn openssl_accepts(certificate: &Path, root: &Path) -> Ran {
    let mut openssl = Command::new("openssl");
    openssl.args(["verify", "-x509_strict", "-check_ss_sig", "-CAfile"]);
    Ran::of(openssl.arg(root).arg(certificate))
}

#[test]
fn openssl_accepts_what_a_laboratory_issues_with_either_algorithm() {
    for algorithm in ["ed25519", "es256"] {
        let folder = tempfile::tempdir().unwrap();
        let office = folder.path().join("office");
        let mut init = issue(&["lab", "init", "--json", "--algorithm", algorithm]);
        init.args(["--region", "77", "--region", "16", "--region", "77"])
            .arg(&office);
        let made = Ran::of(&mut init);
        assert_eq!(
            made.json()["regions"],
            serde_json::json!(["16", "77"]),
            "{made:?}"
        );
        let root = office.join("root.crt.pem");
        let pinned = office.join("trust/roots/lab-root.pem");
        assert_eq!(fs::read(&root).unwrap(), fs::read(&pinned).unwrap());
        for name in ["root.crt.pem", "signers/16.crt.pem", "signers/77.crt.pem"] {
            let ran = openssl_accepts(&office.join(name), &root);
            assert_eq!(ran.exit, Some(0), "{algorithm} {name}: {ran:?}");
        }
        let other = folder.path().join("other");
        assert_eq!(Ran::of(issue(&["lab", "init"]).arg(&other)).exit, Some(0));
        let ran = openssl_accepts(
            &office.join("signers/77.crt.pem"),
            &other.join("root.crt.pem"),
        );
        assert_ne!(
            ran.exit,
            Some(0),
            "a signer under somebody else's root: {ran:?}"
        );
    }
}

#[test]
fn an_early_start_is_told_as_a_note_in_both_languages() {
    for (lang, expected) in [
        (
            "en",
            "note: term.in_force_from - the term begins 40 days before",
        ),
        (
            "ru",
            "term.in_force_from - срок начинается раньше дня выдачи, дней — 40",
        ),
    ] {
        let bench = Bench::new();
        bench.spoil(
            "\"issued_on\": \"2026-11-02\"",
            "\"issued_on\": \"2026-12-12\"",
        );
        let ran = Ran::of(&mut bench.sign(lang));
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        assert!(ran.stderr.contains(expected), "{ran:?}");
    }
}
