// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! AES-128 in the three ways that PACE and secure messaging use it.

use aes::Aes128;
use cbc::cipher::block_padding::Iso7816;
use cbc::cipher::{
    BlockCipherDecrypt as _, BlockCipherEncrypt as _, BlockModeDecrypt as _, BlockModeEncrypt as _,
    KeyInit as _, KeyIvInit as _,
};
use cmac::{Cmac, Mac as _};

/// Length of a block in bytes, FIPS 197.
pub(crate) const BLOCK: usize = 16;
/// Length of check bytes and tokens: the first half of a CMAC.
pub(crate) const CHECK_BYTES: usize = 8;

/// One block encrypted.
pub(crate) fn encrypt_block(key: &[u8; 16], block: [u8; BLOCK]) -> [u8; BLOCK] {
    let mut block = block.into();
    Aes128::new(&(*key).into()).encrypt_block(&mut block);
    block.into()
}

/// One block decrypted.
pub(crate) fn decrypt_block(key: &[u8; 16], block: [u8; BLOCK]) -> [u8; BLOCK] {
    let mut block = block.into();
    Aes128::new(&(*key).into()).decrypt_block(&mut block);
    block.into()
}

/// CBC over data with padding method 2: one block more where the data fill theirs.
pub(crate) fn encrypt(key: &[u8; 16], iv: [u8; BLOCK], data: &[u8]) -> Option<Vec<u8>> {
    let length = data.len();
    let mut buffer = data.to_vec();
    buffer.resize(padded_length(length), 0);
    let cipher = cbc::Encryptor::<Aes128>::new(&(*key).into(), &iv.into());
    cipher.encrypt_padded::<Iso7816>(&mut buffer, length).ok()?;
    Some(buffer)
}

/// The reverse of [`encrypt`]; `None` for a wrong length, and for padding that is not in the last
/// block.
pub(crate) fn decrypt(key: &[u8; 16], iv: [u8; BLOCK], cryptogram: &[u8]) -> Option<Vec<u8>> {
    let mut buffer = cryptogram.to_vec();
    let cipher = cbc::Decryptor::<Aes128>::new(&(*key).into(), &iv.into());
    let length = cipher.decrypt_padded::<Iso7816>(&mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}

/// The first eight bytes of the CMAC over the parts one after another, NIST SP 800-38B.
pub(crate) fn mac(key: &[u8; 16], parts: &[&[u8]]) -> [u8; CHECK_BYTES] {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    for part in parts {
        mac.update(part);
    }
    let full: [u8; BLOCK] = mac.finalize().into_bytes().into();
    let [first, ..] = full.as_chunks::<CHECK_BYTES>().0 else {
        return [0; CHECK_BYTES];
    };
    *first
}

/// `80 00 ..` up to the end of the block; a whole block where the length fills the last one.
pub(crate) fn padding(length: usize) -> &'static [u8] {
    const PADDING: [u8; BLOCK] = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let missing = padded_length(length).saturating_sub(length);
    PADDING.get(..missing).unwrap_or_default()
}

/// The length with padding method 2.
pub(crate) const fn padded_length(length: usize) -> usize {
    (length / BLOCK).saturating_add(1).saturating_mul(BLOCK)
}
