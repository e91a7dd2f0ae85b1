// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust`, and what a bundle changes in the answers of the program: the desk procedures
//! of a new key, a stolen key and a new root.

// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bench;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use bench::Bench;
use epatent_core::UnixTime;
use epatent_core::bundle::{BundlePolicy, Earlier, ListedSigner, TrustBundle, Withdrawal};
use epatent_core::certificate::Role;
use epatent_core::object::{Digest, Environment};
use epatent_sign::authority::cross_certificate;
use epatent_testkit::desk::Ran;
use epatent_testkit::lab::{Lab, LabSigner};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Seconds from now, so that a bundle is fresh whenever the test runs.
fn hours_from_now(hours: i64) -> UnixTime {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let then = i64::try_from(now).unwrap() + hours * 3600;
    UnixTime::from_seconds(u64::try_from(then).unwrap()).unwrap()
}

/// Who makes bundles, and the last one.
struct Authority {
    signer: LabSigner,
    last: TrustBundle,
    last_digest: Option<Digest>,
}

impl Authority {
    fn new(bench: &Bench) -> Self {
        let mut signers = vec![listed(&bench.lab.signer_77), listed(&bench.lab.signer_50)];
        signers.sort_by_key(|signer| signer.certificate);
        Self {
            signer: bundle_signer(&bench.lab, 60),
            last: TrustBundle {
                environment: Environment::Lab,
                version: 0,
                issued: hours_from_now(-40),
                next_update: hours_from_now(24),
                expires: hours_from_now(240),
                previous: None,
                signers,
                lists: Vec::new(),
                policy: BundlePolicy::default(),
                next_roots: Vec::new(),
                retired_roots: Vec::new(),
            },
            last_digest: None,
        }
    }

    /// Makes the next bundle, an hour after the one before.
    fn next(&mut self, change: impl FnOnce(&mut TrustBundle)) -> Vec<u8> {
        let bundle = &mut self.last;
        bundle.version += 1;
        bundle.previous = self.last_digest;
        bundle.issued = UnixTime::from_seconds(bundle.issued.seconds() + 3600).unwrap();
        change(bundle);
        bundle.signers.sort_by_key(|signer| signer.certificate);
        let bytes =
            epatent_sign::sign_bundle(bundle, &self.signer.certificate, &self.signer.key).unwrap();
        self.last_digest = Some(Digest::of(&bytes));
        bytes
    }

    fn withdraw(&mut self, signer: &LabSigner, since: &str, earlier: &Earlier) -> Vec<u8> {
        let digest = Digest::of(signer.certificate.der());
        let since = UnixTime::parse(since).unwrap();
        self.next(|bundle| {
            for listed in &mut bundle.signers {
                if listed.certificate == digest {
                    listed.withdrawal = Some(Withdrawal {
                        since,
                        earlier: earlier.clone(),
                    });
                }
            }
        })
    }
}

fn bundle_signer(lab: &Lab, seed: u64) -> LabSigner {
    lab.signer_but(seed, |request| {
        request.roles = vec![Role::Bundle];
        request.regions.clear();
    })
}

fn listed(signer: &LabSigner) -> ListedSigner {
    ListedSigner {
        certificate: Digest::of(signer.certificate.der()),
        roles: vec![Role::Document],
        regions: signer.certificate.regions().to_vec(),
        withdrawal: None,
    }
}

/// A USB stick with a publication on it.
fn stick(bench: &Bench, name: &str, bundle: &[u8]) -> PathBuf {
    let folder = bench.path(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("bundle.cbor"), bundle).unwrap();
    folder
}

fn trust(bench: &Bench, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_epatent-check"));
    command.arg("trust").args(arguments);
    command.arg("--trust").arg(bench.path("trust"));
    command
}

fn import(bench: &Bench, source: &std::path::Path) -> Ran {
    Ran::of(&mut trust(
        bench,
        &["import", source.to_str().unwrap(), "--lang", "en"],
    ))
}

fn answer(bench: &Bench) -> Ran {
    Ran::of(bench.file("en").arg("--json"))
}

