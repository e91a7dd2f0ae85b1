// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is in a chip proof: the terminal's statement, the chip's signature.

use epatent_apdu::profile::parse_signature;
use epatent_core::chip_proof::TerminalStatement;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "statement",
    bytes_of: "a file, a chip",
    run,
};

fn run(bytes: &[u8]) {
    if let Ok(statement) = TerminalStatement::decode(bytes) {
        assert_eq!(statement.encode().as_deref(), Ok(bytes));
    }
    let _ = parse_signature(bytes);
}
