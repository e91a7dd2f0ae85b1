// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a device remembers: no order of imports and no setting of the clock takes it back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod common;

use common::{BundleDesk, Kind, Lab, at, orders, rng, root_request};
use epatent_core::UnixTime;
use epatent_core::bundle::{
    Earlier, ListedSigner, MAX_ROOTS, RetiredRoot, TrustBundle, Withdrawal, key_digest,
};
use epatent_core::certificate::{Certificate, Role};
use epatent_core::device::DeviceState;
use epatent_core::object::{Digest, Environment};
use epatent_core::presentation::Presentation;
use epatent_sign::FileKey;
use epatent_sign::authority::{cross_certificate, self_signed_root};
use epatent_verify::device::{self, Clock, Progress, Setback};
use epatent_verify::{
    Code, KnownSigners, Policy, ProvedBundle, TrustError, TrustStore, Untrusted, Verdict, Verifier,
};

/// After everything that the laboratory signs.
const LATER: &str = "2026-12-01T00:00:00Z";

/// A device: its state and the bundle in force.
#[derive(Clone, Default)]
struct Device {
    state: DeviceState,
    bundle: Option<ProvedBundle>,
}

impl Device {
    fn import(&mut self, bundle: &ProvedBundle, trust: &TrustStore) -> Result<Progress, Setback> {
        self.import_at(bundle, trust, at(LATER))
    }

    fn import_at(
        &mut self,
        bundle: &ProvedBundle,
        trust: &TrustStore,
        now: UnixTime,
    ) -> Result<Progress, Setback> {
        let in_force = self.bundle.as_ref();
        let clock = Clock::under(now, in_force);
        let (state, progress) = device::with_bundle(&self.state, in_force, bundle, trust, clock)?;
        self.state = state;
        self.bundle = Some(bundle.clone());
        Ok(progress)
    }
}

/// Bundles 1 to `count`, each after the one before, an hour apart.
fn chain(lab: &Lab, count: u64) -> Vec<ProvedBundle> {
    let mut bundles: Vec<ProvedBundle> = Vec::new();
    for version in 1..=count {
        let mut bundle = lab.bundle();
        bundle.version = version;
        bundle.issued = UnixTime::from_seconds(bundle.issued.seconds() + 3600 * version).unwrap();
        bundle.previous = bundles.last().map(ProvedBundle::digest);
        bundles.push(lab.proved(&bundle));
    }
    bundles
}

// shows: EPC-DEV-01, EPC-DEV-04, EPC-DEV-05
#[test]
fn every_order_of_six_bundles_ends_at_the_newest_and_the_floor_never_falls() {
    let lab = Lab::new();
    let (bundles, trust) = (chain(&lab, 6), lab.trust());
    let mut seen = 0;
    for count in 1..=6 {
        for order in orders(count) {
            let mut device = Device::default();
            let mut highest = 0;
            for &index in &order {
                let before = device.clone();
                let outcome = device.import(&bundles[index], &trust);
                let version = bundles[index].version;
                if version > highest {
                    assert!(matches!(outcome, Ok(Progress::First | Progress::Newer)));
                    highest = version;
                } else {
                    assert_eq!(
                        outcome,
                        Err(Setback::Rollback {
                            seen: highest,
                            shown: version
                        })
                    );
                    assert_eq!(device.state, before.state, "a refusal changes nothing");
                }
                assert!(device.state.floor >= before.state.floor);
            }
            let newest = order.iter().max().unwrap();
            assert_eq!(
                device.state.bundle.unwrap().digest,
                bundles[*newest].digest()
            );
            assert_eq!(device.state.floor, Some(bundles[*newest].issued));
            seen += 1;
        }
    }
    assert_eq!(seen, 1 + 2 + 6 + 24 + 120 + 720);
}

