// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The cloner's best effort: everything that a card lets be read, on a chip of one's own.
//!
//! The private key never leaves a chip, so the copy has another one. A verifier that lets the chip
//! prove itself against the key in the signed object tells the two apart; this module exists so
//! that tests and demonstrations can show it.

use std::collections::BTreeMap;

use epatent_apdu::flows::{FilePresent, GenerateKey, Personalise, ReadFile, SelectApplet};
use epatent_apdu::profile::LifeCycle;
use epatent_apdu::{FlowError, Transport, drive};
use rand::CryptoRng;
use thiserror::Error;

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
        /// The state of the card.
        state: LifeCycle,
    },
    /// A conversation failed: with the card that is read, or with the copy.
    #[error(transparent)]
    Flow(#[from] FlowError),
}

/// Reads every file of the card in `from` and issues it to a blank card of our own, whose chip
/// draws from `rng`. The files arrive unchanged; the key of the chip is another.
///
/// # Errors
/// [`CopyError`].
pub fn copy_readable(
    mut from: impl Transport,
    mut rng: impl CryptoRng + Send + 'static,
) -> Result<Card, CopyError> {
    let state = drive(SelectApplet::new(), &mut from)?.state;
    if state != LifeCycle::Active {
        return Err(CopyError::NotReadable { state });
    }
    let mut files = BTreeMap::new();
    for identifier in FILES {
        if drive(FilePresent::new(identifier), &mut from)? {
            files.insert(identifier, drive(ReadFile::new(identifier), &mut from)?);
        }
    }
    let mut session = [0; 16];
    let mut challenge = [0; 32];
    rng.fill_bytes(&mut session);
    rng.fill_bytes(&mut challenge);
    let mut copy = InProcess::new(Card::blank(rng));
    let point = drive(GenerateKey::new(challenge), &mut copy)?;
    drive(Personalise::new(session, point, files)?, &mut copy)?;
    Ok(copy.into_device())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{active, files, in_state, rng};

    #[test]
    fn copy_has_every_file_and_another_key() {
        let original = active();
        let point = original.public_point();
        let copy = copy_readable(InProcess::new(original), rng(8)).unwrap();
        assert_eq!(copy.life_cycle(), LifeCycle::Active);
        assert!(
            copy.memory()
                .files()
                .eq(files().iter().map(|(id, file)| (*id, file.as_slice())))
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
            let error = copy_readable(InProcess::new(in_state(state)), rng(8)).unwrap_err();
            assert!(matches!(error, CopyError::NotReadable { state: found } if found == state));
        }
    }
}
