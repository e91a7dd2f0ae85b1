// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The keys of every chip from one master key.
//!
//! A key of a chip is one AES-CMAC under the master key, which never leaves its [`MasterKey`]:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 1 | counter *i*: `01` |
//! | 1 | 17 | label: `EPATENT-SCP03-ENC`, `EPATENT-SCP03-MAC` or `EPATENT-SCP03-DEK` in ASCII |
//! | 18 | 1 | `00` |
//! | 19 | 10 | context: the key diversification data of the chip |
//! | 29 | 2 | L, the length in bits: `00 80` |
//!
//! The 16 bytes of the CMAC are the key. NIST SP 800-108r1 §4.1 (counter mode, r = 8, PRF
//! AES-CMAC), RFC 4493.

use core::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::derive::cmac;
use super::{
    DiversificationData, Environment, HandshakeError, KeyError, KeySet, TEST_KEY, UNNAMED_CHIP,
};

/// What the test for the test key is computed over; no derivation input begins with `00`.
const PROBE: &[u8] = b"\0EPATENT-SCP03-PROBE";

/// A master key, wherever it is kept: in memory, in an HSM, behind a service.
pub trait MasterKey {
    /// AES-CMAC of the data under the master key.
    ///
    /// # Errors
    /// When the keeper of the key cannot or will not compute it.
    fn cmac(&self, data: &[u8]) -> Result<[u8; 16], MasterKeyError>;
}

impl<M: MasterKey + ?Sized> MasterKey for &M {
    fn cmac(&self, data: &[u8]) -> Result<[u8; 16], MasterKeyError> {
        (**self).cmac(data)
    }
}

impl<M: MasterKey + ?Sized> MasterKey for Box<M> {
    fn cmac(&self, data: &[u8]) -> Result<[u8; 16], MasterKeyError> {
        (**self).cmac(data)
    }
}

/// The keeper of a master key failed, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the master key could not be used: {reason}")]
pub struct MasterKeyError {
    /// What the HSM or the service said; no key material.
    pub reason: String,
}

/// A master key in memory; erased when dropped.
pub struct SoftwareMasterKey(Zeroizing<[u8; 16]>);

impl SoftwareMasterKey {
    /// Reads the text of a key file: 32 hexadecimal digits in one line. Empty lines and lines that
    /// begin with `#` say something to people.
    ///
    /// `None` for anything else; the text is not repeated.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (Some(digits), None) = (lines.next(), lines.next()) else {
            return None;
        };
        let bytes = Zeroizing::new(hex::decode(digits).ok()?);
        Some(Self::new(bytes.as_slice().try_into().ok()?))
    }

    /// The text of a key file, with a first line that says what the key is for.
    #[must_use]
    pub fn to_text(&self, heading: &str) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(self.0.as_slice()));
        Zeroizing::new(format!("# {heading}\n{}\n", digits.as_str()))
    }

    /// The master key of a laboratory: the test key, which production refuses.
    #[must_use]
    pub fn lab() -> Self {
        Self::new(TEST_KEY)
    }

    /// Takes an AES-128 key, 16 bytes; whether it may be used is for [`Diversified::new`] to say.
    #[must_use]
    pub fn new(key: [u8; 16]) -> Self {
        Self(Zeroizing::new(key))
    }
}

impl MasterKey for SoftwareMasterKey {
    fn cmac(&self, data: &[u8]) -> Result<[u8; 16], MasterKeyError> {
        Ok(cmac(&self.0, &[data]))
    }
}

impl fmt::Debug for SoftwareMasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SoftwareMasterKey(redacted)")
    }
}

/// The keys of every chip under one master key.
///
/// `[applet-spec secure-channels §4.1]`
///
/// ```
/// use epatent_apdu::scp03::{Diversified, Environment, SoftwareMasterKey};
/// let master = SoftwareMasterKey::new([0x2B; 16]);
/// let keys = Diversified::new(master, Environment::Production).unwrap();
/// let chip = keys.for_chip(b"CHIP000001").unwrap();
/// assert_ne!(chip.enc(), chip.mac());
/// ```
#[derive(Debug, Clone)]
pub struct Diversified<M> {
    master: M,
    environment: Environment,
}