#[test]
fn the_same_bundle_again_changes_nothing() {
    let lab = Lab::new();
    let (bundles, trust) = (chain(&lab, 1), lab.trust());
    let mut device = Device::default();
    device.import(&bundles[0], &trust).unwrap();
    let before = device.state.clone();
    assert_eq!(device.import(&bundles[0], &trust), Ok(Progress::Same));
    assert_eq!(device.state, before);
}

// shows: EPC-DEV-02
#[test]
fn two_bundles_of_one_version_are_a_fork() {
    let lab = Lab::new();
    let trust = lab.trust();
    let mut other = lab.bundle();
    other.expires = at("2026-11-21T00:00:00Z");
    let mut device = Device::default();
    device.import(&lab.proved(&lab.bundle()), &trust).unwrap();
    assert_eq!(
        device.import(&lab.proved(&other), &trust),
        Err(Setback::Fork { version: 1 })
    );
}

// shows: EPC-DEV-02
#[test]
fn a_bundle_that_follows_another_past_is_refused() {
    let lab = Lab::new();
    let trust = lab.trust();
    let bundles = chain(&lab, 2);
    let mut forked = bundles[1].clone();
    let mut content = TrustBundle::clone(&forked);
    content.previous = Some(Digest::of(b"another bundle 1"));
    forked = lab.proved(&content);
    let mut device = Device::default();
    device.import(&bundles[0], &trust).unwrap();
    assert_eq!(
        device.import(&forked, &trust),
        Err(Setback::OtherPast { version: 2 })
    );
    assert_eq!(device.import(&bundles[1], &trust), Ok(Progress::Newer));
}

// shows: EPC-DEV-03
#[test]
fn a_higher_version_of_an_earlier_day_is_refused() {
    let lab = Lab::new();
    let trust = lab.trust();
    let bundles = chain(&lab, 3);
    let mut content = TrustBundle::clone(&bundles[2]);
    content.issued = at("2026-11-08T00:00:00Z");
    let mut device = Device::default();
    device.import(&bundles[0], &trust).unwrap();
    assert!(matches!(
        device.import(&lab.proved(&content), &trust),
        Err(Setback::IssuedEarlier { version: 3, .. })
    ));
}

#[test]
fn a_higher_version_of_the_same_second_is_taken() {
    let lab = Lab::new();
    let trust = lab.trust();
    let bundles = chain(&lab, 2);
    let mut content = TrustBundle::clone(&bundles[1]);
    content.issued = bundles[0].issued;
    let mut device = Device::default();
    device.import(&bundles[0], &trust).unwrap();
    let taken = device.import(&lab.proved(&content), &trust);
    assert_eq!(taken, Ok(Progress::Newer));
}

// shows: EPC-BUNDLE-16
/// Bundle 2 lists the first desk as withdrawn; its thief can neither go on nor set the date back.
#[test]
fn the_thief_of_a_bundle_key_gets_nowhere_after_the_next_bundle() {
    let lab = Lab::new();
    let (stolen, next) = (lab.bundle_desk(40), lab.bundle_desk(41));
    let prove = |desk: &BundleDesk, bundle: &TrustBundle| {
        ProvedBundle::prove(&desk.sign(bundle), &lab.trust(), lab.circumstances.now).unwrap()
    };
    let trust = lab.trust();
    let first = prove(&stolen, &lab.bundle());
    let mut content = lab.bundle();
    content.version = 2;
    content.issued = at("2026-11-09T12:00:00Z");
    content.previous = Some(first.digest());
    content.signers.push(ListedSigner {
        certificate: Digest::of(stolen.certificate.der()),
        roles: vec![Role::Bundle],
        regions: Vec::new(),
        withdrawal: Some(Withdrawal {
            since: at("2026-11-09T10:00:00Z"),
            earlier: Earlier::Good,
        }),
    });
    content.signers.sort_by_key(|signer| signer.certificate);
    let second = prove(&next, &content);
    let mut device = Device::default();
    device.import(&first, &trust).unwrap();
    assert_eq!(device.import(&second, &trust), Ok(Progress::Newer));

    let mut forged = lab.bundle();
    forged.version = 3;
    forged.previous = Some(second.digest());
    forged.issued = at("2026-11-10T00:00:00Z");
    assert!(matches!(
        device.import(&prove(&stolen, &forged), &trust),
        Err(Setback::SignerWithdrawn(_))
    ));
    forged.issued = at("2026-11-09T09:00:00Z");
    assert!(matches!(
        device.import(&prove(&stolen, &forged), &trust),
        Err(Setback::IssuedEarlier { .. })
    ));
}

