// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Chaining of commands, and responses in parts.

use epatent_apdu::Command;

use crate::answer::{Checked, demand};
use crate::bench::{Bench, bytes, command};
use crate::case::{Case, Stage, case};
use crate::known::Known;

/// What goes to the card in the clear, and what each of them is answered.
type Script = &'static [(&'static str, u16)];

const SELECT_REST: (&str, u16) = ("00 A4 04 0C 05 54 45 4E 54 01", 0x9000);
const SELECT_HEAD: (&str, u16) = ("10 A4 04 0C 04 F0 45 50 41", 0x9000);
const SELECT: (&str, u16) = ("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01", 0x9000);

const SCRIPTS: [(&str, Stage, &str, Script); 21] = [
    (
        "EPC-CHAIN-01.1",
        Stage::Active,
        "SELECT in two pieces is answered as in one",
        &[SELECT_HEAD, SELECT_REST],
    ),
    (
        "EPC-CHAIN-01.2",
        Stage::Active,
        "SELECT in nine pieces of one byte is answered as in one",
        &[
            ("10 A4 04 0C 01 F0", 0x9000),
            ("10 A4 04 0C 01 45", 0x9000),
            ("10 A4 04 0C 01 50", 0x9000),
            ("10 A4 04 0C 01 41", 0x9000),
            ("10 A4 04 0C 01 54", 0x9000),
            ("10 A4 04 0C 01 45", 0x9000),
            ("10 A4 04 0C 01 4E", 0x9000),
            ("10 A4 04 0C 01 54", 0x9000),
            ("00 A4 04 0C 01 01", 0x9000),
        ],
    ),
    (
        "EPC-CHAIN-01.3",
        Stage::Active,
        "The pieces are joined in their order",
        &[
            ("10 A4 04 0C 05 54 45 4E 54 01", 0x9000),
            ("00 A4 04 0C 04 F0 45 50 41", 0x6A82),
        ],
    ),
    (
        "EPC-CHAIN-02.1",
        Stage::Active,
        "The first piece of a command below its level is 6982",
        &[(
            "10 88 00 00 20 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF",
            0x6982,
        )],
    ),
    (
        "EPC-CHAIN-02.2",
        Stage::Active,
        "The first piece of a command that the state has not is 6985",
        &[("90 D6 00 00 04 01 01 00 00", 0x6985)],
    ),
    (
        "EPC-CHAIN-02.3",
        Stage::Active,
        "The first piece with wrong P1 and P2 is 6A86",
        &[("90 D6 01 00 04 01 01 00 00", 0x6A86)],
    ),
    (
        "EPC-CHAIN-02.4",
        Stage::Active,
        "The first piece of a SELECT names no file yet",
        &[("10 A4 02 0C 01 01", 0x9000), ("00 A4 02 0C 01 1C", 0x9000)],
    ),
    (
        "EPC-CHAIN-03.1",
        Stage::Active,
        "A piece before the last that has an Le is 6700",
        &[("10 A4 04 0C 04 F0 45 50 41 00", 0x6700)],
    ),
    (
        "EPC-CHAIN-03.2",
        Stage::Active,
        "A piece before the last without data is 6700",
        &[("10 A4 04 0C", 0x6700)],
    ),
    (
        "EPC-CHAIN-04.1",
        Stage::Active,
        "A first piece that leaves no room for another is 6700",
        &[("10 A4 02 0C 02 01 1C", 0x6700)],
    ),
    (
        "EPC-CHAIN-05.1",
        Stage::Active,
        "Another command inside a chain is 6883",
        &[SELECT_HEAD, ("00 B0 9C 00 16", 0x6883)],
    ),
    (
        "EPC-CHAIN-05.2",
        Stage::Active,
        "A piece of another command inside a chain is 6883",
        &[
            ("90 50 00 00 04 01 02 03 04", 0x9000),
            ("90 50 01 00 02 05 06", 0x6883),
        ],
    ),
    (
        "EPC-CHAIN-05.3",
        Stage::Active,
        "GET RESPONSE inside a chain is 6883",
        &[SELECT_HEAD, ("00 C0 00 00 00", 0x6883)],
    ),
    (
        "EPC-CHAIN-06.1",
        Stage::Active,
        "SELECT inside the chain of another command is run",
        &[("90 50 00 00 04 01 02 03 04", 0x9000), SELECT],
    ),
    (
        "EPC-CHAIN-06.2",
        Stage::Active,
        "After SELECT inside a chain the chain is void",
        &[
            ("90 50 00 00 04 01 02 03 04", 0x9000),
            SELECT,
            ("80 50 00 00 04 05 06 07 08 00", 0x6700),
        ],
    ),
    (
        "EPC-CHAIN-07.1",
        Stage::Active,
        "After a foreign command the chain is void",
        &[
            SELECT_HEAD,
            ("00 B0 9C 00 01", 0x6883),
            ("00 A4 04 0C 05 54 45 4E 54 01", 0x6A82),
        ],
    ),
    (
        "EPC-CHAIN-07.2",
        Stage::Active,
        "After a piece with an Le the chain is void",
        &[
            SELECT_HEAD,
            ("10 A4 04 0C 01 54 00", 0x6700),
            ("00 A4 04 0C 05 54 45 4E 54 01", 0x6A82),
        ],
    ),
    (
        "EPC-CHAIN-07.3",
        Stage::Active,
        "After an unknown class the chain is void",
        &[
            SELECT_HEAD,
            ("60 A4 04 0C 01 54", 0x6E00),
            ("00 A4 04 0C 05 54 45 4E 54 01", 0x6A82),
        ],
    ),
    (
        "EPC-CHAIN-11.1",
        Stage::Active,
        "GET RESPONSE with nothing waiting is 6985",
        &[("00 C0 00 00 00", 0x6985)],
    ),
    (
        "EPC-CHAIN-12.1",
        Stage::Active,
        "GENERAL AUTHENTICATE inside the chain of another command is 6883",
        &[SELECT_HEAD, ("10 86 00 00 02 7C 00 00", 0x6883)],
    ),
    (
        "EPC-CHAIN-11.2",
        Stage::Active,
        "GET RESPONSE after a response that was fetched to its end is 6985",
        &[SELECT, ("00 C0 00 00 00", 0x6985)],
    ),
];

