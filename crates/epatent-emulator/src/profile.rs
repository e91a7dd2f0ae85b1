// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Cards that misbehave, as data files: `crates/epatent-emulator/profiles/*.toml`.
//!
//! ```toml
//! title = "What it is, in one line"
//! why = "What a terminal that falls for it would do wrong"
//! image = "images/issued.json"       # the card that it starts from, beside this file
//! expect = { exit = 1, code = "digest-mismatch" }   # what epatent-check must answer
//!
//! atr = "3B 00"                      # another answer to reset
//! prime = ["00 88 00 00 40 ... 00"]  # commands sent beforehand under PACE, for `replay`
//!
//! [[memory]]                         # changes of what the card holds, in this order
//! flip = { file = "0101", offset = 17, mask = 1 }
//! [[memory]]
//! swap = ["0101", "0103"]
//!
//! [[reply]]                          # changes of what the card says
//! to = { ins = "B0", p1 = "81", after = 2, times = 1 }
//! layer = "wire"
//! status = "6982"
//! ```
//!
//! `[[quirk]]` breaks a rule in what the card does: [`Quirk`].
//!
//! Byte strings are hexadecimal, spaces allowed. The kinds of change are [`Memory`] and
//! [`Change`]. `exit` is the exit code of epatent-check in the region and time of the cards'
//! makers, `code` that of its worst finding, or the kind of trouble where there is no verdict.

use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::{Command, Exchange as _, Link, drive};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::card::Card;
use crate::device::{Device, DeviceError};
use crate::image::{Image, ImageError};
use crate::in_process::InProcess;
use crate::quirk::{Quirk, Quirks};

pub mod built_in;
mod memory;
mod reply;

#[cfg(test)]
mod tests;

pub use memory::Memory;
pub use reply::{Change, Layer, Replies, Rule};

/// The longest profile in bytes that is read.
pub const MAX_PROFILE: u64 = 262_144;

/// Why a profile cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The file cannot be read, or is longer than [`MAX_PROFILE`].
    #[error("cannot read the profile {}: {source}", .path.display())]
    Read {
        /// The profile.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Not TOML, or not of this shape.
    #[error("not a profile: {0}")]
    Syntax(#[from] toml::de::Error),
    /// The card of the profile cannot be read.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// A change does not fit the card.
    #[error("the profile does not fit the card: {0}")]
    Misfit(String),
}

/// A card that misbehaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it is, in one line; `epatent-emulator profiles` lists it.
    pub title: String,
    /// What a terminal that falls for it would do wrong.
    pub why: String,
    /// The image it starts from, relative to the profile's folder.
    pub image: PathBuf,
    /// What epatent-check must answer.
    pub expect: Expected,
    /// Another answer to reset, 2 to 33 bytes.
    #[serde(default)]
    pub atr: Option<Bytes>,
    /// Commands that the card is sent beforehand, through a channel that its number opens.
    #[serde(default)]
    pub prime: Vec<Bytes>,
    /// Changes of what it holds, made once, in this order.
    #[serde(default)]
    pub memory: Vec<Memory>,
    /// Changes of what it says, all that fit a reply in this order.
    #[serde(default)]
    pub reply: Vec<Rule>,
    /// Rules that it breaks in what it does.
    #[serde(default)]
    pub quirk: Vec<Quirk>,
    /// The image itself, where the program carries it.
    #[serde(skip)]
    carried: Option<Image>,
}

/// The answer of a terminal.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The exit code of `epatent-check`: 0, 1, 3 or 4.
    pub exit: u8,
    /// The code of the worst finding, or the kind of trouble.
    pub code: String,
}

/// Bytes, in hexadecimal with or without spaces.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Bytes(pub Vec<u8>);

impl TryFrom<String> for Bytes {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits: String = text.split_whitespace().collect();
        hex::decode(digits).map(Self)
    }
}

impl Profile {
    /// Reads the text of a profile.
    ///
    /// # Errors
    /// [`ProfileError::Syntax`].
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        Ok(toml::from_str(text)?)
    }

    /// Reads a profile and finds its image beside it.
    ///
    /// # Errors
    /// [`ProfileError::Read`], [`ProfileError::Syntax`].
    pub fn load(path: &Path) -> Result<Self, ProfileError> {
        let failed = |source| ProfileError::Read {
            path: path.to_owned(),
            source,
        };
        let length = std::fs::metadata(path).map_err(failed)?.len();
        if length > MAX_PROFILE {
            return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
        }
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let mut profile = Self::parse(&text)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        profile.image = folder.join(&profile.image);
        for change in &mut profile.memory {
            change.look_in(folder);
        }
        Ok(profile)
    }

    /// The card of the profile, ready to be put into a reader.
    ///
    /// # Errors
    /// Where the image cannot be read, and [`ProfileError::Misfit`] for a change that does not fit its card.
    pub fn insert(
        &self,
        mut rng: impl rand::CryptoRng + Send + 'static,
    ) -> Result<Profiled<Card>, ProfileError> {
        let mut image = match &self.carried {
            Some(image) => image.clone(),
            None => Image::load(&self.image)?,
        };
        for change in &self.memory {
            change.apply(image.memory_mut())?;
        }
        let mut random = Zeroizing::new([0; Ephemeral::RANDOM]);
        rng.fill_bytes(random.as_mut_slice());
        let mut card = image.into_card(rng);
        let number = card.access_number();
        let rules = |layer| {
            let rules = self.reply.iter().filter(|rule| rule.layer == layer);
            Replies::new(rules.cloned().collect())
        };
        card.bend(rules(Layer::Inside));
        if !self.quirk.is_empty() {
            card.twist(Quirks::new(self.quirk.clone()));
        }
        let mut profiled = Profiled {
            device: card,
            wire: rules(Layer::Wire),
            atr: self.atr.clone().map(|bytes| bytes.0),
        };
        if let (false, Some(number)) = (self.prime.is_empty(), number) {
            let mut reader = InProcess::new(profiled);
            prime(&mut reader, &number, &random, &self.prime)
                .map_err(|error| ProfileError::Misfit(error.to_string()))?;
            profiled = reader.into_device();
        }
        profiled.reset();
        Ok(profiled)
    }
}

/// Sends commands under PACE. What they answer is remembered by the rules; a refusal is an answer.
fn prime(
    reader: &mut InProcess<Profiled<Card>>,
    number: &Can,
    random: &[u8; Ephemeral::RANDOM],
    commands: &[Bytes],
) -> Result<(), Box<dyn std::error::Error>> {
    let ephemeral = Ephemeral::from_random(Parameter::P256, random)?;
    let channel = drive(Pace::new(number, ephemeral), reader)?.channel;
    let mut link = Link::new(reader).with_channel(channel);
    for command in commands {
        link.exchange(&Command::parse(&command.0)?)?;
    }
    Ok(())
}

/// A card whose replies are changed on their way to the reader.
#[derive(Debug)]
pub struct Profiled<D> {
    device: D,
    wire: Replies,
    atr: Option<Vec<u8>>,
}

impl<D: Device> Device for Profiled<D> {
    fn power_off(&mut self) {
        self.device.power_off();
    }

    fn reset(&mut self) {
        self.device.reset();
    }

    fn atr(&self) -> Vec<u8> {
        self.atr.clone().unwrap_or_else(|| self.device.atr())
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let reply = self.device.exchange(command)?;
        self.wire
            .answer(command, reply)
            .ok_or(DeviceError::TimedOut)
    }

    fn processing_time(&self) -> Duration {
        self.device.processing_time()
    }

    fn card_mut(&mut self) -> Option<&mut Card> {
        self.device.card_mut()
    }
}
