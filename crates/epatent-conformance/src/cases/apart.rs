// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Channels kept apart: from one another, from the clear, and from what was selected before.

use epatent_apdu::Command;

use crate::answer::Checked;
use crate::bench::{Bench, Open, command};
use crate::case::{Case, Stage, case};

const SELECT: &str = "00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01";
const STATUS: &str = "80 14 00 00 00";
const READ_SO: &str = "00 B0 9D 00 01";

/// A channel is open at first and closed after something in the clear.
fn ended_by(
    bench: &mut Bench<'_>,
    digits: &str,
    status: u16,
    open: fn(&mut Bench<'_>) -> Checked,
    probe: &str,
) -> Checked {
    open(bench)?;
    bench.give(probe)?;
    let protected = bench.protect(&command(probe));
    bench.send(digits)?.is(status)?;
    bench.one(&protected)?.is(0x6982)?;
    Ok(())
}

fn pace(bench: &mut Bench<'_>) -> Checked {
    bench.pace()
}

fn issuer(bench: &mut Bench<'_>) -> Checked {
    bench.issuer(0x33)
}

/// Commands in the clear that end a channel.
const ENDS: [(&str, &str, &str, u16); 6] = [
    ("1", "SELECT of the applet", SELECT, 0x9000),
    (
        "2",
        "a command that is refused for its level",
        "00 A4 02 0C 02 01 01",
        0x6982,
    ),
    ("3", "an unknown class", "60 00 00 00", 0x6E00),
    ("4", "an unknown instruction", "00 FF 00 00", 0x6D00),
    (
        "5",
        "a GET RESPONSE that brings nothing",
        "00 C0 00 00 00",
        0x6985,
    ),
    ("6", "bytes that are no command", "00 A4 04", 0x6700),
];

/// A protected class without its channel.
const WITHOUT: [(&str, &str, &str); 6] = [
    (
        "EPC-ACC-13.1",
        "class 0C with no channel open",
        "0C B0 9D 00 0D 97 01 01 8E 08 00 00 00 00 00 00 00 00 00",
    ),
    (
        "EPC-ACC-13.2",
        "class 84 with no channel open",
        "84 14 00 00 08 00 00 00 00 00 00 00 00 00",
    ),
    (
        "EPC-ACC-13.3",
        "class 04 with no channel open",
        "04 A4 04 0C 08 00 00 00 00 00 00 00 00",
    ),
    (
        "EPC-ACC-13.4",
        "class 0C with an unknown instruction and no channel open",
        "0C FF 00 00",
    ),
    (
        "EPC-ACC-13.5",
        "class 84 without check bytes and with wrong P1 and P2",
        "84 14 FF FF",
    ),
    (
        "EPC-ACC-13.6",
        "a piece of class 1C with no channel open",
        "1C B0 9D 00 03 97 01 01",
    ),
];

/// Commands in the clear only, under a channel.
const CLEAR_ONLY: [(&str, &str, bool, &str); 7] = [
    (
        "EPC-ACC-15.1",
        "MSE:SET AT under PACE",
        true,
        "00 22 C1 A4 0F 80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02",
    ),
    (
        "EPC-ACC-15.2",
        "GENERAL AUTHENTICATE under PACE",
        true,
        "00 86 00 00 02 7C 00 00",
    ),
    (
        "EPC-ACC-15.3",
        "GET RESPONSE under PACE",
        true,
        "00 C0 00 00 00",
    ),
    (
        "EPC-ACC-15.4",
        "MSE:SET AT under SCP03",
        false,
        "00 22 C1 A4 0F 80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02",
    ),
    (
        "EPC-ACC-15.5",
        "GENERAL AUTHENTICATE under SCP03",
        false,
        "00 86 00 00 02 7C 00 00",
    ),
    (
        "EPC-ACC-15.6",
        "GET RESPONSE under SCP03",
        false,
        "00 C0 00 00 00",
    ),
    (
        "EPC-ACC-15.7",
        "INITIALIZE UPDATE under SCP03",
        false,
        "80 50 00 00 08 01 02 03 04 05 06 07 08 00",
    ),
];

/// The last of [`ENDS`] is no command.
fn of_number(number: &str, case: Case) -> Case {
    if number == "6" {
        case.malformed()
    } else {
        case
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, title, digits, status) in ENDS {
        cases.push(of_number(
            number,
            case(
                format!("EPC-ACC-12.{number}r"),
                Stage::Active,
                format!("The channel of PACE ends with {title} in the clear"),
                move |bench| ended_by(bench, digits, status, pace, READ_SO),
            ),
        ));
        cases.push(of_number(
            number,
            case(
                format!("EPC-ACC-12.{number}i"),
                Stage::Active,
                format!("The channel of SCP03 ends with {title} in the clear"),
                move |bench| ended_by(bench, digits, status, issuer, STATUS),
            ),
        ));
    }
    for (id, title, digits) in WITHOUT {
        cases.push(case(
            id,
            Stage::Active,
            format!("A command of {title} is 6982"),
            move |bench| {
                bench.send(digits)?.is(0x6982)?;
                Ok(())
            },
        ));
    }
    for (id, title, reader, digits) in CLEAR_ONLY {
        let title = format!("{title} is 6985, and the channel stays open");
        cases.push(case(id, Stage::Active, title, move |bench| {
            let probe = if reader { READ_SO } else { STATUS };
            if reader {
                bench.pace()?;
            } else {
                bench.issuer(0x33)?;
            }
            bench.give(digits)?.is(0x6985)?;
            let answer = bench.give(probe)?;
            let length = answer.data.len();
            answer.brings(length, 0x9000)?;
            Ok(())
        }));
    }
    cases.extend([
        case(
            "EPC-ACC-11.1",
            Stage::Active,
            "SCP03 that is opened ends PACE",
            |bench| {
                bench.pace()?;
                let protected = bench.protect(&command(READ_SO));
                bench.issuer(0x33)?;
                bench.one(&protected)?.is(0x6982)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-11.2",
            Stage::Active,
            "PACE that is opened ends SCP03",
            |bench| {
                bench.issuer(0x33)?;
                let protected = bench.protect(&command(STATUS));
                bench.pace()?;
                bench.one(&protected)?.is(0x6982)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-11.3",
            Stage::Active,
            "A second SCP03 ends the first",
            |bench| {
                bench.issuer(0x33)?;
                let protected = bench.protect(&command(STATUS));
                bench.issuer(0x01)?;
                bench.one(&protected)?.is(0x6982)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-12.7",
            Stage::Active,
            "A GET RESPONSE that brings data leaves the channel open",
            |bench| {
                bench.pace()?;
                let read = command("00 B0 9D 00 40");
                let mut short = bench.protect(&read);
                short.expected = Some(16);
                let first = bench.one(&short)?;
                let joined = bench.join(first)?;
                bench.opened(&read, joined)?.brings(64, 0x9000)?;
                bench.give(READ_SO)?.brings(1, 0x9000)?;
                Ok(())
            },
        )
        .also(&["EPC-SM-12"]),
        case(
            "EPC-ACC-13.7",
            Stage::Active,
            "A protected command between INITIALIZE UPDATE and EXTERNAL AUTHENTICATE is 6982",
            |bench| {
                let mut session = bench.begin(0x01)?;
                let status = session.protect(&command(STATUS));
                bench.one(&status)?.is(0x6982)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-13.8",
            Stage::Active,
            "Class 84 under PACE is 6982",
            |bench| {
                bench.pace()?;
                bench
                    .send("84 14 00 00 08 00 00 00 00 00 00 00 00 00")?
                    .is(0x6982)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-13.9",
            Stage::Active,
            "Class 0C under SCP03 is 6982",
            |bench| {
                bench.issuer(0x33)?;
                bench
                    .send("0C B0 9D 00 0D 97 01 01 8E 08 00 00 00 00 00 00 00 00 00")?
                    .is(0x6982)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-14.1",
            Stage::Active,
            "A file selected in the clear is not selected after PACE",
            |bench| {
                bench.send("00 A4 02 0C 02 01 1C")?.is(0x9000)?;
                bench.pace()?;
                bench.give("00 B0 00 00 01")?.is(0x6986)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-14.2",
            Stage::Active,
            "A file selected under PACE is not selected in the clear",
            |bench| {
                bench.pace()?;
                bench.give("00 A4 02 0C 02 01 1C")?.is(0x9000)?;
                bench.send("00 B0 00 00 01")?.is(0x6986)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-14.3",
            Stage::Active,
            "A file selected under PACE is not selected in the next channel",
            |bench| {
                bench.pace()?;
                bench.give("00 A4 02 0C 02 01 1D")?.is(0x9000)?;
                bench.pace()?;
                bench.give("00 B0 00 00 01")?.is(0x6986)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-14.4",
            Stage::Active,
            "A file selected under SCP03 is not selected in the clear",
            |bench| {
                bench.issuer(0x33)?;
                bench.give("00 A4 02 0C 02 01 1C")?.is(0x9000)?;
                bench.open = Open::Nothing;
                bench
                    .one(&Command::new(0x00, 0xB0, 0, 0).expecting(1))?
                    .is(0x6986)?;
                Ok(())
            },
        ),
    ]);
    cases
}
