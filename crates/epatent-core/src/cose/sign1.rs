// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{
    ALG, CRIT, CoseError, CosePart, KEY_REFERENCE_LENGTH, KID, SIGN1_TAG, SIGNATURE_LENGTH,
    SignatureAlgorithm, SignerHeader, TYP, Typ, TypValue, X5CHAIN, sig_structure,
};
use crate::cbor::{self, Value};

/// A COSE_Sign1 of the right form. Its signature has not been verified.
///
/// `[applet-spec security-object §3]` · RFC 9052 §4.2
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign1 {
    typ: Typ,
    algorithm: SignatureAlgorithm,
    /// Certificate or reference, by the kind of object.
    signer: Vec<u8>,
    protected: Vec<u8>,
    payload: Vec<u8>,
    signature: [u8; SIGNATURE_LENGTH],
}

impl Sign1 {
    /// Reads a tagged COSE_Sign1 whose `typ` is `typ`.
    ///
    /// The payload stays bytes; it is for the reader of that kind of object to check.
    ///
    /// # Errors
    ///
    /// Any deviation from the CDDL of [this module](crate::cose).
    pub fn parse(bytes: &[u8], typ: Typ) -> Result<Self, CoseError> {
        let object =
            cbor::decode_tagged_within(bytes, SIGN1_TAG, typ.max_length()).map_err(|error| {
                CoseError::Cbor {
                    part: CosePart::Object,
                    error,
                }
            })?;
        let parts = match object {
            Value::Array(parts) => <[Value; 4]>::try_from(parts).ok(),
            _ => None,
        };
        let [protected, unprotected, payload, signature] = parts.ok_or(CoseError::Structure {
            expected: "an array of 4",
        })?;
        match unprotected {
            Value::Map(entries) if entries.is_empty() => {}
            Value::Map(_) => return Err(CoseError::UnprotectedHeader),
            _ => {
                return Err(CoseError::Structure {
                    expected: "a map as the unprotected header",
                });
            }
        }
        let protected = bytes_of(protected, "a byte string as the protected header")?;
        let payload = bytes_of(payload, "a byte string as the payload")?;
        let signature = bytes_of(signature, "a byte string as the signature")?;
        let (algorithm, signer) = parse_protected(&protected, typ)?;
        let signature = <[u8; SIGNATURE_LENGTH]>::try_from(signature.as_slice()).map_err(|_| {
            CoseError::SignatureLength {
                actual: signature.len(),
            }
        })?;
        Ok(Self {
            typ,
            algorithm,
            signer,
            protected,
            payload,
            signature,
        })
    }

    /// The algorithm that the protected header names. It must fit the key of the certificate.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The signer's certificate, DER, from the protected header; empty in an object of a kind that
    /// carries a reference instead.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        if self.typ.carries_certificate() {
            &self.signer
        } else {
            &[]
        }
    }

    /// The reference to the signer's certificate or key, in an object of a kind that carries no
    /// certificate. It selects candidates and proves nothing.
    #[must_use]
    pub fn key_reference(&self) -> Option<[u8; KEY_REFERENCE_LENGTH]> {
        if self.typ.carries_certificate() {
            None
        } else {
            self.signer.as_slice().try_into().ok()
        }
    }

    /// The signed content.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signature, 64 bytes: `R ‖ S` of Ed25519 (RFC 8032 section 5.1.6), `r ‖ s` of ES256 (RFC 9053
    /// section 2.1).
    #[must_use]
    pub const fn signature(&self) -> &[u8; SIGNATURE_LENGTH] {
        &self.signature
    }

    /// The signed content, the rest given up.
    #[must_use]
    pub fn into_payload(self) -> Vec<u8> {
        self.payload
    }

    /// The bytes that the signature is over (RFC 9052 section 4.4), with the protected header and the
    /// payload as received.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        sig_structure(&self.protected, &self.payload)
    }
}

fn parse_protected(protected: &[u8], typ: Typ) -> Result<(SignatureAlgorithm, Vec<u8>), CoseError> {
    const NOT_A_MAP: CoseError = CoseError::WrongHeaderType {
        expected: "in a map",
    };
    let header = cbor::decode(protected).map_err(|error| CoseError::Cbor {
        part: CosePart::ProtectedHeader,
        error,
    })?;
    let Value::Map(parameters) = header else {
        return Err(NOT_A_MAP);
    };
    let mut algorithm = None;
    let mut signers = Vec::with_capacity(1);
    let mut typ_found = None;
    // Duplicates were refused by the scanner.
    for (label, value) in parameters {
        let label = integer(&label, "labelled with an integer")?;
        match i64::try_from(label) {
            Ok(ALG) => algorithm = Some(integer(&value, "an integer as alg")?),
            Ok(CRIT) => return Err(CoseError::Critical),
            Ok(TYP) => typ_found = Some(value),
            Ok(label @ (KID | X5CHAIN)) => signers.push((label, value)),
            _ => return Err(CoseError::UnknownHeader { label }),
        }
    }
    let actual = typ_found.ok_or(CoseError::MissingHeader { label: TYP })?;
    if actual != Value::from(typ.value()) {
        return Err(wrong_typ(typ, &actual));
    }
    let algorithm = algorithm.ok_or(CoseError::MissingHeader { label: ALG })?;
    let algorithm = SignatureAlgorithm::from_code(algorithm)
        .ok_or(CoseError::UnknownAlgorithm { algorithm })?;
    Ok((algorithm, signer(signers, typ)?))
}

/// The one header parameter by which an object of this kind names its signer.
fn signer(found: Vec<(i64, Value)>, typ: Typ) -> Result<Vec<u8>, CoseError> {
    let SignerHeader {
        label: wanted,
        lengths,
        expected,
    } = typ.signer_header();
    let mut signer = None;
    for (label, value) in found {
        if label != wanted {
            return Err(CoseError::UnknownHeader {
                label: i128::from(label),
            });
        }
        match value {
            Value::Bytes(bytes) if lengths.contains(&bytes.len()) => signer = Some(bytes),
            _ => return Err(CoseError::WrongHeaderType { expected }),
        }
    }
    signer.ok_or(CoseError::MissingHeader { label: wanted })
}

/// A type that is of another kind of object, or none at all.
fn wrong_typ(expected: Typ, actual: &Value) -> CoseError {
    match actual {
        Value::Integer(number) => CoseError::WrongTyp {
            expected,
            actual: i128::from(*number).to_string(),
        },
        Value::Text(text) => CoseError::WrongTyp {
            expected,
            actual: TypValue::Text(text).to_string(),
        },
        _ => CoseError::WrongHeaderType {
            expected: "an integer or text as typ",
        },
    }
}

fn integer(value: &Value, expected: &'static str) -> Result<i128, CoseError> {
    match value {
        Value::Integer(integer) => Ok(i128::from(*integer)),
        _ => Err(CoseError::WrongHeaderType { expected }),
    }
}

fn bytes_of(value: Value, expected: &'static str) -> Result<Vec<u8>, CoseError> {
    match value {
        Value::Bytes(bytes) => Ok(bytes),
        _ => Err(CoseError::Structure { expected }),
    }
}
