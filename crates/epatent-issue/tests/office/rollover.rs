// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A change of the root from the ceremony to the retirement, and what devices say of cards of both roots.

use crate::Office;
use crate::ceremony::{ALL, Wanted, days_from_now};
use crate::filled::patent;
use crate::publish::{INDEX, check, import, known, sign_beside};
use epatent_core::object::Digest;
use epatent_core::object::Environment;
use epatent_register::{ActResult, Actor, Label, Opaque, RootChange};
use epatent_sign::FileKey;
use epatent_sign::authority::{RootRequest, Subject, self_signed_root};
use epatent_testkit::desk::Ran;
use std::fs;
use std::path::{Path, PathBuf};

impl Office {
    /// Holds the ceremony of a new root with all signers that an office needs; gives the certificate by
    /// which the old one introduces it.
    pub(crate) fn make_root(&self, old: &str, new: &str) -> PathBuf {
        let cross = format!("{new}-by-{old}.crt.pem");
        let succeeds = format!(
            "[succeeds]\nkey = \"file:{old}.key.pem\"\ncertificate = \"{old}.crt.pem\"\ncross = \"{cross}\"\n"
        );
        let root = Wanted {
            name: new.to_owned(),
            key: format!("file:{new}.key.pem"),
        };
        let mut parts = vec![root.root(&succeeds)];
        for role in ["document", "status", "payment", "bundle"] {
            let signer = Wanted::in_file(&format!("{new}-{role}"));
            let regions = if role == "bundle" { "" } else { ALL };
            parts.push(signer.signer(role, regions));
        }
        self.hold_ceremony(new, &parts, None);
        self.store(&cross)
    }

    /// An act of the authority by operator 17.
    pub(crate) fn act(&self, arguments: &[&str]) -> Ran {
        let mut all = vec!["ca"];
        all.extend(arguments);
        all.extend(["--operator", "17"]);
        self.run(&all)
    }

    /// The same by two people, done.
    pub(crate) fn act_of_two(&self, arguments: &[&str]) -> Ran {
        let shown = self.act(arguments);
        assert_eq!(shown.exit, Some(0), "{shown:?}");
        assert_eq!(shown.json()["done"], false, "{shown:?}");
        let mut confirmed = arguments.to_vec();
        confirmed.push("--confirm-all");
        let refused = self.act(&confirmed);
        assert_eq!(refused.text("/error/code"), "not-approved", "{refused:?}");
        let mut proposed = vec!["ca"];
        proposed.extend(arguments);
        proposed.extend(["--operator", "17"]);
        assert_eq!(self.agreed(&proposed), shown.text("/digest"));
        let done = self.act(&confirmed);
        assert_eq!(done.json()["done"], true, "{done:?}");
        done
    }

    #[track_caller]
    fn refuses(&self, arguments: &[&str], code: &str) {
        let refused = self.act(arguments);
        assert_eq!(refused.exit, Some(2), "{refused:?}");
        assert_eq!(refused.text("/error/code"), code, "{refused:?}");
    }

    /// What two people approved a month ago: every device is set up with the root of this key.
    fn has_settled(&self, key: &str) {
        let since = days_from_now(-1);
        let text = format!("schema = 1\nsince = \"{since}\"\nreason = \"devices-set-up\"\n");
        let domain = b"epatent-issue root settlement 1";
        let about = [domain.as_slice(), &hex::decode(key).unwrap()].concat();
        let act = Digest::of(&[&about, text.as_bytes()].concat());
        let mut register = self.register();
        for operator in ["17", "18"] {
            let by = Actor {
                operator: Label::parse(operator).unwrap(),
                ..crate::filled::actor()
            };
            let mut transaction = register.transaction(&by, days_from_now(0)).unwrap();
            transaction.approve(act, None).unwrap();
            transaction.commit().unwrap();
        }
        let by = crate::filled::actor();
        let mut transaction = register.transaction(&by, days_from_now(0)).unwrap();
        let intent = transaction.change_root(RootChange::Settle, act).unwrap();
        transaction.ended(intent, ActResult::Done).unwrap();
        transaction.commit().unwrap();
        fs::write(self.store(&format!("roots/{key}.settled.toml")), text).unwrap();
    }

