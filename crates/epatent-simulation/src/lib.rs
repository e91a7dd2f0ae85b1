// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Days of an issuing office in one process, from one seed: every fault, every person and every random
//! number is drawn from it, and the clock is the simulation's own. The same seed gives the same days to
//! the last hash of the register.
//!
//! ```
//! use epatent_simulation::Simulation;
//!
//! let mut days = Simulation::new(20_261_125)?;
//! for _ in 0..2 {
//!     days.day()?;
//! }
//! println!("{}", days.end()?);
//! # Ok::<(), epatent_simulation::Failure>(())
//! ```
//!
//! Nothing of the office is imitated. Cards are made by `epatent-office` over emulated chips that lose
//! power at any write of their memory or are torn out at any command; the program is killed between any
//! two steps; the token fails before or after it signed; the disk of the register is full from any step on;
//! the medium of the publication fails at any call; old cards are brought back and ended, and others blocked for
//! an hour, under the same faults. Lists are published by `epatent-office`, and a police
//! device gets nothing but the published files.
//!
//! What a person has a right to is kept apart, in a model of a page, and at the end of each day compared
//! with what the device says. Beside that an audit asks that the daily
//! equation is true, that the register verifies up to every head that was kept, that no card is
//! unaccounted for, and that no signature was made whose row was not on the disk.
//!
//! A bit of a chip that goes bad weeks after the read-back is left out: no office can know of it, and the
//! holder gets a duplicate.

mod audit;
mod bureau;
mod day;
mod desk;
mod device;
mod failure;
mod faults;
mod medium;
mod model;
mod plastic;
mod production;
mod summary;
mod token;
mod visit;

pub use day::Simulation;
pub use failure::Failure;
pub use summary::Summary;
