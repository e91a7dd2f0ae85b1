// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every profile of a misbehaving card against the terminal and the verifier.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy takes helper functions of a test for production code; here a failure is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use epatent_apdu::pace::{Can, Ephemeral};
use epatent_apdu::profile::{EF_CAN, FileEntry, manifest_digest};
use epatent_apdu::scp03::{Diversified, Environment, SoftwareMasterKey};
use epatent_apdu::{FlowError, TransportError};
use epatent_core::cose::{Sign1, SignatureAlgorithm, ToSign, Typ};
use epatent_core::{CivilDate, Region, Text, UnixTime, cbor};
use epatent_emulator::profile::built_in::{ACCESS_NUMBER, DAY, REGION};
use epatent_emulator::{Device, Image, InProcess, Profile};
use epatent_sign::Signer;
use epatent_terminal::{ReadError, Reading, Request, TrustDirectory, read_card};
use epatent_testkit::cards::{CAN, TestCard, signed, terminal};
use epatent_testkit::lab::Lab;
use epatent_testkit::people;
use epatent_verify::{Circumstances, Report, Verdict, Verifier};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Set to write the images that the profiles start from, instead of comparing them.
const BLESS: &str = "EPATENT_BLESS";
const CHIP: &[u8; 10] = b"PROFILES01";
const NOW: &str = "2026-11-20T10:00:00Z";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles")
}

/// Name and profile of every data file.
fn profiles() -> BTreeMap<String, Profile> {
    std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.ends_with("README.md"))
        .map(|path| {
            assert_eq!(path.extension().unwrap(), "toml", "{}", path.display());
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let profile =
                Profile::load(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (name, profile)
        })
        .collect()
}

/// The answer of epatent-check to a card: exit code, and worst finding or kind of trouble.
fn check(card: impl Device, trust: &TrustDirectory) -> (u8, String) {
    if !plausible(&card.atr()) {
        return (4, "card-unresponsive".to_owned());
    }
    let circumstances = Circumstances {
        region: Region::parse(REGION).unwrap(),
        now: UnixTime::parse(NOW).unwrap(),
        date: CivilDate::parse(DAY).unwrap(),
        profession: None::<Text>,
    };
    let verifier = Verifier::new(&trust.store, &trust.policy).unwrap();
    let mut check = verifier.begin(&circumstances);
    let request = Request {
        can: Some(Can::parse(ACCESS_NUMBER).unwrap()),
        pace_random: [5; Ephemeral::RANDOM],
        host_nonce: [0x4E; 32],
        statement: terminal(NOW, circumstances.region),
    };
    let mut reader = InProcess::new(card);
    let read = read_card(&mut reader, &mut check, &request, &mut ());
    answer(&read, &check.report())
}

fn answer(read: &Result<Reading, ReadError>, report: &Report) -> (u8, String) {
    let (exit, code) = match read {
        Ok(_) => {
            let exit = match report.verdict {
                Verdict::InForce => 0,
                Verdict::Refused => 1,
                Verdict::Undetermined => 3,
            };
            (exit, report.findings[0].code.as_str())
        }
        Err(ReadError::NotAPatent { .. }) => (3, "not-a-patent"),
        Err(ReadError::OtherProfile { .. }) => (3, "format-newer"),
        Err(ReadError::AccessKeyWrong) => (3, "access-key-wrong"),
        Err(ReadError::NotActive { .. } | ReadError::NoChannel(_)) => (3, "chip-unreadable"),
        // A card that is red and then falls silent is still red.
        Err(_) if report.verdict == Verdict::Refused => (1, report.findings[0].code.as_str()),
        Err(ReadError::Flow(error)) => (4, trouble(error)),
        Err(other) => panic!("{other}"),
    };
    (exit, code.to_owned())
}

fn trouble(error: &FlowError) -> &'static str {
    match (error.transport(), error) {
        (Some(TransportError::TimedOut), _) => "timed-out",
        (Some(TransportError::OutcomeUnknown { .. }), _) => "outcome-unknown",
        (Some(TransportError::ReplyTooLong { .. }), _) => "reply-too-long",
        (Some(other), _) => panic!("{other}"),
        (None, FlowError::Refused { .. }) => "command-refused",
        (None, _) => "bad-reply",
    }
}

/// What a reader must find in an answer to reset before it hands the card on (ISO/IEC 7816-3
/// §8.2): a known first byte, as many bytes as announced, and the check byte.
fn plausible(atr: &[u8]) -> bool {
    let [0x3B | 0x3F, format, ..] = *atr else {
        return false;
    };
    let mut position = 1;
    let mut mask = format >> 4;
    let mut check_byte = false;
    loop {
        position += mask.count_ones() as usize;
        if mask & 8 == 0 {
            break;
        }
        let Some(next) = atr.get(position) else {
            return false;
        };
        check_byte |= next & 0x0F != 0;
        mask = next >> 4;
    }
    let length = position + 1 + usize::from(format & 0x0F) + usize::from(check_byte);
    let sum = atr.iter().skip(1).fold(0, |sum, byte| sum ^ byte);
    atr.len() == length && (!check_byte || sum == 0)
}

