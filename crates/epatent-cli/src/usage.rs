// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Wrong usage in our words: what clap found, said from the catalogue.

use std::error::Error as _;

use clap::error::{ContextKind, ErrorKind};

use crate::{Exit, Failure, Value, Words};

/// What clap refused, as a failure with exit 2 and a hint. `command_line` is the program and subcommand that were
/// reached (`epatent-check card`), for the hint.
pub(crate) fn failure(words: &Words, error: &clap::Error, command_line: &str) -> Failure {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = ("argument", Value::from(context(ContextKind::InvalidArg)));
    let value = ("value", Value::from(context(ContextKind::InvalidValue)));
    let fail =
        |id: &str, values: &[(&str, Value<'_>)]| Failure::new(words, Exit::Usage, id, values);

    let failure = match error.kind() {
        ErrorKind::UnknownArgument => fail("error-usage-unknown-argument", &[argument]),
        ErrorKind::InvalidSubcommand => fail(
            "error-usage-unknown-command",
            &[("command", context(ContextKind::InvalidSubcommand).into())],
        ),
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
            fail("error-usage-value-not-listed", &[argument, value, valid])
        }
        ErrorKind::ValueValidation => {
            let reason = error.source().map(ToString::to_string).unwrap_or_default();
            fail(
                "error-usage-value-wrong",
                &[argument, value, ("reason", reason.into())],
            )
        }
        ErrorKind::ArgumentConflict => fail(
            "error-usage-conflict",
            &[argument, ("other", context(ContextKind::PriorArg).into())],
        ),
        ErrorKind::TooManyValues => fail("error-usage-value-extra", &[argument, value]),
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
