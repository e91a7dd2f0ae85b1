// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every file of `test-vectors/` is read here, and does what it says. The directory is the list.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod judge;
mod refusal;
mod verdicts;

use std::collections::BTreeSet;
use std::path::Path;

use epatent_apdu::StatusWord;
use epatent_core::cbor;
use epatent_core::certificate::{Certificate, PublicKey};
use epatent_core::chip_proof::TerminalStatement;
use epatent_core::cose::SignatureAlgorithm;
use epatent_core::device::DeviceState;
use epatent_core::group::{self, Holder, Patent, Permission, Portrait, Remarks};
use epatent_core::list::{PaidThroughDelta, PaidThroughList, StatusList};
use epatent_core::payment::{self, PaymentRecord};
use epatent_core::presentation::Presentation;
use epatent_core::printed_code;
use epatent_emulator::{Card, InProcess};
use epatent_testkit::vectors::{self, Outcome, SCHEMA, Vector, make, script};
use rand::SeedableRng;
use rand::rngs::StdRng;
use refusal::Refusal;

/// The folders of vectors, each with the ending of its files and the test that consumes it.
const PARTS: [(&str, &str, fn()); 10] = [
    (
        "bundle/",
        ".json",
        bundles_are_accepted_or_refused_as_they_say,
    ),
    (
        "encoding/",
        ".json",
        encodings_are_accepted_or_refused_as_they_say,
    ),
    (
        "object/",
        ".json",
        security_objects_are_accepted_or_refused_as_they_say,
    ),
    (
        "certificate/",
        ".json",
        certificates_are_accepted_or_refused_as_they_say,
    ),
    (
        "verdict/",
        ".json",
        verdicts::card_files_and_codes_get_the_verdict_they_say,
    ),
    ("list/", ".json", lists_are_accepted_or_refused_as_they_say),
    (
        "payment/",
        ".json",
        payments_are_accepted_or_refused_as_they_say,
    ),
    (
        "qr/",
        ".json",
        printed_codes_are_accepted_or_refused_as_they_say,
    ),
    (
        "print/",
        ".json",
        verdicts::card_files_and_codes_get_the_verdict_they_say,
    ),
    ("apdu/", ".txt", the_emulator_answers_as_the_transcripts_say),
];

/// The names of the files of a part.
fn files(part: &str) -> Vec<String> {
    let all = vectors::files_in(&vectors::folder()).unwrap();
    let files: Vec<String> = all
        .into_iter()
        .filter(|path| path.starts_with(part))
        .collect();
    assert!(!files.is_empty(), "no vector in {part}");
    files
}

