// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The two levels of certificates: a root, and the signers under it.
//!
//! ```text
//! root    self-signed, CA, pathLenConstraint 0, keyCertSign and cRLSign, environment
//! signer  not a CA, digitalSignature, roles, regions, environment
//! ```
//!
//! The path length is 0 because no certificate of an authority may follow the root: signers are
//! the second and last level (RFC 5280 section 4.2.1.9). The extended key usage that carries the
//! roles is critical, so that no other software takes a signer's key for its own purposes; regions
//! and environment are not, so that `openssl verify` accepts the chain
//! ([applet-spec security-object §4]).

mod extensions;
mod name;

use der::asn1::{Any, BitString, Uint};
use der::{Decode, Encode, Sequence};
use epatent_core::certificate::{Certificate, PublicKey, Role};
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};
use rand::CryptoRng;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier, SubjectPublicKeyInfoOwned};
use x509_cert::Version;
use x509_cert::time::{Time, Validity};

use crate::object::check_signer;
use crate::signer::{SIGNATURE_LENGTH, algorithm_of, verify};
use crate::{SignError, Signer};

use extensions::Extension;

pub use name::Subject;

/// id-Ed25519, for keys and for signatures (RFC 8410 section 3).
const ID_ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// id-ecPublicKey (RFC 5480 section 2.1.1).
const ID_EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// secp256r1 (RFC 5480 section 2.1.1.1).
const SECP256R1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// ecdsa-with-SHA256 (RFC 5758 section 3.2).
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// Length of a serial number in bytes; RFC 5280 section 4.1.2.2 allows up to 20.
const SERIAL_LENGTH: usize = 16;

/// What a root certificate shall say.
///
/// `[applet-spec security-object §4]`
#[derive(Clone, Debug)]
pub struct RootRequest {
    /// Who the authority is.
    pub subject: Subject,
    /// Lab or production; every signer under the root is for the same.
    pub environment: Environment,
    /// First second of its term, UTC.
    pub not_before: UnixTime,
    /// Last second of its term, later than the first.
    pub not_after: UnixTime,
}

/// What a signer's certificate shall say.
///
/// `[applet-spec security-object §4]`
#[derive(Clone, Debug)]
pub struct SignerRequest {
    /// Who the signer is.
    pub subject: Subject,
    /// What the signer may sign, at least one.
    pub roles: Vec<Role>,
    /// Regions for which it may sign; at least one for a document signer.
    pub regions: Vec<Region>,
    /// Lab or production, as the root.
    pub environment: Environment,
    /// First second, not before the root's.
    pub not_before: UnixTime,
    /// Last second, not after the root's.
    pub not_after: UnixTime,
}

/// Makes a root certificate, signed by its own key, and returns its DER.
///
/// # Errors
///
/// [`SignError::EmptyTerm`], [`SignError::NameLength`], [`SignError::NameCountry`],
/// [`SignError::LabKey`], and those of the signer.
pub fn self_signed_root<R: CryptoRng + ?Sized>(
    request: &RootRequest,
    key: &dyn Signer,
    rng: &mut R,
) -> Result<Vec<u8>, SignError> {
    let public_key = key.public_key();
    check_term(request.not_before, request.not_after)?;
    check_signer(key, &public_key, request.environment)?;
    let subject = request.subject.to_any()?;
    let own_id = extensions::key_identifier(&public_key);
    let extensions = vec![
        extensions::basic_constraints(true)?,
        extensions::authority_key_usage()?,
        extensions::subject_key_identifier(&own_id)?,
        extensions::authority_key_identifier(&own_id)?,
        extensions::environment(request.environment)?,
    ];
    let draft = Draft {
        issuer: subject.clone(),
        subject,
        not_before: request.not_before,
        not_after: request.not_after,
        public_key: &public_key,
        extensions,
    };
    draft.sign(key, rng)
}

/// Makes the certificate of a signer, signed by the root's key, and returns its DER.
///
/// # Errors
///
/// [`SignError::NotRoot`], [`SignError::KeyMismatch`] when `root_key` is not the key of `root`,
/// [`SignError::EnvironmentMismatch`], [`SignError::TermBeyondRoot`], [`SignError::EmptyTerm`],
/// [`SignError::NoRole`], [`SignError::NoRegion`], [`SignError::NameLength`],
/// [`SignError::NameCountry`], [`SignError::LabKey`], and those of the signer.
pub fn issue_signer<R: CryptoRng + ?Sized>(
    request: &SignerRequest,
    signer_key: &PublicKey,
    root: &Certificate,
    root_key: &dyn Signer,
    rng: &mut R,
) -> Result<Vec<u8>, SignError> {
    check_request(request)?;
    check_root(request, root)?;
    check_signer(root_key, root.public_key(), request.environment)?;
    let root_id = match root.subject_key_id() {
        Some(id) => id.to_vec(),
        None => extensions::key_identifier(root.public_key()).to_vec(),
    };
    let mut extensions = vec![
        extensions::basic_constraints(false)?,
        extensions::signer_key_usage()?,
        extensions::roles(&request.roles)?,
        extensions::subject_key_identifier(&extensions::key_identifier(signer_key))?,
        extensions::authority_key_identifier(&root_id)?,
    ];
    if !request.regions.is_empty() {
        extensions.push(extensions::regions(&request.regions)?);
    }
    extensions.push(extensions::environment(request.environment)?);
    let draft = Draft {
        issuer: Any::from_der(root.subject())?,
        subject: request.subject.to_any()?,
        not_before: request.not_before,
        not_after: request.not_after,
        public_key: signer_key,
        extensions,
    };
    draft.sign(root_key, rng)
}

