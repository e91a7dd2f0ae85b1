// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use core::ops::Range;

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef};
use der::{Decode, EncodeValue, Reader, SliceReader, Tag, TagNumber, Tagged};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use x509_cert::name::Name;
use x509_cert::time::Time;

use super::extensions::{self, Extensions};
use super::{Certificate, CertificateError, MAX_CERTIFICATE_LENGTH, PublicKey};
use crate::UnixTime;
use crate::chip_proof::MAX_SIGNATURE_LENGTH as MAX_ECDSA_LENGTH;
use crate::cose::{SIGNATURE_LENGTH, SignatureAlgorithm};
use crate::object::{ChipKey, ChipKeyError};

/// id-Ed25519, for keys and for signatures (RFC 8410 section 3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// id-ecPublicKey (RFC 5480 section 2.1.1).
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// secp256r1 (RFC 5480 section 2.1.1.1).
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// ecdsa-with-SHA256 (RFC 5758 section 3.2).
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// Value of the field `version` for version 3.
const V3: &[u8] = &[2];
/// Longest serial number in bytes (RFC 5280 section 4.1.2.2).
const MAX_SERIAL_LENGTH: u8 = 20;
/// First year that is not written as UTCTime (RFC 5280 section 4.1.2.5).
const FIRST_GENERALIZED_YEAR: u16 = 2050;

/// What the signed part says.
struct Tbs<'a> {
    algorithm: &'a [u8],
    serial: &'a [u8],
    issuer: Range<usize>,
    subject: Range<usize>,
    not_before: UnixTime,
    not_after: UnixTime,
    public_key: PublicKey,
    extensions: Extensions,
}

/// Reads `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }`.
pub(super) fn certificate(der: &[u8]) -> Result<Certificate, CertificateError> {
    if der.len() > MAX_CERTIFICATE_LENGTH {
        return Err(CertificateError::TooLong { actual: der.len() });
    }
    let mut reader = SliceReader::new(der)?;
    let (tbs_range, tbs, algorithm, signature) = reader.sequence(|outer| {
        let start = position(outer)?;
        let tbs = outer.sequence(tbs)?;
        let end = position(outer)?;
        let algorithm = outer.tlv_bytes()?;
        let signature = BitStringRef::decode(outer)?;
        Ok::<_, CertificateError>((start..end, tbs, algorithm, signature))
    })?;
    if !reader.is_finished() {
        let count = usize::try_from(reader.remaining_len())?;
        return Err(CertificateError::TrailingBytes { count });
    }
    if algorithm != tbs.algorithm {
        return Err(CertificateError::AlgorithmMismatch);
    }
    let signature_algorithm = signature_algorithm(algorithm)?;
    let signature = signature
        .as_bytes()
        .filter(|bytes| match signature_algorithm {
            SignatureAlgorithm::Ed25519 => bytes.len() == SIGNATURE_LENGTH,
            SignatureAlgorithm::Es256 => (1..=MAX_ECDSA_LENGTH).contains(&bytes.len()),
        })
        .ok_or(CertificateError::SignatureLength)?;
    Ok(Certificate {
        der: der.to_vec(),
        tbs: tbs_range,
        issuer: tbs.issuer,
        subject: tbs.subject,
        serial: tbs.serial.to_vec(),
        not_before: tbs.not_before,
        not_after: tbs.not_after,
        public_key: tbs.public_key,
        extensions: tbs.extensions,
        signature_algorithm,
        signature: signature.to_vec(),
    })
}

/// Reads the fields of `TBSCertificate`.
fn tbs<'a>(reader: &mut SliceReader<'a>) -> Result<Tbs<'a>, CertificateError> {
    demand_version(reader)?;
    let serial = serial(reader)?;
    let algorithm = reader.tlv_bytes()?;
    let issuer = name(reader)?;
    let (not_before, not_after) = reader
        .sequence(|validity| Ok::<_, CertificateError>((not_before(validity)?, time(validity)?)))?;
    if not_before > not_after {
        return Err(CertificateError::Validity);
    }
    let subject = name(reader)?;
    let public_key = public_key(&SubjectPublicKeyInfoRef::decode(reader)?)?;
    if reader.is_finished() {
        return Err(CertificateError::Extensions);
    }
    let extensions = AnyRef::decode(reader)?;
    if extensions.tag() != context_specific(3) {
        return Err(CertificateError::Extensions);
    }
    Ok(Tbs {
        algorithm,
        serial,
        issuer,
        subject,
        not_before,
        not_after,
        public_key,
        extensions: extensions::read(extensions.value())?,
    })
}

