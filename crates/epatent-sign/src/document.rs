// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Signed documents that are one file each: bundles and lists.

use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::cose::{ToSign, Typ};
use epatent_core::model::ModelError;
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};

use crate::object::check_signer;
use crate::signer::{SIGNATURE_LENGTH, algorithm_of};
use crate::{CheckedSignature, SignError, Signer, entitlement};

/// What a document says of itself, and its signer must be entitled to.
#[derive(Debug, Clone, Copy)]
pub struct DocumentTerms<'a> {
    /// What kind of signer it takes.
    pub role: Role,
    /// Every region that the document speaks of.
    pub regions: &'a [Region],
    /// Lab or production.
    pub environment: Environment,
    /// When it is signed, UTC seconds: the time in the payload.
    pub signed_at: UnixTime,
}

/// A document that wants nothing but its signature, so that the key may be elsewhere.
///
/// `[applet-spec security-object §3]`
#[derive(Debug)]
pub struct PreparedDocument {
    to_sign: ToSign,
    payload: Vec<u8>,
    signer_key: PublicKey,
}

impl PreparedDocument {
    /// Prepares a document of the kind `typ` over `payload` for the signer with this certificate.
    ///
    /// # Errors
    ///
    /// The certificate does not entitle its holder to the document, as every verifier will find; or
    /// the document is longer than its kind may be.
    pub fn new(
        typ: Typ,
        payload: Vec<u8>,
        terms: &DocumentTerms<'_>,
        certificate: &Certificate,
    ) -> Result<Self, SignError> {
        entitlement::check_document(terms, certificate)?;
        let signer_key = certificate.public_key().clone();
        let to_sign = ToSign::new(typ, algorithm_of(&signer_key), certificate.der(), payload)
            .map_err(ModelError::from)?;
        Ok(Self {
            payload: to_sign.to_be_signed(),
            to_sign,
            signer_key,
        })
    }

    /// The bytes to be signed: the `Sig_structure` of RFC 9052 section 4.4.
    #[must_use]
    pub fn signature_payload(&self) -> &[u8] {
        &self.payload
    }

    /// Verifies `signature` under the key of the certificate and returns the file.
    ///
    /// # Errors
    ///
    /// [`SignError::SignatureInvalid`]; the signature is dropped.
    pub fn complete(self, signature: [u8; SIGNATURE_LENGTH]) -> Result<Vec<u8>, SignError> {
        let checked = CheckedSignature::verify(&self.signer_key, &self.payload, signature)?;
        self.finish(checked.bytes())
    }

    /// Signs with a signer at hand and returns the file.
    ///
    /// # Errors
    ///
    /// [`SignError::KeyMismatch`], [`SignError::AlgorithmMismatch`] and [`SignError::LabKey`] before
    /// anything is signed; those of [`Signer::sign_checked`].
    pub fn sign(self, signer: &dyn Signer, environment: Environment) -> Result<Vec<u8>, SignError> {
        check_signer(signer, &self.signer_key, environment)?;
        let signature = signer.sign_checked(&self.payload)?;
        if *signature.key() != self.signer_key {
            return Err(SignError::KeyMismatch);
        }
        self.finish(signature.bytes())
    }

    fn finish(self, signature: &[u8; SIGNATURE_LENGTH]) -> Result<Vec<u8>, SignError> {
        Ok(self
            .to_sign
            .complete(*signature)
            .map_err(ModelError::from)?)
    }
}
