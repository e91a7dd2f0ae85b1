// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Files: SELECT and READ BINARY, every boundary of offset, Le and length.

use epatent_apdu::Command;

use super::file;
use crate::answer::Checked;
use crate::bench::Bench;
use crate::case::{Case, Stage, case};
use crate::known::{CARD_ACCESS, Known, SECURITY_OBJECT};

/// SELECT of a file.
fn select(identifier: u16) -> Command {
    Command::new(0x00, 0xA4, 0x02, 0x0C).with_data(identifier.to_be_bytes().to_vec())
}

/// READ BINARY of the selected file.
fn read(offset: u16, expected: u32) -> Command {
    let [p1, p2] = offset.to_be_bytes();
    Command::new(0x00, 0xB0, p1, p2).expecting(expected)
}

/// A file of the bench in a Reader's channel, selected.
fn selected(bench: &mut Bench<'_>, identifier: u16) -> Checked<Vec<u8>> {
    let content = file(bench, identifier)?;
    bench.pace()?;
    bench.ask(&select(identifier))?.is(0x9000)?;
    Ok(content)
}

/// The first file for readers that is at least as long.
fn at_least(known: &Known, length: usize) -> Option<u16> {
    (0x0101..=0x0109)
        .chain([SECURITY_OBJECT])
        .find(|identifier| {
            let content = known.file(*identifier);
            content.is_some_and(|content| content.len() >= length)
        })
}

/// What one READ BINARY has to bring.
fn expect(bench: &mut Bench<'_>, content: &[u8], offset: u16, expected: u32) -> Checked {
    let answer = bench.ask(&read(offset, expected))?;
    let wanted = usize::try_from(expected).unwrap_or(usize::MAX);
    let rest = content.get(usize::from(offset)..);
    match rest {
        None => answer.is(0x6B00)?,
        Some(rest) => match rest.get(..wanted) {
            Some(part) => answer.equals(part, 0x9000)?,
            None => answer.equals(rest, 0x6282)?,
        },
    };
    Ok(())
}

fn length(content: &[u8]) -> u16 {
    u16::try_from(content.len()).unwrap_or(u16::MAX)
}

