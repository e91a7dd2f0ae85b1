// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Key derivation for AES-128.

use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use super::NONCE_LENGTH;
use super::can::Can;
use crate::secure_messaging::primitive::{decrypt_block, encrypt_block};

/// The counter of the encryption key.
pub(super) const ENCRYPTION: u32 = 1;
/// The counter of the key of check bytes and tokens.
pub(super) const MAC: u32 = 2;
/// The counter of the key that the nonce is encrypted with.
const PASSWORD: u32 = 3;

/// KDF for 128-bit keys: the first 16 bytes of SHA-1 over secret and counter.
///
/// ICAO Doc 9303-11 §9.7.1.2 · BSI TR-03110-3 A.2.3.2
pub(super) fn derive(secret: &[u8], counter: u32) -> Zeroizing<[u8; 16]> {
    let mut digest = Zeroizing::new([0; 20]);
    let hash = Sha1::new_with_prefix(secret).chain_update(counter.to_be_bytes());
    hash.finalize_into((&mut *digest).into());
    let mut key = Zeroizing::new([0; 16]);
    for (byte, from) in key.iter_mut().zip(digest.iter()) {
        *byte = *from;
    }
    key
}

/// The key derived from a password: of no use for anything but the nonce.
pub(super) struct PasswordKey(Zeroizing<[u8; 16]>);

impl PasswordKey {
    pub(super) fn of(can: &Can) -> Self {
        Self::of_password(can.expose())
    }

    /// Of a password as the standard encodes it: a CAN as its digits, an MRZ as its SHA-1.
    pub(super) fn of_password(password: &[u8]) -> Self {
        Self(derive(password, PASSWORD))
    }

    /// One block of CBC with a zero initial vector, which is the block cipher itself.
    pub(super) fn encrypt(&self, nonce: &[u8; NONCE_LENGTH]) -> [u8; NONCE_LENGTH] {
        encrypt_block(&self.0, *nonce)
    }

    /// What every password makes of an encrypted nonce: a nonce, the right one or not.
    pub(super) fn decrypt(&self, encrypted: [u8; NONCE_LENGTH]) -> Zeroizing<[u8; NONCE_LENGTH]> {
        Zeroizing::new(decrypt_block(&self.0, encrypted))
    }
}
