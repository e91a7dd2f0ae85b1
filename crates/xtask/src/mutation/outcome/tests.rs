// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

fn outcome(caught: usize, timeout: usize, missed: usize) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    for (name, count) in [
        ("caught", caught),
        ("timeout", timeout),
        ("unviable", 7),
        ("missed", missed),
    ] {
        let text: String = (0..count)
            .map(|line| format!("src/a.rs:{line}: {name}\n"))
            .collect();
        std::fs::write(folder.path().join(format!("{name}.txt")), text).unwrap();
    }
    Outcome::read("a", folder.path()).unwrap()
}

#[test]
fn a_module_reaches_the_goal_by_what_is_caught_or_never_ends() {
    assert!(outcome(8, 1, 1).reaches(90));
    assert!(!outcome(8, 0, 1).reaches(90));
    assert!(outcome(0, 0, 0).reaches(90));
    assert!(!outcome(0, 0, 0).is_empty(), "the unviable were tested");
}

#[test]
fn the_table_names_every_survivor_and_counts_the_rest() {
    let lines = table(&[outcome(995, 1, 4)]);
    assert_eq!(lines[0], "missed: src/a.rs:0: missed");
    assert_eq!(lines.len(), 4 + 2);
    let words: Vec<&str> = lines[5].split_whitespace().collect();
    assert_eq!(words, ["a", "995", "1", "4", "7", "1007", "99.6", "%"]);
}
