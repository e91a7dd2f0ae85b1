// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Every command: class, instruction, parameters, lengths and Le.

mod rows;

use epatent_apdu::Command;

use crate::answer::Checked;
use crate::bench::Bench;
use crate::case::{Case, Stage, case};

/// One command in the clear and its refusal.
type Row = (&'static str, &'static str, &'static str, u16);

fn refused((id, title, digits, status): Row) -> Case {
    let title = format!("In the clear, {title} is {status:04X}");
    case(id, Stage::Active, title, move |bench| {
        bench.send(digits)?.is(status)?;
        Ok(())
    })
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = rows::UNKNOWN.into_iter().map(refused).collect();
    cases.extend(rows::PARAMETERS.into_iter().map(refused));
    for (id, title, header, length, expected) in rows::LENGTHS {
        let title = format!("In the clear, {title} is 6700");
        cases.push(case(id, Stage::Active, title, move |bench| {
            let mut command = crate::bench::command(header).with_data(vec![0xA5; length]);
            command.expected = expected.then_some(256);
            bench.one(&command)?.is(0x6700)?;
            Ok(())
        }));
    }
    cases.extend(
        rows::MALFORMED
            .into_iter()
            .map(|row| refused(row).malformed()),
    );
    let without = |(id, title, digits, status): Row| {
        let title = format!("{title} without Le is {status:04X}");
        case(id, Stage::Active, title, move |bench| {
            // Something has to wait for GET RESPONSE.
            bench.send("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 01")?;
            bench.send(digits)?.is(status)?;
            Ok(())
        })
    };
    cases.extend(rows::NO_LE.into_iter().map(without));
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