/// Makes the certificate that introduces a new root to those who have an old one: subject, key and
/// environment of `new`, signed by the key of `old`. Its term is that of `new`, since the old root
/// may end before it.
///
/// It is no part of a path: a verifier that finds it good takes its subject and key for a root
/// ([applet-spec trust §5]).
///
/// `[applet-spec trust §5]`
///
/// # Errors
///
/// [`SignError::NotRoot`] where either is none, [`SignError::KeyMismatch`] when `old_key` is not the
/// key of `old`, [`SignError::EnvironmentMismatch`] between the two, [`SignError::LabKey`], and those
/// of the signer.
pub fn cross_certificate<R: CryptoRng + ?Sized>(
    new: &Certificate,
    old: &Certificate,
    old_key: &dyn Signer,
    rng: &mut R,
) -> Result<Vec<u8>, SignError> {
    let is_root = |root: &Certificate| root.is_ca() && root.key_usage().certificate_signing;
    let (Some(new_id), Some(old_id), true) = (
        new.subject_key_id(),
        old.subject_key_id(),
        is_root(new) && is_root(old),
    ) else {
        return Err(SignError::NotRoot);
    };
    let environment = match old.environment() {
        Some(environment) if new.environment() == Some(environment) => environment,
        Some(required) => {
            return Err(SignError::EnvironmentMismatch {
                certificate: new.environment(),
                required,
            });
        }
        None => return Err(SignError::NotRoot),
    };
    check_signer(old_key, old.public_key(), environment)?;
    let extensions = vec![
        extensions::basic_constraints(true)?,
        extensions::authority_key_usage()?,
        extensions::subject_key_identifier(new_id)?,
        extensions::authority_key_identifier(old_id)?,
        extensions::environment(environment)?,
    ];
    let draft = Draft {
        issuer: Any::from_der(old.subject())?,
        subject: Any::from_der(new.subject())?,
        not_before: new.not_before(),
        not_after: new.not_after(),
        public_key: new.public_key(),
        extensions,
    };
    draft.sign(old_key, rng)
}

/// Whether `issuer` signed the certificate; nothing else about it is looked at.
///
/// # Errors
///
/// [`SignError::SignatureInvalid`], also where the algorithm is not that of the key.
pub fn check_signature(certificate: &Certificate, issuer: &PublicKey) -> Result<(), SignError> {
    if algorithm_of(issuer) != certificate.signature_algorithm() {
        return Err(SignError::SignatureInvalid);
    }
    let value = certificate.signature_value();
    let raw = match issuer {
        PublicKey::Ed25519(_) => <[u8; SIGNATURE_LENGTH]>::try_from(value).ok(),
        PublicKey::P256(_) => p256::ecdsa::Signature::from_der(value)
            .map(|signature| signature.to_bytes().into())
            .ok(),
    };
    let raw = raw.ok_or(SignError::SignatureInvalid)?;
    verify(issuer, certificate.tbs(), &raw)
}

fn check_term(not_before: UnixTime, not_after: UnixTime) -> Result<(), SignError> {
    if not_after <= not_before {
        return Err(SignError::EmptyTerm {
            not_before,
            not_after,
        });
    }
    Ok(())
}

fn check_request(request: &SignerRequest) -> Result<(), SignError> {
    check_term(request.not_before, request.not_after)?;
    if request.roles.is_empty() {
        return Err(SignError::NoRole);
    }
    if request.roles.contains(&Role::Document) && request.regions.is_empty() {
        return Err(SignError::NoRegion);
    }
    Ok(())
}

fn check_root(request: &SignerRequest, root: &Certificate) -> Result<(), SignError> {
    if !root.is_ca() || !root.key_usage().certificate_signing {
        return Err(SignError::NotRoot);
    }
    if root.environment() != Some(request.environment) {
        return Err(SignError::EnvironmentMismatch {
            certificate: root.environment(),
            required: request.environment,
        });
    }
    let (not_before, not_after) = (root.not_before(), root.not_after());
    if request.not_before < not_before || request.not_after > not_after {
        return Err(SignError::TermBeyondRoot {
            not_before,
            not_after,
        });
    }
    Ok(())
}

