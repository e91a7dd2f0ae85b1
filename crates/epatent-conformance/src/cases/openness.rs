// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a card gives to somebody who has shown nothing, and in which order it checks.

use epatent_apdu::Command;

use crate::answer::{Answer, Checked};
use crate::bench::Bench;
use crate::case::{Case, Stage, case};

/// Status words of `card-profile.md` §5. `6Cxx` and `6F00` are those that no sound card needs.
fn is_in_table(status: u16) -> bool {
    matches!(
        status,
        0x9000 | 0x6100..=0x61FF | 0x6300 | 0x6282 | 0x6700 | 0x6883 | 0x6982 | 0x6984..=0x6988
            | 0x6A80 | 0x6A82 | 0x6A84 | 0x6A86 | 0x6A88 | 0x6B00 | 0x6D00 | 0x6E00
    )
}

/// Every INS with some P1 and both classes, each with and without data.
fn sweep(bench: &mut Bench<'_>, mut check: impl FnMut(&Answer) -> Checked) -> Checked {
    for class in [0x00, 0x80] {
        for instruction in 0..=0xFF_u8 {
            for p1 in [0x00, 0x02, 0x81, 0x9C] {
                for data in [Vec::new(), vec![0x01, 0x01], vec![0xA5; 64]] {
                    let command = Command::new(class, instruction, p1, 0x00);
                    check(&bench.one(&command.with_data(data).expecting(256))?)?;
                }
            }
        }
    }
    Ok(())
}

/// EF.CardAccess is all that anybody may have without an AID or a challenge.
fn nothing_is_given(bench: &mut Bench<'_>) -> Checked {
    let open = bench
        .known
        .file(crate::known::CARD_ACCESS)
        .unwrap_or_default();
    sweep(bench, |answer| {
        if answer.data.is_empty() || answer.data == open {
            Ok(())
        } else {
            Err(answer.wrong("no data"))
        }
    })
}

/// An order of checks: the first thing that is wrong is answered.
const ORDER: [(&str, Stage, &str, &str, u16); 8] = [
    (
        "EPC-ACC-04.1",
        Stage::Active,
        "CLA comes before INS",
        "60 FF 00 00 00",
        0x6E00,
    ),
    (
        "EPC-ACC-04.2",
        Stage::Active,
        "INS comes before P1 and P2",
        "00 FF 12 34 00",
        0x6D00,
    ),
    (
        "EPC-ACC-04.3",
        Stage::Active,
        "P1 and P2 come before the length",
        "00 88 01 00 01 AA 00",
        0x6A86,
    ),
    (
        "EPC-ACC-04.4",
        Stage::Active,
        "the length comes before the level",
        "00 88 00 00 01 AA 00",
        0x6700,
    ),
    (
        "EPC-ACC-04.5",
        Stage::Suspended,
        "the length comes before the state",
        "00 88 00 00 01 AA 00",
        0x6700,
    ),
    (
        "EPC-ACC-04.6",
        Stage::Active,
        "the state comes before the level",
        "80 D6 00 00 05 01 01 00 00 AA",
        0x6985,
    ),
    (
        "EPC-ACC-04.7",
        Stage::Perso,
        "the level comes before the data",
        "80 D6 00 00 05 FF FF FF FF AA",
        0x6982,
    ),
    (
        "EPC-ACC-04.8",
        Stage::Active,
        "the state comes before the data",
        "80 D6 00 00 05 FF FF FF FF AA",
        0x6985,
    ),
];

/// SELECT of files in the clear, all alike.
const IDENTIFIERS: [(&str, &str, &str); 6] = [
    ("EPC-ACC-05.1", "a data group that exists", "01 01"),
    (
        "EPC-ACC-05.2",
        "a data group that was never written",
        "01 06",
    ),
    ("EPC-ACC-05.3", "the security object", "01 1D"),
    ("EPC-ACC-05.4", "the access number", "00 12"),
    (
        "EPC-ACC-05.5",
        "an identifier that is not of this profile",
        "2F 01",
    ),
    ("EPC-ACC-05.6", "the master file", "3F 00"),
];

