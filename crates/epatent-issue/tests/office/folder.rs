// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Files of signers and roots that one person copied, wrote, edited or removed.

use crate::Office;
use std::fs;
use std::path::PathBuf;

const THEFT: &str = "2026-11-25T12:00:00Z";

impl Office {
    /// Nothing is signed, and whoever looks is told; gives the codes of the differences.
    #[track_caller]
    fn differs(&self) -> Vec<String> {
        let before = fs::read(self.path("site/bundle.cbor")).unwrap();
        let refused = self.publish();
        assert_eq!(refused.exit, Some(1), "{refused:?}");
        assert_eq!(refused.text("/error/code"), "folder-not-approved");
        assert_eq!(fs::read(self.path("site/bundle.cbor")).unwrap(), before);
        let doctor = self.run(&["doctor"]).json().to_string();
        assert!(doctor.contains("office-not-approved"), "{doctor}");
        let verified = self.run(&["register", "verify"]);
        assert_eq!(verified.exit, Some(1), "{verified:?}");
        let verified = verified.json();
        assert_eq!(verified["findings"], serde_json::json!([]));
        let folder = verified["folder"].as_array().unwrap().iter();
        folder
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect()
    }

    #[track_caller]
    fn agrees(&self) {
        let published = self.publish();
        assert_eq!(published.exit, Some(0), "{published:?}");
        let verified = self.run(&["register", "verify"]);
        assert_eq!(verified.exit, Some(0), "{verified:?}");
        assert_eq!(verified.json()["folder"], serde_json::json!([]));
        let doctor = self.run(&["doctor"]).json().to_string();
        assert!(doctor.contains("office-approved"), "{doctor}");
    }
}

#[test]
fn what_one_person_laid_into_the_folder_is_not_published() {
    let office = Office::with_cards(1);
    let cross = office.make_root("root", "second");
    office.agrees();
    let shown = office.act(&["introduce-root", cross.to_str().unwrap()]);
    let key = shown.text("/key");
    fs::create_dir_all(office.store("roots")).unwrap();
    let introduced = office.store(&format!("roots/{key}.introduced.pem"));
    let retired = office.store(&format!("roots/{key}.retired.toml"));
    let withdrawn = office.store("signers/77.withdrawn.toml");

    // A certificate that the old root did sign.
    fs::copy(&cross, &introduced).unwrap();
    assert_eq!(office.differs(), ["unapproved"]);
    fs::remove_file(&introduced).unwrap();
    let retirement = format!("schema = 1\nsince = \"{THEFT}\"\nreason = \"end-of-term\"\n");
    fs::write(&retired, retirement).unwrap();
    assert_eq!(office.differs(), ["unapproved"]);
    fs::remove_file(&retired).unwrap();
    let withdrawal =
        format!("schema = 1\nsince = \"{THEFT}\"\nearlier = \"falls\"\nreason = \"stolen-key\"\n");
    fs::write(&withdrawn, withdrawal).unwrap();
    assert_eq!(office.differs(), ["unapproved"]);
    let russian = office.run_in_russian(&["register", "verify"]);
    assert!(russian.stdout.contains("двое не одобряли"), "{russian:?}");
    fs::remove_file(&withdrawn).unwrap();
    office.agrees();
}

#[test]
fn what_two_people_approved_is_published_until_one_of_them_changes_its_file() {
    let office = Office::with_cards(1);
    let cross = office.make_root("root", "second");
    let cross = cross.to_str().unwrap();
    office.agrees();
    let withdraw = |earlier: &'static str| {
        let reason = "stolen-key";
        [
            "withdraw",
            "77",
            "--from",
            THEFT,
            "--reason",
            reason,
            "--earlier",
            earlier,
        ]
    };
    office.act_of_two(&withdraw("falls"));
    office.act_of_two(&["introduce-root", cross]);
    office.agrees();

    let root = fs::read_dir(office.store("roots")).unwrap().next().unwrap();
    let files: [PathBuf; 2] = [
        office.store("signers/77.withdrawn.toml"),
        root.unwrap().path(),
    ];
    for (file, other) in files.iter().zip([
        |text: String| text.replace("falls", "good"),
        |text: String| format!("Another one\n{text}"),
    ]) {
        let text = fs::read_to_string(file).unwrap();
        fs::write(file, other(text.clone())).unwrap();
        assert_eq!(office.differs(), ["unapproved", "lost"], "{file:?}");
        fs::remove_file(file).unwrap();
        assert_eq!(office.differs(), ["lost"], "{file:?}");
        fs::write(file, text).unwrap();
        office.agrees();
    }

    // A lost file comes back by the act that was approved, and by no other.
    let text = fs::read(&files[0]).unwrap();
    fs::remove_file(&files[0]).unwrap();
    let mut others = vec!["ca"];
    others.extend(withdraw("good"));
    others.extend(["--operator", "17"]);
    office.agreed(&others);
    others.push("--confirm-all");
    let other = office.run(&others);
    assert_eq!(
        other.text("/error/code"),
        "folder-not-approved",
        "{other:?}"
    );
    let mut again = withdraw("falls").to_vec();
    again.push("--confirm-all");
    assert_eq!(office.act(&again).json()["done"], true);
    assert_eq!(fs::read(&files[0]).unwrap(), text);
    office.agrees();
}
