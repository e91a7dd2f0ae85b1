// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is wrong with what was entered, in words. Libraries give codes and values; what they say themselves
//! is English, and stays in them.

pub(crate) mod register;

use epatent_cli::{Exit, Failure, Language, Value, Words};
use epatent_office::import::{ImportError, MappingError, names};
use epatent_office::publish::PublishError;
use epatent_office::{Note, Problem, Wrong};
use std::path::Path;

/// What is wrong with a field.
pub(crate) fn wrong(wrong: &Wrong, words: &Words) -> String {
    let mut parameters = wrong.parameters();
    for (name, value) in &mut parameters {
        // The state of a blank is a word of the register.
        if *name == "state" {
            *value = words.text(&format!("word-blank-{value}"));
        }
    }
    say(&format!("problem-{}", wrong.code()), &parameters, words)
}

/// A field that cannot be used, and why.
pub(crate) fn line(problem: &Problem, words: &Words) -> String {
    format!("{}: {}", problem.field, wrong(&problem.wrong, words))
}

/// What is unusual.
pub(crate) fn note(note: &Note, words: &Words) -> String {
    let id = format!("warning-{}", note.unusual.code());
    say(&id, &note.unusual.parameters(), words)
}

/// Why a file of applications as a whole cannot be taken in.
pub(crate) fn import(error: &ImportError, words: &Words) -> String {
    say(
        &format!("import-{}", error.code()),
        &error.parameters(),
        words,
    )
}

/// Why a mapping cannot be used.
pub(crate) fn mapping(error: &MappingError, text: &str, path: &Path, words: &Words) -> Failure {
    let unusable = |id: &str, values: &[(&str, Value<'_>)]| {
        let reason = words.say(id, values);
        epatent_cli::FileTrouble::Unusable { reason: &reason }.failure(words, path)
    };
    match error {
        MappingError::Toml(error) => toml(error, text, path, words),
        MappingError::Field(name) => unusable(
            "mapping-field",
            &[("name", name.into()), ("names", names().into())],
        ),
        MappingError::Delimiter(sign) => unusable(
            "mapping-delimiter",
            &[("character", sign.to_string().into())],
        ),
        other => unusable("import-other", &[("reason", other.to_string().into())]),
    }
}

/// Why nothing was published.
pub(crate) fn publish(error: &PublishError, words: &Words) -> String {
    let mut parameters = error.parameters();
    for (name, value) in &mut parameters {
        if *name == "role" {
            *value = register::named("publish-role", value, words);
        }
    }
    say(&format!("publish-{}", error.code()), &parameters, words)
}

/// A file of settings that is not TOML of its shape: the line, and in English what the parser says.
pub(crate) fn toml(error: &toml::de::Error, text: &str, path: &Path, words: &Words) -> Failure {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    let reason = match words.language() {
        Language::En => error.message().to_owned(),
        Language::Ru => words.text("reason-toml-form"),
    };
    let values = [
        ("path", path.display().to_string().into()),
        ("line", line.into()),
        ("reason", reason.into()),
    ];
    Failure::new(words, Exit::Usage, "error-file-not-toml", &values)
}

fn say(id: &str, parameters: &[(&'static str, String)], words: &Words) -> String {
    let values: Vec<(&str, Value<'_>)> = parameters
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    words.say(id, &values)
}

#[cfg(test)]
mod tests;
