// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `applet-spec/data-model.cddl` is CDDL, says what the encoder writes, and is what the types say.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the helpers of a test are part of it"
)]

mod cases;

use cases::{BY_VECTOR, INSIDE, cases};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use epatent_core::cbor::{self, Value};
use epatent_testkit::vectors::{self, Outcome, Vector};
use epatent_testkit::{cards, lab::Lab, people};

const FILE: &str = include_str!("../../../../applet-spec/data-model.cddl");

/// The grammar as the crate `cddl` 0.10 can check it. It differs from RFC 8610 in two ways:
/// a regular expression need not match the whole text, and a map whose key is the name of a rule
/// takes no entry at all. So expressions get anchors, and the two such maps are written out.
/// That a map has an entry at least (`+`) is then for a test of the decoder, not of this one.
fn grammar() -> String {
    let mut text = String::new();
    for line in FILE.lines() {
        let anchored = match line.split_once(".regexp \"") {
            Some((before, after)) => {
                let (expression, rest) = after.split_once('"').unwrap();
                format!("{before}.regexp \"^(?:{expression})$\"{rest}")
            }
            None => line.to_owned(),
        };
        writeln!(text, "{anchored}").unwrap();
    }
    for (map, content) in [
        ("{ + group-number => digest }", "digest"),
        ("{ * group-number => card-bytes }", "card-bytes"),
    ] {
        assert_eq!(text.matches(map).count(), 1, "{map}");
        let entries: Vec<String> = (1..=16).map(|key| format!("? {key}: {content}")).collect();
        text = text.replace(map, &format!("{{ {} }}", entries.join(", ")));
    }
    text
}

/// Whether the bytes follow a rule.
fn follows(rule: &str, bytes: &[u8]) -> Result<(), String> {
    let grammar = format!("start = {rule}\n{}", grammar());
    cddl::validate_cbor_from_slice(&grammar, bytes, None).map_err(|error| error.to_string())
}

fn vector(path: &str) -> Vector {
    let text = std::fs::read_to_string(vectors::folder().join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn demand(what: &str, rule: &str, bytes: &[u8]) {
    if let Err(error) = follows(rule, bytes) {
        panic!("{what} does not follow {rule}: {error}");
    }
}

#[test]
fn the_file_is_cddl() {
    cddl::cddl_from_str(FILE, true).unwrap();
}

#[test]
fn every_valid_vector_follows_its_rule() {
    let mut seen = 0;
    for path in vectors::files_in(&vectors::folder()).unwrap() {
        if !["encoding/", "object/", "qr/", "bundle/"]
            .iter()
            .any(|part| path.starts_with(part))
        {
            continue;
        }
        let vector = vector(&path);
        if vector.result == Outcome::Valid
            && !["any", "printed-code-text"].contains(&vector.rule.as_str())
        {
            demand(&path, &vector.rule, &vector.hex);
            if vector.rule.ends_with("-group") {
                demand(&path, "data-group", &vector.hex);
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn every_file_of_the_sample_people_follows_its_rule() {
    let lab = Lab::new(1);
    for contents in people::all() {
        let card = cards::signed(&lab, contents, 1);
        for (number, bytes) in &card.signed.groups {
            demand("sample", &format!("{}-group", number.name()), bytes);
        }
        demand("sample", "security-object", &card.signed.security_object);
        let terminal = cards::terminal("2026-11-20T10:00:00Z", card.terms.region);
        demand("sample", "terminal-statement", &terminal.encode().unwrap());
        let file = card.proved([3; 32], &terminal).encode().unwrap();
        demand("sample", "card-file", &file);
    }
}

#[test]
fn every_rule_accepts_a_good_encoding_and_refuses_a_changed_one() {
    let mut covered: BTreeSet<&str> = INSIDE.iter().map(|(rule, _)| *rule).collect();
    for (rule, good, bad) in cases() {
        demand("a good value", rule, &cbor::encode(&good).unwrap());
        let refused = follows(rule, &cbor::encode(&bad).unwrap()).is_err();
        assert!(refused, "{rule} lets {bad:?} pass");
        covered.insert(rule);
    }
    for (rule, good, bad) in BY_VECTOR {
        demand(good, rule, &vector(&format!("{good}.json")).hex);
        let refused = follows(rule, &vector(&format!("{bad}.json")).hex).is_err();
        assert!(refused, "{rule} lets {bad} pass");
        covered.insert(rule);
    }
    for rule in rules(FILE).keys() {
        assert!(
            covered.contains(rule.as_str()),
            "nothing shows that {rule} refuses anything"
        );
    }
}

/// The rules in a text: name to lines, with the comments that stand directly above.
fn rules(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut rules: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut above = Vec::new();
    let mut current: Option<String> = None;
    for line in text.lines() {
        let name: String = line
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '-')
            .collect();
        if line.starts_with(';') {
            above.push(without_identifiers(line));
            current = None;
        } else if line.is_empty() {
            above.clear();
            current = None;
        } else if !name.is_empty() && line.contains(" = ") {
            let mut lines = std::mem::take(&mut above);
            lines.push(line.to_owned());
            assert!(
                rules.insert(name.clone(), lines).is_none(),
                "{name} stands there twice"
            );
            current = Some(name);
        } else if let Some(lines) = current.as_ref().and_then(|name| rules.get_mut(name)) {
            lines.push(line.to_owned());
        }
    }
    rules
}

/// A comment without the identifiers of the requirements in it.
fn without_identifiers(comment: &str) -> String {
    let mut parts = comment.split("**EPC-");
    let mut words = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        words.push_str(part.split_once("** ").unwrap().1);
    }
    words
}

/// Rules of groups that are reserved, or made of others: no type has them in its documentation.
const WITHOUT_TYPE: [&str; 5] = [
    "data-group",
    "regional-data",
    "regional-group",
    "signature-image",
    "signature-image-group",
];

#[test]
fn the_documentation_of_a_type_says_what_the_file_says() {
    let file = rules(FILE);
    let mut documented = BTreeSet::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../epatent-core/src");
    for path in vectors::files_in(&sources).unwrap() {
        let source = std::fs::read_to_string(sources.join(&path)).unwrap();
        let mut block: Option<String> = None;
        for line in source.lines() {
            let line = line.trim_start();
            let Some(doc) = line
                .strip_prefix("///")
                .or_else(|| line.strip_prefix("//!"))
            else {
                assert!(block.is_none(), "{path}: a block of CDDL has no end");
                continue;
            };
            let doc = doc.strip_prefix(' ').unwrap_or(doc);
            match (&mut block, doc) {
                (None, "```cddl") => block = Some(String::new()),
                (Some(text), "```") => {
                    for (name, lines) in rules(text) {
                        assert_eq!(Some(&lines), file.get(&name), "{path}: {name}");
                        documented.insert(name);
                    }
                    block = None;
                }
                (Some(text), doc) => writeln!(text, "{doc}").unwrap(),
                (None, _) => assert!(
                    !file
                        .keys()
                        .any(|rule| doc.starts_with(&format!("{rule} = "))),
                    "{path}: CDDL outside a block of CDDL: {doc}"
                ),
            }
        }
    }
    for rule in file.keys() {
        let expected = !WITHOUT_TYPE.contains(&rule.as_str());
        assert_eq!(documented.contains(rule), expected, "{rule}");
    }
}
