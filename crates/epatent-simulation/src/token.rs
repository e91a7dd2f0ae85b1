// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A key in a token that fails on command, and a witness of what it signs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use epatent_core::certificate::PublicKey;
use epatent_core::cose::SignatureAlgorithm;
use epatent_core::object::Digest;
use epatent_register::{Location, Register, SignatureState};
use epatent_sign::{FileKey, SignError, Signer};

/// Words of a token's troubles, as `epatent-pkcs11` has them.
const TROUBLES: [&str; 6] = [
    "token-absent",
    "pin-locked",
    "session-lost",
    "busy",
    "broken",
    "other",
];

/// How the token fails next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal {
    /// Which trouble it tells.
    pub(crate) trouble: usize,
    /// Whether it signs first, and the signature is lost.
    pub(crate) after_signing: bool,
}

#[derive(Debug, Default)]
struct State {
    refusal: Option<Refusal>,
    /// Signatures that were made, given out or not.
    made: u64,
    /// The first one whose row was not on the disk.
    unrecorded: Option<String>,
}

/// The token of the office. Clones are the same token.
#[derive(Clone)]
pub(crate) struct Token {
    key: Arc<FileKey>,
    location: Location,
    state: Arc<Mutex<State>>,
}

impl Token {
    pub(crate) fn new(key: FileKey, location: Location) -> Self {
        Self {
            key: Arc::new(key),
            location,
            state: Arc::default(),
        }
    }

    /// Lets the next signature fail.
    pub(crate) fn refuse(&self, refusal: Option<Refusal>) {
        self.state().refusal = refusal;
    }

    /// Signatures that were made.
    pub(crate) fn made(&self) -> u64 {
        self.state().made
    }

    /// A signature whose row was not on the disk when it was asked for.
    pub(crate) fn unrecorded(&self) -> Option<String> {
        self.state().unrecorded.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks in the register as another station sees it for the intent to sign these bytes.
    fn witness(&self, message: &[u8]) -> Option<String> {
        let digest = Digest::of(message);
        let look = || {
            let mut register = Register::open(&self.location)?;
            let row = register.signature(digest)?;
            register.close()?;
            Ok::<_, epatent_register::RegisterError>(row)
        };
        match look() {
            Ok(Some(row)) if row.state == SignatureState::Intended => None,
            Ok(row) => Some(format!("a signature whose row is {row:?}")),
            Err(error) => Some(format!("a signature that has no witness: {error}")),
        }
    }
}

impl Signer for Token {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }

    fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        let refusal = self.state().refusal.take();
        let refused = |refusal: Refusal| SignError::Token {
            trouble: TROUBLES
                .get(refusal.trouble % TROUBLES.len())
                .copied()
                .unwrap_or("other"),
            text: "the simulation's token fails here".into(),
        };
        if let Some(refusal) = refusal.filter(|refusal| !refusal.after_signing) {
            return Err(refused(refusal));
        }
        let unrecorded = self.witness(message);
        let mut state = self.state();
        state.unrecorded = state.unrecorded.take().or(unrecorded);
        state.made += 1;
        drop(state);
        let signature = self.key.sign(message)?;
        match refusal {
            Some(refusal) => Err(refused(refusal)),
            None => Ok(signature),
        }
    }

    fn is_lab(&self) -> bool {
        self.key.is_lab()
    }
}
