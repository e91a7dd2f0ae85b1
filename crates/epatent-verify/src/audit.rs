// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The signatures of very many security objects at once: for an office that looks through its own
//! register, never for the answer to a card.
//!
//! Batch verification (RFC 8032 section 8.6) checks one random combination of many signatures. It is
//! about twice as fast as one after the other and says neither which signature is bad nor quite the
//! same as [strict](ed25519_dalek::VerifyingKey::verify_strict) verification: it takes an `R` in an
//! encoding that is not canonical. So a signature goes into a batch only when its `R` is canonical and
//! not of small order, under a key that the chain has admitted, which is never weak; a batch that
//! fails is halved until the bad signatures stand alone; and whoever stands alone is verified strictly.
//!
//! One difference is left. Who holds a signer's key can add a point of small order to `R` of his own
//! signature: strict verification refuses that, a batch may not. It makes no signature of anybody
//! else's, so that the audit still tells what it is asked: whether the holder of the key signed.

use alloc::sync::Arc;
use alloc::vec::Vec;

use ed25519_dalek::{Signature, VerifyingKey as Ed25519Key};
use epatent_core::UnixTime;
use epatent_core::certificate::Role;
use epatent_core::cose::{Sign1, SignatureAlgorithm, Typ};
use epatent_core::model::ModelError;
use epatent_core::object::SecurityObject;

use crate::chain::{Demand, Embedded, Signer, prove_signer};
use crate::signature::VerifyingKey;
use crate::{KnownSigners, NewerFormat, ObjectDefect, TrustStore, Untrusted};

#[cfg(test)]
mod tests;

/// Signatures in a batch: more are hardly faster, and one bad one costs two batches of half the size.
const BATCH: usize = 512;

/// Batches of this size or less are verified one after the other.
const FEW: usize = 4;

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// How many objects were looked at.
    pub objects: usize,
    /// Those that are not good, by their places in the row, from 0.
    pub refused: Vec<(usize, Untrusted)>,
}

/// Verifies security objects as a check does its first five steps, less the trust bundle: encoding,
/// headers, signature, chain, content, role, region, environment and term.
///
/// `now` is the time of the audit, by which roots must be in their term. Whoever has several cores
/// gives each a part of the row.
pub fn objects<'o>(
    objects: impl IntoIterator<Item = &'o [u8]>,
    trust: &TrustStore,
    now: UnixTime,
) -> Audit {
    let known = KnownSigners::new();
    let mut audit = Audit {
        objects: 0,
        refused: Vec::new(),
    };
    let mut waiting: Vec<Waiting> = Vec::with_capacity(BATCH);
    for bytes in objects {
        let place = audit.objects;
        audit.objects += 1;
        match candidate(bytes, place, trust, &known) {
            Some(candidate) => waiting.push(candidate),
            None => {
                let outcome = strictly(bytes, trust, &known, now);
                audit.note(place, outcome);
            }
        }
        if waiting.len() == BATCH {
            audit.settle(&mut waiting, trust, now);
        }
    }
    audit.settle(&mut waiting, trust, now);
    audit.refused.sort_by_key(|(place, _)| *place);
    audit
}

impl Audit {
    fn note(&mut self, place: usize, outcome: Result<(), Untrusted>) {
        if let Err(why) = outcome {
            self.refused.push((place, why));
        }
    }

    /// Verifies what waits, and takes it out.
    fn settle(&mut self, waiting: &mut Vec<Waiting>, trust: &TrustStore, now: UnixTime) {
        let items: Vec<Item<'_>> = waiting.iter().map(Waiting::item).collect();
        let mut good = Vec::with_capacity(items.len());
        verify(&items, &mut good);
        for (waiting, is_good) in waiting.drain(..).zip(good) {
            let outcome = if is_good {
                check_content(&waiting.sign1, &waiting.signer, trust, now)
            } else {
                Err(Untrusted::Forged(ObjectDefect::Signature))
            };
            self.note(waiting.place, outcome);
        }
    }
}

/// An object whose signer is proved and whose signature may go into a batch.
struct Waiting {
    place: usize,
    sign1: Sign1,
    to_be_signed: Vec<u8>,
    signer: Arc<Signer>,
    key: Ed25519Key,
}

impl Waiting {
    fn item(&self) -> Item<'_> {
        Item {
            message: &self.to_be_signed,
            signature: Signature::from_bytes(self.sign1.signature()),
            key: self.key,
        }
    }
}

