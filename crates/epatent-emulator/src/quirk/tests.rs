// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use epatent_apdu::profile::LifeCycle;
use epatent_apdu::{Command, StatusWord};
use hex_literal::hex;

use super::*;
use crate::Card;
use crate::testing::{active, office, terminal};

const READ: [u8; 5] = hex!("00 B0 9C 00 04");
const SELECT: [u8; 7] = hex!("00 A4 02 0C 02 01 1C");
const READ_ON: [u8; 5] = hex!("00 B0 00 00 01");

#[derive(Deserialize)]
struct List {
    quirk: Vec<Quirk>,
}

fn quirks(text: &str) -> Quirks {
    let list: List = toml::from_str(&format!("quirk = [{text}]")).unwrap();
    Quirks::new(list.quirk)
}

/// An ACTIVE card with quirks.
fn twisted(text: &str) -> Card {
    let mut card = active();
    card.twist(quirks(text));
    card
}

#[test]
fn without_a_quirk_that_fits_the_card_keeps_the_rules() {
    let mut honest = active();
    let mut card = twisted(r#"{ ins = "B0", p1 = "9D", skip = "6F00" }"#);
    for command in [&READ[..], &SELECT, &READ_ON, &[0x60], &[]] {
        assert_eq!(card.process(command), honest.process(command));
    }
}

#[test]
fn conditions_must_all_hold() {
    for (conditions, fits) in [
        (r#"cla = "00", ins = "A4", p1 = "02", p2 = "0C""#, true),
        (r#"ins = "B0 A4""#, true),
        (r#"data = "01""#, true),
        (r#"data = "01 1D""#, false),
        ("lc = [1, 2]", true),
        ("lc = [3]", false),
        ("le = 0", true),
        ("le = 1", false),
        (r#"state = "05", channel = "clear""#, true),
        (r#"state = "04""#, false),
        (r#"channel = "reader""#, false),
        (r#"sw = "6A82 9000""#, true),
        (r#"sw = "6A82""#, false),
        ("wire = true", true),
        ("extended = false, in-chain = false", true),
        ("extended = true", false),
        ("in-chain = true", false),
        ("after = 1", false),
        ("times = 0", false),
    ] {
        let mut card = twisted(&format!(
            "{{ {conditions}, reply = {{ status = \"6F00\" }} }}"
        ));
        let changed = card.process(&SELECT) == [0x6F, 0x00];
        assert_eq!(changed, fits, "{conditions}");
    }
}

#[test]
fn a_command_that_is_skipped_does_nothing() {
    let mut card = twisted(r#"{ ins = "A4", skip = "9000" }"#);
    assert_eq!(card.process(&SELECT), [0x90, 0x00]);
    assert_eq!(card.process(&READ_ON), [0x69, 0x86]);
}

#[test]
fn another_command_is_carried_out_in_its_place() {
    for change in [
        r#"run = "00 B0 9C 00 01""#,
        "expecting = 1",
        r#"parameters = "9C 00", expecting = 1"#,
    ] {
        let mut card = twisted(&format!("{{ ins = \"B0\", {change} }}"));
        assert_eq!(card.process(&READ).len(), 3, "{change}");
    }
    let mut card = twisted(r#"{ ins = "A4", patch = [[1, 29]] }"#);
    assert_eq!(card.process(&SELECT), [0x69, 0x82]);
    let mut card = twisted(r#"{ ins = "A4", cut-data = 1 }"#);
    assert_eq!(card.process(&SELECT), [0x67, 0x00]);
}

#[test]
fn what_a_command_ends_is_kept_and_what_it_leaves_is_lost() {
    let mut card = twisted(r#"{ ins = "A4", p1 = "04", keep = ["selection"] }"#);
    let _ = card.process(&SELECT);
    let _ = card.process(&hex!("00 A4 04 0C 01 F0"));
    assert_eq!(card.process(&READ_ON).len(), 3);

    let mut card = twisted(r#"{ ins = "A4", forget = ["selection"] }"#);
    let _ = card.process(&SELECT);
    assert_eq!(card.process(&READ_ON), [0x69, 0x86]);

    let mut card = twisted(r#"{ cla = "60", keep = ["channel"] }"#);
    let mut spoken = terminal(std::mem::replace(&mut card, active()));
    assert_eq!(spoken.card.process(&[0x60, 0, 0, 0]), [0x6E, 0x00]);
    let read = Command::new(0x00, 0xB0, 0x9D, 0x00).expecting(1);
    assert_eq!(spoken.exchange(&read).status, StatusWord::DONE);
}

#[test]
fn memory_and_replies_are_changed_inside_a_channel() {
    let text = r#"{ ins = "20", channel = "issuer", memory = [{ state = "05 FA" }], reply = { status = "6985" } }"#;
    let mut office = office(twisted(text));
    let suspend = Command::new(0x80, 0x20, 0, 0);
    assert_eq!(
        office.exchange(&suspend).status,
        StatusWord::CONDITIONS_NOT_SATISFIED
    );
    assert_eq!(office.card.life_cycle(), LifeCycle::Active);
}

#[test]
fn a_quirk_counts_the_commands_that_it_fits() {
    let mut card = twisted(r#"{ ins = "B0", after = 1, times = 2, skip = "6F00" }"#);
    let lengths: Vec<usize> = (0..4).map(|_| card.process(&READ).len()).collect();
    assert_eq!(lengths, [6, 2, 2, 6]);
}

#[test]
fn a_card_waits_as_long_as_it_is_told() {
    let mut card = twisted(r#"{ ins = "B0", wait = 3 }"#);
    let _ = card.process(&READ);
    assert_eq!(card.processing_time().as_secs(), 3);
}

#[test]
fn a_condition_on_the_channel_holds_on_the_wire_and_behind_it() {
    for (conditions, waits) in [
        (r#"channel = "reader", wire = true, ins = "B0""#, 3),
        (
            r#"channel = "reader", wire = false, cla = "00", ins = "B0""#,
            3,
        ),
        (r#"channel = "clear", ins = "B0""#, 0),
        (r#"channel = "issuer", ins = "B0""#, 0),
    ] {
        let mut spoken = terminal(twisted(&format!("{{ {conditions}, wait = 3 }}")));
        let read = Command::new(0x00, 0xB0, 0x9D, 0x00).expecting(1);
        assert_eq!(spoken.exchange(&read).status, StatusWord::DONE);
        assert_eq!(
            spoken.card.processing_time().as_secs(),
            waits,
            "{conditions}"
        );
    }
    for (conditions, waits) in [
        (r#"channel = "issuer", wire = true, ins = "20""#, 3),
        (
            r#"channel = "issuer", wire = false, cla = "80", ins = "20""#,
            3,
        ),
        (r#"channel = "clear", ins = "20""#, 0),
        (r#"channel = "reader", ins = "20""#, 0),
    ] {
        let mut office = office(twisted(&format!("{{ {conditions}, wait = 3 }}")));
        let suspend = Command::new(0x80, 0x20, 0, 0);
        assert_eq!(office.exchange(&suspend).status, StatusWord::DONE);
        assert_eq!(
            office.card.processing_time().as_secs(),
            waits,
            "{conditions}"
        );
    }
}

#[test]
fn a_command_may_be_carried_out_as_if_it_expected_nothing() {
    let mut card = twisted(r#"{ ins = "B0", expecting = 0 }"#);
    let [class, instruction, p1, p2, _] = READ;
    let expected = active().process(&[class, instruction, p1, p2]);
    assert_eq!(card.process(&READ), expected);
    assert_ne!(active().process(&READ), expected);
}

#[test]
fn unknown_words_are_refused() {
    for wrong in ["explode = true", r#"channel = "air""#, r#"keep = ["all"]"#] {
        let text = format!("quirk = [{{ {wrong} }}]");
        assert!(toml::from_str::<List>(&text).is_err(), "{wrong}");
    }
}

#[test]
fn quirks_that_watch_count_what_they_would_meet_and_change_nothing() {
    let list = r#"{ ins = "B0", skip = "6F00" }, { ins = "A4", sw = "6A82", reply = { status = "9000" } }, { ins = "84", forget = ["channel"] }"#;
    let list: List = toml::from_str(&format!("quirk = [{list}]")).unwrap();
    let mut card = active();
    card.twist(Quirks::watching(list.quirk));
    let mut honest = active();
    for command in [&READ[..], &SELECT, &READ_ON, &[0x60], &[]] {
        assert_eq!(card.process(command), honest.process(command));
    }
    let met: Vec<u64> = card.quirks().unwrap().met().collect();
    assert_eq!(met, [2, 0, 0]);
}

#[test]
fn a_chain_and_extended_lengths_are_told_apart_from_what_stands_alone_and_short() {
    let mut card = twisted(
        r#"{ in-chain = true, skip = "6F01" }, { extended = true, in-chain = false, skip = "6F02" }"#,
    );
    assert_eq!(card.process(&READ).len(), 6);
    let extended = hex!("00 B0 9C 00 00 00 04");
    assert_eq!(card.process(&extended), hex!("6F 02"));
    assert_eq!(card.process(&hex!("10 A4 04 0C 01 F0")), hex!("90 00"));
    assert_eq!(card.process(&READ), hex!("6F 01"));
}

#[test]
fn random_numbers_of_a_seed_come_again() {
    let update = hex!("80 50 00 00 08 01 02 03 04 05 06 07 08 00");
    let mut card = active();
    assert_ne!(card.process(&update), card.process(&update));
    let mut card = twisted(r#"{ ins = "50", reseed = 1 }"#);
    assert_eq!(card.process(&update), card.process(&update));
}

#[test]
fn an_issued_card_can_be_made_to_name_its_chip_and_goes_on_with_its_keys() {
    let update = hex!("80 50 00 00 08 01 02 03 04 05 06 07 08 00");
    for (quirk, named) in [("names-chip = true", true), ("names-chip = false", false)] {
        let mut card = twisted(&format!(r#"{{ ins = "50", reseed = 1, {quirk} }}"#));
        let mut honest = twisted(r#"{ ins = "50", reseed = 1 }"#);
        let (reply, own) = (card.process(&update), honest.process(&update));
        assert_eq!(reply[..10] != [0; 10], named);
        assert_eq!(reply[10..], own[10..]);
    }
}
