// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::io::Write;
use std::sync::{Arc, Mutex};

use clap::CommandFactory;
use epatent_cli::{Language, Output, Surroundings, run_in};
use tempfile::TempDir;

use super::arguments::{Flip, Place};
use super::*;

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Exit code, stdout, stderr.
fn run(arguments: &[&str]) -> (u8, String, String) {
    let (answer, conversation) = (Kept::default(), Kept::default());
    let words = Words::new(Language::En);
    let json = arguments.contains(&"--json");
    let streams = (Box::new(answer.clone()), Box::new(conversation.clone()));
    let output = Output::to_writers(&words, json, streams.0, streams.1);
    let surroundings = Surroundings {
        arguments: [&["epatent-emulator"], arguments]
            .concat()
            .iter()
            .map(Into::into)
            .collect(),
        ..Surroundings::default()
    };
    let exit = run_in(&surroundings, &Console { words, output }, work);
    (exit.code(), answer.text(), conversation.text())
}

fn path_in(directory: &TempDir, name: &str) -> String {
    directory.path().join(name).to_str().unwrap().to_owned()
}

#[test]
fn new_card_is_made_once_and_shown_as_blank() {
    let directory = TempDir::new().unwrap();
    let image = path_in(&directory, "card.json");
    let (exit, answer, _) = run(&["new", &image]);
    assert_eq!(
        (exit, answer),
        (0, format!("{image}: card in state BLANK, no files\n"))
    );
    let (exit, answer, said) = run(&["new", &image]);
    assert_eq!((exit, answer.as_str()), (2, ""));
    assert!(said.contains("--force"), "{said}");
    assert_eq!(run(&["new", &image, "--force"]).0, 0);
    let (exit, answer, _) = run(&["show", &image, "--json"]);
    assert_eq!(exit, 0);
    let json: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["state"], "BLANK");
    assert!(json["public_key"].is_null());
}

#[test]
fn blank_card_cannot_be_copied_and_no_file_appears() {
    let directory = TempDir::new().unwrap();
    let [from, to] = ["from.json", "to.json"].map(|name| path_in(&directory, name));
    run(&["new", &from]);
    let (exit, answer, said) = run(&["copy-readable", &from, &to]);
    assert_eq!((exit, answer.as_str()), (2, ""));
    assert!(said.contains("only an ACTIVE card can be read"), "{said}");
    assert!(!Path::new(&to).exists());
}

#[test]
fn files_that_are_no_cards_are_refused_with_the_place_and_exit_2() {
    let directory = TempDir::new().unwrap();
    let image = path_in(&directory, "card.json");
    let (exit, _, said) = run(&["show", &image]);
    assert_eq!(exit, 2);
    assert!(said.contains("there is no file"), "{said}");
    run(&["new", &image]);
    let good = std::fs::read_to_string(&image).unwrap();
    for (from, to, words) in [
        ("\"format\": 3", "\"format\": 9", "format 9"),
        ("\"01fe\"", "\"01f\"", "life_cycle"),
        ("}", "", "ends too early"),
    ] {
        std::fs::write(&image, good.replacen(from, to, 1)).unwrap();
        let (exit, answer, said) = run(&["show", &image]);
        assert_eq!((exit, answer.as_str()), (2, ""));
        assert!(
            said.contains(words) && said.contains("hint:"),
            "{words}: {said}"
        );
    }
}

#[test]
fn keys_of_a_new_card_are_derived_from_the_master_key_of_a_file() {
    let directory = TempDir::new().unwrap();
    let [image, key] = ["card.json", "master.key"].map(|name| path_in(&directory, name));
    std::fs::write(&key, "# for a test\n000102030405060708090A0B0C0D0E0F\n").unwrap();
    assert_eq!(run(&["new", &image, "--master-key", &key]).0, 0);
    let text = std::fs::read_to_string(&image).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let chip = hex::decode(json["chip"]["id"].as_str().unwrap()).unwrap();
    let text_of_key = std::fs::read_to_string(&key).unwrap();
    let master = SoftwareMasterKey::from_text(&text_of_key).unwrap();
    let keys = Diversified::new(master, Environment::Lab).unwrap();
    let keys = keys.for_chip(&chip.try_into().unwrap()).unwrap();
    assert_eq!(json["chip"]["scp03"]["enc"], hex::encode(keys.enc()));
    assert_eq!(json["chip"]["scp03"]["mac"], hex::encode(keys.mac()));
    let (_, shown, _) = run(&["show", &image]);
    assert!(!shown.contains(&hex::encode(keys.enc())), "{shown}");
    assert!(shown.contains(json["chip"]["id"].as_str().unwrap()));

    for wrong in ["", "0001", "xyz", "00\n01"] {
        std::fs::write(&key, wrong).unwrap();
        let (exit, answer, said) = run(&["new", &image, "--force", "--master-key", &key]);
        assert_eq!((exit, answer.as_str()), (2, ""));
        assert!(said.contains("32 hexadecimal digits"), "{said}");
        assert_eq!(std::fs::read_to_string(&image).unwrap(), text);
    }
}

