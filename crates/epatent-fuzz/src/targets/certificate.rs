// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! X.509 certificates.

use epatent_core::certificate::Certificate;
use epatent_core::object::Environment;
use epatent_verify::TrustStore;

use crate::Target;

pub(super) const TARGET: Target = Target {
    name: "certificate",
    bytes_of: "a card, a file, a trust directory",
    run,
};

fn run(bytes: &[u8]) {
    if let Ok(certificate) = Certificate::parse(bytes) {
        assert_eq!(certificate.der(), bytes);
        assert!(certificate.tbs().len() < bytes.len());
        let _ = (certificate.subject_text(), certificate.issuer_text());
    }
    // As a root that is pinned.
    let _ = TrustStore::new(Environment::Lab, [bytes]);
}
