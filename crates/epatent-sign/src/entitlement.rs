// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Whether a certificate entitles its holder to sign one particular card.

use epatent_core::certificate::{Certificate, Role};
use epatent_core::object::Environment;
use epatent_core::{Region, UnixTime};

use crate::SignError;

/// Checks role, key usage, region, environment and term of the signer's certificate for a card of
/// `region`, signed at `signed_at`, or for its code ([applet-spec verification-rules §2], the rows a verifier will check again).
///
/// The chain to the root is not checked here: the signer does not decide whom others trust.
pub(crate) fn check(
    environment: Environment,
    region: Region,
    signed_at: UnixTime,
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
    if !certificate.roles().contains(&Role::Document) {
        return Err(SignError::RoleMissing);
    }
    if certificate.environment() != Some(environment) {
        return Err(SignError::EnvironmentMismatch {
            certificate: certificate.environment(),
            required: environment,
        });
    }
    if !certificate.regions().contains(&region) {
        return Err(SignError::RegionNotPermitted {
            region,
            permitted: certificate
                .regions()
                .iter()
                .map(ToString::to_string)
                .collect(),
        });
    }
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if signed_at < not_before || signed_at > not_after {
        return Err(SignError::OutsideTerm {
            signed_at,
            not_before,
            not_after,
        });
    }
    Ok(())
}
