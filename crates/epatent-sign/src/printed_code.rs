// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! From a signed card to the signed code on its back.
//!
//! The code repeats what the card's own files say, so that it cannot contradict them, and is signed by
//! the key that signed the card, so that a reader of both needs one certificate.

use epatent_core::certificate::{Certificate, PublicKey};
use epatent_core::cose::{Sign1, ToSign, Typ};
use epatent_core::group::{self, GroupContent, Holder, Patent, Permission};
use epatent_core::model::ModelError;
use epatent_core::object::{Digest, Environment, SecurityObject};
use epatent_core::presentation::Presentation;
use epatent_core::printed_code::{
    MAX_SIGNED_LENGTH, PrintedCode, SignerReference, short_name, short_professions,
};

use crate::object::check_signer;
use crate::signer::{SIGNATURE_LENGTH, algorithm_of};
use crate::{CheckedSignature, SignError, Signer, entitlement};

/// What the code of a card says, out of the card's own files.
///
/// # Errors
///
/// [`SignError::CardIncomplete`] for a card without access number or without group 1, 3 or 4;
/// [`SignError::Model`] for files that do not decode, which are none of an office.
pub fn printed_code(card: &Presentation) -> Result<PrintedCode, SignError> {
    let sign1 = Sign1::parse(&card.security_object, Typ::SecurityObject)
        .map_err(|_| SignError::CardIncomplete { part: "EF.SO" })?;
    let object = SecurityObject::decode(sign1.payload())?;
    let holder: Holder = content(card)?;
    let patent: Patent = content(card)?;
    let permission: Permission = content(card)?;
    let text = |_| SignError::CardIncomplete { part: "a name" };
    Ok(PrintedCode {
        environment: object.environment,
        security_object: Digest::of(&card.security_object),
        access_number: card.access_number.ok_or(SignError::CardIncomplete {
            part: "the access number",
        })?,
        patent_number: patent.number,
        blank_number: patent.blank_number,
        region: object.region,
        name: short_name(&holder).map_err(text)?,
        signed_at: object.signed_at,
        in_force_from: object.in_force_from,
        latest_end: object.latest_end,
        status: object.status,
        replacement_index: object.replacement_index,
        professions: short_professions(&permission.professions).map_err(text)?,
    })
}

fn content<G: GroupContent>(card: &Presentation) -> Result<G, SignError> {
    let bytes = card
        .groups
        .get(&G::NUMBER)
        .ok_or(SignError::CardIncomplete {
            part: G::NUMBER.name(),
        })?;
    Ok(group::decode(bytes)?.1)
}

/// A code that lacks nothing but its signature.
///
/// `[applet-spec qr-evidence-report §1]`
#[must_use = "a prepared code can be printed only after `complete`"]
pub struct PreparedCode {
    to_sign: ToSign,
    payload: Vec<u8>,
    signer_key: PublicKey,
    environment: Environment,
}

impl PreparedCode {
    /// Encodes a code that the holder of this certificate is to sign.
    ///
    /// # Errors
    ///
    /// A certificate that does not entitle to sign the card, each reason with a [`SignError`] of its
    /// own; a code that cannot be encoded.
    pub fn new(code: &PrintedCode, certificate: &Certificate) -> Result<Self, SignError> {
        entitlement::check(code.environment, code.region, code.signed_at, certificate)?;
        let signer_key = certificate.public_key().clone();
        let to_sign = ToSign::new(
            Typ::QrCode,
            algorithm_of(&signer_key),
            SignerReference::of(certificate.der()).as_ref(),
            code.encode()?,
        )
        .map_err(ModelError::from)?;
        Ok(Self {
            payload: to_sign.to_be_signed(),
            to_sign,
            signer_key,
            environment: code.environment,
        })
    }

    /// The bytes to be signed: the `Sig_structure` of RFC 9052 section 4.4.
    #[must_use]
    pub fn signature_payload(&self) -> &[u8] {
        &self.payload
    }

    /// Verifies `signature` under the key of the certificate and returns the signed code.
    ///
    /// # Errors
    ///
    /// [`SignError::SignatureInvalid`], and the signature is dropped; [`SignError::CodeTooLong`] beyond 450
    /// bytes, which no code of the data model reaches.
    pub fn complete(self, signature: [u8; SIGNATURE_LENGTH]) -> Result<Vec<u8>, SignError> {
        let checked = CheckedSignature::verify(&self.signer_key, &self.payload, signature)?;
        self.finish(checked.bytes())
    }

    /// Signs with a signer at hand and returns the signed code.
    ///
    /// # Errors
    ///
    /// Those of [`Self::complete`] and of [`Signer::sign_checked`]; another key than the
    /// certificate's, and a lab key for production, before anything is signed.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, SignError> {
        check_signer(signer, &self.signer_key, self.environment)?;
        let signature = signer.sign_checked(&self.payload)?;
        if *signature.key() != self.signer_key {
            return Err(SignError::KeyMismatch);
        }
        self.finish(signature.bytes())
    }

    fn finish(self, signature: &[u8; SIGNATURE_LENGTH]) -> Result<Vec<u8>, SignError> {
        let signed = self
            .to_sign
            .complete(*signature)
            .map_err(ModelError::from)?;
        if signed.len() > MAX_SIGNED_LENGTH {
            return Err(SignError::CodeTooLong {
                length: signed.len(),
                limit: MAX_SIGNED_LENGTH,
            });
        }
        Ok(signed)
    }
}

/// The signed code of a signed card: [`printed_code`] and [`PreparedCode`] in one, for the signer that
/// signed the card.
///
/// # Errors
///
/// Those of the two.
pub fn sign_printed_code(
    card: &Presentation,
    certificate: &Certificate,
    signer: &dyn Signer,
) -> Result<Vec<u8>, SignError> {
    PreparedCode::new(&printed_code(card)?, certificate)?.sign(signer)
}

#[cfg(test)]
mod tests;
