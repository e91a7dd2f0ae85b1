// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use coset::{CoseSign1, TaggedCborSerializable};

use super::*;
use crate::cbor::{self, CborErrorKind, Value};

const PAYLOAD: &[u8] = &[0xA1, 0x01, 0x01];
const CERTIFICATE: &[u8] = &[0x30, 0x00];

/// The parameters of a protected header that is right.
fn parameters() -> Vec<(Value, Value)> {
    vec![
        (Value::from(1), Value::from(-19)),
        (Value::from(16), Value::from(65_001)),
        (Value::from(33), Value::from(CERTIFICATE)),
    ]
}

fn protected(parameters: Vec<(Value, Value)>) -> Value {
    Value::Bytes(cbor::encode(&Value::Map(parameters)).unwrap())
}

/// The parts of an object that is right.
fn parts() -> [Value; 4] {
    [
        protected(parameters()),
        Value::Map(vec![]),
        Value::from(PAYLOAD),
        Value::Bytes(vec![0x55; 64]),
    ]
}

fn parse(parts: &[Value]) -> Result<Sign1, CoseError> {
    let bytes = cbor::encode_tagged(SIGN1_TAG, &Value::Array(parts.to_vec())).unwrap();
    Sign1::parse(&bytes, Typ::SecurityObject)
}

/// The error of an object one part of which is another.
fn part_defect(index: usize, part: Value) -> CoseError {
    let mut parts = parts();
    parts[index] = part;
    parse(&parts).unwrap_err()
}

/// The error of an object whose protected header `edit` has broken.
fn header_defect(edit: impl FnOnce(&mut Vec<(Value, Value)>)) -> CoseError {
    let mut parameters = parameters();
    edit(&mut parameters);
    part_defect(0, protected(parameters))
}

fn signed(algorithm: SignatureAlgorithm) -> (Vec<u8>, Vec<u8>) {
    let to_sign = ToSign::new(
        Typ::SecurityObject,
        algorithm,
        CERTIFICATE,
        PAYLOAD.to_vec(),
    )
    .unwrap();
    let statement = to_sign.to_be_signed();
    (statement, to_sign.complete([0x55; 64]).unwrap())
}

#[test]
fn object_is_read_as_it_was_written() {
    for algorithm in [SignatureAlgorithm::Ed25519, SignatureAlgorithm::Es256] {
        let (statement, bytes) = signed(algorithm);
        let object = Sign1::parse(&bytes, Typ::SecurityObject).unwrap();
        assert_eq!(object.algorithm(), algorithm);
        assert_eq!(object.certificate(), CERTIFICATE);
        assert_eq!(object.payload(), PAYLOAD);
        assert_eq!(object.signature(), &[0x55; 64]);
        assert_eq!(object.to_be_signed(), statement);
    }
}

#[test]
fn object_and_sig_structure_have_the_bytes_of_rfc_9052() {
    let (statement, bytes) = signed(SignatureAlgorithm::Ed25519);
    let protected = hex_literal::hex!(
        "A3"
        "01 32"       // alg: -19
        "10 19 FDE9"  // typ: 65001
        "1821 42 3000" // x5chain
    );
    let mut expected = hex_literal::hex!("D2 84 4C").to_vec();
    expected.extend(protected);
    expected.extend(hex_literal::hex!("A0 43 A10101 5840"));
    expected.extend([0x55; 64]);
    assert_eq!(bytes, expected);

    let mut expected = hex_literal::hex!("84 6A 5369676E617475726531 4C").to_vec();
    expected.extend(protected);
    expected.extend(hex_literal::hex!("40 43 A10101"));
    assert_eq!(statement, expected);
}

#[test]
fn general_purpose_cose_agrees() {
    let (statement, bytes) = signed(SignatureAlgorithm::Ed25519);
    let other = CoseSign1::from_tagged_slice(&bytes).unwrap();
    assert_eq!(other.tbs_data(&[]), statement);
    assert_eq!(
        other.protected.header.alg,
        Some(coset::Algorithm::Assigned(iana::Algorithm::Ed25519))
    );
}

