// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The one-method door to a card: bytes in, bytes out.

use crate::link::ApduLimit;

/// Carries one command APDU to a card and brings the reply back.
///
/// Implemented by the PC/SC driver, the emulator in process and the [decorators](crate::decorators).
/// A transport neither chains nor fetches `61xx` data; [`Link`](crate::Link) does that above it.
pub trait Transport {
    /// Sends one APDU and returns the reply, status word included.
    ///
    /// # Errors
    /// When there is no reply. Whether the command was carried out all the same is what
    /// [`TransportError::outcome_is_unknown`] says.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError>;

    /// What one APDU carries over it; short APDUs, unless more was seen to come through.
    fn limit(&self) -> ApduLimit {
        ApduLimit::SHORT
    }
}

impl<T: Transport + ?Sized> Transport for &mut T {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        (**self).transmit(command)
    }

    fn limit(&self) -> ApduLimit {
        (**self).limit()
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        (**self).transmit(command)
    }

    fn limit(&self) -> ApduLimit {
        (**self).limit()
    }
}

/// Whose fault an error is, so that a program can tell a user where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The smart-card service of this computer.
    Service,
    /// The reader, its cable, or its name as it was given.
    Reader,
    /// The card, or how it lies on the reader.
    Card,
    /// What this program was asked to do.
    Caller,
}

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The smart-card service does not run.
    #[error("the smart-card service is not available")]
    ServiceUnavailable,
    /// The smart-card service went away while a command was under way; whether it was carried out
    /// is unknown.
    #[error("the smart-card service stopped during the conversation")]
    ServiceLost,
    /// No reader is connected.
    #[error("no card reader is connected")]
    NoReader,
    /// No reader has this name.
    #[error("no card reader is named {name:?}")]
    ReaderUnknown {
        /// The name, or part of one, as it was asked for.
        name: String,
    },
    /// Several readers could be meant and none was named.
    #[error("{} card readers are connected and none was named", names.len())]
    SeveralReaders {
        /// Their names, two at least.
        names: Vec<String>,
    },
    /// The reader was unplugged during the conversation.
    #[error("the card reader was unplugged")]
    ReaderLost,
    /// The reader is empty.
    #[error("no card is in the reader")]
    NoCard,
    /// The card was taken out during the conversation.
    #[error("the card was removed")]
    CardRemoved,
    /// Somebody else reset the card: selections and sessions are void.
    #[error("the card was reset")]
    CardReset,
    /// The card does not answer to its reset, or not intelligibly.
    #[error("the card does not respond")]
    CardUnresponsive,
    /// Another program holds the card.
    #[error("another program is using the card")]
    SharingViolation,
    /// No reply in time; whether the command was carried out is unknown.
    #[error("the card did not answer in time")]
    TimedOut,
    /// A reply of less than two bytes; whether the command was carried out is unknown.
    #[error("reply of {length} bytes: whether the command was carried out is unknown")]
    OutcomeUnknown {
        /// Bytes received, 0 or 1.
        length: usize,
    },
    /// A reply longer than any response.
    #[error("reply of {length} bytes is longer than any response")]
    ReplyTooLong {
        /// Bytes received, the status word included.
        length: usize,
    },
    /// A replayed conversation went another way than the recorded one.
    #[error("replay differs from the transcript at exchange {position}")]
    ReplayDiffers {
        /// Number of the exchange in the transcript, from 0.
        position: usize,
    },
    /// A replayed conversation went on after the recorded one ended.
    #[error("replay goes on after the {length} exchanges of the transcript")]
    ReplayEnded {
        /// Exchanges in the transcript, all of them used.
        length: usize,
    },
    /// Anything else, in the words of the reader's driver.
    #[error("{0}")]
    Other(String),
}

impl TransportError {
    /// Whose fault it is.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::ServiceUnavailable | Self::ServiceLost => Fault::Service,
            Self::NoReader | Self::SharingViolation | Self::ReaderLost | Self::Other(_) => {
                Fault::Reader
            }
            Self::ReaderUnknown { .. }
            | Self::SeveralReaders { .. }
            | Self::ReplayDiffers { .. }
            | Self::ReplayEnded { .. } => Fault::Caller,
            Self::NoCard
            | Self::CardRemoved
            | Self::CardReset
            | Self::CardUnresponsive
            | Self::TimedOut
            | Self::OutcomeUnknown { .. }
            | Self::ReplyTooLong { .. } => Fault::Card,
        }
    }

    /// Whether the command that was under way may or may not have been carried out, so that only
    /// STATUS can tell; a write must never be sent again blindly.
    #[must_use]
    pub const fn outcome_is_unknown(&self) -> bool {
        !matches!(
            self,
            Self::ServiceUnavailable
                | Self::NoReader
                | Self::ReaderUnknown { .. }
                | Self::SeveralReaders { .. }
                | Self::NoCard
                | Self::SharingViolation
                | Self::ReplayDiffers { .. }
                | Self::ReplayEnded { .. }
        )
    }
}

#[cfg(test)]
mod tests;
