// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Why a conversation failed.

use crate::link::ExchangeError;
use crate::profile::LifeCycle;
use crate::scp03::HandshakeError;
use crate::status_word::StatusWord;
use crate::transport::{Fault, TransportError};

/// Why a conversation failed; names the command and carries both sides.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlowError {
    /// There is no whole response: reader, card or channel trouble.
    #[error("{command}: {error}")]
    Exchange {
        /// Name of the command in the card profile.
        command: &'static str,
        /// What went wrong between host and card.
        #[source]
        error: ExchangeError,
    },
    /// The card refused the command by its status word (`card-profile.md` §5).
    #[error("{command} was refused: {status}")]
    Refused {
        /// Name of the command in the card profile.
        command: &'static str,
        /// Its status word, none that the flow takes for an answer.
        status: StatusWord,
    },
    /// The card accepted the command, but its reply is not what the card profile says.
    #[error("the reply to {command} is wrong: {problem}")]
    Reply {
        /// Name of the command in the card profile.
        command: &'static str,
        /// What is wrong and where.
        problem: ReplyProblem,
    },
    /// The card is of another profile.
    #[error(
        "the card is of profile {profile}, this program knows profile {}",
        crate::profile::PROFILE
    )]
    UnsupportedProfile {
        /// The profile that SELECT names; this crate speaks [`PROFILE`](crate::profile::PROFILE).
        profile: u8,
    },
    /// The card is in a life-cycle state that does not allow the job.
    #[error("the card is {state}, which does not allow this")]
    WrongState {
        /// The state of the card.
        state: LifeCycle,
    },
    /// The card is being personalised under another session or for another manifest.
    #[error(
        "the card is in personalisation session {}, not in this one",
        hex::encode(session)
    )]
    OtherSession {
        /// The session of the card, 16 bytes that BEGIN set.
        session: [u8; 16],
    },
    /// The session on the card is this one, but for other files or another key.
    #[error("the card holds another manifest under this session")]
    OtherManifest {
        /// The manifest digest that the card was begun with, SHA-256.
        manifest: [u8; 32],
    },
    /// The card has another key than the one that was signed for, or none.
    #[error("the card does not hold the key that the files were signed for")]
    OtherKey {
        /// The public point on the card, where there is one.
        point: Option<[u8; 65]>,
    },
    /// A file on the card is not part of the manifest, or longer than in it, and cannot be undone.
    #[error("file {identifier:04X} on the card is not as in the manifest; abort the session first")]
    ForeignFile {
        /// The file identifier, `card-profile.md` §2.
        identifier: u16,
    },
    /// After every byte was written a file is not as it was sent.
    #[error("file {identifier:04X} is not on the card as it was written")]
    NotWritten {
        /// The file identifier, `card-profile.md` §2.
        identifier: u16,
    },
    /// The flow was given something that no card of this profile takes.
    #[error("file {identifier:04X} of {length} bytes cannot be written to a card")]
    Unwritable {
        /// The file identifier, `card-profile.md` §2.
        identifier: u16,
        /// Its length in bytes; 1 to 32767 can be written.
        length: usize,
    },
    /// The secure channel of the issuing office was not opened.
    #[error("SCP03: {0}")]
    Scp03(#[from] HandshakeError),
    /// The flow was stepped after its end, or without the response it waits for.
    #[error("the conversation was stepped out of turn")]
    OutOfTurn,
    /// More than [`MAX_STEPS`](super::MAX_STEPS) commands.
    #[error("the conversation did not end after {steps} commands")]
    Endless {
        /// Commands sent, [`MAX_STEPS`](super::MAX_STEPS).
        steps: usize,
    },
}

impl FlowError {
    /// The status word, where the card refused a command.
    #[must_use]
    pub const fn status(&self) -> Option<StatusWord> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The transport error, where there is one.
    #[must_use]
    pub const fn transport(&self) -> Option<&TransportError> {
        match self {
            Self::Exchange {
                error: ExchangeError::Transport(error),
                ..
            } => Some(error),
            _ => None,
        }
    }

    /// Whose fault it is.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Exchange {
                error: ExchangeError::Transport(error),
                ..
            } => error.fault(),
            Self::Exchange {
                error: ExchangeError::Command(_),
                ..
            }
            | Self::Unwritable { .. }
            | Self::Scp03(HandshakeError::Key(_) | HandshakeError::MasterKey(_))
            | Self::OutOfTurn => Fault::Caller,
            _ => Fault::Card,
        }
    }
}

/// What is wrong with a reply. Offsets count from its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplyProblem {
    /// The reply ends before what must be there.
    #[error("reply of {length} bytes ends where {needed} more are needed at offset {offset}")]
    Cut {
        /// Bytes in the reply, without the status word.
        length: usize,
        /// Where bytes are missing, in bytes from the start of the reply.
        offset: usize,
        /// Bytes needed from there on.
        needed: usize,
    },
    /// Bytes after the end of what was asked for.
    #[error("reply of {length} bytes should end at offset {offset}")]
    Trailing {
        /// Bytes in the reply, without the status word.
        length: usize,
        /// Where it should end, in bytes from its start.
        offset: usize,
    },
    /// A byte has a value that it must not have.
    #[error("byte at offset {offset} is {actual:02X}: {expected}")]
    Byte {
        /// Where the byte is, in bytes from the start of the reply.
        offset: usize,
        /// What it is.
        actual: u8,
        /// What it must be.
        expected: &'static str,
    },
    /// A field has a value that it must not have.
    #[error("field at offset {offset} is not {expected}")]
    Field {
        /// Where the field begins, in bytes from the start of the reply.
        offset: usize,
        /// What it must be.
        expected: &'static str,
    },
    /// The signature in the reply does not verify under the key that it has to be of.
    #[error("signature at offset {offset} does not verify under the key in the reply")]
    Signature {
        /// Where the signature begins, in bytes from the start of the reply.
        offset: usize,
    },
    /// `9000` without a byte where at least one was asked for.
    #[error("no byte came for the {asked} asked for at file offset {offset}")]
    Empty {
        /// Offset in the file, in bytes from 0.
        offset: usize,
        /// Bytes asked for, at least 1.
        asked: usize,
    },
    /// Too many replies brought less than was asked for.
    #[error("{replies} replies brought less than was asked for, at file offset {offset}")]
    Drip {
        /// Offset in the file, in bytes from 0.
        offset: usize,
        /// Short replies so far, one more than are taken.
        replies: usize,
    },
}
