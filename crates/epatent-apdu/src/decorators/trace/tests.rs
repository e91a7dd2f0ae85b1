// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use crate::decorators::{Replay, Transcript};
use crate::test_support::{Respond, bytes};

/// The text of a conversation, as pairs of command and reply in hexadecimal.
fn text(exchanges: &[(&str, &str)]) -> String {
    let mut replies = exchanges.iter().map(|(_, reply)| bytes(reply));
    let card = Respond::new(move |_: &[u8]| replies.next().unwrap());
    let mut text = String::new();
    let mut tracing = Tracing::new(card, |traced: &Traced| text.push_str(&traced.to_string()));
    for (command, _) in exchanges {
        tracing.transmit(&bytes(command)).unwrap();
    }
    text
}

/// The lines with bytes of the last exchange.
#[track_caller]
fn last(exchanges: &[(&str, &str)]) -> (String, String) {
    let text = text(exchanges);
    let mut lines = text.lines().rev();
    let reply = lines.find(|line| line.starts_with('<')).unwrap();
    let command = lines.find(|line| line.starts_with('>')).unwrap();
    (command.to_owned(), reply.to_owned())
}

fn pair(command: &str, reply: &str) -> (String, String) {
    (command.to_owned(), reply.to_owned())
}

const SECRET: &str = "C0FFEE";
const SELECT: (&str, &str) = ("00A4040009F045504154454E540100", "6F009000");

#[test]
fn an_exchange_is_a_remark_and_a_line_each_way() {
    let expected = "# SELECT, in the clear\n> 00A4040009F045504154454E540100\n\
                    # 9000 (done), 2 bytes\n< 6F009000\n";
    assert_eq!(text(&[SELECT]), expected);
    let refused = text(&[("00A4020C02010100", "6982")]);
    assert!(
        refused.contains("# 6982 (security status not satisfied), 0 bytes\n< 6982\n"),
        "{refused}"
    );
}

#[test]
fn data_in_the_clear_are_told_where_they_are_public_and_left_out_everywhere_else() {
    let told = [
        "00A4040003C0FFEE00",
        "0022C1A403C0FFEE",
        "1086000003C0FFEE00",
        "0086000003C0FFEE00",
        "8050000003C0FFEE00",
        "8482330003C0FFEE",
    ];
    for command in told {
        let (seen, _) = last(&[(command, "9000")]);
        assert_eq!(seen, format!("> {command}"));
    }
    for instruction in 0..=0xFF_u8 {
        for class in ["00", "10", "80", "90", "04", "84", "94", "08", "20"] {
            let command = format!("{class}{instruction:02X}000003{SECRET}00");
            if told.iter().any(|told| told[..4] == command[..4]) {
                continue;
            }
            let public = [
                "00A4", "10A4", "0022", "1022", "0086", "1086", "8050", "9050",
            ];
            let channel = ["0482", "8482", "9482"];
            let (seen, reply) = last(&[(&command, &format!("{SECRET}9000"))]);
            if public.contains(&&command[..4]) || channel.contains(&&command[..4]) {
                continue;
            }
            assert!(!seen.contains(SECRET), "{seen}");
            assert!(seen.contains("[3 bytes left out]"), "{seen}");
            assert!(!reply.contains(SECRET), "{command}: {reply}");
        }
    }
}

#[test]
fn only_the_file_that_opens_the_channel_is_told_in_the_clear() {
    let reply = "C0FFEE6282";
    assert_eq!(last(&[("00B09C00DF", reply)]).1, "< C0FFEE6282");
    assert_eq!(last(&[("00B09D00DF", reply)]).1, "< [3 bytes left out]6282");
    let selected = ("00A4020C02011C", "9000");
    let other = ("00A4020C02011D", "9000");
    let refused = ("00A4020C02011C", "6A82");
    let next = ("00B00010DF", reply);
    assert_eq!(last(&[selected, next]).1, "< C0FFEE6282");
    assert_eq!(
        last(&[("00B09C00DF", "C0FFEE9000"), next]).1,
        "< C0FFEE6282"
    );
    for before in [other, refused, ("00B09D00DF", "C0FFEE9000")] {
        let (_, seen) = last(&[selected, before, next]);
        assert_eq!(seen, "< [3 bytes left out]6282", "{before:?}");
    }
}

