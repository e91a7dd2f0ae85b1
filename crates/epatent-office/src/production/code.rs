// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signed code for the card's back: written down before it is signed, like everything a key does.

use epatent_core::object::Digest;
use epatent_register::{Key, Purpose, Signature, SignatureState, Transaction};
use epatent_sign::{PreparedCode, printed_code};

use super::make::{Job, key_digest};
use super::{Line, ProductionError, Step, World};

/// A signed code, and the row of its signature.
pub(super) struct Code {
    pub(super) signed: Vec<u8>,
    row: Key<Signature>,
    state: SignatureState,
}

impl Code {
    /// Records that it is on a card that is issued.
    pub(super) fn issued(
        &self,
        transaction: &mut Transaction<'_>,
    ) -> Result<(), epatent_register::RegisterError> {
        match self.state {
            SignatureState::Intended | SignatureState::Made => {
                transaction.other_signature(self.row, SignatureState::Issued)
            }
            SignatureState::Issued | SignatureState::Void => Ok(()),
        }
    }
}

impl Line<'_> {
    /// Signs the code of a card. A card that is read back once more has the same code, whose row is
    /// there already.
    pub(super) fn code(
        &mut self,
        job: &Job,
        world: &mut World<'_>,
    ) -> Result<Code, ProductionError> {
        let signer = self.signer(job.object.region)?;
        let prepared = printed_code(&job.presentation)
            .and_then(|code| PreparedCode::new(&code, &signer.certificate))
            .map_err(ProductionError::Signer)?;
        let digest = Digest::of(prepared.signature_payload());
        let signer_digest = key_digest(signer.certificate.public_key());
        let (row, state) = match self.register.signature(digest)? {
            Some(known) => (known.key, known.state),
            None => {
                let row = self.change(world, |transaction| {
                    transaction.intend_other_signature(Purpose::Code, digest, signer_digest)
                })?;
                (row, SignatureState::Intended)
            }
        };
        self.told(world, Step::CodeIntended)?;
        let signed = prepared
            .sign(signer.key.as_ref())
            .map_err(ProductionError::Signer)?;
        Ok(Code { signed, row, state })
    }
}
