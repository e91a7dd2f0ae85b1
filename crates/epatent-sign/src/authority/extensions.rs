// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The extensions of root and signer ([applet-spec security-object §4], RFC 5280 section 4.2).

use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::{OctetString, PrintableString};
use der::{Encode, Enumerated, Sequence, Tag};
use epatent_core::Region;
use epatent_core::certificate::{ENVIRONMENT_OID, Oid, PublicKey, REGIONS_OID, Role};
use epatent_core::object::Environment;
use sha2::{Digest as _, Sha256};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages,
    SubjectKeyIdentifier,
};

use super::key_bytes;
use crate::SignError;

/// Length of a key identifier in bytes.
const KEY_IDENTIFIER_LENGTH: usize = 20;

/// `Extension` (RFC 5280 section 4.1). Its identifier is core's type, because the general-purpose
/// one cannot hold the arc 2.999.
#[derive(Sequence)]
pub(super) struct Extension {
    extn_id: Oid,
    #[asn1(default = "Default::default")]
    critical: bool,
    extn_value: OctetString,
}

/// The leftmost 160 bits of the SHA-256 of the key's BIT STRING (RFC 7093 section 2, method 1).
pub(super) fn key_identifier(key: &PublicKey) -> [u8; KEY_IDENTIFIER_LENGTH] {
    let digest = Sha256::digest(key_bytes(key));
    let mut identifier = [0_u8; KEY_IDENTIFIER_LENGTH];
    for (to, from) in identifier.iter_mut().zip(digest) {
        *to = from;
    }
    identifier
}

pub(super) fn basic_constraints(ca: bool) -> Result<Extension, SignError> {
    let path_len_constraint = ca.then_some(0);
    critical(&BasicConstraints {
        ca,
        path_len_constraint,
    })
}

pub(super) fn authority_key_usage() -> Result<Extension, SignError> {
    critical(&KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign))
}

pub(super) fn signer_key_usage() -> Result<Extension, SignError> {
    critical(&KeyUsage(KeyUsages::DigitalSignature.into()))
}

pub(super) fn roles(roles: &[Role]) -> Result<Extension, SignError> {
    let purposes: Vec<Oid> = roles.iter().map(|role| role.oid()).collect();
    extension(known(ExtendedKeyUsage::OID)?, true, &purposes)
}

pub(super) fn subject_key_identifier(identifier: &[u8]) -> Result<Extension, SignError> {
    not_critical(&SubjectKeyIdentifier(OctetString::new(identifier)?))
}

pub(super) fn authority_key_identifier(identifier: &[u8]) -> Result<Extension, SignError> {
    not_critical(&AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(identifier)?),
        ..Default::default()
    })
}

/// `SEQUENCE OF PrintableString`, rising and each once, so that the same set has one encoding.
pub(super) fn regions(regions: &[Region]) -> Result<Extension, SignError> {
    let mut codes: Vec<String> = regions.iter().map(ToString::to_string).collect();
    codes.sort_unstable();
    codes.dedup();
    let codes: Vec<PrintableString> = codes
        .iter()
        .map(PrintableString::new)
        .collect::<Result<_, _>>()?;
    extension(REGIONS_OID, false, &codes)
}

pub(super) fn environment(environment: Environment) -> Result<Extension, SignError> {
    /// `ENUMERATED { lab (1), production (2) }`
    #[derive(Clone, Copy, Enumerated)]
    #[repr(u8)]
    enum Value {
        Lab = 1,
        Production = 2,
    }
    let value = match environment {
        Environment::Lab => Value::Lab,
        Environment::Production => Value::Production,
    };
    extension(ENVIRONMENT_OID, false, &value)
}

fn critical<T: Encode + AssociatedOid>(value: &T) -> Result<Extension, SignError> {
    extension(known(T::OID)?, true, value)
}

fn not_critical<T: Encode + AssociatedOid>(value: &T) -> Result<Extension, SignError> {
    extension(known(T::OID)?, false, value)
}

fn extension(extn_id: Oid, critical: bool, value: &impl Encode) -> Result<Extension, SignError> {
    let extn_value = OctetString::new(value.to_der()?)?;
    Ok(Extension {
        extn_id,
        critical,
        extn_value,
    })
}

/// An identifier of RFC 5280 in the type that holds those of this system, too.
fn known(oid: ObjectIdentifier) -> Result<Oid, SignError> {
    Oid::from_content(oid.as_bytes())
        .ok_or_else(|| SignError::Der(Tag::ObjectIdentifier.value_error().into()))
}
