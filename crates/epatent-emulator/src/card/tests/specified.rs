// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Single facts of the specification that no other test here is about.

use epatent_apdu::flows::Personalise;
use epatent_apdu::profile::parse_signature;
use epatent_apdu::scp03::SecurityLevel;
use epatent_apdu::{FlowError, Link, drive};

use super::*;
use crate::InProcess;
use crate::nvm::{Cell, PowerCut, Torn};
use crate::testing::{CAN, pace};

// shows: EPC-ID-06
#[test]
fn every_card_of_the_product_has_the_same_answer_to_reset() {
    let others = (2..20).map(|seed| Card::blank(rng(seed)).atr().to_vec());
    assert!(
        others
            .chain([active().atr().to_vec()])
            .all(|atr| atr == blank().atr())
    );
}

// shows: EPC-ID-01
#[test]
fn applet_is_selected_by_its_name_in_every_state() {
    for state in LifeCycle::ALL {
        let fci = in_state(state).process(&hex!("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 00"));
        assert_eq!(
            fci.last_chunk(),
            Some(&[state.to_byte(), 0x90, 0x00]),
            "{state}"
        );
    }
}

// shows: EPC-KEY-01
#[test]
fn key_is_in_memory_before_its_point_is_told() {
    let mut card = office(blank());
    let command = Command::new(0x80, 0x12, 0, 0)
        .with_data(vec![1; 32])
        .expecting(256);
    let answer = ask(&mut card, &command);
    let mut memory = card.card.memory().clone();
    memory.power_up();
    let again = Card::with_memory(memory, rng(3));
    assert_eq!(again.public_point().unwrap(), answer[..65]);
}

// shows: EPC-PROOF-02
#[test]
fn both_proofs_of_the_chip_are_exact_der() {
    let mut lengths = std::collections::BTreeSet::new();
    let mut card = terminal(active());
    for nonce in 0..64_u8 {
        let command = Command::new(0x00, 0x88, 0, 0)
            .with_data([[nonce; 32], [2; 32]].concat())
            .expecting(256);
        let answer = ask(&mut card, &command);
        assert!(parse_signature(&answer[32..]).is_some(), "{nonce}");
        lengths.insert(answer.len());
    }
    assert!(
        lengths.len() > 1,
        "short and long integers came up: {lengths:?}"
    );
    let command = Command::new(0x80, 0x12, 0, 0)
        .with_data(vec![9; 32])
        .expecting(256);
    let answer = ask(&mut office(blank()), &command);
    assert!(parse_signature(&answer[65..]).is_some());
}

// shows: EPC-PROOF-06
#[test]
fn what_the_chip_signs_begins_with_its_purpose() {
    use epatent_apdu::profile::{CHIP_PROOF_PREFIX, KEY_PROOF_PREFIX};
    assert_ne!(CHIP_PROOF_PREFIX, KEY_PROOF_PREFIX);
    // A challenge that looks like the statement of a chip proof comes out as no chip proof.
    let mut card = office(blank());
    let command = Command::new(0x80, 0x12, 0, 0)
        .with_data(CHIP_PROOF_PREFIX.to_vec())
        .expecting(256);
    let answer = ask(&mut card, &command);
    let point = *answer.first_chunk().unwrap();
    let bare = [CHIP_PROOF_PREFIX.as_slice(), &point].concat();
    assert!(!verify(&point, &bare, &answer[65..]));
    assert!(verify(
        &point,
        &key_proof_statement(&CHIP_PROOF_PREFIX, &point),
        &answer[65..]
    ));
}

// shows: EPC-PERSO-08
#[test]
fn same_write_twice_leaves_the_same_file() {
    let mut card = in_perso();
    let write = Command::new(0x80, 0xD6, 0, 0).with_data(hex!("0103 0010 A1 A2 A3").to_vec());
    ask(&mut card, &write);
    let once = card.card.memory().file(0x0103).unwrap().to_vec();
    ask(&mut card, &write);
    assert_eq!(card.card.memory().file(0x0103).unwrap(), once);
    assert_eq!(once[0x10..0x13], hex!("A1 A2 A3"));
}

