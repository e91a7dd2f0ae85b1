// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! COMMIT and ABORT: how a session ends.

use super::*;

pub(super) fn ends() -> Vec<Case> {
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
                bench.is_in("COMMIT", 0x05)
            },
        )
        .also(&["EPC-PERSO-20", "EPC-LIFE-03"])
        .consumes(),
    ]
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
            bench.is_in("COMMIT", 0x03)
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
            bench.is_in("COMMIT", 0x03)
        },
    )
}
