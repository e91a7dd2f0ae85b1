// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SCP03: opening, levels, protected commands and responses, and everything that ends a session.

use epatent_apdu::Command;

use crate::answer::{Checked, demand, spaced};
use crate::arithmetic::padded;
use crate::bench::{Bench, Open, challenge_and_cryptogram, command};
use crate::case::{Case, Stage, case};
use crate::scp03::Session;

const STATUS: &str = "80 14 00 00 00";

/// A session at a level, out of the bench's hands.
fn session(bench: &mut Bench<'_>, level: u8) -> Checked<Session> {
    let mut session = bench.begin(level)?;
    let cryptogram = session.host_cryptogram;
    let authenticate = session.authenticate(&cryptogram);
    bench.one(&authenticate)?.is(0x9000)?;
    Ok(session)
}

/// A protected command that is refused and ends the session.
fn refused(
    id: &'static str,
    stage: Stage,
    level: u8,
    title: &str,
    make: impl Fn(&mut Session) -> Command + Send + Sync + 'static,
) -> Case {
    let title = format!("{title} is 6982, and the session ends");
    case(id, stage, title, move |bench| {
        let mut session = session(bench, level)?;
        let wrong = make(&mut session);
        bench.whole(&wrong)?.is(0x6982)?;
        let next = session.protect(&command(STATUS));
        bench.one(&next)?.is(0x6982)?;
        // A session that ended is no longer there for INITIALIZE UPDATE to be missed.
        bench.issuer(level)
    })
}

fn flip(mut command: Command, from_end: usize) -> Command {
    let at = command.data.len().checked_sub(from_end);
    if let Some(byte) = at.and_then(|at| command.data.get_mut(at)) {
        *byte ^= 1;
    }
    command
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = opening();
    cases.extend(levels());
    cases.extend(broken());
    cases.extend(sound());
    cases
}