#[test]
fn a_bundle_from_a_stick_is_taken_once_and_shown() {
    let bench = Bench::new();
    let mut authority = Authority::new(&bench);
    let source = stick(&bench, "stick", &authority.next(|_| {}));
    let ran = import(&bench, &source);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains("bundle.cbor: taken, the first"),
        "{ran:?}"
    );
    assert!(import(&bench, &source).stdout.contains("nothing new"));
    assert_eq!(answer(&bench).findings(), ["in-force"]);

    let ran = Ran::of(&mut trust(&bench, &["show", "--json"]));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let shown = ran.json();
    assert_eq!(shown["schema"], 1);
    assert_eq!(shown["environment"], "lab");
    assert_eq!(shown["roots"][0]["source"], "pinned");
    assert_eq!(shown["bundle"]["version"], 1);
    assert_eq!(shown["bundle"]["age"], "fresh");
    assert_eq!(shown["bundle"]["signers"].as_array().unwrap().len(), 2);
    assert_eq!(shown["clock_back"], false);
    for (lang, word) in [("en", "1, fresh"), ("ru", "1, свежий")] {
        let ran = Ran::of(&mut trust(&bench, &["show", "--lang", lang]));
        assert!(ran.stdout.contains(word), "{ran:?}");
    }
}

// shows: EPC-DEV-09
#[test]
fn a_failed_import_says_so_and_leaves_the_old_bundle_in_force() {
    let bench = Bench::new();
    let mut authority = Authority::new(&bench);
    let first = authority.next(|_| {});
    let second = authority.next(|_| {});
    import(&bench, &stick(&bench, "new", &second));
    let mut damaged = second.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    for (name, bytes, said) in [
        ("old", &first, "version 2 was here already"),
        ("damaged", &damaged, "no bundle of a signer"),
        ("cut", &second[..100].to_vec(), "no bundle of a signer"),
    ] {
        let ran = import(&bench, &stick(&bench, name, bytes));
        assert_eq!(ran.exit, Some(2), "{name}: {ran:?}");
        assert!(
            ran.stdout.contains("refused") && ran.stdout.contains(said),
            "{ran:?}"
        );
        assert!(ran.stdout.contains("In force: bundle 2"), "{ran:?}");
        assert_eq!(answer(&bench).findings(), ["in-force"]);
    }
}

#[test]
fn a_folder_without_a_bundle_is_a_wrong_usage() {
    let bench = Bench::new();
    let ran = import(&bench, &bench.path("trust"));
    assert_eq!(ran.exit, Some(2), "{ran:?}");
}

// The card of the bench is signed at 2025-03-01T09:00:00Z with the key of region 77.

// shows: EPC-BUNDLE-07, EPC-BUNDLE-08
/// The procedure of trust.md section 6: a key was stolen.
#[test]
fn stolen_key_drill() {
    let bench = Bench::new();
    let mut authority = Authority::new(&bench);

    // Day 0: all is well.
    import(&bench, &stick(&bench, "day-0", &authority.next(|_| {})));
    assert_eq!(answer(&bench).findings(), ["in-force"]);

    // Day 1: the key is gone since April. The office withdraws it; cards made before stay good, and the
    // officer is told.
    let signer = &bench.lab.signer_77;
    let bundle = authority.withdraw(signer, "2025-04-01T00:00:00Z", &Earlier::Good);
    import(&bench, &stick(&bench, "day-1", &bundle));
    let ran = answer(&bench);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(ran.findings(), ["signer-revoked", "in-force"]);

    // Day 2: it turns out that the thief had it in February.
    let bundle = authority.withdraw(signer, "2025-02-01T00:00:00Z", &Earlier::Good);
    import(&bench, &stick(&bench, "day-2", &bundle));
    let ran = answer(&bench);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert_eq!(ran.findings(), ["signer-revoked"]);

    // Day 3: the office has found its own cards and names them; this one is among them, although the
    // thief could have written the same date.
    let shown = bench.card.presentation();
    let own = Earlier::Listed(vec![Digest::of(&shown.security_object)]);
    let bundle = authority.withdraw(signer, "2025-04-01T00:00:00Z", &own);
    import(&bench, &stick(&bench, "day-3", &bundle));
    assert_eq!(answer(&bench).exit, Some(0));

    // Day 4: the thief's own card of the same day is not named.
    let other = Earlier::Listed(vec![Digest::of(b"a card of the office")]);
    let bundle = authority.withdraw(signer, "2025-04-01T00:00:00Z", &other);
    import(&bench, &stick(&bench, "day-4", &bundle));
    let ran = Ran::of(&mut bench.file("en"));
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert!(
        ran.stdout.contains("The office's key was withdrawn"),
        "{ran:?}"
    );

    // Whoever offers the bundle of day 0 again is refused.
    let ran = import(&bench, &bench.path("day-0"));
    assert_eq!(ran.exit, Some(2), "{ran:?}");
}

