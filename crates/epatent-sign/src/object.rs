// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! From the data of a patent to the files of a signed card.

use std::collections::{BTreeMap, BTreeSet};

use epatent_core::certificate::{Certificate, PublicKey};
use epatent_core::cose::{ToSign, Typ};
use epatent_core::group::{
    self, GroupContent, GroupNumber, Holder, MAX_FILE_LENGTH, Patent, Permission, Portrait,
    Remarks, Salt,
};
use epatent_core::model::ModelError;
use epatent_core::object::{
    CardId, ChipKey, Digest, Environment, SUITE, SecurityObject, StatusReference, VERSION,
};
use epatent_core::presentation::Presentation;
use epatent_core::{CivilDate, Region, UnixTime};
use rand::CryptoRng;

use crate::signer::{SIGNATURE_LENGTH, algorithm_of};
use crate::{CheckedSignature, SignError, Signer, entitlement};

/// EF.CardAccess ([applet-spec card-profile §2]).
const EF_CARD_ACCESS: u16 = 0x011C;
/// EF.SO ([applet-spec card-profile §2]).
const EF_SECURITY_OBJECT: u16 = 0x011D;
/// How much longer the signed object is than its `Sig_structure` (RFC 9052 section 4.4): tag,
/// empty header and signature (68 bytes) against context string and empty external data (12).
const ENVELOPE_DIFFERENCE: usize = 56;

/// What the data groups of a card say.
#[derive(Clone)]
pub struct CardContents {
    /// Group 1: who the patent is for.
    pub holder: Holder,
    /// Group 2: the portrait as the card carries it.
    pub portrait: Portrait,
    /// Group 3: number, blank, day and body of issue.
    pub patent: Patent,
    /// Group 4: region, territory and professions.
    pub permission: Permission,
    /// Group 5: remarks, and what a replacement replaces.
    pub remarks: Remarks,
}

/// What the security object says beside the digests.
///
/// `[applet-spec security-object §1]`
#[derive(Clone)]
pub struct IssueTerms {
    /// Lab or production; the signer's certificate must be for the same.
    pub environment: Environment,
    /// Random identifier of the card, 16 bytes, never used before.
    pub card_id: CardId,
    /// 0 for the first card of a patent, at most 255; equal to the one in the remarks.
    pub replacement_index: u8,
    /// Time of signing, within the term of the signer's certificate.
    pub signed_at: UnixTime,
    /// First day in force, a civil date in the region.
    pub in_force_from: CivilDate,
    /// Latest possible last day, inclusive.
    pub latest_end: CivilDate,
    /// Where the status lists speak of this card.
    pub status: StatusReference,
    /// Public key of the chip, which proved that it holds the private one.
    pub chip_key: ChipKey,
    /// Content of EF.CardAccess (DER).
    pub card_access: Vec<u8>,
    /// Region of the patent; equal to the one in the permission.
    pub region: Region,
}

/// A card that lacks nothing but its signature.
///
/// `[applet-spec security-object §3]`
#[must_use = "a prepared object becomes a card only by `complete`"]
pub struct PreparedObject {
    groups: BTreeMap<GroupNumber, Vec<u8>>,
    card_access: Vec<u8>,
    to_sign: ToSign,
    payload: Vec<u8>,
    signer_key: PublicKey,
    environment: Environment,
}

/// The files of a card, signed and consistent.
///
/// `[applet-spec card-profile §2]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCard {
    /// Content of EF.SO: COSE_Sign1, at most 32767 bytes.
    pub security_object: Vec<u8>,
    /// Content of the data groups' files, CBOR, each at most 32767 bytes.
    pub groups: BTreeMap<GroupNumber, Vec<u8>>,
    /// Content of EF.CardAccess, DER.
    pub card_access: Vec<u8>,
}

