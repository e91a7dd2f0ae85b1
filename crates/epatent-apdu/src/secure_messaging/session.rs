// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keys and counter of one end, as long as the channel lives.

use subtle::ConstantTimeEq as _;

use super::SessionKeys;
use super::primitive::{CHECK_BYTES, decrypt, encrypt, encrypt_block, mac, padding};

/// A channel that lives, or nothing: closing it wipes the keys.
#[derive(Debug)]
pub(super) struct Session(Option<Live>);

/// Keys and counter.
#[derive(Debug)]
pub(super) struct Live {
    keys: SessionKeys,
    counter: u128,
}

impl Session {
    pub(super) const fn new(keys: SessionKeys) -> Self {
        Self(Some(Live { keys, counter: 0 }))
    }

    /// Counts the next message. A counter at its end closes the channel instead of starting over.
    pub(super) fn next(&mut self) -> Option<&Live> {
        let counted = self.0.as_mut().and_then(|live| {
            live.counter = live.counter.checked_add(1)?;
            Some(())
        });
        if counted.is_none() {
            self.close();
        }
        self.0.as_ref()
    }

    pub(super) fn close(&mut self) {
        self.0 = None;
    }

    pub(super) const fn is_closed(&self) -> bool {
        self.0.is_none()
    }

    #[cfg(test)]
    pub(super) fn set_counter(&mut self, counter: u128) {
        self.0.as_mut().unwrap().counter = counter;
    }
}

impl Live {
    pub(super) fn encrypt(&self, data: &[u8]) -> Option<Vec<u8>> {
        encrypt(&self.keys.encryption, self.initial_vector(), data)
    }

    pub(super) fn decrypt(&self, cryptogram: &[u8]) -> Option<Vec<u8>> {
        decrypt(&self.keys.encryption, self.initial_vector(), cryptogram)
    }

    /// The check bytes over the header, where there is one, and the objects before `8E`.
    pub(super) fn check_bytes(&self, header: Option<[u8; 4]>, objects: &[u8]) -> [u8; CHECK_BYTES] {
        let counter = self.counter.to_be_bytes();
        let (header, header_padding) = match &header {
            Some(header) => (header.as_slice(), padding(header.len())),
            None => (&[] as &[u8], &[] as &[u8]),
        };
        let object_padding = if objects.is_empty() {
            &[]
        } else {
            padding(objects.len())
        };
        mac(
            &self.keys.mac,
            &[&counter, header, header_padding, objects, object_padding],
        )
    }

    /// Whether check bytes are right, in a time that does not tell where they differ.
    pub(super) fn is_authentic(
        &self,
        header: Option<[u8; 4]>,
        objects: &[u8],
        check_bytes: &[u8],
    ) -> bool {
        self.check_bytes(header, objects)
            .as_slice()
            .ct_eq(check_bytes)
            .into()
    }

    fn initial_vector(&self) -> [u8; 16] {
        encrypt_block(&self.keys.encryption, self.counter.to_be_bytes())
    }
}
