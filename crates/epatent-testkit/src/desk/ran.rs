// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What a program said and how it ended.

use std::process::{Command, Output};

use super::answer::Answer;
use crate::fixed;

/// A program that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its exit code; none where a signal ended it.
    pub exit: Option<i32>,
    /// Its answer.
    pub stdout: String,
    /// Its conversation.
    pub stderr: String,
}

impl Ran {
    /// Runs a program to its end.
    #[must_use]
    #[track_caller]
    pub fn of(command: &mut Command) -> Self {
        fixed(command.output()).into()
    }

    /// The answer as JSON; null where it is none, or where one object has a key twice.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .map(|Answer(value)| value)
            .unwrap_or_default()
    }

    /// A text of the JSON answer; empty where there is none.
    #[must_use]
    pub fn text(&self, pointer: &str) -> String {
        let json = self.json();
        let text = json.pointer(pointer).and_then(serde_json::Value::as_str);
        text.unwrap_or_default().to_owned()
    }

    /// The codes of the findings of a check, in the order told.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        let json = self.json();
        let findings = json
            .pointer("/findings")
            .and_then(serde_json::Value::as_array);
        let codes = findings.into_iter().flatten().map(|finding| {
            let code = finding.get("code").and_then(serde_json::Value::as_str);
            code.unwrap_or_default().to_owned()
        });
        codes.collect()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
