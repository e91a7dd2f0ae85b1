// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a signer needs of a token, as a trait: a real module implements it, and so does the token
//! of the tests that fails on command.

use core::fmt;

use epatent_core::certificate::PublicKey;

use crate::error::{HsmError, TokenError, Trouble};
use crate::point::public_key;

/// A curve of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// edwards25519, for Ed25519 (RFC 8032).
    Ed25519,
    /// P-256, for ES256 (FIPS 186-5).
    P256,
}

impl Curve {
    /// Length of a public key in bytes, without any frame: 32 for Ed25519, 65 for P-256.
    #[must_use]
    pub const fn point_length(self) -> usize {
        match self {
            Self::Ed25519 => 32,
            Self::P256 => 65,
        }
    }

    /// `CKA_EC_PARAMS`: the curve's name in DER. Ed25519 has two: the curve name of PKCS#11 v3.0 as a
    /// PrintableString, and the identifier of RFC 8410.
    #[must_use]
    pub const fn parameters(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => b"\x13\x0Cedwards25519",
            Self::P256 => &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
        }
    }

    /// The curve that `CKA_EC_PARAMS` names, in any of the forms of [`Self::parameters`]; `None` for another.
    #[must_use]
    pub fn from_parameters(parameters: &[u8]) -> Option<Self> {
        const ID_ED25519: &[u8] = &[0x06, 0x03, 0x2B, 0x65, 0x70];
        [Self::Ed25519, Self::P256]
            .into_iter()
            .find(|curve| curve.parameters() == parameters)
            .or_else(|| (parameters == ID_ED25519).then_some(Self::Ed25519))
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ed25519 => "Ed25519",
            Self::P256 => "P-256",
        })
    }
}

/// How the token signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// `CKM_EDDSA` without parameters: pure Ed25519 over the message.
    Eddsa,
    /// `CKM_ECDSA` over a digest. Tokens lack `CKM_ECDSA_SHA256` more often than not.
    Ecdsa,
}

/// What the token says about the protection of a private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    /// `CKA_SENSITIVE`: its value cannot be read.
    pub sensitive: bool,
    /// `CKA_EXTRACTABLE`: it can be wrapped and taken away.
    pub extractable: bool,
    /// `CKA_ALWAYS_SENSITIVE`: its value could never be read.
    pub always_sensitive: bool,
    /// `CKA_NEVER_EXTRACTABLE`: it could never be wrapped.
    pub never_extractable: bool,
    /// `CKA_LOCAL`: it was made in the token.
    pub local: bool,
}

impl Protection {
    /// Whether the key was made in the token and can never have been outside.
    #[must_use]
    pub const fn is_full(self) -> bool {
        self.sensitive
            && !self.extractable
            && self.always_sensitive
            && self.never_extractable
            && self.local
    }
}

/// A public key as the token tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicPoint {
    /// `CKA_EC_PARAMS`: the name of the curve, DER.
    pub parameters: Vec<u8>,
    /// `CKA_EC_POINT`: the point, in whichever of its forms the token has it.
    pub point: Vec<u8>,
}

/// A session with one token, logged in.
pub trait Token {
    /// A key in the session; worthless after [`Token::reopen`].
    type Handle: Copy;

    /// The private keys with this label, and this identifier where one is given.
    ///
    /// # Errors
    /// What the token says; none with this name is an empty answer.
    fn private_keys(&self, label: &str, id: Option<&[u8]>)
    -> Result<Vec<Self::Handle>, TokenError>;

    /// The public keys with this label and identifier.
    ///
    /// # Errors
    /// What the token says; none with this name is an empty answer.
    fn public_points(&self, label: &str, id: Option<&[u8]>)
    -> Result<Vec<PublicPoint>, TokenError>;

    /// How a private key is protected.
    ///
    /// # Errors
    /// What the token says; an attribute on which it is silent counts against the key.
    fn protection(&self, key: Self::Handle) -> Result<Protection, TokenError>;

    /// Signs; the length of the answer is not checked yet.
    ///
    /// # Errors
    /// What the token says.
    fn sign(
        &self,
        key: Self::Handle,
        mechanism: Mechanism,
        data: &[u8],
    ) -> Result<Vec<u8>, TokenError>;

    /// Makes a key pair that stays in the token, with this label and identifier.
    ///
    /// # Errors
    /// What the token says.
    fn generate(&self, curve: Curve, label: &str, id: &[u8]) -> Result<(), TokenError>;

    /// A new session after the old one was lost, logged in again.
    ///
    /// # Errors
    /// What the token says.
    fn reopen(&mut self) -> Result<(), TokenError>;
}

/// Makes a key pair in the token, unless a key with this label is there, and returns its public half.
///
/// # Errors
/// [`HsmError::KeyExists`]: a ceremony never writes over a key; [`HsmError::Unprotected`] when the
/// token made a key that could leave it; what the token says.
pub fn generate<T: Token>(
    token: &T,
    curve: Curve,
    label: &str,
    id: &[u8],
) -> Result<PublicKey, HsmError> {
    let exists = || HsmError::KeyExists {
        label: label.to_owned(),
    };
    if !token.private_keys(label, None)?.is_empty() || !token.public_points(label, None)?.is_empty()
    {
        return Err(exists());
    }
    token.generate(curve, label, id)?;
    let (key, public) = find(token, label, Some(id))?;
    if token.protection(key)?.is_full() {
        Ok(public)
    } else {
        Err(HsmError::Unprotected {
            label: label.to_owned(),
        })
    }
}

/// The one private key of this name and its public half.
pub(crate) fn find<T: Token>(
    token: &T,
    label: &str,
    id: Option<&[u8]>,
) -> Result<(T::Handle, PublicKey), HsmError> {
    let label_text = || label.to_owned();
    let key = match token.private_keys(label, id)?.as_slice() {
        [key] => *key,
        [] => {
            return Err(HsmError::NoSuchKey {
                label: label_text(),
            });
        }
        _ => {
            return Err(HsmError::Ambiguous {
                label: label_text(),
            });
        }
    };
    let public = match token.public_points(label, id)?.as_slice() {
        [public] => {
            let curve = Curve::from_parameters(&public.parameters).ok_or(HsmError::Curve {
                label: label_text(),
            })?;
            public_key(curve, &public.point)?
        }
        [] => {
            return Err(HsmError::NoPublicKey {
                label: label_text(),
            });
        }
        _ => {
            return Err(HsmError::Ambiguous {
                label: label_text(),
            });
        }
    };
    Ok((key, public))
}

/// Runs `work`; when the session was lost, opens a new one and runs it once more.
pub(crate) fn with_session<T: Token, R>(
    token: &mut T,
    mut work: impl FnMut(&T) -> Result<R, HsmError>,
) -> Result<R, HsmError> {
    match work(token) {
        Err(HsmError::Token(error)) if error.trouble == Trouble::SessionLost => {
            token.reopen()?;
            work(token)
        }
        other => other,
    }
}
