// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Secure messaging: right commands in every shape, and wrong ones with right check bytes.

use epatent_apdu::Command;

use crate::answer::{Checked, Failure};
use crate::arithmetic::padded;
use crate::bench::{Bench, Open, command};
use crate::case::{Case, Stage, case};
use crate::messaging::{Messaging, object};

const READ: &str = "00 B0 9D 00 10";
const SELECT_SO: &str = "00 A4 02 0C 02 01 1D";

/// The channel that is open.
fn channel(bench: &mut Bench<'_>) -> Checked<Messaging> {
    bench.pace()?;
    match &bench.open {
        Open::Reader(channel, _) => Ok(channel.clone()),
        _ => Err(Failure::new("PACE", "a channel", "none")),
    }
}

/// A protected command that is refused bare, after which nothing goes through the channel.
fn refused(
    id: &'static str,
    title: &str,
    status: u16,
    make: impl Fn(&mut Messaging) -> Command + Send + Sync + 'static,
) -> Case {
    let title = format!("{title} is {status:04X}, bare, and ends the channel");
    case(id, Stage::Active, title, move |bench| {
        let mut channel = channel(bench)?;
        let wrong = make(&mut channel);
        bench.one(&wrong)?.is(status)?;
        let next = channel.protect(&command(READ));
        bench.one(&next)?.is(0x6982)?;
        Ok(())
    })
    .also(&["EPC-SM-09"])
}

/// A right command whose bytes are changed.
fn changed(mut command: Command, change: impl Fn(&mut Vec<u8>)) -> Command {
    change(&mut command.data);
    command
}

