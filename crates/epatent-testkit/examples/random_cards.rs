// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Writes random verdict vectors with the verifier's answers, one a line, to standard output:
//! `random_cards SEED COUNT`. The second verifier reads them, see `test-vectors/independent`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a program of the tests, which may end where it stands"
)]

#[path = "../tests/vectors/judge.rs"]
mod judge;

use std::io::{self, BufWriter, Write};

use epatent_testkit::vectors::make::random;

fn main() -> io::Result<()> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let (Some(Ok(seed)), Some(Ok(count))) = (numbers.next(), numbers.next()) else {
        return Err(io::Error::other("usage: random_cards SEED COUNT"));
    };
    let mut out = BufWriter::new(io::stdout().lock());
    for mut vector in random::cards(seed, count) {
        let report = judge::judge(&vector);
        report.verdict.as_str().clone_into(&mut vector.verdict);
        vector.findings = report
            .findings
            .iter()
            .map(|finding| finding.code.as_str().to_owned())
            .collect();
        serde_json::to_writer(&mut out, &vector)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