// shows: EPC-DEV-13
/// The clocks of an office and of a device on both sides of the tolerance: a machine with its keys may be
/// a minute fast, and an officer's tablet may have lost its time.
#[test]
fn a_bundle_from_the_future_is_refused_and_one_within_the_tolerance_raises_the_floor() {
    let lab = Lab::new();
    let trust = lab.trust();
    let bundles = chain(&lab, 2);
    let issued = bundles[0].issued;
    for (behind, admitted) in [
        (0, true),
        (60, true),
        (300, true),
        (301, false),
        (86_400, false),
    ] {
        let now = UnixTime::from_seconds(issued.seconds() - behind).unwrap();
        let mut device = Device::default();
        let outcome = device.import_at(&bundles[0], &trust, now);
        if admitted {
            assert_eq!(outcome, Ok(Progress::First), "{behind}");
            assert_eq!(device.state.floor, Some(issued));
            // What was admitted does not make the very clock doubtful that admitted it.
            assert_eq!(device::check_clock(device.state.floor, now, 300), Ok(()));
        } else {
            assert_eq!(
                outcome,
                Err(Setback::FromTheFuture { issued, now }),
                "{behind}"
            );
            assert_eq!(device.state, DeviceState::default());
        }
    }
    // The bundle in force says how far clocks may differ, and not the one that is offered.
    let mut tolerant = TrustBundle::clone(&bundles[1]);
    tolerant.policy.clock_tolerance = 3600;
    let early = UnixTime::from_seconds(tolerant.issued.seconds() - 3600).unwrap();
    let mut device = Device::default();
    device.import(&bundles[0], &trust).unwrap();
    assert!(matches!(
        device.import_at(&lab.proved(&tolerant), &trust, early),
        Err(Setback::FromTheFuture { .. })
    ));
}

// shows: EPC-DEV-13
#[test]
fn a_mistaken_month_stops_no_device_and_a_clock_that_was_set_back_forgets_nothing() {
    let lab = Lab::new();
    let trust = lab.trust();
    let bundles = chain(&lab, 3);
    let mut mistaken = TrustBundle::clone(&bundles[1]);
    mistaken.issued = at("2026-12-20T00:00:00Z");
    mistaken.next_update = at("2026-12-21T00:00:00Z");
    mistaken.expires = at("2026-12-28T00:00:00Z");
    let mut device = Device::default();
    device.import(&bundles[0], &trust).unwrap();
    let before = device.state.clone();
    assert!(matches!(
        device.import(&lab.proved(&mistaken), &trust),
        Err(Setback::FromTheFuture { .. })
    ));
    assert_eq!(device.state, before);
    assert_eq!(device.import(&bundles[1], &trust), Ok(Progress::Newer));

    // The clock is lost: what was verified before is still past, and what comes after it waits.
    let lost = at("2020-01-01T00:00:00Z");
    let floor = device.state.floor;
    assert_eq!(
        device.import_at(&bundles[1], &trust, lost),
        Ok(Progress::Same)
    );
    assert!(matches!(
        device.import_at(&bundles[2], &trust, lost),
        Err(Setback::FromTheFuture { .. })
    ));
    assert_eq!(device.state.floor, floor);
}

