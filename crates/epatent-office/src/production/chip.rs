// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The card on a reader: under the office's channel, and asked which one it is.

use std::collections::BTreeMap;

use epatent_apdu::flows::{CardStatus, Personalise, ReadFile, SelectApplet};
use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::{EF_CAN, EF_CARD_ACCESS, EF_SECURITY_OBJECT, LifeCycle, Point, Status};
use epatent_apdu::scp03::{
    DiversificationData, Established, KeySource, KnownChip, OpenScp03, Scp03Channel, SecurityLevel,
};
use epatent_apdu::{FlowError, Link, StatusWord, Transport, TransportError, drive, drive_twice};
use epatent_core::presentation::Presentation;
use rand::CryptoRng;

/// Everything is authentic and encrypted, both ways: the access number and personal data pass here.
const LEVEL: SecurityLevel = SecurityLevel::Full;
/// The card's first key set, whatever its version.
const ANY_VERSION: u8 = 0;

/// A card on a reader, which can be started anew.
pub trait CardReader: Transport {
    /// Takes the power from the card and gives it again: everything volatile is forgotten.
    ///
    /// # Errors
    ///
    /// There is no card any more, or the reader failed.
    fn power_cycle(&mut self) -> Result<(), TransportError>;
}

impl<C: CardReader + ?Sized> CardReader for &mut C {
    fn power_cycle(&mut self) -> Result<(), TransportError> {
        (**self).power_cycle()
    }
}

/// A card under the office's channel, what it said there, and the chip behind it.
pub(super) struct Opened<C> {
    pub(super) link: Link<C, Scp03Channel>,
    pub(super) status: Status,
    /// Proved by the channel: its keys are those of this chip.
    pub(super) chip: DiversificationData,
}

/// The life-cycle state that the card announces.
pub(super) fn select(card: &mut impl Transport) -> Result<LifeCycle, FlowError> {
    drive_twice(SelectApplet::new, card).map(|applet| applet.state)
}

/// Opens the office's channel with a card that names its chip, or with the one that is meant.
pub(super) fn open<C: Transport>(
    mut card: C,
    keys: &dyn KeySource,
    known: Option<DiversificationData>,
    rng: &mut dyn CryptoRng,
) -> Result<Opened<C>, FlowError> {
    let challenge = random(rng);
    let established: Established = match known {
        None => drive(
            OpenScp03::new(keys, ANY_VERSION, LEVEL, challenge),
            &mut card,
        )?,
        Some(chip) => {
            let keys = KnownChip::new(keys, chip);
            drive(
                OpenScp03::new(keys, ANY_VERSION, LEVEL, challenge),
                &mut card,
            )?
        }
    };
    let chip = known.unwrap_or(established.diversification);
    let mut link = Link::new(card).with_channel(established.channel);
    let status = drive(CardStatus::new(), &mut link)?;
    Ok(Opened { link, status, chip })
}

/// The security object of an active card, to whoever knows the number printed on it; `None` where
/// the number does not open it, or it shows none.
pub(super) fn security_object(
    card: &mut impl Transport,
    can: &Can,
    rng: &mut dyn CryptoRng,
) -> Result<Option<Vec<u8>>, FlowError> {
    select(card)?;
    let ephemeral = loop {
        // One in 2^128 is no scalar.
        if let Ok(ephemeral) =
            Ephemeral::from_random(Parameter::P256, &random::<{ Ephemeral::RANDOM }>(rng))
        {
            break ephemeral;
        }
    };
    let channel = match drive(Pace::new(can, ephemeral).naming_parameter(), card) {
        Ok(established) => established.channel,
        Err(error) if error.status() == Some(StatusWord::AUTHENTICATION_FAILED) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut terminal = Link::new(card).with_channel(channel);
    match drive(ReadFile::new(EF_SECURITY_OBJECT), &mut terminal) {
        Ok(object) => Ok(Some(object)),
        Err(FlowError::Refused { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The files of a card as they are written.
#[must_use]
pub fn card_files(presentation: &Presentation) -> BTreeMap<u16, Vec<u8>> {
    let mut files: BTreeMap<u16, Vec<u8>> = presentation
        .groups
        .iter()
        .map(|(number, bytes)| (number.file_id(), bytes.clone()))
        .collect();
    files.insert(EF_SECURITY_OBJECT, presentation.security_object.clone());
    files.insert(EF_CARD_ACCESS, presentation.card_access.clone());
    if let Some(number) = &presentation.access_number {
        files.insert(EF_CAN, number.expose().as_bytes().to_vec());
    }
    files
}

/// The manifest digest that BEGIN will declare for these files, whatever the session.
///
/// # Errors
///
/// [`FlowError::Unwritable`] for a file that is empty or longer than a card takes.
pub fn manifest(presentation: &Presentation, point: &Point) -> Result<[u8; 32], FlowError> {
    Personalise::new([0; 16], *point, card_files(presentation)).map(|flow| flow.manifest())
}

/// Random bytes of this many.
pub(super) fn random<const N: usize>(rng: &mut dyn CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
