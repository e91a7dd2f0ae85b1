// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SCP03: opening, levels, protected commands and responses, and everything that ends a session.

mod broken;
mod opening;
mod sound;

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
    let mut cases = opening::opening();
    cases.extend(levels());
    cases.extend(broken::broken());
    cases.extend(sound::sound());
    cases
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
