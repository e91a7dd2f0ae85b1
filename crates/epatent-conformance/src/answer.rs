// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a card said, and how a case holds it against the specification.

use core::fmt;
use std::sync::Arc;

use epatent_apdu::StatusWord;

use crate::evidence::Evidence;
use crate::step::{Goal, Step};

/// What a case needs of an issued card that the card does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// The six digits of PACE.
    Number,
    /// The diversification data of the chip, which its keys are derived from.
    Chip,
    /// The public point that the chip's signatures are verified with.
    Point,
}

impl Missing {
    /// What it is, in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "the access number",
            Self::Chip => "the diversification data of the chip",
            Self::Point => "the public point of the chip",
        }
    }

    /// The flag that takes it, and where it is found.
    #[must_use]
    pub const fn found(self) -> &'static str {
        match self {
            Self::Number => "--can: the six digits are printed on the card",
            Self::Chip => {
                "--chip: epatent-issue stock chip shows them of a blank card, epatent-emulator show of an emulated one"
            }
            Self::Point => "--card: the record of the run that wrote the card",
        }
    }
}

/// Whom a failure speaks against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Fault {
    /// The card, in what the case is about.
    #[default]
    Card,
    /// The card, in a command that had to prepare it for what the case is about.
    Preparing {
        /// What was to be reached.
        goal: Goal,
        /// The command that failed.
        step: Step,
    },
    /// Nobody: the case needs something of this card that is not known.
    Unknown {
        /// What is not known.
        what: Missing,
    },
}

/// Why a case failed: what was sent, what the specification demands, what came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was sent or done: hexadecimal bytes, cut where they are many, or words.
    pub sent: String,
    /// What the specification demands: status word, length or words.
    pub expected: String,
    /// What came instead: of data the length and never the bytes.
    pub actual: String,
    /// Whom it speaks against.
    pub fault: Fault,
    /// Its exchange, and what was computed; none where nothing was sent.
    pub evidence: Option<Box<Evidence>>,
}

impl Failure {
    /// A failure of the card in what the case is about.
    #[must_use]
    pub fn new(
        sent: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            sent: sent.into(),
            expected: expected.into(),
            actual: actual.into(),
            fault: Fault::Card,
            evidence: None,
        }
    }

    /// The same with these values behind its exchange.
    pub(crate) fn with(
        mut self,
        computed: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let evidence = self.evidence.get_or_insert_default();
        evidence.computed.extend(computed);
        self
    }

    /// Something of this card that is not known.
    pub(crate) fn unknown(what: Missing) -> Self {
        Self {
            fault: Fault::Unknown { what },
            ..Self::new("nothing", what.name(), "it is not known")
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            sent,
            expected,
            actual,
            ..
        } = self;
        write!(
            formatter,
            "{sent}: expected {expected}, the card gave {actual}"
        )
    }
}

/// The result of a part of a case.
pub type Checked<T = ()> = Result<T, Failure>;

/// One reply, opened where a channel protected it.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The command that it answers, for messages.
    pub sent: String,
    /// The data field, in the clear, 0 to 65536 bytes.
    pub data: Vec<u8>,
    /// The status word, SW1 ‖ SW2 (`card-profile.md` §5).
    pub status: u16,
    /// Whether its data may be shown: they are nobody's.
    pub(crate) may_be_shown: bool,
    /// The last exchange of it.
    pub(crate) evidence: Arc<Evidence>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Answer({}: {})", self.sent, self.shown())
    }
}

impl Answer {
    /// Length and status: what is said of a reply that may hold a person's data.
    fn shown(&self) -> String {
        let status = StatusWord(self.status);
        match self.data.len() {
            0 => status.to_string(),
            length => format!("{length} bytes and {status}"),
        }
    }

    /// A failure of this reply.
    pub(crate) fn wrong(&self, expected: impl Into<String>) -> Failure {
        self.fails(expected, self.shown())
    }

    /// A failure of this reply that its length and status do not show.
    pub(crate) fn fails(&self, expected: impl Into<String>, actual: impl Into<String>) -> Failure {
        Failure {
            evidence: Some(Box::new(Evidence::clone(&self.evidence))),
            ..Failure::new(self.sent.as_str(), expected, actual)
        }
    }

    /// The status word alone, without data.
    pub(crate) fn is(self, status: u16) -> Checked<Self> {
        if self.status == status && self.data.is_empty() {
            Ok(self)
        } else {
            Err(self.wrong(format!("{status:04X} without data")))
        }
    }

    /// This status word, and so many bytes of data.
    pub(crate) fn brings(self, length: usize, status: u16) -> Checked<Self> {
        if self.status == status && self.data.len() == length {
            Ok(self)
        } else {
            Err(self.wrong(format!("{length} bytes and {status:04X}")))
        }
    }

    /// This status word, and exactly these data.
    pub(crate) fn equals(self, data: &[u8], status: u16) -> Checked<Self> {
        if self.status == status && self.data == data {
            return Ok(self);
        }
        let expected = match data.len() {
            0..=40 if self.may_be_shown => format!("{} {status:04X}", spaced(data)),
            length => format!("the {length} bytes of the file and {status:04X}"),
        };
        let mut failure = self.wrong(expected);
        if self.may_be_shown && self.data.len() <= 40 && data.len() <= 40 {
            failure.actual = format!("{} {:04X}", spaced(&self.data), self.status);
        }
        Err(failure)
    }
}

/// Bytes as the specification prints them.
pub(crate) fn spaced(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    digits.join(" ")
}

/// Demands something that is not the status of one reply.
pub(crate) fn demand(holds: bool, sent: &str, expected: &str, actual: &str) -> Checked {
    if holds {
        Ok(())
    } else {
        Err(Failure::new(sent, expected, actual))
    }
}
