// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Identification: SELECT of the applet, and what says nothing of holder or card.

use crate::answer::{Checked, demand, spaced};
use crate::bench::{AID, Bench, bytes};
use crate::case::{Case, Stage, case};

/// SELECT of other names than the applet's.
const OTHER_NAMES: [(&str, &str, &str); 8] = [
    (
        "EPC-ID-02.1",
        "the name without its last byte",
        "00 A4 04 00 08 F0 45 50 41 54 45 4E 54 00",
    ),
    (
        "EPC-ID-02.2",
        "the name with a byte more",
        "00 A4 04 00 0A F0 45 50 41 54 45 4E 54 01 00 00",
    ),
    (
        "EPC-ID-02.3",
        "the first byte of the name",
        "00 A4 04 00 01 F0 00",
    ),
    (
        "EPC-ID-02.4",
        "the name with another version at its end",
        "00 A4 04 00 09 F0 45 50 41 54 45 4E 54 02 00",
    ),
    (
        "EPC-ID-02.5",
        "a name that differs in its first byte",
        "00 A4 04 00 09 D0 45 50 41 54 45 4E 54 01 00",
    ),
    (
        "EPC-ID-02.6",
        "the longest name, 16 bytes, that begins with the applet's",
        "00 A4 04 00 10 F0 45 50 41 54 45 4E 54 01 00 00 00 00 00 00 00 00",
    ),
    (
        "EPC-ID-02.7",
        "the end of the name without its beginning",
        "00 A4 04 00 08 45 50 41 54 45 4E 54 01 00",
    ),
    (
        "EPC-ID-02.8",
        "the name without its last byte, with no FCI asked for",
        "00 A4 04 0C 08 F0 45 50 41 54 45 4E 54",
    ),
];

/// The FCI of a card in this state.
fn fci(state: u8) -> Vec<u8> {
    bytes(&format!(
        "6F 13 84 09 {AID} A5 06 80 01 02 81 01 {state:02X}"
    ))
}

const SELECT: &str = "00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 00";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![
        in_state("EPC-ID-01.1", Stage::Blank),
        in_state("EPC-ID-01.2", Stage::Perso),
        in_state("EPC-ID-01.3", Stage::Active),
        in_state("EPC-ID-01.4", Stage::Suspended),
        in_state("EPC-ID-01.5", Stage::Terminated),
    ];
    for (id, title, command) in OTHER_NAMES {
        let title = format!("SELECT of {title} is 6A82");
        cases.push(case(id, Stage::Active, title, move |bench| {
            bench.send(command)?.is(0x6A82)?;
            Ok(())
        }));
    }
    cases.extend([
        case(
            "EPC-ID-03.1",
            Stage::Active,
            "With the exact Le of 21 the FCI comes whole",
            |bench| {
                bench
                    .send("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 15")?
                    .equals(&fci(0x05), 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-ID-03.2",
            Stage::Active,
            "The FCI is the same after another power-up",
            |bench| {
                bench.send(SELECT)?.equals(&fci(0x05), 0x9000)?;
                bench.reset()?;
                bench.send(SELECT)?.equals(&fci(0x05), 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-ID-03.3",
            Stage::Active,
            "The FCI under PACE is the one in the clear",
            |bench| {
                bench.pace()?;
                bench.give(SELECT)?.equals(&fci(0x05), 0x9000)?;
                Ok(())
            },
        )
        .also(&["EPC-ACC-01"]),
        case(
            "EPC-ID-04.1",
            Stage::Active,
            "SELECT with P2 00 and no Le brings no data",
            |bench| {
                bench
                    .send("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01")?
                    .is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-ID-04.2",
            Stage::Active,
            "SELECT with P2 0C brings no data although Le is there",
            |bench| {
                bench
                    .send("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01 00")?
                    .is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-ID-04.3",
            Stage::Active,
            "SELECT with P2 0C and no Le brings no data",
            |bench| {
                bench
                    .send("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01")?
                    .is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-ID-06.1",
            Stage::Active,
            "The answer to reset is one, and the same at each power-up",
            same_atr,
        ),
        case(
            "EPC-ID-06.2",
            Stage::Active,
            "The answer to reset does not hold the number of the chip",
            nameless_atr,
        ),
    ]);
    cases
}

fn in_state(id: &'static str, stage: Stage) -> Case {
    let title = format!(
        "SELECT of a card in {} brings the FCI with its state",
        stage.name()
    );
    case(id, stage, title, move |bench| {
        bench.send(SELECT)?.equals(&fci(stage.byte()), 0x9000)?;
        Ok(())
    })
    .also(&["EPC-ID-03"])
}

/// TS, T0 and the interface bytes that T0 announces, ISO/IEC 7816-3:2006 §8.
fn same_atr(bench: &mut Bench<'_>) -> Checked {
    let first = bench.target.answer_to_reset();
    demand(
        matches!(first.as_slice(), [0x3B | 0x3F, _, ..]) && first.len() <= 33,
        "reset",
        "an answer of 2 to 33 bytes that begins with 3B or 3F",
        &spaced(&first),
    )?;
    bench.reset()?;
    let second = bench.target.answer_to_reset();
    demand(first == second, "reset", &spaced(&first), &spaced(&second))
}

fn nameless_atr(bench: &mut Bench<'_>) -> Checked {
    let chip = bench.chip()?;
    let atr = bench.target.answer_to_reset();
    // Four bytes in a row are no accident.
    let named = chip
        .windows(4)
        .any(|part| part != [0; 4] && atr.windows(4).any(|bytes| bytes == part));
    demand(
        !named,
        "reset",
        "nothing of the diversification data",
        &spaced(&atr),
    )
}
