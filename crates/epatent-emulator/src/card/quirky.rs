// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A card with [quirks](crate::quirk): around what a card does that keeps the rules.

use std::time::Duration;

use epatent_apdu::secure_messaging::CLASS_BITS;
use epatent_apdu::{Command, Response, StatusWord};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::channel::Context;
use super::{Card, Outcome};
use crate::access::{Level, Protection};
use crate::quirk::{Part, Quirk, Quirks, Seen, Way};

impl Card {
    /// Makes the card break these rules.
    pub fn twist(&mut self, quirks: Quirks) {
        self.quirks = Some(quirks);
    }

    /// The rules that it breaks, with their counts; none where it never was made to.
    #[must_use]
    pub const fn quirks(&self) -> Option<&Quirks> {
        self.quirks.as_ref()
    }

    /// What a card with quirks answers to an APDU.
    pub(super) fn dispatch_twisted(&mut self, bytes: &[u8]) -> Outcome {
        let header = bytes.first_chunk().copied().unwrap_or_default();
        let way = match Protection::of(header) {
            Ok((Protection::SecureMessaging, _)) => Way::Reader,
            Ok((Protection::Scp03, _)) => Way::Issuer,
            _ => Way::Clear,
        };
        let piece = Command::parse(bytes).ok();
        let body = piece
            .as_ref()
            .map_or(bytes.get(4..), |piece| Some(piece.data.as_slice()));
        let state = self.life_cycle().to_byte();
        let seen = Seen {
            header,
            data: body.unwrap_or_default(),
            expected: piece.as_ref().and_then(|piece| piece.expected),
            way,
            wire: true,
            // A fifth byte of 00 with more behind it (ISO/IEC 7816-4:2020 §5.2).
            extended: matches!(bytes, [_, _, _, _, 0x00, _, ..]),
            in_chain: self.volatile.chain.is_open(),
            state,
        };
        let mut quirks = self.quirks.take().unwrap_or_default();
        let met = quirks.before(&seen);
        self.quirks = Some(quirks);
        let kept = self.hide(&met);
        let outcome = match (skipped(&met), other(&met, piece.as_ref())) {
            (Some(reply), _) => reply,
            (None, Some(command)) => command
                .encode()
                .map_err(|_| StatusWord::INTERNAL)
                .and_then(|bytes| self.dispatch(&bytes)),
            (None, None) => self.dispatch(bytes),
        };
        self.put_back(kept);
        self.afterwards(&seen, met, outcome)
    }

    /// What a card with quirks answers to a command that came through a channel.
    pub(super) fn execute_twisted(&mut self, command: &Command, context: &Context) -> Outcome {
        let way = match context.level {
            Level::Open => Way::Clear,
            Level::Reader => Way::Reader,
            Level::Issuer(_) => Way::Issuer,
        };
        let seen = Seen {
            header: [
                command.class & !CLASS_BITS,
                command.instruction,
                command.p1,
                command.p2,
            ],
            data: &command.data,
            expected: command.expected,
            way,
            wire: false,
            extended: false,
            in_chain: false,
            state: self.life_cycle().to_byte(),
        };
        let mut quirks = self.quirks.take().unwrap_or_default();
        let met = quirks.before(&seen);
        self.quirks = Some(quirks);
        let kept = self.hide(&met);
        let outcome = match (skipped(&met), other(&met, Some(command))) {
            (Some(reply), _) => reply,
            (None, Some(command)) => self.execute_opened(&command, context),
            (None, None) => self.execute_opened(command, context),
        };
        self.put_back(kept);
        self.afterwards(&seen, met, outcome)
    }

    /// Takes away, before the command sees it, what it must not touch, and gives it the random numbers of a seed.
    fn hide(&mut self, met: &[Quirk]) -> super::Volatile {
        if let Some(seed) = met.iter().find_map(|quirk| quirk.reseed) {
            self.rng = Box::new(StdRng::seed_from_u64(seed));
        }
        let mut kept = super::Volatile::default();
        for part in met.iter().flat_map(|quirk| &quirk.keep) {
            let all = &mut self.volatile;
            match part {
                Part::Channel => kept.channel = std::mem::take(&mut all.channel),
                Part::Selection => kept.selected = all.selected,
                Part::Chain => kept.chain = std::mem::take(&mut all.chain),
                Part::Pending => kept.pending = std::mem::take(&mut all.pending),
            }
        }
        kept
    }

    fn put_back(&mut self, kept: super::Volatile) {
        let all = &mut self.volatile;
        if !kept.channel.is_closed() {
            all.channel = kept.channel;
        }
        if kept.selected.is_some() {
            all.selected = kept.selected;
        }
        if kept.chain.is_open() {
            all.chain = kept.chain;
        }
        if kept.pending.is_waiting() {
            all.pending = kept.pending;
        }
    }

    fn afterwards(&mut self, seen: &Seen<'_>, mut met: Vec<Quirk>, outcome: Outcome) -> Outcome {
        let mut response = outcome.unwrap_or_else(Response::of_status);
        if let Some(quirks) = &mut self.quirks {
            met.extend(quirks.after(seen, response.status.0));
        }
        for quirk in &met {
            self.waiting = self.waiting.saturating_add(Duration::from_secs(quirk.wait));
            for part in &quirk.forget {
                let all = &mut self.volatile;
                match part {
                    Part::Channel => all.channel = super::Channel::default(),
                    Part::Selection => all.selected = None,
                    Part::Chain => all.chain.clear(),
                    Part::Pending => all.pending.clear(),
                }
            }
            for change in &quirk.memory {
                // A change that does not fit the card is a fault of who wrote the quirk.
                change
                    .apply(&mut self.nvm)
                    .map_err(|_| StatusWord::INTERNAL)?;
            }
            if let (Some(named), Some(shown)) =
                (quirk.names_chip, response.data.first_chunk_mut::<10>())
            {
                *shown = if named { self.nvm.chip() } else { [0; 10] };
            }
            if let Some(change) = &quirk.reply {
                let whole = response.encode();
                let changed = change.make(whole.clone(), &whole);
                let changed = changed.and_then(|bytes| Response::parse(&bytes).ok());
                response = changed.ok_or(StatusWord::INTERNAL)?;
            }
        }
        Ok(response)
    }
}

/// The answer of a command that is not carried out.
fn skipped(met: &[Quirk]) -> Option<Outcome> {
    let reply = met.iter().find_map(|quirk| quirk.skip.as_ref())?;
    Some(Response::parse(&reply.0).map_err(|_| StatusWord::INTERNAL))
}

/// The command that is carried out in the place of another; none where it is the command itself.
fn other(met: &[Quirk], command: Option<&Command>) -> Option<Command> {
    let mut other = command.cloned();
    let mut changed = false;
    for quirk in met {
        if let Some(run) = &quirk.run {
            other = Command::parse(&run.0).ok();
            changed = true;
        }
        let Some(command) = &mut other else { continue };
        for (offset, byte) in &quirk.patch {
            if let Some(old) = command.data.get_mut(*offset) {
                *old = *byte;
                changed = true;
            }
        }
        if let Some(length) = quirk.cut_data {
            command.data.truncate(length);
            changed = true;
        }
        if let Some([p1, p2]) = quirk.parameters.as_ref().map(|bytes| bytes.0.as_slice()) {
            (command.p1, command.p2) = (*p1, *p2);
            changed = true;
        }
        if let Some(expected) = quirk.expecting {
            command.expected = (expected > 0).then_some(expected);
            changed = true;
        }
    }
    other.filter(|_| changed)
}
