// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The hash over what was said.

use sha2::{Digest as _, Sha256};

use super::Binding;

/// Takes every data field of GENERAL AUTHENTICATE in the order of sending.
#[derive(Clone, Default)]
pub(super) struct Transcript(Sha256);

impl Transcript {
    pub(super) fn add(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    pub(super) fn binding(self) -> Binding {
        self.0.finalize().into()
    }
}
