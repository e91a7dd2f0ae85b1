// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What the readers' threads tell.

use super::signing::Asked;
use epatent_core::PatentNumber;
use epatent_office::production::{Outcome, ProductionError, Step};
use epatent_pcsc::ReaderError;

/// To the thread of the board and the keys.
pub(super) enum News {
    /// A signature is needed.
    Sign(Asked),
    /// Something about a reader.
    Reader {
        /// Its place on the board.
        at: usize,
        /// What.
        what: What,
    },
}

/// Something about a reader.
pub(super) enum What {
    /// What it does.
    State(State),
    /// Whose card it makes.
    Patent(PatentNumber),
    /// How far that is.
    Step(Step),
    /// Bytes written.
    Writing { done: u64, total: u64 },
    /// Something that is told.
    Event(Event),
    /// Its thread has ended.
    Ended,
}

/// What a reader does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is empty.
    Empty,
    /// A card is being made.
    Working,
    /// The card has to be taken out.
    TakeOut,
    /// A blank lies there, and nothing waits for it.
    NothingWaiting,
    /// Somebody said so.
    Paused,
    /// Something failed, and is tried again.
    Trouble,
    /// Its thread has ended.
    Ended,
}

impl State {
    /// Its words are `batch-state-` and this.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Working => "working",
            Self::TakeOut => "take-out",
            Self::NothingWaiting => "nothing-waiting",
            Self::Paused => "paused",
            Self::Trouble => "trouble",
            Self::Ended => "ended",
        }
    }
}

/// Something that is told.
pub(super) enum Event {
    /// A card was served.
    Served(Outcome),
    /// A card could not be served, and will be again.
    Failed(Box<ProductionError>),
    /// A card goes on failing, and it is not known which one it is.
    Unknown,
    /// The reader.
    Reader(ReaderError),
}
