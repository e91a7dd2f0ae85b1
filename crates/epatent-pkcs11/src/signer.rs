// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A key in a token as a signer.

use core::cell::RefCell;
use core::fmt;

use epatent_core::certificate::PublicKey;
use epatent_core::cose::SignatureAlgorithm;
use epatent_sign::{SignError, Signer};
use sha2::{Digest, Sha256};

use crate::error::HsmError;
use crate::token::{Mechanism, Token, find, with_session};

/// Length of a raw signature in bytes.
const SIGNATURE: usize = 64;

/// Signs with one key of one token.
///
/// The key is looked for again after a lost session, and must then be the same one. A key that is
/// not fully protected by the token is refused when the signer is made, and again after a lost
/// session.
///
/// [`Signer::sign_checked`] keeps its default: what a token returns is verified before anybody sees
/// it.
pub struct TokenSigner<T: Token> {
    state: RefCell<State<T>>,
    label: String,
    id: Option<Vec<u8>>,
    public_key: PublicKey,
    algorithm: SignatureAlgorithm,
    lab: bool,
}

struct State<T: Token> {
    token: T,
    key: Option<T::Handle>,
}

impl<T: Token> TokenSigner<T> {
    /// The signer of the key with this label, and this identifier where one is given.
    ///
    /// # Errors
    /// No such key, more than one, one of another curve, one that could leave the token; what the
    /// token says.
    pub fn new(mut token: T, label: &str, id: Option<&[u8]>) -> Result<Self, HsmError> {
        let (key, public_key) = with_session(&mut token, |token| protected(token, label, id))?;
        let algorithm = match public_key {
            PublicKey::Ed25519(_) => SignatureAlgorithm::Ed25519,
            PublicKey::P256(_) => SignatureAlgorithm::Es256,
        };
        Ok(Self {
            state: RefCell::new(State {
                token,
                key: Some(key),
            }),
            label: label.to_owned(),
            id: id.map(<[u8]>::to_vec),
            public_key,
            algorithm,
            lab: false,
        })
    }

    /// The same key marked for lab use: it signs nothing for production. For software tokens.
    #[must_use]
    pub fn marked_lab(mut self) -> Self {
        self.lab = true;
        self
    }

    /// Signs with the token's own error.
    ///
    /// # Errors
    /// What the token says; a signature of another length; another key under the same name after a
    /// lost session.
    pub fn sign_in_token(&self, message: &[u8]) -> Result<[u8; SIGNATURE], HsmError> {
        let digest;
        let (mechanism, data) = match self.public_key {
            PublicKey::Ed25519(_) => (Mechanism::Eddsa, message),
            PublicKey::P256(_) => {
                digest = Sha256::digest(message);
                (Mechanism::Ecdsa, digest.as_slice())
            }
        };
        let mut state = self.state.borrow_mut();
        let State { token, key } = &mut *state;
        let signature = with_session(token, |token| {
            // Taken, so that a second run after a lost session looks for the key again.
            let handle = match key.take() {
                Some(handle) => handle,
                None => self.find_again(token)?,
            };
            let signature = token.sign(handle, mechanism, data)?;
            *key = Some(handle);
            Ok(signature)
        })?;
        <[u8; SIGNATURE]>::try_from(signature.as_slice()).map_err(|_| HsmError::SignatureLength {
            length: signature.len(),
        })
    }

    fn find_again(&self, token: &T) -> Result<T::Handle, HsmError> {
        let (handle, public_key) = protected(token, &self.label, self.id.as_deref())?;
        if public_key == self.public_key {
            Ok(handle)
        } else {
            Err(HsmError::KeyChanged {
                label: self.label.clone(),
            })
        }
    }
}

fn protected<T: Token>(
    token: &T,
    label: &str,
    id: Option<&[u8]>,
) -> Result<(T::Handle, PublicKey), HsmError> {
    let (key, public_key) = find(token, label, id)?;
    if token.protection(key)?.is_full() {
        Ok((key, public_key))
    } else {
        Err(HsmError::Unprotected {
            label: label.to_owned(),
        })
    }
}

impl<T: Token> Signer for TokenSigner<T> {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn public_key(&self) -> PublicKey {
        self.public_key.clone()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE], SignError> {
        Ok(self.sign_in_token(message)?)
    }

    fn is_lab(&self) -> bool {
        self.lab
    }
}

impl<T: Token> fmt::Debug for TokenSigner<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenSigner")
            .field("label", &self.label)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
