// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use alloc::vec;
use std::string::ToString;

use super::*;
use crate::Region;
use crate::certificate::Role;
use crate::model::ModelError;

fn at(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn full() -> TrustBundle {
    TrustBundle {
        environment: Environment::Lab,
        version: 7,
        issued: at("2026-11-01T00:00:00Z"),
        next_update: at("2026-11-02T00:00:00Z"),
        expires: at("2026-11-08T00:00:00Z"),
        previous: Some(Digest::from_bytes([6; 32])),
        signers: vec![
            ListedSigner {
                certificate: Digest::from_bytes([1; 32]),
                roles: vec![Role::Document, Role::Status],
                regions: vec![region("50"), region("77")],
                withdrawal: None,
            },
            ListedSigner {
                certificate: Digest::from_bytes([2; 32]),
                roles: vec![Role::Payment],
                regions: Vec::new(),
                withdrawal: Some(Withdrawal {
                    since: at("2026-10-01T00:00:00Z"),
                    earlier: Earlier::Listed(vec![
                        Digest::from_bytes([8; 32]),
                        Digest::from_bytes([9; 32]),
                    ]),
                }),
            },
        ],
        lists: vec![
            ListReference {
                kind: ListKind::Status,
                region: region("77"),
                list: 772_026,
                name: FileName::parse("status-77-2026.cbor").unwrap(),
                sequence: 41,
            },
            ListReference {
                kind: ListKind::PaidThrough,
                region: region("77"),
                list: 772_026,
                name: FileName::parse("paid-77-2026.cbor").unwrap(),
                sequence: 41,
            },
        ],
        policy: BundlePolicy {
            wrong_region: WrongRegionColour::Red,
            status_age: Some(MaxAge {
                stale: 86_400,
                expired: 604_800,
            }),
            ..BundlePolicy::default()
        },
        next_roots: vec![vec![0x30, 0x00]],
        retired_roots: vec![RetiredRoot {
            key: Digest::from_bytes([3; 32]),
            since: at("2026-10-01T00:00:00Z"),
        }],
    }
}

#[test]
fn a_full_bundle_comes_back() {
    let bundle = full();
    assert_eq!(TrustBundle::decode(&bundle.encode().unwrap()), Ok(bundle));
}

#[test]
fn a_policy_that_no_bundle_can_carry_is_known_before_one_is_made() {
    type Change = fn(&mut BundlePolicy);
    fn age(stale: u32, expired: u32) -> Option<MaxAge> {
        Some(MaxAge { stale, expired })
    }
    let changes: [(Change, bool); 9] = [
        (|_| {}, true),
        (|policy| policy.payment_grace = 31, true),
        (|policy| policy.payment_grace = 32, false),
        (|policy| policy.expires_soon = 366, true),
        (|policy| policy.expires_soon = 367, false),
        (|policy| policy.clock_tolerance = 86_401, false),
        (|policy| policy.status_age = age(1, 1), true),
        (|policy| policy.status_age = age(2, 1), false),
        (|policy| policy.payment_age = age(0, 1), false),
    ];
    for (change, carried) in changes {
        let mut bundle = full();
        change(&mut bundle.policy);
        assert_eq!(bundle.policy.check().is_ok(), carried, "{bundle:?}");
        assert_eq!(bundle.encode().is_ok(), carried, "{bundle:?}");
    }
}

#[test]
fn the_least_bundle_comes_back() {
    let bundle = TrustBundle {
        version: 1,
        previous: None,
        signers: Vec::new(),
        lists: Vec::new(),
        policy: BundlePolicy::default(),
        next_roots: Vec::new(),
        retired_roots: Vec::new(),
        ..full()
    };
    assert_eq!(TrustBundle::decode(&bundle.encode().unwrap()), Ok(bundle));
}

/// A change and the field that it breaks.
type Defect = (fn(&mut TrustBundle), &'static str);

// shows: EPC-BUNDLE-19, EPC-BUNDLE-20, EPC-BUNDLE-21, EPC-BUNDLE-22, EPC-BUNDLE-23
#[test]
fn what_no_device_would_read_is_not_written() {
    let defects: [Defect; 17] = [
        (|bundle| bundle.version = 0, "version"),
        (|bundle| bundle.version = MAX_VERSION + 1, "version"),
        (|bundle| bundle.version = 1, "previous"),
        (|bundle| bundle.previous = None, "previous"),
        (|bundle| bundle.next_update = bundle.issued, "next-update"),
        (|bundle| bundle.expires = bundle.issued, "expires"),
        (|bundle| bundle.signers.reverse(), "signers"),
        (|bundle| bundle.signers[0].roles.clear(), "roles"),
        (|bundle| bundle.signers[0].roles.reverse(), "roles"),
        (|bundle| bundle.signers[0].regions.clear(), "regions"),
        (|bundle| bundle.signers[0].regions.reverse(), "regions"),
        (|bundle| bundle.lists.reverse(), "lists"),
        (|bundle| bundle.policy.payment_grace = 32, "payment-grace"),
        (
            |bundle| {
                bundle.policy.bundle_age = Some(MaxAge {
                    stale: 2,
                    expired: 1,
                });
            },
            "bundle-age",
        ),
        (|bundle| bundle.policy.required.reverse(), "required-checks"),
        (|bundle| bundle.next_roots = vec![Vec::new()], "next-roots"),
        (
            |bundle| bundle.retired_roots = vec![bundle.retired_roots[0]; 2],
            "retired-roots",
        ),
    ];
    for (index, (change, field)) in defects.into_iter().enumerate() {
        let mut bundle = full();
        change(&mut bundle);
        let error = bundle.encode().unwrap_err().to_string();
        assert!(error.contains(field), "{index}: {error}");
    }
}

#[test]
fn a_withdrawal_that_names_nothing_or_in_disorder_is_refused() {
    for objects in [
        Vec::new(),
        vec![Digest::from_bytes([9; 32]), Digest::from_bytes([8; 32])],
        vec![Digest::from_bytes([9; 32]); 2],
    ] {
        let mut bundle = full();
        bundle.signers[1].withdrawal = Some(Withdrawal {
            since: bundle.issued,
            earlier: Earlier::Listed(objects),
        });
        assert!(matches!(
            bundle.encode(),
            Err(ModelError::OutOfRange { .. })
        ));
    }
}

// shows: EPC-BUNDLE-12
#[test]
fn absent_policy_fields_have_the_documented_defaults() {
    use crate::cbor::{self, Value};
    let Ok(Value::Map(mut fields)) = cbor::decode(&full().encode().unwrap()) else {
        panic!("a bundle is a map")
    };
    for (key, value) in &mut fields {
        if *key == Value::from(10) {
            *value = Value::Map(Vec::new());
        }
    }
    let bytes = cbor::encode(&Value::Map(fields)).unwrap();
    let policy = TrustBundle::decode(&bytes).unwrap().policy;
    assert_eq!(policy, BundlePolicy::default());
    assert_eq!(
        (
            policy.payment_grace,
            policy.expires_soon,
            policy.clock_tolerance
        ),
        (0, 3, 300)
    );
    assert_eq!(
        policy.required,
        [RequiredCheck::Status, RequiredCheck::Payment]
    );
}

#[test]
fn an_object_is_spared_only_when_it_is_early_enough_and_by_the_word_of_the_bundle() {
    let (known, other) = (Digest::from_bytes([8; 32]), Digest::from_bytes([7; 32]));
    let since = at("2026-10-01T00:00:00Z");
    let (before, then) = (at("2026-09-30T23:59:59Z"), since);
    for (earlier, known_before, other_before) in [
        (Earlier::Good, true, true),
        (Earlier::Falls, false, false),
        (Earlier::Listed(vec![known]), true, false),
    ] {
        let withdrawal = Withdrawal { since, earlier };
        assert_eq!(withdrawal.spares(known, before), known_before);
        assert_eq!(withdrawal.spares(other, before), other_before);
        assert!(!withdrawal.spares(known, then) && !withdrawal.spares(other, then));
    }
}

#[test]
fn a_file_name_cannot_lead_out_of_its_folder() {
    for name in [
        "", ".", "..", "../x", "a/b", "a\\b", ".hidden", "-x", "A", "ä", "a b", "a\0", "c:x",
    ] {
        assert!(FileName::parse(name).is_err(), "{name:?}");
    }
    for length in [1, 64] {
        assert!(FileName::parse(&"a".repeat(length)).is_ok());
    }
    assert!(FileName::parse(&"a".repeat(65)).is_err());
}

#[test]
fn signers_lists_and_roots_are_found_by_what_they_are() {
    let mut bundle = full();
    bundle.signers[0].certificate = Digest::of(b"certificate");
    bundle.signers.sort_by_key(|signer| signer.certificate);
    assert!(bundle.signer(b"certificate").is_some() && bundle.signer(b"other").is_none());
    assert!(
        bundle
            .list(ListKind::PaidThrough, region("77"), 772_026)
            .is_some()
    );
    assert!(
        bundle
            .list(ListKind::Status, region("50"), 772_026)
            .is_none()
    );
    let key = PublicKey::Ed25519([5; 32]);
    assert_eq!(bundle.retired_since(&key), None);
    bundle.retired_roots[0].key = key_digest(&key);
    assert_eq!(bundle.retired_since(&key), Some(at("2026-10-01T00:00:00Z")));
}

// shows: EPC-BUNDLE-11
#[test]
fn a_policy_tightens_the_times_and_never_loosens_them() {
    let bundle = full();
    let own = bundle.times();
    let limits = |stale, expired| MaxAge { stale, expired };
    let tight = limits(3600, 7200).tighten(own);
    assert_eq!(
        (tight.next_update, tight.expires),
        (at("2026-11-01T01:00:00Z"), at("2026-11-01T02:00:00Z"))
    );
    assert_eq!(limits(MaxAge::LONGEST, MaxAge::LONGEST).tighten(own), own);
    let last = ListTimes {
        issued_at: UnixTime::MAX,
        next_update: UnixTime::MAX,
        expires: UnixTime::MAX,
    };
    assert_eq!(limits(1, 1).tighten(last), last);
    let aged = TrustBundle {
        policy: BundlePolicy {
            bundle_age: Some(limits(3600, 7200)),
            ..bundle.policy.clone()
        },
        ..bundle
    };
    assert_eq!(aged.times(), tight);
}
