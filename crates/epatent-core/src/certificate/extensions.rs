// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec::Vec;

use der::asn1::{AnyRef, OctetStringRef, PrintableStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage as KeyUsageBits, KeyUsages,
};

use super::{
    CertificateError, ENVIRONMENT_OID, KeyUsage, MAX_EXTENSIONS, MAX_LIST_ENTRIES, Oid,
    REGIONS_OID, Role,
};
use crate::Region;
use crate::object::Environment;

/// id-ce-subjectKeyIdentifier, 2.5.29.14.
const SUBJECT_KEY_IDENTIFIER: Oid = Oid::from_static(&[0x55, 0x1D, 0x0E]);
/// id-ce-keyUsage, 2.5.29.15.
const KEY_USAGE: Oid = Oid::from_static(&[0x55, 0x1D, 0x0F]);
/// id-ce-basicConstraints, 2.5.29.19.
const BASIC_CONSTRAINTS: Oid = Oid::from_static(&[0x55, 0x1D, 0x13]);
/// id-ce-authorityKeyIdentifier, 2.5.29.35.
const AUTHORITY_KEY_IDENTIFIER: Oid = Oid::from_static(&[0x55, 0x1D, 0x23]);
/// id-ce-extKeyUsage, 2.5.29.37.
const EXTENDED_KEY_USAGE: Oid = Oid::from_static(&[0x55, 0x1D, 0x25]);

/// What the known extensions say; a missing one leaves its default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Extensions {
    pub(super) critical_basic_constraints: bool,
    pub(super) critical_key_usage: bool,
    pub(super) critical_extended_key_usage: bool,
    pub(super) is_ca: bool,
    pub(super) path_length: Option<u8>,
    pub(super) key_usage: KeyUsage,
    pub(super) roles: Vec<Role>,
    pub(super) regions: Vec<Region>,
    pub(super) environment: Option<Environment>,
    pub(super) subject_key_id: Option<Vec<u8>>,
    pub(super) authority_key_id: Option<Vec<u8>>,
}

/// Reads `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension` (RFC 5280 section 4.1).
pub(super) fn read(der: &[u8]) -> Result<Extensions, CertificateError> {
    let mut seen: Vec<Oid> = Vec::new();
    let mut extensions = Extensions::default();
    let mut reader = SliceReader::new(der)?;
    reader.sequence(|list| {
        while !list.is_finished() {
            let (oid, critical, value) = list.sequence(extension)?;
            if seen.len() == MAX_EXTENSIONS {
                return Err(CertificateError::TooManyExtensions);
            }
            if seen.contains(&oid) {
                return Err(CertificateError::DuplicateExtension { oid });
            }
            seen.push(oid);
            if !extensions.take(oid, value)? && critical {
                return Err(CertificateError::UnknownCriticalExtension { oid });
            }
            match oid {
                BASIC_CONSTRAINTS => extensions.critical_basic_constraints = critical,
                KEY_USAGE => extensions.critical_key_usage = critical,
                EXTENDED_KEY_USAGE => extensions.critical_extended_key_usage = critical,
                _ => {}
            }
        }
        Ok(())
    })?;
    reader.finish()?;
    if seen.is_empty() {
        return Err(CertificateError::Extensions);
    }
    Ok(extensions)
}

/// `Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`.
fn extension<'a>(reader: &mut SliceReader<'a>) -> Result<(Oid, bool, &'a [u8]), CertificateError> {
    let oid = Oid::decode(reader)?;
    let critical = Tag::peek(reader)? == Tag::Boolean;
    if critical && !bool::decode(reader)? {
        // DER does not write a default value (X.690 section 11.5).
        return Err(malformed(oid, "in DER: critical FALSE is written"));
    }
    let value = <&OctetStringRef>::decode(reader)?;
    Ok((oid, critical, value.as_bytes()))
}

const fn malformed(oid: Oid, expected: &'static str) -> CertificateError {
    CertificateError::MalformedExtension { oid, expected }
}