#[test]
fn object_without_tag_is_refused() {
    let (_, bytes) = signed(SignatureAlgorithm::Ed25519);
    let error = Sign1::parse(&bytes[1..], Typ::SecurityObject).unwrap_err();
    assert!(
        matches!(error, CoseError::Cbor { part: CosePart::Object, error }
            if error.kind == CborErrorKind::TagMissing),
        "{error}"
    );
}

#[test]
fn object_with_another_tag_is_refused() {
    for tag in [17, 98, 55_799] {
        let bytes = cbor::encode_tagged(tag, &Value::Array(parts().to_vec())).unwrap();
        assert!(matches!(
            Sign1::parse(&bytes, Typ::SecurityObject),
            Err(CoseError::Cbor { .. })
        ));
    }
}

#[test]
fn trailing_byte_after_the_object_is_refused() {
    let (_, mut bytes) = signed(SignatureAlgorithm::Ed25519);
    bytes.push(0);
    let error = Sign1::parse(&bytes, Typ::SecurityObject).unwrap_err();
    assert!(
        matches!(error, CoseError::Cbor { part: CosePart::Object, error }
            if error.kind == CborErrorKind::TrailingBytes && error.offset == bytes.len() - 1),
        "{error}"
    );
}

#[test]
fn trailing_byte_in_the_protected_header_is_refused() {
    let mut bytes = cbor::encode(&Value::Map(parameters())).unwrap();
    bytes.push(0);
    let error = part_defect(0, Value::Bytes(bytes));
    assert!(
        matches!(error, CoseError::Cbor { part: CosePart::ProtectedHeader, error }
            if error.kind == CborErrorKind::TrailingBytes),
        "{error}"
    );
}

#[test]
fn duplicate_parameter_is_refused() {
    let error = part_defect(0, Value::from(&[0xA2, 0x01, 0x32, 0x01, 0x32][..]));
    assert!(
        matches!(error, CoseError::Cbor { part: CosePart::ProtectedHeader, error }
            if error.kind == CborErrorKind::DuplicateKey),
        "{error}"
    );
}

#[test]
fn empty_protected_header_is_refused() {
    let empty = part_defect(0, Value::Bytes(vec![]));
    assert!(matches!(empty, CoseError::Cbor { .. }), "{empty}");
    let no_parameter = part_defect(0, protected(vec![]));
    assert_eq!(no_parameter, CoseError::MissingHeader { label: 16 });
}

#[test]
fn each_missing_parameter_is_refused() {
    for (index, label) in [(0, 1), (1, 16), (2, 33)] {
        let error = header_defect(|parameters| drop(parameters.remove(index)));
        assert_eq!(error, CoseError::MissingHeader { label });
    }
}

// shows: EPC-OBJ-01
#[test]
fn other_parameters_are_refused() {
    for label in [3, 4, 32, 34, -1] {
        let error = header_defect(|parameters| {
            parameters.push((Value::from(label), Value::from(0)));
        });
        assert_eq!(
            error,
            CoseError::UnknownHeader {
                label: i128::from(label)
            }
        );
    }
    let text = header_defect(|parameters| parameters.push((Value::from("x"), Value::from(0))));
    assert!(matches!(text, CoseError::WrongHeaderType { .. }), "{text}");
}

// shows: EPC-OBJ-01
#[test]
fn critical_parameters_are_refused() {
    let error = header_defect(|parameters| {
        parameters.push((Value::from(2), Value::Array(vec![Value::from(16)])));
    });
    assert_eq!(error, CoseError::Critical);
}

#[test]
fn another_typ_is_refused() {
    let error = header_defect(|parameters| parameters[1].1 = Value::from(65_003));
    let (expected, actual) = (Typ::SecurityObject, "65003".into());
    assert_eq!(error, CoseError::WrongTyp { expected, actual });
}

