// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a fuzzer calls: each decoder of foreign bytes, with what must hold of it.
//!
//! ```
//! // No target minds what it is given.
//! for target in epatent_fuzz::TARGETS {
//!     (target.run)(b"no card has these bytes");
//! }
//! ```
//!
//! A [`Target`] is one function of bytes that must neither panic nor run long nor take memory without
//! bound, and that checks what it was given back: what is accepted is encoded again to the same bytes,
//! a verdict is green only for what the laboratory signed.
//!
//! Two drivers call the same functions. `cargo xtask fuzz` runs them under libFuzzer, with coverage
//! and an address sanitizer; the tests of this crate run them over their corpus and over seeded
//! mutations of it, in seconds, so that no target rots.
//!
//! # A new target
//!
//! 1. `src/targets/NAME.rs` with a constant `TARGET`, and its line in [`TARGETS`].
//! 2. `fuzz/fuzz_targets/NAME.rs` of three lines, and its `[[bin]]` in `fuzz/Cargo.toml`.
//! 3. Seeds in `crates/xtask/src/fuzz/seeds.rs`; `cargo xtask fuzz --seeds` writes them into
//!    `fuzz/corpus/NAME`.
//!
//! A test says which of these is missing.

pub mod fixture;
pub mod mutate;
pub mod script;
mod targets;

pub use targets::TARGETS;

/// One decoder, or one conversation, and what must hold of it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Name of the target, of its folder of the corpus and of its program under libFuzzer.
    pub name: &'static str,
    /// Where the bytes come from.
    pub bytes_of: &'static str,
    /// Takes any bytes; panics where something does not hold.
    pub run: fn(&[u8]),
}

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Runs the target of this name.
///
/// # Panics
/// Where something does not hold, and where there is no such target.
pub fn run(name: &str, bytes: &[u8]) {
    let found = target(name);
    assert!(found.is_some(), "no fuzz target is named {name}");
    if let Some(target) = found {
        (target.run)(bytes);
    }
}
