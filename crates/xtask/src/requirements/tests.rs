// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

fn card_page(text: &str) -> Page {
    Page::parse("card-profile.md", text)
}

fn sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    sources.take_source("crates/epatent-apdu/src/pace/tests/files.rs", text);
    sources
}

/// A specification of one page, one source and one threat.
fn specification(page: &str, source: &str, threats: &str) -> Specification {
    let mut pages: Vec<Page> = CARD_SIDE
        .into_iter()
        .map(|name| Page::parse(name, ""))
        .collect();
    pages[0] = card_page(page);
    let threats = format!("## 1. Threats\n\n| 1 | cloned chip | a key | x | shown |\n\n{threats}");
    let mut specification = Specification {
        pages,
        sources: sources(source),
        cases: std::collections::BTreeMap::new(),
        threats: Threats::parse(&threats),
        table: String::new(),
    };
    specification.table = specification.wanted_table();
    specification
}

const GOOD: &str =
    "# Page\n\n## 2. Files\n\n- **EPC-FILE-01** All files MUST be transparent. Reason.\n";
const SHOWN: &str = "// shows: EPC-FILE-01\n#[test]\nfn files_are_transparent() {}\n";

#[test]
fn a_requirement_with_a_test_and_a_fresh_table_has_no_problem() {
    let specification = specification(GOOD, SHOWN, "");
    assert_eq!(specification.problems(), Vec::<String>::new());
    let table = specification.wanted_table();
    let row = "| EPC-FILE-01 | [card-profile.md](card-profile.md) 2. Files | All files MUST be transparent. | `epatent_apdu::pace::tests::files::files_are_transparent` |";
    assert!(table.contains(row), "{table}");
}

#[test]
fn each_thing_that_does_not_fit_is_told() {
    let not_shown = "## 3. Not shown by the emulator\n\n| EPC-FILE-01 | it has no files at all |\n";
    let cases = [
        (GOOD, "", "", "EPC-FILE-01 has no test"),
        (
            GOOD,
            "// shows: EPC-FILE-01, EPC-FILE-09\n#[test]\nfn one() {}\n",
            "",
            "shows EPC-FILE-09, which is no requirement",
        ),
        (
            "**EPC-FILE-01** It MUST.\n\n**EPC-FILE-01** It MUST again.",
            SHOWN,
            "",
            "EPC-FILE-01 is defined twice: card-profile.md, card-profile.md",
        ),
        (
            "**EPC-FILE-01** It MUST.\n\nAnd it MUST NOT.",
            SHOWN,
            "",
            "a MUST without an identifier: And it MUST NOT.",
        ),
        (
            "**EPC-FILE-01** It MUST, and MUST.",
            SHOWN,
            "",
            "has 2 MUST",
        ),
        ("**EPC-FILE-01** It may.", SHOWN, "", "it has no MUST"),
        (
            "**EPC-FILE-1** It MUST.",
            "",
            "",
            "EPC-FILE-1 is no identifier",
        ),
        (
            "**EPC-FILE-01** It MUST, see EPC-FILE-02.",
            SHOWN,
            "",
            "card-profile.md: there is no EPC-FILE-02",
        ),
        (
            GOOD,
            "// shows: EPC-FILE-01\nfn helper() {}\n",
            "",
            "files.rs:2: EPC-FILE-01 stand above no test",
        ),
        (
            GOOD,
            SHOWN,
            "As `epatent_apdu::no::such` says.",
            "there is no test epatent_apdu::no::such",
        ),
        (
            GOOD,
            SHOWN,
            not_shown,
            "is shown by a test, and threat-model.md denies it",
        ),
    ];
    for (page, source, threats, expected) in cases {
        let problems = specification(page, source, threats).problems();
        assert!(
            problems.iter().any(|problem| problem.contains(expected)),
            "{expected}: {problems:?}"
        );
    }
}

#[test]
fn a_stale_table_is_a_problem() {
    let mut specification = specification(GOOD, SHOWN, "");
    specification.table.push('x');
    let problems = specification.problems();
    assert!(
        problems[0].contains("run `cargo xtask requirements`"),
        "{problems:?}"
    );
}

#[test]
fn a_requirement_that_no_emulator_shows_needs_no_test() {
    let listed = "## 3. Not shown by the emulator\n\n| EPC-FILE-01 | it has no files at all |\n";
    let specification = specification(GOOD, "#[test]\nfn one() {}\n", listed);
    assert_eq!(specification.problems(), Vec::<String>::new());
    assert!(
        specification
            .wanted_table()
            .contains("not shown by the emulator: it has")
    );
}

