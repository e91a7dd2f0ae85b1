// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The one secure channel that a card can have, open or on its way \[applet-spec card-profile §4.5].

use epatent_apdu::pace::{Binding, CardSession, PaceCard};
use epatent_apdu::scp03::Scp03Card;
use epatent_apdu::{Command, Response, StatusWord};

use crate::access::{Level, Protection};

/// Opening one channel closes the other, because there is room for one. Boxed, because each is
/// far larger than none.
#[derive(Debug, Default)]
pub(super) enum Channel {
    /// None.
    #[default]
    Closed,
    /// PACE is being run.
    Pace(Box<PaceCard>),
    /// PACE succeeded.
    Reader(Box<CardSession>),
    /// SCP03 was begun, and is open once the host has shown its cryptogram.
    Issuer(Box<Scp03Card>),
}

/// What a command may know of the channel that brought it; by default it came in the clear.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// What the terminal has shown of itself.
    pub(super) level: Level,
    /// The hash of the PACE transcript; zero where PACE did not open the channel.
    pub(super) binding: Binding,
}

impl Channel {
    /// Whether there is none, not even one on its way.
    pub(super) const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }

    /// Whether commands with this protection come through the channel.
    pub(super) const fn carries(&self, protection: Protection) -> bool {
        match self {
            Self::Closed | Self::Pace(_) => false,
            Self::Reader(_) => matches!(protection, Protection::SecureMessaging),
            Self::Issuer(scp) => matches!(protection, Protection::Scp03) && scp.level().is_some(),
        }
    }

    /// What it shows of the terminal.
    pub(super) fn context(&self) -> Context {
        match self {
            Self::Closed | Self::Pace(_) => Context::default(),
            Self::Reader(session) => Context {
                level: Level::Reader,
                binding: session.binding,
            },
            Self::Issuer(scp) => Context {
                level: scp.level().map_or(Level::Open, Level::Issuer),
                binding: Binding::default(),
            },
        }
    }

    /// Opens a protected command.
    ///
    /// # Errors
    /// The status word to answer bare; the channel must be dropped.
    pub(super) fn open(&mut self, command: Command) -> Result<Command, StatusWord> {
        match self {
            Self::Closed | Self::Pace(_) => Err(StatusWord::SECURITY_NOT_SATISFIED),
            Self::Reader(session) => session
                .channel
                .open(&command)
                .map_err(|error| error.status()),
            Self::Issuer(scp) => scp.open(command),
        }
    }

    /// Protects the response to the command opened last, whole.
    ///
    /// # Errors
    /// The status word to answer bare; the channel must be dropped.
    pub(super) fn protect(&mut self, response: Response) -> Result<Response, StatusWord> {
        match self {
            Self::Closed | Self::Pace(_) => Err(StatusWord::SECURITY_NOT_SATISFIED),
            Self::Reader(session) => session
                .channel
                .protect(&response)
                .map_err(|error| error.status()),
            Self::Issuer(scp) => Ok(scp.protect(response)),
        }
    }
}
