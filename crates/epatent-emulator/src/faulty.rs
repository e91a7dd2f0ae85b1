// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card to which things happen: power lost, commands and replies lost, cut, doubled or late.
//!
//! | moment | [`Fault`] |
//! |---|---|
//! | T0 before the command arrives | [`Fault::Undelivered`] |
//! | T1 after a part of it arrived | [`Fault::CommandTorn`], [`Fault::CommandCut`] |
//! | T2 before, inside and after each page of memory | [`Fault::Power`] |
//! | T3 after processing, before the reply | [`Fault::Unanswered`] |
//! | T4 in the reply | [`Fault::ReplyCut`] |
//! | T5 the command arrives twice | [`Fault::Doubled`] |
//! | T6 the reply comes after the reader gave up | [`Fault::Late`] |
//!
//! A [`FaultPlan`] says which of them happen; the same plan on the same card gives the same run.

use std::collections::VecDeque;
use std::time::Duration;

use crate::card::Card;
use crate::device::{Device, DeviceError};
use crate::nvm::{Cut, PowerCut, Torn};

#[cfg(test)]
mod tests;

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Power is lost before the command arrives.
    Undelivered,
    /// Power is lost after this many bytes of the command.
    CommandTorn {
        /// Bytes that arrived, fewer than the command has.
        bytes: usize,
    },
    /// Only this many bytes of the command arrive, and the card takes them for all of it.
    CommandCut {
        /// Bytes that arrive, from 0; all of them where the command is shorter.
        bytes: usize,
    },
    /// Power is lost while memory is programmed, in this command or a later one, and again by the
    /// same schedule in the recovery.
    Power(PowerCut),
    /// The command is carried out; then power is lost.
    Unanswered,
    /// Only this many bytes of the reply come through.
    ReplyCut {
        /// Bytes that come through, from 0; the status word is the first to go.
        bytes: usize,
    },
    /// The command arrives twice; the second reply comes through.
    Doubled,
    /// The reader gives up before the reply comes. Until the next reset every reply is the one to
    /// the command before.
    Late,
}

/// A fault and the command that it happens to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedFault {
    /// The command's number from 0, counted from the plan's start or from the fault before.
    pub command: u64,
    /// What goes wrong.
    pub fault: Fault,
}

/// Faults, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultPlan {
    faults: VecDeque<PlannedFault>,
}

impl FaultPlan {
    /// One fault.
    #[must_use]
    pub fn once(command: u64, fault: Fault) -> Self {
        Self::from_iter([PlannedFault { command, fault }])
    }

    /// Two faults that a seed chooses: each in one of the next `commands` commands, each of any
    /// kind; a power loss is in one of the next `pages` pages, and may be followed by one more in
    /// the recovery.
    #[must_use]
    pub fn seeded(seed: u64, commands: u64, pages: u64) -> Self {
        let mut bits = Bits(seed);
        (0..2)
            .map(|_| PlannedFault {
                command: bits.below(commands),
                fault: bits.fault(pages),
            })
            .collect()
    }

    /// Counts a command and says what happens to it.
    fn count(&mut self) -> Option<Fault> {
        let next = self.faults.front_mut()?;
        if next.command > 0 {
            next.command = next.command.saturating_sub(1);
            return None;
        }
        self.faults.pop_front().map(|planned| planned.fault)
    }
}

impl FromIterator<PlannedFault> for FaultPlan {
    fn from_iter<I: IntoIterator<Item = PlannedFault>>(faults: I) -> Self {
        Self {
            faults: faults.into_iter().collect(),
        }
    }
}

/// A card to which the faults of a plan happen.
#[derive(Debug)]
pub struct FaultyDevice<D> {
    device: D,
    plan: FaultPlan,
    /// Power was taken away by a fault and not given back.
    dead: bool,
    late: bool,
    /// The reply that has not come through yet.
    held: Vec<u8>,
    happened: u64,
}

