// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Trust bundles.

use epatent_core::bundle::TrustBundle;
use epatent_core::certificate::{Certificate, Role};
use epatent_core::cose::Typ;

use crate::document::{DocumentTerms, PreparedDocument};
use crate::{SignError, Signer};

/// Prepares a bundle for a key elsewhere; `certificate` is the bundle signer's.
///
/// `[applet-spec trust §1]`
///
/// # Errors
///
/// The bundle breaks the data model, withdraws or retires its own signer, or the certificate does
/// not entitle its holder to it.
pub fn prepare_bundle(
    bundle: &TrustBundle,
    certificate: &Certificate,
) -> Result<PreparedDocument, SignError> {
    let own = bundle.signer(certificate.der());
    let withdrawn = own.and_then(|signer| signer.withdrawal.as_ref());
    if withdrawn.is_some_and(|withdrawal| withdrawal.since <= bundle.issued) {
        return Err(SignError::BundleWithdrawsItself);
    }
    let terms = DocumentTerms {
        role: Role::Bundle,
        regions: &[],
        environment: bundle.environment,
        signed_at: bundle.issued,
    };
    PreparedDocument::new(Typ::TrustBundle, bundle.encode()?, &terms, certificate)
}

/// Signs a bundle with a key at hand and returns the file.
///
/// # Errors
///
/// Those of [`prepare_bundle`] and of [`PreparedDocument::sign`].
pub fn sign_bundle(
    bundle: &TrustBundle,
    certificate: &Certificate,
    signer: &dyn Signer,
) -> Result<Vec<u8>, SignError> {
    prepare_bundle(bundle, certificate)?.sign(signer, bundle.environment)
}

#[cfg(test)]
mod tests;
