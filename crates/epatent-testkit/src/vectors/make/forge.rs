// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a forger has: keys, and the means to sign anything with them.

use epatent_core::cbor::{self, Value};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::chip_proof::{ChipProof, NO_CHANNEL, NO_PAYMENT};
use epatent_core::cose::{SIGN1_TAG, Sign1, SignatureAlgorithm, Typ};
use epatent_core::object::Digest;
use epatent_core::presentation::Presentation;
use epatent_sign::authority::SignerRequest;
use epatent_sign::{CardContents, FileKey, IssueTerms, Signer};

use crate::cards::{self, ChipSecret, TestCard};
use crate::lab::{Lab, LabSigner, Setup};
use crate::{fixed, people};

/// When the vectors' cards are checked.
pub(super) const CHECKED_AT: &str = "2026-11-20T10:00:00Z";

/// Seed of the laboratory of the vectors.
const LAB_SEED: u64 = 20_261_102;

/// Stands for a portrait: a picture would make every vector ten thousand digits long.
const PICTURE: [u8; 15] = *b"\xFF\xD8 no picture\xFF\xD9";

/// The laboratory, with signers of both kinds under one root.
pub(super) struct Bench {
    /// Root and signers with Ed25519.
    pub(super) lab: Lab,
    /// The same root, signers with P-256.
    pub(super) es256: Lab,
    /// A bundle signer under the root.
    pub(super) bundle_signer: LabSigner,
    /// Rakhimov, Yusupova and Toktogulov; their pictures are drawn once and then left out.
    people: [CardContents; 3],
}

impl Bench {
    pub(super) fn new() -> Self {
        let ed25519 = Setup {
            seed: LAB_SEED,
            ..Setup::default()
        };
        let es256 = Setup {
            signers: SignatureAlgorithm::Es256,
            ..ed25519
        };
        let lab = Lab::with(ed25519);
        let bundle_signer = lab.signer_but(LAB_SEED + 4, |request| {
            request.subject.common_name = "Bundle signer".to_owned();
            request.roles = vec![Role::Bundle];
            request.regions.clear();
        });
        Self {
            lab,
            bundle_signer,
            es256: Lab::with(es256),
            people: people::all().map(small),
        }
    }

    /// A man of region 77 with every field.
    pub(super) fn rakhimov(&self) -> CardContents {
        let [rakhimov, _, _] = &self.people;
        rakhimov.clone()
    }

    /// A woman of region 50, a territory in it, any profession.
    pub(super) fn yusupova(&self) -> CardContents {
        let [_, yusupova, _] = &self.people;
        yusupova.clone()
    }

    /// A stateless man of region 77 with a surname and a birth year.
    pub(super) fn toktogulov(&self) -> CardContents {
        let [_, _, toktogulov] = &self.people;
        toktogulov.clone()
    }

    /// A laboratory with other keys and the same names.
    pub(super) fn namesake() -> Lab {
        Lab::new(LAB_SEED + 1)
    }

    /// A genuine card of the Ed25519 signer of its region.
    pub(super) fn card(&self, contents: CardContents) -> TestCard {
        self.card_but(contents, |_| {})
    }

    /// The same with other terms.
    pub(super) fn card_but(
        &self,
        contents: CardContents,
        change: impl FnOnce(&mut IssueTerms),
    ) -> TestCard {
        // Another person, another card: salts, card id and chip key differ.
        let seed = fixed(contents.patent.number.number().parse());
        cards::signed_but(&self.lab, contents, seed, change)
    }

    /// Another signer under the root.
    pub(super) fn signer_but(&self, change: impl FnOnce(&mut SignerRequest)) -> LabSigner {
        self.lab.signer_but(LAB_SEED + 2, change)
    }
}

/// The same person with a few bytes for a portrait.
fn small(mut contents: CardContents) -> CardContents {
    contents.portrait.image = PICTURE.to_vec();
    contents
}

/// The card with its chip's proof of [`CHECKED_AT`].
pub(super) fn proved(card: &TestCard) -> Presentation {
    let mut shown = card.presentation();
    prove(&mut shown, &card.chip, card);
    shown
}

/// Lets `chip` answer for the security object that `shown` has now.
pub(super) fn prove(shown: &mut Presentation, chip: &ChipSecret, card: &TestCard) {
    prove_head(shown, chip, card, NO_PAYMENT);
}

/// The same for a chip whose payment log has this head.
pub(super) fn prove_head(
    shown: &mut Presentation,
    chip: &ChipSecret,
    card: &TestCard,
    payment_head: [u8; 32],
) {
    let terminal = cards::terminal(CHECKED_AT, card.terms.region);
    let mut proof = ChipProof {
        host_nonce: [0x42; 32],
        terminal_statement: fixed(terminal.encode()),
        channel_binding: NO_CHANNEL,
        payment_head,
        signature: Vec::new(),
    };
    let statement = proof.statement(Digest::of(&shown.security_object));
    proof.signature = chip.sign(&statement);
    shown.chip_proof = Some(proof);
}

/// The payload of a security object.
pub(super) fn payload_of(object: &[u8]) -> Vec<u8> {
    fixed(Sign1::parse(object, Typ::SecurityObject))
        .payload()
        .to_vec()
}

/// A map of CBOR with something changed.
pub(super) fn edited(bytes: &[u8], change: impl FnOnce(&mut Fields)) -> Vec<u8> {
    let Value::Map(entries) = fixed(cbor::decode(bytes)) else {
        return fixed(Err("not a map"));
    };
    let mut fields = Fields(entries);
    change(&mut fields);
    fixed(cbor::encode(&Value::Map(fields.0)))
}

