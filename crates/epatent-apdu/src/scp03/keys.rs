// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The static keys of one chip.

use core::fmt;

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::Environment;

/// The key that every toolkit knows. Refused outside the lab.
///
/// `[applet-spec secure-channels §4.1]`
pub const TEST_KEY: [u8; 16] = [
    0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F,
];

/// Key-ENC, Key-MAC and Key-DEK of one chip, AES-128.
///
/// Erased from memory when dropped; printed without its values.
///
/// Amendment D §6.1
#[derive(Clone)]
pub struct KeySet {
    enc: Zeroizing<[u8; 16]>,
    mac: Zeroizing<[u8; 16]>,
    dek: Zeroizing<[u8; 16]>,
}

/// Why keys are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// One of the keys is [`TEST_KEY`].
    #[error("the test key 40..4F opens lab cards only")]
    TestKey,
}

impl KeySet {
    /// Takes the three keys for use in this environment.
    ///
    /// # Errors
    /// [`KeyError::TestKey`] where one of them is the test key and this is not the lab.
    pub fn new(
        enc: [u8; 16],
        mac: [u8; 16],
        dek: [u8; 16],
        environment: Environment,
    ) -> Result<Self, KeyError> {
        let keys = Self {
            enc: Zeroizing::new(enc),
            mac: Zeroizing::new(mac),
            dek: Zeroizing::new(dek),
        };
        match environment {
            Environment::Lab => Ok(keys),
            Environment::Production if keys.holds_test_key() => Err(KeyError::TestKey),
            Environment::Production => Ok(keys),
        }
    }

    /// Three times [`TEST_KEY`], for the lab.
    #[must_use]
    pub fn test() -> Self {
        let key = || Zeroizing::new(TEST_KEY);
        Self {
            enc: key(),
            mac: key(),
            dek: key(),
        }
    }

    /// Key-ENC, from which S-ENC and pseudo-random challenges are derived.
    #[must_use]
    pub fn enc(&self) -> &[u8; 16] {
        &self.enc
    }

    /// Key-MAC, from which S-MAC and S-RMAC are derived.
    #[must_use]
    pub fn mac(&self) -> &[u8; 16] {
        &self.mac
    }

    /// Key-DEK, for keys sent inside the channel. No command of this profile sends one yet.
    #[must_use]
    pub fn dek(&self) -> &[u8; 16] {
        &self.dek
    }

    fn holds_test_key(&self) -> bool {
        let keys = [&self.enc, &self.mac, &self.dek];
        let found = keys
            .iter()
            .fold(Choice::from(0), |found, key| found | key.ct_eq(&TEST_KEY));
        found.into()
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeySet(redacted)")
    }
}