    /// An office's folder with the key of a document signer and nothing else.
    fn desk_of(&self, signer: &str) -> PathBuf {
        let desk = self.path(&format!("desk-{signer}"));
        fs::create_dir_all(desk.join("signers")).unwrap();
        for ending in ["key.pem", "crt.pem"] {
            let from = self.store(&format!("signers/{signer}.{ending}"));
            fs::copy(from, desk.join(format!("signers/77.{ending}"))).unwrap();
        }
        desk
    }
}

/// What a device says of a card's file. A file carries no proof of the chip; where nothing else is
/// missing, that is the only finding.
fn finding(device: &Path, card: &Path) -> String {
    let mut command = check(&["file", "--region", "77", "--on", "2026-12-15", "--trust"]);
    let ran = Ran::of(command.arg(device).arg(card));
    ran.findings().first().cloned().unwrap_or_default()
}

#[test]
fn a_new_root_is_introduced_signs_and_the_old_one_is_retired() {
    let office = Office::with_cards(INDEX + 1);
    let paid = format!(
        "R-1;{};2026-11-02;2026-11-02;2026-12-31;18000\n",
        patent(INDEX)
    );
    office.import(&paid, &[]);
    assert_eq!(office.publish().exit, Some(0));
    let site = office.path("site");
    let [daily, missed, none] = ["daily", "missed", "none"].map(|name| office.device_at(name));
    for device in [&daily, &missed] {
        assert_eq!(import(&site, device).exit, Some(0));
    }
    let cross = office.make_root("root", "second");
    let cross = cross.to_str().unwrap();
    let old_root = office.store("root.crt.pem");
    let old_root = old_root.to_str().unwrap();
    let cards = [("77", "old.card"), ("second-document", "new.card")].map(|(signer, name)| {
        let card = office.path(name);
        sign_beside(&office.desk_of(signer), &card);
        card
    });
    let from = |days| days_from_now(days).to_string();
    let retire = |from: &str| {
        [
            "retire-root",
            old_root,
            "--reason",
            "end-of-term",
            "--from",
            from,
        ]
        .map(str::to_owned)
    };
    let words = |arguments: &[String]| -> Vec<String> { arguments.to_vec() };
    let refuses = |arguments: Vec<String>, code: &str| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        office.refuses(&arguments, code);
    };
    refuses(words(&retire(&from(40))), "root-only");

    // Nothing is signed under the new root although all its keys are here.
    office.publish();
    assert_eq!(import(&site, &daily).exit, Some(0));
    assert_eq!(finding(&daily, &cards[1]), "issuer-unknown");

    let introduced = office.act_of_two(&["introduce-root", cross]);
    assert!(
        introduced.text("/vouched_by").contains("root"),
        "{introduced:?}"
    );
    office.refuses(&["introduce-root", cross], "root-known");
    refuses(words(&retire(&from(40))), "root-not-changed");
    let first = office.publish();
    assert_eq!(first.json()["introduces"], 1, "{first:?}");
    assert_eq!(first.json()["changes_root"], false);
    assert_eq!(import(&site, &daily).exit, Some(0));
    let second = office.publish();
    assert_eq!(second.json()["changes_root"], true, "{second:?}");
    let rollover = site.join("rollover.cbor");
    let introduction = fs::read(&rollover).unwrap();

    // Who takes the file away has not ended the change, here or in another folder.
    fs::remove_file(&rollover).unwrap();
    let elsewhere = office.path("elsewhere").display().to_string();
    for refused in [
        office.publish(),
        office.run(&["publish", &elsewhere, "--operator", "17"]),
    ] {
        assert_eq!(refused.exit, Some(2), "{refused:?}");
        assert_eq!(refused.text("/error/code"), "publish-rollover-lost");
        let digest = Digest::of(&introduction).to_string();
        let hint = refused.text("/error/hint");
        assert!(hint.contains(&digest), "{hint}");
    }
    fs::write(&rollover, &introduction).unwrap();

    // One that got every bundle, one that missed the introduction, and one that has nothing.
    for device in [&daily, &missed, &none] {
        let taken = import(&site, device);
        assert_eq!(taken.exit, Some(0), "{taken:?}");
        let (version, sequences) = known(device);
        assert_eq!(version, second.json()["version"].as_u64().unwrap());
        assert_eq!(sequences.len(), 2);
        for card in &cards {
            assert_eq!(finding(device, card), "read-incomplete", "{card:?}");
        }
    }

    // The old root goes, not before devices that come seldom have come.
    refuses(words(&retire(&from(0))), "root-overlap");
    let later = retire(&from(31));
    let later: Vec<&str> = later.iter().map(String::as_str).collect();
    let document = office.store("signers/second-document.crt.pem");
    fs::rename(&document, office.path("away")).unwrap();
    office.refuses(&later, "root-needed");
    fs::rename(office.path("away"), &document).unwrap();
    let retired = office.act_of_two(&later);
    assert_eq!(retired.json()["cards_since"], 0, "{retired:?}");
    assert_eq!(office.publish().exit, Some(0));
    for device in [&daily, &missed] {
        assert_eq!(import(&site, device).exit, Some(0));
        for card in &cards {
            assert_eq!(finding(device, card), "read-incomplete", "{card:?}");
        }
    }

    // Devices are set up with the new root: the introduction may go.
    let end = || office.publish_by(&["--end-rollover"]);
    let alone = end();
    assert_eq!(
        alone.text("/error/code"),
        "publish-rollover-not-settled",
        "{alone:?}"
    );
    office.has_settled(&introduced.text("/key"));
    let early = end();
    assert_eq!(
        early.text("/error/code"),
        "publish-rollover-needed",
        "{early:?}"
    );
    let pinned = office.store("trust/roots/second.pem");
    fs::copy(office.store("second.crt.pem"), pinned).unwrap();
    assert_eq!(end().exit, Some(0));
    assert!(!rollover.exists());
    assert_eq!(office.publish().exit, Some(0));
    let set_up = office.device_at("set-up");
    assert_eq!(import(&site, &set_up).exit, Some(0));
    assert_eq!(import(&site, &daily).exit, Some(0));
    let register = office.run(&["register", "verify"]);
    assert_eq!(register.exit, Some(0), "{register:?}");
    assert_eq!(office.register().open_intents().unwrap(), []);
}

