// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! SUSPEND, ACTIVATE and TERMINATE.

use super::accepted_empty;
use crate::command::Command;
use crate::flow::{Flow, FlowError, Step};
use crate::profile::{class, instruction};
use crate::response::Response;

/// Suspends an issued card: no terminal can read it until it is activated again.
///
/// | CLA INS P1 P2 | state before | state after |
/// |---|---|---|
/// | `80 20 00 00` | ACTIVE | SUSPENDED |
///
/// After a lost reply SELECT says which of the two states the card is in.
///
/// `[applet-spec §4.8]`
#[derive(Debug, Clone, Copy, Default)]
pub struct Suspend(());

impl Suspend {
    /// The conversation.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Flow for Suspend {
    type Output = ();

    fn step(&mut self, reply: Option<Response>) -> Result<Step<()>, FlowError> {
        change(instruction::SUSPEND, "SUSPEND", reply)
    }
}

/// Makes a suspended card valid again.
///
/// | CLA INS P1 P2 | state before | state after |
/// |---|---|---|
/// | `80 22 00 00` | SUSPENDED | ACTIVE |
///
/// After a lost reply SELECT says which of the two states the card is in.
///
/// `[applet-spec §4.8]`
#[derive(Debug, Clone, Copy, Default)]
pub struct Activate(());

impl Activate {
    /// The conversation.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Flow for Activate {
    type Output = ();

    fn step(&mut self, reply: Option<Response>) -> Result<Step<()>, FlowError> {
        change(instruction::ACTIVATE, "ACTIVATE", reply)
    }
}

/// Ends the life of a card for good.
///
/// | CLA INS P1 P2 | state before | state after |
/// |---|---|---|
/// | `80 24 00 00` | any but TERMINATED | TERMINATED |
///
/// After a lost reply SELECT says which of the two states the card is in.
///
/// `[applet-spec §4.8]`
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminate(());

impl Terminate {
    /// The conversation.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Flow for Terminate {
    type Output = ();

    fn step(&mut self, reply: Option<Response>) -> Result<Step<()>, FlowError> {
        change(instruction::TERMINATE, "TERMINATE", reply)
    }
}

fn change(
    instruction: u8,
    name: &'static str,
    reply: Option<Response>,
) -> Result<Step<()>, FlowError> {
    let Some(response) = reply else {
        let command = Command::new(class::PERSONALISATION, instruction, 0, 0);
        return Ok(Step::Send(command));
    };
    accepted_empty(name, response).map(Step::Done)
}
