// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signed code for the card's back: written down before it is signed, like everything a key does.

use epatent_core::UnixTime;
use epatent_core::cose::{Sign1, Typ};
use epatent_core::object::{Digest, SecurityObject};
use epatent_core::presentation::Presentation;
use epatent_register::{
    Actor, CardState, ChipState, Key, Purpose, Register, RegisterError, Signature, SignatureState,
    Transaction,
};
use epatent_sign::{PreparedCode, printed_code};

use super::make::{Job, key_digest};
use super::{DocumentSigner, Line, ProductionError, Step, World};

/// A signed code, and the row of its signature.
#[derive(Debug)]
pub struct Code {
    /// The signed code.
    pub signed: Vec<u8>,
    row: Key<Signature>,
    state: SignatureState,
}

/// Signs the code of an issued card once more, for its printer. The register knows of the signature
/// before the key does; [`Code::issued`] is for when the code is kept.
///
/// # Errors
///
/// [`ProductionError::Files`] for a card file that is none, [`ProductionError::Signer`], and in the
/// register's name [`RegisterError::NotFound`] for a card that it does not know and
/// [`RegisterError::State`] for one that is not issued, or ended.
pub fn code_of_issued(
    card: &Presentation,
    signer: &DocumentSigner,
    register: &mut Register,
    by: &Actor,
    at: UnixTime,
) -> Result<Code, ProductionError> {
    let unusable = || ProductionError::Files(0);
    let sign1 = Sign1::parse(&card.security_object, Typ::SecurityObject).map_err(|_| unusable())?;
    let object = SecurityObject::decode(sign1.payload()).map_err(|_| unusable())?;
    let row = register.card(object.card_id)?;
    let row = row.ok_or_else(|| RegisterError::NotFound {
        what: "card",
        key: object.card_id.to_string(),
    })?;
    let chip = register.chip_state(row.key)?;
    let actual = match (row.state, chip) {
        (CardState::Issued, ChipState::Terminated) => Some(chip.word()),
        (CardState::Issued, _) => None,
        (state, _) => Some(state.word()),
    };
    if let Some(actual) = actual {
        return Err(ProductionError::Register(RegisterError::State {
            what: "card",
            key: row.key.number(),
            actual,
            expected: CardState::Issued.word(),
        }));
    }
    let prepared = prepared(card, signer)?;
    let (row, state) = match recorded(&prepared, register)? {
        Some(known) => known,
        None => {
            let mut transaction = register.transaction(by, at)?;
            let row = intend(&prepared, signer, &mut transaction)?;
            transaction.commit()?;
            (row, SignatureState::Intended)
        }
    };
    signed(prepared, signer, row, state)
}

impl Code {
    /// Records that it is on a card that is issued.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn issued(&self, transaction: &mut Transaction<'_>) -> Result<(), RegisterError> {
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
        let prepared = prepared(&job.presentation, signer)?;
        let (row, state) = match recorded(&prepared, &mut self.register)? {
            Some(known) => known,
            None => {
                let row =
                    self.change(world, |transaction| intend(&prepared, signer, transaction))?;
                (row, SignatureState::Intended)
            }
        };
        self.told(world, Step::CodeIntended)?;
        signed(prepared, signer, row, state)
    }
}

fn prepared(card: &Presentation, signer: &DocumentSigner) -> Result<PreparedCode, ProductionError> {
    printed_code(card)
        .and_then(|code| PreparedCode::new(&code, &signer.certificate))
        .map_err(ProductionError::Signer)
}

/// The row of a code that was to be signed before.
fn recorded(
    prepared: &PreparedCode,
    register: &mut Register,
) -> Result<Option<(Key<Signature>, SignatureState)>, RegisterError> {
    let known = register.signature(Digest::of(prepared.signature_payload()))?;
    Ok(known.map(|known| (known.key, known.state)))
}

fn intend(
    prepared: &PreparedCode,
    signer: &DocumentSigner,
    transaction: &mut Transaction<'_>,
) -> Result<Key<Signature>, RegisterError> {
    let digest = Digest::of(prepared.signature_payload());
    let signer = key_digest(signer.certificate.public_key());
    transaction.intend_other_signature(Purpose::Code, digest, signer)
}

fn signed(
    prepared: PreparedCode,
    signer: &DocumentSigner,
    row: Key<Signature>,
    state: SignatureState,
) -> Result<Code, ProductionError> {
    let signed = prepared
        .sign(signer.key.as_ref())
        .map_err(ProductionError::Signer)?;
    Ok(Code { signed, row, state })
}