// shows: EPC-BUNDLE-13
/// The procedure of trust.md section 5: a new root.
#[test]
fn root_rollover() {
    let bench = Bench::new();
    let mut authority = Authority::new(&bench);
    import(&bench, &stick(&bench, "before", &authority.next(|_| {})));

    // The new root: its own authority, its own bundle signer, its own office in Moscow.
    let new = Lab::new(70);
    let next_signer = bundle_signer(&new, 71);
    let lab = &bench.lab;
    let mut rng = StdRng::seed_from_u64(72);
    let cross = cross_certificate(&new.root, &lab.root, &lab.root_key, &mut rng).unwrap();

    // The last bundle under the old root introduces the new one.
    let introduction = authority.next(|bundle| {
        bundle.next_roots = vec![cross];
        bundle.signers.push(listed(&new.signer_77));
    });
    // The first one under the new root.
    authority.signer = next_signer;
    let after = authority.next(|bundle| bundle.next_roots.clear());

    // A device that missed the introduction cannot tell the new root from a stranger.
    let alone = stick(&bench, "alone", &after);
    let ran = import(&bench, &alone);
    assert_eq!(ran.exit, Some(2), "{ran:?}");
    assert!(ran.stdout.contains("no bundle of a signer"), "{ran:?}");

    // So the publication keeps the introduction beside the bundle.
    fs::write(alone.join("rollover.cbor"), &introduction).unwrap();
    let ran = import(&bench, &alone);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let shown = Ran::of(&mut trust(&bench, &["show", "--json"])).json();
    assert_eq!(shown["bundle"]["version"], 3);
    assert_eq!(shown["roots"][1]["source"], "introduced");
    assert_eq!(
        answer(&bench).findings(),
        ["in-force"],
        "the old office goes on"
    );

    // The same stick again is nothing new.
    let ran = import(&bench, &alone);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
}

#[test]
fn a_damaged_memory_is_told_and_not_passed_over() {
    let bench = Bench::new();
    let mut authority = Authority::new(&bench);
    import(&bench, &stick(&bench, "stick", &authority.next(|_| {})));
    for copy in ["a.cbor", "b.cbor"] {
        fs::write(bench.path("trust/state").join(copy), b"torn").unwrap();
    }
    let ran = Ran::of(&mut bench.file("en"));
    assert_eq!(ran.exit, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("both copies"), "{ran:?}");
}

#[test]
fn an_expired_bundle_leaves_no_green() {
    let bench = Bench::new();
    let mut authority = Authority::new(&bench);
    let bundle = authority.next(|bundle| {
        bundle.next_update = hours_from_now(-20);
        bundle.expires = hours_from_now(-10);
    });
    let ran = import(&bench, &stick(&bench, "stick", &bundle));
    assert_eq!(
        ran.exit,
        Some(0),
        "newer knowledge is taken also when it is old: {ran:?}"
    );
    let ran = answer(&bench);
    assert_eq!(ran.exit, Some(3), "{ran:?}");
    assert_eq!(ran.findings(), ["status-stale"]);
    let ran = Ran::of(&mut trust(&bench, &["show", "--lang", "en"]));
    assert!(ran.stdout.contains("EXPIRED"), "{ran:?}");
}
