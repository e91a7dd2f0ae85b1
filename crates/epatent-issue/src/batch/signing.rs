// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Keys for several threads: one thread has them, and signs for the others.
//!
//! A token has one session and asks for its PIN once, whatever number of readers there is.

use super::news::News;
use epatent_core::Region;
use epatent_core::certificate::{Certificate, PublicKey};
use epatent_core::cose::SignatureAlgorithm;
use epatent_office::production::DocumentSigner;
use epatent_sign::{SignError, Signer};
use std::collections::BTreeMap;
use std::sync::mpsc::{self, Sender};

/// Length of a raw signature.
const SIGNATURE: usize = 64;

/// A signature that is asked for.
pub(super) struct Asked {
    region: Region,
    message: Vec<u8>,
    reply: Sender<Result<[u8; SIGNATURE], SignError>>,
}

impl Asked {
    /// Signs with the key of the region and answers.
    pub(super) fn answer(self, signers: &BTreeMap<Region, DocumentSigner>) {
        let signed = match signers.get(&self.region) {
            Some(signer) => signer
                .key
                .sign_checked(&self.message)
                .map(|signature| *signature.bytes()),
            None => Err(SignError::Signer("no such key".to_owned())),
        };
        // Who asked may have ended.
        let _ = self.reply.send(signed);
    }
}

/// A key that another thread has.
pub(super) struct RemoteSigner {
    region: Region,
    key: PublicKey,
    is_lab: bool,
    desk: Sender<News>,
}

impl RemoteSigner {
    pub(super) fn new(
        region: Region,
        certificate: &Certificate,
        is_lab: bool,
        desk: Sender<News>,
    ) -> Self {
        Self {
            region,
            key: certificate.public_key().clone(),
            is_lab,
            desk,
        }
    }
}

impl Signer for RemoteSigner {
    fn algorithm(&self) -> SignatureAlgorithm {
        match self.key {
            PublicKey::Ed25519(_) => SignatureAlgorithm::Ed25519,
            PublicKey::P256(_) => SignatureAlgorithm::Es256,
        }
    }

    fn public_key(&self) -> PublicKey {
        self.key.clone()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE], SignError> {
        let (reply, answer) = mpsc::channel();
        let asked = Asked {
            region: self.region,
            message: message.to_vec(),
            reply,
        };
        let gone = || SignError::Signer("the thread of the keys has ended".to_owned());
        self.desk.send(News::Sign(asked)).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    fn is_lab(&self) -> bool {
        self.is_lab
    }
}