#[test]
fn what_leads_devices_to_a_new_root_goes_by_the_word_of_two_and_after_the_overlap() {
    let office = Office::with_cards(1);
    let cross = office.make_root("root", "second");
    office.act_of_two(&["introduce-root", cross.to_str().unwrap()]);
    assert_eq!(office.publish().exit, Some(0));
    let end = |code| {
        let refused = office.publish_by(&["--end-rollover"]);
        assert_eq!(refused.text("/error/code"), code, "{refused:?}");
    };
    let settle = |root: &str, days| {
        let from = days_from_now(days).to_string();
        let root = office.store(root).display().to_string();
        let reason = "devices-set-up".to_owned();
        let arguments = ["settle-root", &root, "--reason", &reason, "--from", &from];
        arguments.map(str::to_owned)
    };
    let refuses = |arguments: [String; 6], code: &str| {
        office.refuses(&arguments.each_ref().map(String::as_str), code);
    };
    refuses(settle("root.crt.pem", 31), "root-not-introduced");
    refuses(settle("second.crt.pem", 31), "root-not-pinned");
    let pinned = office.store("trust/roots/second.pem");
    fs::copy(office.store("second.crt.pem"), pinned).unwrap();
    refuses(settle("second.crt.pem", 31), "root-not-changed");
    end("publish-rollover-not-settled");
    assert_eq!(office.publish().json()["changes_root"], true);
    refuses(settle("second.crt.pem", 0), "root-settle-overlap");
    refuses(settle("second.crt.pem", 29), "root-settle-overlap");
    end("publish-rollover-not-settled");

    let settled = settle("second.crt.pem", 31);
    let settled = settled.each_ref().map(String::as_str);
    let done = office.act_of_two(&settled);
    assert_eq!(done.text("/settled_from"), settled[5], "{done:?}");
    end("publish-rollover-early");
    assert_eq!(office.publish().exit, Some(0));
    assert!(office.path("site/rollover.cbor").exists());
    // The day is what was approved, and not what a file says.
    let place = office.store(&format!("roots/{}.settled.toml", done.text("/key")));
    let text = fs::read_to_string(&place).unwrap();
    let past = days_from_now(-1).to_string();
    fs::write(&place, text.replace(settled[5], &past)).unwrap();
    end("folder-not-approved");
    assert!(office.path("site/rollover.cbor").exists());
}

