// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `--trace` of a whole issue holds nothing of the holder, no number and no key.

use super::Office;
use epatent_testkit::chip;
use epatent_testkit::desk::CAN;
use epatent_testkit::fake_reader::FakeReader;

/// What the application and the office's folder know and a trace must not.
fn canaries(office: &Office) -> Vec<Vec<u8>> {
    let mut canaries: Vec<Vec<u8>> = [
        "Рахимов",
        "Фаррух",
        "Саидович",
        "RAKHIMOV",
        "FARRUKH",
        "1988-04-17",
        "401234567",
        "770912345616",
        "2600012345",
        "ВН1234567",
        CAN,
    ]
    .iter()
    .flat_map(|word| {
        let utf16: Vec<u16> = word.encode_utf16().collect();
        [
            word.as_bytes().to_vec(),
            utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
            utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        ]
    })
    .collect();
    let master = std::fs::read_to_string(office.path("store/card-master.key")).unwrap();
    let digits = master.lines().find(|line| !line.starts_with('#')).unwrap();
    canaries.push(hex::decode(digits).unwrap());
    canaries
}

/// The middle of a text in Base64, however it lies in what is encoded.
fn base64(bytes: &[u8]) -> Vec<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..3)
        .map(|skipped| {
            let whole = bytes[skipped..].chunks_exact(3);
            whole
                .flat_map(|group| {
                    let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
                    [18, 12, 6, 0].map(|shift| char::from(DIGITS[(bits >> shift) as usize & 63]))
                })
                .collect()
        })
        .collect()
}

#[track_caller]
fn holds_none_of(text: &str, canaries: &[Vec<u8>]) {
    let mut bytes = Vec::new();
    let mut remarks = String::new();
    for line in text.lines() {
        match line.strip_prefix(['<', '>']) {
            // A part that was left out stands in brackets.
            Some(digits) => {
                for told in digits.split(['[', ']']).step_by(2) {
                    bytes.extend(hex::decode(told.trim()).unwrap());
                    bytes.push(b'|');
                }
            }
            // Without the time, whose digits are any.
            None => remarks.push_str(line.rsplit_once('+').map_or(line, |(_, rest)| {
                rest.split_once(' ').map_or(rest, |(_, words)| words)
            })),
        }
    }
    assert!(bytes.len() > 1_000, "{text}");
    for canary in canaries {
        let found = |place: &[u8]| place.windows(canary.len()).any(|part| part == canary);
        assert!(!found(&bytes), "{}", String::from_utf8_lossy(canary));
        assert!(
            !found(remarks.as_bytes()),
            "{}",
            String::from_utf8_lossy(canary)
        );
        let in_hex = hex::encode(canary);
        assert!(!remarks.to_lowercase().contains(&in_hex), "{in_hex}");
        for encoded in base64(canary) {
            assert!(encoded.len() < 8 || !text.contains(&encoded), "{encoded}");
        }
    }
}

#[test]
fn a_trace_of_an_issue_in_either_language_holds_nothing_of_the_holder_no_number_and_no_key() {
    let office = Office::new();
    let canaries = canaries(&office);
    for (seed, language) in [(1, "en"), (2, "ru")] {
        let reader = FakeReader::with(chip::blank(seed));
        let file = office.path(language);
        let trace = ["--trace", file.to_str().unwrap(), "--lang", language];
        let ran = office.personalise(&reader.service(), &trace);
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        let text = std::fs::read_to_string(&file).unwrap();
        let sent = text.lines().filter(|line| line.starts_with('>')).count();
        assert_eq!(sent, reader.course().replies.len());
        for told in [
            "WRITE, under SCP03",
            "COMMIT",
            "INITIALIZE UPDATE",
            "powered off and on",
            "9000 (done)",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(
            text.contains("< [10 bytes left out]"),
            "the chip is named: {text}"
        );
        holds_none_of(&text, &canaries);
    }
}

#[test]
fn the_look_for_canaries_finds_them() {
    let canary = b"RAKHIMOV".to_vec();
    let long = format!("> {}\n", "00".repeat(1_000));
    for leak in [
        format!("> {}", hex::encode_upper(&canary)),
        "# +0.1 RAKHIMOV".to_owned(),
        "# +0.1 52414b48494d4f56".to_owned(),
        "# +0.1 eFJBS0hJTU9W".to_owned(),
    ] {
        let text = format!("{long}{leak}");
        let canaries = std::slice::from_ref(&canary);
        let found = std::panic::catch_unwind(|| holds_none_of(&text, canaries));
        assert!(found.is_err(), "{leak}");
    }
}
