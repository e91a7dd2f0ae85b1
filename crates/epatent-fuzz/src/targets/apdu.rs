// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Command and response APDUs.

use epatent_apdu::{Command, Response};

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "apdu",
    bytes_of: "a card, a terminal",
    run,
};

fn run(bytes: &[u8]) {
    if let Ok(command) = Command::parse(bytes) {
        let again = command.encode().map(|bytes| Command::parse(&bytes));
        assert_eq!(again, Ok(Ok(command)));
    }
    if let Ok(response) = Response::parse(bytes) {
        assert_eq!(response.encode(), bytes);
    }
}