#[test]
fn a_level_of_scp03_that_does_not_encrypt_tells_only_lengths() {
    for (level, command, reply) in [
        ("01", false, false),
        ("03", true, false),
        ("11", false, false),
        ("13", true, false),
        ("33", true, true),
    ] {
        let opened = format!("8482{level}0003C0FFEE");
        let (sent, came) = last(&[(&opened, "9000"), ("84D6000003C0FFEE00", "C0FFEE9000")]);
        assert_eq!(sent.contains(SECRET), command, "{level}: {sent}");
        assert_eq!(came.contains(SECRET), reply, "{level}: {came}");
        // A channel that was not opened, and one that is over.
        let refused = [
            (opened.as_str(), "6300"),
            ("84D6000003C0FFEE00", "C0FFEE9000"),
        ];
        assert!(!last(&refused).0.contains(SECRET));
        let over = [
            (opened.as_str(), "9000"),
            ("80500000081122334455667788", "9000"),
            ("84D6000003C0FFEE00", "C0FFEE9000"),
        ];
        assert!(!last(&over).0.contains(SECRET));
    }
}

#[test]
fn the_name_of_the_chip_is_left_out() {
    let reply = format!("{}0102039000", "AB".repeat(10));
    assert_eq!(
        last(&[("80500000081122334455667788", &reply)]),
        pair(
            "> 80500000081122334455667788",
            "< [10 bytes left out]0102039000"
        )
    );
    assert_eq!(
        last(&[("80500000081122334455667788", "ABAB9000")]).1,
        "< [2 bytes left out]9000"
    );
}

#[test]
fn under_pace_objects_are_told_and_whatever_else_a_card_says_is_left_out() {
    let command = "0CB09D000D9701DF8E08112233445566778800";
    let object = "8703C0FFEE990290009000";
    assert_eq!(
        last(&[(command, object)]),
        pair(&format!("> {command}"), &format!("< {object}"))
    );
    assert_eq!(
        last(&[(command, "C0FFEE9000")]).1,
        "< [3 bytes left out]9000"
    );
    assert_eq!(last(&[(command, "6982")]).1, "< 6982");
}

#[test]
fn get_response_is_treated_as_the_command_before_it() {
    let fetch = ("00C0000003", "C0FFEE9000");
    for (before, told) in [
        (
            ("0CB09D000D9701DF8E08112233445566778800", "8703C06103"),
            true,
        ),
        (("0CB09D000D9701DF8E08112233445566778800", "6103"), true),
        (
            ("0CB09D000D9701DF8E08112233445566778800", "C0FF6103"),
            false,
        ),
        (("00B09D00DF", "C06103"), false),
        (SELECT, true),
        (("8014000000", "6103"), false),
    ] {
        let (_, seen) = last(&[before, fetch]);
        assert_eq!(seen.contains(SECRET), told, "{before:?}: {seen}");
        let (_, again) = last(&[before, ("00C0000003", "0102036103"), fetch]);
        assert_eq!(again.contains(SECRET), told, "{before:?}: {again}");
    }
}

#[test]
fn an_extended_command_and_one_that_is_none_show_no_more() {
    let long = format!("80D60000000100{}0000", "AB".repeat(256));
    assert_eq!(
        last(&[(&long, "9000")]).0,
        "> 80D60000000100[256 bytes left out]0000"
    );
    assert_eq!(
        last(&[("80D6000009C0FFEE", "6700")]).0,
        "> 80D60000[4 bytes left out]"
    );
    assert_eq!(last(&[("80D6", "6700")]).0, "> 80D6");
}

#[test]
fn silence_and_a_reply_without_status_word_are_told_without_bytes() {
    struct Torn;
    impl Transport for Torn {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
            Err(TransportError::CardRemoved)
        }
    }
    let mut text = String::new();
    let mut torn = Tracing::new(Torn, |traced: &Traced| text.push_str(&traced.to_string()));
    assert!(torn.transmit(&bytes("00B09C00DF")).is_err());
    assert!(
        text.ends_with("# no reply: the card was removed\n"),
        "{text}"
    );
    assert_eq!(last(&[("00B09C00DF", "C0")]).1, "< [1 bytes left out]");
    assert_eq!(last(&[("00B09C00DF", "")]).1, "<");
}

#[test]
fn a_trace_that_left_nothing_out_is_a_transcript_and_replays() {
    let exchanges = [SELECT, ("00B09C00DF", "31006282"), ("0022C1A400", "9000")];
    let transcript: Transcript = text(&exchanges).parse().unwrap();
    let mut replay = Replay::new(transcript);
    for (command, reply) in exchanges {
        assert_eq!(replay.transmit(&bytes(command)), Ok(bytes(reply)));
    }
    assert!(replay.is_finished());
    assert!(
        text(&[("00B09D00DF", "31006282")])
            .parse::<Transcript>()
            .is_err()
    );
}