impl<M: MasterKey> Diversified<M> {
    /// Takes a master key for use in this environment.
    ///
    /// # Errors
    /// [`KeyError::TestKey`] where the master key is the test key and this is not the lab, wherever
    /// the key is kept: it is recognised by one CMAC. [`MasterKeyError`] where that fails.
    pub fn new(master: M, environment: Environment) -> Result<Self, HandshakeError> {
        if environment == Environment::Production {
            let found = master.cmac(PROBE)?.ct_eq(&cmac(&TEST_KEY, &[PROBE]));
            if found.into() {
                return Err(KeyError::TestKey.into());
            }
        }
        Ok(Self {
            master,
            environment,
        })
    }

    /// The keys of the chip with this key diversification data.
    ///
    /// # Errors
    /// [`MasterKeyError`] where the master key cannot be used.
    pub fn for_chip(&self, chip: &DiversificationData) -> Result<KeySet, HandshakeError> {
        let derive = |label| self.master.cmac(&derivation_input(label, chip));
        let (enc, mac, dek) = (derive(b"ENC")?, derive(b"MAC")?, derive(b"DEK")?);
        Ok(KeySet::new(enc, mac, dek, self.environment)?)
    }
}

fn derivation_input(label: &[u8; 3], chip: &DiversificationData) -> Vec<u8> {
    let parts: [&[u8]; 6] = [&[1], b"EPATENT-SCP03-", label, &[0], chip, &[0x00, 0x80]];
    parts.concat()
}

/// Where the host finds the keys of the chip before it.
pub trait KeySource {
    /// The keys of the chip that named this key diversification data and key version.
    ///
    /// # Errors
    /// When there are none, or the master key cannot be used.
    fn keys(&self, chip: &DiversificationData, key_version: u8) -> Result<KeySet, HandshakeError>;
}

/// The same keys whatever the chip says of itself.
impl KeySource for KeySet {
    fn keys(&self, _: &DiversificationData, _: u8) -> Result<KeySet, HandshakeError> {
        Ok(self.clone())
    }
}

/// The keys derived for the chip, where it names itself.
impl<M: MasterKey> KeySource for Diversified<M> {
    fn keys(&self, chip: &DiversificationData, _: u8) -> Result<KeySet, HandshakeError> {
        if *chip == UNNAMED_CHIP {
            return Err(HandshakeError::UnnamedChip);
        }
        self.for_chip(chip)
    }
}

/// The keys of a chip that the office knows from its own records.
///
/// An issued card does not name its chip before it knows who asks, so that nobody follows its
/// holder; one that names a chip all the same must name this one.
///
/// `[applet-spec secure-channels §4]`
#[derive(Debug, Clone)]
pub struct KnownChip<K> {
    keys: K,
    chip: DiversificationData,
}

impl<K: KeySource> KnownChip<K> {
    /// The keys that `keys` has for `chip`.
    #[must_use]
    pub const fn new(keys: K, chip: DiversificationData) -> Self {
        Self { keys, chip }
    }
}

impl<K: KeySource> KeySource for KnownChip<K> {
    fn keys(&self, chip: &DiversificationData, key_version: u8) -> Result<KeySet, HandshakeError> {
        if *chip != UNNAMED_CHIP && *chip != self.chip {
            return Err(HandshakeError::OtherChip {
                expected: self.chip,
                actual: *chip,
            });
        }
        self.keys.keys(&self.chip, key_version)
    }
}

impl<K: KeySource + ?Sized> KeySource for &K {
    fn keys(&self, chip: &DiversificationData, key_version: u8) -> Result<KeySet, HandshakeError> {
        (**self).keys(chip, key_version)
    }
}
