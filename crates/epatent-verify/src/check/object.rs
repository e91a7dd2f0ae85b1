// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Steps 1 to 5: the security object, and who signed it.

use alloc::format;

use epatent_core::certificate::Role;
use epatent_core::cose::Typ;
use epatent_core::model::ModelError;
use epatent_core::object::{Digest, Environment, SecurityObject};
use epatent_core::{Region, UnixTime};

use super::Check;
use crate::chain::{self, Signer};
use crate::{Authentic, CheckId, NewerFormat, ObjectDefect, Part, PartDefect, Reason};

const OBJECT: &str = "the signature of EF.SO with the certificate in it";
const CHAIN: &str =
    "the signer's certificate with the pinned roots, both terms with the signing time";

/// What a document signer says of a card, in the card's object or in its printed code.
pub(super) struct Signed {
    /// SHA-256 of EF.SO.
    pub(super) object: Digest,
    pub(super) region: Region,
    pub(super) environment: Environment,
    pub(super) signed_at: UnixTime,
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
        let (trust, known) = (self.verifier.trust, self.verifier.known);
        let (sign1, candidate) = match chain::open(bytes, Typ::SecurityObject, trust, known) {
            Ok(opened) => opened,
            Err(why) => {
                self.log.failed(CheckId::Object, OBJECT, why.into());
                return None;
            }
        };
        self.log.passed(CheckId::Object, OBJECT);

        let signer = match candidate.link(trust, known) {
            Ok(signer) => signer,
            Err(why) => {
                self.log.failed(CheckId::Chain, CHAIN, why.into());
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
        let signed = Signed {
            object: Digest::of(bytes),
            region: object.region,
            environment: object.environment,
            signed_at: object.signed_at,
        };
        self.is_entitled(&signer, &signed)
            .then(|| Authentic::proved(object))
    }

    /// Whether a document signer may sign this. All of it is compared and reported, also after the
    /// first that fails.
    pub(super) fn is_entitled(&mut self, signer: &Signer, signed: &Signed) -> bool {
        let Signed {
            region: patent,
            environment,
            signed_at,
            ..
        } = *signed;
        let trust = self.verifier.trust;
        let term = signer
            .check_chain(trust, signed_at, self.circumstances.now)
            .err();
        let role = signer.check_role(Role::Document).err();
        let region = signer.check_region(patent).err();
        let environment = signer.check_environment(environment, trust).err();

        let entitled =
            term.is_none() && role.is_none() && region.is_none() && environment.is_none();
        self.log
            .judged(CheckId::Chain, CHAIN, term.map(Reason::from));
        self.log.judged(
            CheckId::Role,
            "the signer's roles with that of a document signer",
            role.map(Reason::SignerNotEntitled),
        );
        self.log.judged(
            CheckId::SignerRegion,
            format!("region {patent} with the regions of the signer"),
            region.map(Reason::SignerNotEntitled),
        );
        self.log.judged(
            CheckId::Environment,
            "the environments of trust store, root, signer and object",
            environment.map(Reason::SignerNotEntitled),
        );
        let listed = self.is_listed(signer, signed);
        entitled && listed
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