#[test]
fn typ_as_text_is_another_typ_and_typ_as_bytes_none() {
    let error = header_defect(|parameters| parameters[1].1 = Value::from("65001"));
    let (expected, actual) = (Typ::SecurityObject, "\"65001\"".into());
    assert_eq!(error, CoseError::WrongTyp { expected, actual });
    assert_eq!(
        error.to_string(),
        "the object is of type \"65001\", not 65001"
    );
    let error = header_defect(|parameters| parameters[1].1 = Value::from(&[1_u8][..]));
    assert!(
        matches!(error, CoseError::WrongHeaderType { .. }),
        "{error}"
    );
}

const TYPS: [Typ; 8] = [
    Typ::SecurityObject,
    Typ::TrustBundle,
    Typ::PaymentRecord,
    Typ::PaidThroughSnapshot,
    Typ::PaidThroughDelta,
    Typ::QrCode,
    Typ::CheckReport,
    Typ::StatusList,
];

// shows: EPC-LIST-03
#[test]
fn an_object_of_one_typ_is_none_of_any_other() {
    for made in TYPS {
        let algorithm = SignatureAlgorithm::Ed25519;
        let signer = signer_of(made);
        let object = ToSign::new(made, algorithm, signer, PAYLOAD.to_vec()).unwrap();
        let object = object.complete([0x55; 64]).unwrap();
        for wanted in TYPS {
            match Sign1::parse(&object, wanted) {
                Ok(_) => assert_eq!(made, wanted),
                Err(CoseError::WrongTyp { expected, .. }) => {
                    assert_eq!(expected, wanted);
                    assert_ne!(made, wanted);
                }
                Err(error) => panic!("{made:?} as {wanted:?}: {error}"),
            }
        }
    }
}

#[test]
fn only_a_list_may_be_longer_than_other_objects() {
    let payload = vec![0; cbor::MAX_LENGTH];
    let algorithm = SignatureAlgorithm::Ed25519;
    for typ in TYPS {
        let object = ToSign::new(typ, algorithm, signer_of(typ), payload.clone()).unwrap();
        let is_list = typ.max_length() == MAX_LIST_LENGTH;
        let object = object.complete([0x55; 64]);
        assert_eq!(object.is_ok(), is_list, "{typ:?}");
        if let Ok(object) = object {
            assert_eq!(Sign1::parse(&object, typ).unwrap().payload(), payload);
        }
    }
}

#[test]
fn unknown_algorithm_is_refused() {
    // EdDSA without its curve (RFC 9864 replaces it), ES384, HMAC.
    for algorithm in [-8, -35, 5, 0] {
        let error = header_defect(|parameters| parameters[0].1 = Value::from(algorithm));
        let algorithm = i128::from(algorithm);
        assert_eq!(error, CoseError::UnknownAlgorithm { algorithm });
    }
}

#[test]
fn chain_of_certificates_is_refused() {
    let error = header_defect(|parameters| {
        parameters[2].1 = Value::Array(vec![Value::from(CERTIFICATE); 2]);
    });
    assert!(
        matches!(error, CoseError::WrongHeaderType { .. }),
        "{error}"
    );
}

// shows: EPC-OBJ-01
#[test]
fn unprotected_parameter_is_refused() {
    let error = part_defect(1, Value::Map(vec![(Value::from(4), Value::from(0))]));
    assert_eq!(error, CoseError::UnprotectedHeader);
}

#[test]
fn parts_of_another_type_are_refused() {
    for index in 0..4 {
        for part in [Value::Null, Value::from(1)] {
            let error = part_defect(index, part);
            assert!(
                matches!(error, CoseError::Structure { .. }),
                "{index}: {error}"
            );
        }
    }
}

