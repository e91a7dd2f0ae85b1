// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The register at the office's command line: made, proved, and approved in by people of a number.

use crate::Office;
use crate::filled::{actor, patent};
use epatent_core::UnixTime;
use epatent_core::object::Digest;
use epatent_register::Act;
use epatent_testkit::desk::application;
use std::fs;
use std::os::unix::fs::PermissionsExt;

const ACT: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

#[test]
fn a_register_is_made_once_and_for_its_owner_alone() {
    let office = Office::without_register();
    let missing = office.run(&["register", "head"]);
    assert_eq!(missing.exit, Some(2), "{missing:?}");
    assert_eq!(missing.text("/error/code"), "register-missing");
    assert!(missing.text("/error/hint").contains("register init"));

    let made = office.run(&["register", "init"]);
    assert_eq!(made.exit, Some(0), "{made:?}");
    for name in ["register.db", "person.key"] {
        let mode = fs::metadata(office.store(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let secret = fs::read(office.store("person.key")).unwrap();
    let again = office.run(&["register", "init"]);
    assert_eq!(again.text("/error/code"), "office-has-register");
    assert_eq!(fs::read(office.store("person.key")).unwrap(), secret);
}

#[test]
fn a_register_is_made_in_an_office_folder_only() {
    let office = Office::without_register();
    let nowhere = office.path("nowhere");
    fs::create_dir(&nowhere).unwrap();
    let ran = office.run_in(&nowhere, &["register", "init"]);
    assert_eq!(ran.text("/error/code"), "not-a-store", "{ran:?}");
    assert_eq!(fs::read_dir(nowhere).unwrap().count(), 0);
}

#[test]
fn a_head_that_was_kept_elsewhere_shows_that_the_end_was_cut_off() {
    let office = Office::with_cards(1);
    let events = office.run(&["register", "verify"]).json()["events"]
        .as_u64()
        .unwrap();
    let before = fs::read(office.store("register.db")).unwrap();
    let patent = patent(0);
    let suspend = ["decide", "suspend", &patent, "--reason", "check"];
    let done = [&suspend[..], &["--operator", "17", "--confirm-one"]].concat();
    let done = office.run(&done);
    assert_eq!(done.exit, Some(0), "{done:?}");
    let head = office.run_plainly(&["register", "head"]);
    let anchor = office.path("heads.txt");
    fs::write(
        &anchor,
        format!("# kept by the head of the office\n{}", head.stdout),
    )
    .unwrap();
    let anchor = anchor.to_str().unwrap();

    let whole = office.run(&["register", "verify", "--anchor", anchor]);
    // An editor of Windows begins the file with a mark.
    let heads = fs::read_to_string(anchor).unwrap();
    let marked = office.path("marked.txt");
    fs::write(&marked, format!("\u{feff}{heads}")).unwrap();
    let read = office.run(&["register", "verify", "--anchor", marked.to_str().unwrap()]);
    assert_eq!(read.exit, Some(0), "{read:?}");
    assert_eq!(whole.exit, Some(0), "{whole:?}");
    assert_eq!(whole.json()["anchors"], 1);
    assert_eq!(whole.json()["events"], events + 1);

    // Somebody puts the copy of yesterday back, without the log of today beside it.
    fs::write(office.store("register.db"), before).unwrap();
    for log in ["register.db-wal", "register.db-shm"] {
        let _ = fs::remove_file(office.store(log));
    }
    let alone = office.run(&["register", "verify"]);
    assert_eq!(
        alone.exit,
        Some(0),
        "a chain cannot know that it was longer"
    );
    let cut = office.run(&["register", "verify", "--anchor", anchor]);
    assert_eq!(cut.exit, Some(1), "{cut:?}");
    let finding = cut.text("/findings/0");
    assert!(
        finding.contains("does not pass through the head"),
        "{finding}"
    );
}

#[test]
fn a_file_that_holds_no_heads_is_refused_with_its_line() {
    let office = Office::new();
    let anchor = office.path("heads.txt");
    fs::write(&anchor, "# only remarks\n\n").unwrap();
    let none = office.run(&["register", "verify", "--anchor", anchor.to_str().unwrap()]);
    assert_eq!(none.exit, Some(2), "{none:?}");
    assert!(none.text("/error/message").contains("no head"), "{none:?}");
    for wrong in ["seven", "-1 aa", &format!("7 {ACT}0"), &format!("x {ACT}")] {
        fs::write(&anchor, format!("7 {ACT}\n{wrong}\n")).unwrap();
        let ran = office.run(&["register", "verify", "--anchor", anchor.to_str().unwrap()]);
        assert_eq!(ran.exit, Some(2), "{ran:?}");
        assert!(ran.text("/error/message").contains("line 2"), "{ran:?}");
    }
}

#[test]
fn a_person_approves_an_act_once_whole_and_under_a_number() {
    let office = Office::with_cards(1);
    let patent = patent(0);
    let annul = ["decide", "annul", &patent, "--reason", "court", "--propose"];
    let proposed = office.run(&[&annul[..], &["--operator", "17"]].concat());
    let act = proposed.text("/digest");
    let events = || office.run(&["register", "verify"]).json()["events"].clone();
    let before = events();
    let part = office.run(&["approve", &act[..32], "--yes", "--operator", "19"]);
    assert_eq!(part.text("/error/code"), "no-digest", "{part:?}");
    for name in ["Ivanova", "17a", "", "017", "0", "1234567890123"] {
        let ran = office.run(&["approve", &act, "--yes", "--operator", name]);
        assert_eq!(ran.exit, Some(2), "{name}: {ran:?}");
    }
    let nobody = office.run(&["approve", &act, "--yes"]);
    assert_eq!(nobody.exit, Some(2), "{nobody:?}");
    let made_up = office.run(&["approve", ACT, "--yes", "--operator", "19"]);
    assert_eq!(
        made_up.text("/error/code"),
        "act-not-proposed",
        "{made_up:?}"
    );
    assert_eq!(events(), before);
    let once = office.run(&["approve", &act, "--yes", "--operator", "19"]);
    assert_eq!(once.exit, Some(0), "{once:?}");
    // In words, too, and in vain: once is enough.
    for more in [&[][..], &["--yes"]] {
        let again = ["approve", act.as_str(), "--operator", "19"];
        let twice = office.run(&[&again[..], more].concat());
        assert_eq!(twice.text("/error/code"), "register-refused", "{twice:?}");
    }
    let read = office.run_plainly(&["approve", &act, "--operator", "23"]);
    for said in ["annul the patent", &patent, "a court decided it", "17, 20"] {
        assert!(read.stdout.contains(said), "{said}: {read:?}");
    }
}

#[test]
fn the_password_of_a_database_is_on_no_screen() {
    let office = Office::new();
    for location in [
        "postgres://office:CANARY@127.0.0.1:9/register",
        "postgres://office:CANARY@192.0.2.1/register",
        "mysql://office:CANARY@localhost/register",
    ] {
        for json in [true, false] {
            let arguments = ["register", "head", "--register", location];
            let ran = if json {
                office.run(&arguments)
            } else {
                office.run_plainly(&arguments)
            };
            assert_ne!(ran.exit, Some(0), "{ran:?}");
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(!said.is_empty() && !said.contains("CANARY"), "{said}");
        }
    }
}

#[test]
fn no_card_is_made_beside_the_register_nor_where_it_is_gone() {
    let office = Office::new();
    let file = application("rakhimov").display().to_string();
    let out = office.path("out.card").display().to_string();
    let sign = ["sign", &file, "--chip-key", "04", "--out", &out];
    let write = ["write", &out];
    let personalise = ["personalise", &file, "--operator", "17"];
    let demand = |arguments: &[&str], code: &str| {
        let ran = office.run(arguments);
        assert_eq!(ran.exit, Some(2), "{arguments:?}: {ran:?}");
        assert_eq!(ran.text("/error/code"), code, "{arguments:?}: {ran:?}");
        ran.text("/error/hint")
    };
    assert!(demand(&sign, "beside-register").contains("personalise"));
    demand(&write, "beside-register");
    // Its secret says that there was one.
    for name in ["register.db", "register.db-wal", "register.db-shm"] {
        let _ = fs::remove_file(office.store(name));
    }
    demand(&sign, "beside-register");
    demand(&write, "beside-register");
    assert!(demand(&personalise, "register-gone").contains("--register"));
    // Where there never was one, everything else is asked first.
    let lab = Office::without_register();
    let ran = lab.run(&sign);
    assert_eq!(ran.text("/error/code"), "chip-key", "{ran:?}");
}

#[test]
fn a_folder_has_one_register_and_no_command_works_with_another() {
    let office = Office::with_cards(1);
    let first = office.run(&["register", "verify"]);
    assert_eq!(first.exit, Some(0), "{first:?}");
    let foreign = Office::with_cards(2);
    let other = foreign.store("register.db").display().to_string();
    let second = office.path("second.db").display().to_string();

    let beside = office.run(&["register", "init", "--register", &second]);
    assert_eq!(beside.exit, Some(2), "{beside:?}");
    assert_eq!(beside.text("/error/code"), "office-has-register");
    assert!(!office.path("second.db").exists());
    let patent = patent(0);
    let decide = ["decide", "annul", &patent, "--reason", "court"];
    for arguments in [
        &["register", "verify"][..],
        &["batch", "--print-dir", "print", "--operator", "17"],
        &["publish", "site", "--operator", "17"],
        &[&decide[..], &["--operator", "17"]].concat(),
    ] {
        let ran = office.run(&[arguments, &["--register", &other]].concat());
        assert_eq!(ran.exit, Some(2), "{arguments:?}: {ran:?}");
        assert_eq!(ran.text("/error/code"), "register-other", "{arguments:?}");
    }
    let russian = office.run_in_russian(&["register", "head", "--register", &other]);
    assert!(
        russian.stderr.contains("не реестр этой папки"),
        "{russian:?}"
    );

    // A copy that was moved is the same register.
    for (name, copy) in [
        ("register.db", "moved.db"),
        ("register.db-wal", "moved.db-wal"),
    ] {
        if office.store(name).exists() {
            fs::copy(office.store(name), office.path(copy)).unwrap();
        }
    }
    let moved = office.path("moved.db").display().to_string();
    let verified = office.run(&["register", "verify", "--register", &moved]);
    assert_eq!(verified.exit, Some(0), "{verified:?}");
    fs::remove_file(office.store("register.id")).unwrap();
    let unbound = office.run(&["register", "head"]);
    assert_eq!(
        unbound.text("/error/code"),
        "register-unbound",
        "{unbound:?}"
    );
}

#[test]
fn an_old_copy_of_what_was_published_is_not_published_elsewhere_either() {
    let office = Office::with_cards(1);
    let old = fs::read(office.store("register.db")).unwrap();
    let patent = patent(0);
    let decide = ["decide", "suspend", &patent, "--reason", "check"];
    let done = office.run(&[&decide[..], &["--operator", "17", "--confirm-one"]].concat());
    assert_eq!(done.exit, Some(0), "{done:?}");
    let published = office.publish();
    assert_eq!(published.exit, Some(0), "{published:?}");

    fs::write(office.store("register.db"), old).unwrap();
    for log in ["register.db-wal", "register.db-shm"] {
        let _ = fs::remove_file(office.store(log));
    }
    let empty = office.path("another site").display().to_string();
    let publish = ["publish", &empty, "--operator", "17"];
    let refused = office.run(&publish);
    assert_eq!(refused.exit, Some(1), "{refused:?}");
    assert_eq!(refused.text("/error/code"), "publish-older-register");
    assert!(!office.path("another site").exists());
    let hint = refused.text("/error/hint");
    assert!(hint.contains("register.published"), "{hint}");
    let verified = office.run(&["register", "verify"]);
    assert_eq!(verified.exit, Some(1), "{verified:?}");
    let finding = verified.text("/findings/0");
    assert!(finding.contains("does not pass through"), "{finding}");
    let doctor = office.run(&["doctor"]).json().to_string();
    assert!(doctor.contains("publication-newer"), "{doctor}");

    // Two people who know what was lost go on.
    fs::remove_file(office.store("register.published")).unwrap();
    let published = office.run(&publish);
    assert_eq!(published.exit, Some(0), "{published:?}");
}

#[test]
fn events_that_go_back_in_time_are_told_and_break_no_chain() {
    let office = Office::new();
    let mut register = office.register();
    for time in ["12:00:00", "11:51:00", "12:00:00", "11:40:00"] {
        let at = UnixTime::parse(&format!("2026-11-02T{time}Z")).unwrap();
        let mut transaction = register.transaction(&actor(), at).unwrap();
        let subject = Digest::of(time.as_bytes());
        transaction.intend(Act::Publish, None, subject).unwrap();
        transaction.commit().unwrap();
    }
    register.close().unwrap();
    let verified = office.run(&["register", "verify"]);
    assert_eq!(verified.exit, Some(0), "{verified:?}");
    let told = verified.json()["set_back"].as_array().unwrap().clone();
    assert_eq!(told.len(), 1, "{told:?}");
    let told = told[0].as_str().unwrap();
    for part in [
        "event 4",
        "20 minutes",
        "operator 1 ",
        "station 1",
        "11:40:00Z",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let russian = office.run_in_russian(&["register", "verify"]);
    assert!(
        russian.stdout.contains("время пошло назад на 20 мин"),
        "{russian:?}"
    );
    let doctor = office.run(&["doctor"]).json().to_string();
    assert!(doctor.contains("clock-went-back"), "{doctor}");
}
