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
//! The card of a reader is a [`ReaderTarget`]. A card of one's own, in this process, is four methods away:
//!
//! ```
//! use std::{ops::ControlFlow, time::Duration};
//!
//! use epatent_apdu::{Transport, TransportError};
//! use epatent_conformance::{Bench, Choice, Known, OfficeKeys, Target, cases, preflight, run};
//! use epatent_emulator::{Card, InProcess};
//! use rand::{SeedableRng, rngs::StdRng};
//!
//! /// Your card takes the place of the emulated one.
//! struct Mine(InProcess<Card>);
//!
//! impl Target for Mine {
//!     fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
//!         self.0.transmit(command)
//!     }
//!
//!     fn power_cycle(&mut self) -> Result<(), TransportError> {
//!         self.0.power_cycle();
//!         Ok(())
//!     }
//!
//!     fn answer_to_reset(&self) -> Vec<u8> {
//!         self.0.device().atr().to_vec()
//!     }
//!
//!     // Waiting after wrong access numbers is measured by this; here on the card's own clock.
//!     fn last_duration(&self) -> Duration {
//!         self.0.device().processing_time()
//!     }
//! }
//!
//! let mut target = Mine(InProcess::new(Card::blank(StdRng::seed_from_u64(1))));
//! let keys = OfficeKeys::lab();
//! let mut bench = Bench::new(&mut target, keys, Known::default(), StdRng::seed_from_u64(2));
//! // A wrong access number is no fault of the card: it is tried before any case.
//! assert_eq!(preflight(&mut bench, true), Ok(()));
//!
//! // A part of the suite; without `only` the whole of it. The card ends TERMINATED.
//! let choice = Choice { destructive: true, slow: false, only: vec!["EPC-FILE".to_owned()] };
//! let report = run(&mut bench, &cases::all(), &choice, |_, _| ControlFlow::Continue(()));
//! assert_eq!((report.passed(), report.failed().count()), (15, 0));
//! ```

mod answer;
mod arithmetic;
mod bench;
mod case;
pub mod cases;
mod evidence;
mod keys;
mod known;
mod messaging;
mod pace;
mod preflight;
pub mod report;
mod run;
mod scp03;
pub mod specification;
mod step;
mod target;

pub use answer::{Answer, Checked, Failure, Fault, Missing};
pub use bench::{Bench, Blocked};
pub use case::{Case, Stage};
pub use evidence::Evidence;
pub use keys::{Chip, OfficeKeys, StaticKeys};
pub use known::Known;
pub use preflight::{Unfit, preflight};
pub use report::{Report, Tested};
pub use run::{Choice, NotRun, Outcome, Ran, outcome_of, run, without_applet};
pub use step::{Cause, Goal, Step};
pub use target::{ReaderTarget, Target};