#[test]
fn array_of_another_length_is_refused() {
    let mut longer = parts().to_vec();
    longer.push(Value::Null);
    for parts in [&parts()[..3], &longer, &[]] {
        assert!(matches!(parse(parts), Err(CoseError::Structure { .. })));
    }
}

#[test]
fn signature_of_another_length_is_refused() {
    for actual in [0, 63, 65] {
        let error = part_defect(3, Value::Bytes(vec![0; actual]));
        assert_eq!(error, CoseError::SignatureLength { actual });
    }
}

#[test]
fn truncated_object_is_refused_at_every_length() {
    let (_, bytes) = signed(SignatureAlgorithm::Ed25519);
    for length in 0..bytes.len() {
        assert!(
            Sign1::parse(&bytes[..length], Typ::SecurityObject).is_err(),
            "{length}"
        );
    }
}

/// How an object of this kind names its signer.
fn signer_of(typ: Typ) -> &'static [u8] {
    if typ.carries_certificate() {
        CERTIFICATE
    } else {
        &REFERENCE
    }
}

/// A printed code names its signer by the first bytes of a digest.
const REFERENCE: [u8; 8] = [0xA5; 8];

fn referring(parameters: Vec<(Value, Value)>) -> Result<Sign1, CoseError> {
    let mut parts = parts();
    parts[0] = protected(parameters);
    let bytes = cbor::encode_tagged(SIGN1_TAG, &Value::Array(parts.to_vec())).unwrap();
    Sign1::parse(&bytes, Typ::QrCode)
}

fn referring_parameters() -> Vec<(Value, Value)> {
    vec![
        (Value::from(1), Value::from(-19)),
        (Value::from(4), Value::from(&REFERENCE[..])),
        (Value::from(16), Value::from(65_007)),
    ]
}

#[test]
fn object_with_a_reference_is_read_as_it_was_written() {
    let to_sign = ToSign::new(
        Typ::QrCode,
        SignatureAlgorithm::Ed25519,
        &REFERENCE,
        PAYLOAD.to_vec(),
    )
    .unwrap();
    let statement = to_sign.to_be_signed();
    let bytes = to_sign.complete([0x55; 64]).unwrap();
    let object = Sign1::parse(&bytes, Typ::QrCode).unwrap();
    assert_eq!(object, referring(referring_parameters()).unwrap());
    assert_eq!(object.key_reference(), Some(REFERENCE));
    assert_eq!(object.certificate(), b"");
    assert_eq!(object.to_be_signed(), statement);
    let (_, other) = signed(SignatureAlgorithm::Ed25519);
    let other = Sign1::parse(&other, Typ::SecurityObject).unwrap();
    assert_eq!(other.key_reference(), None);
}

#[test]
fn reference_of_another_length_or_type_is_refused() {
    for value in [
        Value::Bytes(vec![]),
        Value::Bytes(vec![1; 7]),
        Value::Bytes(vec![1; 9]),
        Value::from(1),
    ] {
        let mut parameters = referring_parameters();
        parameters[1].1 = value;
        let error = referring(parameters).unwrap_err();
        assert!(
            matches!(error, CoseError::WrongHeaderType { .. }),
            "{error}"
        );
    }
}

// shows: EPC-QR-03
#[test]
fn certificate_and_reference_do_not_stand_for_each_other() {
    let mut with_certificate = referring_parameters();
    with_certificate[1] = (Value::from(33), Value::from(CERTIFICATE));
    assert_eq!(
        referring(with_certificate).unwrap_err(),
        CoseError::UnknownHeader { label: 33 }
    );
    let error = header_defect(|parameters| {
        parameters[2] = (Value::from(4), Value::from(&REFERENCE[..]));
    });
    assert_eq!(error, CoseError::UnknownHeader { label: 4 });
    let mut without = referring_parameters();
    without.remove(1);
    assert_eq!(
        referring(without).unwrap_err(),
        CoseError::MissingHeader { label: 4 }
    );
}
