// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The proof of the chip, as its holder is checked.

use super::*;

pub(super) fn proofs() -> Vec<Case> {
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
                let point = bench.point()?;
                signed(&answer, &point, &statement, &signature)
            },
        ),
    ]
}
