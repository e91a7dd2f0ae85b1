// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! An error and its hint as a pair: what went wrong, and what to do about it.

use serde_json::{Value as Json, json};

use crate::{Exit, Value, Words};

/// The version of the JSON answers of all programs.
pub(crate) const SCHEMA: u32 = 1;

/// Why a program stopped without an answer, in the words of its user.
///
/// Built from a message id: the message is `error-no-card`, its hint the attribute `.hint` of the same message, and
/// the stable code for programs is the id without `error-`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How the program will end.
    pub exit: Exit,
    /// Stable kebab-case code, the same in every language: `no-card`.
    pub code: String,
    /// What went wrong: one sentence, lower case, no full stop.
    pub message: String,
    /// What to do next; the exact command where there is one.
    pub hint: Option<String>,
}

impl Failure {
    /// The failure whose message has the id `id` (`error-...`), with its values.
    #[must_use]
    pub fn new(words: &Words, exit: Exit, id: &str, values: &[(&str, Value<'_>)]) -> Self {
        Self {
            exit,
            code: id.strip_prefix("error-").unwrap_or(id).to_owned(),
            message: words.say(id, values),
            hint: words.attribute(id, "hint", values),
        }
    }

    /// The same failure with another hint.
    #[must_use]
    pub fn with_hint(self, hint: String) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }

    /// The same failure with more lines below its message.
    #[must_use]
    pub fn with_details(mut self, details: &[String]) -> Self {
        for line in details {
            self.message.push_str("\n  ");
            self.message.push_str(line);
        }
        self
    }

    /// `{"schema": 1, "error": {"code", "message", "hint"}}`; `hint` is null where there is none.
    #[must_use]
    pub fn to_json(&self) -> Json {
        json!({
            "schema": SCHEMA,
            "error": { "code": self.code, "message": self.message, "hint": self.hint },
        })
    }
}
