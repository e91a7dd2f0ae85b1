// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use crate::Language::{En, Ru};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// Every trouble of a reader, with sample values.
fn all<'a>(two: &'a [String]) -> Vec<ReaderTrouble<'a>> {
    use ReaderTrouble::*;
    vec![
        ServiceUnavailable,
        NoReader,
        SeveralReaders { names: two },
        ReaderUnknown {
            asked: "C",
            names: two,
        },
        ReaderUnknown {
            asked: "C",
            names: &[],
        },
        NoCard { reader: "A" },
        CardUnresponsive,
        CardRemoved,
        CardReset,
        InUse,
        TimedOut,
        OutcomeUnknown,
        ReplyTooLong,
        BadReply { reason: "r" },
        CommandRefused {
            command: "SELECT",
            status: "6A82",
        },
        Other { reason: "r" },
    ]
}

#[test]
fn each_trouble_of_a_reader_has_words_of_its_own_a_hint_and_exit_4() {
    let two = names(&["A", "B"]);
    for language in [En, Ru] {
        let words = Words::new(language);
        let failures: Vec<_> = all(&two)
            .iter()
            .map(|trouble| trouble.failure(&words))
            .collect();
        for (place, failure) in failures.iter().enumerate() {
            assert_eq!(failure.exit, Exit::Device);
            let hint = failure
                .hint
                .as_deref()
                .unwrap_or_else(|| panic!("no hint: {failure:?}"));
            assert!(
                !failure.message.contains('{') && !hint.contains('{'),
                "{failure:?}"
            );
            assert!(!failure.message.starts_with("error-"), "{failure:?}");
            let same = failures
                .iter()
                .skip(place + 1)
                .find(|other| other.message == failure.message);
            assert_eq!(same, None);
        }
    }
}

#[test]
fn several_readers_are_named_and_the_hint_is_a_flag_to_type() {
    let two = names(&["ACS ACR39U 00 00", "Virtual PCD 00 00"]);
    let failure = ReaderTrouble::SeveralReaders { names: &two }.failure(&Words::new(Ru));
    assert_eq!(
        failure.message,
        "подключено 2 считывателя: «ACS ACR39U 00 00», «Virtual PCD 00 00»"
    );
    assert_eq!(
        failure.hint.unwrap(),
        "укажите один: --reader \"ACS ACR39U 00 00\""
    );
}

#[test]
fn a_missing_file_and_a_directory_are_told_apart() {
    let words = Words::new(En);
    let path = Path::new("application.json");
    let say = |kind: io::ErrorKind| FileTrouble::NotRead(&kind.into()).failure(&words, path);
    assert_eq!(say(io::ErrorKind::NotFound).code, "file-missing");
    assert_eq!(say(io::ErrorKind::IsADirectory).code, "file-is-directory");
    let denied = say(io::ErrorKind::PermissionDenied);
    assert_eq!(
        denied.message,
        "cannot read “application.json”: access denied"
    );
    assert_eq!(denied.exit, Exit::Usage);
}

#[test]
fn bad_json_is_told_with_line_and_column() {
    let error = serde_json::from_str::<serde_json::Value>("{\n  \"a\": x\n}").unwrap_err();
    let failure =
        FileTrouble::NotJson(&(&error).into()).failure(&Words::new(Ru), Path::new("a.json"));
    assert_eq!(
        failure.message,
        "файл «a.json» — не JSON: ошибка в строке 2, столбце 8"
    );
    let error = serde_json::from_str::<serde_json::Value>("{\"a\":").unwrap_err();
    assert_eq!(
        FileTrouble::NotJson(&(&error).into())
            .failure(&Words::new(En), Path::new("a"))
            .code,
        "file-json-cut"
    );
}

#[test]
fn json_of_the_wrong_shape_says_what_was_expected_once() {
    let error = serde_json::from_str::<Vec<u8>>("[300]").unwrap_err();
    let failure =
        FileTrouble::NotJson(&(&error).into()).failure(&Words::new(En), Path::new("a.json"));
    assert_eq!(failure.code, "file-json-shape");
    assert_eq!(
        failure.message,
        "“a.json”, line 1, column 4: invalid value: integer, expected u8"
    );
}

#[test]
fn what_a_library_says_in_english_is_marked_as_its_words_on_a_russian_screen() {
    let [english, russian] = [Language::En, Language::Ru].map(Words::new);
    let path = Path::new("x.card");
    let reason = "tag is not allowed";
    let said = |words: &Words| {
        FileTrouble::Unusable { reason }
            .failure(words, path)
            .message
    };
    assert!(said(&russian).ends_with("слова программы: «tag is not allowed»"));
    assert!(said(&english).ends_with(": tag is not allowed"));
    // What is said in Russian already is said as it is.
    let own = FileTrouble::Unusable {
        reason: "нужны 20 цифр",
    };
    assert!(
        own.failure(&russian, path)
            .message
            .ends_with(": нужны 20 цифр")
    );
}
