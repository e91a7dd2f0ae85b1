// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust`, and what a bundle changes in the answers of the program: the desk procedures
//! of a new key, a stolen key and a new root.

// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bench;

use std::fs;

use bench::Bench;
use bench::publication::{
    Authority, Publication, answer, bundle_signer, hours_from_now, import, listed, shown, stick,
    trust,
};
use epatent_core::bundle::{Earlier, RetiredRoot, key_digest};
use epatent_core::list::CardStatus;
use epatent_core::object::Digest;
use epatent_sign::authority::cross_certificate;
use epatent_testkit::desk::Ran;
use epatent_testkit::lab::Lab;
use epatent_testkit::schema::assert_follows;
use rand::SeedableRng;
use rand::rngs::StdRng;

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

    let shown = shown(&bench);
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

/// What a program may rely on, in machine words.
#[test]
fn what_became_of_files_follows_the_published_schema() {
    let bench = Bench::new();
    let mut authority = Authority::new(&bench);
    let first = stick(&bench, "first", &authority.next(|_| {}));
    let references = epatent_testkit::lists::ListOffice::new(&bench.lab, 1).references(1, 1);
    let second = authority.next(|bundle| bundle.lists = references);
    let second = stick(&bench, "second", &second);
    fs::create_dir(second.join("lists")).unwrap();
    fs::write(second.join("lists/status-77.cbor"), b"no list").unwrap();
    for (source, outcomes, behind) in [
        (&first, &["first"][..], 0),
        (&first, &["same"], 0),
        (&second, &["newer", "refused"], 2),
        (&first, &["refused"], 2),
    ] {
        let source = source.to_str().unwrap();
        for lang in ["en", "ru"] {
            let ran = Ran::of(&mut trust(
                &bench,
                &["import", source, "--json", "--lang", lang],
            ));
            let answer = ran.json();
            assert_follows("trust-import", &answer);
            let files = answer["files"].as_array().unwrap();
            let told: Vec<_> = files.iter().map(|file| &file["outcome"]).collect();
            if lang == "en" {
                assert_eq!(told, outcomes, "{answer:#}");
            }
            assert_eq!(answer["behind"].as_array().unwrap().len(), behind);
        }
    }
}

