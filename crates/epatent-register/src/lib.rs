// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The issuing office's register and outbox.

mod applications;
mod bulk;
mod canonical;
mod cell;
mod database;
mod decisions;
mod equation;
mod error;
mod event;
mod location;
mod outbox;
pub mod paid_through;
mod payments;
mod publish;
mod record;
pub mod recovery;
mod register;
mod schema;
mod stock;
#[cfg(test)]
mod suite;
mod tables;
mod transaction;
mod verify;
mod words;
mod work;

pub use applications::{NewApplication, NewPatent, PersonKey};
pub use bulk::SignedInBulk;
pub use decisions::Proposal;
pub use equation::{Contradiction, DailyEquation, Difference};
pub use error::{RegisterError, Unique};
pub use event::{Actor, Head};
pub use location::Location;
pub use payments::{ImportReport, LineOutcome, PaymentLine};
pub use publish::{Entry, Published};
pub use record::{Key, Record};
pub use recovery::{CardSays, Cause, Next, Recovery, Stage, recover};
pub use register::Register;
pub use stock::NewBlank;
pub use tables::{
    Application, Approval, Attempt, Blank, Card, Decision, Delivery, Intent, Job, List, Patent,
    Payment, Publication, Signature,
};
pub use transaction::Transaction;
pub use verify::{Finding, Verified};
pub use words::{
    Act, ActResult, ApplicationState, BlankState, CardState, CardStatus, DecisionAct, Label,
    MAX_LABEL, MAX_REASON, Opaque, Outcome, PatentState, PublicationKind, Purpose, Reason,
    SignatureState,
};
pub use work::{Fate, Rules, Signing, Taken};
