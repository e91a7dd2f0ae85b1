// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every command: class, instruction, parameters, lengths and Le.

use epatent_apdu::Command;

use crate::answer::Checked;
use crate::bench::Bench;
use crate::case::{Case, Stage, case};

/// One command in the clear and its refusal.
type Row = (&'static str, &'static str, &'static str, u16);

/// Classes and instructions that are not of this profile.
const UNKNOWN: [Row; 15] = [
    (
        "EPC-CMD-01.1",
        "logical channel 1",
        "01 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6E00,
    ),
    (
        "EPC-CMD-01.2",
        "further logical channel 4",
        "40 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6E00,
    ),
    (
        "EPC-CMD-01.3",
        "secure messaging whose header is not authenticated",
        "08 B0 9D 00 0D 97 01 01 8E 08 00 00 00 00 00 00 00 00 00",
        0x6E00,
    ),
    (
        "EPC-CMD-01.4",
        "a personalisation command under the secure messaging of PACE",
        "8C 14 00 00 0A 8E 08 00 00 00 00 00 00 00 00 00",
        0x6E00,
    ),
    (
        "EPC-CMD-01.5",
        "a reserved class",
        "20 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6E00,
    ),
    (
        "EPC-CMD-01.6",
        "a class of the mobile network",
        "A0 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6E00,
    ),
    (
        "EPC-CMD-01.7",
        "the class that stands for a protocol selection",
        "FF 00 00 00",
        0x6E00,
    ),
    (
        "EPC-CMD-02.1",
        "STATUS with class 00",
        "00 14 00 00 00",
        0x6D00,
    ),
    (
        "EPC-CMD-02.2",
        "SELECT with class 80",
        "80 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        0x6D00,
    ),
    ("EPC-CMD-02.3", "GET DATA", "00 CA 00 66 00", 0x6D00),
    (
        "EPC-CMD-02.4",
        "VERIFY",
        "00 20 00 01 06 34 38 32 39 31 35",
        0x6D00,
    ),
    ("EPC-CMD-02.5", "UPDATE BINARY", "00 D6 00 00 01 AA", 0x6D00),
    ("EPC-CMD-02.6", "GET CHALLENGE", "00 84 00 00 08", 0x6D00),
    (
        "EPC-CMD-02.7",
        "READ BINARY with its odd instruction",
        "00 B1 00 00 04 54 02 00 00 00",
        0x6D00,
    ),
    (
        "EPC-CMD-02.8",
        "PUT KEY of the card manager",
        "80 D8 00 81 01 AA",
        0x6D00,
    ),
];

/// P1 and P2 that the tables do not have.
const PARAMETERS: [Row; 21] = [
    (
        "EPC-CMD-03.1",
        "SELECT with P1 00",
        "00 A4 00 0C 02 3F 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.2",
        "SELECT of a file with an FCI asked for",
        "00 A4 02 00 02 01 1C 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.3",
        "SELECT of the next applet of the name",
        "00 A4 04 02 09 F0 45 50 41 54 45 4E 54 01 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.4",
        "SELECT by path",
        "00 A4 08 0C 02 01 1C",
        0x6A86,
    ),
    (
        "EPC-CMD-03.5",
        "SELECT with an FCP asked for",
        "00 A4 04 04 09 F0 45 50 41 54 45 4E 54 01 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.6",
        "INTERNAL AUTHENTICATE with P1 01",
        "00 88 01 00 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.7",
        "INTERNAL AUTHENTICATE with P2 01",
        "00 88 00 01 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.8",
        "GET RESPONSE with P1 01",
        "00 C0 01 00 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.9",
        "GET RESPONSE with P2 01",
        "00 C0 00 01 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.10",
        "MSE that sets for another purpose than authentication",
        "00 22 41 A4 03 83 01 02",
        0x6A86,
    ),
    (
        "EPC-CMD-03.11",
        "MSE with another template than A4",
        "00 22 C1 B6 03 83 01 02",
        0x6A86,
    ),
    (
        "EPC-CMD-03.12",
        "GENERAL AUTHENTICATE with P1 01",
        "10 86 01 00 02 7C 00 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.13",
        "INITIALIZE UPDATE with P2 01",
        "80 50 00 01 08 01 02 03 04 05 06 07 08 00",
        0x6A86,
    ),
    (
        "EPC-CMD-03.14",
        "GENERATE KEY with P2 01",
        "80 12 00 01 00",
        0x6A86,
    ),
    ("EPC-CMD-03.15", "BEGIN with P1 01", "80 10 01 00", 0x6A86),
    (
        "EPC-CMD-03.16",
        "WRITE with an offset in P1 and P2",
        "80 D6 00 10 05 01 01 00 00 AA",
        0x6A86,
    ),
    (
        "EPC-CMD-03.17",
        "STATUS with P1 80",
        "80 14 80 00 00",
        0x6A86,
    ),
    ("EPC-CMD-03.18", "ABORT with P2 01", "80 18 00 01", 0x6A86),
    ("EPC-CMD-03.19", "COMMIT with P1 01", "80 16 01 00", 0x6A86),
    (
        "EPC-CMD-03.20",
        "APPEND RECORD with a record number",
        "80 E2 01 00 23",
        0x6A86,
    ),
    (
        "EPC-CMD-03.21",
        "TERMINATE with P1 01",
        "80 24 01 00",
        0x6A86,
    ),
];

/// Lengths that are not those of the tables: header, length of the data field, and whether there is an Le.
const LENGTHS: [(&str, &str, &str, usize, bool); 30] = [
    (
        "EPC-CMD-04.1",
        "SELECT of a file with one byte",
        "00 A4 02 0C",
        1,
        false,
    ),
    (
        "EPC-CMD-04.2",
        "SELECT of a file with three bytes",
        "00 A4 02 0C",
        3,
        false,
    ),
    (
        "EPC-CMD-04.3",
        "SELECT of a file without data",
        "00 A4 02 0C",
        0,
        false,
    ),
    (
        "EPC-CMD-04.4",
        "SELECT by a name of 17 bytes",
        "00 A4 04 00",
        17,
        true,
    ),
    ("EPC-CMD-04.5", "SELECT by no name", "00 A4 04 00", 0, true),
    (
        "EPC-CMD-04.6",
        "READ BINARY with data",
        "00 B0 9C 00",
        1,
        true,
    ),
    (
        "EPC-CMD-04.7",
        "INTERNAL AUTHENTICATE with 63 bytes",
        "00 88 00 00",
        63,
        true,
    ),
    (
        "EPC-CMD-04.8",
        "INTERNAL AUTHENTICATE with 65 bytes",
        "00 88 00 00",
        65,
        true,
    ),
    (
        "EPC-CMD-04.9",
        "INTERNAL AUTHENTICATE without data",
        "00 88 00 00",
        0,
        true,
    ),
    (
        "EPC-CMD-04.10",
        "GET RESPONSE with data",
        "00 C0 00 00",
        1,
        true,
    ),
    (
        "EPC-CMD-04.11",
        "MSE:SET AT without data",
        "00 22 C1 A4",
        0,
        false,
    ),
    (
        "EPC-CMD-04.12",
        "GENERAL AUTHENTICATE without data",
        "00 86 00 00",
        0,
        true,
    ),
    (
        "EPC-CMD-04.13",
        "INITIALIZE UPDATE with 7 bytes",
        "80 50 00 00",
        7,
        true,
    ),
    (
        "EPC-CMD-04.14",
        "INITIALIZE UPDATE with 9 bytes",
        "80 50 00 00",
        9,
        true,
    ),
    (
        "EPC-CMD-04.15",
        "EXTERNAL AUTHENTICATE with 15 bytes",
        "84 82 33 00",
        15,
        false,
    ),
    (
        "EPC-CMD-04.16",
        "EXTERNAL AUTHENTICATE with 17 bytes",
        "84 82 33 00",
        17,
        false,
    ),
    (
        "EPC-CMD-04.17",
        "GENERATE KEY with 31 bytes",
        "80 12 00 00",
        31,
        true,
    ),
    (
        "EPC-CMD-04.18",
        "GENERATE KEY with 33 bytes",
        "80 12 00 00",
        33,
        true,
    ),
    (
        "EPC-CMD-04.19",
        "BEGIN with 47 bytes",
        "80 10 00 00",
        47,
        false,
    ),
    (
        "EPC-CMD-04.20",
        "BEGIN with 49 bytes",
        "80 10 00 00",
        49,
        false,
    ),
    (
        "EPC-CMD-04.21",
        "WRITE without a byte for the file",
        "80 D6 00 00",
        4,
        false,
    ),
    ("EPC-CMD-04.22", "STATUS with data", "80 14 00 00", 1, true),
    (
        "EPC-CMD-04.23",
        "ABORT with 15 bytes",
        "80 18 00 00",
        15,
        false,
    ),
    (
        "EPC-CMD-04.24",
        "ABORT with 17 bytes",
        "80 18 00 00",
        17,
        false,
    ),
    (
        "EPC-CMD-04.25",
        "COMMIT with 15 bytes",
        "80 16 00 00",
        15,
        false,
    ),
    (
        "EPC-CMD-04.26",
        "COMMIT with 17 bytes",
        "80 16 00 00",
        17,
        false,
    ),
    (
        "EPC-CMD-04.27",
        "APPEND RECORD without a record",
        "80 E2 00 00",
        34,
        false,
    ),
    (
        "EPC-CMD-04.28",
        "SUSPEND with data",
        "80 20 00 00",
        1,
        false,
    ),
    (
        "EPC-CMD-04.29",
        "ACTIVATE with data",
        "80 22 00 00",
        1,
        false,
    ),
    (
        "EPC-CMD-04.30",
        "TERMINATE with data",
        "80 24 00 00",
        1,
        false,
    ),
];

/// Bytes that are no command APDU behind a good header, or no header.
const MALFORMED: [Row; 7] = [
    ("EPC-CMD-04.31", "a header of two bytes", "00 A4", 0x6700),
    (
        "EPC-CMD-04.32",
        "a header of three bytes",
        "00 A4 04",
        0x6700,
    ),
    (
        "EPC-CMD-04.33",
        "an Lc longer than the data",
        "00 A4 04 0C 0A F0 45 50 41 54 45 4E 54 01",
        0x6700,
    ),
    (
        "EPC-CMD-04.34",
        "two bytes behind the data in short form",
        "00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01 00 00",
        0x6700,
    ),
    (
        "EPC-CMD-04.35",
        "an extended length field that is cut",
        "00 A4 04 0C 00 00",
        0x6700,
    ),
    (
        "EPC-CMD-04.36",
        "an extended Lc of zero",
        "00 A4 04 0C 00 00 00 00 00 00",
        0x6700,
    ),
    (
        "EPC-CMD-04.37",
        "an extended Le of one byte",
        "00 A4 04 0C 00 00 09 F0 45 50 41 54 45 4E 54 01 00",
        0x6700,
    ),
];

/// Commands that need an Le, without it.
const NO_LE: [Row; 7] = [
    ("EPC-CMD-07.1", "READ BINARY", "00 B0 9C 00", 0x6700),
    (
        "EPC-CMD-07.2",
        "INTERNAL AUTHENTICATE",
        "00 88 00 00 40 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF",
        0x6700,
    ),
    (
        "EPC-CMD-07.3",
        "GENERAL AUTHENTICATE",
        "10 86 00 00 02 7C 00",
        0x6700,
    ),
    (
        "EPC-CMD-07.4",
        "INITIALIZE UPDATE",
        "80 50 00 00 08 01 02 03 04 05 06 07 08",
        0x6700,
    ),
    ("EPC-CMD-07.5", "STATUS", "80 14 00 00", 0x6700),
    (
        "EPC-CMD-07.6",
        "GENERATE KEY",
        "80 12 00 00 20 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF",
        0x6700,
    ),
    (
        "EPC-CMD-07.7",
        "GET RESPONSE with something waiting",
        "00 C0 00 00",
        0x6700,
    ),
];

fn refused((id, title, digits, status): Row) -> Case {
    let title = format!("In the clear, {title} is {status:04X}");
    case(id, Stage::Active, title, move |bench| {
        bench.send(digits)?.is(status)?;
        Ok(())
    })
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = UNKNOWN.into_iter().map(refused).collect();
    cases.extend(PARAMETERS.into_iter().map(refused));
    for (id, title, header, length, expected) in LENGTHS {
        let title = format!("In the clear, {title} is 6700");
        cases.push(case(id, Stage::Active, title, move |bench| {
            let mut command = crate::bench::command(header).with_data(vec![0xA5; length]);
            command.expected = expected.then_some(256);
            bench.one(&command)?.is(0x6700)?;
            Ok(())
        }));
    }
    cases.extend(MALFORMED.into_iter().map(|row| refused(row).malformed()));
    let without = |(id, title, digits, status): Row| {
        let title = format!("{title} without Le is {status:04X}");
        case(id, Stage::Active, title, move |bench| {
            // Something has to wait for GET RESPONSE.
            bench.send("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 01")?;
            bench.send(digits)?.is(status)?;
            Ok(())
        })
    };
    cases.extend(NO_LE.into_iter().map(without));
    cases.extend([
        case(
            "EPC-CMD-01.8",
            Stage::Active,
            "Of all 256 classes only those of the table are known",
            |bench| {
                for class in 0..=0xFF_u8 {
                    let known = matches!(class & !0x10, 0x00 | 0x80 | 0x0C | 0x04 | 0x84);
                    let answer = bench.one(&Command::new(class, 0xFF, 0, 0))?;
                    match (known, class & 0x04) {
                        (false, _) => answer.is(0x6E00)?,
                        (true, 0) => answer.is(0x6D00)?,
                        (true, _) => answer.is(0x6982)?,
                    };
                }
                Ok(())
            },
        )
        .also(&["EPC-ACC-13"]),
        case(
            "EPC-CMD-02.9",
            Stage::Active,
            "Of all 256 instructions only those of the tables are known",
            |bench| {
                for instruction in 0..=0xFF_u8 {
                    let iso = matches!(instruction, 0x22 | 0x86 | 0x88 | 0xA4 | 0xB0 | 0xC0);
                    let own = matches!(
                        instruction,
                        0x10 | 0x12 | 0x14 | 0x16 | 0x18 | 0x20 | 0x22 | 0x24 | 0x50 | 0xD6 | 0xE2
                    );
                    for (class, known) in [(0x00, iso), (0x80, own)] {
                        let answer = bench.one(&Command::new(class, instruction, 0x7F, 0xFF))?;
                        if (answer.status == 0x6D00) == known {
                            let expected = if known { "a known instruction" } else { "6D00" };
                            return Err(answer.wrong(expected));
                        }
                    }
                }
                Ok(())
            },
        ),
        case(
            "EPC-CMD-05.1",
            Stage::Active,
            "SELECT in extended form is answered as in short form",
            |bench| {
                let digits = "00 A4 04 00 00 00 09 F0 45 50 41 54 45 4E 54 01 00 00";
                bench.send(digits)?.brings(21, 0x9000)?;
                Ok(())
            },
        )
        .extended(),
        case(
            "EPC-CMD-05.2",
            Stage::Active,
            "READ BINARY with an extended Le brings as much as with a short one",
            |bench| {
                bench.send("00 B0 9C 00 00 00 16")?.brings(22, 0x9000)?;
                Ok(())
            },
        )
        .extended(),
        case(
            "EPC-CMD-05.3",
            Stage::Active,
            "INITIALIZE UPDATE in extended form is answered as in short form",
            |bench| {
                let digits = "80 50 00 00 00 00 08 01 02 03 04 05 06 07 08 00 00";
                bench.send(digits)?.brings(29, 0x9000)?;
                Ok(())
            },
        )
        .extended(),
        case(
            "EPC-CMD-05.4",
            Stage::Active,
            "An extended APDU of 4,096 data bytes is taken whole",
            |bench| probe(bench, 4_096, 0x6985),
        )
        .extended(),
        case(
            "EPC-CMD-06.1",
            Stage::Active,
            "An extended APDU of 4,097 data bytes is 6700",
            |bench| probe(bench, 4_097, 0x6700),
        )
        .extended(),
        case(
            "EPC-CMD-06.2",
            Stage::Active,
            "An extended APDU of 65,535 data bytes is 6700",
            |bench| probe(bench, 65_535, 0x6700),
        )
        .extended(),
        case(
            "EPC-CMD-06.3",
            Stage::Perso,
            "A WRITE of 4,075 file bytes at level 33 is carried out",
            |bench| {
                bench.issuer(0x33)?;
                bench.write(0x0102, 0, &[0xB7; 4_075])?.is(0x9000)?;
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-CMD-06.4",
            Stage::Perso,
            "A WRITE of 4,076 file bytes at level 33 is 6700",
            |bench| {
                bench.issuer(0x33)?;
                bench.write(0x0102, 0, &[0xB7; 4_076])?.is(0x6700)?;
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-CMD-08.1",
            Stage::Active,
            "SELECT of a file takes an Le that it does not need",
            |bench| {
                bench.send("00 A4 02 0C 02 01 1C 00")?.is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-CMD-08.2",
            Stage::Active,
            "MSE:SET AT takes an Le that it does not need",
            |bench| {
                bench
                    .send("00 22 C1 A4 0F 80 0A 04 00 7F 00 07 02 02 04 02 02 83 01 02 00")?
                    .is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-CMD-08.3",
            Stage::Active,
            "EXTERNAL AUTHENTICATE takes an Le that it does not need",
            |bench| {
                let mut session = bench.begin(0x33)?;
                let cryptogram = session.host_cryptogram;
                let command = session.authenticate(&cryptogram).expecting(256);
                bench.one(&command)?.is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-CMD-08.4",
            Stage::Perso,
            "WRITE at level 33 takes an Le that it does not need",
            |bench| {
                bench.issuer(0x33)?;
                bench.give("80 D6 00 00 05 01 01 00 00 AA 00")?.is(0x9000)?;
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-CMD-09.1",
            Stage::Active,
            "After any bytes of 2 to 40 in length the card takes the next command",
            |bench| {
                // One byte alone is no APDU to any reader, and a command to a virtual one.
                for length in 2..=40_usize {
                    for fill in [0x00, 0x55, 0xFF] {
                        bench.raw(&vec![fill; length])?;
                    }
                }
                bench.send("00 B0 9C 00 16")?.brings(22, 0x9000)?;
                Ok(())
            },
        )
        .malformed(),
        case(
            "EPC-CMD-10.1",
            Stage::Active,
            "Commands that are refused leave log and state as they were",
            |bench| {
                let before = bench.status()?.data;
                for digits in [
                    "80 20 00 00",
                    "80 24 00 00",
                    "80 D6 00 00 05 01 01 00 00 AA",
                ] {
                    bench.open = crate::bench::Open::Nothing;
                    bench.send(digits)?;
                }
                let after = bench.status()?;
                after.equals(&before, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-CMD-10.2",
            Stage::Perso,
            "WRITEs that are refused leave session and files as they were",
            |bench| {
                bench.issuer(0x33)?;
                bench.write(0x0101, 0, &[0xC1; 10])?.is(0x9000)?;
                let before = bench.status()?.data;
                for (identifier, offset) in
                    [(0x0101, 11), (0x0199, 0), (0x011E, 0), (0x0101, 0x7FFF)]
                {
                    let answer = bench.write(identifier, offset, &[0xC2; 3])?;
                    if answer.status == 0x9000 {
                        return Err(answer.wrong("a refusal"));
                    }
                }
                bench.status()?.equals(&before, 0x9000)?;
                Ok(())
            },
        )
        .destructive(),
    ]);
    cases
}

/// The probe of a reader: a WRITE of zeros in the clear, which no card carries out.
fn probe(bench: &mut Bench<'_>, length: usize, status: u16) -> Checked {
    bench
        .one(&Command::new(0x80, 0xD6, 0, 0).with_data(vec![0; length]))?
        .is(status)?;
    Ok(())
}
