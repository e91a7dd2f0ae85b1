// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::os::unix::fs::PermissionsExt;

use epatent_apdu::drive;
use epatent_apdu::flows::SelectApplet;
use epatent_apdu::profile::{LifeCycle, PROFILE};
use epatent_apdu::scp03::SecurityLevel;

use super::*;
use crate::testing::{CAN, active, blank, contents, files, in_state, rng};

fn refusal(text: &str) -> String {
    Image::from_json(text).unwrap_err().to_string()
}

#[test]
fn image_of_every_state_comes_back_as_the_same_card() {
    for state in LifeCycle::ALL {
        let card = in_state(state);
        let text = Image::of(&card).to_json();
        let back = Image::from_json(&text).unwrap().into_card(rng(1));
        assert_eq!(back.life_cycle(), state);
        assert_eq!(back.public_point(), card.public_point());
        assert!(back.memory().files().eq(card.memory().files()));
        assert_eq!(Image::of(&back).to_json(), text);
    }
}

#[test]
fn copies_of_the_life_cycle_that_disagree_survive_and_are_terminated() {
    let text = Image::of(&active()).to_json().replace("05fa", "05fb");
    let image = Image::from_json(&text).unwrap();
    assert_eq!(image.to_json(), text);
    assert_eq!(image.into_card(rng(1)).life_cycle(), LifeCycle::Terminated);
}

#[test]
fn format_of_tomorrow_is_refused_before_its_content_is_judged() {
    assert_eq!(
        refusal(r#"{"format": 4, "cells": []}"#),
        "card image of format 4; this program reads formats 1 to 3"
    );
}

fn kept(name: &str) -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/images");
    std::fs::read_to_string(directory.join(name)).unwrap()
}

#[test]
fn cards_of_format_1_that_were_not_issued_get_the_keys_of_the_lab() {
    for (name, state) in [
        ("format-1-blank.json", LifeCycle::Blank),
        ("format-1-perso.json", LifeCycle::Personalisation),
    ] {
        let text = kept(name);
        let card = Image::from_json(&text).unwrap().into_card(rng(1));
        assert_eq!(card.life_cycle(), state);
        assert_eq!(card.memory().chip(), *b"OLD-FORMAT");
        let mut reader = crate::InProcess::new(card);
        crate::testing::scp03(&mut reader, SecurityLevel::Full).unwrap();
        let saved = Image::of(reader.device()).to_json();
        assert!(saved.contains("\"format\": 3"));
        let again = Image::from_json(&saved).unwrap().into_card(rng(1));
        assert!(again.memory().files().eq(reader.device().memory().files()));
        assert_eq!(again.public_point(), reader.device().public_point());
    }
    let perso = Image::from_json(&kept("format-1-perso.json")).unwrap();
    assert_eq!(perso.into_card(rng(1)).memory().files().count(), 2);
}

#[test]
fn issued_card_of_format_1_is_refused_with_the_reason() {
    let text = kept("format-1-active.json");
    for (from, state) in [("05fa", "ACTIVE"), ("04fb", "SUSPENDED")] {
        let reason = refusal(&text.replace("05fa", from));
        assert!(
            reason.contains(state) && reason.contains("without an access number"),
            "{reason}"
        );
    }
    // One at its end gives nothing away in any edition.
    assert!(Image::from_json(&text.replace("05fa", "0cf3")).is_ok());
}

#[test]
fn issued_card_of_format_2_opens_as_a_card_of_today() {
    let text = kept("format-2-active.json");
    let card = Image::from_json(&text).unwrap().into_card(rng(1));
    assert_eq!(card.memory().pace_failures(), 2);
    let mut reader = crate::InProcess::new(card);
    let applet = drive(SelectApplet::new(), &mut reader).unwrap();
    assert_eq!((applet.profile, applet.state), (PROFILE, LifeCycle::Active));
    crate::testing::pace(&mut reader, CAN).unwrap();
    crate::testing::scp03(&mut reader, SecurityLevel::Full).unwrap();
    // It is written as a card of today, and what it holds is what it held.
    let saved = Image::of(reader.device()).to_json();
    let mut expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    let fields = expected.as_object_mut().unwrap();
    assert_eq!(fields.remove("sequence_counter").unwrap(), "000001");
    fields.insert("format".into(), 3.into());
    fields.insert("erasing".into(), false.into());
    fields.insert("pace_failures".into(), 0.into());
    let saved: serde_json::Value = serde_json::from_str(&saved).unwrap();
    assert_eq!(saved, expected);
}

