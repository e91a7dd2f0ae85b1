// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Words for what goes wrong with readers, cards and files, the same in every program.

use std::io;
use std::path::Path;

use crate::json_problem::{JsonFault, JsonProblem};
use crate::{Exit, Failure, Language, Value, Words};

/// Trouble with the card service, a reader or a card: exit 4.
///
/// Programs turn the errors of their transport into this; this crate knows no transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReaderTrouble<'a> {
    /// The PC/SC service does not run; on Windows also: no reader.
    ServiceUnavailable,
    /// The service refuses this user.
    AccessDenied,
    /// The service runs and has no reader.
    NoReader,
    /// The reader was unplugged in the middle.
    ReaderLost,
    /// Several readers and no choice made.
    SeveralReaders {
        /// Their names.
        names: &'a [String],
    },
    /// The reader asked for is not there.
    ReaderUnknown {
        /// What was asked for.
        asked: &'a str,
        /// The names of those that are there.
        names: &'a [String],
    },
    /// The reader is empty.
    NoCard {
        /// Its name.
        reader: &'a str,
    },
    /// A card is there and does not answer to reset.
    CardUnresponsive,
    /// The card went away in the middle.
    CardRemoved,
    /// Another program reset the card in the middle.
    CardReset,
    /// Another program holds the card.
    InUse,
    /// The card did not answer in time.
    TimedOut,
    /// The reply was cut short: whether the card did what it was told is not known.
    OutcomeUnknown,
    /// The reply is longer than the command allows.
    ReplyTooLong,
    /// The card answered outside the rules of its profile.
    BadReply {
        /// What was wrong with the answer.
        reason: &'a str,
    },
    /// The card refused a command.
    CommandRefused {
        /// The command's name in the profile.
        command: &'a str,
        /// The status word in hex, with its meaning.
        status: &'a str,
    },
    /// Anything else the service reported.
    Other {
        /// In the words of the service.
        reason: &'a str,
    },
}

