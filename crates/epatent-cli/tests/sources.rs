// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The sources of the workspace and the catalogues agree: nothing is said that has no words, and no words are kept that
//! nobody says. `screen.ftl` is a vocabulary (a label for every field of the data model) and may hold more than is said
//! today; the help of a program is compared with its arguments by the program's own tests (`help::gaps`).

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read the sources fails with the line"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Calls whose first string literal is a message id.
const CALLS: [&str; 4] = [".say(", ".text(", ".find_text(", ".attribute("];

/// Beginnings that no string but a message id has.
const PREFIXES: [&str; 5] = [
    "error-",
    "screen-",
    "progress-",
    "help-word-",
    "help-heading-",
];

/// Families whose ids are put together from a code: the code is a string literal of a source.
const FAMILIES: [&str; 6] = [
    "finding-",
    "check-",
    "outcome-",
    "group-",
    "part-",
    "help-word-",
];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The sources of all crates without their tests.
fn sources() -> Vec<(PathBuf, String)> {
    let entries = WalkDir::new(crates())
        .follow_links(true)
        .into_iter()
        .filter_map(Result::ok);
    let paths = entries.map(walkdir::DirEntry::into_path).filter(|path| {
        let part = |name: &str| path.iter().any(|part| part == name);
        path.extension().is_some_and(|e| e == "rs")
            && part("src")
            && !part("target")
            && path.file_name().is_some_and(|name| name != "tests.rs")
            && !part("tests")
    });
    paths
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The ids of the catalogue files whose name passes.
fn ids(wanted: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en");
    let files = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = files.filter(|path| wanted(path.file_stem().unwrap().to_str().unwrap()));
    let texts: Vec<_> = files
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    let messages = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    messages
        .map(|line| line.split(" =").next().unwrap().to_owned())
        .collect()
}

/// What stands between quotation marks and looks like an id: lower case, digits and hyphens.
fn literals(source: &str) -> BTreeSet<&str> {
    let id = |text: &&str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(id)
        .collect()
}

/// The literals that are the first argument of a call that takes an id, on the same or the next line.
fn said(source: &str) -> Vec<&str> {
    let after = CALLS.iter().flat_map(|call| source.split(call).skip(1));
    let first = after.filter_map(|rest| rest.trim_start().strip_prefix('"'));
    first.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_message_that_a_source_names_exists() {
    let known = ids(|_| true);
    let mut found = 0;
    let mut unknown = Vec::new();
    for (path, source) in sources() {
        let named = literals(&source).into_iter().filter(|text| {
            let prefixes = PREFIXES.iter();
            prefixes
                .filter_map(|prefix| text.strip_prefix(prefix))
                .any(|rest| !rest.is_empty())
        });
        for id in named.chain(said(&source)).collect::<BTreeSet<_>>() {
            found += 1;
            if !known.contains(id) {
                unknown.push(format!("{}: {id}", path.display()));
            }
        }
    }
    assert!(found > 50, "only {found} ids were found in the sources");
    assert!(
        unknown.is_empty(),
        "no catalogue has:\n{}",
        unknown.join("\n")
    );
}

#[test]
fn no_message_is_kept_that_no_source_says() {
    let sources = sources();
    let literals: BTreeSet<_> = sources
        .iter()
        .flat_map(|(_, source)| literals(source))
        .collect();
    for id in ids(|file| matches!(file, "verdict" | "errors" | "help")) {
        let of_family = |family: &str| {
            id.strip_prefix(family)
                .is_some_and(|code| literals.contains(code))
        };
        let common_argument = id.strip_prefix("help-common-").is_some();
        assert!(
            literals.contains(id.as_str())
                || common_argument
                || FAMILIES.iter().any(|family| of_family(family)),
            "{id} is said by no source"
        );
    }
}