#[test]
fn what_introduces_no_root_is_refused_in_words() {
    let office = Office::new();
    let other = Office::new();
    let cross = office.make_root("root", "second");
    let cross = cross.to_str().unwrap();
    let strange = other.make_root("root", "second");
    let introduce =
        |file: &Path, code| office.refuses(&["introduce-root", file.to_str().unwrap()], code);
    introduce(&strange, "root-stranger");
    introduce(&office.store("second.crt.pem"), "root-stranger");
    introduce(&office.store("root.crt.pem"), "root-known");
    introduce(&office.store("signers/77.crt.pem"), "root-no-authority");
    introduce(&office.store("second.key.pem"), "file-wrong-kind");
    // Of the other environment, and one that has ended.
    for (environment, until, code) in [
        (Environment::Production, 400, "root-environment"),
        (Environment::Lab, -1, "root-ended"),
    ] {
        let request = RootRequest {
            subject: Subject::named("Another root"),
            environment,
            not_before: days_from_now(-400),
            not_after: days_from_now(until),
        };
        let key = FileKey::generate_ed25519(&mut rand::rng());
        let key = match environment {
            Environment::Lab => key.marked_lab(),
            Environment::Production => key,
        };
        let der = self_signed_root(&request, &key, &mut rand::rng()).unwrap();
        let ending = pem_rfc7468::LineEnding::LF;
        let pem = pem_rfc7468::encode_string("CERTIFICATE", ending, &der).unwrap();
        let file = office.path(code);
        fs::write(&file, pem).unwrap();
        introduce(&file, code);
    }
    let retire = [
        "retire-root",
        "--reason",
        "end-of-term",
        "--from",
        "2027-03-01T00:00:00Z",
    ];
    let mut strangers = retire.to_vec();
    let root = other.store("root.crt.pem");
    strangers.push(root.to_str().unwrap());
    office.refuses(&strangers, "root-unknown");

    // One person is not two.
    let proposed = office.act(&["introduce-root", cross, "--propose"]);
    let digest = proposed.text("/digest");
    let again = office.run(&["approve", &digest, "--yes", "--operator", "17"]);
    assert_eq!(again.exit, Some(2), "{again:?}");
    let seen = office.run(&["approve", &digest, "--operator", "18"]);
    let root = &seen.json()["root_change"];
    assert_eq!(root["key"], proposed.json()["key"], "{seen:?}");
    assert_eq!(root["vouched_by"], proposed.json()["vouched_by"]);
    let seen = office.run_plainly(&["approve", &digest, "--operator", "18"]);
    for words in [
        "another root is introduced to devices",
        "Signed by",
        "BEGIN CERTIFICATE",
    ] {
        assert!(seen.stdout.contains(words), "{words}: {seen:?}");
    }
    office.refuses(&["introduce-root", cross, "--confirm-all"], "not-approved");
    assert!(
        !office.store("roots").exists()
            || fs::read_dir(office.store("roots"))
                .unwrap()
                .next()
                .is_none()
    );
}