/// The object as one for a batch; `None` when it must be judged by itself.
fn candidate(
    bytes: &[u8],
    place: usize,
    trust: &TrustStore,
    known: &KnownSigners,
) -> Option<Waiting> {
    let sign1 = Sign1::parse(bytes, Typ::SecurityObject).ok()?;
    if sign1.algorithm() != SignatureAlgorithm::Ed25519 || !is_for_batch(sign1.signature()) {
        return None;
    }
    let signer = match known.find(sign1.certificate(), trust) {
        Some(signer) => signer,
        None => {
            let signer = Arc::new(
                Embedded::parse(sign1.certificate())
                    .ok()?
                    .link(trust)
                    .ok()?,
            );
            known.remember(&signer);
            signer
        }
    };
    let VerifyingKey::Ed25519(key) = signer.embedded.key else {
        return None;
    };
    Some(Waiting {
        place,
        to_be_signed: sign1.to_be_signed(),
        sign1,
        signer,
        key,
    })
}

/// One object as a check verifies it.
fn strictly(
    bytes: &[u8],
    trust: &TrustStore,
    known: &KnownSigners,
    now: UnixTime,
) -> Result<(), Untrusted> {
    let (sign1, signer) = prove_signer(bytes, Typ::SecurityObject, trust, Some(known))?;
    check_content(&sign1, &signer, trust, now)
}

/// What is left when the signature holds: the content, and whether its signer was entitled to it.
fn check_content(
    sign1: &Sign1,
    signer: &Signer,
    trust: &TrustStore,
    now: UnixTime,
) -> Result<(), Untrusted> {
    let object = SecurityObject::decode(sign1.payload()).map_err(|error| match error {
        ModelError::UnsupportedVersion { version, .. } => {
            Untrusted::Newer(NewerFormat::Version(version))
        }
        error => Untrusted::Forged(ObjectDefect::Payload(error)),
    })?;
    let demand = Demand {
        role: Role::Document,
        regions: &[object.region],
        environment: object.environment,
        signed_at: object.signed_at,
    };
    signer.check(&demand, trust, now)
}

/// One signature of a batch.
#[derive(Clone, Copy)]
struct Item<'m> {
    message: &'m [u8],
    signature: Signature,
    key: Ed25519Key,
}

/// Which signatures are good, in their order. All of them have passed [`is_for_batch`].
fn verify(items: &[Item<'_>], good: &mut Vec<bool>) {
    if items.len() <= FEW {
        good.extend(items.iter().map(|item| {
            let strict = item.key.verify_strict(item.message, &item.signature);
            strict.is_ok()
        }));
        return;
    }
    let messages: Vec<&[u8]> = items.iter().map(|item| item.message).collect();
    let signatures: Vec<Signature> = items.iter().map(|item| item.signature).collect();
    let keys: Vec<Ed25519Key> = items.iter().map(|item| item.key).collect();
    if ed25519_dalek::verify_batch(&messages, &signatures, &keys).is_ok() {
        good.extend(items.iter().map(|_| true));
        return;
    }
    let (first, second) = items.split_at(items.len() / 2);
    verify(first, good);
    verify(second, good);
}

/// The `y` of the eight points of small order, least byte first. The sign of `x` is not part of it.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    word(0x01, 0x00, 0x00),
    word(0xEC, 0xFF, 0x7F),
    [
        0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98,
        0xF0, 0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53,
        0xFC, 0x05,
    ],
    [
        0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67,
        0x0F, 0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC,
        0x03, 0x7A,
    ],
];

/// 32 bytes: the first, thirty equal ones, the last.
const fn word(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut word = [middle; 32];
    let [start, .., end] = &mut word;
    *start = first;
    *end = last;
    word
}

/// Whether the `R` of a signature is canonical, which is below `2^255 - 19`, and not of small order.
fn is_for_batch(signature: &[u8; 64]) -> bool {
    let Some(r) = signature.first_chunk::<32>() else {
        return false;
    };
    let mut y = *r;
    let [least, middle @ .., most] = &mut y;
    *most &= 0x7F;
    let is_beyond_the_field =
        *most == 0x7F && middle.iter().all(|byte| *byte == 0xFF) && *least >= 0xED;
    !is_beyond_the_field && !SMALL_ORDER.contains(&y)
}
