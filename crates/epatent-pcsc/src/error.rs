// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What can go wrong between this program and a card, each case with words and a hint of its own.
//!
//! PC/SC reuses its error codes: the same code means one thing while connecting and another while
//! a command is under way. [`explain`] therefore looks at the call as well as at the code.

use epatent_apdu::TransportError;
use pcsc::Error as Code;

/// Why a reader or a card cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReaderError {
    /// The smart-card service does not run.
    #[error("the smart-card service is not running")]
    ServiceUnavailable,
    /// The smart-card service went away while a command was under way; whether the command was
    /// carried out is unknown.
    #[error("the smart-card service stopped during the conversation with the card")]
    ServiceLost,
    /// The smart-card service refuses this user.
    #[error("the smart-card service does not allow this user to use readers")]
    AccessDenied,
    /// No reader is connected.
    #[error("no card reader is connected")]
    NoReader,
    /// Several readers are connected and none was named.
    #[error("{} card readers are connected and none was named: {}", names.len(), quoted(names))]
    SeveralReaders {
        /// The readers that are there.
        names: Vec<String>,
    },
    /// No reader has the given name or a part of it.
    #[error("no card reader is named {wanted:?}; connected: {}", quoted(names))]
    UnknownReader {
        /// The name as it was given.
        wanted: String,
        /// The readers that are there.
        names: Vec<String>,
    },
    /// The given part of a name fits several readers.
    #[error("{wanted:?} fits several card readers: {}", quoted(names))]
    AmbiguousReader {
        /// The name as it was given.
        wanted: String,
        /// The readers it fits.
        names: Vec<String>,
    },
    /// The reader was unplugged.
    #[error("the card reader {reader:?} was unplugged")]
    ReaderLost {
        /// Its name.
        reader: String,
    },
    /// The reader is empty.
    #[error("no card is in the reader {reader:?}")]
    NoCard {
        /// Its name.
        reader: String,
    },
    /// A card is there and does not answer when it is powered.
    #[error("the card in the reader {reader:?} does not respond")]
    CardMute {
        /// Its name.
        reader: String,
    },
    /// The card answers in no protocol that the reader knows.
    #[error("the card in the reader {reader:?} speaks no protocol of this reader")]
    CardUnsupported {
        /// Its name.
        reader: String,
    },
    /// The card was taken out during the conversation.
    #[error("the card was removed")]
    CardRemoved,
    /// Another program reset the card: selections and sessions are void.
    #[error("another program reset the card")]
    CardReset,
    /// Another program holds the card.
    #[error("another program is using the card in the reader {reader:?}")]
    SharingViolation {
        /// The reader's name.
        reader: String,
    },
    /// Something took longer than allowed.
    #[error("{awaited} did not come in time")]
    TimedOut {
        /// What was waited for, in words.
        awaited: &'static str,
    },
    /// The reader reports success with a reply too short to be one: the card was torn out or
    /// stopped. Whether the command was carried out is unknown.
    #[error("reply of {length} bytes: whether the command was carried out is unknown")]
    OutcomeUnknown {
        /// Bytes received, 0 or 1.
        length: usize,
    },
    /// A reply longer than any response.
    #[error("the reply is longer than any response")]
    ReplyTooLong,
    /// A command on a connection that was given up; see [`crate::PcscTransport::reconnect`].
    #[error("there is no connection to the card")]
    NotConnected,
    /// The driver library failed in itself, for example on values it does not know.
    #[error("the reader's driver library failed: {words}")]
    DriverFault {
        /// What it said.
        words: String,
    },
    /// Any other error code.
    #[error("{call} failed: {code}")]
    Other {
        /// The call of PC/SC that failed.
        call: Call,
        /// The code, in the words of the PC/SC library.
        code: Code,
    },
}

impl ReaderError {
    /// What to do about it, as a sentence for the `hint:` line.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::ServiceUnavailable | Self::ServiceLost => {
                "start it: systemctl start pcscd.socket"
            }
            Self::AccessDenied => "allow this user in the service's polkit rules",
            Self::NoReader => "plug in a card reader; `readers` lists what is connected",
            Self::SeveralReaders { .. } | Self::AmbiguousReader { .. } => {
                "choose one with --reader NAME; a part of the name that fits only one is enough"
            }
            Self::UnknownReader { .. } => "choose a connected reader with --reader NAME",
            Self::ReaderLost { .. } => "plug the reader in again and start over",
            Self::NoCard { .. } => "put the card into the reader",
            Self::CardMute { .. } | Self::CardUnsupported { .. } => {
                "check that the chip faces the reader's contacts and try another card"
            }
            Self::CardRemoved => "put the card back and leave it in until the end",
            Self::CardReset | Self::SharingViolation { .. } => {
                "close other programs that use the card and try again"
            }
            Self::TimedOut { .. } | Self::OutcomeUnknown { .. } | Self::NotConnected => {
                "take the card out, put it back and try again"
            }
            Self::ReplyTooLong | Self::DriverFault { .. } | Self::Other { .. } => {
                "try another card or another reader"
            }
        }
    }
}

