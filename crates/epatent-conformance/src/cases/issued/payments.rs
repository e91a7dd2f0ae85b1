// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Payment records and their head.

use super::*;

pub(super) fn payments() -> Vec<Case> {
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
