// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The chip's key: made once, proved, and never another.

use super::*;

fn proof_statement(challenge: &[u8; 32], point: &[u8; 65]) -> Vec<u8> {
    [&b"EPATENT-KEY-PROOF-1"[..], &[0; 13], challenge, point].concat()
}

pub(super) fn keys() -> Vec<Case> {
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
