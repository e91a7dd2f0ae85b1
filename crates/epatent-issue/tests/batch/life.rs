// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The second card of a patent, and cards that cannot be made.

use crate::shift::Shift;
use epatent_testkit::desk::Ran;

#[test]
fn a_reissue_makes_the_next_card_of_a_patent_and_devices_refuse_the_one_before() {
    let mut shift = Shift::new(2, 1);
    shift.feed(0);
    let mut first = shift.batch();
    shift.work(&mut first, usize::MAX).unwrap();
    drop(first);
    let (old, line) = shift.issued[0].clone();
    let patent = line["patent"].as_str().unwrap().to_owned();
    let number = patent.replace(' ', "");
    let (old_card, new_card) = (format!("{number}-0"), format!("{number}-1"));
    shift.publish();
    let status = |checked: &Ran| {
        let checks = checked.json()["checks"].as_array().unwrap().clone();
        let check = checks.into_iter().find(|check| check["id"] == "status");
        check.unwrap()["outcome"].clone()
    };
    let checked = shift.check(&old, &old_card);
    assert_eq!(status(&checked), "passed", "{checked:?}");

    shift.decide(&["reissue", &patent, "--reason", "changed-data"]);
    // The holder has a card until there is another one.
    shift.publish();
    assert_eq!(status(&shift.check(&old, &old_card)), "passed");
    let mut second = shift.batch();
    let end = shift.work(&mut second, usize::MAX).unwrap();
    assert_eq!((&end["issued"], &end["left"]), (&1.into(), &0.into()));
    let new = shift.issued[1].0.clone();
    assert_ne!(new, old);
    assert_eq!(shift.printed(&new_card)["replacement_index"], 1);

    shift.publish();
    let refused = shift.check(&old, &old_card);
    assert_eq!(refused.exit, Some(1), "{refused:?}");
    let findings = refused.findings();
    assert_eq!(findings.first().map(String::as_str), Some("superseded"));
    let taken = shift.check(&new, &new_card);
    assert_eq!(status(&taken), "passed", "{taken:?}");
    assert_ne!(taken.exit, Some(1), "{taken:?}");
    let equation = shift.register().daily_equation().unwrap();
    assert!(equation.is_closed(), "{equation:?}");
    assert_eq!((equation.received, equation.issued), (2, 2));
}

#[test]
fn a_batch_that_leaves_cards_says_which_and_what_each_lacks_and_ends_with_1() {
    // Nobody signs for region 47 here.
    let mut shift = Shift::of(3, &["77", "47"], None);
    shift.feed(0);
    let mut running = shift.batch();
    let end = shift.work(&mut running, usize::MAX).unwrap();
    assert_eq!((&end["issued"], &end["left"]), (&1.into(), &1.into()));
    let waits = &end["waiting"][0];
    assert_eq!(
        (&waits["patent"], &waits["reason"]),
        (&"47 2600000002".into(), &"no-signer".into())
    );
    let (exit, said) = running.end();
    assert_eq!(exit, Some(1), "{said:?}");
    // The same in words.
    let mut plain = shift.desk.program("epatent-issue");
    plain.args([
        "batch",
        "--until-empty",
        "--lang",
        "en",
        "--operator",
        "17",
        "--store",
    ]);
    plain
        .arg(&shift.office)
        .arg("--print-dir")
        .arg(shift.desk.path("print"));
    let plain = Ran::of(&mut plain);
    assert_eq!(plain.exit, Some(1), "{plain:?}");
    for words in [
        "cards that wait and cannot be made: 1",
        "patent 47 2600000002: this office has no signer for region 47",
        "do what each lacks",
    ] {
        assert!(plain.stderr.contains(words), "{words}: {plain:?}");
    }
}
