// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The arithmetic of both channels, from the formulas of the specification.

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _, KeyIvInit as _};
use cbc::cipher::BlockModeDecrypt as _;
use cbc::cipher::block_padding::NoPadding;
use cmac::{Cmac, Mac as _};
use sha1::Digest as _;

/// One block of AES.
pub(super) fn block(key: &[u8; 16], input: [u8; 16]) -> [u8; 16] {
    let mut block = input.into();
    Aes128::new(&(*key).into()).encrypt_block(&mut block);
    block.into()
}

/// AES-CMAC.
pub(super) fn cmac(key: &[u8; 16], data: &[u8]) -> [u8; 16] {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    mac.update(data);
    mac.finalize().into_bytes().into()
}

/// The first half of a CMAC.
pub(super) fn first_8(whole: [u8; 16]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = whole;
    [a, b, c, d, e, f, g, h]
}

/// AES-CBC undone, without the padding `80 00 ..`.
pub(super) fn opened(key: &[u8; 16], iv: [u8; 16], sealed: &[u8]) -> Result<Vec<u8>, String> {
    let mut data = cbc::Decryptor::<Aes128>::new(&(*key).into(), &iv.into())
        .decrypt_padded_vec::<NoPadding>(sealed)
        .map_err(|_| "a cryptogram of broken blocks")?;
    while data.last() == Some(&0) {
        data.pop();
    }
    match data.pop() {
        Some(0x80) => Ok(data),
        _ => Err("a cryptogram without padding".to_owned()),
    }
}

/// `80 00 ..` to a multiple of 16.
pub(super) fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(16), 0);
    padded
}

/// The key derivation of PACE.
pub(super) fn kdf(secret: &[u8], counter: u8) -> [u8; 16] {
    let mut hash = sha1::Sha1::new();
    hash.update(secret);
    hash.update([0, 0, 0, counter]);
    let digest: [u8; 20] = hash.finalize().into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    sha2::Sha256::digest(bytes).into()
}

/// What must be equal, or the name of what is not.
pub(super) fn same(what: &str, computed: &[u8], sent: &[u8]) -> Result<(), String> {
    if computed == sent {
        Ok(())
    } else {
        Err(format!(
            "{what}: computed {computed:02X?}, sent {sent:02X?}"
        ))
    }
}

/// Exactly `N` bytes.
pub(super) fn array<const N: usize>(what: &str, bytes: &[u8]) -> Result<[u8; N], String> {
    bytes
        .try_into()
        .map_err(|_| format!("{what} has {} bytes, not {N}", bytes.len()))
}
