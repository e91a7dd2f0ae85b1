// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card: bytes of a command in, bytes of a response out \[applet-spec card-profile §4].
//!
//! A command passes the access table in the order of the profile (header, length, state, level)
//! before any code of its own runs; what that code may change is in [`crate::nvm`].

use std::fmt;

use epatent_apdu::chaining::{Assembled, PendingResponse, Reassembly};
use epatent_apdu::profile::{LifeCycle, Point};
use epatent_apdu::{Command, Response, StatusWord};
use rand::CryptoRng;

use crate::access::{Answer, Level, Operation, Rule};
use crate::atr::ATR;
use crate::key::ChipKey;
use crate::nvm::{Nvm, NvmError, PowerCut};
use crate::profile::Replies;

mod authenticate;
mod personalisation;
mod reading;

#[cfg(test)]
mod tests;

/// One card.
pub struct Card {
    nvm: Nvm,
    volatile: Volatile,
    rng: Box<dyn CryptoRng + Send>,
    /// What a card by a profile answers instead; none in a card that keeps the rules.
    bent: Option<Replies>,
}

/// What a reset clears.
#[derive(Debug, Default)]
struct Volatile {
    /// The identifier of the selected file.
    selected: Option<u16>,
    /// The unfinished command of a chain.
    chain: Reassembly,
    /// The rest of a response that GET RESPONSE will fetch.
    pending: PendingResponse,
    /// What the terminal has shown of itself.
    level: Level,
    /// The hash of the PACE transcript; zero where no channel is open.
    channel_binding: [u8; 32],
}

/// What a command answers, or the status word that says why not.
type Outcome = Result<Response, StatusWord>;

impl Card {
    /// A card as it leaves the factory: no key, no files, state BLANK.
    ///
    /// `rng` is the random number generator of the chip.
    #[must_use]
    pub fn blank(rng: impl CryptoRng + Send + 'static) -> Self {
        Self::with_memory(Nvm::blank(), rng)
    }

    /// A card with this persistent memory, just powered up.
    #[must_use]
    pub fn with_memory(nvm: Nvm, rng: impl CryptoRng + Send + 'static) -> Self {
        Self {
            nvm,
            volatile: Volatile::default(),
            rng: Box::new(rng),
            bent: None,
        }
    }

    /// Power off and on: selection, unfinished chain and pending response are gone, and a
    /// transaction that lost power is finished or forgotten.
    pub fn reset(&mut self) {
        self.volatile = Volatile::default();
        self.nvm.power_up();
    }

    /// Makes the card answer by these rules, before a secure channel protects the answer: a card
    /// that lies, not a line that is disturbed.
    pub fn bend(&mut self, rules: Replies) {
        self.bent = Some(rules);
    }

    /// Cuts the card's power by this schedule, counted from the next page that is programmed.
    pub fn cut_power(&mut self, schedule: PowerCut) {
        self.nvm.cut_power(schedule);
    }

    /// Whether the card has power. Without it nothing is answered until [`reset`](Self::reset).
    #[must_use]
    pub const fn has_power(&self) -> bool {
        self.nvm.has_power()
    }