// shows: EPC-DEV-05
#[test]
fn a_card_raises_the_floor_as_far_as_the_clock_agrees() {
    let lab = Lab::new();
    let report = lab.verify(&lab.card());
    let object = report.card.security_object.unwrap();
    let signed_at = at("2026-11-02T09:00:00Z");
    let state = DeviceState::default();
    let before = UnixTime::from_seconds(signed_at.seconds() - 1).unwrap();
    assert_eq!(device::with_card(&state, &object, before).floor, None);
    let after = device::with_card(&state, &object, signed_at);
    assert_eq!(after.floor, Some(signed_at));
    let late = DeviceState {
        floor: Some(at("2026-12-01T00:00:00Z")),
        ..DeviceState::default()
    };
    assert_eq!(
        device::with_card(&late, &object, signed_at).floor,
        late.floor
    );
}

// shows: EPC-DEV-06
/// Twenty years in both directions, every 47 hours: the verdict under a bundle is what a model of
/// a few lines says.
#[test]
fn a_clock_swept_over_forty_years_gives_what_the_model_says() {
    let mut lab = Lab::new();
    let bundle = lab.bundle();
    let proved = lab.proved(&bundle);
    let trust = lab.trust();
    let policy = Policy::of_bundle(&bundle.policy);
    let card = lab.card();
    let known = KnownSigners::new();
    let floor = bundle.issued.seconds();
    // The chip of the card was asked later than the bundle was issued.
    let newest = at("2026-11-10T08:59:58Z").seconds();
    let year = 365 * 86_400 + 86_400 / 4;
    let (mut now, end) = (floor - 20 * year, floor + 20 * year);
    let mut classes = [0_u32; 4];
    while now < end {
        lab.circumstances.now = UnixTime::from_seconds(now).unwrap();
        let report = Verifier::new(&trust, &policy)
            .unwrap()
            .under(&proved)
            .not_before(Some(bundle.issued))
            .remembering(&known)
            .verify(&card, &lab.circumstances);
        let root_ended = now > at("2045-12-31T23:59:59Z").seconds();
        let (verdict, code) = if root_ended {
            (Verdict::Undetermined, Code::IssuerUnknown)
        } else if now + 300 < newest {
            (Verdict::Undetermined, Code::ClockDoubtful)
        } else if now > bundle.next_update.seconds() {
            (Verdict::Undetermined, Code::StatusStale)
        } else {
            (Verdict::InForce, Code::InForce)
        };
        assert_eq!(report.verdict, verdict, "{now}");
        assert_eq!(report.findings[0].code, code, "{now}");
        classes[match code {
            Code::IssuerUnknown => 0,
            Code::ClockDoubtful => 1,
            Code::StatusStale => 2,
            _ => 3,
        }] += 1;
        now += 47 * 3600;
    }
    assert!(classes.iter().all(|count| *count > 0), "{classes:?}");
}

fn second_root() -> (Certificate, FileKey) {
    let key = Kind::P256.key(50);
    let mut request = root_request();
    request.subject.common_name = "Second test root".to_owned();
    let der = self_signed_root(&request, &key, &mut rng(51)).unwrap();
    (Certificate::parse(&der).unwrap(), key)
}

/// A laboratory under the second root, with a signer of its own.
fn second_lab() -> Lab {
    let (root, _) = second_root();
    let mut lab = Lab::new();
    lab.root = root.der().to_vec();
    lab.root_key = Kind::P256.key(50);
    lab.signer_key = Kind::Ed25519.key(52);
    lab.signer = epatent_sign::authority::issue_signer(
        &common::signer_request(),
        &epatent_sign::Signer::public_key(&lab.signer_key),
        &root,
        &lab.root_key,
        &mut rng(53),
    )
    .unwrap();
    lab
}