#[test]
fn issued_card_of_format_2_without_an_access_number_is_refused() {
    let mut document: serde_json::Value =
        serde_json::from_str(&kept("format-2-active.json")).unwrap();
    document["files"].as_object_mut().unwrap().remove("0012");
    assert!(refusal(&document.to_string()).contains("without an access number"));
}

#[test]
fn terminated_card_of_an_older_format_is_erased_when_it_gets_power() {
    for name in ["format-1-active.json", "format-2-active.json"] {
        let text = kept(name).replace("05fa", "0cf3");
        let card = Image::from_json(&text).unwrap().into_card(rng(1));
        assert!(card.memory().is_erasing(), "{name}");
        assert!(!card.memory().holds_nothing(), "{name}");
        let reader = crate::InProcess::new(card);
        assert!(reader.device().memory().holds_nothing(), "{name}");
        assert!(!reader.device().memory().is_erasing(), "{name}");
        let again = Image::of(reader.device()).to_json();
        assert!(Image::from_json(&again).is_ok(), "{again}");
    }
}

// shows: EPC-END-05
#[test]
fn card_that_lost_power_in_its_erasure_goes_on_from_its_image() {
    for pages in 0.. {
        let mut reader = crate::InProcess::new(active());
        let channel = crate::testing::scp03(&mut reader, SecurityLevel::Mac).unwrap();
        let cut = crate::nvm::PowerCut::once(pages, crate::nvm::Torn::Old);
        reader.device_mut().cut_power(cut);
        let mut office = epatent_apdu::Link::new(&mut reader).with_channel(channel.channel);
        let told = drive(epatent_apdu::flows::Terminate::new(), &mut office);
        if told.is_ok() {
            assert!(pages > 30, "{pages}");
            break;
        }
        // The image is the memory as it is without power, but for the journal, which it does not
        // hold: whatever a transaction was to do is left out.
        let text = Image::of(reader.device()).to_json();
        let card = Image::from_json(&text).unwrap().into_card(rng(1));
        let state = card.life_cycle();
        let erasing = card.memory().is_erasing();
        let reader = crate::InProcess::new(card);
        if erasing {
            assert_eq!(state, LifeCycle::Terminated);
            assert!(reader.device().memory().holds_nothing(), "page {pages}");
        } else if state == LifeCycle::Active {
            assert!(reader.device().public_point().is_some());
        }
    }
}

#[test]
fn images_of_this_format_are_kept_and_come_back_letter_by_letter() {
    for name in [
        "format-3-active.json",
        "format-3-suspended.json",
        "format-3-terminated.json",
        "format-3-erasing.json",
    ] {
        let text = kept(name);
        let image = Image::from_json(&text).unwrap();
        assert_eq!(image.to_json(), text, "{name}");
        let erasing = image.memory().is_erasing();
        assert_eq!(erasing, name.contains("erasing"), "{name}");
        let card = crate::InProcess::new(image.into_card(rng(1))).into_device();
        let gone = card.life_cycle() == LifeCycle::Terminated;
        assert_eq!(card.memory().holds_nothing(), gone, "{name}");
    }
}

#[test]
fn every_hexadecimal_digit_that_changes_is_noticed_but_in_what_is_stored_once() {
    let text = Image::of(&active()).to_json();
    let body = text.find("\"chip\"").unwrap();
    for (place, digit) in text.char_indices().filter(|(place, digit)| {
        *place > body && digit.is_ascii_hexdigit() && (!digit.is_ascii_alphabetic())
    }) {
        let line = text[..place].lines().last().unwrap_or_default();
        let once = ["session", "manifest", "pace_failures"];
        if once
            .iter()
            .any(|name| line.contains(&format!("\"{name}\"")))
        {
            continue;
        }
        let mut other = text.clone();
        let changed = if digit == '0' { "1" } else { "0" };
        other.replace_range(place..=place, changed);
        assert!(Image::from_json(&other).is_err(), "byte {place}");
    }
}

