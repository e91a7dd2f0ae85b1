// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The seam for secure messaging: what protects whole commands and opens whole responses.
//!
//! A channel sits between a conversation and command chaining. It sees every command before it
//! is split and every response after it was joined, so that a flow does not know whether it is
//! protected, and chaining does not know what it carries.

use crate::command::Command;
use crate::response::Response;

/// Protects commands and opens responses, in strict alternation.
///
/// A channel that returned an error is finished: it must answer every later call with an error,
/// because its counters no longer agree with those of the card.
pub trait Channel {
    /// The command as it goes to the card.
    ///
    /// # Errors
    /// When the channel is finished or cannot protect the command.
    fn wrap(&mut self, command: Command) -> Result<Command, ChannelError>;

    /// The response as the conversation may see it: authentic and in the clear.
    ///
    /// # Errors
    /// When the channel is finished or the response is not authentic.
    fn unwrap(&mut self, response: Response) -> Result<Response, ChannelError>;
}

/// No protection: commands and responses pass as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Plain;

impl Channel for Plain {
    fn wrap(&mut self, command: Command) -> Result<Command, ChannelError> {
        Ok(command)
    }

    fn unwrap(&mut self, response: Response) -> Result<Response, ChannelError> {
        Ok(response)
    }
}

impl<C: Channel + ?Sized> Channel for &mut C {
    fn wrap(&mut self, command: Command) -> Result<Command, ChannelError> {
        (**self).wrap(command)
    }

    fn unwrap(&mut self, response: Response) -> Result<Response, ChannelError> {
        (**self).unwrap(response)
    }
}

impl<C: Channel + ?Sized> Channel for Box<C> {
    fn wrap(&mut self, command: Command) -> Result<Command, ChannelError> {
        (**self).wrap(command)
    }

    fn unwrap(&mut self, response: Response) -> Result<Response, ChannelError> {
        (**self).unwrap(response)
    }
}

/// Why a channel failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelError {
    /// The response is not authentic: wrong or missing check bytes, or not protected at all.
    #[error("the response is not authentic")]
    NotAuthentic,
    /// The command cannot be carried, because it would be too long once protected.
    #[error("the command is too long to be protected")]
    TooLong,
    /// The command has a class byte or an expected length that the channel has no form for.
    #[error("the command has no protected form")]
    Unprotectable,
    /// An earlier error or the end of the counter finished the channel.
    #[error("the secure channel is finished")]
    Finished,
}