// shows: EPC-BUNDLE-13, EPC-BUNDLE-14, EPC-BUNDLE-15
/// The procedure of `trust.md` section 5, as a device lives it that knows the first root only.
#[test]
fn a_root_is_rolled_over_and_the_old_one_retires() {
    let (old, new) = (Lab::new(), second_lab());
    let pinned = old.trust();
    let now = old.circumstances.now;
    let mut device = Device::default();

    // Nobody introduced the new root yet: its bundle is that of a stranger.
    let desk = new.bundle_desk(54);
    let mut third = new.bundle();
    third.version = 3;
    third.previous = Some(Digest::of(b"bundle 2"));
    assert!(matches!(
        ProvedBundle::prove(&desk.sign(&third), &pinned, now),
        Err(Untrusted::UnknownIssuer(_))
    ));

    // Bundle 1 is an ordinary one. Bundle 2 introduces the new root and lists signers of both.
    device.import(&old.proved(&old.bundle()), &pinned).unwrap();
    let old_root = Certificate::parse(&old.root).unwrap();
    let new_root = Certificate::parse(&new.root).unwrap();
    let cross = cross_certificate(&new_root, &old_root, &old.root_key, &mut rng(55)).unwrap();
    let mut second = old.bundle();
    second.version = 2;
    second.issued = at("2026-11-09T06:00:00Z");
    second.previous = Some(device.state.bundle.unwrap().digest);
    second.signers.extend(new.bundle().signers);
    second.signers.sort_by_key(|signer| signer.certificate);
    second.next_roots = vec![cross];
    let second = old.proved(&second);
    device.import(&second, &pinned).unwrap();
    assert_eq!(device.state.roots.len(), 1);

    // The state survives on paper, and the roots are proved again from it.
    let state = DeviceState::decode(&device.state.encode().unwrap()).unwrap();
    let trust = device::roots(&pinned, &state);
    assert_eq!(trust.certificates().count(), 2);

    // Cards of both offices are good.
    let answer = |card: &Presentation, trust: &TrustStore, bundle: &ProvedBundle| {
        let policy = Policy::of_bundle(&bundle.policy);
        Verifier::new(trust, &policy)
            .unwrap()
            .under(bundle)
            .verify(card, &old.circumstances)
    };
    for lab in [&old, &new] {
        let report = answer(&lab.card(), &trust, &second);
        assert_eq!(report.verdict, Verdict::InForce, "{:?}", report.findings);
    }

    // Bundle 3 comes from the new root and retires the old one: what it signed before stays good.
    third.issued = at("2026-11-09T12:00:00Z");
    third.previous = Some(second.digest());
    third.signers = second.signers.clone();
    third.retired_roots = vec![RetiredRoot {
        key: key_digest(old_root.public_key()),
        since: at("2026-11-09T00:00:00Z"),
    }];
    let third = ProvedBundle::prove(&desk.sign(&third), &trust, now).unwrap();
    let clock = Clock::under(at(LATER), Some(&second));
    let (state, progress) =
        device::with_bundle(&device.state, Some(&second), &third, &trust, clock).unwrap();
    assert_eq!(progress, Progress::Newer);
    assert_eq!(
        answer(&old.card(), &trust, &third).verdict,
        Verdict::InForce
    );
    let late = old.card_with(|_, terms| terms.signed_at = at("2026-11-09T00:00:00Z"));
    let report = answer(&late, &trust, &third);
    assert_eq!(report.verdict, Verdict::Refused);
    assert_eq!(report.findings[0].code, Code::SignerRevoked);

    // And no bundle under the old root is taken any more.
    let mut fourth = old.bundle();
    fourth.version = 4;
    fourth.issued = at("2026-11-10T00:00:00Z");
    fourth.previous = Some(third.digest());
    assert!(matches!(
        device::with_bundle(&state, Some(&third), &old.proved(&fourth), &trust, clock),
        Err(Setback::SignerWithdrawn(_))
    ));
}

