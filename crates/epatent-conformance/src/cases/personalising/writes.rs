// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! WRITE: files, offsets and lengths.

use super::*;

/// Identifiers that WRITE does not write.
const NO_FILES: [(&str, &str, u16); 8] = [
    ("EPC-PERSO-04.1", "identifier 0000", 0x0000),
    ("EPC-PERSO-04.2", "group 0, 0100", 0x0100),
    ("EPC-PERSO-04.3", "group 10, 010A", 0x010A),
    (
        "EPC-PERSO-04.4",
        "the identifier before EF.CardAccess, 011B",
        0x011B,
    ),
    (
        "EPC-PERSO-04.5",
        "the identifier after EF.CAN, 0013",
        0x0013,
    ),
    ("EPC-PERSO-04.6", "the master file, 3F00", 0x3F00),
    ("EPC-FILE-06.1", "EF.Payments", 0x011E),
    ("EPC-FILE-06.2", "EF.Receipt", 0x011F),
];

/// Contents that are no access number.
const NO_NUMBERS: [(&str, &str, usize, &[u8]); 6] = [
    ("EPC-PERSO-09.1", "five digits", 0, b"48291"),
    ("EPC-PERSO-09.2", "seven digits", 0, b"4829150"),
    ("EPC-PERSO-09.3", "a letter among the digits", 0, b"48291A"),
    ("EPC-PERSO-09.4", "six digits at offset 1", 1, b"482915"),
    (
        "EPC-PERSO-09.5",
        "six binary digits",
        0,
        &[4, 8, 2, 9, 1, 5],
    ),
    ("EPC-PERSO-09.6", "five digits and a space", 0, b"4829 5"),
];

pub(super) fn writes() -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, title, identifier) in NO_FILES {
        cases.push(perso(
            id,
            format!("WRITE of {title} is 6A82"),
            move |bench| {
                bench.write(identifier, 0, &[0xAA])?.is(0x6A82)?;
                shows(bench, &BTreeMap::new())
            },
        ));
    }
    for (id, title, offset, content) in NO_NUMBERS {
        cases.push(perso(
            id,
            format!("WRITE of {title} to EF.CAN is 6A80"),
            move |bench| {
                bench.write(CAN, offset, content)?.is(0x6A80)?;
                shows(bench, &BTreeMap::new())
            },
        ));
    }
    cases.extend([
        perso(
            "EPC-PERSO-04.7",
            "WRITE takes each of the files of the table",
            |bench| {
                let names: Vec<u16> = (0x0101..=0x0109)
                    .chain([CARD_ACCESS, SECURITY_OBJECT])
                    .collect();
                let mut files = one(CAN, b"000000");
                bench.write(CAN, 0, b"000000")?.is(0x9000)?;
                for identifier in names {
                    bench.write(identifier, 0, &[0xAB])?.is(0x9000)?;
                    files.insert(identifier, vec![0xAB]);
                }
                shows(bench, &files)
            },
        ),
        perso(
            "EPC-PERSO-05.1",
            "WRITE at offset 1 of a file that does not exist is 6B00",
            |bench| {
                bench.write(0x0101, 1, &[0xAA])?.is(0x6B00)?;
                shows(bench, &BTreeMap::new())
            },
        ),
        perso(
            "EPC-PERSO-05.2",
            "WRITE one byte beyond the length is 6B00",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                bench.write(0x0101, 6, &[0xBB])?.is(0x6B00)?;
                shows(bench, &one(0x0101, &[0xAA; 5]))
            },
        ),
        perso(
            "EPC-PERSO-05.3",
            "WRITE at the length makes the file longer",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                bench.write(0x0101, 5, &[0xBB])?.is(0x9000)?;
                shows(bench, &one(0x0101, &[0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xBB]))
            },
        ),
        perso("EPC-FILE-02.1", "A file of 1 byte is taken", |bench| {
            bench.write(0x0104, 0, &[0x42])?.is(0x9000)?;
            shows(bench, &one(0x0104, &[0x42]))
        }),
        perso(
            "EPC-FILE-02.2",
            "A file of 32,767 bytes is taken",
            |bench| {
                let content: Vec<u8> = (0..=250_u8).cycle().take(0x7FFF).collect();
                bench.write_file(0x0109, &content)?;
                shows(bench, &one(0x0109, &content))
            },
        )
        .also(&["EPC-PERSO-13"]),
        perso(
            "EPC-PERSO-06.1",
            "A byte beyond 32,767 is 6A84, and nothing of the WRITE is written",
            |bench| {
                let mut content: Vec<u8> = (0..=250_u8).cycle().take(0x7FFE).collect();
                bench.write_file(0x0109, &content)?;
                bench.write(0x0109, 0x7FFE, &[0xD1, 0xD2])?.is(0x6A84)?;
                shows(bench, &one(0x0109, &content))?;
                bench.write(0x0109, 0x7FFE, &[0xD1])?.is(0x9000)?;
                content.push(0xD1);
                shows(bench, &one(0x0109, &content))
            },
        ),
        perso(
            "EPC-PERSO-07.1",
            "WRITE within a file leaves its length",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                bench.write(0x0101, 1, &[0xBB, 0xCC])?.is(0x9000)?;
                shows(bench, &one(0x0101, &[0xAA, 0xBB, 0xCC, 0xAA, 0xAA]))
            },
        ),
        perso(
            "EPC-PERSO-07.2",
            "WRITE over the end of a file makes it longer",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                bench.write(0x0101, 4, &[0xBB, 0xCC])?.is(0x9000)?;
                shows(bench, &one(0x0101, &[0xAA, 0xAA, 0xAA, 0xAA, 0xBB, 0xCC]))
            },
        ),
        perso(
            "EPC-PERSO-07.3",
            "WRITE of one file leaves another as it is",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                bench.write(0x0102, 0, &[0xBB; 6])?.is(0x9000)?;
                let mut files = one(0x0101, &[0xAA; 5]);
                files.insert(0x0102, vec![0xBB; 6]);
                shows(bench, &files)
            },
        ),
        perso(
            "EPC-PERSO-07.4",
            "A file at 255, 256 and 257 bytes has exactly these lengths",
            |bench| {
                for length in [255_usize, 256, 257] {
                    bench.write(0x0103, 0, &vec![0xE7; length])?.is(0x9000)?;
                    shows(bench, &one(0x0103, &vec![0xE7; length]))?;
                }
                Ok(())
            },
        ),
        perso(
            "EPC-PERSO-08.1",
            "The same WRITE twice leaves the file of once",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                for _ in 0..2 {
                    bench.write(0x0101, 5, &[0xBB; 3])?.is(0x9000)?;
                }
                shows(
                    bench,
                    &one(0x0101, &[0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xBB, 0xBB, 0xBB]),
                )
            },
        ),
        perso(
            "EPC-PERSO-09.7",
            "EF.CAN takes another six digits in the place of six",
            |bench| {
                bench.write(CAN, 0, b"000000")?.is(0x9000)?;
                bench.write(CAN, 0, b"999999")?.is(0x9000)?;
                shows(bench, &one(CAN, b"999999"))
            },
        ),
        perso(
            "EPC-PERSO-13.1",
            "The digest of STATUS follows every byte that is written",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 64])?.is(0x9000)?;
                bench.write(0x0101, 63, &[0xAB])?.is(0x9000)?;
                let mut content = vec![0xAA; 63];
                content.push(0xAB);
                shows(bench, &one(0x0101, &content))
            },
        ),
    ]);
    cases
}