fn opening() -> Vec<Case> {
    let mut cases = vec![
        case(
            "EPC-SCP-01.1",
            Stage::Active,
            "Key version 00 takes the card's keys",
            |bench| {
                bench.initialize(0x00)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-01.2",
            Stage::Active,
            "Key version 01 takes the card's keys",
            |bench| {
                bench.initialize(0x01)?;
                Ok(())
            },
        ),
        unknown_version("EPC-SCP-01.3", 0x02),
        unknown_version("EPC-SCP-01.4", 0x7F),
        unknown_version("EPC-SCP-01.5", 0xFF),
        case(
            "EPC-SCP-02.1",
            Stage::Active,
            "The answer names key version 01, SCP03 and option 60",
            |bench| {
                let (_, answer) = bench.initialize(0x00)?;
                let named = answer.data.get(10..13).unwrap_or_default();
                demand(
                    named == [0x01, 0x03, 0x60],
                    "INITIALIZE UPDATE",
                    "01 03 60",
                    &spaced(named),
                )
            },
        ),
        case(
            "EPC-SCP-03.1",
            Stage::Blank,
            "A BLANK card says its diversification data",
            |bench| names_itself(bench, true),
        ),
        case(
            "EPC-SCP-03.2",
            Stage::Perso,
            "A card in PERSO says its diversification data",
            |bench| names_itself(bench, true),
        ),
        case(
            "EPC-SCP-04.1",
            Stage::Active,
            "An ACTIVE card says ten zero bytes in their place",
            |bench| names_itself(bench, false),
        ),
        case(
            "EPC-SCP-04.2",
            Stage::Suspended,
            "A SUSPENDED card says ten zero bytes in their place",
            |bench| names_itself(bench, false),
        ),
        case(
            "EPC-SCP-05.1",
            Stage::Active,
            "Sixteen card challenges are all different",
            |bench| {
                let mut seen = Vec::new();
                for _ in 0..16 {
                    let (_, answer) = bench.initialize(0x00)?;
                    let [challenge, _] = challenge_and_cryptogram(&answer)?;
                    if seen.contains(&challenge) {
                        return Err(answer.wrong("a fresh challenge"));
                    }
                    seen.push(challenge);
                }
                Ok(())
            },
        ),
        case(
            "EPC-SCP-05.2",
            Stage::Active,
            "The card challenge is not the same after a power-up",
            |bench| {
                let (_, first) = bench.initialize(0x00)?;
                bench.reset()?;
                let (_, second) = bench.initialize(0x00)?;
                demand(
                    challenge_and_cryptogram(&first)?[0] != challenge_and_cryptogram(&second)?[0],
                    "INITIALIZE UPDATE",
                    "a fresh challenge",
                    "the one before",
                )
            },
        ),
        case(
            "EPC-SCP-06.1",
            Stage::Active,
            "The card cryptogram is that of the chip's keys and both challenges",
            |bench| {
                bench.begin(0x33)?;
                Ok(())
            },
        )
        .also(&["EPC-KEY-07"]),
        case(
            "EPC-SCP-07.9",
            Stage::Active,
            "EXTERNAL AUTHENTICATE takes the five levels and no other P1",
            |bench| {
                for level in 0..=0xFF_u8 {
                    let known = matches!(level, 0x01 | 0x03 | 0x11 | 0x13 | 0x33);
                    let answer =
                        bench.one(&Command::new(0x84, 0x82, level, 0).with_data(vec![0xA5; 16]))?;
                    // Without INITIALIZE UPDATE before it.
                    answer.is(if known { 0x6985 } else { 0x6A86 })?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-SCP-08.1",
            Stage::Active,
            "EXTERNAL AUTHENTICATE without INITIALIZE UPDATE is 6985",
            |bench| {
                bench
                    .one(&Command::new(0x84, 0x82, 0x33, 0).with_data(vec![0xA5; 16]))?
                    .is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-08.2",
            Stage::Active,
            "EXTERNAL AUTHENTICATE that does not follow immediately is 6985",
            |bench| {
                let mut session = bench.begin(0x33)?;
                bench.select()?;
                let cryptogram = session.host_cryptogram;
                let authenticate = session.authenticate(&cryptogram);
                bench.one(&authenticate)?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-SCP-08.3",
            Stage::Active,
            "EXTERNAL AUTHENTICATE a second time is 6985",
            |bench| {
                let mut session = bench.begin(0x33)?;
                let cryptogram = session.host_cryptogram;
                let authenticate = session.authenticate(&cryptogram);
                bench.one(&authenticate)?.is(0x9000)?;
                bench.one(&authenticate)?.is(0x6985)?;
                Ok(())
            },
        ),
        wrong_authentication(
            "EPC-SCP-09.1",
            "A wrong host cryptogram with a right C-MAC",
            |session| {
                let mut cryptogram = session.host_cryptogram;
                cryptogram[0] ^= 1;
                session.authenticate(&cryptogram)
            },
        ),
        wrong_authentication(
            "EPC-SCP-09.2",
            "A right host cryptogram with a wrong C-MAC",
            |session| {
                let cryptogram = session.host_cryptogram;
                flip(session.authenticate(&cryptogram), 1)
            },
        ),
        wrong_authentication(
            "EPC-SCP-09.3",
            "The card's own cryptogram sent back",
            |session| {
                let cryptogram = session.card_cryptogram;
                session.authenticate(&cryptogram)
            },
        ),
        wrong_authentication(
            "EPC-SCP-09.4",
            "A level that is not the one under the C-MAC",
            |session| {
                let cryptogram = session.host_cryptogram;
                let mut authenticate = session.authenticate(&cryptogram);
                authenticate.p1 = 0x01;
                authenticate
            },
        ),
    ];
    cases.push(case(
        "EPC-SCP-09.5",
        Stage::Active,
        "A wrong host cryptogram uses the challenge up",
        |bench| {
            let mut session = bench.begin(0x33)?;
            let cryptogram = session.host_cryptogram;
            let good = session.clone().authenticate(&cryptogram);
            let wrong = session.authenticate(&[0xA5; 8]);
            bench.one(&wrong)?.is(0x6982)?;
            bench.one(&good)?.is(0x6985)?;
            Ok(())
        },
    ));
    cases
}

fn unknown_version(id: &'static str, version: u8) -> Case {
    case(
        id,
        Stage::Active,
        format!("Key version {version:02X} is 6A88"),
        move |bench| {
            let update = Command::new(0x80, 0x50, version, 0).with_data(vec![0x5A; 8]);
            bench.one(&update.expecting(256))?.is(0x6A88)?;
            Ok(())
        },
    )
}

fn wrong_authentication(
    id: &'static str,
    title: &str,
    make: impl Fn(&mut Session) -> Command + Send + Sync + 'static,
) -> Case {
    case(
        id,
        Stage::Active,
        format!("{title} is 6982, and no session opens"),
        move |bench| {
            let mut session = bench.begin(0x33)?;
            let authenticate = make(&mut session);
            bench.one(&authenticate)?.is(0x6982)?;
            let status = session.protect(&command(STATUS));
            bench.one(&status)?.is(0x6982)?;
            Ok(())
        },
    )
}

fn names_itself(bench: &mut Bench<'_>, itself: bool) -> Checked {
    let known = bench.known.chip().unwrap_or_default();
    let (_, answer) = bench.initialize(0x00)?;
    let named = answer.data.get(..10).unwrap_or_default();
    let wanted = if itself { known } else { [0; 10] };
    demand(
        named == wanted && (!itself || wanted != [0; 10]),
        "INITIALIZE UPDATE",
        if itself {
            "the diversification data of the chip"
        } else {
            "ten zero bytes"
        },
        &spaced(named),
    )
}

/// STATUS at every level.
fn levels() -> Vec<Case> {
    let levels = [
        ("EPC-SCP-07.1", 0x01),
        ("EPC-SCP-07.2", 0x03),
        ("EPC-SCP-07.3", 0x11),
        ("EPC-SCP-07.4", 0x13),
        ("EPC-SCP-07.5", 0x33),
    ];
    let mut cases = Vec::new();
    for (id, level) in levels {
        let title = format!("STATUS at level {level:02X} comes protected as the level demands");
        cases.push(
            case(id, Stage::Active, title, move |bench| {
                bench.issuer(level)?;
                bench.give(STATUS)?.brings(35, 0x9000)?;
                bench.give(STATUS)?.brings(35, 0x9000)?;
                Ok(())
            })
            .also(match level {
                0x11 | 0x13 => &["EPC-SCP-16", "EPC-SCP-21"],
                0x33 => &["EPC-SCP-16", "EPC-SCP-17", "EPC-SCP-21"],
                _ => &[],
            }),
        );
    }
    let lower = [
        (
            "EPC-SCP-13.1",
            0x03,
            "At level 03 a data field that is not encrypted",
        ),
        (
            "EPC-SCP-13.2",
            0x13,
            "At level 13 a data field that is not encrypted",
        ),
        (
            "EPC-SCP-13.3",
            0x33,
            "At level 33 a data field that is not encrypted",
        ),
    ];
    for (id, level, title) in lower {
        cases.push(refused(id, Stage::Active, level, title, |session| {
            session.protect_as_sent(&command("00 A4 02 0C"), &[0x01, 0x1D])
        }));
    }
    cases.push(case(
        "EPC-SCP-13.4",
        Stage::Active,
        "At level 01 data go as they are",
        |bench| {
            bench.issuer(0x01)?;
            bench
                .give("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 00")?
                .brings(21, 0x9000)?;
            Ok(())
        },
    ));
    cases.push(case(
        "EPC-SCP-13.5",
        Stage::Active,
        "At level 03 data are encrypted, and the response is as it is",
        |bench| {
            bench.issuer(0x03)?;
            bench
                .give("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 00")?
                .brings(21, 0x9000)?;
            Ok(())
        },
    ));
    cases
}

fn broken() -> Vec<Case> {
    vec![
        refused(
            "EPC-SCP-12.1",
            Stage::Active,
            0x01,
            "A command whose P2 is another than the one under the C-MAC",
            |session| {
                let mut status = session.protect(&command(STATUS));
                status.p2 = 0x01;
                status
            },
        ),
        refused(
            "EPC-SCP-12.2",
            Stage::Active,
            0x01,
            "A command whose INS is another than the one under the C-MAC",
            |session| {
                let mut status = session.protect(&command(STATUS));
                status.instruction = 0x20;
                status.expected = None;
                status
            },
        ),
        refused(
            "EPC-SCP-15.1",
            Stage::Active,
            0x33,
            "A ciphertext that opens to nothing",
            |session| {
                let sealed = session.encrypted_for_next(&padded(&[]));
                session.protect_as_sent(&command(STATUS), &sealed)
            },
        ),
        refused(
            "EPC-SCP-19.1",
            Stage::Active,
            0x01,
            "A flipped bit in the C-MAC",
            |session| flip(session.protect(&command(STATUS)), 1),
        ),
        refused(
            "EPC-SCP-19.2",
            Stage::Active,
            0x33,
            "A flipped bit in the first byte of the C-MAC",
            |session| flip(session.protect(&command(STATUS)), 8),
        ),
        refused(
            "EPC-SCP-19.3",
            Stage::Active,
            0x33,
            "A data field shorter than a C-MAC",
            |session| {
                let mut status = session.protect(&command(STATUS));
                status.data.truncate(7);
                status
            },
        ),
        refused(
            "EPC-SCP-19.4",
            Stage::Active,
            0x33,
            "A protected command without data",
            |session| {
                let mut status = session.protect(&command(STATUS));
                status.data.clear();
                status
            },
        ),
        refused(
            "EPC-SCP-19.5",
            Stage::Active,
            0x11,
            "A command that was sent before",
            |session| {
                // Its C-MAC was chained to a command that the card has never seen.
                let mut other = session.clone();
                let _ = other.protect(&command(STATUS));
                other.protect(&command(STATUS))
            },
        ),
        refused(
            "EPC-SCP-19.6",
            Stage::Active,
            0x33,
            "A ciphertext whose padding is zeros",
            |session| {
                let sealed = session.encrypted_for_next(&[0; 16]);
                session.protect_as_sent(&command("00 A4 02 0C"), &sealed)
            },
        ),
        refused(
            "EPC-SCP-19.7",
            Stage::Active,
            0x33,
            "A ciphertext of a block that is cut",
            |session| session.protect_as_sent(&command("00 A4 02 0C"), &[0xA5; 15]),
        ),
        refused(
            "EPC-SCP-19.8",
            Stage::Active,
            0x33,
            "A command of the session before",
            |session| {
                let mut fresh = session.clone();
                let _ = fresh.authenticate(&[0xA5; 8]);
                fresh.protect(&command(STATUS))
            },
        ),
        refused(
            "EPC-SCP-14.1",
            Stage::Active,
            0x33,
            "A ciphertext made with the counter of the command before",
            |session| {
                // The C-MAC is right, the block that the data were encrypted with is not.
                let sealed = session.encrypted_for_next(&padded(&[0x01; 20]));
                let _ = session.protect(&command(STATUS));
                session.protect_as_sent(&command("80 E2 00 00"), &sealed)
            },
        ),
    ]
}

fn sound() -> Vec<Case> {
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
