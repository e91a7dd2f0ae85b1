// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The cloner's best effort: everything that a card lets be read, on a chip of one's own.
//!
//! The private key never leaves a chip, so the copy has another one. A verifier that lets the chip
//! prove itself against the key in the signed object tells the two apart; this module exists so
//! that tests and demonstrations can show it.

use std::collections::BTreeMap;

use epatent_apdu::flows::{FilePresent, GenerateKey, Personalise, ReadFile, SelectApplet};
use epatent_apdu::pace::{Can, Ephemeral, EphemeralError, Pace, Parameter};
use epatent_apdu::profile::{EF_CAN, LifeCycle};
use epatent_apdu::scp03::{
    Diversified, Environment, OpenScp03, S8, SecurityLevel, SoftwareMasterKey,
};
use epatent_apdu::{Exchange, FlowError, Link, Transport, drive};
use rand::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::card::Card;
use crate::in_process::InProcess;
use crate::nvm::FILES;

/// Why there is no copy.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CopyError {
    /// In its state a card gives nothing away.
    #[error("the card is {state}; only an ACTIVE card can be read")]
    NotReadable {
        /// The state of the card, any but ACTIVE.
        state: LifeCycle,
    },
    /// A conversation failed: with the card that is read, or with the copy.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// The numbers drawn are no secrets for PACE.
    #[error(transparent)]
    Random(#[from] EphemeralError),
}

/// Reads every file of the card in `from` with the number printed on it, and issues it to a blank
/// card of our own, whose chip draws from `rng`. The files and the number arrive unchanged; the key
/// of the chip is another.
///
/// # Errors
/// [`CopyError::NotReadable`] unless the card is ACTIVE, [`CopyError::Flow`] where a conversation with either
/// card failed, a wrong number among the reasons, and [`CopyError::Random`].
pub fn copy_readable(
    mut from: impl Transport,
    can: &Can,
    mut rng: impl CryptoRng + Send + 'static,
) -> Result<Card, CopyError> {
    let state = drive(SelectApplet::new(), &mut from)?.state;
    if state != LifeCycle::Active {
        return Err(CopyError::NotReadable { state });
    }
    let mut random = Zeroizing::new([0; Ephemeral::RANDOM]);
    rng.fill_bytes(random.as_mut_slice());
    let ephemeral = Ephemeral::from_random(Parameter::P256, &random)?;
    let channel = drive(Pace::new(can, ephemeral), &mut from)?.channel;
    let mut files = read_all(&mut Link::new(from).with_channel(channel))?;
    files.insert(EF_CAN, can.expose().to_vec());
    let mut session = [0; 16];
    let mut challenge = [0; 32];
    rng.fill_bytes(&mut session);
    rng.fill_bytes(&mut challenge);
    let mut copy = InProcess::new(Card::blank(rng));
    let keys =
        Diversified::new(SoftwareMasterKey::lab(), Environment::Lab).map_err(FlowError::from)?;
    // The challenge guards against replayed cards; this one was made a moment ago.
    let open = OpenScp03::new(keys, 0, SecurityLevel::Full, [0; S8]);
    let channel = drive(open, &mut copy)?.channel;
    let mut office = Link::new(&mut copy).with_channel(channel);
    let point = drive(GenerateKey::new(challenge), &mut office)?;
    drive(Personalise::new(session, point, files)?, &mut office)?;
    Ok(copy.into_device())
}

/// Every file that a card lets be read.
fn read_all(from: &mut impl Exchange) -> Result<BTreeMap<u16, Vec<u8>>, FlowError> {
    let mut files = BTreeMap::new();
    for identifier in FILES.into_iter().filter(|identifier| *identifier != EF_CAN) {
        if drive(FilePresent::new(identifier), from)? {
            files.insert(identifier, drive(ReadFile::new(identifier), from)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CAN, active, contents, in_state, rng};

    fn can() -> Can {
        Can::parse(CAN).unwrap()
    }

    #[test]
    fn copy_has_every_file_and_another_key() {
        let original = active();
        let point = original.public_point();
        let copy = copy_readable(InProcess::new(original), &can(), rng(8)).unwrap();
        assert_eq!(copy.life_cycle(), LifeCycle::Active);
        assert!(
            copy.memory()
                .files()
                .eq(contents().iter().map(|(id, file)| (*id, file.as_slice())))
        );
        assert_ne!(copy.public_point(), point);

        assert!(copy.public_point().is_some());
    }

    #[test]
    fn card_that_is_not_active_gives_nothing_to_copy() {
        for state in LifeCycle::ALL
            .into_iter()
            .filter(|state| *state != LifeCycle::Active)
        {
            let error = copy_readable(InProcess::new(in_state(state)), &can(), rng(8)).unwrap_err();
            assert!(matches!(error, CopyError::NotReadable { state: found } if found == state));
        }
    }
}