// shows: EPC-DEV-13
#[test]
fn a_bundle_from_the_future_is_refused_with_both_times_and_stops_nothing() {
    let bench = Bench::new();
    let mut authority = Authority::new(&bench);
    import(&bench, &stick(&bench, "first", &authority.next(|_| {})));
    let (right, digest) = (authority.last.clone(), authority.last_digest);
    // An office whose clock is hours ahead.
    let mistaken = authority.next(|bundle| bundle.issued = hours_from_now(3));
    let source = stick(&bench, "mistaken", &mistaken);
    for (lang, said) in [("en", "Set the clock"), ("ru", "Поставьте часы")] {
        let source = source.to_str().unwrap();
        let ran = Ran::of(&mut trust(&bench, &["import", source, "--lang", lang]));
        assert_eq!(ran.exit, Some(2), "{ran:?}");
        assert!(ran.stdout.contains(said), "{ran:?}");
    }
    assert_eq!(shown(&bench)["clock_back"], false);
    assert_eq!(answer(&bench).findings(), ["in-force"]);
    // The office sets its clock and makes the bundle anew.
    authority.last = right;
    authority.last_digest = digest;
    let ran = import(&bench, &stick(&bench, "anew", &authority.next(|_| {})));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(shown(&bench)["bundle"]["version"], 2);
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
    let before = shown(&bench);
    assert_eq!(before["bundle"]["version"], 3);
    assert_eq!(before["roots"][1]["source"], "introduced");
    assert_eq!(before["roots"][0]["state"], "active");
    assert_eq!(
        answer(&bench).findings(),
        ["in-force"],
        "the old office goes on"
    );

    // The same stick again is nothing new.
    let ran = import(&bench, &alone);
    assert_eq!(ran.exit, Some(0), "{ran:?}");

    // The old root goes, and whoever looks sees which one.
    let since = hours_from_now(31 * 24);
    let key = key_digest(bench.lab.root.public_key());
    let retiring = authority.next(|bundle| bundle.retired_roots = vec![RetiredRoot { key, since }]);
    let ran = import(&bench, &stick(&bench, "retiring", &retiring));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let after = shown(&bench);
    assert_eq!(after["roots"][0]["state"], "retired");
    assert_eq!(after["roots"][0]["retired_since"], since.to_string());
    assert_eq!(after["roots"][1]["state"], "active");
    for (lang, word) in [("en", "RETIRED from "), ("ru", "ВЫВЕДЕН с ")] {
        let ran = Ran::of(&mut trust(&bench, &["show", "--lang", lang]));
        assert_eq!(ran.stdout.matches(word).count(), 1, "{ran:?}");
    }
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

// shows: EPC-DEV-10
#[test]
fn lists_from_a_stick_decide_and_are_shown_with_their_ages() {
    let bench = Bench::with_index(41);
    let index = bench.card.terms.status.index;
    let mut publication = Publication::new(&bench);
    publication.bundle(1, 1);
    let status = publication.lists.status_list(1, hours_from_now(-9), &[]);
    let unpaid = publication.paid(1, index, "2025-03-31");
    publication.put("lists/status-77.cbor", &status);
    publication.put("lists/paid-77.cbor", &publication.lists.snapshot(&unpaid));
    publication.put("lists/other.cbor", b"nobody names it");
    let ran = import(&bench, &publication.folder);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert!(
        ran.stdout
            .contains("lists/paid-77.cbor: taken, paid through list of region 77, number 1"),
        "{ran:?}"
    );
    assert!(!ran.stdout.contains("other.cbor"), "{ran:?}");
    assert_eq!(answer(&bench).findings()[0], "tax-not-paid");

    // The next day: the changes lie beside the snapshot.
    let paid = publication.paid(2, index, "2027-06-30");
    publication.put(
        "lists/paid-77.cbor.2",
        &publication.lists.delta(&unpaid, &paid),
    );
    publication.bundle(1, 2);
    let ran = import(&bench, &publication.folder);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(answer(&bench).findings(), ["in-force"]);

    let shown = shown(&bench);
    let list = &shown["lists"][1];
    assert_eq!(list["kind"], "paid-through");
    assert_eq!(list["known"]["sequence"], 2);
    assert_eq!(list["here"]["sequence"], 2);
    assert_eq!(list["here"]["age"], "fresh");
    for (lang, word) in [
        ("en", "paid through, region 77: here 2, known 2; of "),
        ("ru", "оплата, регион 77: здесь 2, известен 2; от "),
    ] {
        let ran = Ran::of(&mut trust(&bench, &["show", "--lang", lang]));
        assert!(ran.stdout.contains(word), "{ran:?}");
    }

    // A bundle that knows of more than came with it.
    publication.bundle(2, 2);
    let ran = import(&bench, &publication.folder);
    assert_eq!(ran.exit, Some(2), "{ran:?}");
    assert!(ran.stdout.contains("knows of number 2"), "{ran:?}");
    assert!(ran.stdout.contains("knows of a newer list"), "{ran:?}");
    assert_eq!(answer(&bench).findings(), ["list-invalid"]);

    // A list by itself.
    let suspended = [(u32::try_from(index).unwrap(), CardStatus::Suspended)];
    let status = publication
        .lists
        .status_list(2, hours_from_now(-8), &suspended);
    publication.put("status", &status);
    let ran = import(&bench, &publication.folder.join("status"));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(answer(&bench).findings()[0], "suspended");
    let ran = import(&bench, &publication.folder.join("lists/status-77.cbor"));
    assert_eq!(ran.exit, Some(2), "{ran:?}");
    assert!(ran.stdout.contains("number 2 was here already"), "{ran:?}");
}

// shows: EPC-REP-09
#[test]
fn log_and_report_say_how_old_the_lists_were() {
    let bench = Bench::with_index(41);
    let index = bench.card.terms.status.index;
    let mut publication = Publication::new(&bench);
    publication.bundle(3, 5);
    let issued = hours_from_now(-9);
    let status = publication.lists.status_list(3, issued, &[]);
    publication.put("lists/status-77.cbor", &status);
    let paid = publication.paid(5, index, "2027-06-30");
    publication.put("lists/paid-77.cbor", &publication.lists.snapshot(&paid));
    assert_eq!(import(&bench, &publication.folder).exit, Some(0));
    fs::create_dir_all(bench.path("state")).unwrap();
    let ran = Ran::of(&mut bench.program(&["device", "init"]));
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let report = bench.path("report.cbor");
    let ran = Ran::of(bench.file("en").arg("--report").arg(&report));
    assert_eq!(ran.exit, Some(0), "{ran:?}");

    let number = bench.card.terms.status.list;
    let log = Ran::of(&mut bench.program(&["log", "show", "--json"])).json();
    let lists = &log["entries"][0]["lists"];
    assert_eq!(lists[0][0], format!("status 77/{number} 3"));
    assert_eq!(lists[0][1], issued.to_string());
    assert_eq!(lists[1][0], format!("paid-through 77/{number} 5"));

    let mut verify = bench.program(&["report", "verify", "--json"]);
    let verified = Ran::of(verify.arg(&report)).json();
    assert_eq!(verified["lists"][0]["sequence"], 3);
    assert_eq!(verified["lists"][0]["issued"], issued.to_string());
    assert_eq!(verified["lists"][1]["kind"], "paid-through");
}
