// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card: bytes of a command in, bytes of a response out \[applet-spec card-profile §4].
//!
//! A command passes the access table in the order of the profile (header, length, state, level)
//! before any code of its own runs; what that code may change is in [`crate::nvm`].

use std::fmt;
use std::time::Duration;

use epatent_apdu::chaining::{Assembled, PendingResponse, Reassembly};
use epatent_apdu::profile::{LifeCycle, Point, class};
use epatent_apdu::scp03::{DiversificationData, KeySet};
use epatent_apdu::{Command, Response, StatusWord};
use rand::CryptoRng;

use crate::access::{Level, Operation, Protection, Rule};
use crate::atr::ATR;
use crate::key::{ChipKey, StaticKeys, draw_chip};
use crate::nvm::{Nvm, NvmError, PowerCut};
use crate::profile::Replies;
use crate::quirk::Quirks;

mod authenticate;
mod channel;
mod handshake;
mod life;
mod personalisation;
mod quirky;
mod reading;

use channel::{Channel, Context};

#[cfg(test)]
mod tests;

/// One card.
pub struct Card {
    nvm: Nvm,
    volatile: Volatile,
    rng: Box<dyn CryptoRng + Send>,
    /// What a card by a profile answers instead; none in a card that keeps the rules.
    bent: Option<Replies>,
    /// What a card by a profile does instead; none in a card that keeps the rules.
    quirks: Option<Quirks>,
    /// How long a chip takes on purpose to answer the last command.
    waiting: Duration,
}

/// What a reset clears.
#[derive(Debug, Default)]
struct Volatile {
    /// The selected file, and the level at which it was selected: it is selected for nobody else.
    selected: Option<(u16, Level)>,
    /// The unfinished command of a chain.
    chain: Reassembly,
    /// The rest of a response that GET RESPONSE will fetch.
    pending: PendingResponse,
    /// The secure channel, open or on its way.
    channel: Channel,
}

/// What a command may keep of what was before it.
struct Kept {
    pending: PendingResponse,
    chain: Reassembly,
    channel: Channel,
}

/// What a command answers, or the status word that says why not.
type Outcome = Result<Response, StatusWord>;

impl Card {
    /// A card as it leaves the factory for the lab: no key, no files, state BLANK, and SCP03 keys
    /// derived from the test key for a chip identifier that `rng` draws.
    ///
    /// `rng` is the random number generator of the chip.
    #[must_use]
    pub fn blank(mut rng: impl CryptoRng + Send + 'static) -> Self {
        let chip = draw_chip(&mut rng);
        Self::with_keys(chip, &StaticKeys::lab(&chip), rng)
    }

    /// A blank card for the holder of these SCP03 keys, by which the issuer tells it from others.
    #[must_use]
    pub fn with_keys(
        chip: DiversificationData,
        keys: &KeySet,
        rng: impl CryptoRng + Send + 'static,
    ) -> Self {
        Self::with_memory(Nvm::keyed(&chip, &StaticKeys::of(keys)), rng)
    }

    /// A card with this persistent memory, just powered up.
    #[must_use]
    pub fn with_memory(nvm: Nvm, rng: impl CryptoRng + Send + 'static) -> Self {
        Self {
            nvm,
            volatile: Volatile::default(),
            rng: Box::new(rng),
            bent: None,
            quirks: None,
            waiting: Duration::ZERO,
        }
    }

    /// Power off and on: selection, unfinished chain and pending response are gone, a transaction
    /// that lost power is finished or forgotten, and an erasure that did goes on.
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

    /// How long the chip took on purpose to answer the last command, beyond what it computed:
    /// after wrong access numbers it waits before it begins PACE.
    #[must_use]
    pub const fn processing_time(&self) -> Duration {
        self.waiting
    }

    /// Answers one command APDU. Any bytes are answered; none can make this panic. No byte comes
    /// from a card that has no power, or lost it in the middle.
    #[must_use]
    pub fn process(&mut self, command: &[u8]) -> Vec<u8> {
        if !self.nvm.has_power() {
            return Vec::new();
        }
        self.nvm.read_again();
        self.waiting = Duration::ZERO;
        let outcome = if self.quirks.is_some() {
            self.dispatch_twisted(command)
        } else {
            self.dispatch(command)
        };
        let response = outcome.unwrap_or_else(Response::of_status).encode();
        if self.nvm.has_power() {
            response
        } else {
            Vec::new()
        }
    }

    fn dispatch(&mut self, bytes: &[u8]) -> Outcome {
        // Whatever a command brings, an answer that it does not fetch is gone, a chain that it does
        // not continue is void, and a channel that does not carry it is closed. All three are put
        // back only where the command says so.
        let kept = Kept {
            pending: std::mem::take(&mut self.volatile.pending),
            chain: std::mem::take(&mut self.volatile.chain),
            channel: std::mem::take(&mut self.volatile.channel),
        };
        let header = bytes.first_chunk().ok_or(StatusWord::WRONG_LENGTH)?;
        let (protection, header) = Protection::of(*header)?;
        if protection == Protection::Clear {
            self.dispatch_clear(header, bytes, kept)
        } else {
            self.dispatch_protected(protection, header, bytes, kept)
        }
    }