const FCI: &str = "6F 13 84 09 F0 45 50 41 54 45 4E 54 01 A5 06 80 01 02 81 01 05";
const SELECT_FCI: &str = "00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, stage, title, script) in SCRIPTS {
        cases.push(case(id, stage, title, move |bench| {
            for (digits, status) in script {
                bench.send(digits)?.is(*status)?;
            }
            Ok(())
        }));
    }
    cases.extend([
        case(
            "EPC-CHAIN-01.4",
            Stage::Active,
            "A whole response comes after the last of several pieces",
            |bench| {
                bench.send("90 50 00 00 04 01 02 03 04")?.is(0x9000)?;
                bench
                    .send("80 50 00 00 04 05 06 07 08 00")?
                    .brings(29, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-CHAIN-04.2",
            Stage::Perso,
            "The piece that makes a chain longer than 4,096 bytes is 6700",
            |bench| {
                bench.issuer(0x33)?;
                // Sixteen pieces of 255 bytes are 4,080.
                for _ in 0..16 {
                    bench
                        .one(&Command::new(0x94, 0xD6, 0, 0).with_data(vec![0xA5; 255]))?
                        .is(0x9000)?;
                }
                bench
                    .one(&Command::new(0x94, 0xD6, 0, 0).with_data(vec![0xA5; 17]))?
                    .is(0x6700)?;
                Ok(())
            },
        ),
        case(
            "EPC-CHAIN-08.1",
            Stage::Active,
            "With Le 01 the first byte of the FCI comes with 6114",
            |bench| {
                bench
                    .send(&format!("{SELECT_FCI} 01"))?
                    .equals(&[0x6F], 0x6114)?;
                Ok(())
            },
        ),
        case(
            "EPC-CHAIN-08.2",
            Stage::Active,
            "A response with 256 bytes and more to come is 6100",
            |bench| {
                bench.pace()?;
                let read = command("00 B0 82 00 00 03 E8");
                let mut protected = bench.protect(&read);
                protected.expected = Some(256);
                bench.one(&protected)?.brings(256, 0x6100)?;
                Ok(())
            },
        )
        .unless(without_long_group),
        case(
            "EPC-CHAIN-09.1",
            Stage::Active,
            "GET RESPONSE brings part after part, then the status word of the command",
            |bench| {
                let mut fci = bench
                    .send(&format!("{SELECT_FCI} 05"))?
                    .brings(5, 0x6110)?
                    .data;
                fci.extend(bench.send("00 C0 00 00 08")?.brings(8, 0x6108)?.data);
                fci.extend(bench.send("00 C0 00 00 08")?.brings(8, 0x9000)?.data);
                demand(
                    fci == bytes(FCI),
                    "SELECT and GET RESPONSE",
                    FCI,
                    "other bytes",
                )
            },
        ),
        case(
            "EPC-CHAIN-09.2",
            Stage::Active,
            "GET RESPONSE with Le 00 brings all that waits",
            |bench| {
                bench.send(&format!("{SELECT_FCI} 05"))?.brings(5, 0x6110)?;
                bench.send("00 C0 00 00 00")?.brings(16, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-CHAIN-09.3",
            Stage::Active,
            "A response of over a thousand bytes comes whole in parts of 256",
            |bench| {
                let content = super::file(bench, 0x0102)?;
                bench.pace()?;
                bench
                    .give("00 B0 82 00 00 03 E8")?
                    .equals(content.get(..1_000).unwrap_or_default(), 0x9000)?;
                Ok(())
            },
        )
        .unless(without_long_group),
        case(
            "EPC-CHAIN-10.1",
            Stage::Active,
            "Another command makes void what waits",
            |bench| {
                bench.send(&format!("{SELECT_FCI} 05"))?.brings(5, 0x6110)?;
                bench.send("00 B0 9C 00 16")?.brings(22, 0x9000)?;
                bench.send("00 C0 00 00 10")?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-CHAIN-10.2",
            Stage::Active,
            "A command that is refused makes void what waits, too",
            |bench| {
                bench.send(&format!("{SELECT_FCI} 05"))?.brings(5, 0x6110)?;
                bench.send("60 00 00 00")?.is(0x6E00)?;
                bench.send("00 C0 00 00 10")?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-CHAIN-12.2",
            Stage::Active,
            "Two GENERAL AUTHENTICATE with bit 5 are two steps, not one",
            |bench| {
                bench.set_at(crate::pace::SET_AT)?.is(0x9000)?;
                bench.step(false, vec![0x7C])?.is(0x6A80)?;
                bench.step(false, vec![0x00])?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-CHAIN-15.1",
            Stage::Active,
            "A refused piece of a protected command is answered bare, and the channel ends",
            |bench| {
                bench.issuer(0x33)?;
                let status = bench.protect(&command("80 14 00 00 00"));
                bench
                    .one(&Command::new(0x94, 0xD6, 0, 0).with_data(vec![0xA5; 32]))?
                    .is(0x6985)?;
                bench.one(&status)?.is(0x6982)?;
                Ok(())
            },
        ),
        case(
            "EPC-CHAIN-15.2",
            Stage::Active,
            "A piece of a protected command with an Le is answered bare, and the channel ends",
            |bench| {
                bench.pace()?;
                let read = bench.protect(&command("00 B0 9D 00 01"));
                bench.send("1C B0 9D 00 03 97 01 01 00")?.is(0x6700)?;
                bench.one(&read)?.is(0x6982)?;
                Ok(())
            },
        ),
        case(
            "EPC-LIFE-07.1",
            Stage::Active,
            "A power-up ends the channel of PACE",
            |bench| ends_channel(bench, true),
        ),
        case(
            "EPC-LIFE-07.2",
            Stage::Active,
            "A power-up ends the channel of SCP03",
            |bench| ends_channel(bench, false),
        ),
        case(
            "EPC-LIFE-07.3",
            Stage::Active,
            "A power-up ends the selection of a file",
            |bench| {
                bench.send("00 A4 02 0C 02 01 1C")?.is(0x9000)?;
                bench.reset()?;
                bench.send("00 B0 00 00 01")?.is(0x6986)?;
                Ok(())
            },
        ),
        case(
            "EPC-LIFE-07.4",
            Stage::Active,
            "A power-up ends an unfinished chain",
            |bench| {
                bench.send(SELECT_HEAD.0)?.is(0x9000)?;
                bench.reset()?;
                bench.send(SELECT_REST.0)?.is(0x6A82)?;
                Ok(())
            },
        ),
        case(
            "EPC-LIFE-07.5",
            Stage::Active,
            "A power-up ends a response that waits",
            |bench| {
                bench.send(&format!("{SELECT_FCI} 05"))?.brings(5, 0x6110)?;
                bench.reset()?;
                bench.send("00 C0 00 00 10")?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-LIFE-07.6",
            Stage::Active,
            "A power-up ends a run of PACE",
            |bench| {
                bench.set_at(crate::pace::SET_AT)?.is(0x9000)?;
                bench.reset()?;
                bench.step(false, vec![0x7C, 0x00])?.is(0x6985)?;
                Ok(())
            },
        ),
    ]);
    cases
}

/// Data group 2 is the portrait, and longer than a thousand bytes where there is one.
fn without_long_group(known: &Known) -> Option<&'static str> {
    let long = known
        .file(0x0102)
        .is_some_and(|content| content.len() >= 1_000);
    (!long).then_some("its data group 2 has no thousand bytes")
}

fn ends_channel(bench: &mut Bench<'_>, reader: bool) -> Checked {
    let probe = command(if reader {
        "00 B0 9D 00 01"
    } else {
        "80 14 00 00 00"
    });
    if reader {
        bench.pace()?;
    } else {
        bench.issuer(0x33)?;
    }
    let protected = bench.protect(&probe);
    bench.reset()?;
    bench.one(&protected)?.is(0x6982)?;
    Ok(())
}
