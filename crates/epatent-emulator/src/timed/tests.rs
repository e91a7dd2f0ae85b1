// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeMap;

use epatent_apdu::flows::{GenerateKey, InternalAuthenticate, Personalise, ReadFile};
use epatent_apdu::scp03::SecurityLevel;
use epatent_apdu::{ApduLimit, Link, drive};

use super::*;
use crate::InProcess;
use crate::testing::{CAN, SESSION, active, blank, contents, pace, scp03};

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
    let channel = pace(&mut reader, CAN).unwrap().channel;
    let times = reader.device().times();
    assert_eq!(times.arithmetic, P71.key_generation + 3 * P71.agreement);
    assert!(times.memory > 0, "attempts are counted");
    reader.device_mut().restart();
    let mut link = Link::new(&mut reader).with_channel(channel);
    drive(ReadFile::new(0x0101), &mut link).unwrap();
    drive(InternalAuthenticate::new([1; 32], [2; 32]), &mut link).unwrap();
    assert_eq!(reader.device().times().arithmetic, P71.signature);
    assert_eq!(reader.device().times().memory, 0);
}

// shows: EPC-TIME-02
#[test]
fn wrong_access_numbers_cost_the_time_that_the_card_waits() {
    let mut reader = InProcess::new(Timed::new(active(), P71, BitRate::Kbit424));
    for _ in 0..4 {
        pace(&mut reader, "999999").unwrap_err();
    }
    let before = reader.device().times().work;
    pace(&mut reader, CAN).unwrap();
    let waited = reader.device().times().work - before;
    assert!((2_000_000..2_100_000).contains(&waited), "{waited}");
}

#[test]
fn key_is_generated_once() {
    let mut reader = InProcess::new(Timed::new(blank(), P71, BitRate::Kbit424));
    let times: Vec<u64> = (0..2)
        .map(|_| {
            let channel = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
            reader.device_mut().restart();
            let mut link = Link::new(&mut reader).with_channel(channel);
            drive(GenerateKey::new([7; 32]), &mut link).unwrap();
            reader.device().times().arithmetic
        })
        .collect();
    assert_eq!(times, [P71.key_generation + P71.signature, P71.signature]);
}

/// Content in one WRITE: encryption and MAC cost the same for each, so that few are long.
const CHUNK: usize = 1_000;

#[test]
fn personalisation_of_twenty_kilobytes_is_told_in_seconds_of_each_chip_and_rate() {
    let mut files: BTreeMap<u16, Vec<u8>> = contents();
    let rest = 20_000 - files.values().map(Vec::len).sum::<usize>();
    files.insert(0x0102, vec![0x5A; rest + 1_000]);
    let payload: usize = files.values().map(Vec::len).sum();
    for chip in [P71, P60] {
        for rate in BitRate::ALL {
            let mut reader = InProcess::new(Timed::new(blank(), chip, rate));
            let channel = scp03(&mut reader, SecurityLevel::Full).unwrap().channel;
            let mut link = Link::new(&mut reader)
                .with_limit(ApduLimit::new(255))
                .with_channel(channel);
            let point = drive(GenerateKey::new([7; 32]), &mut link).unwrap();
            let flow = Personalise::new(SESSION, point, files.clone()).unwrap();
            drive(flow.with_chunk(CHUNK), &mut link).unwrap();
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
