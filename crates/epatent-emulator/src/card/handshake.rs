// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The commands that open a channel: PACE for readers, SCP03 for the issuer
//! \[applet-spec card-profile §4.5, §4.6].

use std::time::Duration;

use epatent_apdu::pace::{Can, CardAnswer, Ephemeral, NONCE_LENGTH, PaceCard, Parameter};
use epatent_apdu::profile::{EF_CAN, LifeCycle};
use epatent_apdu::scp03::{CardChallenge, Identity, S8, Scp03Card, UNNAMED_CHIP};
use epatent_apdu::{Command, Response, StatusWord};
use zeroize::Zeroizing;

use super::channel::Channel;
use super::personalisation::access_number;
use super::{Card, Outcome, done, memory_failure};
use crate::nvm::Cell;

/// The version of the one key set of SCP03.
const KEY_VERSION: u8 = 0x01;

/// GENERAL AUTHENTICATE that asks for the nonce: the moment at which the card waits.
const ASK: [u8; 2] = [0x7C, 0x00];

/// Wrong access numbers that cost nothing: a digit mistyped, and mistyped again.
const FREE_FAILURES: u8 = 3;
/// The longest that a card waits: a guesser needs months for the million access numbers, and a
/// terminal with the right one never loses more than a minute.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// How long the card waits before PACE after so many failures: 1 s after the third, then twice as
/// long each time.
fn delay(failures: u8) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE_FAILURES) else {
        return Duration::ZERO;
    };
    let seconds = 1_u64.checked_shl(doublings.into()).unwrap_or(u64::MAX);
    Duration::from_secs(seconds).min(LONGEST_DELAY)
}

impl Card {
    pub(super) fn set_at(&mut self, command: &Command) -> Outcome {
        let can = self
            .access_number()
            .ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
        let mut nonce = [0; NONCE_LENGTH];
        self.rng.fill_bytes(&mut nonce);
        let mut random = Zeroizing::new([0; Ephemeral::RANDOM]);
        self.rng.fill_bytes(random.as_mut_slice());
        let ephemeral =
            Ephemeral::from_random(Parameter::P256, &random).map_err(|_| StatusWord::INTERNAL)?;
        let mut pace = PaceCard::new();
        pace.set_at(&command.data, &can, nonce, ephemeral)?;
        self.volatile.channel = Channel::Pace(Box::new(pace));
        Ok(done())
    }

    pub(super) fn general_authenticate(
        &mut self,
        channel: Channel,
        chained: bool,
        command: &Command,
    ) -> Outcome {
        let Channel::Pace(mut pace) = channel else {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        };
        if command.data == ASK {
            self.waiting = delay(self.nvm.pace_failures());
        }
        if pace.decides_next() {
            // Counted before the answer is known: power cut at the right moment gains no attempt.
            self.count_failure()?;
        }
        let data = match pace.general_authenticate(chained, &command.data)? {
            CardAnswer::Next(data) => {
                self.volatile.channel = Channel::Pace(pace);
                data
            }
            CardAnswer::Established { data, session } => {
                self.put(Cell::PaceFailures, &[0])?;
                // The file that was selected belongs to whoever spoke before.
                self.volatile.selected = None;
                self.volatile.channel = Channel::Reader(Box::new(session));
                data
            }
        };
        Ok(Response::new(data, StatusWord::DONE))
    }

    pub(super) fn initialize_update(&mut self, command: &Command) -> Outcome {
        let keys = self
            .nvm
            .static_keys()
            .ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
        // Whoever meets an issued card in the clear must not learn which one it is.
        let diversification = match self.life_cycle() {
            LifeCycle::Blank | LifeCycle::Personalisation => self.nvm.chip(),
            _ => UNNAMED_CHIP,
        };
        let identity = Identity {
            diversification,
            key_version: KEY_VERSION,
        };
        if !matches!(command.p1, 0 | KEY_VERSION) {
            return Err(StatusWord::REFERENCE_NOT_FOUND);
        }
        let mut challenge = [0; S8];
        self.rng.fill_bytes(&mut challenge);
        let mut scp = Scp03Card::new(keys, identity);
        let data = scp.initialize_update(command, CardChallenge::Random(challenge))?;
        self.volatile.channel = Channel::Issuer(Box::new(scp));
        Ok(Response::new(data, StatusWord::DONE))
    }

    pub(super) fn external_authenticate(&mut self, channel: Channel, command: &Command) -> Outcome {
        let Channel::Issuer(mut scp) = channel else {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        };
        scp.external_authenticate(command.clone())?;
        self.volatile.selected = None;
        self.volatile.channel = Channel::Issuer(scp);
        Ok(done())
    }

    /// The access number, where the card has one. No command gives it away; on a real card it is
    /// printed.
    #[must_use]
    pub fn access_number(&self) -> Option<Can> {
        access_number(self.nvm.file(EF_CAN)?)
    }

    fn count_failure(&mut self) -> Result<(), StatusWord> {
        let failures = self.nvm.pace_failures().saturating_add(1);
        self.put(Cell::PaceFailures, &[failures])
    }

    /// A small region, old or new whenever power goes.
    fn put(&mut self, cell: Cell, bytes: &[u8]) -> Result<(), StatusWord> {
        let mut transaction = self.nvm.begin();
        transaction
            .write(cell, 0, bytes)
            .and_then(|()| transaction.commit())
            .map_err(memory_failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // shows: EPC-TIME-02
    #[test]
    fn delay_is_none_at_first_then_doubles_up_to_a_minute_and_never_ends() {
        let seconds: Vec<u64> = (0..12).map(|n| delay(n).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert!((9..=u8::MAX).all(|n| delay(n) == LONGEST_DELAY));
    }
}