#[test]
fn damage_is_refused_with_its_place() {
    let text = Image::of(&active()).to_json();
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        refusal(&text.replacen(from, to, 1))
    };
    assert_eq!(
        with("\"05fa\"", "\"05f\""),
        "damaged card image: life_cycle: Odd number of digits"
    );
    assert_eq!(
        with("\"05fa\"", "\"05fa00\""),
        "damaged card image: life_cycle: 3 bytes, not 2"
    );
    assert_eq!(
        with("\"0104\"", "\"0204\""),
        "damaged card image: files.0204: the card has no such file"
    );
    let content = format!("\"{}\"", hex::encode(&files()[&0x0104]));
    assert_eq!(
        with(&content, "\"ff\""),
        "damaged card image: files.0104.sha256: not the digest of the content"
    );
    assert_eq!(
        with(&content, "\"\""),
        "damaged card image: files.0104.content: 0 bytes, not 1 to 32767"
    );
    let start = text.find("\"private\": \"").unwrap() + 12;
    let mut zero = text.clone();
    zero.replace_range(start..start + 64, &"0".repeat(64));
    assert_eq!(
        refusal(&zero),
        "damaged card image: key.private: not a scalar of P-256"
    );
    assert!(with("\"notice\"", "\"note\"").contains("unknown field `note`"));
}

#[test]
fn image_cut_at_any_byte_is_refused() {
    let text = Image::of(&blank()).to_json();
    // The last byte is the line end, without which it is the same image.
    for length in 0..text.len() - 2 {
        assert!(refusal(&text[..length]).contains("line"), "{length}");
    }
}

#[test]
fn saved_image_is_readable_by_its_owner_only_and_leaves_nothing_beside_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    Image::of(&blank()).create(&path).unwrap();
    Image::of(&active()).save(&path).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    assert_eq!(
        Image::load(&path).unwrap().into_card(rng(1)).life_cycle(),
        LifeCycle::Active
    );
}

#[test]
fn new_image_never_replaces_a_card() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    Image::of(&active()).create(&path).unwrap();
    let error = Image::of(&blank()).create(&path).unwrap_err();
    assert!(matches!(error, ImageError::Exists { .. }), "{error}");
    assert_eq!(
        Image::load(&path).unwrap(),
        Image::from_json(&Image::of(&active()).to_json()).unwrap()
    );
}

#[test]
fn file_larger_than_any_image_is_refused_without_reading_it_all() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("card.json");
    std::fs::File::create(&path)
        .unwrap()
        .set_len(MAX_IMAGE + 1)
        .unwrap();
    assert!(matches!(Image::load(&path), Err(ImageError::TooLong)));
    std::fs::write(&path, b"\xFF\xFE").unwrap();
    assert!(matches!(
        Image::load(&path),
        Err(ImageError::NotText { offset: 0 })
    ));
}

#[test]
fn flip_changes_one_bit_of_one_file_or_says_that_it_cannot() {
    let mut image = Image::of(&active());
    assert!(image.flip(0x0103, 255));
    assert!(!image.flip(0x0103, 256));
    assert!(!image.flip(0x0105, 0));
    let card = image.into_card(rng(1));
    let differing: Vec<u16> = card
        .memory()
        .files()
        .filter(|(identifier, content)| contents()[identifier] != *content)
        .map(|(identifier, _)| identifier)
        .collect();
    assert_eq!(differing, [0x0103]);
    assert_eq!(
        card.memory().file(0x0103).unwrap()[255],
        files()[&0x0103][255] ^ 1
    );
}

#[test]
fn payments_that_are_no_records_are_refused() {
    for (content, good) in [
        ("000141", true),
        ("0001410002ffff", true),
        ("0000", false),
        ("000241", false),
        ("00014100", false),
        ("0401", false),
    ] {
        let bytes = hex::decode(content).unwrap();
        let entry = format!(
            r#""files": {{ "011E": {{ "sha256": "{}", "content": "{content}" }},"#,
            hex::encode(Sha256::digest(&bytes))
        );
        let text = Image::of(&active())
            .to_json()
            .replace("\"files\": {", &entry);
        assert_eq!(Image::from_json(&text).is_ok(), good, "{content}");
    }
}
