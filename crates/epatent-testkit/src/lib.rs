// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sample people, lab keys and vectors for the tests of the electronic patent card.

pub mod cards;
pub mod channels;
pub mod chip;
#[cfg(target_os = "linux")]
pub mod desk;
pub mod fake_reader;
#[cfg(target_os = "linux")]
pub mod in_process;
pub mod lab;
pub mod lists;
#[cfg(target_os = "linux")]
pub mod pcscd;
pub mod people;
pub mod portrait;
pub mod session;
pub mod softhsm;
pub mod symbol;
pub mod vectors;

/// The value of something the test kit itself wrote, which is good or the kit is broken.
#[track_caller]
#[allow(
    clippy::panic,
    reason = "a broken test kit must stop the test that uses it, with the line"
)]
pub(crate) fn fixed<T, E: core::fmt::Debug>(outcome: Result<T, E>) -> T {
    match outcome {
        Ok(value) => value,
        Err(error) => panic!("the test kit is broken: {error:?}"),
    }
}