const fn context_specific(number: u32) -> Tag {
    Tag::ContextSpecific {
        constructed: true,
        number: TagNumber(number),
    }
}

/// `[0] EXPLICIT Version`: 2, which is version 3.
fn demand_version(reader: &mut SliceReader<'_>) -> Result<(), CertificateError> {
    if Tag::peek(reader)? != context_specific(0) {
        return Err(CertificateError::Version);
    }
    let version = AnyRef::from_der(AnyRef::decode(reader)?.value())?;
    if version.tag() == Tag::Integer && version.value() == V3 {
        Ok(())
    } else {
        Err(CertificateError::Version)
    }
}

fn serial<'a>(reader: &mut SliceReader<'a>) -> Result<&'a [u8], CertificateError> {
    let serial = UintRef::decode(reader).map_err(|_| CertificateError::SerialNumber)?;
    let too_long = serial.value_len()? > MAX_SERIAL_LENGTH.into();
    if too_long || serial.as_bytes() == [0] {
        return Err(CertificateError::SerialNumber);
    }
    Ok(serial.as_bytes())
}

/// The place of a name, which is well formed and says something.
fn name(reader: &mut SliceReader<'_>) -> Result<Range<usize>, CertificateError> {
    let start = position(reader)?;
    let name = Name::decode(reader)?;
    if name.is_empty() {
        return Err(CertificateError::EmptyName);
    }
    Ok(start..position(reader)?)
}

/// A term that begins later than any time here never begins.
fn not_before(reader: &mut SliceReader<'_>) -> Result<UnixTime, CertificateError> {
    match time(reader)? {
        UnixTime::MAX => Err(CertificateError::Validity),
        time => Ok(time),
    }
}

/// A time; one beyond the range of times is the last of them.
fn time(reader: &mut SliceReader<'_>) -> Result<UnixTime, CertificateError> {
    let time = Time::decode(reader)?;
    if let Time::GeneralTime(time) = time
        && time.to_date_time().year() < FIRST_GENERALIZED_YEAR
    {
        return Err(CertificateError::Validity);
    }
    Ok(UnixTime::from_seconds(time.to_unix_duration().as_secs()).unwrap_or(UnixTime::MAX))
}

fn signature_algorithm(der: &[u8]) -> Result<SignatureAlgorithm, CertificateError> {
    let algorithm = AlgorithmIdentifierRef::from_der(der)?;
    match (algorithm.oid, algorithm.parameters) {
        (ED25519, None) => Ok(SignatureAlgorithm::Ed25519),
        (ECDSA_WITH_SHA256, None) => Ok(SignatureAlgorithm::Es256),
        (ED25519 | ECDSA_WITH_SHA256, Some(_)) => Err(CertificateError::AlgorithmParameters),
        (oid, _) => Err(CertificateError::SignatureAlgorithm { oid }),
    }
}

fn public_key(key: &SubjectPublicKeyInfoRef<'_>) -> Result<PublicKey, CertificateError> {
    let oid = key.algorithm.oid;
    let unusable = CertificateError::PublicKey { oid };
    let Some(bytes) = key.subject_public_key.as_bytes() else {
        return Err(unusable);
    };
    match (oid, key.algorithm.parameters) {
        (ED25519, None) => match bytes.try_into() {
            Ok(bytes) => Ok(PublicKey::Ed25519(bytes)),
            Err(_) => Err(unusable),
        },
        (EC_PUBLIC_KEY, Some(curve)) => match curve.decode_as() {
            Ok(SECP256R1) => match ChipKey::from_sec1(bytes) {
                Ok(point) => Ok(PublicKey::P256(*point.as_sec1())),
                Err(ChipKeyError::NotOnCurve) => Err(CertificateError::KeyNotOnCurve),
                Err(_) => Err(unusable),
            },
            Ok(oid) => Err(CertificateError::UnknownKeyType { oid }),
            // A curve that is spelt out and not named is forbidden (RFC 5480 section 2.1.1).
            Err(_) => Err(unusable),
        },
        (ED25519, Some(_)) | (EC_PUBLIC_KEY, None) => Err(unusable),
        (oid, _) => Err(CertificateError::UnknownKeyType { oid }),
    }
}

fn position(reader: &SliceReader<'_>) -> Result<usize, CertificateError> {
    Ok(usize::try_from(reader.position())?)
}
