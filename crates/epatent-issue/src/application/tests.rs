// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use std::path::PathBuf;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/applications")
}

/// The first example with one value replaced by another.
fn changed(pointer: &str, value: serde_json::Value) -> Result<Application, ApplicationError> {
    let text = std::fs::read_to_string(examples().join("rakhimov.json")).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    *json.pointer_mut(pointer).unwrap() = value;
    read(&json.to_string())
}

fn read(text: &str) -> Result<Application, ApplicationError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(
        examples().join("rakhimov.jpg"),
        folder.path().join("rakhimov.jpg"),
    )
    .unwrap();
    let path = folder.path().join("application.json");
    std::fs::write(&path, text).unwrap();
    Application::read(&path)
}

fn problem_fields(result: Result<Application, ApplicationError>) -> Vec<String> {
    match result {
        Err(ApplicationError::Fields { problems, .. }) => {
            problems.into_iter().map(|problem| problem.field).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_example_is_accepted() {
    for name in ["rakhimov", "yusupova", "toktogulov"] {
        let application = Application::read(&examples().join(format!("{name}.json"))).unwrap();
        assert_eq!(application.notes, [], "{name}");
    }
}

#[test]
fn latin_look_alikes_in_a_blank_number_become_cyrillic() {
    let application = Application::read(&examples().join("yusupova.json")).unwrap();
    assert_eq!(
        application.contents.patent.blank_number.as_str(),
        "МК7654321"
    );
}

#[test]
fn an_absent_name_and_a_partial_birth_date_are_kept_absent() {
    let application = Application::read(&examples().join("toktogulov.json")).unwrap();
    assert!(application.contents.holder.given_name.is_none());
    assert!(application.contents.holder.patronymic.is_none());
    assert_eq!(
        application.contents.holder.birth_date,
        BirthDate::parse("1961").unwrap()
    );
}

#[test]
fn a_wrong_inn_gives_a_note_and_does_not_refuse() {
    let application = changed("/holder/inn", "770912345617".into()).unwrap();
    assert_eq!(application.notes.len(), 1);
    assert_eq!(application.notes[0].field, "holder.inn");
}

#[test]
fn all_unusable_fields_are_told_at_once() {
    let text = std::fs::read_to_string(examples().join("rakhimov.json"))
        .unwrap()
        .replace("1988-04-17", "1988-13-17")
        .replace("\"TJK\"", "\"TJX\"")
        .replace("2027-11-01", "2026-11-01");
    assert_eq!(
        problem_fields(read(&text)),
        [
            "holder.birth_date",
            "holder.citizenship",
            "holder.identity_document.issued_by",
            "term.latest_end"
        ]
    );
}

#[test]
fn an_unknown_field_is_told_with_its_line() {
    let text = std::fs::read_to_string(examples().join("rakhimov.json"))
        .unwrap()
        .replace("\"patronymic\"", "\"patronimic\"");
    match read(&text) {
        Err(ApplicationError::Json { source, .. }) => {
            assert_eq!(source.line(), 6);
            assert!(source.to_string().contains("patronimic"), "{source}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn another_schema_is_refused() {
    assert_eq!(problem_fields(changed("/schema", 2.into())), ["schema"]);
}

#[test]
fn a_truncated_portrait_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["rakhimov.json", "rakhimov.jpg"] {
        std::fs::copy(examples().join(name), folder.path().join(name)).unwrap();
    }
    let portrait = folder.path().join("rakhimov.jpg");
    let image = std::fs::read(&portrait).unwrap();
    for (bytes, expected) in [
        (image[..300].to_vec(), "damaged"),
        (b"no picture at all".to_vec(), "not a JPEG"),
        (vec![0xFF; 32_001], "32001 bytes"),
    ] {
        std::fs::write(&portrait, bytes).unwrap();
        let error = Application::read(&folder.path().join("rakhimov.json")).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn a_missing_portrait_names_the_file() {
    match changed("/portrait", "nobody.jpg".into()) {
        Err(ApplicationError::Photo {
            path,
            source: PhotoProblem::Read(_),
        }) => {
            assert!(path.ends_with("nobody.jpg"), "{}", path.display());
        }
        other => panic!("{other:?}"),
    }
}