// shows: EPC-BUNDLE-13
#[test]
fn a_stranger_introduces_no_root_and_a_root_of_production_is_none_here() {
    let (old, new) = (Lab::new(), second_lab());
    let new_root = Certificate::parse(&new.root).unwrap();
    // Signed by itself: nobody here vouches for it.
    assert!(old.trust().introduce(&new.root).is_err());
    // Signed by a signer's key that claims to be the root.
    let signer =
        cross_certificate(&new_root, &new_root, &Kind::P256.key(50), &mut rng(56)).unwrap();
    assert!(old.trust().introduce(&signer).is_err());
    assert!(old.trust().introduce(&old.signer).is_err());
    assert!(old.trust().introduce(&old.root).is_err(), "it is known");
    let mut request = root_request();
    request.environment = Environment::Production;
    let key = Kind::Ed25519.key(57);
    let real = self_signed_root(&request, &key, &mut rng(58)).unwrap();
    assert!(old.trust().introduce(&real).is_err());
    // Who is introduced may be pinned by the certificate that he signed himself, and by no other.
    let old_root = Certificate::parse(&old.root).unwrap();
    let introduced = cross_certificate(&new_root, &old_root, &old.root_key, &mut rng(58)).unwrap();
    assert!(old.trust().introduce(&introduced).is_ok());
    assert_eq!(
        TrustStore::new(Environment::Lab, [&introduced]).unwrap_err(),
        TrustError::NotRoot { index: 0 }
    );
}

/// A root of the laboratory's environment, introduced by one with this key.
fn introduced_by(root: &[u8], key: &FileKey, number: u64) -> Vec<u8> {
    let mut request = root_request();
    request.subject.common_name = format!("Root {number}");
    let new = self_signed_root(&request, &Kind::Ed25519.key(number), &mut rng(number)).unwrap();
    let (new, root) = (Certificate::parse(&new), Certificate::parse(root));
    cross_certificate(&new.unwrap(), &root.unwrap(), key, &mut rng(number)).unwrap()
}

// shows: EPC-BUNDLE-13, EPC-BUNDLE-14
#[test]
fn a_state_remembers_a_root_once_and_none_that_no_root_here_vouches_for() {
    let (lab, stranger) = (Lab::new(), second_lab());
    let mut device = Device::default();
    let genuine = introduced_by(&lab.root, &lab.root_key, 60);
    let foreign = introduced_by(&stranger.root, &stranger.root_key, 61);
    for (version, shown) in [
        (1, vec![foreign.clone()]),
        (2, vec![foreign.clone(), genuine.clone()]),
        (3, vec![genuine.clone(), foreign]),
    ] {
        let mut bundle = lab.bundle();
        bundle.version = version;
        bundle.previous = device.state.bundle.map(|seen| seen.digest);
        bundle.next_roots = shown;
        device.import(&lab.proved(&bundle), &lab.trust()).unwrap();
        let expected = if version == 1 { 0 } else { 1 };
        assert_eq!(device.state.roots, vec![genuine.clone(); expected]);
    }
}

// shows: EPC-BUNDLE-14
#[test]
fn a_state_remembers_as_many_roots_as_it_can_hold_and_stays_readable() {
    let lab = Lab::new();
    let mut device = Device::default();
    let roots: Vec<Vec<u8>> = (70..70 + MAX_ROOTS as u64 + 1)
        .map(|number| introduced_by(&lab.root, &lab.root_key, number))
        .collect();
    let (first, second) = roots.split_at(MAX_ROOTS - 1);
    for (version, shown) in [(1, first), (2, second)] {
        let mut bundle = lab.bundle();
        bundle.version = version;
        bundle.previous = device.state.bundle.map(|seen| seen.digest);
        bundle.next_roots = shown.to_vec();
        device.import(&lab.proved(&bundle), &lab.trust()).unwrap();
    }
    assert_eq!(device.state.roots, roots[..MAX_ROOTS]);
    let paper = device.state.encode().unwrap();
    assert_eq!(DeviceState::decode(&paper).unwrap(), device.state);
}
