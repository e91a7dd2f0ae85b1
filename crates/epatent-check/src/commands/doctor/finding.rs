// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! One thing that was looked at.

use epatent_cli::{Exit, Value};

/// How it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    Good,
    /// Cards are checked, and this should be seen to.
    Warning,
    /// Cards cannot be checked, or never with the answer "in force".
    Bad,
    /// It could not be looked at, because of something before it or because nobody asked.
    NotChecked,
}

impl Health {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::NotChecked => "not-checked",
        }
    }
}

/// What was found. The code names the message, and before its first dash the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) code: &'static str,
    pub(super) health: Health,
    values: Vec<(&'static str, String)>,
}

impl Finding {
    pub(super) const fn new(health: Health, code: &'static str) -> Self {
        Self {
            code,
            health,
            values: Vec::new(),
        }
    }

    /// The same with a value for the words.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// `service`, `reader`, `driver`, `card`, `clock`, `trust`, `roots`, `bundle`, `lists` or `store`.
    pub(super) fn subject(&self) -> &'static str {
        self.code
            .split_once('-')
            .map_or(self.code, |(subject, _)| subject)
    }

    /// Whose fault it is, as the exit codes of all commands say.
    pub(super) fn fault(&self) -> Exit {
        match self.subject() {
            "service" | "reader" | "driver" | "card" | "clock" => Exit::Device,
            _ => Exit::Usage,
        }
    }

    pub(super) fn values(&self) -> Vec<(&str, Value<'_>)> {
        self.values
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect()
    }
}