    /// The answer to reset.
    #[must_use]
    pub const fn atr(&self) -> &'static [u8] {
        &ATR
    }

    /// The persistent memory.
    #[must_use]
    pub const fn memory(&self) -> &Nvm {
        &self.nvm
    }

    /// The life-cycle state.
    #[must_use]
    pub fn life_cycle(&self) -> LifeCycle {
        self.nvm.life_cycle()
    }

    /// The public point of the chip key; none before GENERATE KEY, or where memory is damaged.
    #[must_use]
    pub fn public_point(&self) -> Option<Point> {
        self.key().ok().flatten().map(|key| *key.point())
    }

    /// Counts the changes of the persistent memory since it was loaded.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.nvm.revision()
    }

    /// Answers one command APDU. Any bytes are answered; none can make this panic. No byte comes
    /// from a card that has no power, or lost it in the middle.
    #[must_use]
    pub fn process(&mut self, command: &[u8]) -> Vec<u8> {
        if !self.nvm.has_power() {
            return Vec::new();
        }
        self.nvm.read_again();
        let response = self
            .dispatch(command)
            .unwrap_or_else(Response::of_status)
            .encode();
        if self.nvm.has_power() {
            response
        } else {
            Vec::new()
        }
    }

    fn dispatch(&mut self, bytes: &[u8]) -> Outcome {
        // Whatever a command brings, an answer that it does not fetch is gone, and a chain that it
        // does not continue is void. Both are put back only where the command says so.
        let mut pending = std::mem::take(&mut self.volatile.pending);
        let mut chain = std::mem::take(&mut self.volatile.chain);

        let header = bytes.first_chunk().ok_or(StatusWord::WRONG_LENGTH)?;
        let rule = Rule::find(*header)?;
        let piece = Command::parse(bytes).map_err(|_| StatusWord::WRONG_LENGTH)?;
        let piece_length = piece.data.len();
        let command = match chain.accept(piece)? {
            Assembled::Complete(command) => command,
            Assembled::Partial => {
                rule.check_piece(piece_length)?;
                rule.check_access(self.nvm.life_cycle(), self.volatile.level)?;
                self.volatile.chain = chain;
                return Ok(Response::of_status(StatusWord::DONE));
            }
        };
        rule.check_length(command.data.len(), command.expected)?;
        rule.check_access(self.nvm.life_cycle(), self.volatile.level)?;
        let response = match rule.operation {
            Operation::GetResponse => pending.next(command.expected)?,
            operation => {
                let whole = self.execute_bent(operation, &command)?;
                if rule.answer == Answer::Optional && command.expected.is_none() {
                    Response::of_status(whole.status)
                } else {
                    pending.begin(whole, command.expected)
                }
            }
        };
        self.volatile.pending = pending;
        Ok(response)
    }

    fn execute_bent(&mut self, operation: Operation, command: &Command) -> Outcome {
        let outcome = self.execute(operation, command);
        let Some(bent) = &mut self.bent else {
            return outcome;
        };
        let reply = outcome.unwrap_or_else(Response::of_status).encode();
        let header = [command.class, command.instruction, command.p1, command.p2];
        bent.answer(&header, reply)
            .and_then(|reply| Response::parse(&reply).ok())
            .ok_or(StatusWord::INTERNAL)
    }

    fn execute(&mut self, operation: Operation, command: &Command) -> Outcome {
        match operation {
            Operation::SelectApplet => self.select_applet(command),
            Operation::SelectFile => self.select_file(command),
            Operation::ReadSelected => self.read_selected(command),
            Operation::ReadShort => self.read_short(command),
            Operation::InternalAuthenticate => self.internal_authenticate(command),
            Operation::GenerateKey => self.generate_key(command),
            Operation::Begin => self.begin(command),
            Operation::Write => self.write(command),
            Operation::Status => self.status(),
            Operation::Abort => self.abort(command),
            Operation::Commit => self.commit(command),
            // Taken before, because it alone needs the pending response.
            Operation::GetResponse => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
        }
    }

    /// The chip key, where there is one.
    fn key(&self) -> Result<Option<ChipKey>, StatusWord> {
        self.nvm
            .key()
            .map(|scalar| ChipKey::from_scalar(&scalar).ok_or(StatusWord::INTERNAL))
            .transpose()
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Card")
            .field("state", &self.life_cycle())
            .field("memory", &self.nvm)
            .field("volatile", &self.volatile)
            .finish_non_exhaustive()
    }
}

/// Memory that cannot be written is a fault of the card, never of the command.
fn memory_failure(_: NvmError) -> StatusWord {
    StatusWord::INTERNAL
}

fn done() -> Response {
    Response::of_status(StatusWord::DONE)
}

/// A fixed-size field at an offset of the command body. The access table has checked the length.
fn field<const N: usize>(command: &Command, offset: usize) -> Result<[u8; N], StatusWord> {
    command
        .data
        .get(offset..)
        .and_then(<[u8]>::first_chunk)
        .copied()
        .ok_or(StatusWord::WRONG_DATA)
}
