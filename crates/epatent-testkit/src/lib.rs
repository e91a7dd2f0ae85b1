// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sample people, lab keys and vectors for the tests of the electronic patent card.

#[cfg(target_os = "linux")]
pub mod pcscd;
pub mod portrait;
