// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Trust bundles: well signed and wrong, and signed by those who may not.

use epatent_core::bundle::{
    BundlePolicy, Earlier, FileName, ListKind, ListReference, ListedSigner, MaxAge, RetiredRoot,
    TrustBundle, Withdrawal, key_digest,
};
use epatent_core::cbor::Value;
use epatent_core::certificate::{Certificate, Role};
use epatent_core::cose::Typ;
use epatent_core::object::{Digest, Environment};
use epatent_core::{Region, UnixTime};
use epatent_sign::authority::cross_certificate;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::super::Vector;
use super::forge::{Bench, Fields, edited, flipped, signed};
use super::{bad, good};
use crate::fixed;
use crate::lab::{Lab, LabSigner};

const RULE: &str = "trust-bundle";

fn at(text: &str) -> UnixTime {
    fixed(UnixTime::parse(text))
}

/// An entry that lets a signer do this in its regions.
pub(super) fn listed(signer: &LabSigner, role: Role) -> ListedSigner {
    ListedSigner {
        certificate: Digest::of(signer.certificate.der()),
        roles: vec![role],
        regions: signer.certificate.regions().to_vec(),
        withdrawal: None,
    }
}

/// A bundle of the laboratory, checked on 20 November 2026 when it is fresh: signers of both
/// regions, a list of each kind, the defaults of the policy.
pub(super) fn bundle(bench: &Bench) -> TrustBundle {
    let mut signers = vec![
        listed(&bench.lab.signer_77, Role::Document),
        listed(&bench.lab.signer_50, Role::Document),
        listed(&bench.es256.signer_77, Role::Document),
    ];
    signers.sort_by_key(|signer| signer.certificate);
    let list = |kind, name: &str| ListReference {
        kind,
        region: fixed(Region::parse("77")),
        list: 772_026,
        name: fixed(FileName::parse(name)),
        sequence: 18,
    };
    TrustBundle {
        environment: Environment::Lab,
        version: 12,
        issued: at("2026-11-20T00:00:00Z"),
        next_update: at("2026-11-21T00:00:00Z"),
        expires: at("2026-11-27T00:00:00Z"),
        previous: Some(Digest::of(b"bundle 11")),
        signers,
        lists: vec![
            list(ListKind::Status, "status-77-772026.cbor"),
            list(ListKind::PaidThrough, "paid-77-772026.cbor"),
        ],
        policy: BundlePolicy::default(),
        next_roots: Vec::new(),
        retired_roots: Vec::new(),
    }
}

/// The same with everything that a bundle can say.
fn full(bench: &Bench) -> TrustBundle {
    let mut full = bundle(bench);
    let next = Bench::namesake().root;
    let mut rng = StdRng::seed_from_u64(77);
    let lab = &bench.lab;
    full.next_roots = vec![fixed(cross_certificate(
        &next,
        &lab.root,
        &lab.root_key,
        &mut rng,
    ))];
    full.retired_roots = vec![RetiredRoot {
        key: key_digest(next.public_key()),
        since: at("2027-01-01T00:00:00Z"),
    }];
    let endings = [
        Earlier::Good,
        Earlier::Falls,
        Earlier::Listed(vec![Digest::of(b"a card"), Digest::of(b"another card")]),
    ];
    for (signer, earlier) in full.signers.iter_mut().zip(endings) {
        let earlier = match earlier {
            Earlier::Listed(mut objects) => {
                objects.sort();
                Earlier::Listed(objects)
            }
            other => other,
        };
        signer.withdrawal = Some(Withdrawal {
            since: at("2026-11-19T00:00:00Z"),
            earlier,
        });
    }
    full.policy.bundle_age = Some(MaxAge {
        stale: 86_400,
        expired: 604_800,
    });
    full
}

