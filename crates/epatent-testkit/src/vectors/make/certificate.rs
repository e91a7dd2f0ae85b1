// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Certificates of the profile (`security-object.md` section 4), one defect each.
//!
//! Changed content is signed again by the root, so that the defect is the only one.

use super::super::Vector;
use super::forge::{Bench, flipped, replaced, resigned};
use super::{bad, good};

const RULE: &str = "certificate";

/// Name, comment, bytes to replace, bytes instead, which occurrence, refusal.
type Patch = (
    &'static str,
    &'static str,
    &'static [u8],
    &'static [u8],
    usize,
    &'static str,
);

const PATCHES: [Patch; 11] = [
    (
        "certificate_version_2",
        "Version 2 has no extensions, and everything that matters is in extensions.",
        b"\xA0\x03\x02\x01\x02",
        b"\xA0\x03\x02\x01\x01",
        0,
        "version",
    ),
    (
        "certificate_key_algorithm_x25519",
        "A key for key agreement, of the same length as a signature key.",
        b"\x2B\x65\x70",
        b"\x2B\x65\x6E",
        1,
        "unknown-key-type",
    ),
    (
        "certificate_term_reversed",
        "It ends before it begins.",
        b"\x17\x0D25",
        b"\x17\x0D49",
        0,
        "validity",
    ),
    (
        "certificate_critical_extension_unknown",
        "Critical name constraints in the place of the key usage: what is critical must be understood.",
        b"\x55\x1D\x0F",
        b"\x55\x1D\x1E",
        0,
        "unknown-critical-extension",
    ),
    (
        "certificate_extension_twice",
        "The environment extension renamed to a second list of regions.",
        b"\x88\x37\x85\x03\x02\x02",
        b"\x88\x37\x85\x03\x02\x01",
        0,
        "duplicate-extension",
    ),
    (
        "certificate_environment_unknown",
        "Neither laboratory nor production.",
        b"\x04\x03\x0A\x01\x01",
        b"\x04\x03\x0A\x01\x03",
        0,
        "malformed-extension",
    ),
    (
        "certificate_environment_integer",
        "INTEGER where ENUMERATED must be.",
        b"\x04\x03\x0A\x01\x01",
        b"\x04\x03\x02\x01\x01",
        0,
        "malformed-extension",
    ),
    (
        "certificate_region_letter",
        "A subject code of a digit and a letter.",
        b"\x30\x04\x13\x0277",
        b"\x30\x04\x13\x027A",
        0,
        "malformed-extension",
    ),
    (
        "certificate_region_utf8_string",
        "The profile says PrintableString; one encoding for one meaning.",
        b"\x30\x04\x13\x0277",
        b"\x30\x04\x0C\x0277",
        0,
        "malformed-extension",
    ),
    (
        "certificate_key_usage_padded",
        "A bit string that says it has eight unused bits.",
        b"\x03\x02\x07\x80",
        b"\x03\x02\x08\x80",
        0,
        "malformed-extension",
    ),
    (
        "certificate_boolean_not_der",
        "TRUE as 01: DER knows FF only.",
        b"\x01\x01\xFF",
        b"\x01\x01\x01",
        0,
        "der",
    ),
];

pub(super) fn vectors(bench: &Bench) -> Vec<Vector> {
    let (lab, es256) = (&bench.lab, &bench.es256);
    let signer = &lab.signer_77.certificate;
    let mut vectors = vec![
        good(
            RULE,
            "certificate_root",
            "The laboratory's root.",
            lab.root.der().to_vec(),
        ),
        good(
            RULE,
            "certificate_signer_77",
            "The document signer of Moscow.",
            signer.der().to_vec(),
        ),
        good(
            RULE,
            "certificate_signer_50",
            "The document signer of the Moscow region.",
            lab.signer_50.certificate.der().to_vec(),
        ),
        good(
            RULE,
            "certificate_signer_es256",
            "A signer with a P-256 key under the Ed25519 root.",
            es256.signer_77.certificate.der().to_vec(),
        ),
    ];
    for (name, comment, from, to, nth, kind) in PATCHES {
        let changed = replaced(signer.der(), from, to, nth);
        vectors.push(bad(
            RULE,
            name,
            comment,
            resigned(signer, changed, &lab.root_key),
            kind,
        ));
    }
    vectors.extend(whole(bench));
    vectors
}

/// Defects that no signature of the root mends.
fn whole(bench: &Bench) -> Vec<Vector> {
    let (lab, namesake) = (&bench.lab, Bench::namesake());
    let der = lab.signer_77.certificate.der();
    let p256 = &bench.es256.signer_77.certificate;
    let off_curve = {
        let epatent_core::certificate::PublicKey::P256(point) = p256.public_key() else {
            return Vec::new();
        };
        let changed = replaced(p256.der(), point, &flipped(point, -1), 0);
        resigned(p256, changed, &lab.root_key)
    };
    // The serial number follows the version, 02 in three heads; its first bit is the sign.
    let negative = {
        let version = b"\xA0\x03\x02\x01\x02\x02";
        let after = |window: usize| window.saturating_add(version.len()).saturating_add(1);
        let place = der
            .windows(version.len())
            .position(|bytes| bytes == version);
        let mut changed = der.to_vec();
        if let Some(first) = place.and_then(|place| changed.get_mut(after(place))) {
            *first |= 0x80;
        }
        resigned(&lab.signer_77.certificate, changed, &lab.root_key)
    };
    vec![
        bad(
            RULE,
            "certificate_empty",
            "No byte at all.",
            Vec::new(),
            "der",
        ),
        bad(
            RULE,
            "certificate_truncated",
            "The last byte is not there.",
            der.split_last()
                .map(|(_, most)| most.to_vec())
                .unwrap_or_default(),
            "der",
        ),
        bad(
            RULE,
            "certificate_trailing_byte",
            "A byte that no signature is over.",
            [der, &[0]].concat(),
            "trailing-bytes",
        ),
        bad(
            RULE,
            "certificate_serial_negative",
            "RFC 5280 section 4.1.2.2 wants a positive number.",
            negative,
            "serial-number",
        ),
        bad(
            RULE,
            "certificate_algorithms_differ",
            "Ed448 outside and Ed25519 inside what is signed: the outer name is not protected.",
            replaced(der, b"\x2B\x65\x70", b"\x2B\x65\x71", 2),
            "algorithm-mismatch",
        ),
        bad(
            RULE,
            "certificate_key_not_on_curve",
            "A P-256 key beside the curve.",
            off_curve,
            "key-not-on-curve",
        ),
        bad(
            RULE,
            "certificate_signature_bit_flipped",
            "One bit of the root's signature.",
            flipped(der, -1),
            "signature",
        ),
        bad(
            RULE,
            "certificate_of_a_namesake",
            "Another root with the same name signed it.",
            namesake.signer_77.certificate.der().to_vec(),
            "signature",
        ),
    ]
}
