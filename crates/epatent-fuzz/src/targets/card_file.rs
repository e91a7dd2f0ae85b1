// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Card files.

use epatent_core::presentation::Presentation;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "card-file",
    bytes_of: "a file",
    run,
};

fn run(bytes: &[u8]) {
    if let Ok(shown) = Presentation::decode(bytes) {
        assert_eq!(shown.encode().as_deref(), Ok(bytes));
    }
}
