// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Certificates of signers that a device has at hand, for what names its signer and does not carry him.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use epatent_core::printed_code::SignerReference;

/// Most certificates that are kept: every region's signers of more than ten years.
pub const MAX_SIGNER_CERTIFICATES: usize = 4096;

/// Most certificates of one reference that are tried on one code.
const MAX_CANDIDATES: usize = 8;

/// Certificates by their references. None of them is trusted for being here: whoever puts one here
/// adds a candidate, and a pinned root must have signed it all the same.
///
/// `[applet-spec qr-evidence-report §1]`, EPC-QR-04
#[derive(Debug, Clone, Default)]
pub struct SignerCertificates {
    certificates: BTreeMap<SignerReference, Vec<Vec<u8>>>,
    count: usize,
}

impl SignerCertificates {
    /// No certificate.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            certificates: BTreeMap::new(),
            count: 0,
        }
    }

    /// Adds a certificate (DER); one that is here already is not added again.
    ///
    /// Says whether the certificate is here now: not one more than [`MAX_SIGNER_CERTIFICATES`] is.
    pub fn add(&mut self, certificate: &[u8]) -> bool {
        let of_reference = self
            .certificates
            .entry(SignerReference::of(certificate))
            .or_default();
        if of_reference.iter().any(|known| known == certificate) {
            return true;
        }
        if self.count >= MAX_SIGNER_CERTIFICATES || of_reference.len() >= MAX_CANDIDATES {
            return false;
        }
        of_reference.push(certificate.to_vec());
        self.count += 1;
        true
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The certificates of a reference.
    pub(crate) fn candidates(&self, reference: SignerReference) -> impl Iterator<Item = &[u8]> {
        self.certificates
            .get(&reference)
            .into_iter()
            .flatten()
            .map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_kept_once_and_found_by_its_reference_alone() {
        let mut certificates = SignerCertificates::new();
        assert!(certificates.is_empty());
        assert!(certificates.add(b"one") && certificates.add(b"one") && certificates.add(b"two"));
        assert_eq!((certificates.len(), certificates.is_empty()), (2, false));
        let found: Vec<&[u8]> = certificates
            .candidates(SignerReference::of(b"one"))
            .collect();
        assert_eq!(found, [b"one"]);
        let none = certificates.candidates(SignerReference::of(b"three"));
        assert_eq!(none.count(), 0);
    }

    #[test]
    fn no_more_certificates_are_kept_than_the_bound() {
        let mut certificates = SignerCertificates::new();
        for number in 0..MAX_SIGNER_CERTIFICATES {
            assert!(certificates.add(&number.to_be_bytes()));
        }
        assert!(!certificates.add(b"one too many"));
        assert_eq!(certificates.len(), MAX_SIGNER_CERTIFICATES);
    }
}
