// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! AES, CMAC and digests, as the formulas of `secure-channels.md` name them.

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _, KeyInit as _, KeyIvInit as _};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _};
use cmac::{Cmac, Mac as _};
use sha2::Digest as _;

/// A key of AES-128, or one block.
pub(crate) type Block = [u8; 16];

/// One block of AES.
pub(crate) fn encrypt_block(key: &Block, input: &Block) -> Block {
    let mut block = (*input).into();
    Aes128::new(&(*key).into()).encrypt_block(&mut block);
    block.into()
}

/// One block of AES, undone.
pub(crate) fn decrypt_block(key: &Block, input: &Block) -> Block {
    let mut block = (*input).into();
    Aes128::new(&(*key).into()).decrypt_block(&mut block);
    block.into()
}

/// AES-CMAC, whole.
pub(crate) fn cmac(key: &Block, parts: &[&[u8]]) -> Block {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The first half of a CMAC.
pub(crate) fn first_8(whole: &Block) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = *whole;
    [a, b, c, d, e, f, g, h]
}

/// `80 00 ..` to a multiple of 16.
pub(crate) fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(16), 0);
    padded
}

/// AES-CBC over whole blocks.
pub(crate) fn cbc_encrypt(key: &Block, iv: &Block, blocks: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<Aes128>::new(&(*key).into(), &(*iv).into())
        .encrypt_padded_vec::<NoPadding>(blocks)
}

/// AES-CBC undone, without the padding; none where blocks or padding are broken.
pub(crate) fn cbc_decrypt(key: &Block, iv: &Block, sealed: &[u8]) -> Option<Vec<u8>> {
    let mut data = cbc::Decryptor::<Aes128>::new(&(*key).into(), &(*iv).into())
        .decrypt_padded_vec::<NoPadding>(sealed)
        .ok()?;
    let zeros = data.iter().rev().take_while(|byte| **byte == 0).count();
    data.truncate(data.len().saturating_sub(zeros));
    (zeros < 16 && data.pop() == Some(0x80)).then_some(data)
}

/// The key derivation of PACE: the first 16 bytes of SHA-1.
pub(crate) fn kdf(secret: &[u8], counter: u8) -> Block {
    let mut hash = sha1::Sha1::new();
    hash.update(secret);
    hash.update([0, 0, 0, counter]);
    let digest: [u8; 20] = hash.finalize().into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// SHA-256.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = sha2::Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
