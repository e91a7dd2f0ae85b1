// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The laboratory's keys and certificates as files.

use epatent_sign::FileKey;
use pem_rfc7468::LineEnding;

use super::forge::Bench;
use crate::fixed;

pub(super) fn files(bench: &Bench) -> Vec<(String, String)> {
    let (lab, es256) = (&bench.lab, &bench.es256);
    let keys = [
        ("lab-root", lab.root.der(), &lab.root_key),
        (
            "lab-signer-77",
            lab.signer_77.certificate.der(),
            &lab.signer_77.key,
        ),
        (
            "lab-signer-50",
            lab.signer_50.certificate.der(),
            &lab.signer_50.key,
        ),
        (
            "lab-bundle-signer",
            bench.bundle_signer.certificate.der(),
            &bench.bundle_signer.key,
        ),
        (
            "lab-signer-77-es256",
            es256.signer_77.certificate.der(),
            &es256.signer_77.key,
        ),
    ];
    keys.into_iter()
        .flat_map(|(name, certificate, key)| {
            [
                (format!("keys/{name}.certificate.pem"), pem(certificate)),
                (format!("keys/{name}.key.pem"), private(key)),
            ]
        })
        .collect()
}

fn pem(certificate: &[u8]) -> String {
    fixed(pem_rfc7468::encode_string(
        "CERTIFICATE",
        LineEnding::LF,
        certificate,
    ))
}

/// Private and published: the file itself says that it is a laboratory's.
fn private(key: &FileKey) -> String {
    fixed(key.to_pkcs8_pem()).to_string()
}
