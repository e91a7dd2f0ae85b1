// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! BEGIN, and what a session keeps.

use super::*;

pub(super) fn sessions() -> Vec<Case> {
    vec![
        keyed(
            "EPC-PERSO-01.1",
            Stage::Blank,
            "BEGIN on a BLANK card without a key is 6985",
            |bench| {
                bench.issuer(0x33)?;
                begin(bench, &Bench::SESSION, &[0x11; 32])?.is(0x6985)?;
                bench.is_in("BEGIN", 0x01)
            },
        ),
        keyed(
            "EPC-PERSO-02.1",
            Stage::Keyed,
            "BEGIN changes the state to PERSO",
            |bench| {
                bench.issuer(0x33)?;
                begin(bench, &Bench::SESSION, &[0x11; 32])?.is(0x9000)?;
                bench.is_in("BEGIN", 0x03)
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