/// An ACTIVE card and a file of at least so many bytes, selected under PACE.
fn with_file(
    id: &'static str,
    at_least_bytes: usize,
    title: &str,
    check: impl Fn(&mut Bench<'_>, &[u8]) -> Checked + Send + Sync + 'static,
) -> Case {
    case(id, Stage::Active, title, move |bench| {
        let identifier = at_least(&bench.known, at_least_bytes).unwrap_or(SECURITY_OBJECT);
        let content = selected(bench, identifier)?;
        check(bench, &content)
    })
    .unless(move |known| match at_least(known, at_least_bytes) {
        Some(_) => None,
        None => Some("it has no file that is long enough"),
    })
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        with_file(
            "EPC-FILE-01.1",
            200,
            "Every byte of a file comes at its own offset",
            |bench, content| {
                for offset in 0..length(content).min(400) {
                    expect(bench, content, offset, 1)?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-FILE-01.2",
            Stage::Active,
            "Every file comes whole, read from its beginning to its end",
            |bench| {
                file(bench, SECURITY_OBJECT)?;
                let names: Vec<u16> = (0x0101..=0x0109)
                    .chain([CARD_ACCESS, SECURITY_OBJECT])
                    .collect();
                for identifier in names {
                    let Some(content) = bench.known.file(identifier) else {
                        continue;
                    };
                    bench.pace()?;
                    bench.ask(&select(identifier))?.is(0x9000)?;
                    let mut offset = 0_u16;
                    while offset < length(&content) {
                        expect(bench, &content, offset, 223)?;
                        offset = offset.saturating_add(223);
                    }
                }
                Ok(())
            },
        ),
        with_file(
            "EPC-READ-01.1",
            2,
            "READ BINARY with an offset reads the file selected last",
            |bench, _| {
                let other = file(bench, CARD_ACCESS)?;
                bench.ask(&select(CARD_ACCESS))?.is(0x9000)?;
                expect(bench, &other, 0, 22)
            },
        ),
        with_file(
            "EPC-READ-02.1",
            2,
            "A SELECT that finds no file ends the selection before it",
            |bench, _| {
                bench.ask(&select(0x01FF))?.is(0x6A82)?;
                bench.ask(&read(0, 1))?.is(0x6986)?;
                Ok(())
            },
        ),
        with_file(
            "EPC-READ-02.2",
            2,
            "SELECT of the applet ends the selection of a file",
            |bench, _| {
                bench
                    .give("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01")?
                    .is(0x9000)?;
                bench.ask(&read(0, 1))?.is(0x6986)?;
                Ok(())
            },
        ),
        with_file(
            "EPC-READ-02.3",
            2,
            "SELECT of another name ends the selection of a file",
            |bench, _| {
                bench.give("00 A4 04 0C 01 F0")?.is(0x6A82)?;
                bench.ask(&read(0, 1))?.is(0x6986)?;
                Ok(())
            },
        ),
        with_file(
            "EPC-READ-03.1",
            1,
            "Le 01 brings the one byte",
            |bench, content| expect(bench, content, 0, 1),
        ),
        with_file(
            "EPC-READ-03.2",
            255,
            "Le FF brings 255 bytes",
            |bench, content| expect(bench, content, 0, 255),
        ),
        with_file(
            "EPC-READ-03.3",
            256,
            "Le 00 brings 256 bytes, and 9000 where the file has no more and no less",
            |bench, content| expect(bench, content, 0, 256),
        ),
        with_file(
            "EPC-READ-03.4",
            300,
            "An offset above 255 is taken in both its bytes",
            |bench, content| expect(bench, content, 257, 16),
        ),
        with_file(
            "EPC-READ-03.5",
            2,
            "A READ that ends exactly with the file is 9000",
            |bench, content| {
                let last = length(content).saturating_sub(2);
                expect(bench, content, last, 2)
            },
        ),
        with_file(
            "EPC-READ-03.6",
            0x7FFF,
            "The last byte that 15 bits can address is read",
            |bench, content| expect(bench, content, 0x7FFE, 1),
        ),
        with_file(
            "EPC-READ-03.7",
            300,
            "Extended Le 0101 brings 257 bytes, in parts",
            |bench, content| expect(bench, content, 0, 257),
        ),
        with_file(
            "EPC-READ-03.8",
            300,
            "Extended Le 0000 asks for 65,536 bytes and brings the whole file",
            |bench, content| expect(bench, content, 0, 65_536),
        )
        .also(&["EPC-CHAIN-08"]),
        with_file(
            "EPC-READ-04.1",
            1,
            "One byte more than there is: the rest comes with 6282",
            |bench, content| {
                let last = length(content).saturating_sub(1);
                expect(bench, content, last, 2)
            },
        ),
        with_file(
            "EPC-READ-04.2",
            1,
            "Le 00 near the end brings the rest with 6282",
            |bench, content| {
                let offset = length(content).saturating_sub(100);
                expect(bench, content, offset, 256)
            },
        ),
        case(
            "EPC-READ-04.3",
            Stage::Active,
            "EF.CardAccess in the clear: Le 00 brings its 22 bytes with 6282",
            |bench| {
                let content = file(bench, CARD_ACCESS)?;
                bench.ask(&select(CARD_ACCESS))?.is(0x9000)?;
                expect(bench, &content, 0, 256)
            },
        ),
        with_file(
            "EPC-READ-05.1",
            1,
            "An offset equal to the length is 6282 without data",
            |bench, content| {
                bench.ask(&read(length(content), 1))?.is(0x6282)?;
                Ok(())
            },
        ),
        with_file(
            "EPC-READ-05.2",
            0x7FFF,
            "At the highest offset of all a file of the greatest length ends with 6282",
            |bench, _| {
                bench.ask(&read(0x7FFF, 256))?.is(0x6282)?;
                Ok(())
            },
        ),
        with_file(
            "EPC-READ-06.1",
            1,
            "An offset one beyond the length is 6B00",
            |bench, content| {
                bench
                    .ask(&read(length(content).saturating_add(1), 1))?
                    .is(0x6B00)?;
                Ok(())
            },
        ),
        case(
            "EPC-READ-06.2",
            Stage::Active,
            "The highest offset of all is 6B00 on a short file",
            |bench| {
                bench.ask(&select(CARD_ACCESS))?.is(0x9000)?;
                bench.ask(&read(0x7FFF, 1))?.is(0x6B00)?;
                Ok(())
            },
        ),
        case(
            "EPC-READ-06.3",
            Stage::Active,
            "By short identifier, an offset beyond the length is 6B00",
            |bench| {
                bench.give("00 B0 9C 17 01")?.is(0x6B00)?;
                Ok(())
            },
        ),
        case(
            "EPC-READ-07.1",
            Stage::Active,
            "READ BINARY with an offset and nothing selected is 6986 under PACE",
            |bench| {
                bench.pace()?;
                bench.ask(&read(0, 1))?.is(0x6986)?;
                Ok(())
            },
        ),
        case(
            "EPC-READ-07.2",
            Stage::Active,
            "READ BINARY with an offset and nothing selected is 6986 in the clear",
            |bench| {
                bench.ask(&read(0, 1))?.is(0x6986)?;
                Ok(())
            },
        ),
        case(
            "EPC-READ-08.1",
            Stage::Active,
            "READ BINARY by short identifier selects the file that it reads",
            |bench| {
                let content = file(bench, SECURITY_OBJECT)?;
                bench.pace()?;
                bench.give("00 B0 9D 00 01")?.brings(1, 0x9000)?;
                expect(bench, &content, 1, 16)
            },
        ),
        case(
            "EPC-READ-08.2",
            Stage::Active,
            "READ BINARY by short identifier takes the place of the file selected before",
            |bench| {
                let content = file(bench, CARD_ACCESS)?;
                selected(bench, SECURITY_OBJECT)?;
                bench.give("00 B0 9C 00 01")?.brings(1, 0x9000)?;
                expect(bench, &content, 1, 16)
            },
        ),
        wrong_bits("EPC-READ-09.1", "00 B0 BC 00 01", "bit 6"),
        wrong_bits("EPC-READ-09.2", "00 B0 DC 00 01", "bit 7"),
        wrong_bits("EPC-READ-09.3", "00 B0 FC 00 01", "bits 7 and 6"),
        case(
            "EPC-FILE-03.1",
            Stage::Active,
            "SELECT of a file that was never written is 6A82 at level Reader",
            |bench| {
                bench.pace()?;
                bench.ask(&select(0x0106))?.is(0x6A82)?;
                Ok(())
            },
        ),
        case(
            "EPC-FILE-03.2",
            Stage::Active,
            "READ BINARY by the short identifier of a file that was never written is 6A82",
            |bench| {
                bench.pace()?;
                bench.give("00 B0 86 00 01")?.is(0x6A82)?;
                Ok(())
            },
        ),
        case(
            "EPC-FILE-03.3",
            Stage::Active,
            "EF.Receipt does not exist",
            |bench| {
                bench.pace()?;
                bench.ask(&select(0x011F))?.is(0x6A82)?;
                Ok(())
            },
        ),
        case(
            "EPC-FILE-04.1",
            Stage::Active,
            "SELECT of EF.CAN at level Reader is 6A82",
            |bench| {
                bench.pace()?;
                bench.ask(&select(0x0012))?.is(0x6A82)?;
                bench.ask(&read(0, 6))?.is(0x6986)?;
                Ok(())
            },
        ),
        case(
            "EPC-FILE-04.2",
            Stage::Active,
            "No short identifier brings the access number",
            |bench| {
                bench.pace()?;
                let can = bench.can()?;
                for short in 0..=0x1F_u8 {
                    let answer =
                        bench.ask(&Command::new(0x00, 0xB0, 0x80 | short, 0).expecting(256))?;
                    if answer.data.windows(6).any(|part| part == can.as_bytes()) {
                        return Err(answer.wrong("a file without the access number"));
                    }
                }
                Ok(())
            },
        ),
        case(
            "EPC-FILE-05.1",
            Stage::Active,
            "Short identifier 00 names no file",
            |bench| {
                bench.pace()?;
                bench.give("00 B0 80 00 01")?.is(0x6A82)?;
                Ok(())
            },
        ),
        case(
            "EPC-FILE-05.2",
            Stage::Active,
            "Short identifier 1F names no file",
            |bench| {
                bench.pace()?;
                bench.give("00 B0 9F 00 01")?.is(0x6A82)?;
                Ok(())
            },
        ),
        case(
            "EPC-FILE-05.3",
            Stage::Active,
            "Short identifiers 0A to 1B name no file",
            |bench| {
                bench.pace()?;
                for short in 0x0A..=0x1B_u8 {
                    bench
                        .ask(&Command::new(0x00, 0xB0, 0x80 | short, 0).expecting(1))?
                        .is(0x6A82)?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-FILE-05.4",
            Stage::Active,
            "Each short identifier of the table reaches its own file",
            |bench| {
                bench.pace()?;
                for identifier in (0x0101..=0x0109).chain([CARD_ACCESS, SECURITY_OBJECT]) {
                    let Some(content) = bench.known.file(identifier) else {
                        continue;
                    };
                    let [_, short] = u16::to_be_bytes(identifier);
                    let answer =
                        bench.ask(&Command::new(0x00, 0xB0, 0x80 | short, 0).expecting(1))?;
                    answer.equals(content.get(..1).unwrap_or_default(), 0x9000)?;
                }
                Ok(())
            },
        ),
    ]
}

fn wrong_bits(id: &'static str, digits: &'static str, bits: &str) -> Case {
    let title = format!("READ BINARY with bit 8 and {bits} of P1 set is 6A86");
    case(id, Stage::Active, title, move |bench| {
        bench.send(digits)?.is(0x6A86)?;
        Ok(())
    })
}
