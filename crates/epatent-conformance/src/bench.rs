// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The bench: a card, what is known of it, and the channel that is open to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use epatent_apdu::{Command, TransportError};
use rand::CryptoRng;

use crate::answer::{Checked, Failure, Missing, demand, spaced};
use crate::case::Stage;
use crate::evidence::Evidence;
use crate::keys::{Chip, OfficeKeys};
use crate::known::Known;
use crate::messaging::Messaging;
use crate::scp03::Session;
use crate::step::{Goal, Step};
use crate::target::Target;

mod channels;
mod life;
mod personalise;
mod prepare;
mod wire;

pub(crate) use channels::{challenge_and_cryptogram, taken};

pub use life::Blocked;

/// The applet's identifier.
pub(crate) const AID: &str = "F0 45 50 41 54 45 4E 54 01";

/// The channel that is open.
#[derive(Clone)]
pub(crate) enum Open {
    /// None.
    Nothing,
    /// PACE, and its binding.
    Reader(Messaging, [u8; 32]),
    /// SCP03.
    Issuer(Session),
}

/// Keeps the record of the card.
type Keeper<'t> = Box<dyn FnMut(&Known) + 't>;

/// A card on the bench.
pub struct Bench<'t> {
    pub(crate) target: &'t mut dyn Target,
    keys: OfficeKeys,
    rng: Box<dyn CryptoRng + Send>,
    pub(crate) known: Known,
    pub(crate) open: Open,
    /// Whether a session of PERSO was just begun and holds nothing.
    pub(crate) pristine: bool,
    /// Whether the next case has to begin with a power-up.
    pub(crate) suspect: bool,
    /// The command that is on its way to prepare the card.
    pub(crate) at: Step,
    /// The stage that the present case needs.
    stage: Stage,
    /// The byte that the last FCI had.
    byte: u8,
    /// Whether what is sent now only prepares the card.
    in_preparation: bool,
    /// Whether the present case has sent nothing yet but what prepares the card for it.
    untouched: bool,
    /// Whether nothing was sent for the present case, its stage included.
    quiet: bool,
    /// Whether the card was brought to another stage in this run.
    moved: bool,
    /// Preparations that failed, for cases of a stage: how often in a row, and how the last one did.
    missed: BTreeMap<(Stage, Goal), (u8, Failure)>,
    /// Whether GENERATE KEY was sent since the card was last seen without a key.
    may_have_key: bool,
    /// The command that was protected last, before that.
    plain: Option<Vec<u8>>,
    /// Whether data of the last reply may be shown.
    shown: bool,
    /// The last exchange.
    last: Option<Arc<Evidence>>,
    /// Whether the card holds nothing but what the bench wrote.
    own: bool,
    /// Why the last case got no reply.
    silence: Option<TransportError>,
    /// Who keeps the record of the card.
    keeper: Option<Keeper<'t>>,
    /// The first answer to SELECT.
    selected: Option<String>,
}

impl core::fmt::Debug for Bench<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Bench")
    }
}

/// Bytes of hexadecimal digits with spaces. Cases are literal, and a test runs all of them.
pub(crate) fn bytes(digits: &str) -> Vec<u8> {
    let digits: String = digits.split_whitespace().collect();
    hex::decode(digits).unwrap_or_default()
}

/// A command of hexadecimal digits.
pub(crate) fn command(digits: &str) -> Command {
    Command::parse(&bytes(digits)).unwrap_or_else(|_| Command::new(0, 0, 0, 0))
}

impl<'t> Bench<'t> {
    /// A bench with a card of which this much is known.
    pub fn new(
        target: &'t mut dyn Target,
        keys: OfficeKeys,
        known: Known,
        rng: impl CryptoRng + Send + 'static,
    ) -> Self {
        let own = known.is_of_bench();
        Self {
            target,
            keys,
            rng: Box::new(rng),
            known,
            open: Open::Nothing,
            pristine: false,
            suspect: true,
            at: Step::PowerUp,
            stage: Stage::Blank,
            byte: 0,
            in_preparation: false,
            untouched: false,
            quiet: false,
            moved: false,
            missed: BTreeMap::new(),
            may_have_key: false,
            plain: None,
            shown: false,
            last: None,
            own,
            silence: None,
            keeper: None,
            selected: None,
        }
    }

