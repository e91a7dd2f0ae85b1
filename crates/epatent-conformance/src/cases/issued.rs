// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An issued card: chip proof, payments, suspension and end.

use epatent_apdu::Command;

use super::personalising::signed;
use crate::answer::{Answer, Checked, demand};
use crate::arithmetic::sha256;
use crate::bench::{Bench, Open, command};
use crate::case::{Case, Stage, case};
use crate::known::{PAYMENTS, SECURITY_OBJECT};

/// INTERNAL AUTHENTICATE: head, signature, and the answer.
fn prove(
    bench: &mut Bench<'_>,
    nonce: &[u8; 32],
    terminal: &[u8; 32],
) -> Checked<([u8; 32], Vec<u8>, Answer)> {
    let data = [&nonce[..], terminal].concat();
    let answer = bench.ask(
        &Command::new(0x00, 0x88, 0, 0)
            .with_data(data)
            .expecting(256),
    )?;
    match answer.data.split_first_chunk::<32>() {
        Some((head, signature)) if answer.status == 0x9000 => {
            Ok((*head, signature.to_vec(), answer.clone()))
        }
        _ => Err(answer.wrong("payment-log head and signature")),
    }
}

/// The 192 bytes that the chip signs.
fn statement(
    bench: &Bench<'_>,
    nonce: &[u8; 32],
    terminal: &[u8; 32],
    head: &[u8; 32],
) -> Checked<Vec<u8>> {
    let object = super::file(bench, SECURITY_OBJECT)?;
    Ok([
        &b"EPATENT-CHIP-PROOF-1"[..],
        &[0; 12],
        nonce,
        terminal,
        &bench.binding(),
        &sha256(&[&object]),
        head,
    ]
    .concat())
}

/// A proof whose signature and head are right.
fn proves(bench: &mut Bench<'_>, nonce: [u8; 32], terminal: [u8; 32]) -> Checked<Vec<u8>> {
    let (head, signature, answer) = prove(bench, &nonce, &terminal)?;
    let statement = statement(bench, &nonce, &terminal, &head)?;
    let point = bench.known.point().unwrap_or([0; 65]);
    signed(&answer, &point, &statement, &signature)?;
    Ok(signature)
}

/// SEQUENCE of two INTEGER, each in the shortest form, RFC 3279 §2.2.3.
fn is_shortest_der(signature: &[u8]) -> bool {
    let Some((&[0x30, length], mut rest)) = signature.split_first_chunk::<2>() else {
        return false;
    };
    if usize::from(length) != rest.len() {
        return false;
    }
    for _ in 0..2 {
        let Some((&[0x02, length], tail)) = rest.split_first_chunk::<2>() else {
            return false;
        };
        let Some((number, tail)) = tail.split_at_checked(usize::from(length)) else {
            return false;
        };
        let short = match number {
            [] => false,
            [0x00, next, ..] => *next >= 0x80,
            [first, ..] => *first < 0x80 && *first > 0 || number == [0x00],
        };
        if !short {
            return false;
        }
        rest = tail;
    }
    rest.is_empty()
}

/// The number of records that STATUS gives, and the head.
fn log(bench: &mut Bench<'_>) -> Checked<(u16, [u8; 32])> {
    let answer = bench.status()?.brings(35, 0x9000)?;
    let count = answer
        .data
        .get(1..3)
        .and_then(|bytes| bytes.try_into().ok());
    let head = answer.data.get(3..).and_then(|bytes| bytes.try_into().ok());
    match (count, head) {
        (Some(count), Some(head)) => Ok((u16::from_be_bytes(count), head)),
        _ => Err(answer.wrong("number of records and head")),
    }
}

/// APPEND RECORD.
fn append(
    bench: &mut Bench<'_>,
    sequence: u16,
    previous: &[u8; 32],
    record: &[u8],
) -> Checked<Answer> {
    let data = [&sequence.to_be_bytes()[..], previous, record].concat();
    bench.ask(&Command::new(0x80, 0xE2, 0, 0).with_data(data))
}

/// Appends one more record, and notes it.
fn append_next(bench: &mut Bench<'_>, record: &[u8]) -> Checked<u16> {
    let (count, head) = log(bench)?;
    let next = count.saturating_add(1);
    append(bench, next, &head, record)?.is(0x9000)?;
    bench.known.payments.push(hex::encode_upper(record));
    Ok(next)
}