/// Encodes and hashes the data groups and builds the object that is to be signed.
///
/// `rng` gives each group its salt, in rising order of group numbers, and nothing else.
///
/// # Errors
///
/// A [`SignError`] of its own for each: a certificate that does not entitle to sign this card
/// (authority, key usage, role, environment, region, term); dates, region or replacement index
/// that contradict each other; a file that would be too long; data that cannot be encoded.
pub fn prepare(
    contents: &CardContents,
    terms: &IssueTerms,
    signer_certificate: &Certificate,
    rng: &mut dyn CryptoRng,
) -> Result<PreparedObject, SignError> {
    entitlement::check(
        terms.environment,
        terms.region,
        terms.signed_at,
        signer_certificate,
    )?;
    check_consistency(contents, terms)?;
    check_length(EF_CARD_ACCESS, terms.card_access.len())?;

    let mut encoder = Encoder {
        rng,
        groups: BTreeMap::new(),
        digests: BTreeMap::new(),
    };
    encoder.add(&contents.holder)?;
    encoder.add(&contents.portrait)?;
    encoder.add(&contents.patent)?;
    encoder.add(&contents.permission)?;
    encoder.add(&contents.remarks)?;
    let Encoder {
        groups, digests, ..
    } = encoder;

    let object = SecurityObject {
        version: VERSION,
        environment: terms.environment,
        card_id: terms.card_id,
        replacement_index: terms.replacement_index,
        digests,
        signed_at: terms.signed_at,
        in_force_from: terms.in_force_from,
        latest_end: terms.latest_end,
        status: terms.status,
        chip_key: terms.chip_key,
        card_access_digest: Digest::of(&terms.card_access),
        suite: SUITE,
        region: terms.region,
    };
    let signer_key = signer_certificate.public_key().clone();
    let to_sign = ToSign::new(
        Typ::SecurityObject,
        algorithm_of(&signer_key),
        signer_certificate.der(),
        object.encode()?,
    )
    .map_err(ModelError::from)?;
    let payload = to_sign.to_be_signed();
    check_length(
        EF_SECURITY_OBJECT,
        payload.len().saturating_add(ENVELOPE_DIFFERENCE),
    )?;
    Ok(PreparedObject {
        groups,
        card_access: terms.card_access.clone(),
        to_sign,
        payload,
        signer_key,
        environment: terms.environment,
    })
}

/// Prepares, signs and completes a card with a signer at hand.
///
/// # Errors
///
/// Those of [`prepare`]; [`SignError::KeyMismatch`], [`SignError::AlgorithmMismatch`] and
/// [`SignError::LabKey`] before anything is signed; those of [`Signer::sign_checked`].
pub fn issue(
    contents: &CardContents,
    terms: &IssueTerms,
    signer_certificate: &Certificate,
    signer: &dyn Signer,
    rng: &mut dyn CryptoRng,
) -> Result<SignedCard, SignError> {
    check_signer(signer, signer_certificate.public_key(), terms.environment)?;
    let prepared = prepare(contents, terms, signer_certificate, rng)?;
    let signature = signer.sign_checked(prepared.signature_payload())?;
    if *signature.key() != prepared.signer_key {
        return Err(SignError::KeyMismatch);
    }
    prepared.finish(signature.bytes())
}

