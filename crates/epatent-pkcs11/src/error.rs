// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What can go wrong with a token, sorted by what the operator does next.

use epatent_sign::SignError;
use thiserror::Error;

use crate::point::PointError;

/// What a token's return code means for the person at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// The library of the token cannot be loaded or started.
    Module,
    /// No token of this name is there, or it was taken away.
    TokenAbsent,
    /// The PIN is wrong; every further try brings the lock nearer.
    PinWrong,
    /// The PIN is locked: the security officer of the token has to set a new one.
    PinLocked,
    /// The PIN has expired or was never set.
    PinUnset,
    /// The session is gone, or hangs in an act of before; a new one may work.
    SessionLost,
    /// The token is busy, or has no more sessions or memory: later it may work.
    Busy,
    /// The token cannot do what is asked: mechanism, curve or key are not for it.
    Unsupported,
    /// The token may not do it: the key or the policy forbids it.
    Forbidden,
    /// The token failed, or its battery, seal or self-test did.
    Broken,
    /// A code without a meaning here.
    Other,
}

impl Trouble {
    /// The stable word, which the words of a screen are looked up by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::TokenAbsent => "token-absent",
            Self::PinWrong => "pin-wrong",
            Self::PinLocked => "pin-locked",
            Self::PinUnset => "pin-unset",
            Self::SessionLost => "session-lost",
            Self::Busy => "busy",
            Self::Unsupported => "unsupported",
            Self::Forbidden => "forbidden",
            Self::Broken => "broken",
            Self::Other => "other",
        }
    }
}

/// A call that the token refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the token says: {text}")]
pub struct TokenError {
    /// What it means.
    pub trouble: Trouble,
    /// Function and return code in the words of PKCS#11; holds no key, PIN or personal data.
    pub text: String,
}

/// Why a key in a token cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HsmError {
    /// A call failed.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// No private key with this label.
    #[error("the token has no private key \"{label}\"")]
    NoSuchKey {
        /// The label.
        label: String,
    },
    /// The private key's public half is not in the token.
    #[error("the token has the private key \"{label}\" without its public half")]
    NoPublicKey {
        /// The label.
        label: String,
    },
    /// More than one key of this name: nobody can tell which one is meant.
    #[error("the token has more than one key \"{label}\"; name it with its id as well")]
    Ambiguous {
        /// The label.
        label: String,
    },
    /// A key with this label exists already, and nothing writes over a key.
    #[error("the token has a key \"{label}\" already, and a key is never replaced")]
    KeyExists {
        /// The label.
        label: String,
    },
    /// The key is of a curve outside the profile.
    #[error("the key \"{label}\" is neither Ed25519 nor P-256")]
    Curve {
        /// The label.
        label: String,
    },
    /// The public key cannot be read.
    #[error(transparent)]
    Point(#[from] PointError),
    /// The key could leave the token, or came from outside.
    #[error("the key \"{label}\" could leave the token, or came from outside, so it signs nothing")]
    Unprotected {
        /// The label.
        label: String,
    },
    /// The token's signature has another length than 64 bytes.
    #[error("the token returned a signature of {length} bytes instead of 64")]
    SignatureLength {
        /// Its length in bytes.
        length: usize,
    },
    /// After a new session another key has the name.
    #[error("another key now has the name \"{label}\"")]
    KeyChanged {
        /// The label.
        label: String,
    },
}

impl HsmError {
    /// What it means for the person at the desk.
    #[must_use]
    pub const fn trouble(&self) -> Trouble {
        match self {
            Self::Token(error) => error.trouble,
            Self::SignatureLength { .. } | Self::Point(_) => Trouble::Broken,
            Self::Curve { .. } => Trouble::Unsupported,
            _ => Trouble::Forbidden,
        }
    }
}

impl From<HsmError> for SignError {
    fn from(error: HsmError) -> Self {
        Self::Token {
            trouble: error.trouble().as_str(),
            text: error.to_string(),
        }
    }
}
