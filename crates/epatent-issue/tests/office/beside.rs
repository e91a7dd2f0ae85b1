// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One person alters rows beside the program, lets an honest command work with them, and puts everything back
//! as far as that goes: what was done is told for ever, and nothing of it is published.

use crate::Office;
use crate::filled::patent;
use epatent_testkit::beside::alter;
use std::fs;

impl Office {
    /// Everybody who looks says it: `verify` with and without a head that was kept, `doctor`, `publish`.
    #[track_caller]
    fn demand_told_everywhere(&self, anchor: &str, english: &str, russian: &str) {
        for arguments in [
            &["register", "verify"][..],
            &["register", "verify", "--anchor", anchor],
        ] {
            let told = self.run(arguments);
            assert_eq!(told.exit, Some(1), "{told:?}");
            let findings = told.json()["findings"].clone();
            let all = findings.as_array().unwrap();
            let is_told = all
                .iter()
                .any(|one| one.as_str().unwrap().contains(english));
            assert!(is_told, "{findings}");
            let plain = self.run_plainly(arguments);
            assert!(plain.stdout.contains(english), "{plain:?}");
            let told = self.run_in_russian(arguments);
            assert!(told.stdout.contains(russian), "{told:?}");
        }
        let doctor = self.run(&["doctor"]);
        assert!(doctor.stdout.contains("register-altered"), "{doctor:?}");
        let published = self.publish();
        assert_eq!(published.exit, Some(1), "{published:?}");
        let code = published.text("/error/code");
        assert_eq!(code, "publish-register-altered", "{published:?}");
        assert!(published.stdout.contains(english), "{published:?}");
    }

    /// A file of the head as it is now.
    fn anchor(&self) -> String {
        let head = self.run_plainly(&["register", "head"]);
        let anchor = self.path("heads.txt");
        fs::write(&anchor, head.stdout).unwrap();
        anchor.to_str().unwrap().to_owned()
    }
}

fn payment(receipt: &str, from: &str, through: &str) -> String {
    format!(
        "{receipt};{};2026-11-02;{from};{through};18000\n",
        patent(0)
    )
}

/// The command that annuls a patent by operator 17.
fn annulment(patent: &str) -> [&str; 9] {
    [
        "decide",
        "annul",
        patent,
        "--reason",
        "court",
        "--operator",
        "17",
        "--on",
        "2026-11-25",
    ]
}

#[test]
fn an_annulment_that_one_person_takes_back_is_published_by_no_later_payment() {
    let office = Office::with_cards(1);
    let november = payment("R-1", "2026-11-02", "2026-12-01");
    assert_eq!(office.import(&november, &[]).exit, Some(0));
    let number = patent(0);
    let annul = annulment(&number);
    office.agreed(&annul);
    let done = office.run(&[&annul[..], &["--confirm-one"]].concat());
    assert_eq!(done.json()["done"], true, "{done:?}");
    let anchor = office.anchor();
    let register = office.store("register.db");
    alter(
        &register,
        "UPDATE patent SET state = 'valid'; UPDATE card SET status = 0",
    );
    let december = payment("R-2", "2026-12-02", "2027-01-01");
    let honest = office.import(&december, &[]);
    assert_eq!(honest.exit, Some(0), "{honest:?}");
    office.demand_told_everywhere(
        &anchor,
        "was altered beside the program before event",
        "строку изменили помимо программы до события",
    );
}

#[test]
fn an_annulment_with_an_approval_that_nobody_gave_is_told() {
    let office = Office::with_cards(1);
    let number = patent(0);
    let annul = annulment(&number);
    let proposed = office.run(&[&annul[..], &["--propose"]].concat());
    let act = proposed.text("/digest");
    let anchor = office.anchor();
    let register = office.store("register.db");
    let ghost = format!("INSERT INTO approval VALUES (-1, x'{act}', '23', NULL, 1795670000)");
    alter(&register, &ghost);
    let alone = office.run(&[&annul[..], &["--confirm-one"]].concat());
    assert_eq!(alone.json()["done"], true, "{alone:?}");
    alter(&register, "DELETE FROM approval WHERE id = -1");
    office.demand_told_everywhere(
        &anchor,
        "needed two people, and 1 had approved it",
        "нужно было одобрение двух людей, а одобрил человек: 1",
    );
}
