// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::*;
use crate::{Language, ReaderTrouble, Value};

/// A writer whose bytes a test can read.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A writer that fails with the kind.
struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn printed(
    language: Language,
    json: bool,
    failure: impl Fn(&Words) -> Failure,
) -> (String, String) {
    let words = Words::new(language);
    let (out, err) = (Kept::default(), Kept::default());
    let output = Output::to_writers(&words, json, Box::new(out.clone()), Box::new(err.clone()));
    output.failure(&words, &failure(&words));
    (out.text(), err.text())
}

fn no_card(words: &Words) -> Failure {
    ReaderTrouble::NoCard {
        reader: "ACS ACR39U 00 00",
    }
    .failure(words)
}

#[test]
fn an_error_is_two_lines_on_stderr_in_english() {
    let (out, err) = printed(Language::En, false, no_card);
    assert_eq!(out, "");
    assert_eq!(
        err,
        "error: no card in reader “ACS ACR39U 00 00”\nhint: put the card on the reader and repeat the command\n"
    );
}

#[test]
fn an_error_is_two_lines_on_stderr_in_russian() {
    let (out, err) = printed(Language::Ru, false, no_card);
    assert_eq!(out, "");
    assert_eq!(
        err,
        "ошибка: в считывателе «ACS ACR39U 00 00» нет карты\nчто делать: положите карту на считыватель и повторите команду\n"
    );
}

#[test]
fn an_error_is_one_json_object_on_stdout_when_asked() {
    let (out, err) = printed(Language::En, true, no_card);
    assert_eq!(err, "");
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    let expected = json!({ "schema": 1, "error": {
        "code": "no-card",
        "message": "no card in reader “ACS ACR39U 00 00”",
        "hint": "put the card on the reader and repeat the command",
    }});
    assert_eq!(value, expected);
}

#[test]
fn an_error_without_a_hint_has_no_hint_line() {
    let failure = |_: &Words| Failure {
        exit: Exit::Usage,
        code: "x".into(),
        message: "m".into(),
        hint: None,
    };
    assert_eq!(printed(Language::En, false, failure).1, "error: m\n");
}

#[test]
fn an_escape_sequence_in_a_reader_name_does_not_reach_the_terminal() {
    let (_, err) = printed(Language::En, false, |words| {
        ReaderTrouble::NoCard {
            reader: "\u{1b}]0;owned\u{7}",
        }
        .failure(words)
    });
    assert!(!err.contains('\u{1b}') && !err.contains('\u{7}'), "{err:?}");
}

#[test]
fn colour_needs_a_terminal_and_no_word_against_it() {
    assert!(colour_wanted(true, None, Some("xterm-256color")));
    assert!(colour_wanted(true, Some(""), None));
    assert!(!colour_wanted(false, None, Some("xterm")));
    assert!(!colour_wanted(true, Some("1"), Some("xterm")));
    assert!(!colour_wanted(true, Some("0"), Some("xterm")));
    assert!(!colour_wanted(true, None, Some("dumb")));
}

#[test]
fn a_tone_leaves_the_words_alone_without_colour_and_closes_its_sequence_with_it() {
    assert_eq!(Tone::Bad.paint("red", false), "red");
    let painted = Tone::Bad.paint("red", true);
    assert!(
        painted.contains("red") && painted.starts_with('\u{1b}') && painted.ends_with("\u{1b}[0m")
    );
}

#[test]
fn a_json_answer_carries_the_schema_number_first() {
    let words = Words::new(Language::En);
    let out = Kept::default();
    let output = Output::to_writers(&words, true, Box::new(out.clone()), Box::new(io::sink()));
    output.json(&json!({ "verdict": "in-force" })).unwrap();
    assert_eq!(
        out.text(),
        "{\n  \"schema\": 1,\n  \"verdict\": \"in-force\"\n}\n"
    );
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure_but_a_closed_pipe_is_not() {
    let words = Words::new(Language::En);
    let to =
        |kind| Output::to_writers(&words, false, Box::new(Failing(kind)), Box::new(io::sink()));
    assert_eq!(to(io::ErrorKind::BrokenPipe).answer("x"), Ok(()));
    let failure = to(io::ErrorKind::StorageFull).answer("x").unwrap_err();
    assert_eq!(
        (failure.exit, failure.code.as_str()),
        (Exit::Device, "stdout-failed")
    );
}

#[test]
fn a_number_is_a_value_as_well_as_text() {
    assert_eq!(Value::from(7_u8), Value::Number(7));
    assert_eq!(Value::from(u64::MAX), Value::Number(i64::MAX));
}

#[test]
fn a_narrow_terminal_gets_lines_of_whole_words_and_json_as_it_is() {
    let told = |json| {
        let words = Words::new(Language::En);
        let (out, err) = (Kept::default(), Kept::default());
        let mut output =
            Output::to_writers(&words, json, Box::new(out.clone()), Box::new(err.clone()));
        let size = Some((Width(30), Height(24)));
        output.answer = output.answer.sized(size);
        output.conversation = output.conversation.sized(size);
        output
            .json(&json!({ "text": "one two three four five six seven" }))
            .unwrap();
        output.failure(&words, &no_card(&words));
        (out.text(), err.text())
    };
    let (out, err) = told(false);
    assert!(out.contains("one two three four five six seven"), "{out}");
    assert_eq!(
        err,
        "error: no card in reader “ACS\n  ACR39U 00 00”\nhint: put the card on the\n  reader and repeat the\n  command\n"
    );
    assert!(
        told(true)
            .0
            .contains("put the card on the reader and repeat the command")
    );
}
