// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether a certificate entitles its holder to sign one particular object.

use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};

use crate::SignError;
use crate::document::DocumentTerms;

/// Checks the signer's certificate for a card of `region`, signed at `signed_at`, or for its code.
pub(crate) fn check(
    environment: Environment,
    region: Region,
    signed_at: UnixTime,
    certificate: &Certificate,
) -> Result<(), SignError> {
    let terms = DocumentTerms {
        role: Role::Document,
        regions: &[region],
        environment,
        signed_at,
    };
    check_document(&terms, certificate)
}

/// Checks role, key usage, regions, environment and term of the signer's certificate
/// ([applet-spec verification-rules §2], the rows a verifier will check again).
///
/// The chain to the root is not checked here: the signer does not decide whom others trust.
pub(crate) fn check_document(
    terms: &DocumentTerms<'_>,
    certificate: &Certificate,
) -> Result<(), SignError> {
    if certificate.is_ca() {
        return Err(SignError::AuthorityCertificate);
    }
    if !certificate.key_usage().is_digital_signature_only() {
        return Err(SignError::KeyUsage);
    }
    if let Some(missing) = certificate.signer_profile_gap() {
        return Err(SignError::CertificateProfile { missing });
    }
    if !certificate.roles().contains(&terms.role) {
        return Err(SignError::RoleMissing { role: terms.role });
    }
    if certificate.environment() != Some(terms.environment) {
        return Err(SignError::EnvironmentMismatch {
            certificate: certificate.environment(),
            required: terms.environment,
        });
    }
    for region in terms.regions {
        if !certificate.regions().contains(region) {
            return Err(SignError::RegionNotPermitted {
                region: *region,
                permitted: certificate
                    .regions()
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            });
        }
    }
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if terms.signed_at < not_before || terms.signed_at > not_after {
        return Err(SignError::OutsideTerm {
            signed_at: terms.signed_at,
            not_before,
            not_after,
        });
    }
    Ok(())
}
