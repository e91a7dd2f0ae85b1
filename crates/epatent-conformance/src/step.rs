// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What prepares a card for a case, and which rule a card breaks where that fails.

use core::fmt;

use crate::answer::{Failure, Fault};
use crate::case::Stage;

/// A command that prepares the card for what a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Step {
    /// Power off and on.
    PowerUp,
    /// SELECT of the applet, at the very beginning.
    Applet,
    /// SELECT of the applet, which tells the state.
    Select,
    /// SELECT of the applet without FCI, with which a case begins.
    Plain,
    /// INITIALIZE UPDATE.
    InitializeUpdate,
    /// The diversification data in the answer to INITIALIZE UPDATE.
    ChipName,
    /// The card cryptogram in the answer to INITIALIZE UPDATE.
    Cryptogram,
    /// EXTERNAL AUTHENTICATE.
    ExternalAuthenticate,
    /// STATUS in BLANK and PERSO.
    Status,
    /// GENERATE KEY.
    GenerateKey,
    /// BEGIN.
    Begin,
    /// WRITE.
    Write,
    /// COMMIT.
    Commit,
    /// ABORT.
    Abort,
    /// SUSPEND.
    Suspend,
    /// ACTIVATE.
    Activate,
    /// TERMINATE.
    Terminate,
    /// MSE:SET AT.
    SetAt,
    /// GENERAL AUTHENTICATE, step 1: the encrypted nonce.
    Nonce,
    /// GENERAL AUTHENTICATE, step 2: the mapping points.
    Mapping,
    /// GENERAL AUTHENTICATE, step 3: the agreement points.
    Agreement,
    /// GENERAL AUTHENTICATE, step 4: the tokens.
    Token,
    /// GET RESPONSE of whatever was asked.
    GetResponse,
    /// The protection of a response of SCP03, whatever was asked.
    IssuerResponse,
    /// The protection of a response of the channel that PACE opened.
    ReaderResponse,
    /// SELECT and READ BINARY of a file that the bench did not write.
    Read,
}

impl Step {
    /// Each of them.
    pub const ALL: [Self; 26] = [
        Self::PowerUp,
        Self::Applet,
        Self::Select,
        Self::Plain,
        Self::InitializeUpdate,
        Self::ChipName,
        Self::Cryptogram,
        Self::ExternalAuthenticate,
        Self::Status,
        Self::GenerateKey,
        Self::Begin,
        Self::Write,
        Self::Commit,
        Self::Abort,
        Self::Suspend,
        Self::Activate,
        Self::Terminate,
        Self::SetAt,
        Self::Nonce,
        Self::Mapping,
        Self::Agreement,
        Self::Token,
        Self::GetResponse,
        Self::IssuerResponse,
        Self::ReaderResponse,
        Self::Read,
    ];

    /// Its name in the specification.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PowerUp => "the power-up",
            Self::Applet | Self::Select | Self::Plain => "SELECT of the applet",
            Self::InitializeUpdate | Self::ChipName | Self::Cryptogram => "INITIALIZE UPDATE",
            Self::ExternalAuthenticate => "EXTERNAL AUTHENTICATE",
            Self::Status => "STATUS",
            Self::GenerateKey => "GENERATE KEY",
            Self::Begin => "BEGIN",
            Self::Write => "WRITE",
            Self::Commit => "COMMIT",
            Self::Abort => "ABORT",
            Self::Suspend => "SUSPEND",
            Self::Activate => "ACTIVATE",
            Self::Terminate => "TERMINATE",
            Self::SetAt => "MSE:SET AT",
            Self::Nonce => "step 1 of GENERAL AUTHENTICATE",
            Self::Mapping => "step 2 of GENERAL AUTHENTICATE",
            Self::Agreement => "step 3 of GENERAL AUTHENTICATE",
            Self::Token => "step 4 of GENERAL AUTHENTICATE",
            Self::GetResponse => "GET RESPONSE",
            Self::IssuerResponse => "a command under SCP03",
            Self::ReaderResponse => "a command under PACE",
            Self::Read => "READ BINARY",
        }
    }

    /// The requirement that the card breaks where it fails.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::PowerUp => "EPC-LIFE-07",
            Self::Applet => "EPC-ID-01",
            Self::Select => "EPC-ID-03",
            Self::Plain => "EPC-ID-04",
            Self::InitializeUpdate => "EPC-SCP-01",
            Self::ChipName => "EPC-SCP-03",
            Self::Cryptogram => "EPC-SCP-06",
            Self::ExternalAuthenticate => "EPC-SCP-07",
            Self::Status => "EPC-PERSO-11",
            Self::GenerateKey => "EPC-KEY-01",
            Self::Begin => "EPC-PERSO-02",
            Self::Write => "EPC-PERSO-07",
            Self::Commit => "EPC-PERSO-19",
            Self::Abort => "EPC-PERSO-14",
            Self::Suspend => "EPC-LIFE-03",
            Self::Activate => "EPC-END-01",
            Self::Terminate => "EPC-END-03",
            Self::SetAt => "EPC-PACE-07",
            Self::Nonce => "EPC-PACE-14",
            Self::Mapping => "EPC-PACE-15",
            Self::Agreement => "EPC-PACE-16",
            Self::Token => "EPC-PACE-17",
            Self::GetResponse => "EPC-CHAIN-09",
            Self::IssuerResponse => "EPC-SCP-16",
            Self::ReaderResponse => "EPC-SM-10",
            Self::Read => "EPC-READ-03",
        }
    }

    /// Whether it is a part of opening the channel of the issuer.
    pub(crate) const fn opens_issuer(self) -> bool {
        matches!(
            self,
            Self::InitializeUpdate | Self::ChipName | Self::Cryptogram | Self::ExternalAuthenticate
        )
    }
}

/// What a preparation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Goal {
    /// The applet, at the very beginning.
    Applet,
    /// A stage of the card's life.
    Stage(Stage),
    /// The channel of a reader, by PACE.
    Reader,
    /// The channel of the issuer, by SCP03 at this level.
    Issuer(u8),
}

impl Goal {
    /// That it was not reached.
    #[must_use]
    pub fn missed(self) -> String {
        match self {
            Self::Applet => "there is no such applet on the card".to_owned(),
            Self::Stage(stage) => format!("the card could not be brought to {}", stage.name()),
            Self::Reader => "the channel of a reader could not be opened".to_owned(),
            Self::Issuer(level) => {
                format!("the channel of the issuer could not be opened at level {level:02X}")
            }
        }
    }
}

/// Why cases wait: a command that had to prepare the card for them failed, and with it one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What was to be reached.
    pub goal: Goal,
    /// The command that failed.
    pub step: Step,
    /// What it did.
    pub failure: Failure,
}

impl Cause {
    /// The command, and what the card answered to it, without the rule.
    #[must_use]
    pub fn what(&self) -> String {
        format!("{} answered {}", self.step.name(), self.failure.actual)
    }

    /// The failure, of the card in the rule that it breaks.
    #[must_use]
    pub fn charged(&self) -> Failure {
        Failure {
            fault: Fault::Card,
            ..self.failure.clone()
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (missed, what, rule) = (self.goal.missed(), self.what(), self.step.rule());
        write!(formatter, "{missed}: {what} ({rule})")
    }
}
