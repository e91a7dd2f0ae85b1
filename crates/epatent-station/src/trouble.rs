// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Errors of readers and conversations as failures of a program, exit 4.

use epatent_apdu::{FlowError, TransportError};
use epatent_cli::{Exit, Failure, ReaderTrouble, Words};
use epatent_pcsc::ReaderError;
use epatent_terminal::ReadError;

/// A reader's error in words.
#[must_use]
pub fn reader_failure(words: &Words, error: &ReaderError) -> Failure {
    let other = error.to_string();
    let trouble = match error {
        ReaderError::ServiceUnavailable | ReaderError::ServiceLost => {
            ReaderTrouble::ServiceUnavailable
        }
        ReaderError::AccessDenied => ReaderTrouble::AccessDenied,
        ReaderError::NoReader => ReaderTrouble::NoReader,
        ReaderError::SeveralReaders { names } | ReaderError::AmbiguousReader { names, .. } => {
            ReaderTrouble::SeveralReaders { names }
        }
        ReaderError::UnknownReader { wanted, names } => ReaderTrouble::ReaderUnknown {
            asked: wanted,
            names,
        },
        ReaderError::ReaderLost { .. } => ReaderTrouble::ReaderLost,
        ReaderError::NoCard { reader } => ReaderTrouble::NoCard { reader },
        ReaderError::CardMute { .. } | ReaderError::CardUnsupported { .. } => {
            ReaderTrouble::CardUnresponsive
        }
        ReaderError::CardRemoved | ReaderError::NotConnected => ReaderTrouble::CardRemoved,
        ReaderError::CardReset => ReaderTrouble::CardReset,
        ReaderError::SharingViolation { .. } => ReaderTrouble::InUse,
        ReaderError::TimedOut { .. } => ReaderTrouble::TimedOut,
        ReaderError::OutcomeUnknown { .. } => ReaderTrouble::OutcomeUnknown,
        ReaderError::ReplyTooLong => ReaderTrouble::ReplyTooLong,
        _ => ReaderTrouble::Other { reason: &other },
    };
    trouble.failure(words)
}

/// A conversation's error in words.
#[must_use]
pub fn flow_failure(words: &Words, error: &FlowError) -> Failure {
    if let Some(transport) = error.transport() {
        return transport_failure(words, transport);
    }
    match error {
        FlowError::UnsupportedProfile { profile } => other_profile(words, *profile),
        FlowError::Refused { command, status } => {
            let status = status.to_string();
            ReaderTrouble::CommandRefused {
                command,
                status: &status,
            }
            .failure(words)
        }
        _ => ReaderTrouble::BadReply {
            reason: &error.to_string(),
        }
        .failure(words),
    }
}

/// A card whose rules this program does not know.
fn other_profile(words: &Words, profile: u8) -> Failure {
    let values = [("profile", profile.into())];
    Failure::new(words, Exit::Device, "error-card-other-profile", &values)
}

fn transport_failure(words: &Words, error: &TransportError) -> Failure {
    let other = error.to_string();
    let trouble = match error {
        TransportError::ServiceUnavailable | TransportError::ServiceLost => {
            ReaderTrouble::ServiceUnavailable
        }
        TransportError::NoReader => ReaderTrouble::NoReader,
        TransportError::ReaderLost => ReaderTrouble::ReaderLost,
        TransportError::ReaderUnknown { name } => ReaderTrouble::ReaderUnknown {
            asked: name,
            names: &[],
        },
        TransportError::SeveralReaders { names } => ReaderTrouble::SeveralReaders { names },
        TransportError::NoCard | TransportError::CardRemoved => ReaderTrouble::CardRemoved,
        TransportError::CardReset => ReaderTrouble::CardReset,
        TransportError::CardUnresponsive => ReaderTrouble::CardUnresponsive,
        TransportError::SharingViolation => ReaderTrouble::InUse,
        TransportError::TimedOut => ReaderTrouble::TimedOut,
        TransportError::OutcomeUnknown { .. } => ReaderTrouble::OutcomeUnknown,
        TransportError::ReplyTooLong { .. } => ReaderTrouble::ReplyTooLong,
        _ => ReaderTrouble::Other { reason: &other },
    };
    trouble.failure(words)
}

/// A reading that came to nothing, in words.
#[must_use]
pub fn read_failure(words: &Words, error: &ReadError) -> Failure {
    match error {
        // Reading changes nothing, so that a reply that was cut off is a card that went away.
        ReadError::Flow(error)
            if matches!(
                error.transport(),
                Some(TransportError::OutcomeUnknown { .. })
            ) =>
        {
            ReaderTrouble::CardRemoved.failure(words)
        }
        ReadError::Flow(error) => flow_failure(words, error),
        ReadError::NotAPatent { .. } => {
            Failure::new(words, Exit::Device, "error-not-our-card", &[])
        }
        ReadError::OtherProfile { profile } => other_profile(words, *profile),
        ReadError::AccessKeyMissing => Failure::new(words, Exit::Usage, "error-can-missing", &[]),
        ReadError::AccessKeyWrong => Failure::new(words, Exit::Device, "error-access-number", &[]),
        ReadError::NotActive { state } => {
            let state = state.name();
            Failure::new(
                words,
                Exit::Device,
                "error-card-not-active",
                &[("state", state.into())],
            )
        }
        error => ReaderTrouble::BadReply {
            reason: &error.to_string(),
        }
        .failure(words),
    }
}

#[cfg(test)]
mod tests;
