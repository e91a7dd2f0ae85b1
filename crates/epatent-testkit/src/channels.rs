// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The two sides of a counter, without a reader: an office and a terminal before a card.
//!
//! The secrets of both are constant, so that a run can be repeated byte by byte where the card draws
//! constant numbers, too.

use std::collections::BTreeMap;

use epatent_apdu::flows::{GenerateKey, Personalise};
use epatent_apdu::pace::{Can, Ephemeral, Pace, Parameter};
use epatent_apdu::profile::{EF_CAN, Point};
use epatent_apdu::scp03::{
    DiversificationData, Diversified, Environment, KnownChip, OpenScp03, Scp03Channel,
    SecurityLevel, SoftwareMasterKey,
};
use epatent_apdu::secure_messaging::HostChannel;
use epatent_apdu::{FlowError, Link, Transport, drive};

use crate::cards::CAN;
use crate::fixed;

/// A card under the channel of the office.
pub type Office<T> = Link<T, Scp03Channel>;
/// A card under the channel of a terminal.
pub type Terminal<T> = Link<T, HostChannel>;

const HOST_CHALLENGE: [u8; 8] = *b"testkit1";
const SECRETS: [u8; Ephemeral::RANDOM] = [0x42; Ephemeral::RANDOM];
const KEY_CHALLENGE: [u8; 32] = [0x3C; 32];
const SESSION: [u8; 16] = [0x5E; 16];

/// Opens SCP03 with everything protected and the lab's keys of the chip that names itself, which a
/// card does that was not issued yet.
///
/// # Errors
/// The card has other keys, or refuses.
pub fn office<T: Transport>(card: T) -> Result<Office<T>, FlowError> {
    let keys = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab)?;
    open(
        card,
        OpenScp03::new(keys, 0, SecurityLevel::Full, HOST_CHALLENGE),
    )
}

/// Opens SCP03 with an issued card, whose chip the office knows from its records.
///
/// # Errors
/// As [`office`].
pub fn office_of<T: Transport>(card: T, chip: DiversificationData) -> Result<Office<T>, FlowError> {
    let keys = Diversified::new(SoftwareMasterKey::lab(), Environment::Lab)?;
    let keys = KnownChip::new(keys, chip);
    open(
        card,
        OpenScp03::new(keys, 0, SecurityLevel::Full, HOST_CHALLENGE),
    )
}

fn open<T: Transport, K: epatent_apdu::scp03::KeySource>(
    mut card: T,
    flow: OpenScp03<K>,
) -> Result<Office<T>, FlowError> {
    let channel = drive(flow, &mut card)?.channel;
    Ok(Link::new(card).with_channel(channel))
}

/// Opens PACE with this access number.
///
/// # Errors
/// Another number, or the card refuses.
pub fn terminal<T: Transport>(mut card: T, can: &str) -> Result<Terminal<T>, FlowError> {
    let ephemeral = fixed(Ephemeral::from_random(Parameter::P256, &SECRETS));
    let flow = Pace::new(&fixed(Can::parse(can)), ephemeral);
    let channel = drive(flow, &mut card)?.channel;
    Ok(Link::new(card).with_channel(channel))
}

/// Lets a blank card make its key.
///
/// # Errors
/// As [`office`].
pub fn make_key(card: impl Transport) -> Result<Point, FlowError> {
    drive(GenerateKey::new(KEY_CHALLENGE), &mut office(card)?)
}

/// Writes these files and the access number [`CAN`] to a card that has a key, and commits them.
///
/// # Errors
/// As [`office`].
pub fn personalise(
    card: impl Transport,
    point: Point,
    mut files: BTreeMap<u16, Vec<u8>>,
) -> Result<(), FlowError> {
    files
        .entry(EF_CAN)
        .or_insert_with(|| CAN.as_bytes().to_vec());
    let flow = Personalise::new(SESSION, point, files)?;
    drive(flow, &mut office(card)?).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use epatent_apdu::flows::{ReadFile, SelectApplet, Suspend};
    use epatent_apdu::profile::{EF_CARD_ACCESS, EF_SECURITY_OBJECT, LifeCycle};
    use epatent_emulator::{Card, InProcess};
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    #[test]
    fn a_card_goes_from_the_factory_to_the_office_to_a_terminal_and_back() {
        let mut reader = InProcess::new(Card::blank(StdRng::seed_from_u64(1)));
        let chip = reader.device().memory().chip();
        let point = make_key(&mut reader).unwrap();
        let files = BTreeMap::from([
            (EF_CARD_ACCESS, crate::cards::CARD_ACCESS.to_vec()),
            (EF_SECURITY_OBJECT, vec![7; 300]),
        ]);
        personalise(&mut reader, point, files).unwrap();
        reader.power_cycle();
        let mut shown = terminal(&mut reader, CAN).unwrap();
        let object = drive(ReadFile::new(EF_SECURITY_OBJECT), &mut shown).unwrap();
        assert_eq!(object, [7; 300]);
        reader.power_cycle();
        drive(Suspend::new(), &mut office_of(&mut reader, chip).unwrap()).unwrap();
        let applet = drive(SelectApplet::new(), &mut reader).unwrap();
        assert_eq!(applet.state, LifeCycle::Suspended);
    }
}
