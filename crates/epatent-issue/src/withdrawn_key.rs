// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A key that stops to sign when it is withdrawn, however long it has been open.

use epatent_cli::Words;
use epatent_core::certificate::PublicKey;
use epatent_core::cose::SignatureAlgorithm;
use epatent_sign::{CheckedSignature, SignError, Signer};
use rand::CryptoRng;
use std::path::PathBuf;

/// A key, and the file whose appearance ends it.
pub(crate) struct UntilWithdrawn {
    key: Box<dyn Signer>,
    withdrawal: PathBuf,
    /// What is said then.
    refusal: String,
}

impl UntilWithdrawn {
    pub(crate) fn new(key: Box<dyn Signer>, withdrawal: PathBuf, words: &Words) -> Self {
        Self {
            key,
            withdrawal,
            refusal: words.text("reason-signer-withdrawn"),
        }
    }

    fn demand(&self) -> Result<(), SignError> {
        match self.withdrawal.exists() {
            true => Err(SignError::Signer(self.refusal.clone())),
            false => Ok(()),
        }
    }
}

impl Signer for UntilWithdrawn {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }

    fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        self.demand()?;
        self.key.sign(message)
    }

    fn sign_checked(&self, message: &[u8]) -> Result<CheckedSignature, SignError> {
        self.demand()?;
        self.key.sign_checked(message)
    }

    fn sign_many_checked(
        &self,
        messages: &[&[u8]],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<CheckedSignature>, SignError> {
        self.demand()?;
        self.key.sign_many_checked(messages, rng)
    }

    fn is_lab(&self) -> bool {
        self.key.is_lab()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use epatent_cli::Language;
    use epatent_testkit::lab::Lab;

    #[test]
    fn an_open_key_signs_nothing_once_it_is_withdrawn() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("77.withdrawn.toml");
        let words = Words::new(Language::En);
        let key = UntilWithdrawn::new(Box::new(Lab::new(1).signer_77.key), file.clone(), &words);
        assert!(key.sign(b"a card").is_ok() && key.sign_checked(b"a card").is_ok());
        std::fs::write(&file, "").unwrap();
        let mut rng = rand::rng();
        assert!(key.sign(b"a card").is_err());
        assert!(key.sign_checked(b"a card").is_err());
        assert!(key.sign_many_checked(&[b"a card"], &mut rng).is_err());
    }
}