/// `TBSCertificate` (RFC 5280 section 4.1). The names are `Any`, so that the issuer's name is
/// copied byte by byte, which is how verifiers compare it.
#[derive(Sequence)]
struct TbsCertificate {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: Version,
    serial_number: Uint,
    signature: AlgorithmIdentifierOwned,
    issuer: Any,
    validity: Validity,
    subject: Any,
    subject_public_key_info: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

/// `Certificate` (RFC 5280 section 4.1), around the very bytes that were signed.
#[derive(Sequence)]
struct SignedCertificate {
    tbs_certificate: Any,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// A certificate that lacks its serial number and its signature.
struct Draft<'a> {
    issuer: Any,
    subject: Any,
    not_before: UnixTime,
    not_after: UnixTime,
    public_key: &'a PublicKey,
    extensions: Vec<Extension>,
}

impl Draft<'_> {
    fn sign<R: CryptoRng + ?Sized>(
        self,
        key: &dyn Signer,
        rng: &mut R,
    ) -> Result<Vec<u8>, SignError> {
        let signing_key = key.public_key();
        let tbs = TbsCertificate {
            version: Version::V3,
            serial_number: serial_number(rng)?,
            signature: signature_algorithm(&signing_key),
            issuer: self.issuer,
            validity: Validity::new(time(self.not_before)?, time(self.not_after)?),
            subject: self.subject,
            subject_public_key_info: public_key_info(self.public_key)?,
            extensions: self.extensions,
        }
        .to_der()?;
        let signature = key.sign_checked(&tbs)?;
        let certificate = SignedCertificate {
            tbs_certificate: Any::from_der(&tbs)?,
            signature_algorithm: signature_algorithm(&signing_key),
            signature: BitString::from_bytes(&signature_value(&signing_key, signature.bytes())?)?,
        };
        Ok(certificate.to_der()?)
    }
}

/// 128 random bits as a positive integer. All zero is drawn again: a serial is positive.
fn serial_number<R: CryptoRng + ?Sized>(rng: &mut R) -> Result<Uint, SignError> {
    let mut bytes = [0_u8; SERIAL_LENGTH];
    rng.fill_bytes(&mut bytes);
    // One chance in 2^128; a broken generator then gives serial 1, not an endless loop.
    if bytes == [0; SERIAL_LENGTH] {
        bytes = 1_u128.to_be_bytes();
    }
    Ok(Uint::new(&bytes)?)
}

/// UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 section 4.1.2.5).
fn time(at: UnixTime) -> Result<Time, SignError> {
    let duration = core::time::Duration::from_secs(at.seconds());
    Ok(Time::from(der::DateTime::from_unix_duration(duration)?))
}

fn signature_algorithm(key: &PublicKey) -> AlgorithmIdentifierOwned {
    let oid = match key {
        PublicKey::Ed25519(_) => ID_ED25519,
        PublicKey::P256(_) => ECDSA_WITH_SHA256,
    };
    // Both without parameters, not with NULL (RFC 8410 section 3, RFC 5758 section 3.2).
    AlgorithmIdentifierOwned {
        oid,
        parameters: None,
    }
}

fn public_key_info(key: &PublicKey) -> Result<SubjectPublicKeyInfoOwned, SignError> {
    let algorithm = match key {
        PublicKey::Ed25519(_) => AlgorithmIdentifierOwned {
            oid: ID_ED25519,
            parameters: None,
        },
        PublicKey::P256(_) => AlgorithmIdentifierOwned {
            oid: ID_EC_PUBLIC_KEY,
            parameters: Some(Any::encode_from(&SECP256R1)?),
        },
    };
    let subject_public_key = BitString::from_bytes(key_bytes(key))?;
    Ok(SubjectPublicKeyInfoOwned {
        algorithm,
        subject_public_key,
    })
}

/// The bytes that stand in the BIT STRING of the key.
fn key_bytes(key: &PublicKey) -> &[u8] {
    match key {
        PublicKey::Ed25519(bytes) => bytes,
        PublicKey::P256(point) => point,
    }
}

/// X.509 carries an ECDSA signature as `ECDSA-Sig-Value` (RFC 5480 appendix A), Ed25519 raw.
fn signature_value(key: &PublicKey, raw: &[u8; SIGNATURE_LENGTH]) -> Result<Vec<u8>, SignError> {
    match key {
        PublicKey::Ed25519(_) => Ok(raw.to_vec()),
        PublicKey::P256(_) => p256::ecdsa::Signature::from_slice(raw)
            .map(|signature| signature.to_der().as_bytes().to_vec())
            .map_err(|_| SignError::SignatureInvalid),
    }
}

#[cfg(test)]
mod tests;