// shows: EPC-PERSO-13
#[test]
fn status_tells_what_the_memory_holds_and_not_what_was_sent() {
    let mut card = in_perso();
    let status = Command::new(0x80, 0x14, 0, 0).expecting(65_536);
    let before = ask(&mut card, &status);
    card.card
        .nvm
        .write(Cell::Content(0x0101), 0, &[0xEE])
        .unwrap();
    let after = ask(&mut card, &status);
    assert_eq!(before.len(), after.len());
    assert_ne!(before, after, "the digest of a file is that of its bytes");
}

// shows: EPC-PERSO-16
#[test]
fn abort_and_commit_of_another_session_change_nothing() {
    let mut card = in_perso();
    let before = card.card.memory().clone();
    for instruction in [0x18, 0x16] {
        let command = Command::new(0x80, instruction, 0, 0).with_data(vec![0xA5; 16]);
        let answer = status(&mut card, &command.encode().unwrap());
        assert_eq!(answer, StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    assert_eq!(*card.card.memory(), before);
}

// shows: EPC-CHAIN-11
#[test]
fn get_response_with_nothing_waiting_is_6985_in_every_state() {
    for state in LifeCycle::ALL {
        let answer = in_state(state).process(&hex!("00 C0 00 00 00"));
        assert_eq!(answer, hex!("6985"), "{state}");
    }
}

// shows: EPC-ACC-12
#[test]
fn get_response_that_brings_nothing_ends_the_channel() {
    let mut card = terminal(active());
    assert_eq!(card.card.process(&hex!("00 C0 00 00 00")), hex!("6985"));
    let read = card.wrap(&Command::new(0x00, 0xB0, 0x9D, 0).expecting(4));
    assert_eq!(card.card.process(&read.encode().unwrap()), hex!("6982"));
}

// shows: EPC-CHAIN-12
#[test]
fn step_of_pace_is_no_piece_of_a_chain() {
    let mut card = active();
    // Inside the chain of a SELECT, and on its own, where it is a step without a run.
    assert_eq!(card.process(&hex!("10 A4 04 00 02 F0 45")), hex!("9000"));
    assert_eq!(card.process(&hex!("10 86 00 00 02 7C 00 00")), hex!("6883"));
    assert_eq!(card.process(&hex!("10 86 00 00 02 7C 00 00")), hex!("6985"));
    assert_eq!(card.process(&hex!("00 86 00 00 02 7C 00 00")), hex!("6985"));
}

// shows: EPC-TIME-03, EPC-TIME-04, EPC-PACE-27
#[test]
fn count_of_failures_stays_at_its_end_over_power_loss_and_still_takes_the_right_number() {
    let mut card = active();
    card.nvm.write(Cell::PaceFailures, 0, &[u8::MAX]).unwrap();
    let mut reader = InProcess::new(card);
    for _ in 0..2 {
        pace(&mut reader, "999999").unwrap_err();
        reader.power_cycle();
        assert_eq!(reader.device().memory().pace_failures(), u8::MAX);
    }
    pace(&mut reader, CAN).unwrap();
    assert_eq!(reader.device().memory().pace_failures(), 0);
}

// shows: EPC-TIME-01, EPC-TIME-02
#[test]
fn card_waits_at_the_first_step_of_pace_and_nowhere_else() {
    use epatent_apdu::Transport as _;
    let mut reader = InProcess::new(active());
    for _ in 0..5 {
        pace(&mut reader, "999999").unwrap_err();
    }
    let set_at = epatent_apdu::pace::SetAt::can(None).command();
    let mut waited = Vec::new();
    for command in [
        set_at.encode().unwrap(),
        hex!("10 86 00 00 02 7C 00 00").to_vec(),
        hex!("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 00").to_vec(),
        hex!("00 B0 9C 00 00").to_vec(),
    ] {
        reader.transmit(&command).unwrap();
        waited.push(reader.device().processing_time().as_secs());
    }
    assert_eq!(waited, [0, 4, 0, 0]);
}

// shows: EPC-SW-01
#[test]
fn no_status_word_comes_that_is_not_in_the_table() {
    let page = include_str!("../../../../../applet-spec/card-profile.md");
    let section = page.split("## 5. Status words").nth(1).unwrap();
    let listed: Vec<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.get(..4))
        .filter(|word| word.starts_with(['6', '9']))
        .collect();
    assert!(listed.len() > 20, "{listed:?}");
    let mut random = rng(8);
    let mut seen = std::collections::BTreeSet::new();
    for state in LifeCycle::ALL {
        let mut card = in_state(state);
        for _ in 0..20_000 {
            let mut bytes = [0; 16];
            random.fill_bytes(&mut bytes);
            let rule = &crate::access::RULES[usize::from(bytes[0]) % crate::access::RULES.len()];
            let length = usize::from(bytes[1] % 17);
            let header = [rule.class, rule.instruction, bytes[2] & 0x9F, 0];
            let known = bytes[3] & 3 != 0;
            if known {
                bytes[..4].copy_from_slice(&header);
            }
            bytes[4] = bytes[5] % 12;
            let answer = card.process(&bytes[..length]);
            seen.insert(*answer.last_chunk::<2>().unwrap());
        }
    }
    for [sw1, sw2] in seen {
        let word = format!("{sw1:02X}{sw2:02X}");
        let found = listed.iter().any(|one| match one.strip_suffix("xx") {
            Some(first) => word.starts_with(first),
            None => *one == word,
        });
        assert!(found, "{word}");
    }
}

// shows: EPC-PERSO-17
#[test]
fn commit_without_access_number_card_access_or_security_object_is_6985_in_perso() {
    for missing in [0x0012, 0x011C, 0x011D] {
        let (card, point) = make_key(blank());
        let mut files = contents();
        files.remove(&missing);
        let mut reader = InProcess::new(card);
        let channel = crate::testing::scp03(&mut reader, SecurityLevel::Full)
            .unwrap()
            .channel;
        let mut link = Link::new(&mut reader).with_channel(channel);
        let flow = Personalise::new(SESSION, point, files).unwrap();
        let error = drive(flow, &mut link).unwrap_err();
        let refused = FlowError::Refused {
            command: "COMMIT",
            status: StatusWord::CONDITIONS_NOT_SATISFIED,
        };
        assert_eq!(error, refused, "{missing:04X}");
        let card = reader.into_device();
        assert_eq!(card.life_cycle(), LifeCycle::Personalisation);
    }
}

// shows: EPC-END-03, EPC-END-04, EPC-END-05
#[test]
fn terminate_changes_the_state_before_it_erases_and_erases_before_it_answers() {
    let whole = active();
    let files: Vec<(u16, Vec<u8>)> = whole
        .memory()
        .files()
        .map(|(identifier, content)| (identifier, content.to_vec()))
        .collect();
    let (mut before, mut during) = (0, 0);
    for pages in 0.. {
        let mut card = office(Card::with_memory(whole.memory().clone(), rng(5)));
        card.card.cut_power(PowerCut::once(pages, Torn::Old));
        let terminate = card.wrap(&Command::new(0x80, 0x24, 0, 0));
        let answer = card.card.process(&terminate.encode().unwrap());
        if card.card.has_power() {
            assert!(answer.ends_with(&hex!("9000")));
            assert!(card.card.memory().holds_nothing());
            break;
        }
        assert!(answer.is_empty());
        card.card.reset();
        match card.card.life_cycle() {
            LifeCycle::Active => {
                before += 1;
                let left: Vec<(u16, Vec<u8>)> = card
                    .card
                    .memory()
                    .files()
                    .map(|(identifier, content)| (identifier, content.to_vec()))
                    .collect();
                assert_eq!(left, files, "erased before the end, {pages} pages");
                assert!(card.card.public_point().is_some());
            }
            state => {
                during += 1;
                assert_eq!(state, LifeCycle::Terminated);
                assert!(card.card.memory().holds_nothing(), "{pages} pages");
            }
        }
    }
    assert!(
        before > 0 && during > 10,
        "{before} before, {during} during"
    );
}

/// A card in an open session with the files of the tests, before its issuer.
fn in_perso() -> crate::testing::Office {
    office(in_state(LifeCycle::Personalisation))
}