#[test]
fn nobody_approves_a_digest_under_another_document() {
    let office = Office::new();
    let cross = office.make_root("root", "second");
    let cross = cross.to_str().unwrap();
    let digest = office.act(&["introduce-root", cross]).text("/digest");
    let retirement = "schema = 1\nsince = \"2030-01-01T00:00:00Z\"\nreason = \"end-of-term\"\n";
    let withdrawal = format!("{retirement}earlier = \"good\"\n");
    let mut register = office.register();
    // The introduction of a root, proposed as something that does less.
    let act = Digest::from_bytes(hex::decode(&digest).unwrap().try_into().unwrap());
    let mut transaction = register
        .transaction(&crate::filled::actor(), days_from_now(0))
        .unwrap();
    let (name, text) = (Label::parse("77").unwrap(), Opaque(withdrawal.into_bytes()));
    transaction
        .propose_document(act, epatent_register::Subject::Withdrawal, &name, &text)
        .unwrap();
    let another = Digest::of(b"another act");
    let text = Opaque(retirement.as_bytes().to_vec());
    transaction
        .propose_document(
            another,
            epatent_register::Subject::RootRetirement,
            &name,
            &text,
        )
        .unwrap();
    transaction.commit().unwrap();
    register.close().unwrap();
    for digest in [digest, another.to_string()] {
        for yes in [&["--yes"][..], &[]] {
            let approve = [&["approve", &digest, "--operator", "18"], yes].concat();
            let refused = office.run(&approve);
            assert_eq!(refused.exit, Some(1), "{refused:?}");
            assert_eq!(refused.text("/error/code"), "proposal-unclear");
        }
    }
    let waiting = office.run(&["approve", "--operator", "18"]).json();
    let waiting = waiting["waiting"].as_array().unwrap();
    assert_eq!(waiting.len(), 2, "{waiting:?}");
    assert!(
        waiting.iter().all(|one| one["unclear"] == true),
        "{waiting:?}"
    );
    assert_eq!(
        office.act(&["introduce-root", cross, "--confirm-all"]).exit,
        Some(2)
    );
}

#[test]
fn an_introduction_that_was_interrupted_is_finished_by_whatever_comes_next() {
    let office = Office::with_cards(1);
    let cross = office.make_root("root", "second");
    let cross = cross.to_str().unwrap();
    office.act_of_two(&["introduce-root", cross]);
    let place = fs::read_dir(office.store("roots")).unwrap().next().unwrap();
    let place = place.unwrap().path();
    let text = fs::read(&place).unwrap();

    // Stopped when the register knew of it, and the file had not taken its place.
    let digest = office.act(&["introduce-root", cross, "--confirm-all"]);
    assert_eq!(digest.text("/error/code"), "file-exists", "{digest:?}");
    fs::remove_file(&place).unwrap();
    let act = office.act(&["introduce-root", cross]).text("/digest");
    let mut bytes = [0; 32];
    hex::decode_to_slice(&act, &mut bytes).unwrap();
    let by = crate::filled::actor();
    let mut register = office.register();
    let mut transaction = register.transaction(&by, days_from_now(0)).unwrap();
    let subject = Digest::from_bytes(bytes);
    transaction
        .change_root(RootChange::Introduce, subject)
        .unwrap();
    transaction.commit().unwrap();
    let lost = office.publish();
    assert_eq!(lost.text("/error/code"), "root-open", "{lost:?}");
    fs::write(place.with_extension("next"), &text).unwrap();
    let published = office.publish();
    assert_eq!(published.json()["introduces"], 1, "{published:?}");
    assert_eq!(fs::read(&place).unwrap(), text);
    assert_eq!(register.open_intents().unwrap(), []);
}