fn text(path: &str) -> String {
    std::fs::read_to_string(vectors::folder().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Reads each vector of a part and compares what `read` says with what the vector says.
fn consume(part: &str, read: impl Fn(&Vector) -> Result<(), Refusal>) {
    let mut failures = Vec::new();
    for path in files(part) {
        let vector: Vector =
            serde_json::from_str(&text(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(vector.schema, SCHEMA, "{path}");
        assert_eq!(
            format!("{part}{}.json", vector.name),
            path,
            "the name is that of the file"
        );
        assert!(
            vector.comment.ends_with('.'),
            "{path}: a comment is a sentence"
        );
        let expected = match vector.result {
            Outcome::Valid => None,
            Outcome::Invalid => Some(vector.refusal.clone().expect("a refusal has a kind")),
        };
        assert_eq!(
            vector.refusal, expected,
            "{path}: what is valid has no refusal"
        );
        let actual = read(&vector).err().map(|Refusal(kind)| kind.to_owned());
        if actual != expected {
            failures.push(format!("{path}: {actual:?} instead of {expected:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn encodings_are_accepted_or_refused_as_they_say() {
    consume("encoding/", |vector| {
        let bytes = &vector.hex;
        match vector.rule.as_str() {
            "any" => {
                let decoded = cbor::decode(bytes).map(|value| cbor::encode(&value));
                if let Ok(again) = &decoded {
                    assert_eq!(again.as_ref(), Ok(bytes), "one value has one encoding");
                }
                assert_eq!(cbor::check(bytes).err(), decoded.as_ref().err().copied());
                Ok(cbor::check(bytes)?)
            }
            "holder-group" => Ok(group::decode::<Holder>(bytes).map(|_| ())?),
            "portrait-group" => Ok(group::decode::<Portrait>(bytes).map(|_| ())?),
            "patent-group" => Ok(group::decode::<Patent>(bytes).map(|_| ())?),
            "permission-group" => Ok(group::decode::<Permission>(bytes).map(|_| ())?),
            "remarks-group" => Ok(group::decode::<Remarks>(bytes).map(|_| ())?),
            "terminal-statement" => Ok(TerminalStatement::decode(bytes).map(|_| ())?),
            "device-state-file" => Ok(DeviceState::decode(bytes).map(|_| ())?),
            "card-file" => Ok(Presentation::decode(bytes).map(|_| ())?),
            other => panic!("{}: no reader for {other}", vector.name),
        }
    });
}

#[test]
fn lists_are_accepted_or_refused_as_they_say() {
    consume("list/", |vector| {
        let bytes = &vector.hex;
        match vector.rule.as_str() {
            "status-list-claims" => Ok(StatusList::decode(bytes).map(|_| ())?),
            "paid-through-snapshot" => Ok(PaidThroughList::decode_snapshot(bytes).map(|_| ())?),
            "paid-through-delta" => Ok(PaidThroughDelta::decode(bytes).map(|_| ())?),
            "signed-list" => verdicts::list(bytes),
            other => panic!("{}: no reader for {other}", vector.name),
        }
    });
}

#[test]
fn payments_are_accepted_or_refused_as_they_say() {
    consume("payment/", |vector| {
        let bytes = &vector.hex;
        match vector.rule.as_str() {
            "payment-record" => Ok(PaymentRecord::decode(bytes).map(|_| ())?),
            "payments-file" => payment::records(bytes)
                .map(|_| ())
                .map_err(|_| Refusal("file")),
            other => panic!("{}: no reader for {other}", vector.name),
        }
    });
}

#[test]
fn security_objects_are_accepted_or_refused_as_they_say() {
    consume("object/", |vector| {
        assert_eq!(vector.rule, "security-object");
        verdicts::object(&vector.hex)
    });
}

#[test]
fn printed_codes_are_accepted_or_refused_as_they_say() {
    consume("qr/", |vector| match vector.rule.as_str() {
        "printed-code" => verdicts::printed_code(&vector.hex),
        "printed-code-text" => {
            let text = std::str::from_utf8(&vector.hex).unwrap();
            match printed_code::from_text(text) {
                Ok(code) => verdicts::printed_code(&code),
                Err(error) => Err(error.into()),
            }
        }
        other => panic!("{}: no reader for {other}", vector.name),
    });
}

#[test]
fn bundles_are_accepted_or_refused_as_they_say() {
    consume("bundle/", |vector| {
        assert_eq!(vector.rule, "trust-bundle");
        judge::bundle(&vector.hex)
            .map(|_| ())
            .map_err(|why| (&why).into())
    });
}

#[test]
fn certificates_are_accepted_or_refused_as_they_say() {
    let root = Certificate::parse(&judge::certificate("lab-root")).unwrap();
    consume("certificate/", |vector| {
        assert_eq!(vector.rule, "certificate");
        let certificate = Certificate::parse(&vector.hex)?;
        let PublicKey::Ed25519(_) = root.public_key() else {
            panic!("the root has an Ed25519 key")
        };
        if certificate.signature_algorithm() != SignatureAlgorithm::Ed25519 {
            return Err(Refusal("signature"));
        }
        let signature = certificate
            .signature_value()
            .try_into()
            .expect("64 bytes, says the parser");
        epatent_sign::verify(root.public_key(), certificate.tbs(), signature)
            .map_err(|_| Refusal("signature"))
    });
}

#[test]
fn the_emulator_answers_as_the_transcripts_say() {
    let mut seen = BTreeSet::new();
    for path in files("apdu/") {
        let mut card = InProcess::new(Card::blank(StdRng::seed_from_u64(2)));
        let shown =
            script::run(&text(&path), &mut card).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(shown.exchanges > 0, "{path}");
        seen.extend(shown.status_words);
    }
    // Each status word of the profile, but those that no card of it answers with.
    let profile = include_str!("../../../../applet-spec/card-profile.md");
    let section = profile.split("## 5. Status words").nth(1).unwrap();
    let listed: Vec<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .filter_map(|row| row.split(" |").next())
        .filter(|word| word.len() == 4 && word.starts_with(['6', '9']))
        .collect();
    assert!(listed.len() > 15, "{listed:?}");
    for word in listed {
        let reached = seen.iter().any(|[sw1, sw2]| match word.strip_suffix("xx") {
            Some(first) => format!("{sw1:02X}") == first,
            None => format!("{sw1:02X}{sw2:02X}") == word,
        });
        assert_eq!(reached, !UNREACHABLE.contains(&word), "{word}");
    }
    assert!(
        seen.iter()
            .all(|bytes| StatusWord::from_bytes(*bytes).meaning().is_some())
    );
}

/// Status words of the profile that no transcript reaches: a card that knows the right Le is of
/// another profile, and one whose memory fails is broken.
const UNREACHABLE: [&str; 2] = ["6Cxx", "6F00"];

#[test]
fn every_file_is_consumed_by_a_test() {
    let generated = make::files();
    for path in vectors::files_in(&vectors::folder()).unwrap() {
        let consumed = PARTS
            .iter()
            .any(|(folder, ending, _)| path.starts_with(folder) && path.ends_with(ending));
        let other = path.starts_with("keys/") && generated.contains_key(&path);
        let words =
            path == "README.md" || path == "schema/vector.json" || path == "schema/verdict.json";
        let program = path.starts_with(make::SECOND_VERIFIER);
        assert!(
            consumed || other || words || program,
            "{path}: no test reads it"
        );
    }
}

#[test]
fn the_generated_files_are_what_is_generated() {
    let differences = make::differences(&vectors::folder()).unwrap();
    assert!(
        differences.is_empty(),
        "run `cargo xtask vectors`: {differences:#?}"
    );
}

#[test]
fn the_examples_in_the_specification_are_vectors() {
    let page = include_str!("../../../../applet-spec/security-object.md");
    assert!(
        make::with_examples(page).unwrap() == page,
        "run `cargo xtask vectors`"
    );
    // Every byte of the two vectors stands in the page, in order, in front of the words.
    for name in ["encoding/holder_complete", "object/object_ed25519"] {
        let vector: Vector = serde_json::from_str(&text(&format!("{name}.json"))).unwrap();
        let end = format!("<!-- end of {} -->", vector.name);
        let shown = page
            .split(&format!("<!-- vector {} -->", vector.name))
            .nth(1)
            .unwrap();
        let digits: String = shown
            .split(&end)
            .next()
            .unwrap()
            .lines()
            .filter(|line| !line.starts_with("```"))
            .map(|line| line.split('#').next().unwrap().replace(' ', ""))
            .collect();
        assert_eq!(digits.to_lowercase(), hex::encode(&vector.hex), "{name}");
    }
}

#[test]
fn two_thirds_of_the_vectors_are_negative() {
    let (mut good, mut bad) = (0, 0);
    for path in make::files()
        .keys()
        .filter(|path| Path::new(path).extension().is_some_and(|e| e == "json"))
    {
        let vector: serde_json::Value = serde_json::from_str(&text(path)).unwrap();
        if vector["result"] == "valid" || vector["verdict"] == "in-force" {
            good += 1;
        } else {
            bad += 1;
        }
    }
    assert!(
        good + bad >= 60 && bad >= 2 * good,
        "{good} good, {bad} bad"
    );
}

#[test]
fn every_published_key_is_a_lab_key_and_fits_its_certificate() {
    let mut seen = 0;
    for path in files("keys/")
        .iter()
        .filter(|path| path.ends_with(".key.pem"))
    {
        let pem = text(path);
        assert!(
            pem.contains(epatent_sign::LAB_KEY_LINE),
            "{path} does not say that it is a lab key"
        );
        let key = epatent_sign::FileKey::from_pkcs8_pem(&pem).unwrap();
        let name = path
            .trim_start_matches("keys/")
            .trim_end_matches(".key.pem");
        let certificate = Certificate::parse(&judge::certificate(name)).unwrap();
        assert_eq!(
            &epatent_sign::Signer::public_key(&key),
            certificate.public_key(),
            "{path}"
        );
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn every_folder_rule_and_kind_of_refusal_of_the_vectors_is_explained_in_the_readme() {
    let readme = text("README.md");
    let cddl = include_str!("../../../../applet-spec/data-model.cddl");
    for (part, ..) in PARTS {
        let row = format!("| `{part}` |");
        assert!(readme.contains(&row), "{part} is not in the README");
    }
    for (part, ending, _) in PARTS
        .iter()
        .filter(|(part, ..)| !["verdict/", "print/", "apdu/"].contains(part))
    {
        for path in files(part).iter().filter(|path| path.ends_with(ending)) {
            let vector: Vector = serde_json::from_str(&text(path)).unwrap();
            let rule = &vector.rule;
            assert!(
                cddl.contains(&format!("\n{rule} =")) || readme.contains(&format!("`{rule}`, ")),
                "{path}: {rule} is neither in the CDDL nor in the README"
            );
            if let Some(kind) = vector.refusal {
                assert!(
                    readme.contains(&format!("| `{kind}` |")),
                    "{path}: {kind} is not in the README"
                );
            }
        }
    }
}