/// Number and head of the log have to be these.
fn log_is(bench: &mut Bench<'_>, count: u16, head: [u8; 32]) -> Checked {
    let found = log(bench)?;
    demand(
        found == (count, head),
        "STATUS",
        &format!("{count} records and the head of the newest"),
        &format!("{} records, or another head", found.0),
    )
}

fn payment(
    id: &'static str,
    title: &str,
    run: impl Fn(&mut Bench<'_>) -> Checked + Send + Sync + 'static,
) -> Case {
    case(id, Stage::Active, title, move |bench| {
        bench.issuer(0x33)?;
        run(bench)
    })
    .destructive()
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = proofs();
    cases.extend(payments());
    cases.extend(ends());
    cases
}

fn proofs() -> Vec<Case> {
    vec![
        case(
            "EPC-PROOF-01.1",
            Stage::Active,
            "The chip signs the statement with its key",
            |bench| {
                bench.pace()?;
                let nonce = bench.random();
                proves(bench, nonce, [0x7E; 32])?;
                Ok(())
            },
        )
        .also(&["EPC-PROOF-03", "EPC-PROOF-04", "EPC-PACE-23"]),
        case(
            "EPC-PROOF-01.2",
            Stage::Active,
            "The nonce of the host is in the statement, first byte and last",
            |bench| {
                bench.pace()?;
                for place in [0, 31] {
                    let mut nonce = [0x4E; 32];
                    if let Some(byte) = nonce.get_mut(place) {
                        *byte = 0xFF;
                    }
                    proves(bench, nonce, [0x7E; 32])?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-PROOF-01.3",
            Stage::Active,
            "The terminal statement digest is in the statement, first byte and last",
            |bench| {
                bench.pace()?;
                for place in [0, 31] {
                    let mut terminal = [0x4E; 32];
                    if let Some(byte) = terminal.get_mut(place) {
                        *byte = 0xFF;
                    }
                    proves(bench, [0x4E; 32], terminal)?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-PROOF-02.1",
            Stage::Active,
            "Sixteen signatures are all in their shortest DER",
            |bench| {
                bench.pace()?;
                for _ in 0..16 {
                    let nonce = bench.random();
                    let (_, signature, answer) = prove(bench, &nonce, &[0; 32])?;
                    if !is_shortest_der(&signature) {
                        return Err(answer.wrong("a SEQUENCE of two INTEGER in the shortest form"));
                    }
                }
                Ok(())
            },
        ),
        case(
            "EPC-PROOF-03.1",
            Stage::Active,
            "The same question in another channel is answered for that channel",
            |bench| {
                bench.pace()?;
                proves(bench, [0x11; 32], [0x22; 32])?;
                bench.pace()?;
                proves(bench, [0x11; 32], [0x22; 32])?;
                Ok(())
            },
        ),
        case(
            "EPC-PROOF-04.1",
            Stage::Active,
            "Before and after a power-up the proof is over the same security object",
            |bench| {
                bench.pace()?;
                proves(bench, [0x33; 32], [0x44; 32])?;
                bench.reset()?;
                bench.pace()?;
                proves(bench, [0x33; 32], [0x44; 32])?;
                Ok(())
            },
        ),
        case(
            "EPC-PROOF-05.1",
            Stage::Active,
            "The head of the proof is that of STATUS",
            |bench| {
                bench.pace()?;
                let (head, _, answer) = prove(bench, &[0; 32], &[0; 32])?;
                let (_, logged) = log_in_channel(bench)?;
                if head == logged {
                    Ok(())
                } else {
                    Err(answer.wrong("the payment-log head"))
                }
            },
        ),
        case(
            "EPC-PROOF-06.1",
            Stage::Active,
            "GENERATE KEY signs nothing after issue",
            |bench| {
                bench.issuer(0x33)?;
                let command = Command::new(0x80, 0x12, 0, 0).with_data(vec![0x5A; 32]);
                bench.ask(&command.expecting(256))?.is(0x6985)?;
                Ok(())
            },
        ),
        payment(
            "EPC-PROOF-05.2",
            "After a payment the proof carries its head",
            |bench| {
                append_next(bench, b"PROOF OF PAYMENT")?;
                let wanted = bench.known.head();
                bench.pace()?;
                let (head, signature, answer) = prove(bench, &[1; 32], &[2; 32])?;
                if head != wanted {
                    return Err(answer.wrong("the SHA-256 of the newest record"));
                }
                let statement = statement(bench, &[1; 32], &[2; 32], &head)?;
                let point = bench.known.point().unwrap_or([0; 65]);
                signed(&answer, &point, &statement, &signature)
            },
        ),
    ]
}

/// The log, asked through a channel of the issuer that ends the one that is open.
fn log_in_channel(bench: &mut Bench<'_>) -> Checked<(u16, [u8; 32])> {
    bench.open = Open::Nothing;
    log(bench)
}

fn payments() -> Vec<Case> {
    let mut cases = vec![
        payment(
            "EPC-PAY-01.1",
            "A record is in EF.Payments with its length before it",
            |bench| {
                append_next(bench, b"A FIRST RECORD")?;
                let newest = [&[0x00, 0x0E][..], b"A FIRST RECORD"].concat();
                bench.pace()?;
                let file = whole_log(bench)?;
                demand(
                    file.ends_with(&newest),
                    "READ BINARY of EF.Payments",
                    "the record at its end",
                    "something else",
                )
            },
        )
        .also(&["EPC-PAY-07"]),
        payment("EPC-PAY-01.2", "A record of 1 byte is taken", |bench| {
            append_next(bench, &[0x42])?;
            let (count, _) = log(bench)?;
            log_is(bench, count, sha256(&[&[0x42]]))
        }),
        payment(
            "EPC-PAY-01.3",
            "A record of 1,024 bytes is taken",
            |bench| {
                append_next(bench, &[0x43; 1_024])?;
                let (count, _) = log(bench)?;
                log_is(bench, count, sha256(&[&[0x43; 1_024]]))
            },
        ),
        payment("EPC-PAY-01.4", "A record of 1,025 bytes is 6700", |bench| {
            let (count, head) = log(bench)?;
            append(bench, count.saturating_add(1), &head, &[0x44; 1_025])?.is(0x6700)?;
            log_is(bench, count, head)
        }),
        payment("EPC-PAY-02.1", "Sequence 0 is 6985", |bench| {
            let (count, head) = log(bench)?;
            append(bench, 0, &head, b"OUT OF ORDER")?.is(0x6985)?;
            log_is(bench, count, head)
        }),
        payment(
            "EPC-PAY-02.2",
            "A sequence that leaves one out is 6985",
            |bench| {
                let (count, head) = log(bench)?;
                append(bench, count.saturating_add(2), &head, b"OUT OF ORDER")?.is(0x6985)?;
                log_is(bench, count, head)
            },
        ),
        payment("EPC-PAY-02.3", "Sequence 65,535 is 6985", |bench| {
            let (count, head) = log(bench)?;
            append(bench, 0xFFFF, &head, b"OUT OF ORDER")?.is(0x6985)?;
            log_is(bench, count, head)
        }),
        payment("EPC-PAY-03.1", "Another previous head is 6A80", |bench| {
            let (count, head) = log(bench)?;
            let mut other = head;
            other[31] ^= 1;
            append(bench, count.saturating_add(1), &other, b"WRONG HEAD")?.is(0x6A80)?;
            log_is(bench, count, head)
        }),
        payment(
            "EPC-PAY-03.2",
            "The head before the card's is 6A80",
            |bench| {
                let (_, before) = log(bench)?;
                let count = append_next(bench, b"ONE MORE")?;
                let (_, head) = log(bench)?;
                append(bench, count.saturating_add(1), &before, b"WRONG HEAD")?.is(0x6A80)?;
                log_is(bench, count, head)
            },
        ),
        payment(
            "EPC-PAY-04.1",
            "The newest record again is 9000 and changes nothing",
            |bench| {
                let (_, before) = log(bench)?;
                let count = append_next(bench, b"SENT TWICE")?;
                let (_, head) = log(bench)?;
                append(bench, count, &before, b"SENT TWICE")?.is(0x9000)?;
                log_is(bench, count, head)
            },
        ),
        payment(
            "EPC-PAY-04.2",
            "Its previous head is not looked at",
            |bench| {
                let count = append_next(bench, b"SENT AGAIN")?;
                let (_, head) = log(bench)?;
                append(bench, count, &[0xEE; 32], b"SENT AGAIN")?.is(0x9000)?;
                log_is(bench, count, head)
            },
        ),
        payment(
            "EPC-PAY-04.3",
            "Another record with the newest sequence is 6985",
            |bench| {
                let (_, before) = log(bench)?;
                let count = append_next(bench, b"THE TRUE ONE")?;
                let (_, head) = log(bench)?;
                append(bench, count, &before, b"ANOTHER ONE!")?.is(0x6985)?;
                log_is(bench, count, head)
            },
        ),
        payment(
            "EPC-PAY-06.1",
            "After a power-up number and head are those of the newest record",
            |bench| {
                let count = append_next(bench, b"BEFORE THE POWER-UP")?;
                bench.reset()?;
                log_is(bench, count, sha256(&[b"BEFORE THE POWER-UP"]))
            },
        ),
        payment(
            "EPC-PERSO-12.1",
            "STATUS of an ACTIVE card is state, number of records and head",
            |bench| {
                let count = append_next(bench, b"FOR STATUS")?;
                let expected =
                    [&[0x05][..], &count.to_be_bytes(), &sha256(&[b"FOR STATUS"])].concat();
                bench.status()?.equals(&expected, 0x9000)?;
                Ok(())
            },
        ),
    ];
    cases.push(
        payment(
            "EPC-PAY-05.1",
            "A record for which EF.Payments has no room is 6A84, and the log stays as it is",
            |bench| {
                // 1,026 bytes a record: the thirty-second does not fit below 32,767.
                loop {
                    let (count, head) = log(bench)?;
                    let answer = append(bench, count.saturating_add(1), &head, &[0x46; 1_024])?;
                    if answer.status == 0x9000 && count < 40 {
                        bench.known.payments.push(hex::encode_upper([0x46; 1_024]));
                        continue;
                    }
                    answer.is(0x6A84)?;
                    return log_is(bench, count, head);
                }
            },
        )
        .consumes(),
    );
    cases.push(
        case(
            "EPC-PAY-07.1",
            Stage::Active,
            "EF.Payments does not exist before the first record",
            |bench| {
                bench.pace()?;
                bench.give("00 A4 02 0C 02 01 1E")?.is(0x6A82)?;
                bench.give("00 B0 9E 00 01")?.is(0x6A82)?;
                Ok(())
            },
        )
        .also(&["EPC-FILE-03"])
        .unless(|known| {
            let paid = !known.payments.is_empty() || known.file(PAYMENTS).is_some();
            paid.then_some("it has payments already")
        }),
    );
    cases
}

/// EF.Payments, whole.
fn whole_log(bench: &mut Bench<'_>) -> Checked<Vec<u8>> {
    let [high, low] = PAYMENTS.to_be_bytes();
    let select = Command::new(0x00, 0xA4, 0x02, 0x0C).with_data(vec![high, low]);
    bench.ask(&select)?.is(0x9000)?;
    bench.read_selected()
}

fn is_state(bench: &mut Bench<'_>, what: &str, state: u8) -> Checked {
    let found = bench.state()?;
    demand(
        found == state,
        what,
        &format!("state {state:02X}"),
        &format!("state {found:02X}"),
    )
}

fn ends() -> Vec<Case> {
    vec![
        case(
            "EPC-END-01.1",
            Stage::Active,
            "SUSPEND and ACTIVATE bring the card back as it was",
            |bench| {
                let before = log(bench)?;
                bench.open = Open::Nothing;
                bench.issuer(0x01)?;
                bench.give("80 20 00 00")?.is(0x9000)?;
                bench.give("80 22 00 00")?.is(0x9000)?;
                log_in_channel(bench).and_then(|after| {
                    demand(
                        before == after,
                        "ACTIVATE",
                        "the log as it was",
                        "another log",
                    )
                })?;
                bench.pace()?;
                let content = super::file(bench, SECURITY_OBJECT)?;
                bench
                    .give("00 B0 9D 00 10")?
                    .equals(content.get(..16).unwrap_or_default(), 0x9000)?;
                proves(bench, [9; 32], [8; 32])?;
                Ok(())
            },
        )
        .also(&["EPC-LIFE-03"])
        .destructive(),
        case(
            "EPC-LIFE-03.1",
            Stage::Active,
            "SUSPEND changes the state to SUSPENDED, over a power-up",
            |bench| {
                bench.issuer(0x01)?;
                bench.give("80 20 00 00")?.is(0x9000)?;
                bench.reset()?;
                is_state(bench, "SUSPEND", 0x04)
            },
        )
        .destructive(),
        case(
            "EPC-LIFE-03.2",
            Stage::Suspended,
            "ACTIVATE changes the state to ACTIVE, over a power-up",
            |bench| {
                bench.issuer(0x01)?;
                bench.give("80 22 00 00")?.is(0x9000)?;
                bench.reset()?;
                is_state(bench, "ACTIVATE", 0x05)
            },
        )
        .destructive(),
        case(
            "EPC-LIFE-03.3",
            Stage::Active,
            "SUSPEND leaves the channel open that brought it",
            |bench| {
                bench.issuer(0x11)?;
                bench.give("80 20 00 00")?.is(0x9000)?;
                bench.give("80 14 00 00 00")?.brings(35, 0x9000)?;
                Ok(())
            },
        )
        .destructive(),
        case(
            "EPC-LIFE-03.4",
            Stage::Active,
            "No personalisation command brings an ACTIVE card back",
            |bench| {
                bench.issuer(0x33)?;
                for instruction in [0x16, 0x18] {
                    bench
                        .ask(
                            &Command::new(0x80, instruction, 0, 0)
                                .with_data(Bench::SESSION.to_vec()),
                        )?
                        .is(0x6985)?;
                }
                is_state(bench, "ABORT and COMMIT", 0x05)
            },
        ),
        case(
            "EPC-PERSO-12.2",
            Stage::Suspended,
            "STATUS of a SUSPENDED card is state, number of records and head",
            |bench| {
                let answer = bench.status()?.brings(35, 0x9000)?;
                let wanted = [
                    &[0x04][..],
                    &u16::try_from(bench.known.payments.len())
                        .unwrap_or(u16::MAX)
                        .to_be_bytes(),
                    &bench.known.head(),
                ]
                .concat();
                answer.equals(&wanted, 0x9000).map(|_| ())
            },
        )
        .unless(|known| {
            known
                .files
                .is_empty()
                .then_some("its payments are not known")
        }),
        case(
            "EPC-END-02.1",
            Stage::Suspended,
            "A SUSPENDED card opens its issuer's channel at every level",
            |bench| {
                for level in [0x01, 0x03, 0x11, 0x13, 0x33] {
                    bench.issuer(level)?;
                    bench.give("80 14 00 00 00")?.brings(35, 0x9000)?;
                }
                Ok(())
            },
        ),
        terminates("EPC-LIFE-03.5", Stage::Blank),
        terminates("EPC-LIFE-03.6", Stage::Keyed),
        terminates("EPC-LIFE-03.7", Stage::Perso),
        terminates("EPC-LIFE-03.8", Stage::Active),
        terminates("EPC-LIFE-03.9", Stage::Suspended),
        case(
            "EPC-END-03.1",
            Stage::Active,
            "TERMINATE answers when the state is changed, and its channel brings nothing more",
            |bench| {
                bench.issuer(0x33)?;
                bench.give("80 24 00 00")?.is(0x9000)?;
                bench.give("80 14 00 00 00")?.is(0x6985)?;
                bench.reset()?;
                is_state(bench, "TERMINATE", 0x0C)
            },
        )
        .also(&["EPC-END-04"])
        .consumes(),
        case(
            "EPC-END-06.1",
            Stage::Terminated,
            "A TERMINATED card stays so over power-ups",
            |bench| {
                for _ in 0..3 {
                    bench.reset()?;
                    is_state(bench, "power off and on", 0x0C)?;
                }
                Ok(())
            },
        ),
        case(
            "EPC-END-06.2",
            Stage::Terminated,
            "A TERMINATED card answers GET RESPONSE of its FCI",
            |bench| {
                bench
                    .send("00 A4 04 00 09 F0 45 50 41 54 45 4E 54 01 05")?
                    .brings(5, 0x6110)?;
                bench.send("00 C0 00 00 10")?.brings(16, 0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-END-06.3",
            Stage::Terminated,
            "A TERMINATED card answers what is not well formed as any card",
            |bench| {
                bench.send("60 00 00 00")?.is(0x6E00)?;
                bench.send("00 FF 00 00")?.is(0x6D00)?;
                bench.send("00 88 01 00 00")?.is(0x6A86)?;
                bench.send("00 88 00 00 01 AA 00")?.is(0x6700)?;
                Ok(())
            },
        ),
        case(
            "EPC-END-06.4",
            Stage::Terminated,
            "A TERMINATED card has no channel for a protected command",
            |bench| {
                bench
                    .one(&command("84 14 00 00 08 00 00 00 00 00 00 00 00 00"))?
                    .is(0x6982)?;
                Ok(())
            },
        ),
    ]
}

fn terminates(id: &'static str, stage: Stage) -> Case {
    let title = format!(
        "TERMINATE of a card in {} changes the state to TERMINATED for ever",
        stage.name()
    );
    case(id, stage, title, |bench| {
        bench.issuer(0x01)?;
        bench.give("80 24 00 00")?.is(0x9000)?;
        bench.reset()?;
        is_state(bench, "TERMINATE", 0x0C)?;
        bench
            .send("80 50 00 00 08 01 02 03 04 05 06 07 08 00")?
            .is(0x6985)?;
        Ok(())
    })
    .consumes()
}
