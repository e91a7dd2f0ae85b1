// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use sha2::{Digest as _, Sha256};

use crate::model::byte_string;

byte_string! {
    /// A SHA-256 digest (FIPS 180-4).
    Digest, 32
}

impl Digest {
    /// The SHA-256 (FIPS 180-4) of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_bytes(Sha256::digest(bytes).into())
    }
}