    fn dispatch_clear(&mut self, header: [u8; 4], bytes: &[u8], mut kept: Kept) -> Outcome {
        let rule = Rule::find(header)?;
        let piece = parse(bytes)?;
        let chained = class::is_chained(piece.class);
        let command = if rule.operation == Operation::GeneralAuthenticate {
            // The chaining bit is PACE's own: each step is a command.
            if kept.chain.is_open() {
                return Err(StatusWord::LAST_OF_CHAIN_EXPECTED);
            }
            piece
        } else {
            let piece_length = piece.data.len();
            match kept.chain.accept(piece)? {
                Assembled::Complete(command) => command,
                Assembled::Partial => {
                    rule.check_piece(piece_length)?;
                    rule.check_access(self.nvm.life_cycle(), Level::Open)?;
                    self.volatile.chain = kept.chain;
                    return Ok(done());
                }
            }
        };
        rule.check_length(command.data.len(), command.expected)?;
        rule.check_access(self.nvm.life_cycle(), Level::Open)?;
        let outcome = match rule.operation {
            Operation::GetResponse => {
                // The one command in the clear that leaves the channel open: it carries a part of
                // what is protected.
                let part = kept.pending.next(command.expected)?;
                self.volatile.pending = kept.pending;
                self.volatile.channel = kept.channel;
                return Ok(part);
            }
            Operation::SetAt => self.set_at(&command),
            Operation::GeneralAuthenticate => {
                self.general_authenticate(kept.channel, chained, &command)
            }
            Operation::InitializeUpdate => self.initialize_update(&command),
            Operation::ExternalAuthenticate => self.external_authenticate(kept.channel, &command),
            operation => self.execute(operation, &command, &Context::default()),
        };
        let whole = self.bent(&command, outcome)?;
        Ok(if rule.is_answered(command.expected) {
            self.volatile.pending.begin(whole, command.expected)
        } else {
            Response::of_status(whole.status)
        })
    }

    /// What a card answers that lies by a profile.
    fn bent(&mut self, command: &Command, outcome: Outcome) -> Outcome {
        let Some(bent) = &mut self.bent else {
            return outcome;
        };
        let reply = outcome.unwrap_or_else(Response::of_status).encode();
        let header = [command.class, command.instruction, command.p1, command.p2];
        bent.answer(&header, reply)
            .and_then(|reply| Response::parse(&reply).ok())
            .ok_or(StatusWord::INTERNAL)
    }

    fn dispatch_protected(
        &mut self,
        protection: Protection,
        header: [u8; 4],
        bytes: &[u8],
        mut kept: Kept,
    ) -> Outcome {
        if !kept.channel.carries(protection) {
            return Err(StatusWord::SECURITY_NOT_SATISFIED);
        }
        let context = kept.channel.context();
        let protected = match kept.chain.accept(parse(bytes)?)? {
            Assembled::Complete(protected) => protected,
            Assembled::Partial => {
                let rule = Rule::find(header)?;
                if rule.operation.is_clear_only() {
                    return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
                }
                rule.check_access(self.nvm.life_cycle(), context.level)?;
                self.volatile.chain = kept.chain;
                self.volatile.channel = kept.channel;
                return Ok(done());
            }
        };
        let expected = protected.expected;
        let command = kept.channel.open(protected)?;
        let outcome = if self.quirks.is_some() {
            self.execute_twisted(&command, &context)
        } else {
            self.execute_opened(&command, &context)
        };
        let whole = outcome.unwrap_or_else(Response::of_status);
        let whole = kept.channel.protect(whole)?;
        self.volatile.channel = kept.channel;
        Ok(self.volatile.pending.begin(whole, expected))
    }

    /// What a command answers that came through a channel.
    fn execute_opened(&mut self, command: &Command, context: &Context) -> Outcome {
        let rule = Rule::find([command.class, command.instruction, command.p1, command.p2])?;
        if rule.operation.is_clear_only() {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        rule.check_length(command.data.len(), command.expected)?;
        rule.check_access(self.nvm.life_cycle(), context.level)?;
        let outcome = self.execute(rule.operation, command, context);
        let whole = self.bent(command, outcome)?;
        Ok(if rule.is_answered(command.expected) {
            whole
        } else {
            Response::of_status(whole.status)
        })
    }

    fn execute(&mut self, operation: Operation, command: &Command, context: &Context) -> Outcome {
        match operation {
            Operation::SelectApplet => self.select_applet(command),
            Operation::SelectFile => self.select_file(command, context),
            Operation::ReadSelected => self.read_selected(command, context),
            Operation::ReadShort => self.read_short(command, context),
            Operation::InternalAuthenticate => self.internal_authenticate(command, context),
            Operation::GenerateKey => self.generate_key(command),
            Operation::Begin => self.begin(command),
            Operation::Write => self.write(command),
            Operation::Status => self.status(),
            Operation::Abort => self.abort(command),
            Operation::Commit => self.commit(command),
            Operation::AppendRecord => self.append_record(command),
            Operation::Suspend => self.change_to(LifeCycle::Suspended),
            Operation::Activate => self.change_to(LifeCycle::Active),
            Operation::Terminate => self.terminate(),
            // Taken before, because they alone need what is volatile.
            Operation::GetResponse
            | Operation::SetAt
            | Operation::GeneralAuthenticate
            | Operation::InitializeUpdate
            | Operation::ExternalAuthenticate => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
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

fn parse(bytes: &[u8]) -> Result<Command, StatusWord> {
    Command::parse(bytes).map_err(|_| StatusWord::WRONG_LENGTH)
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