/// The entries of a map with integer keys.
pub(super) struct Fields(Vec<(Value, Value)>);

impl Fields {
    /// Adds or replaces a field.
    pub(super) fn put(&mut self, key: i64, value: impl Into<Value>) {
        self.remove(key);
        self.0.push((Value::from(key), value.into()));
    }

    /// Takes a field away.
    pub(super) fn remove(&mut self, key: i64) {
        self.0.retain(|(found, _)| *found != Value::from(key));
    }

    /// Changes the elements of the array inside a field.
    pub(super) fn items(&mut self, key: i64, change: impl FnOnce(&mut Vec<Value>)) {
        if let Some(Value::Array(items)) = self.value(key) {
            change(items);
        }
    }

    /// Changes the map that is the first element of the array inside a field.
    pub(super) fn item(&mut self, key: i64, change: impl FnOnce(&mut Fields)) {
        self.items(key, |items| {
            if let Some(Value::Map(entries)) = items.first_mut() {
                changed(entries, change);
            }
        });
    }

    /// Changes the map inside a field.
    pub(super) fn inside(&mut self, key: i64, change: impl FnOnce(&mut Fields)) {
        if let Some(Value::Map(entries)) = self.value(key) {
            changed(entries, change);
        }
    }

    fn value(&mut self, key: i64) -> Option<&mut Value> {
        let place = self
            .0
            .iter_mut()
            .find(|(found, _)| *found == Value::from(key));
        place.map(|(_, value)| value)
    }
}

fn changed(entries: &mut Vec<(Value, Value)>, change: impl FnOnce(&mut Fields)) {
    let mut fields = Fields(std::mem::take(entries));
    change(&mut fields);
    *entries = fields.0;
}

/// The protected header of edition 1.
pub(super) fn header(signer: &LabSigner) -> Vec<(Value, Value)> {
    header_of(signer, Typ::SecurityObject)
}

fn header_of(signer: &LabSigner, typ: Typ) -> Vec<(Value, Value)> {
    vec![
        (Value::from(1), Value::from(signer.key.algorithm().code())),
        (Value::from(16), Value::from(typ.value())),
        (Value::from(33), Value::from(signer.certificate.der())),
    ]
}

/// A security object over any payload.
pub(super) fn object(signer: &LabSigner, payload: &[u8]) -> Vec<u8> {
    signed(signer, Typ::SecurityObject, payload)
}

/// A document of any kind over any payload.
pub(super) fn signed(signer: &LabSigner, typ: Typ, payload: &[u8]) -> Vec<u8> {
    let protected = fixed(cbor::encode(&Value::Map(header_of(signer, typ))));
    object_under(&protected, payload, &signer.key)
}

/// A security object with any protected header, correctly signed.
pub(super) fn object_under(protected: &[u8], payload: &[u8], key: &FileKey) -> Vec<u8> {
    assembled(
        protected,
        Value::Map(Vec::new()),
        Value::from(payload),
        &signature(protected, payload, key),
    )
}

/// The signature of a COSE_Sign1 (RFC 9052 section 4.4).
pub(super) fn signature(protected: &[u8], payload: &[u8], key: &FileKey) -> [u8; 64] {
    let message = fixed(cbor::encode(&Value::Array(vec![
        Value::from("Signature1"),
        Value::from(protected),
        Value::Bytes(Vec::new()),
        Value::from(payload),
    ])));
    fixed(key.sign(&message))
}

/// A tagged array of four parts, whatever they are.
pub(super) fn assembled(
    protected: &[u8],
    unprotected: Value,
    payload: Value,
    signature: &[u8],
) -> Vec<u8> {
    let object = Value::Array(vec![
        Value::from(protected),
        unprotected,
        payload,
        Value::from(signature),
    ]);
    fixed(cbor::encode_tagged(SIGN1_TAG, &object))
}

/// Replaces the `nth` occurrence of some bytes by as many others.
pub(super) fn replaced(bytes: &[u8], from: &[u8], to: &[u8], nth: usize) -> Vec<u8> {
    let place = (0..bytes.len())
        .filter(|&start| {
            bytes
                .get(start..)
                .is_some_and(|rest| rest.starts_with(from))
        })
        .nth(nth);
    let place = fixed(place.ok_or("the bytes to replace are not there"));
    let mut bytes = bytes.to_vec();
    if let Some(part) = bytes.get_mut(place..place.saturating_add(to.len())) {
        part.copy_from_slice(to);
    }
    bytes
}

/// Flips the lowest bit of the byte at `place`; from the end where it is negative.
pub(super) fn flipped(bytes: &[u8], place: isize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let from_end = bytes.len().saturating_sub(place.unsigned_abs());
    let place = usize::try_from(place).unwrap_or(from_end);
    if let Some(byte) = bytes.get_mut(place) {
        *byte ^= 1;
    }
    bytes
}

/// Length of the head of a certificate: SEQUENCE with a length of two bytes.
const CERTIFICATE_HEAD: usize = 4;

/// A certificate whose changed content an Ed25519 root signs again.
pub(super) fn resigned(genuine: &Certificate, changed: Vec<u8>, root: &FileKey) -> Vec<u8> {
    let end = CERTIFICATE_HEAD.saturating_add(genuine.tbs().len());
    let signature = fixed(root.sign(changed.get(CERTIFICATE_HEAD..end).unwrap_or_default()));
    let mut changed = changed;
    let start = changed.len().saturating_sub(signature.len());
    if let Some(place) = changed.get_mut(start..) {
        place.copy_from_slice(&signature);
    }
    changed
}