    /// Calls this with what is known of the card each time before the card is changed so that it cannot be gone on
    /// with without.
    pub fn kept_by(&mut self, keeper: impl FnMut(&Known) + 't) {
        self.keeper = Some(Box::new(keeper));
    }

    /// Gives the record of the card to its keeper.
    pub(crate) fn keep(&mut self) {
        if let Some(keeper) = &mut self.keeper {
            keeper(&self.known);
        }
    }

    /// The first answer to SELECT, as the specification prints bytes.
    #[must_use]
    pub fn selected(&self) -> Option<&str> {
        self.selected.as_deref()
    }

    /// The office's keys.
    pub(crate) const fn keys(&self) -> &OfficeKeys {
        &self.keys
    }

    /// What is known of the card by now.
    #[must_use]
    pub const fn known(&self) -> &Known {
        &self.known
    }

    /// Why there was no reply since this was last asked.
    pub(crate) const fn take_silence(&mut self) -> Option<TransportError> {
        self.silence.take()
    }

    /// Whether what a card says may be told whole, with the secrets of its channel: it holds nobody's data.
    pub(crate) fn tells(&self) -> bool {
        let issued = [Stage::Active.byte(), Stage::Suspended.byte()].contains(&self.byte);
        self.own || !issued
    }

    /// Whether this run brought the card to another stage.
    pub(crate) const fn has_moved(&self) -> bool {
        self.moved
    }

    /// The last exchange.
    pub(crate) fn last(&self) -> Option<Evidence> {
        self.last.as_deref().cloned()
    }

    /// Whether a reply did not come.
    pub(crate) const fn is_silent(&self) -> bool {
        self.silence.is_some()
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// SELECT of the applet, without FCI.
    pub(crate) fn select(&mut self) -> Checked {
        self.open = Open::Nothing;
        self.send(&format!("00 A4 04 0C 09 {AID}"))?.is(0x9000)?;
        Ok(())
    }

    /// That SELECT gives this life-cycle byte after `what`.
    pub(crate) fn is_in(&mut self, what: &str, state: u8) -> Checked {
        let found = self.state()?;
        demand(
            found == state,
            what,
            &format!("state {state:02X}"),
            &format!("state {found:02X}"),
        )
    }

    /// The life-cycle byte that SELECT gives.
    pub(crate) fn state(&mut self) -> Checked<u8> {
        self.open = Open::Nothing;
        let answer = self.send(&format!("00 A4 04 00 09 {AID} 00"))?;
        self.selected.get_or_insert_with(|| {
            let shown = format!("{} {:04X}", spaced(&answer.data), answer.status);
            shown.trim_start().to_owned()
        });
        match answer.data.as_slice() {
            [0x6F, 0x13, .., state] if answer.status == 0x9000 => {
                self.byte = *state;
                Ok(*state)
            }
            _ => Err(answer.wrong("the FCI of the applet")),
        }
    }

    /// The printed number.
    pub(crate) fn can(&self) -> Checked<String> {
        let can = self.known.can.clone();
        can.ok_or_else(|| Failure::unknown(Missing::Number))
    }

    /// The diversification data of the chip.
    pub(crate) fn chip(&self) -> Checked<Chip> {
        self.known
            .chip()
            .ok_or_else(|| Failure::unknown(Missing::Chip))
    }

    /// The public point of the chip.
    pub(crate) fn point(&self) -> Checked<[u8; 65]> {
        self.known
            .point()
            .ok_or_else(|| Failure::unknown(Missing::Point))
    }
}
