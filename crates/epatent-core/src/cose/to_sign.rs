// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec;
use alloc::vec::Vec;

use super::{ALG, SIGN1_TAG, SIGNATURE_LENGTH, SignatureAlgorithm, TYP, Typ, sig_structure};
use crate::cbor::{self, EncodeError, Value};

/// A COSE_Sign1 that wants nothing but its signature, so that a key elsewhere can make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToSign {
    typ: Typ,
    protected: Vec<u8>,
    payload: Vec<u8>,
}

impl ToSign {
    /// Prepares an object of the kind `typ` over `payload`, for a key that signs with `algorithm` and
    /// that the object names by `signer`: its certificate (DER), or a reference of
    /// [`KEY_REFERENCE_LENGTH`](super::KEY_REFERENCE_LENGTH) bytes, by the kind of object.
    ///
    /// # Errors
    ///
    /// Certificate or payload are longer than CBOR of this system may be.
    pub fn new(
        typ: Typ,
        algorithm: SignatureAlgorithm,
        signer: &[u8],
        payload: Vec<u8>,
    ) -> Result<Self, EncodeError> {
        let protected = cbor::encode(&Value::Map(vec![
            (Value::from(ALG), Value::from(algorithm.code())),
            (Value::from(TYP), Value::from(typ.value())),
            (Value::from(typ.signer_header().label), Value::from(signer)),
        ]))?;
        Ok(Self {
            typ,
            protected,
            payload,
        })
    }

    /// The bytes to sign (RFC 9052 section 4.4).
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        sig_structure(&self.protected, &self.payload)
    }

    /// The content to be signed.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The tagged object with its signature, which the caller has verified.
    ///
    /// # Errors
    ///
    /// The object is longer than its kind may be.
    pub fn complete(self, signature: [u8; SIGNATURE_LENGTH]) -> Result<Vec<u8>, EncodeError> {
        let object = Value::Array(vec![
            Value::Bytes(self.protected),
            Value::Map(Vec::new()),
            Value::Bytes(self.payload),
            Value::from(signature.as_slice()),
        ]);
        cbor::encode_tagged_within(SIGN1_TAG, &object, self.typ.max_length())
    }
}