impl Extensions {
    /// Takes in an extension; false when it is not known.
    fn take(&mut self, oid: Oid, value: &[u8]) -> Result<bool, CertificateError> {
        match oid {
            BASIC_CONSTRAINTS => self.take_basic_constraints(value)?,
            KEY_USAGE => self.key_usage = key_usage(value)?,
            EXTENDED_KEY_USAGE => self.roles = roles(value)?,
            REGIONS_OID => self.regions = regions(value)?,
            ENVIRONMENT_OID => self.environment = Some(environment(value)?),
            SUBJECT_KEY_IDENTIFIER => {
                let id = <&OctetStringRef>::from_der(value)
                    .map_err(|_| malformed(oid, "an OCTET STRING"))?;
                self.subject_key_id = Some(id.as_bytes().to_vec());
            }
            AUTHORITY_KEY_IDENTIFIER => {
                let id = AuthorityKeyIdentifier::from_der(value)
                    .map_err(|_| malformed(oid, "an AuthorityKeyIdentifier"))?;
                self.authority_key_id = id.key_identifier.map(|id| id.as_bytes().to_vec());
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn take_basic_constraints(&mut self, value: &[u8]) -> Result<(), CertificateError> {
        let constraints: BasicConstraints =
            canonical(value).ok_or(malformed(BASIC_CONSTRAINTS, "a BasicConstraints in DER"))?;
        if !constraints.ca && constraints.path_len_constraint.is_some() {
            return Err(malformed(
                BASIC_CONSTRAINTS,
                "without a path length where there is no authority",
            ));
        }
        self.is_ca = constraints.ca;
        self.path_length = constraints.path_len_constraint;
        Ok(())
    }
}

/// A value in DER. The decoder passes over a written default and over bits without a meaning at the
/// end of a bit string (X.690 sections 11.5 and 11.2.2), so that the value is encoded again and
/// compared: a certificate has one form.
fn canonical<'a, T>(value: &'a [u8]) -> Option<T>
where
    T: Decode<'a> + Encode,
{
    T::from_der(value)
        .ok()
        .filter(|decoded| decoded.to_der().is_ok_and(|again| again == value))
}

pub(super) fn key_usage(value: &[u8]) -> Result<KeyUsage, CertificateError> {
    let bits: KeyUsageBits =
        canonical(value).ok_or(malformed(KEY_USAGE, "a KeyUsage bit string in DER"))?;
    let known = KeyUsages::DigitalSignature | KeyUsages::KeyCertSign | KeyUsages::CRLSign;
    Ok(KeyUsage {
        other: !(bits.0 - known).is_empty(),
        digital_signature: bits.digital_signature(),
        certificate_signing: bits.key_cert_sign(),
        crl_signing: bits.crl_sign(),
    })
}

fn roles(value: &[u8]) -> Result<Vec<Role>, CertificateError> {
    const EXPECTED: &str = "a list of 1 to 128 purposes";
    let purposes = list(value, |reader| Oid::decode(reader).ok())
        .ok_or(malformed(EXTENDED_KEY_USAGE, EXPECTED))?;
    let known = |purpose: Oid| Role::ALL.into_iter().find(|role| role.oid() == purpose);
    Ok(purposes.into_iter().filter_map(known).collect())
}

fn regions(value: &[u8]) -> Result<Vec<Region>, CertificateError> {
    const EXPECTED: &str = "a list of 1 to 128 different region codes";
    let regions = list(value, |reader| {
        let code = PrintableStringRef::decode(reader).ok()?;
        Region::parse(code.as_str()).ok()
    })
    .ok_or(malformed(REGIONS_OID, EXPECTED))?;
    let repeated = regions
        .iter()
        .enumerate()
        .any(|(index, region)| regions.iter().take(index).any(|earlier| earlier == region));
    if repeated {
        return Err(malformed(REGIONS_OID, EXPECTED));
    }
    Ok(regions)
}

fn environment(value: &[u8]) -> Result<Environment, CertificateError> {
    const EXPECTED: &str = "ENUMERATED 1 (lab) or 2 (production)";
    let value = AnyRef::from_der(value)
        .ok()
        .filter(|value| value.tag() == Tag::Enumerated);
    match value.map(AnyRef::value) {
        Some(&[code]) => Environment::from_code(u64::from(code)),
        _ => None,
    }
    .ok_or(malformed(ENVIRONMENT_OID, EXPECTED))
}

/// A `SEQUENCE SIZE (1..MAX_LIST_ENTRIES) OF` what `entry` reads.
fn list<'a, T>(
    value: &'a [u8],
    entry: impl Fn(&mut SliceReader<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut reader = SliceReader::new(value).ok()?;
    let entries = reader
        .sequence(|list| {
            let mut entries = Vec::new();
            while !list.is_finished() && entries.len() < MAX_LIST_ENTRIES {
                let entry = entry(list).ok_or_else(|| list.error(der::ErrorKind::Failed))?;
                entries.push(entry);
            }
            Ok::<_, der::Error>(entries)
        })
        .ok()?;
    (reader.is_finished() && !entries.is_empty()).then_some(entries)
}