impl From<ReaderError> for TransportError {
    fn from(error: ReaderError) -> Self {
        match error {
            ReaderError::ServiceUnavailable => Self::ServiceUnavailable,
            ReaderError::NoReader => Self::NoReader,
            ReaderError::UnknownReader { wanted, .. } => Self::ReaderUnknown { name: wanted },
            ReaderError::SeveralReaders { names } | ReaderError::AmbiguousReader { names, .. } => {
                Self::SeveralReaders { names }
            }
            ReaderError::ReaderLost { .. } => Self::ReaderLost,
            ReaderError::NoCard { .. } => Self::NoCard,
            ReaderError::CardMute { .. } | ReaderError::CardUnsupported { .. } => {
                Self::CardUnresponsive
            }
            ReaderError::CardRemoved => Self::CardRemoved,
            ReaderError::CardReset => Self::CardReset,
            ReaderError::SharingViolation { .. } => Self::SharingViolation,
            ReaderError::TimedOut { .. } => Self::TimedOut,
            ReaderError::OutcomeUnknown { length } => Self::OutcomeUnknown { length },
            ReaderError::ReplyTooLong => Self::ReplyTooLong {
                length: crate::transport::REPLY_LIMIT,
            },
            // Not "unavailable": that would promise that the command was not carried out.
            ReaderError::ServiceLost => Self::ServiceLost,
            ReaderError::AccessDenied
            | ReaderError::NotConnected
            | ReaderError::DriverFault { .. }
            | ReaderError::Other { .. } => Self::Other(error.to_string()),
        }
    }
}

/// The PC/SC call at which an error came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Call {
    /// `SCardEstablishContext`.
    Establish,
    /// `SCardListReaders`.
    List,
    /// `SCardGetStatusChange`.
    Watch,
    /// `SCardConnect`.
    Connect,
    /// `SCardBeginTransaction`.
    Begin,
    /// `SCardStatus`.
    Status,
    /// `SCardTransmit`.
    Transmit,
    /// `SCardControl`.
    Control,
    /// `SCardDisconnect`.
    Disconnect,
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Establish => "reaching the smart-card service",
            Self::List => "listing the readers",
            Self::Watch => "watching the readers",
            Self::Connect => "connecting to the card",
            Self::Begin => "reserving the card",
            Self::Status => "asking for the card's state",
            Self::Transmit => "sending a command to the card",
            Self::Control => "asking for the reader's properties",
            Self::Disconnect => "disconnecting from the card",
        })
    }
}

/// What a code means when it comes back from a call about a reader.
pub(crate) fn explain(call: Call, code: Code, reader: &str) -> ReaderError {
    let reader = || reader.to_owned();
    let in_conversation = matches!(call, Call::Transmit | Call::Begin | Call::Status);
    match code {
        // A daemon that dies in the middle of a call reads as a communication error.
        Code::NoService
        | Code::ServiceStopped
        | Code::Shutdown
        | Code::CommError
        | Code::InvalidHandle => match call {
            Call::Transmit => ReaderError::ServiceLost,
            _ => ReaderError::ServiceUnavailable,
        },
        Code::SecurityViolation | Code::NoAccess if call != Call::Transmit => {
            ReaderError::AccessDenied
        }
        Code::UnknownReader | Code::ReaderUnavailable => {
            ReaderError::ReaderLost { reader: reader() }
        }
        Code::NoReadersAvailable => ReaderError::NoReader,
        Code::NoSmartcard | Code::RemovedCard if in_conversation => ReaderError::CardRemoved,
        Code::NoSmartcard | Code::RemovedCard => ReaderError::NoCard { reader: reader() },
        Code::ResetCard => ReaderError::CardReset,
        Code::UnresponsiveCard | Code::UnpoweredCard | Code::InvalidAtr | Code::NotReady => {
            ReaderError::CardMute { reader: reader() }
        }
        Code::ProtoMismatch | Code::UnsupportedCard | Code::CardUnsupported => {
            ReaderError::CardUnsupported { reader: reader() }
        }
        Code::SharingViolation => ReaderError::SharingViolation { reader: reader() },
        Code::NotTransacted | Code::CommDataLost => match call {
            Call::Transmit => ReaderError::OutcomeUnknown { length: 0 },
            _ => ReaderError::CardMute { reader: reader() },
        },
        Code::Timeout | Code::WaitedTooLong => ReaderError::TimedOut {
            awaited: "the reader's answer",
        },
        Code::InsufficientBuffer if call == Call::Transmit => ReaderError::ReplyTooLong,
        code => ReaderError::Other { call, code },
    }
}

fn quoted(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names
        .iter()
        .map(|name| format!("{name:?}"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests;