/// Signs and completes prepared cards with a signer at hand, all or none, in their order.
///
/// The signatures are checked together ([`Signer::sign_many_checked`]), which `rng` is for, and no card
/// has one before all are good. A few hundred at a time cost the least.
///
/// # Errors
///
/// [`SignError::KeyMismatch`], [`SignError::AlgorithmMismatch`] and [`SignError::LabKey`] for any of
/// them, before anything is signed; those of [`Signer::sign_many_checked`].
pub fn issue_prepared(
    prepared: Vec<PreparedObject>,
    signer: &dyn Signer,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<SignedCard>, SignError> {
    for card in &prepared {
        check_signer(signer, &card.signer_key, card.environment)?;
    }
    let payloads: Vec<&[u8]> = prepared
        .iter()
        .map(PreparedObject::signature_payload)
        .collect();
    let signatures = signer.sign_many_checked(&payloads, rng)?;
    let keys = prepared.iter().map(|card| &card.signer_key);
    if !keys.eq(signatures.iter().map(CheckedSignature::key)) {
        return Err(SignError::KeyMismatch);
    }
    prepared
        .into_iter()
        .zip(signatures)
        .map(|(card, signature)| card.finish(signature.bytes()))
        .collect()
}

/// Makes sure that a signer has the key it must have, before it signs.
pub(crate) fn check_signer(
    signer: &dyn Signer,
    key: &PublicKey,
    environment: Environment,
) -> Result<(), SignError> {
    if signer.is_lab() && environment == Environment::Production {
        return Err(SignError::LabKey);
    }
    let own = signer.public_key();
    if own != *key {
        return Err(SignError::KeyMismatch);
    }
    if signer.algorithm() != algorithm_of(&own) {
        return Err(SignError::AlgorithmMismatch {
            announced: signer.algorithm(),
            key: algorithm_of(&own),
        });
    }
    Ok(())
}

impl PreparedObject {
    /// The bytes to be signed: the `Sig_structure` of RFC 9052 section 4.4. Ed25519 signs them as
    /// they are, ES256 their SHA-256.
    #[must_use]
    pub fn signature_payload(&self) -> &[u8] {
        &self.payload
    }

    /// Verifies `signature` under the key of the certificate and returns the files of the card.
    ///
    /// # Errors
    ///
    /// [`SignError::SignatureInvalid`]: another key, other bytes, or a fault in the signing device,
    /// whose output could give its key away. The signature is dropped.
    pub fn complete(self, signature: [u8; SIGNATURE_LENGTH]) -> Result<SignedCard, SignError> {
        let checked = CheckedSignature::verify(&self.signer_key, &self.payload, signature)?;
        self.finish(checked.bytes())
    }

    fn finish(self, signature: &[u8; SIGNATURE_LENGTH]) -> Result<SignedCard, SignError> {
        Ok(SignedCard {
            security_object: self
                .to_sign
                .complete(*signature)
                .map_err(ModelError::from)?,
            groups: self.groups,
            card_access: self.card_access,
        })
    }
}

impl SignedCard {
    /// The files to be written, in rising order of their identifiers.
    pub fn files(&self) -> impl Iterator<Item = (u16, &[u8])> {
        let groups = self
            .groups
            .iter()
            .map(|(number, bytes)| (number.file_id(), bytes.as_slice()));
        // Groups are 0101 to 0110, below the two files of the object.
        groups.chain([
            (EF_CARD_ACCESS, self.card_access.as_slice()),
            (EF_SECURITY_OBJECT, self.security_object.as_slice()),
        ])
    }

    /// The card as a verifier sees it, without a chip proof.
    #[must_use]
    pub fn into_presentation(self) -> Presentation {
        Presentation {
            security_object: self.security_object,
            groups: self.groups,
            card_access: self.card_access,
            chip_proof: None,
            access_number: None,
            absent: BTreeSet::new(),
            payments: None,
        }
    }
}

/// Encodes groups one after the other: once each, and hashes the same bytes.
struct Encoder<'a> {
    rng: &'a mut dyn CryptoRng,
    groups: BTreeMap<GroupNumber, Vec<u8>>,
    digests: BTreeMap<GroupNumber, Digest>,
}

impl Encoder<'_> {
    fn add<G: GroupContent>(&mut self, content: &G) -> Result<(), SignError> {
        let mut salt = [0_u8; 16];
        self.rng.fill_bytes(&mut salt);
        let bytes =
            group::encode(content, &Salt::from_bytes(salt)).map_err(|error| match error {
                ModelError::TooLong { actual, limit, .. } => SignError::FileTooLong {
                    file_id: G::NUMBER.file_id(),
                    length: actual,
                    limit,
                },
                other => SignError::Model(other),
            })?;
        self.digests.insert(G::NUMBER, Digest::of(&bytes));
        self.groups.insert(G::NUMBER, bytes);
        Ok(())
    }
}

/// What is said in two places must be the same in both, or the verifier refuses the card.
fn check_consistency(contents: &CardContents, terms: &IssueTerms) -> Result<(), SignError> {
    if terms.latest_end < terms.in_force_from {
        return Err(SignError::EndBeforeStart {
            in_force_from: terms.in_force_from,
            latest_end: terms.latest_end,
        });
    }
    if contents.permission.region != terms.region {
        return Err(SignError::RegionDiffers {
            permission: contents.permission.region,
            terms: terms.region,
        });
    }
    if contents.remarks.replacement_index != terms.replacement_index {
        return Err(SignError::ReplacementIndexDiffers {
            remarks: contents.remarks.replacement_index,
            terms: terms.replacement_index,
        });
    }
    Ok(())
}

fn check_length(file_id: u16, length: usize) -> Result<(), SignError> {
    if length > MAX_FILE_LENGTH {
        return Err(SignError::FileTooLong {
            file_id,
            length,
            limit: MAX_FILE_LENGTH,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