#[test]
fn demands_in_paragraphs_items_and_rows_are_their_own_and_code_is_passed_over() {
    let page = card_page(
        "## 1. A\n**EPC-A-01** One MUST. **EPC-A-02** Two\nlines MUST.\n- **EPC-A-03** Item MUST.\n\
         - other\n1. **EPC-A-04** It MUST.\n| **EPC-A-05** MUST | cell |\n```text\nMUST\n```\n### 1.1 B\n**EPC-A-06** MUST.",
    );
    let found: Vec<(&str, &str, &str)> = page
        .requirements
        .iter()
        .map(|one| (one.id.as_str(), one.section.as_str(), one.sentence.as_str()))
        .collect();
    let expected = [
        ("EPC-A-01", "1. A", "One MUST."),
        ("EPC-A-02", "1. A", "Two lines MUST."),
        ("EPC-A-03", "1. A", "Item MUST."),
        ("EPC-A-04", "1. A", "It MUST."),
        ("EPC-A-05", "1. A", "MUST | cell"),
        ("EPC-A-06", "1.1 B", "MUST."),
    ];
    assert_eq!(found, expected);
    assert!(page.unnamed.is_empty() && page.problems.is_empty());
}

#[test]
fn demands_in_a_grammar_stand_in_its_comments() {
    let page = Page::parse(
        "data-model.cddl",
        "; A card.\n; **EPC-OBJ-01** MUST be short.\ncard = MUST ; MUST be long\n",
    );
    assert_eq!(page.requirements.len(), 1);
    let only = &page.requirements[0];
    assert_eq!(
        (only.section.as_str(), only.sentence.as_str()),
        ("card", "MUST be short.")
    );
    assert_eq!(page.unnamed, ["MUST be long"]);
}

#[test]
fn tests_are_found_under_attributes_in_modules_and_in_folders_of_tests() {
    let text = "mod tests {\n    // shows: EPC-A-01,\n    // shows: EPC-A-02\n    #[test]\n    #[allow(dead_code)]\n    fn inner() {}\n}\n\n#[test]\nfn outer() {}\nfn helper() {}\n";
    let mut sources = Sources::default();
    sources.take_source("crates/epatent-check/tests/cards.rs", text);
    let expected = [
        (
            "epatent_check::tests::cards::tests::inner",
            vec!["EPC-A-01", "EPC-A-02"],
        ),
        ("epatent_check::tests::cards::outer", vec![]),
    ];
    let found: Vec<(&str, Vec<&str>)> = sources
        .evidence
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.shows.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    assert_eq!(found, expected);
    assert!(sources.problems.is_empty());
}

#[test]
fn a_transcript_shows_what_its_comments_say() {
    let mut sources = Sources::default();
    sources.take_transcript(
        "test-vectors/apdu/a.txt",
        "# words\n# shows: EPC-A-01\n> 00\n# shows: EPC-A-02\n",
    );
    assert_eq!(sources.evidence[0].shows, ["EPC-A-01", "EPC-A-02"]);
}

#[test]
fn planned_threats_are_listed() {
    let threats = Threats::parse(
        "## 4. Threats\n\n| # | threat | measure |\n|---|---|---|\n| 1 | theft | HSM: planned |\n| 2 | clone | a key |\n",
    );
    assert_eq!(threats.threats, ["1 theft", "2 clone"]);
    assert_eq!(threats.planned, ["1 theft"]);
}

#[test]
fn conformance_cases_stand_beside_the_tests_of_a_requirement() {
    let page = "- **EPC-A-01** One MUST be.";
    let source = "// shows: EPC-A-01\n#[test]\nfn one() {}\n";
    let mut specification = specification(page, source, "");
    let mut cases = |id: &str, count: usize| {
        let names = (1..=count).map(|number| format!("{id}.{number}")).collect();
        specification.cases.insert(id.to_owned(), names);
        (specification.wanted_table(), specification.problems())
    };
    let (table, _) = cases("EPC-A-01", 2);
    assert!(
        table.contains("conformance cases `EPC-A-01.1`, `EPC-A-01.2`"),
        "{table}"
    );
    let (table, _) = cases("EPC-A-01", 5);
    assert!(table.contains("5 conformance cases"), "{table}");
    let (_, problems) = cases("EPC-A-09", 1);
    assert!(
        problems
            .iter()
            .any(|problem| problem.starts_with("EPC-A-09.1: for EPC-A-09")),
        "{problems:?}"
    );
}
