// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keys, sessions, WRITE, STATUS, ABORT and COMMIT.

use std::collections::BTreeMap;

use epatent_apdu::{Command, profile};

use crate::answer::{Answer, Checked, demand};
use crate::bench::Bench;
use crate::case::{Case, Stage, case};
use crate::known::{
    CAN, CARD_ACCESS, CARD_ACCESS_BYTES, SECURITY_OBJECT, bench_files, entry, manifest,
};

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

/// STATUS of a card in the bench's session with these files.
fn expected_status(bench: &Bench<'_>, files: &BTreeMap<u16, Vec<u8>>) -> Vec<u8> {
    let point = bench.known.point().unwrap_or([0; 65]);
    let count = u8::try_from(files.len()).unwrap_or(u8::MAX);
    let entries: Vec<u8> = files
        .iter()
        .flat_map(|(identifier, content)| entry(*identifier, content))
        .collect();
    [
        &[0x03][..],
        &Bench::SESSION,
        &manifest(&point, &bench_files()),
        &[0x41],
        &point,
        &[count],
        &entries,
    ]
    .concat()
}

/// An open session in which STATUS has to show these files.
fn shows(bench: &mut Bench<'_>, files: &BTreeMap<u16, Vec<u8>>) -> Checked {
    let expected = expected_status(bench, files);
    bench.status()?.equals(&expected, 0x9000)?;
    Ok(())
}

/// Only this file.
fn one(identifier: u16, content: &[u8]) -> BTreeMap<u16, Vec<u8>> {
    BTreeMap::from([(identifier, content.to_vec())])
}

