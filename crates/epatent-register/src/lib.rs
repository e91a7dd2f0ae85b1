// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The issuing office's register and outbox, in SQLite or PostgreSQL.
//!
//! It knows every blank that was received, every signature that was asked for, every card, payment
//! and decision. Three things hold whatever happens:
//!
//! - **Nothing is done before it is written down.** Each step of a card, [`Transaction::take`] to
//!   [`Transaction::issued`], is recorded before it is taken, and [`Transaction::recover`] does with an
//!   interrupted card what the card itself says.
//! - **Everything is accounted for.** [`Register::daily_equation`] counts, and
//!   [`Register::contradictions`] names the row.
//! - **Nothing is changed unseen.** Every row that a transaction writes is answered for by an event, each
//!   event over the one before; [`Register::verify`] says which row or event is not what was recorded. An
//!   event says what rows were before as well, so that one that was altered beside the program is found
//!   also after the program has written it anew, or has made something of it.
//!
//! One transaction at a time is open in a register, on however many stations; several acts in one
//! transaction share its one sync of the disk.
//!
//! ```
//! use epatent_core::{BlankNumber, CivilDate, PatentNumber, Region, UnixTime};
//! use epatent_register::{Actor, Label, Location, NewBlank, NewPatent, Opaque, Register};
//!
//! let folder = tempfile::tempdir()?;
//! let location = Location::parse(folder.path().join("register.db").to_str().unwrap_or_default())?;
//! let mut register = Register::create(&location)?;
//!
//! let by = Actor { operator: Label::parse("17")?, station: Label::parse("desk 1")? };
//! let at = UnixTime::parse("2026-11-25T09:00:00Z")?;
//! let today = CivilDate::parse("2026-11-25")?;
//!
//! let mut transaction = register.transaction(&by, at)?;
//! let blank = NewBlank {
//!     chip_id: Opaque(vec![0x47, 0x90, 0x51, 0x68]),
//!     number: BlankNumber::parse("РА1234567")?,
//! };
//! transaction.receive(today, &Label::parse("delivery note 12")?, 1, &[blank])?;
//! let patent = transaction.register_patent(&NewPatent {
//!     number: PatentNumber::parse("77 2600012345")?,
//!     region: Region::parse("77")?,
//!     application: None,
//!     in_force_from: today,
//!     latest_end: CivilDate::parse("2027-11-24")?,
//! })?;
//! transaction.commit()?;
//!
//! // The blank is taken for the patent: from now on it is in work.
//! let blank = register.blank_by_number(&BlankNumber::parse("РА1234567")?)?.ok_or("no blank")?;
//! let mut transaction = register.transaction(&by, at)?;
//! transaction.take(patent, blank.key)?;
//! let head = transaction.commit()?;
//!
//! let equation = register.daily_equation()?;
//! assert_eq!((equation.received, equation.blank, equation.in_work), (1, 0, 1));
//! assert!(equation.differences().is_empty());
//! // A head that was kept elsewhere proves that nothing before it was changed.
//! assert!(register.verify(&[head])?.findings.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it holds about a person
//!
//! The application as received, until [`Transaction::erase_application`]; a digest under a secret of
//! the office that finds the same person again ([`PersonKey`]); number and days of the patent; receipts.
//! The files of a card, which hold the portrait and the access number, from the signature until the card
//! is issued or void. There is no column for a name, a portrait or an access number, and operators are
//! numbers. Events hold digests only, so that what is erased is gone.
//!
//! The crate has no clock and no randomness: times, identifiers and secrets are arguments.

mod applications;
mod bulk;
mod canonical;
mod cell;
mod chip_acts;
mod database;
mod decisions;
mod equation;
mod error;
mod event;
mod known;
mod location;
mod matter;
mod office_rules;
mod outbox;
mod packed;
pub mod paid_through;
mod payment_files;
mod payments;
mod proposals;
mod publish;
mod record;
pub mod recovery;
mod register;
mod schema;
mod stock;
#[cfg(test)]
mod suite;
mod tables;
mod take;
mod transaction;
mod verify;
mod words;
mod work;

pub use applications::{NewApplication, NewPatent, PersonKey};
pub use bulk::SignedInBulk;
pub use decisions::{Proposal, RootChange};
pub use equation::{Contradiction, DailyEquation, DayCount, Difference, StateCount};
pub use error::{RegisterError, Unique};
pub use event::{Actor, Head};
pub use location::Location;
pub use matter::Matter;
pub use payment_files::{NewPaymentFile, ToldPayment};
pub use payments::{ImportReport, LineOutcome, PaymentLine};
pub use proposals::Pending;
pub use publish::{Decided, Entry, ListState, Published};
pub use record::{Key, Record};
pub use recovery::{CardSays, Cause, Next, Recovery, Stage, recover};
pub use register::Register;
pub use stock::NewBlank;
pub use tables::{
    Application, Approval, Attempt, Blank, Card, CardAct, Decision, Delivery, Intent, Job, List,
    Patent, Payment, PaymentFile, Proposed, Publication, RulesInForce, Settled, Signature,
};
pub use take::Taken;
pub use transaction::Transaction;
pub use verify::{Finding, FourEyes, SetBack, Verified};
pub use words::{
    Act, ActResult, ApplicationState, BlankState, CardState, CardStatus, ChipAct, ChipState,
    DecisionAct, Kept, Label, MAX_LABEL, MAX_REASON, Opaque, Outcome, PatentState, PublicationKind,
    Purpose, Reason, SignatureState, Subject,
};
pub use work::{Fate, Rules, Signing};