/// Name, comment, change of the payload, refusal.
type Defect = (&'static str, &'static str, fn(&mut Fields), &'static str);

const DEFECTS: [Defect; 22] = [
    (
        "bundle_format_2",
        "A newer bundle is newer and not forged: the format is looked at before any field.",
        |bundle| bundle.put(1, 2),
        "unsupported-version",
    ),
    (
        "bundle_environment_unknown",
        "Neither laboratory nor production.",
        |bundle| bundle.put(2, 3),
        "out-of-range",
    ),
    (
        "bundle_version_zero",
        "Versions count from 1, so that 0 can never be the highest that was seen.",
        |bundle| bundle.put(3, 0),
        "out-of-range",
    ),
    (
        "bundle_version_huge",
        "A version that nothing could follow would freeze every device.",
        |bundle| bundle.put(3, 4_294_967_296_u64),
        "out-of-range",
    ),
    (
        "bundle_issued_missing",
        "Without it nothing can age.",
        |bundle| bundle.remove(4),
        "missing-field",
    ),
    (
        "bundle_next_update_at_issue",
        "A bundle that is stale when it is made.",
        |bundle| bundle.put(5, 1_795_132_800),
        "out-of-range",
    ),
    (
        "bundle_expires_before_next_update",
        "It would be expired before it is stale.",
        |bundle| bundle.put(6, 1_795_132_801),
        "out-of-range",
    ),
    (
        "bundle_expires_missing",
        "A bundle without an end would be trusted for ever.",
        |bundle| bundle.remove(6),
        "missing-field",
    ),
    (
        "bundle_previous_missing",
        "Version 12 that follows nothing.",
        |bundle| bundle.remove(7),
        "out-of-range",
    ),
    (
        "bundle_previous_of_the_first",
        "Version 1 that follows something.",
        |bundle| bundle.put(3, 1),
        "out-of-range",
    ),
    (
        "bundle_signers_in_disorder",
        "One set has one encoding; a search by halves would miss signers.",
        |bundle| bundle.items(8, |signers| signers.reverse()),
        "out-of-range",
    ),
    (
        "bundle_signer_twice",
        "Once good and once withdrawn: two readers could take different ones.",
        |bundle| {
            bundle.items(8, |signers| {
                let first = signers.first().cloned();
                signers.splice(0..0, first);
            });
        },
        "out-of-range",
    ),
    (
        "bundle_signer_without_role",
        "It may sign nothing and is listed nevertheless.",
        |bundle| bundle.item(8, |signer| signer.put(2, Value::Array(Vec::new()))),
        "out-of-range",
    ),
    (
        "bundle_signer_role_unknown",
        "A role that this edition does not have.",
        |bundle| bundle.item(8, |signer| signer.put(2, Value::Array(vec![5.into()]))),
        "out-of-range",
    ),
    (
        "bundle_signer_without_region",
        "A document signer signs for regions that are named.",
        |bundle| bundle.item(8, |signer| signer.remove(3)),
        "missing-field",
    ),
    (
        "bundle_signer_digest_short",
        "Certificates are named by all 32 bytes: short names collide.",
        |bundle| bundle.item(8, |signer| signer.put(1, [7; 8].as_slice())),
        "out-of-range",
    ),
    (
        "bundle_lists_in_disorder",
        "One set has one encoding.",
        |bundle| bundle.items(9, |lists| lists.reverse()),
        "out-of-range",
    ),
    (
        "bundle_list_name_climbs",
        "A file name that leads out of the folder of the lists.",
        |bundle| bundle.item(9, |list| list.put(4, "../trust.toml")),
        "out-of-range",
    ),
    (
        "bundle_policy_missing",
        "No policy is not the default policy: nobody signed it.",
        |bundle| bundle.remove(10),
        "missing-field",
    ),
    (
        "bundle_policy_check_unknown",
        "A demand that this program cannot meet must not be overlooked.",
        |bundle| bundle.inside(10, |policy| policy.put(8, Value::Array(vec![3.into()]))),
        "out-of-range",
    ),
    (
        "bundle_policy_grace_of_a_year",
        "At most 31 days after the last paid one are let pass.",
        |bundle| bundle.inside(10, |policy| policy.put(5, 365)),
        "out-of-range",
    ),
    (
        "bundle_field_unknown",
        "A signed field that nobody looks at.",
        |bundle| bundle.put(13, 0),
        "unknown-field",
    ),
];

pub(super) fn vectors(bench: &Bench) -> Vec<Vector> {
    let payload = fixed(bundle(bench).encode());
    let signer = &bench.bundle_signer;
    let genuine = signed(signer, Typ::TrustBundle, &payload);
    let mut vectors = accepted(bench, &genuine, &payload);
    vectors.extend(DEFECTS.into_iter().map(|(name, comment, change, kind)| {
        let bytes = signed(signer, Typ::TrustBundle, &edited(&payload, change));
        bad(RULE, name, comment, bytes, kind)
    }));
    vectors.extend(withdrawals(bench));
    vectors.extend(signers(bench, &genuine, &payload));
    vectors
}

fn accepted(bench: &Bench, genuine: &[u8], payload: &[u8]) -> Vec<Vector> {
    let signer = &bench.bundle_signer;
    let sign = |bundle: &TrustBundle| signed(signer, Typ::TrustBundle, &fixed(bundle.encode()));
    let first = TrustBundle {
        version: 1,
        previous: None,
        signers: Vec::new(),
        lists: Vec::new(),
        ..bundle(bench)
    };
    let defaults = edited(payload, |bundle| bundle.put(10, Value::Map(Vec::new())));
    vec![
        good(
            RULE,
            "bundle_complete",
            "Signers of two regions, a list of each kind, the defaults of the policy written out.",
            genuine.to_vec(),
        ),
        good(
            RULE,
            "bundle_first",
            "Version 1, which follows nothing and lists nobody.",
            sign(&first),
        ),
        good(
            RULE,
            "bundle_full",
            "A next root, a retired one, three withdrawals of three kinds, an age limit.",
            sign(&full(bench)),
        ),
        good(
            RULE,
            "bundle_policy_by_default",
            "A policy without a field is the policy of the defaults.",
            signed(signer, Typ::TrustBundle, &defaults),
        ),
        good(
            RULE,
            "bundle_expired",
            "Expired long ago: it proves nothing today and is still the bundle that it is.",
            sign(&TrustBundle {
                issued: at("2026-01-01T00:00:00Z"),
                next_update: at("2026-01-02T00:00:00Z"),
                expires: at("2026-01-03T00:00:00Z"),
                ..bundle(bench)
            }),
        ),
    ]
}

/// Withdrawals of the first listed signer.
fn withdrawals(bench: &Bench) -> Vec<Vector> {
    let payload = fixed(bundle(bench).encode());
    let withdrawal = |fields: &[(i64, Value)]| {
        let entries = fields
            .iter()
            .map(|(key, value)| (Value::from(*key), value.clone()));
        let map = Value::Map(entries.collect());
        let payload = edited(&payload, |bundle| {
            bundle.item(8, |signer| signer.put(4, map.clone()));
        });
        signed(&bench.bundle_signer, Typ::TrustBundle, &payload)
    };
    let since = || (1, Value::from(1_795_046_400));
    let named = Value::Array(vec![Value::Bytes(vec![8; 32])]);
    vec![
        bad(
            RULE,
            "bundle_withdrawal_without_time",
            "Withdrawn, and nobody can say since when.",
            withdrawal(&[(2, 1.into())]),
            "missing-field",
        ),
        bad(
            RULE,
            "bundle_withdrawal_kind_unknown",
            "What becomes of earlier cards must be understood.",
            withdrawal(&[since(), (2, 4.into())]),
            "out-of-range",
        ),
        bad(
            RULE,
            "bundle_withdrawal_names_nothing",
            "Only the named cards stay good, and none is named.",
            withdrawal(&[since(), (2, 3.into())]),
            "missing-field",
        ),
        bad(
            RULE,
            "bundle_withdrawal_names_for_nothing",
            "Everything earlier stays good, and yet some are named.",
            withdrawal(&[since(), (2, 1.into()), (3, named)]),
            "unknown-field",
        ),
    ]
}

fn signers(bench: &Bench, genuine: &[u8], payload: &[u8]) -> Vec<Vector> {
    let lab = &bench.lab;
    let ended = bench.signer_but(|request| {
        request.roles = vec![Role::Bundle];
        request.not_after = at("2026-11-19T23:59:59Z");
    });
    let stranger: Lab = Bench::namesake();
    let strange = stranger.signer_but(3, |request| request.roles = vec![Role::Bundle]);
    let own = &bench.bundle_signer;
    let contradicting = |change: &dyn Fn(&mut TrustBundle)| {
        let mut bundle = bundle(bench);
        change(&mut bundle);
        signed(own, Typ::TrustBundle, &fixed(bundle.encode()))
    };
    let withdraws_itself = contradicting(&|bundle| {
        bundle.signers.push(ListedSigner {
            certificate: Digest::of(own.certificate.der()),
            roles: vec![Role::Bundle],
            regions: Vec::new(),
            withdrawal: Some(Withdrawal {
                since: bundle.issued,
                earlier: Earlier::Good,
            }),
        });
        bundle.signers.sort_by_key(|signer| signer.certificate);
    });
    let retires_itself = contradicting(&|bundle| {
        bundle.retired_roots = vec![RetiredRoot {
            key: key_digest(Certificate::public_key(&lab.root)),
            since: bundle.issued,
        }];
    });
    let production = edited(payload, |bundle| bundle.put(2, 2));
    let under = |signer: &LabSigner, payload: &[u8]| signed(signer, Typ::TrustBundle, payload);
    let refused = [
        (
            "bundle_signature_bit_flipped",
            "One bit of the signature.",
            flipped(genuine, -1),
            "signature",
        ),
        (
            "bundle_truncated",
            "The last byte is not there, as after a download that was cut.",
            genuine
                .split_last()
                .map(|(_, most)| most.to_vec())
                .unwrap_or_default(),
            "truncated",
        ),
        (
            "bundle_trailing_byte",
            "A byte that no signature is over.",
            [genuine, &[0]].concat(),
            "trailing-bytes",
        ),
        (
            "bundle_payload_trailing_byte",
            "The payload is CBOR of its own and as strict.",
            under(own, &[payload, &[0]].concat()),
            "trailing-bytes",
        ),
        (
            "bundle_typ_of_a_card",
            "Signed as a security object: a signature for one kind is none for another.",
            signed(own, Typ::SecurityObject, payload),
            "wrong-typ",
        ),
        (
            "bundle_of_a_document_signer",
            "The signer of cards says who may sign cards.",
            under(&lab.signer_77, payload),
            "role",
        ),
        (
            "bundle_signer_term_ended",
            "Issued a second after the end of its signer's certificate.",
            under(&ended, payload),
            "term",
        ),
        (
            "bundle_of_a_namesake",
            "A root with the trusted name and another key.",
            under(&strange, payload),
            "issuer-unknown",
        ),
        (
            "bundle_of_production",
            "A laboratory's signer makes a bundle for real devices.",
            under(own, &production),
            "environment",
        ),
        (
            "bundle_withdraws_its_signer",
            "If it is right, it is not signed by anybody.",
            withdraws_itself,
            "contradiction",
        ),
        (
            "bundle_retires_its_root",
            "A root is retired by a bundle under another one.",
            retires_itself,
            "contradiction",
        ),
    ];
    refused
        .into_iter()
        .map(|(name, comment, bytes, kind)| bad(RULE, name, comment, bytes, kind))
        .collect()
}