#[test]
fn every_profile_gets_the_answer_that_it_expects() {
    let trust = TrustDirectory::read(&folder().join("trust")).unwrap();
    let mut wrong = Vec::new();
    let mut tally = BTreeMap::<(u8, String), u32>::new();
    let profiles = profiles();
    for (name, profile) in &profiles {
        let card = profile
            .insert(StdRng::seed_from_u64(1))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let (exit, code) = check(card, &trust);
        if (exit, &code) != (profile.expect.exit, &profile.expect.code) {
            wrong.push(format!(
                "{name}: {exit} {code}, expected {:?}",
                profile.expect
            ));
        }
        *tally.entry((exit, code)).or_default() += 1;
    }
    for ((exit, code), count) in &tally {
        println!("exit {exit} {code}: {count}");
    }
    println!("{} profiles", profiles.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(profiles.len() >= 40, "only {} profiles", profiles.len());
}

#[test]
fn only_a_card_that_keeps_the_rules_is_in_force() {
    let in_force: BTreeSet<_> = profiles()
        .into_iter()
        .filter(|(_, profile)| profile.expect.exit == 0)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(in_force, BTreeSet::from(["honest".to_owned()]));
}

#[test]
fn profiles_say_different_things() {
    let profiles = profiles();
    let titles: BTreeSet<_> = profiles.values().map(|profile| &profile.title).collect();
    assert_eq!(titles.len(), profiles.len());
}

#[test]
fn images_of_the_profiles_are_those_that_their_makers_make() {
    let mut seen = 0;
    for (name, image) in images() {
        let path = folder().join("images").join(format!("{name}.json"));
        if std::env::var_os(BLESS).is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            image.save(&path).unwrap();
        }
        assert!(
            Image::load(&path).unwrap() == image,
            "{name}; set {BLESS}=1 to write it"
        );
        seen += 1;
    }
    let files = std::fs::read_dir(folder().join("images")).unwrap().count();
    assert_eq!(files, seen, "an image that nobody makes");
}

/// The cards that profiles start from.
fn images() -> BTreeMap<&'static str, Image> {
    let lab = Lab::new(1);
    let issued = signed(&lab, people::rakhimov(), 1);
    let other = signed(&lab, people::yusupova(), 2);
    let forged = signed(&Lab::new(2), people::rakhimov(), 1);
    let mut stripped = issued.clone();
    stripped.signed.security_object = without_chip_key(&lab, &issued);
    BTreeMap::from([
        ("issued", image(&issued)),
        ("other", image(&other)),
        ("forged", image(&forged)),
        ("stripped", image(&stripped)),
    ])
}

/// A security object that a dishonest office signed: everything as it was, and no chip key.
fn without_chip_key(lab: &Lab, card: &TestCard) -> Vec<u8> {
    let object = Sign1::parse(&card.signed.security_object, Typ::SecurityObject).unwrap();
    let cbor::Value::Map(mut fields) = cbor::decode(object.payload()).unwrap() else {
        panic!("the payload is a map");
    };
    let before = fields.len();
    fields.retain(|(key, _)| *key != cbor::Value::from(10));
    assert_eq!(fields.len(), before - 1);
    let payload = cbor::encode(&cbor::Value::Map(fields)).unwrap();
    let signer = lab.signer_for(card.terms.region);
    let unsigned = ToSign::new(
        Typ::SecurityObject,
        SignatureAlgorithm::Ed25519,
        object.certificate(),
        payload,
    )
    .unwrap();
    let signature = signer.key.sign(&unsigned.to_be_signed()).unwrap();
    unsigned.complete(signature).unwrap()
}

/// Identifier and issuer's keys of the chip.
fn chip() -> String {
    let master = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab).unwrap();
    let keys = master.for_chip(CHIP).unwrap();
    let bytes = [&CHIP[..], keys.enc(), keys.mac(), keys.dek()].concat();
    format!(
        r#"{{ "id": "{}", "sha256": "{}",
             "scp03": {{ "enc": "{}", "mac": "{}", "dek": "{}" }} }}"#,
        hex::encode(CHIP),
        hex::encode(FileEntry::of(&bytes).unwrap().digest),
        hex::encode(keys.enc()),
        hex::encode(keys.mac()),
        hex::encode(keys.dek()),
    )
}

/// The card as an emulator's image.
fn image(card: &TestCard) -> Image {
    let point = *card.chip.public().as_sec1();
    let contents = || card.signed.files().chain([(EF_CAN, CAN.as_bytes())]);
    let entries: BTreeMap<u16, FileEntry> = contents()
        .map(|(identifier, content)| (identifier, FileEntry::of(content).unwrap()))
        .collect();
    let files: BTreeMap<String, String> = contents()
        .map(|(identifier, content)| {
            let digest = hex::encode(entries[&identifier].digest);
            let content = hex::encode(content);
            let entry = format!(r#"{{ "sha256": "{digest}", "content": "{content}" }}"#);
            (format!("{identifier:04X}"), entry)
        })
        .collect();
    let files: Vec<String> = files
        .into_iter()
        .map(|(name, entry)| format!(r#""{name}": {entry}"#))
        .collect();
    let text = format!(
        r#"{{ "format": 3, "notice": "", "life_cycle": "05fa",
             "chip": {}, "pace_failures": 0, "erasing": false,
             "key": {{ "private": "{}", "public": "{}" }},
             "session": "{}", "manifest": "{}", "files": {{ {} }} }}"#,
        chip(),
        hex::encode(card.chip.to_bytes()),
        hex::encode(point),
        "5e".repeat(16),
        hex::encode(manifest_digest(&point, &entries)),
        files.join(", "),
    );
    Image::from_json(&text).unwrap()
}
