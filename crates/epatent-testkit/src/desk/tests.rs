// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

#[test]
fn an_answer_with_a_key_twice_is_none() {
    let json = |stdout: &str| {
        let ran = Ran {
            exit: Some(0),
            stdout: stdout.to_owned(),
            stderr: String::new(),
        };
        ran.json()
    };
    let whole = r#"{"schema": 1, "lists": [{"a": -1.5, "b": null}, {"a": "x", "b": true}]}"#;
    assert_eq!(
        json(whole),
        serde_json::from_str::<serde_json::Value>(whole).unwrap()
    );
    for twice in [
        r#"{"schema": 1, "schema": 1}"#,
        r#"{"schema": 1, "lists": [{"a": 1, "a": 1}]}"#,
    ] {
        assert_eq!(json(twice), serde_json::Value::Null, "{twice}");
    }
}

#[test]
fn a_program_that_is_not_there_is_named_with_the_command_that_builds_it() {
    let desk = Desk::new("no-such-folder").unwrap();
    let error = desk.blank_card("card").unwrap_err();
    let words = error.to_string();
    assert!(
        words.starts_with("cannot start no-such-folder/epatent-emulator: "),
        "{words}"
    );
    assert!(
        words.contains("hint: cargo build -p epatent-issue"),
        "{words}"
    );
}

#[test]
fn a_program_at_the_desk_sees_its_service_and_no_setting_of_the_shell() {
    let mut desk = Desk::new("programs").unwrap();
    let command = desk.program("epatent-check");
    let socket = desk.service().socket();
    let variables: Vec<_> = command.get_envs().collect();
    assert!(variables.contains(&("PCSCLITE_CSOCK_NAME".as_ref(), Some(socket.as_ref()))));
    for setting in SETTINGS {
        assert!(variables.contains(&(setting.as_ref(), None)), "{setting}");
    }
}
