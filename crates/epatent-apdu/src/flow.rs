// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Conversations with a card as state machines without I/O, and the loop that drives them.

mod error;

pub use error::{FlowError, ReplyProblem};

use crate::command::Command;
use crate::link::Exchange;
use crate::profile::command_name;
use crate::response::Response;

/// Most commands in one conversation; no flow of this crate comes near.
pub const MAX_STEPS: usize = 400_000;

/// What a flow wants next.
#[derive(Debug)]
pub enum Step<T> {
    /// Send this and come back with the response.
    Send(Command),
    /// The conversation is over, with what it was for.
    Done(T),
}

/// How far a conversation is, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// File bytes read or written so far.
    pub done: u64,
    /// File bytes in all, where they are known: a file tells its length only by ending.
    pub total: Option<u64>,
}

/// A conversation with a card, fed by whoever does the I/O.
///
/// The first call of [`step`](Self::step) has no response; every later call brings the response
/// to the command of the step before. After `Done` or an error the flow is over.
pub trait Flow {
    /// What the conversation brings when it is over, such as a channel or the bytes of a file.
    type Output;

    /// Takes the response to the last command and says what comes next.
    ///
    /// # Errors
    /// When the card refuses, or answers what it must not.
    fn step(&mut self, reply: Option<Response>) -> Result<Step<Self::Output>, FlowError>;

    /// How far the conversation is, where that means something.
    fn progress(&self) -> Option<Progress> {
        None
    }
}

impl<F: Flow + ?Sized> Flow for &mut F {
    type Output = F::Output;

    fn step(&mut self, reply: Option<Response>) -> Result<Step<Self::Output>, FlowError> {
        (**self).step(reply)
    }

    fn progress(&self) -> Option<Progress> {
        (**self).progress()
    }
}

/// Drives a flow to its end over a transport or a [`Link`](crate::Link).
///
/// # Errors
/// The first error of the flow or of the exchange, with the name of the command.
pub fn drive<F: Flow>(
    flow: F,
    card: &mut (impl Exchange + ?Sized),
) -> Result<F::Output, FlowError> {
    drive_with_progress(flow, card, &mut |_| {})
}

/// Like [`drive`], and reports progress after every step that has some.
///
/// # Errors
/// As [`drive`].
pub fn drive_with_progress<F: Flow>(
    mut flow: F,
    card: &mut (impl Exchange + ?Sized),
    report: &mut dyn FnMut(Progress),
) -> Result<F::Output, FlowError> {
    let mut reply = None;
    for _ in 0..MAX_STEPS {
        let step = flow.step(reply.take())?;
        if let Some(progress) = flow.progress() {
            report(progress);
        }
        match step {
            Step::Done(output) => return Ok(output),
            Step::Send(command) => {
                let response = card
                    .exchange(&command)
                    .map_err(|error| FlowError::Exchange {
                        command: command_name(&command),
                        error,
                    })?;
                reply = Some(response);
            }
        }
    }
    Err(FlowError::Endless { steps: MAX_STEPS })
}

/// Drives a flow in the clear, and once more where the card refused or answered wrongly.
///
/// Nothing protects a reply in the clear, and one that was cut off ends in two bytes that look like a
/// refusal. What a card means it says twice; only for flows that change nothing.
///
/// # Errors
/// As [`drive`], of the second time.
pub fn drive_twice<F: Flow>(
    flow: impl Fn() -> F,
    card: &mut (impl Exchange + ?Sized),
) -> Result<F::Output, FlowError> {
    match drive(flow(), card) {
        Err(FlowError::Refused { .. } | FlowError::Reply { .. }) => drive(flow(), card),
        done => done,
    }
}

#[cfg(test)]
mod tests;