#[test]
fn issued_card_of_format_1_is_refused_with_what_to_do() {
    let old = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/images/format-1-active.json"
    );
    let (exit, answer, said) = run(&["show", old]);
    assert_eq!((exit, answer.as_str()), (2, ""));
    assert!(
        said.contains("access number") && said.contains("hint:"),
        "{said}"
    );
}

#[test]
fn access_number_is_not_shown() {
    let issued = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/images/format-2-active.json"
    );
    for arguments in [&["show", issued][..], &["show", issued, "--json"]] {
        let (exit, answer, _) = run(arguments);
        assert_eq!(exit, 0);
        assert!(answer.contains("0012"), "{answer}");
        assert!(!answer.contains("303034373131") && !answer.contains("004711"));
        // SHA-256 of the six digits.
        assert!(
            !answer.contains(&hex::encode(<sha2::Sha256 as sha2::Digest>::digest(
                "004711"
            )))
        );
    }
}

#[test]
fn flip_beyond_the_card_and_wrong_addresses_are_usage_errors() {
    let directory = TempDir::new().unwrap();
    let image = path_in(&directory, "card.json");
    run(&["new", &image]);
    let (exit, _, said) = run(&["serve", "--image", &image, "--flip", "0101:0"]);
    assert_eq!(exit, 2);
    assert!(said.contains("no byte 0 in file 0101"), "{said}");
    for flip in ["0101", "101:0", "01G1:0", "+101:0", "0101:x", "0101:-1"] {
        let parsed: Result<Flip, _> = flip.parse();
        assert!(parsed.is_err(), "{flip}");
    }
    assert_eq!(
        "011D:12".parse(),
        Ok(Flip {
            identifier: 0x011D,
            offset: 12
        })
    );
    for place in [
        "",
        "localhost",
        ":1",
        "localhost:0",
        "localhost:65536",
        "localhost:x",
    ] {
        assert!(place.parse::<Place>().is_err(), "{place}");
        assert_eq!(run(&["serve", "--image", &image, "--vpcd", place]).0, 2);
    }
}

#[test]
fn every_command_and_argument_has_its_words() {
    assert_eq!(
        epatent_cli::help::gaps(&Arguments::command()),
        Default::default()
    );
}

#[test]
fn profiles_are_listed_by_name_with_a_line_each_wherever_the_program_is() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/profiles");
    let (exit, answer, said) = run(&["profiles"]);
    assert_eq!(exit, 0);
    assert!(
        said.contains("--region 77 --on 2026-11-20 --can 004711"),
        "{said}"
    );
    assert_eq!(run(&["profiles", folder]).1, answer);
    let files = std::fs::read_dir(folder).unwrap();
    let profiles = files.filter(|entry| {
        let path = entry.as_ref().unwrap().path();
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    assert_eq!(answer.lines().count(), profiles.count());
    let cloned = answer.lines().find(|line| line.starts_with("chip-cloned "));
    let words: Vec<&str> = cloned.unwrap().split_whitespace().collect();
    assert_eq!(words[1..3], ["clone-suspected", "All"]);
    let (exit, answer, _) = run(&["profiles", "--json"]);
    assert_eq!(exit, 0);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["profiles"][0]["name"], "6cxx-zero");
    assert_eq!(answer["on"], "2026-11-20");
    let (exit, _, told) = run(&["profiles", "/nowhere"]);
    assert_eq!(exit, 2, "{told}");
}

#[test]
fn trust_directory_of_the_profiles_is_written_once() {
    let directory = TempDir::new().unwrap();
    let trust = path_in(&directory, "new/trust");
    let (exit, answer, said) = run(&["profiles", "--trust", &trust]);
    assert_eq!(exit, 0, "{said}");
    let command = format!("--trust {trust} --region 77 --on 2026-11-20 --can 004711");
    assert!(answer.contains(&command), "{answer}");
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/profiles/trust");
    for file in ["trust.toml", "roots/lab-root.pem"] {
        let read = |folder: &str| std::fs::read(Path::new(folder).join(file)).unwrap();
        assert_eq!(read(&trust), read(kept), "{file}");
    }
    assert_eq!(run(&["profiles", "--trust", &trust]).0, 2);
}

#[test]
fn unknown_name_of_a_profile_is_said_with_where_the_names_are() {
    let (exit, _, said) = run(&["serve", "--profile", "honset"]);
    assert_eq!(exit, 2);
    assert!(
        said.contains("honset") && said.contains("epatent-emulator profiles"),
        "{said}"
    );
}
