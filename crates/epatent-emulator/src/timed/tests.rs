// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeMap;

use epatent_apdu::drive;
use epatent_apdu::flows::{GenerateKey, InternalAuthenticate, Personalise, ReadFile};

use super::*;
use crate::InProcess;
use crate::testing::{SESSION, active, blank, files};

#[test]
fn a_message_takes_the_time_of_its_bits_and_blocks() {
    // 253 bytes and 3 of the block, 9 bits each, 32 periods a bit, and one frame delay.
    assert_eq!(
        BitRate::Kbit424.message(253),
        256 * 9 * 32 * 100 / 1_356 + 86
    );
    assert!(BitRate::Kbit424.message(254) > BitRate::Kbit424.message(253) + 2 * FRAME_DELAY);
    for bytes in [2, 5, 100, 253, 254, 4_096] {
        let [slow, middle, fast] = BitRate::ALL.map(|rate| rate.message(bytes));
        assert!(slow > middle && middle > fast, "{bytes}");
    }
}

#[test]
fn chip_proof_takes_one_signature_and_a_read_none() {
    let mut reader = InProcess::new(Timed::new(active(), P71, BitRate::Kbit424));
    drive(ReadFile::new(0x0101), &mut reader).unwrap();
    assert_eq!(reader.device().times().arithmetic, 0);
    drive(InternalAuthenticate::new([1; 32], [2; 32]), &mut reader).unwrap();
    assert_eq!(reader.device().times().arithmetic, P71.signature);
    assert_eq!(reader.device().times().memory, 0);
}

#[test]
fn key_is_generated_once() {
    let mut reader = InProcess::new(Timed::new(blank(), P71, BitRate::Kbit424));
    let times: Vec<u64> = (0..2)
        .map(|_| {
            reader.device_mut().restart();
            drive(GenerateKey::new([7; 32]), &mut reader).unwrap();
            reader.device().times().arithmetic
        })
        .collect();
    assert_eq!(times, [P71.key_generation + P71.signature, P71.signature]);
}

#[test]
fn personalisation_of_twenty_kilobytes_is_told_in_seconds_of_each_chip_and_rate() {
    let mut files: BTreeMap<u16, Vec<u8>> = files();
    let rest = 20_000 - files.values().map(Vec::len).sum::<usize>();
    files.insert(0x0102, vec![0x5A; rest + 1_000]);
    let payload: usize = files.values().map(Vec::len).sum();
    for chip in [P71, P60] {
        for rate in BitRate::ALL {
            let mut reader = InProcess::new(Timed::new(blank(), chip, rate));
            let point = drive(GenerateKey::new([7; 32]), &mut reader).unwrap();
            let flow = Personalise::new(SESSION, point, files.clone()).unwrap();
            drive(flow, &mut reader).unwrap();
            let times = reader.device().times();
            println!(
                "{} {rate:?}: {payload} bytes in {} commands, {} bytes on the line ({:.3} x), {} ms \
                 (line {}, memory {}, arithmetic {}, work {})",
                chip.name,
                times.commands,
                times.bytes,
                f64::from(u32::try_from(times.bytes).unwrap())
                    / f64::from(u32::try_from(payload).unwrap()),
                times.total() / 1_000,
                times.line / 1_000,
                times.memory / 1_000,
                times.arithmetic / 1_000,
                times.work / 1_000,
            );
            assert!(
                times.bytes * 100 <= 115 * u64::try_from(payload).unwrap(),
                "{times:?}"
            );
        }
    }
}