/// READ BINARY by short identifier in the clear, all alike.
const SHORT: [(&str, &str, &str); 5] = [
    ("EPC-ACC-06.1", "a data group that exists", "81 00"),
    (
        "EPC-ACC-06.2",
        "a data group that was never written",
        "86 00",
    ),
    (
        "EPC-ACC-06.3",
        "the security object beyond its end",
        "9D FF",
    ),
    (
        "EPC-ACC-06.4",
        "a short identifier that names no file",
        "9F 00",
    ),
    ("EPC-ACC-06.5", "the payments", "9E 00"),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, stage, title, digits, status) in ORDER {
        let title = format!("Of several faults, {title}");
        cases.push(case(id, stage, title, move |bench| {
            bench.send(digits)?.is(status)?;
            Ok(())
        }));
    }
    for (id, title, identifier) in IDENTIFIERS {
        let title = format!("SELECT of {title} in the clear is 6982");
        cases.push(case(id, Stage::Active, title, move |bench| {
            bench
                .send(&format!("00 A4 02 0C 02 {identifier}"))?
                .is(0x6982)?;
            Ok(())
        }));
    }
    for (id, title, parameters) in SHORT {
        let title = format!("READ BINARY of {title} in the clear is 6982");
        cases.push(case(id, Stage::Active, title, move |bench| {
            bench.send(&format!("00 B0 {parameters} 00"))?.is(0x6982)?;
            Ok(())
        }));
    }
    cases.extend([
        case(
            "EPC-ACC-05.7",
            Stage::Active,
            "SELECT of EF.CardAccess in the clear is 9000",
            |bench| {
                bench.send("00 A4 02 0C 02 01 1C")?.is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-ACC-06.6",
            Stage::Active,
            "READ BINARY by short identifier 1C in the clear brings EF.CardAccess",
            |bench| {
                let content = super::file(bench, crate::known::CARD_ACCESS)?;
                bench.send("00 B0 9C 00 16")?.equals(&content, 0x9000)?;
                Ok(())
            },
        )
        .also(&["EPC-PACE-03"]),
        case(
            "EPC-ACC-07.1",
            Stage::Active,
            "No command in the clear brings data of an ACTIVE card",
            nothing_is_given,
        ),
        case(
            "EPC-ACC-07.2",
            Stage::Suspended,
            "No command in the clear brings data of a SUSPENDED card",
            nothing_is_given,
        )
        .also(&["EPC-END-02"]),
        case(
            "EPC-ACC-08.1",
            Stage::Perso,
            "No command in the clear brings data of a card in PERSO",
            nothing_is_given,
        ),
        case(
            "EPC-ACC-08.2",
            Stage::Perso,
            "What was written cannot be read back under SCP03 before COMMIT",
            |bench| {
                bench.issuer(0x33)?;
                bench.write(0x0101, 0, &[0xC5; 40])?.is(0x9000)?;
                bench.give("00 A4 02 0C 02 01 01")?.is(0x6985)?;
                bench.give("00 B0 81 00 28")?.is(0x6985)?;
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-SW-01.1",
            Stage::Active,
            "An ACTIVE card answers with status words of the table only",
            only_known,
        ),
        case(
            "EPC-SW-01.2",
            Stage::Perso,
            "A card in PERSO answers with status words of the table only",
            only_known,
        ),
        case(
            "EPC-SW-01.3",
            Stage::Terminated,
            "A TERMINATED card answers with status words of the table only",
            only_known,
        ),
    ]);
    cases
}

fn only_known(bench: &mut Bench<'_>) -> Checked {
    sweep(bench, |answer| {
        if is_in_table(answer.status) {
            Ok(())
        } else {
            Err(answer.wrong("a status word of the table"))
        }
    })
}