fn flip(data: &mut [u8], from_end: usize) {
    if let Some(byte) = data
        .len()
        .checked_sub(from_end)
        .and_then(|at| data.get_mut(at))
    {
        *byte ^= 1;
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = broken();
    cases.extend(sound());
    cases
}

fn broken() -> Vec<Case> {
    vec![
        refused(
            "EPC-SM-01.1",
            "A command whose P2 is another than the authentic one",
            0x6988,
            |channel| {
                let mut read = channel.protect(&command(READ));
                read.p2 ^= 1;
                read
            },
        ),
        refused(
            "EPC-SM-01.2",
            "A command whose INS is another than the authentic one",
            0x6988,
            |channel| {
                let mut read = channel.protect(&command(READ));
                read.instruction = 0x88;
                read.p1 = 0;
                read
            },
        ),
        refused(
            "EPC-SM-02.1",
            "Le before the cryptogram, with right check bytes",
            0x6988,
            |channel| {
                let sealed = channel.cryptogram(&padded(&[0x01, 0x1D]));
                let objects = [object(0x97, &[0x00]), sealed].concat();
                channel.protect_objects(&command(SELECT_SO), &objects)
            },
        ),
        refused(
            "EPC-SM-02.2",
            "An object that is not of this profile, with right check bytes",
            0x6988,
            |channel| {
                let objects = [object(0x97, &[0x10]), object(0x99, &[0x90, 0x00])].concat();
                channel.protect_objects(&command(READ), &objects)
            },
        ),
        refused(
            "EPC-SM-02.3",
            "A length that is not in its shortest form, with right check bytes",
            0x6988,
            |channel| channel.protect_objects(&command(READ), &[0x97, 0x81, 0x01, 0x10]),
        ),
        refused(
            "EPC-SM-02.4",
            "Le twice, with right check bytes",
            0x6988,
            |channel| {
                let objects = [object(0x97, &[0x10]), object(0x97, &[0x10])].concat();
                channel.protect_objects(&command(READ), &objects)
            },
        ),
        refused(
            "EPC-SM-02.5",
            "Object 85 under an even INS, with right check bytes",
            0x6988,
            |channel| {
                let mut sealed = channel.cryptogram(&padded(&[0x01, 0x1D]));
                sealed.remove(2);
                let value = sealed.get(2..).unwrap_or_default().to_vec();
                channel.protect_objects(&command(SELECT_SO), &object(0x85, &value))
            },
        ),
        refused(
            "EPC-SM-02.6",
            "Le of three bytes, with right check bytes",
            0x6988,
            |channel| channel.protect_objects(&command(READ), &object(0x97, &[0, 0, 0x10])),
        ),
        refused(
            "EPC-SM-02.7",
            "A byte behind the check bytes",
            0x6988,
            |channel| changed(channel.protect(&command(READ)), |data| data.push(0x00)),
        ),
        refused(
            "EPC-SM-04.1",
            "A command that was sent before",
            0x6988,
            |channel| {
                // With the counter of the command before: what a replay looks like to the card.
                let mut before = channel.clone();
                let _ = channel.protect(&command(READ));
                let _ = channel.protect(&command(READ));
                let _ = before.protect(&command(READ));
                before.protect(&command(READ))
            },
        ),
        refused(
            "EPC-SM-05.1",
            "A cryptogram whose padding is zeros, with right check bytes",
            0x6988,
            |channel| {
                let sealed = channel.cryptogram(&[0; 16]);
                channel.protect_objects(&command(SELECT_SO), &sealed)
            },
        ),
        refused(
            "EPC-SM-05.2",
            "A cryptogram of 15 bytes, with right check bytes",
            0x6988,
            |channel| {
                let sealed = object(0x87, &[&[0x01][..], &[0xA5; 15]].concat());
                channel.protect_objects(&command(SELECT_SO), &sealed)
            },
        ),
        refused(
            "EPC-SM-05.3",
            "A cryptogram with padding indicator 02, with right check bytes",
            0x6988,
            |channel| {
                let mut sealed = channel.cryptogram(&padded(&[0x01, 0x1D]));
                if let Some(indicator) = sealed.get_mut(2) {
                    *indicator = 0x02;
                }
                channel.protect_objects(&command(SELECT_SO), &sealed)
            },
        ),
        refused(
            "EPC-SM-06.1",
            "A cryptogram that opens to nothing, with right check bytes",
            0x6988,
            |channel| {
                let sealed = channel.cryptogram(&padded(&[]));
                channel.protect_objects(&command(READ), &sealed)
            },
        ),
        refused(
            "EPC-SM-06.2",
            "Object 87 without a block, with right check bytes",
            0x6988,
            |channel| channel.protect_objects(&command(READ), &[0x87, 0x01, 0x01]),
        ),
        refused(
            "EPC-SM-07.1",
            "A command without check bytes",
            0x6987,
            |channel| {
                changed(channel.protect(&command(READ)), |data| {
                    data.truncate(data.len().saturating_sub(10));
                })
            },
        ),
        refused(
            "EPC-SM-07.2",
            "A command without any object",
            0x6987,
            |channel| changed(channel.protect(&command(READ)), Vec::clear),
        ),
        refused(
            "EPC-SM-08.1",
            "A flipped bit in the last check byte",
            0x6988,
            |channel| changed(channel.protect(&command(READ)), |data| flip(data, 1)),
        ),
        refused(
            "EPC-SM-08.2",
            "A flipped bit in the first check byte",
            0x6988,
            |channel| changed(channel.protect(&command(READ)), |data| flip(data, 8)),
        ),
        refused(
            "EPC-SM-08.3",
            "Check bytes of seven bytes",
            0x6988,
            |channel| {
                changed(channel.protect(&command(READ)), |data| {
                    data.pop();
                    if let Some(length) = data.len().checked_sub(8).and_then(|at| data.get_mut(at))
                    {
                        *length = 7;
                    }
                })
            },
        ),
        refused(
            "EPC-SM-08.4",
            "A flipped bit in the cryptogram",
            0x6988,
            |channel| changed(channel.protect(&command(SELECT_SO)), |data| flip(data, 12)),
        ),
        refused(
            "EPC-SM-08.5",
            "Another Le than the authentic one",
            0x6988,
            |channel| changed(channel.protect(&command(READ)), |data| flip(data, 11)),
        ),
        refused("EPC-SM-08.6", "Check bytes of zeros", 0x6988, |channel| {
            changed(channel.protect(&command(READ)), |data| {
                for byte in data.iter_mut().rev().take(8) {
                    *byte = 0;
                }
            })
        }),
        refused(
            "EPC-SM-08.7",
            "An object whose length goes beyond the data",
            0x6988,
            |channel| {
                changed(channel.protect(&command(READ)), |data| {
                    if let Some(length) = data.get_mut(1) {
                        *length = 0x7F;
                    }
                })
            },
        ),
    ]
}

fn sound() -> Vec<Case> {
    vec![
        case(
            "EPC-SM-01.3",
            Stage::Active,
            "The chaining bit is not covered by the check bytes",
            |bench| in_pieces(bench, 5),
        )
        .also(&["EPC-SM-11"]),
        case(
            "EPC-SM-03.1",
            Stage::Active,
            "A command with neither data nor Le, its check bytes over the header alone",
            |bench| {
                let mut channel = channel(bench)?;
                let select = command("00 B0 9D 00");
                let protected = channel.protect(&select);
                let answer = bench.one(&protected)?;
                bench.open = Open::Reader(channel, [0; 32]);
                bench.opened(&select, answer)?.is(0x6700)?;
                Ok(())
            },
        ),
        case(
            "EPC-SM-04.2",
            Stage::Active,
            "A hundred commands in a row, each with the next count",
            |bench| {
                bench.pace()?;
                for _ in 0..100 {
                    bench.give("00 B0 9D 00 01")?.brings(1, 0x9000)?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-SM-05.4",
            Stage::Active,
            "A response of 15 bytes fills one block",
            |bench| read(bench, "00 B0 9D 00 0F", 15),
        ),
        case(
            "EPC-SM-05.5",
            Stage::Active,
            "A response of 16 bytes has a block of padding more",
            |bench| read(bench, "00 B0 9D 00 10", 16),
        ),
        case(
            "EPC-SM-05.6",
            Stage::Active,
            "A response of 111 bytes has a cryptogram with a length of one byte",
            |bench| read(bench, "00 B0 9D 00 6F", 111),
        ),
        case(
            "EPC-SM-05.7",
            Stage::Active,
            "A response of 112 bytes has a cryptogram with a length of two bytes",
            |bench| read(bench, "00 B0 9D 00 70", 112),
        ),
        case(
            "EPC-SM-05.8",
            Stage::Active,
            "A response of 239 bytes has a cryptogram with a length of two bytes",
            |bench| read(bench, "00 B0 9D 00 EF", 239),
        ),
        case(
            "EPC-SM-05.9",
            Stage::Active,
            "A response of 240 bytes has a cryptogram with a length of three bytes",
            |bench| read(bench, "00 B0 9D 00 F0", 240),
        ),
        case(
            "EPC-SM-10.1",
            Stage::Active,
            "A refusal of the command itself is protected, and the channel stays open",
            |bench| {
                bench.pace()?;
                bench.protected_error("00 A4 02 0C 02 01 06", 0x6A82)?;
                bench.give("00 B0 9D 00 01")?.brings(1, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SM-10.2",
            Stage::Active,
            "An unknown instruction is refused protected",
            |bench| {
                bench.pace()?;
                bench.protected_error("00 CA 00 66 00", 0x6D00)
            },
        ),
        case(
            "EPC-SM-10.3",
            Stage::Active,
            "Wrong P1 and P2 are refused protected",
            |bench| {
                bench.pace()?;
                bench.protected_error("00 88 01 00 00", 0x6A86)
            },
        ),
        case(
            "EPC-SM-10.4",
            Stage::Active,
            "A wrong length is refused protected",
            |bench| {
                bench.pace()?;
                bench.protected_error("00 88 00 00 01 AA 00", 0x6700)
            },
        ),
        case(
            "EPC-SM-10.5",
            Stage::Active,
            "6282 comes protected, with its data",
            |bench| {
                let content = super::file(bench, crate::known::SECURITY_OBJECT)?;
                let last = content.len().saturating_sub(1);
                bench.pace()?;
                bench.give(SELECT_SO)?.is(0x9000)?;
                let [p1, p2] = u16::try_from(last).unwrap_or(0).to_be_bytes();
                bench
                    .ask(&Command::new(0x00, 0xB0, p1, p2).expecting(16))?
                    .brings(1, 0x6282)?;
                Ok(())
            },
        ),
        case(
            "EPC-SM-11.1",
            Stage::Active,
            "A protected command in pieces of one byte is joined before it is opened",
            |bench| in_pieces(bench, 1),
        ),
        case(
            "EPC-SM-12.1",
            Stage::Active,
            "A protected response in parts is one response, and GET RESPONSE is not counted",
            |bench| {
                let read = command("00 B0 9D 00 80");
                let mut channel = channel(bench)?;
                let mut protected = channel.protect(&read);
                protected.expected = Some(32);
                let first = bench.one(&protected)?;
                let joined = bench.join(first)?;
                bench.open = Open::Reader(channel, [0; 32]);
                bench.opened(&read, joined)?.brings(128, 0x9000)?;
                bench.give("00 B0 9D 00 01")?.brings(1, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SM-12.2",
            Stage::Active,
            "The Le outside the objects says how much comes in the first part",
            |bench| {
                let mut channel = channel(bench)?;
                let mut protected = channel.protect(&command("00 B0 9D 00 80"));
                protected.expected = Some(10);
                let answer = bench.one(&protected)?;
                let length = answer.data.len();
                if answer.status >> 8 == 0x61 && length == 10 {
                    Ok(())
                } else {
                    Err(answer.wrong("10 bytes and 61xx"))
                }
            },
        ),
        case(
            "EPC-SM-12.3",
            Stage::Active,
            "A command without Le outside its objects is answered 61xx, and its response waits",
            |bench| {
                let read = command("00 B0 9D 00 10");
                let mut channel = channel(bench)?;
                let mut protected = channel.protect(&read);
                protected.expected = None;
                let first = bench.one(&protected)?;
                if first.status >> 8 != 0x61 || !first.data.is_empty() {
                    return Err(first.wrong("61xx without data"));
                }
                let joined = bench.join(first)?;
                bench.open = Open::Reader(channel, [0; 32]);
                bench.opened(&read, joined)?.brings(16, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-SM-05.10",
            Stage::Active,
            "Le 00 within the objects is 256 bytes",
            |bench| {
                bench.pace()?;
                bench.give("00 B0 9D 00 00")?.brings(256, 0x9000)?;
                Ok(())
            },
        ),
    ]
}

fn read(bench: &mut Bench<'_>, digits: &str, length: usize) -> Checked {
    let content = super::file(bench, crate::known::SECURITY_OBJECT)?;
    bench.pace()?;
    bench
        .give(digits)?
        .equals(content.get(..length).unwrap_or_default(), 0x9000)?;
    Ok(())
}

/// A protected command in pieces.
fn in_pieces(bench: &mut Bench<'_>, size: usize) -> Checked {
    let read = command(READ);
    let mut channel = channel(bench)?;
    let protected = channel.protect(&read);
    let mut pieces: Vec<&[u8]> = protected.data.chunks(size).collect();
    let last = pieces.pop().unwrap_or_default().to_vec();
    for piece in pieces {
        let mut leading = Command::new(
            protected.class | 0x10,
            protected.instruction,
            protected.p1,
            protected.p2,
        );
        leading.data = piece.to_vec();
        bench.one(&leading)?.is(0x9000)?;
    }
    let answer = bench.one(&Command {
        data: last,
        ..protected
    })?;
    bench.open = Open::Reader(channel, [0; 32]);
    bench.opened(&read, answer)?.brings(16, 0x9000)?;
    Ok(())
}

impl Bench<'_> {
    /// A refusal that must come through the channel of PACE.
    fn protected_error(&mut self, digits: &str, status: u16) -> Checked {
        let refused = command(digits);
        let protected = self.protect(&refused);
        let answer = self.whole(&protected)?;
        if answer.data.is_empty() {
            return Err(answer.wrong(format!("{status:04X} in a protected response")));
        }
        self.opened(&refused, answer)?.is(status)?;
        Ok(())
    }
}
