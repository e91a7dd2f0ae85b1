// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sample people, lab keys and vectors for the tests of the electronic patent card.
//!
//! ```
//! use epatent_testkit::{cards, lab::Lab, people};
//!
//! // The same seeds make the same keys, the same card and the same bytes.
//! let lab = Lab::new(1);
//! let [card, again] = [7, 7].map(|seed| cards::signed(&lab, people::rakhimov(), seed));
//! assert_eq!(card.signed.security_object, again.signed.security_object);
//! let other = cards::signed(&lab, people::rakhimov(), 8);
//! assert_ne!(card.signed.security_object, other.signed.security_object);
//! ```

pub mod beside;
pub mod bundles;
pub mod cards;
pub mod channels;
pub mod chip;
#[cfg(target_os = "linux")]
pub mod desk;
pub mod fake_reader;
pub mod faulty_module;
pub mod guide;
#[cfg(target_os = "linux")]
pub mod in_process;
pub mod lab;
pub mod lists;
#[cfg(target_os = "linux")]
pub mod pcscd;
pub mod people;
pub mod portrait;
#[cfg(unix)]
pub mod postgres;
pub mod schema;
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
