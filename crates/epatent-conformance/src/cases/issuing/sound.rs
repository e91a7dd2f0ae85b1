// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What an open SCP03 channel carries.

use super::*;

pub(super) fn sound() -> Vec<Case> {
    vec![
        case(
            "EPC-SCP-12.3",
            Stage::Perso,
            "The C-MAC is over the whole command, in whatever pieces it goes",
            |bench| {
                bench.issuer(0x33)?;
                let data = [&[0x01, 0x02, 0x00, 0x00][..], &[0x6B; 300]].concat();
                let write = Command::new(0x80, 0xD6, 0, 0).with_data(data);
                let protected = bench.protect(&write);
                let mut pieces: Vec<&[u8]> = protected.data.chunks(100).collect();
                let last = pieces.pop().unwrap_or_default().to_vec();
                for piece in pieces {
                    bench
                        .one(&Command::new(0x94, 0xD6, 0, 0).with_data(piece.to_vec()))?
                        .is(0x9000)?;
                }
                let first = bench.one(&Command::new(0x84, 0xD6, 0, 0).with_data(last))?;
                let answer = bench.join(first)?;
                bench.opened(&write, answer)?.is(0x9000)?;
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-SCP-12.4",
            Stage::Perso,
            "Lc under the C-MAC has one byte up to 255, and three above",
            |bench| {
                bench.issuer(0x33)?;
                // 235 and 236 bytes of data are 240 and 256 with padding and C-MAC around them.
                for length in [231_usize, 232, 247, 248] {
                    bench.write(0x0102, 0, &vec![0x6B; length])?.is(0x9000)?;
                }
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-SCP-14.2",
            Stage::Perso,
            "The counter counts commands with and without data",
            |bench| {
                bench.issuer(0x33)?;
                for _ in 0..3 {
                    bench.give(STATUS)?;
                    bench.write(0x0101, 0, &[0xC7; 20])?.is(0x9000)?;
                }
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-SCP-15.2",
            Stage::Active,
            "An empty data field is not encrypted at level 33",
            |bench| {
                bench.issuer(0x33)?;
                bench.give(STATUS)?.brings(35, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-16.1",
            Stage::Active,
            "A response without data has its R-MAC at level 11",
            |bench| bare_length(bench, 0x11, 8),
        ),
        case(
            "EPC-SCP-16.2",
            Stage::Active,
            "A response without data has its R-MAC at level 33",
            |bench| bare_length(bench, 0x33, 8),
        ),
        case(
            "EPC-SCP-16.3",
            Stage::Active,
            "A response has no R-MAC at level 03",
            |bench| bare_length(bench, 0x03, 0),
        ),
        case(
            "EPC-SCP-17.1",
            Stage::Active,
            "Response data are not encrypted at level 13",
            |bench| {
                let mut session = session(bench, 0x13)?;
                let select = command("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 00");
                let answer = bench.one(&session.protect(&select))?.brings(29, 0x9000)?;
                let shown = answer.data.get(4..13)
                    == Some(&[0xF0, 0x45, 0x50, 0x41, 0x54, 0x45, 0x4E, 0x54, 0x01]);
                demand(
                    shown,
                    "SELECT at level 13",
                    "the FCI as it is",
                    "something else",
                )
            },
        ),
        case(
            "EPC-SCP-17.2",
            Stage::Active,
            "Response data are encrypted at level 33, in whole blocks",
            |bench| {
                let mut session = session(bench, 0x33)?;
                let status = session.protect(&command(STATUS));
                bench.one(&status)?.brings(56, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-18.1",
            Stage::Active,
            "A refusal comes bare at level 33, and the session stays open",
            |bench| {
                let mut session = session(bench, 0x33)?;
                let refused = session.protect(&command("80 22 00 00"));
                bench.one(&refused)?.is(0x6985)?;
                bench.open = Open::Issuer(session);
                bench.give(STATUS)?.brings(35, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-18.2",
            Stage::Active,
            "An unknown instruction comes bare at level 11, and the session stays open",
            |bench| {
                let mut session = session(bench, 0x11)?;
                let refused = session.protect(&command("80 CA 00 00 00"));
                bench.one(&refused)?.is(0x6D00)?;
                bench.open = Open::Issuer(session);
                bench.give(STATUS)?.brings(35, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-21.1",
            Stage::Active,
            "At level 33 an Le of 24 is a command without Le",
            |bench| le_of_nothing(bench, 0x33, 24),
        ),
        case(
            "EPC-SCP-21.2",
            Stage::Active,
            "At level 13 an Le of 8 is a command without Le",
            |bench| le_of_nothing(bench, 0x13, 8),
        ),
        case(
            "EPC-SCP-21.3",
            Stage::Active,
            "At level 33 the first part of the protected response has as many bytes as Le asks for",
            |bench| {
                let mut session = session(bench, 0x33)?;
                let mut status = session.protect(&command(STATUS));
                status.expected = Some(40);
                bench.one(&status)?.brings(40, 0x6110)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-21.4",
            Stage::Active,
            "At level 33 a command without Le is answered 6108, and its R-MAC waits",
            |bench| {
                let mut session = session(bench, 0x33)?;
                let plain = command("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01");
                let select = session.protect(&plain);
                let first = bench.one(&select)?.is(0x6108)?;
                let joined = bench.join(first)?;
                bench.open = Open::Issuer(session);
                bench.opened(&plain, joined)?.is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-24.1",
            Stage::Active,
            "A protected response of SCP03 in parts is one response, and GET RESPONSE is not counted",
            |bench| {
                let mut session = session(bench, 0x33)?;
                let plain = command(STATUS);
                let mut status = session.protect(&plain);
                status.expected = Some(40);
                let first = bench.one(&status)?;
                let joined = bench.join(first)?;
                bench.open = Open::Issuer(session);
                bench.opened(&plain, joined)?.brings(35, 0x9000)?;
                bench.give(STATUS)?.brings(35, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-20.1",
            Stage::Active,
            "After 65,535 commands the next one is 6982 and ends the session",
            |bench| {
                let mut session = session(bench, 0x01)?;
                for _ in 0..0xFFFF_u32 {
                    let status = session.protect(&command(STATUS));
                    bench.one(&status)?.brings(35, 0x9000)?;
                }
                for _ in 0..2 {
                    let status = session.protect(&command(STATUS));
                    bench.one(&status)?.is(0x6982)?;
                }
                Ok(())
            },
        )
        .slow(),
    ]
}

/// SELECT without FCI has nothing to say: what comes is the protection alone.
fn bare_length(bench: &mut Bench<'_>, level: u8, length: usize) -> Checked {
    let mut session = session(bench, level)?;
    let select = session.protect(&command("00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01 00"));
    bench.one(&select)?.brings(length, 0x9000)?;
    Ok(())
}

/// The Le that protection alone needs leaves nothing for the command, which demands an Le.
fn le_of_nothing(bench: &mut Bench<'_>, level: u8, expected: u32) -> Checked {
    let mut session = session(bench, level)?;
    let mut status = session.protect(&command(STATUS));
    status.expected = Some(expected);
    bench.one(&status)?.is(0x6700)?;
    Ok(())
}