impl ReaderTrouble<'_> {
    /// The trouble in words; exit 4, except that a wrong `--reader` is wrong usage of a device that is not there: 4 too.
    #[must_use]
    pub fn failure(&self, words: &Words) -> Failure {
        let fail =
            |id: &str, values: &[(&str, Value<'_>)]| Failure::new(words, Exit::Device, id, values);
        match *self {
            Self::ServiceUnavailable => fail("error-service-unavailable", &[]),
            Self::AccessDenied => fail("error-access-denied", &[]),
            Self::NoReader => fail("error-no-reader", &[]),
            Self::ReaderLost => fail("error-reader-lost", &[]),
            Self::SeveralReaders { names } => fail(
                "error-several-readers",
                &[
                    ("count", names.len().into()),
                    ("names", quoted(words, names).into()),
                    ("first", names.first().map_or("", String::as_str).into()),
                ],
            ),
            Self::ReaderUnknown { asked, names: [] } => {
                fail("error-reader-unknown-none", &[("asked", asked.into())])
            }
            Self::ReaderUnknown { asked, names } => fail(
                "error-reader-unknown",
                &[
                    ("asked", asked.into()),
                    ("names", quoted(words, names).into()),
                ],
            ),
            Self::NoCard { reader } => fail("error-no-card", &[("reader", reader.into())]),
            Self::CardUnresponsive => fail("error-card-unresponsive", &[]),
            Self::CardRemoved => fail("error-card-removed", &[]),
            Self::CardReset => fail("error-card-reset", &[]),
            Self::InUse => fail("error-card-in-use", &[]),
            Self::TimedOut => fail("error-card-timed-out", &[]),
            Self::OutcomeUnknown => fail("error-outcome-unknown", &[]),
            Self::ReplyTooLong => fail("error-reply-too-long", &[]),
            Self::BadReply { reason } => fail(
                "error-bad-reply",
                &[("reason", marked(words, reason).into())],
            ),
            Self::CommandRefused { command, status } => fail(
                "error-command-refused",
                &[("command", command.into()), ("status", status.into())],
            ),
            Self::Other { reason } => fail(
                "error-reader-other",
                &[("reason", marked(words, reason).into())],
            ),
        }
    }
}

/// Trouble with a file: exit 2.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileTrouble<'a> {
    /// The system refused to read it.
    NotRead(&'a io::Error),
    /// The system refused to write it.
    NotWritten(&'a io::Error),
    /// It is there already and would be overwritten.
    Exists,
    /// It has no bytes.
    Empty,
    /// A device, a pipe or a socket.
    Special,
    /// Longer than any such file.
    TooLarge {
        /// The most, in bytes.
        limit: u64,
    },
    /// Not UTF-8 text.
    NotText {
        /// Where the text ends being text, in bytes from 0.
        offset: usize,
    },
    /// Not JSON, or not of the right shape.
    NotJson(&'a JsonProblem),
    /// A field has a value it cannot have.
    WrongField {
        /// The path of the field: `holder.birth_date`.
        field: &'a str,
        /// Why.
        reason: &'a str,
    },
    /// Bytes that do not decode.
    Damaged {
        /// Where, in bytes from 0.
        offset: usize,
        /// Why.
        reason: &'a str,
    },
    /// It can be read and still not be used.
    Unusable {
        /// Why.
        reason: &'a str,
    },
    /// A good file of another kind.
    WrongKind {
        /// What was needed.
        expected: &'a str,
    },
}

impl FileTrouble<'_> {
    /// The trouble with the file in words; exit 2.
    #[must_use]
    pub fn failure(&self, words: &Words, path: &Path) -> Failure {
        let path = path.display().to_string();
        let fail = |id: &str, values: &[(&str, Value<'_>)]| {
            let mut all = vec![("path", Value::from(path.as_str()))];
            all.extend(values.iter().cloned());
            Failure::new(words, Exit::Usage, id, &all)
        };
        match *self {
            Self::NotRead(error) => match error.kind() {
                io::ErrorKind::NotFound => fail("error-file-missing", &[]),
                io::ErrorKind::IsADirectory => fail("error-file-is-directory", &[]),
                _ => fail(
                    "error-file-unreadable",
                    &[("reason", reason(words, error).into())],
                ),
            },
            Self::NotWritten(error) => fail(
                "error-file-not-written",
                &[("reason", reason(words, error).into())],
            ),
            Self::Exists => fail("error-file-exists", &[]),
            Self::Empty => fail("error-file-empty", &[]),
            Self::Special => fail("error-file-special", &[]),
            Self::TooLarge { limit } => fail(
                "error-file-too-large",
                &[(
                    "limit",
                    crate::format::bytes(words.language(), limit).into(),
                )],
            ),
            Self::NotText { offset } => fail("error-file-not-text", &[("offset", offset.into())]),
            Self::NotJson(problem) => {
                let (line, column) = problem.position();
                let position = [("line", line.into()), ("column", column.into())];
                match problem.fault() {
                    JsonFault::Shape(reason) => {
                        let [line, column] = position;
                        let reason = ("reason", shape(words, reason).into());
                        fail("error-file-json-shape", &[line, column, reason])
                    }
                    JsonFault::Cut => fail("error-file-json-cut", &position),
                    JsonFault::Syntax => fail("error-file-not-json", &position),
                }
            }
            Self::WrongField { field, reason } => fail(
                "error-file-field",
                &[
                    ("field", field.into()),
                    ("reason", marked(words, reason).into()),
                ],
            ),
            Self::Damaged { offset, reason } => fail(
                "error-file-damaged",
                &[
                    ("offset", offset.into()),
                    ("reason", marked(words, reason).into()),
                ],
            ),
            Self::Unusable { reason } => {
                let reason = marked(words, reason);
                fail("error-file-unusable", &[("reason", reason.into())])
            }
            Self::WrongKind { expected } => {
                fail("error-file-wrong-kind", &[("expected", expected.into())])
            }
        }
    }
}

/// What the parser says of a shape: its own words in English, the field or the kind in another language.
fn shape(words: &Words, reason: &str) -> String {
    if words.language() == Language::En {
        return reason.to_owned();
    }
    let name = reason.split('`').nth(1).unwrap_or_default();
    let beginnings = [
        ("missing field ", "json-missing-field"),
        ("unknown field ", "json-unknown-field"),
        ("duplicate field ", "json-duplicate-field"),
    ];
    let known = beginnings
        .iter()
        .find(|(beginning, _)| reason.starts_with(beginning));
    match known {
        Some((_, id)) => words.say(id, &[("name", name.into())]),
        None => words.text("json-kind"),
    }
}

/// A reason that a library or the system gave in English: marked as its words where the screen is in
/// another language. What the catalogue said already stays as it is.
fn marked(words: &Words, reason: &str) -> String {
    if words.language() == Language::En || !reason.is_ascii() || !reason.contains(' ') {
        return reason.to_owned();
    }
    words.say("reason-foreign", &[("detail", reason.into())])
}

/// The names in the language's quotation marks, with commas.
fn quoted(words: &Words, names: &[String]) -> String {
    let quote = |name: &String| words.say("label-quoted", &[("text", name.into())]);
    names.iter().map(quote).collect::<Vec<_>>().join(", ")
}

/// The system's reason in our words where there are any.
fn reason(words: &Words, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => words.text("reason-not-found"),
        io::ErrorKind::PermissionDenied => words.text("reason-permission-denied"),
        io::ErrorKind::StorageFull => words.text("reason-storage-full"),
        io::ErrorKind::ReadOnlyFilesystem => words.text("reason-read-only"),
        io::ErrorKind::NotADirectory => words.text("reason-not-a-directory"),
        _ => marked(words, &error.to_string()),
    }
}

#[cfg(test)]
mod tests;