fn perso(
    id: &'static str,
    title: impl Into<String>,
    run: impl Fn(&mut Bench<'_>) -> Checked + Send + Sync + 'static,
) -> Case {
    case(id, Stage::Perso, title, move |bench| {
        bench.issuer(0x33)?;
        run(bench)
    })
    .destructive()
}

fn keyed(
    id: &'static str,
    stage: Stage,
    title: &str,
    run: impl Fn(&mut Bench<'_>) -> Checked + Send + Sync + 'static,
) -> Case {
    case(id, stage, title, run).destructive()
}

fn begin(bench: &mut Bench<'_>, session: &[u8; 16], digest: &[u8; 32]) -> Checked<Answer> {
    let data = [&session[..], digest].concat();
    bench.ask(&Command::new(0x80, 0x10, 0, 0).with_data(data))
}

/// ABORT or COMMIT.
fn with_session(bench: &mut Bench<'_>, instruction: u8, session: &[u8; 16]) -> Checked<Answer> {
    bench.ask(&Command::new(0x80, instruction, 0, 0).with_data(session.to_vec()))
}

/// GENERATE KEY with this challenge: point, and signature.
fn key(bench: &mut Bench<'_>, challenge: &[u8; 32]) -> Checked<([u8; 65], Vec<u8>, Answer)> {
    let command = Command::new(0x80, 0x12, 0, 0).with_data(challenge.to_vec());
    let answer = bench.ask(&command.expecting(256))?;
    match answer.data.split_first_chunk::<65>() {
        Some((point, signature)) if answer.status == 0x9000 => {
            Ok((*point, signature.to_vec(), answer.clone()))
        }
        _ => Err(answer.wrong("public point and signature")),
    }
}

/// Demands that a signature is the chip's over a statement, and in its one form.
pub(super) fn signed(
    answer: &Answer,
    point: &[u8; 65],
    statement: &[u8],
    signature: &[u8],
) -> Checked {
    if profile::verify(point, statement, signature) {
        Ok(())
    } else {
        Err(answer.wrong("a signature of the chip key over the statement"))
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = keys();
    cases.extend(sessions());
    cases.extend(writes());
    cases.extend(ends());
    cases
}

fn proof_statement(challenge: &[u8; 32], point: &[u8; 65]) -> Vec<u8> {
    [&b"EPATENT-KEY-PROOF-1"[..], &[0; 13], challenge, point].concat()
}

fn keys() -> Vec<Case> {
    vec![
        keyed(
            "EPC-KEY-01.1",
            Stage::Blank,
            "GENERATE KEY gives an uncompressed point on P-256",
            |bench| {
                bench.issuer(0x33)?;
                let (point, _, answer) = key(bench, &[7; 32])?;
                match crate::pace::point(&point) {
                    Ok(_) if point[0] == 0x04 => Ok(()),
                    _ => Err(answer.wrong("04, X and Y of a point on P-256")),
                }
            },
        )
        .also(&["EPC-ALG-03"]),
        keyed(
            "EPC-KEY-01.2",
            Stage::Blank,
            "The key is kept: STATUS shows it after a power-up",
            |bench| {
                bench.issuer(0x33)?;
                let (point, _, _) = key(bench, &[7; 32])?;
                bench.reset()?;
                let expected = [&[0x01][..], &[0; 48], &[0x41], &point, &[0x00]].concat();
                bench.status()?.equals(&expected, 0x9000)?;
                Ok(())
            },
        ),
        keyed(
            "EPC-KEY-01.3",
            Stage::Blank,
            "A key that was erased with its session is not made again",
            |bench| {
                bench.issuer(0x33)?;
                let (first, _, _) = key(bench, &[7; 32])?;
                begin(bench, &Bench::SESSION, &[0; 32])?.is(0x9000)?;
                with_session(bench, 0x18, &Bench::SESSION)?.is(0x9000)?;
                let (second, _, answer) = key(bench, &[7; 32])?;
                if first == second {
                    Err(answer.wrong("another point"))
                } else {
                    Ok(())
                }
            },
        )
        .also(&["EPC-PERSO-14"]),
        keyed(
            "EPC-KEY-02.1",
            Stage::Keyed,
            "A second GENERATE KEY gives the same point, with a proof of the new challenge",
            |bench| {
                bench.issuer(0x33)?;
                let (first, _, _) = key(bench, &[1; 32])?;
                let (second, signature, answer) = key(bench, &[2; 32])?;
                if first != second {
                    return Err(answer.wrong("the same point"));
                }
                signed(
                    &answer,
                    &second,
                    &proof_statement(&[2; 32], &second),
                    &signature,
                )
            },
        ),
        keyed(
            "EPC-KEY-02.2",
            Stage::Perso,
            "In PERSO GENERATE KEY gives the point of the session",
            |bench| {
                let known = bench.known.point();
                bench.issuer(0x33)?;
                let (point, _, answer) = key(bench, &[3; 32])?;
                if Some(point) == known {
                    Ok(())
                } else {
                    Err(answer.wrong("the point of the session"))
                }
            },
        ),
        keyed(
            "EPC-KEY-03.1",
            Stage::Blank,
            "The proof is a signature over prefix, challenge and point",
            |bench| {
                bench.issuer(0x33)?;
                let challenge: [u8; 32] = bench.random();
                let (point, signature, answer) = key(bench, &challenge)?;
                signed(
                    &answer,
                    &point,
                    &proof_statement(&challenge, &point),
                    &signature,
                )
            },
        ),
        keyed(
            "EPC-KEY-03.2",
            Stage::Keyed,
            "The proof of an old challenge is not that of a new one",
            |bench| {
                bench.issuer(0x33)?;
                let (_, first, _) = key(bench, &[1; 32])?;
                let (_, second, answer) = key(bench, &[2; 32])?;
                if first == second {
                    Err(answer.wrong("another signature"))
                } else {
                    Ok(())
                }
            },
        ),
    ]
}

fn sessions() -> Vec<Case> {
    vec![
        keyed(
            "EPC-PERSO-01.1",
            Stage::Blank,
            "BEGIN on a BLANK card without a key is 6985",
            |bench| {
                bench.issuer(0x33)?;
                begin(bench, &Bench::SESSION, &[0x11; 32])?.is(0x6985)?;
                demand(
                    bench.state()? == 0x01,
                    "BEGIN",
                    "a card in BLANK",
                    "another state",
                )
            },
        ),
        keyed(
            "EPC-PERSO-02.1",
            Stage::Keyed,
            "BEGIN changes the state to PERSO",
            |bench| {
                bench.issuer(0x33)?;
                begin(bench, &Bench::SESSION, &[0x11; 32])?.is(0x9000)?;
                demand(
                    bench.state()? == 0x03,
                    "BEGIN",
                    "a card in PERSO",
                    "another state",
                )
            },
        )
        .also(&["EPC-LIFE-03"]),
        keyed(
            "EPC-PERSO-02.2",
            Stage::Keyed,
            "Session and manifest digest of BEGIN are kept over a power-up",
            |bench| {
                bench.issuer(0x33)?;
                begin(bench, &[0x5A; 16], &[0x11; 32])?.is(0x9000)?;
                bench.reset()?;
                let point = bench.known.point().unwrap_or([0; 65]);
                let expected = [
                    &[0x03][..],
                    &[0x5A; 16],
                    &[0x11; 32],
                    &[0x41],
                    &point,
                    &[0x00],
                ]
                .concat();
                bench.status()?.equals(&expected, 0x9000)?;
                Ok(())
            },
        )
        .also(&["EPC-LIFE-04"]),
        perso(
            "EPC-PERSO-03.1",
            "The same BEGIN again is 9000 and leaves the files as they are",
            |bench| {
                bench.write(0x0101, 0, &[0xC5; 9])?.is(0x9000)?;
                let point = bench.known.point().unwrap_or([0; 65]);
                begin(bench, &Bench::SESSION, &manifest(&point, &bench_files()))?.is(0x9000)?;
                shows(bench, &one(0x0101, &[0xC5; 9]))
            },
        ),
        perso(
            "EPC-PERSO-03.2",
            "BEGIN with another session is 6985 in PERSO",
            |bench| {
                let point = bench.known.point().unwrap_or([0; 65]);
                begin(bench, &[0xEE; 16], &manifest(&point, &bench_files()))?.is(0x6985)?;
                shows(bench, &BTreeMap::new())
            },
        ),
        perso(
            "EPC-PERSO-03.3",
            "BEGIN with another manifest digest is 6985 in PERSO",
            |bench| {
                begin(bench, &Bench::SESSION, &[0xEE; 32])?.is(0x6985)?;
                shows(bench, &BTreeMap::new())
            },
        ),
        keyed(
            "EPC-PERSO-11.1",
            Stage::Blank,
            "STATUS of a BLANK card without a key is 51 bytes of zeros but for its state",
            |bench| {
                let expected = [&[0x01][..], &[0; 50]].concat();
                bench.status()?.equals(&expected, 0x9000)?;
                Ok(())
            },
        ),
        keyed(
            "EPC-PERSO-11.2",
            Stage::Keyed,
            "STATUS of a BLANK card with a key shows its point",
            |bench| {
                let point = bench.known.point().unwrap_or([0; 65]);
                let expected = [&[0x01][..], &[0; 48], &[0x41], &point, &[0x00]].concat();
                bench.status()?.equals(&expected, 0x9000)?;
                Ok(())
            },
        ),
        perso(
            "EPC-PERSO-11.3",
            "STATUS of a session without files",
            |bench| shows(bench, &BTreeMap::new()),
        ),
        perso(
            "EPC-PERSO-11.4",
            "STATUS shows the files rising by identifier, in whatever order they were written",
            |bench| {
                let mut files = BTreeMap::new();
                for (identifier, content) in [
                    (SECURITY_OBJECT, vec![1; 40]),
                    (0x0109, vec![2; 3]),
                    (CAN, b"482915".to_vec()),
                    (0x0101, vec![3]),
                ] {
                    bench.write(identifier, 0, &content)?.is(0x9000)?;
                    files.insert(identifier, content);
                }
                shows(bench, &files)
            },
        ),
        perso(
            "EPC-PERSO-28.1",
            "A session goes on after power-ups, under a new channel",
            |bench| {
                bench.write(0x0101, 0, &[0xC5; 9])?.is(0x9000)?;
                for _ in 0..3 {
                    bench.reset()?;
                }
                bench.issuer(0x33)?;
                bench.write(0x0101, 9, &[0xC6; 2])?.is(0x9000)?;
                shows(bench, &one(0x0101, &[&[0xC5; 9][..], &[0xC6; 2]].concat()))
            },
        ),
    ]
}

fn writes() -> Vec<Case> {
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

fn ends() -> Vec<Case> {
    vec![
        perso(
            "EPC-PERSO-14.1",
            "ABORT changes the state to BLANK and erases session, digest and key",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                with_session(bench, 0x18, &Bench::SESSION)?.is(0x9000)?;
                bench.reset()?;
                let expected = [&[0x01][..], &[0; 50]].concat();
                bench.status()?.equals(&expected, 0x9000)?;
                Ok(())
            },
        )
        .also(&["EPC-LIFE-03"]),
        perso(
            "EPC-PERSO-14.2",
            "After ABORT a new session holds no file of the old one",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                with_session(bench, 0x18, &Bench::SESSION)?.is(0x9000)?;
                bench.begin_session(&bench_files())?;
                shows(bench, &BTreeMap::new())
            },
        ),
        perso(
            "EPC-PERSO-16.1",
            "ABORT of another session is 6985 and changes nothing",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                with_session(bench, 0x18, &[0xEE; 16])?.is(0x6985)?;
                shows(bench, &one(0x0101, &[0xAA; 5]))
            },
        ),
        perso(
            "EPC-PERSO-16.2",
            "COMMIT of another session is 6985 and changes nothing",
            |bench| {
                bench.write(0x0101, 0, &[0xAA; 5])?.is(0x9000)?;
                with_session(bench, 0x16, &[0xEE; 16])?.is(0x6985)?;
                shows(bench, &one(0x0101, &[0xAA; 5]))
            },
        ),
        without("EPC-PERSO-17.1", "EF.CAN", CAN),
        without("EPC-PERSO-17.2", "EF.CardAccess", CARD_ACCESS),
        without("EPC-PERSO-17.3", "EF.SO", SECURITY_OBJECT),
        other_manifest(
            "EPC-PERSO-18.1",
            "a data group that differs in one byte",
            |files| {
                if let Some(first) = files
                    .get_mut(&0x0101)
                    .and_then(|content| content.first_mut())
                {
                    *first ^= 1;
                }
            },
        ),
        other_manifest("EPC-PERSO-18.2", "a data group too many", |files| {
            files.insert(0x0106, vec![0x01]);
        }),
        other_manifest("EPC-PERSO-18.3", "a data group that is missing", |files| {
            files.remove(&0x0101);
        }),
        other_manifest("EPC-PERSO-18.4", "a file that is a byte longer", |files| {
            if let Some(content) = files.get_mut(&0x0101) {
                content.push(0x00);
            }
        }),
        other_manifest("EPC-PERSO-20.1", "another access number", |files| {
            files.insert(CAN, b"000000".to_vec());
        }),
        perso(
            "EPC-PERSO-18.5",
            "A COMMIT that was refused can be repeated when the files are right",
            |bench| {
                let files = small();
                restart(bench, &files)?;
                for (identifier, content) in &files {
                    let wrong = if *identifier == CAN {
                        b"000000".to_vec()
                    } else {
                        content.clone()
                    };
                    bench.write_file(*identifier, &wrong)?;
                }
                bench.commit()?.is(0x6984)?;
                bench.write_file(CAN, b"482915")?;
                bench.commit()?.is(0x9000)?;
                Ok(())
            },
        )
        .consumes(),
        perso(
            "EPC-PERSO-19.1",
            "After COMMIT the card is ACTIVE before it answers",
            |bench| {
                let files = small();
                restart(bench, &files)?;
                for (identifier, content) in &files {
                    bench.write_file(*identifier, content)?;
                }
                bench.commit()?.is(0x9000)?;
                bench.reset()?;
                demand(
                    bench.state()? == 0x05,
                    "COMMIT",
                    "a card that is ACTIVE",
                    "another state",
                )
            },
        )
        .also(&["EPC-PERSO-20", "EPC-LIFE-03"])
        .consumes(),
    ]
}

/// The fewest files of a card, and a data group.
fn small() -> BTreeMap<u16, Vec<u8>> {
    BTreeMap::from([
        (CAN, b"482915".to_vec()),
        (0x0101, vec![0xC5; 30]),
        (CARD_ACCESS, CARD_ACCESS_BYTES.to_vec()),
        (SECURITY_OBJECT, vec![0x50; 60]),
    ])
}

/// Another session in the place of the open one, for these files.
fn restart(bench: &mut Bench<'_>, files: &BTreeMap<u16, Vec<u8>>) -> Checked {
    with_session(bench, 0x18, &Bench::SESSION)?.is(0x9000)?;
    bench.begin_session(files)
}

fn without(id: &'static str, name: &str, missing: u16) -> Case {
    perso(
        id,
        format!("COMMIT without {name} is 6985, and the card stays in PERSO"),
        move |bench| {
            let mut files = small();
            files.remove(&missing);
            restart(bench, &files)?;
            for (identifier, content) in &files {
                bench.write_file(*identifier, content)?;
            }
            bench.commit()?.is(0x6985)?;
            bench.reset()?;
            demand(
                bench.state()? == 0x03,
                "COMMIT",
                "a card in PERSO",
                "another state",
            )
        },
    )
}

fn other_manifest(id: &'static str, title: &str, change: fn(&mut BTreeMap<u16, Vec<u8>>)) -> Case {
    perso(
        id,
        format!("COMMIT with {title} is 6984, and the card stays in PERSO"),
        move |bench| {
            let planned = small();
            restart(bench, &planned)?;
            let mut files = planned;
            change(&mut files);
            for (identifier, content) in &files {
                bench.write_file(*identifier, content)?;
            }
            bench.commit()?.is(0x6984)?;
            bench.reset()?;
            demand(
                bench.state()? == 0x03,
                "COMMIT",
                "a card in PERSO",
                "another state",
            )
        },
    )
}
