// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Tells whether a card is one of this profile: numbered cases of the specification, run against any card.
//!
//! A [`Case`] belongs to a requirement of `applet-spec/` and says which card it needs. A [`Bench`] holds a
//! card behind a [`Target`], in a reader or in this process, and brings it to that stage. What is sent, and what
//! has to come back, is written down byte by byte from the specification; the channels are computed here, from
//! its formulas, so that a case can break them at every joint. [`run`] takes the cases in the order of a card's
//! life and gives a [`Report`].
//!
//! ```no_run
//! use core::ops::ControlFlow;
//!
//! use epatent_conformance::{Bench, Choice, Known, OfficeKeys, ReaderTarget, cases, run};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let card = epatent_pcsc::connect(&Default::default(), Default::default())?;
//! let mut target = ReaderTarget::new(card, false);
//! # let rng: rand::rngs::StdRng = rand::SeedableRng::seed_from_u64(1);
//! let mut bench = Bench::new(&mut target, OfficeKeys::lab(), Known::default(), rng);
//! let report = run(&mut bench, &cases::all(), &Choice::default(), |_, _| ControlFlow::Continue(()));
//! println!("{} passed", report.passed());
//! # Ok(())
//! # }
//! ```

mod answer;
mod arithmetic;
mod bench;
mod case;
pub mod cases;
mod keys;
mod known;
mod messaging;
mod pace;
mod preflight;
pub mod report;
mod run;
mod scp03;
pub mod specification;
mod target;

pub use answer::{Answer, Checked, Failure};
pub use bench::{Bench, Blocked};
pub use case::{Case, Stage};
pub use keys::{Chip, OfficeKeys, StaticKeys};
pub use known::Known;
pub use preflight::{Unfit, preflight};
pub use report::{Report, Tested};
pub use run::{Choice, NotRun, Outcome, Ran, run, without_applet};
pub use target::{ReaderTarget, Target};
