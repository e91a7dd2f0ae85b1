// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Wrong usage in our words: what clap found, said from the catalogue.
//!
//! What was typed for a value is never repeated: it may be a card's access number, the number of a
//! patent or a name, also where it stands in the wrong place, and errors are kept in logs.

use std::error::Error as _;

use clap::error::{ContextKind, ErrorKind};

use crate::{Exit, Failure, Language, Value, Words};

/// What clap refused, as a failure with exit 2 and a hint. `command_line` is the program and subcommand that were
/// reached (`epatent-check card`), for the hint.
pub(crate) fn failure(words: &Words, error: &clap::Error, command_line: &str) -> Failure {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = ("argument", Value::from(context(ContextKind::InvalidArg)));
    let fail =
        |id: &str, values: &[(&str, Value<'_>)]| Failure::new(words, Exit::Usage, id, values);

    let failure = match error.kind() {
        ErrorKind::UnknownArgument => match option_name(&context(ContextKind::InvalidArg)) {
            Some(name) => fail("error-usage-unknown-argument", &[("argument", name.into())]),
            None => fail("error-usage-argument-extra", &[]),
        },
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand);
            if is_word(&word) {
                fail("error-usage-unknown-command", &[("command", word.into())])
            } else {
                fail("error-usage-argument-extra", &[])
            }
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            fail("error-usage-command-missing", &[])
        }
        ErrorKind::MissingRequiredArgument => fail(
            "error-usage-argument-missing",
            &[("arguments", context(ContextKind::InvalidArg).into())],
        ),
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            fail("error-usage-value-missing", &[argument])
        }
        ErrorKind::InvalidValue => {
            let valid = ("valid", context(ContextKind::ValidValue).into());
            fail("error-usage-value-not-listed", &[argument, valid])
        }
        ErrorKind::ValueValidation => {
            // Whoever reads a value says in English what is wrong with it.
            let reason = match words.language() {
                Language::En => {
                    let reason = error.source().map(ToString::to_string).unwrap_or_default();
                    without(&reason, &context(ContextKind::InvalidValue))
                }
                Language::Ru => words.text("reason-value-form"),
            };
            fail(
                "error-usage-value-wrong",
                &[argument, ("reason", reason.into())],
            )
        }
        ErrorKind::ArgumentConflict => fail(
            "error-usage-conflict",
            &[argument, ("other", context(ContextKind::PriorArg).into())],
        ),
        ErrorKind::TooManyValues => fail("error-usage-value-extra", &[argument]),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            fail("error-usage-value-missing", &[argument])
        }
        ErrorKind::InvalidUtf8 => fail("error-usage-not-text", &[]),
        _ => fail(
            "error-usage-other",
            &[("reason", error.kind().to_string().into())],
        ),
    };

    let suggestion = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| error.get(kind));
    let hint = match suggestion {
        Some(meant) => words.say("usage-hint-meant", &[("meant", Value::show(meant))]),
        None => words.say("usage-hint-help", &[("command", command_line.into())]),
    };
    failure.with_hint(hint)
}

/// The name of an option that nobody knows, up to where a value may begin.
fn option_name(typed: &str) -> Option<String> {
    let name: String = typed
        .chars()
        .take_while(|letter| letter.is_ascii_alphabetic() || *letter == '-')
        .collect();
    (name.starts_with('-') && name.len() > 1).then_some(name)
}

/// Whether this can be the name of a command, and is nobody's name or number.
fn is_word(typed: &str) -> bool {
    typed
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

/// A reason without what was typed, where it repeats that.
fn without(reason: &str, typed: &str) -> String {
    // A letter or two give nobody away, and are what a reason may point at.
    const SHORT: usize = 3;
    if typed.chars().count() < SHORT {
        return reason.to_owned();
    }
    reason.replace(typed, "...")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_nobody_knows_only_the_name_of_an_option_or_command_is_repeated() {
        for (typed, told) in [
            ("--regoin", Some("--regoin")),
            ("--cam=123456", Some("--cam")),
            ("-c123456", Some("-c")),
            ("--123456", Some("--")),
            ("-123456", None),
            ("123456", None),
            ("Рахимов", None),
        ] {
            assert_eq!(option_name(typed).as_deref(), told, "{typed}");
        }
        assert!(is_word("sing") && is_word("qr-code"));
        assert!(!is_word("123456") && !is_word("Rakhimov") && !is_word("рахимов"));
    }

    #[test]
    fn a_reason_that_repeats_the_value_is_told_without_it() {
        assert_eq!(
            without("123456x is no number", "123456x"),
            "... is no number"
        );
        assert_eq!(without("it holds 'x'", "x"), "it holds 'x'");
    }
}