impl<D: Device> FaultyDevice<D> {
    /// A card with a plan.
    pub const fn new(device: D, plan: FaultPlan) -> Self {
        Self {
            device,
            plan,
            dead: false,
            late: false,
            held: Vec::new(),
            happened: 0,
        }
    }

    /// How many faults of the plan have begun.
    pub const fn happened(&self) -> u64 {
        self.happened
    }

    /// The card.
    pub const fn device(&self) -> &D {
        &self.device
    }

    /// The card, without the plan.
    pub fn into_device(self) -> D {
        self.device
    }

    /// Power goes away here, and comes back only when the reader resets the card.
    fn die(&mut self) -> DeviceError {
        self.dead = true;
        DeviceError::PowerLost
    }

    fn suffer(&mut self, fault: Fault, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        match fault {
            Fault::Undelivered | Fault::CommandTorn { .. } => Err(self.die()),
            Fault::CommandCut { bytes } => {
                let part = command.get(..bytes).unwrap_or(command);
                self.device.exchange(part)
            }
            Fault::Power(schedule) => {
                if let Some(card) = self.device.card_mut() {
                    card.cut_power(schedule);
                }
                self.device.exchange(command)
            }
            Fault::Unanswered => {
                self.device.exchange(command)?;
                Err(self.die())
            }
            Fault::ReplyCut { bytes } => {
                let mut reply = self.device.exchange(command)?;
                reply.truncate(bytes);
                Ok(reply)
            }
            Fault::Doubled => {
                self.device.exchange(command)?;
                self.device.exchange(command)
            }
            Fault::Late => {
                self.held = self.device.exchange(command)?;
                self.late = true;
                Err(DeviceError::TimedOut)
            }
        }
    }
}

impl<D: Device> Device for FaultyDevice<D> {
    fn power_off(&mut self) {
        self.late = false;
        self.device.power_off();
    }

    fn reset(&mut self) {
        self.dead = false;
        self.late = false;
        self.device.reset();
    }

    fn atr(&self) -> Vec<u8> {
        self.device.atr()
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        if self.dead {
            return Err(DeviceError::PowerLost);
        }
        if let Some(fault) = self.plan.count() {
            self.happened = self.happened.saturating_add(1);
            return self.suffer(fault, command);
        }
        let reply = self.device.exchange(command)?;
        Ok(if self.late {
            std::mem::replace(&mut self.held, reply)
        } else {
            reply
        })
    }

    fn processing_time(&self) -> Duration {
        self.device.processing_time()
    }

    fn card_mut(&mut self) -> Option<&mut Card> {
        self.device.card_mut()
    }
}

/// Numbers from a seed: SplitMix64, which needs no generator of the platform.
struct Bits(u64);

impl Bits {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    fn length(&mut self, bound: u64) -> usize {
        usize::try_from(self.below(bound)).unwrap_or(0)
    }

    /// Half of the faults are power losses in memory: there is most to break there.
    fn fault(&mut self, pages: u64) -> Fault {
        match self.below(14) {
            0 => Fault::Undelivered,
            1 => {
                let bytes = self.length(256);
                Fault::CommandTorn { bytes }
            }
            2 => {
                let bytes = self.length(256);
                Fault::CommandCut { bytes }
            }
            3 => Fault::Unanswered,
            4 => {
                let bytes = self.length(160);
                Fault::ReplyCut { bytes }
            }
            5 => Fault::Doubled,
            6 => Fault::Late,
            kind => {
                let first = self.cut(pages);
                // Half of them are met by a second one while the card recovers.
                let recovery = (kind % 2 == 0).then(|| self.cut(24));
                Fault::Power([first].into_iter().chain(recovery).collect())
            }
        }
    }

    fn cut(&mut self, pages: u64) -> Cut {
        Cut {
            after: self.below(pages),
            torn: Torn::from_bits(self.next()),
        }
    }
}
