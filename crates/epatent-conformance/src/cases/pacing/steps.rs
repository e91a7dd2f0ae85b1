// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Each step of PACE alone: what it demands, refuses and answers.

use super::*;

/// Steps that are wrong.
pub(super) fn steps() -> Vec<Case> {
    vec![
        case(
            "EPC-PACE-06.5",
            Stage::Active,
            "MSE:SET AT that names parameter 12 is 9000",
            |bench| {
                bench.set_at(&format!("{SET_AT} 84 01 0C"))?.is(0x9000)?;
                Ok(())
            },
        ),
        case(
            "EPC-PACE-07.1",
            Stage::Active,
            "A second MSE:SET AT begins a new run and ends the first",
            |bench| {
                let (_, data) = upto(bench, Step::Mapping)?;
                bench.set_at(SET_AT)?.is(0x9000)?;
                bench.step(false, data)?.is(0x6A80)?;
                Ok(())
            },
        ),
        case(
            "EPC-PACE-07.2",
            Stage::Active,
            "A refused MSE:SET AT begins no run",
            |bench| {
                bench.set_at("83 01 02")?.is(0x6A80)?;
                bench.step(false, vec![0x7C, 0x00])?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-PACE-07.3",
            Stage::Active,
            "A refused MSE:SET AT ends the run before it",
            |bench| {
                let (_, data) = upto(bench, Step::Mapping)?;
                bench.set_at("83 01 02")?.is(0x6A80)?;
                bench.step(false, data)?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-PACE-08.1",
            Stage::Active,
            "GENERAL AUTHENTICATE without a run is 6985",
            |bench| {
                bench.step(false, vec![0x7C, 0x00])?.is(0x6985)?;
                Ok(())
            },
        ),
        case(
            "EPC-PACE-08.2",
            Stage::Active,
            "After a run that opened a channel there is no run",
            |bench| {
                bench.pace()?;
                bench.step(false, vec![0x7C, 0x00])?.is(0x6985)?;
                Ok(())
            },
        ),
        broken(
            "EPC-PACE-09.1",
            Step::Nonce,
            "Step 1 with an object",
            |_| vec![0x7C, 0x02, 0x80, 0x00],
        ),
        broken(
            "EPC-PACE-09.2",
            Step::Mapping,
            "Step 3 in the place of step 2",
            |mut data| {
                if let Some(tag) = data.get_mut(2) {
                    *tag = 0x83;
                }
                data
            },
        ),
        broken(
            "EPC-PACE-09.3",
            Step::Mapping,
            "A mapping point without its last byte",
            |data| {
                let short = data.get(4..68).unwrap_or_default();
                [&[0x7C, 0x42, 0x81, 0x40][..], short].concat()
            },
        ),
        broken(
            "EPC-PACE-09.4",
            Step::Mapping,
            "Step 1 again in the place of step 2",
            |_| vec![0x7C, 0x00],
        ),
        broken(
            "EPC-PACE-09.5",
            Step::Agreement,
            "Step 2 again in the place of step 3",
            |mut data| {
                if let Some(tag) = data.get_mut(2) {
                    *tag = 0x81;
                }
                data
            },
        ),
        broken(
            "EPC-PACE-09.6",
            Step::Token,
            "A token of seven bytes",
            |data| {
                let short = data.get(4..11).unwrap_or_default();
                [&[0x7C, 0x09, 0x85, 0x07][..], short].concat()
            },
        ),
        broken(
            "EPC-PACE-09.7",
            Step::Token,
            "The object of the card's own token",
            |mut data| {
                if let Some(tag) = data.get_mut(2) {
                    *tag = 0x86;
                }
                data
            },
        ),
        broken(
            "EPC-PACE-09.8",
            Step::Mapping,
            "A byte behind the object",
            |mut data| {
                data.push(0x00);
                data
            },
        ),
        broken(
            "EPC-PACE-09.9",
            Step::Mapping,
            "A length that is not in its shortest form",
            |data| {
                let point = data.get(4..).unwrap_or_default();
                [&[0x7C, 0x81, 0x43, 0x81, 0x41][..], point].concat()
            },
        ),
        other_class(
            "EPC-PACE-09.10",
            Step::Nonce,
            "Step 1 without bit 5 of CLA is 6A80, and the run ends",
        ),
        other_class(
            "EPC-PACE-09.11",
            Step::Agreement,
            "Step 3 without bit 5 of CLA is 6A80, and the run ends",
        ),
        other_class(
            "EPC-PACE-09.12",
            Step::Token,
            "Step 4 with bit 5 of CLA is 6A80, and the run ends",
        ),
        between("EPC-PACE-10.1", "READ BINARY", "00 B0 9C 00 16"),
        between(
            "EPC-PACE-10.2",
            "SELECT of the applet",
            "00 A4 04 0C 09 F0 45 50 41 54 45 4E 54 01",
        ),
        between("EPC-PACE-10.3", "an unknown instruction", "00 FF 00 00"),
        between(
            "EPC-PACE-10.4",
            "INITIALIZE UPDATE",
            "80 50 00 00 08 01 02 03 04 05 06 07 08 00",
        ),
        between(
            "EPC-PACE-10.5",
            "a GET RESPONSE that brings nothing",
            "00 C0 00 00 00",
        ),
        case(
            "EPC-PACE-10.6",
            Stage::Active,
            "A GET RESPONSE that fetches the rest of a step's answer leaves the run open",
            |bench| {
                let (mut run, data) = upto(bench, Step::Nonce)?;
                let mut ask = epatent_apdu::Command::new(0x10, 0x86, 0, 0).with_data(data);
                ask.expected = Some(4);
                let first = bench.one(&ask)?.brings(4, 0x6110)?;
                let joined = bench.join(first)?;
                let data = taken(&joined, |reply| run.nonce(reply))?;
                bench.step(false, data)?.brings(69, 0x9000)?;
                Ok(())
            },
        ),
        broken(
            "EPC-PACE-11.1",
            Step::Mapping,
            "A mapping point that is not on the curve",
            off_curve,
        ),
        broken(
            "EPC-PACE-11.2",
            Step::Agreement,
            "An agreement point that is not on the curve",
            off_curve,
        ),
        broken(
            "EPC-PACE-11.3",
            Step::Mapping,
            "A mapping point in compressed form",
            |data| {
                let x = data.get(5..37).unwrap_or_default();
                [&[0x7C, 0x23, 0x81, 0x21, 0x02][..], x].concat()
            },
        ),
        broken(
            "EPC-PACE-11.4",
            Step::Mapping,
            "The point at infinity as one byte",
            |_| vec![0x7C, 0x03, 0x81, 0x01, 0x00],
        ),
        broken(
            "EPC-PACE-11.5",
            Step::Mapping,
            "A mapping point of zeros",
            |data| {
                let mut zeros = [0; 65];
                zeros[0] = 0x04;
                with_point(&data, &zeros)
            },
        ),
        broken(
            "EPC-PACE-11.6",
            Step::Agreement,
            "An agreement point in hybrid form",
            |mut data| {
                let odd = data.last().is_some_and(|last| last & 1 == 1);
                if let Some(form) = data.get_mut(4) {
                    *form = if odd { 0x07 } else { 0x06 };
                }
                data
            },
        ),
    ]
}
