// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Steps 1 to 5: the security object, and who signed it.

use alloc::boxed::Box;
use alloc::format;
use alloc::rc::Rc;

use epatent_core::certificate::Role;
use epatent_core::cose::{CoseError, Sign1, Typ};
use epatent_core::model::ModelError;
use epatent_core::object::SecurityObject;

use super::Check;
use crate::chain::{Embedded, Signer};
use crate::{Authentic, CheckId, Entitlement, NewerFormat, ObjectDefect, Part, PartDefect, Reason};

const OBJECT: &str = "the signature of EF.SO with the certificate in it";
const CHAIN: &str =
    "the signer's certificate with the pinned roots, both terms with the signing time";

/// The signer of an object: proved before or to be proved.
enum Candidate {
    Known(Rc<Signer>),
    New(Box<Embedded>),
}

impl Candidate {
    fn embedded(&self) -> &Embedded {
        match self {
            Self::Known(signer) => &signer.embedded,
            Self::New(embedded) => embedded,
        }
    }
}

impl Check<'_> {
    /// Steps 1 to 5. EF.SO as received: encoding, headers, signature, chain, role, region and
    /// environment of its signer.
    ///
    /// `None` when it is not authentic; then nothing of the card can be, and the findings say why.
    /// A card has one security object: another one shown later is the mark of another card in the
    /// reader and refuses the check.
    pub fn security_object(&mut self, bytes: &[u8]) -> Option<&Authentic<SecurityObject>> {
        self.log.start();
        match &self.shown {
            None => {
                self.shown = Some(bytes.to_vec());
                self.card.security_object = self.prove_object(bytes);
                if self.card.security_object.is_some() {
                    // A step that came too early counts for nothing, also not against the card.
                    self.log.forget_unfounded();
                }
            }
            Some(shown) if shown == bytes => {}
            Some(_) => self.log.overturned(
                CheckId::Object,
                Reason::DigestMismatch {
                    part: Part::SecurityObject,
                    defect: PartDefect::Digest,
                },
            ),
        }
        self.basis()
    }

    fn prove_object(&mut self, bytes: &[u8]) -> Option<Authentic<SecurityObject>> {
        let (sign1, candidate) = match self.open(bytes) {
            Ok(opened) => opened,
            Err(reason) => {
                self.log.failed(CheckId::Object, OBJECT, reason);
                return None;
            }
        };
        self.log.passed(CheckId::Object, OBJECT);

        let signer = match self.link(candidate) {
            Ok(signer) => signer,
            Err(reason) => {
                self.log.failed(CheckId::Chain, CHAIN, reason);
                return None;
            }
        };

        // From here on the payload is known to come from a key that a trusted root signed, and may
        // be decoded; whether that key was entitled to it is what the rest compares.
        let object = match SecurityObject::decode(sign1.payload()) {
            Ok(object) => object,
            Err(error) => {
                self.log.overturned(CheckId::Object, unreadable(error));
                return None;
            }
        };
        self.is_entitled(&signer, &object)
            .then(|| Authentic::proved(object))
    }

    /// Parses the object and verifies it under its own certificate. The algorithm is the one in
    /// the signed header, and it must be the one of the certificate's key.
    fn open(&self, bytes: &[u8]) -> Result<(Sign1, Candidate), Reason> {
        let sign1 = Sign1::parse(bytes, Typ::SecurityObject).map_err(not_an_envelope)?;
        let der = sign1.certificate();
        let known = self
            .verifier
            .known
            .and_then(|known| known.find(der, self.verifier.trust));
        let candidate = match known {
            Some(signer) => Candidate::Known(signer),
            None => Candidate::New(Box::new(Embedded::parse(der)?)),
        };
        let key = &candidate.embedded().key;
        if key.algorithm() != sign1.algorithm() {
            return Err(Reason::SignatureInvalid(ObjectDefect::Algorithm));
        }
        key.verify_raw(&sign1.to_be_signed(), sign1.signature())
            .map_err(|_| Reason::SignatureInvalid(ObjectDefect::Signature))?;
        Ok((sign1, candidate))
    }

    fn link(&self, candidate: Candidate) -> Result<Rc<Signer>, Reason> {
        match candidate {
            Candidate::Known(signer) => Ok(signer),
            Candidate::New(embedded) => {
                let signer = Rc::new(embedded.link(self.verifier.trust)?);
                if let Some(known) = self.verifier.known {
                    known.remember(&signer);
                }
                Ok(signer)
            }
        }
    }

    /// All of it is compared and reported, also after the first that fails.
    fn is_entitled(&mut self, signer: &Signer, object: &SecurityObject) -> bool {
        let certificate = signer.certificate();
        let term = signer
            .check_chain(
                self.verifier.trust,
                object.signed_at,
                self.circumstances.now,
            )
            .err();
        let role = (!certificate.roles().contains(&Role::Document)).then_some(Entitlement::Role);
        let region =
            (!certificate.regions().contains(&object.region)).then(|| Entitlement::Region {
                patent: object.region,
                permitted: certificate.regions().to_vec(),
            });
        // The root's environment is the store's: a root of another one cannot be pinned.
        let store = self.verifier.trust.environment();
        let environment = (certificate.environment() != Some(store) || object.environment != store)
            .then_some(Entitlement::Environment);

        let entitled =
            term.is_none() && role.is_none() && region.is_none() && environment.is_none();
        self.log.judged(CheckId::Chain, CHAIN, term);
        self.log.judged(
            CheckId::Role,
            "the signer's roles with that of a document signer",
            role.map(Reason::SignerNotEntitled),
        );
        self.log.judged(
            CheckId::SignerRegion,
            format!("region {} with the regions of the signer", object.region),
            region.map(Reason::SignerNotEntitled),
        );
        self.log.judged(
            CheckId::Environment,
            "the environments of trust store, root, signer and object",
            environment.map(Reason::SignerNotEntitled),
        );
        entitled
    }
}

/// A payload of an unknown version is newer; any other that does not decode is none that an
/// issuing office made.
fn unreadable(error: ModelError) -> Reason {
    match error {
        ModelError::UnsupportedVersion { version, .. } => {
            Reason::FormatNewer(NewerFormat::Version(version))
        }
        error => Reason::SignatureInvalid(ObjectDefect::Payload(error)),
    }
}

/// An algorithm without a name here may be that of a newer edition: nobody can say that the object
/// is forged. Everything else that does not parse is.
fn not_an_envelope(error: CoseError) -> Reason {
    match error {
        CoseError::UnknownAlgorithm { .. } => Reason::FormatNewer(NewerFormat::Algorithm),
        error => Reason::SignatureInvalid(ObjectDefect::Envelope(error)),
    }
}
