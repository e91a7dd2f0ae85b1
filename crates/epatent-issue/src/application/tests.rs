// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_core::BirthDate;

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
            assert_eq!(source.position().0, 6);
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
        (vec![0xFF; 32_001], "longer than 32000 bytes"),
    ] {
        std::fs::write(&portrait, bytes).unwrap();
        let error = Application::read(&folder.path().join("rakhimov.json")).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn a_portrait_from_elsewhere_is_refused_before_it_is_looked_at() {
    let absolute = examples().join("rakhimov.jpg").canonicalize().unwrap();
    for portrait in [
        "../rakhimov.jpg",
        "photos/../../rakhimov.jpg",
        "/dev/zero",
        absolute.to_str().unwrap(),
    ] {
        match changed("/portrait", portrait.into()) {
            Err(ApplicationError::Photo {
                source: PictureProblem::Elsewhere,
                ..
            }) => {}
            other => panic!("{portrait}: {other:?}"),
        }
    }
    assert!(changed("/portrait", "./rakhimov.jpg".into()).is_ok());
}

#[cfg(target_os = "linux")]
#[test]
fn an_application_or_portrait_without_an_end_is_refused() {
    match Application::read(Path::new("/dev/zero")) {
        Err(ApplicationError::Read {
            source: Unread::Special,
            ..
        }) => {}
        other => panic!("{other:?}"),
    }
    let folder = tempfile::tempdir().unwrap();
    let application = folder.path().join("rakhimov.json");
    std::fs::copy(examples().join("rakhimov.json"), &application).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("rakhimov.jpg")).unwrap();
    match Application::read(&application) {
        Err(ApplicationError::Photo {
            source: PictureProblem::Read(Unread::Special),
            ..
        }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_error_of_the_shape_holds_no_personal_data() {
    let surname = changed("/holder/birth_date", serde_json::json!(["19880417"])).unwrap_err();
    let inn = changed("/holder/inn", serde_json::json!(770_912_345_616_u64)).unwrap_err();
    let term = changed("/term", "Рахимов".into()).unwrap_err();
    for error in [surname, inn, term] {
        let text = format!("{error} {error:?}");
        assert!(text.contains("invalid type"), "{text}");
        for personal in ["19880417", "770912345616", "Рахимов"] {
            assert!(!text.contains(personal), "{text}");
        }
    }
}

#[test]
fn a_missing_portrait_names_the_file() {
    match changed("/portrait", "nobody.jpg".into()) {
        Err(ApplicationError::Photo {
            path,
            source: PictureProblem::Read(_),
        }) => {
            assert!(path.ends_with("nobody.jpg"), "{}", path.display());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_long_term_is_refused_and_an_early_start_gives_a_note() {
    // The example is issued on 2026-11-02 for 2026-11-02 to 2027-11-01.
    assert!(changed("/term/latest_end", "2027-11-01".into()).is_ok());
    for end in ["2027-11-02", "2072-11-01"] {
        let refused = changed("/term/latest_end", end.into());
        assert_eq!(problem_fields(refused), ["term.latest_end"], "{end}");
    }
    for (issued_on, days) in [("2026-12-03", None), ("2026-12-04", Some("32"))] {
        let application = changed("/patent/issued_on", issued_on.into()).unwrap();
        let told: Vec<_> = application
            .notes
            .iter()
            .map(|note| (note.field, note.unusual.code(), note.unusual.parameters()))
            .collect();
        let expected = days.map(|days| {
            let parameters = vec![("days", days.to_owned())];
            ("term.in_force_from", "early-start", parameters)
        });
        assert_eq!(told, Vec::from_iter(expected), "{issued_on}");
    }
}

/// What an operator's editor, mail program or disk may make of a file.
#[test]
fn mutated_applications_are_read_or_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = Vec::new();
    for name in ["rakhimov", "yusupova", "toktogulov"] {
        let photo = format!("{name}.jpg");
        std::fs::copy(examples().join(&photo), folder.path().join(&photo)).unwrap();
        corpus.push(std::fs::read(examples().join(format!("{name}.json"))).unwrap());
    }
    let path = folder.path().join("application.json");
    let mut mutator = epatent_fuzz::mutate::Mutator::new(&corpus, 1);
    let mut refused = 0;
    for _ in 0..500 {
        std::fs::write(&path, mutator.mutant()).unwrap();
        if let Err(error) = Application::read(&path) {
            assert!(error.to_string().len() > path.as_os_str().len());
            refused += 1;
        }
    }
    assert!(refused > 250, "only {refused} of 500 were refused");
}
